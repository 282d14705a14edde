package main

import (
	"math"
	"slices"
	"testing"
)

// Each bar is missed on its wrong side alone, and a share of nothing misses none.
func TestBars(t *testing.T) {
	good := figures{pairPrecision: 0.98, pairRecall: 0.96, oneToOne: 0.97, adultsExact: 0.98,
		adultsOver: 0.015, placedRight: 0.994, placedWrong: 0.0003, wrongFlat: 0.0001, ruleBase: 0.15,
		decile: 0.525}
	if misses := missesOf("row", "london", good); len(misses) > 0 {
		t.Errorf("at every bar, but %q", misses)
	}
	for i, want := range []string{
		"Missed by row: pairs P 0.97000, bar 0.98000", "Missed by row: R 0.95000, bar 0.96000",
		"Missed by row: 1:1 F1 0.96000, bar 0.97000",
		"Missed by row: adults exact 0.97000, bar 0.98000", "Missed by row: over 0.02500, bar 0.01500",
		"Missed by row: placed right 0.98400, bar 0.99400",
		"Missed by row: wrong 0.01030, bar 0.00030", "Missed by row: wrong flat 0.01010, bar 0.00010",
		"Missed by row: decile 0.51500, bar 0.52500",
	} {
		bad := good
		if bars[i].most {
			bad[bars[i].figure] += 0.01
		} else {
			bad[bars[i].figure] -= 0.01
		}
		if misses := missesOf("row", "london", bad); !slices.Equal(misses, []string{want}) {
			t.Errorf("misses %q, want %q", misses, want)
		}
	}
	good[placedRight], good[ruleBase], good[decile] = 0.955, 0.3, 0.7
	if misses := missesOf("row", "scottish_city", good); len(misses) > 0 {
		t.Errorf("at the bars of its profile, but %q", misses)
	}
	var nothing figures
	for i := range nothing {
		nothing[i] = math.NaN()
	}
	if misses := missesOf("row", "london", nothing); len(misses) > 0 {
		t.Errorf("nothing was measured, but %q", misses)
	}
}
