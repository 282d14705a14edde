package yardstick

import (
	"cmp"
	"slices"

	"nfimatch/match/result"
	"nfimatch/normalize/record"
)

// A Pair is two mentions that are one person at one dwelling, or were compared.
type Pair struct {
	Home     uint32 // the recorded dwelling of Together, else where they were compared
	One      bool   // they are one person
	Together bool   // and their rows show one dwelling: the pair is to be found
	Compared bool   // else placement lost one of them
	Weight   int32  // millibits; 0 where not compared
	Decision uint8  // of result; unsure where not compared
	Across   bool   // one is of council tax and one of the register
	Best     bool   // and of those it is the likeliest of both, at 0.5 or more
	Tags     []string
	Evidence Evidence // of none where not compared
}

// Found tells whether the pair has a probability of 0.5 or more.
func (p *Pair) Found() bool { return p.Compared && p.Weight >= 0 }

// Pairs judges every pair that was compared, and adds those that should have been:
// kept mentions of one person at one recorded dwelling that are at no dwelling
// together. O(pairs) time.
func Pairs(m *Matched, t *Truth) []Pair {
	compared := map[[2]Place]bool{}
	var pairs []Pair
	var places [][2]Place // of the pairs compared
	p, shown := &m.Result.Pairs, evidences(m)
	for i, weight := range p.WeightMillibits {
		left := PlaceOf(p.LeftDataset[i], p.LeftLine[i], p.LeftOrdinal[i])
		right := PlaceOf(p.RightDataset[i], p.RightLine[i], p.RightOrdinal[i])
		compared[[2]Place{left, right}] = true
		places = append(places, [2]Place{left, right})
		pair := pairOf(t, left, right)
		pair.Compared, pair.Weight, pair.Decision = true, weight, p.Decision[i]
		pair.Evidence = shown[i]
		if !pair.Together {
			pair.Home = m.homeOf(t, p.Dwelling[i])
		}
		pairs = append(pairs, pair)
	}
	markBest(pairs, places)
	type key struct {
		person string
		home   uint32
	}
	seen := map[key][]Place{}
	o := &m.Result.Occupants
	for i := range o.Line {
		right := PlaceOf(o.Dataset[i], o.Line[i], o.Ordinal[i])
		who := t.Mentions[right]
		if who.Person == "" || who.Home == 0 {
			continue
		}
		k := key{who.Person, who.Home}
		for _, left := range seen[k] {
			if !compared[[2]Place{left, right}] {
				pairs = append(pairs, pairOf(t, left, right))
			}
		}
		seen[k] = append(seen[k], right)
	}
	return pairs
}

// pairOf tells what is true of two mentions. What no person was written for is
// nobody: never one with anything.
func pairOf(t *Truth, left, right Place) Pair {
	a, b := t.Mentions[left], t.Mentions[right]
	one := a.Person != "" && a.Person == b.Person
	tags := slices.Concat(a.Tags, b.Tags)
	slices.Sort(tags)
	return Pair{Home: a.Home, One: one, Together: one && a.Home != 0 && a.Home == b.Home,
		Across: across(left, right), Decision: result.DecisionUnsure, Tags: slices.Compact(tags)}
}

func across(left, right Place) bool {
	return min(left.Dataset, right.Dataset) == record.CouncilTax &&
		max(left.Dataset, right.Dataset) == record.ElectoralRegister
}

// markBest marks the pairs across that are the best of both their mentions: of those of
// equal weight the one with the smaller places.
func markBest(pairs []Pair, places [][2]Place) {
	var order []int
	for i := range places {
		if pairs[i].Across && pairs[i].Found() {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(pairs[j].Weight, pairs[i].Weight),
			comparePlaces(places[i][0], places[j][0]), comparePlaces(places[i][1], places[j][1]))
	})
	seen := map[Place]bool{}
	for _, i := range order {
		left, right := places[i][0], places[i][1]
		pairs[i].Best = !seen[left] && !seen[right]
		seen[left], seen[right] = true, true
	}
}

func comparePlaces(a, b Place) int {
	return cmp.Or(cmp.Compare(a.Dataset, b.Dataset), cmp.Compare(a.Line, b.Line),
		cmp.Compare(a.Ordinal, b.Ordinal))
}

// homeOf returns the true dwelling of a dwelling of the result; 0 for none.
func (m *Matched) homeOf(t *Truth, dwelling uint32) uint32 {
	if dwelling == 0 {
		return 0
	}
	return t.Accounts[m.Result.Dwellings.AccountLine[dwelling-1]].Home
}
