package normalize

import (
	"nfimatch/extract/retention"
	"nfimatch/extract/row"
	"nfimatch/normalize/canon"
	"nfimatch/normalize/canon/address"
	"nfimatch/normalize/canon/name"
	"nfimatch/normalize/record"
)

// A parsed row is one source row in canonical plaintext: what a worker makes of
// it, and the one interner turns into codes. It lives for one batch.
type parsedRow struct {
	line    row.Line
	place   row.Place
	fault   *row.Fault // set where the row was rejected
	whole   string     // the row's canonical content: equal rows are one
	uprn    string
	address address.Address
	full    string
	joins   []string
	persons []parsedPerson
	account parsedAccount
	elector parsedElector
	claim   parsedClaim
	list    parsedList
	died    retention.Date
}

type parsedPerson struct {
	name.Person
	role  uint8
	birth canon.Date // parts may be 0 in a general list
	nino  string
	marks uint8
}

type parsedAccount struct {
	reference                      string
	holder                         uint8
	discount, disregard, exemption uint8
	share                          uint8
	from, to, since, reviewed      retention.Date
	grossPence, discountPence      int64
	band, benefit                  uint8
	billingElsewhere               uint8
}

type parsedElector struct {
	date       retention.Date // birth, or reaching 18: decided over the whole column
	marker     marker
	registered retention.Date
}

type parsedClaim struct {
	claim, account string
	from, to       retention.Date
	nondependants  uint8
	weeklyPence    int64
	passported     uint8
}

// A parsedList is what a row of a general list has beyond its address and person.
type parsedList struct {
	address, town string
	exact, text   []string // by the names of the options
	oddBirth      bool     // a part of the date of birth cannot be so, or it has no form
	further       bool     // more than one person is named
}

// A rowReader reads the fields of one row. The first faulty field rejects the
// row: place and rule are kept, the value is not.
type rowReader struct {
	readers
	batch    *row.Batch
	i        int
	asOfYear int // a date of birth is never after it
	out      *parsedRow
}

// text returns a field folded: "" where it is blank or the column is absent.
func (r *rowReader) text(column row.Column) string {
	return canon.Blank(column.At(r.i).Reveal())
}

func (r *rowReader) reject(field, rule string) {
	if r.out.fault == nil {
		r.out.fault = &row.Fault{
			Dataset: r.batch.Dataset, Place: r.out.place, Row: r.out.line,
			Field: field, Rule: rule, Fate: row.Rejected,
		}
	}
}

const (
	ruleDate  = "a date, dd/mm/yyyy or yyyy-mm-dd"
	ruleMoney = "an amount in pounds, such as 1234.56"
	ruleCount = "a whole number from 0 to 99"
)

// date reads a date of the kind; a date that cannot be read rejects the row.
func (r *rowReader) date(field string, column row.Column, kind canon.DateKind) retention.Date {
	value := r.text(column)
	if value == "" {
		return 0
	}
	date, status := canon.ParseDate(value, kind, r.asOfYear)
	if status == canon.Invalid {
		r.reject(field, ruleDate)
		return 0
	}
	day, _ := retention.DateOf(date.Year, date.Month, date.Day) // 0 for a missing one
	return day
}

func (r *rowReader) pence(field string, column row.Column) int64 {
	value := r.text(column)
	if value == "" {
		return 0
	}
	pence, status := canon.Pence(value)
	if status == canon.Invalid {
		r.reject(field, ruleMoney)
	}
	return pence
}

func (r *rowReader) count(field string, column row.Column) uint8 {
	value := r.text(column)
	n := 0
	for i := range len(value) {
		if value[i] < '0' || value[i] > '9' || len(value) > 2 {
			r.reject(field, ruleCount)
			return 0
		}
		n = n*10 + int(value[i]-'0')
	}
	return uint8(n)
}

// answer reads a yes-or-no field. Councils write Y, YES, T, TRUE, 1 and any key
// of their own: what is not a no and not blank is a yes.
func (r *rowReader) answer(column row.Column) uint8 {
	switch r.text(column) {
	case "":
		return record.AnswerUnknown
	case "N", "NO", "F", "FALSE", "0":
		return record.AnswerNo
	}
	return record.AnswerYes
}

// address reads the place of the row: in lines, or the whole in one, with the
// postcode in its own field or at the end.
func (r *rowReader) address(columns *addressColumns) {
	lines := make([]string, 0, len(columns.lines))
	for _, column := range columns.lines {
		if text := column.At(r.i); text.Len() > 0 {
			lines = append(lines, string(text.Reveal()))
		}
	}
	r.out.address = r.addresses.Parse(lines, string(columns.postcode.At(r.i).Reveal()))
	r.out.full = r.out.address.Full()
	r.out.joins = address.Joins(r.out.address.Words)
	if uprn, ok := canon.UPRN(r.text(columns.uprn)); ok {
		r.out.uprn = uprn
	}
}

// person appends the persons a set of name fields holds, and tells what the
// fields hold. The first has the role and the further details; the others of a
// joint name have the role that joint gives.
func (r *rowReader) person(columns *nameColumns, role, joint uint8, first parsedPerson) uint8 {
	parsed := r.names.Parse(r.text(columns.title), r.text(columns.forename), r.text(columns.middle),
		r.text(columns.surname))
	for i, person := range parsed.Persons {
		out := parsedPerson{Person: person, role: joint}
		if i == 0 {
			out = first
			out.Person, out.role = person, role
		}
		out.marks |= marksOf(&person)
		r.out.persons = append(r.out.persons, out)
	}
	return uint8(parsed.Holder)
}

// marksOf returns what is to be known of a name beside its parts.
func marksOf(person *name.Person) (marks uint8) {
	for _, mark := range [...]struct {
		set  bool
		mark uint8
	}{
		{person.Cut, record.MarkCut}, {person.CutSurname, record.MarkCutSurname},
		{person.JointTitle, record.MarkJointTitle}, {person.More, record.MarkMoreNames},
		{person.Syllabic, record.MarkSyllabic}, {person.Alias, record.MarkAlias},
	} {
		if mark.set {
			marks |= mark.mark
		}
	}
	return marks
}

type addressColumns struct {
	lines          []row.Column
	postcode, uprn row.Column
}

type nameColumns struct{ title, forename, middle, surname row.Column }

func addressColumnsOf(batch *row.Batch, prefix string) (columns addressColumns) {
	for _, field := range [...]string{"address_1", "address_2", "address_3", "address_4"} {
		columns.lines = append(columns.lines, columnOf(batch, prefix+field))
	}
	columns.postcode = columnOf(batch, prefix+"postcode")
	columns.uprn = columnOf(batch, prefix+"uprn")
	return columns
}

func nameColumnsOf(batch *row.Batch, prefix string) nameColumns {
	return nameColumns{
		title: columnOf(batch, prefix+"title"), forename: columnOf(batch, prefix+"forename"),
		middle:  columnOf(batch, prefix+"middle_name"),
		surname: columnOf(batch, prefix+"surname"),
	}
}

// columnOf returns a column, or the empty one where the extract lacks it.
func columnOf(batch *row.Batch, field string) row.Column {
	column, _ := batch.Column(field)
	return column
}
