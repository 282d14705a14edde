package main

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
)

// The exit statuses of every command. README.md and each command's help list
// them; scripts and schedulers depend on them.
const (
	statusDone          = 0
	statusInternal      = 1 // a fault of ours, or of the machine
	statusUsage         = 2 // wrong command line
	statusInput         = 3 // input refused
	statusConfiguration = 4 // configuration refused
	statusPolicy        = 5 // refused by policy
	statusIntegrity     = 6 // something is not what was written
)

// statusMeanings are the words of EXIT STATUS in help and README, by status.
var statusMeanings = []string{
	statusDone:          "done",
	statusInternal:      "internal error",
	statusUsage:         "wrong use",
	statusInput:         "input refused",
	statusConfiguration: "configuration refused",
	statusPolicy: "refused by policy (retention, purpose, gateway, hold, missing declaration, " +
		"workspace in use)",
	statusIntegrity: "integrity: a file is not what was written",
}

// failure ends a command: each message is printed on its own line as
// "nfi: error: …", then the hint, and the program exits with status. Messages
// name places and rules, never a value from the data.
type failure struct {
	status   int
	messages []string
	hint     string
	cause    error
}

// Error returns all messages, separated by "; ".
func (f *failure) Error() string { return strings.Join(f.messages, "; ") }

// Unwrap returns the error that led to the failure, or nil.
func (f *failure) Unwrap() error { return f.cause }

// refuse returns a failure of one message.
func refuse(status int, hint, format string, args ...any) *failure {
	err := fmt.Errorf(format, args...)
	return &failure{status, []string{err.Error()}, hint, errors.Unwrap(err)}
}

// refuseAll returns a failure that shows every message, so that all faults can
// be put right at once.
func refuseAll(status int, hint string, messages []string) *failure {
	return &failure{status, messages, hint, nil}
}

// refuseError gives err, which a stage or a library returned, its exit status.
func refuseError(status int, hint string, err error) *failure {
	return &failure{status, []string{err.Error()}, hint, err}
}

// commandError is an error that a command returned, as opposed to one that
// cobra found in the command line before any command ran.
type commandError struct{ error }

// Unwrap returns the command's own error.
func (e commandError) Unwrap() error { return e.error }

// report prints err, if any, and returns the exit status it stands for.
func (p *program) report(err error) int {
	if err == nil {
		return statusDone
	}
	var f *failure
	var ran commandError
	switch {
	case errors.As(err, &f):
	case errors.As(err, &ran):
		f = refuseError(statusInternal, "", ran.error)
	default:
		// Cobra adds its suggestions on further lines.
		message, further, _ := strings.Cut(err.Error(), "\n")
		hint := "run \"nfi --help\" for the commands and their flags"
		if _, names, ok := strings.Cut(further, "Did you mean this?"); ok {
			hint = "did you mean " + strings.Join(strings.Fields(names), " or ") + "? " + hint
		}
		f = refuse(statusUsage, hint, "%s", message)
	}
	for _, message := range f.messages {
		fmt.Fprintf(p.stderr, "nfi: error: %s\n", message)
	}
	if f.hint != "" {
		p.hint("%s", f.hint)
	}
	return f.status
}

// say prints one line for the user on standard output.
func (p *program) say(format string, args ...any) {
	fmt.Fprintf(p.stdout, format+"\n", args...)
}

// warn prints a warning: the command goes on, but the user should know.
func (p *program) warn(format string, args ...any) {
	fmt.Fprintf(p.stderr, "nfi: warning: "+format+"\n", args...)
}

// hint prints what to do next.
func (p *program) hint(format string, args ...any) {
	fmt.Fprintf(p.stderr, "nfi: hint: "+format+"\n", args...)
}

// recoverPanic turns a panic into exit status 1. What was panicked with is not
// printed, since it may hold data; the places are enough to find the fault.
func (p *program) recoverPanic(status *int) {
	if recover() == nil {
		return
	}
	*status = statusInternal
	fmt.Fprintf(p.stderr, "nfi: error: internal error at %s\n", strings.Join(panicPlaces(), ", "))
	p.hint("this is a fault of the program and not of your data; please report the line above, " +
		"which names places in the program only")
}

// panicPlaces returns the functions of ours that were running, innermost first.
func panicPlaces() []string {
	const (
		framesMax = 64
		placesMax = 4
		skipped   = 3 // Callers, this function, recoverPanic
	)
	callers := make([]uintptr, framesMax)
	frames := runtime.CallersFrames(callers[:runtime.Callers(skipped, callers)])
	var places []string
	for {
		frame, more := frames.Next()
		ours := strings.HasPrefix(frame.Function, "nfimatch/") ||
			strings.HasPrefix(frame.Function, "main.")
		if ours && len(places) < placesMax {
			file := frame.File[strings.LastIndexByte(frame.File, '/')+1:]
			places = append(places, fmt.Sprintf("%s (%s:%d)", frame.Function, file, frame.Line))
		}
		if !more {
			break
		}
	}
	if len(places) == 0 {
		places = []string{"an unknown place"}
	}
	return places
}
