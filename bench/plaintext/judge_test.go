package plaintext

import (
	"slices"
	"testing"

	"nfimatch/bench/yardstick"
	"nfimatch/match/result"
)

// A score counts pairs of mentions at one dwelling. A pair is found at a probability
// of 0.5 or more, and right if it is one person whose rows show one dwelling.
type score struct{ compared, found, truth, right int }

func (s score) precision() float64 { return float64(s.right) / float64(max(s.found, 1)) }
func (s score) recall() float64    { return float64(s.right) / float64(max(s.truth, 1)) }

// f1 is the harmonic mean of precision and recall.
func (s score) f1() float64 { return 2 * float64(s.right) / float64(max(s.found+s.truth, 1)) }

// judge counts the pairs of a result. Pairs that placement lost are missed ones.
func judge(matched *yardstick.Matched, truth *yardstick.Truth) (s score) {
	for _, pair := range yardstick.Pairs(matched, truth) {
		found := pair.Found()
		s.compared += count(pair.Compared)
		s.found += count(found)
		s.truth += count(pair.Together)
		s.right += count(found && pair.Together)
	}
	return s
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}

// decidedOtherwise counts the pairs of which two results decide otherwise. Names have
// no part in placing, so both have the same pairs in the same order.
func decidedOtherwise(t *testing.T, a, b *result.Pairs) (count int) {
	t.Helper()
	if !slices.Equal(a.LeftLine, b.LeftLine) || !slices.Equal(a.RightLine, b.RightLine) {
		t.Fatal("comparing names otherwise changed which pairs there are")
	}
	for i, decision := range a.Decision {
		if decision != b.Decision[i] {
			count++
		}
	}
	return count
}

// Three mentions of one person, one of them elsewhere, and one of another.
func TestJudge(t *testing.T) {
	truth := &yardstick.Truth{Mentions: map[yardstick.Place]yardstick.Mention{}}
	tables := &result.Tables{}
	for line, is := range []yardstick.Mention{{Person: "ann", Home: 1}, {Person: "ann", Home: 1},
		{Person: "ann", Home: 1}, {Person: "bob", Home: 1}, {Person: "ann", Home: 2}} {
		truth.Mentions[yardstick.PlaceOf(1, uint32(line), 0)] = is
		o := &tables.Occupants
		o.Dataset, o.Line = append(o.Dataset, 1), append(o.Line, uint32(line))
		o.Ordinal, o.Dwelling = append(o.Ordinal, 0), append(o.Dwelling, 0)
		o.Relation = append(o.Relation, result.RelationNone)
	}
	for _, pair := range []struct {
		left, right uint32
		weight      int32
	}{{0, 1, 5000}, {1, 2, -1}, {0, 3, 0}, {2, 4, 700}, {1, 3, -9000}} {
		p := &tables.Pairs
		p.Dwelling = append(p.Dwelling, 0)
		p.Decision = append(p.Decision, result.DecisionUnsure)
		p.LeftDataset, p.RightDataset = append(p.LeftDataset, 1), append(p.RightDataset, 1)
		p.LeftLine, p.RightLine = append(p.LeftLine, pair.left), append(p.RightLine, pair.right)
		p.LeftOrdinal, p.RightOrdinal = append(p.LeftOrdinal, 0), append(p.RightOrdinal, 0)
		p.WeightMillibits = append(p.WeightMillibits, pair.weight)
		p.PriorMillibits = append(p.PriorMillibits, pair.weight)
		p.RivalMillibits = append(p.RivalMillibits, 0)
		for _, level := range []*[]uint8{&p.SurnameLevel, &p.GivenLevel, &p.MiddleLevel, &p.SexLevel,
			&p.GenerationLevel, &p.BirthLevel, &p.NINOLevel} {
			*level = append(*level, 0)
		}
	}
	want := score{compared: 5, found: 3, truth: 3, right: 1}
	if got := judge(&yardstick.Matched{Result: tables}, truth); got != want {
		t.Errorf("judged %+v, want %+v", got, want)
	}
	third := score{found: 3, truth: 4, right: 2}
	if third.precision() != 2.0/3 || third.recall() != 0.5 || third.f1() != 4.0/7 {
		t.Errorf("P %g, R %g, F1 %g", third.precision(), third.recall(), third.f1())
	}
}
