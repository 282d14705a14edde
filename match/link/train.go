package link

import (
	"context"
	"math"
	"slices"

	"golang.org/x/sync/errgroup"

	"nfimatch/match/link/agree"
	"nfimatch/match/link/block"
	"nfimatch/match/link/names"
	"nfimatch/match/weigh"
)

// Rounds of estimation: fixed numbers, since a rule to stop by would stop at different
// rounds on different processors.
const (
	lambdaRounds = 6 // of counting partners by the weights that they change
	refitRounds  = 3 // of estimating m from the pairs accepted
)

// Chance agreement is counted on about so many pairs: enough for three digits of what
// one pair in a thousand comes to, and of a short list not much more than it has.
const (
	samplePairsMost = 3_000_000
	samplePairsEach = 250 // a record
)

// anotherMost is the largest share of one person's dates of birth that may be another date
// altogether: a list in which more are has no dates.
const anotherMost = 1 / float64(2)

// householdMost is the number of records at one place above which they are no household
// that chance agreement of relatives is counted on.
const householdMost = 12

// postcodeMost is the same of a postcode, where lists have nothing else of the place: a
// street has that many, and a tower of flats more.
const postcodeMost = 100

// keepBelow is how far below even odds a pair may be, by the first model, and still be
// kept for those that follow.
const keepBelow weigh.Millibits = 20_000

// An estimate is the model while it is made.
type estimate struct {
	*agree.Comparer
	packing    weigh.Packing
	frequency  *names.Frequencies
	lean       weigh.Shares // shipped m
	m, u, near weigh.Shares
	others     [strata]float64      // shares of those that are two people
	partners   float64              // expected number of pairs that are one person
	sample     weigh.Counts         // pairs drawn from all
	household  weigh.Counts         // pairs of one list at one place
	company    [strata]weigh.Counts // pairs of both lists at one place, and at one street
	exact      []exactLevel
	trainedOn  int64
}

// An exactLevel is a level whose share among all pairs is counted, not sampled.
type exactLevel struct {
	at    int
	level uint8
	share float64
	pairs int64
}

// newEstimate returns the model to start from: the frozen one, or the shipped m and
// chance agreement as the lists have it.
func newEstimate(ctx context.Context, c *agree.Comparer, packing weigh.Packing, options Options) (
	*estimate, error,
) {
	e := &estimate{Comparer: c, packing: packing, lean: agree.ShippedM(&c.Layout)}
	if frozen := options.Model; frozen != nil {
		e.frequency = names.FrequenciesOf(c.People, frozen.Floor)
		e.drawCompany()
		e.use(frozen)
		return e, nil
	}
	e.frequency = names.FrequenciesOf(c.People, agree.Shipped.Floor)
	e.partners = float64(c.People.Smaller()) * float64(agree.Shipped.Partners) / agree.Whole
	e.m = e.lean
	if err := e.drawSample(ctx, options.Workers); err != nil {
		return nil, err
	}
	e.drawHouseholds()
	e.drawCompany()
	e.countExact()
	e.u = e.uniform()
	e.estimateU()
	return e, ctx.Err()
}

// lambda is the share of all pairs that are one person: at least one pair, and in lists of
// a few records no more than half.
func (e *estimate) lambda() float64 {
	most := e.People.Smaller()
	if e.People.Within { // of one list a record may have many partners
		most = e.People.PairsAll() / 2
	}
	pairs := min(max(e.partners, 1), float64(max(most, 1)))
	return pairs / float64(e.People.PairsAll()+2)
}

// drawSample counts the patterns of pairs of records drawn from each list: those whose
// content has the smallest hashes, mixed with the hash of their whole list, so that two
// records of one person are not drawn together.
func (e *estimate) drawSample(ctx context.Context, workers int) error {
	p := e.People
	pairs := min(samplePairsMost, samplePairsEach*p.Count())
	var lefts, rights []uint32
	if p.Within {
		lefts = p.Drawn(0, p.Lefts, int(math.Sqrt(float64(2*pairs))))
	} else {
		side := int(math.Sqrt(float64(pairs)))
		lefts = p.Drawn(0, p.Lefts, max(side, pairs/max(p.Rights(), 1)))
		rights = p.Drawn(p.Lefts, p.Count(), max(side, pairs/max(p.Lefts, 1)))
	}
	histograms := make([]*weigh.Histogram, workers) // sums do not depend on whose is whose
	group, ctx := errgroup.WithContext(ctx)
	for worker := range histograms {
		histograms[worker] = new(weigh.Histogram)
		group.Go(func() error {
			for i := worker; i < len(lefts) && ctx.Err() == nil; i += workers {
				others := rights
				if p.Within {
					others = lefts[i+1:]
				}
				for _, other := range others {
					pattern := e.Pattern(lefts[i], other)
					histograms[worker].Add(e.packing.Pack(&pattern), 1)
				}
			}
			return ctx.Err()
		})
	}
	err := group.Wait()
	e.sample = e.packing.Counted(histograms...)
	return err
}

