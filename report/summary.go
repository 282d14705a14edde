package report

import (
	"slices"

	"nfimatch/extract/retention"
	"nfimatch/normalize/record"
	"nfimatch/report/data"
	"nfimatch/report/household"
	"nfimatch/report/rules"
)

// Discounts count the single person discounts of the council tax file, account by
// account. Each block adds up, which the package asserts:
//
//	Recorded   = NotStarted + Ended + InPayment
//	InPayment  = Found + NotFound + AddressUnclear
//	Found      = Consistent + Disregarded + Population
//	Population = the explanations + Listed
type Discounts struct {
	Recorded       int `json:"recorded"`
	NotStarted     int `json:"not_started"` // begins after the as-of date
	Ended          int `json:"ended"`       // ended by then
	InPayment      int `json:"in_payment"`
	Found          int `json:"found"`           // the register has an entry at the dwelling
	NotFound       int `json:"not_found"`       // it has none
	AddressUnclear int `json:"address_unclear"` // only at a part or the building of it
	Consistent     int `json:"consistent"`      // at most one adult elector
	Disregarded    int `json:"disregarded"`     // more, and the account has a disregard
	Population     int `json:"population"`      // NFI's measure: more, and it has none
	Listed         int `json:"listed"`          // of them under rule A0
}

// A Count is how many accounts have one explanation.
type Count struct {
	Code     string `json:"code"`
	Accounts int    `json:"accounts"`
}

// A RuleCount is how many flags a rule has, by strength.
type RuleCount struct {
	Rule    string `json:"rule"`
	Version uint16 `json:"version"`
	Strong  int    `json:"strong"`
	Medium  int    `json:"medium"`
	Weak    int    `json:"weak"`
	Flags   int    `json:"flags"`
}

// Deaths count what a list of deaths says beside its rule and its explanations.
type Deaths struct {
	SecondNames int `json:"second_names"` // accounts whose further liable person has died
	Possibly    int `json:"possibly"`     // flags that may be about somebody who has died
	Namesakes   int `json:"namesakes"`    // flags with a death that seems to be another's
}

// Summary holds the counts of one run, for run.json and the page. It names
// nobody, and equal inputs give equal summaries.
type Summary struct {
	Discounts    Discounts   `json:"discounts"`
	Explanations []Count     `json:"explanations"`     // every code, in order; zeros too
	Rules        []RuleCount `json:"rules"`            // every rule that is on; zeros too
	Deaths       *Deaths     `json:"deaths,omitempty"` // nil without a list of deaths
	Flags        int         `json:"flags"`
	Cases        int         `json:"cases"`
	CasesStrong  int         `json:"cases_strong"` // by the best flag of the case
	CasesMedium  int         `json:"cases_medium"`
	CasesWeak    int         `json:"cases_weak"`

	AmountsUnlike int `json:"amounts_unlike"` // discounts whose amount is no quarter of the tax

	AnnualPence      int64 `json:"annual_value_pence"` // of all cases, each once
	AnnualUnknown    int   `json:"annual_value_unknown"`
	AfterCTRPence    int64 `json:"after_ctr_pence"`
	AfterCTRUnknown  int   `json:"after_ctr_unknown"` // cases
	DatesApartDays   int   `json:"dates_apart_days"`  // council tax and register; 0 without a register
	DatesApartWarned bool  `json:"dates_apart_warned"`

	DeleteByFirst retention.Date `json:"-"` // the earliest of the flags; 0 without flags
}

func newSummary(options Options) Summary {
	s := Summary{}
	for _, row := range data.Explanations() {
		if options.DeathsDate == 0 && rules.NeedsDeaths(row.Code) {
			continue
		}
		s.Explanations = append(s.Explanations, Count{Code: row.Code})
	}
	for _, rule := range data.Rules() {
		if options.DeathsDate == 0 && rules.NeedsDeaths(rule.Code) {
			continue
		}
		s.Rules = append(s.Rules, RuleCount{Rule: rule.Code, Version: rule.Version})
	}
	if options.DeathsDate != 0 {
		s.Deaths = new(Deaths)
	}
	if options.RegisterDate != 0 {
		s.DatesApartDays = int(options.CouncilTaxDate - options.RegisterDate)
		s.DatesApartDays = max(s.DatesApartDays, -s.DatesApartDays)
		s.DatesApartWarned = int64(s.DatesApartDays) > data.Numbers().DatesApartDays
	}
	return s
}

// countDiscount counts an account and reports whether its single person discount
// is in payment at the as-of date.
func (x *listing) countDiscount(account int, s *Summary) bool {
	accounts, d := &x.Records.Accounts, &s.Discounts
	if accounts.Discount[account] != record.DiscountSinglePerson {
		return false
	}
	d.Recorded++
	switch from, to := accounts.From[account], accounts.To[account]; {
	case x.InPayment(from, to):
		d.InPayment++
		if x.AmountUnlike(account) {
			s.AmountsUnlike++
		}
		return true
	case from > x.options.AsOf:
		d.NotStarted++
	default:
		d.Ended++
	}
	return false
}

