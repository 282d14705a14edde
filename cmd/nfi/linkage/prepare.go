package linkage

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"nfimatch/cmd/nfi/exercise"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
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

// ourFiles are all that a folder of results may hold.
var ourFiles = []string{pairsFile + ".csv", pairsFile + ".parquet", clustersFile, modelFile,
	pageFile, rejectsFile, exercise.ManifestFile}

// prepare makes everything ready that can be refused without reading a row.
func (r *run) prepare() (err error) {
	if err := r.mayReplace(); err != nil {
		return err
	}
	if err := r.addTerms(); err != nil {
		return err
	}
	if r.model, err = readModel(r.ModelFile); err != nil {
		return err
	}
	if r.labels, err = readLabels(r.Labels, r.within()); err != nil {
		return err
	}
	if err := r.open(); err != nil {
		return err
	}
	r.ring, err = r.readKeys()
	return err
}

// mayReplace refuses a folder of results that holds anything else, or a list: it will
// be replaced.
func (r *run) mayReplace() error {
	out, err := filepath.Abs(r.Folder)
	if err != nil {
		return err
	}
	refused := func(format string, args ...any) error {
		return refusal.New(refusal.Usage, "name a folder of its own, which is made if it is not there",
			"--out "+format, args...)
	}
	here, err := filepath.Abs(".")
	if err != nil {
		return err
	}
	if here == out || strings.HasPrefix(here, out+string(filepath.Separator)) {
		return refused("must not be the current folder, or one above it")
	}
	for _, list := range r.Lists {
		path, err := filepath.Abs(list.Path)
		if err == nil && strings.HasPrefix(path, out+string(filepath.Separator)) {
			return refused("must not be a folder that holds a list: it is replaced")
		}
	}
	info, err := os.Lstat(out)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && !info.IsDir() {
		return refused("must be a folder")
	}
	entries, err := os.ReadDir(out)
	if err != nil {
		return fmt.Errorf("the folder of --out cannot be read: %w", workspace.WithoutPath(err))
	}
	foreign := func(entry fs.DirEntry) bool {
		return !entry.Type().IsRegular() || !slices.Contains(ourFiles, entry.Name())
	}
	manifest := func(entry fs.DirEntry) bool { return entry.Name() == exercise.ManifestFile }
	if slices.ContainsFunc(entries, foreign) ||
		len(entries) > 0 && !slices.ContainsFunc(entries, manifest) {
		return refused("must not be replaced: it holds files that are no results of this program")
	}
	return nil
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
	if !errors.As(err, &choice) {
		return exercise.InputRefusal(err)
	}
	messages := make([]string, len(choice.Faults))
	for i, fault := range choice.Faults {
		messages[i] = fmt.Sprintf("%s: %s: %s", s.Flag, choice.File, fault)
	}
	return refusal.All(refusal.Usage, "for example "+s.Flag+
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