// drawHouseholds counts the patterns of pairs of one list at one place, written alike: they
// are two people, but for duplicates.
func (e *estimate) drawHouseholds() {
	one := *e.People
	one.Within = true
	var within weigh.Histogram
	known := places[:atPostcode]
	if e.PostcodeOnly {
		known = places
	}
	for at := range known {
		g := block.Grouped(&one, block.Rule{Codes: places[at]})
		for _, b := range g.Blocks {
			for _, list := range [][]uint32{g.Rows[b.From:b.Middle], g.Rows[b.Middle:b.To]} {
				if len(list) > e.mostAt(at) {
					continue
				}
				for i, x := range list {
					e.eachAt(at, x, list[i+1:], func(pattern *weigh.Pattern) {
						if e.AtOnePlace(pattern) {
							within.Add(e.packing.Pack(pattern), 1)
						}
					})
				}
			}
		}
	}
	e.household = e.packing.Counted(&within)
}

// countExact counts the shares of exact agreement, which are too rare to sample.
func (e *estimate) countExact() {
	add := func(at int, level uint8, codes ...int) {
		if at >= 0 {
			share, pairs := e.People.ExactShare(codes...)
			e.exact = append(e.exact, exactLevel{at, level, share, pairs})
		}
	}
	add(e.At[agree.CompareSurname], agree.NameExact, block.CodeSurname)
	add(e.At[agree.CompareGiven], agree.NameExact, block.CodeGiven)
	add(e.At[agree.CompareBirth], agree.BirthExact, block.CodeDate)
	if at := e.At[agree.ComparePlace]; at >= 0 {
		share, pairs := e.People.PlaceShare()
		e.exact = append(e.exact, exactLevel{at, agree.PlaceExact, share, pairs})
	}
	add(e.At[agree.CompareNINO], agree.EqualYes, block.CodeNINO)
	add(e.At[agree.CompareTown], agree.EqualYes, block.CodeTown)
	for _, own := range e.Own {
		add(own.At, agree.EqualYes, own.Code) // of a text, the exact level
	}
}

// uniform returns shares that say nothing: what u starts from.
func (e *estimate) uniform() weigh.Shares {
	u := e.Scheme.NewShares()
	for c := range e.Scheme {
		for l := range u[c] {
			u[c][l] = 1
		}
	}
	e.Scheme.Normalise(u)
	return u
}

// estimateU estimates chance agreement: of any two records from the sample, in which
// the few that are one person are told apart by the model so far, and of two at one
// place from the households.
func (e *estimate) estimateU() {
	sample := weigh.Mixture{Scheme: e.Scheme, M: e.m,
		Parts: []weigh.Part{{Counts: e.sample, U: e.u, Lambda: e.lambda()}}}
	e.u, _ = sample.FitU(e.uniform(), 1, false)
	for _, exact := range e.exact {
		if exact.pairs > 0 {
			e.setExact(exact)
		}
	}
	e.Scheme.Normalise(e.u)
	e.near = e.nearby()
	e.countOthers()
}

// nearby estimates chance agreement of two at one place from the households.
func (e *estimate) nearby() weigh.Shares {
	lean := e.Scheme.NewShares()
	for c := range lean {
		copy(lean[c], e.u[c])
	}
	if at := e.At[agree.CompareSurname]; at >= 0 {
		common := float64(agree.Shipped.Household.Surname) / agree.Whole
		for level := range lean[at] { // one surname is written with the slips of one person's
			lean[at][level] = float64(common*e.m[at][level]) + float64((1-common)*lean[at][level])
		}
	}
	if at := e.At[agree.CompareBirth]; at >= 0 {
		leanOn(lean[at], e.Scheme[at], agree.BirthExact, agree.Shipped.Household.Birth)
		for level := range lean[at] {
			lean[at][level] *= float64(agree.Shipped.Household.BirthPairs) /
				float64(agree.Shipped.Household.Pairs)
		}
	}
	households := weigh.Mixture{Scheme: e.Scheme, M: e.m, Held: e.ofPlace(),
		Parts: []weigh.Part{{Counts: e.household, U: lean,
			Lambda: max(float64(agree.Shipped.Household.Duplicates)/agree.Whole, e.namedAlike())}}}
	near, _ := households.FitU(lean, agree.Shipped.Household.Pairs, true)
	if town := e.At[agree.CompareTown]; town >= 0 { // the place has said it
		copy(near[town], e.m[town])
	}
	return near
}

