package refusal

import (
	"fmt"
	"io"
)

// Voice speaks to the user of a command, a line a call. Errors of the terminal are
// not looked at: there is nobody left to tell.
type Voice struct {
	Out io.Writer // what the command is asked for
	Err io.Writer // warnings, errors and hints
}

// Say prints one line of the command's result, formatted as by fmt.
func (v Voice) Say(format string, args ...any) {
	fmt.Fprintf(v.Out, format+"\n", args...)
}

// Warn prints a warning: the command goes on, but the user should know.
func (v Voice) Warn(format string, args ...any) {
	fmt.Fprintf(v.Err, "nfi: warning: "+format+"\n", args...)
}

// Hint prints what to do next.
func (v Voice) Hint(format string, args ...any) {
	fmt.Fprintf(v.Err, "nfi: hint: "+format+"\n", args...)
}

// Tell prints a failure: its messages as errors, then its hint, if it has one.
func (v Voice) Tell(f *Failure) {
	for _, message := range f.Messages {
		fmt.Fprintf(v.Err, "nfi: error: %s\n", message)
	}
	if f.Hint != "" {
		v.Hint("%s", f.Hint)
	}
}
