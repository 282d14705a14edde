package canon

import "strings"

// Status says what became of a field that must have a form.
type Status uint8

// Statuses.
const (
	Missing Status = iota // blank, a marker, a dummy or an open end
	Valid
	Invalid // something is there that cannot be so
)

// DateKind is what a date is of. It decides the century of a two-digit year and
// which dates mean that there is none.
type DateKind uint8

// Kinds of date.
const (
	DateEvent   DateKind = iota // of a start or a registration
	DateEnd                     // of an end: far in the future is open, so missing
	DateBirth                   // never after the as-of year
	DateElector                 // of birth or of reaching 18: see AdultDates
)

// A Date is a civil date; the zero Date is no date.
type Date struct{ Year, Month, Day int }

// Bounds of years.
const (
	yearMin        = 1900
	yearMax        = 2199
	yearOpenMin    = 2090 // an end from here on is open
	eventYear1900  = 93   // council tax began in April 1993: 93 to 99 are 1993 to 1999
	centuryYears   = 100
	yearCentury    = 2000
	attainedBefore = 1   // years before publication at which a register tells of 18
	attainedAfter  = 4   // and after it
	bornBeforeMin  = 13  // years before publication of the youngest birth date
	bornBeforeMax  = 110 // and of the oldest
)

// Limits of a written date, in bytes.
const (
	dateBytesMax      = 40
	separatorBytesMax = 2
)

// ParseDate reads a date in the orders day, month, year or year, month, day:
// dd/mm/yyyy, dd.mm.yy, dd-MMM-yy, 01APR1993, 1 April 1993, yyyy-mm-dd, yyyymmdd, each also
// with a time after it, which is dropped.
//
// A two-digit year is 1993 to 1999 or 20xx for an event or end; the last such
// year not after asOfYear for a birth; and for an elector's date the year from
// one before to four after asOfYear, where there is one, else as for a birth.
//
// Missing: blank, a dummy (01/01/1900, 01/01/1901, 11/11/1111, all zeros), an
// open end (31/12/2099, any day of 4712 or 9999, and from 2090 on for DateEnd).
// Invalid: no such day, an unknown form, a year outside 1900 to 2199, a birth
// after asOfYear. The Date is zero unless the status is Valid.
func ParseDate(s string, kind DateKind, asOfYear int) (Date, Status) {
	text := Blank(s)
	if text == "" {
		return Date{}, Missing
	}
	date, yearDigits, ok := readDate(text)
	if !ok {
		if strings.Trim(text, "0/-. :") == "" || text == "9999" {
			return Date{}, Missing
		}
		return Date{}, Invalid
	}
	if yearDigits == 2 {
		date.Year = fullYear(date.Year, kind, asOfYear)
	}
	switch {
	case isDummy(date), isOpenEnd(date), kind == DateEnd && date.Year >= yearOpenMin:
		return Date{}, Missing
	case !date.possible(), kind == DateBirth && date.Year > asOfYear:
		return Date{}, Invalid
	}
	return date, Valid
}

func isDummy(d Date) bool {
	return d == Date{1900, 1, 1} || d == Date{1901, 1, 1} || d == Date{1111, 11, 11} ||
		d.Month == 0 && d.Day == 0
}

// isOpenEnd: 4712 is the last year of one database, 9999 of most.
func isOpenEnd(d Date) bool {
	return d.Year == 4712 || d.Year == 9999 || d == Date{2099, 12, 31}
}

func fullYear(year int, kind DateKind, asOfYear int) int {
	recent := year + yearCentury
	switch kind {
	case DateElector:
		if asOfYear-attainedBefore <= recent && recent <= asOfYear+attainedAfter {
			return recent
		}
		fallthrough
	case DateBirth:
		if recent > asOfYear {
			return recent - centuryYears
		}
	default:
		if year >= eventYear1900 {
			return recent - centuryYears
		}
	}
	return recent
}

// possible reports whether the date is a day from 1900 to 2199.
func (d Date) possible() bool {
	if d.Year < yearMin || d.Year > yearMax || d.Month < 1 || d.Month > 12 || d.Day < 1 {
		return false
	}
	return d.Day <= daysOf(d.Month, d.Year)
}

// daysOf returns the days of a month; of February in a year that is not known, 29.
func daysOf(month, year int) int {
	days := [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1]
	if month == 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		days++
	}
	return days
}

