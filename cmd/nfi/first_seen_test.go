package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
)

// quarter runs the council as of a day, its register published on another.
func (w *testWorkspace) quarter(c testCouncil, exercise, tax, register string) *runResults {
	w.t.Helper()
	w.put(c.files())
	if status := w.nfi(w.quarterArgs(exercise, tax, register)...); status != refusal.Done {
		w.t.Fatalf("%s: status %d\n%s", exercise, status, &w.stderr)
	}
	return w.results(exercise)
}

// quarterArgs is the command line of quarter.
func (w *testWorkspace) quarterArgs(exercise, tax, register string) []string {
	in := func(name string) string { return filepath.Join(w.inputs, name) }
	return []string{"run", "--workspace", w.folder, "--exercise", exercise,
		"--council-tax", in(taxFile), "--council-tax-date", tax,
		"--register", in(registerFile), "--register-date", register, "--codes", in(codesFile)}
}

// undated returns the council with a register that tells no day of registration.
func undated(t *testing.T) testCouncil {
	c := tinyCouncil(t)
	register := c[registerFile]
	for _, row := range register.rows {
		row[register.column("Date registered")] = ""
	}
	return c
}

// firstSeenReasons returns the register lines of reasons with a code.
func (r *runResults) firstSeenReasons(code string) (lines []int) {
	for _, row := range r.csv("reasons.csv") {
		if line, err := strconv.Atoi(row["line"]); row["code"] == code && err == nil {
			lines = append(lines, line)
		}
	}
	return lines
}

// newcomer returns the line of an elector of whom a run without any earlier register
// knows nothing, at an account with a discount from before a day.
func newcomer(t *testing.T, c testCouncil, r *runResults, before string) int {
	t.Helper()
	unknown := map[string]int{}
	for _, row := range r.csv("reasons.csv") {
		if row["code"] == "registered_unknown" {
			unknown[row["flag"]], _ = strconv.Atoi(row["line"])
		}
	}
	tax := c[taxFile]
	for _, flag := range r.csv("flags.csv") {
		line, _ := strconv.Atoi(flag["account_line"])
		part := strings.Split(tax.rows[line-1][tax.column("Discount start date")], "/")
		slices.Reverse(part)
		if start := strings.Join(part, "-"); unknown[flag["flag"]] > 0 && start != "" &&
			start < before {
			return unknown[flag["flag"]]
		}
	}
	t.Fatal("no elector of the council is as the test needs one")
	return 0
}

// A register without days of registration: the first exercise knows of nobody, the next
// one whom its register shows anew. The ledger is sealed, the same exercise again leaves
// the same, a run with days of registration takes back what it said, and a purge forgets
// whom no register has shown for as long as the schedule lets.
func TestFirstSeen(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	c := undated(t)
	path := filepath.Join(w.folder, workspace.FirstSeenFile)
	w.on(day("2026-06-10"))
	first := w.quarter(c, "2026Q2", "2026-05-15", "2026-06-01")
	line := newcomer(t, c, first, "2026-05-01")
	before := c.clone()
	register := before[registerFile]
	register.rows = slices.Delete(register.rows, line-1, line)
	w.quarter(before, "2026Q2", "2026-05-15", "2026-06-01") // without the newcomer

	w.on(day("2026-12-15"))
	const code = "first_seen_after_discount"
	second := w.quarter(c, "2026Q4", "2026-11-01", "2026-12-01")
	if lines := second.firstSeenReasons(code); !slices.Equal(lines, []int{line}) {
		t.Errorf("%s is said of the lines %v, want %d alone", code, lines, line)
	}
	if got := w.stdout.String(); !strings.Contains(got,
		"looked up in 1 earlier register since 2026-06-01") {
		t.Errorf("the run does not say what days rest on:\n%s", got)
	}
	again := w.quarter(c, "2026Q4", "2026-11-01", "2026-12-01")
	for name, content := range second.files {
		if name != "timing.json" && !bytes.Equal(content, again.files[name]) {
			t.Errorf("%s differs when the exercise is run again", name)
		}
	}
	sealed, err := os.ReadFile(path)
	if err != nil || bytes.Contains(sealed, []byte("first seen")) ||
		!bytes.HasPrefix(sealed, []byte("age-encryption.org/")) {
		t.Errorf("the ledger is not sealed, error %v", err)
	}

	w.quarter(tinyCouncil(t), "2026Q4", "2026-11-01", "2026-12-01")
	third := w.quarter(c, "2027Q1", "2026-11-01", "2026-12-10")
	if lines := third.firstSeenReasons(code); !slices.Equal(lines, []int{line}) {
		t.Errorf("with registration days in between %s is said of %v, want %d", code, lines, line)
	}
	w.firstSeenPurged(path)
}

