package link

import (
	"nfimatch/match/link/agree"
	"nfimatch/match/weigh"
)

// othersAt returns the share of the pairs of both lists at one place that are two people,
// by what their names, dates and numbers say: whether others live there at all is a fact
// of the lists. It is never less than what one pair more would make it, and all of them
// where there are no such pairs.
func (e *estimate) othersAt() float64 {
	total := float64(e.company.Total())
	if total == 0 {
		return 1
	}
	mixture := weigh.Mixture{Scheme: e.Scheme, M: e.m, Held: e.ofPlace(),
		Parts: []weigh.Part{{Counts: e.company, U: e.near, Lambda: 1 / float64(2)}}}
	_, same := mixture.FitU(e.near, agree.Shipped.Household.Pairs, true)
	return (float64(total*(1-same)) + 1) / (total + 1)
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

// likelierThanOthers tells whether a pair at one place is more likely one person than two
// of those who live there, by all that is not of the place: given names that are two
// outweigh everything where there are others, and are a slip where there are none.
func (s *scored) likelierThanOthers(w *weights, at int) bool {
	if !s.near[at] {
		return false
	}
	sum := w.alone
	for c, ofPlace := range s.ofPlace() {
		if !ofPlace {
			sum += w.level(true, c, s.patterns[at][c])
		}
	}
	return sum > 0
}
