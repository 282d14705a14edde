package linkage

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/exercise"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/extract"
	"nfimatch/extract/columns"
	"nfimatch/extract/row"
	"nfimatch/match/link"
	"nfimatch/match/link/block"
	"nfimatch/match/result"
	"nfimatch/normalize"
	"nfimatch/report/spell"
)

const specVersion = "general list of people, version 1"

// read reads and pseudonymises every list, and accounts for every row.
func (r *run) read(ctx context.Context) error {
	r.meta = exercise.TableMeta(r.command(), specVersion, r.ring, r.terms, r.AsOf)
	stage, err := normalize.New(ctx, normalize.Options{
		Ring: r.ring, Terms: r.terms, Meta: r.meta, AsOf: r.AsOf, Workers: r.Workers,
		Exact: r.exact, Text: r.text,
	})
	if err != nil {
		return err
	}
	var digests strings.Builder
	for _, s := range r.sides {
		if s.summary, err = s.reader.Read(ctx, s.noting(stage.Add)); err != nil {
			return s.refuse(err)
		}
		for _, file := range s.summary.Files {
			fmt.Fprintf(&digests, "%s %s\n", s.dataset, file.SHA256)
		}
	}
	r.meta[columns.MetaSourceSHA256] = disk.SHA256([]byte(digests.String()))
	if r.tables, r.summary, err = stage.Finish(); err != nil {
		return err
	}
	return r.account()
}

// noting returns take for batches whose places are noted first: results name the line of
// the file too, which an editor shows.
func (s *side) noting(take func(*row.Batch) error) func(*row.Batch) error {
	return func(batch *row.Batch) error {
		for i, line := range batch.Lines {
			for len(s.fileLines) < int(line) {
				s.fileLines = append(s.fileLines, 0)
			}
			s.fileLines[line-1] = batch.Places[i].Line
		}
		return take(batch)
	}
}

// fileLine returns the physical line that a kept data row starts at.
func (s *side) fileLine(line uint32) uint32 { return s.fileLines[line-1] }

// account adds up what became of every row, and refuses a list of which none is left.
func (r *run) account() error {
	var refused []string
	for _, s := range r.sides {
		first, second := s.summary.Counts, r.summary.Counts[s.dataset]
		if second.Read != first.Kept {
			return fmt.Errorf("%s: rows were lost between extract and normalize", s.dataset)
		}
		s.counts = first.Then(second)
		if !s.counts.Balanced() {
			return fmt.Errorf("%s: rows read are not the sum of their fates", s.dataset)
		}
		s.faults = append(s.faults, s.summary.Faults...)
		for _, fault := range r.summary.Faults {
			if fault.Dataset == s.dataset {
				s.faults = append(s.faults, fault)
			}
		}
		exercise.SortFaults(s.faults)
		if s.counts.Kept == 0 {
			refused = append(refused, filepath.Base(s.Path)+": no row can be used")
		}
	}
	if len(refused) > 0 {
		return refusal.All(refusal.Input, "is the mapping right? The first row that cannot be used: "+
			r.firstFault(), refused)
	}
	if err := r.checkLabels(); err != nil {
		return err
	}
	r.printLists()
	for _, warning := range r.warnings() { // a refused run leaves no file to be seen
		r.Warn("%s", warning)
	}
	return nil
}

func (r *run) firstFault() string {
	for _, s := range r.sides {
		if s.counts.Kept == 0 && len(s.faults) > 0 {
			return s.faults[0].String()
		}
	}
	return "none"
}

// warnings says what is not as it should be, on the terminal and on the page.
func (r *run) warnings() (warnings []string) {
	for _, s := range r.sides {
		base := filepath.Base(s.Path)
		warnings = append(warnings, s.summary.Warnings...)
		warnings = append(warnings, s.passedOver()...)
		warnings = append(warnings, r.unreadable(s)...)
		for _, count := range []struct {
			rows  int
			words string
		}{
			{s.counts.Rejected, "rejected: see " + rejectsFile},
			{s.summary.Counts.SetAside, "set aside: " + extract.ReasonWithheld},
			{r.summary.Counts[s.dataset].SetAside, "set aside, being of no person: see " + rejectsFile},
			{r.summary.OddBirths[s.dataset], "with a date of birth that cannot be so: what can be stands"},
			{r.summary.FurtherPersons[s.dataset], "naming more than one person: the first is taken"},
		} {
			if count.rows > 0 {
				warnings = append(warnings, fmt.Sprintf("%s: %s of %s rows %s", base,
					spell.Grouped(count.rows), spell.Grouped(s.counts.Read), count.words))
			}
		}
	}
	for _, s := range r.sides {
		if r.summary.OddBirths[s.dataset]*oddBirthsEach >= max(s.counts.Read, 1) {
			warnings = append(warnings, fmt.Sprintf("%s: so many dates of birth cannot be so that they "+
				"may be written month first: days are read first, or write yyyy-mm-dd",
				filepath.Base(s.Path)))
		}
	}
	if first, last := r.sides[0], r.sides[len(r.sides)-1]; first != last && sameFile(first, last) {
		warnings = append(warnings, "the two lists are one file: every row finds itself; nfi dedupe "+
			"finds who is in a list twice")
	}
	return append(warnings, r.findings()...)
}

// Shares of rows from which something is said of them.
const (
	oddBirthsEach = 5  // one of so many dates cannot be: more than slips
	twiceEach     = 50 // pairs to one row that may be there twice
)

