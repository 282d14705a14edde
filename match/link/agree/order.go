package agree

import (
	"cmp"
	"slices"

	"nfimatch/match/weigh"
)

// A union is levels that are weighed as one, and what m and u say of them together.
type union struct {
	levels []int
	m, u   float64
}

func (a *union) weight() weigh.Millibits { return weigh.MillibitsOf(a.m, a.u) }

func (a *union) add(b union) {
	a.levels = append(a.levels, b.levels...)
	a.m, a.u = a.m+b.m, a.u+b.u
}

// Ordered returns m and u as levels are weighed by: in order, so that a slip never says more
// for one person than equality does, nor less likeness more than more of it. Levels out of
// order weigh as their union does, which is what is known of them: relatives share a date
// of birth but none of its slips, and a short list has no pair of some levels. They are
// shares no longer, since each level of a union has the sum.
func (l *Layout) Ordered(m, u weigh.Shares) (weigh.Shares, weigh.Shares) {
	toM, toU := l.Scheme.NewShares(), l.Scheme.NewShares()
	for at := range l.Scheme {
		copy(toM[at], m[at])
		copy(toU[at], u[at])
		unions := l.unions(at, m[at], u[at])
		for _, union := range unions {
			for _, level := range union.levels {
				toM[at][level], toU[at][level] = union.m, union.u
			}
		}
		best := unions[len(unions)-1]
		for level, of := range l.Scheme[at].Levels { // what is known in part
			part := union{nil, m[at][level], u[at][level]}
			if len(of.Sums) == 1 || len(of.Sums) > 1 && part.weight() > best.weight() {
				toM[at][level], toU[at][level] = best.m, best.u
			}
		}
	}
	return toM, toU
}

// unions joins the levels of a comparison that are out of order. That of equality is last.
// Names that stand in each other's place are in no order: they are both names at once.
func (l *Layout) unions(at int, m, u []float64) []union {
	levels := l.Scheme[at].Levels
	top, alike := l.order(at)
	one := func(level int) union { return union{[]int{level}, m[level], u[level]} }
	var below []union
	for _, level := range alike {
		below = append(below, one(level))
		for last := len(below) - 1; last > 0 && below[last].weight() > below[last-1].weight(); last-- {
			below[last-1].add(below[last])
			below = below[:last]
		}
	}
	for level := range levels {
		if level != top && levels[level].Group == levels[top].Group && !slices.Contains(alike, level) &&
			levels[level].Name != swapped {
			below = append(below, one(level))
		}
	}
	slices.SortStableFunc(below, func(a, b union) int { return cmp.Compare(b.weight(), a.weight()) })
	best := one(top)
	for len(below) > 0 && below[0].weight() > best.weight() {
		best.add(below[0])
		below = below[1:]
	}
	return append(below, best)
}

// order returns the level of equality of a comparison, and those of likeness from the most
// to the least alike.
func (l *Layout) order(at int) (top int, alike []int) {
	row := func(from uint8) {
		for bin := range CutsCount {
			alike = append(alike, int(from)+bin)
		}
	}
	switch at {
	case l.At[CompareSurname], l.At[CompareGiven]:
		row(nameBins)
		return int(NameExact), append(alike, int(nameDifferent))
	case l.At[CompareMiddle]:
		return int(SecondExact), nil
	case l.At[CompareBirth]:
		return int(BirthExact), nil
	case l.At[ComparePlace]:
		return int(PlaceExact), nil
	}
	for _, own := range l.Own {
		if own.At == at && own.Text {
			row(textBins)
			return int(EqualYes), append(alike, textBins+CutsCount)
		}
	}
	return int(EqualYes), nil
}
