package workspace

import (
	"fmt"
	"os"
	"time"

	"nfimatch/cmd/nfi/refusal"
)

// Session is a workspace that one command has to itself: locked, swept of what killed
// commands left, its keys read, its audit log found whole, and its schedule as people
// have decided it.
type Session struct {
	*Workspace
	Keys  *Keyring
	Audit *Audit

	release func()
}

// Enter gives the workspace to a command of who, user@host, until Leave is called or
// the process ends, however it ends. While another command has it, that is refused by
// policy; a log that is not as it was written is refused as integrity. now is the
// clock that audit lines are dated by.
func (w *Workspace) Enter(who string, now func() time.Time, voice refusal.Voice) (
	*Session, error,
) {
	release, err := w.Lock(holderOf(who))
	if err != nil {
		return nil, err
	}
	if err := w.Sweep(); err != nil {
		release()
		return nil, err
	}
	return w.open(who, now, voice, release)
}

// EnterToRead is Enter for a command that writes nothing: Append must not be called. It
// also works where the workspace cannot be written, since it is for reading only or the
// disk is full: then what killed commands left stays there.
func (w *Workspace) EnterToRead(who string, now func() time.Time, voice refusal.Voice) (
	*Session, error,
) {
	cannotWrite := func(err error) bool { return IsReadOnly(err) || IsDiskFull(err) }
	release, err := w.Lock(holderOf(who))
	if cannotWrite(err) {
		release, err = w.lockToRead()
	} else if err == nil {
		if err = w.Sweep(); cannotWrite(err) {
			err = nil
		} else if err != nil {
			release()
		}
	}
	if err != nil {
		return nil, err
	}
	return w.open(who, now, voice, release)
}

// holderOf names this command of who, user@host, for whoever finds the lock taken.
func holderOf(who string) string { return fmt.Sprint(who, holds, os.Getpid()) }

// open reads what every command needs of a workspace that is locked; if it fails it
// calls release.
func (w *Workspace) open(who string, now func() time.Time, voice refusal.Voice, release func()) (
	_ *Session, err error,
) {
	defer func() {
		if err != nil {
			release()
		}
	}()
	keys, err := w.LoadKeys(voice)
	if err != nil {
		return nil, err
	}
	audit, err := w.openAudit()
	if err != nil {
		return nil, err
	}
	audit.who, audit.now = who, now
	w.Config.Decide(audit.State())
	return &Session{w, keys, audit, release}, nil
}

// Leave lets others have the workspace.
func (s *Session) Leave() { s.release() }
