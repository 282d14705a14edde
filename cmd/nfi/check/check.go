// Package check looks at extracts before a run: columns, codes and faulty rows, as a run
// would find them.
package check

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"

	"nfimatch/cmd/nfi/exercise"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract"
	"nfimatch/extract/layout"
	"nfimatch/extract/retention"
	"nfimatch/extract/row"
	"nfimatch/normalize"
	"nfimatch/normalize/canon"
	"nfimatch/normalize/record"
	"nfimatch/normalize/token"
	"nfimatch/report/spell"
)

// checkFaultsShown is how many faulty rows of a dataset are named on the terminal.
const checkFaultsShown = 10

// A check looks at extracts as a run would read them, and keeps nothing of them.
type check struct {
	refusal.Voice
	today retention.Date
}

// Extracts looks at every file of paths, with the code table at codesPath unless that is
// "", and says what a run of today would make of it: columns, codes and faulty rows.
// What is wrong with one file does not hide the others; what a run would refuse is a
// refusal.Failure, after all has been said.
func Extracts(ctx context.Context, paths []string, codesPath string, today retention.Date,
	voice refusal.Voice,
) error {
	c := &check{voice, today}
	var codes *extract.Codes
	if codesPath != "" {
		var err error
		if codes, err = extract.ReadCodes(codesPath); err != nil {
			return exercise.CodesRefusal(err)
		}
		c.Say("%s: %d codes explained", codes.File().Base, codes.File().Rows)
	}
	files := make(map[row.Dataset][]string)
	ring, err := workspace.PassingRing() // one, so that datasets can be held against each other
	if err != nil {
		return err
	}
	defer ring.Clear()
	var refusals []error
	for _, path := range paths {
		dataset, err := layout.Recognise(path)
		if err != nil {
			refusals = append(refusals, exercise.InputRefusal(err))
			continue
		}
		files[dataset] = append(files[dataset], path)
	}
	tables := make(map[row.Dataset]*record.Tables)
	for _, dataset := range row.Datasets {
		if len(files[dataset]) == 0 {
			continue
		}
		tables[dataset], err = c.checkDataset(ctx, ring, dataset, files[dataset], codes)
		if err != nil {
			refusals = append(refusals, err)
		}
	}
	accounts, register := tables[row.CouncilTax], tables[row.ElectoralRegister]
	if accounts != nil && register != nil {
		if warning := exercise.BillingWarning(accounts, register); warning != "" {
			c.Warn("%s", warning)
		}
	}
	return refusal.Together(refusals)
}

// checkDataset reads one dataset twice: as extract sees it, with every code, and
// as far as normalize, under keys that nobody keeps, for what only shows there. It
// returns the tables, nil where codes are without a meaning or somebody has to say which
// dates a column holds: that is refused when all else has been said.
func (c *check) checkDataset(ctx context.Context, ring *token.Ring, dataset row.Dataset,
	paths []string, codes *extract.Codes,
) (tables *record.Tables, err error) {
	summary, err := extract.Inspect(ctx, extract.Source{Dataset: dataset, Paths: paths}, codes)
	if err != nil {
		return nil, exercise.InputRefusal(err)
	}
	c.Say("")
	c.printFiles(dataset, &summary)
	c.printColumns(&summary)
	c.printCodes(&summary)
	found, rows := foundFaults(&summary), summary.Counts
	var mixed error
	if summary.Unmapped == nil {
		var second normalize.Summary
		tables, second, err = c.normalised(ctx, ring, dataset, paths, codes)
		switch {
		case errors.Is(err, normalize.ErrMixedDates):
			mixed = err
			c.printDates(&second.RegisterDates)
		case err != nil:
			return nil, exercise.InputRefusal(err)
		default:
			rows = rows.Then(second.Counts[dataset])
			found.add(second.Faults)
			c.Say("  without a usable postcode: %s rows", spell.Grouped(second.NoPostcode[dataset]))
		}
	}
	c.Say("  rows: %s", rows)
	for _, total := range summary.SetAside {
		c.Say("    set aside: %s: %s", total.Reason, spell.Grouped(total.Rows))
	}
	c.printFaults(found)
	for _, warning := range summary.Warnings {
		c.Warn("%s", warning)
	}
	if summary.Unmapped != nil {
		return nil, exercise.InputRefusal(summary.Unmapped)
	}
	var refusals []error
	for _, err := range []error{exercise.InputRefusal(mixed), tooFaulty(dataset, rows)} {
		if err != nil {
			refusals = append(refusals, err)
		}
	}
	return tables, refusal.Together(refusals)
}

// printDates says how many dates of a register are which, where it holds both kinds.
func (c *check) printDates(dates *canon.AdultDates) {
	c.Say("  dates: %s of birth, %s of reaching 18, %s of neither", spell.Grouped(dates.Births),
		spell.Grouped(dates.Attainments), spell.Grouped(dates.Others))
}

// tooFaulty refuses a dataset that a run with the default settings would refuse
// unless its rejects are accepted: of which too many rows are rejected, or none is
// kept.
func tooFaulty(dataset row.Dataset, rows row.Counts) error {
	limit := workspace.DefaultConfig().Defaults.RejectedLimitPercent
	refused := exercise.Unusable(dataset, rows, limit, false)
	if len(refused) == 0 {
		return nil
	}
	return refusal.All(refusal.Input, "a run would refuse this; correct the extract, or accept the "+
		"rejected rows in nfi run with --accept-rejects and a reason", refused)
}

