package link

import (
	"cmp"
	"slices"

	"nfimatch/match/link/agree"
	"nfimatch/match/link/block"
	"nfimatch/match/link/names"
	"nfimatch/match/weigh"
)

// weights are a model made ready to add up.
type weights struct {
	levels  [2][weigh.ComparisonsMax][weigh.LevelsMax]weigh.Millibits // anywhere, at one place
	prior   weigh.Millibits
	alone   [strata]weigh.Millibits // log2 odds of a pair there to be one person
	average names.Average
}

func (e *estimate) weights() *weights {
	w := &weights{prior: weigh.MillibitsOf(e.lambda(), 1-e.lambda())}
	for stratum, others := range e.others {
		w.alone[stratum] = weigh.MillibitsOfProbability(1 - others)
	}
	for stratum, u := range []weigh.Shares{e.u, e.near} {
		m, u := e.Ordered(e.m, u)
		for c := range e.Scheme {
			for l, level := range e.Scheme[c].Levels {
				if level.Group != 0 || len(level.Sums) > 0 {
					w.levels[stratum][c][l] = weigh.MillibitsOf(m[c][l], u[c][l])
				}
			}
		}
	}
	w.capSwapped(e.At[agree.CompareSurname], e.At[agree.CompareGiven])
	if at := e.At[agree.CompareSurname]; at >= 0 {
		w.average.Surname = weigh.MillibitsOf(e.u[at][agree.NameExact], 1)
	}
	if at := e.At[agree.CompareGiven]; at >= 0 {
		w.average.Given = weigh.MillibitsOf(e.u[at][agree.NameExact], 1)
	}
	if at := e.At[agree.CompareMiddle]; at >= 0 {
		w.average.Second = weigh.MillibitsOf(e.u[at][agree.SecondExact], 1)
	}
	return w
}

// capSwapped lets names that stand in each other's place, which the given name weighs for
// both, say no more than both names equal.
func (w *weights) capSwapped(surname, given int) {
	if surname < 0 || given < 0 {
		return
	}
	for place := range w.levels {
		levels := &w.levels[place]
		levels[given][agree.NameSwapped] = min(levels[given][agree.NameSwapped],
			levels[surname][agree.NameExact]+levels[given][agree.NameExact])
	}
}

// level returns what a level of a comparison weighs.
func (w *weights) level(onePlace bool, comparison int, level uint8) weigh.Millibits {
	if onePlace {
		return w.levels[1][comparison][level]
	}
	return w.levels[0][comparison][level]
}

// scored are the pairs kept, and what they weigh by the latest model.
type scored struct {
	*estimate
	pairs    []pair
	of       []int32 // pattern of each pair
	patterns []weigh.Pattern
	near     []bool // of each pattern: at one place
	proof    []bool // of each pattern: can show that two records are one person
	few      bool   // whether few have a partner
	weight   []weigh.Millibits
	rarity   []weigh.Millibits // of each pair: what how common its names are adds
	order    []uint64          // of each pair, by content: settles ties either way round
}

func (e *estimate) scored(pairs []pair) *scored {
	s := &scored{estimate: e, pairs: pairs, of: make([]int32, len(pairs)),
		weight: make([]weigh.Millibits, len(pairs)), rarity: make([]weigh.Millibits, len(pairs)),
		order: make([]uint64, len(pairs))}
	keys := make([]uint64, len(pairs))
	for i := range pairs {
		keys[i] = pairs[i].key
		left, right := pairs[i].left, pairs[i].right
		s.order[i] = block.Mixed(e.People.Hash[left]) + block.Mixed(e.People.Hash[right])
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	for _, key := range keys {
		pattern := e.packing.Unpack(key)
		s.patterns = append(s.patterns, pattern)
		s.near = append(s.near, e.AtOnePlace(&pattern))
	}
	for i := range pairs {
		at, _ := slices.BinarySearch(keys, pairs[i].key)
		s.of[i] = int32(at)
	}
	return s
}

// weigh weighs every pair: the prior, its levels, and how common its names are.
func (s *scored) weigh(w *weights) {
	s.few, s.proof = s.fewPartners(), make([]bool, len(s.patterns))
	sums := make([]weigh.Millibits, len(s.patterns))
	for i := range s.patterns {
		sums[i] = w.prior
		for c := range s.Scheme {
			sums[i] += w.level(s.near[i], c, s.patterns[i][c])
		}
		s.proof[i] = s.proves(w, i)
	}
	surname, given := s.At[agree.CompareSurname], s.At[agree.CompareGiven]
	for i := range s.pairs {
		at, second := s.of[i], uint8(0)
		s.rarity[i] = 0
		if c := s.At[agree.CompareMiddle]; c >= 0 {
			second = s.patterns[at][c]
		}
		if surname >= 0 && given >= 0 && !s.near[at] {
			s.rarity[i] = s.frequency.Adjust(w.average, s.patterns[at][surname], s.patterns[at][given],
				second, s.pairs[i].left)
		}
		s.weight[i] = sums[at] + s.rarity[i]
	}
}

// heavier orders pairs by weight, the heaviest first, and equal ones by content.
func (s *scored) heavier(i, j int) int {
	return cmp.Or(cmp.Compare(s.weight[j], s.weight[i]), cmp.Compare(s.order[i], s.order[j]),
		cmp.Compare(i, j))
}

// mutual returns the pairs of which each record is the other's best. Within one list
// every pair is, since a person may be in it more than twice.
func (s *scored) mutual() (mutual []int) {
	best := make([]int32, s.People.Count())
	for i := range s.pairs {
		for _, who := range []uint32{s.pairs[i].left, s.pairs[i].right} {
			if best[who] == 0 || s.heavier(i, int(best[who]-1)) < 0 {
				best[who] = int32(i + 1)
			}
		}
	}
	for i := range s.pairs {
		if s.People.Within || best[s.pairs[i].left] == int32(i+1) &&
			best[s.pairs[i].right] == int32(i+1) {
			mutual = append(mutual, i)
		}
	}
	return mutual
}

// partners is the expected number of pairs that are one person, of those that can show it:
// households that prove nothing would make each other likelier.
func (s *scored) partners() (sum float64) {
	for _, i := range s.mutual() {
		if s.proof[s.of[i]] {
			sum += weigh.Probability(s.weight[i])
		}
	}
	return sum
}

// accepted returns the mutual best pairs that are more likely one person than not.
func (s *scored) accepted() (accepted []int) {
	for _, i := range s.mutual() {
		if s.weight[i] >= 0 && s.proof[s.of[i]] {
			accepted = append(accepted, i)
		}
	}
	return accepted
}
