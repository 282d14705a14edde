package labelled

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestJudge(t *testing.T) {
	truth := []Pair{{1, 1}, {2, 2}, {3, 3}, {4, 4}}
	for _, tt := range []struct {
		found []Pair
		want  Score
		text  string
	}{
		{nil, Score{0, 0, 4}, "0.0000 / 0.0000 / 0.0000"},
		{truth, Score{4, 4, 4}, "1.0000 / 1.0000 / 1.0000"},
		{[]Pair{{1, 1}, {2, 2}, {3, 4}}, Score{3, 2, 4}, "0.6667 / 0.5000 / 0.5714"},
		{[]Pair{{1, 1}, {1, 1}, {1, 1}}, Score{1, 1, 4}, "1.0000 / 0.2500 / 0.4000"},
		{[]Pair{{4, 3}}, Score{1, 0, 4}, "0.0000 / 0.0000 / 0.0000"},
	} {
		score := Judge(tt.found, truth)
		if score != tt.want || score.String() != tt.text {
			t.Errorf("Judge(%v) = %+v, %s, want %+v, %s", tt.found, score, score, tt.want, tt.text)
		}
	}
	if none := Judge(nil, nil); none.F1() != 0 {
		t.Errorf("nothing found of nothing gives F1 %v", none.F1())
	}
}

func TestMutualBest(t *testing.T) {
	scored := []Scored{
		{Pair: Pair{1, 1}, Probability: 0.9, Weight: 9},
		{Pair: Pair{1, 2}, Probability: 0.8, Weight: 8},  // 1 on the left has a better one
		{Pair: Pair{2, 2}, Probability: 0.7, Weight: 7},  // 2 on the right has
		{Pair: Pair{3, 3}, Probability: 0.49, Weight: 6}, // not likely
		{Pair: Pair{4, 5}, Probability: 0.6, Weight: 5},
		{Pair: Pair{4, 4}, Probability: 0.6, Weight: 5}, // as good: the smaller row is taken
		{Pair: Pair{6, 6}, Probability: 0.5, Weight: 0},
		{Pair: Pair{6, 7}, Probability: 0.9, Weight: 9, Refused: true},
	}
	want := []Pair{{1, 1}, {4, 4}, {6, 6}}
	if got := MutualBest(scored); !slices.Equal(got, want) {
		t.Errorf("MutualBest = %v, want %v", got, want)
	}
	slices.Reverse(scored)
	if got := MutualBest(scored); !slices.Equal(got, want) {
		t.Errorf("MutualBest of the same in reverse = %v, want %v", got, want)
	}
	likely := []Pair{{6, 6}, {4, 4}, {4, 5}, {2, 2}, {1, 2}, {1, 1}}
	if got := Likely(scored); !slices.Equal(got, likely) {
		t.Errorf("Likely = %v, want %v", got, likely)
	}
}

func TestReadPairs(t *testing.T) {
	for _, tt := range []struct {
		content string
		want    string // "" where it must be refused
	}{
		{"left_line,right_line\n1,2\n", "[{{1 2} 1 1 false}]"},
		{"rule,probability,right_line,left_line\n4,0.5,2,1\n", "[{{1 2} 0.5 0.5 false}]"},
		{"left_line,right_line,weight_bits,probability\n1,2,-3.5,0.08\n7,8,2,0.8\n",
			"[{{1 2} 0.08 -3.5 false} {{7 8} 0.8 2 false}]"},
		{"left_line,right_line,decision\n1,2,same\n1,3,unsure\n",
			"[{{1 2} 1 1 false} {{1 3} 1 1 true}]"},
		{"left_line,right_line\n", "[]"},
		{"", ""},
		{"left_line\n1\n", ""},
		{"left_line,right_line\n0,2\n", ""},
		{"left_line,right_line\n1,x\n", ""},
		{"left_line,right_line,probability\n1,2,NaN\n", ""},
		{"left_line,right_line,weight_bits\n1,2,much\n", ""},
		{"left_line,right_line\n1,2,3\n", ""},
	} {
		pairs, err := ReadPairs(strings.NewReader(tt.content))
		if (err != nil) != (tt.want == "") || err == nil && fmt.Sprint(pairs) != tt.want {
			t.Errorf("ReadPairs(%q) = %v, %v, want %q", tt.content, pairs, err, tt.want)
		}
	}
}
