package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"nfimatch/extract"
	"nfimatch/extract/columns"
	"nfimatch/extract/retention"
	"nfimatch/extract/row"
	"nfimatch/match"
	"nfimatch/match/result"
	"nfimatch/normalize"
	"nfimatch/normalize/record"
	"nfimatch/normalize/token"
	"nfimatch/report"
)

// An exerciseRun is one run on its way through the stages: each step fills in
// what the next one needs.
type exerciseRun struct {
	*program
	*workspace
	request
	clock *watch

	ring     *token.Ring
	terms    *retention.Register
	termsOf  map[row.Dataset]retention.TermsID
	codes    *extract.Codes
	unlisted retention.Terms // of what is on nobody's list: gone at the end of the run
	meta     map[string]string

	read1   map[row.Dataset]extract.Summary
	read2   normalize.Summary
	counts  map[row.Dataset]row.Counts
	faults  []row.Fault
	tables  *record.Tables
	matched *result.Tables
	how     match.Summary
	model   modelFile
	frozen  bool // whether model.toml was there
	flags   report.Tables
	summary report.Summary
}

// given returns the datasets of the run, in order.
func (r *exerciseRun) given() (datasets []row.Dataset) {
	for _, dataset := range row.Datasets {
		if len(r.files[dataset]) > 0 {
			datasets = append(datasets, dataset)
		}
	}
	return datasets
}

// prepare makes the keys, terms and codes ready: whatever can be refused without
// reading a row is refused here.
func (r *exerciseRun) prepare(keys *keyring) error {
	r.terms, r.termsOf = new(retention.Register), make(map[row.Dataset]retention.TermsID)
	for _, dataset := range r.given() {
		terms, err := r.datasetTerms(r.workspace, dataset.String(), r.dates[dataset])
		if err != nil {
			return err
		}
		if r.termsOf[dataset], err = r.terms.Add(terms); err != nil {
			return refuseError(statusConfiguration, "", err)
		}
	}
	if err := r.readModel(); err != nil {
		return err
	}
	if err := r.readCodes(); err != nil {
		return err
	}
	exercise, err := keys.exerciseKey(r.exercise)
	if err != nil {
		return err
	}
	r.ring, err = token.NewRing(exercise, keys.keys().continuity)
	return err
}

// readCodes reads the code table that was named, or the workspace's own. A run
// without one works while the extract has no codes.
func (r *exerciseRun) readCodes() (err error) {
	path := r.request.codes
	if path == "" {
		path = r.path(codesFolder, "codes.csv")
		if _, err := os.Stat(path); err != nil {
			return nil
		}
	}
	r.codes, err = extract.ReadCodes(path)
	return codesRefusal(err)
}

// codesRefusal gives the faults of a code table their exit status, all together.
func codesRefusal(err error) error {
	var faults *extract.CodesError
	var input *extract.InputError
	switch {
	case errors.As(err, &faults):
		return refuseAll(statusConfiguration, "correct the code table", faults.Faults)
	case errors.As(err, &input):
		return refuse(statusConfiguration, cmp.Or(input.Hint,
			"a code table has the columns Dataset field, Local code, Meaning"), "%w", err)
	case err != nil:
		return refuseError(statusConfiguration, "", err)
	}
	return nil
}

// inputRefusal gives a refused file or code its exit status.
func inputRefusal(err error) error {
	var input *extract.InputError
	var unmapped *extract.UnmappedCodesError
	switch {
	case errors.As(err, &unmapped):
		return refuseAll(statusConfiguration, "add a line for each to the code table, with what it "+
			"means; if they are no codes, columns may have been shifted", unmapped.Messages())
	case errors.As(err, &input):
		return refuse(statusInput, input.Hint, "%w", err)
	case errors.Is(err, normalize.ErrMixedDates):
		return refuse(statusInput, "ask the electoral team which it holds; export dates of reaching "+
			"18, or dates of birth, but not both in one column", "%w", err)
	}
	var path *os.PathError
	if errors.As(err, &path) || errors.Is(err, os.ErrNotExist) {
		return refuseError(statusInput, "", err)
	}
	return err
}

