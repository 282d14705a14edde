package weigh

import "math"

// oddsMillibitsMax bounds the weights turned into odds: beyond it a probability
// does not change any more.
const oddsMillibitsMax = 60 * millibitsPerBit

// thousandths[i] is 2^(i/1000), by the exponential series with every product
// rounded: math.Exp2 is assembly on some processors, and its last bit differs.
var thousandths = func() (table [millibitsPerBit]float64) {
	for i := range table {
		x := float64(float64(i) / millibitsPerBit * math.Ln2)
		sum, term := float64(1), float64(1)
		for n := 1; n <= expTermLast; n++ {
			term = float64(term*x) / float64(n)
			sum += term
		}
		table[i] = sum
	}
	return table
}()

// expTermLast is the last term kept: ln(2)^18/18! is under 1e-18.
const expTermLast = 18

// Odds returns 2^w for a weight in millibits, clamped to ±60 bits.
func Odds(weight Millibits) float64 {
	weight = min(max(weight, -oddsMillibitsMax), oddsMillibitsMax)
	whole := int(weight) / millibitsPerBit
	rest := int(weight) % millibitsPerBit
	if rest < 0 {
		whole, rest = whole-1, rest+millibitsPerBit
	}
	return math.Ldexp(thousandths[rest], whole)
}

// Probability returns odds/(1+odds) of a weight: the one way from a weight to
// a number people read. It is a pure function of the integer.
func Probability(weight Millibits) float64 {
	odds := Odds(weight)
	return odds / (1 + odds)
}

// CertainMillibits is the weight of a probability one part in 2^40 short of 1:
// beyond it, no probability is told from certainty.
const CertainMillibits Millibits = 40 * millibitsPerBit

// MillibitsOfProbability returns log2(p/(1-p)), within ±[CertainMillibits], so
// that certainty stays a number.
func MillibitsOfProbability(p float64) Millibits {
	edge := math.Ldexp(1, -40)
	switch {
	case p <= edge:
		return -CertainMillibits
	case p >= 1-edge:
		return CertainMillibits
	}
	return MillibitsOf(p, 1-p)
}
