package extract

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"

	"nfimatch/extract/delimited"
	"nfimatch/extract/layout"
	"nfimatch/extract/row"
)

// A judge decides a row's fate by presence and structure, codes and the status of
// electors. What names, dates, amounts and addresses mean is judged by normalize.
type judge struct {
	dataset     row.Dataset
	fields      []layout.MappedField
	required    []int // fields that every row has
	address     []int // lines of the address
	names       []int // surname, forename, middle name, full name
	family      []int // of them surname and full name
	home        []int // all that says where an elector lives
	marker      int   // franchise marker; -1 where there is none
	uprn        int
	reference   int // account reference
	gross, less int // amounts that tell a code's share
}

func newJudge(dataset row.Dataset, m *layout.Mapping) *judge {
	j := &judge{
		dataset: dataset, fields: m.Fields, marker: m.At("franchise_marker"),
		uprn: m.At("uprn"), reference: m.At("account_reference"),
		gross: m.At("tax_amount"), less: m.At("discount_amount"),
	}
	for i, f := range m.Fields {
		if f.Need == layout.NeedValue {
			j.required = append(j.required, i)
		}
		switch {
		case f.Kind == layout.KindAddress && strings.HasPrefix(f.Name, "address_"):
			j.address = append(j.address, i)
		case slices.Contains([]string{"surname", "forename", "middle_name", "middle", "full_name"},
			f.Name):
			j.names = append(j.names, i)
		}
	}
	for _, name := range []string{"surname", "full_name"} {
		if i := m.At(name); i >= 0 {
			j.family = append(j.family, i)
		}
	}
	j.home = slices.Clone(j.address)
	for _, name := range []string{"postcode", "uprn"} {
		if i := m.At(name); i >= 0 {
			j.home = append(j.home, i)
		}
	}
	return j
}

// A verdict is the fate of a row, and of a rejected one the field and rule.
type verdict struct {
	fate        row.Fate
	field, rule string
}

const (
	ruleGiven     = "given"
	ruleReference = "whole digits or letters, not a number that a spreadsheet has rounded"
	ruleAddress   = "given where there is no UPRN"
	rulePlace     = "given where there is neither an address nor a UPRN"
	ruleAnything  = "filled in at least one of the columns that are used"
	ruleQuotes    = "closed, and doubled inside a quoted field"
)

var (
	ruleRowBytes   = fmt.Sprintf("at most %d bytes", delimited.RowBytesMax)
	ruleFieldBytes = fmt.Sprintf("at most %d bytes", FieldBytesMax)
)

// ruleColumns is the rule of rows that do not fit the header.
func ruleColumns(columns int) string {
	return fmt.Sprintf("%d fields, as many as the header", columns)
}

// judge returns the verdict on a row's text fields. An error refuses the whole
// file: it shows who an anonymous elector is, or where one lives.
func (j *judge) judge(cells [][]byte, place row.Place) (verdict, error) {
	if j.dataset == row.ElectoralRegister {
		if aside, err := j.elector(cells, place); err != nil || aside {
			return verdict{fate: row.SetAside}, err
		}
	}
	if j.dataset.IsList() && j.anyFilled(cells, j.family) {
		if _, withheld := j.name(cells); withheld {
			return verdict{fate: row.SetAside}, nil
		}
	}
	for _, i := range j.required {
		if len(cells[i]) == 0 {
			return j.reject(i, ruleGiven), nil
		}
	}
	for i, cell := range cells {
		switch {
		case len(cell) > FieldBytesMax:
			return j.reject(i, ruleFieldBytes), nil
		case j.fields[i].Kind == layout.KindReference && isRounded(cell):
			return j.reject(i, ruleReference), nil
		}
	}
	placed := j.anyFilled(cells, j.address) || j.filled(cells, j.uprn)
	switch {
	case placed:
	case j.dataset == row.CouncilTax:
		return verdict{row.Rejected, "address_1", ruleAddress}, nil
	case j.dataset == row.CTR && !j.filled(cells, j.reference):
		return verdict{row.Rejected, "account_reference", rulePlace}, nil
	}
	if j.ofOnePerson() && !j.anyFilled(cells, j.names) {
		return verdict{row.Rejected, "surname", ruleGiven}, nil
	}
	if j.dataset.IsList() && !slices.ContainsFunc(cells, func(c []byte) bool { return !isBlank(c) }) {
		return verdict{row.Rejected, "row", ruleAnything}, nil
	}
	return verdict{fate: row.Kept}, nil
}

