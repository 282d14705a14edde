package link

import (
	"math"
	"slices"

	"nfimatch/match/forest"
	"nfimatch/match/weigh"
)

// assignMost is the number of records on a side of a conflict up to which the best
// assignment is found; beyond it pairs are taken by weight, the heaviest first.
const assignMost = 256

// oneToOne returns which of the pairs to accept so that no record is in two, of the
// pairs given: those with the largest sum of what their weight exceeds the threshold by.
// Pairs that share a record, directly or by others, are a conflict; each is settled by
// itself.
func (s *scored) oneToOne(over []int, threshold weigh.Millibits) (accepted []int) {
	joined := forest.New(s.People.Count())
	for _, i := range over {
		joined.Join(s.pairs[i].left, s.pairs[i].right)
	}
	conflicts := make(map[uint32][]int)
	var order []uint32
	for _, i := range over {
		root := joined.Root(s.pairs[i].left)
		if conflicts[root] == nil {
			order = append(order, root)
		}
		conflicts[root] = append(conflicts[root], i)
	}
	for _, root := range order {
		pairs := conflicts[root]
		if len(pairs) == 1 {
			accepted = append(accepted, pairs[0])
			continue
		}
		accepted = append(accepted, s.settle(pairs, threshold)...)
	}
	slices.Sort(accepted)
	return accepted
}

// settle returns the pairs of one conflict to accept.
func (s *scored) settle(pairs []int, threshold weigh.Millibits) []int {
	lefts, rights := map[uint32]int{}, map[uint32]int{}
	for _, i := range pairs {
		if _, seen := lefts[s.pairs[i].left]; !seen {
			lefts[s.pairs[i].left] = len(lefts)
		}
		if _, seen := rights[s.pairs[i].right]; !seen {
			rights[s.pairs[i].right] = len(rights)
		}
	}
	if max(len(lefts), len(rights)) > assignMost {
		return s.greedy(pairs)
	}
	side := max(len(lefts), len(rights))
	gain, which := make([][]int64, side), make([][]int, side)
	for r := range gain {
		gain[r], which[r] = make([]int64, side), make([]int, side)
		for c := range which[r] {
			which[r][c] = -1
		}
	}
	for _, i := range pairs {
		r, c := lefts[s.pairs[i].left], rights[s.pairs[i].right]
		// Equal sums are told apart by content, by less than any weight could.
		gain[r][c] = int64(s.weight[i]-threshold+1)<<gainBits + int64(s.order[i]>>(64-tieBits))
		which[r][c] = i
	}
	var accepted []int
	for r, c := range assignment(gain) {
		if which[r][c] >= 0 {
			accepted = append(accepted, which[r][c])
		}
	}
	return accepted
}

// Equal weights are told apart by so many bits of content, in so much room below a millibit:
// the ties of assignMost records sum to less than one.
const (
	tieBits  = 20
	gainBits = tieBits + 8
)

// greedy takes pairs by weight, the heaviest first, unless a record is taken.
func (s *scored) greedy(pairs []int) (accepted []int) {
	slices.SortFunc(pairs, s.heavier)
	taken := make(map[uint32]bool)
	for _, i := range pairs {
		if !taken[s.pairs[i].left] && !taken[s.pairs[i].right] {
			taken[s.pairs[i].left], taken[s.pairs[i].right] = true, true
			accepted = append(accepted, i)
		}
	}
	return accepted
}

// assignment returns the column of each row of a square table so that the sum of gains is
// largest, at a cost of the third power of its side.
//
// Source: H. W. Kuhn, "The Hungarian method for the assignment problem", 1955, in the form
// of shortest augmenting paths of R. Jonker and A. Volgenant, 1987.
func assignment(gain [][]int64) []int {
	n := len(gain)
	rowPrice, columnPrice := make([]int64, n+1), make([]int64, n+1)
	rowOf, from := make([]int, n+1), make([]int, n+1) // column 0 is the row being placed
	for row := 1; row <= n; row++ {
		rowOf[0] = row
		least, done := make([]int64, n+1), make([]bool, n+1)
		for c := range least {
			least[c] = math.MaxInt64
		}
		at := 0
		for rowOf[at] != 0 {
			done[at] = true
			r, next, step := rowOf[at], 0, int64(math.MaxInt64)
			for c := 1; c <= n; c++ {
				if done[c] {
					continue
				}
				if cost := -gain[r-1][c-1] - rowPrice[r] - columnPrice[c]; cost < least[c] {
					least[c], from[c] = cost, at
				}
				if least[c] < step {
					step, next = least[c], c
				}
			}
			for c := range done {
				if done[c] {
					rowPrice[rowOf[c]] += step
					columnPrice[c] -= step
				} else if least[c] != math.MaxInt64 {
					least[c] -= step
				}
			}
			at = next
		}
		for at != 0 {
			rowOf[at] = rowOf[from[at]]
			at = from[at]
		}
	}
	columns := make([]int, n)
	for c := 1; c <= n; c++ {
		columns[rowOf[c]-1] = c - 1
	}
	return columns
}

// exclusive is what two records without another partner gain from lists whose persons
// are one to one: the pairs that could still be made are only those of the records that
// have no partner, and not all.
func (s *scored) exclusive() (gain weigh.Millibits) {
	for _, side := range []int{s.People.Lefts, s.People.Rights()} {
		all := float64(max(side, 1))
		alone := all - min(s.estimate.partners, all) + 1
		gain += weigh.MillibitsOf(all, min(alone, all))
	}
	return gain
}
