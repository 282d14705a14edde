package weigh

import (
	"math/bits"
	"slices"
)

// A Packing holds a pattern in one 64-bit key, so that pairs can be kept and counted by
// it. Keys are ordered as their patterns are.
type Packing struct {
	levels  []uint64 // of each comparison
	factors []uint64
}

// Packing returns the packing of the scheme's patterns, and false where they do not fit
// into 64 bits.
func (s Scheme) Packing() (Packing, bool) {
	p := Packing{levels: make([]uint64, len(s)), factors: make([]uint64, len(s))}
	factor := uint64(1)
	for c := len(s) - 1; c >= 0; c-- {
		p.levels[c], p.factors[c] = uint64(len(s[c].Levels)), factor
		high, low := bits.Mul64(factor, p.levels[c])
		if high != 0 {
			return Packing{}, false
		}
		factor = low
	}
	return p, true
}

// Pack returns the key of a pattern.
func (p *Packing) Pack(pattern *Pattern) (key uint64) {
	for c, factor := range p.factors {
		key += factor * uint64(pattern[c])
	}
	return key
}

// Unpack returns the pattern of a key.
func (p *Packing) Unpack(key uint64) (pattern Pattern) {
	for c, factor := range p.factors {
		pattern[c] = uint8(key / factor)
		key %= factor
	}
	return pattern
}

// A Histogram counts keys of patterns. The zero Histogram is ready; each worker fills
// its own. An entry takes 16 bytes and at most two thirds of the room are in use.
type Histogram struct {
	keys []uint64 // key + 1; 0 where free
	n    []int64
	used int
}

// histogramFirst is the room a histogram starts with.
const histogramFirst = 1 << 10

// Add counts n pairs of a key.
func (h *Histogram) Add(key uint64, n int64) {
	if 3*h.used >= 2*len(h.keys) {
		h.grow()
	}
	mask := uint64(len(h.keys) - 1)
	for at := spreadKey(key) & mask; ; at = (at + 1) & mask {
		switch h.keys[at] {
		case key + 1:
			h.n[at] += n
			return
		case 0:
			h.keys[at], h.n[at] = key+1, n
			h.used++
			return
		}
	}
}

func (h *Histogram) grow() {
	old := *h
	room := max(2*len(old.keys), histogramFirst)
	*h = Histogram{keys: make([]uint64, room), n: make([]int64, room)}
	for at, key := range old.keys {
		if key != 0 {
			h.Add(key-1, old.n[at])
		}
	}
}

// spreadKey mixes a key, so that neighbours lie apart: multiplication by an odd
// constant near 2^64 divided by the golden ratio, high bits brought down.
func spreadKey(key uint64) uint64 {
	key *= 0x9E3779B97F4A7C15
	return key ^ key>>32
}

// Counted returns the sorted sum of histograms, as counts of patterns.
func (p *Packing) Counted(histograms ...*Histogram) Counts {
	var sum Histogram
	for _, histogram := range histograms {
		for at, key := range histogram.keys {
			if key != 0 {
				sum.Add(key-1, histogram.n[at])
			}
		}
	}
	keys := make([]uint64, 0, sum.used)
	for _, key := range sum.keys {
		if key != 0 {
			keys = append(keys, key-1)
		}
	}
	slices.Sort(keys)
	counts := Counts{Patterns: make([]Pattern, len(keys)), N: make([]int64, len(keys))}
	for i, key := range keys {
		counts.Patterns[i], counts.N[i] = p.Unpack(key), sum.count(key)
	}
	return counts
}

func (h *Histogram) count(key uint64) int64 {
	mask := uint64(len(h.keys) - 1)
	for at := spreadKey(key) & mask; ; at = (at + 1) & mask {
		switch h.keys[at] {
		case key + 1:
			return h.n[at]
		case 0:
			return 0
		}
	}
}
