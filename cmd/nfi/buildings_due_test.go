package main

import (
	"os"
	"strings"
	"testing"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
)

const decidedBuildings = `version = 1

[[leave]] # the officer's own words
uprn = "999000000009"
decided_by = "A Khan"
decided_on = 2026-11-20

[[flat]]
uprn = "999000000001"
written = "FLAT 3"
decided_by = "A Khan"
decided_on = 2026-12-01
`

// retentionSays returns what nfi retention prints, its line breaks as spaces.
func (w *testWorkspace) retentionSays() string {
	w.t.Helper()
	w.must("retention", "--workspace", w.folder)
	return strings.Join(strings.Fields(w.stdout.String()), " ")
}

// Decisions about buildings have a line of the schedule: nfi retention says when they are
// due, and a purge names them, on the certificate too, and leaves what people wrote.
func TestBuildingDecisionsFallDue(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	w.runOn(tinyCouncil(t).files())
	if got := w.retentionSays(); strings.Contains(got, workspace.BuildingsFile) ||
		!strings.Contains(got, "building_decision 2 years as_of") {
		t.Errorf("without decisions the schedule says\n%s", got)
	}
	path := w.in(workspace.BuildingsFile)
	if err := os.WriteFile(path, []byte(decidedBuildings), disk.FileMode); err != nil {
		t.Fatal(err)
	}
	if got := w.retentionSays(); !strings.Contains(got,
		"buildings.toml has 2 decisions of officers, 0 of them due, the next on 2028-11-20.") {
		t.Errorf("the schedule says\n%s", got)
	}
	w.on(day("2028-11-19"))
	w.must("purge", "--due", "--workspace", w.folder)
	if strings.Contains(w.stderr.String(), workspace.BuildingsFile) {
		t.Errorf("the day before it says\n%s", &w.stderr)
	}
	w.on(day("2028-11-20"))
	if status := w.purgeNow(); status != refusal.Done ||
		!strings.Contains(w.stderr.String(), "buildings.toml: 1 of 2 decisions due") {
		t.Fatalf("status %d\n%s", status, &w.stderr)
	}
	outcome := ""
	for _, file := range readPaper(t, readFolder(t, w.folder), "P0001").Files {
		if file.Name == workspace.BuildingsFile {
			outcome = file.Outcome
		}
	}
	if outcome != "left: people wrote it; 1 of 2 decisions due" {
		t.Errorf("the certificate says %q", outcome)
	}
	if left, err := os.ReadFile(path); err != nil || string(left) != decidedBuildings {
		t.Errorf("the purge changed what people wrote, error %v", err)
	}
	w.change(workspace.ConfigFile, func(text string) string {
		return strings.ReplaceAll(text, "building_decision", "minutes")
	})
	if got := w.retentionSays(); !strings.Contains(got,
		"0 of them due: the schedule has no line for building_decision.") {
		t.Errorf("without its line the schedule says\n%s", got)
	}
	w.change(workspace.BuildingsFile, func(string) string { return "version = 2\n" })
	w.must("purge", "--due", "--workspace", w.folder)
	if !strings.Contains(w.stderr.String(), "what of buildings.toml is due cannot be told") {
		t.Errorf("of a broken file it says\n%s", &w.stderr)
	}
}
