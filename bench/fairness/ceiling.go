package main

import (
	"nfimatch/bench/yardstick"
	"nfimatch/match/result"
)

const (
	// leastOfEvidence is how many other pairs must show the same for them to tell what it is
	// worth: rare evidence excuses nothing.
	leastOfEvidence = 20
	// one and same are the shares, in per cent, of an evidence's pairs that are one person from
	// which on the pair is found, and decided same: those of the program.
	one, same = 50, 90
)

// An oracle knows, by the truth of all pairs, how often pairs with equal evidence are one
// person. Nobody who sees only the evidence can do better than to follow it.
type oracle map[yardstick.Evidence]struct{ ones, pairs int }

func oracleOf(pool yardstick.Pool) oracle {
	known := oracle{}
	for _, judged := range pool {
		for i := range judged.Pairs {
			if pair := &judged.Pairs[i]; pair.Compared {
				cell := known[pair.Evidence]
				cell.pairs++
				if pair.One {
					cell.ones++
				}
				known[pair.Evidence] = cell
			}
		}
	}
	return known
}

// shows tells whether of the other pairs with the evidence of a pair at least so many of a
// hundred are one person, and whether there are enough of them to tell.
func (o oracle) shows(pair *yardstick.Pair, percent int) (shown, known bool) {
	if !pair.Compared {
		return false, false // placement lost it, not the names
	}
	cell := o[pair.Evidence]
	others, ones := cell.pairs-1, cell.ones
	if pair.One {
		ones--
	}
	return 100*ones >= percent*others, others >= leastOfEvidence
}

// decidable tells whether a pair of one person can be found.
func (o oracle) decidable(pair *yardstick.Pair) bool {
	shown, known := o.shows(pair, one)
	return shown || !known
}

// apart tells whether a pair of two persons can be kept from being decided same.
func (o oracle) apart(pair *yardstick.Pair) bool {
	shown, known := o.shows(pair, same)
	return !shown || !known
}

// ceilingsOf are what any program could reach by the evidence that this one sees, and what it
// reaches of that.
func ceilingsOf(pool yardstick.Pool) []measure {
	known := oracleOf(pool)
	return []measure{
		ofPairs("pairs of one person at one dwelling: decidable",
			func(p *yardstick.Pair) (bool, bool) { return known.decidable(p), p.Together }),
		ofPairs("decidable pairs of one person at one dwelling: found",
			func(p *yardstick.Pair) (bool, bool) {
				return p.Found(), p.Together && known.decidable(p)
			}),
		ofPairs("pairs of two persons: not to be told apart",
			func(p *yardstick.Pair) (bool, bool) { return !known.apart(p), p.Compared && !p.One }),
		ofPairs("pairs of two persons that can be told apart: wrongly decided same",
			func(p *yardstick.Pair) (bool, bool) {
				return p.Decision == result.DecisionSame, p.Compared && !p.One && known.apart(p)
			}),
	}
}
