package address

import (
	"encoding/csv"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

var reader = NewReader(nil)

// A short form of an address: unit / number / words, name words in lower case.
func brief(a Address) string {
	words := slices.Clone(a.Words)
	for i := range words {
		if a.WordIsName>>i&1 != 0 {
			words[i] = strings.ToLower(words[i])
		}
	}
	number := strings.Join(a.Num, " ")
	if a.NumRange {
		number = "[" + number + "]"
	}
	return strings.Join(a.Unit, " ") + " / " + number + " / " + strings.Join(words, " ")
}

// Every abbreviation that means two things, at every place it may stand.
func TestAmbiguousAbbreviations(t *testing.T) {
	for _, test := range []struct{ line, want string }{
		{"4 High St", " / 4 / HIGH STREET"},
		{"4 High St, Leeds", " / 4 / HIGH STREET LEEDS"},
		{"4 High St Leeds", " / 4 / HIGH STREET LEEDS"},
		{"4 St Marys Road", " / 4 / SAINT MARY ROAD"},
		{"4 St. Mary's St", " / 4 / SAINT MARY STREET"},
		{"4 Saint Mary Street", " / 4 / SAINT MARY STREET"},
		{"4 Old St Johns Road", " / 4 / OLD SAINT JOHN ROAD"},
		{"4 High Street St Helens", " / 4 / HIGH STREET SAINT HELEN"},
		{"4 Mill Lane, St Helens", " / 4 / MILL LANE SAINT HELEN"},
		{"4 St James's Square", " / 4 / SAINT JAME SQUARE"},
		{"4 St James Sq", " / 4 / SAINT JAME SQUARE"},
		{"4 Elm Dr", " / 4 / ELM DRIVE"},
		{"4 Dr Jones Dr", " / 4 / DOCTOR JONES DRIVE"},
		{"4 Elm Ct", " / 4 / ELM COURT"},
		{"4 Elm Crt", " / 4 / ELM COURT"},
		{"4 Elm Cres", " / 4 / ELM CRESCENT"},
		{"4 Elm Gdns", " / 4 / ELM GARDENS"},
		{"4 Elm Garden", " / 4 / ELM GARDENS"},
		{"4 Garden St", " / 4 / GARDEN STREET"},
		{"4 Elm Ter", " / 4 / ELM TERRACE"},
		{"4 Elm Terr.", " / 4 / ELM TERRACE"},
		{"Fl 3, 4 Elm Road", "3 / 4 / ELM ROAD"},
		{"1st Fl Flat, 4 Elm Road", "FIRST / 4 / ELM ROAD"},
		{"Ground Fl, 4 Elm Road", "GROUND / 4 / ELM ROAD"},
		{"4 First Avenue", " / 4 / FIRST AVENUE"},
		{"4 1st Ave", " / 4 / FIRST AVENUE"},
		{"4 Top Lane", " / 4 / TOP LANE"},
		{"4 Elm La", " / 4 / ELM LANE"},
		{"4 La Rue", " / 4 / LA RUE"},
		{"4 Elm Pk", " / 4 / ELM PARK"},
		{"4 Park Rd", " / 4 / PARK ROAD"},
		{"4 Gt North Rd", " / 4 / GREAT NORTH ROAD"},
		{"4 West Gt", " / 4 / WEST GATE"},
		{"4 N Parade", " / 4 / NORTH PARADE"},
		{"4 Parade N", " / 4 / PARADE NORTH"},
		{"45 A High Road", "A / 45 / HIGH ROAD"},
		{"4 Queen's Road", " / 4 / QUEENS ROAD"},
		{"4 Queen S Road", " / 4 / QUEENS ROAD"},
		{"4 Elm Raod", " / 4 / ELM ROAD"},
		{"4 Elm Cresent", " / 4 / ELM CRESCENT"},
		{"4 Elm Steet, Leeds", " / 4 / ELM STREET LEEDS"},
		{"4 Elm Road, Hull", " / 4 / ELM ROAD HULL"},
		{"4 Broad Street", " / 4 / BROAD STREET"},
		// Welsh, each word once.
		{"4 Heol yr Orsaf", " / 4 / ROAD STATION"},
		{"4 Station Road", " / 4 / STATION ROAD"},
		{"4 Stryd Fawr", " / 4 / HIGH STREET"},
		{"4 Ffordd Las", " / 4 / ROAD LAS"},
		{"4 Lôn y Felin", " / 4 / LANE MILL"},
		{"4 Rhodfa'r Parc", " / 4 / RHODFAR PARK"},
		{"4 Maes y Dre", " / 4 / MAES DRE"},
		{"4 Clos Celyn", " / 4 / CLOSE CELYN"},
		{"4 Gerddi Bryn", " / 4 / GARDENS BRYN"},
		{"Tŷ Gwyn, Heol Las, Abertawe", " /  / house gwyn ROAD LAS SWANSEA"},
		{"Fflat 2, 5 Stryd Fawr", "2 / 5 / HIGH STREET"},
		{"4 Cilgant y Felin, Pontgoch Bridge", " / 4 / CRESCENT MILL PONTGOCH BRIDGE"},
		{"4 Y Sgwâr", " / 4 / SQUARE"},
		{"Fflat 2, 4 Y Sgwâr", "2 / 4 / SQUARE"},
		{"4 Y, High Road", "Y / 4 / HIGH ROAD"},
		// A saint's name that the table has not, after the street's own type.
		{"4 Mill Lane St Osric", " / 4 / MILL LANE SAINT OSRIC"},
		{"4 Heol St Osric", " / 4 / ROAD SAINT OSRIC"},
		{"4 Grove St Leeds", " / 4 / GROVE STREET LEEDS"},
	} {
		if got := brief(reader.Parse([]string{test.line}, "")); got != test.want {
			t.Errorf("%q: %q, want %q", test.line, got, test.want)
		}
	}
}

func TestRoles(t *testing.T) {
	for _, test := range []struct {
		line, want string
		form       Form
	}{
		{"3 Rose Court, High Road, Leeds", "3 /  / rose court HIGH ROAD LEEDS", FormDigits},
		{"3 The Mill, Lisburn Road", "3 /  / mill LISBURN ROAD", FormDigits},
		{"3 Rose Court, Leeds", " / 3 / ROSE COURT LEEDS", FormNone},
		{"Flat 3 Rose Court, 12 High Road", "3 / 12 / rose court HIGH ROAD", FormDigits},
		{"3 Rose Court 12 High Road", "3 / 12 / rose court HIGH ROAD", FormDigits},
		{"12 High Road, Flat 3", "3 / 12 / HIGH ROAD", FormDigits},
		{"Flat 3 12 High Road", "3 / 12 / HIGH ROAD", FormDigits},
		{"12A High Road", "A / 12 / HIGH ROAD", FormLetter},
		{"Flat A, 12 High Road", "A / 12 / HIGH ROAD", FormLetter},
		{"Flat 3, 12A High Road", "3 / 12A / HIGH ROAD", FormDigits},
		{"12-16 High Road", " / [12 14 16] / HIGH ROAD", FormNone},
		{"12 - 16 High Road", " / [12 14 16] / HIGH ROAD", FormNone},
		{"23A - 24 High Road", " / [23 24] / HIGH ROAD", FormNone},
		{"18/3 Rosebank Terrace", "3 / 18 / ROSEBANK TERRACE", FormSlash},
		{"2/1, 40 Byres Road", "2/1 / 40 / BYRES ROAD", FormSlash},
		{"Flat 0/1, 40 Byres Road", "0/1 / 40 / BYRES ROAD", FormSlash},
		{"2/L, 40 Byres Road", "2/L / 40 / BYRES ROAD", FormSlash},
		{"First Floor Flat 21 High Road", "FIRST / 21 / HIGH ROAD", FormWords},
		{"First Floor Flat 3, 21 High Road", "FIRST 3 / 21 / HIGH ROAD", FormDigits},
		{"Flat A First and Second Floors, 21 High Road", "A FIRST SECOND / 21 / HIGH ROAD",
			FormLetter},
		{"Lower Ground Floor Flat, 21 High Road", "LOWERGROUND / 21 / HIGH ROAD", FormWords},
		{"GFF 21 High Road", "GROUND / 21 / HIGH ROAD", FormWords},
		{"The Annexe, 12 High Road", "ANNEXE / 12 / HIGH ROAD", FormWords},
		{"Annex at 12 High Road", "ANNEXE / 12 / HIGH ROAD", FormWords},
		{"Granny Flat, 12 High Road", "ANNEXE / 12 / HIGH ROAD", FormWords},
		{"The Flat, 12 High Road", "FLAT / 12 / HIGH ROAD", FormWords},
		{"Maisonette, 12A High Road", "A / 12 / HIGH ROAD", FormLetter},
		{"Room 2, 12 High Road", "2 / 12 / HIGH ROAD", FormRoom},
		{"Apartment One, 12 High Road", "1 / 12 / HIGH ROAD", FormDigits},
		{"Flat No. 03, No. 012 High Road", "3 / 12 / HIGH ROAD", FormDigits},
		{"Zebra House 25 Flat 45 High Road", "45 / 25 / zebra house HIGH ROAD", FormDigits},
		{"Rose Cottage, Church Lane, Littleton", " /  / rose cottage CHURCH LANE LITTLETON", 0},
		{"Rose Cottage Church Lane Littleton", " /  / rose cottage CHURCH LANE LITTLETON", 0},
		{"Rose Cottage, 12 Church Lane", " / 12 / rose cottage CHURCH LANE", 0},
		{"Greengates, Littleton", " /  / greengates LITTLETON", 0},
		{"Church Lane, Littleton", " /  / CHURCH LANE LITTLETON", 0},
		{"12 High Road, Leeds, Leeds, West Yorkshire, England", " / 12 / HIGH ROAD LEEDS", 0},
		{"C/O Smith, 12 High Road", " / 12 / smith HIGH ROAD", 0},
		{"", " /  / ", 0},
	} {
		a := reader.Parse([]string{test.line}, "")
		if got := brief(a); got != test.want || a.UnitForm != test.form {
			t.Errorf("%q: %q form %d, want %q form %d", test.line, got, a.UnitForm, test.want, test.form)
		}
	}
}

// Units where they seldom stand: what they are does not depend on where.
func TestUnitsElsewhere(t *testing.T) {
	for _, test := range []struct{ line, want string }{
		{"Flat Garden, 42 High Road", "GARDEN / 42 / HIGH ROAD"},
		{"Flat Garden 42 High Road", "GARDEN / 42 / HIGH ROAD"},
		{"Flat Top Left, 42 High Road", "TOP LEFT / 42 / HIGH ROAD"},
		{"Flat Garden House, 42 High Road", "FLAT / 42 / garden house HIGH ROAD"},
		{"Flat Garden Street", "FLAT /  / GARDEN STREET"},
		{"Room Front, 42 High Road", " / 42 / room front HIGH ROAD"},
		{"Marsh Flat Garden, 42 High Road", " / 42 / marsh flat gardens HIGH ROAD"},
		{"E Rose Mansions, Leeds", "E /  / rose mansions LEEDS"},
		{"B Rose Mansions, High Road", "B /  / rose mansions HIGH ROAD"},
		{"E Court, Leeds", " /  / east court LEEDS"},
		{"E High Road, Leeds", " /  / EAST HIGH ROAD LEEDS"},
		{"Y Rose Mansions, Leeds", " /  / rose mansions LEEDS"},
		{"Narrowboat Alice May, Berth 2, West Marina", "2 /  / west marina"},
		{"The Narrowboat Alice May|Berth 2|West Marina|High Road", "2 /  / west marina HIGH ROAD"},
		{"Narrowboat Alice May, West Marina", " /  / narrowboat alice may WEST MARINA"},
		{"Boat House, 4 High Road", " / 4 / boat house HIGH ROAD"},
		{"Primrose View, Littleton", " /  / primrose view LITTLETON"},
		{"Primrose View Littleton", " /  / PRIMROSE VIEW LITTLETON"},
		{"4 Primrose View, Littleton", " / 4 / PRIMROSE VIEW LITTLETON"},
		{"Flat Above 42 High Road", "OVER / 42 / HIGH ROAD"},
		{"Flat Over, 42 High Road", "OVER / 42 / HIGH ROAD"},
		{"The Flat Over the Shop, 42 High Road", "OVER / 42 / shop HIGH ROAD"},
		{"Over Court, 42 High Road", " / 42 / over court HIGH ROAD"},
		{"Rear of 42 High Road", "REAR / 42 / HIGH ROAD"},
		{"Flat Rear of 42 High Road", "REAR / 42 / HIGH ROAD"},
		{"42 High Road (Rear)", "REAR / 42 / HIGH ROAD"},
		{"Rear 42 High Road", "REAR / 42 / HIGH ROAD"},
		{"42 Back Lane", " / 42 / BACK LANE"},
		{"The Anmexe, 42 High Road", "ANNEXE / 42 / HIGH ROAD"},
		{"Apartmnet 3, 42 High Road", "3 / 42 / HIGH ROAD"},
		{"Apartmnet House, 42 High Road", " / 42 / apartmnet house HIGH ROAD"},
		{"42 Anmexe Road", " / 42 / ANMEXE ROAD"},
		{"Top Flat Left, 42 High Road", "TOP LEFT / 42 / HIGH ROAD"},
		{"Top Flat Right 42 High Road", "TOP RIGHT / 42 / HIGH ROAD"},
		{"Flat 2 Front, 42 High Road", "2 FRONT / 42 / HIGH ROAD"},
		{"Flat 2 Front Street", "2 /  / FRONT STREET"},
		{"10 GF1 High Road", "GF1 / 10 / HIGH ROAD"},
		{"10 GF1, High Road", "GF1 / 10 / HIGH ROAD"},
		{"10 High Road GF1", "GF1 / 10 / HIGH ROAD"},
		{"10 High Road 2F1 Edinburgh", "2F1 / 10 / HIGH ROAD EDINBURGH"},
		{"10 BF1 High Road", "BF1 / 10 / HIGH ROAD"},
		{"10 High Road Telford TF1", " / 10 / HIGH ROAD TELFORD TF1"},
		{"14 0/1 High Road", "0/1 / 14 / HIGH ROAD"},
		{"14 1/2 High Road", "1/2 / 14 / HIGH ROAD"},
		{"14, 1/2 High Road", "1/2 / 14 / HIGH ROAD"},
		{"12-14, 1/2 High Road", "1/2 / [12 14] / HIGH ROAD"},
		{"Rose House 3 18/3 High Road", "3 / 18 / rose house HIGH ROAD"},
		{"3 Rose Court, 18/3, Leeds", "3 / 18 / rose court LEEDS"},
		{"1/2, 18/3 High Road", "2 / 1 / HIGH ROAD"},
		{"14 2/R High Road", "2/R / 14 / HIGH ROAD"},
		{"14 High Road, 1/2, Glasgow", "1/2 / 14 / HIGH ROAD GLASGOW"},
		{"0/1 High Road", "0/1 /  / HIGH ROAD"},
		{"3 Rose Court, 18/3 High Road", "3 / 18 / rose court HIGH ROAD"},
		{"3 Mill Lane, 18/3 High Road", " / 3 / MILL LANE HIGH ROAD"},
		{"12|A|High Road", "A / 12 / HIGH ROAD"},
		{"12|K Block|Leeds", " / 12 / K BLOCK LEEDS"},
		{"12|Rose Cottage|High Road", "12 /  / rose cottage HIGH ROAD"},
		{"113A Rose Court, Wood Green", "A / 113 / ROSE COURT WOOD GREEN"},
		{"113 Rose Court, Wood Green", "113 /  / rose court WOOD GREEN"},
		{"113A Rose Court, High Road", "113A /  / rose court HIGH ROAD"},
	} {
		if got := brief(reader.Parse(strings.Split(test.line, "|"), "")); got != test.want {
			t.Errorf("%q: %q, want %q", test.line, got, test.want)
		}
	}
}

// A number after its street is the building's, and its street is no building's name.
func TestNumberAfterStreet(t *testing.T) {
	for _, test := range []struct{ line, want string }{
		{"Acacia Road 12", " / 12 / ACACIA ROAD"},
		{"Acacia Road 12, Leeds", " / 12 / ACACIA ROAD LEEDS"},
		{"Acacia Road, 12, Leeds", " / 12 / ACACIA ROAD LEEDS"},
		{"Acacia Road 12 Leeds", " / 12 / ACACIA ROAD LEEDS"},
		{"Rose Court 3, Acacia Road No 12, Leeds", "3 / 12 / rose court ACACIA ROAD LEEDS"},
		{"Acacia Road 12-14, Leeds", " / [12 14] / ACACIA ROAD LEEDS"},
		{"Heol Las 12, Abertawe", " / 12 / ROAD LAS SWANSEA"},
		{"Flat 3, Acacia Road 12", "3 / 12 / ACACIA ROAD"},
		{"Acacia Road 12 Flat 3", "3 / 12 / ACACIA ROAD"},
		{"Rose Court 3, Acacia Road 12, Leeds", "3 / 12 / rose court ACACIA ROAD LEEDS"},
		{"3 Rose Court, Acacia Road 12, Leeds", "3 / 12 / rose court ACACIA ROAD LEEDS"},
		{"St Johns Way 12 The Green", " / 12 / saint john way GREEN"},
		{"Zebra House 25, High Road", " / 25 / zebra house HIGH ROAD"},
		{"12 Acacia Road 3", " / 12 / ACACIA ROAD"},
		{"3 Rose Court, Glasgow 4", " / 3 / ROSE COURT GLASGOW"},
		// With no comma the building's word begins the next name.
		{"3 Mill Street Castle Moor Pontgoch Bridge",
			" / 3 / MILL STREET CASTLE MOOR PONTGOCH BRIDGE"},
		{"3 Mill Street House, High Road", "3 /  / mill street house HIGH ROAD"},
	} {
		if got := brief(reader.Parse([]string{test.line}, "")); got != test.want {
			t.Errorf("%q: %q, want %q", test.line, got, test.want)
		}
	}
}

// A postcode in the lines, wherever its blanks are, and what is left of one.
func TestPostcodeInLines(t *testing.T) {
	for _, test := range []struct{ line, postcode, want string }{
		{"12 High Road|LS1 4AP|Leeds|West Yorkshire", "LS1 4AP", " / 12 / HIGH ROAD LEEDS"},
		{"12 High Road|LS14AP|St Mary le Wold", "LS1 4AP",
			" / 12 / HIGH ROAD SAINT MARY LE WOLD"},
		{"12 High Road, Leeds LS1-4AP", "LS1 4AP", " / 12 / HIGH ROAD LEEDS"},
		{"12 High Road, Leeds LSI 4AP", "LS1 4AP", " / 12 / HIGH ROAD LEEDS"},
		{"12 High Road, Leeds LS14 AP", "LS1 4AP", " / 12 / HIGH ROAD LEEDS"},
		{"12 High Road, Leeds LS 1 4AP", "LS1 4AP", " / 12 / HIGH ROAD LEEDS"},
		{"12 High Road, Leeds LS1 4 AP", "LS1 4AP", " / 12 / HIGH ROAD LEEDS"},
		{"LS1 4AP", "LS1 4AP", " /  / "},
		// Spoilt: no postcode, and no number either.
		{"12 High Road, Leeds LS1 4A", "", " / 12 / HIGH ROAD LEEDS"},
		{"12 High Road, Leeds LS1 4AO", "", " / 12 / HIGH ROAD LEEDS"},
		{"Rose Court, Leeds LS1 4A", "", " /  / rose court LEEDS"},
		// Units that look like one.
		{"Flat E1, Old Mill Road, Leeds", "", "E1 /  / OLD MILL ROAD LEEDS"},
		{"Flat E1 Old Mill", "", "E1 /  / old mill"},
		{"High Road, Flat B1 4A", "", "B1 / 4A / HIGH ROAD"},
		{"E4 2B High Road", "", "E4 / 2B / HIGH ROAD"},
		{"Flat E1, 20 High Road", "", "E1 / 20 / HIGH ROAD"},
		{"Block E1 Old Mill, High Road, Leeds", "", " /  / block e1 old mill HIGH ROAD LEEDS"},
		{"Block E 1 Old", "", " / 1 / block east OLD"},
		{"Block A1 4B Leeds", "", "B / 4 / block a1 LEEDS"},
		{"High Road|Block B1|4A", "", "A / 4 / HIGH ROAD BLOCK B1"},
		{"High Road, Block B1 45A", "", "A / 45 / HIGH ROAD BLOCK B1"},
	} {
		a := reader.Parse(strings.Split(test.line, "|"), "")
		if got := brief(a); got != test.want || a.Postcode != test.postcode {
			t.Errorf("%q: %q %q, want %q %q", test.line, got, a.Postcode, test.want, test.postcode)
		}
	}
}

// Every form of a flat in the table of forms has a unit and a number or name.
func TestFlatForms(t *testing.T) {
	file, err := os.Open("testdata/flat_forms_uk.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		example, _, _ := strings.Cut(row[2], " (")
		a := reader.Parse([]string{example}, "")
		if len(a.Unit) != 1 || len(a.Num) != 1 && a.WordIsName == 0 {
			t.Errorf("%s %s: %q: %q, want a unit, and a number or a name",
				row[0], row[1], example, brief(a))
		}
	}
}

// One field, commas or lines, and the postcode in or out of them, are the same.
func TestFields(t *testing.T) {
	want := reader.Parse([]string{"Flat 3", "12 St Mary's Road", "Leeds"}, "LS1 4AP")
	if want.Postcode != "LS1 4AP" || brief(want) != "3 / 12 / SAINT MARY ROAD LEEDS" {
		t.Fatalf("%q %q", brief(want), want.Postcode)
	}
	for _, test := range []struct {
		lines    []string
		postcode string
	}{
		{[]string{"Flat 3, 12 St Mary's Road, Leeds, LS1 4AP"}, ""},
		{[]string{"Flat 3 12 St Marys Rd Leeds LS1 4AP"}, ""},
		{[]string{"FLAT 3, 12 ST. MARY’S RD,", "LEEDS", "", "LS14AP"}, ""},
		{[]string{"flat 3", "12", "st marys road", "leeds", "west yorkshire ls1 4ap"}, ""},
		{[]string{"Flat 3", "12 St Mary's Road", "Leeds LS1 4AP"}, "ls14ap"},
		{[]string{"Flat 3", "12 St Mary's Road", "Leeds"}, "LSI 4AP"},
		{[]string{"Flat 3", "12 St Mary's Road", "Leeds LS1 4AP, UK"}, ""},
	} {
		got := reader.Parse(test.lines, test.postcode)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q %q: %+v, want %+v", test.lines, test.postcode, got, want)
		}
	}
}

func TestFull(t *testing.T) {
	a := reader.Parse([]string{"Leeds", "Flat 3", "12 High Rd"}, "LS1 4AP")
	b := reader.Parse([]string{"Apt 3, 12 High Road, Leeds"}, "LS1 4AP")
	if a.Full() == "" || a.Full() != b.Full() {
		t.Errorf("%q and %q, want the same", a.Full(), b.Full())
	}
	for _, other := range []string{
		"Flat 4, 12 High Road, Leeds", "3 High Road, Leeds", "12 High Road, Leeds",
	} {
		if c := reader.Parse([]string{other}, "LS1 4AP"); c.Full() == a.Full() {
			t.Errorf("%q has the whole address of %q", other, a.Full())
		}
	}
	hafod := reader.Parse([]string{"Hafod", "Pen y Bryn"}, "LS1 4AP")
	for _, lines := range [][]string{{"Hafod y Bryn", "Pen y Bryn"}, {"Pen y Bryn", "Pen y Bryn"},
		{"Hafod", "Hafod"}} {
		if other := reader.Parse(lines, "LS1 4AP"); other.Full() == hafod.Full() {
			t.Errorf("%q has the whole address of another house", lines)
		}
	}
	glas := reader.Parse([]string{"Cae Glas", "Cae Glas", "Heulwen"}, "")
	if heulwen := reader.Parse([]string{"Heulwen", "Cae Glas", "Heulwen"}, ""); glas.Full() ==
		heulwen.Full() {
		t.Error("houses named as their lane and their hamlet have one whole address")
	}
	if empty := reader.Parse(nil, "LS1 4AP"); empty.Full() != "" {
		t.Errorf("%q, want nothing of a postcode alone", empty.Full())
	}
}

func TestJoins(t *testing.T) {
	want := []string{"ROSEBANK", "BANKROAD", "ROSE", "BANK", "ROAD"}
	if got := Joins([]string{"ROSE", "BANK", "ROAD"}); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := Joins([]string{"ROSE"}); !slices.Equal(got, []string{"ROSE"}) {
		t.Errorf("%q, want the word", got)
	}
	if got := Joins(nil); got != nil {
		t.Errorf("%q, want none", got)
	}
}

func TestDeletions(t *testing.T) {
	want := []string{"MILL", "ILL", "MLL", "MIL"}
	if got := Deletions("MILL"); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	for _, word := range []string{"", "ELM", "B12AB"} {
		if got := Deletions(word); got != nil {
			t.Errorf("%q: %q, want none", word, got)
		}
	}
	for _, slip := range []string{"CONLE", "COLN", "COLNEE", "COLME", "COLNE"} {
		if !slices.ContainsFunc(Deletions("COLNE"), func(d string) bool {
			return slices.Contains(Deletions(slip), d)
		}) {
			t.Errorf("COLNE and %s share no deletion", slip)
		}
	}
}

func TestLimits(t *testing.T) {
	long := strings.Repeat("Alpha Beta Gamma Delta ", 100)
	a := reader.Parse([]string{long, long, long}, "")
	if len(a.Words) > wordsMax || len(a.Words) != len(a.WordKinds) {
		t.Errorf("%d words of %d kinds, want at most %d",
			len(a.Words), len(a.WordKinds), wordsMax)
	}
	wide := reader.Parse([]string{"1-99 High Road"}, "")
	if !slices.Equal(wide.Num, []string{"1", "99"}) {
		t.Errorf("%q, want the ends of a range with too many members", wide.Num)
	}
}

// Whatever a field holds, the parse is within its limits, and printing and
// parsing come to rest.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"Flat 3, 12 High Road, Leeds LS1 4AP", "3 Rose Court 12-14 High Rd", "18/3 Rosebank Ter",
		"Ground Floor Flat 21 St Mary's St", "45 A Dr Jones Dr", "The Annexe, Rose Cottage, Mill La",
		"Room 2/1 C/O 1F2 GFF 7B Heol yr Orsaf", "Lower Ground Floor Front, 2F1, St St St",
	} {
		f.Add(seed, "LS1 4AP")
	}
	f.Fuzz(func(t *testing.T, line, postcode string) {
		a := reader.Parse(strings.Split(line, "|"), postcode)
		for range printRounds {
			if len(a.Words) > wordsMax || len(a.Words) != len(a.WordKinds) {
				t.Fatalf("%d words, %d kinds", len(a.Words), len(a.WordKinds))
			}
			b := reader.Parse(a.Lines(), a.Postcode)
			if reflect.DeepEqual(a, b) {
				return
			}
			a = b
		}
		t.Errorf("%q: %q is not at rest", line, a.Lines())
	})
}

