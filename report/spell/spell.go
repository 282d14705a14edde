// Package spell writes numbers and days as people read them, the same on the terminal,
// the page, the list and the certificate.
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
