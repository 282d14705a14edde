package match

import (
	"cmp"
	"slices"
	"sync"

	"nfimatch/match/place"
	"nfimatch/match/result"
	"nfimatch/match/weigh"
	"nfimatch/normalize/record"
)

// compareDeaths compares the people who have died with everybody else whom the files name
// at the dwelling where they lived, and adds those pairs to the verdicts, and the people to
// the households. It comes last: no weight, no decision about anybody else and no count of
// adults knows of it.
func compareDeaths(tables *record.Tables, placed *place.Result, compare *comparer,
	weights *weigh.Weights, homes *households, verdicts []verdict,
) *households {
	dead := householdsOf(tables, placed, func(dataset uint8) bool {
		return dataset == record.Deaths
	})
	if len(dead.mentions) == 0 {
		return homes
	}
	judge := newJudge(compare, weights)
	both := &households{starts: make([]uint32, 1, len(homes.starts))}
	for i := range verdicts {
		mentions := homes.of(i)
		both.mentions = append(append(both.mentions, mentions...), dead.of(i)...)
		both.starts = append(both.starts, uint32(len(both.mentions)))
		if len(dead.of(i)) > 0 {
			judge.deaths(mentions, dead.of(i), &verdicts[i])
		}
	}
	return both
}

// deaths adds to a verdict the pairs of a household with people who have died, who come
// after its own mentions. Who has died is nobody's adult: each is the first whom they are
// decided to be, else somebody else.
func (j *judge) deaths(mentions, dead []uint32, verdict *verdict) {
	n := len(mentions)
	compared := len(verdict.pairs) > 0 || n < 2 // else the household was too large
	persons := uint32(0)
	for _, person := range verdict.person {
		persons = max(persons, person)
	}
	for k := range dead {
		verdict.person = append(verdict.person, persons+uint32(k)+1)
	}
	if !compared || n+len(dead) > householdMentionsMax {
		verdict.notCompared += len(dead)
		return
	}
	columns := j.noticed(dead, n)
	pairs := j.withDead(mentions, dead, len(columns))
	at := func(a, b int) *pair { return &pairs[a*len(dead)+b-n] }
	for _, rows := range j.slots(mentions, verdict.pairs) {
		rivalry(rows, columns, at)
	}
	all := slices.Concat(mentions, dead)
	for i := range pairs {
		p := &pairs[i]
		p.decision = j.decisionOf(all, p)
		if p.decision == result.DecisionSame && !surnameFits(p.pattern[compareSurname]) {
			p.decision = result.DecisionUnsure // who shares a home may share a given name
		}
		own := persons + uint32(p.right-n) + 1
		if p.decision == result.DecisionSame && verdict.person[p.right] == own {
			verdict.person[p.right] = verdict.person[p.left]
		}
	}
	verdict.pairs = append(verdict.pairs, pairs...)
	slices.SortFunc(verdict.pairs, func(x, y pair) int {
		return cmp.Or(cmp.Compare(x.left, y.left), cmp.Compare(x.right, y.right))
	})
}

// noticed groups the dead of a household, numbered from first, into those of one name: of
// one death two notices may have come, which are no rivals of each other.
func (j *judge) noticed(dead []uint32, first int) (slots [][]int) {
	for k, mention := range dead {
		slot := slices.IndexFunc(slots, func(slot []int) bool {
			p := pair{pattern: j.pattern(dead[slot[0]-first], mention)}
			j.levels(&p)
			return sameName(p.pattern) && !against(&p)
		})
		if slot < 0 {
			slots = append(slots, []int{first + k})
			continue
		}
		slots[slot] = append(slots[slot], first+k)
	}
	return slots
}

// levels weighs every comparison of a pair.
func (j *judge) levels(p *pair) {
	for c := range inside {
		p.levels[c] = j.weights.Level(c, p.pattern[c])
	}
}

// surnameFits reports whether two surnames may be one, written otherwise or elsewhere.
func surnameFits(level uint8) bool {
	switch level {
	case surnameExact, surnameVariant, surnameNear, surnameSwapped, surnameMoved:
		return true
	}
	return false
}

// withDead weighs every mention of a household against everybody who has died. No file is
// large enough to estimate how many of the dead another still names: it depends on how long
// ago they died and on how soon that file was told. So of the smaller side half is taken to
// be found, and the names decide. persons is how many have died, each counted once.
func (j *judge) withDead(mentions, dead []uint32, persons int) []pair {
	pairs := make([]pair, 0, len(mentions)*len(dead))
	named := j.sizesOf(mentions)
	for left, mention := range mentions {
		n, m := min(named[j.datasetOf(mention)], solvedMax), min(persons, solvedMax)
		for right, other := range dead {
			pair := pair{left: left, right: len(mentions) + right, pattern: j.pattern(mention, other)}
			pair.prior = halfFound()[n][m]
			pair.weight = pair.prior
			j.levels(&pair)
			for c := range inside {
				pair.weight += pair.levels[c]
			}
			pairs = append(pairs, pair)
		}
	}
	return pairs
}

// halfFound are the priors at which half of the smaller side is found on the other, by the
// numbers of both.
var halfFound = sync.OnceValue(func() (priors [solvedMax + 1][solvedMax + 1]weigh.Millibits) {
	for n := 1; n <= solvedMax; n++ {
		for m := 1; m <= solvedMax; m++ {
			priors[n][m] = solve(n, m, float64(min(n, m))/2)
		}
	}
	return priors
})
