package exercise

import (
	"context"
	"fmt"
	"os"
	"strings"

	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract"
	"nfimatch/extract/columns"
	"nfimatch/extract/retention"
	"nfimatch/extract/row"
	"nfimatch/match"
	"nfimatch/normalize"
	"nfimatch/report"
)

// prepare makes the keys, terms and codes ready: whatever can be refused without
// reading a row is refused here.
func (r *run) prepare() (err error) {
	if err := r.mayReplace(); err != nil {
		return err
	}
	r.terms, r.termsOf = new(retention.Register), make(map[row.Dataset]retention.TermsID)
	for _, dataset := range r.given() {
		terms, err := r.DatasetTerms(dataset.String(), r.Dates[dataset], r.Today, r.Voice)
		if err != nil {
			return err
		}
		if r.termsOf[dataset], err = r.terms.Add(terms); err != nil {
			return refusal.Of(refusal.Configuration, "", err)
		}
	}
	if r.KeepUntil > r.deleteBy() {
		r.Warn("--keep-pairs %v is later than the retention of the extracts allows: everybody's pairs "+
			"are kept until %v", r.KeepUntil, r.deleteBy())
		r.KeepUntil = r.deleteBy()
	}
	if err := r.readModel(); err != nil {
		return err
	}
	if r.settled, err = r.Buildings(r.Today); err != nil {
		return err
	}
	if err := r.readCodes(); err != nil {
		return err
	}
	if err := r.open(); err != nil {
		return err
	}
	// Last, so that a run which is refused before a row is read adds no key.
	r.ring, err = r.Keys.Ring(r.Exercise)
	return err
}

// readCodes reads the code table that was named, or the workspace's own. A run
// without one works while the extract has no codes.
func (r *run) readCodes() (err error) {
	path := r.Request.Codes
	if path == "" {
		path = r.Path(workspace.CodesFolder, workspace.CodesFile)
		if _, err := os.Stat(path); err != nil {
			return nil
		}
	}
	r.codes, err = extract.ReadCodes(path)
	return CodesRefusal(err)
}

// open opens every dataset: all headers are checked before any row is read.
func (r *run) open() (err error) {
	r.readers = make(map[row.Dataset]*extract.Reader)
	for _, dataset := range r.given() {
		if r.readers[dataset], err = extract.Open(r.sourceOf(dataset), r.codes); err != nil {
			return InputRefusal(err)
		}
	}
	return nil
}

// sourceOf returns the files of a dataset and their terms.
func (r *run) sourceOf(dataset row.Dataset) extract.Source {
	return extract.Source{Dataset: dataset, Paths: r.Files[dataset], Terms: r.termsOf[dataset]}
}

// read reads and pseudonymises every dataset.
func (r *run) read(ctx context.Context) error {
	defer r.clock.lap("read")
	r.meta = r.tableMeta()
	stage, err := normalize.New(ctx, normalize.Options{
		Ring: r.ring, Terms: r.terms, Meta: r.meta, AsOf: r.AsOf,
		RegisterDate: r.Dates[row.ElectoralRegister], DeathsDate: r.Dates[row.Deaths],
		Workers: r.Workers,
	})
	if err != nil {
		return err
	}
	r.read1, r.counts = make(map[row.Dataset]extract.Summary), make(map[row.Dataset]row.Counts)
	for _, dataset := range r.given() {
		summary, err := r.readers[dataset].Read(ctx, stage.Add)
		if err != nil {
			return InputRefusal(err)
		}
		r.read1[dataset] = summary
	}
	r.meta[columns.MetaSourceSHA256] = r.sourceSHA256()
	r.tables, r.read2, err = stage.Finish()
	if err != nil {
		return InputRefusal(err)
	}
	return r.account()
}

// account adds up what became of every row, and refuses a file of which too
// many rows were rejected.
func (r *run) account() error {
	var refused, faulty []string
	for _, dataset := range r.given() {
		first, second := r.read1[dataset], r.read2.Counts[dataset]
		if second.Read != first.Counts.Kept {
			return fmt.Errorf("%s: rows were lost between extract and normalize", dataset)
		}
		total := first.Counts.Then(second)
		if !total.Balanced() {
			return fmt.Errorf("%s: rows read are not the sum of their fates", dataset)
		}
		r.counts[dataset] = total
		r.faults = append(r.faults, first.Faults...)
		for _, warning := range first.Warnings {
			r.Warn("%s", warning)
		}
		limits := r.Config.Defaults
		unusable := Unusable(dataset, total, limits.RejectedLimitPercent, r.AcceptRejects != "")
		refused = append(refused, unusable...)
		if len(unusable) == 0 && percentOf(total.Rejected, total.Read) > limits.RejectedWarnPercent {
			faulty = append(faulty, fmt.Sprintf("%s: %d of %d rows rejected: see rejects.csv", dataset,
				total.Rejected, total.Read))
		}
	}
	r.faults = append(r.faults, r.read2.Faults...)
	SortFaults(r.faults)
	if len(refused) > 0 {
		return refusal.All(refusal.Input, "nfi check shows which rows and why; correct the extract, or "+
			"accept it with --accept-rejects and a reason"+firstFaults(r.faults), refused)
	}
	for _, warning := range faulty { // a refused run leaves no rejects.csv to be seen
		r.Warn("%s", warning)
	}
	for _, warning := range r.valueWarnings() {
		r.Warn("%s", warning)
	}
	return nil
}

// Unusable says why a dataset is refused for its rows, nil if it is not: more of them
// are rejected than limitPercent, unless that is accepted, or none is kept.
func Unusable(dataset row.Dataset, rows row.Counts, limitPercent int, accepted bool) (
	messages []string,
) {
	if percentOf(rows.Rejected, rows.Read) > limitPercent && !accepted {
		messages = append(messages, fmt.Sprintf("%s: %d of %d rows rejected, the limit is %d %%",
			dataset, rows.Rejected, rows.Read, limitPercent))
	}
	if rows.Kept == 0 {
		messages = append(messages, fmt.Sprintf("%s: no row can be used", dataset))
	}
	return messages
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
func (r *run) match(ctx context.Context) (err error) {
	defer r.clock.lap("match")
	options := match.Options{Workers: r.Workers, Origin: r.modelOrigin(),
		Settled: r.settlements()}
	if r.frozen {
		options.Model, options.Place = &r.model.Inside, &r.model.Place
	}
	if r.matched, r.how, err = match.Partition(ctx, r.tables, options); err != nil {
		return err
	}
	if !r.frozen {
		r.model = r.newModel()
	}
	for _, warning := range []string{r.placementWarning(), r.decisionWarning()} {
		if warning != "" {
			r.Warn("%s", warning)
		}
	}
	return nil
}

// flag applies the rules.
func (r *run) flag(context.Context) (err error) {
	defer r.clock.lap("report")
	r.flags, r.summary, err = report.Flags(r.tables, r.matched, report.Options{
		Exercise: r.Exercise, AsOf: r.AsOf, CouncilTaxDate: r.Dates[row.CouncilTax],
		RegisterDate: r.Dates[row.ElectoralRegister], CTRDate: r.Dates[row.CTR],
		CrowdedAdults: r.Config.Defaults.CrowdedAddress, KeepPairsUntil: r.KeepUntil,
		Seen: r.seen, SeenTerms: r.seenTerms, DeathsDate: r.Dates[row.Deaths],
	})
	return err
}
