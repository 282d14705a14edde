package retention

import (
	"bytes"
	"cmp"
	_ "embed" // the shipped schedule
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
)

// Line is one line of a retention schedule: how long one class of record is
// kept, counted from what, who says so. All fields are the council's own words.
type Line struct {
	Class   string // council_tax, unlisted, case_open, call_recording, …
	Period  string // as ParsePeriod reads it
	Anchor  string // event the period counts from: AnchorAsOf, or one that is known later
	Bound   string // "maximum" or "minimum"
	Maximum string // ceiling from the as-of date; may be empty where Period is one
	Owner   string // who answers for this line
	Source  string // where the period is written down
}

const (
	// AnchorAsOf counts from the date the extract describes, known when it is read.
	AnchorAsOf = "as_of"
	// AnchorRunEnd counts from the end of the run.
	AnchorRunEnd = "run_end"

	lineFieldBytesMax = 500
	// LinesMax is how many lines a Schedule may have.
	LinesMax = 1000
)

// Fault is one thing wrong with a schedule: line Line (from 0) must have in
// Field what Rule says.
type Fault struct {
	Line  int
	Field string
	Rule  string
}

// String returns "field must be …".
func (f Fault) String() string { return f.Field + " must " + f.Rule }

// Schedule is a council's retention schedule. Its order carries no meaning.
type Schedule struct{ Lines []Line }

// Faults returns everything wrong with the schedule, in the order of its lines,
// so that all can be put right at once. A class that appears twice, a period
// that gives no length, and a line that could keep a record for ever are faults;
// periods that contradict each other are not: they are a conflict, carried by
// the Terms.
func (s Schedule) Faults() []Fault {
	var faults []Fault
	if len(s.Lines) > LinesMax {
		return []Fault{{LinesMax, "schedule", fmt.Sprintf("have at most %d lines", LinesMax)}}
	}
	seen := make(map[string]bool, len(s.Lines))
	for i, line := range s.Lines {
		for _, f := range line.faults() {
			f.Line = i
			faults = append(faults, f)
		}
		if line.Class != "" && seen[line.Class] {
			faults = append(faults, Fault{i, "class", "be listed once"})
		}
		seen[line.Class] = true
	}
	return faults
}

func (l Line) faults() []Fault {
	var faults []Fault
	fault := func(field, rule string) { faults = append(faults, Fault{Field: field, Rule: rule}) }
	if !isWord(l.Class) {
		fault("class", "be a name of small letters, digits and _")
	}
	if !isWord(l.Anchor) {
		fault("anchor", "be a name of small letters, digits and _, such as as_of or closed")
	}
	if _, err := ParsePeriod(l.Period); err != nil {
		fault("period", ruleOf(err))
	}
	bound, err := ParseBound(l.Bound)
	if err != nil {
		fault("bound", "be maximum or minimum")
	}
	switch {
	case l.Maximum != "":
		if _, err := ParsePeriod(l.Maximum); err != nil {
			fault("maximum", ruleOf(err))
		}
	case l.Anchor != AnchorAsOf || bound == Minimum:
		fault("maximum", "be given: until the anchor is known nothing else ends the period")
	}
	for _, f := range []struct{ name, value string }{
		{"class", l.Class}, {"owner", l.Owner}, {"source", l.Source}, {"anchor", l.Anchor}} {
		if len(f.value) > lineFieldBytesMax {
			fault(f.name, fmt.Sprintf("be at most %d bytes", lineFieldBytesMax))
		}
	}
	return faults
}

// ruleOf turns "period must be …" into "be …", to follow another field's name.
func ruleOf(err error) string {
	_, rule, _ := strings.Cut(err.Error(), " must ")
	return rule
}

func isWord(s string) bool {
	for _, c := range []byte(s) {
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '_') {
			return false
		}
	}
	return s != ""
}

// Find returns the line of class, and whether there is one.
func (s Schedule) Find(class string) (Line, bool) {
	i := slices.IndexFunc(s.Lines, func(l Line) bool { return l.Class == class })
	if i < 0 {
		return Line{}, false
	}
	return s.Lines[i], true
}

