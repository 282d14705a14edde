package kernel

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"nfimatch/match/kernel/reference"
)

// Lengths around every loop edge: empty, tail only, one body, body and tail.
var lengths = []int{0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65}

func randomFilter(random *rand.Rand, bigrams int) (filter Filter) {
	for range bigrams * 8 {
		position := random.IntN(FilterBits)
		filter[position/64] |= 1 << (position % 64)
	}
	return filter
}

func onesOf(filter *Filter) int { return Common(filter, filter) }

func TestCommonManyAgainstReference(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, n := range lengths {
		query := randomFilter(random, 9)
		candidates := make([]Filter, n)
		for i := range candidates {
			candidates[i] = randomFilter(random, i%20)
		}
		const canary = 0xFFFF
		common := make([]uint16, n+8) // what lies past the end must not change
		for i := range common {
			common[i] = canary
		}
		CommonMany(common[:n:n], &query, candidates)
		for i := range candidates {
			if want := reference.Common(query, candidates[i]); int(common[i]) != want {
				t.Errorf("n=%d: candidate %d shares %d bits, reference says %d", n, i, common[i], want)
			}
		}
		for _, past := range common[n:] {
			if past != canary {
				t.Fatalf("n=%d: CommonMany wrote past its block", n)
			}
		}
	}
}

// Values worked out by hand from the formula: equal names are 1000, names that
// share no bigram about 0, and half-shared names about a half.
func TestSimilarityKnown(t *testing.T) {
	for _, tt := range []struct{ common, a, b, want int }{
		{0, 0, 0, 0},
		{64, 64, 64, 1000},
		{0, 40, 0, 0},
		{40, 80, 80, 428},  // 2·(2·0.16990 − 0.26707) / (2·0.16990)
		{20, 60, 90, 158},  // 2·(0.12464 + 0.19332 − 0.29291) / (0.12464 + 0.19332)
		{10, 100, 100, 0},  // fewer bits shared than chance gives: no bigram in common
		{511, 511, 512, 0}, // replaced below: a full filter must not overflow
	} {
		if tt.b == 512 {
			if got := Similarity(tt.common, tt.a, tt.b); got < 0 || got > SimilarityMax {
				t.Errorf("a full filter gives %d", got)
			}
			continue
		}
		if got := Similarity(tt.common, tt.a, tt.b); got != tt.want {
			t.Errorf("Similarity(%d, %d, %d) = %d, want %d", tt.common, tt.a, tt.b, got, tt.want)
		}
	}
}

func FuzzSimilarityAgainstReference(f *testing.F) {
	f.Add([]byte("the quick brown fox jumps over the lazy dog, twice or three times a day"), uint8(3))
	f.Fuzz(func(t *testing.T, raw []byte, shift uint8) {
		var a, b Filter
		for i := 0; i+1 < len(raw); i += 2 {
			position := binary.LittleEndian.Uint16(raw[i:]) % FilterBits
			a[position/64] |= 1 << (position % 64)
			if i%3 != 0 {
				other := (position + uint16(shift)*uint16(i%5)) % FilterBits
				b[other/64] |= 1 << (other % 64)
			}
		}
		onesA, onesB, common := onesOf(&a), onesOf(&b), Common(&a, &b)
		if common != reference.Common(a, b) {
			t.Fatal("Common disagrees with the reference")
		}
		got, back := Similarity(common, onesA, onesB), Similarity(common, onesB, onesA)
		if got != back {
			t.Fatalf("similarity is %d one way and %d the other", got, back)
		}
		if onesA+onesB-common >= FilterBits {
			return // the reference has no value for a full filter
		}
		want := reference.Similarity(common, onesA, onesB) * SimilarityMax
		if math.Abs(float64(got)-want) > 1 {
			t.Fatalf("similarity of %d and %d sharing %d is %d, reference says %.2f",
				onesA, onesB, common, got, want)
		}
	})
}

func TestElementsGrow(t *testing.T) {
	for set := 1; set <= FilterBits; set++ {
		if elements[set] <= elements[set-1] {
			t.Fatalf("elements[%d] = %d is not above its predecessor", set, elements[set])
		}
	}
}

func BenchmarkCommonMany(b *testing.B) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{8, 256} {
		query, candidates := randomFilter(random, 8), make([]Filter, n)
		for i := range candidates {
			candidates[i] = randomFilter(random, 8)
		}
		common := make([]uint16, n)
		b.Run(fmt.Sprintf("impl=go/block=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				CommonMany(common, &query, candidates)
			}
			b.ReportMetric(float64(b.N*n)/b.Elapsed().Seconds()/1e6, "Mpairs/s")
		})
	}
}
