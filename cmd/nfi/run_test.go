package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nfimatch/extract/retention"
)

// testEnvironment answers nothing and has its settings folder in a new place.
func testEnvironment(t *testing.T) environment {
	settings := t.TempDir()
	return environment{
		variable:     func(string) string { return "" },
		configFolder: func() (string, error) { return settings, nil },
		today:        func() retention.Date { return 46000 },
	}
}

// A panic reaches the user as two lines without what it was about.
func TestPanicsShowNoValue(t *testing.T) {
	env := testEnvironment(t)
	env.configFolder = func() (string, error) { panic("MRS OKONKWO") }
	var stdout, stderr bytes.Buffer
	status := run([]string{"init", filepath.Join(t.TempDir(), "metro")}, strings.NewReader(""),
		&stdout, &stderr, env)
	if status != statusInternal {
		t.Errorf("status %d, want %d", status, statusInternal)
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
	if status != statusDone || stderr.Len() > 0 {
		t.Fatalf("status %d:\n%s", status, stderr.String())
	}
	c, err := readConfig(filepath.Join(folder, configFile))
	if err != nil {
		t.Fatal(err)
	}
	if c.Body != "Metroborough" || c.Nation != "england" || c.Owner != "Head of Revenues" ||
		c.DataProtectionOfficer != "" || c.Capacity != 450 {
		t.Errorf("settings are %+v", c)
	}
	for _, name := range datasets {
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
	if n := len(c.questions()); n != 10 {
		t.Errorf("%d questions, and init says ten", n)
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
		p := &program{environment: env, workspaceFlag: tt.flag, stderr: io.Discard}
		w, err := p.openWorkspace()
		switch {
		case tt.want == "" && err == nil:
			t.Errorf("%+v opened %s", tt, w.folder)
		case tt.want != "" && (err != nil || w.folder != tt.want):
			t.Errorf("%+v: %v", tt, err)
		}
		if err == nil {
			if _, err := p.loadKeys(w); err != nil {
				t.Errorf("%+v: %v", tt, err)
			}
		}
	}
}

func TestDatasetTerms(t *testing.T) {
	asOf, _ := retention.DateOf(2026, 11, 1)
	for _, tt := range []struct {
		period, today   string
		refused, warned bool
	}{
		{"6 months", "2027-05-01", false, false}, // the last day
		{"6 months", "2027-05-02", true, false},
		{"3 months (63 days)", "2027-01-03", false, true},
		{"3 months (63 days)", "2027-01-04", true, true}, // the earlier end is enforced
	} {
		today, err := retention.ParseDate(tt.today)
		if err != nil {
			t.Fatal(err)
		}
		var stderr bytes.Buffer
		p := &program{environment: testEnvironment(t), stderr: &stderr}
		p.today = func() retention.Date { return today }
		w := &workspace{config: defaultConfig()}
		w.config.Lines[0].Period = tt.period
		_, err = p.datasetTerms(w, "council_tax", asOf)
		var f *failure
		if refused := errors.As(err, &f) && f.status == statusPolicy; refused != tt.refused {
			t.Errorf("%q on %s: %v, want refused %v", tt.period, tt.today, err, tt.refused)
		}
		if warned := strings.HasPrefix(stderr.String(), "nfi: warning: "); warned != tt.warned {
			t.Errorf("%q on %s: printed %q", tt.period, tt.today, stderr.String())
		}
	}
}

func TestLoadKeysWithoutFile(t *testing.T) {
	p := &program{environment: testEnvironment(t), stderr: io.Discard}
	w := &workspace{config: config{KeyFile: filepath.Join(t.TempDir(), "metro.keys")}}
	_, err := p.loadKeys(w)
	var f *failure
	if !errors.As(err, &f) || f.status != statusConfiguration || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("loadKeys without a file: %v", err)
	}
}

func TestWriteFile(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "flags.csv")
	if err := writeBytes(path, []byte("one\n")); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("disk full")
	err := writeFile(path, func(w io.Writer) error {
		if _, err := w.Write([]byte("half")); err != nil {
			return err
		}
		return broken
	})
	if !errors.Is(err, broken) || !strings.HasPrefix(err.Error(), "flags.csv cannot be written: ") {
		t.Errorf("writeFile: %v", err)
	}
	if content, err := os.ReadFile(path); string(content) != "one\n" {
		t.Errorf("the file holds %q, %v after a failed write", content, err)
	}
	if entries, _ := os.ReadDir(folder); len(entries) != 1 {
		t.Errorf("left beside the file: %v", entries)
	}
	missing := filepath.Join(folder, "nowhere", "flags.csv")
	if err := writeBytes(missing, nil); err == nil || strings.Contains(err.Error(), folder) {
		t.Errorf("writing into no folder: %v", err)
	}
}

func TestReplaceFolder(t *testing.T) {
	runs := t.TempDir()
	path := filepath.Join(runs, "2026Q4")
	write := func(name string, then error) func(string) error {
		return func(folder string) error {
			return errors.Join(writeBytes(filepath.Join(folder, name), nil), then)
		}
	}
	holds := func(want string) {
		t.Helper()
		var names []string
		all, err := filepath.Glob(filepath.Join(runs, "*", "*"))
		if err != nil {
			t.Fatal(err)
		}
		hidden, err := filepath.Glob(filepath.Join(runs, ".*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range append(all, hidden...) {
			names = append(names, filepath.Base(name))
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("the runs hold %q, want %q", got, want)
		}
	}
	if err := replaceFolder(path, write("one", nil)); err != nil {
		t.Fatal(err)
	}
	holds("one")
	if err := replaceFolder(path, write("two", errors.New("cut off"))); err == nil {
		t.Error("a failed run reported success")
	}
	holds("one")
	// What a killed run left is no part of the next.
	if err := os.MkdirAll(filepath.Join(runs, ".2026Q4.new", "left"), folderMode); err != nil {
		t.Fatal(err)
	}
	if err := replaceFolder(path, write("three", nil)); err != nil {
		t.Fatal(err)
	}
	holds("three")
}
