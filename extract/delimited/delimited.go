// Package delimited reads files of delimited text, as people and systems write
// them, into rows of cells: delimiters, quotes, line ends, encodings and the lines
// round a table. It knows no dataset and no field, and its memory does not grow
// with the file.
package delimited

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
)

// Limits. At each a file or a row is refused with its name.
const (
	// FileBytesMax is the size of one input file: a national register is a
	// sixth of it.
	FileBytesMax = 64 << 30
	// ColumnsMax is the number of columns of a file.
	ColumnsMax = 1024
	// RowBytesMax is the size of one row, and the memory a file is read with.
	RowBytesMax = 1 << 20
	// HeaderLinesMax is how many lines are searched for the header.
	HeaderLinesMax = 50
)

// A File is read from front to back through a window of RowBytesMax bytes. It is
// for one goroutine.
type File struct {
	splitter
	base   string
	source io.ReadCloser
	digest hash.Hash
	size   int64 // bytes read

	window     []byte
	start, end int // what is in the window and not yet consumed
	eof        bool
	line       uint32 // physical line at start, from 1

	rowStart int    // of the last row, in window
	rowLine  uint32 // its first physical line
	scratch  []byte // cells of the last row that could not be left in place

	header     []string
	candidates []Header // for it, until one is taken
	skipped    Skipped
	wide       bool // a line that may be the header has too many columns
	trailer    int  // rows that the last line says there are; -1 if it does not
	encodings  struct{ utf8, windows1252 bool }
}

// State is what Next found.
type State uint8

// The states.
const (
	Row    State = iota // a row, whose cells can be read
	Broken              // a line whose quotes do not match
	Long                // a line longer than RowBytesMax
	End                 // the end of the file
)

// Open opens a file and reads its first bytes, enough to see that it is CSV. What
// is not is a Refusal that says what to do.
func Open(path string) (*File, error) {
	base := filepath.Base(path)
	info, err := os.Stat(path) // before it is opened, which waits for the writer of a pipe
	if err != nil {
		return nil, fmt.Errorf("%s cannot be opened: %w", base, errors.Unwrap(err))
	}
	switch {
	case info.IsDir():
		return nil, &Refusal{File: base, Problem: "is a folder and not a file"}
	case !info.Mode().IsRegular():
		return nil, &Refusal{
			File: base, Problem: "is a pipe or a device and not a file",
			Hint: "save what it gives as a file, since extracts are read more than once",
		}
	case info.Size() > FileBytesMax:
		return nil, tooLarge(base)
	}
	source, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be opened: %w", base, errors.Unwrap(err))
	}
	f := newFile(source, base)
	// A small file needs no large window; one more byte shows its end.
	f.window = make([]byte, min(max(info.Size()+1, windowBytesMin), RowBytesMax))
	if err := f.begin(); err != nil {
		return nil, cmp.Or(err, f.Close())
	}
	return f, nil
}

func newFile(source io.ReadCloser, base string) *File {
	return &File{
		base: base, source: source, digest: sha256.New(), line: 1, trailer: -1,
		window: make([]byte, windowBytesMin),
	}
}

const windowBytesMin = 512

// endOfText is Ctrl-Z, with which programs of the DOS age end a file.
const endOfText = 0x1A

const byteOrderMark = "\xEF\xBB\xBF"

// begin reads the first window and looks at what kind of file it is.
func (f *File) begin() error {
	if err := f.fill(); err != nil {
		return err
	}
	if bytes.HasPrefix(f.window[:f.end], []byte(byteOrderMark)) {
		f.start, f.encodings.utf8 = len(byteOrderMark), true
	}
	return f.refuseFormats()
}

func tooLarge(base string) error {
	return &Refusal{
		File: base, Problem: fmt.Sprintf("must be at most %d GiB", FileBytesMax>>30),
		Hint: "split it and give each part with the same option",
	}
}

// Close ends reading and leaves no text behind in the file's buffers.
func (f *File) Close() error {
	clear(f.window)
	clear(f.scratch[:cap(f.scratch)])
	if err := f.source.Close(); err != nil {
		return fmt.Errorf("%s cannot be closed: %w", f.base, err)
	}
	return nil
}

// Base returns the base name of the file, by which messages name it.
func (f *File) Base() string { return f.base }

