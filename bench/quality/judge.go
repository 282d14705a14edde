package main

import (
	"fmt"

	"nfimatch/bench/yardstick"
	"nfimatch/fixtures/council"
	"nfimatch/match/result"
	"nfimatch/normalize/record"
)

// A verdict is one council under one key, in counts.
type verdict struct {
	pairsTrue, pairsFound, pairsRight int // of one person, within recorded dwellings
	sameDecided, sameRight            int // decided "same"
	adultsExact, adultsOver, adults   int // at dwellings with a single person discount
	placed, wrong, unplaced           int // entries other than accounts, by their address
	byReference                       int // claims joined by account reference
	balanced                          bool
}

const heading = "council               key  pairs P     R       same P  | adults exact over    | " +
	"placed  wrong    unplaced by ref. balanced"

func (v verdict) line(world council.Options, key int) string {
	return fmt.Sprintf("%-13s %5d  %d   %.4f  %.4f  %.4f | %.4f  %.4f  | %6d  %.5f  %.4f  %5d   %t",
		world.Profile, world.Seed, key, share(v.pairsRight, v.pairsFound),
		share(v.pairsRight, v.pairsTrue), share(v.sameRight, v.sameDecided),
		share(v.adultsExact, v.adults), share(v.adultsOver, v.adults), v.placed,
		share(v.wrong, v.placed+v.unplaced), share(v.unplaced, v.placed+v.unplaced),
		v.byReference, v.balanced)
}

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

func judge(m *yardstick.Matched, t *yardstick.Truth) (v verdict) {
	v.balanced = m.Balanced()
	v.judgePairs(m, t)
	v.judgePlaces(m, t)
	d := &m.Result.Dwellings
	for i := range d.Dwelling {
		truth := t.Accounts[d.AccountLine[i]]
		if !truth.SingleDiscount || d.Accounts[i] != 1 {
			continue
		}
		v.adults++
		if int(d.AdultsLeast[i]) == truth.Adults {
			v.adultsExact++
		}
		if int(d.AdultsLeast[i]) > truth.Adults {
			v.adultsOver++
		}
	}
	return v
}

// judgePairs counts pairs at P ≥ 0.5, which is weight ≥ 0, and pairs decided
// "same", against the pairs of mentions that are one person at one recorded
// dwelling.
func (v *verdict) judgePairs(m *yardstick.Matched, t *yardstick.Truth) {
	p := &m.Result.Pairs
	for i, weight := range p.WeightMillibits {
		left := yardstick.PlaceOf(p.LeftDataset[i], p.LeftLine[i], p.LeftOrdinal[i])
		right := yardstick.PlaceOf(p.RightDataset[i], p.RightLine[i], p.RightOrdinal[i])
		same := t.Person[left] != "" && t.Person[left] == t.Person[right]
		right50, decided := weight >= 0, p.Decision[i] == result.DecisionSame
		if right50 {
			v.pairsFound++
		}
		if right50 && same && t.Recorded[left] == t.Recorded[right] {
			v.pairsRight++
		}
		if decided {
			v.sameDecided++
		}
		if decided && same {
			v.sameRight++
		}
	}
	v.pairsTrue = countTruePairs(m, t)
}

// countTruePairs counts the pairs of kept mentions of one person at one
// recorded dwelling: those that placement lost count as missed.
func countTruePairs(m *yardstick.Matched, t *yardstick.Truth) (pairs int) {
	type key struct{ person, dwelling string }
	seen := make(map[key]int)
	o := &m.Result.Occupants
	for i := range o.Line {
		at := yardstick.PlaceOf(o.Dataset[i], o.Line[i], o.Ordinal[i])
		if t.Person[at] == "" || t.Recorded[at] == "" {
			continue
		}
		k := key{t.Person[at], t.Recorded[at]}
		pairs += seen[k]
		seen[k]++
	}
	return pairs
}

// judgePlaces judges entries by their first mention. A room placed at its house
// counts as unplaced: it is no member of the household.
func (v *verdict) judgePlaces(m *yardstick.Matched, t *yardstick.Truth) {
	o, d := &m.Result.Occupants, &m.Result.Dwellings
	for i := range o.Line {
		if o.Ordinal[i] != 0 || o.Dataset[i] == record.CouncilTax {
			continue
		}
		if o.How[i] == result.HowAccount {
			v.byReference++ // joined by account reference, whatever address the claim shows
			continue
		}
		at := yardstick.PlaceOf(o.Dataset[i], o.Line[i], 0)
		if o.Dwelling[i] == 0 || o.Relation[i] != result.RelationSame {
			v.unplaced++
			continue
		}
		v.placed++
		if t.Accounts[d.AccountLine[o.Dwelling[i]-1]].Dwelling != t.Recorded[at] {
			v.wrong++
		}
	}
}
