package report

import (
	"fmt"
	"slices"

	"nfimatch/extract/retention"
	"nfimatch/match/result"
	"nfimatch/normalize/record"
	"nfimatch/report/household"
	"nfimatch/report/rules"
)

// Whether the account of a case has council tax reduction at the as-of date.
const (
	CTRUnknown uint8 = iota // no file of reductions was read
	CTRNo
	CTRYes
)

// Whether a liable person of a case is on the register at the dwelling, among its
// adults. Without a register nobody is.
const (
	LiableNo       = household.FoundNo
	LiablePossibly = household.FoundPossibly
	LiableYes      = household.FoundYes
)

// CaseTable holds a row a case, in rank order: what its account and its flags say
// together. Counts, money, terms and strength are those of its best flag.
type CaseTable struct {
	Case           []string         `nfi:"case"` // <exercise>-0001
	AccountLine    []uint32         `nfi:"account_line"`
	Dwelling       []uint32         `nfi:"dwelling"` // 0 not linked
	Strength       []rules.Strength `nfi:"strength"`
	ScoreMillibits []int32          `nfi:"score_millibits"`
	AnnualPence    []int64          `nfi:"annual_value_pence"` // PenceUnknown = not known
	AfterCTRPence  []int64          `nfi:"after_ctr_pence"`    // PenceUnknown = not known
	CTR            []uint8          `nfi:"ctr"`
	ElectorsListed []uint16         `nfi:"electors_listed"`
	AdultsLeast    []uint16         `nfi:"adults_least"`
	AdultsMost     []uint16         `nfi:"adults_most"`
	Liable         []uint8          `nfi:"liable"`
	Matched        []uint8          `nfi:"matched"`          // result.How… of the other adult's entry
	OtherLine      []uint32         `nfi:"other_line"`       // of the register; 0 where none matters
	OtherSince     []retention.Date `nfi:"other_since,null"` // it was added, else first seen
	DiscountFrom   []retention.Date `nfi:"discount_from,null"`
	AccountSince   []retention.Date `nfi:"account_since,null"`
	Terms          []uint16         `nfi:"terms"`
	DeleteBy       []retention.Date `nfi:"delete_by"`
}

// Len returns the number of cases.
func (c *CaseTable) Len() int { return len(c.Case) }

// SourceTable holds the source rows a case is made of and no others, by case,
// dataset and line: the rows of its account, the register entries at the dwelling
// itself of living adults and of whomever a reason names, the claim that belongs to
// the household, and the deaths that a reason names. Other accounts at the dwelling, and
// electors at a part of it or at its building, are nobody's business here; at a crowded
// address, and at one with further accounts, neither are electors whom no reason names.
// Where all flags are of the account's codes alone, so are the sources, deaths apart.
type SourceTable struct {
	Case       []uint32         `nfi:"case"` // row of CaseTable, from 0
	Dataset    []uint8          `nfi:"dataset"`
	Line       []uint32         `nfi:"line"`
	Registered []retention.Date `nfi:"registered,null"` // of register rows; else first seen
	// AdultOn is the day an elector reaches 18, where that is after the discount began
	// or after the as-of date: else a day of birth would be told for nothing.
	AdultOn []retention.Date `nfi:"adult_on,null"`
}

// Len returns the number of source rows.
func (s *SourceTable) Len() int { return len(s.Line) }

// appendCase appends the flags of one account, which are a case, best flag first,
// and what they rest on.
func (x *listing) appendCase(t *Tables, found []rules.Finding) {
	best, home, cases, flags := t.Flags.Len(), &found[0].Home, &t.Cases, &t.Flags
	name := fmt.Sprintf("%s-%04d", x.options.Exercise, cases.Len()+1)
	terms := x.termsOf(found)
	for i := range found {
		x.appendFlag(t, &found[i], name, terms)
	}
	matched, line, since := result.HowUnplaced, uint32(0), retention.Date(0)
	if other := otherElector(found); other != nil {
		matched, since = other.How, other.Since()
		line = x.Records.Entries.Line[x.Records.Mentions.Entry[other.Mention]]
	}
	cases.Case = append(cases.Case, name)
	cases.AccountLine = append(cases.AccountLine, flags.AccountLine[best])
	cases.Dwelling = append(cases.Dwelling, flags.Dwelling[best])
	cases.Strength = append(cases.Strength, flags.Strength[best])
	cases.ScoreMillibits = append(cases.ScoreMillibits, flags.ScoreMillibits[best])
	cases.AnnualPence = append(cases.AnnualPence, flags.AnnualPence[best])
	cases.AfterCTRPence = append(cases.AfterCTRPence, flags.AfterCTRPence[best])
	cases.CTR = append(cases.CTR, x.reduction(home))
	cases.ElectorsListed = append(cases.ElectorsListed, flags.ElectorsListed[best])
	cases.AdultsLeast = append(cases.AdultsLeast, flags.AdultsLeast[best])
	cases.AdultsMost = append(cases.AdultsMost, flags.AdultsMost[best])
	cases.Liable = append(cases.Liable, home.Found)
	cases.Matched = append(cases.Matched, matched)
	cases.OtherLine = append(cases.OtherLine, line)
	cases.OtherSince = append(cases.OtherSince, since)
	cases.DiscountFrom = append(cases.DiscountFrom, x.Records.Accounts.From[home.Account])
	cases.AccountSince = append(cases.AccountSince, x.Records.Accounts.Since[home.Account])
	cases.Terms = append(cases.Terms, flags.Terms[best])
	cases.DeleteBy = append(cases.DeleteBy, flags.DeleteBy[best])
	x.appendSources(t, found)
}