// Source is what the Terms of a record say besides its schedule line. Empty
// texts mean that the council has not recorded them.
type Source struct {
	System        string
	Purpose       string
	LegalBasis    string
	Notice        string
	NoticeVersion string
	AnchorDate    Date // when the line's anchor happened; 0 if it has not, or is asOf
}

// Terms returns the terms of a record of class from an extract that describes
// asOf. Where the anchor is known the period counts from it; until then the
// record is due at asOf plus the line's maximum. Of a period worded twice, and of
// a minimum that outlasts its maximum, the earlier day is enforced and Conflict
// says so. It fails for a class the schedule does not hold, for a faulty line
// and for a zero asOf.
func (s Schedule) Terms(class string, asOf Date, source Source) (Terms, error) {
	line, ok := s.Find(class)
	if !ok {
		return Terms{}, fmt.Errorf("retention schedule must have a line for %s", class)
	}
	if faults := line.faults(); len(faults) > 0 {
		return Terms{}, fmt.Errorf("retention schedule, %s: %v", class, faults[0])
	}
	if asOf == 0 {
		return Terms{}, fmt.Errorf("retention of %s must count from a date", class)
	}
	bound, _ := ParseBound(line.Bound)
	anchor := source.AnchorDate
	if line.Anchor == AnchorAsOf {
		anchor = asOf
	}
	deleteBy, conflict := line.due(asOf, anchor, bound)
	return Terms{
		Dataset: class, SourceSystem: source.System, ExtractAsOf: asOf,
		Purpose: source.Purpose, LegalBasis: source.LegalBasis,
		Notice: source.Notice, NoticeVersion: source.NoticeVersion,
		PeriodText: line.Period, AnchorEvent: line.Anchor, AnchorDate: anchor,
		Bound: bound, Owner: line.Owner, Conflict: conflict, DeleteBy: deleteBy,
	}, nil
}

// due returns the last day a record may be held and, where the line's words
// disagree, how. The line has no faults; anchor is 0 while it is not known.
func (l Line) due(asOf, anchor Date, bound Bound) (Date, string) {
	periods, _ := ParsePeriod(l.Period)
	ceilings := periods
	if l.Maximum != "" {
		ceilings, _ = ParsePeriod(l.Maximum)
	}
	var conflicts []string
	disagree := func(words string, periods []Period) {
		if len(periods) > 1 {
			conflicts = append(conflicts,
				fmt.Sprintf("%q names different lengths; the earliest end is enforced", words))
		}
	}
	disagree(l.Period, periods)
	if l.Maximum != "" {
		disagree(l.Maximum, ceilings)
	}

	from := cmp.Or(anchor, asOf)
	deleteBy := earliest(ceilings, asOf)
	switch {
	case bound == Minimum:
		deleteBy = earliest(ceilings, from)
		if latest(periods, from) > deleteBy {
			conflicts = append(conflicts, fmt.Sprintf(
				"a minimum of %q outlasts the maximum of %q; the maximum is enforced",
				l.Period, l.Maximum))
		}
	case l.Anchor == AnchorAsOf:
		deleteBy = min(deleteBy, earliest(periods, asOf))
	case anchor != 0:
		deleteBy = earliest(periods, anchor)
	}
	return deleteBy, strings.Join(conflicts, "; ")
}

func earliest(periods []Period, from Date) Date {
	day := LastDate
	for _, p := range periods {
		day = min(day, p.From(from))
	}
	return day
}

func latest(periods []Period, from Date) Date {
	day := FirstDate
	for _, p := range periods {
		day = max(day, p.From(from))
	}
	return day
}

//go:embed default_schedule.csv
var defaultScheduleCSV []byte

// DefaultSchedule returns the schedule that a new workspace starts from. It has
// no line for flags, pairs and dwellings: where a schedule is silent, what is
// derived takes the strictest of its sources.
func DefaultSchedule() Schedule {
	rows, err := csv.NewReader(bytes.NewReader(defaultScheduleCSV)).ReadAll()
	if err != nil {
		panic("retention: the embedded schedule: " + err.Error())
	}
	var s Schedule
	for _, row := range rows[1:] {
		s.Lines = append(s.Lines, Line{Class: row[0], Period: row[1], Anchor: row[2],
			Bound: row[3], Maximum: row[4], Owner: row[5], Source: row[6]})
	}
	return s
}
