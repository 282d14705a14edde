package token

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
)

// The years that a Calendar can hold.
const (
	CalendarYearFirst = 1890
	CalendarYearLast  = 2110
)

// A Part is a day, month or year under the keyed permutation, with those of
// its neighbours, so that parts can be compared for "equal" and "off by one"
// and not be read. Codes count from 1; 0 is "no neighbour".
type Part struct{ Code, Before, After uint16 }

// A Calendar maps date parts to their codes. It is safe for concurrent use.
type Calendar struct {
	day, month, year []uint16 // code of each part, in calendar order
}

// Calendar makes the permutations of days and years under the continuity key. Months
// have the codes of the first twelve days, so that a day and a month that were exchanged
// can be seen.
func (r *Ring) Calendar() *Calendar {
	const years = CalendarYearLast - CalendarYearFirst + 1
	day := permutation(subKey(r.continuity[:], "date/day"), 31)
	return &Calendar{
		day: day, month: day[:12], year: permutation(subKey(r.continuity[:], "date/year"), years),
	}
}

// permutation returns a keyed permutation of 1…n: Fisher–Yates over 64-bit
// words of HMAC in counter mode, whose bias at n < 2^8 is below 2^-55.
func permutation(key []byte, n int) []uint16 {
	codes := make([]uint16, n)
	for i := range codes {
		codes[i] = uint16(i + 1)
	}
	mac := hmac.New(sha256.New, key)
	for i := n - 1; i > 0; i-- {
		mac.Reset()
		mac.Write([]byte{byte(i >> 8), byte(i)})
		word := binary.LittleEndian.Uint64(mac.Sum(nil))
		j := int(word % uint64(i+1))
		codes[i], codes[j] = codes[j], codes[i]
	}
	return codes
}

// Parts returns the codes of a date's parts; a part of 0 is not known, and so is its
// code. It panics on a part outside the calendar: canonical dates hold none, and
// years are checked by [Calendar.Holds].
func (c *Calendar) Parts(year, month, day int) (y, m, d Part) {
	if year != 0 {
		y = partOf(c.year, year-CalendarYearFirst)
	}
	if month != 0 {
		m = partOf(c.month, month-1)
	}
	if day != 0 {
		d = partOf(c.day, day-1)
	}
	return y, m, d
}

// Holds tells whether the calendar has codes for the year.
func (c *Calendar) Holds(year int) bool {
	return year >= CalendarYearFirst && year <= CalendarYearLast
}

func partOf(codes []uint16, i int) Part {
	part := Part{Code: codes[i]}
	if i > 0 {
		part.Before = codes[i-1]
	}
	if i+1 < len(codes) {
		part.After = codes[i+1]
	}
	return part
}
