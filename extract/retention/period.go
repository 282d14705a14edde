package retention

import (
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

// ParsePeriod reads the words of a schedule: "6 months", "2 years 6 months",
// "12 weeks", "six months", "end of run" (the zero Period). Words that name the
// length twice, "3 months (63 days)" or "3 months or 63 days", give each distinct
// Period in the order written; more than one is a conflict for a person to
// settle, and until then the earliest end is enforced. Words that give no length
// ("as long as necessary") are an error, since nothing could be deleted by them.
func ParsePeriod(words string) ([]Period, error) {
	if len(words) > periodWordsBytesMax {
		return nil, fmt.Errorf("period must be at most %d bytes", periodWordsBytesMax)
	}
	text := strings.ToLower(strings.TrimSpace(words))
	if text == "end of run" {
		return []Period{{}}, nil
	}
	// Brackets and "or" part one statement of the length from the next.
	text = strings.NewReplacer("(", "|", ")", "|", "/", "|", " or ", "|").Replace(text)
	var periods []Period
	for statement := range strings.SplitSeq(text, "|") {
		if strings.TrimSpace(statement) == "" {
			continue
		}
		p, err := parseStatement(statement)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(periods, p) {
			periods = append(periods, p)
		}
	}
	if len(periods) == 0 {
		return nil, errPeriod
	}
	return periods, nil
}

var errPeriod = fmt.Errorf(`period must be a number of days, weeks, months or years, ` +
	`such as "6 months", or "end of run"`)

// parseStatement adds up count and unit pairs: "2 years and 6 months".
func parseStatement(statement string) (Period, error) {
	fields := strings.Fields(strings.ReplaceAll(statement, ",", " "))
	fields = slices.DeleteFunc(fields, func(word string) bool { return word == "and" })
	if len(fields) == 0 || len(fields)%2 != 0 {
		return Period{}, errPeriod
	}
	var sum Period
	for i := 0; i < len(fields); i += 2 {
		count, ok := parseCount(fields[i])
		if !ok {
			return Period{}, errPeriod
		}
		switch strings.TrimSuffix(fields[i+1], "s") {
		case "day":
			sum.Days += count
		case "week":
			sum.Days += 7 * count
		case "month":
			sum.Months += count
		case "year":
			sum.Months += 12 * count
		default:
			return Period{}, errPeriod
		}
	}
	if sum.Months > periodMonthsMax || sum.Days > periodDaysMax {
		return Period{}, fmt.Errorf("period must be at most %d years", periodMonthsMax/12)
	}
	return sum, nil
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
