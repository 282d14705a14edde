package exercise

import (
	"fmt"
	"io"

	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/columns"
	"nfimatch/extract/row"
	"nfimatch/report/publish"
)

// writePage writes report.html.
func (r *run) writePage(w io.Writer) error {
	page := publish.Page{
		Council: workspace.Recorded(r.Config.Body), Purpose: r.Config.Datasets["council_tax"].Purpose,
		AsOf: r.AsOf, Exercise: r.Exercise, DeleteBy: r.deleteBy(), Next: r.next(),
		Warnings: r.pageWarnings(), Deletion: r.deletion(),
		Facts: []publish.Fact{
			{Name: "Program", Value: r.Program},
			{Name: "Key of the exercise", Value: r.ring.ExerciseID()},
			{Name: "Weights of evidence", Value: r.model.Inside.Origin},
			{Name: "Digest of the files", Value: r.meta[columns.MetaSourceSHA256]},
		},
	}
	for _, dataset := range r.given() {
		page.Sources = append(page.Sources, r.pageSource(dataset))
	}
	return publish.WritePage(w, page, &r.flags, &r.summary)
}

func (r *run) pageSource(dataset row.Dataset) publish.Source {
	counts, placed := r.counts[dataset], r.how.Place.ByDataset[dataset]
	config := r.Config.Datasets[dataset.String()]
	source := publish.Source{
		Name: SourceName(dataset), Date: r.Dates[dataset], DateWords: "extract of",
		Counts: publish.Counts(counts), Placed: placed.Placed, Unplaced: placed.Unplaced,
		Abstained: placed.Abstained, Purpose: config.Purpose, LegalFunction: config.LegalFunction,
	}
	if dataset == row.ElectoralRegister {
		source.DateWords = "published"
	}
	return source
}

func (r *run) pageWarnings() (warnings []string) {
	for _, dataset := range r.given() {
		warnings = append(warnings, r.read1[dataset].Warnings...)
		if r.read2.UnknownMarkers > 0 && dataset == row.ElectoralRegister {
			warnings = append(warnings, fmt.Sprintf("%d electors have a franchise marker that is not "+
				"known and no date: they are not counted as adults", r.read2.UnknownMarkers))
		}
		if conflict := r.terms.Get(r.termsOf[dataset]).Conflict; conflict != "" {
			warnings = append(warnings, "retention of "+SourceName(dataset)+": "+conflict)
		}
	}
	return warnings
}

// deletion says what is deleted when, in the schedule's words.
func (r *run) deletion() (lines []string) {
	lines = append(lines, "Unlisted people's data is deleted at the end of this run.")
	if r.KeepUntil != 0 {
		lines[0] = fmt.Sprintf("Everybody's pairs are kept until %v: %s.", r.KeepUntil, r.KeepReason)
	}
	for _, dataset := range r.given() {
		terms := r.terms.Get(r.termsOf[dataset])
		lines = append(lines, fmt.Sprintf("What comes from the %s is due on %v (%s from %s).",
			SourceName(dataset), terms.DeleteBy, terms.PeriodText, terms.AnchorEvent))
	}
	return lines
}

func (r *run) next() string {
	return "Read flags.csv and reasons.csv in this folder: each line of a source that they name is " +
		"the data row of that extract."
}