// ofOnePerson reports whether each row is about one person, whom it has to name.
func (j *judge) ofOnePerson() bool {
	return j.dataset == row.ElectoralRegister || j.dataset == row.Deaths
}

func (j *judge) reject(i int, rule string) verdict {
	return verdict{row.Rejected, j.fields[i].Name, rule}
}

func (j *judge) filled(cells [][]byte, i int) bool { return i >= 0 && len(cells[i]) > 0 }

func (j *judge) anyFilled(cells [][]byte, fields []int) bool {
	return slices.ContainsFunc(fields, func(i int) bool { return len(cells[i]) > 0 })
}

// An electorStatus is why an elector is not matched.
type electorStatus uint8

const (
	statusOrdinary electorStatus = iota
	statusAnonymous
	statusElsewhere // overseas, service, declaration of local connection
)

var electorMarkers = sync.OnceValue(func() map[string]electorStatus {
	statuses := map[string]electorStatus{
		"anonymous": statusAnonymous, "overseas": statusElsewhere, "service": statusElsewhere,
		"declaration": statusElsewhere,
	}
	markers := make(map[string]electorStatus)
	for _, line := range layout.ReadTable(data, "elector_markers", "marker", "status") {
		status, ok := statuses[line[1]]
		if !ok {
			panic("extract: embedded table elector_markers has an unknown status")
		}
		markers[line[0]] = status
	}
	return markers
})

// elector reports whether an elector is set aside. Anonymous ones are an N in the
// marker, or in place of the name; if such a row says who the elector is or where
// one lives, the file is an internal export that must not be read.
func (j *judge) elector(cells [][]byte, place row.Place) (aside bool, err error) {
	status := statusOrdinary
	if j.marker >= 0 {
		status = markerStatus(cells[j.marker])
	}
	named, withheld := j.name(cells)
	if withheld {
		status = statusAnonymous
	}
	if status != statusAnonymous {
		return status != statusOrdinary || !j.anyFilled(cells, j.address), nil
	}
	told := slices.ContainsFunc(j.home, func(i int) bool { return !isBlank(cells[i]) })
	if !named && !told {
		return true, nil
	}
	what := "an address"
	if !told {
		what = "a name"
	}
	return false, &InputError{
		File: place.File, Line: place.Line,
		Problem: "an elector marked anonymous (N) has " + what + ": the file must not be used",
		Hint: "ask electoral services for the register as published; if N means \"no\" in this " +
			"column, take the column out",
	}
}

// name reports whether a row names an elector, and whether words that stand for a
// name withheld are all it has: N alone, or ANONYMOUS, perhaps with ELECTOR.
func (j *judge) name(cells [][]byte) (named, withheld bool) {
	words, anonymous, n := 0, false, false
	for _, i := range j.names {
		if isBlank(cells[i]) {
			continue
		}
		notLetter := func(r rune) bool { return !unicode.IsLetter(r) }
		for word := range bytes.FieldsFuncSeq(cells[i], notLetter) {
			words++
			switch {
			case bytes.EqualFold(word, []byte("N")):
				n = true
			case bytes.EqualFold(word, []byte("ANONYMOUS")):
				anonymous = true
			case !bytes.EqualFold(word, []byte("ELECTOR")):
				return true, false
			}
		}
	}
	return false, anonymous || n && words == 1
}

