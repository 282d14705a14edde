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
// it counts from the last register that showed an elector. Of a ledger that is not what
// was written it cannot be told: the rest is purged, and the purge ends with that refusal.
func (p *purging) findFirstSeen() error {
	ledger, err := firstseen.Open(p.Session)
	if err != nil {
		p.untold = err
		p.Warn("what of %s is due cannot be told", workspace.FirstSeenFile)
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
