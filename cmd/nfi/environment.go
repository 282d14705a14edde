package main

import (
	"io"
	"os"
	"os/user"
	"time"

	"nfimatch/cmd/nfi/custody"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/retention"
)

// environment is what the program takes from the machine it runs on, apart from
// files and its three streams.
type environment struct {
	variable     func(name string) string // environment variables; "" if unset
	configFolder func() (string, error)   // where the user's own settings live
	now          func() time.Time         // what is expired, and when something was done
	terminal     bool                     // somebody can answer questions
}

// systemEnvironment returns the machine as it is.
func systemEnvironment() environment {
	return environment{
		variable:     os.Getenv,
		configFolder: os.UserConfigDir,
		now:          time.Now,
		terminal:     isTerminal(os.Stdin) && isTerminal(os.Stdout),
	}
}

// today is the date where the user is: terms end at local midnight.
func (e *environment) today() retention.Date {
	now := e.now()
	today, ok := retention.DateOf(now.Year(), int(now.Month()), now.Day())
	if !ok {
		panic("the machine's clock is outside the years that dates can hold")
	}
	return today
}

// noonOf returns a clock that stands at noon of a day.
func noonOf(day retention.Date) func() time.Time {
	year, month, date := day.Civil()
	return func() time.Time { return time.Date(year, time.Month(month), date, 12, 0, 0, 0, time.UTC) }
}

// isTerminal reports whether file is a character device other than the null
// device, which is one too and answers nothing.
func isTerminal(file *os.File) bool {
	info, err := file.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}

// program is one run of one command.
type program struct {
	environment
	refusal.Voice
	stdin         io.Reader
	workspaceFlag string // --workspace; "" if not given
}

// openWorkspace finds and reads the workspace: --workspace, else the current
// folder if it is one, else $NFI_WORKSPACE.
func (p *program) openWorkspace() (*workspace.Workspace, error) {
	return workspace.Find(p.workspaceFlag, p.variable(workspace.Variable))
}

// session is a workspace that this command has to itself.
type session = workspace.Session

// inWorkspace opens the workspace, gives it to this command alone and does the work.
func (p *program) inWorkspace(work func(*session) error) error {
	w, err := p.openWorkspace()
	if err != nil {
		return err
	}
	held, err := p.enter(w)
	if err != nil {
		return err
	}
	defer held.Leave()
	return work(held)
}

// readingWorkspace is inWorkspace for work that writes nothing: it can also be done
// where the workspace cannot be written.
func (p *program) readingWorkspace(work func(*session) error) error {
	w, err := p.openWorkspace()
	if err != nil {
		return err
	}
	held, err := custody.EnterToRead(w, whoRuns(), p.now, p.Voice)
	if err != nil {
		return err
	}
	defer held.Leave()
	return work(held)
}

// enter gives w to this command alone; the caller leaves it.
func (p *program) enter(w *workspace.Workspace) (*session, error) {
	return custody.Enter(w, whoRuns(), p.now, p.Voice)
}

// whoRuns names the user of the system, for whoever waits for this command and for
// the audit log. It is no proof of who sat there.
func whoRuns() string {
	name, host := "somebody", "this machine"
	if current, err := user.Current(); err == nil {
		name = current.Username
	}
	if named, err := os.Hostname(); err == nil {
		host = named
	}
	return name + "@" + host
}
