package linkage

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall"

	"nfimatch/cmd/nfi/exercise"
	"nfimatch/cmd/nfi/linkage/judging"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/extract"
	"nfimatch/extract/layout"
	"nfimatch/extract/retention"
	"nfimatch/extract/row"
)

// Files of the results.
const (
	pairsFile    = "pairs"
	clustersFile = "clusters.csv"
	modelFile    = "model.toml"
	pageFile     = "report.html"
	rejectsFile  = "rejects.csv"
)

// prepare makes everything ready that can be refused without reading a row.
func (r *run) prepare() (err error) {
	if err := r.addTerms(); err != nil {
		return err
	}
	if r.model, err = readModel(r.ModelFile); err != nil {
		return err
	}
	if r.labels, err = judging.Read(r.Labels, r.within()); err != nil {
		return err
	}
	if err := r.open(); err != nil {
		return err
	}
	r.ring, err = r.readKeys()
	return err
}

// addTerms gives each list its terms, and refuses lists that may not be read any more.
func (r *run) addTerms() error {
	r.terms = new(retention.Register)
	for i, list := range r.Lists {
		s := &side{List: list, dataset: row.Person, name: "left list"}
		switch {
		case i > 0:
			s.dataset, s.name = row.PersonRight, "right list"
		case r.within():
			s.name = "list"
		}
		terms := retention.Terms{
			Dataset: s.dataset.String(), ExtractAsOf: r.AsOf, AnchorDate: r.AsOf,
			AnchorEvent: "as_of", Bound: retention.Maximum, DeleteBy: r.DeleteBy,
			PeriodText: "until " + r.DeleteBy.String(),
		}
		if retention.Expired(terms, r.Today) {
			return refusal.New(refusal.Policy, "use newer lists, or say with --delete-by how long what "+
				"comes of these may be kept", "lists of %v must not be read: their retention ended on %v",
				r.AsOf, r.DeleteBy)
		}
		var err error
		if s.terms, err = r.terms.Add(terms); err != nil {
			return err
		}
		r.sides = append(r.sides, s)
	}
	return nil
}

// open opens every list: all mappings and headers are checked before any row is read,
// and all faults are shown together.
func (r *run) open() error {
	var refusals []error
	for _, s := range r.sides {
		var err error
		if s.reader, err = extract.Open(s.source(), nil); err != nil {
			refusals = append(refusals, s.refuse(err))
		}
	}
	if len(refusals) > 0 {
		return refusal.Together(refusals)
	}
	r.exact, r.text = r.ownColumns(row.ExactPrefix), r.ownColumns(row.TextPrefix)
	return nil
}

func (s *side) source() extract.Source {
	return extract.Source{Dataset: s.dataset, Paths: []string{s.Path}, Terms: s.terms,
		Mapping: s.Mapping}
}

// refuse gives an error of reading a list its exit status.
func (s *side) refuse(err error) error {
	var choice *layout.ChoiceError
	var system syscall.Errno
	switch {
	case errors.As(err, &choice):
	case errors.As(err, &system):
		return refusal.Of(refusal.Input, "is the path right, and may you read the file?", err)
	default:
		return exercise.InputRefusal(err)
	}
	messages := make([]string, len(choice.Faults))
	for i, fault := range choice.Faults {
		messages[i] = fmt.Sprintf("%s: %s: %s", s.Flag, choice.File, fault)
	}
	flag := s.Flag[strings.LastIndex(s.Flag, " ")+1:]
	return refusal.All(refusal.Usage, "for example "+flag+
		" 'surname=Last name,birth_date=DOB,extra.ward=Ward'", messages)
}

// ownColumns returns the users' own columns that every list has, and warns of others.
func (r *run) ownColumns(prefix string) (common []string) {
	first, last := r.sides[0].reader.OwnNames(prefix), r.sides[len(r.sides)-1].reader.OwnNames(prefix)
	for _, name := range first {
		if slices.Contains(last, name) {
			common = append(common, name)
			continue
		}
		r.Warn("%s%s is a column of the left list only: it is not compared", prefix, name)
	}
	for _, name := range last {
		if !slices.Contains(first, name) {
			r.Warn("%s%s is a column of the right list only: it is not compared", prefix, name)
		}
	}
	return common
}
