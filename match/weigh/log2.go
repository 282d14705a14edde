package weigh

import "math"

// Millibits is a weight of evidence: a thousand to the bit, so that sums are
// integers and equal on every processor.
type Millibits = int32

// Log2 returns the base-2 logarithm of x > 0, from the exponent and a fixed
// polynomial in the mantissa, with every product rounded, so that it gives the
// same bits on every processor and with or without fused multiply-add. It is
// off by less than 1e-9, far below a millibit. Log2 panics if x is not a
// positive finite number: a probability of zero is a caller's mistake.
//
// Source: the series of log((1+s)/(1-s)), s = (m-1)/(m+1), with m in [√½, √2).
func Log2(x float64) float64 {
	if !(x > 0) || math.IsInf(x, 1) {
		panic("weigh: Log2 of a number that is not positive and finite")
	}
	mantissa, exponent := math.Frexp(x)
	if mantissa < math.Sqrt2/2 {
		mantissa, exponent = float64(mantissa*2), exponent-1
	}
	s := (mantissa - 1) / (mantissa + 1)
	square := float64(s * s)
	sum, power := float64(0), s
	for odd := 1; odd <= seriesTermLast; odd += 2 {
		sum += power / float64(odd)
		power = float64(power * square)
	}
	return float64(exponent) + float64(float64(2*sum)*math.Log2E)
}

// seriesTermLast is the last odd power kept: |s| < 0.172, so the first term
// left out is under 1e-17.
const seriesTermLast = 21

// millibitsPerBit is the scale of [Millibits].
const millibitsPerBit = 1000

// MillibitsOf returns log2(m/u) in millibits, rounded half away from zero:
// positive where the evidence is for m. Both must be positive and finite.
func MillibitsOf(m, u float64) Millibits {
	return roundMillibits(Log2(m) - Log2(u))
}

func roundMillibits(bits float64) Millibits {
	return Millibits(math.Round(float64(bits * millibitsPerBit)))
}
