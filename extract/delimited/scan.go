package delimited

import "bytes"

// A span is one cell of a row, as offsets from the start of the row; quotes round
// it, and white space at its ends, are outside it.
type span struct {
	start, end uint32
	doubled    bool // "" stands in it for "
}

// What scan found at the start of its input.
type scanned uint8

const (
	scannedRow    scanned = iota
	scannedMore           // the row is longer than the input
	scannedBroken         // a quote is never closed, or text follows a closing one
)

// A splitter cuts rows into cells. The zero splitter needs a delimiter.
type splitter struct {
	delimiter byte
	cells     []span // of the last row, at most ColumnsMax
	columns   int    // how many cells it has, also beyond ColumnsMax
	ends      lineEnds
}

// lineEnds counts the ways rows end.
type lineEnds struct{ lf, crlf, cr int }

// scan splits the row at the start of data and returns its bytes with the line
// end, and the physical lines it covers. last says that nothing follows data; a
// row may then end with it, and scannedMore is not returned. data must not be
// empty.
//
// Cells are separated by the delimiter and rows by LF, CRLF or CR. A cell that
// begins with a quote runs to the next quote that is not doubled, over delimiters
// and line ends; what follows must end the cell. A quote inside another cell is
// an ordinary character: 12" PIPE cannot mean anything else. A byte order mark at the
// start, where files were put together, is passed over. The cost is one pass.
func (s *splitter) scan(data []byte, last bool) (size, lines int, found scanned) {
	s.cells, s.columns, lines = s.cells[:0], 0, 1
	for at := marksSize(data); ; {
		cell, next := span{start: uint32(at)}, at
		if at < len(data) && data[at] == '"' {
			end, doubled, closed := closingQuote(data[at+1:])
			if !closed {
				if last {
					return 0, 0, scannedBroken
				}
				return 0, 0, scannedMore
			}
			next = at + 1 + end
			cell = span{start: uint32(at + 1), end: uint32(next), doubled: doubled}
			lines += countLines(data[at+1 : next])
			next++
		} else {
			next += plainCell(data[at:], s.delimiter)
			cell.end = uint32(next)
		}
		s.add(data, cell)
		switch {
		case next == len(data) && !last:
			return 0, 0, scannedMore
		case next == len(data):
			return next, lines, scannedRow
		case data[next] == s.delimiter:
			at = next + 1
		case data[next] == '\n':
			s.ends.lf++
			return next + 1, lines, scannedRow
		case data[next] != '\r':
			return 0, 0, scannedBroken
		case next+1 == len(data) && !last:
			return 0, 0, scannedMore // an LF may follow
		case next+1 < len(data) && data[next+1] == '\n':
			s.ends.crlf++
			return next + 2, lines, scannedRow
		default:
			s.ends.cr++
			return next + 1, lines, scannedRow
		}
	}
}

// add keeps a cell of data, or only counts it beyond ColumnsMax.
func (s *splitter) add(data []byte, cell span) {
	s.columns++
	if s.columns > ColumnsMax {
		return
	}
	for cell.start < cell.end && isSpace(data[cell.start]) {
		cell.start++
	}
	for cell.start < cell.end && isSpace(data[cell.end-1]) {
		cell.end--
	}
	s.cells = append(s.cells, cell)
}

// marksSize returns the size of the byte order marks at the start of data.
func marksSize(data []byte) (size int) {
	for bytes.HasPrefix(data[size:], []byte(byteOrderMark)) {
		size += len(byteOrderMark)
	}
	return size
}

// isSpace reports whether c is ASCII white space.
func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

// closingQuote returns where the quote that closes a cell stands in data, which
// starts after the opening one, and whether quotes are doubled before it. One at
// the end of data closes the cell unless more data follows, which may double it.
func closingQuote(data []byte) (end int, doubled, closed bool) {
	for at := 0; ; at += 2 {
		quote := bytes.IndexByte(data[min(at, len(data)):], '"')
		if quote < 0 {
			return 0, doubled, false
		}
		if at += quote; at+1 == len(data) || data[at+1] != '"' {
			return at, doubled, true
		}
		doubled = true
	}
}

// plainCell returns the length of the unquoted cell at the start of data.
func plainCell(data []byte, delimiter byte) int {
	for i, c := range data {
		if c == delimiter || c == '\n' || c == '\r' {
			return i
		}
	}
	return len(data)
}

// lineSize returns the length of the physical line at the start of data with its
// end, and false if it does not end in data. With last the end of data ends it.
func lineSize(data []byte, last bool) (size int, ok bool) {
	at := bytes.IndexAny(data, "\r\n")
	switch {
	case at < 0:
		return len(data), last
	case data[at] == '\n':
		return at + 1, true
	case at+1 < len(data) && data[at+1] == '\n':
		return at + 2, true
	}
	return at + 1, last || at+1 < len(data)
}

// countLines returns the number of line ends in data: LF, CRLF and CR are one.
func countLines(data []byte) int {
	count := bytes.Count(data, []byte{'\n'})
	for i, c := range data {
		if c == '\r' && (i+1 == len(data) || data[i+1] != '\n') {
			count++
		}
	}
	return count
}
