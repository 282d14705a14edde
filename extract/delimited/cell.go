package delimited

import (
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Raw returns the bytes of a cell of the last row as they are in the file,
// without white space at the ends; none of a cell that the row lacks.
func (f *File) Raw(cell int) []byte {
	if cell >= len(f.cells) {
		return nil
	}
	s := f.cells[cell]
	return f.window[f.rowStart+int(s.start) : f.rowStart+int(s.end)]
}

// Text returns a cell of the last row as UTF-8, valid until the next row. Bytes
// that are not UTF-8 are taken as Windows-1252, cell by cell: a file put
// together from two systems has both.
func (f *File) Text(cell int) []byte {
	text := f.Raw(cell)
	if f.cells[cell].doubled {
		from := len(f.scratch)
		for i := 0; i < len(text); i++ {
			f.scratch = append(f.scratch, text[i])
			if text[i] == '"' {
				i++ // its double
			}
		}
		text = f.scratch[from:]
	}
	if isASCII(text) {
		return text
	}
	if utf8.Valid(text) {
		f.encodings.utf8 = true
		return text
	}
	f.encodings.windows1252 = true
	from := len(f.scratch)
	for _, c := range text {
		f.scratch = utf8.AppendRune(f.scratch, charmap.Windows1252.DecodeByte(c))
	}
	return f.scratch[from:len(f.scratch):len(f.scratch)]
}

// encoding names what the used cells were written in.
func (f *File) encoding() string {
	switch {
	case f.encodings.utf8 && f.encodings.windows1252:
		return "UTF-8 and Windows-1252"
	case f.encodings.windows1252:
		return "Windows-1252"
	case f.encodings.utf8:
		return "UTF-8"
	}
	return "ASCII"
}

// String names how the rows end.
func (e lineEnds) String() string {
	switch {
	case e.lf > 0 && e.crlf+e.cr > 0, e.crlf > 0 && e.cr > 0:
		return "mixed"
	case e.crlf > 0:
		return "CRLF"
	case e.cr > 0:
		return "CR"
	}
	return "LF"
}

func isASCII(text []byte) bool {
	for _, c := range text {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