// printRounds is how often the strangest field is printed and parsed before it
// rests: an address as people write it rests at once.
const printRounds = 8

// addressParts are what addresses are made of, and how the parts are joined.
var addressParts = [][]string{
	{"", "Flat 3", "Apt B", "Room 2", "Ground Floor Flat", "Top Floor", "2F1", "2/1", "Annexe",
		"The Flat", "First Floor Flat 2", "Unit 4A", "Flat Garden", "Flat 2 Front", "Top Flat Left",
		"Lower Ground Floor", "GFF", "Fflat 2"},
	{"", "Rose Court", "The Old Rectory", "Zebra House", "St Mary's Cottage", "Greengates",
		"3 Ty Gwyn"},
	{"", "12", "12A", "12-16", "18/3", "No. 7", "101 B", "5 & 7", "10 GF1", "14 0/1",
		"4, 1/2"},
	{"High Road", "St Marys St", "Church La", "Heol yr Orsaf", "Gt North Rd", "First Avenue",
		"Lôn y Felin", "Park Rd N", "The Green", "Broadway", "Dr Jones Dr", "Queen's Cres", "Elm Raod",
		"Acacia Road 9", "Cilgant y Felin", "Y Sgwâr"},
	{"", "Leeds", "St Helens", "Abertawe", "Kingston upon Hull", "Weston-super-Mare, Avon"},
	{", ", "|", " "},
}

