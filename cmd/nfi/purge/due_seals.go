package purge

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"

	"nfimatch/cmd/nfi/custody"
	"nfimatch/cmd/nfi/exercise"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/retention"
	"nfimatch/report/cases"
)

// findSeals finds the sealed cases whose day has come: a case that nobody works is due
// with its run, one that somebody does on its own day.
func (p *purging) findSeals(name string, runDue retention.Date) error {
	state := p.Audit.State()
	known, recorded := state.Seals[name]
	if !recorded {
		return nil
	}
	seals, closeSeals, err := custody.OpenSeals(p.Session, name, known.SHA256)
	if err != nil {
		return p.findUnreadable(name, runDue, err)
	}
	defer closeSeals()
	var kept []string
	var going []thing
	last := retention.Date(0)
	all := seals.Index().Cases
	for _, one := range all {
		due, taken := one.DeleteBy, false
		if work, ok := state.Taken[one.Name]; ok {
			due, taken = work.DeleteBy, true
		} else if runDue != 0 {
			due = min(due, runDue)
		}
		if !p.isDue(due) {
			kept = append(kept, one.Name)
			continue
		}
		last = max(last, due)
		if taken {
			going = append(going, thing{item: cases.SealItem(one.Name), exercise: name, due: due,
				held: p.heldWhy(name), words: "the seal of a case that was opened",
				rules: p.ruleOf(name, custody.ClassCaseOpen, due)})
		}
	}
	p.keep[name], p.sealed[name] = kept, len(all)
	if len(kept) == len(all) && len(all) > 0 {
		return nil
	}
	if len(all) == 0 && !p.isDue(runDue) {
		return nil
	}
	sealed, err := p.sealsThing(name, kept, len(all))
	if err != nil {
		return err
	}
	sealed.due = cmp.Or(last, runDue)
	p.things = append(p.things, sealed)
	p.things = append(p.things, going...)
	return nil
}

// findUnreadable finds a file of seals that is damaged or gone: which of its cases are
// left cannot be told, so it goes as a whole, once the run and every case of it that
// somebody works is due.
func (p *purging) findUnreadable(name string, runDue retention.Date, why error) error {
	due := runDue
	var worked []string
	state := p.Audit.State()
	for _, one := range slices.Sorted(maps.Keys(state.Taken)) {
		if work := state.Taken[one]; work.Exercise == name {
			due, worked = max(due, work.DeleteBy), append(worked, one)
		}
	}
	p.Warn("%v", why)
	due = cmp.Or(due, p.Today) // nothing may be left that says a later day
	if !p.isDue(due) {
		return nil
	}
	file, _ := p.file(workspace.SealsFolder + "/" + workspace.SealsFile(name))
	held := p.heldWhy(name)
	p.things = append(p.things, thing{item: cases.SealsItem(name, ""), exercise: name, due: due,
		held: held, files: []cases.CertificateFile{file},
		rules: p.ruleOf(name, custody.ClassCaseOpen, due),
		words: "sealed cases that cannot be read any more"})
	for _, one := range worked {
		p.things = append(p.things, thing{item: cases.SealItem(one), exercise: name, due: due,
			held: held, words: "the seal of a case that was opened"})
	}
	return nil
}

// sealsThing returns the file of seals that is deleted, or replaced by one that keeps
// some cases.
func (p *purging) sealsThing(name string, kept []string, all int) (thing, error) {
	file, _ := p.file(workspace.SealsFolder + "/" + workspace.SealsFile(name))
	found := thing{item: cases.SealsItem(name, ""), exercise: name, held: p.heldWhy(name),
		words: fmt.Sprintf("%d of %d sealed cases", all-len(kept), all),
		files: []cases.CertificateFile{file}}
	if len(kept) > 0 {
		index, err := p.keepSeals(name, kept, io.Discard)
		if err != nil {
			return thing{}, err
		}
		found.item.SHA256 = index.SHA256
		found.files[0].Outcome = fmt.Sprintf("replaced: %s left that somebody works",
			exercise.Plural(len(kept), "case"))
	}
	return found, nil
}
