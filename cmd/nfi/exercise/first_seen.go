package exercise

import (
	"context"
	"slices"

	"nfimatch/cmd/nfi/firstseen"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/columns"
	"nfimatch/extract/row"
	"nfimatch/normalize/record"
	"nfimatch/report/ledger"
	"nfimatch/report/spell"
)

// firstSeenManifest is what run.json says of the ledger of first-seen days.
type firstSeenManifest struct {
	Electors  int      `json:"electors"`  // whose day of registration is not known
	Registers []string `json:"registers"` // days of the earlier registers it knows
}

// firstSeen looks up since when registers show the electors whose day of registration is
// not known. The ledger is opened only where there are such, or where it may hold what an
// earlier run of the exercise has recorded. What may be read no longer is not; deleting
// it is the purge's.
func (r *run) firstSeen(context.Context) (err error) {
	electors := &r.tables.Electors
	undated := 0
	for _, token := range electors.Lasting {
		if token != (record.Token{}) {
			undated++
		}
	}
	kept := r.Config.Schedule().Has(firstseen.Class)
	if undated > 0 && !kept {
		r.Warn("the register does not say when %s were added, and the schedule of %s has no line for "+
			"%s: what registers say of them is neither used nor added; what %s holds stays until "+
			"the next purge", spell.Grouped(undated)+" electors", workspace.ConfigFile,
			firstseen.Class, workspace.FirstSeenFile)
		undated = 0
	}
	r.ledger, err = firstseen.OpenOrBegin(r.Session, r.LedgerLost, r.Voice)
	if err != nil || undated == 0 {
		return err
	}
	day := r.Dates[row.ElectoralRegister]
	terms, err := firstseen.Terms(r.Session, day)
	if err != nil {
		return err
	}
	if r.seenTerms, err = r.terms.Add(terms); err != nil {
		return err
	}
	r.meta[columns.MetaTermsSHA256] = r.terms.SHA256()
	readable := r.ledger.Clone()
	if due, _ := firstseen.Due(r.Session, readable, r.Today-1); due != 0 {
		readable.Forget(due)
	}
	r.seen = readable.Seen(r.Exercise, day, electors)
	r.seenFrom = &firstSeenManifest{Electors: undated, Registers: []string{}}
	for _, register := range readable.Registers() {
		if register.Date < day && register.Exercise != r.Exercise {
			r.seenFrom.Registers = append(r.seenFrom.Registers, register.Date.String())
		}
	}
	return nil
}

// sealFirstSeen writes the ledger with what this run has read, aside, where that changes
// it: the same exercise again leaves the same, and one without a word for the ledger takes
// back what it said before. Where the schedule has lost its line nothing is added and
// nothing taken back: what there is goes with the next purge.
func (r *run) sealFirstSeen() (err error) {
	if r.seen == nil {
		before := len(r.ledger.Registers())
		if r.Config.Schedule().Has(firstseen.Class) {
			r.ledger.Remove(r.Exercise)
		}
		if len(r.ledger.Registers()) == before && r.LedgerLost == "" {
			return nil
		}
	} else {
		electors := &r.tables.Electors
		tokens := slices.Concat(electors.Lasting, electors.Namely)
		lost := r.AcceptRejects != "" && r.counts[row.ElectoralRegister].Rejected > 0
		register := ledger.Register{Exercise: r.Exercise, Date: r.Dates[row.ElectoralRegister],
			Partial: lost || ledger.TellsDays(electors)}
		if err := r.ledger.Record(register, tokens); err != nil {
			return err
		}
	}
	r.sealedSeen, err = firstseen.Seal(r.Session, r.ledger)
	return err
}

// firstSeenWords says on the terminal what first-seen days rest on, "" where there are none.
func (r *run) firstSeenWords() string {
	switch from := r.seenFrom; {
	case from == nil:
		return ""
	case len(from.Registers) == 0:
		return "the register has no registration days for " + Plural(from.Electors, "elector") +
			"; later exercises will know whom this one showed"
	default:
		return Plural(from.Electors, "elector") + " without a registration day looked up in " +
			Plural(len(from.Registers), "earlier register") + " since " + from.Registers[0]
	}
}
