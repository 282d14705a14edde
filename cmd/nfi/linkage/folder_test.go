package linkage

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/refusal"
)

// What killed commands left beside --out, whatever theirs was, is deleted or put back, and
// told; what is at work, or may be somebody else's, is let be.
func TestSettleLeft(t *testing.T) {
	parent := t.TempDir()
	var warned bytes.Buffer
	r := inventedRun(t)
	r.Folder, r.Voice = filepath.Join(parent, "out"), refusal.Voice{Err: &warned, Out: &warned}
	make := func(folder string, locked bool, files ...string) {
		t.Helper()
		path := filepath.Join(parent, folder)
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if err := os.WriteFile(filepath.Join(path, name), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		name := strings.TrimPrefix(strings.TrimSuffix(folder, filepath.Ext(folder)), ".")
		if !locked || disk.WasLockedBeside(filepath.Join(parent, name)) {
			return
		}
		release, err := disk.LockBeside(filepath.Join(parent, name), "it", "a@b")
		if err != nil {
			t.Fatal(err)
		}
		release()
	}
	make(".killed.new", true, pageFile, "."+pairsFile+".csv.new")
	make(".moved.old", true, pageFile, "run.json")
	make(".done.old", true, pageFile)
	make("done", true, "run.json")
	make(".out.old", true, pageFile, "run.json")
	make(".strange.new", false, pageFile)
	make(".foreign.new", true, pageFile, "thesis.docx")
	make(".deep.new", true)
	if err := os.Mkdir(filepath.Join(parent, ".deep.new", pageFile), 0o700); err != nil {
		t.Fatal(err)
	}
	make(".working.new", true, pageFile)
	working, err := disk.LockBeside(filepath.Join(parent, "working"), "it", "a@b")
	if err != nil {
		t.Fatal(err)
	}
	defer working()
	release, err := r.takeFolder()
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	var names []string
	entries, err := os.ReadDir(parent)
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".lock") {
			names = append(names, entry.Name())
		}
	}
	want := []string{".deep.new", ".foreign.new", ".strange.new", ".working.new", "done", "moved",
		"out"}
	if err != nil || !slices.Equal(names, want) {
		t.Errorf("%v; there are %q, want %q", err, names, want)
	}
	const told = `nfi: warning: done: deleted what a command that was killed had left of its results
nfi: warning: killed: deleted what a command that was killed had left of its results
nfi: warning: moved: put back, since a command that was to replace it was killed
nfi: warning: out: put back, since a command that was to replace it was killed
`
	if warned.String() != told {
		t.Errorf("told\n%s\nwant\n%s", &warned, told)
	}
}

// A run that is asked to stop while it writes leaves the results of the one before.
func TestStoppedWhileWriting(t *testing.T) {
	r := inventedRun(t)
	if err := os.Mkdir(r.Folder, 0o700); err != nil {
		t.Fatal(err)
	}
	before := filepath.Join(r.Folder, "run.json")
	if err := os.WriteFile(before, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := r.write(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped, it ends with %v", err)
	}
	content, err := os.ReadFile(before)
	entries, _ := os.ReadDir(filepath.Dir(r.Folder))
	if err != nil || string(content) != "before" || len(entries) != 1 {
		t.Errorf("%v; the results are %q, among %v", err, content, entries)
	}
}
