package refusal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"testing"
)

func TestFailuresKeepTheirCause(t *testing.T) {
	for _, f := range []*Failure{
		New(Input, "", "a.csv cannot be read: %w", fs.ErrNotExist),
		Of(Input, "", fmt.Errorf("a.csv: %w", fs.ErrNotExist)),
	} {
		if !errors.Is(fmt.Errorf("read: %w", f), fs.ErrNotExist) {
			t.Errorf("%q lost its cause", f)
		}
	}
	if err := All(Usage, "", []string{"one", "two"}); err.Error() != "one; two" {
		t.Errorf("all messages are %q", err)
	}
}

func TestTogether(t *testing.T) {
	if err := Together(nil); err != nil {
		t.Errorf("no refusals: %v", err)
	}
	err := Together([]error{New(Input, "", "one"),
		All(Configuration, "mend it", []string{"two", "three"}), New(Policy, "wait", "four")})
	var f *Failure
	if !errors.As(err, &f) || f.Status != Input || f.Error() != "one; two; three; four" ||
		f.Hint != "mend it" {
		t.Errorf("together they are %+v", err)
	}
	ours := errors.New("rows were lost")
	if err := Together([]error{New(Input, "", "one"), ours}); err != ours {
		t.Errorf("a fault of ours became %v", err)
	}
}

// Joined faults are told one a line, and a name's line end is still shown as what it is.
func TestJoinedErrorsAreMessages(t *testing.T) {
	faults := errors.Join(errors.New("first"), errors.New("second"))
	got := Of(Configuration, "", fmt.Errorf("nfi.toml: %w", faults)).Messages
	if want := []string{"nfi.toml: first", "second"}; !slices.Equal(got, want) {
		t.Errorf("messages %q, want %q", got, want)
	}
	if got := Of(Input, "", errors.New("a\nb.csv")).Messages; len(got) != 1 {
		t.Errorf("a name with a line end made messages %q", got)
	}
}

func TestInterrupted(t *testing.T) {
	var f *Failure
	err := Interrupted(fmt.Errorf("read: %w", context.Canceled))
	if !errors.As(err, &f) || f.Status != Internal || f.Error() != "interrupted" {
		t.Errorf("a cancelled run ends with %v", err)
	}
	if err := Interrupted(fs.ErrExist); err != fs.ErrExist {
		t.Errorf("another error became %v", err)
	}
	if err := Interrupted(nil); err != nil {
		t.Errorf("no error became %v", err)
	}
}

func TestVoice(t *testing.T) {
	var out, errs bytes.Buffer
	voice := Voice{&out, &errs}
	voice.Say("%d rows", 3)
	voice.Warn("%s is open", "owner")
	voice.Tell(All(Input, "mend it", []string{"100 % bad", "two"}))
	voice.Tell(New(Input, "", "three"))
	if out.String() != "3 rows\n" {
		t.Errorf("said %q", &out)
	}
	const want = "nfi: warning: owner is open\nnfi: error: 100 % bad\nnfi: error: two\n" +
		"nfi: hint: mend it\nnfi: error: three\n"
	if errs.String() != want {
		t.Errorf("warned and told %q", &errs)
	}
}

// What a file is called must not steer the terminal, nor look like a line of the program.
func TestVoiceShowsAll(t *testing.T) {
	const name = "a\x1b[2J\r\nnfi: all is well\u202e\xff é·\u00a0.csv"
	const want = `a\x1b[2J\r\nnfi: all is well\u202e\xff é·` + "\u00a0.csv"
	var out, errs bytes.Buffer
	voice := Voice{&out, &errs}
	voice.Say("%s", name)
	voice.Warn("%s", name)
	voice.Tell(New(Input, name, "%s", name))
	if out.String() != want+"\n" {
		t.Errorf("said %q", &out)
	}
	if errs.String() != "nfi: warning: "+want+"\nnfi: error: "+want+"\nnfi: hint: "+want+"\n" {
		t.Errorf("warned and told %q", &errs)
	}
}

func TestEveryStatusHasAMeaning(t *testing.T) {
	for status := Done; status <= Integrity; status++ {
		if Meaning(status) == "" {
			t.Errorf("status %d says nothing", status)
		}
	}
}
