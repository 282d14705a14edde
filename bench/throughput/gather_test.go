package throughput

import (
	"math/rand/v2"
	"testing"

	"nfimatch/match/kernel"
)

// BenchmarkGather compares names that lie anywhere in a table larger than the
// caches, beside the reference that only reads them. It is no line of the gate:
// how fast memory is depends on the neighbours all the time, and the ratio moved
// between 0.41 and 0.74 from run to run on a busy machine.
func BenchmarkGather(b *testing.B) {
	g := newGathering()
	b.Run("stage=match/of=kernel/gathered=64MB", func(b *testing.B) {
		benchmark(b, g.similarity(), "pairs")
	})
	b.Run("yardstick=gather", func(b *testing.B) { benchmark(b, g.gather(), "pairs") })
}

// The table that names are gathered from: 64 MB of filters, more than a core's
// caches hold, in an order that no processor foresees.
const (
	gatherRows  = 1 << 20
	gatherPairs = 4096
)

type gathering struct {
	filters []kernel.Filter
	ones    []uint16
	pairs   [][2]uint32
}

func newGathering() *gathering {
	random := rand.New(rand.NewPCG(11, 12))
	g := &gathering{pairs: make([][2]uint32, gatherPairs*16)}
	g.filters, g.ones = randomFilters(gatherRows)
	for i := range g.pairs {
		g.pairs[i] = [2]uint32{random.Uint32N(gatherRows), random.Uint32N(gatherRows)}
	}
	return g
}

// randomFilters returns filters with about as many bits as a name sets.
func randomFilters(n int) (filters []kernel.Filter, ones []uint16) {
	random := rand.New(rand.NewPCG(13, 14))
	filters, ones = make([]kernel.Filter, n), make([]uint16, n)
	for i := range filters {
		for range 64 {
			position := random.IntN(kernel.FilterBits)
			filters[i][position/64] |= 1 << (position % 64)
		}
		ones[i] = uint16(kernel.Common(&filters[i], &filters[i]))
	}
	return filters, ones
}

// next returns work over one stretch of the pairs after another, so that a stretch
// has left the caches when its turn comes again.
func (g *gathering) next(visit func(pairs [][2]uint32)) Work {
	at := 0
	return Work{Units: gatherPairs, Run: func() {
		visit(g.pairs[at : at+gatherPairs])
		at = (at + gatherPairs) % len(g.pairs)
	}}
}

// gather is the yardstick of memory: the two rows of each pair, added up.
func (g *gathering) gather() Work {
	return g.next(func(pairs [][2]uint32) {
		for _, pair := range pairs {
			a, b := &g.filters[pair[0]], &g.filters[pair[1]]
			for w := range a {
				keptWord += a[w] ^ b[w]
			}
		}
	})
}

// similarity is the product's own way over the same pairs.
func (g *gathering) similarity() Work {
	return g.next(func(pairs [][2]uint32) {
		for _, pair := range pairs {
			a, b := pair[0], pair[1]
			common := kernel.Common(&g.filters[a], &g.filters[b])
			keptInt += kernel.Similarity(common, int(g.ones[a]), int(g.ones[b]))
		}
	})
}
