// Package purge deletes what is due and certifies that:
//
//	due.go, due_seals.go, due_first_seen.go
//	                       what is due today, what is held, what nobody recorded
//	paper.go               the certificate
//	purge.go               audit line → deleted, keys destroyed → certificate → audit line
//	delete.go              deleting one thing; going on after a purge that was cut off
package purge

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"nfimatch/cmd/nfi/custody"
	"nfimatch/cmd/nfi/exercise"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/retention"
	"nfimatch/report/cases"
)

// Request asks what is due, and to delete it.
type Request struct {
	Due      bool   // what is due on Today or before
	Do       bool   // delete it; else only show it
	Officer  string // who runs the purge; "" = the user of the system
	Approved string // who approved it; "" leaves a line to sign
	// LedgerLost is why the ledger of first-seen days is given up: what there is of it is
	// deleted, and the next run begins another; "" = it is not.
	LedgerLost string
	Today      retention.Date
	Program    string
}

// Check refuses a request that cannot be carried out whatever the workspace holds.
func (r *Request) Check() error {
	var faults []string
	if !r.Due {
		faults = append(faults, "--due must be given: nothing else is purged")
	}
	for _, one := range []struct{ flag, text string }{
		{"--officer", r.Officer}, {"--approved", r.Approved}} {
		if one.text != "" {
			custody.CheckText(&faults, one.flag, one.text, cases.OfficerBytesMax)
		}
	}
	if r.LedgerLost != "" {
		custody.CheckText(&faults, "--ledger-lost", r.LedgerLost, cases.ReasonBytesMax)
		if !r.Do {
			faults = append(faults, "--ledger-lost must be given with --do")
		}
	}
	return custody.RefuseFaults("purge", faults)
}

// A purging is on its way from what is due to a certificate.
type purging struct {
	*workspace.Session
	Request
	refusal.Voice
	things []thing
	next   retention.Date // when something is due next; 0 = nothing is there
	strays []string       // files that nobody recorded
	paper  cases.Certificate
	keep   map[string][]string // cases whose seals are not due, by exercise
	sealed map[string]int      // how many sealed cases there are, by exercise

	untold  error                     // why what of the ledger is due is not known
	unread  *cases.CertificateFile    // the ledger then, as it stays or is missing
	decided *cases.CertificateFile    // buildings.toml, where something in it is due
	sources []cases.CertificateSource // the extracts of all runs that are there
}

// A thing is something whose retention has ended.
type thing struct {
	item     cases.Item
	exercise string // "" of what belongs to none
	due      retention.Date
	words    string                  // for the dry list: "15 files"
	held     string                  // why it is kept; "" = it is deleted
	rules    []cases.CertificateRule // under which it is due
	files    []cases.CertificateFile // that are deleted or replaced
}

// Run shows what is due or, with request.Do, deletes it: the audit log has it first,
// then it is deleted and the keys destroyed, then the certificate is in its place and
// the log has its digest. A purge that was cut off is finished first.
func Run(s *workspace.Session, request Request, voice refusal.Voice) error {
	p := &purging{Session: s, Request: request, Voice: voice,
		keep: map[string][]string{}, sealed: map[string]int{}}
	if !request.Do && len(s.Audit.State().Unfinished) > 0 {
		p.printUnfinished()
		return nil
	}
	if request.Do {
		if err := p.finishEarlier(); err != nil {
			return err
		}
	}
	if request.Do {
		if err := p.sweepPlans(); err != nil {
			return err
		}
		if err := p.checkLost(); err != nil {
			return err
		}
	}
	if err := p.find(); err != nil {
		return err
	}
	if !request.Do || len(p.items()) == 0 {
		p.printDry()
		return p.untold
	}
	return cmp.Or(p.carryOut(), p.untold)
}

