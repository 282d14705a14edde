package desk

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"nfimatch/extract/retention"
	"nfimatch/report/spell"
)

// Limits of a cell: Microsoft, "Excel specifications and limits", 2024.
const (
	cellUnitsMax  = 32_767 // UTF-16 code units
	cellBreaksMax = 253    // line breaks
)

const notKnown = "Not known"

// clean returns text as a cell can hold it. A broken byte, a control character, a
// character that XML has no room for and a mark that turns the reading order are each
// shown as U+FFFD, a sign most fonts have. Line breaks of every kind become line
// feeds, past cellBreaksMax of them spaces; a text too long is cut and ends in an
// ellipsis. It is idempotent.
func clean(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	var out strings.Builder
	out.Grow(len(text))
	units, breaks := 0, 0
	for _, r := range text {
		r = shown(r)
		if r == '\n' {
			if breaks++; breaks > cellBreaksMax {
				r = ' '
			}
		}
		out.WriteRune(r)
		units += utf16.RuneLen(r)
	}
	if units > cellUnitsMax {
		return cut(out.String())
	}
	return out.String()
}

// shown returns what stands for one character in a cell.
func shown(r rune) rune {
	switch {
	case r == '\r', r == '\v', r == '\f', r == '\u0085', r == '\u2028', r == '\u2029':
		return '\n'
	case r == '\t', r == '\n':
		return r
	case unicode.Is(unicode.Cc, r), r == '\ufffe', r == '\uffff',
		r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
		return utf8.RuneError
	}
	return r
}

// escape begins what a workbook's strings write for one character, as in _x0041_.
var escape = regexp.MustCompile(`^_x[0-9A-Fa-f]{4}_`)

// stored returns text as a workbook's strings hold it: what looks like an escape is
// escaped, since it would be read as another character (ECMA-376 part 1, 22.9.2.19).
// The library means to do so and keeps its result only for other kinds of strings.
func stored(text string) string {
	var out strings.Builder
	for i := range len(text) {
		if text[i] == '_' && escape.MatchString(text[i:]) {
			out.WriteString("_x005F")
		}
		out.WriteByte(text[i])
	}
	return out.String()
}

// cut shortens text to what a cell holds, an ellipsis at its end included.
func cut(text string) string {
	const ellipsis = '…'
	units := utf16.RuneLen(ellipsis)
	for at, r := range text {
		if units += utf16.RuneLen(r); units > cellUnitsMax {
			return text[:at] + string(ellipsis)
		}
	}
	return text
}

// linesOf estimates how many lines text takes in a cell of so many characters'
// width, wrapped at spaces as a spreadsheet does; a word wider than the cell is
// broken. At least 1. Programs do not set the height of rows that another program
// wrote, so that a guess is needed; it errs on the tall side.
func linesOf(text string, width int) int {
	room := (width - 1) * fullWidth // a cell keeps a margin left and right
	lines := 0
	for line := range strings.SplitSeq(text, "\n") {
		used := 0
		lines++
		for i, word := range strings.Split(line, " ") {
			size := widthOf(word)
			if i > 0 && used > 0 && used+spaceWidth+size > room {
				lines, used = lines+1, 0
			} else if i > 0 {
				used += spaceWidth
			}
			for used += size; used > room; used -= room {
				lines++
			}
		}
	}
	return lines
}

// Widths of characters in hundredths of a digit's, from Arial's metrics and rounded
// up; other scripts and signs are as good as two digits.
const (
	fullWidth    = 100
	spaceWidth   = 50
	narrowWidth  = 60
	capitalWidth = 130
	broadWidth   = 170
	doubleWidth  = 200

	narrow = "ijlI.,;:'|!()[]/\\-tfr"
	broad  = "mwMW@%"

	punctuation, symbols = 0x2000, 0x2600 // code points where blocks begin
	wideScripts          = 0x1100
)

func widthOf(word string) (width int) {
	for _, r := range word {
		switch {
		case unicode.Is(unicode.Mn, r):
		case strings.ContainsRune(narrow, r):
			width += narrowWidth
		case strings.ContainsRune(broad, r):
			width += broadWidth
		case unicode.IsUpper(r):
			width += capitalWidth
		case r >= symbols, r >= wideScripts && r < punctuation && !unicode.IsLower(r):
			width += doubleWidth
		default:
			width += fullWidth
		}
	}
	return width
}

// dayWords returns a day as "1 May 2027", or "Not known".
func dayWords(d retention.Date) string {
	return spell.Day(d, notKnown)
}

// bullets returns several texts each on a line of its own behind a bullet, and one
// as it is.
func bullets(texts []string) string {
	if len(texts) < 2 {
		return strings.Join(texts, "")
	}
	return "• " + strings.Join(texts, "\n• ")
}
