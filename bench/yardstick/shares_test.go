package yardstick

import (
	"math"
	"slices"
	"testing"
)

// coins are households of one fact each, a known share of which is part.
func coins(households, part int) (counts []Count) {
	for h := range households {
		c := Count{Household: h, Group: "g", Whole: 1}
		if h < part {
			c.Part = 1
		}
		counts = append(counts, c)
	}
	return counts
}

// The interval of a plain share is the normal one: ± 1.96 √(p(1−p)÷n).
func TestInterval(t *testing.T) {
	const n, part = 2500, 500
	s := SharesOf(coins(n, part), 7).Of("g")
	p := float64(part) / n
	half := 1.96 * math.Sqrt(p*(1-p)/n)
	if s.Ratio() != p || math.Abs(s.Low-(p-half)) > half/8 || math.Abs(s.High-(p+half)) > half/8 {
		t.Errorf("%v, want %.4f [%.4f %.4f]", s, p, p-half, p+half)
	}
}

// What goes wrong together goes wrong in one household: ten facts a household make the
// interval wider than ten times as many households would.
func TestIntervalOverHouseholds(t *testing.T) {
	apart, together := coins(2500, 500), coins(2500, 500)
	for i := range together {
		together[i].Household /= 10
	}
	width := func(counts []Count) float64 {
		s := SharesOf(counts, 1).Of("g")
		return s.High - s.Low
	}
	if ratio := width(together) / width(apart); ratio < 2.7 || ratio > 3.7 {
		t.Errorf("ten facts a household widen the interval %.2f times, want √10", ratio)
	}
}

func TestSharesAreTheSameAnyhow(t *testing.T) {
	counts := append(coins(90, 20), coins(50, 40)...)
	for i := range counts[90:] {
		counts[90+i].Group = "h"
	}
	first := SharesOf(counts, 3)
	slices.Reverse(counts)
	second := SharesOf(counts, 3)
	if !slices.Equal(first.Rows, second.Rows) {
		t.Errorf("the order of counts matters: %v and %v", first.Rows, second.Rows)
	}
	if other := SharesOf(counts, 4); slices.Equal(first.Rows, other.Rows) {
		t.Error("the seed does not matter")
	}
	if got := first.Of("h"); got.Part != 40 || got.Whole != 50 {
		t.Errorf("h: %d of %d", got.Part, got.Whole)
	}
}

func TestSharesOfNothing(t *testing.T) {
	if got := SharesOf(nil, 1).Of("g").String(); got != nothing {
		t.Errorf("nothing is %q", got)
	}
	if got := Tally(coins(10, 4)).Of("g").String(); got != "0.4000" {
		t.Errorf("a tally is %q", got)
	}
	if got := SharesOf(coins(10, 0), 1).Of("g").String(); got != "0.0000" {
		t.Errorf("none of ten is %q", got)
	}
}

func grouped(parts map[string][2]int) (counts []Count) {
	household := 0
	for _, group := range sortedKeys(parts) {
		for i := range parts[group][1] {
			c := Count{Household: household, Group: group, Whole: 1}
			if i < parts[group][0] {
				c.Part = 1
			}
			counts = append(counts, c)
			household++
		}
	}
	return counts
}

func TestLargestGap(t *testing.T) {
	s := SharesOf(grouped(map[string][2]int{"a": {50, 100}, "b": {30, 100}, "c": {80, 100},
		"few": {9, 9}}), 1)
	gap := s.LargestGap(100)
	if gap.Above != "c" || gap.Below != "b" || gap.Size != 0.5 {
		t.Errorf("gap %+v", gap)
	}
	if gap.Low > 0.43 || gap.Low < 0.33 || gap.High < 0.57 || gap.High > 0.67 {
		t.Errorf("interval of the gap %v", gap.Interval)
	}
	if gap := s.LargestGap(1); gap.Above != "few" {
		t.Errorf("the group of few is left out although 1 is enough: %+v", gap)
	}
	if gap := s.LargestGap(101); !math.IsNaN(gap.Size) {
		t.Errorf("a gap between nobody: %+v", gap)
	}
}

func TestGap(t *testing.T) {
	s := SharesOf(grouped(map[string][2]int{"a": {50, 100}, "b": {30, 100}}), 1)
	if gap := s.Gap("b", "a"); gap.Above != "b" || math.Abs(gap.Size+0.2) > 1e-9 || gap.High > 0 {
		t.Errorf("b above a: %+v", gap)
	}
	for _, gap := range []Gap{s.Gap("a", "c"), s.Gap("c", "a"), SharesOf(nil, 1).Gap("a", "b")} {
		if !math.IsNaN(gap.Size) || gap.String() != "" {
			t.Errorf("a gap to nobody: %+v", gap)
		}
	}
}

func TestFurthestFrom(t *testing.T) {
	a := Tally(grouped(map[string][2]int{"a": {50, 100}, "b": {30, 100}, "few": {0, 9}}))
	b := Tally(grouped(map[string][2]int{"a": {51, 100}, "b": {27, 100}, "few": {9, 9}}))
	if group, d := a.FurthestFrom(b, 100); group != "b" || math.Abs(d-0.03) > 1e-9 {
		t.Errorf("%s by %f, want b by 0.03", group, d)
	}
}

func TestDraw(t *testing.T) {
	times, again := make([]uint32, 10_000), make([]uint32, 10_000)
	draw(times, 1)
	draw(again, 1)
	total, never := 0, 0
	for _, n := range times {
		total += int(n)
		if n == 0 {
			never++
		}
	}
	if total != len(times) || !slices.Equal(times, again) {
		t.Errorf("%d of %d units drawn, or not the same twice", total, len(times))
	}
	if share := float64(never) / float64(len(times)); math.Abs(share-1/math.E) > 0.02 {
		t.Errorf("%.3f are never drawn, want 1/e", share)
	}
}
