package delimited

import (
	"bytes"
	"slices"
	"strconv"
)

// Skipped counts what is not data: nothing of it is read as a row.
type Skipped struct {
	Preamble int // lines before the header
	Blank    int // rows with no value
	Dashes   int // rows of rules under a header
	Header   int // repetitions of the header, as reports with pages have
	Trailer  int // "138204 rows selected."
}

// Total returns the sum.
func (s Skipped) Total() int { return s.Preamble + s.Blank + s.Dashes + s.Header + s.Trailer }

// Skip reports whether the last row is no data, and counts it.
func (f *File) Skip() bool {
	skipped := &f.skipped
	first, filled := 0, 0 // the first cell with a value, and whether there are 0, 1 or more
	for i := 0; i < len(f.cells) && filled < 2; i++ {
		if len(f.Raw(i)) == 0 {
			continue
		}
		if filled++; filled == 1 {
			first = i
		}
	}
	switch {
	case filled == 0:
		skipped.Blank++
	case isRule(f.Raw(first)) && f.allRules():
		skipped.Dashes++
	case filled == 1 && f.isTrailer(f.Raw(first)):
		skipped.Trailer++
	case filled > 1 && f.repeatsHeader():
		skipped.Header++
	default:
		return false
	}
	return true
}

// allRules reports whether every cell is blank or a rule.
func (f *File) allRules() bool {
	for i := range f.cells {
		if cell := f.Raw(i); len(cell) > 0 && !isRule(cell) {
			return false
		}
	}
	return true
}

// isRule reports whether cell is a line drawn with dashes, perhaps in pieces:
// "-----", "--- ---", "+---+". One dash alone is how people write nothing.
func isRule(cell []byte) bool {
	const dashesMin = 2
	dashes := 0
	for _, c := range cell {
		switch c {
		case '-', '=', '_':
			dashes++
		case ' ', '+', '|':
		default:
			return false
		}
	}
	return dashes >= dashesMin
}

// trailerWords are what follows the number in a line that closes a report.
var trailerWords = []string{
	"row selected", "rows selected", "row affected", "rows affected", "row returned",
	"rows returned", "row exported", "rows exported", "record", "records", "records selected",
	"record selected", "row", "rows",
}

// isTrailer reports whether the only value of a row closes a report: a number of
// rows, "(12 rows affected)", which it notes, or "End of report".
func (f *File) isTrailer(cell []byte) bool {
	cell = bytes.ToLower(bytes.Trim(cell, " *().-"))
	rest := bytes.TrimLeft(cell, "0123456789,")
	if len(rest) < len(cell) {
		count := bytes.ReplaceAll(cell[:len(cell)-len(rest)], []byte(","), nil)
		rows, err := strconv.Atoi(string(count))
		known := slices.Contains(trailerWords, string(bytes.TrimSpace(rest)))
		if known && err == nil {
			f.trailer = rows
		}
		return known
	}
	return slices.Contains([]string{"end of report", "end of file"}, string(cell))
}

func (f *File) repeatsHeader() bool {
	if f.columns != len(f.header) {
		return false
	}
	for i, header := range f.header {
		if string(f.Raw(i)) != header {
			return false
		}
	}
	return true
}