// namedAlike is the share of pairs at one place that have one full name. Where a list has
// many twice, that is where to start: from next to none, they would pass for relatives.
func (e *estimate) namedAlike() float64 {
	surname, given := e.At[agree.CompareSurname], e.At[agree.CompareGiven]
	if surname < 0 || given < 0 {
		return 0
	}
	var alike int64
	for i, pattern := range e.household.Patterns {
		if pattern[surname] == agree.NameExact && pattern[given] == agree.NameExact {
			alike += e.household.N[i]
		}
	}
	return shareOf(alike, e.household.Total())
}

func shareOf(n, all int64) float64 { return float64(n) / float64(max(all, 1)) }

// leanOn sets the share of a level, in parts of a million, in shares of chance.
func leanOn(shares []float64, comparison weigh.Comparison, level uint8, ppm int64) {
	share := float64(ppm) / agree.Whole
	rest := (1 - share) / (1 - shares[level])
	for l := range shares {
		if l != int(level) && comparison.Levels[l].Group == comparison.Levels[level].Group {
			shares[l] = float64(shares[l] * rest)
		}
	}
	shares[level] = share
}

// setExact sets u of an exact level to its share among all pairs, less those that are
// one person, and never below one pair of all. Where few pairs have both values, it leans
// on the pairs drawn.
func (e *estimate) setExact(exact exactLevel) {
	u, m := e.u[exact.at], e.m[exact.at][exact.level]
	lambda := e.lambda()
	pairs, lean := float64(exact.pairs), float64(agree.Shipped.Lean)
	share := max(exact.share-float64(lambda*m), 0) / (1 - lambda)
	share = (float64(share*pairs) + float64(lean*u[exact.level])) / (pairs + lean)
	share = min(max(share, min(1/pairs, u[exact.level])), 1-float64(agree.Shipped.Floor)/agree.Whole)
	rest := (1 - share) / max(1-u[exact.level], 1/float64(samplePairsMost))
	group := e.Scheme[exact.at].Levels[exact.level].Group
	for l := range u {
		if l != int(exact.level) && e.Scheme[exact.at].Levels[l].Group == group {
			u[l] = float64(u[l] * rest)
		}
	}
	u[exact.level] = share
}

// A fit is m as one kind of pairs has it.
type fit struct {
	m    weigh.Shares
	held []bool  // comparisons that the pairs were chosen by, and say nothing of
	same float64 // pairs that are one person
}

// fitM estimates m by expectation–maximisation on the pairs with an equal date of birth
// and on those with an equal full name, each without what it was chosen by, and takes
// the mean. Pairs of one address are never trained on: most of them are a household.
func (e *estimate) fitM(made *candidates) {
	surname, given := e.At[agree.CompareSurname], e.At[agree.CompareGiven]
	birth := e.At[agree.CompareBirth]
	another := float64(agree.Shipped.Birth.Another) / agree.Whole
	var fits []fit
	for _, by := range []struct {
		rule string
		held []int
		in   func(*weigh.Pattern) bool
	}{
		{block.DateOfBirth, []int{birth}, func(p *weigh.Pattern) bool {
			return p[birth] == agree.BirthExact
		}},
		{block.FullName, []int{surname, given}, func(p *weigh.Pattern) bool {
			return p[surname] == agree.NameExact && p[given] == agree.NameExact
		}},
	} {
		if !slices.ContainsFunc(made.active, func(r block.Rule) bool { return r.Name == by.rule }) {
			continue
		}
		mixture := weigh.Mixture{Scheme: e.Scheme, M: e.m,
			Held: make([]bool, len(e.Scheme)), Parts: e.split(made.counts, by.in)}
		mixture.Shape = func(m weigh.Shares) {
			e.Shape(m, e.u, another)
			mixture.Parts[0].U = e.withinPart(e.u, m, false)
			mixture.Parts[1].U = e.withinPart(e.near, m, true)
		}
		for _, c := range by.held {
			mixture.Held[c] = true
		}
		m, same := mixture.FitM(e.lean, agree.Shipped.Lean)
		fits = append(fits, fit{m, mixture.Held, same})
	}
	e.m = e.meanOf(fits)
}