// firstSeenPurged purges a ledger whose last register is of 2026-12-10, on the day before
// its two years end and on that day.
func (w *testWorkspace) firstSeenPurged(path string) {
	w.t.Helper()
	w.on(day("2028-12-09"))
	if status := w.purgeNow(); status != refusal.Done {
		w.t.Fatalf("purge: status %d\n%s", status, &w.stderr)
	}
	if _, err := os.Stat(path); err != nil {
		w.t.Errorf("the ledger is gone before its day: %v", err)
	}
	w.on(day("2028-12-10"))
	if status := w.purgeNow(); status != refusal.Done ||
		!strings.Contains(w.stdout.String(), "first_seen 2026-12-10") {
		w.t.Fatalf("purge: status %d\n%s%s", status, &w.stdout, &w.stderr)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		w.t.Errorf("the ledger outlives its day: %v", err)
	}
	if status := w.nfi("audit", "verify", "--workspace", w.folder); status != refusal.Done {
		w.t.Errorf("audit verify: status %d\n%s", status, &w.stderr)
	}
}

// A ledger that is not what the workspace sealed stops a run, which then leaves nothing.
func TestDamagedFirstSeen(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	path := filepath.Join(w.folder, workspace.FirstSeenFile)
	w.quarter(undated(t), "2026Q4", "2026-11-01", "2026-12-01")
	sealed, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sealed[len(sealed)/2] ^= 1
	if err := os.WriteFile(path, sealed, disk.FileMode); err != nil {
		t.Fatal(err)
	}
	status := w.try(undated(t).files(), "--exercise", "2027Q1")
	if status != refusal.Integrity || !strings.Contains(w.stderr.String(), workspace.FirstSeenFile) {
		t.Errorf("status %d:\n%s", status, &w.stderr)
	}
	if _, err := os.Stat(filepath.Join(w.folder, workspace.RunsFolder, "2027Q1")); err == nil {
		t.Error("a run that was refused leaves a folder")
	}
}

// Without a line of the schedule nothing is added to the ledger and nothing taken back:
// what there is is due, and goes with a purge alone, which says so.
func TestFirstSeenNeedsItsLine(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	path := w.in(workspace.FirstSeenFile)
	c := undated(t)
	w.quarter(c, "2026Q4", "2026-11-01", "2026-12-01")
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	settings := w.in(workspace.ConfigFile)
	with, err := os.ReadFile(settings)
	if err != nil {
		t.Fatal(err)
	}
	without := bytes.ReplaceAll(with, []byte("first_seen"), []byte("minutes"))
	if err := os.WriteFile(settings, without, disk.FileMode); err != nil {
		t.Fatal(err)
	}
	w.quarter(c, "2026Q4", "2026-11-01", "2026-12-01")
	if !strings.Contains(w.stderr.String(), "has no line for first_seen: what registers say of them "+
		"is neither used nor added") {
		t.Errorf("the run does not say what becomes of the ledger:\n%s", &w.stderr)
	}
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, kept) {
		t.Errorf("a run without a line of the schedule changes the ledger, error %v", err)
	}
	if status := w.purgeNow(); status != refusal.Done ||
		!strings.Contains(w.stdout.String(), "first_seen 2026-12-01") {
		t.Fatalf("purge: status %d\n%s%s", status, &w.stdout, &w.stderr)
	}
	w.quarter(c, "2027Q1", "2026-11-01", "2026-12-01")
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("a ledger without a line of the schedule is there, error %v", err)
	}
}
