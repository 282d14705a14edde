// Package firstseen keeps the ledger of which electors which registers showed in a
// workspace: opening and sealing it, and by when its entries are due.
package firstseen

import (
	"errors"
	"io"
	"io/fs"

	"filippo.io/age"

	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/retention"
	"nfimatch/report/ledger"
)

// Class is the class of the schedule that entries of the ledger of first-seen
// days are kept by, from the day of the last register that showed them. Without it no
// ledger is kept.
const Class = "first_seen"

// Open opens the ledger of first-seen days; a workspace that has none yet has an
// empty one. A file that is not what the program sealed is refused as integrity.
func Open(s *workspace.Session) (*ledger.Ledger, error) {
	file, err := workspace.Open(s.Path(workspace.FirstSeenFile))
	if errors.Is(err, fs.ErrNotExist) {
		return new(ledger.Ledger), nil
	}
	if err != nil {
		return nil, refusal.New(refusal.Integrity, "bring it back from a copy, or ask for the right to "+
			"read it", "%s cannot be read: %w", workspace.FirstSeenFile, workspace.WithoutPath(err))
	}
	defer file.Close()
	clear, err := age.Decrypt(file, s.Keys.Identities()...)
	if err == nil {
		var read *ledger.Ledger
		if read, err = ledger.Read(clear); err == nil {
			return read, nil
		}
	}
	return nil, refusal.New(refusal.Integrity, "bring it back from a copy, together with the key "+
		"file; or move it elsewhere, and days first seen begin anew",
		"%s must be what this workspace sealed", workspace.FirstSeenFile)
}

// Seal writes the ledger, sealed, to be put in its place later.
func Seal(s *workspace.Session, l *ledger.Ledger) (*workspace.Aside, error) {
	return workspace.WriteAside(s.Path(workspace.FirstSeenFile), func(w io.Writer) error {
		sealed, err := age.Encrypt(w, s.Keys.Recipients()...)
		if err != nil {
			return err
		}
		return errors.Join(l.Write(sealed), sealed.Close())
	})
}

// Due returns of the registers that are the last to show somebody the last one
// whose day to delete by is at or before day, 0 if there is none, and the day to delete
// by of the next, 0 if there is none. Without a line of the schedule all are due.
func Due(s *workspace.Session, l *ledger.Ledger, day retention.Date) (
	due, next retention.Date,
) {
	for _, shown := range l.LastShown() {
		terms, err := Terms(s, shown)
		if err == nil && terms.DeleteBy > day {
			return due, terms.DeleteBy
		}
		due = shown
	}
	return due, 0
}

// Terms returns the terms of whom the register of a day was the last to show.
func Terms(s *workspace.Session, day retention.Date) (retention.Terms, error) {
	return s.Config.Schedule().Terms(Class, day, retention.Source{AnchorDate: day})
}
