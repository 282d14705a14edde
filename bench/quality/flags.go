package main

import (
	"fmt"
	"io"
	"math"

	"nfimatch/bench/yardstick"
	"nfimatch/report/rules"
)

// Measures of discounts in payment.
func undeclared(d *yardstick.Discount) (part, whole bool) { return d.Undeclared, true }
func visible(d *yardstick.Discount) (part, whole bool)    { return d.Visible, d.Undeclared }
func ruleRight(d *yardstick.Discount) (part, whole bool)  { return d.Undeclared, d.Population }
func ruleFinds(d *yardstick.Discount) (part, whole bool)  { return d.Population, d.Undeclared }
func listRight(d *yardstick.Discount) (part, whole bool)  { return d.Undeclared, d.Listed }
func listFinds(d *yardstick.Discount) (part, whole bool)  { return d.Listed, d.Undeclared }

// seen restricts a measure to discounts whose second adult some source names.
func seen(measure yardstick.Measure[yardstick.Discount]) yardstick.Measure[yardstick.Discount] {
	return func(d *yardstick.Discount) (part, whole bool) {
		part, whole = measure(d)
		return part, whole && d.Visible
	}
}

func listed(d *yardstick.Discount) bool   { return d.Listed }
func register(d *yardstick.Discount) bool { return d.Register }

func discountShare(pool yardstick.Pool, measure yardstick.Measure[yardstick.Discount],
) yardstick.Share {
	counts := pool.CountDiscounts(measure, all)
	return yardstick.SharesOf(counts, resampleSeed).Of(overallGroup)
}

// named are the pools that lists are judged on: each set, and each with true addresses.
func (m *measurement) named() (names []string, pools []yardstick.Pool) {
	for _, s := range m.sets {
		names, pools = append(names, s.name), append(pools, s.byKey[0])
		if s.true0 != nil {
			names = append(names, s.name+", true addresses")
			pools = append(pools, s.true0)
		}
	}
	return names, pools
}

// printRule writes what there is to be found and how NFI's own rule finds it.
func (m *measurement) printRule(out io.Writer) error {
	t := yardstick.NewTable(out, "NFI's own rule, and what there is to be found: key 1", "",
		"discounts", "undeclared", "visible", "rule names", "precision (base)", "recall",
		"of visible")
	names, pools := m.named()
	for i, pool := range pools {
		found := discountShare(pool, undeclared)
		rule := discountShare(pool, ruleRight)
		t.Row(names[i], found.Whole, found.Part, discountShare(pool, visible), rule.Whole, rule,
			discountShare(pool, ruleFinds), discountShare(pool, seen(ruleFinds)))
	}
	return t.End()
}

// cuts are the lengths of list that a team gets through.
var cuts = []int{50, 100, 200}

// orders are the lists that are judged.
var orders = []struct {
	name   string
	listed func(*yardstick.Discount) bool
	rank   func(*yardstick.Discount) int64
	cuts   []int
}{
	{"by score alone", listed, yardstick.ByScore, cuts},
	{"by strength, then score", listed, yardstick.AsListed, nil},
	{"under rule A0 only, by score alone", register, yardstick.ByScore, nil},
}

// printLists writes what our list is worth, cut at several lengths.
func (m *measurement) printLists(out io.Writer) error {
	names, pools := m.named()
	for _, order := range orders {
		t := yardstick.NewTable(out, "Our list "+order.name+", money left out: key 1", "", "listed",
			"of them", "precision", "times base", "recall")
		for i, pool := range pools {
			q := yardstick.QualityOf(pool.Ranked(order.listed, order.rank), order.cuts,
				resampleSeed)
			base := discountShare(pool, ruleRight).Ratio()
			row := func(of string, precision, recall yardstick.Value) {
				t.Row(names[i], q.Listed, of, precision,
					fmt.Sprintf("%.2f", precision.Figure/base), recall)
			}
			row(fmt.Sprintf("first tenth, %d", q.DecileSize), q.Decile, q.DecileRecall)
			for c, cut := range order.cuts {
				row(fmt.Sprintf("first %d", cut), q.PrecisionAt[c], q.RecallAt[c])
			}
			row("all", q.Precision, q.Recall)
		}
		if err := t.End(); err != nil {
			return err
		}
	}
	return nil
}

// printTrueAddresses writes what errors of placement cost the list.
func (m *measurement) printTrueAddresses(out io.Writer) error {
	t := yardstick.NewTable(out, "What true addresses would add: key 1", "", "undeclared",
		"recall of our list", "with true addresses", "difference", "of visible",
		"with true addresses", "difference")
	for _, s := range m.sets {
		if s.true0 == nil {
			continue
		}
		all, allGap := compareLists(s, listFinds)
		visible, visibleGap := compareLists(s, seen(listFinds))
		t.Row(s.name, all.Of(ours).Whole, all.Of(ours), all.Of(theirs), allGap, visible.Of(ours),
			visible.Of(theirs), visibleGap)
	}
	return t.End()
}

const ours, theirs = "ours", "true addresses"

// compareLists measures discounts as they are and with true addresses, over the same
// households.
func compareLists(s *set, measure yardstick.Measure[yardstick.Discount]) (
	*yardstick.Shares, yardstick.Gap,
) {
	as := func(name string) yardstick.Groups[yardstick.Discount] {
		return func(*yardstick.Judged, *yardstick.Discount) []string { return []string{name} }
	}
	counts := append(s.byKey[0].CountDiscounts(measure, as(ours)),
		s.true0.CountDiscounts(measure, as(theirs))...)
	compared := yardstick.SharesOf(counts, resampleSeed)
	return compared, compared.Gap(theirs, ours)
}

// flagBands are the lower ends of the bands of a flag's score, in bits.
var flagBands = []int{math.MinInt, -1, 0, 1, 2, 3, 4, 5}

// printFlagBands writes how often a case of a score, and of a strength, is right.
func (s *set) printFlagBands(out io.Writer) error {
	t := yardstick.NewTable(out, "Cases by score and by strength: "+s.name+", key 1", "bits",
		"cases", "an adult undeclared")
	for _, b := range s.caseBands() {
		t.Row(b.Group, b.Whole, b.Share)
	}
	strengths := s.caseShares()
	for _, strength := range []rules.Strength{rules.Weak, rules.Medium, rules.Strong} {
		row := strengths.Of(strength.String())
		t.Row(row.Group, row.Whole, row)
	}
	return t.End()
}

// caseBands counts the cases of each band of score where an adult is undeclared.
func (s *set) caseBands() (bands []band) {
	shares := s.caseShares()
	for b := range flagBands {
		bands = append(bands, band{shares.Of(bandName(flagBands, b)), math.NaN()})
	}
	return bands
}

// caseShares are the shares of cases that are right, by score and by strength.
func (s *set) caseShares() *yardstick.Shares {
	return yardstick.SharesOf(s.byKey[0].CountDiscounts(listRight,
		func(_ *yardstick.Judged, d *yardstick.Discount) []string {
			return []string{bandOf(flagBands, d.Score), rules.Strength(d.Strength).String()}
		}), resampleSeed)
}
