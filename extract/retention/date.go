package retention

import (
	"fmt"
	"strconv"
	"time"
)

// Date is a calendar day as a number: 1 is 1900-01-01 and 0 is no date. Days
// run to LastDate. It has no clock time and no zone, so that a period ends on
// the same day wherever the program runs.
type Date int32

const (
	// FirstDate is 1900-01-01, the earliest day a Date holds.
	FirstDate Date = 1
	// LastDate is 2199-12-31, the latest day a Date holds.
	LastDate Date = 109573

	yearFirst = 1900
	yearLast  = 2199

	unixDayZero = 25568 // the Date of 1970-01-01
	secondsADay = 24 * 60 * 60
)

// DateOf returns the day of a Gregorian year, month and day, or 0 and false if
// there is no such day or it lies outside FirstDate … LastDate.
func DateOf(year, month, day int) (Date, bool) {
	if year < yearFirst || year > yearLast || month < 1 || month > 12 ||
		day < 1 || day > daysInMonth(year, month) {
		return 0, false
	}
	seconds := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Unix()
	return Date(floorDivide(seconds, secondsADay)) + unixDayZero, true
}

// ParseDate reads a day written yyyy-mm-dd, the one form of configuration and
// flags; council files have their own reader. The error names the rule and not
// the text.
func ParseDate(s string) (Date, error) {
	fault := fmt.Errorf("date must be yyyy-mm-dd, from %v to %v", FirstDate, LastDate)
	if len(s) != len("yyyy-mm-dd") || s[4] != '-' || s[7] != '-' {
		return 0, fault
	}
	var parts [3]int
	for i, text := range []string{s[:4], s[5:7], s[8:]} {
		n, err := strconv.ParseUint(text, 10, 16)
		if err != nil {
			return 0, fault
		}
		parts[i] = int(n)
	}
	d, ok := DateOf(parts[0], parts[1], parts[2])
	if !ok {
		return 0, fault
	}
	return d, nil
}

// DateOfUnixDays returns the day that lies days after 1970-01-01, or 0 and
// false outside FirstDate … LastDate. It is the inverse of UnixDays.
func DateOfUnixDays(days int32) (Date, bool) {
	d := int64(days) + unixDayZero
	if d < int64(FirstDate) || d > int64(LastDate) {
		return 0, false
	}
	return Date(d), true
}

// UnixDays returns the days from 1970-01-01 to d, the value of Arrow's date32;
// negative before 1970. It means nothing for the zero Date, which a table
// stores as null.
func (d Date) UnixDays() int32 { return int32(d) - unixDayZero }

// Civil returns d's Gregorian year, month (1 to 12) and day; three zeros for
// the zero Date.
func (d Date) Civil() (year, month, day int) {
	if d == 0 {
		return 0, 0, 0
	}
	t := time.Unix(int64(d.UnixDays())*secondsADay, 0).UTC()
	return t.Year(), int(t.Month()), t.Day()
}

// String returns d as yyyy-mm-dd, and "" for the zero Date.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	year, month, day := d.Civil()
	return fmt.Sprintf("%04d-%02d-%02d", year, month, day)
}

// AddMonths returns the day n months after d (before, for negative n) with the
// same day of the month; where that month is shorter, its last day: 31 August
// and 6 months is 28 or 29 February. It never runs into the following month,
// since a period that reads "6 months" must not last longer. The result is held
// inside FirstDate … LastDate; the zero Date stays zero.
func (d Date) AddMonths(n int) Date {
	if d == 0 {
		return 0
	}
	year, month, day := d.Civil()
	n = max(-monthsOfRange, min(monthsOfRange, n)) // more leaves the range all the same
	index := year*12 + month - 1 + n
	if index < yearFirst*12 {
		return FirstDate
	}
	if index > yearLast*12+11 {
		return LastDate
	}
	year, month = index/12, index%12+1
	moved, _ := DateOf(year, month, min(day, daysInMonth(year, month)))
	return moved
}

// monthsOfRange is the number of months from the first to the last Date.
const monthsOfRange = (yearLast - yearFirst + 1) * 12

// AddYears is AddMonths of 12·n: 29 February and a year is 28 February.
func (d Date) AddYears(n int) Date {
	return d.AddMonths(12 * max(-monthsOfRange, min(monthsOfRange, n)))
}

// AddDays returns the day n days after d (before, for negative n), held inside
// FirstDate … LastDate; the zero Date stays zero.
func (d Date) AddDays(n int) Date {
	if d == 0 {
		return 0
	}
	n = max(-int(LastDate), min(int(LastDate), n))
	return max(FirstDate, min(LastDate, d+Date(n)))
}

// daysInMonth returns 28 to 31; month is 1 to 12.
func daysInMonth(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// floorDivide rounds towards minus infinity, as days before 1970 need.
func floorDivide(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
