package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nfimatch/bench/labelled"
	"nfimatch/match/kernel"
)

// TestCouncil: the lists that other systems are given hold the people that the truth
// speaks of, and the pairs of ours are of the same rows.
func TestCouncil(t *testing.T) {
	folder := t.TempDir()
	var out bytes.Buffer
	err := run(context.Background(),
		[]string{"council", "-out", folder, "-dwellings", "300", "-seed", "3"}, &out)
	if err != nil {
		t.Fatal(err)
	}
	var set manifest
	text, err := os.ReadFile(filepath.Join(folder, "set.json"))
	if err != nil || json.Unmarshal(text, &set) != nil {
		t.Fatalf("set.json: %v: %s", err, text)
	}
	if set.Name != "council_northern" || set.True < 200 || set.Columns["uprn"] != "uprn" {
		t.Errorf("set %+v of a council of 300 dwellings", set)
	}
	left, right := readLines(t, set.Left), readLines(t, set.Right)
	truth, neutral, err := readTruth(filepath.Join(folder, "truth.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if len(truth) != set.True || len(neutral) == 0 {
		t.Errorf("%d true pairs and %d neutral ones, of %d", len(truth), len(neutral), set.True)
	}
	// Spellings differ; of people at one dwelling most surnames and postcodes do not.
	same := 0
	for _, pair := range truth {
		a := strings.Split(left[pair.Left], ",")
		b := strings.Split(right[pair.Right], ",")
		if a[2] == b[2] && a[6] == b[6] {
			same++
		}
	}
	if same*10 < len(truth)*8 {
		t.Errorf("%d of %d true pairs have the same surname and postcode", same, len(truth))
	}
	score := judged(t, "-truth", filepath.Join(folder, "truth.csv"), filepath.Join(folder, "ours.csv"))
	if score.Precision() < 0.95 || score.Recall() < 0.9 {
		t.Errorf("our own pairs: %s", score)
	}
	names := readLines(t, filepath.Join(folder, "names", "full.txt"))
	filters, err := os.ReadFile(filepath.Join(folder, "names", "full.filters"))
	if err != nil || len(filters) != len(names)*kernel.FilterBits/8 {
		t.Errorf("%d names and %d bytes of filters: %v", len(names), len(filters), err)
	}
}

func readLines(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

func judged(t *testing.T, arguments ...string) (score labelled.Score) {
	t.Helper()
	var out bytes.Buffer
	if err := run(context.Background(), append([]string{"judge"}, arguments...), &out); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out.Bytes(), &score); err != nil {
		t.Fatal(err)
	}
	return score
}

// TestJudge: pairs that are neither right nor wrong count nowhere.
func TestJudge(t *testing.T) {
	folder := t.TempDir()
	truth, pairs := filepath.Join(folder, "truth.csv"), filepath.Join(folder, "pairs.csv")
	write := func(path, content string) {
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(truth, "left_line,right_line,counts\n1,1,Y\n2,2,Y\n3,3,N\n")
	write(pairs, "left_line,right_line,weight_bits,probability\n"+
		"1,1,9,0.9\n1,2,2,0.8\n3,3,5,0.9\n2,2,-1,0.4\n")
	all := judged(t, "-truth", truth, pairs)
	if want := (labelled.Score{Found: 2, Right: 1, True: 2}); all != want {
		t.Errorf("all pairs: %+v, want %+v", all, want)
	}
	best := judged(t, "-best", "-truth", truth, pairs)
	if want := (labelled.Score{Found: 1, Right: 1, True: 2}); best != want {
		t.Errorf("one to one: %+v, want %+v", best, want)
	}
	write(truth, "left_line,right_line,counts\n1,x,Y\n")
	arguments := []string{"judge", "-truth", truth, pairs}
	if err := run(context.Background(), arguments, new(bytes.Buffer)); err == nil {
		t.Error("a truth without lines was taken")
	}
}

// TestSetsAbsent: without the folder each set is said to be absent, and none is written.
func TestSetsAbsent(t *testing.T) {
	var out bytes.Buffer
	into := t.TempDir()
	err := run(context.Background(), []string{"sets", "-labelled", t.TempDir(), "-out", into}, &out)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range labelled.Names() {
		if !strings.Contains(out.String(), name+": not there\n") {
			t.Errorf("%s is not said to be absent in\n%s", name, &out)
		}
	}
	if left, err := os.ReadDir(into); err != nil || len(left) != 0 {
		t.Errorf("%d folders were left: %v", len(left), err)
	}
}
