package weigh

import (
	"cmp"
	"fmt"
	"slices"
)

// Limits of a scheme.
const (
	ComparisonsMax = 16
	LevelsMax      = 72
)

// A Level is one outcome of a comparison. Levels of one group exclude each
// other and sum to one; group 0 holds the missing level, and the levels that are
// known in part: what a date without its day shows is every level of the whole
// date that agrees with it, and its share is the sum of theirs.
type Level struct {
	Name  string
	Group uint8
	Sums  []uint8 // of a level known in part: the whole levels it may be
}

// A Comparison is one field compared. Levels[0] is "missing": it weighs
// nothing, for or against.
type Comparison struct {
	Name   string
	Levels []Level
}

// A Scheme is the list of comparisons, in the order of a [Pattern].
type Scheme []Comparison

// A Pattern is the level of every comparison of one pair.
type Pattern [ComparisonsMax]uint8

// Check panics where the scheme breaks its own limits: a programmer's mistake.
func (s Scheme) Check() {
	if len(s) > ComparisonsMax {
		panic("weigh: too many comparisons")
	}
	for _, comparison := range s {
		if len(comparison.Levels) > LevelsMax || comparison.Levels[0].Group != 0 {
			panic("weigh: comparison " + comparison.Name + " has wrong levels")
		}
		for _, level := range comparison.Levels[1:] {
			if (level.Group == 0) != (len(level.Sums) > 0) {
				panic("weigh: level " + level.Name + " is in the wrong group")
			}
		}
	}
}

// Counts are how often each pattern occurred, sorted by pattern, so that
// everything estimated from them is independent of the order of pairs.
type Counts struct {
	Patterns []Pattern
	N        []int64
}

// A Tally gathers counts. The zero Tally is ready; it is not safe for
// concurrent use: each worker fills its own, and [Merged] adds them up.
type Tally struct{ n map[Pattern]int64 }

// Add counts one pair of the pattern.
func (t *Tally) Add(pattern Pattern) {
	if t.n == nil {
		t.n = make(map[Pattern]int64)
	}
	t.n[pattern]++
}

// Merged returns the sorted sum of tallies.
func Merged(tallies ...*Tally) Counts {
	sum := make(map[Pattern]int64)
	for _, tally := range tallies {
		for pattern, n := range tally.n {
			sum[pattern] += n
		}
	}
	counts := Counts{Patterns: make([]Pattern, 0, len(sum))}
	for pattern := range sum {
		counts.Patterns = append(counts.Patterns, pattern)
	}
	slices.SortFunc(counts.Patterns, func(a, b Pattern) int {
		return slices.CompareFunc(a[:], b[:], cmp.Compare[uint8])
	})
	for _, pattern := range counts.Patterns {
		counts.N = append(counts.N, sum[pattern])
	}
	return counts
}

// Total returns the number of pairs counted.
func (c Counts) Total() int64 {
	var total int64
	for _, n := range c.N {
		total += n
	}
	return total
}

// Shares hold a number for each level of each comparison: an m, or a u.
type Shares [][]float64

// NewShares returns shares of the scheme's shape, all 0.
func (s Scheme) NewShares() Shares {
	shares := make(Shares, len(s))
	for c := range s {
		shares[c] = make([]float64, len(s[c].Levels))
	}
	return shares
}

// Normalise makes the levels of every group sum to one. A group with nothing
// in it would divide by zero: pseudo-counts keep that from happening, so it is
// a programmer's mistake.
func (s Scheme) Normalise(shares Shares) {
	for c, comparison := range s {
		var sums [LevelsMax]float64
		for l, level := range comparison.Levels {
			sums[level.Group] += shares[c][l]
		}
		for l, level := range comparison.Levels {
			if level.Group == 0 {
				shares[c][l] = 1 // if missing; known in part is summed below
				continue
			}
			if sums[level.Group] <= 0 {
				panic(fmt.Sprintf("weigh: group %d of %s is empty", level.Group, comparison.Name))
			}
			shares[c][l] /= sums[level.Group]
		}
		for l, level := range comparison.Levels {
			if len(level.Sums) > 0 {
				shares[c][l] = 0
				for _, whole := range level.Sums {
					shares[c][l] += shares[c][whole]
				}
			}
		}
	}
}

// spread gives what was counted at levels known in part to the whole levels they may
// be, by their shares as estimated so far: the missing part is summed over.
func (s Scheme) spread(sums, shares Shares) {
	for c, comparison := range s {
		for l, level := range comparison.Levels {
			for _, whole := range level.Sums {
				sums[c][whole] += float64(sums[c][l]*shares[c][whole]) / shares[c][l]
			}
		}
	}
}