// normalised runs the rows through normalize: for its faults, and for the tables.
func (c *check) normalised(ctx context.Context, ring *token.Ring, dataset row.Dataset,
	paths []string, codes *extract.Codes,
) (*record.Tables, normalize.Summary, error) {
	terms := new(retention.Register)
	id, err := terms.Add(retention.Terms{Dataset: dataset.String(), ExtractAsOf: c.today,
		DeleteBy: c.today})
	if err != nil {
		return nil, normalize.Summary{}, err
	}
	stage, err := normalize.New(ctx, normalize.Options{Ring: ring, Terms: terms, AsOf: c.today,
		RegisterDate: c.today, Workers: runtime.GOMAXPROCS(0)})
	if err != nil {
		return nil, normalize.Summary{}, err
	}
	reader, err := extract.Open(extract.Source{Dataset: dataset, Paths: paths, Terms: id}, codes)
	if err != nil {
		return nil, normalize.Summary{}, err
	}
	if _, err := reader.Read(ctx, stage.Add); err != nil {
		return nil, normalize.Summary{}, err
	}
	return stage.Finish()
}

func (c *check) printFiles(dataset row.Dataset, summary *extract.Summary) {
	for _, file := range summary.Files {
		c.Say("%s: %s, %s rows (%s, %s, %s line ends; %d lines that are no rows skipped)", file.Base,
			exercise.SourceName(dataset), spell.Grouped(file.Rows), file.Delimiter, file.Encoding,
			file.LineEnds, file.Skipped.Total())
	}
}

// printColumns shows the mapping with fill rates, and names what is not used.
func (c *check) printColumns(summary *extract.Summary) {
	used, unused := 0, []string(nil)
	for _, column := range summary.Columns {
		if column.Field == "" {
			note := column.Header
			if column.Note != "" {
				note += " (" + column.Note + ")"
			}
			unused = append(unused, note)
			continue
		}
		used++
		c.Say("  %-42s → %-24s %3d %% filled", column.Header, column.Field,
			shareFilled(column.Filled, summary.Counts.Read))
	}
	c.Say("  %d columns, %d used, %d not used and not kept", len(summary.Columns), used, len(unused))
	if len(unused) > 0 {
		c.Say("    not used: %s", strings.Join(unused, ", "))
	}
}

func shareFilled(filled, rows int) int {
	if rows == 0 {
		return 0
	}
	return 100 * filled / rows
}

// printCodes shows each code with its count, share and the median of the amount
// taken off, which helps to find out what it means.
func (c *check) printCodes(summary *extract.Summary) {
	for _, code := range summary.Codes {
		name, meaning := code.Code, cmp.Or(code.Meaning, "NOT EXPLAINED")
		if code.Field == "franchise_marker" { // what has a meaning there is set aside
			meaning = "a letter that the maker of the register chose"
		}
		if name == "" {
			name = fmt.Sprintf("%d values not shown", code.Distinct)
		}
		median := ""
		if code.Ratios > 0 {
			median = fmt.Sprintf("  %d.%03d of the amount taken off", code.MedianPermille/1000,
				code.MedianPermille%1000)
		}
		c.Say("  %-16s %-10s %9s %5.1f %%  %s%s", code.Field, name, spell.Grouped(code.Rows),
			100*float64(code.Rows)/float64(max(summary.Counts.Read, 1)), meaning, median)
	}
}

// A faultList is the faulty rows of a dataset, of which extract lists so many at
// most, and how many there are by rule.
type faultList struct {
	listed []row.Fault
	rows   int
	rules  []string // in the order of their first listed row, then the others
	counts map[string]int
}

func faultRule(fate row.Fate, field, rule string) string {
	return fmt.Sprintf("%s: %s must be %s", fate, field, rule)
}

// foundFaults returns what extract found.
func foundFaults(summary *extract.Summary) *faultList {
	list := &faultList{listed: summary.Faults, rows: summary.Counts.Rejected,
		counts: make(map[string]int)}
	for _, total := range summary.Rejects {
		rule := faultRule(row.Rejected, total.Field, total.Rule)
		list.rules, list.counts[rule] = append(list.rules, rule), total.Rows
	}
	return list
}

// add adds what normalize found, all of which is listed.
func (l *faultList) add(faults []row.Fault) {
	for _, fault := range faults {
		l.counts[faultRule(fault.Fate, fault.Field, fault.Rule)]++
	}
	l.rows += len(faults)
	l.listed = append(l.listed, faults...)
	exercise.SortFaults(l.listed)
	seen, others := make(map[string]bool), l.rules
	l.rules = nil
	see := func(rule string) {
		if !seen[rule] {
			seen[rule], l.rules = true, append(l.rules, rule)
		}
	}
	for _, fault := range l.listed {
		see(faultRule(fault.Fate, fault.Field, fault.Rule))
	}
	for _, rule := range others {
		see(rule)
	}
}

// printFaults counts all faulty rows by rule and names the first.
func (c *check) printFaults(list *faultList) {
	for _, rule := range list.rules {
		c.Say("    %s: %s rows", rule, spell.Grouped(list.counts[rule]))
	}
	for i, fault := range list.listed {
		if i == checkFaultsShown {
			c.Say("    … and %s more", spell.Grouped(list.rows-checkFaultsShown))
			break
		}
		c.Say("    %s: %s must be %s", filepath.Base(fault.Place.String()), fault.Field, fault.Rule)
	}
}
