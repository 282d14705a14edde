package delimited

import "bytes"

// delimiters are what may separate columns; earlier ones win ties.
var delimiters = []struct {
	char byte
	name string
}{{',', "comma"}, {'|', "pipe"}, {'\t', "tab"}, {'~', "tilde"}}

func delimiterName(char byte) string {
	for _, d := range delimiters {
		if d.char == char {
			return d.name
		}
	}
	return ""
}

// formats are files that are not CSV, by what they begin with.
var formats = []struct{ magic, what string }{
	{"PK\x03\x04", "an Excel workbook (.xlsx) or a zip file"},
	{"\xD0\xCF\x11\xE0", "an old Excel workbook (.xls)"},
	{"PAR1", "a Parquet file"},
	{"\xFF\xFE", "UTF-16 text (\"Unicode text\" in Excel)"},
	{"\xFE\xFF", "UTF-16 text"},
	{"\x1F\x8B", "a compressed file"},
	{"%PDF", "a PDF"},
	{"<", "a web page or XML, whatever its name ends in"},
}

const hintCSV = "open it in the program it comes from and save it as CSV (comma delimited, UTF-8)"

// refuseFormats refuses what is not CSV at all, by its first bytes.
func (f *File) refuseFormats() error {
	head := bytes.TrimLeft(f.window[f.start:f.end], " \t\r\n")
	if len(head) == 0 {
		return &Refusal{
			File: f.base, Problem: "the file is empty",
			Hint: "export it again, and look at it in a text editor before it is used",
		}
	}
	for _, format := range formats {
		if bytes.HasPrefix(head, []byte(format.magic)) {
			return &Refusal{File: f.base, Problem: "is " + format.what + ", not CSV", Hint: hintCSV}
		}
	}
	return nil
}

// refuseNUL refuses a file with a NUL byte in what was just read, by the format
// if its first bytes tell.
func (f *File) refuseNUL() error {
	if int64(f.end) == f.size {
		if err := f.refuseFormats(); err != nil {
			return err
		}
	}
	at := bytes.IndexByte(f.window[f.start:f.end], 0)
	return &Refusal{
		File: f.base, Line: f.line + uint32(countLines(f.window[f.start:f.start+at])),
		Problem: "has a NUL byte: it is UTF-16, not a text file, or damaged", Hint: hintCSV,
	}
}