// isBlank reports whether a cell is empty or one of the marks that exports write
// for nothing. N/A is one of them, and no N for an anonymous elector.
func isBlank(cell []byte) bool {
	const markBytesMax = 6
	if len(cell) > markBytesMax {
		return false
	}
	switch string(bytes.ToUpper(cell)) {
	case "", "-", "--", ".", "N/A", "#N/A", "NULL", "(NULL)":
		return true
	}
	return false
}

// markerStatus returns the status that any word of a marker field gives;
// anonymous before all others.
func markerStatus(cell []byte) electorStatus {
	status := statusOrdinary
	if isBlank(cell) {
		return status
	}
	notLetter := func(r rune) bool { return r < 'A' || r > 'Z' }
	for word := range bytes.FieldsFuncSeq(bytes.ToUpper(cell), notLetter) {
		switch found := electorMarkers()[string(word)]; found {
		case statusAnonymous:
			return found
		case statusElsewhere:
			status = found
		}
	}
	return status
}

// isRounded reports whether cell is a number in scientific form, 8.01E+11.
func isRounded(cell []byte) bool {
	mantissa, exponent, found := bytes.Cut(bytes.ToUpper(cell), []byte("E+"))
	return found && len(mantissa) > 0 && len(exponent) > 0 &&
		isDigits(bytes.Replace(mantissa, []byte("."), nil, 1)) && isDigits(exponent)
}

func isDigits(text []byte) bool {
	return !slices.ContainsFunc(text, func(c byte) bool { return c < '0' || c > '9' })
}

// look notes signs of a spreadsheet's damage in a row that is kept.
func (j *judge) look(cells [][]byte, line uint32, seen *damage) {
	const serialBytes = 5 // 36526 is 2000-01-01
	var serial, month bool
	for i, cell := range cells {
		switch j.fields[i].Kind {
		case layout.KindDate:
			serial = serial || len(cell) == serialBytes && isDigits(cell)
		case layout.KindAddress:
			month = month || isMonthNumber(cell)
		}
	}
	if serial {
		seen.serials.see(line)
	}
	if month {
		seen.months.see(line)
	}
	if j.uprn >= 0 && isRounded(cells[j.uprn]) {
		seen.numbers.see(line)
	}
}

// isMonthNumber reports whether an address line begins as a spreadsheet writes
// the house number 12-5: "12-May".
func isMonthNumber(cell []byte) bool {
	const months = "janfebmaraprmayjunjulaugsepoctnovdec"
	day, rest, found := bytes.Cut(cell, []byte("-"))
	if !found || len(day) == 0 || len(day) > 2 || len(rest) < 3 || !isDigits(day) {
		return false
	}
	if len(rest) > 3 && (rest[3]|0x20 >= 'a' && rest[3]|0x20 <= 'z') {
		return false
	}
	at := strings.Index(months, strings.ToLower(string(rest[:3])))
	return at >= 0 && at%3 == 0
}

// permille returns the discount amount in thousandths of the amount before it;
// -1 where the row does not tell.
func (j *judge) permille(cells [][]byte) int {
	if j.gross < 0 || j.less < 0 {
		return -1
	}
	gross, grossOK := pence(cells[j.gross])
	less, lessOK := pence(cells[j.less])
	if !grossOK || !lessOK || gross == 0 || less > gross {
		return -1
	}
	return int((less*permilleMax + gross/2) / gross)
}

// pence reads a plain amount in pounds, with or without £ and commas. It serves
// the table of codes only; normalize reads the amounts that count.
func pence(cell []byte) (int64, bool) {
	const digitsMax = 12 // no overflow, and a thousand times any bill
	cell = bytes.TrimPrefix(cell, []byte("£"))
	value, digits, fraction := int64(0), 0, -1
	for _, c := range cell {
		switch {
		case c == ',' || c == ' ':
		case c == '.' && fraction < 0:
			fraction = 0
		case c < '0' || c > '9' || digits == digitsMax || fraction == 2:
			return 0, false
		default:
			value, digits = value*10+int64(c-'0'), digits+1
			if fraction >= 0 {
				fraction++
			}
		}
	}
	for places := max(fraction, 0); places < 2; places++ {
		value *= 10
	}
	return value, digits > 0
}
