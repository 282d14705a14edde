package match

import (
	"cmp"
	"slices"

	"nfimatch/match/result"
)

// settle makes the decisions about one household agree with each other, so that
// the fewest persons are never more than the most.
//
// Pairs that are one person are taken by weight, the heaviest first. One that
// would make one person of two entries of one source known to be two is unsure
// instead. Two mentions of different sources whose names conflict, but which a
// third joins, become unsure: JEAN of the account and NELLIE of the claim, where
// the register has JEAN NELLIE.
func (j *judge) settle(mentions []uint32, pairs []pair) {
	order := make([]int, 0, len(pairs))
	for i := range pairs {
		if pairs[i].decision == result.DecisionSame {
			order = append(order, i)
		}
	}
	if len(order) == 0 {
		return
	}
	slices.SortStableFunc(order, func(x, y int) int {
		return cmp.Compare(pairs[y].weight, pairs[x].weight)
	})
	person := make([]int, len(mentions))
	for i := range person {
		person[i] = i
	}
	for _, i := range order {
		from, to := person[pairs[i].left], person[pairs[i].right]
		if from == to {
			continue
		}
		if j.apart(mentions, pairs, person, from, to) {
			pairs[i].decision = result.DecisionUnsure
			continue
		}
		for mention := range person {
			if person[mention] == from {
				person[mention] = to
			}
		}
	}
	for i := range pairs {
		if pairs[i].decision == result.DecisionDifferent &&
			person[pairs[i].left] == person[pairs[i].right] {
			pairs[i].decision = result.DecisionUnsure
		}
	}
}

// apart tells whether one source knows a mention of one person and a mention of
// the other to be two.
func (j *judge) apart(mentions []uint32, pairs []pair, person []int, a, b int) bool {
	for i := range pairs {
		left, right := person[pairs[i].left], person[pairs[i].right]
		if pairs[i].decision == result.DecisionDifferent &&
			(left == a && right == b || left == b && right == a) &&
			j.datasetOf(mentions[pairs[i].left]) == j.datasetOf(mentions[pairs[i].right]) {
			return true
		}
	}
	return false
}
