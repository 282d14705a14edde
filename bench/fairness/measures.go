package main

import (
	"context"
	"fmt"
	"io"

	"nfimatch/bench/yardstick"
	"nfimatch/fixtures/council"
	"nfimatch/match"
)

const (
	// resampleSeed is the seed of every bootstrap: intervals are part of the file that a
	// review sees.
	resampleSeed = 1
	// leastOfGap is how much a group must count for it to be one end of the largest gap:
	// below it a single household is a gap.
	leastOfGap = 100
)

const preface = `Whom the errors of the program fall on, on invented councils: synthetic data.
It says whether the program treats the customs of names and addresses that the generator knows
alike, and nothing of any community, of how often anybody's discount is wrong, or of how a real
council's data is written. bench/README.md says what each measure is. Brackets hold 95 in 100 of
1,000 resamples of households; the largest of many gaps is above zero by chance too.

`

func judge(world council.Options, workers int) (*yardstick.Judged, error) {
	drawn, err := yardstick.Draw(world)
	if err != nil {
		return nil, err
	}
	defer drawn.Close()
	return drawn.Judge(context.Background(),
		yardstick.Options{Match: match.Options{Workers: workers, Origin: world.Profile}})
}

// A measure counts one thing that can go right or wrong, by the groups of a dimension.
type measure struct {
	name  string
	rare  bool // written as a count
	count func(pool yardstick.Pool, d dimension) []yardstick.Count
}

func ofPairs(name string, m yardstick.Measure[yardstick.Pair]) measure {
	return measure{name: name, count: func(pool yardstick.Pool, d dimension) []yardstick.Count {
		return pool.CountPairs(m, groupsOf(d, func(p *yardstick.Pair) uint32 { return p.Home }))
	}}
}

func ofPlacements(name string, outcomes ...yardstick.Outcome) measure {
	return measure{name: name, count: func(pool yardstick.Pool, d dimension) []yardstick.Count {
		return pool.CountPlacements(yardstick.OutcomeIs(outcomes...),
			groupsOf(d, func(p *yardstick.Placement) uint32 { return p.Home }))
	}}
}

func ofDiscounts(name string, m yardstick.Measure[yardstick.Discount]) measure {
	return measure{name: name, count: func(pool yardstick.Pool, d dimension) []yardstick.Count {
		return pool.CountDiscounts(m,
			groupsOf(d, func(p *yardstick.Discount) uint32 { return p.Home }))
	}}
}

// rarely makes a measure one of rare things.
func rarely(m measure) measure {
	m.rare = true
	return m
}

// measuresOf are the measures of a pool: some of them depend on what all its pairs show, and
// on where the first tenth of its list ends.
func measuresOf(pool yardstick.Pool) []measure {
	needed := pool.ScoreOfTenth()
	first := func(d *yardstick.Discount) bool { return d.Listed && d.Score >= needed }
	measures := []measure{
		ofPairs("pairs of one person at one dwelling: found", yardstick.Recall),
		ofPairs("pairs found: one person", yardstick.OnePerson),
		ofPairs("pairs of one person: wrongly decided different", yardstick.WronglyDifferent),
		ofPairs("pairs of two persons: wrongly decided same", yardstick.WronglySame),
	}
	measures = append(measures, ceilingsOf(pool)...)
	return append(measures,
		ofPlacements("register entries and claims: placed right", yardstick.Right),
		rarely(ofPlacements("register entries and claims: placed wrong", yardstick.Wrong,
			yardstick.WrongFlat)),
		ofDiscounts("lawful discounts: listed all the same",
			func(d *yardstick.Discount) (bool, bool) { return d.Listed, !d.Undeclared }),
		ofDiscounts("lawful discounts: in the first tenth of the list",
			func(d *yardstick.Discount) (bool, bool) { return first(d), !d.Undeclared }),
		ofDiscounts("cases of the first tenth of the list: lawful",
			func(d *yardstick.Discount) (bool, bool) { return !d.Undeclared, first(d) }),
		ofDiscounts("cases of the list: an adult undeclared",
			func(d *yardstick.Discount) (bool, bool) { return d.Undeclared, d.Listed }),
		ofDiscounts("visible undeclared adults: listed",
			func(d *yardstick.Discount) (bool, bool) { return d.Listed, d.Undeclared && d.Visible }),
	)
}

// printAll writes every measure by every dimension, and then the gaps alone.
func printAll(out io.Writer, pool yardstick.Pool) error {
	measures := measuresOf(pool)
	gaps := make([][]yardstick.Gap, len(dimensions))
	for i, d := range dimensions {
		for _, m := range measures {
			gap, err := printMeasure(out, pool, m, d)
			if err != nil {
				return err
			}
			gaps[i] = append(gaps[i], gap)
		}
	}
	t := yardstick.NewTable(out, "Largest gaps", "between groups by", "measure", "gap",
		"highest", "lowest")
	for i, d := range dimensions {
		for j, m := range measures {
			gap := gaps[i][j]
			t.Row(d.name, m.name, gap, gap.Above, gap.Below)
		}
	}
	return t.End()
}

// printMeasure writes one measure by the groups of one dimension and returns its largest
// gap, of no size where there are not two groups.
func printMeasure(out io.Writer, pool yardstick.Pool, m measure, d dimension) (
	yardstick.Gap, error,
) {
	shares := yardstick.SharesOf(m.count(pool, d), resampleSeed)
	t := yardstick.NewTable(out, fmt.Sprintf("%s, by %s", m.name, d.name), "group", "of", "share")
	for _, row := range shares.Rows {
		if m.rare {
			t.Row(row.Group, row.Whole, row.Rare())
		} else {
			t.Row(row.Group, row.Whole, row)
		}
	}
	if err := t.End(); err != nil {
		return yardstick.Gap{}, err
	}
	return shares.LargestGap(leastOfGap), nil
}
