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

// Begin takes one of FindHeader's headers as the file's; Next returns the row
// after it.
func (f *File) Begin(header Header) {
	f.delimiter, f.header, f.candidates = header.delimiter, header.Cells, nil
	f.skipped.Preamble = header.linesBefore
	f.start += header.before + header.size
	f.line += uint32(header.linesBefore + header.lines)
}

// Header returns the cells of the header that Begin was given.
func (f *File) Header() []string { return f.header }
