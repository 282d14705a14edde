package yardstick

import (
	"cmp"
	"math"
	"slices"
)

// A Count is what one household adds to one share: Part of Whole.
type Count struct {
	Household   int    // any number that no other household has
	Group       string // the share it belongs to; a household may add to many
	Part, Whole int
}

// A Share is Part of Whole, with the interval of its ratio over households.
type Share struct {
	Group       string
	Part, Whole int
	Interval
}

// Ratio is the share, NaN of nothing.
func (s Share) Ratio() float64 { return ratio(float64(s.Part), float64(s.Whole)) }

// Shares are the shares of counted groups, by name.
type Shares struct {
	Rows      []Share
	resampled [][]float64 // [resample][row]
}

// Of returns the share of a group, the empty one of none.
func (s *Shares) Of(group string) Share {
	for _, row := range s.Rows {
		if row.Group == group {
			return row
		}
	}
	return Share{Group: group}
}

// tallied is the counts of one household in one group.
type tallied struct {
	household, group int
	part, whole      int
}

// SharesOf adds counts up by group, and resamples households for the intervals: those
// that add to any of the groups. O(Resamples × households) time.
func SharesOf(counts []Count, seed uint64) *Shares {
	s, tallies, households := tally(counts)
	s.resampled = resample(households, seed, func(times []uint32) []float64 {
		return ratiosOf(tallies, times, len(s.Rows))
	})
	for i := range s.Rows {
		s.Rows[i].Interval = percentiles(column(s.resampled, i))
	}
	return s
}

// Tally is SharesOf without intervals, which are then empty.
func Tally(counts []Count) *Shares {
	s, _, _ := tally(counts)
	return s
}

func tally(counts []Count) (s *Shares, tallies []tallied, units int) {
	groups, households := map[string]int{}, map[int]int{}
	for _, c := range counts {
		groups[c.Group] = 0
		households[c.Household] = 0
	}
	s = &Shares{}
	for i, name := range sortedKeys(groups) {
		groups[name] = i
		s.Rows = append(s.Rows, Share{Group: name, Interval: noInterval()})
	}
	for i, household := range sortedKeys(households) {
		households[household] = i
	}
	tallies = make([]tallied, len(counts))
	for i, c := range counts {
		row := &s.Rows[groups[c.Group]]
		row.Part, row.Whole = row.Part+c.Part, row.Whole+c.Whole
		tallies[i] = tallied{households[c.Household], groups[c.Group], c.Part, c.Whole}
	}
	return s, merged(tallies), len(households)
}

// merged adds up what a household has of a group more than once.
func merged(tallies []tallied) []tallied {
	slices.SortFunc(tallies, func(a, b tallied) int {
		return cmp.Or(cmp.Compare(a.household, b.household), cmp.Compare(a.group, b.group))
	})
	out := tallies[:0]
	for _, t := range tallies {
		if n := len(out); n > 0 && out[n-1].household == t.household && out[n-1].group == t.group {
			out[n-1].part, out[n-1].whole = out[n-1].part+t.part, out[n-1].whole+t.whole
			continue
		}
		out = append(out, t)
	}
	return out
}

// ratiosOf returns the share of every group where each household counts so many times.
func ratiosOf(tallies []tallied, times []uint32, groups int) []float64 {
	parts, wholes := make([]int, groups), make([]int, groups)
	for _, t := range tallies {
		n := int(times[t.household])
		parts[t.group] += n * t.part
		wholes[t.group] += n * t.whole
	}
	ratios := make([]float64, groups)
	for g := range ratios {
		ratios[g] = ratio(float64(parts[g]), float64(wholes[g]))
	}
	return ratios
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// A Gap is how much the share of one group is above that of another.
type Gap struct {
	Above, Below string
	Size         float64
	Interval
}

// LargestGap returns the gap between the highest and the lowest share of the groups
// with a whole of at least least; with fewer than two it is NaN between nobody. Its
// interval is of these two groups: the largest of many gaps is above zero by chance too.
func (s *Shares) LargestGap(least int) Gap {
	high, low := -1, -1
	for i, row := range s.Rows {
		if row.Whole < least || row.Whole == 0 {
			continue
		}
		if high < 0 || row.Ratio() > s.Rows[high].Ratio() {
			high = i
		}
		if low < 0 || row.Ratio() < s.Rows[low].Ratio() {
			low = i
		}
	}
	if high == low {
		high, low = -1, -1
	}
	return s.gap(high, low)
}

// Gap returns how much the share of one group is above that of another, NaN if either
// counts nothing.
func (s *Shares) Gap(above, below string) Gap {
	find := func(group string) int {
		return slices.IndexFunc(s.Rows, func(row Share) bool { return row.Group == group })
	}
	return s.gap(find(above), find(below))
}

// gap returns the gap between two rows; a negative one is nobody's.
func (s *Shares) gap(high, low int) Gap {
	if high < 0 || low < 0 {
		return Gap{Size: math.NaN(), Interval: noInterval()}
	}
	differences := make([]float64, len(s.resampled))
	for i, row := range s.resampled {
		differences[i] = row[high] - row[low]
	}
	return Gap{s.Rows[high].Group, s.Rows[low].Group, s.Rows[high].Ratio() - s.Rows[low].Ratio(),
		percentiles(differences)}
}

// FurthestFrom returns the group whose share differs most between two runs over the same
// rows, and by how much, among groups with a whole of at least least in both.
func (s *Shares) FurthestFrom(other *Shares, least int) (group string, difference float64) {
	for _, row := range s.Rows {
		twin := other.Of(row.Group)
		if row.Whole < least || twin.Whole < least {
			continue
		}
		if d := math.Abs(row.Ratio() - twin.Ratio()); group == "" || d > difference {
			group, difference = row.Group, d
		}
	}
	return group, difference
}
