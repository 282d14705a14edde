package yardstick

import (
	"slices"

	"nfimatch/match/result"
)

// A Pool is runs over several councils, judged as if they were one.
type Pool []*Judged

// A Measure says of one fact whether it counts, and whether it is what the measure asks
// for: Part of Whole.
type Measure[Fact any] func(*Fact) (part, whole bool)

// Measures of pairs.
var (
	// Recall: of pairs of one person at one recorded dwelling, those found.
	Recall Measure[Pair] = func(p *Pair) (bool, bool) { return p.Found(), p.Together }
	// Precision: of pairs found, those of one person at one recorded dwelling.
	Precision Measure[Pair] = func(p *Pair) (bool, bool) { return p.Together, p.Found() }
	// OnePerson: of pairs found, those of one person, whatever addresses their rows show.
	OnePerson Measure[Pair] = func(p *Pair) (bool, bool) { return p.One, p.Found() }
	// SamePrecision: of pairs decided same, those that are one person.
	SamePrecision Measure[Pair] = func(p *Pair) (bool, bool) {
		return p.One, p.Decision == result.DecisionSame
	}
	// WronglyDifferent: of compared pairs of one person, those decided different.
	WronglyDifferent Measure[Pair] = func(p *Pair) (bool, bool) {
		return p.Decision == result.DecisionDifferent, p.Compared && p.One
	}
	// WronglySame: of compared pairs of two persons, those decided same.
	WronglySame Measure[Pair] = func(p *Pair) (bool, bool) {
		return p.Decision == result.DecisionSame, p.Compared && !p.One
	}
)

// OneToOne is what linking the council tax file with the register comes to where a mention
// is in one pair at most: the best of both at a probability of 0.5 or more. One person at
// two recorded dwellings is neither right nor wrong.
type OneToOne struct{ Found, Right, True int }

// OneToOne counts the pairs of all councils.
func (p Pool) OneToOne() (o OneToOne) {
	for _, judged := range p {
		for i := range judged.Pairs {
			switch pair := &judged.Pairs[i]; {
			case pair.Across && pair.Together:
				o.True++
				if pair.Best {
					o.Found, o.Right = o.Found+1, o.Right+1
				}
			case pair.Best && !pair.One:
				o.Found++
			}
		}
	}
	return o
}

// F1 is the harmonic mean of precision and recall, NaN where nothing is found or true.
func (o OneToOne) F1() float64 { return ratio(float64(2*o.Right), float64(o.Found+o.True)) }

// OutcomeIs measures, of the entries that are judged by their address, those with one of
// the outcomes.
func OutcomeIs(outcomes ...Outcome) Measure[Placement] {
	return func(p *Placement) (part, whole bool) {
		for _, outcome := range outcomes {
			part = part || p.Outcome == outcome
		}
		return part, p.Outcome < ByReference
	}
}

// Groups names the groups that a fact belongs to; nil for a fact that is left out.
type Groups[Fact any] func(*Judged, *Fact) []string

// CountPairs counts the pairs of all councils.
func (p Pool) CountPairs(measure Measure[Pair], groups Groups[Pair]) []Count {
	return counted(p, func(j *Judged) []Pair { return j.Pairs },
		func(f *Pair) uint32 { return f.Home }, measure, groups)
}

// CountPlacements counts the register entries and claims of all councils.
func (p Pool) CountPlacements(measure Measure[Placement], groups Groups[Placement]) []Count {
	return counted(p, func(j *Judged) []Placement { return j.Placements },
		func(f *Placement) uint32 { return f.Home }, measure, groups)
}

// CountAdults counts the dwellings with a discount of all councils.
func (p Pool) CountAdults(measure Measure[AdultCount], groups Groups[AdultCount]) []Count {
	return counted(p, func(j *Judged) []AdultCount { return j.Adults },
		func(f *AdultCount) uint32 { return f.Home }, measure, groups)
}

// CountDiscounts counts the discounts in payment of all councils.
func (p Pool) CountDiscounts(measure Measure[Discount], groups Groups[Discount]) []Count {
	return counted(p, func(j *Judged) []Discount { return j.Discounts },
		func(f *Discount) uint32 { return f.Home }, measure, groups)
}

// counted returns the counts of all facts that a measure counts, group by group.
func counted[Fact any](p Pool, facts func(*Judged) []Fact, home func(*Fact) uint32,
	measure Measure[Fact], groups Groups[Fact],
) (counts []Count) {
	for world, judged := range p {
		all := facts(judged)
		for i := range all {
			part, whole := measure(&all[i])
			if !whole {
				continue
			}
			count := Count{Household: world<<32 | int(home(&all[i])), Whole: 1}
			if part {
				count.Part = 1
			}
			for _, group := range groups(judged, &all[i]) {
				count.Group = group
				counts = append(counts, count)
			}
		}
	}
	return counts
}

// Ranked returns the discounts of all councils in an order: rank is asked for listed
// ones, and the higher stands first.
func (p Pool) Ranked(listed func(*Discount) bool, rank func(*Discount) int64) []Ranked {
	var ranked []Ranked
	for _, judged := range p {
		for i := range judged.Discounts {
			one := &judged.Discounts[i]
			r := Ranked{Listed: listed(one), Right: one.Undeclared}
			if r.Listed {
				r.Rank = rank(one)
			}
			ranked = append(ranked, r)
		}
	}
	return ranked
}

// ByScore is the order of the scores alone.
func ByScore(d *Discount) int64 { return int64(d.Score) }

// AsListed is the order of the list, but for money: strength, then score.
func AsListed(d *Discount) int64 { return int64(d.Strength)<<32 + int64(d.Score) }

// ScoreOfTenth returns the score that a case needs to stand in the first tenth of the
// list by score alone; whoever ties with its last is in it.
func (p Pool) ScoreOfTenth() int32 {
	var scores []int32
	for _, judged := range p {
		for i := range judged.Discounts {
			if judged.Discounts[i].Listed {
				scores = append(scores, judged.Discounts[i].Score)
			}
		}
	}
	if len(scores) == 0 {
		return 0
	}
	slices.Sort(scores)
	return scores[len(scores)-tenth(len(scores))]
}
