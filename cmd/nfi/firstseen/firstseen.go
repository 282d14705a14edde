// Package firstseen keeps the ledger of which electors which registers showed in a
// workspace: opening and sealing it, and by when its entries are due.
package firstseen

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"filippo.io/age"

	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/retention"
	"nfimatch/report/cases"
	"nfimatch/report/ledger"
)

// Class is the class of the schedule that entries of the ledger of first-seen
// days are kept by, from the day of the last register that showed them. Without it no
// ledger is kept.
const Class = "first_seen"

// startAnew is what can be done about a ledger that no copy is left of.
const startAnew = "bring " + workspace.FirstSeenFile + " back from the copy of the last run or " +
	"purge; if there is none, nfi run --ledger-lost \"why\" begins it anew"

// Open opens the ledger of first-seen days; a workspace that has none yet has an
// empty one. A file that is not what the program sealed, or not the one that the audit
// log knows, is refused as integrity, and so is a lost one: without it everybody would
// seem new, or somebody who is not.
func Open(s *workspace.Session) (*ledger.Ledger, error) {
	if err := checkLogged(s); err != nil {
		return nil, err
	}
	file, err := workspace.Open(s.Path(workspace.FirstSeenFile))
	if errors.Is(err, fs.ErrNotExist) {
		return new(ledger.Ledger), nil
	}
	if err != nil {
		return nil, refusal.New(refusal.Integrity, startAnew, "%s cannot be read: %w",
			workspace.FirstSeenFile, workspace.WithoutPath(err))
	}
	defer file.Close()
	clear, err := age.Decrypt(file, s.Keys.Identities()...)
	if err == nil {
		var read *ledger.Ledger
		if read, err = ledger.Read(clear); err == nil {
			return read, nil
		}
	}
	return nil, refusal.New(refusal.Integrity, startAnew, "%s must be what this workspace sealed",
		workspace.FirstSeenFile)
}

// checkLogged refuses a ledger that is not the one of the last run or purge that wrote
// it, by the audit log. A purge that was cut off may have changed it or not.
func checkLogged(s *workspace.Session) error {
	logged := s.Audit.State().Ledger
	if logged.Seq == 0 || logged.Changing {
		return nil
	}
	digest, err := Digest(s)
	if err != nil {
		return refusal.Of(refusal.Integrity, startAnew, err)
	}
	switch digest = strings.TrimPrefix(digest, cases.NoHash); {
	case digest == logged.SHA256:
		return nil
	case digest == "":
		return refusal.New(refusal.Integrity, startAnew, "%s is not there, and line %d of %s knows of it",
			workspace.FirstSeenFile, logged.Seq, workspace.AuditFile)
	}
	return refusal.New(refusal.Integrity, startAnew, "%s is not the one that line %d of %s knows of",
		workspace.FirstSeenFile, logged.Seq, workspace.AuditFile)
}

// Digest returns the SHA-256 of the sealed ledger as the audit log has it: cases.NoHash
// where none is there.
func Digest(s *workspace.Session) (string, error) {
	_, digest, err := workspace.FileSHA256(s.Path(workspace.FirstSeenFile))
	if errors.Is(err, fs.ErrNotExist) {
		return cases.NoHash, nil
	}
	return digest, err
}

// Settle deals with what a killed run has left: a ledger that the audit log has already
// is put in its place, any other that lies aside goes, and so does one that is still
// there though the log says that none is left.
func Settle(s *workspace.Session) error {
	logged := s.Audit.State().Ledger
	path := s.Path(workspace.FirstSeenFile)
	if logged.Seq > 0 && logged.SHA256 == "" && !logged.Changing {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s cannot be deleted: %w", workspace.FirstSeenFile,
				workspace.WithoutPath(err))
		}
	}
	asides, err := s.Asides("")
	if err != nil {
		return err
	}
	for _, aside := range asides {
		if aside.Name() != workspace.FirstSeenFile {
			continue
		}
		_, digest, err := workspace.FileSHA256(aside.Path())
		if err != nil {
			return err
		}
		if digest != logged.SHA256 {
			aside.Discard()
			continue
		}
		if err := aside.Place(); err != nil {
			return err
		}
	}
	return nil
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
