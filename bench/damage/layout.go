package damage

import (
	"bytes"
	"fmt"
	"strings"
)

// Layout is how a table is written as delimited text.
type Layout struct {
	Delimiter   byte
	End         string // of a line: LF, CRLF or CR
	Windows1252 bool   // else UTF-8
	Quoted      bool   // every cell, else only those that need it
}

// String names the layout for a message of a test.
func (l Layout) String() string {
	encoding, quotes := "UTF-8", "few quotes"
	if l.Windows1252 {
		encoding = "Windows-1252"
	}
	if l.Quoted {
		quotes = "all quoted"
	}
	return fmt.Sprintf("%q %q %s, %s", l.Delimiter, l.End, encoding, quotes)
}

// Layouts returns every layout: four delimiters, three line ends, two encodings, with
// and without quotes round every cell.
func Layouts() (layouts []Layout) {
	for _, quoted := range []bool{false, true} {
		for _, end := range []string{"\n", "\r\n", "\r"} {
			for _, delimiter := range []byte(",|\t~") {
				for _, windows := range []bool{false, true} {
					layouts = append(layouts, Layout{delimiter, end, windows, quoted})
				}
			}
		}
	}
	return layouts
}

// Write returns the rows, of which the first is the header, as text, and which bytes
// of it each of them has, with its line end. Cells must be of Latin-1's letters for
// Windows-1252 to have them.
func (l Layout) Write(rows [][]string) (text []byte, lines []Span) {
	for _, row := range rows {
		start := len(text)
		for i, cell := range row {
			if i > 0 {
				text = append(text, l.Delimiter)
			}
			if l.Quoted || strings.ContainsAny(cell, "\"\r\n"+string(rune(l.Delimiter))) {
				cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
			}
			text = append(text, l.encode(cell)...)
		}
		text = append(text, l.End...)
		lines = append(lines, Span{start, len(text)})
	}
	return text, lines
}

func (l Layout) encode(cell string) []byte {
	if !l.Windows1252 {
		return []byte(cell)
	}
	var text []byte
	for _, r := range cell {
		text = append(text, byte(r))
	}
	return text
}

// PhysicalLines returns the lines of text with their ends, of which LF, CRLF and CR
// are one each, quotes or no quotes. The last need have none. Of no bytes there are
// none.
func PhysicalLines(text []byte) (lines []Span) {
	start := 0
	for i, c := range text {
		if c == '\n' || c == '\r' && (i+1 == len(text) || text[i+1] != '\n') {
			lines = append(lines, Span{start, i + 1})
			start = i + 1
		}
	}
	if start < len(text) {
		lines = append(lines, Span{start, len(text)})
	}
	return lines
}

// cells returns the cells of one line of f, quotes included and line end left out. A
// quote that is never closed runs to the end of the line.
func (f *File) cells(line Span) (cells []Span) {
	end := line.Start + len(bytes.TrimRight(f.bytes[line.Start:line.End], "\r\n"))
	start, inside := line.Start, false
	for i := line.Start; i < end; i++ {
		switch c := f.bytes[i]; {
		case c == '"':
			inside = !inside
		case c == f.Layout.Delimiter && !inside:
			cells = append(cells, Span{start, i})
			start = i + 1
		}
	}
	return append(cells, Span{start, end})
}
