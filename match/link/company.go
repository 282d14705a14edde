package link

import (
	"slices"

	"nfimatch/match/link/agree"
	"nfimatch/match/link/block"
	"nfimatch/match/weigh"
)

// The strata of pairs whose place agrees so far that others of it are who else they may be.
const (
	atPlace = iota
	atStreet
	strata
)

// places are what puts two records at one place or street: each pair counts by the first,
// and by an address alone only where a postcode is missing.
var places = [][]int{
	{block.CodeUPRN}, {block.CodeUnit, block.CodeAddress}, {block.CodeAddress},
	{block.CodeUnit},
}

// Those of places that are more than a place: by its address alone, and all of a postcode.
const (
	atAddress  = 2
	atPostcode = 3
)

// mostAt is the number of records of a list at a place above which they are left out.
func (e *estimate) mostAt(at int) int {
	if at == atPostcode && e.PostcodeOnly {
		return postcodeMost
	}
	return householdMost
}

// stratum returns the stratum of a pattern, strata where it is of none.
func (e *estimate) stratum(pattern *weigh.Pattern) int {
	switch {
	case e.AtOnePlace(pattern):
		return atPlace
	case e.AtOneStreet(pattern):
		return atStreet
	}
	return strata
}

// eachAt visits the patterns of a record and others that have the codes of a place, but for
// those that have the codes of a place before it.
func (e *estimate) eachAt(at int, x uint32, others []uint32, visit func(*weigh.Pattern)) {
	for _, y := range others {
		a, b := e.People.Of(x), e.People.Of(y)
		if at == atAddress && a[block.CodeUnit] != 0 && b[block.CodeUnit] != 0 {
			continue
		}
		equal := block.EqualCodes(a, b)
		if !slices.ContainsFunc(places[:at], func(codes []int) bool {
			mask := maskOf(codes)
			return equal&mask == mask
		}) {
			pattern := e.Pattern(x, y)
			visit(&pattern)
		}
	}
}

// drawCompany counts the patterns of pairs of both lists, or of the one, whose place agrees.
// Where too many have a place, they are left out: it is no household. Within one list that has
// nothing but names, nothing tells relatives from people who stand there twice.
func (e *estimate) drawCompany() {
	if e.People.Within && e.At[agree.CompareBirth] < 0 && e.At[agree.CompareNINO] < 0 &&
		len(e.Own) == 0 {
		return
	}
	var company [strata]weigh.Histogram
	for at := range places {
		g := block.Grouped(e.People, block.Rule{Codes: places[at]})
		for _, b := range g.Blocks {
			lefts, rights := g.Rows[b.From:b.Middle], g.Rows[b.Middle:b.To]
			if e.People.Within {
				lefts = g.Rows[b.From:b.To]
			}
			if max(len(lefts), len(rights)) > e.mostAt(at) {
				continue
			}
			for i, x := range lefts {
				if e.People.Within {
					rights = lefts[i+1:]
				}
				e.eachAt(at, x, rights, func(pattern *weigh.Pattern) {
					if of := e.stratum(pattern); of < strata {
						company[of].Add(e.packing.Pack(pattern), 1)
					}
				})
			}
		}
	}
	for of := range company {
		e.company[of] = e.packing.Counted(&company[of])
	}
}

// countOthers estimates the share of the pairs of each stratum that are two people, by what
// their names, dates and numbers say: whether others live there at all is a fact of the
// lists. It is never less than what one pair more would make it, and all of them where
// there are no such pairs.
func (e *estimate) countOthers() {
	for of, u := range [strata]weigh.Shares{e.near, e.u} {
		total := float64(e.company[of].Total())
		if total == 0 {
			e.others[of] = 1
			continue
		}
		mixture := weigh.Mixture{Scheme: e.Scheme, M: e.m, Held: e.ofPlace(),
			Parts: []weigh.Part{{Counts: e.company[of], U: u, Lambda: 1 / float64(2)}}}
		_, same := mixture.FitU(u, agree.Shipped.Household.Pairs, true)
		e.others[of] = (float64(total*(1-same)) + 1) / (total + 1)
	}
}

// ofPlace tells which comparisons are of the place.
func (e *estimate) ofPlace() []bool {
	of := make([]bool, len(e.Scheme))
	for _, c := range []int{agree.ComparePlace, agree.CompareTown} {
		if e.At[c] >= 0 {
			of[e.At[c]] = true
		}
	}
	return of
}

// amongOthers is how much likelier a pair is one person than two of those who live at the
// place or in the street, by all that is not of it: given names that are two outweigh
// everything where there are others, and are a slip where there are none. Second names do
// not count, since relatives share those too; nor does a surname beside an equal date of birth
// and given names that are two, since twins share both. A pair elsewhere has no such weight.
func (s *scored) amongOthers(w *weights, at int) (sum weigh.Millibits, known bool) {
	of := s.stratum(&s.patterns[at])
	if of == strata {
		return 0, false
	}
	sum = w.alone[of]
	shared, given, birth := -1, s.At[agree.CompareGiven], s.At[agree.CompareBirth]
	if given >= 0 && birth >= 0 && agree.NameIs(s.patterns[at][given]) == agree.NameTwo &&
		s.patterns[at][birth] == agree.BirthExact {
		shared = s.At[agree.CompareSurname]
	}
	for c, ofPlace := range s.ofPlace() {
		if !ofPlace && c != s.At[agree.CompareMiddle] && c != shared {
			sum += w.level(s.near[at], c, s.patterns[at][c])
		}
	}
	return sum, true
}
