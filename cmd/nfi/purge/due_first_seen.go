package purge

import (
	"fmt"

	"nfimatch/cmd/nfi/exercise"
	"nfimatch/cmd/nfi/firstseen"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/retention"
	"nfimatch/report/cases"
)

// findFirstSeen finds the entries of the ledger of first-seen days whose time has come:
// it counts from the last register that showed an elector. A hold of an exercise is none
// on the ledger: what the exercise's cases rest on stands in its results.
func (p *purging) findFirstSeen() error {
	ledger, err := firstseen.Open(p.Session)
	if err != nil {
		p.findLost(err)
		return nil
	}
	shown, next := firstseen.Due(p.Session, ledger, p.Today)
	if next != 0 {
		p.isDue(next)
	}
	if shown == 0 {
		return nil
	}
	due := p.Today // without a line of the schedule nothing allows it to stay
	if terms, err := firstseen.Terms(p.Session, shown); err == nil {
		due = terms.DeleteBy
	}
	file, _ := p.file(workspace.FirstSeenFile)
	dropped := ledger.Forget(shown)
	if left := ledger.Tokens(); left > 0 {
		file.Outcome = fmt.Sprintf("replaced: %s left", exercise.Plural(left, "token"))
	}
	p.things = append(p.things, thing{item: cases.FirstSeenItem(shown), due: due,
		words: exercise.Plural(dropped, "token") + " of electors whom no later register shows",
		rules: p.ruleOf("", firstseen.Class, due), files: []cases.CertificateFile{file}})
	return nil
}

// findLost finds a ledger that is not the one of the audit log any more. What of it is due
// nobody can tell, so it goes whole: when somebody gives it up, when its line of the log is
// as old as its entries may be, or when the schedule has no line for it. Until then the
// rest is purged, the certificate names it, and the purge ends with why.
func (p *purging) findLost(why error) {
	file, there := p.file(workspace.FirstSeenFile)
	due, known := p.lostDue()
	because := "given up as lost: " + p.LedgerLost
	switch lost := firstseen.CheckLost(why) == nil; {
	case lost && p.LedgerLost != "":
		due = min(due, p.Today)
	case lost && known && p.isDue(due):
		because = "the time of all its entries has ended"
	default:
		p.untold, p.unread = why, &file
		p.Warn("what of %s is due cannot be told", workspace.FirstSeenFile)
		file.Outcome = "left: what of it is due cannot be told"
		if !there {
			file.Outcome = "missing: what of it is due cannot be told, nor where copies are"
		}
		return
	}
	words, outcome := "a ledger that is not the one of the audit log", "deleted: "
	if !there {
		words, outcome = "a ledger that is not there any more", "was not there any more: "
	}
	file.Outcome = outcome + because
	p.things = append(p.things, thing{item: cases.LostFirstSeenItem(), due: due, words: words,
		rules: p.ruleOf("", firstseen.Class, due), files: []cases.CertificateFile{file}})
}

// lostDue returns when all entries of a ledger are due by the day of the log's line that
// knows of it, false where none does: then nobody has recorded it.
func (p *purging) lostDue() (due retention.Date, known bool) {
	logged := p.Audit.State().Ledger
	for _, e := range p.Audit.Log().Events {
		if e.Seq != logged.Seq || logged.SHA256 == "" {
			continue
		}
		terms, err := firstseen.Terms(p.Session, cases.Date(e.At))
		if err != nil {
			return p.Today, true // without a line of the schedule nothing allows it to stay
		}
		return terms.DeleteBy, true
	}
	return p.Today, false
}

// checkLost refuses to give up a ledger that is there.
func (p *purging) checkLost() error {
	if p.LedgerLost == "" {
		return nil
	}
	_, err := firstseen.Open(p.Session)
	return firstseen.CheckLost(err)
}

// ledgerAfter is the digest of the ledger for the line that ends a purge of these items, ""
// where none of them is the ledger's.
func (p *purging) ledgerAfter(done []string) (string, error) {
	for _, text := range done {
		if item, err := cases.ParseItem(text); err == nil && item.Kind == cases.ItemFirstSeen {
			return firstseen.Digest(p.Session)
		}
	}
	return "", nil
}

// removeFirstSeen makes the ledger forget whom no register after a day shows.
func (p *purging) removeFirstSeen(item cases.Item) error {
	if item.Name == cases.FirstSeenLost {
		return removeFile(p.Path(workspace.FirstSeenFile))
	}
	day, err := retention.ParseDate(item.Name)
	if err != nil {
		return err
	}
	ledger, err := firstseen.Open(p.Session)
	if err != nil {
		return err
	}
	ledger.Forget(day)
	if ledger.Tokens() == 0 {
		return removeFile(p.Path(workspace.FirstSeenFile))
	}
	aside, err := firstseen.Seal(p.Session, ledger)
	if err != nil {
		return err
	}
	return aside.Place()
}
