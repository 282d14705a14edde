package normalize

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"nfimatch/extract/row"
	"nfimatch/normalize/record"
)

// listRows are rows of a general list with something in every field.
func listRows() (all []written) {
	for i := range 40 {
		all = append(all, written{cells: fmt.Sprintf("title=MRS;surname=OKONKWO;forename=ADA;"+
			"middle=G;sex=%d;birth_date=%02d/%02d/19%02d;address=FLAT %d, 9 LOW ROAD;town=LEEDS;"+
			"postcode=LS1 4AP;uprn=99900000000%d;nino=QQ12345%dC;extra.ward=w%d;text.job=cook no %d",
			1+i%2, i%33, i%14, 40+i, i%5, i%10, i%10, i%3, i%4)})
	}
	return all
}

// list runs rows through a stage as the left of two lists.
func list(t *testing.T, cells ...string) (*record.Tables, Summary) {
	t.Helper()
	tables, summary, err := normalised(t, 1, 100,
		map[row.Dataset][]written{row.Person: rows(cells...)})
	if err != nil {
		t.Fatal(err)
	}
	return tables, summary
}

// Equal rows of a list are what it may be searched for: each stays an entry.
func TestEqualRowsOfAListStayApart(t *testing.T) {
	tables, summary := list(t, "surname=KHAN;forename=ALI", "surname=KHAN;forename=ALI",
		"surname=KHAN;forename=ALI")
	if want := (row.Counts{Read: 3, Kept: 3}); summary.Counts[row.Person] != want {
		t.Errorf("counts %v, want %v", summary.Counts[row.Person], want)
	}
	if tables.Entries.Len() != 3 || tables.Mentions.Len() != 3 || tables.Persons.Len() != 3 {
		t.Errorf("%d entries, %d mentions, %d persons; want 3 of each", tables.Entries.Len(),
			tables.Mentions.Len(), tables.Persons.Len())
	}
	m := &tables.Mentions
	if m.Surname[0] == 0 || m.Surname[0] != m.Surname[2] || m.Given1[0] != m.Given1[2] ||
		m.Role[1] != record.RolePerson {
		t.Errorf("equal rows have other mentions: %v %v %v", m.Surname, m.Given1, m.Role)
	}
}

// Every row has one mention, however its name is written: each of these is compared
// with the row that says the same in the plainest way.
func TestListNames(t *testing.T) {
	for _, tt := range []struct{ written, plain string }{
		{"full_name=Mr Ali Khan", "sex=M;forename=ALI;surname=KHAN"},
		{"full_name=KHAN, MS ADA", "sex=2;forename=Ada;surname=Khan"},
		{"full_name=;surname=KHAN;forename=ALI", "forename=ALI;surname=KHAN"},
		{"full_name=ADA OKORO;surname=KHAN;forename=ALI", "forename=ALI;surname=KHAN"},
		{"full_name=ALI KHAN;forename=WRONG", "forename=ALI;surname=KHAN"},
		{"forename=ALI;sex=male", "sex=1;forename=ALI;surname=-"},
		{"forename=ALI OMAR", "forename=ALI;middle=OMAR"},
		{"title=MRS;sex=M;surname=KHAN", "sex=1;surname=KHAN"},
		{"title=MRS;sex=9;surname=KHAN", "sex=woman;surname=KHAN"},
		{"sex=X;surname=KHAN", "surname=KHAN"},
		{"nino=QQ 12 34 56 C", "nino=qq123456"},
	} {
		tables, _ := list(t, tt.written, tt.plain)
		m := &tables.Mentions
		if m.Len() != 2 || m.Surname[0] != m.Surname[1] || m.Given1[0] != m.Given1[1] ||
			m.Given2[0] != m.Given2[1] || m.Sex[0] != m.Sex[1] || m.Given1Form[0] != m.Given1Form[1] ||
			m.NINO[0] != m.NINO[1] {
			t.Errorf("%q is not read as %q: surnames %v, given names %v and %v, sexes %v", tt.written,
				tt.plain, m.Surname, m.Given1, m.Given2, m.Sex)
		}
	}
	tables, _ := list(t, "forename=ALI")
	if m := &tables.Mentions; m.Surname[0] != 0 || m.Given1[0] == 0 ||
		m.Given1Form[0] != record.FormFull {
		t.Errorf("a forename alone is surname %v and given name %v", m.Surname, m.Given1)
	}
}

