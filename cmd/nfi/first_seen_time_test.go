package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
)

// firstSeenOf returns what the reasons of a run say of first-seen days, in order, without
// the names of cases.
func firstSeenOf(r *runResults) (said []string) {
	for _, row := range r.csv("reasons.csv") {
		if strings.HasPrefix(row["code"], "first_seen") || row["code"] == "registered_unknown" {
			said = append(said, row["line"]+" "+row["code"]+" "+row["date"])
		}
	}
	slices.Sort(said)
	return said
}

// A registersWorkspace has a council whose register of August lacks somebody that those of
// October and December have.
type registersWorkspace struct {
	*testWorkspace
	before, after testCouncil
	line          string // of the newcomer
}

func newRegistersWorkspace(t *testing.T) *registersWorkspace {
	t.Helper()
	w := &registersWorkspace{testWorkspace: newTestWorkspace(t), after: undated(t)}
	first := w.quarter(w.after, "2026Q1", "2026-11-01", "2026-12-01")
	line := newcomer(t, w.after, first, "2026-08-01")
	w.before, w.line = w.after.clone(), decimal(line)
	register := w.before[registerFile]
	register.rows = slices.Delete(register.rows, line-1, line)
	w.testWorkspace = newTestWorkspace(t)
	return w
}

// august, october and december run the exercises of the three registers.
func (w *registersWorkspace) august()  { w.quarter(w.before, "2026Q2", "2026-11-01", "2026-08-01") }
func (w *registersWorkspace) october() { w.quarter(w.after, "2026Q3", "2026-11-01", "2026-10-01") }
func (w *registersWorkspace) december() *runResults {
	return w.quarter(w.after, "2026Q4", "2026-11-01", "2026-12-01")
}

// Registers that are given out of order say, once all are there, what they say in order;
// before that nothing is claimed of a register that was not given. A clock that is set
// back, an exercise judged as of an earlier day and a register that is given twice change
// nothing of it.
func TestFirstSeenWhateverTheOrder(t *testing.T) {
	t.Parallel()
	w := newRegistersWorkspace(t)
	w.august()
	w.october()
	want := firstSeenOf(w.december())
	newcomer := w.line + " first_seen_after_discount 2026-10-01"
	if !slices.Contains(want, newcomer) {
		t.Fatalf("of the newcomer is said %v, want %s", want, newcomer)
	}
	same := func(when string, said []string) {
		t.Helper()
		if !slices.Equal(said, want) {
			t.Errorf("%s: said is %v, want %v", when, said, want)
		}
	}
	same("the same register again", firstSeenOf(w.quarter(w.after, "2026Q4b", "2026-11-01",
		"2026-12-01")))
	w.on(day("2026-12-10"))
	same("with the clock set back", firstSeenOf(w.december()))
	if got := w.stderr.String(); !strings.Contains(got,
		"the clock of this machine is before the last line of audit.log") {
		t.Errorf("of the clock it says\n%s", got)
	}
	w.on(day("2026-12-15"))
	asOf := append(w.quarterArgs("2026Q4", "2026-11-01", "2026-12-01"), "--as-of", "2026-07-01")
	w.must(asOf...)
	if said := firstSeenOf(w.results("2026Q4")); slices.ContainsFunc(said, func(one string) bool {
		return !slices.Contains(want, one)
	}) {
		t.Errorf("as of an earlier day something else is said: %v, want of %v", said, want)
	}

	w.testWorkspace = newTestWorkspace(t)
	w.october()
	for _, one := range firstSeenOf(w.december()) {
		if strings.Contains(one, "_after_") {
			t.Errorf("without an earlier register it is claimed %s", one)
		}
	}
	w.august()
	same("an older register given last", firstSeenOf(w.december()))
	w.quarter(w.after, "2026Q2", "2026-11-01", "2026-08-01") // it was the wrong file
	if said := firstSeenOf(w.december()); slices.Contains(said, newcomer) {
		t.Errorf("a register that was corrected is still claimed: %v", said)
	}
}

// A register that tells some of its days, or of which rows were lost, may have shown
// somebody without a token: nobody is new since it.
func TestFirstSeenOfPartialRegister(t *testing.T) {
	t.Parallel()
	w := newRegistersWorkspace(t)
	line := w.line
	register := w.before[registerFile]
	register.rows[0][register.column("Date registered")] = "01/03/2015"
	w.august()
	w.october()
	for _, one := range firstSeenOf(w.december()) {
		if strings.HasPrefix(one, line+" ") && strings.Contains(one, "_after_") {
			t.Errorf("of one with days of registration it is claimed %s", one)
		}
	}
	register.rows[0][register.column("Date registered")] = ""
	register.rows[0][register.column("Surname")] = strings.Repeat("X", 5000)
	w.put(w.before.files())
	w.must(append(w.quarterArgs("2026Q2", "2026-11-01", "2026-08-01"), "--accept-rejects",
		"a broken export")...)
	for _, one := range firstSeenOf(w.december()) {
		if strings.HasPrefix(one, line+" ") && strings.Contains(one, "_after_") {
			t.Errorf("of one with rows that are lost it is claimed %s", one)
		}
	}
}

// A hold keeps an exercise, and with it the days that its cases rest on; the ledger, which
// holds everybody, goes on its own day. Who holds it is told so.
func TestHoldIsNoneOnFirstSeen(t *testing.T) {
	t.Parallel()
	w := newRegistersWorkspace(t)
	w.august()
	w.december()
	w.must("mark", "2026Q4", "--hold", "--why", "an appeal", "--workspace", w.folder)
	const told = "first_seen.db is not held with it"
	if !strings.Contains(w.stdout.String(), told) {
		t.Errorf("mark does not say what is not held:\n%s", &w.stdout)
	}
	reasons := filepath.Join(workspace.RunsFolder, "2026Q4", "reasons.csv")
	before, err := os.ReadFile(w.in(reasons))
	if err != nil || !strings.Contains(string(before), "first_seen") {
		t.Fatalf("the held run rests on no first-seen day, error %v", err)
	}
	w.on(day("2028-12-01"))
	if status := w.purgeNow(); status != refusal.Done {
		t.Fatalf("status %d\n%s", status, &w.stderr)
	}
	if _, err := os.Stat(w.in(workspace.FirstSeenFile)); !os.IsNotExist(err) {
		t.Errorf("the ledger outlives its day, error %v", err)
	}
	if after, err := os.ReadFile(w.in(reasons)); err != nil || string(after) != string(before) {
		t.Errorf("the days that the held cases rest on are not there, error %v", err)
	}
	bare := newTestWorkspace(t)
	bare.runOn(tinyCouncil(t).files())
	bare.must("mark", "2026Q4", "--hold", "--why", "an appeal", "--workspace", bare.folder)
	if strings.Contains(bare.stdout.String(), told) {
		t.Error("mark tells of a ledger that is not there")
	}
}
