package normalize

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"nfimatch/extract/retention"
	"nfimatch/extract/row"
	"nfimatch/normalize/canon"
	"nfimatch/normalize/record"
)

// A marker is what a franchise marker says of an elector's age.
type marker uint8

const (
	markerNone    marker = iota
	markerAdult          // a franchise of adults: a peer, a citizen of another country
	markerYoung          // under 18
	markerUnknown        // a letter of the maker's own
)

// markerOf reads a franchise marker. Letters differ between makers: L (peer),
// G, B, E and K (citizens of the European Union) are of adults; an unknown one
// makes an adult only together with another sign of age.
func markerOf(text string) marker {
	if text == "" {
		return markerNone
	}
	found := markerAdult
	for _, part := range strings.FieldsFunc(text, func(r rune) bool {
		return r == ' ' || r == ',' || r == '/' || r == ';' || r == '+'
	}) {
		switch part {
		case "L", "G", "B", "E", "K", "EU":
		case "16", "17", "U18", "UNDER18", "ATTAINER", "YOUNG":
			return markerYoung
		default:
			found = markerUnknown
		}
	}
	return found
}

// ErrMixedDates says that the register's date of birth column holds dates of
// birth and dates of reaching 18: a person has to tell which are which.
var ErrMixedDates = errors.New("the register's date of birth column holds both dates of birth " +
	"and dates of reaching 18")

// electorDates decides what the register's dates are, over the whole column,
// and writes what follows from each: the day of reaching 18, and the age.
func (b *builder) electorDates() error {
	published := cmp.Or(b.options.RegisterDate, b.options.AsOf)
	dates := canon.AdultDates{Published: canonDate(published)}
	for _, elector := range b.electors {
		if elector.date != 0 {
			dates.Add(canonDate(elector.date))
		}
	}
	b.summary.RegisterDates = dates
	if dates.Meaning() == canon.AdultMixed {
		return ErrMixedDates
	}
	for i, elector := range b.electors {
		b.electorAge(i, elector, &dates)
	}
	return nil
}

func canonDate(date retention.Date) canon.Date {
	if date == 0 {
		return canon.Date{}
	}
	year, month, day := date.Civil()
	return canon.Date{Year: year, Month: month, Day: day}
}

func (b *builder) electorAge(i int, elector electorDate, dates *canon.AdultDates) {
	e, m := &b.tables.Electors, &b.tables.Mentions
	var reaches retention.Date
	var birth canon.Date
	if elector.date != 0 {
		switch dates.MeaningOf(canonDate(elector.date)) {
		case canon.AdultAttainment:
			reaches, birth = elector.date, canonDate(elector.date.AddYears(-yearsToAdult))
			e.Status[i] = record.ElectorAttainer
		case canon.AdultBirth:
			birth = canonDate(elector.date)
			reaches = adultOn(birth)
		default:
			b.summary.UnknownDates++
		}
	}
	e.AdultOn[i] = reaches
	age := b.age(reaches)
	if reaches == 0 && (elector.marker == markerYoung || elector.marker == markerUnknown) {
		e.Status[i], age = record.ElectorYoungNoDay, record.AgeMinor
		if elector.marker == markerUnknown {
			b.summary.UnknownMarkers++
		}
	}
	if elector.mention >= 0 {
		m.Age[elector.mention] = age
		m.DOB[elector.mention] = b.in.birth(birth)
	}
}

// placeholderPostcodesMin is the number of postcodes over which the accounts of
// one UPRN must lie for it to be a placeholder: a property has one, a building on
// a corner two.
const placeholderPostcodesMin = 4

// dropPlaceholders removes the UPRNs that accounts in many places share: an export
// wrote one number for all. A block's UPRN on its flats is none of them.
func (b *builder) dropPlaceholders() {
	e := &b.tables.Entries
	places := make(map[record.Code][]record.Code)
	for entry, uprn := range e.UPRN {
		if uprn == 0 || e.Dataset[entry] != record.CouncilTax {
			continue
		}
		seen := places[uprn]
		if len(seen) < placeholderPostcodesMin && !slices.Contains(seen, e.Postcode[entry]) {
			places[uprn] = append(seen, e.Postcode[entry])
		}
	}
	for entry, uprn := range e.UPRN {
		if len(places[uprn]) >= placeholderPostcodesMin {
			e.UPRN[entry] = 0
		}
	}
	for _, seen := range places {
		if len(seen) >= placeholderPostcodesMin {
			b.summary.Placeholders++
		}
	}
}

// finish decides what had to wait for the last row, and hands the tables over.
func (b *builder) finish() (*record.Tables, Summary, error) {
	err := b.electorDates()
	b.in.finish()
	b.dropPlaceholders()
	if err != nil {
		return nil, b.summary, err
	}
	b.listMerged()
	b.settle()
	slices.SortStableFunc(b.summary.Faults, func(x, y row.Fault) int {
		return cmp.Or(cmp.Compare(x.Dataset, y.Dataset), cmp.Compare(x.Row, y.Row))
	})
	b.summary.NoPostcode = make(map[row.Dataset]int)
	for entry, postcode := range b.tables.Entries.Postcode {
		if postcode == 0 {
			b.summary.NoPostcode[row.Dataset(b.tables.Entries.Dataset[entry])]++
		}
	}
	return b.tables, b.summary, b.balance()
}
