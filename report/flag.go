package report

import (
	"cmp"
	"slices"

	"nfimatch/extract/retention"
	"nfimatch/report/data"
	"nfimatch/report/household"
	"nfimatch/report/rules"
)

// Version is the version of the tables' layout, written in their metadata.
//
//	1: first layout
const Version = 1

// FlagTable holds the flags in rank order. All flags at one account share a case,
// and the rows of a case stand together, under its best flag.
type FlagTable struct {
	Flag           []uint32         `nfi:"flag"` // from 1, in rank order
	Case           []string         `nfi:"case"` // <exercise>-0001, in rank order
	Rule           []string         `nfi:"rule"`
	RuleVersion    []uint16         `nfi:"rule_version"`
	Dwelling       []uint32         `nfi:"dwelling"` // of the dwelling table; 0 not linked
	AccountLine    []uint32         `nfi:"account_line"`
	ScoreMillibits []int32          `nfi:"score_millibits"`
	Strength       []rules.Strength `nfi:"strength"`
	AnnualPence    []int64          `nfi:"annual_value_pence"` // PenceUnknown = not known
	AfterCTRPence  []int64          `nfi:"after_ctr_pence"`    // PenceUnknown = not known
	ElectorsListed []uint16         `nfi:"electors_listed"`    // adult entries of the register, raw
	AdultsLeast    []uint16         `nfi:"adults_least"`
	AdultsMost     []uint16         `nfi:"adults_most"`
	Terms          []uint16         `nfi:"terms"`
	DeleteBy       []retention.Date `nfi:"delete_by"`
}

// Len returns the number of flags.
func (f *FlagTable) Len() int { return len(f.Flag) }

// ReasonTable holds the reasons, by flag and then ordinal from 1. The millibits
// of a flag's reasons sum to its score exactly. A reason read from a person's
// entry names it by dataset, line and the person's ordinal in the row; one that
// was not has dataset 0.
type ReasonTable struct {
	Flag      []uint32         `nfi:"flag"`
	Ordinal   []uint8          `nfi:"ordinal"`
	Code      []string         `nfi:"code"`
	For       []bool           `nfi:"for"` // else it speaks against
	Millibits []int32          `nfi:"millibits"`
	Dataset   []uint8          `nfi:"dataset"`
	Line      []uint32         `nfi:"line"`
	Mention   []uint8          `nfi:"mention"`
	Date      []retention.Date `nfi:"date,null"`
	Terms     []uint16         `nfi:"terms"`
	DeleteBy  []retention.Date `nfi:"delete_by"`
}

// Len returns the number of reasons.
func (r *ReasonTable) Len() int { return len(r.Flag) }

// Tables are the tables that leave report.
type Tables struct {
	Flags   FlagTable
	Reasons ReasonTable
	Cases   CaseTable
	Sources SourceTable
	Terms   *retention.Register
	Meta    map[string]string // the metadata every table of the run carries
}

// rank puts findings in order of priority: strength, then score, then value after
// council tax reduction, then the account's line, then the rule. Findings at one
// account then follow its best one.
func rank(findings []rules.Finding) {
	slices.SortFunc(findings, compareFindings)
	best := make(map[int]int) // account → place of its best finding; looked up only
	for i := range findings {
		if _, ok := best[findings[i].Home.Account]; !ok {
			best[findings[i].Home.Account] = i
		}
	}
	slices.SortStableFunc(findings, func(a, b rules.Finding) int {
		return cmp.Compare(best[a.Home.Account], best[b.Home.Account])
	})
}

// compareFindings is a total order, since no rule flags one account twice.
func compareFindings(a, b rules.Finding) int {
	return cmp.Or(
		-cmp.Compare(a.Strength, b.Strength),
		-cmp.Compare(a.Score, b.Score),
		-cmp.Compare(a.Money.RankPence(), b.Money.RankPence()),
		cmp.Compare(a.Line, b.Line),
		cmp.Compare(a.Rule.Code, b.Rule.Code),
	)
}

// tablesOf numbers ranked findings and lays them out as tables.
func (x *listing) tablesOf(findings []rules.Finding) Tables {
	t := Tables{Terms: x.Records.Terms, Meta: x.Records.Meta}
	for first := 0; first < len(findings); {
		next := first + 1
		for next < len(findings) && findings[next].Home.Account == findings[first].Home.Account {
			next++
		}
		x.appendCase(&t, findings[first:next])
		first = next
	}
	return t
}

// appendFlag appends a flag of a case and its reasons.
func (x *listing) appendFlag(t *Tables, f *rules.Finding, name string, terms retention.TermsID) {
	flags := &t.Flags
	deleteBy := x.Records.Terms.Get(terms).DeleteBy
	flag := uint32(flags.Len() + 1)
	flags.Flag = append(flags.Flag, flag)
	flags.Case = append(flags.Case, name)
	flags.Rule = append(flags.Rule, f.Rule.Code)
	flags.RuleVersion = append(flags.RuleVersion, f.Rule.Version)
	flags.Dwelling = append(flags.Dwelling, f.Home.Dwelling)
	flags.AccountLine = append(flags.AccountLine, f.Line)
	flags.ScoreMillibits = append(flags.ScoreMillibits, f.Score)
	flags.Strength = append(flags.Strength, f.Strength)
	flags.AnnualPence = append(flags.AnnualPence, f.Money.AnnualPence)
	flags.AfterCTRPence = append(flags.AfterCTRPence, f.Money.AfterCTRPence)
	listed, least, most := x.AdultsAt(&f.Home)
	flags.ElectorsListed = append(flags.ElectorsListed, listed)
	flags.AdultsLeast = append(flags.AdultsLeast, least)
	flags.AdultsMost = append(flags.AdultsMost, most)
	flags.Terms = append(flags.Terms, uint16(terms))
	flags.DeleteBy = append(flags.DeleteBy, deleteBy)
	sum := int32(0)
	for i, r := range f.Reasons {
		sum += r.Weight.Millibits
		x.appendReason(&t.Reasons, flag, uint8(i+1), r)
		t.Reasons.Terms = append(t.Reasons.Terms, uint16(terms))
		t.Reasons.DeleteBy = append(t.Reasons.DeleteBy, deleteBy)
	}
	if sum != f.Score {
		panic("report: the reasons of a flag do not sum to its score")
	}
}

func (x *listing) appendReason(t *ReasonTable, flag uint32, ordinal uint8, r rules.Reason) {
	t.Flag = append(t.Flag, flag)
	t.Ordinal = append(t.Ordinal, ordinal)
	t.Code = append(t.Code, r.Weight.Code)
	t.For = append(t.For, r.Weight.Side == data.For)
	t.Millibits = append(t.Millibits, r.Weight.Millibits)
	t.Date = append(t.Date, r.Date)
	if r.Mention == household.None {
		t.Dataset = append(t.Dataset, 0)
		t.Line = append(t.Line, 0)
		t.Mention = append(t.Mention, 0)
		return
	}
	entry := x.Records.Mentions.Entry[r.Mention]
	t.Dataset = append(t.Dataset, x.Records.Entries.Dataset[entry])
	t.Line = append(t.Line, x.Records.Entries.Line[entry])
	t.Mention = append(t.Mention, x.Records.Mentions.Ordinal[r.Mention])
}
