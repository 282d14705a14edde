// Package kernel is the arithmetic of the matcher: slices in, integers out. It
// knows no table and no name, so that each kernel can be fuzzed, benchmarked
// and replaced alone. Results are integers, so that every build gives the same.
package kernel

import "math/bits"

// The shape of an encoded name.
const (
	FilterBits  = 512
	FilterWords = FilterBits / 64
)

// A Filter is an encoded name: the union of the masks of its bigrams.
type Filter = [FilterWords]uint64

// CommonMany counts the set bits that one encoded name shares with each of a
// block of others.
//
// Shapes, for n candidates:
//
//	common      [n]  out: |query ∧ candidate|, 0 to 512
//	query            one encoding
//	candidates  [n]  encodings, one after the other
//
// It panics if the lengths disagree, since shapes are the caller's promise and
// not data. It allocates nothing and reads 64·n bytes once.
func CommonMany(common []uint16, query *Filter, candidates []Filter) {
	if len(common) != len(candidates) {
		panic("kernel: CommonMany shapes disagree")
	}
	for i := range candidates {
		candidate := &candidates[i]
		sum := 0
		for w := range candidate {
			sum += bits.OnesCount64(query[w] & candidate[w])
		}
		common[i] = uint16(sum)
	}
}

// Common counts the set bits that two encoded names share.
func Common(a, b *Filter) int {
	sum := 0
	for w := range a {
		sum += bits.OnesCount64(a[w] & b[w])
	}
	return sum
}

// SimilarityMax is the similarity of equal names.
const SimilarityMax = 1000

// Similarity returns the collision-corrected Dice similarity of two encoded
// names in thousandths, 0 to [SimilarityMax], from their set bits and the bits
// that they share. Correcting for bigrams that fall on one position keeps the
// similarity of two names nearly the same under every key.
//
// The bigrams of a filter with s of L bits set are estimated as -L/k·ln(1-s/L),
// those common to both as n(a)+n(b)-n(a or b). Two empty names score 0: two
// missing names are no evidence. It panics where common exceeds either side.
// One call costs three table look-ups and a division.
//
// Source: S. J. Swamidass, P. Baldi, "Mathematical correction for fingerprint
// similarity measures to improve chemical retrieval", J. Chem. Inf. Model. 47,
// 2007; the estimate is that of Bloom filter cardinality.
func Similarity(common, onesA, onesB int) int {
	if common > onesA || common > onesB {
		panic("kernel: Similarity shares more bits than a name has")
	}
	a, b := elements[onesA], elements[onesB]
	either := elements[min(onesA+onesB-common, FilterBits)]
	both := a + b - either
	if a+b == 0 || both <= 0 {
		return 0
	}
	return min(int((2*both*SimilarityMax+(a+b)/2)/(a+b)), SimilarityMax)
}
