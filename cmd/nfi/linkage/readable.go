package linkage

import (
	"fmt"
	"path/filepath"
	"slices"

	"nfimatch/extract/layout"
	"nfimatch/extract/row"
	"nfimatch/normalize/record"
)

// Of so many rows and more, a column is told of which one in so many holds nothing that can
// be read: postcodes of another country, dates in words, the wrong column.
const (
	readableRows = 20
	readableEach = 100
)

// A readable is a field, or several that are read together, and the rows that have it.
type readable struct {
	fields []string
	words  string
	rows   int
}

// unreadable warns of the columns of a list in which next to nothing can be read.
func (r *run) unreadable(s *side) (warnings []string) {
	if r.tables == nil || s.counts.Kept < readableRows {
		return nil
	}
	for _, field := range readables(r.tables, s.dataset) {
		mapped := slices.ContainsFunc(s.summary.Columns, func(c layout.ColumnUse) bool {
			return slices.Contains(field.fields, c.Field)
		})
		if mapped && field.rows*readableEach < s.counts.Kept {
			warnings = append(warnings, fmt.Sprintf("%s: next to no row has %s that can be read: is it "+
				"the right column?", filepath.Base(s.Path), field.words))
		}
	}
	return warnings
}

// readables counts the rows of a list that have each field.
func readables(t *record.Tables, dataset row.Dataset) []readable {
	var surname, given, birth, nino, postcode, address, town, uprn int
	count := func(n *int, has bool) {
		if has {
			*n++
		}
	}
	of := record.PersonLeft
	if dataset == row.PersonRight {
		of = record.PersonRight
	}
	m, e := &t.Mentions, &t.Entries
	for at, entry := range m.Entry {
		if e.Dataset[entry] != of || at > 0 && m.Entry[at-1] == entry {
			continue
		}
		count(&surname, m.Surname[at] != 0)
		count(&given, m.Given1[at] != 0)
		count(&birth, m.DOB[at] != 0)
		count(&nino, m.NINO[at] != 0)
		count(&postcode, e.Postcode[entry] != 0)
		count(&uprn, e.UPRN[entry] != 0)
	}
	for at, entry := range t.Persons.Entry {
		if e.Dataset[entry] == of {
			count(&address, t.Persons.Address[at] != 0)
			count(&town, t.Persons.Town[at] != 0)
		}
	}
	return []readable{
		{[]string{"surname", "full_name"}, "a surname", surname},
		{[]string{"forename", "full_name"}, "a given name", given},
		{[]string{"birth_date", "birth_year", "birth_month", "birth_day"}, "a date of birth", birth},
		{[]string{"nino"}, "a National Insurance number", nino},
		{[]string{"postcode"}, "a postcode", postcode},
		{[]string{"address", "address_1"}, "an address", address},
		{[]string{"town"}, "a town", town},
		{[]string{"uprn"}, "a UPRN", uprn},
	}
}
