// Package extract reads the files of a council into rows:
//
//	file → delimited.File → header (found, mapped) → row (judged, coded) → row.Batch
//
// It finds the table in a file whatever surrounds it, keeps the columns that a
// dataset's specification names and nothing of the others, turns a council's
// codes into coarse classes, and gives every row a fate. Values are not
// understood here: what is kept goes on as plaintext that cannot print itself,
// and messages name places and rules.
package extract

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"nfimatch/extract/delimited"
	"nfimatch/extract/layout"
	"nfimatch/extract/retention"
	"nfimatch/extract/row"
)

// Source is one dataset to read: its files in the order in which their rows are
// numbered, and the terms they are held under.
type Source struct {
	Dataset row.Dataset
	Paths   []string
	Terms   retention.TermsID
	// Mapping says which columns make which fields of a general list of people, as
	// layout.Specification.With reads it; "" where headers are the fields' names.
	Mapping string
}

// Reader reads one Source. It is for one goroutine.
type Reader struct {
	source Source
	codes  *Codes
	spec   *layout.Specification
	first  *delimited.File // for its header; closed
	m      *layout.Mapping
}

// Open finds and maps the headers of all files and reads no row. Files that are
// not CSV, lack a needed column or look like another dataset are an InputError,
// as are parts whose headers differ; a faulty mapping is a layout.ChoiceError. codes
// may be nil.
func Open(source Source, codes *Codes) (*Reader, error) {
	r := &Reader{source: source, codes: codes, spec: layout.Of(source.Dataset)}
	if source.Mapping != "" {
		r.spec = r.spec.With(source.Mapping)
	}
	if len(source.Paths) == 0 || len(source.Paths) > PartsMax {
		return nil, fmt.Errorf("%s must be 1 to %d files", source.Dataset, PartsMax)
	}
	for i, path := range source.Paths {
		base := filepath.Base(path)
		if slices.ContainsFunc(source.Paths[:i], func(earlier string) bool {
			return filepath.Clean(earlier) == filepath.Clean(path)
		}) {
			return nil, &InputError{File: base, Problem: "is given twice"}
		}
		p, err := r.openPart(path)
		if err != nil {
			return nil, err
		}
		if err := p.Close(); err != nil {
			return nil, err
		}
		r.first = cmp.Or(r.first, p)
	}
	return r, nil
}

// openPart opens a file and checks its header against that of the first.
func (r *Reader) openPart(path string) (*delimited.File, error) {
	p, err := layout.Open(path, r.spec)
	switch {
	case err != nil:
		return nil, err
	case r.first == nil:
		r.m, err = layout.Map(p.Base(), p.Header(), r.spec)
	default:
		err = layout.SameHeader(r.first, p)
	}
	if err != nil {
		return nil, cmp.Or(err, p.Close())
	}
	return p, nil
}

// OwnNames returns the names of the fields that the mapping adds under a prefix,
// row.ExactPrefix or row.TextPrefix, in its order.
func (r *Reader) OwnNames(prefix string) []string {
	return layout.OwnNames(r.spec.Fields, prefix)
}

// Columns says what is done with each column, before any row is read.
func (r *Reader) Columns() []layout.ColumnUse { return slices.Clone(r.m.Uses) }

// Read reads all rows in order and hands the kept ones to take, which owns each
// batch. An error of take or of ctx ends it. What take has been given is void if
// Read fails: only the end of a file shows whether it may be used. Codes that the
// table does not explain are an UnmappedCodesError after the last row; take sees
// no batch after the first of them. The summary is complete for that error too.
func (r *Reader) Read(ctx context.Context, take func(*row.Batch) error) (Summary, error) {
	if r.source.Terms == 0 {
		return Summary{}, fmt.Errorf("%s: rows without retention terms cannot be read",
			r.source.Dataset)
	}
	summary, err := r.read(ctx, take)
	if err == nil && summary.Unmapped != nil {
		err = summary.Unmapped
	}
	return summary, err
}

// Inspect reads a dataset, of which the terms need not be known, and keeps no row:
// what nfi check shows. Unexplained codes are in the summary and are no error.
func Inspect(ctx context.Context, source Source, codes *Codes) (Summary, error) {
	r, err := Open(source, codes)
	if err != nil {
		return Summary{}, err
	}
	return r.read(ctx, nil)
}
