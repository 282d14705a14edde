package linkage

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"nfimatch/cmd/nfi/linkage/judging"
	"nfimatch/cmd/nfi/refusal"
)

// labelled reads labels that are these pairs of lines.
func labelled(t *testing.T, pairs ...string) judging.Labels {
	t.Helper()
	path := filepath.Join(t.TempDir(), "labels.csv")
	text := "left_line,right_line\n" + strings.Join(pairs, "\n") + "\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	labels, err := judging.Read(path, false)
	if err != nil {
		t.Fatal(err)
	}
	return labels
}

// What is found is measured from the run's own threshold up; where only weights are
// estimated there is nothing to measure.
func TestJudge(t *testing.T) {
	r := inventedRun(t)
	r.labels, r.Threshold = labelled(t, "1,4", "2,7", "9,9"), 950_000
	r.judge()
	want := []judging.Measure{{Threshold: 950_000, Accepted: 3, Right: 2, Known: 3},
		{Threshold: 990_000, Accepted: 1, Right: 1, Known: 3},
		{Threshold: 999_000, Accepted: 1, Right: 1, Known: 3}}
	if !slices.Equal(r.measures, want) || len(r.bands) != 4 {
		t.Errorf("measures %v in %d bands, want %v in 4", r.measures, len(r.bands), want)
	}
	r = inventedRun(t)
	r.labels, r.TrainOnly = labelled(t, "1,4"), true
	if r.judge(); r.measures != nil || r.bands != nil {
		t.Errorf("measures %v, bands %v of no decisions", r.measures, r.bands)
	}
}

// The page shows the pairs by their probability where there are labels, and else says
// nothing of them.
func TestPageOfLabels(t *testing.T) {
	r := inventedRun(t)
	r.labels = labelled(t, "1,4", "2,3", "9,8")
	r.judge()
	var page bytes.Buffer
	if err := r.writePage(&page); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(page.String(), `<th scope="row">0.2 to 0.4</th><td class="n">1</td>`+
		`<td class="n">1</td><td class="n">100.00 %</td>`) {
		t.Errorf("the page has no calibration:\n%s", &page)
	}
	r = inventedRun(t)
	r.judge()
	page.Reset()
	if err := r.writePage(&page); err != nil || strings.Contains(page.String(), "the labels") {
		t.Errorf("without labels the page speaks of them: %v", err)
	}
}

// Labels are held against the list that each of their lines is of.
func TestLabelsBeyondTheLists(t *testing.T) {
	r := inventedRun(t)
	r.labels = labelled(t, "3,1", "2,7", "4,6")
	r.sides[0].counts.Read, r.sides[1].counts.Read = 4, 7
	if err := r.checkLabels(); err != nil {
		t.Errorf("labels of lines that there are: %v", err)
	}
	for side, rule := range []string{"the left list has 3 data rows",
		"the right list has 6 data rows"} {
		r.sides[side].counts.Read--
		err := r.checkLabels()
		r.sides[side].counts.Read++
		var failure *refusal.Failure
		if !errors.As(err, &failure) || !strings.Contains(err.Error(), rule) {
			t.Errorf("%v, want %q", err, rule)
		}
	}
}
