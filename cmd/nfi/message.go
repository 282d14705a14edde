package main

import (
	"errors"
	"fmt"
	"regexp"
	"runtime"
	"strings"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/refusal"
)

// commandError is an error that a command returned, as opposed to one that
// cobra found in the command line before any command ran.
type commandError struct{ error }

// Unwrap returns the command's own error.
func (e commandError) Unwrap() error { return e.error }

// numberFlag finds the flag in what the flag library says of a value that is no number,
// and which it would repeat.
var numberFlag = regexp.MustCompile(`(--[a-z-]+)" flag: strconv`)

// report prints err, if any, and returns the exit status it stands for.
func (p *program) report(err error) int {
	if err == nil {
		return refusal.Done
	}
	var f *refusal.Failure
	var ran commandError
	switch {
	case errors.As(err, &f):
	case errors.As(err, &ran):
		f = refusal.Of(refusal.Internal, machineHint(ran.error), ran.error)
	default:
		// Cobra adds its suggestions on further lines.
		message, further, _ := strings.Cut(err.Error(), "\n")
		if found := numberFlag.FindStringSubmatch(message); found != nil {
			message = found[1] + " must be a whole number"
		}
		hint := "run \"nfi --help\" for the commands and their flags"
		if _, names, ok := strings.Cut(further, "Did you mean this?"); ok {
			hint = "did you mean " + strings.Join(strings.Fields(names), " or ") + "? " + hint
		}
		f = refusal.New(refusal.Usage, hint, "%s", message)
	}
	p.Tell(f)
	return f.Status
}

// machineHint returns what can be done about a machine that would not write, "" if
// err is something else.
func machineHint(err error) string {
	switch {
	case disk.IsDiskFull(err):
		return "make room on the disk and run the command again; nothing was put in place half written"
	case disk.IsReadOnly(err):
		return "ask for the right to write there, or use another folder; nothing was put in place half " +
			"written"
	}
	return ""
}

// recoverPanic turns a panic into exit status 1. What was panicked with is not
// printed, since it may hold data; the places are enough to find the fault.
func (p *program) recoverPanic(status *int) {
	if recover() == nil {
		return
	}
	*status = refusal.Internal
	fmt.Fprintf(p.Err, "nfi: error: internal error at %s\n", strings.Join(panicPlaces(), ", "))
	p.Hint("this is a fault of the program and not of your data; please report the line above, " +
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
