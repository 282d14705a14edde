// Package desk writes what shows opened cases to a person: the worklist, an XLSX
// workbook. It is the only package of report that sees names and addresses.
//
// # The workbook
//
//	Cases    one row a case: facts, reasons, and the columns an officer fills in
//	People   one row a name as a source file holds it, by case and role
//	Read me  purpose, cautions, meanings, what to do at delete-by, audit head
//	Lists    the words of the drop-downs, and what they mean
//
// On every sheet rows 1 to 3 say whose list it is, that it is no NFI exercise, its
// purpose, dates, that records may be inconsistent, and when it is to be deleted.
// On Cases, People and Lists row 4 is the one header row, each name in it once and
// never merged; data begin in row 5, in any order once an officer has sorted them.
// A program that reads the list back knows it by three custom document properties,
// which outlast sorting, renaming the file and saving it in LibreOffice:
// nfi_list_version (Version, which LibreOffice stores as a decimal), nfi_exercise and
// nfi_batch.
//
// # Text safety
//
// Whatever is text is a string cell with the number format "@" and never a formula,
// whichever character it begins with; references keep their zeros. Characters that
// XML cannot hold and marks that turn the reading order are shown by a sign.
//
// # Where clear text is
//
// In memory alone, until Write gives the finished bytes to its writer. The library's
// StreamWriter is not used, since past 16 MB it spills clear text into the folder
// for temporary files; the workbook is built whole, which CasesMax bounds. What the
// library copied cannot be overwritten and goes when its memory is used again.
//
// The sheets are locked but for the cells to fill in, against slips. There is no
// password: it would keep out no one, since the format's lock is not encryption,
// and would hinder the council's own sorting. What guards a list is its place.
package desk

import (
	"errors"
	"fmt"
	"io"

	"nfimatch/extract/retention"
	"nfimatch/extract/vault"
	"nfimatch/report/cases"
)

// Version is the version of the workbook's layout, in its property
// nfi_list_version.
//
//	1: first layout
const Version = 1

const (
	// CasesMax is how many cases one list holds: more than a team works in a
	// quarter, and a bound on the memory of Write, about 50 kB a case.
	CasesMax = 2_000
	// peopleMax bounds the rows of the sheet People, a dozen a case and to spare.
	peopleMax = 50_000
)

// List is a worklist: opened cases and what the reader is told about them. Every
// text but Second is needed, and so is every date.
type List struct {
	Council  string
	Exercise string // "2026Q4"
	Batch    string // the id that the cases' audit lines share
	Purpose  string // of the exercise, in the council's words
	Officer  string // who opened the cases
	Second   string // who agreed to it; "" nobody had to
	Reason   string // why they were opened
	AsOf     retention.Date
	Opened   retention.Date // also the file's day of creation: no clock is read
	DeleteBy retention.Date // of the list as a whole
	Sources  []Source       // in the order they are to be named

	AuditCount int    // lines of the audit log when the list was written
	AuditHead  string // the last one's hash
	Program    string // name and version
	Cases      []Case // in the order of their rows
}

// Source is a file, or several of one kind, that the cases were made from.
type Source struct {
	Name      string // "Electoral register"
	DateWords string // what the date is of: "published", "extracted"; may be ""
	Date      string // yyyy-mm-dd
}

// Case is an opened case. Its first row of the dataset council_tax is its account.
type Case struct {
	Facts    cases.Facts
	DeleteBy retention.Date
	Name     string // "2026Q4-0001"
	Rows     []vault.Row
}

// Write writes the list as an XLSX workbook. The same list gives the same bytes. A
// list without cases, with more than CasesMax, or that lacks what every sheet has
// to say is an error, and so is a case without an account or with a fact that is
// not a day; nothing is written then. Errors name cases and fields and hold no
// value. It costs about half a millisecond a case.
func Write(w io.Writer, list *List) error {
	if err := list.check(); err != nil {
		return fmt.Errorf("worklist: %w", err)
	}
	b := newBook(list)
	for _, fill := range []func() error{b.fillCases, b.fillPeople, b.fillReadMe, b.fillLists} {
		if err := fill(); err != nil {
			return fmt.Errorf("worklist: %w", err)
		}
	}
	b.setProperties()
	if b.err != nil {
		return fmt.Errorf("worklist: %w", b.err)
	}
	if _, err := b.file.WriteTo(w); err != nil {
		return fmt.Errorf("worklist: %w", err)
	}
	return nil
}

// check reports everything that is missing of a list, together.
func (l *List) check() error {
	var faults []error
	for _, need := range []struct {
		name    string
		missing bool
	}{
		{"council", l.Council == ""}, {"exercise", l.Exercise == ""}, {"batch", l.Batch == ""},
		{"purpose", l.Purpose == ""}, {"officer", l.Officer == ""}, {"reason", l.Reason == ""},
		{"audit head", l.AuditHead == ""}, {"program", l.Program == ""},
		{"as-of date", l.AsOf == 0}, {"day of opening", l.Opened == 0},
		{"delete-by date", l.DeleteBy == 0}, {"source", len(l.Sources) == 0},
		{"case", len(l.Cases) == 0},
	} {
		if need.missing {
			faults = append(faults, fmt.Errorf("the list has no %s", need.name))
		}
	}
	for _, source := range l.Sources {
		if _, err := retention.ParseDate(source.Date); err != nil || source.Name == "" {
			faults = append(faults, errors.New("a source has no name or no day yyyy-mm-dd"))
		}
	}
	if len(l.Cases) > CasesMax {
		faults = append(faults, fmt.Errorf("%d cases, at most %d: open them in several lists",
			len(l.Cases), CasesMax))
	}
	for i := range l.Cases {
		if l.Cases[i].Name == "" || l.Cases[i].DeleteBy == 0 {
			faults = append(faults, fmt.Errorf("case %d of the list has no number or no "+
				"delete-by date", i+1))
		}
	}
	return errors.Join(faults...)
}
