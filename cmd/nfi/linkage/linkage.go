// Package linkage links two general lists of people, or finds the duplicates of one,
// from files to results, without a workspace:
//
//	lists → extract → normalize → match/link → pairs, clusters, model, page, manifest
//
// Results refer to people by the line of their list. It knows no flags: whatever it is
// to do stands in a Request.
package linkage

import (
	"context"
	"encoding/csv"
	"slices"
	"strings"

	"nfimatch/cmd/nfi/linkage/judging"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/extract"
	"nfimatch/extract/retention"
	"nfimatch/extract/row"
	"nfimatch/match/link"
	"nfimatch/normalize"
	"nfimatch/normalize/record"
	"nfimatch/normalize/token"
)

// A List is one list of people: its file, and the user's mapping of its columns.
type List struct {
	Path    string
	Mapping string // as layout.Specification.With reads it
	Flag    string // what gave the mapping, for messages
}

// MappedBy returns the list with the columns of a mapping of its own, given by flag, and
// for the fields that it does not name those of the list's mapping before.
func (l List) MappedBy(own, flag string) List {
	if own == "" {
		return l
	}
	if l.Mapping == "" {
		return List{l.Path, own, flag}
	}
	general, err := mappedPairs(l.Mapping)
	if err != nil {
		return l // refused where it is read
	}
	pairs, err := mappedPairs(own)
	if err != nil {
		return List{l.Path, own, flag}
	}
	for _, pair := range general {
		if !slices.ContainsFunc(pairs, func(other string) bool {
			return fieldOf(other) == fieldOf(pair)
		}) {
			pairs = append(pairs, pair)
		}
	}
	var text strings.Builder
	w := csv.NewWriter(&text)
	_ = w.Write(pairs)
	w.Flush() // a builder takes all
	return List{l.Path, strings.TrimSuffix(text.String(), "\n"), l.Flag + " and " + flag}
}

// mappedPairs returns the field=column of a mapping, which is one line of CSV.
func mappedPairs(mapping string) ([]string, error) {
	reader := csv.NewReader(strings.NewReader(mapping))
	reader.TrimLeadingSpace = true
	pairs, err := reader.Read()
	if err == nil && reader.InputOffset() < int64(len(mapping)) {
		err = csv.ErrQuote
	}
	return pairs, err
}

func fieldOf(pair string) string {
	field, _, _ := strings.Cut(pair, "=")
	return strings.TrimSpace(field)
}

// Request is what to do. One list is searched for duplicates, two are linked.
type Request struct {
	Lists     []List
	Folder    string         // of the results, which is replaced
	AsOf      retention.Date // the day the lists describe; nobody is born after it
	DeleteBy  retention.Date // of everything that comes of the lists
	Today     retention.Date // lists whose retention ended before it are refused
	KeyFile   string         // "" = keys that nobody keeps
	ModelFile string         // weights to use as they are; "" = estimated from the lists
	Labels    string         // pairs known to be one person, to measure by; "" = none
	OneToOne  bool           // of two lists, a row is in one pair at most
	Threshold int64          // of probability, in parts of a million; 0 = the model's
	Budget    int64          // pairs that blocking rules may make, each counted once
	Without   []string       // blocking rules left out
	TrainOnly bool           // estimate the weights, and decide nothing
	Workers   int            // goroutines; results do not depend on it
	Program   string         // the program and its version, as outputs name it
	Who       string         // user@host, for whoever finds the folder in use
}

// Run does what is asked and puts the results in place, whole or not at all. What was
// found is said to voice. What the user can put right is a refusal.Failure; ctx ends
// the run between steps.
func Run(ctx context.Context, request Request, voice refusal.Voice) error {
	r := &run{Request: request, Voice: voice}
	release, err := r.takeFolder()
	if err != nil {
		return err
	}
	defer release()
	if err := r.prepare(); err != nil {
		return err
	}
	defer r.ring.Clear()
	for _, step := range []func(context.Context) error{r.read, r.match, r.write} {
		if err := step(ctx); err != nil {
			return refusal.Interrupted(err)
		}
	}
	r.print()
	return nil
}

// A run is on its way: each step fills in what the next one needs.
type run struct {
	Request
	refusal.Voice

	ring    *token.Ring
	terms   *retention.Register
	meta    map[string]string
	sides   []*side
	exact   []string       // the users' own columns that every list has, in the left list's order
	text    []string       // of them those compared for likeness
	model   *link.Model    // of ModelFile
	labels  judging.Labels // of Labels
	tables  *record.Tables
	summary normalize.Summary

	result    *link.Result
	modelText []byte // model.toml
	measures  []judging.Measure
	bands     []judging.Band
}

// A side is one list as it was read.
type side struct {
	List
	dataset row.Dataset
	name    string // "left list", or "list" of one
	terms   retention.TermsID
	reader  *extract.Reader
	summary extract.Summary
	counts  row.Counts
	faults  []row.Fault

	fileLines []uint32 // the physical line that each data row starts at; 0 of rows not kept
}

// command is the name of the command that asked.
func (r *run) command() string {
	if r.within() {
		return "dedupe"
	}
	return "link"
}

// within reports whether the duplicates of one list are looked for.
func (r *run) within() bool { return len(r.Lists) == 1 }
