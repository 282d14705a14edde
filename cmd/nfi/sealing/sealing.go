// Package sealing says what is sealed of each case of a run: the places of its source rows,
// and its facts, which the list shows without another look at the run.
package sealing

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"

	"nfimatch/extract/row"
	"nfimatch/extract/vault"
	"nfimatch/match/result"
	"nfimatch/normalize/record"
	"nfimatch/report"
	"nfimatch/report/cases"
	"nfimatch/report/data"
	"nfimatch/report/rules"
)

// A Run is what the facts of its cases are read from.
type Run struct {
	Flags    *report.Tables
	Tables   *record.Tables
	Register bool // whether a register was read
}

// Cases returns what is sealed of each case, in rank order. It fails where the rows of cases
// do not stand together in the cases' order. O(flags + reasons + source rows).
func (r *Run) Cases() ([]vault.Case, error) {
	table := &r.Flags.Cases
	byCode := make(map[string]data.Rule)
	for _, rule := range data.Rules() {
		byCode[rule.Code] = rule
	}
	sealed := make([]vault.Case, len(table.Case))
	flag, reason, source := 0, 0, 0 // rows of cases stand together, in the cases' order
	for i, name := range table.Case {
		facts := r.caseFacts(i)
		for ; flag < r.Flags.Flags.Len() && r.Flags.Flags.Case[flag] == name; flag++ {
			addRule(&facts, byCode[r.Flags.Flags.Rule[flag]])
			number := r.Flags.Flags.Flag[flag]
			for ; reason < r.Flags.Reasons.Len() && r.Flags.Reasons.Flag[reason] == number; reason++ {
				addReason(&facts, &r.Flags.Reasons, reason)
			}
		}
		sealed[i] = vault.Case{Name: name, DeleteBy: table.DeleteBy[i]}
		for sources := &r.Flags.Sources; source < len(sources.Case) &&
			int(sources.Case[source]) == i; source++ {
			dataset, line := row.Dataset(sources.Dataset[source]), sources.Line[source]
			sealed[i].Lines = append(sealed[i].Lines, vault.Line{Dataset: dataset, Line: row.Line(line)})
			facts.Sources = append(facts.Sources, cases.SourceFacts{
				Dataset: dataset.String(), Line: line,
				Registered: sources.Registered[source].String(),
				AdultOn:    sources.AdultOn[source].String(),
			})
		}
		var err error
		if sealed[i].Facts, err = json.Marshal(facts); err != nil {
			return nil, err
		}
	}
	if flag < r.Flags.Flags.Len() || reason < r.Flags.Reasons.Len() ||
		source < len(r.Flags.Sources.Case) {
		return nil, fmt.Errorf("the rows of cases are not in the order of the cases")
	}
	return sealed, nil
}

// caseFacts returns what the table of cases says of one.
func (r *Run) caseFacts(i int) cases.Facts {
	table := &r.Flags.Cases
	return cases.Facts{
		Priority: i + 1, Strength: table.Strength[i].String(),
		ScoreMillibits: table.ScoreMillibits[i],
		AnnualPence:    knownPence(table.AnnualPence[i]),
		AfterCTRPence:  knownPence(table.AfterCTRPence[i]),
		CTR:            ctrWords[table.CTR[i]], Liable: r.liableWords(i),
		DiscountSince: table.DiscountFrom[i].String(), AccountSince: table.AccountSince[i].String(),
		OtherSince: table.OtherSince[i].String(), AddressMatched: r.addressMatched(i),
		Electors: int(table.ElectorsListed[i]), AdultsLeast: int(table.AdultsLeast[i]),
		AdultsMost: int(table.AdultsMost[i]),
	}
}

// ctrWords are the answers to whether an account has a reduction.
var ctrWords = map[uint8]string{report.CTRUnknown: "Not known", report.CTRNo: "No",
	report.CTRYes: "Yes"}

// liableWords answers whether the liable person is on the register: without one nobody
// can say.
func (r *Run) liableWords(i int) string {
	if !r.Register {
		return "Not known"
	}
	return map[uint8]string{report.LiableNo: "No", report.LiablePossibly: "Possibly",
		report.LiableYes: "Yes"}[r.Flags.Cases.Liable[i]]
}

// addressMatched says how the register entry of the other adult came to the dwelling,
// "" where none matters. Words and a repaired slip are a same address: the reasons say
// where that is in doubt.
func (r *Run) addressMatched(i int) string {
	table, entries := &r.Flags.Cases, &r.Tables.Entries
	switch {
	case table.Matched[i] == result.HowUnplaced:
		return ""
	case table.Matched[i] == result.HowBuilding:
		return "Same building"
	case table.Matched[i] != result.HowUPRN:
		return "Same address"
	}
	account := entries.Full[r.entryOf(record.CouncilTax, table.AccountLine[i])]
	elector := entries.Full[r.entryOf(record.ElectoralRegister, table.OtherLine[i])]
	if account != 0 && account == elector {
		return "UPRN and address"
	}
	return "UPRN"
}

// entryOf returns the row of Entries that a source row became: they are in order of
// dataset and line.
func (r *Run) entryOf(dataset uint8, line uint32) int {
	entries := &r.Tables.Entries
	i, found := sort.Find(entries.Len(), func(i int) int {
		return cmp.Or(cmp.Compare(dataset, entries.Dataset[i]), cmp.Compare(line, entries.Line[i]))
	})
	if !found {
		panic("sealing: a case rests on a row that was not kept")
	}
	return i
}

func knownPence(pence int64) *int64 {
	if pence == rules.PenceUnknown {
		return nil
	}
	return &pence
}

// addRule adds a rule's words to the facts, each once.
func addRule(facts *cases.Facts, rule data.Rule) {
	facts.Rules = append(facts.Rules, cases.RuleFacts{Code: rule.Code, Name: rule.Name,
		Words: rule.Words})
	for _, check := range strings.Split(rule.CheckFirst, "; ") {
		addCheck(facts, check)
	}
	if !slices.Contains(facts.Settle, rule.Settle) {
		facts.Settle = append(facts.Settle, rule.Settle)
	}
}

// addCheck adds what to look at first, each thing once.
func addCheck(facts *cases.Facts, check string) {
	if check != "" && !slices.Contains(facts.CheckFirst, check) {
		facts.CheckFirst = append(facts.CheckFirst, check)
	}
}

// addReason adds a reason. What several flags of a case say in the same words, of the
// same day, is said once: the first flag's, which is the strongest.
func addReason(facts *cases.Facts, reasons *report.ReasonTable, i int) {
	side := &facts.Against
	if reasons.For[i] {
		side = &facts.For
	}
	added := cases.ReasonFacts{Code: reasons.Code[i], Words: data.ReasonOf(reasons.Code[i]).Words,
		Date: reasons.Date[i].String(), Millibits: reasons.Millibits[i]}
	if !slices.Contains(*side, added) {
		*side = append(*side, added)
	}
	addCheck(facts, data.CheckFirst(added.Code))
}
