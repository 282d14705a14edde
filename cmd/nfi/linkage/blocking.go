package linkage

import (
	"cmp"
	"html/template"
	"slices"
	"strings"

	"nfimatch/cmd/nfi/exercise"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/match/link/block"
	"nfimatch/report/publish/chart"
	"nfimatch/report/spell"
)

// rulesShown is how many rules the terminal names: those that make most.
const rulesShown = 6

// planned is told what each rule will make, before the part that takes long. It refuses
// names of rules that these lists do not have, and says what is to come: where that is too
// much, it shows which rule and which block it comes of.
func (r *run) planned(blocking []block.Blocking) error {
	var names []string
	for _, rule := range blocking {
		names = append(names, rule.Rule)
	}
	for _, name := range r.Without {
		if !slices.Contains(names, name) {
			return refusal.New(refusal.Usage, "these are: "+strings.Join(names, "; "),
				"--without must name rules that these lists have")
		}
	}
	r.printPlan(blocking)
	return nil
}

func (r *run) printPlan(blocking []block.Blocking) {
	used, pairs := 0, int64(0)
	var largest []block.Blocking // of the rules used that make a pair
	for _, rule := range blocking {
		if !rule.Kept {
			continue
		}
		used++
		pairs += rule.Pairs
		if rule.Pairs > 0 {
			largest = append(largest, rule)
		}
	}
	slices.SortStableFunc(largest, func(a, b block.Blocking) int {
		return cmp.Compare(b.Pairs, a.Pairs)
	})
	r.Say("%-10s %s make %s, one counted for each that makes it", "Blocking",
		exercise.Plural(used, "rule"), exercise.Plural(int(pairs), "pair"))
	for i, rule := range largest {
		if i == rulesShown {
			r.Say("%-10s and %s that make fewer", "", exercise.Plural(len(largest)-i, "rule"))
			return
		}
		r.Say("%-10s %-28s %12s; its largest block %s, with line %s of the %s", "", rule.Rule,
			spell.Grouped(int(rule.Pairs)), spell.Grouped(int(rule.Worst[0])),
			line(rule.Line), r.sides[0].name)
	}
}

// making returns the rules that make a pair, used or not.
func making(blocking []block.Blocking) (rules []block.Blocking) {
	for _, rule := range blocking {
		if rule.Pairs > 0 {
			rules = append(rules, rule)
		}
	}
	return rules
}

// idle names the rules that make no pair.
func idle(blocking []block.Blocking) string {
	var names []string
	for _, rule := range blocking {
		if rule.Pairs == 0 {
			names = append(names, rule.Rule)
		}
	}
	return strings.Join(names, "; ")
}

// blockingChart draws what each rule makes that no rule above it does, and the rest.
func blockingChart(blocking []block.Blocking) (template.HTML, error) {
	var rows []chart.Row
	for _, rule := range making(blocking) {
		if rule.Kept {
			rows = append(rows, chart.Row{Label: rule.Rule,
				Parts: []int{int(rule.New), int(rule.Pairs - rule.New)}})
		}
	}
	if len(rows) == 0 {
		return "", nil
	}
	return chart.Bars("Pairs made by each rule", "For each rule the pairs that no rule above it "+
		"makes, and those that one does. The table below holds the same numbers.", rows,
		"New", "Made by a rule above too").Figure()
}