// countStanding counts an account in payment by how it stands to NFI's measure, and one of
// its population under its explanation, or as listed where it has none.
func (s *Summary) countStanding(standing rules.Standing, explanation string) {
	d := &s.Discounts
	switch standing {
	case rules.AddressUnclear:
		d.AddressUnclear++
		return
	case rules.NotFound:
		d.NotFound++
		return
	case rules.Consistent:
		d.Consistent++
	case rules.Disregarded:
		d.Disregarded++
	case rules.Population:
		d.Population++
		if explanation == "" {
			d.Listed++
		} else {
			s.explain(explanation)
		}
	}
	d.Found++
}

// explain counts an account under its explanation. It panics for a code that
// explanations.csv does not have.
func (s *Summary) explain(code string) {
	for i := range s.Explanations {
		if s.Explanations[i].Code == code {
			s.Explanations[i].Accounts++
			return
		}
	}
	panic("report: explanations.csv has no row " + code)
}

// Explained returns how many accounts of NFI's population have an explanation.
func (s *Summary) Explained() (accounts int) {
	for _, count := range s.Explanations {
		accounts += count.Accounts
	}
	return accounts
}

// RuleCount returns the counts of a rule; zeros for one that is not on.
func (s *Summary) RuleCount(rule string) RuleCount {
	for _, count := range s.Rules {
		if count.Rule == rule {
			return count
		}
	}
	return RuleCount{Rule: rule}
}

// count fills in what the flags add up to.
func (s *Summary) count(t *Tables) {
	flags := &t.Flags
	s.Flags = flags.Len()
	if s.Deaths != nil {
		s.Deaths.count(&t.Reasons)
	}
	for i, rule := range flags.Rule {
		for r := range s.Rules {
			if s.Rules[r].Rule == rule {
				s.Rules[r].add(flags.Strength[i])
			}
		}
		if s.DeleteByFirst == 0 || flags.DeleteBy[i] < s.DeleteByFirst {
			s.DeleteByFirst = flags.DeleteBy[i]
		}
		if i > 0 && flags.Case[i] == flags.Case[i-1] {
			continue
		}
		s.countCase(flags, i)
	}
}

// countCase counts a case by its first flag, which is its best: all flags of a
// case have the value of its one discount.
func (s *Summary) countCase(flags *FlagTable, i int) {
	s.Cases++
	switch flags.Strength[i] {
	case rules.Strong:
		s.CasesStrong++
	case rules.Medium:
		s.CasesMedium++
	case rules.Weak:
		s.CasesWeak++
	}
	if pence := flags.AnnualPence[i]; pence != rules.PenceUnknown {
		s.AnnualPence += pence
	} else {
		s.AnnualUnknown++
	}
	if pence := flags.AfterCTRPence[i]; pence != rules.PenceUnknown {
		s.AfterCTRPence += pence
	} else {
		s.AfterCTRUnknown++
	}
}

func (c *RuleCount) add(strength rules.Strength) {
	c.Flags++
	switch strength {
	case rules.Strong:
		c.Strong++
	case rules.Medium:
		c.Medium++
	case rules.Weak:
		c.Weak++
	}
}

// countDeaths counts an account in payment whose further liable person has died.
func (s *Summary) countDeaths(home *household.Home) {
	if s.Deaths == nil {
		return
	}
	for i := 1; i < len(home.Liable); i++ {
		if home.Deaths[i].Sure() {
			s.Deaths.SecondNames++
			return
		}
	}
}

// count counts the flags by their reasons.
func (d *Deaths) count(reasons *ReasonTable) {
	for first := 0; first < reasons.Len(); {
		next := first
		for next < reasons.Len() && reasons.Flag[next] == reasons.Flag[first] {
			next++
		}
		d.countOpen(reasons.Code[first:next])
		first = next
	}
}

// countOpen counts a flag by what a list of deaths leaves open about its persons.
func (d *Deaths) countOpen(codes []string) {
	if slices.ContainsFunc(codes, rules.PossibleDeath) {
		d.Possibly++
	}
	if slices.ContainsFunc(codes, rules.NamesakeDeath) {
		d.Namesakes++
	}
}

// check asserts that every account was counted once. It panics, since only a
// mistake in this package can break a sum.
func (s *Summary) check() {
	d := &s.Discounts
	flags := 0
	for _, rule := range s.Rules {
		flags += rule.Flags
	}
	switch {
	case d.Recorded != d.NotStarted+d.Ended+d.InPayment,
		d.InPayment != d.Found+d.NotFound+d.AddressUnclear,
		d.Found != d.Consistent+d.Disregarded+d.Population:
		panic("report: the counts of discounts do not add up")
	case d.Population != s.Explained()+d.Listed:
		panic("report: an account of the population has no explanation, or more than one")
	case d.Listed != s.RuleCount("A0").Flags,
		s.Flags != flags, s.Cases != s.CasesStrong+s.CasesMedium+s.CasesWeak:
		panic("report: the counts of flags do not add up")
	}
}
