package row

import (
	"math"
	"slices"

	"nfimatch/extract/plaintext"
	"nfimatch/extract/retention"
)

const (
	// RowsMax is how many rows a Batch holds at most.
	RowsMax = 4096
	// TextBytesMax is how much text a Batch holds at most: ends are uint32.
	TextBytesMax = math.MaxInt32

	textBytesFirst = 64 << 10
)

// Batch is a run of rows of one dataset under one set of retention terms. Row i
// is data row Lines[i] and stands at Places[i].
//
// All text of a batch lies in one buffer, row after row, and ends[i·n+f] is
// where field f of row i ends, for n fields:
//
//	text  │ field 0 of row 0 │ field 1 of row 0 │ … │ field 0 of row 1 │ …
//	ends                     ↑                  ↑   ↑                  ↑
//
// So a cell costs its bytes and four more, and the fields of a row, which are
// read together, lie together. A batch is filled by one goroutine, and may then
// be read by many.
type Batch struct {
	Dataset Dataset
	Terms   retention.TermsID
	Lines   []Line
	Places  []Place
	Codes   *Codes // coarse classes; nil for datasets without codes

	fields []string
	text   []byte
	ends   []uint32
}

// NewBatch returns an empty batch whose rows have the named fields, which must
// differ. With classed it has Codes, one element a row.
func NewBatch(dataset Dataset, terms retention.TermsID, fields []string, classed bool) *Batch {
	batch := &Batch{Dataset: dataset, Terms: terms, fields: slices.Clone(fields)}
	if classed {
		batch.Codes = new(Codes)
	}
	return batch
}

// Next returns an empty batch like b, with room for as much as b holds.
func (b *Batch) Next() *Batch {
	next := NewBatch(b.Dataset, b.Terms, b.fields, b.Codes != nil)
	next.Lines = make([]Line, 0, len(b.Lines))
	next.Places = make([]Place, 0, len(b.Places))
	next.ends = make([]uint32, 0, len(b.ends))
	next.text = make([]byte, 0, min(len(b.text)+len(b.text)/8, TextBytesMax))
	return next
}

// Fits reports whether a row of so many bytes can still be appended.
func (b *Batch) Fits(bytes int) bool {
	return len(b.Lines) < RowsMax && bytes <= TextBytesMax-len(b.text)
}

// Append adds a row. cells are its fields in the order of NewBatch, copied, so
// that the caller may use their memory again. It panics if their number is
// another or the row does not fit: both are the caller's mistakes and not data.
func (b *Batch) Append(line Line, place Place, cells [][]byte, classes Classes) {
	bytes := 0
	for _, cell := range cells {
		bytes += len(cell)
	}
	switch {
	case len(cells) != len(b.fields):
		panic("row: a row must have one cell for each field of its batch")
	case !b.Fits(bytes):
		panic("row: the batch is full")
	}
	b.grow(bytes)
	for _, cell := range cells {
		b.text = append(b.text, cell...)
		b.ends = append(b.ends, uint32(len(b.text)))
	}
	b.Lines = append(b.Lines, line)
	b.Places = append(b.Places, place)
	if b.Codes != nil {
		b.Codes.add(classes)
	}
}

// grow makes room for more bytes of text. It moves the text itself, because
// append would leave a readable copy of it behind in memory.
func (b *Batch) grow(more int) {
	if len(b.text)+more <= cap(b.text) {
		return
	}
	larger := make([]byte, len(b.text), max(textBytesFirst, 2*cap(b.text), len(b.text)+more))
	copy(larger, b.text)
	clear(b.text)
	b.text = larger
}

// Len returns the number of rows.
func (b *Batch) Len() int { return len(b.Lines) }

// Fields returns the names of the fields that the source has, sorted.
func (b *Batch) Fields() []string {
	fields := slices.Clone(b.fields)
	slices.Sort(fields)
	return fields
}

// Column returns the named field of all rows, and whether the source has it.
// The column of a field that it lacks is empty in every row.
func (b *Batch) Column(field string) (Column, bool) {
	f := slices.Index(b.fields, field)
	if f < 0 {
		return Column{}, false
	}
	return Column{text: b.text, ends: b.ends, fields: len(b.fields), field: f}, true
}

// Text returns the named field of row i, 0 ≤ i < Len; empty if the source lacks
// the field. It looks the name up: for many rows, ask for the Column once.
func (b *Batch) Text(field string, i int) plaintext.Text {
	column, _ := b.Column(field)
	return column.At(i)
}

// Clear overwrites all text with zeros, once it has been read.
func (b *Batch) Clear() { clear(b.text) }

// Column is one field of a batch as it stood when Column was called. The zero
// Column is a field that the source lacks: every row of it is empty.
type Column struct {
	text          []byte
	ends          []uint32
	fields, field int // number of fields in a row, and which of them this is
}

// At returns the field of row i, 0 ≤ i < Len. It shares the batch's memory.
func (c Column) At(i int) plaintext.Text {
	if c.fields == 0 {
		return plaintext.Text{}
	}
	at, start := i*c.fields+c.field, uint32(0)
	if at > 0 {
		start = c.ends[at-1]
	}
	return plaintext.Of(c.text[start:c.ends[at]])
}
