package main

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"nfimatch/bench/yardstick"
)

// A figure is one number of a run that has a bar.
type figure uint8

const (
	pairPrecision figure = iota
	pairRecall
	oneToOne
	adultsExact
	adultsOver
	placedRight
	placedWrong
	wrongFlat
	ruleBase
	decile
	figureCount
)

// figures are a run's numbers, NaN of nothing.
type figures [figureCount]float64

func figuresOf(judged *yardstick.Judged) (f figures) {
	pool := yardstick.Pool{judged}
	pairs := func(measure yardstick.Measure[yardstick.Pair]) float64 {
		return yardstick.Tally(pool.CountPairs(measure, all)).Of(overallGroup).Ratio()
	}
	adults := func(measure yardstick.Measure[yardstick.AdultCount]) float64 {
		return yardstick.Tally(pool.CountAdults(measure, all)).Of(overallGroup).Ratio()
	}
	placed := func(outcomes ...yardstick.Outcome) float64 {
		counts := pool.CountPlacements(yardstick.OutcomeIs(outcomes...), all)
		return yardstick.Tally(counts).Of(overallGroup).Ratio()
	}
	f[pairPrecision], f[pairRecall] = pairs(yardstick.Precision), pairs(yardstick.Recall)
	f[oneToOne] = pool.OneToOne().F1()
	f[adultsExact], f[adultsOver] = adults(exact), adults(over)
	f[placedRight] = placed(yardstick.Right)
	f[placedWrong] = placed(yardstick.Wrong, yardstick.WrongFlat)
	f[wrongFlat] = placed(yardstick.WrongFlat)
	f[ruleBase] = yardstick.Tally(pool.CountDiscounts(ruleRight, all)).Of(overallGroup).Ratio()
	f[decile] = yardstick.DecileOf(pool.Ranked(listed, yardstick.ByScore))
	return f
}

// A bar is what a figure of every council should reach, whatever its profile unless it is
// named.
type bar struct {
	name     string
	figure   figure
	most     bool // else at least
	limit    float64
	profiles map[string]float64 // limits of their own
	base     float64            // times the rule's precision, where that is less than the limit
}

// bars are what the program was asked to reach. Those of persons are above what the best
// other linker reaches on such councils; those of addresses are with a UPRN on four of
// five rows; that of the list is what three lines reach on the best join.
var bars = []bar{
	{name: "pairs P", figure: pairPrecision, limit: 0.98},
	{name: "R", figure: pairRecall, limit: 0.96},
	{name: "1:1 F1", figure: oneToOne, limit: 0.97},
	{name: "adults exact", figure: adultsExact, limit: 0.98},
	{name: "over", figure: adultsOver, most: true, limit: 0.015},
	{name: "placed right", figure: placedRight, limit: 0.994,
		profiles: map[string]float64{"welsh_rural": 0.98, "scottish_city": 0.955}},
	{name: "wrong", figure: placedWrong, most: true, limit: 0.0003},
	{name: "wrong flat", figure: wrongFlat, most: true, limit: 0.0001},
	{name: "decile", figure: decile, limit: 0.7, base: 3.5},
}

// of is the limit for a council of a profile with these figures.
func (b *bar) of(profile string, f *figures) float64 {
	if own, ok := b.profiles[profile]; ok {
		return own
	}
	if b.base > 0 {
		return min(b.limit, b.base*f[ruleBase])
	}
	return b.limit
}

// missed reports whether a figure is on the wrong side of a limit. A share of nothing
// misses nothing.
func (b *bar) missed(value, limit float64) bool {
	if math.IsNaN(value) || math.IsNaN(limit) {
		return false
	}
	return b.most && value > limit || !b.most && value < limit
}

// String is the bar as a reader has it: "placed right ≥ 0.994 (scottish_city 0.955, …)".
func (b *bar) String() string {
	sign := "≥"
	if b.most {
		sign = "≤"
	}
	text := fmt.Sprintf("%s %s %v", b.name, sign, b.limit)
	if b.base > 0 {
		text += fmt.Sprintf(" or %v times rule", b.base)
	}
	var own []string
	for profile, limit := range b.profiles {
		own = append(own, fmt.Sprintf("%s %v", profile, limit))
	}
	slices.Sort(own)
	if len(own) > 0 {
		text += " (" + strings.Join(own, ", ") + ")"
	}
	return text
}

// printBars writes all bars, and below them each row of the table above that misses one.
func (m *measurement) printBars(out io.Writer) error {
	var names, misses []string
	for i := range bars {
		names = append(names, bars[i].String())
	}
	for _, s := range m.sets {
		for i, world := range s.councils {
			for key, pool := range s.byKey {
				row := fmt.Sprintf("%s %d, %s, key %d", world.Profile, world.Seed, s.name, key+1)
				misses = append(misses, missesOf(row, world.Profile, figuresOf(pool[i]))...)
			}
		}
	}
	_, err := fmt.Fprintf(out, "Bars: %s.\n%s\n", strings.Join(names, "; "),
		cmp.Or(strings.Join(misses, "\n"), "No row misses a bar."))
	return err
}

// missesOf says which bars a row misses, and by what.
func missesOf(row, profile string, f figures) (misses []string) {
	for i := range bars {
		b := &bars[i]
		if value, limit := f[b.figure], b.of(profile, &f); b.missed(value, limit) {
			misses = append(misses, fmt.Sprintf("Missed by %s: %s %.5f, bar %.5f", row, b.name, value,
				limit))
		}
	}
	return misses
}
