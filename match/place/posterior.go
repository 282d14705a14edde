package place

import (
	"math"

	"nfimatch/match/weigh"
)

// fractions are 2^(-k/1000) for k of 0 to 999, in units of 2^-30: posteriors
// are sums of integers, equal in any order.
var fractions = func() (table [1000]int64) {
	for k := range table {
		table[k] = int64(math.Round(math.Ldexp(math.Exp2(-float64(k)/float64(len(table))), fractionBits)))
	}
	return table
}()

const fractionBits = 30

// fraction returns 2^(-drop/1000) in units of 2^-30, for a drop in millibits of
// 0 or more.
func fraction(drop int32) int64 {
	whole, rest := drop/int32(len(fractions)), drop%int32(len(fractions))
	if whole > fractionBits {
		return 0
	}
	return fractions[rest] >> whole
}

// marginMax is the margin of what is certain, and the highest there is.
const marginMax = 100000

// sumLog returns the logarithm of a sum of weights, each in millibits.
func sumLog(weights []int32) int32 {
	top := weights[0]
	for _, weight := range weights {
		top = max(top, weight)
	}
	sum := int64(0)
	for _, weight := range weights {
		sum += fraction(top - weight)
	}
	return top + weigh.MillibitsOf(float64(sum), float64(int64(1)<<fractionBits))
}
