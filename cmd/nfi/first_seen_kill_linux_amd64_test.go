package main

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
)

// everyWrite stops commands at each of their writes; else at one in writesStride.
var everyWrite = flag.Bool("every-write", false, "stop commands at each of their writes")

const writesStride = 11

// A stopped command is one that changes the ledger of first-seen days.
type stopped struct {
	what    string
	today   string
	council testCouncil
	from    snapshot
	lost    bool // the ledger is lost before, and given up by the command
	args    []string
}

// opened returns what the ledger holds, nil where none is there. Equal ledgers are equal
// bytes.
func (w *testWorkspace) opened() []byte {
	w.t.Helper()
	found, err := workspace.Find(w.folder, "")
	if err != nil {
		w.t.Fatal(err)
	}
	keys, err := found.LoadKeys(refusal.Voice{Out: io.Discard, Err: io.Discard})
	if err != nil {
		w.t.Fatal(err)
	}
	sealed, err := os.ReadFile(w.in(workspace.FirstSeenFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	clear, err := age.Decrypt(bytes.NewReader(sealed), keys.Identities()...)
	if err != nil {
		w.t.Fatal(err)
	}
	content, err := io.ReadAll(clear)
	if err != nil {
		w.t.Fatal(err)
	}
	return content
}

// stoppedCommands returns the workspace of a council of two registers, of which the second
// lacks somebody, and what is done with its ledger.
func stoppedCommands(t *testing.T) (*testWorkspace, []stopped) {
	w := newTestWorkspace(t)
	all := undated(t)
	fewer := all.clone()
	register := fewer[registerFile]
	register.rows = register.rows[1:]
	w.quarter(all, "2026Q4", "2026-11-01", "2026-12-01")
	one := w.snapshot()
	older := one["metro/"+workspace.FirstSeenFile]
	w.quarter(fewer, "2027Q1", "2026-11-01", "2026-12-10")
	two := w.snapshot()
	stale := w.snapshot()
	stale["metro/"+workspace.FirstSeenFile] = older
	gone := w.snapshot()
	delete(gone, "metro/"+workspace.FirstSeenFile)
	purge := []string{"purge", "--workspace", w.folder, "--due", "--do"}
	because := []string{"--ledger-lost", "the disk failed"}
	another := w.quarterArgs("2027Q2", "2026-11-01", "2026-12-12")
	return w, []stopped{
		{"a further run", dayOfRun, all, two, false, another},
		{"a run again", dayOfRun, all, two, false,
			w.quarterArgs("2027Q1", "2026-11-01", "2026-12-10")},
		{"a run that takes all back", dayOfRun, tinyCouncil(t), one, false,
			w.quarterArgs("2026Q4", "2026-11-01", "2026-12-01")},
		{"a run that begins anew", dayOfRun, all, gone, true, slices.Concat(another, because)},
		{"a purge of some", "2028-12-01", all, two, false, purge},
		{"a purge of all", "2028-12-10", all, two, false, purge},
		{"a purge that gives up", "2027-05-01", all, stale, true, slices.Concat(purge, because)},
	}
}

// Whenever a command that changes the ledger is killed, or finds the disk full, at any of
// its writes, the ledger is the one of the audit log, and the same command once more
// leaves what an undisturbed one does.
func TestFirstSeenStoppedAtEachWrite(t *testing.T) {
	t.Parallel()
	w, commands := stoppedCommands(t)
	for number, one := range commands {
		w.put(one.council.files())
		w.on(day(one.today))
		w.restore(one.from)
		w.must(one.args...)
		ledger, left := w.opened(), w.withoutPapers()
		w.restore(one.from)
		whole := &traced{}
		if !whole.run(t, one.today, one.args...) {
			t.Skip("the system lets nobody follow a process")
		}
		if whole.calls < writesStride || whole.status != refusal.Done {
			t.Fatalf("%s: %d writes, status %d", one.what, whole.calls, whole.status)
		}
		stride := writesStride
		if *everyWrite {
			stride = 1
		}
		for _, full := range []bool{false, true} {
			for at := 1 + number%stride; at <= whole.calls; at += stride {
				w.restore(one.from)
				c := &traced{at: at, full: full}
				c.run(t, one.today, one.args...)
				if !full && !c.killed || c.status > refusal.Integrity {
					t.Errorf("%s: ended at write %d of %d with status %d", one.what, at, whole.calls,
						c.status)
				}
				w.wholeAgain(&one)
				if again := w.opened(); !bytes.Equal(again, ledger) {
					t.Errorf("%s: the ledger is another", one.what)
				}
				if again := w.withoutPapers(); again != left {
					t.Errorf("%s: left are\n%s\nwant\n%s", one.what, again, left)
				}
				if t.Failed() {
					t.Fatalf("%s, write %d of %d, full disk: %t\n%s", one.what, at, whole.calls, full,
						&w.stderr)
				}
			}
		}
	}
}

// wholeAgain looks at what a command has left that was stopped, and runs it once more. A
// ledger that was lost stays so until it is given up; then it is not lost, and the command
// has to be run without saying so.
func (w *testWorkspace) wholeAgain(c *stopped) {
	w.t.Helper()
	for _, next := range [][]string{{"audit", "verify"}, {"purge", "--due"}} {
		status := w.nfi(append(next, "--workspace", w.folder)...)
		if status != refusal.Done && !(c.lost && status == refusal.Integrity) {
			w.t.Errorf("%s was stopped: nfi %s ends with status %d\n%s", c.what, next[0], status,
				&w.stderr)
		}
	}
	status := w.nfi(c.args...)
	if c.lost && status == refusal.Policy {
		status = w.nfi(c.args[:len(c.args)-2]...)
	}
	if status != refusal.Done {
		w.t.Errorf("%s was stopped: once more it ends with status %d\n%s", c.what, status, &w.stderr)
	}
	w.must("audit", "verify", "--workspace", w.folder)
}

// withoutPapers returns the names of a workspace's files but for certificates, of which a
// purge that could not delete something leaves one more, and of all that lies beside it.
func (w *testWorkspace) withoutPapers() string {
	names := strings.Split(w.tree(), "\n")
	for name := range readFolder(w.t, filepath.Dir(w.folder)) {
		if !strings.Contains(name, "/") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(slices.DeleteFunc(names, func(name string) bool {
		return strings.HasPrefix(name, workspace.CertificatesFolder+"/P")
	}), "\n")
}
