package match

import (
	"math/bits"

	"nfimatch/match/result"
)

// countExactMax is the number of mentions up to which adults_least is exact.
// Beyond it, a set of mentions all different from each other is found and its
// size is a lower bound.
const countExactMax = 12

// adults counts the adults of a household, over the mentions of all sources
// that are adult at the as-of date: least, the fewest persons such that no two
// mentions known to be different share one; most, the components under "same".
// Not components under "unsure" for least: J SMITH would chain John to Jane.
func (j *judge) adults(mentions []uint32, pairs []pair) (least, most uint16) {
	place := make([]int, len(mentions)) // of each adult mention among the adults; -1 else
	n := 0
	for i, mention := range mentions {
		place[i] = -1
		if j.isAdult(mention) {
			place[i] = n
			n++
		}
	}
	different := newGraph(n)
	var same []pair
	for _, p := range pairs {
		a, b := place[p.left], place[p.right]
		if a < 0 || b < 0 {
			continue
		}
		switch p.decision {
		case result.DecisionDifferent:
			different.join(a, b)
		case result.DecisionSame:
			same = append(same, pair{left: a, right: b, decision: result.DecisionSame})
		}
	}
	persons := components(n, same, result.DecisionSame)
	for _, person := range persons {
		most = max(most, uint16(person))
	}
	if n <= countExactMax {
		return uint16(different.colours()), most
	}
	return uint16(different.clique()), most
}

// A graph holds who is known to be different from whom: row i has bit j set
// where i and j are different.
type graph [][]uint64

func newGraph(n int) graph {
	rows := make(graph, n)
	for i := range rows {
		rows[i] = make([]uint64, (n+63)/64)
	}
	return rows
}

func (g graph) join(a, b int) {
	g[a][b/64] |= 1 << (b % 64)
	g[b][a/64] |= 1 << (a % 64)
}

func (g graph) joined(a, b int) bool { return g[a][b/64]&(1<<(b%64)) != 0 }

// colours returns the fewest persons that no two different mentions share: the
// chromatic number, by trying k = 1, 2, … At 12 mentions that is microseconds.
func (g graph) colours() int {
	colour := make([]int, len(g))
	for k := 0; ; k++ {
		if g.colourable(colour, 0, 0, k) {
			return k
		}
	}
}

// colourable tries to give the mentions from i on one of k colours, used of
// which are in use: a new colour need be tried only once.
func (g graph) colourable(colour []int, i, used, k int) bool {
	if i == len(g) {
		return true
	}
	for c := range min(used+1, k) {
		if g.clashes(colour, i, c) {
			continue
		}
		colour[i] = c
		if g.colourable(colour, i+1, max(used, c+1), k) {
			return true
		}
	}
	return false
}

func (g graph) clashes(colour []int, i, c int) bool {
	for before := range i {
		if colour[before] == c && g.joined(i, before) {
			return true
		}
	}
	return false
}

// clique returns the size of a set of mutually different mentions: greedily
// from each mention in order, taking those with most differences first would
// depend on ties, so order decides. At least 1 where there is anybody.
func (g graph) clique() int {
	best := 0
	for start := range g {
		candidates := append([]uint64(nil), g[start]...)
		size := 1
		for {
			next := firstSet(candidates)
			if next < 0 {
				break
			}
			size++
			for w := range candidates {
				candidates[w] &= g[next][w]
			}
		}
		best = max(best, size)
	}
	return best
}

func firstSet(words []uint64) int {
	for w, word := range words {
		if word != 0 {
			return w*64 + bits.TrailingZeros64(word)
		}
	}
	return -1
}
