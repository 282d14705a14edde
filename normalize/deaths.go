package normalize

import (
	"cmp"
	"strings"

	"nfimatch/extract/row"
	"nfimatch/normalize/canon"
	"nfimatch/normalize/record"
)

const (
	ruleDied        = "not after the day that the file describes"
	ruleDiedBorn    = "not before the date of birth"
	ruleDeadPerson  = "the name of one person"
	ruleDiedMissing = "given"
)

// deathReader reads who has died, when, and where they lived. A row names one person.
func deathReader(batch *row.Batch, options *Options) func(*rowReader) {
	address, names := addressColumnsOf(batch, ""), nameColumnsOf(batch, "")
	birth, death := columnOf(batch, "birth_date"), columnOf(batch, "death_date")
	last := cmp.Or(options.DeathsDate, options.AsOf)
	return func(r *rowReader) {
		r.address(&address)
		born := r.date("birth_date", birth, canon.DateBirth)
		r.deceased(&names, parsedPerson{birth: canonDate(born)})
		r.out.died = r.date("death_date", death, canon.DateEvent)
		switch died := r.out.died; {
		case died == 0:
			r.reject("death_date", ruleDiedMissing)
		case died > last:
			r.reject("death_date", ruleDied)
		case died < born:
			r.reject("death_date", ruleDiedBorn)
		}
	}
}

// deceased reads the person of a row: of two names nobody can tell who has died. Elsewhere
// words such as THE LATE or DECD keep a name from being a resident's; here they say nothing
// that every row does not.
func (r *rowReader) deceased(columns *nameColumns, details parsedPerson) {
	parsed := r.names.Parse(alive(r.text(columns.title)), alive(r.text(columns.forename)),
		alive(r.text(columns.middle)), alive(r.text(columns.surname)))
	if len(parsed.Persons) != 1 {
		r.reject("surname", ruleDeadPerson)
		return
	}
	details.Person, details.role = parsed.Persons[0], record.RoleDeceased
	details.marks |= marksOf(&details.Person)
	r.out.persons = append(r.out.persons, details)
}

// alive returns a name field without the words that say that its person has died.
func alive(field string) string {
	for _, words := range []string{"THE LATE ", "LATE ", "EXECUTORS OF ", "EXORS OF ",
		"THE ESTATE OF ", "ESTATE OF "} {
		field = strings.TrimPrefix(field, words)
	}
	for _, end := range []string{" (DECEASED)", " (DECD)", " (DEC'D)", " (DEC)", " DECEASED",
		" DECD", " DEC'D"} { // DEC alone is a surname
		field = strings.TrimSuffix(field, end)
	}
	return field
}
