package publish

import (
	"fmt"
	"math"
)

// millibitsPerBit is the scale of every weight in the tables.
const millibitsPerBit = 1000

// Bits returns a weight in bits: a pure function of the integer, being one
// division of two whole numbers.
func Bits(millibits int32) float64 { return float64(millibits) / millibitsPerBit }

// BitsText returns a weight in bits to its three decimals.
func BitsText(millibits int32) string {
	sign, size := "", int64(millibits)
	if size < 0 {
		sign, size = "-", -size
	}
	return fmt.Sprintf("%s%d.%03d", sign, size/millibitsPerBit, size%millibitsPerBit)
}

const (
	exponentTerms   = 24        // of the series of exp on [0, ln 2): the next is under 1e-27
	probabilityUnit = 1_000_000 // probabilities are given to six decimals
)

// Probability returns 2^w / (1 + 2^w) for w in millibits, to six decimals. It is a
// pure function of the integer: math.Exp2 differs between processors, so 2^w is
// the sum of a series with every product rounded, scaled by a power of two.
func Probability(millibits int32) float64 {
	whole, rest := millibits/millibitsPerBit, millibits%millibitsPerBit
	if rest < 0 {
		whole, rest = whole-1, rest+millibitsPerBit
	}
	x := float64(float64(rest)*math.Ln2) / millibitsPerBit
	sum, term := float64(1), float64(1)
	for n := 1; n <= exponentTerms; n++ {
		term = float64(term*x) / float64(n)
		sum += term
	}
	odds := math.Ldexp(sum, int(max(-128, min(128, whole))))
	return math.Round(float64(odds/(1+odds)*probabilityUnit)) / probabilityUnit
}
