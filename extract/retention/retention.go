// Package retention says how long a record may be kept. Terms are known when a
// record is read and travel with it through every table; whatever is derived
// from several records takes the strictest of their terms, and reading past
// them is refused. A Schedule is the council's own list of periods, from which
// the Terms of each class of record are computed. Its words are kept as they were
// written; where they contradict each other the earliest end is enforced, until a
// person's Decision chooses one of the lengths they name.
//
// Everything here is a function of its arguments: the one clock is a value that
// the command hands down.
package retention

import (
	"cmp"
	"fmt"
)

// Bound says which way a period binds.
type Bound uint8

const (
	// Maximum: the record is deleted when the period ends.
	Maximum Bound = iota + 1
	// Minimum: the record is kept at least so long; its line's maximum, not the
	// period, says when it is deleted.
	Minimum
)

// String returns "maximum" or "minimum", the words of the schedule file.
func (b Bound) String() string {
	switch b {
	case Maximum:
		return "maximum"
	case Minimum:
		return "minimum"
	}
	return fmt.Sprintf("bound(%d)", uint8(b))
}

// ParseBound is the inverse of String.
func ParseBound(s string) (Bound, error) {
	for _, b := range []Bound{Maximum, Minimum} {
		if s == b.String() {
			return b, nil
		}
	}
	return 0, fmt.Errorf("bound must be maximum or minimum")
}

// Terms are the retention terms of a record: where it came from, why it is
// held, and the day by which it must be gone. Two records with equal Terms
// share one entry of the Register.
type Terms struct {
	Dataset       string // class of record in the schedule
	SourceSystem  string
	ExtractAsOf   Date // the day the source extract describes
	Purpose       string
	LegalBasis    string
	Notice        string // privacy notice that told people of it
	NoticeVersion string
	PeriodText    string // the schedule's words, verbatim; of several lines joined by " | "
	AnchorEvent   string // what the period counts from; different ones joined so too
	AnchorDate    Date   // 0 until that has happened
	Bound         Bound
	Owner         string // who answers for the schedule lines; different ones joined so too
	Conflict      string // how the words disagree; "" where they do not, or a person decided
	Decision      string // what was decided, by whom and when; "" where nothing was to decide
	DeleteBy      Date   // last day the record may be held; never 0
}

// Strictest returns the terms of anything derived from records under a and b:
// those with the earlier DeleteBy. Equal dates are settled by the remaining
// fields in the order below, so that the result depends on what the terms say
// and never on which came first. It commutes, associates, is idempotent and is
// never laxer than either.
func Strictest(a, b Terms) Terms {
	if compareTerms(a, b) <= 0 {
		return a
	}
	return b
}

// compareTerms is a total order: it is 0 for equal Terms only.
func compareTerms(a, b Terms) int {
	return cmp.Or(
		cmp.Compare(a.DeleteBy, b.DeleteBy),
		cmp.Compare(a.Bound, b.Bound),
		cmp.Compare(a.ExtractAsOf, b.ExtractAsOf),
		cmp.Compare(a.AnchorDate, b.AnchorDate),
		cmp.Compare(a.Dataset, b.Dataset),
		cmp.Compare(a.SourceSystem, b.SourceSystem),
		cmp.Compare(a.Purpose, b.Purpose),
		cmp.Compare(a.LegalBasis, b.LegalBasis),
		cmp.Compare(a.Notice, b.Notice),
		cmp.Compare(a.NoticeVersion, b.NoticeVersion),
		cmp.Compare(a.PeriodText, b.PeriodText),
		cmp.Compare(a.AnchorEvent, b.AnchorEvent),
		cmp.Compare(a.Owner, b.Owner),
		cmp.Compare(a.Conflict, b.Conflict),
		cmp.Compare(a.Decision, b.Decision),
	)
}

// Expired reports whether records under t may no longer be read on today: from
// the day after DeleteBy. Terms without a DeleteBy have always expired, so that
// a fault closes the door and does not open it.
func Expired(t Terms, today Date) bool { return today > t.DeleteBy || t.DeleteBy == 0 }
