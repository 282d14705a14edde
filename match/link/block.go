package link

import (
	"context"
	"slices"

	"golang.org/x/sync/errgroup"

	"nfimatch/match/weigh"
)

// A pair is two records that a rule made a pair of.
type pair struct {
	key         uint64 // packed pattern
	left, right uint32
	rule        uint8
}

// A candidates is all that blocking made: how often each pattern occurred among all
// pairs, and the pairs worth keeping.
type candidates struct {
	counts weigh.Counts
	pairs  []pair
	fresh  []int64 // of each rule: pairs that no rule before it makes
	active []rule
}

// chunkPairs is the number of pairs that a worker takes at once, more or less: a
// constant, so that results merge in the same order whatever the workers.
const chunkPairs = 1 << 16

// A blocker makes pairs by rules.
type blocker struct {
	*comparer
	packing weigh.Packing
	active  []rule
	masks   []uint64 // of each active rule: the codes that must be equal
	keep    func(pattern *weigh.Pattern) bool
}

// plan groups the records by every rule that both lists have the codes for, and refuses
// where that makes more pairs than the budget.
func plan(ctx context.Context, p *people, options Options) ([]*grouping, []Blocking, error) {
	candidates := rulesOf(p, slices.Concat(options.ExtraNames, options.TextNames))
	groupings := make([]*grouping, len(candidates))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(options.Workers)
	for i, rule := range candidates {
		group.Go(func() error {
			groupings[i] = grouped(p, rule)
			return ctx.Err()
		})
	}
	if err := group.Wait(); err != nil {
		return nil, nil, err
	}
	var kept []*grouping
	var blocking []Blocking
	var total int64
	over := &OverBudget{Budget: options.Budget}
	for i, g := range groupings {
		told := Blocking{Rule: g.rule.name, Pairs: g.pairs, Worst: g.worst(p.within), Kept: true}
		own := g.rule.codes[0] >= codeOwn
		if slices.Contains(options.Without, g.rule.name) ||
			own && g.pairs > selectiveMost*int64(p.count()) {
			told.Kept = false
		} else {
			kept = append(kept, groupings[i])
			total += g.pairs
			if g.pairs > over.DropPairs {
				over.Drop, over.DropPairs, over.Worst = g.rule.name, g.pairs, told.Worst
			}
		}
		blocking = append(blocking, told)
	}
	if total > options.Budget {
		over.Pairs = total
		return nil, blocking, over
	}
	return kept, blocking, nil
}

// rulesOf returns the rules whose codes occur in the lists, those of the user's own
// columns first.
func rulesOf(p *people, own []string) []rule {
	occurs := p.occurring()
	var usable []rule
	candidates := slices.Clone(rules)
	for column, name := range own {
		for _, r := range ownRules {
			candidates = append(candidates,
				rule{name + r.name, append([]int{codeOwn + column}, r.codes...)})
		}
	}
	for _, r := range candidates {
		if !slices.ContainsFunc(r.codes, func(code int) bool { return !occurs[code] }) {
			usable = append(usable, r)
		}
	}
	return usable
}

// occurring tells which codes both sides have.
func (p *people) occurring() []bool {
	sides := [2][]bool{make([]bool, p.width), make([]bool, p.width)}
	for who := range p.mention {
		side := 0
		if who >= p.lefts {
			side = 1
		}
		for code, value := range p.of(uint32(who)) {
			if value != 0 {
				sides[side][code] = true
			}
		}
	}
	if !p.within {
		for code := range sides[0] {
			sides[0][code] = sides[0][code] && sides[1][code]
		}
	}
	return sides[0]
}

// A chunk is the work a worker takes at once: some blocks of one rule.
type chunk struct {
	rule   int
	blocks []block
	rows   []uint32
	pairs  []pair
	made   int64
}

// make compares the pairs of every rule, each pair under the first rule that makes it.
func (b *blocker) make(ctx context.Context, groupings []*grouping, workers int) (
	*candidates, error,
) {
	for _, g := range groupings {
		b.active = append(b.active, g.rule)
		mask := uint64(0)
		for _, code := range g.rule.codes {
			mask |= 1 << code
		}
		b.masks = append(b.masks, mask)
	}
	chunks := b.chunks(groupings)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(workers)
	histograms := make(chan *weigh.Histogram, workers) // sums do not depend on whose is whose
	for range workers {
		histograms <- new(weigh.Histogram)
	}
	for i := range chunks {
		group.Go(func() error {
			patterns := <-histograms
			defer func() { histograms <- patterns }()
			if ctx.Err() == nil {
				b.compare(&chunks[i], patterns)
			}
			return ctx.Err()
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	close(histograms)
	made := &candidates{active: b.active, fresh: make([]int64, len(groupings))}
	for i := range chunks {
		made.fresh[chunks[i].rule] += chunks[i].made
		made.pairs = append(made.pairs, chunks[i].pairs...)
	}
	var all []*weigh.Histogram
	for patterns := range histograms {
		all = append(all, patterns)
	}
	made.counts = b.packing.Counted(all...)
	return made, nil
}

func (b *blocker) chunks(groupings []*grouping) (chunks []chunk) {
	for r, g := range groupings {
		from, pairs := 0, int64(0)
		for to, blk := range g.blocks {
			pairs += blk.pairs(b.people.within)
			if pairs >= chunkPairs || to == len(g.blocks)-1 {
				chunks = append(chunks, chunk{rule: r, blocks: g.blocks[from : to+1], rows: g.rows})
				from, pairs = to+1, 0
			}
		}
	}
	return chunks
}

// compare makes the pairs of a chunk.
func (b *blocker) compare(c *chunk, patterns *weigh.Histogram) {
	for _, blk := range c.blocks {
		lefts, rights := c.rows[blk.from:blk.middle], c.rows[blk.middle:blk.to]
		if b.people.within {
			lefts = c.rows[blk.from:blk.to]
		}
		for i, left := range lefts {
			if b.people.within {
				rights = lefts[i+1:]
			}
			for _, right := range rights {
				b.pair(c, patterns, left, right)
			}
		}
	}
}

func (b *blocker) pair(c *chunk, patterns *weigh.Histogram, left, right uint32) {
	equal := equalCodes(b.people.of(left), b.people.of(right))
	for _, mask := range b.masks[:c.rule] {
		if equal&mask == mask {
			return
		}
	}
	if mask := b.masks[c.rule]; equal&mask != mask {
		return // two codes of one hash
	}
	c.made++
	pattern := b.pattern(left, right)
	key := b.packing.Pack(&pattern)
	patterns.Add(key, 1)
	if b.keep(&pattern) {
		c.pairs = append(c.pairs, pair{key, left, right, uint8(c.rule)})
	}
}

// equalCodes returns a bit for each code that two records share, missing ones left out.
func equalCodes(a, b []uint32) (mask uint64) {
	for i := range a {
		if a[i] == b[i] && a[i] != 0 {
			mask |= 1 << i
		}
	}
	return mask
}
