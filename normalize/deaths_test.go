package normalize

import (
	"strings"
	"testing"

	"nfimatch/extract/row"
	"nfimatch/normalize/record"
)

// dead reads rows of a list of deaths.
func dead(t *testing.T, cells ...string) (*record.Tables, Summary) {
	t.Helper()
	tables, summary, err := normalisedBy(t, Options{DeathsDate: published}, 2,
		map[row.Dataset][]written{row.Deaths: rows(cells...)})
	if err != nil {
		t.Fatal(err)
	}
	return tables, summary
}

// What every row of the list says in some words or other is no part of a name: all of these
// are one person, and equal rows are one entry.
func TestNamesOfTheDead(t *testing.T) {
	tables, summary := dead(t,
		here+"surname=SMITH;forename=JOHN;death_date=01/02/2026",
		here+"surname=Smith (decd);forename=The late John;death_date=01/02/2026",
		here+"surname=THE LATE JOHN SMITH;death_date=01/02/2026",
		here+"surname=JOHN SMITH DECEASED;death_date=01/02/2026",
		here+"surname=EXORS OF JOHN SMITH;death_date=01/02/2026",
		here+"surname=SMITH;forename=JOHN;title=LATE MR;death_date=01/02/2026",
		here+"surname=SMITH;forename=JOHN;death_date=01/02/2026")
	m := &tables.Mentions
	if m.Len() != 6 || summary.Counts[row.Deaths].Merged != 1 || len(tables.Deaths.Entry) != 6 {
		t.Fatalf("%d mentions, counts %v", m.Len(), summary.Counts[row.Deaths])
	}
	for i := range m.Len() {
		if m.Surname[i] != m.Surname[0] || m.Given1[i] != m.Given1[0] ||
			m.Role[i] != record.RoleDeceased || tables.Deaths.Died[i] != tables.Deaths.Died[0] {
			t.Errorf("row %d is somebody else", i+1)
		}
	}
	anna, _ := dead(t, here+"surname=ANNA DEC;death_date=01/02/2026")
	if anna.Mentions.Given1[0] == 0 {
		t.Error("Anna Dec has lost her surname")
	}
}

// A row that says nobody's death is rejected, with place and rule.
func TestFaultyDeaths(t *testing.T) {
	for _, tt := range []struct{ cells, field, rule string }{
		{"surname=ACME PROPERTIES LTD;death_date=01/02/2026", "surname", "the name of one person"},
		{"surname=SMITH;forename=JOHN & MARY;death_date=01/02/2026", "surname",
			"the name of one person"},
		{"surname=SMITH;death_date=", "death_date", "given"},
		{"surname=SMITH;death_date=N/A", "death_date", "given"},
		{"surname=SMITH;death_date=31/02/2026", "death_date", "a date"},
		{"surname=SMITH;death_date=02/12/2026", "death_date", "not after the day"},
		{"surname=SMITH;birth_date=03/02/2026;death_date=02/02/2026", "death_date",
			"not before the date of birth"},
	} {
		_, summary := dead(t, here+tt.cells)
		if len(summary.Faults) != 1 || summary.Faults[0].Field != tt.field ||
			!strings.HasPrefix(summary.Faults[0].Rule, tt.rule) || summary.Faults[0].Place.Line != 2 {
			t.Errorf("%s: faults %v", tt.cells, summary.Faults)
		}
	}
	_, summary := dead(t, here+"surname=SMITH;birth_date=02/02/2026;death_date=02/02/2026",
		here+"surname=SMITH;death_date=01/12/2026")
	if summary.Counts[row.Deaths].Kept != 2 {
		t.Errorf("who died on the day of birth or of the list is not kept: %v", summary.Faults)
	}
}
