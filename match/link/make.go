package link

import (
	"context"

	"golang.org/x/sync/errgroup"

	"nfimatch/match/link/agree"
	"nfimatch/match/link/block"
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
	active []block.Rule
}

// chunkPairs is the number of pairs that a worker takes at once, more or less: a
// constant, so that results merge in the same order whatever the workers.
const chunkPairs = 1 << 16

// A blocker makes pairs by rules.
type blocker struct {
	*agree.Comparer
	packing weigh.Packing
	active  []block.Rule
	masks   []uint64 // of each active rule: the codes that must be equal
	keep    func(pattern *weigh.Pattern) bool
}

// A chunk is the work a worker takes at once: some blocks of one rule.
type chunk struct {
	rule   int
	blocks []block.Block
	rows   []uint32
	pairs  []pair
	made   int64
}

// make compares the pairs of every rule, each pair under the first rule that makes it.
func (b *blocker) make(ctx context.Context, groupings []*block.Grouping, workers int) (
	*candidates, error,
) {
	for _, g := range groupings {
		b.active = append(b.active, g.Rule)
		b.masks = append(b.masks, maskOf(g.Rule.Codes))
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

// maskOf returns codes as [block.EqualCodes] tells of them.
func maskOf(codes []int) (mask uint64) {
	for _, code := range codes {
		mask |= 1 << code
	}
	return mask
}

func (b *blocker) chunks(groupings []*block.Grouping) (chunks []chunk) {
	for r, g := range groupings {
		from, pairs := 0, int64(0)
		for to, blk := range g.Blocks {
			pairs += blk.Pairs(b.People.Within)
			if pairs >= chunkPairs || to == len(g.Blocks)-1 {
				chunks = append(chunks, chunk{rule: r, blocks: g.Blocks[from : to+1], rows: g.Rows})
				from, pairs = to+1, 0
			}
		}
	}
	return chunks
}

// compare makes the pairs of a chunk.
func (b *blocker) compare(c *chunk, patterns *weigh.Histogram) {
	for _, blk := range c.blocks {
		lefts, rights := c.rows[blk.From:blk.Middle], c.rows[blk.Middle:blk.To]
		if b.People.Within {
			lefts = c.rows[blk.From:blk.To]
		}
		for i, left := range lefts {
			if b.People.Within {
				rights = lefts[i+1:]
			}
			for _, right := range rights {
				b.pair(c, patterns, left, right)
			}
		}
	}
}

func (b *blocker) pair(c *chunk, patterns *weigh.Histogram, left, right uint32) {
	equal := block.EqualCodes(b.People.Of(left), b.People.Of(right))
	for _, mask := range b.masks[:c.rule] {
		if equal&mask == mask {
			return
		}
	}
	if mask := b.masks[c.rule]; equal&mask != mask {
		return // two codes of one hash
	}
	c.made++
	pattern := b.Pattern(left, right)
	key := b.packing.Pack(&pattern)
	patterns.Add(key, 1)
	if b.keep(&pattern) {
		c.pairs = append(c.pairs, pair{key, left, right, uint8(c.rule)})
	}
}
