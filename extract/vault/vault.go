// Package vault seals the source rows of flagged cases, one age file a case, so
// that a case is opened by somebody's decision and alone:
//
//	extract.Reread ─► rows of the cases' lines ─► age ─► container ─► Open: one case
//
// A container is a zip archive without compression, so that any zip program and
// any age program open it in years to come:
//
//	2026Q4-0001.age │ 2026Q4-0002.age │ … │ index.json │ directory │ end
//
// index.json names the exercise, and for each case its name, the day it must be
// deleted by and the SHA-256 of its age file, in the order of the entries. Times are
// zero. Without a key a container shows the names of cases, their days and how large
// they are, and nothing of what is in them.
//
// What is sealed is JSON of version 1, the only one so far:
//
//	{"version":1,"exercise":"2026Q4","case":"2026Q4-0001","delete_by":"2027-05-01",
//	 "facts":{…},"rows":[{"dataset":"council_tax","line":12,"date":"2026-11-01",
//	 "fields":[{"name":"surname","text":"…"},…]},…]}
//
// A seal cannot be changed, moved to another case or another exercise, or given
// another day, without Open refusing it. But age files are sealed to public keys:
// whoever has one can seal something else under the same name, and write an index to
// it. So the caller keeps Index.SHA256 elsewhere, and compares.
//
// Text in clear is cleared after use wherever this package made the memory for it.
// Go cannot promise more: age copies what it encrypts and decrypts into buffers of
// its own, of up to 128 KiB, which nobody can clear; JSON is decoded by the standard
// library, which keeps texts in no string here, but promises nothing; the collector
// does not overwrite what it frees; and the system may write memory to disk.
//
// Sealing the same rows again gives other bytes: age draws a new key for each file.
package vault

import (
	"fmt"

	"nfimatch/extract"
	"nfimatch/extract/plaintext"
	"nfimatch/extract/retention"
	"nfimatch/extract/row"
)

// Limits. Writing more is an error that names the limit; reading more is a
// DamagedError.
const (
	// CasesMax is the number of cases of a container: one exercise of one council.
	// It stays below what zip archives count without extensions.
	CasesMax = 60_000
	// CaseBytesMax is the size of one case in clear, as JSON: 10,000 electors.
	CaseBytesMax = 4 << 20
	// IndexBytesMax is the size of index.json, which CasesMax of the longest names
	// stay below.
	IndexBytesMax = (CasesMax + 1) * indexCaseBytesMax
	// ContainerBytesMax is the size of a container.
	ContainerBytesMax = 2 << 30
	// TextBytesMax is the text of all rows that one call of Seal holds in memory.
	TextBytesMax = 1 << 30
	// RecipientsMax is the number of keys that a container is sealed to.
	RecipientsMax = 256
	// NameBytesMax is the length of a name of a case or an exercise: ASCII letters,
	// digits, - and _, of which it begins with a letter or digit.
	NameBytesMax = 64

	// indexCaseBytesMax is the size of one case in index.json, and of what stands
	// round all.
	indexCaseBytesMax = 256

	// sealBytesMax is the size of an age file: the case in chunks, and a header with
	// RecipientsMax keys of the longest kind.
	sealBytesMax = CaseBytesMax + 1<<20
)

// Source is a dataset with what Seal needs to read it again: the SHA-256 of each
// file as it was first read, in hexadecimal, and the day that the extract describes.
type Source struct {
	extract.Source
	Digests []string
	Date    retention.Date
}

// Line is one row of a dataset.
type Line struct {
	Dataset row.Dataset
	Line    row.Line
}

// Case is what is sealed under one name. Facts are JSON that means nothing here;
// Lines are in the order in which they are opened. Two cases may share a line.
type Case struct {
	Name     string
	DeleteBy retention.Date
	Facts    []byte
	Lines    []Line
}

// IndexCase is what a container shows of a case without a key.
type IndexCase struct {
	Name     string
	DeleteBy retention.Date
	SHA256   string // of the age file, in hexadecimal
}

// Index is what a container shows without a key. SHA256 is that of index.json, in
// hexadecimal: by the digests in it, it stands for the whole container.
type Index struct {
	Exercise string
	Cases    []IndexCase // in the order of the entries
	SHA256   string
}

// Row is one source row of an opened case. Dataset is the name of the dataset, Line
// its data row over all files, and Date the day that the extract describes, 0 if
// that was not known.
type Row struct {
	Dataset string
	Line    uint32
	Date    retention.Date
	Fields  []extract.SourceField
}

// Text returns the named field; it is empty if the row has none of that name.
func (r *Row) Text(field string) plaintext.Text {
	for _, f := range r.Fields {
		if f.Name == field {
			return f.Text
		}
	}
	return plaintext.Text{}
}

// Opened is one case in clear.
type Opened struct {
	Name     string
	DeleteBy retention.Date
	Facts    []byte // JSON as it was given to Seal, without white space round it
	Rows     []Row  // in the order of Case.Lines
}

// Clear overwrites the facts and all text with zeros, and drops them. Texts taken
// from the case before are zeros after it.
func (o *Opened) Clear() {
	clear(o.Facts)
	for _, r := range o.Rows {
		for _, field := range r.Fields {
			field.Text.Clear()
		}
	}
	o.Facts, o.Rows = nil, nil
}

// DamagedError says that seals are not what Seal wrote: those of one case, or of the
// container as a whole if Case is "". It never holds anything of what is sealed.
type DamagedError struct {
	Case    string
	Problem string
}

// Error returns "the seal of case … is damaged: …", or the same of all seals.
func (e *DamagedError) Error() string {
	if e.Case == "" {
		return "the seals are damaged: " + e.Problem
	}
	return fmt.Sprintf("the seal of case %s is damaged: %s", e.Case, e.Problem)
}

// isName reports whether name may stand for a case or an exercise.
func isName(name string) bool {
	for i, c := range []byte(name) {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		if !letter && (i == 0 || c != '-' && c != '_') {
			return false
		}
	}
	return name != "" && len(name) <= NameBytesMax
}

// isDate reports whether a day is one that data can be held until.
func isDate(d retention.Date) bool { return d >= retention.FirstDate && d <= retention.LastDate }
