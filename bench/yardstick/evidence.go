package yardstick

import (
	"nfimatch/match/result"
	"nfimatch/match/weigh"
)

const (
	evidenceMentionsMax = 4    // of one source at a dwelling: more count as so many
	rivalStep           = 2000 // millibits: rivals that take as much to a step count as equal
	rivalStepsMax       = 5
)

// Evidence is all that the program sees of a pair, in no unit of its own: pairs with equal
// evidence cannot be told apart by any weights. It is of no council: no weight is in it but
// that of rivals, in steps.
type Evidence struct {
	Sources  [2]uint8 // the datasets
	Mentions [2]uint8 // how many persons each of them names at the dwelling, up to four
	OneRow   bool
	Barred   bool     // by law two persons
	Levels   [7]uint8 // of every comparison
	Rivals   int8     // what other pairs of the dwelling take or give, in steps of two bits
}

// evidences returns the evidence of every compared pair. O(pairs + occupants) time.
func evidences(m *Matched) []Evidence {
	o, p := &m.Result.Occupants, &m.Result.Pairs
	type source struct {
		dwelling uint32
		dataset  uint8
	}
	named := map[source]int{}
	for i, dwelling := range o.Dwelling {
		if o.Relation[i] == result.RelationSame {
			named[source{dwelling, o.Dataset[i]}]++
		}
	}
	all := make([]Evidence, len(p.WeightMillibits))
	for i := range all {
		mentions := func(dataset uint8) uint8 {
			return uint8(min(named[source{p.Dwelling[i], dataset}], evidenceMentionsMax))
		}
		left, right := p.LeftDataset[i], p.RightDataset[i]
		all[i] = Evidence{
			Sources:  [2]uint8{left, right},
			Mentions: [2]uint8{mentions(left), mentions(right)},
			OneRow:   left == right && p.LeftLine[i] == p.RightLine[i],
			Barred:   p.PriorMillibits[i] == -weigh.CertainMillibits,
			Levels: [7]uint8{p.SurnameLevel[i], p.GivenLevel[i], p.MiddleLevel[i], p.SexLevel[i],
				p.GenerationLevel[i], p.BirthLevel[i], p.NINOLevel[i]},
			Rivals: int8(min(max(p.RivalMillibits[i]/rivalStep, -rivalStepsMax), rivalStepsMax)),
		}
	}
	return all
}
