package refusal

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Voice speaks to the user of a command, a line a call. What would steer the terminal, as
// names of files can, is shown as \x1b or \n. Errors of the terminal are not looked at:
// there is nobody left to tell.
type Voice struct {
	Out io.Writer // what the command is asked for
	Err io.Writer // warnings, errors and hints
}

// Say prints one line of the command's result, formatted as by fmt.
func (v Voice) Say(format string, args ...any) {
	fmt.Fprintln(v.Out, visible(fmt.Sprintf(format, args...)))
}

// Warn prints a warning: the command goes on, but the user should know.
func (v Voice) Warn(format string, args ...any) {
	fmt.Fprintln(v.Err, "nfi: warning: "+visible(fmt.Sprintf(format, args...)))
}

// Hint prints what to do next.
func (v Voice) Hint(format string, args ...any) {
	fmt.Fprintln(v.Err, "nfi: hint: "+visible(fmt.Sprintf(format, args...)))
}

// Tell prints a failure: its messages as errors, then its hint, if it has one.
func (v Voice) Tell(f *Failure) {
	for _, message := range f.Messages {
		fmt.Fprintln(v.Err, "nfi: error: "+visible(message))
	}
	if f.Hint != "" {
		v.Hint("%s", f.Hint)
	}
}

// visible returns text as one line that shows all it holds: control characters, invisible
// marks and bytes that are no UTF-8 are written as Go writes them in quotes.
func visible(text string) string {
	if utf8.ValidString(text) && !strings.ContainsFunc(text, unseen) {
		return text
	}
	var shown strings.Builder
	for text != "" {
		r, size := utf8.DecodeRuneInString(text)
		if piece := text[:size]; unseen(r) || r == utf8.RuneError && size == 1 {
			quoted := strconv.QuoteToASCII(piece)
			shown.WriteString(quoted[1 : len(quoted)-1])
		} else {
			shown.WriteString(piece)
		}
		text = text[size:]
	}
	return shown.String()
}

func unseen(r rune) bool { return !unicode.IsGraphic(r) }
