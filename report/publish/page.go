package publish

import (
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"strings"

	"nfimatch/extract/retention"
	"nfimatch/match/result"
	"nfimatch/report"
	"nfimatch/report/data"
	"nfimatch/report/publish/chart"
	"nfimatch/report/rules"
	"nfimatch/report/spell"
)

//go:embed data
var dataFiles embed.FS

// NotRecorded is what the page and run.json say of a purpose or a legal function
// that nobody has entered.
const NotRecorded = "not recorded"

// casesShown is how many cases the page itself lists; the rest are in flags.csv.
const casesShown = 10

// Counts are the fates of one dataset's rows.
type Counts struct{ Read, Kept, SetAside, Rejected, Merged int }

// Balanced reports whether every row read has one fate.
func (c Counts) Balanced() bool { return c.Read == c.Kept+c.SetAside+c.Rejected+c.Merged }

// A Source is one dataset of the run.
type Source struct {
	Name          string         // "council tax", as a sentence has it
	Date          retention.Date // of the extract, or of the register's publication
	DateWords     string         // "extract of" or "published"
	Counts        Counts         // rows
	Placed        int            // entries found at a dwelling
	Unplaced      int            // entries not found at one
	Abstained     int            // entries left out in doubt
	Purpose       string         // "" = NotRecorded
	LegalFunction string         // "" = NotRecorded
}

// A Fact is a name and a value for the foot of the page: a version, a key id, a
// digest.
type Fact struct{ Name, Value string }

// Page is what the one page needs beside the flags. It names no person.
type Page struct {
	Council  string
	Purpose  string // of the exercise; "" = NotRecorded
	AsOf     retention.Date
	DeleteBy retention.Date // of the page itself; 0 = the earliest of the flags
	Exercise string
	Sources  []Source // in the order they are shown
	Warnings []string // beside those the page finds itself
	Deletion []string // what is deleted when, in the schedule's words
	Next     string   // the command to go on with
	Facts    []Fact
	Model    *Model        // nil leaves out how mentions were weighed
	Pairs    *result.Pairs // all that were weighed; nil leaves out how many had which weight
}

// WritePage writes the page as one HTML file without script or any reference to
// another file. It is a function of its arguments. It fails on a source whose
// counts do not add up, and where w fails.
func WritePage(w io.Writer, page Page, tables *report.Tables, summary *report.Summary) error {
	for _, source := range page.Sources {
		if !source.Counts.Balanced() ||
			source.Counts.Kept != source.Placed+source.Unplaced+source.Abstained {
			return fmt.Errorf("%s: rows of the page must add up", source.Name)
		}
	}
	view := &view{Page: page, Summary: summary, Style: Style()}
	if view.DeleteBy == 0 {
		view.DeleteBy = summary.DeleteByFirst
	}
	if err := errors.Join(view.addDiscounts(), view.addList(), view.addScores(&tables.Flags),
		view.addModel(page.Pairs)); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	view.addCases(tables)
	view.addWarnings()
	if err := pageTemplate.ExecuteTemplate(w, "page.html", view); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}

// Style returns the style sheet of the pages that this program writes: no page takes
// anything from elsewhere.
func Style() template.CSS {
	style, err := dataFiles.ReadFile("data/page.css")
	if err != nil {
		panic(err) // it is part of the program
	}
	return template.CSS(style)
}

var pageTemplate = template.Must(template.New("").Funcs(template.FuncMap{
	"count": spell.Grouped, "day": dayWords, "pounds": pounds, "recorded": recorded,
	"bits": spell.Bits, "step": spell.SignedBits,
	"percent": func(parts int64) string { return spell.Percent(parts, shareWhole) },
}).ParseFS(dataFiles, "data/page.html"))

// A view is the page as its template reads it.
type view struct {
	Page
	*report.Summary
	Style     template.CSS
	Lines     []sumLine
	Reasons   []explained
	Rules     []ruleView
	Funnel    template.HTML
	Strengths template.HTML
	Scores    template.HTML
	Weighed   *modelView
	Cases     []caseView
	CasesMore int
	AllWarn   []string
}

// A sumLine is one line of the discounts: a total and the parts it is the sum of.
type sumLine struct {
	Total int
	Name  string
	Parts []part
}

type part struct {
	Count int
	Name  string
}

// An explained is a row of the table of accounts that are not listed.
type explained struct {
	data.Explanation
	Accounts int
}

type ruleView struct {
	data.Rule
	report.RuleCount
}

// A caseView is one case of the table: its best flag and the rules at it.
type caseView struct {
	Name     string
	Strength string
	Rules    string
	Bits     string
	Annual   int64
	AfterCTR int64
	Electors uint16
	Adults   string
	For      []string
	Against  []string
	DeleteBy retention.Date
}

