package exercise

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

// sealedCases returns what is sealed of each case, in rank order: its facts and the
// places of its source rows.
func (r *run) sealedCases() ([]vault.Case, error) {
	table := &r.flags.Cases
	rules := make(map[string]data.Rule)
	for _, rule := range data.Rules() {
		rules[rule.Code] = rule
	}
	sealed := make([]vault.Case, len(table.Case))
	flag, reason, source := 0, 0, 0 // rows of cases stand together, in the cases' order
	for i, name := range table.Case {
		facts := r.caseFacts(i)
		for ; flag < r.flags.Flags.Len() && r.flags.Flags.Case[flag] == name; flag++ {
			addRule(&facts, rules[r.flags.Flags.Rule[flag]])
			number := r.flags.Flags.Flag[flag]
			for ; reason < r.flags.Reasons.Len() && r.flags.Reasons.Flag[reason] == number; reason++ {
				addReason(&facts, &r.flags.Reasons, reason)
			}
		}
		sealed[i] = vault.Case{Name: name, DeleteBy: table.DeleteBy[i]}
		for sources := &r.flags.Sources; source < len(sources.Case) &&
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
	if flag < r.flags.Flags.Len() || reason < r.flags.Reasons.Len() ||
		source < len(r.flags.Sources.Case) {
		return nil, fmt.Errorf("the rows of cases are not in the order of the cases")
	}
	return sealed, nil
}

// caseFacts returns what the table of cases says of one.
func (r *run) caseFacts(i int) cases.Facts {
	table := &r.flags.Cases
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
func (r *run) liableWords(i int) string {
	if !r.hasRegister() {
		return "Not known"
	}
	return map[uint8]string{report.LiableNo: "No", report.LiablePossibly: "Possibly",
		report.LiableYes: "Yes"}[r.flags.Cases.Liable[i]]
}

// addressMatched says how the register entry of the other adult came to the dwelling,
// "" where none matters. Words and a repaired slip are a same address: the reasons say
// where that is in doubt.
func (r *run) addressMatched(i int) string {
	table, entries := &r.flags.Cases, &r.tables.Entries
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
func (r *run) entryOf(dataset uint8, line uint32) int {
	entries := &r.tables.Entries
	i, found := sort.Find(entries.Len(), func(i int) int {
		return cmp.Or(cmp.Compare(dataset, entries.Dataset[i]), cmp.Compare(line, entries.Line[i]))
	})
	if !found {
		panic("exercise: a case rests on a row that was not kept")
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

// sourcesOfSeals returns the extracts as they were read.
func (r *run) sourcesOfSeals() (sources []vault.Source) {
	for _, dataset := range r.given() {
		source := vault.Source{Source: r.sourceOf(dataset), Date: r.Dates[dataset]}
		for _, file := range r.read1[dataset].Files {
			source.Digests = append(source.Digests, file.SHA256)
		}
		sources = append(sources, source)
	}
	return sources
}
