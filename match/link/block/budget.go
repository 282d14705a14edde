package block

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// An OverBudget is the refusal of blocking rules that make more pairs than permitted.
type OverBudget struct {
	Pairs  int64 // of all rules together: those of several count for each
	Budget int64 // pairs that may be made, each counted once
	// Drop are the rules that make most, the first of them foremost, as few as bring the
	// others within the budget; those that stand for a whole person come last. It is nil
	// where none would be left.
	Drop []string
}

// Error says what is too much.
func (e *OverBudget) Error() string {
	return fmt.Sprintf("the blocking rules make %d pairs, more than %d of them different", e.Pairs,
		e.Budget)
}

// withinBudget refuses groupings that make more different pairs than the budget.
func withinBudget(ctx context.Context, p *People, groupings []*Grouping, options Options) error {
	over := &OverBudget{Budget: options.Budget}
	for _, g := range groupings {
		over.Pairs += g.Pairs
	}
	if over.Pairs <= options.Budget {
		return nil
	}
	// A pair is made by each rule at most once: beyond this nothing needs to be counted,
	// and counting never costs more than so many looks at a pair.
	if over.Pairs/int64(len(groupings)) <= options.Budget {
		count, err := different(ctx, p, groupings, options)
		if err != nil || count <= options.Budget {
			return err
		}
	}
	drop, err := toDrop(ctx, p, groupings, options)
	if err != nil {
		return err
	}
	over.Drop = drop
	return over
}

// toDrop names the fewest of the rules that make most without which the others are within
// the budget, each pair counted once. A few tries find how many.
func toDrop(ctx context.Context, p *People, groupings []*Grouping, options Options) (
	names []string, err error,
) {
	order := slices.Clone(groupings)
	slices.SortStableFunc(order, func(a, b *Grouping) int {
		return cmp.Or(cmp.Compare(a.wholePerson(), b.wholePerson()), cmp.Compare(b.Pairs, a.Pairs))
	})
	few, many := 1, len(order) // rules to leave out
	for few < many {
		middle := (few + many) / 2
		left := slices.DeleteFunc(slices.Clone(groupings), func(g *Grouping) bool {
			return slices.Contains(order[:middle], g)
		})
		count, err := different(ctx, p, left, options)
		if err != nil {
			return nil, err
		}
		if count <= options.Budget {
			many = middle
		} else {
			few = middle + 1
		}
	}
	if many == len(order) {
		return nil, nil
	}
	for _, g := range order[:many] {
		names = append(names, g.Rule.Name)
	}
	return names, nil
}

// wholePerson is 1 of a rule by what is a person's own and whole, and 0 of others: without
// one of those, most is lost.
func (g *Grouping) wholePerson() int {
	switch g.Rule.Name {
	case DateOfBirth, FullName, number:
		return 1
	}
	return 0
}

// different counts the pairs that groupings make, each once: under the first rule that
// makes it. Beyond the budget it ends, with any number above that.
func different(ctx context.Context, p *People, groupings []*Grouping, options Options) (
	int64, error,
) {
	masks := make([]uint64, len(groupings))
	for i, g := range groupings {
		for _, code := range g.Rule.Codes {
			masks[i] |= 1 << code
		}
	}
	var total atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(max(options.Workers, 1))
	for i, g := range groupings {
		group.Go(func() error {
			for _, blk := range g.Blocks {
				for at := blk.From; at < blk.lefts(p.Within); at++ {
					if ctx.Err() != nil || total.Load() > options.Budget {
						return ctx.Err()
					}
					rights := g.Rows[blk.Middle:blk.To]
					if p.Within {
						rights = g.Rows[at+1 : blk.To]
					}
					total.Add(firstOf(p, masks[:i+1], g.Rows[at], rights))
				}
			}
			return nil
		})
	}
	err := group.Wait()
	return total.Load(), err
}

// lefts is where the records end that stand left in a pair.
func (b Block) lefts(within bool) int32 {
	if within {
		return b.To
	}
	return b.Middle
}

// firstOf counts the pairs of left that the last rule makes and none before it.
func firstOf(p *People, masks []uint64, left uint32, rights []uint32) (count int64) {
	last := len(masks) - 1
	for _, right := range rights {
		equal := EqualCodes(p.Of(left), p.Of(right))
		if equal&masks[last] == masks[last] && !slices.ContainsFunc(masks[:last],
			func(mask uint64) bool { return equal&mask == mask }) {
			count++
		}
	}
	return count
}