// meanOf returns the mean of fits, by the pairs that each rests on.
func (e *estimate) meanOf(fits []fit) weigh.Shares {
	m := e.Scheme.NewShares()
	for c := range m {
		var weight float64
		for _, f := range fits {
			if f.held[c] {
				continue
			}
			weight += f.same
			for l := range m[c] {
				m[c][l] += float64(f.m[c][l] * f.same)
			}
		}
		if weight == 0 {
			copy(m[c], e.m[c])
		}
	}
	e.Scheme.Normalise(m)
	return m
}

// split returns the counts that are in, apart for pairs at one place, whose chance
// agreement is another. Each part has pairs of both kinds at its own levels of place, so
// there place tells only how those differ among themselves.
func (e *estimate) split(counts weigh.Counts, in func(*weigh.Pattern) bool) []weigh.Part {
	share := float64(agree.Shipped.Partners) / agree.Whole
	split := []weigh.Part{{U: e.withinPart(e.u, e.m, false), Lambda: share},
		{U: e.withinPart(e.near, e.m, true), Lambda: share}}
	for i := range counts.Patterns {
		pattern := &counts.Patterns[i]
		if !in(pattern) {
			continue
		}
		part := &split[0].Counts
		if e.AtOnePlace(pattern) {
			part = &split[1].Counts
		}
		part.Patterns = append(part.Patterns, *pattern)
		part.N = append(part.N, counts.N[i])
	}
	return split
}

// withinPart returns u with the levels of place, of pairs at one place or of the others,
// as common as m has them together.
func (e *estimate) withinPart(u, m weigh.Shares, onePlace bool) weigh.Shares {
	within := e.Scheme.NewShares()
	for c := range u {
		copy(within[c], u[c])
	}
	at := e.At[agree.ComparePlace]
	if at < 0 {
		return within
	}
	levels := e.Scheme[at].Levels
	inPart := func(level int) bool {
		var pattern weigh.Pattern
		pattern[at] = uint8(level)
		return e.AtOnePlace(&pattern) == onePlace
	}
	var sumM, sumU float64
	for level := range u[at] {
		if levels[level].Group != 0 && inPart(level) {
			sumM, sumU = sumM+m[at][level], sumU+u[at][level]
		}
	}
	for level := range u[at] {
		if levels[level].Group != 0 && inPart(level) {
			within[at][level] = float64(u[at][level]*sumM) / sumU
		}
	}
	for level := range u[at] { // what is known in part
		switch sums := levels[level].Sums; {
		case len(sums) == 1: // an equal UPRN, and all it may be is in the part
			within[at][level] = within[at][sums[0]]
		case len(sums) > 1 && inPart(level):
			within[at][level] = float64(u[at][level]*sumM) / sumU
		}
	}
	return within
}

// refit estimates m from the pairs accepted.
func (e *estimate) refit(s *scored, accepted []int) {
	n := make([]int64, len(s.patterns))
	for _, i := range accepted {
		n[s.of[i]]++
	}
	var counts weigh.Counts
	for i, pattern := range s.patterns {
		if n[i] > 0 {
			counts.Patterns, counts.N = append(counts.Patterns, pattern), append(counts.N, n[i])
		}
	}
	mixture := weigh.Mixture{Scheme: e.Scheme, M: e.m,
		Shape: func(m weigh.Shares) { e.Shape(m, e.u, anotherMost) },
		Parts: []weigh.Part{{Counts: counts, U: e.u, Lambda: 1}}}
	e.m, _ = mixture.FitM(e.lean, agree.Shipped.Lean)
	e.trainedOn = int64(len(accepted))
}

// train estimates everything from the pairs made.
func (e *estimate) train(ctx context.Context, made *candidates, s *scored) error {
	e.fitM(made)
	for round := range refitRounds + 1 {
		if round > 0 {
			e.refit(s, s.accepted())
		}
		for range lambdaRounds {
			s.weigh(e.weights())
			e.partners = s.partners()
		}
		e.estimateU()
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}
