package retention

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Period is a length of time in whole months and days; the zero Period ends on
// the day it starts. Months are counted first, then days.
type Period struct {
	Months int
	Days   int
}

const (
	periodWordsBytesMax = 200       // a sentence, not a page
	periodMonthsMax     = 100 * 12  // longer than any schedule we know of
	periodDaysMax       = 100 * 366 // the same in days
)

// From returns the day the period ends if it starts on d; the zero Date stays
// zero.
func (p Period) From(d Date) Date { return d.AddMonths(p.Months).AddDays(p.Days) }

// String returns p in words that ParsePeriod reads back as p alone: "6 months",
// "2 years 6 months", "63 days", and "end of run" for the zero Period.
func (p Period) String() string {
	var parts []string
	for _, part := range []struct {
		count int
		unit  string
	}{{p.Months / 12, "year"}, {p.Months % 12, "month"}, {p.Days, "day"}} {
		switch {
		case part.count == 1:
			parts = append(parts, "1 "+part.unit)
		case part.count > 1:
			parts = append(parts, fmt.Sprintf("%d %ss", part.count, part.unit))
		}
	}
	if len(parts) == 0 {
		return endOfRun
	}
	return strings.Join(parts, " ")
}

const endOfRun = "end of run"

// ParsePeriod reads the words of a schedule: "6 months", "2 years 6 months",
// "12 weeks", "six months", "end of run" (the zero Period). Words that name the
// length twice, "3 months (63 days)" or "3 months or 63 days", give each distinct
// Period in the order written; more than one is a conflict for a person to
// settle, and until then the earliest end is enforced. Words that give no length
// ("as long as necessary") are an error, and so are words that say more than a
// length: what a schedule line makes of those is told at Line.
func ParsePeriod(words string) ([]Period, error) {
	periods, plain, err := namedPeriods(words)
	if err != nil {
		return nil, err
	}
	if !plain {
		return nil, errPeriod
	}
	return periods, nil
}

var (
	errPeriod = errors.New(`period must be a number of days, weeks, months or years, ` +
		`such as "6 months", or "end of run"`)
	errPeriodWords  = fmt.Errorf("period must be at most %d bytes", periodWordsBytesMax)
	errPeriodLength = fmt.Errorf("period must be at most %d years", periodMonthsMax/12)
)

// namedPeriods returns each distinct length that words name, in their order, and
// whether the words are plain: at least one length and nothing else. Of "6 months
// (subject to review)" it finds the six months, since whatever the other words
// mean, a length that is named must not be overlooked. It fails only for words
// past the limits.
func namedPeriods(words string) (periods []Period, plain bool, err error) {
	if len(words) > periodWordsBytesMax {
		return nil, false, errPeriodWords
	}
	text := strings.ToLower(strings.TrimSpace(words))
	if text == endOfRun {
		return []Period{{}}, true, nil
	}
	// Brackets and "or" part one statement of the length from the next.
	text = strings.NewReplacer("(", "|", ")", "|", "/", "|", " or ", "|").Replace(text)
	plain = true
	for statement := range strings.SplitSeq(text, "|") {
		s := parseStatement(strings.Fields(strings.ReplaceAll(statement, ",", " ")))
		plain = plain && s.plain
		for _, p := range s.periods {
			if p.Months > periodMonthsMax || p.Days > periodDaysMax {
				return nil, false, errPeriodLength
			}
			if !slices.Contains(periods, p) {
				periods = append(periods, p)
			}
		}
	}
	return periods, plain && len(periods) > 0, nil
}

// units are the words for lengths, from the longest.
var units = []struct {
	name   string
	period Period
}{{"year", Period{Months: 12}}, {"month", Period{Months: 1}}, {"week", Period{Days: 7}},
	{"day", Period{Days: 1}}}

// statement is what some words say of a length; it is plain if that is all they say.
type statement struct {
	periods []Period
	plain   bool
}

// parseStatement adds up counts and units as long as the units grow smaller: "2
// years and 6 months" is one length, "6 months 2 years" are two.
func parseStatement(words []string) statement {
	s := statement{plain: true}
	last := len(units) // the unit that a smaller one may follow; len(units) for none
	for i := 0; i < len(words); i++ {
		word := strings.Trim(words[i], ".;:")
		if word == "and" && len(s.periods) > 0 {
			continue
		}
		count, ok := parseCount(word)
		unit := -1
		if ok && i+1 < len(words) {
			unit = unitOf(words[i+1])
		}
		if unit < 0 {
			s.plain, last = false, len(units)
			continue
		}
		i++
		if last >= unit {
			s.periods = append(s.periods, Period{})
		}
		sum := &s.periods[len(s.periods)-1]
		sum.Months += count * units[unit].period.Months
		sum.Days += count * units[unit].period.Days
		last = unit
	}
	return s
}

func unitOf(word string) int {
	word = strings.TrimSuffix(strings.Trim(word, ".;:"), "s")
	for i, unit := range units {
		if word == unit.name {
			return i
		}
	}
	return -1
}

// countWords are the numbers that schedules spell out.
var countWords = []string{"one", "two", "three", "four", "five", "six", "seven", "eight",
	"nine", "ten", "eleven", "twelve"}

func parseCount(word string) (int, bool) {
	if i := slices.Index(countWords, word); i >= 0 {
		return i + 1, true
	}
	if word == "" || word[0] < '0' || word[0] > '9' {
		return 0, false // "+6" and "-6" are not how periods are written
	}
	n, err := strconv.ParseUint(word, 10, 16)
	return int(n), err == nil
}

// outlasts reports whether p, from some day, ends later than q from that day. A
// month's first day and its last ones, over four years, hold every case there is:
// a month's length matters to those only.
func (p Period) outlasts(q Period) bool {
	if p.Months == q.Months || (p.Months > q.Months) == (p.Days > q.Days) {
		return p.Days > q.Days // and if both counts differ, so does that of months
	}
	const yearOfCases = 2023 // 2024 is a leap year
	for month := range 48 {
		year, month := yearOfCases+month/12, month%12+1
		for _, day := range []int{1, 28, 29, 30, 31} {
			if d, ok := DateOf(year, month, day); ok && p.From(d) > q.From(d) {
				return true
			}
		}
	}
	return false
}

func earliest(periods []Period, from Date) Date {
	day := LastDate
	for _, p := range periods {
		day = min(day, p.From(from))
	}
	return day
}
