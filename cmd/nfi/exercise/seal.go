package exercise

import (
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/firstseen"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/sealing"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract"
	"nfimatch/extract/vault"
	"nfimatch/report/cases"
)

// mayReplace refuses to run an exercise again once somebody works with its results or
// has them held: a new run would take them away.
func (r *run) mayReplace() error {
	state := r.Audit.State()
	if err := RefusePending(state); err != nil {
		return err
	}
	if err := r.refuseSpelling(state); err != nil {
		return err
	}
	if hold, held := state.Holds[r.Exercise]; held {
		return refusal.New(refusal.Policy, "run it under another name, or end the hold with "+
			"\"nfi mark "+r.Exercise+" --release --why …\"",
			"%s is held since %s and must not be replaced", r.Exercise, cases.Day(hold.At))
	}
	taken := 0
	for _, one := range state.Taken {
		if one.Exercise == r.Exercise {
			taken++
		}
	}
	if taken > 0 {
		return refusal.New(refusal.Policy, "run it under another name, such as "+r.Exercise+"b",
			"somebody works %s of %s: the exercise must not be replaced", Plural(taken, "case"),
			r.Exercise)
	}
	return nil
}

// refuseSpelling refuses a name that differs from that of seals or results which are
// there by capital letters only: on some systems they would be one file.
func (r *run) refuseSpelling(state *cases.State) error {
	entries, err := r.List(workspace.RunsFolder)
	if err != nil {
		return err
	}
	names := slices.Collect(maps.Keys(state.Seals))
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	for _, name := range names {
		if name != r.Exercise && strings.EqualFold(name, r.Exercise) {
			return refusal.New(refusal.Usage, "name it as it was named first",
				"exercise must differ from an earlier one by more than capital letters")
		}
	}
	return nil
}

// RefusePending refuses to go on while a purge is half done: what it has still to
// delete must not be read, nor be replaced by something new.
func RefusePending(state *cases.State) error {
	if len(state.Unfinished) == 0 {
		return nil
	}
	return refusal.New(refusal.Policy, "nfi purge --due --do finishes it",
		"purge %s was cut off and must be finished first", state.Unfinished[0].Number)
}

// seal reads the source rows of the listed cases again and seals them to whoever may
// open them. The file stays aside until the run is recorded; every other row, and the
// rows themselves, are forgotten here.
func (r *run) seal(ctx context.Context) error {
	defer r.clock.lap("seal")
	of := sealing.Run{Flags: &r.flags, Tables: r.tables, Register: r.hasRegister()}
	sealed, err := of.Cases()
	if err != nil {
		return err
	}
	path, err := r.In(workspace.SealsFolder, workspace.SealsFile(r.Exercise))
	if err != nil {
		return err
	}
	r.sealed, err = disk.WriteAside(path, func(w io.Writer) error {
		r.seals, err = vault.Seal(ctx, w, r.Exercise, r.sourcesOfSeals(), sealed, r.Keys.Recipients())
		return err
	})
	var changed *extract.ChangedError
	if errors.As(err, &changed) {
		return refusal.New(refusal.Integrity, "run it again on files that nobody changes meanwhile",
			"%w", changed)
	}
	return err
}

// record writes the run into the audit log and then puts the seals and the ledger of
// first-seen days in place. From the first attempt on, the log may name the ledger: one
// that cannot be put in place stays aside for the next command, since nothing can make it
// again.
func (r *run) record() error {
	ledger, err := firstseen.Logged(r.sealedSeen, r.ledger)
	if err != nil {
		return err
	}
	r.logging = true
	if err := r.Audit.Append(cases.Event{
		Kind: cases.KindRun, Exercise: r.Exercise, KeyID: r.ring.ExerciseID(),
		SHA256: r.seals.SHA256, Manifest: r.manifestSHA256, DeleteBy: r.deleteBy(),
		Cases: len(r.seals.Cases), Ledger: ledger, Reason: r.LedgerLost,
	}); err != nil {
		return err
	}
	r.recorded = true
	return errors.Join(r.sealed.Place(), firstseen.Place(r.Session, r.sealedSeen, r.ledger))
}

// sourcesOfSeals returns the extracts as they were read.
func (r *run) sourcesOfSeals() (sources []vault.Source) {
	for _, dataset := range r.given() {
		source := vault.Source{Source: r.sourceOf(dataset), Date: r.Dates[dataset]}
		for _, file := range r.read1[dataset].Files {
			source.Digests = append(source.Digests, file.SHA256)
		}
		sources = append(sources, source)
	}
	return sources
}
