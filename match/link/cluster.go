package link

import "nfimatch/match/forest"

// Clusters are the records of one list that are one person with another, directly or by
// others: by cluster and then line. Clusters count from 1, in order of their first line.
type Clusters struct {
	Cluster []uint32
	Line    []uint32
}

// clusters joins the records of the accepted pairs.
func (s *scored) clusters(accepted []int) (clusters Clusters) {
	joined := forest.New(s.People.Count())
	for _, i := range accepted {
		joined.Join(s.pairs[i].left, s.pairs[i].right)
	}
	members := make([][]uint32, s.People.Count()) // by the first record of the cluster
	for who := range uint32(s.People.Count()) {
		root := joined.Root(who)
		members[root] = append(members[root], who)
	}
	number := uint32(0)
	for _, cluster := range members {
		if len(cluster) < 2 {
			continue
		}
		number++
		for _, who := range cluster {
			clusters.Cluster = append(clusters.Cluster, number)
			clusters.Line = append(clusters.Line, s.People.Line(who))
		}
	}
	return clusters
}

// bridges tells, of the accepted pairs, which hold a cluster together by themselves: take
// one away, and its cluster falls in two. In a cluster of two there is nothing to see.
func (s *scored) bridges(accepted []int) []bool {
	b := bridging{first: make([]int, s.People.Count()), low: make([]int, s.People.Count()),
		pairs: make([][]int, s.People.Count()), bridge: make([]bool, len(accepted))}
	for at, i := range accepted {
		left, right := s.pairs[i].left, s.pairs[i].right
		b.pairs[left], b.pairs[right] = append(b.pairs[left], at), append(b.pairs[right], at)
	}
	other := func(at int, who uint32) uint32 {
		return s.pairs[accepted[at]].left ^ s.pairs[accepted[at]].right ^ who
	}
	for who := range uint32(s.People.Count()) {
		if b.first[who] == 0 && len(b.pairs[who]) > 0 {
			b.visit(who, other)
		}
	}
	for at, i := range accepted {
		left, right := s.pairs[i].left, s.pairs[i].right
		b.bridge[at] = b.bridge[at] && (len(b.pairs[left]) > 1 || len(b.pairs[right]) > 1)
	}
	return b.bridge
}

// A bridging walks the pairs in depth: a record reached by a pair that no later one leads
// back past is the far end of a bridge.
//
// Source: R. Tarjan, "A note on finding the bridges of a graph", 1974.
type bridging struct {
	pairs      [][]int // of each record
	first, low []int   // when a record was reached, and the earliest it leads back to
	bridge     []bool
	clock      int
}

// A step is a record on the way: the pair it was reached by, and its next pair to try.
type step struct {
	who     uint32
	by      int
	nextTry int
}

func (b *bridging) visit(from uint32, other func(int, uint32) uint32) {
	b.clock++
	b.first[from], b.low[from] = b.clock, b.clock
	way := []step{{from, -1, 0}}
	for len(way) > 0 {
		at := &way[len(way)-1]
		if at.nextTry == len(b.pairs[at.who]) {
			done := *at
			way = way[:len(way)-1]
			if len(way) > 0 {
				before := way[len(way)-1].who
				b.low[before] = min(b.low[before], b.low[done.who])
				b.bridge[done.by] = b.low[done.who] > b.first[before]
			}
			continue
		}
		pair := b.pairs[at.who][at.nextTry]
		at.nextTry++
		next := other(pair, at.who)
		switch {
		case pair == at.by:
		case b.first[next] != 0:
			b.low[at.who] = min(b.low[at.who], b.first[next])
		default:
			b.clock++
			b.first[next], b.low[next] = b.clock, b.clock
			way = append(way, step{next, pair, 0})
		}
	}
}
