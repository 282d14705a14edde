package damage

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A cellDamage changes the cells of one column that it fits.
type cellDamage struct {
	name   string
	fits   *regexp.Regexp
	change func(random *rand.Rand, cell string) string
}

var (
	anyText   = regexp.MustCompile(`^..+$`)
	words     = regexp.MustCompile(`^\pL[\pL ]+$`)
	numbers   = regexp.MustCompile(`^[0-9]{6,}$`)
	dates     = regexp.MustCompile(`^[0-9]{2}/[0-9]{2}/[0-9]{4}$`)
	houses    = regexp.MustCompile(`^[0-9]{1,3} .+$`)
	postcodes = regexp.MustCompile(`^[A-Z]{1,2}[0-9]{1,2} [0-9][A-Z]{2}$`)
	money     = regexp.MustCompile(`^[0-9]+\.[0-9]{2}$`)
)

// Cells are damages to the values of one column of delimited text, in one, some or all
// of its rows: what spreadsheets, exports and typists make of them. Quotes round a
// cell stay.
func Cells() (operators []Operator) {
	for _, one := range slices.Concat(spreadsheetDamages, exportDamages, typingDamages) {
		operators = append(operators, Operator{one.name, one.apply})
	}
	return operators
}

// spreadsheetDamages are what Excel does to a file that is opened and saved.
var spreadsheetDamages = []cellDamage{
	{"numbers rounded", numbers, func(_ *rand.Rand, cell string) string {
		return fmt.Sprintf("%c.%sE+%02d", cell[0], cell[1:3], len(cell)-1)
	}},
	{"leading zeros lost", regexp.MustCompile(`^0[0-9]+$`), func(_ *rand.Rand, cell string) string {
		return strings.TrimLeft(cell, "0")
	}},
	{"numbers with a decimal point", numbers, func(_ *rand.Rand, cell string) string {
		return cell + ".0"
	}},
	{"dates as day numbers", dates, func(_ *rand.Rand, cell string) string {
		day, err := time.Parse("02/01/2006", cell)
		if err != nil {
			return "45000"
		}
		first := time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)
		return fmt.Sprint(int(day.Sub(first).Hours() / 24))
	}},
	{"days and months exchanged", dates, func(_ *rand.Rand, cell string) string {
		return cell[3:6] + cell[:3] + cell[6:]
	}},
	{"house numbers as dates", houses, func(random *rand.Rand, cell string) string {
		number, rest, _ := strings.Cut(cell, " ")
		return number[:min(2, len(number))] + "-" +
			[]string{"Jan", "May", "Dec"}[random.IntN(3)] + " " + rest
	}},
	{"hashes for narrow columns", dates, func(*rand.Rand, string) string { return "########" }},
	{"errors of formulas", anyText, func(random *rand.Rand, _ string) string {
		return []string{"#REF!", "#N/A", "#VALUE!", "#NAME?"}[random.IntN(4)]
	}},
	{"formulas", anyText, func(_ *rand.Rand, cell string) string { return "=" + cell }},
}

// exportDamages are what programs do that write or convert an extract.
var exportDamages = []cellDamage{
	{"text cut at a width", anyText, func(random *rand.Rand, cell string) string {
		width := []int{2, 5, 8, 20, 30, 35}[random.IntN(6)]
		return cell[:min(width, len(cell))]
	}},
	{"mojibake", regexp.MustCompile(`[^\x00-\x7f]`), func(_ *rand.Rand, cell string) string {
		var text strings.Builder // UTF-8 read as Latin-1 and written as UTF-8 again
		for _, c := range []byte(cell) {
			text.WriteRune(rune(c))
		}
		return text.String()
	}},
	{"letters lost to question marks", words, func(random *rand.Rand, cell string) string {
		at := random.IntN(len(cell))
		return cell[:at] + "?\uFFFD" + cell[at:]
	}},
	{"words for nothing", anyText, func(random *rand.Rand, _ string) string {
		return []string{"NULL", "N/A", "TBC", "-", ".", "(null)", "N"}[random.IntN(7)]
	}},
	{"dates in other forms", dates, func(random *rand.Rand, cell string) string {
		day, err := time.Parse("02/01/2006", cell)
		if err != nil {
			return cell
		}
		return day.Format([]string{"02-Jan-06", "2006-01-02 15:04:05", "02/01/06", "20060102",
			"2 January 2006", "01/02/2006"}[random.IntN(6)])
	}},
	{"dates for nothing", dates, func(random *rand.Rand, _ string) string {
		return []string{"01/01/1900", "31/12/9999", "00/00/0000", "31-DEC-4712"}[random.IntN(4)]
	}},
	{"a line end inside", anyText, func(random *rand.Rand, cell string) string {
		at := random.IntN(len(cell))
		return cell[:at] + "\n" + cell[at:]
	}},
	{"markup", anyText, func(_ *rand.Rand, cell string) string {
		return "<td>" + cell + "&nbsp;</td>"
	}},
	{"very long cells", anyText, func(_ *rand.Rand, cell string) string {
		return strings.Repeat(cell+" ", 6000/len(cell))
	}},
	{"blanked", anyText, func(*rand.Rand, string) string { return "" }},
	{"money with signs", money, func(random *rand.Rand, cell string) string {
		return []string{"£" + cell, "-" + cell, cell + " CR", "1,0" + cell}[random.IntN(4)]
	}},
}

// typingDamages are what people do.
var typingDamages = []cellDamage{
	{"small letters", words, func(_ *rand.Rand, cell string) string { return strings.ToLower(cell) }},
	{"blanks round it", anyText, func(_ *rand.Rand, cell string) string {
		return "  " + cell + " \t"
	}},
	{"letters for digits", postcodes, func(_ *rand.Rand, cell string) string {
		return strings.NewReplacer("0", "O", "1", "I").Replace(cell)
	}},
	{"a letter wrong", words, func(random *rand.Rand, cell string) string {
		at := random.IntN(len(cell))
		return cell[:at] + string(rune('A'+random.IntN(26))) + cell[at+1:]
	}},
	{"text where a date belongs", dates, func(*rand.Rand, string) string { return "see file" }},
	{"two persons in one field", words, func(_ *rand.Rand, cell string) string {
		return "MR & MRS " + cell + " & ANOTHER"
	}},
}

// apply finds the cells that fit, takes the column of one of them and changes one,
// some or all of its cells.
func (d cellDamage) apply(random *rand.Rand, f *File) {
	type place struct {
		column int
		cell   Span
	}
	var places []place
	lines := PhysicalLines(f.bytes)
	for _, line := range lines[min(1, len(lines)):] {
		for column, cell := range f.cells(line) {
			text := bytes.Trim(f.bytes[cell.Start:cell.End], `"`)
			if d.fits.Match(text) {
				places = append(places, place{column, cell})
			}
		}
	}
	if len(places) == 0 {
		return
	}
	chosen := places[random.IntN(len(places))]
	one, share := random.IntN(3) == 0, 1+random.IntN(6)
	for _, p := range slices.Backward(places) { // from the end, so that places stay true
		if p.column != chosen.column || one && p != chosen || random.IntN(share) > 0 {
			continue
		}
		quote := `"`
		text := string(f.bytes[p.cell.Start:p.cell.End])
		if !strings.HasPrefix(text, quote) {
			quote = ""
		}
		changed := d.change(random, strings.Trim(text, `"`))
		if strings.ContainsAny(changed, "\n"+string(rune(f.Layout.Delimiter))) {
			quote = `"`
		}
		f.write(p.cell, []byte(quote+changed+quote))
	}
}
