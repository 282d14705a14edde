package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
)

// A ledgered workspace has run two exercises that recorded their registers.
type ledgered struct {
	*testWorkspace
	path          string
	older, newest []byte // the ledger after the first exercise and after the second
}

func newLedgered(t *testing.T) *ledgered {
	t.Helper()
	w := &ledgered{testWorkspace: newTestWorkspace(t)}
	w.path = w.in(workspace.FirstSeenFile)
	for _, one := range []struct {
		exercise, register string
		into               *[]byte
	}{{"2026Q4", "2026-12-01", &w.older}, {"2027Q1", "2026-12-10", &w.newest}} {
		w.quarter(undated(t), one.exercise, "2026-11-01", one.register)
		content, err := os.ReadFile(w.path)
		if err != nil {
			t.Fatal(err)
		}
		*one.into = content
	}
	return w
}

// put makes the ledger what a test wants it to be; nil deletes it.
func (w *ledgered) put(content []byte) {
	w.t.Helper()
	err := os.Remove(w.path)
	if content != nil {
		err = os.WriteFile(w.path, content, workspace.FileMode)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// A ledger that was deleted, damaged or put back from an earlier day is refused by run and
// purge, and the purge does not say that nothing is due. With the right copy, or begun
// anew for a reason that the log has, the work goes on.
func TestLostFirstSeen(t *testing.T) {
	t.Parallel()
	w := newLedgered(t)
	damaged := bytes.Clone(w.newest)
	damaged[len(damaged)/2] ^= 1
	for name, content := range map[string][]byte{"deleted": nil, "damaged": damaged,
		"older": w.older} {
		w.put(content)
		status := w.try(undated(t).files(), "--exercise", "2027Q2")
		if got := w.stderr.String(); status != refusal.Integrity ||
			!strings.Contains(got, workspace.FirstSeenFile+" is not th") ||
			!strings.Contains(got, "--ledger-lost") {
			t.Errorf("%s, run: status %d\n%s", name, status, got)
		}
		for _, args := range [][]string{{"purge", "--due"}, {"purge", "--due", "--do"}} {
			status := w.nfi(append(args, "--workspace", w.folder)...)
			if status != refusal.Integrity || strings.Contains(w.stdout.String(), "Nothing is due") {
				t.Errorf("%s, %v: status %d\n%s%s", name, args, status, &w.stdout, &w.stderr)
			}
		}
		if err := os.WriteFile(w.path, w.newest, workspace.FileMode); err != nil {
			t.Fatal(err)
		}
	}
	lost := func(exercise string) int {
		return w.try(undated(t).files(), "--exercise", exercise, "--ledger-lost", "the disk failed")
	}
	if status := lost("2027Q2"); status != refusal.Policy {
		t.Errorf("a ledger that is there is begun anew: status %d\n%s", status, &w.stderr)
	}
	w.put(w.older)
	if status := lost("2027Q2"); status != refusal.Done ||
		!strings.Contains(w.stderr.String(), "is begun anew") {
		t.Fatalf("status %d\n%s", status, &w.stderr)
	}
	log, err := os.ReadFile(w.in(workspace.AuditFile))
	if err != nil || !strings.Contains(string(log), `"reason":"the disk failed"`) {
		t.Errorf("the log does not say why the ledger was begun anew, error %v", err)
	}
	if status := w.try(undated(t).files(), "--exercise", "2027Q3"); status != refusal.Done {
		t.Errorf("after it was begun anew: status %d\n%s", status, &w.stderr)
	}
}

// A ledger that a killed run had in the log and not yet in its place is put there by the
// next command; one that it had not got so far with goes.
func TestFirstSeenCutOff(t *testing.T) {
	t.Parallel()
	w := newLedgered(t)
	aside := w.in("." + workspace.FirstSeenFile + ".new")
	for name, left := range map[string][]byte{"logged": w.newest, "not logged": w.older} {
		placed := w.older
		if name == "not logged" {
			placed = w.newest
		}
		w.put(placed)
		if err := os.WriteFile(aside, left, workspace.FileMode); err != nil {
			t.Fatal(err)
		}
		if status := w.nfi("audit", "verify", "--workspace", w.folder); status != refusal.Done {
			t.Errorf("%s: status %d\n%s", name, status, &w.stderr)
		}
		if now, err := os.ReadFile(w.path); err != nil || !bytes.Equal(now, w.newest) {
			t.Errorf("%s: the ledger is not the one of the log, error %v", name, err)
		}
		if _, err := os.Stat(aside); !os.IsNotExist(err) {
			t.Errorf("%s: %s stays, error %v", name, filepath.Base(aside), err)
		}
	}
}

// A ledger that was purged does not come back with a copy of it.
func TestFirstSeenPurgedForGood(t *testing.T) {
	t.Parallel()
	w := newLedgered(t)
	w.on(day("2028-12-10"))
	if status := w.purgeNow(); status != refusal.Done {
		t.Fatalf("purge: status %d\n%s", status, &w.stderr)
	}
	if err := os.WriteFile(w.path, w.newest, workspace.FileMode); err != nil {
		t.Fatal(err)
	}
	if status := w.nfi("purge", "--due", "--workspace", w.folder); status != refusal.Done {
		t.Errorf("purge: status %d\n%s", status, &w.stderr)
	}
	if _, err := os.Stat(w.path); !os.IsNotExist(err) {
		t.Errorf("the copy stays, error %v", err)
	}
}
