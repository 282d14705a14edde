package main

import (
	"io"
	"os"
	"time"

	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/retention"
)

// environment is what the program takes from the machine it runs on, apart from
// files and its three streams.
type environment struct {
	variable     func(name string) string // environment variables; "" if unset
	configFolder func() (string, error)   // where the user's own settings live
	today        retention.Clock          // refusal of expired data only
	terminal     bool                     // somebody can answer questions
}

// systemEnvironment returns the machine as it is.
func systemEnvironment() environment {
	return environment{
		variable:     os.Getenv,
		configFolder: os.UserConfigDir,
		today:        systemToday,
		terminal:     isTerminal(os.Stdin) && isTerminal(os.Stdout),
	}
}

// systemToday is today's date where the user is: terms end at local midnight.
func systemToday() retention.Date {
	now := time.Now()
	today, ok := retention.DateOf(now.Year(), int(now.Month()), now.Day())
	if !ok {
		panic("the machine's clock is outside the years that dates can hold")
	}
	return today
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
