// Package refusal is how a command ends, and how it speaks: the exit statuses,
// the failure that carries one up to the program, and the voice that tells a
// person at a terminal. Messages name places and rules, never a value from the
// data.
package refusal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
)

// The exit statuses of every command. README.md and each command's help list
// them; scripts and schedulers depend on them.
const (
	Done          = 0
	Internal      = 1 // a fault of ours, or of the machine
	Usage         = 2 // wrong command line
	Input         = 3 // input refused
	Configuration = 4 // configuration refused
	Policy        = 5 // refused by policy
	Integrity     = 6 // something is not what was written
)

var meanings = [...]string{
	Done:          "done",
	Internal:      "internal error",
	Usage:         "wrong use",
	Input:         "input refused",
	Configuration: "configuration refused",
	Policy: "refused by policy (retention, purpose, gateway, hold, missing declaration, " +
		"workspace in use)",
	Integrity: "integrity: a file is not what was written",
}

// Meaning returns the words of a status in the EXIT STATUS of help. It panics for
// a number that is none of the statuses.
func Meaning(status int) string { return meanings[status] }

// Failure ends a command: each message is printed on its own line as
// "nfi: error: …", then the hint unless it is empty, and the program exits with
// the status, which is never Done. There is at least one message.
type Failure struct {
	Status   int
	Messages []string
	Hint     string
	cause    error
}

// Error returns all messages, separated by "; ".
func (f *Failure) Error() string { return strings.Join(f.Messages, "; ") }

// Unwrap returns the error that led to the failure, or nil.
func (f *Failure) Unwrap() error { return f.cause }

// New returns a failure of one message, format with its arguments as fmt.Errorf
// has them: what %w wraps is the failure's cause.
func New(status int, hint, format string, args ...any) *Failure {
	err := fmt.Errorf(format, args...)
	return &Failure{status, []string{err.Error()}, hint, errors.Unwrap(err)}
}

// All returns a failure that shows every message, so that all faults can be put
// right at once. The messages must not be empty.
func All(status int, hint string, messages []string) *Failure {
	return &Failure{status, messages, hint, nil}
}

// Of gives err, which a stage or a library returned, its exit status. The error
// must not be nil; it becomes the failure's cause. Of errors that were joined each is
// a message of its own.
func Of(status int, hint string, err error) *Failure {
	messages := []string{err.Error()}
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		messages = strings.Split(err.Error(), "\n")
	}
	return &Failure{status, messages, hint, err}
}

// Together makes one failure of several: every message is shown, and the status
// and the hint are the first there is. An error that is no failure is returned
// alone, since it is a fault of ours and not of the input. No errors give nil.
func Together(errs []error) error {
	var all *Failure
	for _, err := range errs {
		var f *Failure
		if !errors.As(err, &f) {
			return err
		}
		if all == nil {
			all = &Failure{Status: f.Status, cause: f}
		}
		all.Messages = append(all.Messages, f.Messages...)
		all.Hint = cmp.Or(all.Hint, f.Hint)
	}
	if all == nil {
		return nil
	}
	return all
}

// Interrupted gives an error of cancelled work words of its own; any other error,
// and nil, is returned as it is.
func Interrupted(err error) error {
	if errors.Is(err, context.Canceled) {
		return New(Internal, "nothing was changed: results are put in place only when whole",
			"interrupted")
	}
	return err
}
