package match

import (
	"math/bits"

	"nfimatch/match/weigh"
)

// assignSideMax is the largest smaller side of two sources' mentions at one
// dwelling for which probabilities are exact: beyond it they are approximate.
const assignSideMax = 10

// assign turns weights of single pairs into weights within the household: each
// source names a person once, so an elector who is surely JOHN leaves J SMITH
// of the account less likely to be him, and more likely to be JANE. What
// rivals take or give is a term of its own, so that weights still sum exactly.
//
// For two sources with odds o(i,j), the probability of a pair is its share of
// the weight of all partial matchings, each the product of its odds. Mentions
// of one source that are surely one person (a second entry in the register)
// stand together as one.
func (j *judge) assign(mentions []uint32, pairs []pair) {
	slots := j.slots(mentions, pairs)
	home := household{pairs, len(mentions)}
	for _, between := range crossings {
		rivalry(slots[between.left], slots[between.right], home.at)
	}
}

// rivalry adds what rivals take or give to the pairs of two sources, whose persons rows
// and columns are.
func rivalry(rows, columns [][]int, at func(a, b int) *pair) {
	if len(rows) == 0 || len(columns) == 0 {
		return
	}
	best := make([][]weigh.Millibits, len(rows))
	odds := make([][]float64, len(rows))
	for r, row := range rows {
		best[r] = make([]weigh.Millibits, len(columns))
		odds[r] = make([]float64, len(columns))
		for c, column := range columns {
			best[r][c] = bestWeight(row, column, at)
			odds[r][c] = weigh.Odds(best[r][c])
		}
	}
	share := matchingShares(odds)
	for r, row := range rows {
		for c, column := range columns {
			rival := weigh.MillibitsOfProbability(share[r][c]) - clamped(best[r][c])
			addRival(row, column, rival, at)
		}
	}
}

// clamped keeps a weight in the range that a probability can be turned back to.
func clamped(weight weigh.Millibits) weigh.Millibits {
	return min(max(weight, -weigh.CertainMillibits), weigh.CertainMillibits)
}

// slots groups the mentions of each dataset (by its number) into those that
// are surely one person, in order of their first mention.
func (j *judge) slots(mentions []uint32, pairs []pair) (slots [4][][]int) {
	joined := make([]int, len(mentions)) // 0: opens a slot; else slot number + 1
	for _, pair := range pairs {
		left, right := mentions[pair.left], mentions[pair.right]
		if j.datasetOf(left) == j.datasetOf(right) && joined[pair.right] == 0 && !against(&pair) &&
			(sameName(pair.pattern) || pair.weight >= j.same) {
			joined[pair.right] = pair.left + 1
		}
	}
	slotOf := make([]int, len(mentions))
	for i, mention := range mentions {
		dataset := j.datasetOf(mention)
		if joined[i] == 0 {
			slotOf[i] = len(slots[dataset])
			slots[dataset] = append(slots[dataset], []int{i})
			continue
		}
		slotOf[i] = slotOf[joined[i]-1]
		slots[dataset][slotOf[i]] = append(slots[dataset][slotOf[i]], i)
	}
	return slots
}

// A household is the pairs of n mentions, in the order that compareAll makes them.
type household struct {
	pairs []pair
	n     int
}

// at returns the pair of two mentions, in either order: the pairs of mention 0 come
// first, then those of mention 1 with later ones, and so on.
func (h household) at(a, b int) *pair {
	left, right := min(a, b), max(a, b)
	return &h.pairs[left*(2*h.n-left-1)/2+right-left-1]
}

func bestWeight(row, column []int, at func(a, b int) *pair) weigh.Millibits {
	best := at(row[0], column[0]).weight
	for _, a := range row {
		for _, b := range column {
			best = max(best, at(a, b).weight)
		}
	}
	return best
}

func addRival(row, column []int, rival weigh.Millibits, at func(a, b int) *pair) {
	for _, a := range row {
		for _, b := range column {
			pair := at(a, b)
			pair.rival = rival
			pair.weight += rival
		}
	}
}

// matchingShares returns, for each row and column, the share of all partial
// matchings' weight that joins them. Exact by sums over subsets of the smaller
// side, at a cost of larger · 2^smaller · smaller; where the smaller side is
// over assignSideMax, each pair's odds over one plus those of its row and
// column, which errs low only where rivals are themselves taken.
func matchingShares(odds [][]float64) [][]float64 {
	rows, columns := len(odds), len(odds[0])
	if rows < columns {
		return transposed(matchingShares(transposed(odds)))
	}
	if columns > assignSideMax {
		return approximateShares(odds)
	}
	subsets := 1 << columns
	// before[r][s]: rows under r use exactly the columns s; after[r][s]: rows
	// from r on, where the columns s are used already.
	before, after := newSums(rows+1, subsets), newSums(rows+1, subsets)
	before[0][0] = 1
	for r := range rows {
		for s := range subsets {
			sum := before[r][s]
			for rest := s; rest != 0; rest &= rest - 1 {
				c := bits.TrailingZeros(uint(rest))
				sum += float64(before[r][s&^(1<<c)] * odds[r][c])
			}
			before[r+1][s] = sum
		}
	}
	for s := range subsets {
		after[rows][s] = 1
	}
	for r := rows - 1; r >= 0; r-- {
		for s := range subsets {
			sum := after[r+1][s]
			for rest := (subsets - 1) &^ s; rest != 0; rest &= rest - 1 {
				c := bits.TrailingZeros(uint(rest))
				sum += float64(after[r+1][s|1<<c] * odds[r][c])
			}
			after[r][s] = sum
		}
	}
	return sharesFrom(odds, before, after)
}

func sharesFrom(odds, before, after [][]float64) [][]float64 {
	rows, columns := len(odds), len(odds[0])
	shares := newSums(rows, columns)
	total := after[0][0]
	for r := range rows {
		for c := range columns {
			sum := float64(0)
			for s := range before[r] {
				if s&(1<<c) == 0 {
					sum += float64(before[r][s] * after[r+1][s|1<<c])
				}
			}
			shares[r][c] = float64(sum*odds[r][c]) / total
		}
	}
	return shares
}

func approximateShares(odds [][]float64) [][]float64 {
	shares := newSums(len(odds), len(odds[0]))
	columnSum := make([]float64, len(odds[0]))
	for r := range odds {
		for c, odd := range odds[r] {
			columnSum[c] += odd
		}
	}
	for r := range odds {
		rowSum := float64(0)
		for _, odd := range odds[r] {
			rowSum += odd
		}
		for c, odd := range odds[r] {
			shares[r][c] = odd / (1 + rowSum + columnSum[c] - odd)
		}
	}
	return shares
}

func newSums(rows, columns int) [][]float64 {
	sums, all := make([][]float64, rows), make([]float64, rows*columns)
	for r := range sums {
		sums[r] = all[r*columns : (r+1)*columns]
	}
	return sums
}

func transposed(m [][]float64) [][]float64 {
	t := newSums(len(m[0]), len(m))
	for r := range m {
		for c, value := range m[r] {
			t[c][r] = value
		}
	}
	return t
}
