package main

import (
	"fmt"
	"io"
	"strings"

	"nfimatch/bench/yardstick"
)

// The seed of every bootstrap: intervals are part of the file that a review sees.
const resampleSeed = 1

// leastOfDifference is how many a group must count for a difference between keys to be
// told: below it a single row is a difference.
const leastOfDifference = 100

const preface = `What the program is worth on invented councils. A real council will be harder.
Brackets hold 95 in 100 of 1,000 resamples of households; bench/README.md says what each line is.
`

// print writes everything, in an order that goes from the whole to the parts.
func (m *measurement) print(out io.Writer) error {
	fmt.Fprint(out, preface)
	steps := []func(io.Writer) error{m.printCouncils, m.printBars, m.printVaried}
	for _, s := range m.sets {
		steps = append(steps, s.printPairs, s.printAdults, s.printPlaces, s.printUPRNs)
		if s.judging {
			steps = append(steps, s.printTags, s.printPlaceTags)
		}
	}
	steps = append(steps, m.printRule, m.printLists, m.printTrueAddresses)
	for _, s := range m.sets {
		if !s.cut {
			steps = append(steps, s.printPairBands, s.printFlagBands)
		}
	}
	for _, step := range steps {
		if err := step(out); err != nil {
			return err
		}
	}
	return nil
}

// printCouncils writes a line a run.
func (m *measurement) printCouncils(out io.Writer) error {
	t := newCouncilTable(out, "Councils, one line a run", "set", "key")
	for _, s := range m.sets {
		for i, world := range s.councils {
			for key, pool := range s.byKey {
				t.row(world.Profile, world.Seed, pool[i], s.name, key+1)
			}
		}
	}
	return t.End()
}

// printVaried writes a line a variant of a council, those of one variant together.
func (m *measurement) printVaried(out io.Writer) error {
	if len(m.varied) == 0 {
		return nil
	}
	t := newCouncilTable(out, "Councils for judging drawn otherwise, key 1", "drawn with")
	for _, variant := range variants {
		for _, v := range m.varied {
			if v.variant == variant.name {
				t.row(v.council.Profile, v.council.Seed, v.judged, v.variant)
			}
		}
	}
	return t.End()
}

// A councilTable has a line a run, and what of it a glance should see.
type councilTable struct{ *yardstick.Table }

func newCouncilTable(out io.Writer, heading string, first ...any) councilTable {
	return councilTable{yardstick.NewTable(out, heading, append([]any{"council", "seed"},
		append(first, "pairs P", "R", "same P", "1:1 F1", "adults exact", "over", "placed right", "wrong",
			"wrong flat", "rule", "decile", "balanced")...)...)}
}

func (t councilTable) row(profile string, seed uint64, judged *yardstick.Judged, first ...any) {
	pool := yardstick.Pool{judged}
	pairs := func(measure yardstick.Measure[yardstick.Pair]) string {
		return overall(yardstick.Tally(pool.CountPairs(measure, all)))
	}
	placed := func(outcomes ...yardstick.Outcome) yardstick.Share {
		counts := pool.CountPlacements(yardstick.OutcomeIs(outcomes...), all)
		return yardstick.Tally(counts).Of(overallGroup)
	}
	adults := func(measure yardstick.Measure[yardstick.AdultCount]) string {
		return overall(yardstick.Tally(pool.CountAdults(measure, all)))
	}
	t.Row(append(append([]any{profile, seed}, first...), pairs(yardstick.Precision),
		pairs(yardstick.Recall), pairs(yardstick.SamePrecision),
		yardstick.Figure(pool.OneToOne().F1()), adults(exact), adults(over),
		placed(yardstick.Right), placed(yardstick.Wrong, yardstick.WrongFlat).Rare(),
		placed(yardstick.WrongFlat).Rare(), overall(yardstick.Tally(pool.CountDiscounts(ruleRight, all))),
		yardstick.Figure(yardstick.DecileOf(pool.Ranked(listed, yardstick.ByScore))),
		judged.Balanced)...)
}

// overallGroup is the group of everything; it sorts before every other.
const overallGroup = "all"

// all puts every fact into one group.
func all[Fact any](*yardstick.Judged, *Fact) []string { return []string{overallGroup} }

func overall(s *yardstick.Shares) string { return s.Of(overallGroup).String() }

// kindOf names the kind of a home.
func kindOf(judged *yardstick.Judged, home uint32) string {
	if home == 0 {
		return "no dwelling of the council"
	}
	return strings.ReplaceAll(judged.Truth.Homes[home].Kind, "_", " ")
}

// withAll adds the group of everything to a kind.
func withAll(kind string) []string { return []string{overallGroup, kind} }

// otherKey says how far any share of a table differs under the other key.
func otherKey(out io.Writer, first, second *yardstick.Shares, what string) {
	group, difference := first.FurthestFrom(second, leastOfDifference)
	fmt.Fprintf(out, "Under the other key no %s differs by more than %s (%s).\n", what,
		yardstick.Figure(difference), group)
}
