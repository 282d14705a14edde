package judging

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"nfimatch/cmd/nfi/refusal"
	"nfimatch/match/link"
	"nfimatch/match/result"
	"nfimatch/match/weigh"
)

// found are pairs of known weights: three decided "same", and one unsure.
var found = link.Pairs{
	Left: []uint32{1, 2, 2, 9}, Right: []uint32{4, 1, 3, 9},
	Decision: []uint8{result.DecisionSame, result.DecisionSame, result.DecisionUnsure,
		result.DecisionSame},
	Weight: []weigh.Millibits{20_123, 500, -1_500, 3_000},
}

// write writes a file of labels.
func write(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "labels.csv")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLabels(t *testing.T) {
	labels, err := Read(write(t, "id,right_line,left_line\nx,4,1\nx,7,2\nx,4,1\nx,9,9\n"), false)
	if want := []pair{{1, 4}, {2, 7}, {9, 9}}; err != nil || !slices.Equal(labels.pairs, want) {
		t.Fatalf("labels %v, %v; want %v", labels, err, want)
	}
	within, err := Read(write(t, "left_line,right_line\n4,1\n"), true)
	if err != nil || !slices.Equal(within.pairs, []pair{{1, 4}}) {
		t.Errorf("labels of one list %v, %v", within, err)
	}
	marked, err := Read(write(t, "\ufeff\"left_line\",right_line\n4,1\n"), false)
	if err != nil || !slices.Equal(marked.pairs, []pair{{4, 1}}) {
		t.Errorf("labels after a byte order mark %v, %v", marked, err)
	}
	for content, place := range map[string]string{
		"left,right\n1,2\n": "labels.csv:", "": "labels.csv:", "left_line,right_line\n1\n": "labels.csv:",
		"left_line,right_line\n1,2\n0,1\n":         "labels.csv:3:",
		"left_line,right_line\n1,secret\n":         "labels.csv:2:",
		"left_line,right_line\n5,5\n":              "labels.csv:2:",
		"left_line,right_line\n":                   "labels.csv:",
		"left_line,right_line,left_line\n1,2,3\n":  "labels.csv:",
		"left_line,right_line,right_line\n1,2,3\n": "labels.csv:",
	} {
		_, err := Read(write(t, content), true)
		var failure *refusal.Failure
		if !errors.As(err, &failure) || failure.Status != refusal.Input ||
			!strings.HasPrefix(err.Error(), place) || strings.Contains(err.Error(), "secret") {
			t.Errorf("labels %q: error %v, want status 3 at %s", content, err, place)
		}
	}
}

// The pairs accepted are those at each threshold or above; of them the labels are right.
func TestMeasures(t *testing.T) {
	labels := Labels{pairs: []pair{{1, 4}, {2, 7}, {9, 9}}}
	measures := labels.Measures(&found, 500_000)
	want := []Measure{{500_000, 3, 2, 3}, {600_000, 2, 2, 3}, {700_000, 2, 2, 3}, {800_000, 2, 2, 3},
		{900_000, 1, 1, 3}, {950_000, 1, 1, 3}, {990_000, 1, 1, 3}, {999_000, 1, 1, 3}}
	if !slices.Equal(measures, want) {
		t.Errorf("measures %v\nwant     %v", measures, want)
	}
	if m := measures[0]; ShareText(m.Precision()) != "0.6667" || ShareText(m.Recall()) != "0.6667" ||
		ShareText(measures[1].F1()) != "0.8000" || (Measure{}).F1() != 0 {
		t.Errorf("precision %d, recall %d, F1 %d", m.Precision(), m.Recall(), measures[1].F1())
	}
	if none := new(Labels); none.Measures(&found, 500_000) != nil || none.Bands(&found) != nil {
		t.Error("pairs are judged by no labels")
	}
}

// Listed pairs are counted by their probability, whatever was decided, and those among the
// labels are right.
func TestBands(t *testing.T) {
	labels := Labels{pairs: []pair{{1, 4}, {2, 3}, {9, 8}}}
	bands := labels.Bands(&found)
	want := []Band{{200_000, 400_000, 1, 1, 261_204}, {400_000, 600_000, 1, 0, 585_786},
		{800_000, 900_000, 1, 0, 888_889}, {999_000, 1_000_000, 1, 1, 999_999}}
	if !slices.Equal(bands, want) {
		t.Fatalf("bands %+v\nwant  %+v", bands, want)
	}
}

// Intervals are Wilson's: by the formula, for 7 of 10 as tables have it, and never
// outside what a share can be.
func TestBandIntervals(t *testing.T) {
	for _, tt := range []struct {
		right, pairs int
		least, most  int64
	}{
		{7, 10, 396_778, 892_209}, {0, 10, 0, 277_533}, {10, 10, 722_467, 1_000_000},
		{1, 1, 206_549, 1_000_000},
	} {
		b := Band{Pairs: tt.pairs, Right: tt.right}
		if least, most := b.Interval(); least != tt.least || most != tt.most {
			t.Errorf("%d of %d lies in %d to %d, want %d to %d", tt.right, tt.pairs, least, most, tt.least,
				tt.most)
		}
	}
}

// Labels name lines that the lists have.
func TestLabelsBeyondTheLists(t *testing.T) {
	path := write(t, "left_line,right_line\n3,1\n2,7\n4,6\n")
	for rows, want := range map[[2]int]string{{4, 7}: "", {9, 9}: "", {3, 7}: "labels.csv:4: ",
		{4, 6}: "labels.csv:3: "} {
		labels, err := Read(path, false)
		if err != nil {
			t.Fatal(err)
		}
		err = labels.Check([]List{{"left list", rows[0]}, {"right list", rows[1]}})
		var failure *refusal.Failure
		if want == "" && err != nil || want != "" && (!errors.As(err, &failure) ||
			failure.Status != refusal.Input || !strings.HasPrefix(err.Error(), want)) {
			t.Errorf("lists of %d rows: %v, want %q", rows, err, want)
		}
	}
}
