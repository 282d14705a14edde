// Package yardstick runs the matcher over a generated council as nfi does, with
// keys of its own, and knows the council's truth. Benchmarks judge with it.
package yardstick

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"nfimatch/extract"
	"nfimatch/extract/columns"
	"nfimatch/extract/retention"
	"nfimatch/extract/row"
	"nfimatch/fixtures/council"
	"nfimatch/match"
	"nfimatch/match/result"
	"nfimatch/normalize"
	"nfimatch/normalize/record"
	"nfimatch/normalize/token"
)

// Matched is a council as the matcher sees it.
type Matched struct {
	Records *record.Tables
	Result  *result.Tables
	Summary match.Summary
	Counts  map[row.Dataset]row.Counts

	AsOf      retention.Date // of council tax and claims
	Published retention.Date // of the register
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

// Match runs extract, normalize and match over the files that the council generator
// wrote to folder, with keys made of a number.
func Match(ctx context.Context, folder string, key byte, options match.Options) (*Matched, error) {
	ring, err := token.NewRing(bytes.Repeat([]byte{2*key + 1}, token.KeyBytes),
		bytes.Repeat([]byte{2*key + 2}, token.KeyBytes))
	if err != nil {
		return nil, err
	}
	asOf, published, err := datesOf(folder)
	if err != nil {
		return nil, err
	}
	terms := new(retention.Register)
	id, err := terms.Add(retention.Terms{Dataset: "benchmark", ExtractAsOf: asOf, DeleteBy: asOf + 1})
	if err != nil {
		return nil, err
	}
	stage, err := normalize.New(ctx, normalize.Options{Ring: ring, Terms: terms, AsOf: asOf,
		RegisterDate: published, Workers: options.Workers, Meta: meta()})
	if err != nil {
		return nil, err
	}
	out := &Matched{Counts: make(map[row.Dataset]row.Counts), AsOf: asOf, Published: published}
	if err := out.read(ctx, stage, folder, id); err != nil {
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
	out.Result, out.Summary, err = match.Partition(ctx, tables, options)
	return out, err
}

// datesOf reads of which days the extracts of a council are: quarters differ.
func datesOf(folder string) (asOf, published retention.Date, err error) {
	text, err := os.ReadFile(filepath.Join(folder, "truth", "manifest.json"))
	if err != nil {
		return 0, 0, err
	}
	var manifest council.Manifest
	if err := json.Unmarshal(text, &manifest); err != nil {
		return 0, 0, err
	}
	if asOf, err = retention.ParseDate(manifest.AsOf); err != nil {
		return 0, 0, err
	}
	published, err = retention.ParseDate(manifest.Published)
	return asOf, published, err
}

// read hands the rows of every dataset to the stage, in order.
func (m *Matched) read(ctx context.Context, stage *normalize.Stage, folder string,
	terms retention.TermsID,
) error {
	codes, err := extract.ReadCodes(filepath.Join(folder, "codes.csv"))
	if err != nil {
		return err
	}
	for _, dataset := range row.Datasets {
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
