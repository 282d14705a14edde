package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strconv"

	"nfimatch/bench/yardstick"
	"nfimatch/fixtures/council/award"
	"nfimatch/normalize/record"
	"nfimatch/report"
)

const heading = "council            evidence      population base   | cases right  recall | " +
	"top 10 %  first 100"

// firstCases is what two officers may work through first.
const firstCases = 100

// A ranked is the list of one council, best score first.
type ranked struct {
	population, populationRight int // NFI's rule, by account
	undeclared                  int // accounts with an undeclared adult
	right                       []bool
	reasons                     [][]string // codes of each case, and its strength
}

// readTruth returns the lines of the accounts with a discount in payment at which somebody
// lives undeclared.
func readTruth(folder string) (map[uint32]bool, error) {
	undeclared := make(map[uint32]bool)
	return undeclared, yardstick.EachRecord(filepath.Join(folder, "truth", "accounts.csv"),
		func(_ uint32, fields map[string]string) error {
			if fields["truth"] != string(award.Undeclared) {
				return nil
			}
			line, err := strconv.ParseUint(fields["line"], 10, 32)
			undeclared[uint32(line)] = true
			return err
		})
}

// judge ranks the flags of rule A0 by their score alone, then by line, and says which are
// of an account with an undeclared adult.
func judge(t *report.Tables, m *quarter, undeclared map[uint32]bool) (r ranked) {
	r.undeclared = len(undeclared)
	r.populationRight = populationRight(m, undeclared)
	flags, order := &t.Flags, []int{}
	for i, rule := range flags.Rule {
		if rule == "A0" {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(-cmp.Compare(flags.ScoreMillibits[a], flags.ScoreMillibits[b]),
			cmp.Compare(flags.AccountLine[a], flags.AccountLine[b]))
	})
	codes := make([][]string, flags.Len()+1)
	for i, flag := range t.Reasons.Flag {
		codes[flag] = append(codes[flag], t.Reasons.Code[i])
	}
	for _, i := range order {
		r.right = append(r.right, undeclared[flags.AccountLine[i]])
		r.reasons = append(r.reasons, append(codes[flags.Flag[i]], flags.Strength[i].String()))
	}
	return r
}

// populationRight counts the accounts of NFI's own rule with an undeclared adult.
func populationRight(m *quarter, undeclared map[uint32]bool) (right int) {
	electors := make(map[uint32]uint16)
	d := &m.Result.Dwellings
	for i, line := range d.AccountLine {
		electors[line] = d.ElectorsListed[i]
	}
	accounts := &m.Records.Accounts
	for i, entry := range accounts.Entry {
		line := m.Records.Entries.Line[entry]
		paid := accounts.From[i] <= m.asOf && (accounts.To[i] == 0 || accounts.To[i] > m.asOf)
		if accounts.Discount[i] == record.DiscountSinglePerson && paid &&
			accounts.Disregard[i] == 0 && electors[line] >= 2 && undeclared[line] {
			right++
		}
	}
	return right
}

// top returns how many of the first n are right.
func (r *ranked) top(n int) (right int) {
	for _, ok := range r.right[:min(n, len(r.right))] {
		if ok {
			right++
		}
	}
	return right
}

// decile is a tenth of the list, at least one case.
func (r *ranked) decile() int { return max(1, len(r.right)/10) }

func (r *ranked) line(name, evidence string) string {
	p := pooled{}
	p.add(*r)
	return p.line(name, evidence)
}

// A pooled is the lists of several councils, each cut at its own decile and hundred.
type pooled struct {
	population, populationRight, undeclared int
	cases, right                            int
	tops, topsRight                         int
	firsts, firstsRight                     int
	given, givenRight                       map[string]int // cases by reason
	topGiven                                map[string]int
}

func (p *pooled) add(r ranked) {
	p.population += r.population
	p.populationRight += r.populationRight
	p.undeclared += r.undeclared
	p.cases += len(r.right)
	p.right += r.top(len(r.right))
	p.tops += min(r.decile(), len(r.right))
	p.topsRight += r.top(r.decile())
	p.firsts += min(firstCases, len(r.right))
	p.firstsRight += r.top(firstCases)
	if p.given == nil {
		p.given, p.givenRight, p.topGiven = map[string]int{}, map[string]int{}, map[string]int{}
	}
	for i, codes := range r.reasons {
		for _, code := range codes {
			p.given[code]++
			if r.right[i] {
				p.givenRight[code]++
			}
			if i < r.decile() {
				p.topGiven[code]++
			}
		}
	}
}

func (p *pooled) line(name, evidence string) string {
	return fmt.Sprintf("%-18s %-13s %6d    %.3f  | %5d %.3f  %.3f  | %.3f     %.3f", name, evidence,
		p.population, share(p.populationRight, p.population), p.cases, share(p.right, p.cases),
		share(p.right, p.undeclared), share(p.topsRight, p.tops), share(p.firstsRight, p.firsts))
}

// printReasons prints how often the cases with a reason are right.
func (p *pooled) printReasons(out io.Writer, evidence string) {
	for _, code := range slices.Sorted(maps.Keys(p.given)) {
		fmt.Fprintf(out, "%-13s %-32s %5d cases  right %.3f  in the top tenth %d\n", evidence, code,
			p.given[code], share(p.givenRight[code], p.given[code]), p.topGiven[code])
	}
}

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}
