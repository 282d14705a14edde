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

	"nfimatch/cmd/nfi/disk"
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
	"purge; if there is none, nfi run --ledger-lost \"why\" begins it anew, and " +
	"nfi purge --due --do --ledger-lost \"why\" ends it"

// Open opens the ledger of first-seen days; a workspace that has none yet has an
// empty one. A file that is not what the program sealed, or not the one that the audit
// log knows, is refused as integrity, and so is a lost one: without it everybody would
// seem new, or somebody who is not.
func Open(s *workspace.Session) (*ledger.Ledger, error) {
	path, err := find(s)
	if err != nil {
		return nil, err
	}
	file, err := disk.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return new(ledger.Ledger), nil
	}
	if err != nil {
		return nil, unreadable(fmt.Errorf("%s cannot be read: %w", workspace.FirstSeenFile,
			disk.WithoutPath(err)))
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

// OpenOrBegin opens the ledger of first-seen days for a run, or begins it anew where lost
// says why it is lost for good: then it must be.
func OpenOrBegin(s *workspace.Session, lost string, voice refusal.Voice) (*ledger.Ledger, error) {
	opened, err := Open(s)
	if lost == "" {
		return opened, err
	}
	if err := CheckLost(err); err != nil {
		return nil, err
	}
	voice.Warn("%s is begun anew: what earlier registers showed is not known any more",
		workspace.FirstSeenFile)
	return new(ledger.Ledger), nil
}

// Check refuses, as integrity, a ledger that is lost or is not the one that the audit log
// knows. It reads the sealed file and opens nothing: no key is needed.
func Check(s *workspace.Session) error {
	_, err := find(s)
	return err
}

// CheckLost passes what Open returned for a ledger of which somebody says that it is lost:
// an error of integrity becomes nil. One that is there is refused by policy; whoever may
// not read it does not know.
func CheckLost(opened error) error {
	var failure *refusal.Failure
	switch {
	case opened == nil:
		return refusal.New(refusal.Policy, "run it without --ledger-lost",
			"%s is not lost: it is as it was written", workspace.FirstSeenFile)
	case !errors.As(opened, &failure) || failure.Status != refusal.Integrity:
		return opened
	}
	return nil
}

// unreadable refuses what cannot be read as integrity, unless it is the right to read it
// that is missing: then it may be whole.
func unreadable(err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return err
	}
	return refusal.Of(refusal.Integrity, startAnew, err)
}

// find returns where the ledger of the last run or purge that wrote it lies, by the audit
// log: in its place, or aside where a run was cut off and nothing could be written since.
// A purge that was cut off may have changed it or not. Any other file is refused.
func find(s *workspace.Session) (path string, err error) {
	path, logged := s.Path(workspace.FirstSeenFile), s.Audit.State().Ledger
	if logged.Changing {
		return path, nil
	}
	digest, err := Digest(s)
	if err != nil {
		return "", unreadable(err)
	}
	switch digest = strings.TrimPrefix(digest, cases.NoHash); {
	case digest == logged.SHA256:
		return path, nil
	case logged.SHA256 == "":
		return "", refusal.New(refusal.Integrity, "move "+workspace.FirstSeenFile+" out of the "+
			"workspace, unless "+workspace.AuditFile+" itself is to be brought back",
			"%s is there, and %s knows of none", workspace.FirstSeenFile, workspace.AuditFile)
	}
	aside, err := loggedAside(s)
	switch {
	case err != nil:
		return "", err
	case aside != nil:
		return aside.Path(), nil
	case digest == "":
		return "", refusal.New(refusal.Integrity, startAnew,
			"%s is not there, and line %d of %s knows of it", workspace.FirstSeenFile, logged.Seq,
			workspace.AuditFile)
	}
	return "", refusal.New(refusal.Integrity, startAnew,
		"%s is not the one that line %d of %s knows of", workspace.FirstSeenFile, logged.Seq,
		workspace.AuditFile)
}

// Digest returns the SHA-256 of the sealed ledger as the audit log has it: cases.NoHash
// where none is there.
func Digest(s *workspace.Session) (string, error) {
	_, digest, err := disk.FileSHA256(s.Path(workspace.FirstSeenFile))
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
				disk.WithoutPath(err))
		}
	}
	asides, err := ledgerAsides(s)
	if err != nil {
		return err
	}
	for _, aside := range asides {
		_, digest, err := disk.FileSHA256(aside.Path())
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

// ledgerAsides returns the ledgers that a killed run has left aside.
func ledgerAsides(s *workspace.Session) (ledgers []*disk.Aside, err error) {
	asides, err := s.Asides("")
	for _, aside := range asides {
		if aside.Name() == workspace.FirstSeenFile {
			ledgers = append(ledgers, aside)
		}
	}
	return ledgers, err
}

// loggedAside returns the ledger that lies aside and is the one of the audit log, nil if
// there is none.
func loggedAside(s *workspace.Session) (*disk.Aside, error) {
	asides, err := ledgerAsides(s)
	for _, aside := range asides {
		_, digest, err := disk.FileSHA256(aside.Path())
		if err != nil {
			return nil, unreadable(err)
		}
		if digest == s.Audit.State().Ledger.SHA256 {
			return aside, nil
		}
	}
	return nil, err
}

// Seal writes the ledger, sealed, to be put in its place later.
func Seal(s *workspace.Session, l *ledger.Ledger) (*disk.Aside, error) {
	return disk.WriteAside(s.Path(workspace.FirstSeenFile), func(w io.Writer) error {
		sealed, err := age.Encrypt(w, s.Keys.Recipients()...)
		if err != nil {
			return err
		}
		return errors.Join(l.Write(sealed), sealed.Close())
	})
}

// Logged returns the digest of a sealed ledger for the audit log: cases.NoHash of one of
// nobody, "" where none was sealed since it has not changed.
func Logged(sealed *disk.Aside, l *ledger.Ledger) (digest string, err error) {
	switch {
	case sealed == nil:
		return "", nil
	case l.Tokens() == 0:
		return cases.NoHash, nil
	}
	_, digest, err = disk.FileSHA256(sealed.Path())
	return digest, err
}

// Place puts a sealed ledger, if there is one, in its place, once it is in the audit log;
// one of nobody goes.
func Place(s *workspace.Session, sealed *disk.Aside, l *ledger.Ledger) error {
	if sealed == nil {
		return nil
	}
	if err := sealed.Place(); err != nil || l.Tokens() > 0 {
		return err
	}
	return disk.WithoutPath(os.Remove(s.Path(workspace.FirstSeenFile)))
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
