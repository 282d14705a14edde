package exercise

import (
	"fmt"
	"strings"

	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/row"
	"nfimatch/report/data"
	"nfimatch/report/spell"
)

// print tells on the terminal what the page tells, in the same words.
func (r *run) print() {
	r.Say("%s · Local council tax discount review, not an NFI exercise · %s",
		workspace.Recorded(r.Config.Body), r.Exercise)
	r.Say("A difference between records is not evidence of wrongdoing. Each case needs a person.")
	heading := "Files"
	for _, dataset := range r.given() {
		counts, placed := r.counts[dataset], r.how.Place.ByDataset[dataset]
		r.Say("%-10s %-12s %s read = %s kept + %s set aside + %s rejected + %s merged", heading,
			SourceName(dataset), spell.Grouped(counts.Read), spell.Grouped(counts.Kept),
			spell.Grouped(counts.SetAside), spell.Grouped(counts.Rejected), spell.Grouped(counts.Merged))
		r.Say("%-10s %-12s %s kept = %s placed + %s not found + %s in doubt", "", "",
			spell.Grouped(counts.Kept), spell.Grouped(placed.Placed), spell.Grouped(placed.Unplaced),
			spell.Grouped(placed.Abstained))
		heading = ""
	}
	if words := r.firstSeenWords(); words != "" {
		r.Say("%-10s %s", "First seen", words)
	}
	r.printDiscounts()
	r.printList()
	if len(r.how.Buildings) > 0 {
		r.Say("%-10s flats named in two ways: %s", "Buildings", r.waitingWords())
	}
	r.Say("%-10s %s", "Weights", r.modelWords())
	for _, line := range r.deletion() {
		r.Say("%-10s %s", "Deletion", line)
	}
	if len(r.flags.Cases.Case) > 0 {
		r.Say("%-10s %s", "Next", r.next())
		r.Say("%-10s nfi explain %s  says why the first case is listed, term by term", "",
			r.flags.Cases.Case[0])
	}
	r.Say("%-10s %s", "Report", r.Path(workspace.RunsFolder, r.Exercise, "report.html"))
}

func (r *run) printDiscounts() {
	d := r.summary.Discounts
	heading := "Discounts"
	if d.NotStarted+d.Ended > 0 {
		r.Say("%-10s %s recorded = %s in payment + %s beginning later + %s ended", heading,
			spell.Grouped(d.Recorded), spell.Grouped(d.InPayment),
			spell.Grouped(d.NotStarted), spell.Grouped(d.Ended))
		heading = ""
	}
	if unlike := r.summary.AmountsUnlike; unlike > 0 {
		r.Say("%-10s %s in payment of another amount than a quarter of the year's tax: part years, "+
			"reductions, or a column that was misread", heading, spell.Grouped(unlike))
		heading = ""
	}
	if !r.hasRegister() {
		r.Say("%-10s %s in payment; no register was given: A0 was not run", heading,
			spell.Grouped(d.InPayment))
		return
	}
	r.Say("%-10s %s in payment = %s found on the register + %s not found + %s address unclear",
		heading, spell.Grouped(d.InPayment), Plural(d.Found, "dwelling"), spell.Grouped(d.NotFound),
		spell.Grouped(d.AddressUnclear))
	r.Say("%-10s %s = %s nothing inconsistent + %s with a disregard + %s more than one elector "+
		"(NFI's measure)", "", spell.Grouped(d.Found), spell.Grouped(d.Consistent),
		spell.Grouped(d.Disregarded), spell.Grouped(d.Population))
	words := make(map[string]string)
	for _, explanation := range data.Explanations() {
		words[explanation.Code] = explanation.Words
	}
	parts := []string{fmt.Sprintf("%s listed", spell.Grouped(d.Listed))}
	for _, count := range r.summary.Explanations {
		if count.Accounts > 0 {
			parts = append(parts, fmt.Sprintf("%s %s", spell.Grouped(count.Accounts), words[count.Code]))
		}
	}
	r.Say("%-10s %s = %s", "", spell.Grouped(d.Population), strings.Join(parts, " + "))
}

// registerRule is the rule that is nothing without a register.
const registerRule = "A0"

func (r *run) hasRegister() bool { return len(r.Files[row.ElectoralRegister]) > 0 }

func (r *run) printList() {
	s := r.summary
	r.Say("%-10s %s = strong %s + medium %s + weak %s", "List", Plural(s.Cases, "case"),
		spell.Grouped(s.CasesStrong), spell.Grouped(s.CasesMedium), spell.Grouped(s.CasesWeak))
	for _, rule := range s.Rules {
		if rule.Rule != registerRule || r.hasRegister() {
			r.Say("%-10s %-4s %s", "", rule.Rule, Plural(rule.Flags, "flag"))
		}
	}
	money := fmt.Sprintf("£%s a year if every one were wrong", pounds(s.AnnualPence))
	if len(r.Files[row.CTR]) > 0 {
		money += fmt.Sprintf(", £%s after CTR", pounds(s.AfterCTRPence))
	}
	r.Say("%-10s %s", "", money)
}

// pounds writes pence as whole pounds, rounded as on the page.
func pounds(pence int64) string { return spell.Grouped(int((pence + 50) / 100)) }

// Plural returns a number of things: 1 case, 2 cases.
func Plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return spell.Grouped(n) + " " + thing + "s"
}

// sourceNames are the datasets as a sentence has them.
var sourceNames = map[row.Dataset]string{
	row.CouncilTax: "council tax", row.ElectoralRegister: "register", row.CTR: "CTR",
	row.Deaths: "deaths",
}

// SourceName returns what a sentence calls a dataset: "council tax", "CTR".
func SourceName(dataset row.Dataset) string { return sourceNames[dataset] }

// DatasetName is SourceName of a dataset by its name in a manifest: "council_tax".
func DatasetName(name string) string {
	for dataset, words := range sourceNames {
		if dataset.String() == name {
			return words
		}
	}
	return name
}

// DateWords returns what a sentence says of a dataset's date, by the dataset's name in
// a manifest: "published" or "extract of".
func DateWords(name string) string {
	if name == row.ElectoralRegister.String() {
		return "published"
	}
	return "extract of"
}
