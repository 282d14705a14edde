// Package reference holds the textbook form of every kernel in match/kernel:
// written to be read beside the cited paper, never to be fast. Tests and
// fuzzers hold the kernels to it; production code must not import it.
package reference

import "math"

// Common counts the positions set in both a and b, one by one.
func Common(a, b [8]uint64) int {
	common := 0
	for position := range 512 {
		bit := uint64(1) << (position % 64)
		if a[position/64]&bit != 0 && b[position/64]&bit != 0 {
			common++
		}
	}
	return common
}

// Similarity is the collision-corrected Dice similarity, in [0, 1], in floats.
func Similarity(common, onesA, onesB int) float64 {
	elements := func(ones int) float64 { return -math.Log(1 - float64(ones)/512) }
	a, b := elements(onesA), elements(onesB)
	either := elements(onesA + onesB - common)
	if a+b == 0 {
		return 0
	}
	return max(0, 2*(a+b-either)/(a+b))
}
