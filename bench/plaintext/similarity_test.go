package plaintext

import (
	"fmt"
	"testing"

	"github.com/antzucaro/matchr"

	"nfimatch/match"
	"nfimatch/match/kernel"
	"nfimatch/normalize/record"
)

// cuts are the similarities of Jaro–Winkler, 0 to 1, from which names are near and
// have something in common.
type cuts struct{ near, some float64 }

func (c cuts) String() string { return fmt.Sprintf("JW %.2f/%.2f", c.near, c.some) }

// similarity returns what match asks about two names, given the name of each code.
func (c cuts) similarity(names []string) func(a, b record.Code) int {
	return func(a, b record.Code) int { return c.thousandths(jaroWinkler(names[a], names[b])) }
}

// jaroWinkler takes the values in alphabetical order, since the greedy search of Jaro
// need not be the same both ways.
func jaroWinkler(first, second string) float64 {
	if first > second {
		first, second = second, first
	}
	return matchr.JaroWinkler(first, second, false)
}

// thousandths puts a similarity on the scale of the matcher's levels.
func (c cuts) thousandths(similarity float64) int {
	shipped := match.ShippedCuts()
	return thousandths(similarity, []float64{c.near, c.some}, []int{shipped.Near, shipped.Some})
}

// thousandths puts a similarity on the scale of the filters: piecewise linear, so that
// its cuts fall on those of the filters and levels are those of these cuts. Both fall.
func thousandths(similarity float64, cuts []float64, onto []int) int {
	high, most := 1.0, kernel.SimilarityMax
	for i, cut := range cuts {
		if similarity >= cut {
			return between(similarity, cut, high, onto[i], most)
		}
		high, most = cut, onto[i]-1
	}
	return between(similarity, 0, high, 0, most)
}

// between maps a value in low to high onto the whole numbers from least to most.
func between(value, low, high float64, least, most int) int {
	return min(least+int((value-low)/(high-low)*float64(most-least)), most)
}

func TestThousandths(t *testing.T) {
	shipped := match.ShippedCuts()
	for _, c := range cutsTried {
		for _, test := range []struct {
			similarity  float64
			least, most int
		}{
			{0, 0, 0}, {c.some - 1e-9, 0, shipped.Some - 1}, {c.some, shipped.Some, shipped.Some},
			{c.near - 1e-9, shipped.Some, shipped.Near - 1}, {c.near, shipped.Near, shipped.Near},
			{1, kernel.SimilarityMax, kernel.SimilarityMax},
		} {
			if got := c.thousandths(test.similarity); got < test.least || got > test.most {
				t.Errorf("%s: %.9f is %d, want %d to %d", c, test.similarity, got, test.least, test.most)
			}
		}
	}
}

// By the formula: MARTHA and MARHTA share 6 letters, one swap, and 3 in front, so
// J = (1 + 1 + 5/6)/3 and JW = J + 0.3·(1-J); DIXON and DICKSONX share 4 and 2 in front.
func TestSimilarity(t *testing.T) {
	names := []string{"", "MARTHA", "MARHTA", "DIXON", "DICKSONX", "PATEL", "JONES"}
	c := cuts{0.92, 0.80}
	similar := c.similarity(names)
	for _, test := range []struct {
		a, b record.Code
		want float64
	}{{1, 2, 0.9611}, {3, 4, 0.8133}} {
		if got, want := similar(test.a, test.b), c.thousandths(test.want); max(got-want, want-got) > 1 {
			t.Errorf("%s and %s: %d, want %d", names[test.a], names[test.b], got, want)
		}
	}
	for a := range names[1:] {
		for b := range names[1:] {
			if similar(uint32(a+1), uint32(b+1)) != similar(uint32(b+1), uint32(a+1)) {
				t.Errorf("%s and %s compare otherwise the other way round", names[a+1], names[b+1])
			}
		}
	}
}
