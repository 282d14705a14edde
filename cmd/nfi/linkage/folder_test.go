package linkage

import (
	"bytes"
	"context"
	"errors"
	"io"
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

// What is somebody else's is not deleted, whatever its name, and no lock is written through.
func TestOthersBesideOut(t *testing.T) {
	for name, test := range map[string]struct{ file, content, refused string }{
		"a folder named as results being made": {".out.new/thesis.txt", "mine",
			"--out cannot be used: .out.new beside it is in the way, and is not ours to delete"},
		"a folder named as results moved away": {".out.old/thesis.txt", "mine",
			"--out cannot be used: .out.old beside it is in the way, and is not ours to delete"},
		"a file": {".out.old", "mine",
			"--out cannot be used: .out.old beside it is in the way, and is not ours to delete"},
		"a lock of another program": {".out.lock", "mine",
			"the folder of --out cannot be locked: the file of its lock is none of this program"},
		"a lock of another program elsewhere": {".other.lock", "mine", ""},
	} {
		r, parent := inventedRun(t), t.TempDir()
		r.Voice = refusal.Voice{Err: io.Discard, Out: io.Discard}
		r.Folder = filepath.Join(parent, "out")
		for _, path := range []string{filepath.Dir(test.file), ".other.new"} {
			if err := os.MkdirAll(filepath.Join(parent, path), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		mine := filepath.Join(parent, test.file)
		if err := os.WriteFile(mine, []byte(test.content), 0o600); err != nil {
			t.Fatal(err)
		}
		release, err := r.takeFolder()
		var failure *refusal.Failure
		switch errors.As(err, &failure); {
		case err == nil && test.refused == "":
			release()
		case failure == nil || failure.Status != refusal.Usage || failure.Error() != test.refused:
			t.Errorf("%s: %v, want %q", name, err, test.refused)
		}
		if content, err := os.ReadFile(mine); err != nil || string(content) != test.content {
			t.Errorf("%s: it is %q afterwards, %v", name, content, err)
		}
		if _, err := os.Stat(filepath.Join(parent, ".other.new")); err != nil {
			t.Errorf("%s: a folder that was never locked is gone: %v", name, err)
		}
	}
}

// A lock that leads elsewhere is not followed.
func TestLockIsNoLink(t *testing.T) {
	r, parent := inventedRun(t), t.TempDir()
	r.Folder = filepath.Join(parent, "out")
	for _, victim := range []string{"empty", "none"} {
		target := filepath.Join(parent, victim)
		if victim == "empty" {
			if err := os.WriteFile(target, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		link := filepath.Join(parent, ".out.lock")
		if err := os.Symlink(target, link); err != nil {
			t.Skip(err)
		}
		if _, err := r.takeFolder(); err == nil {
			t.Errorf("to %s: the link is taken for a lock", victim)
		}
		if content, _ := os.ReadFile(target); len(content) > 0 {
			t.Errorf("to %s: it was written: %q", victim, content)
		}
		if err := os.Remove(link); err != nil {
			t.Fatal(err)
		}
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
