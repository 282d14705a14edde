package delimited

import "strings"

// A Header is a line that may be the header of a file.
type Header struct {
	Cells []string // one a column, without white space at the ends
	Score int      // what Find's caller makes of them

	delimiter   byte
	size, lines int // of the line itself
	before      int // bytes before it
	linesBefore int
}

// FindHeader returns the line among the first HeaderLinesMax, and the delimiter,
// whose cells have the highest score; the first of equals. The zero Header says
// that none scored above 0. No row may have been read yet. Counting delimiters
// instead would take a preamble for the header.
func (f *File) FindHeader(score func(cells []string) int) Header {
	if f.candidates == nil {
		f.candidates = f.headers()
	}
	var best Header
	for _, candidate := range f.candidates {
		if points := score(candidate.Cells); points > best.Score {
			best = candidate
			best.Score = points
		}
	}
	return best
}

// Wide reports whether FindHeader met a line of more than ColumnsMax columns, which is no
// header.
func (f *File) Wide() bool { return f.wide }

// headers returns every line and delimiter that may be the header. A line without
// a delimiter is one cell whichever it is, and stands once.
func (f *File) headers() []Header {
	headers := make([]Header, 0, HeaderLinesMax)
	before := 0
	for line := range HeaderLinesMax {
		rest := f.window[f.start+before : f.end]
		if len(rest) == 0 {
			break
		}
		for d, delimiter := range delimiters {
			split := splitter{delimiter: delimiter.char}
			size, lines, found := split.scan(rest, f.eof)
			f.wide = f.wide || found == scannedRow && split.columns > ColumnsMax
			if found != scannedRow || split.columns > ColumnsMax || d > 0 && split.columns == 1 {
				continue
			}
			headers = append(headers, Header{
				Cells: headerCells(rest, split.cells), delimiter: delimiter.char,
				size: size, lines: lines, before: before, linesBefore: line,
			})
		}
		size, whole := lineSize(rest, f.eof)
		if !whole {
			break
		}
		before += size
	}
	return headers
}

// headerBytesMax is the size of one header; a longer cell is none, and reads "".
const headerBytesMax = 200

func headerCells(data []byte, spans []span) []string {
	cells := make([]string, len(spans))
	for i, s := range spans {
		if s.end-s.start <= headerBytesMax {
			cells[i] = strings.ReplaceAll(string(data[s.start:s.end]), `""`, `"`)
		}
	}
	return cells
}

// Begin takes one of FindHeader's headers as the file's; Next returns the row after
// it. Lines before the header are passed over, unless one of them is a row: then the
// header was sorted in among the rows, say, and the Refusal names the first that
// would be lost.
func (f *File) Begin(header Header) error {
	for _, line := range f.candidates {
		if line.before < header.before && line.delimiter == header.delimiter &&
			len(line.Cells) == len(header.Cells) && isData(line.Cells) {
			return &Refusal{
				File: f.base, Line: f.line + uint32(line.linesBefore),
				Problem: "is a row before the line of headers, which would not be read",
				Hint:    "make the line of headers the first of the file",
			}
		}
	}
	f.delimiter, f.header, f.candidates = header.delimiter, header.Cells, nil
	f.skipped.Preamble = header.linesBefore
	f.start += header.before + header.size
	f.line += uint32(header.linesBefore + header.lines)
	return nil
}

// isData reports whether many cells are filled and several begin with a digit, as
// addresses, dates, amounts and UPRNs do. Of what people write above a table, the
// titles of groups of columns have no digits, and a report's date and time little
// beside them.
func isData(cells []string) bool {
	const filledMin, numbersMin = 5, 2
	filled, numbers := 0, 0
	for _, cell := range cells {
		if cell == "" {
			continue
		}
		filled++
		if cell[0] >= '0' && cell[0] <= '9' {
			numbers++
		}
	}
	return filled >= filledMin && numbers >= numbersMin
}

// Header returns the cells of the header that Begin was given.
func (f *File) Header() []string { return f.header }
