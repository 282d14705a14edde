package yardstick

import (
	"maps"
	"slices"

	"nfimatch/extract/retention"
	"nfimatch/normalize/record"
)

// electorsInconsistent is NFI's threshold: this many adult electors where a discount
// for one is in payment.
const electorsInconsistent = 2

// An AdultCount is the adults of one dwelling with a single person discount.
type AdultCount struct {
	Home  uint32
	Least int // adults_least
	Named int // distinct adults that the sources name at the address
}

// AdultCounts judges the dwellings of one account whose discount is in payment.
func AdultCounts(m *Matched, t *Truth) []AdultCount {
	var counts []AdultCount
	d := &m.Result.Dwellings
	for i, line := range d.AccountLine {
		account := t.Accounts[line]
		if account.SingleDiscount && d.Accounts[i] == 1 {
			counts = append(counts, AdultCount{account.Home, int(d.AdultsLeast[i]), account.Adults})
		}
	}
	return counts
}

// A Discount is one single person discount in payment.
type Discount struct {
	Home       uint32
	Undeclared bool  // the truth: a second adult counts and nobody told
	Visible    bool  // the sources name two adults or more at the address
	Population bool  // NFI's own rule names it
	Listed     bool  // a case of our list, by whatever rule
	Register   bool  // rule A0 is among them: another adult on the register
	Score      int32 // millibits, of the case
	Strength   uint8 // of the case; 0 where not listed
}

// Discounts judges every discount that is in payment, in order of its account's line.
func Discounts(m *Matched, t *Truth) []Discount {
	var discounts []Discount
	rowOf := map[uint32]int{}
	for _, line := range slices.Sorted(maps.Keys(t.Accounts)) {
		if account := t.Accounts[line]; account.SingleDiscount {
			rowOf[line] = len(discounts)
			discounts = append(discounts, Discount{Home: account.Home,
				Undeclared: account.Undeclared, Visible: account.Adults >= electorsInconsistent})
		}
	}
	for _, line := range populationLines(m) {
		if row, ok := rowOf[line]; ok {
			discounts[row].Population = true
		}
	}
	cases, flags := &m.Flags.Cases, &m.Flags.Flags
	for i, line := range cases.AccountLine {
		if row, ok := rowOf[line]; ok {
			one := &discounts[row]
			one.Listed, one.Score = true, cases.ScoreMillibits[i]
			one.Strength = uint8(cases.Strength[i])
		}
	}
	for i, line := range flags.AccountLine {
		if row, ok := rowOf[line]; ok && flags.Rule[i] == "A0" {
			discounts[row].Register = true
		}
	}
	return discounts
}

// populationLines returns the accounts that NFI's own rule names: the discount in
// payment, no disregard, and two adult electors or more at the dwelling.
func populationLines(m *Matched) (lines []uint32) {
	electors := electorsByLine(m)
	asOf := mustParse(extractDate)
	a := &m.Records.Accounts
	for i, entry := range a.Entry {
		line := m.Records.Entries.Line[entry]
		paid := a.Discount[i] == record.DiscountSinglePerson && a.From[i] <= asOf &&
			(a.To[i] == 0 || a.To[i] > asOf)
		if paid && a.Disregard[i] == 0 && electors[line] >= electorsInconsistent {
			lines = append(lines, line)
		}
	}
	return lines
}

// electorsByLine returns how many adult electors are listed at the dwelling of each
// account, by its line.
func electorsByLine(m *Matched) map[uint32]uint16 {
	electors := map[uint32]uint16{}
	d, o := &m.Result.Dwellings, &m.Result.Occupants
	for i, line := range d.AccountLine {
		electors[line] = d.ElectorsListed[i]
	}
	for i, line := range o.Line {
		if o.Dataset[i] == record.CouncilTax && o.Dwelling[i] != 0 {
			electors[line] = d.ElectorsListed[o.Dwelling[i]-1]
		}
	}
	return electors
}

// RecentHomes returns, by number of the home, whether its account began within the
// year before the extracts: a household that has just moved.
func RecentHomes(m *Matched, t *Truth) []bool {
	recent := make([]bool, len(t.Homes))
	yearAgo := mustParse(extractDate).AddYears(-1)
	for i, entry := range m.Records.Accounts.Entry {
		home := t.Accounts[m.Records.Entries.Line[entry]].Home
		recent[home] = recent[home] || m.Records.Accounts.Since[i] > yearAgo
	}
	return recent
}

// mustParse reads one of the dates of every generated council.
func mustParse(text string) retention.Date {
	date, err := retention.ParseDate(text)
	if err != nil {
		panic("yardstick: " + err.Error())
	}
	return date
}