// printUnfinished shows what a purge that was cut off has still to delete: what else is
// due can only be told when that is done.
func (p *purging) printUnfinished() {
	for _, purge := range p.Audit.State().Unfinished {
		p.Warn("purge %s of %s was cut off: nfi purge --due --do finishes it first", purge.Number,
			cases.Day(purge.At))
		p.Say("Still to be deleted, unless it is gone already:")
		for _, text := range purge.Items {
			if item, err := cases.ParseItem(text); err == nil {
				p.Say("  %s", nameOf(item))
			}
		}
	}
}

// nameOf returns what an item is called where people read it.
func nameOf(item cases.Item) string {
	item.SHA256 = ""
	return item.String()
}

// printDry shows what is due, what is kept, and what a purge does not know.
func (p *purging) printDry() {
	switch {
	case len(p.things) == 0 && p.untold != nil:
		p.Say("Nothing else is known to be due on %v.", p.Today)
	case len(p.things) == 0:
		p.Say("Nothing is due on %v.", p.Today)
	default:
		p.Say("Due on %v:", p.Today)
	}
	for _, one := range p.things {
		p.Say("  %-24s due %v  %s", nameOf(one.item), one.due, one.words)
		if one.held != "" {
			p.Say("  %-24s kept: %s", "", one.held)
		}
	}
	for _, name := range p.touched() {
		if left := len(p.keep[name]); left > 0 {
			p.Say("  %-24s %s kept: %s", "seals "+name, exercise.Plural(left, "case"), p.whyLeft(name))
		}
	}
	if p.next != 0 {
		p.Say("Due next: %v.", p.next)
	}
	for _, stray := range p.strays {
		p.Warn("%s was not written by nfi or is not recorded: look at it yourself", stray)
	}
	switch {
	case len(p.items()) > 0:
		p.Say("Nothing was deleted. To delete it: nfi purge --due --do")
	case len(p.things) > 0:
		p.Say("Nothing was deleted: all of it is held.")
	}
}

// carryOut deletes what was found.
func (p *purging) carryOut() error {
	number := p.Audit.State().NextPurge
	before := p.Audit.Head()
	p.write(number, before)
	trial := p.paper // the log goes on only when nothing can keep the paper from being written
	trial.HeadAfter = trial.HeadBefore
	if err := trial.Check(); err != nil {
		return fmt.Errorf("the certificate cannot be written, and nothing was deleted: %w", err)
	}
	items := p.items()
	digest, err := p.savePlan(number)
	if err != nil {
		return err
	}
	begun := cases.Event{Kind: cases.KindPurge, Batch: number, Officer: p.Officer,
		Second: p.Approved, Items: items, SHA256: digest, Reason: p.LedgerLost}
	if p.unread != nil {
		begun.Name = p.unread.Name
	}
	if err := p.Audit.Append(begun); err != nil {
		return err
	}
	head := p.Audit.Head()
	p.paper.HeadAfter = cases.CertificateHead{Count: head.Count, Hash: head.Hash}
	return p.execute(number, items)
}

// items are the things to delete, as the log has them.
func (p *purging) items() (items []string) {
	for _, one := range p.things {
		if one.held == "" {
			items = append(items, one.item.String())
		}
	}
	return items
}

// finishEarlier carries out what purges that were cut off had begun, and deletes the
// plans of those that were never begun or had only that left to do.
func (p *purging) finishEarlier() error {
	for _, purge := range p.Audit.State().Unfinished {
		p.Warn("purge %s was cut off and is finished now", purge.Number)
		if !p.loadPlan(&purge) {
			if err := p.planAgain(&purge); err != nil {
				return err
			}
		}
		p.paper.HeadAfter = cases.CertificateHead{Count: purge.Seq,
			Hash: p.Audit.Log().HashOf(purge.Seq)}
		if err := p.execute(purge.Number, purge.Items); err != nil {
			return err
		}
		if slices.Contains(purge.Items, cases.LostFirstSeenItem().String()) {
			p.LedgerLost = "" // it was that purge which gave it up
		}
	}
	p.keep, p.things, p.strays, p.sources = map[string][]string{}, nil, nil, nil
	p.untold, p.unread = nil, nil
	return p.sweepPlans()
}