// findings warns of what only comparing shows, and nothing before it.
func (r *run) findings() (warnings []string) {
	if r.result == nil {
		return nil
	}
	if r.result.Hardly {
		warnings = append(warnings, fmt.Sprintf("hardly anybody is in both lists: an estimated %s; "+
			"relatives and namesakes are as many, so look at every pair",
			exercise.Plural(int(r.result.Partners), "person")))
	}
	same := r.counted()[result.DecisionSame]
	for side, rows := range r.result.Twice {
		if rows > 1 && rows*twiceEach >= same {
			warnings = append(warnings, fmt.Sprintf("%s of the %s may be somebody who is in it twice: "+
				"one pair a row is kept; --all-pairs keeps all, and nfi dedupe finds them",
				exercise.Plural(rows, "row"), r.sides[side].name))
		}
	}
	if r.result.Thin {
		warnings = append(warnings, thinWarning)
	}
	return warnings
}

// sameFile reports whether two lists have the same bytes.
func sameFile(a, b *side) bool {
	return len(a.summary.Files) == 1 && len(b.summary.Files) == 1 &&
		a.summary.Files[0].SHA256 == b.summary.Files[0].SHA256
}

// thinWarning is for lists that teach hardly anything of how one person's records differ.
const thinWarning = "the lists have too few pairs to estimate weights from, so that those " +
	"shipped count as much: probabilities are rough, and unsure pairs worth a look"

// passedOver warns of what lies between data rows: their numbers are not those of the
// lines that an editor or a spreadsheet shows.
func (s *side) passedOver() (warnings []string) {
	for _, file := range s.summary.Files {
		var what []string
		if blank := file.Skipped.Blank; blank > 0 {
			what = append(what, exercise.Plural(blank, "blank line"))
		}
		if other := file.Skipped.Dashes + file.Skipped.Header; other > 0 {
			what = append(what, exercise.Plural(other, "line")+" of headers")
		}
		if len(what) > 0 {
			warnings = append(warnings, fmt.Sprintf("%s: %s passed over: these are no data rows; lines of "+
				"the list do not count them, lines of the file do", file.Base, strings.Join(what, " and ")))
		}
	}
	return warnings
}

// match finds the pairs.
func (r *run) match(ctx context.Context) (err error) {
	options := link.Options{
		Workers: r.Workers, OneToOne: r.OneToOne, Threshold: r.Threshold, Budget: r.Budget,
		Without: r.Without, Model: r.model, Origin: r.origin(), TrainOnly: r.TrainOnly,
		ExtraNames: prefixed("extra_", r.exact), TextNames: prefixed("text_", r.text),
		Planned: r.planned,
	}
	if r.within() {
		r.result, err = link.Dedupe(ctx, r.tables, options)
	} else {
		r.result, err = link.Link(ctx, r.tables, options)
	}
	if err != nil {
		return r.refuseMatch(err)
	}
	r.judge()
	r.modelText, err = encodeModel(&r.result.Model)
	return err
}

// refuseMatch gives what the engine refuses its exit status and a way out.
func (r *run) refuseMatch(err error) error {
	var over *block.OverBudget
	var model *link.ModelError
	var refused *refusal.Failure
	switch {
	case errors.Is(err, context.Canceled), errors.As(err, &refused):
		return err
	case errors.As(err, &over):
		return refuseBudget(over)
	case errors.As(err, &model):
		messages := make([]string, len(model.Faults))
		for i, fault := range model.Faults {
			messages[i] = filepath.Base(r.ModelFile) + ": " + fault.Error()
		}
		return refusal.All(refusal.Configuration, modelHint, messages)
	}
	return refusal.Of(refusal.Input, "map columns that every list has, such as surname, forename and "+
		"birth_date, and few of your own", err)
}

// refuseBudget says both ways out: rules to leave out, and the budget that is needed. Pairs
// cost time; memory goes by the rows and by the few pairs that are worth weighing.
func refuseBudget(over *block.OverBudget) error {
	hint := fmt.Sprintf("--budget %d permits all: it takes longer, and memory only for the pairs "+
		"that are worth weighing, mostly few", over.Pairs)
	if len(over.Drop) > 0 {
		hint = "leave out what makes most, and find less by it: --without '" +
			strings.Join(over.Drop, "' --without '") + "'; or " + hint
	}
	return refusal.New(refusal.Input, hint, "the blocking rules make %s pairs: more than the %s "+
		"different ones that --budget permits", spell.Grouped(int(over.Pairs)),
		spell.Grouped(int(over.Budget)))
}

// origin says which lists weights were estimated from.
func (r *run) origin() string {
	var names []string
	for _, s := range r.sides {
		names = append(names, filepath.Base(s.Path))
	}
	return fmt.Sprintf("estimated from %s as of %v", strings.Join(names, " and "), r.AsOf)
}

func prefixed(prefix string, names []string) (all []string) {
	for _, name := range names {
		all = append(all, prefix+name)
	}
	return all
}

// rows returns the kept and other rows of a list, as words.
func rows(c row.Counts) string {
	return fmt.Sprintf("%s read = %s kept + %s set aside + %s rejected", spell.Grouped(c.Read),
		spell.Grouped(c.Kept), spell.Grouped(c.SetAside), spell.Grouped(c.Rejected))
}