// read reads and pseudonymises every dataset.
func (r *exerciseRun) read(ctx context.Context) error {
	defer r.clock.lap("read")
	r.meta = r.tableMeta()
	stage, err := normalize.New(ctx, normalize.Options{
		Ring: r.ring, Terms: r.terms, Meta: r.meta, AsOf: r.asOf,
		RegisterDate: r.dates[row.ElectoralRegister], Workers: r.workers,
	})
	if err != nil {
		return err
	}
	readers := make(map[row.Dataset]*extract.Reader)
	for _, dataset := range r.given() { // every header is checked before any row is read
		readers[dataset], err = extract.Open(extract.Source{Dataset: dataset, Paths: r.files[dataset],
			Terms: r.termsOf[dataset]}, r.codes)
		if err != nil {
			return inputRefusal(err)
		}
	}
	r.read1, r.counts = make(map[row.Dataset]extract.Summary), make(map[row.Dataset]row.Counts)
	for _, dataset := range r.given() {
		summary, err := readers[dataset].Read(ctx, stage.Add)
		if err != nil {
			return inputRefusal(err)
		}
		r.read1[dataset] = summary
	}
	r.meta[columns.MetaSourceSHA256] = r.sourceSHA256()
	r.tables, r.read2, err = stage.Finish()
	if err != nil {
		return inputRefusal(err)
	}
	return r.account()
}

// account adds up what became of every row, and refuses a file of which too
// many rows were rejected.
func (r *exerciseRun) account() error {
	var refused []string
	for _, dataset := range r.given() {
		first, second := r.read1[dataset], r.read2.Counts[dataset]
		total := first.Counts
		if second.Read != first.Counts.Kept {
			return fmt.Errorf("%s: rows were lost between extract and normalize", dataset)
		}
		total.Kept = second.Kept
		total = total.Plus(row.Counts{SetAside: second.SetAside, Rejected: second.Rejected,
			Merged: second.Merged})
		if !total.Balanced() {
			return fmt.Errorf("%s: rows read are not the sum of their fates", dataset)
		}
		r.counts[dataset] = total
		r.faults = append(r.faults, first.Faults...)
		for _, warning := range first.Warnings {
			r.warn("%s", warning)
		}
		switch percent := percentOf(total.Rejected, total.Read); {
		case percent > r.config.Defaults.RejectedLimitPercent && r.acceptRejects == "":
			refused = append(refused, fmt.Sprintf("%s: %d of %d rows rejected, the limit is %d %%",
				dataset, total.Rejected, total.Read, r.config.Defaults.RejectedLimitPercent))
		case percent > r.config.Defaults.RejectedWarnPercent:
			r.warn("%s: %d of %d rows rejected: see rejects.csv", dataset, total.Rejected, total.Read)
		}
		if total.Kept == 0 {
			refused = append(refused, fmt.Sprintf("%s: no row can be used", dataset))
		}
	}
	r.faults = append(r.faults, r.read2.Faults...)
	sortFaults(r.faults)
	if len(refused) > 0 {
		return refuseAll(statusInput, "nfi check shows which rows and why; correct the extract, or "+
			"accept it with --accept-rejects and a reason"+firstFaults(r.faults), refused)
	}
	return nil
}

// percentOf rounds up, so that a limit of 5 % holds to the row.
func percentOf(part, whole int) int {
	if whole == 0 {
		return 0
	}
	return (100*part + whole - 1) / whole
}

// firstFaults names the first rejected rows, for a refusal that leaves no file.
func firstFaults(faults []row.Fault) string {
	const shown = 3
	var places []string
	for _, fault := range faults {
		if fault.Fate == row.Rejected && len(places) < shown {
			places = append(places, fault.String())
		}
	}
	if len(places) == 0 {
		return ""
	}
	return "; first: " + strings.Join(places, "; ")
}

// match places the entries and weighs the pairs.
func (r *exerciseRun) match(ctx context.Context) (err error) {
	defer r.clock.lap("match")
	options := match.Options{Workers: r.workers, Origin: r.modelOrigin()}
	if r.frozen {
		options.Model, options.Place = &r.model.Inside, &r.model.Place
	}
	r.matched, r.how, err = match.Partition(ctx, r.tables, options)
	return err
}

// flag applies the rules.
func (r *exerciseRun) flag(context.Context) (err error) {
	defer r.clock.lap("report")
	r.flags, r.summary, err = report.Flags(r.tables, r.matched, report.Options{
		Exercise: r.exercise, AsOf: r.asOf, CouncilTaxDate: r.dates[row.CouncilTax],
		RegisterDate: r.dates[row.ElectoralRegister], CTRDate: r.dates[row.CTR],
		CrowdedAdults: r.config.Defaults.CrowdedAddress, KeepPairsUntil: r.keepUntil,
	})
	return err
}

// baseNames returns the base names of the files of a dataset.
func baseNames(paths []string) []string {
	names := make([]string, len(paths))
	for i, path := range paths {
		names[i] = filepath.Base(path)
	}
	return names
}
