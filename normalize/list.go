package normalize

import (
	"cmp"
	"slices"
	"strings"

	"nfimatch/extract/row"
	"nfimatch/normalize/canon"
	"nfimatch/normalize/canon/address"
	"nfimatch/normalize/canon/name"
	"nfimatch/normalize/record"
)

// rulePerson is the rule of a list's rows that name a company, an estate or an
// occupier: they are of no person, and are set aside.
const rulePerson = "the name of a person"

// A listColumns is where a general list has what is compared; every column may be
// absent.
type listColumns struct {
	place                 addressColumns
	town                  row.Column
	names                 nameColumns
	full, sex, nino       row.Column
	birth                 row.Column
	birthDay, month, year row.Column
	exact, text           []row.Column
	exactNames            []string
}

// listReader reads the rows of a general list: one person each, and no field that
// rejects a row, since every one of them is only evidence.
func listReader(batch *row.Batch, options *Options) func(*rowReader) {
	of := func(field string) row.Column { return columnOf(batch, field) }
	c := &listColumns{
		place: addressColumnsOf(batch, ""), town: of("town"),
		names: nameColumns{of("title"), of("forename"), of("middle"), of("surname")},
		full:  of("full_name"), sex: of("sex"), nino: of("nino"), birth: of("birth_date"),
		birthDay: of("birth_day"), month: of("birth_month"), year: of("birth_year"),
		exactNames: options.Exact,
	}
	c.place.lines = slices.Concat([]row.Column{of("address")}, c.place.lines, []row.Column{c.town})
	for _, own := range options.Exact {
		c.exact = append(c.exact, of(row.ExactPrefix+own))
	}
	for _, own := range options.Text {
		c.text = append(c.text, of(row.TextPrefix+own))
	}
	return func(r *rowReader) {
		r.address(&c.place)
		if foreign, ok := canon.ForeignPostcode(r.text(c.place.postcode)); ok &&
			r.out.address.Postcode == "" {
			r.out.address.Postcode = foreign.Unit
		}
		r.out.list = parsedList{address: addressText(&r.out.address),
			town: canon.Text(c.town.At(r.i).Reveal())}
		r.listPerson(c)
		for i, column := range c.exact {
			value := r.text(column)
			if value != "" { // each column has values of its own
				value = c.exactNames[i] + "\x00" + value
			}
			r.out.list.exact = append(r.out.list.exact, value)
		}
		for _, column := range c.text {
			r.out.list.text = append(r.out.list.text, canon.Text(column.At(r.i).Reveal()))
		}
	}
}

// addressText is all of an address but its postcode, as one text: identifiers and
// then words, each in the order written, so that what is a unit in one list and a
// number in another makes no difference.
func addressText(a *address.Address) string {
	return canon.Text(strings.Join(slices.Concat(a.IDs, a.Words), " "))
}

// listPerson reads the one person of a row. A row without any name is still a person,
// known by a date of birth or a number; of a row with several the first is taken, and
// marked.
func (r *rowReader) listPerson(c *listColumns) {
	title, surname := r.text(c.names.title), r.text(c.names.surname)
	forename, middle := r.text(c.names.forename), r.text(c.names.middle)
	full := r.text(c.full)
	var parsed name.Parsed
	if surname == "" && full != "" {
		parsed = r.names.Parse(title, "", "", full)
	} else {
		parsed = r.names.Parse(title, forename, middle, surname)
	}
	if parsed.Holder != name.HolderPersons && parsed.Holder != name.HolderNobody {
		r.reject(nameField(surname, full), rulePerson)
		r.out.fault.Fate = row.SetAside
		return
	}
	person := parsedPerson{role: record.RolePerson, nino: r.nino(c.nino)}
	if len(parsed.Persons) > 0 {
		person.Person = parsed.Persons[0]
	}
	if surname == "" && full == "" {
		person.Person = givenOnly(person.Person)
	}
	if sex := sexOf(r.text(c.sex)); sex != name.SexUnknown {
		person.Sex = sex
	}
	person.marks |= marksOf(&person.Person)
	if len(parsed.Persons) > 1 {
		person.marks |= record.MarkFurther
		r.out.list.further = true
	}
	person.birth = r.birth(c)
	r.out.persons = append(r.out.persons, person)
}

// nameField is the field that the name of a row is in.
func nameField(surname, full string) string {
	switch {
	case surname != "":
		return "surname"
	case full != "":
		return "full_name"
	}
	return "forename"
}

// givenOnly undoes the rule that a name of one word is a surname, and of several the
// last one: the row has a column for the surname, and it is blank.
func givenOnly(p name.Person) name.Person {
	var given []string
	for _, part := range []string{p.Given1, p.Given2, p.Surname} {
		if part != "" {
			given = append(given, part)
		}
	}
	given = append(given, "", "")
	p.Given1, p.Given2, p.Surname = given[0], given[1], ""
	p.Form = name.FormOf(p.Given1)
	return p
}

// sexOf reads a column of sexes: a letter or word, or 1 and 2 as ISO/IEC 5218 has them.
// Anything else is not known.
func sexOf(text string) name.Sex {
	switch text {
	case "M", "MALE", "MAN", "1":
		return name.Male
	case "F", "FEMALE", "WOMAN", "2":
		return name.Female
	}
	return name.SexUnknown
}

// birth reads a date of birth: from its own column, and the parts that are not known
// from it from theirs.
func (r *rowReader) birth(c *listColumns) canon.Date {
	date, sound := canon.Date{}, true
	if text := r.text(c.birth); text != "" {
		date, sound = canon.ParseBirth(text, r.asOfYear)
	}
	apart, partsSound := canon.BirthOf(r.text(c.birthDay), r.text(c.month), r.text(c.year),
		r.asOfYear)
	r.out.list.oddBirth = !sound || !partsSound
	return canon.Date{Year: cmp.Or(date.Year, apart.Year), Month: cmp.Or(date.Month, apart.Month),
		Day: cmp.Or(date.Day, apart.Day)}
}

// person appends what the entry of a general list has beyond those of a council.
func (b *builder) person(dataset row.Dataset, entry int, parsed *parsedList) {
	p := &b.tables.Persons
	p.Entry = append(p.Entry, uint32(entry))
	p.Address = append(p.Address, b.in.text(parsed.address))
	p.Town = append(p.Town, b.in.token(fieldTown, parsed.town))
	appendRow(&p.Exact, b.in.tokenList(b.scratch[:0], fieldExact, parsed.exact))
	texts := b.scratch[:0]
	for _, text := range parsed.text {
		texts = append(texts, b.in.text(text))
	}
	appendRow(&p.Text, texts)
	if parsed.oddBirth {
		b.summary.OddBirths[dataset]++
	}
	if parsed.further {
		b.summary.FurtherPersons[dataset]++
	}
}
