// Package spell writes numbers, weights and days as people read them, the same on the
// terminal, the pages, the list and the certificate.
package spell

import (
	"fmt"
	"strconv"
	"strings"

	"nfimatch/extract/retention"
)

// Grouped returns a number with commas at the thousands: 27,944; -1,000.
func Grouped(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

var months = strings.Fields("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec")

// Day returns a day as "12 Oct 2026", or none for the zero day.
func Day(d retention.Date, none string) string {
	if d == 0 {
		return none
	}
	year, month, day := d.Civil()
	return fmt.Sprintf("%d %s %d", day, months[month-1], year)
}

// millibitsPerBit is the scale of every weight in the tables.
const millibitsPerBit = 1000

// Bits returns a weight, which is in millibits, in bits to its three decimals: 1.600;
// -0.300.
func Bits(millibits int32) string {
	sign, size := "", int64(millibits)
	if size < 0 {
		sign, size = "-", -size
	}
	return fmt.Sprintf("%s%d.%03d", sign, size/millibitsPerBit, size%millibitsPerBit)
}

// SignedBits is Bits of a step, which shows that it goes up: +1.600.
func SignedBits(millibits int32) string {
	if millibits > 0 {
		return "+" + Bits(millibits)
	}
	return Bits(millibits)
}

// Percent returns part of whole in per cent to two decimals, rounded: 95.37 %; of what
// rounds to nothing but is not, that it is under 0.01 %. The whole must not be 0.
func Percent(part, whole int64) string {
	hundredths := (part*10_000 + whole/2) / whole
	if hundredths == 0 && part > 0 {
		return "< 0.01 %"
	}
	return fmt.Sprintf("%d.%02d %%", hundredths/100, hundredths%100)
}
