package main

import (
	"fmt"
	"io"
	"math"
	"slices"

	"nfimatch/bench/yardstick"
)

// shares are a measure's shares under both keys.
type shares [keysACouncil]*yardstick.Shares

func (s *set) pairShares(measure yardstick.Measure[yardstick.Pair],
	groups yardstick.Groups[yardstick.Pair],
) (both shares) {
	for key, pool := range s.byKey {
		counts := pool.CountPairs(measure, groups)
		if key == 0 {
			both[key] = yardstick.SharesOf(counts, resampleSeed)
		} else {
			both[key] = yardstick.Tally(counts)
		}
	}
	return both
}

// printPairs writes the pairs at one dwelling by kind of home.
func (s *set) printPairs(out io.Writer) error {
	return s.printPairGroups(out, "Pairs at one dwelling by kind of home",
		func(j *yardstick.Judged, p *yardstick.Pair) []string {
			return withAll(kindOf(j, p.Home))
		})
}

// printTags writes the pairs by what became of either row.
func (s *set) printTags(out io.Writer) error {
	return s.printPairGroups(out, "Pairs at one dwelling by what became of either mention",
		func(_ *yardstick.Judged, p *yardstick.Pair) []string { return tagged(p.Tags) })
}

// tagged returns the groups of tags; what has none is a group of its own.
func tagged(tags []string) []string {
	if len(tags) == 0 {
		return []string{"nothing"}
	}
	return tags
}

func (s *set) printPairGroups(out io.Writer, heading string,
	groups yardstick.Groups[yardstick.Pair],
) error {
	recall := s.pairShares(yardstick.Recall, groups)
	precision := s.pairShares(yardstick.Precision, groups)
	person := s.pairShares(yardstick.OnePerson, groups)
	same := s.pairShares(yardstick.SamePrecision, groups)
	different := s.pairShares(yardstick.WronglyDifferent, groups)
	t := yardstick.NewTable(out, heading+": "+s.name+", key 1", "", "to find", "recall", "found",
		"precision", "one person", "decided same", "right", "of one person", "decided different")
	for _, name := range groupNames(recall[0], precision[0], same[0], different[0]) {
		t.Row(name, recall[0].Of(name).Whole, recall[0].Of(name), precision[0].Of(name).Whole,
			precision[0].Of(name), person[0].Of(name), same[0].Of(name).Whole, same[0].Of(name),
			different[0].Of(name).Whole, different[0].Of(name))
	}
	if err := t.End(); err != nil {
		return err
	}
	otherKey(out, recall[0], recall[1], "recall")
	otherKey(out, precision[0], precision[1], "precision")
	return nil
}

// groupNames returns the names of all groups of some shares, in order, all first.
func groupNames(of ...*yardstick.Shares) (names []string) {
	for _, s := range of {
		for _, row := range s.Rows {
			names = append(names, row.Group)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Measures of adults at dwellings with a discount.
func exact(a *yardstick.AdultCount) (part, whole bool) { return a.Least == a.Named, true }
func over(a *yardstick.AdultCount) (part, whole bool)  { return a.Least > a.Named, true }
func under(a *yardstick.AdultCount) (part, whole bool) { return a.Least < a.Named, true }

// printAdults writes how adults_least compares with the adults that the sources name.
func (s *set) printAdults(out io.Writer) error {
	t := yardstick.NewTable(out, "Adults at dwellings with a single person discount: "+s.name+
		", key 1", "", "dwellings", "exact", "over", "under")
	groups := func(j *yardstick.Judged, a *yardstick.AdultCount) []string {
		return withAll(kindOf(j, a.Home))
	}
	var columns []*yardstick.Shares
	for _, measure := range []yardstick.Measure[yardstick.AdultCount]{exact, over, under} {
		columns = append(columns,
			yardstick.SharesOf(s.byKey[0].CountAdults(measure, groups), resampleSeed))
	}
	for _, name := range groupNames(columns...) {
		t.Row(name, columns[0].Of(name).Whole, columns[0].Of(name), columns[1].Of(name),
			columns[2].Of(name))
	}
	return t.End()
}

// pairBands are the lower ends of the bands of weight, in bits.
var pairBands = []int{math.MinInt, -10, -5, -2, 0, 2, 5, 10}

// printPairBands writes how often a pair of a weight is one person.
func (s *set) printPairBands(out io.Writer) error {
	t := yardstick.NewTable(out, "Pairs by weight: "+s.name+", key 1", "bits", "pairs",
		"one person", "as the weights say")
	for _, b := range s.pairBands() {
		t.Row(b.Group, b.Whole, b.Share, yardstick.Figure(b.said))
	}
	return t.End()
}

// pairBands counts the pairs of each band of weight that are one person.
func (s *set) pairBands() (bands []band) {
	groups := func(_ *yardstick.Judged, p *yardstick.Pair) []string {
		return []string{bandOf(pairBands, p.Weight)}
	}
	one := yardstick.SharesOf(s.byKey[0].CountPairs(
		func(p *yardstick.Pair) (bool, bool) { return p.One, p.Compared }, groups), resampleSeed)
	said := map[string]float64{}
	for _, judged := range s.byKey[0] {
		for i := range judged.Pairs {
			if p := &judged.Pairs[i]; p.Compared {
				said[bandOf(pairBands, p.Weight)] += 1 / (1 + math.Exp2(-float64(p.Weight)/1000))
			}
		}
	}
	for b := range pairBands {
		row := one.Of(bandName(pairBands, b))
		bands = append(bands, band{row, said[row.Group] / float64(row.Whole)})
	}
	return bands
}

// bandOf returns the name of the band of a weight in millibits.
func bandOf(bands []int, millibits int32) string {
	b := len(bands) - 1
	for b > 0 && int(millibits) < 1000*bands[b] {
		b--
	}
	return bandName(bands, b)
}

func bandName(bands []int, b int) string {
	switch {
	case b == 0:
		return fmt.Sprintf("below %d", bands[1])
	case b == len(bands)-1:
		return fmt.Sprintf("%d and more", bands[b])
	}
	return fmt.Sprintf("%d to %d", bands[b], bands[b+1])
}
