package exercise

import (
	"fmt"
	"io"
	"strings"

	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/columns"
	"nfimatch/extract/row"
	"nfimatch/match"
	"nfimatch/report/publish"
	"nfimatch/report/spell"
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
			{Name: "Flats named in two ways", Value: r.waitingWords()},
			{Name: "Digest of the files", Value: r.meta[columns.MetaSourceSHA256]},
		},
	}
	for _, dataset := range r.given() {
		page.Sources = append(page.Sources, r.pageSource(dataset))
	}
	page.Model, page.Pairs = r.pageModel(), &r.matched.Pairs
	return publish.WritePage(w, page, &r.flags, &r.summary)
}

// pageModel says how names were weighed.
func (r *run) pageModel() *publish.Model {
	inside, scheme := &r.model.Inside, match.Scheme()
	weights := inside.Weights(scheme)
	model := new(publish.Model)
	model.Same, model.Different = weights.Thresholds()
	for _, prior := range inside.Prior {
		model.Priors = append(model.Priors, publish.Prior{Between: priorWords(prior.Datasets),
			Share: prior.Lambda, Millibits: weights.Prior(prior.Datasets)})
	}
	for c, comparison := range inside.Comparisons {
		saved := publish.Comparison{Name: comparison.Name}
		for l, level := range comparison.Levels {
			saved.Levels = append(saved.Levels, publish.Level{M: level.M, U: level.U,
				Millibits: weights.Level(c, uint8(l+1))})
		}
		model.Comparisons = append(model.Comparisons, saved)
	}
	return model
}

// priorWords says which pairs a share of the model is of.
func priorWords(datasets string) string {
	words := strings.Replace(datasets, ":", " and ", 1)
	for _, dataset := range row.Datasets {
		words = strings.ReplaceAll(words, dataset.String(), SourceName(dataset))
	}
	return words
}

func (r *run) pageSource(dataset row.Dataset) publish.Source {
	counts, placed := r.counts[dataset], r.how.Place.ByDataset[dataset]
	config := r.Config.Datasets[dataset.String()]
	return publish.Source{
		Name: SourceName(dataset), Date: r.Dates[dataset], DateWords: DateWords(dataset.String()),
		Counts: publish.Counts(counts), Placed: placed.Placed, Unplaced: placed.Unplaced,
		Abstained: placed.Abstained, Purpose: config.Purpose, LegalFunction: config.LegalFunction,
	}
}

func (r *run) pageWarnings() (warnings []string) {
	for _, dataset := range r.given() {
		warnings = append(warnings, r.read1[dataset].Warnings...)
		if warning := r.placementWarning(); dataset == row.ElectoralRegister && warning != "" {
			warnings = append(warnings, warning)
		}
		if warning := r.decisionWarning(); dataset == row.CouncilTax && warning != "" {
			warnings = append(warnings, warning)
		}
		if conflict := r.terms.Get(r.termsOf[dataset]).Conflict; conflict != "" {
			warnings = append(warnings, "retention of "+SourceName(dataset)+": "+conflict)
		}
	}
	return append(warnings, r.valueWarnings()...)
}

// valueWarnings says which values were left out of account although their rows
// were kept, on the terminal and on the page in the same words.
func (r *run) valueWarnings() (warnings []string) {
	for _, warning := range []string{r.markerWarning(), BillingWarning(r.tables, r.tables)} {
		if warning != "" {
			warnings = append(warnings, warning)
		}
	}
	for _, value := range []struct {
		count int
		words string
	}{
		{r.read2.AddedLater, "dates of registration are after the register's publication: taken as " +
			"not known"},
		{r.read2.UnknownDates, "dates in the register's date of birth column are neither of birth nor " +
			"of reaching 18: taken as not known"},
		{r.read2.Placeholders, "UPRNs are given to accounts in many places: taken as no UPRN"},
	} {
		if value.count > 0 {
			warnings = append(warnings, spell.Grouped(value.count)+" "+value.words)
		}
	}
	return warnings
}

// markerWarning says how many electors have a marker that the program does not know,
// "" if none.
func (r *run) markerWarning() string {
	unknown := r.read2.UnknownMarkers
	switch {
	case unknown == 0:
		return ""
	case unknown == 1:
		return "1 elector has a franchise marker that is not known and no date: it is not counted " +
			"as an adult"
	}
	return fmt.Sprintf("%s electors have a franchise marker that is not known and no date: they are "+
		"not counted as adults", spell.Grouped(unknown))
}

// lostPercentMax is how many electors of a hundred may be found at no dwelling before
// a warning: a register of the same area loses few, and each is an adult not seen.
const lostPercentMax = 10

// placementWarning says how many electors were found at no dwelling, "" if that is
// within what is usual.
func (r *run) placementWarning() string {
	placed := r.how.Place.ByDataset[row.ElectoralRegister]
	lost := placed.Unplaced + placed.Abstained
	all := placed.Placed + lost
	if percentOf(lost, all) <= lostPercentMax {
		return ""
	}
	return fmt.Sprintf("register: %s of %s entries were not found at a dwelling or are in doubt: are "+
		"both extracts of the same area, with whole addresses?", spell.Grouped(lost), spell.Grouped(all))
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

// next is the command to go on with, for whoever may open cases.
func (r *run) next() string {
	return fmt.Sprintf(`nfi worklist --take %d --officer NAME --reason "…"`,
		min(usualTake, max(1, len(r.flags.Cases.Case))))
}

// usualTake is how many cases the next command proposes to open.
const usualTake = 40