// termsOf returns the strictest terms of all that the flags of an account rest on: its
// household, entries at other dwellings and first-seen days.
func (x *listing) termsOf(found []rules.Finding) retention.TermsID {
	home, register := &found[0].Home, x.Records.Terms
	terms := x.TermsOf(home)
	for i := range found {
		for _, entry := range found[i].Rests {
			other := retention.TermsID(x.Records.Entries.Terms[entry])
			terms = register.StrictestOf(terms, other)
		}
	}
	for i := range home.Electors {
		if home.Electors[i].Seen.First != 0 {
			return register.StrictestOf(terms, x.options.SeenTerms)
		}
	}
	return terms
}

// reduction says whether a claim in payment belongs to the account.
func (x *listing) reduction(home *household.Home) uint8 {
	switch {
	case home.Claim != household.None:
		return CTRYes
	case x.options.CTRDate != 0:
		return CTRNo
	}
	return CTRUnknown
}

// otherElector returns the register entry of the other adult: that of rule A0,
// which chose the strongest, else the first that a flag of the case names; nil if
// no flag names one.
func otherElector(found []rules.Finding) (other *household.Elector) {
	for i := range found {
		f := &found[i]
		if other != nil && f.Rule.Code != "A0" {
			continue
		}
		if one := otherElectorOf(f); one != nil {
			other = one
		}
	}
	return other
}

// otherElectorOf returns the first elector that a reason names and who does not stand
// for the liable person, or nil.
func otherElectorOf(f *rules.Finding) *household.Elector {
	for _, r := range f.Reasons {
		for i := range f.Home.Electors {
			if i != f.Home.Itself && f.Home.Electors[i].Mention == r.Mention {
				return &f.Home.Electors[i]
			}
		}
	}
	return nil
}

// appendSources appends the source rows of the last case, in order.
func (x *listing) appendSources(t *Tables, found []rules.Finding) {
	home, entries := &found[0].Home, &x.Records.Entries
	add := func(dataset uint8, line uint32, registered, adultOn retention.Date) {
		s := &t.Sources
		s.Case = append(s.Case, uint32(t.Cases.Len()-1))
		s.Dataset, s.Line = append(s.Dataset, dataset), append(s.Line, line)
		s.Registered = append(s.Registered, registered)
		s.AdultOn = append(s.AdultOn, adultOn)
	}
	add(record.CouncilTax, entries.Line[home.Entry], 0, 0)
	merged := &x.Records.Merged
	m, _ := slices.BinarySearch(merged.Entry, home.Entry)
	for ; m < merged.Len() && merged.Entry[m] == home.Entry; m++ {
		add(record.CouncilTax, merged.Line[m], 0, 0)
	}
	// Else the codes of the account, and deaths, are all that is looked at.
	if slices.ContainsFunc(found, func(f rules.Finding) bool { return f.Rule.Queue == "" }) {
		x.addHousehold(found, add)
	}
	for _, line := range x.deathsNamed(found) {
		add(record.Deaths, line, 0, 0)
	}
}

// addHousehold adds the rows of a case's electors and claim.
func (x *listing) addHousehold(found []rules.Finding,
	add func(dataset uint8, line uint32, registered, adultOn retention.Date),
) {
	home, entries := &found[0].Home, &x.Records.Entries
	shared := x.Crowded(home) || x.Neighbours(home)
	for _, one := range home.Electors { // a register row names one person
		if one.Adult && !shared || named(found, one.Mention) {
			entry := x.Records.Mentions.Entry[one.Mention]
			add(record.ElectoralRegister, entries.Line[entry], one.Since(),
				x.adultOnShown(home, one.AdultOn))
		}
	}
	if home.Claim != household.None {
		add(record.CTR, entries.Line[x.Records.Claims.Entry[home.Claim]], 0, 0)
	}
}

// deathsNamed returns the lines of the list of deaths that reasons of a case name, in order.
func (x *listing) deathsNamed(found []rules.Finding) (lines []uint32) {
	for i := range found {
		for _, r := range found[i].Reasons {
			if r.Mention == household.None {
				continue
			}
			entry := x.Records.Mentions.Entry[r.Mention]
			if x.Records.Entries.Dataset[entry] == record.Deaths {
				lines = append(lines, x.Records.Entries.Line[entry])
			}
		}
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

// named reports whether a reason of the case names the mention.
func named(found []rules.Finding, mention int) bool {
	return slices.ContainsFunc(found, func(f rules.Finding) bool {
		return slices.ContainsFunc(f.Reasons, func(r rules.Reason) bool { return r.Mention == mention })
	})
}

// adultOnShown returns the day of reaching 18 where the case needs it, else 0.
func (x *listing) adultOnShown(home *household.Home, day retention.Date) retention.Date {
	from := x.Records.Accounts.From[home.Account]
	if day > x.options.AsOf || from != 0 && day > from {
		return day
	}
	return 0
}