// planAgain plans a purge whose plan was lost or changed since it was cut off, as of the
// day that it was begun: what it had deleted by then cannot be named any more.
func (p *purging) planAgain(purge *cases.Purge) error {
	p.Warn("its plan is not what was written: the certificate cannot name what was deleted before")
	today := p.Today
	p.Today = cases.Date(purge.At)
	err := p.find()
	p.Today = today
	if err != nil {
		return err
	}
	p.write(purge.Number, cases.Head{Count: purge.Seq - 1,
		Hash: p.Audit.Log().HashOf(purge.Seq - 1)})
	p.paper.Files = append(p.paper.Files, cases.CertificateFile{
		Name:    workspace.CertificatesFolder + "/" + purge.Number + planSuffix,
		Outcome: "lost: files deleted before the purge was cut off cannot be named"})
	return nil
}

// A stay is an item of a purge that is not deleted after all.
type stay struct {
	item cases.Item
	why  string
}

// execute deletes items, writes the certificate and records both. What cannot be
// deleted stays due, and the certificate says so.
func (p *purging) execute(number string, texts []string) error {
	var done []string
	var stays []stay
	var failures []error
	for _, text := range texts {
		item, err := cases.ParseItem(text)
		why := ""
		if err == nil {
			if why = p.staysWhy(item, stays); why == "" {
				err = p.remove(item)
			}
		}
		switch {
		case err != nil:
			failures = append(failures, fmt.Errorf("%s: %w", nameOf(item), err))
			stays = append(stays, stay{item, "not deleted: it could not be"})
		case why != "":
			stays = append(stays, stay{item, why})
		default:
			done = append(done, text)
		}
	}
	for _, one := range stays {
		p.correct(one)
	}
	digest, path, err := p.certify(number)
	if err != nil {
		return errors.Join(append(failures, err)...)
	}
	ledger, err := p.ledgerAfter(done)
	if err != nil {
		return errors.Join(append(failures, err)...)
	}
	if err := p.Audit.Append(cases.Event{Kind: cases.KindPurged, Batch: number, Name: path,
		Inside: true, SHA256: digest, Items: done, Ledger: ledger}); err != nil {
		return err
	}
	p.printDone(done)
	p.Say("Certificate  %s", p.Path(path))
	err = removeFile(p.planPath(number))
	if len(failures) > 0 {
		return refusal.New(refusal.Internal, "close the files that are open, then nfi purge --due --do",
			"not everything could be deleted: %w", errors.Join(append(failures, err)...))
	}
	return err
}

// printDone says what was deleted; a list that lies elsewhere was not.
func (p *purging) printDone(done []string) {
	for _, text := range done {
		item, err := cases.ParseItem(text)
		if err != nil || item.Kind == cases.ItemSeal {
			continue // it is in the file of seals
		}
		words := "Deleted"
		for _, list := range p.paper.Lists {
			if item.Kind == cases.ItemList && list.Batch == item.Name {
				words = "Not reached"
			}
		}
		p.Say("%-12s %s", words, nameOf(item))
	}
}

// staysWhy says why an item is not deleted although the purge was begun, "" if it is:
// what it goes with stays.
func (p *purging) staysWhy(item cases.Item, stays []stay) string {
	for _, one := range stays {
		switch {
		case item.Kind == cases.ItemSeal && one.item == cases.SealsItem(item.Exercise(),
			one.item.SHA256):
			return one.why // the seal is in that file
		case item.Kind == cases.ItemAudit:
			return "kept: something stays that lines of the log may tell of"
		}
	}
	return ""
}

// exerciseOf returns the exercise that an item belongs to, "" if it is of none.
func (p *purging) exerciseOf(item cases.Item) string {
	for _, list := range p.Audit.State().Lists {
		if item.Kind == cases.ItemList && list.Batch == item.Name && !list.Gone() {
			return list.Exercise
		}
	}
	return item.Exercise()
}