// addDiscounts lays out how the discounts add up, from all that are recorded to
// those that are listed.
func (v *view) addDiscounts() (err error) {
	d := &v.Discounts
	v.Lines = []sumLine{
		{d.Recorded, "single person discounts in the council tax file", []part{
			{d.InPayment, "in payment on the day"}, {d.NotStarted, "beginning later"},
			{d.Ended, "ended"}}},
		{d.InPayment, "in payment", []part{
			{d.Found, "dwellings found on the register"}, {d.NotFound, "not found"},
			{d.AddressUnclear, "address unclear"}}},
		{d.Found, "found on the register", []part{
			{d.Consistent, "nothing inconsistent on the register"},
			{d.Disregarded, "more than one elector and a disregard recorded"},
			{d.Population, "more than one elector and none recorded (NFI's measure)"}}},
		{d.Population, "NFI's measure", []part{
			{v.Explained(), "explained or queued"}, {d.Listed, "listed under rule A0"}}},
	}
	listed := v.RuleCount("A0")
	v.Lines = append(v.Lines, sumLine{d.Listed, "listed under rule A0", []part{
		{listed.Strong, "strong"}, {listed.Medium, "medium"}, {listed.Weak, "weak"}}})
	v.Lines = append(v.Lines, v.fromCouncilTax())
	for _, explanation := range data.Explanations() {
		for _, count := range v.Explanations {
			if count.Code == explanation.Code {
				v.Reasons = append(v.Reasons, explained{explanation, count.Accounts})
			}
		}
	}
	v.Funnel, err = chart.Bars("From discount to list, in accounts",
		"Each bar is a part of the one above it. The lines below hold the same numbers.", []chart.Row{
			{Label: "In the council tax file", Parts: []int{d.Recorded}},
			{Label: "In payment on the day", Parts: []int{d.InPayment}},
			{Label: "Found on the register", Parts: []int{d.Found}},
			{Label: "More than one elector", Parts: []int{d.Population}},
			{Label: "Listed under rule A0", Parts: []int{d.Listed}},
		}).Figure()
	return err
}

// fromCouncilTax sums up the flags that need no other file.
func (v *view) fromCouncilTax() sumLine {
	line := sumLine{0, "flags from the council tax file alone", []part{
		{v.RuleCount("A1").Flags, "two names (A1)"},
		{v.RuleCount("A1R").Flags, "a recorded adult (A1R)"},
		{v.RuleCount("A8").Flags, "two dwellings (A8)"},
		{v.RuleCount("A9").Flags + v.RuleCount("A14").Flags, "codes conflict (A9, A14)"},
		{v.RuleCount("A10").Flags, "disregard past its end (A10)"}}}
	for _, one := range line.Parts {
		line.Total += one.Count
	}
	return line
}

// addList lays out flags by rule and strength.
func (v *view) addList() (err error) {
	var rows []chart.Row
	for _, n := range v.Summary.Rules {
		rule := data.RuleOf(n.Rule)
		v.Rules = append(v.Rules, ruleView{rule, n})
		rows = append(rows, chart.Row{Label: rule.Code + " " + rule.Name,
			Parts: []int{n.Strong, n.Medium, n.Weak}})
	}
	v.Strengths, err = chart.Bars("Flags by rule and strength",
		"For each rule its strong, medium and weak flags. The table below holds the same numbers.",
		rows, "Strong", "Medium", "Weak").Figure()
	return err
}

// addCases lays out the first cases. Reasons of all flags at a case are shown
// once each, in the order of the flags.
func (v *view) addCases(t *report.Tables) {
	flags, reason := &t.Flags, 0
	for i := range flags.Flag {
		if i == 0 || flags.Case[i] != flags.Case[i-1] {
			if len(v.Cases) == casesShown {
				break
			}
			v.Cases = append(v.Cases, caseView{Name: flags.Case[i],
				Strength: flags.Strength[i].String(), Bits: spell.Bits(flags.ScoreMillibits[i]),
				Annual: flags.AnnualPence[i], AfterCTR: flags.AfterCTRPence[i],
				Electors: flags.ElectorsListed[i], DeleteBy: flags.DeleteBy[i],
				Adults: interval(flags.AdultsLeast[i], flags.AdultsMost[i])})
		}
		one := &v.Cases[len(v.Cases)-1]
		one.Rules = strings.TrimPrefix(one.Rules+", "+flags.Rule[i], ", ")
		for ; reason < t.Reasons.Len() && t.Reasons.Flag[reason] == flags.Flag[i]; reason++ {
			one.addReason(t.Reasons.For[reason], data.ReasonOf(t.Reasons.Code[reason]).Words,
				t.Reasons.Date[reason])
		}
	}
	v.CasesMore = v.Summary.Cases - len(v.Cases)
}

func (c *caseView) addReason(speaksFor bool, words string, date retention.Date) {
	if date != 0 {
		words += ": " + dayWords(date)
	}
	list := &c.Against
	if speaksFor {
		list = &c.For
	}
	for _, known := range *list {
		if known == words {
			return
		}
	}
	*list = append(*list, words)
}

func (v *view) addWarnings() {
	if v.DatesApartWarned {
		v.AllWarn = append(v.AllWarn, fmt.Sprintf(
			"Register and council tax are %d days apart: people may have moved in between",
			v.DatesApartDays))
	}
	for _, source := range v.Sources {
		if source.Purpose == "" || source.LegalFunction == "" {
			v.AllWarn = append(v.AllWarn, fmt.Sprintf(
				"Purpose or legal function of the %s data is %s", source.Name, NotRecorded))
		}
	}
	v.AllWarn = append(v.AllWarn, v.Warnings...)
}

// interval returns "2" or "2–3".
func interval(least, most uint16) string {
	if least == most {
		return number(least)
	}
	return number(least) + "–" + number(most)
}

func recorded(text string) string {
	if text == "" {
		return NotRecorded
	}
	return text
}

// pounds returns an amount in whole pounds, rounded half up, or that it is not known.
func pounds(amount int64) string {
	if amount == rules.PenceUnknown {
		return "not known"
	}
	return "£" + spell.Grouped(int((amount+50)/100))
}

// dayWords returns a day as "12 Oct 2026", and "no date" for none.
func dayWords(d retention.Date) string {
	return spell.Day(d, "no date")
}
