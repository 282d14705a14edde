package match

import (
	"context"

	"golang.org/x/sync/errgroup"

	"nfimatch/match/result"
	"nfimatch/match/weigh"
	"nfimatch/normalize/record"
)

// A pair is two mentions of one dwelling, by their places in the household.
type pair struct {
	left, right int
	pattern     weigh.Pattern
	levels      [weigh.ComparisonsMax]weigh.Millibits
	prior       weigh.Millibits
	rival       weigh.Millibits
	weight      weigh.Millibits // prior + levels + rival
	decision    uint8
}

// A verdict is what was decided about one dwelling.
type verdict struct {
	pairs       []pair
	person      []uint32 // of each mention, from 1: components under "same"
	least, most uint16   // adults
	notCompared int
}

// judge holds what deciding needs besides a household; workers share it.
type judge struct {
	*comparer
	weights         *weigh.Weights
	priors          *leftovers
	duplicates      duplicates
	same, different weigh.Millibits // thresholds on a pair's weight
}

func newJudge(compare *comparer, weights *weigh.Weights) *judge {
	judge := &judge{comparer: compare, weights: weights, duplicates: duplicatesOf(weights),
		priors: leftoversOf(weights)}
	judge.same, judge.different = weights.Thresholds()
	return judge
}

// decide compares and weighs the pairs of every dwelling and counts its adults.
func decide(ctx context.Context, compare *comparer, weights *weigh.Weights, homes *households,
	workers int,
) ([]verdict, error) {
	judge := newJudge(compare, weights)
	verdicts := make([]verdict, homes.count())
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(workers)
	for first := 0; first < len(verdicts); first += chunkDwellings {
		group.Go(func() error {
			for i := first; i < min(first+chunkDwellings, len(verdicts)); i++ {
				verdicts[i] = judge.household(homes.of(i))
			}
			return ctx.Err()
		})
	}
	return verdicts, group.Wait()
}

func (j *judge) household(mentions []uint32) verdict {
	if len(mentions) > householdMentionsMax {
		adults := uint16(min(len(mentions), householdMentionsMax))
		return verdict{person: make([]uint32, len(mentions)), least: 1, most: adults,
			notCompared: len(mentions)}
	}
	pairs := j.compareAll(mentions)
	j.assign(mentions, pairs)
	for i := range pairs {
		pairs[i].decision = j.decisionOf(mentions, &pairs[i])
	}
	j.settle(mentions, pairs)
	verdict := verdict{pairs: pairs}
	verdict.person = components(len(mentions), pairs, result.DecisionSame)
	verdict.least, verdict.most = j.adults(mentions, pairs)
	return verdict
}

// compareAll weighs every pair by itself.
func (j *judge) compareAll(mentions []uint32) []pair {
	pairs := make([]pair, 0, len(mentions)*(len(mentions)-1)/2)
	n := j.sizesOf(mentions)
	for left := range mentions {
		for right := left + 1; right < len(mentions); right++ {
			a, b := mentions[left], mentions[right]
			pair := pair{left: left, right: right, pattern: j.pattern(a, b)}
			pair.prior = j.duplicates[j.datasetOf(a)][formOf(pair.pattern)]
			if between := crossing(j.datasetOf(a), j.datasetOf(b)); between >= 0 {
				pair.prior = j.priors.of(between, n)
			}
			if j.barred(a, b) {
				pair.prior = -weigh.CertainMillibits
			}
			pair.weight = pair.prior
			for c := range inside {
				pair.levels[c] = j.weights.Level(c, pair.pattern[c])
				pair.weight += pair.levels[c]
			}
			pairs = append(pairs, pair)
		}
	}
	return pairs
}

// barred tells whether the law makes two persons of two mentions: an elector who is not yet
// 18 is neither liable for council tax nor claims a reduction of it. A claimant who is not
// has a date with a slip.
func (j *judge) barred(a, b uint32) bool {
	return j.isAttainer(a) && j.isAdultRole(b) || j.isAttainer(b) && j.isAdultRole(a)
}

func (j *judge) isAttainer(mention uint32) bool {
	return j.mentions.Role[mention] == record.RoleElector && !j.isAdult(mention)
}

