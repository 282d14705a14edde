package kernel

// elements[s] is the estimated number of bigrams, times 2^32 and times k/L, of
// a filter with s of its 512 bits set: -ln(1 - s/512) in fixed point. The last
// entry stands for a full filter, which no name of a permitted length has.
// The scale cancels in [Similarity], so neither k nor L appears.
var elements = func() (table [FilterBits + 1]int64) {
	for set := range FilterBits {
		table[set] = negativeLog(FilterBits-set, FilterBits)
	}
	table[FilterBits] = table[FilterBits-1] + 1<<elementsShift
	return table
}()

const elementsShift = 32

// negativeLog returns -ln(p/q) for 0 < p ≤ q in fixed point, by the series
// 2·(z + z³/3 + z⁵/5 + …), z = (q-p)/(q+p), in integers: a table made with
// floats would differ between processors that fuse products and those that
// do not.
func negativeLog(p, q int) int64 {
	const guard = 44 // fraction bits of the sum; z² < 1 keeps products in 64 bits
	z := (int64(q-p) << 30) / int64(q+p)
	square := (z * z) >> 30
	sum, power := int64(0), z<<(guard-30)
	for odd := int64(1); power != 0; odd += 2 {
		sum += power / odd
		power = (power >> 14) * square >> 16
	}
	return (2 * sum) >> (guard - elementsShift)
}
