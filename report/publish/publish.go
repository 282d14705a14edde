// Package publish writes what a run of report leaves in its folder: the flags,
// their reasons and the evidence of the listed cases as CSV and Parquet, and the
// one page. No name, address, reference, token or filter is in any of them: they
// refer to the sources by dataset and line.
//
//	flags.csv, flags.parquet       one row a flag, in rank order
//	reasons.csv, reasons.parquet   one row a reason, by flag and ordinal
//	pairs.parquet                  mentions compared at the listed dwellings, every pair
//	occupants.parquet              mentions placed at them
//	dwellings.parquet              the dwellings themselves
//	report.html                    the one page
package publish

import (
	"bufio"
	"fmt"
	"io"

	"nfimatch/extract/columns"
	"nfimatch/extract/retention"
	"nfimatch/match/result"
	"nfimatch/report"
)

// Version is the version of the files' columns, written in their metadata.
//
//	1: first layout
const Version = 1

// Create opens the file of a run by its base name, for writing. Whoever gives it
// sees to it that a file appears whole or not at all.
type Create func(name string) (io.WriteCloser, error)

// Files writes every file but the page. Without keepUntil the evidence files hold
// the dwellings of listed cases only; with it, everybody's and those who were
// placed nowhere, with delete-by no later than that day. Rows stand in the order
// of the tables they come from, and equal tables give equal bytes.
func Files(create Create, tables *report.Tables, matched *result.Tables,
	keepUntil retention.Date,
) error {
	flags, reasons := flagsOf(&tables.Flags), reasonsOf(tables)
	keep := keepRule{until: keepUntil, listed: make([]bool, len(matched.Dwellings.Dwelling)+1)}
	for _, dwelling := range tables.Flags.Dwelling {
		keep.listed[dwelling] = dwelling != 0
	}
	for _, file := range []struct {
		name string
		rows any
	}{
		{"flags", flags},
		{"reasons", reasons},
		{"pairs", pairsOf(&matched.Pairs, &keep)},
		{"occupants", occupantsOf(&matched.Occupants, &keep)},
		{"dwellings", dwellingsOf(&matched.Dwellings, &keep)},
	} {
		if err := parquetFile(create, file.name, tables.Meta, file.rows); err != nil {
			return err
		}
	}
	if err := written(create, "flags.csv", flags.csv); err != nil {
		return err
	}
	return written(create, "reasons.csv", reasons.csv)
}

// keepRule says which rows of the evidence are written.
type keepRule struct {
	listed []bool         // [dwellings+1]
	until  retention.Date // keep everybody until then; 0 = the listed alone
}

func (k *keepRule) dwelling(dwelling uint32) bool {
	return k.until != 0 || k.listed[dwelling]
}

// deleteBy returns the day for a row: never later than its own terms say.
func (k *keepRule) deleteBy(own retention.Date) retention.Date {
	if k.until != 0 {
		return min(own, k.until)
	}
	return own
}

func parquetFile(create Create, name string, meta map[string]string, rows any) error {
	table, err := columns.Of(name, Version, meta, rows)
	if err != nil {
		return err
	}
	defer table.Release()
	return written(create, name+".parquet", func(w io.Writer) error {
		return columns.WriteParquet(w, table)
	})
}

// written creates a file, lets write fill it and closes it; every error names the
// file.
func written(create Create, name string, write func(io.Writer) error) (err error) {
	file, err := create(name)
	if err != nil {
		return fmt.Errorf("create %s: %w", name, err)
	}
	defer func() {
		if closeErr := file.Close(); err == nil && closeErr != nil {
			err = fmt.Errorf("close %s: %w", name, closeErr)
		}
	}()
	buffered := bufio.NewWriterSize(file, 1<<16)
	if err := write(buffered); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if err := buffered.Flush(); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}