// Of a row that names two people the first is taken, marked and counted.
func TestListRowOfTwoPeople(t *testing.T) {
	tables, summary := list(t, "full_name=MR & MRS J SMITH", "surname=SMITH;forename=J;sex=M",
		"title=MR & MRS;surname=SMITH;forename=J")
	m := &tables.Mentions
	if m.Len() != 3 || m.Surname[0] != m.Surname[1] || m.Given1[0] != m.Given1[1] ||
		m.Sex[0] != record.SexMale {
		t.Errorf("mentions: surnames %v, given %v, sexes %v", m.Surname, m.Given1, m.Sex)
	}
	want := []uint8{record.MarkFurther, 0, record.MarkFurther}
	if !slices.Equal(m.Marks, want) || summary.FurtherPersons[row.Person] != 2 {
		t.Errorf("marks %v, want %v; %d rows counted, want 2", m.Marks, want,
			summary.FurtherPersons[row.Person])
	}
}

func TestListRowsOfNoPersonAreSetAside(t *testing.T) {
	tables, summary := list(t, "surname=KHAN", "full_name=ACME HOLDINGS LTD", "surname=THE OCCUPIER",
		"surname=OKORO")
	if want := (row.Counts{Read: 4, Kept: 2, SetAside: 2}); summary.Counts[row.Person] != want {
		t.Errorf("counts %v, want %v", summary.Counts[row.Person], want)
	}
	if !slices.Equal(tables.Entries.Line, []uint32{1, 4}) {
		t.Errorf("entries of lines %v, want 1 and 4", tables.Entries.Line)
	}
	var faults []string
	for _, fault := range summary.Faults {
		faults = append(faults, fmt.Sprint(fault.Fate, ": ", fault))
	}
	if want := []string{"set aside: test.csv:3: full_name must be the name of a person",
		"set aside: test.csv:4: surname must be the name of a person"}; !slices.Equal(faults, want) {
		t.Errorf("faults %q, want %q", faults, want)
	}
}

func TestListBirths(t *testing.T) {
	tables, summary := list(t,
		"surname=KHAN;birth_date=05/11/1967", "surname=KHAN;birth_day=5;birth_month=Nov;birth_year=1967",
		"surname=KHAN;birth_date=-/11/1967", "surname=KHAN;birth_date=1967;birth_month=11",
		"surname=KHAN;birth_date=32/11/1967", "surname=KHAN;birth_date=05/11/2030",
		"surname=KHAN;birth_date=yesterday", "surname=KHAN;birth_date=05/11/2010", "surname=KHAN")
	m, d := &tables.Mentions, &tables.Dates
	if m.DOB[0] == 0 || m.DOB[0] != m.DOB[1] || m.DOB[2] != m.DOB[3] || m.DOB[2] != m.DOB[4] ||
		m.DOB[6] != 0 || m.DOB[8] != 0 {
		t.Fatalf("dates of birth %v", m.DOB)
	}
	whole, dayless, yearless := m.DOB[0], m.DOB[2], m.DOB[5]
	if d.Day[dayless] != 0 || d.DayBefore[dayless] != 0 || d.Month[dayless] != d.Month[whole] ||
		d.Year[dayless] != d.Year[whole] || d.YearAfter[dayless] != d.YearAfter[whole] {
		t.Error("a date without its day has other parts than the date with it")
	}
	if d.Year[yearless] != 0 || d.Day[yearless] != d.Day[whole] {
		t.Error("a year that has not come is known, or the day beside it is not")
	}
	if summary.OddBirths[row.Person] != 3 {
		t.Errorf("%d dates that cannot be so, want 3", summary.OddBirths[row.Person])
	}
	ages := []uint8{record.AgeAdult, record.AgeAdult, 0, 0, 0, 0, 0, record.AgeMinor, 0}
	if !slices.Equal(m.Age, ages) {
		t.Errorf("ages %v, want %v", m.Age, ages)
	}
}

// An address is the same in one field, in lines, and with the postcode in it.
func TestListAddresses(t *testing.T) {
	tables, _ := list(t,
		"surname=A;address=FLAT 2, ROSE COURT, 12 HIGH RD, LEEDS, LS1 4AP",
		"surname=A;address=FLAT 2, ROSE COURT, 12 HIGH RD, LEEDS;postcode=ls14ap",
		"surname=A;address_1=FLAT 2;address_2=ROSE COURT;address_3=12 HIGH ROAD;address_4=LEEDS;"+
			"postcode=LS1 4AP",
		"surname=A;address_1=FLAT 2;address_2=ROSE COURT;address_3=12 HIGH ROAD;town=Leeds;"+
			"postcode=LS1 4AP",
		"surname=A;address_1=12 HIGH ROAD;town=leeds;postcode=4064", "surname=A;postcode=LS1 4AP",
		"surname=A;address_1=14 HIGH ROAD;town=leeds")
	e, p := &tables.Entries, &tables.Persons
	for i := 1; i < 4; i++ {
		if e.Full[i] == 0 || e.Full[i] != e.Full[0] || p.Address[i] == 0 ||
			p.Address[i] != p.Address[0] || e.Postcode[i] == 0 || e.Postcode[i] != e.Postcode[0] {
			t.Errorf("row %d: address %v, whole %v, postcode %v; the first row has another", i,
				p.Address, e.Full, e.Postcode)
		}
	}
	if p.Town[3] == 0 || p.Town[3] != p.Town[4] || p.Town[0] != 0 {
		t.Errorf("towns %v", p.Town)
	}
	if p.Address[6] == 0 || p.Address[6] == p.Address[4] {
		t.Error("12 and 14 of a road have one address")
	}
	if e.Postcode[4] == 0 || e.Postcode[4] == e.Postcode[0] || p.Address[4] == p.Address[0] ||
		p.Address[5] != 0 {
		t.Errorf("postcodes %v, addresses %v", e.Postcode, p.Address)
	}
}

