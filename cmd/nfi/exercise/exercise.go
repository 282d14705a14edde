// Package exercise is one run from files to results: it reads the extracts, passes
// them through the stages, and puts what they found in place for people to read.
// Whatever it is to do stands in a Request; it knows no flags. Check says beforehand what
// a run would make of files.
package exercise

import (
	"context"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract"
	"nfimatch/extract/retention"
	"nfimatch/extract/row"
	"nfimatch/extract/vault"
	"nfimatch/match"
	"nfimatch/match/result"
	"nfimatch/normalize"
	"nfimatch/normalize/record"
	"nfimatch/normalize/token"
	"nfimatch/report"
	"nfimatch/report/ledger"
)

// Request is what a run is asked to do. Files of a dataset that is not compared are
// left out, and so is its date; there must be files of council tax.
type Request struct {
	Exercise      string // its name: workspace.CheckExercise has accepted it
	Files         map[row.Dataset][]string
	Dates         map[row.Dataset]retention.Date
	Codes         string         // path of the code table; "" = the workspace's own, if it has one
	AsOf          retention.Date // discounts and ages are judged at it
	Today         retention.Date // data whose retention ended before it is refused
	Workers       int            // goroutines, 1 or more; results do not depend on it
	KeepUntil     retention.Date // keep everybody's pairs until then; 0 = listed cases only
	KeepReason    string
	AcceptRejects string // why rejected rows over the limit are accepted; "" = they are not
	LedgerLost    string // why the ledger of first-seen days is begun anew; "" = it is not
	Program       string // the program and its version, as outputs name it
}

// Run does one run and puts its results in place, whole or not at all: seals, ledger of
// first-seen days, audit line and folder; the first exercise of a workspace also leaves
// it its model. What was found is said to voice. What the user can put right is a
// refusal.Failure; ctx ends the run between steps.
func Run(ctx context.Context, session *workspace.Session, request Request, voice refusal.Voice,
) error {
	r := &run{Session: session, Request: request, Voice: voice, clock: startWatch()}
	made := r.Keys.ExerciseID(r.Exercise) == ""
	if err := r.prepare(); err != nil {
		return err
	}
	defer r.ring.Clear()
	defer func() {
		if made && !r.recorded { // nothing was written under the key: it would lie there for ever
			_ = r.Keys.Destroy(r.Exercise)
		}
	}()
	for _, step := range []func(context.Context) error{
		r.read, r.firstSeen, r.match, r.flag, r.seal, r.write,
	} {
		if err := step(ctx); err != nil {
			return refusal.Interrupted(err)
		}
	}
	r.print()
	return nil
}

// A run is on its way through the stages: each step fills in what the next one
// needs.
type run struct {
	*workspace.Session
	Request
	refusal.Voice
	clock *watch

	ring    *token.Ring
	readers map[row.Dataset]*extract.Reader
	terms   *retention.Register
	termsOf map[row.Dataset]retention.TermsID
	codes   *extract.Codes
	meta    map[string]string

	read1   map[row.Dataset]extract.Summary
	read2   normalize.Summary
	counts  map[row.Dataset]row.Counts
	faults  []row.Fault
	tables  *record.Tables
	matched *result.Tables
	how     match.Summary
	model   modelFile
	settled workspace.Buildings
	frozen  bool // whether the model of model.toml is used, and stays
	flags   report.Tables
	summary report.Summary

	ledger     *ledger.Ledger // of first-seen days
	seen       []ledger.Seen  // what it says of the electors; nil where it says nothing
	seenTerms  retention.TermsID
	seenFrom   *firstSeenManifest
	sealedSeen *disk.Aside // the ledger with this run; nil where it has not changed

	sealed         *disk.Aside // the file of seals, until the run is recorded
	seals          vault.Index
	manifestSHA256 string
	logging        bool // whether the run may be in the audit log
	recorded       bool // whether it is
}

// given returns the datasets of the run, in order.
func (r *run) given() (datasets []row.Dataset) {
	for _, dataset := range row.Datasets {
		if len(r.Files[dataset]) > 0 {
			datasets = append(datasets, dataset)
		}
	}
	return datasets
}
