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
	_ *Session, err error,
) {
	release, err := w.Lock(fmt.Sprintf("%s, process %d", who, os.Getpid()))
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			release()
		}
	}()
	if err := w.Sweep(); err != nil {
		return nil, err
	}
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
