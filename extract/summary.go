package extract

import (
	"fmt"

	"nfimatch/extract/delimited"
	"nfimatch/extract/layout"
	"nfimatch/extract/row"
)

// A Summary accounts for one dataset: every row read, column, code and file. It
// holds no value from the data but codes that may be shown (see UnmappedCode) and
// those of the code table.
type Summary struct {
	Dataset row.Dataset
	Counts  row.Counts // Read = Kept + SetAside + Rejected; merging is done later
	// SetAside has one total for all rows that are not matched by law or nature: no
	// line of a list may show that an anonymous elector exists.
	SetAside      []Total
	Faults        []row.Fault // rejected rows in order, at most FaultsMax of a file
	FaultsOmitted int         // rejected rows beyond those
	Rejects       []RuleTotal // all rejected rows, in order of the first of each rule
	Files         []FileSummary
	Columns       []layout.ColumnUse
	Codes         []CodeUse // by field in order of the specification, then by rows
	Unmapped      *UnmappedCodesError
	Warnings      []string // "file: what looks wrong", in order
}

// Total is a number of rows and the reason they share.
type Total struct {
	Reason string
	Rows   int
}

// RuleTotal is how many rows were rejected because Field must be Rule.
type RuleTotal struct {
	Field, Rule string
	Rows        int
}

// FileSummary is one file as it was read, and the number of its data rows.
type FileSummary struct {
	delimited.Summary
	Rows int
}

// CodeUse is one code of an extract, or all those of a field that may not be
// shown.
type CodeUse struct {
	Field   string
	Code    string // "" for values that are not shown
	Meaning string // "" if the code table does not say
	Rows    int
	// Distinct is how many values this stands for: 1 for a shown code.
	Distinct int
	// MedianPermille is the median of discount amount ÷ amount before discount,
	// in thousandths, over the Ratios rows that have both; 250 for a single
	// person. It helps to find out what a code means.
	MedianPermille int
	Ratios         int
}

// ReasonElectors is the one reason for which electors are set aside, and ReasonWithheld
// that for rows of a general list.
const (
	ReasonElectors = "anonymous, overseas, service and other electors without an address"
	ReasonWithheld = "the name is withheld (N, ANONYMOUS)"
)

// excelRows are the numbers of data rows at which old and new Excel cut a file,
// with and without the header.
var excelRows = []int{65_535, 65_536, 1_048_575, 1_048_576}

// A damage counts signs of a spreadsheet's damage in one file, and the first row
// with each.
type damage struct {
	serials, months, numbers sign
}

type sign struct {
	rows  int
	first uint32
}

func (s *sign) see(line uint32) {
	if s.rows == 0 {
		s.first = line
	}
	s.rows++
}

// warnings returns what looks wrong with a file that has been read.
func (d *damage) warnings(file *FileSummary) []string {
	var warnings []string
	warn := func(format string, args ...any) {
		warnings = append(warnings, file.Base+": "+fmt.Sprintf(format, args...))
	}
	for _, rows := range excelRows {
		if file.Rows == rows {
			warn("has exactly %d rows, where Excel cuts a file: check that it is whole", rows)
		}
	}
	if file.Trailer >= 0 && file.Trailer != file.Rows {
		warn("its last line counts %d rows, but %d were read: check that it is whole",
			file.Trailer, file.Rows)
	}
	for _, s := range []struct {
		sign
		what string
	}{
		{d.serials, "dates as spreadsheet day numbers"},
		{d.months, "house numbers that a spreadsheet made dates, such as 12-May"},
		{d.numbers, "UPRNs that a spreadsheet made numbers, such as 1.00E+11"},
	} {
		if s.rows > 0 {
			warn("has %s (rows: %d, first at line %d): export it without opening it in a "+
				"spreadsheet", s.what, s.rows, s.first)
		}
	}
	if file.Encoding == "UTF-8 and Windows-1252" {
		warn("is written partly in UTF-8 and partly in Windows-1252; each cell was read as what it is")
	}
	return warnings
}
