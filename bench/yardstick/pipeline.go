// Package yardstick runs extract, normalize, match and report over a generated
// council as nfi does, with keys of its own, knows the council's truth and judges by
// it. Benchmarks share it.
//
//	Draw → Council ─ Match → Matched ┬─ Judge → pairs, placements, adults, discounts
//	           └───── Truth ─────────┘                └─► Shares, Lists, with intervals
//
// Judging is of pure functions over (Matched, Truth), tested on tables made by hand.
package yardstick

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"

	"nfimatch/extract"
	"nfimatch/extract/columns"
	"nfimatch/extract/retention"
	"nfimatch/extract/row"
	"nfimatch/match"
	"nfimatch/match/result"
	"nfimatch/normalize"
	"nfimatch/normalize/record"
	"nfimatch/report"
)

// The dates of every generated council in its first quarter.
const (
	extractDate  = "2026-11-01"
	registerDate = "2026-12-01"
)

// Options are how a council is matched.
type Options struct {
	Key   byte          // a number that the keys are made of
	Match match.Options // workers, frozen models
	// Vocabulary tells which words the parser may know; nil means all, as in the product.
	Vocabulary func(string) bool
	// Deaths says whether the list of deaths is read, of the register's day.
	Deaths bool
	// The days of the extracts; 0 are those of the first quarter.
	AsOf, Published retention.Date
}

// sources are the datasets that a council is matched from, deaths apart.
var sources = []row.Dataset{row.CouncilTax, row.ElectoralRegister, row.CTR}

// Matched is a council as the program sees it.
type Matched struct {
	Records *record.Tables
	Result  *result.Tables
	Flags   *report.Tables
	Summary match.Summary
	Report  report.Summary
	Counts  map[row.Dataset]row.Counts
}

// Balanced tells whether every row read has a fate, and every entry kept a place
// among the placed, the unplaced and the abstained.
func (m *Matched) Balanced() bool {
	for _, counts := range m.Counts {
		if !counts.Balanced() {
			return false
		}
	}
	for dataset, counts := range m.Counts {
		placed := m.Summary.Place.ByDataset[dataset]
		if counts.Kept != placed.Placed+placed.Unplaced+placed.Abstained {
			return false
		}
	}
	return true
}

// Match is Run with the whole vocabulary and keys made of a number.
func Match(ctx context.Context, folder string, key byte, options match.Options) (*Matched, error) {
	return Run(ctx, folder, Options{Key: key, Match: options})
}

// Run runs extract, normalize, match and report over the files that the council
// generator wrote to folder.
func Run(ctx context.Context, folder string, options Options) (*Matched, error) {
	ring, err := Ring(options.Key)
	if err != nil {
		return nil, err
	}
	asOf := cmp.Or(options.AsOf, mustParse(extractDate))
	published := cmp.Or(options.Published, mustParse(registerDate))
	terms := new(retention.Register)
	id, err := terms.Add(retention.Terms{Dataset: "benchmark", ExtractAsOf: asOf, DeleteBy: asOf + 1})
	if err != nil {
		return nil, err
	}
	stage, err := normalize.New(ctx, normalize.Options{Ring: ring, Terms: terms, AsOf: asOf,
		RegisterDate: published, DeathsDate: published, Workers: options.Match.Workers, Meta: meta(),
		Vocabulary: options.Vocabulary})
	if err != nil {
		return nil, err
	}
	out := &Matched{Counts: make(map[row.Dataset]row.Counts)}
	if err := out.read(ctx, stage, folder, id, options.Deaths); err != nil {
		return nil, err
	}
	tables, summary, err := stage.Finish()
	if err != nil {
		return nil, err
	}
	for dataset, counts := range summary.Counts {
		out.Counts[dataset] = out.Counts[dataset].Then(counts)
	}
	out.Records = tables
	out.Result, out.Summary, err = match.Partition(ctx, tables, options.Match)
	if err != nil {
		return nil, err
	}
	rules := report.Options{Exercise: "benchmark", AsOf: asOf, CouncilTaxDate: asOf,
		RegisterDate: published, CTRDate: asOf}
	if options.Deaths {
		rules.DeathsDate = published
	}
	flags, counts, err := report.Flags(tables, out.Result, rules)
	out.Flags, out.Report = &flags, counts
	return out, err
}

// read hands the rows of every dataset to the stage, in order.
func (m *Matched) read(ctx context.Context, stage *normalize.Stage, folder string,
	terms retention.TermsID, deaths bool,
) error {
	codes, err := extract.ReadCodes(filepath.Join(folder, "codes.csv"))
	if err != nil {
		return err
	}
	read := sources
	if deaths {
		read = row.Datasets
	}
	for _, dataset := range read {
		path := filepath.Join(folder, dataset.String()+".csv")
		reader, err := extract.Open(extract.Source{Dataset: dataset, Paths: []string{path},
			Terms: terms}, codes)
		if err != nil {
			return err
		}
		summary, err := reader.Read(ctx, stage.Add)
		if err != nil {
			return fmt.Errorf("reading %s: %w", dataset, err)
		}
		m.Counts[dataset] = summary.Counts
	}
	return nil
}

func meta() map[string]string {
	meta := make(map[string]string)
	for _, key := range columns.RequiredMeta() {
		meta[key] = "benchmark"
	}
	return meta
}
