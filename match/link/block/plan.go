package block

import (
	"context"
	"slices"

	"golang.org/x/sync/errgroup"
)

// Options are what grouping goes by.
type Options struct {
	Workers int
	Own     []string // names of the user's own columns, as the codes of records hold them
	Without []string // names of rules to leave out
	Budget  int64    // pairs that rules may make together, each counted once
}

// Plan groups the records by every rule that both lists have the codes for, and refuses
// where that makes more pairs than the budget; what each rule makes is told then too.
func Plan(parent context.Context, p *People, options Options) ([]*Grouping, []Blocking, error) {
	candidates := rulesOf(p, options.Own)
	groupings := make([]*Grouping, len(candidates))
	group, ctx := errgroup.WithContext(parent)
	group.SetLimit(options.Workers)
	for i, rule := range candidates {
		group.Go(func() error {
			groupings[i] = Grouped(p, rule)
			return ctx.Err()
		})
	}
	if err := group.Wait(); err != nil {
		return nil, nil, err
	}
	var kept []*Grouping
	var blocking []Blocking
	for i, g := range groupings {
		told := Blocking{Rule: g.Rule.Name, Pairs: g.Pairs, Worst: g.worst(p.Within),
			Line: g.worstLine(p), Kept: true}
		if slices.Contains(options.Without, g.Rule.Name) || g.tooMany(p.Count()) {
			told.Kept = false
		} else {
			kept = append(kept, groupings[i])
		}
		blocking = append(blocking, told)
	}
	if err := withinBudget(parent, p, kept, options); err != nil {
		return nil, blocking, err
	}
	return kept, blocking, nil
}

// rulesOf returns the rules whose codes occur in the lists, those of the user's own
// columns last.
func rulesOf(p *People, own []string) []Rule {
	occurs := p.Occurring()
	var usable []Rule
	candidates := slices.Clone(rules)
	for column, name := range own {
		for _, r := range ownRules {
			candidates = append(candidates,
				Rule{name + r.Name, append([]int{CodeOwn + column}, r.Codes...)})
		}
	}
	for _, r := range candidates {
		if !slices.ContainsFunc(r.Codes, func(code int) bool { return !occurs[code] }) {
			usable = append(usable, r)
		}
	}
	return usable
}

// Occurring tells which codes both sides have.
func (p *People) Occurring() []bool {
	sides := [2][]bool{make([]bool, p.width), make([]bool, p.width)}
	for who := range p.Mention {
		side := 0
		if who >= p.Lefts {
			side = 1
		}
		for code, value := range p.Of(uint32(who)) {
			if value != 0 {
				sides[side][code] = true
			}
		}
	}
	if !p.Within {
		for code := range sides[0] {
			sides[0][code] = sides[0][code] && sides[1][code]
		}
	}
	return sides[0]
}

// EqualCodes returns a bit for each code that two records share, missing ones left out.
func EqualCodes(a, b []uint32) (mask uint64) {
	for i := range a {
		if a[i] == b[i] && a[i] != 0 {
			mask |= 1 << i
		}
	}
	return mask
}
