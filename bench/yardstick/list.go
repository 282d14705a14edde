package yardstick

import (
	"cmp"
	"slices"
)

// A Ranked is one discount in an order that is judged: the higher its rank, the
// earlier it stands.
type Ranked struct {
	Listed bool
	Rank   int64
	Right  bool // an adult is undeclared
}

// A Value is a figure of a list, with its interval over households.
type Value struct {
	Figure float64
	Interval
}

// A ListQuality is what a list is worth. Where ranks tie over a cut, each of the tied
// counts by its chance of standing above it, so that no arbitrary order decides.
type ListQuality struct {
	Listed                int
	Precision, Recall     Value   // of the whole list
	DecileSize            int     // a tenth of the list, rounded up
	Decile, DecileRecall  Value   // of its first tenth
	PrecisionAt, RecallAt []Value // of its first so many, as asked for
}

// QualityOf judges a list of discounts, every discount in payment being one, listed or
// not. A cut beyond the list's end takes the whole list. O(Resamples × discounts) time.
func QualityOf(discounts []Ranked, cuts []int, seed uint64) ListQuality {
	order, once := listOrder(discounts)
	q := ListQuality{Listed: len(order), DecileSize: tenth(len(order))}
	measure := func(times []uint32) []float64 { return figures(discounts, order, cuts, times) }
	is, all := measure(once), resample(len(discounts), seed, measure)
	value := func(i int) Value { return Value{is[i], percentiles(column(all, i))} }
	q.Precision, q.Recall, q.Decile, q.DecileRecall = value(0), value(1), value(2), value(3)
	for i := range cuts {
		q.PrecisionAt = append(q.PrecisionAt, value(fixedFigures+2*i))
		q.RecallAt = append(q.RecallAt, value(fixedFigures+2*i+1))
	}
	return q
}

func tenth(listed int) int { return (listed + 9) / 10 }

const fixedFigures = 4 // precision and recall of the whole list and of its first tenth

// figures measures the list where each discount counts so many times.
func figures(discounts []Ranked, order []int, cuts []int, times []uint32) []float64 {
	undeclared, listed := 0, 0
	for i, one := range discounts {
		if one.Right {
			undeclared += int(times[i])
		}
		if one.Listed {
			listed += int(times[i])
		}
	}
	var out []float64
	for _, cut := range append([]int{listed, tenth(listed)}, cuts...) {
		cut = min(cut, listed)
		right := rightAbove(discounts, order, times, cut)
		out = append(out, ratio(right, float64(cut)), ratio(right, float64(undeclared)))
	}
	return out
}

// rightAbove returns how many of the first so many of the list are right. A tie over
// the cut counts by the share of it that is above.
func rightAbove(discounts []Ranked, order []int, times []uint32, cut int) float64 {
	right, left := 0, cut
	for first := 0; first < len(order) && left > 0; {
		size, good, next := 0, 0, first
		for next < len(order) && discounts[order[next]].Rank == discounts[order[first]].Rank {
			size += int(times[order[next]])
			if discounts[order[next]].Right {
				good += int(times[order[next]])
			}
			next++
		}
		if size > left {
			return float64(right) + float64(good*left)/float64(size)
		}
		right, left, first = right+good, left-size, next
	}
	return float64(right)
}

// DecileOf returns the precision of the first tenth of a list, without an interval.
func DecileOf(discounts []Ranked) float64 {
	order, times := listOrder(discounts)
	const decile = 2
	return figures(discounts, order, nil, times)[decile]
}

// listOrder returns the listed discounts, the first first, and each counted once.
func listOrder(discounts []Ranked) (order []int, once []uint32) {
	once = make([]uint32, len(discounts))
	for i, one := range discounts {
		once[i] = 1
		if one.Listed {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return -cmp.Compare(discounts[a].Rank, discounts[b].Rank)
	})
	return order, once
}