// A user's own columns come in the order of their names; equal values of two columns
// are not the same, and texts are compared without their punctuation.
func TestListOwnColumns(t *testing.T) {
	tables, _ := list(t, "surname=A;extra.ref= ab-1 ;extra.ward=7;text.job=Cook (part-time)",
		"surname=A;extra.ref=AB-1;extra.ward=AB-1;text.job=COOK PART TIME", "surname=A")
	p := &tables.Persons
	first, second, none := p.Exact.Row(0), p.Exact.Row(1), p.Exact.Row(2)
	if len(first) != 2 || first[1] == 0 || first[1] != second[1] || second[0] == second[1] ||
		first[0] == second[0] {
		t.Errorf("exact columns %v and %v", first, second)
	}
	if none[0] != 0 || none[1] != 0 || p.Text.Row(2)[0] != 0 {
		t.Errorf("blank columns have codes: %v %v", none, p.Text.Row(2))
	}
	if text := p.Text.Row(0)[0]; text == 0 || text != p.Text.Row(1)[0] ||
		tables.Texts.Ones[text] == 0 || tables.Texts.Bits[text] == (record.Filter{}) {
		t.Errorf("texts %v", p.Text.Values)
	}
}

// Tokens of two fields have nothing in common.
func TestFieldUsesDiffer(t *testing.T) {
	seen := map[string]bool{}
	for _, use := range fieldUses {
		if use == "" || seen[use] {
			t.Errorf("two fields have tokens of the use %q", use)
		}
		seen[use] = true
	}
}

// What a list says does not depend on which side it is, on the order of its rows, on
// other rows or on columns that are empty: only codes are numbered anew.
func TestListsAreReadAlike(t *testing.T) {
	all := listRows()
	whole, _, err := normalised(t, 1, 100, map[row.Dataset][]written{row.Person: all})
	if err != nil {
		t.Fatal(err)
	}
	turned := slices.Clone(all)
	slices.Reverse(turned)
	for name, datasets := range map[string]map[row.Dataset][]written{
		"as the right list": {row.PersonRight: all},
		"behind another":    {row.Person: rows("surname=OTHER;town=YORK"), row.PersonRight: all},
		"in another order":  {row.Person: turned},
	} {
		other, _, err := normalised(t, 2, 7, datasets)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := contentsOf(other, len(all)), contentsOf(whole, len(all)); got != want {
			t.Errorf("%s: a row is read as\n%s\nwant\n%s", name, firstLine(got), firstLine(want))
		}
	}
}

func firstLine(text string) string { line, _, _ := strings.Cut(text, "\n"); return line }

// contentsOf writes the last rows with the tokens and filters that their codes stand
// for, sorted.
func contentsOf(t *record.Tables, last int) string {
	var lines []string
	m, p, e := &t.Mentions, &t.Persons, &t.Entries
	for i := m.Len() - last; i < m.Len(); i++ {
		line := fmt.Sprint(t.Names.Token[m.Surname[i]], t.Names.Token[m.Given1[i]],
			t.Names.Token[m.Given2[i]], m.Sex[i], m.Age[i], m.Marks[i], t.Dates.Token[m.DOB[i]],
			t.Dates.Day[m.DOB[i]], t.Tokens.Token[m.NINO[i]], t.Tokens.Token[e.UPRN[i]],
			t.Postcodes.Unit[e.Postcode[i]], t.Tokens.Token[e.Full[i]],
			t.Texts.Token[p.Address[i]], t.Texts.Bits[p.Address[i]], t.Tokens.Token[p.Town[i]])
		for _, code := range p.Exact.Row(i) {
			line += fmt.Sprint(t.Tokens.Token[code])
		}
		for _, code := range p.Text.Row(i) {
			line += fmt.Sprint(t.Texts.Token[code], t.Texts.Ones[code])
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
