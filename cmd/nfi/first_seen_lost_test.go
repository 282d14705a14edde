package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nfimatch/cmd/nfi/disk"
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
		err = os.WriteFile(w.path, content, disk.FileMode)
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
		status = w.nfi("audit", "verify", "--workspace", w.folder)
		if got := w.stderr.String(); status != refusal.Integrity ||
			!strings.Contains(got, workspace.FirstSeenFile+" is not th") ||
			!strings.Contains(got, "nfi: hint: bring first_seen.db back from the copy") ||
			!strings.Contains(w.stdout.String(), "audit.log is whole: lines 1 to 2") {
			t.Errorf("%s, audit verify: status %d\n%s%s", name, status, &w.stdout, got)
		}
		if err := os.WriteFile(w.path, w.newest, disk.FileMode); err != nil {
			t.Fatal(err)
		}
		w.must("audit", "verify", "--workspace", w.folder)
		if !strings.Contains(w.stdout.String(), "first_seen.db is the one that line 2 knows of.") {
			t.Errorf("brought back: audit verify says\n%s", &w.stdout)
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
		if err := os.WriteFile(aside, left, disk.FileMode); err != nil {
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
	if err := os.WriteFile(w.path, w.newest, disk.FileMode); err != nil {
		t.Fatal(err)
	}
	if status := w.nfi("purge", "--due", "--workspace", w.folder); status != refusal.Done {
		t.Errorf("purge: status %d\n%s", status, &w.stderr)
	}
	if _, err := os.Stat(w.path); !os.IsNotExist(err) {
		t.Errorf("the copy stays, error %v", err)
	}
}

// A ledger that no line of the log knows, as one of another workspace, is used by nothing.
func TestForeignFirstSeen(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	other := newLedgered(t)
	w.runOn(tinyCouncil(t).files())
	path := w.in(workspace.FirstSeenFile)
	if err := os.WriteFile(path, other.newest, disk.FileMode); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"audit", "verify"}, {"purge", "--due"},
		w.runArgs("2027Q1")} {
		status := w.nfi(append(args, "--workspace", w.folder)...)
		if got := w.stderr.String(); status != refusal.Integrity ||
			!strings.Contains(got, "first_seen.db is there, and audit.log knows of none") {
			t.Errorf("%v: status %d\n%s", args, status, got)
		}
	}
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, other.newest) {
		t.Errorf("a file that may be somebody's only one is touched, error %v", err)
	}
}

// lostLedgers are what may have become of a ledger, with how a certificate tells it.
func (w *ledgered) lostLedgers() map[string][]byte {
	damaged := bytes.Clone(w.newest)
	damaged[len(damaged)/2] ^= 1
	return map[string][]byte{"missing": nil, "left": damaged, "left, older": w.older}
}

// outcome returns what a certificate says of the ledger.
func (w *ledgered) outcome(number string) string {
	w.t.Helper()
	for _, file := range readPaper(w.t, readFolder(w.t, w.folder), number).Files {
		if file.Name == workspace.FirstSeenFile {
			return file.Outcome
		}
	}
	return ""
}

// Without its ledger a council still deletes on time: all else that is due goes, log and
// certificate name the ledger, and the purge ends with 6, as often as it is tried, until
// somebody gives the ledger up for a reason.
func TestPurgeWithoutItsLedger(t *testing.T) {
	t.Parallel()
	w := newLedgered(t)
	before := w.snapshot()
	giveUp := []string{"purge", "--workspace", w.folder, "--due", "--do", "--ledger-lost",
		"the disk failed"}
	if status := w.nfi(giveUp...); status != refusal.Policy {
		t.Errorf("a ledger that is there is given up: status %d\n%s", status, &w.stderr)
	}
	if status := w.nfi("purge", "--workspace", w.folder, "--due", "--ledger-lost",
		"x"); status != refusal.Usage {
		t.Errorf("--ledger-lost without --do: status %d\n%s", status, &w.stderr)
	}
	for name, content := range w.lostLedgers() {
		w.restore(before)
		w.put(content)
		w.on(day("2027-05-01"))
		if status := w.purgeNow(); status != refusal.Integrity {
			t.Errorf("%s: status %d\n%s", name, status, &w.stderr)
		}
		for gone := range readFolder(t, w.folder) {
			if strings.HasPrefix(gone, "runs/") || strings.HasPrefix(gone, "seals/") {
				t.Errorf("%s: %s stays", name, gone)
			}
		}
		words, _, _ := strings.Cut(name, ",")
		if got := w.outcome("P0001"); !strings.HasPrefix(got, words+": what of it is due") {
			t.Errorf("%s: the certificate says %q", name, got)
		}
		if begun := w.auditEvents()[2]; begun.Name != workspace.FirstSeenFile || begun.Reason != "" {
			t.Errorf("%s: the log says %+v", name, begun)
		}
		lines := len(w.auditEvents())
		if status := w.purgeNow(); status != refusal.Integrity || len(w.auditEvents()) != lines {
			t.Errorf("%s, again: status %d, %d lines more", name, status, len(w.auditEvents())-lines)
		}
		w.must(giveUp...)
		if got := w.outcome("P0002"); !strings.HasSuffix(got, ": given up as lost: the disk failed") {
			t.Errorf("%s: the certificate says %q", name, got)
		}
		if begun := w.auditEvents()[lines]; begun.Reason != "the disk failed" {
			t.Errorf("%s: the log says %+v", name, begun)
		}
		w.asNew(name)
	}
}

// asNew looks whether a workspace is whole without a ledger, and begins another.
func (w *ledgered) asNew(name string) {
	w.t.Helper()
	if _, err := os.Stat(w.path); !os.IsNotExist(err) {
		w.t.Errorf("%s: what was given up stays, error %v", name, err)
	}
	w.must("audit", "verify", "--workspace", w.folder)
	w.quarter(undated(w.t), "2027Q2", "2027-04-01", "2027-04-10")
	if !strings.Contains(w.stdout.String(), "later exercises will know whom this one showed") {
		w.t.Errorf("%s: the next run says\n%s", name, &w.stdout)
	}
}

// What cannot be told to be within its time goes by the day of its line of the log.
func TestLostFirstSeenEndsByItself(t *testing.T) {
	t.Parallel()
	w := newLedgered(t)
	before := w.snapshot()
	for name, content := range w.lostLedgers() {
		w.restore(before)
		w.put(content)
		w.on(day("2028-12-14"))
		if status := w.purgeNow(); status != refusal.Integrity {
			t.Errorf("%s, the day before: status %d\n%s", name, status, &w.stderr)
		}
		w.on(day("2028-12-15"))
		if status := w.purgeNow(); status != refusal.Done {
			t.Errorf("%s: status %d\n%s", name, status, &w.stderr)
		}
		if got := w.outcome("P0002"); !strings.HasSuffix(got, "the time of all its entries has ended") {
			t.Errorf("%s: the certificate says %q", name, got)
		}
		if _, err := os.Stat(w.path); !os.IsNotExist(err) {
			t.Errorf("%s: it outlives its time, error %v", name, err)
		}
		w.must("audit", "verify", "--workspace", w.folder)
	}
}
