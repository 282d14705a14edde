package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
)

// testEnvironment answers nothing and has its settings folder in a new place.
func testEnvironment(t *testing.T) environment {
	settings := t.TempDir()
	return environment{
		variable:     func(string) string { return "" },
		configFolder: func() (string, error) { return settings, nil },
		now:          noonOf(46000),
	}
}

// A panic reaches the user as two lines without what it was about.
func TestPanicsShowNoValue(t *testing.T) {
	env := testEnvironment(t)
	env.configFolder = func() (string, error) { panic("MRS OKONKWO") }
	var stdout, stderr bytes.Buffer
	status := run([]string{"init", filepath.Join(t.TempDir(), "metro")}, strings.NewReader(""),
		&stdout, &stderr, env)
	if status != refusal.Internal {
		t.Errorf("status %d, want %d", status, refusal.Internal)
	}
	if text := stdout.String() + stderr.String(); strings.Contains(text, "OKONKWO") {
		t.Errorf("the message shows a value:\n%s", text)
	}
	for _, want := range []string{"nfi: error: internal error at ", "(cmd_init.go:", "nfi: hint: "} {
		if !strings.Contains(stderr.String(), want) {
			t.Errorf("the message lacks %q:\n%s", want, stderr.String())
		}
	}
}

func TestInitAsks(t *testing.T) {
	env := testEnvironment(t)
	env.terminal = true
	folder := filepath.Join(t.TempDir(), "metro council")
	answers := "Metroborough\nnorthern ireland\nEngland\nHead of Revenues\n\n0\n450\n" +
		"to check discounts\n\nrepresentation of the people\n"
	var stdout, stderr bytes.Buffer
	status := run([]string{"init", folder}, strings.NewReader(answers), &stdout, &stderr, env)
	if status != refusal.Done || stderr.Len() > 0 {
		t.Fatalf("status %d:\n%s", status, stderr.String())
	}
	c, err := workspace.ReadConfig(filepath.Join(folder, workspace.ConfigFile))
	if err != nil {
		t.Fatal(err)
	}
	if c.Body != "Metroborough" || c.Nation != "england" || c.Owner != "Head of Revenues" ||
		c.DataProtectionOfficer != "" || c.Capacity != 450 {
		t.Errorf("settings are %+v", c)
	}
	for _, name := range c.DatasetNames() {
		if c.Datasets[name].Purpose != "to check discounts" {
			t.Errorf("purpose of %s is %q", name, c.Datasets[name].Purpose)
		}
	}
	if c.Datasets["council_tax"].LegalFunction != "" ||
		c.Datasets["electoral_register"].LegalFunction != "representation of the people" {
		t.Errorf("legal functions are %+v", c.Datasets)
	}
	for _, want := range []string{"must be england, wales or scotland", "must be a number from 1",
		"legal_function of ctr"} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("output lacks %q:\n%s", want, stdout.String())
		}
	}
	if n := len(questions(&c)); n != 11 {
		t.Errorf("%d questions, and init says eleven", n)
	}
}

func TestOpenWorkspaceOrder(t *testing.T) {
	env := testEnvironment(t)
	place := t.TempDir()
	t.Chdir(place)
	for _, name := range []string{"flag", "variable", "current"} {
		var stderr bytes.Buffer
		if status := run([]string{"init", name}, nil, io.Discard, &stderr, env); status != 0 {
			t.Fatalf("init: %s", stderr.String())
		}
	}
	for _, tt := range []struct{ current, flag, variable, want string }{
		{".", "", "", ""},
		{".", "", "variable", "variable"},
		{".", "flag", "variable", "flag"},
		{".", ".", "variable", ""}, // named, so the variable does not stand in
		{"current", "", "../variable", "."},
		{".", "nowhere", "variable", ""},
	} {
		t.Chdir(filepath.Join(place, tt.current))
		env.variable = func(string) string { return tt.variable }
		p := &program{environment: env, workspaceFlag: tt.flag, Voice: refusal.Voice{Err: io.Discard}}
		w, err := p.openWorkspace()
		switch {
		case tt.want == "" && err == nil:
			t.Errorf("%+v opened %s", tt, w.Folder)
		case tt.want != "" && (err != nil || w.Folder != tt.want):
			t.Errorf("%+v: %v", tt, err)
		}
		if err == nil {
			if _, err := w.LoadKeys(p.Voice); err != nil {
				t.Errorf("%+v: %v", tt, err)
			}
		}
	}
}

// Two runs at once: the second is refused and names the first.
func TestRunLocksItsWorkspace(t *testing.T) {
	w := newTestWorkspace(t)
	files := tinyCouncil(t).files()
	place := &workspace.Workspace{Folder: w.folder}
	release, err := place.Lock("clerk@desk")
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("nfi: error: the workspace is in use by clerk@desk, process %d since 20",
		os.Getpid())
	if status := w.try(files); status != refusal.Policy ||
		!strings.HasPrefix(w.stderr.String(), want) || w.stdout.Len() > 0 {
		t.Errorf("a second run ends with status %d:\n%s%s", status, &w.stdout, &w.stderr)
	}
	release()
	left := filepath.Join(w.folder, workspace.RunsFolder, ".2026Q3.new")
	if err := os.MkdirAll(left, disk.FolderMode); err != nil {
		t.Fatal(err)
	}
	w.runOn(files)
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("what a killed run left is still there: %v", err)
	}
	w.runOn(files) // the first has let go of the lock
}