// fill moves what is unread to the front of the window and reads until the window
// is full or the file ends. A full window grows to its limit first.
func (f *File) fill() error {
	f.end = copy(f.window, f.window[f.start:f.end])
	f.start, f.rowStart = 0, 0
	if f.end == len(f.window) && f.end < RowBytesMax {
		larger := make([]byte, RowBytesMax)
		copy(larger, f.window)
		clear(f.window)
		f.window = larger
	}
	for f.end < len(f.window) && !f.eof {
		n, err := f.source.Read(f.window[f.end:])
		fresh := f.window[f.end : f.end+n]
		f.digest.Write(fresh)
		f.size += int64(n)
		f.end += n
		switch {
		case bytes.IndexByte(fresh, 0) >= 0:
			return f.refuseNUL()
		case f.size > FileBytesMax:
			return tooLarge(f.base)
		case err == io.EOF:
			f.eof = true
			if f.end > 0 && f.window[f.end-1] == endOfText {
				f.end--
			}
		case err != nil:
			return fmt.Errorf("%s cannot be read: %w", f.base, err)
		}
	}
	return nil
}

// Next reads one row. A broken or over-long row is its first physical line only:
// what follows an unmatched quote is read as rows again, so that one bad quote
// cannot swallow the rows after it. Cost: each byte is split at most a few times,
// however quotes are placed, since a quote that opens one row closes or breaks
// the search of the row before it.
func (f *File) Next() (State, error) {
	f.scratch = f.scratch[:0]
	for {
		data := f.window[f.start:f.end]
		if len(data) == 0 && f.eof {
			return End, nil
		}
		size, lines, found := 0, 0, scannedMore
		if len(data) > 0 {
			size, lines, found = f.scan(data, f.eof)
		}
		switch {
		case found == scannedRow:
			f.rowStart, f.rowLine = f.start, f.line
			f.start += size
			f.line += uint32(lines)
			return Row, nil
		case found == scannedBroken:
			f.rowLine = f.line
			return Broken, f.skipLine()
		case len(data) == RowBytesMax:
			f.rowLine = f.line
			return Long, f.skipLine()
		}
		if err := f.fill(); err != nil {
			return End, err
		}
	}
}

// skipLine consumes one physical line, however long.
func (f *File) skipLine() error {
	for {
		size, whole := lineSize(f.window[f.start:f.end], f.eof)
		f.start += size
		if whole {
			f.line++
			return nil
		}
		if size > 0 && f.window[f.start-1] == '\r' {
			f.start-- // its LF may be the next byte
		}
		if err := f.fill(); err != nil {
			return err
		}
	}
}

// Line returns the physical line at which what Next found starts, from 1.
func (f *File) Line() uint32 { return f.rowLine }

// Unended reports whether what Next found, or Retreat left of it, ends with the
// file and not with a line end.
func (f *File) Unended() bool {
	if !f.eof || f.start < f.end {
		return false
	}
	return f.start == 0 || f.window[f.start-1] != '\n' && f.window[f.start-1] != '\r'
}

// Fits reports whether the last row has a cell for each of the headed columns,
// of all those there are: it may lack the ones after them, which read as blank.
// Blank cells beyond the last column do no harm: some programs end every row
// with them.
func (f *File) Fits(headed, columns int) bool {
	if f.columns < headed || f.columns > ColumnsMax {
		return false
	}
	for cell := columns; cell < f.columns; cell++ {
		if len(f.Raw(cell)) > 0 {
			return false
		}
	}
	return true
}

// Retreat gives back all but the first physical line of the last row: a row with
// too few or too many cells may have swallowed others by an unmatched quote.
func (f *File) Retreat() error {
	f.start, f.line = f.rowStart, f.rowLine
	return f.skipLine()
}

// Summary is a file as it was read.
type Summary struct {
	Base      string
	Bytes     int64
	SHA256    string // of all bytes, in hexadecimal
	Skipped   Skipped
	Delimiter string // comma, pipe, tab or tilde
	Encoding  string // of the cells read as Text: ASCII, UTF-8, Windows-1252, or both of these
	LineEnds  string // LF, CRLF, CR or mixed
	Trailer   int    // how many rows the last line says there are; -1 if it does not
}

// Summary returns what is known so far; digest and size are those of the whole
// file once Next has returned End.
func (f *File) Summary() Summary {
	return Summary{
		Base: f.base, Bytes: f.size, SHA256: hex.EncodeToString(f.digest.Sum(nil)),
		Skipped: f.skipped, Delimiter: delimiterName(f.delimiter), Encoding: f.encoding(),
		LineEnds: f.ends.String(), Trailer: f.trailer,
	}
}
