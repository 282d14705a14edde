package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"nfimatch/extract"
	"nfimatch/extract/retention"
	"nfimatch/extract/row"
	"nfimatch/normalize"
	"nfimatch/normalize/token"
)

// checkFaultsShown is how many faulty rows of a dataset are named on the terminal.
const checkFaultsShown = 10

func (p *program) checkCommand() command {
	codes := ""
	return command{
		use:   "check FILE... [flags]",
		short: "Look at extracts before a run: columns, codes, faults",
		long: `Read extracts as a run would and say what would become of them: which columns are
used and how full they are, which are not used and not kept, which codes mean
what, and which rows cannot be used and why. Nothing is written, and no value
from the data is shown. What a file is an extract of is told by its headers.`,
		example: `  nfi check council_tax.csv electoral_register.csv ctr.csv --codes codes.csv
  nfi check ctax-north.csv ctax-south.csv`,
		statuses: []int{statusInput, statusConfiguration},
		args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return fmt.Errorf("%s must name at least one file", c.CommandPath())
			}
			return nil
		},
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&codes, "codes", "", "code table `file`: what local codes mean")
		},
		run: func(args []string) error {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
			defer stop()
			return interrupted(p.check(ctx, args, codes))
		},
	}
}

// check looks at every file; what is wrong with one does not hide the others.
func (p *program) check(ctx context.Context, paths []string, codesPath string) error {
	var codes *extract.Codes
	if codesPath != "" {
		var err error
		if codes, err = extract.ReadCodes(codesPath); err != nil {
			return codesRefusal(err)
		}
		p.say("%s: %d codes explained", codes.File().Base, codes.File().Rows)
	}
	files := make(map[row.Dataset][]string)
	var refusals []error
	for _, path := range paths {
		dataset, err := extract.Recognise(path)
		if err != nil {
			refusals = append(refusals, inputRefusal(err))
			continue
		}
		files[dataset] = append(files[dataset], path)
	}
	for _, dataset := range row.Datasets {
		if len(files[dataset]) == 0 {
			continue
		}
		if err := p.checkDataset(ctx, dataset, files[dataset], codes); err != nil {
			refusals = append(refusals, err)
		}
	}
	return together(refusals)
}

// together makes one refusal of several: every message is shown, and the status
// is that of the first.
func together(refusals []error) error {
	var all *failure
	for _, err := range refusals {
		var f *failure
		if !errors.As(err, &f) {
			return err
		}
		if all == nil {
			all = &failure{status: f.status, cause: f}
		}
		all.messages = append(all.messages, f.messages...)
		all.hint = cmp.Or(all.hint, f.hint)
	}
	if all == nil {
		return nil
	}
	return all
}

// checkDataset reads one dataset twice: as extract sees it, with every code, and
// as far as normalize, under keys that nobody keeps, for what only shows there.
func (p *program) checkDataset(ctx context.Context, dataset row.Dataset, paths []string,
	codes *extract.Codes,
) error {
	summary, err := extract.Inspect(ctx, extract.Source{Dataset: dataset, Paths: paths}, codes)
	if err != nil {
		return inputRefusal(err)
	}
	p.say("")
	p.printFiles(dataset, &summary)
	p.printColumns(&summary)
	p.printCodes(&summary)
	faults, rows := summary.Faults, summary.Counts
	if summary.Unmapped == nil {
		second, err := p.normalised(ctx, dataset, paths, codes)
		if err != nil {
			return inputRefusal(err)
		}
		counts := second.Counts[dataset]
		rows.Kept = counts.Kept
		rows = rows.Plus(row.Counts{SetAside: counts.SetAside, Rejected: counts.Rejected,
			Merged: counts.Merged})
		faults = append(faults, second.Faults...)
		sortFaults(faults)
		p.say("  without a usable postcode: %s rows", grouped(second.NoPostcode[dataset]))
	}
	p.say("  rows: %s", rows)
	for _, total := range summary.SetAside {
		p.say("    set aside: %s: %s", total.Reason, grouped(total.Rows))
	}
	p.printFaults(faults)
	for _, warning := range summary.Warnings {
		p.warn("%s", warning)
	}
	if summary.Unmapped != nil {
		return inputRefusal(summary.Unmapped)
	}
	return nil
}

