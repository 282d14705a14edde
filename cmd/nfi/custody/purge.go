package custody

import (
	"errors"
	"fmt"
	"os"

	"nfimatch/cmd/nfi/exercise"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/retention"
	"nfimatch/report/cases"
)

// PurgeRequest asks what is due, and to delete it.
type PurgeRequest struct {
	Due      bool   // what is due on Today or before
	Do       bool   // delete it; else only show it
	Officer  string // who runs the purge; "" = the user of the system
	Approved string // who approved it; "" leaves a line to sign
	Today    retention.Date
	Program  string
}

// Check refuses a request that cannot be carried out whatever the workspace holds.
func (r *PurgeRequest) Check() error {
	var faults []string
	if !r.Due {
		faults = append(faults, "--due must be given: nothing else is purged")
	}
	for _, one := range []struct{ flag, text string }{
		{"--officer", r.Officer}, {"--approved", r.Approved}} {
		if one.text != "" {
			checkText(&faults, one.flag, one.text, cases.OfficerBytesMax)
		}
	}
	return refuseFaults("purge", faults)
}

// A purging is on its way from what is due to a certificate.
type purging struct {
	*workspace.Session
	PurgeRequest
	refusal.Voice
	things []thing
	next   retention.Date // when something is due next; 0 = nothing is there
	strays []string       // files that nobody recorded
	paper  cases.Certificate
	keep   map[string][]string // cases whose seals stay, by exercise
	sealed map[string]int      // how many sealed cases there are, by exercise

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

// Purge shows what is due or, with request.Do, deletes it: the audit log has it first,
// then it is deleted and the keys destroyed, then the certificate is in its place and
// the log has its digest. A purge that was cut off is finished first.
func Purge(s *workspace.Session, request PurgeRequest, voice refusal.Voice) error {
	p := &purging{Session: s, PurgeRequest: request, Voice: voice,
		keep: map[string][]string{}, sealed: map[string]int{}}
	if len(s.Audit.State().Unfinished) > 0 {
		if !request.Do {
			voice.Warn("a purge was cut off: nfi purge --due --do finishes it first")
		} else if err := p.finishEarlier(); err != nil {
			return err
		}
	}
	if err := p.find(); err != nil {
		return err
	}
	if !request.Do || !p.anyDeleted() {
		p.printDry()
		return nil
	}
	return p.carryOut()
}

func (p *purging) anyDeleted() bool {
	for _, one := range p.things {
		if one.held == "" {
			return true
		}
	}
	return false
}

// printDry shows what is due, what is kept, and what a purge does not know.
func (p *purging) printDry() {
	if len(p.things) == 0 {
		p.Say("Nothing is due on %v.", p.Today)
	} else {
		p.Say("Due on %v:", p.Today)
	}
	for _, one := range p.things {
		name := cases.Item{Kind: one.item.Kind, Name: one.item.Name, First: one.item.First,
			Last: one.item.Last}.String()
		p.Say("  %-24s due %v  %s", name, one.due, one.words)
		if one.held != "" {
			p.Say("  %-24s kept: %s", "", one.held)
		}
	}
	if p.next != 0 {
		p.Say("Due next: %v.", p.next)
	}
	for _, stray := range p.strays {
		p.Warn("%s was not written by nfi or is not recorded: look at it yourself", stray)
	}
	if p.anyDeleted() {
		p.Say("Nothing was deleted. To delete it: nfi purge --due --do")
	}
}

// carryOut deletes what was found.
func (p *purging) carryOut() error {
	number := p.Audit.State().NextPurge
	before := p.Audit.Head()
	p.write(number, before)
	var items []string
	for _, one := range p.things {
		if one.held == "" {
			items = append(items, one.item.String())
		}
	}
	if err := p.savePlan(number); err != nil {
		return err
	}
	if err := p.Audit.Append(cases.Event{Kind: cases.KindPurge, Batch: number, Officer: p.Officer,
		Second: p.Approved, Items: items}); err != nil {
		return err
	}
	head := p.Audit.Head()
	p.paper.HeadAfter = cases.CertificateHead{Count: head.Count, Hash: head.Hash}
	return p.execute(number, items)
}

// finishEarlier carries out what a purge that was cut off had begun.
func (p *purging) finishEarlier() error {
	for _, purge := range p.Audit.State().Unfinished {
		if err := p.loadPlan(purge.Number); err != nil {
			return err
		}
		p.paper.HeadAfter = cases.CertificateHead{Count: purge.Seq, Hash: p.Audit.Log().HashOf(purge.Seq)}
		p.Warn("purge %s was cut off and is finished now", purge.Number)
		if err := p.execute(purge.Number, purge.Items); err != nil {
			return err
		}
	}
	return nil
}

// execute deletes items, writes the certificate and records both. What cannot be
// deleted stays due, and the certificate says so.
func (p *purging) execute(number string, texts []string) error {
	var done []string
	var failures []error
	for _, text := range texts {
		item, err := cases.ParseItem(text)
		if err == nil {
			err = p.remove(item)
		}
		if err != nil {
			failures = append(failures, fmt.Errorf("%s: %w", text, err))
			p.mark(item, "not deleted: it could not be")
			continue
		}
		done = append(done, text)
	}
	digest, path, err := p.certify(number)
	if err != nil {
		return errors.Join(append(failures, err)...)
	}
	if err := p.Audit.Append(cases.Event{Kind: cases.KindPurged, Batch: number,
		Name: path, Inside: true, SHA256: digest, Items: done}); err != nil {
		return err
	}
	p.Say("Deleted    %s, see the certificate", exercise.Plural(len(done), "thing"))
	p.Say("Certificate %s", p.Path(path))
	if len(failures) > 0 {
		return refusal.New(refusal.Internal, "close the files that are open, then nfi purge --due --do",
			"not everything could be deleted: %w", errors.Join(failures...))
	}
	return os.Remove(p.planPath(number))
}