// lineOf returns the address of a choice of parts.
func lineOf(choice uint64) string {
	var chosen []string
	for _, options := range addressParts {
		chosen = append(chosen, options[choice%uint64(len(options))])
		choice /= uint64(len(options))
	}
	return strings.Join([]string{
		chosen[0], chosen[1], chosen[2] + " " + chosen[3], chosen[4],
	}, chosen[5])
}

// checkRests parses the address of a choice of parts, prints it and parses
// that: it must be the same address.
func checkRests(t *testing.T, choice uint64) {
	t.Helper()
	line := lineOf(choice)
	a := reader.Parse(strings.Split(line, "|"), "LS1 4AP")
	if b := reader.Parse(a.Lines(), a.Postcode); !reflect.DeepEqual(a, b) {
		t.Errorf("%q: %+v\n printed %q: %+v", line, a, a.Lines(), b)
	}
}

// Parsing is idempotent over addresses made of the parts that people write.
func TestRests(t *testing.T) {
	choices := uint64(1)
	for _, options := range addressParts {
		choices *= uint64(len(options))
	}
	for choice := uint64(0); choice < choices; choice += 11 {
		checkRests(t, choice)
	}
}

func FuzzOfParts(f *testing.F) {
	f.Add(uint64(0))
	f.Add(uint64(0x123456789abcdef))
	f.Fuzz(checkRests)
}

func BenchmarkParse(b *testing.B) {
	lines := []string{"Flat 3 Rose Court", "12 St Mary's Road", "Harehills", "Leeds"}
	b.ReportAllocs()
	for b.Loop() {
		reader.Parse(lines, "LS1 4AP")
	}
}