// readDate reads the three parts of a date, whatever their values.
func readDate(text string) (date Date, yearDigits int, ok bool) {
	if len(text) > dateBytesMax {
		return Date{}, 0, false
	}
	if len(text) == len("yyyymmdd") && allDigits(text) {
		return Date{number(text[:4]), number(text[4:6]), number(text[6:])}, 4, true
	}
	var parts [3]string
	rest := text
	for i := range parts {
		n := runLength(rest)
		parts[i], rest = rest[:n], rest[n:]
		if i < len(parts)-1 {
			trimmed := strings.TrimLeft(rest, "/-. ,")
			if len(rest)-len(trimmed) > separatorBytesMax {
				return Date{}, 0, false
			}
			rest = trimmed
		}
	}
	if !isTime(rest) || !allDigits(parts[0]) || !allDigits(parts[2]) {
		return Date{}, 0, false
	}
	year, day := parts[2], parts[0]
	if len(year) != 4 && len(day) == 4 {
		year, day = day, year
	}
	if len(year) != 4 && len(year) != 2 || len(day) > 2 {
		return Date{}, 0, false
	}
	month, ok := readMonth(parts[1])
	return Date{number(year), month, number(day)}, len(year), ok
}

// runLength returns the length of the digits, or else the letters, that s begins with.
func runLength(s string) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	for n < len(s) && isLetter(s[n]) && isLetter(s[0]) {
		n++
	}
	return n
}

const monthNames = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"

var monthLongNames = [...]string{
	"JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER",
	"OCTOBER", "NOVEMBER", "DECEMBER",
}

func readMonth(s string) (month int, ok bool) {
	if allDigits(s) && len(s) <= 2 {
		return number(s), true
	}
	if len(s) < 3 {
		return 0, false
	}
	at := strings.Index(monthNames, s[:3])
	if at < 0 || at%3 != 0 || len(s) > 4 && s != monthLongNames[at/3] {
		return 0, false
	}
	return at/3 + 1, strings.HasPrefix(monthLongNames[at/3], s) || s == "SEPT"
}

// isTime reports whether what follows a date is nothing or a time of day.
func isTime(s string) bool {
	if s == "" {
		return true
	}
	if (s[0] != 'T' && s[0] != ' ') || len(s) < 2 || !isDigit(s[1]) {
		return false
	}
	return strings.Trim(s[1:], "0123456789:.+-ZAPM ") == ""
}

func allDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

// number returns the value of at most four digits.
func number(digits string) int {
	n := 0
	for i := range len(digits) {
		n = n*10 + int(digits[i]-'0')
	}
	return n
}

// AdultMeaning is what the dates of a register's date column are.
type AdultMeaning uint8

// Meanings of the column.
const (
	AdultNone       AdultMeaning = iota // no date that tells
	AdultBirth                          // dates of birth
	AdultAttainment                     // dates of reaching 18
	AdultMixed                          // both: the file must be asked about
)

// AdultDates decides what the column "date of birth" of an electoral register
// holds, by its values: read as births, dates of reaching 18 would make every
// new adult a small child. Add every valid date, then ask Meaning. The zero
// value with Published set is ready; sums of parts of a file may be added up.
type AdultDates struct {
	Published   Date
	Births      int // 13 to 110 years before publication
	Attainments int // from one year before to four years after publication
	Others      int // neither
}

// Add counts one valid date.
func (a *AdultDates) Add(d Date) {
	switch a.MeaningOf(d) {
	case AdultBirth:
		a.Births++
	case AdultAttainment:
		a.Attainments++
	default:
		a.Others++
	}
}

// MeaningOf returns what one date can be: AdultBirth, AdultAttainment, or
// AdultNone for neither. Both bounds of each span are within it.
func (a *AdultDates) MeaningOf(d Date) AdultMeaning {
	day := d.order()
	switch {
	case a.years(-attainedBefore) <= day && day <= a.years(attainedAfter):
		return AdultAttainment
	case a.years(-bornBeforeMax) <= day && day <= a.years(-bornBeforeMin):
		return AdultBirth
	}
	return AdultNone
}

// Meaning returns what the column holds.
func (a *AdultDates) Meaning() AdultMeaning {
	switch {
	case a.Births > 0 && a.Attainments > 0:
		return AdultMixed
	case a.Births > 0:
		return AdultBirth
	case a.Attainments > 0:
		return AdultAttainment
	}
	return AdultNone
}

// years returns the order of the day n years from publication.
func (a *AdultDates) years(n int) int {
	return Date{a.Published.Year + n, a.Published.Month, a.Published.Day}.order()
}

// order returns a number that orders dates.
func (d Date) order() int { return (d.Year*16+d.Month)*32 + d.Day }