func (j *judge) isAdultRole(mention uint32) bool {
	switch j.mentions.Role[mention] {
	case record.RoleLiable, record.RoleLiable2, record.RoleJoint, record.RoleClaimant:
		return true
	}
	return false
}

// decisionOf decides a pair. Two mentions of one source at one date follow
// rules: same when the full names are equal and the weight says so, different when one
// row names two of different names, or when given names conflict; else the weight
// decides. Two of one name in one row are unsure: father and son, or one written
// twice. Different always needs evidence from given name, sex, generation, date of
// birth or NINO: a surname speaks for nothing by itself, since people marry and since
// Begum and Singh are not family names.
func (j *judge) decisionOf(mentions []uint32, p *pair) uint8 {
	a, b := mentions[p.left], mentions[p.right]
	if j.barred(a, b) {
		return result.DecisionDifferent
	}
	if j.datasetOf(a) != j.datasetOf(b) {
		switch {
		case p.weight >= j.same && proves(p.pattern):
			return result.DecisionSame
		case p.weight <= j.different && against(p):
			return result.DecisionDifferent
		}
		return result.DecisionUnsure
	}
	oneRow := j.mentions.Entry[a] == j.mentions.Entry[b]
	switch {
	case sameName(p.pattern) && !against(p):
		if oneRow || p.weight < j.same {
			return result.DecisionUnsure
		}
		return result.DecisionSame
	case oneRow:
		return result.DecisionDifferent
	case p.weight <= j.different && (against(p) || givenConflicts(p.pattern[compareGiven])):
		return result.DecisionDifferent
	}
	return result.DecisionUnsure
}

// proves tells whether a pattern can show that two mentions are one person: an
// initial, a title or a surname fits many, and never proves who is who. One that stands
// in the surname's place leaves a given name in full.
func proves(p weigh.Pattern) bool {
	switch p[compareGiven] {
	case givenExact, givenVariant, givenNear, givenCrossed, givenSwapped, givenJoined, givenTurned,
		givenTurnedInitial:
		return true
	}
	return p[compareBirth] == birthExact || p[compareNINO] == equalYes
}

// sameName tells whether two full names are equal, with nothing that would
// keep father and son apart.
func sameName(p weigh.Pattern) bool {
	surname, given, middle := p[compareSurname], p[compareGiven], p[compareMiddle]
	return (surname == surnameExact && given == givenExact || given == givenSwapped) &&
		middle != middleDifferent && middle != middleInitialDifferent &&
		p[compareGeneration] != equalNo
}

// against tells whether anything but the surname speaks against the pair.
func against(p *pair) bool {
	for _, c := range []int{compareGiven, compareMiddle, compareSex, compareGeneration, compareBirth,
		compareNINO} {
		if p.levels[c] < 0 {
			return true
		}
	}
	return false
}

// givenConflicts tells whether two given names of one source are two names,
// though perhaps alike: JOHN and JOAN, DANIEL and DANIELLE.
func givenConflicts(level uint8) bool {
	switch level {
	case givenNear, givenSome, givenDifferent, givenInitialDifferent, givenInitialsDifferent:
		return true
	}
	return false
}

// components numbers the connected components of the pairs with a decision,
// from 1 in the order of their first mention.
func components(n int, pairs []pair, decision uint8) []uint32 {
	number := make([]uint32, n)
	for i := range number {
		number[i] = uint32(i) // first mention of the component, while joining
	}
	for _, pair := range pairs {
		if pair.decision != decision {
			continue
		}
		low, high := number[pair.left], number[pair.right]
		if low > high {
			low, high = high, low
		}
		for i := range number {
			if number[i] == high {
				number[i] = low
			}
		}
	}
	next := uint32(0)
	for i := range number {
		if number[i] == uint32(i) {
			next++
			number[i] = next
		} else {
			number[i] = number[number[i]]
		}
	}
	return number
}

// isAdult tells whether a mention counts: everybody but known minors and
// electors with a young marker and no date.
func (j *judge) isAdult(mention uint32) bool {
	return j.mentions.Age[mention] != record.AgeMinor
}