// normalised runs the rows through normalize for its faults alone.
func (p *program) normalised(ctx context.Context, dataset row.Dataset, paths []string,
	codes *extract.Codes,
) (normalize.Summary, error) {
	terms := new(retention.Register)
	today := p.today()
	id, err := terms.Add(retention.Terms{Dataset: dataset.String(), ExtractAsOf: today,
		DeleteBy: today})
	if err != nil {
		return normalize.Summary{}, err
	}
	ring, err := token.NewRing(newKey(), newKey())
	if err != nil {
		return normalize.Summary{}, err
	}
	defer ring.Clear()
	stage, err := normalize.New(ctx, normalize.Options{Ring: ring, Terms: terms, AsOf: today,
		RegisterDate: today, Workers: runtime.GOMAXPROCS(0)})
	if err != nil {
		return normalize.Summary{}, err
	}
	reader, err := extract.Open(extract.Source{Dataset: dataset, Paths: paths, Terms: id}, codes)
	if err != nil {
		return normalize.Summary{}, err
	}
	if _, err := reader.Read(ctx, stage.Add); err != nil {
		return normalize.Summary{}, err
	}
	_, summary, err := stage.Finish()
	return summary, err
}

func (p *program) printFiles(dataset row.Dataset, summary *extract.Summary) {
	for _, file := range summary.Files {
		p.say("%s: %s, %s rows (%s, %s, %s line ends; %d lines that are no rows skipped)", file.Base,
			sourceNames[dataset], grouped(file.Rows), file.Delimiter, file.Encoding, file.LineEnds,
			file.Skipped.Total())
	}
}

// printColumns shows the mapping with fill rates, and names what is not used.
func (p *program) printColumns(summary *extract.Summary) {
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
		p.say("  %-42s → %-24s %3d %% filled", column.Header, column.Field,
			shareFilled(column.Filled, summary.Counts.Read))
	}
	p.say("  %d columns, %d used, %d not used and not kept", len(summary.Columns), used, len(unused))
	if len(unused) > 0 {
		p.say("    not used: %s", strings.Join(unused, ", "))
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
func (p *program) printCodes(summary *extract.Summary) {
	for _, code := range summary.Codes {
		name, meaning := code.Code, cmp.Or(code.Meaning, "NOT EXPLAINED")
		if name == "" {
			name = fmt.Sprintf("%d values not shown", code.Distinct)
		}
		median := ""
		if code.Ratios > 0 {
			median = fmt.Sprintf("  %d.%03d of the amount taken off", code.MedianPermille/1000,
				code.MedianPermille%1000)
		}
		p.say("  %-16s %-10s %9s %5.1f %%  %s%s", code.Field, name, grouped(code.Rows),
			100*float64(code.Rows)/float64(max(summary.Counts.Read, 1)), meaning, median)
	}
}

// printFaults names the first faulty rows and counts all by rule.
func (p *program) printFaults(faults []row.Fault) {
	counts, order := make(map[string]int), []string(nil)
	for _, fault := range faults {
		rule := fmt.Sprintf("%s: %s must be %s", fault.Fate, fault.Field, fault.Rule)
		if counts[rule]++; counts[rule] == 1 {
			order = append(order, rule)
		}
	}
	for _, rule := range order {
		p.say("    %s: %s rows", rule, grouped(counts[rule]))
	}
	for i, fault := range faults {
		if i == checkFaultsShown {
			p.say("    … and %s more", grouped(len(faults)-checkFaultsShown))
			break
		}
		p.say("    %s: %s must be %s", filepath.Base(fault.Place.String()), fault.Field, fault.Rule)
	}
}
