package retention

import (
	"bytes"
	_ "embed" // the shipped schedule
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
)

// Line is one line of a retention schedule: how long one class of record is
// kept, counted from what, who says so. All fields are the council's own words,
// kept verbatim. A class may have several lines, where several notices or policies
// speak of it.
//
// Words that ParsePeriod cannot read ("as per the service's schedule", "6 months
// subject to review") need a Maximum. They are a conflict: until a person decides,
// the earliest end that they and the maximum name is enforced.
type Line struct {
	Class   string // council_tax, unlisted, case_open, call_recording, …
	Period  string // how long, in the words of Source
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
	classLinesMax     = 20 // that many notices of one thing; all their words go into its Terms
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

// Schedule is a council's retention schedule and what people have decided of its
// conflicts. The order of the lines carries no meaning beyond that of words; of
// several decisions for a class the last counts.
type Schedule struct {
	Lines     []Line
	Decisions []Decision
}

// Faults returns everything wrong with the lines, in their order, so that all can
// be put right at once: a line that says nothing new, a line that could keep a record
// for ever, words that are no length where no maximum is given either. Lines and
// words that contradict each other are no fault: they are a conflict, carried by the
// Terms.
func (s Schedule) Faults() []Fault {
	var faults []Fault
	if len(s.Lines) > LinesMax {
		return []Fault{{LinesMax, "schedule", fmt.Sprintf("have at most %d lines", LinesMax)}}
	}
	seen := make(map[Line]bool, len(s.Lines))
	listed := make(map[string]int)
	for i, line := range s.Lines {
		for _, f := range line.faults() {
			f.Line = i
			faults = append(faults, f)
		}
		if line.Class != "" && seen[line] {
			faults = append(faults, Fault{i, "class", "not have the same line twice"})
		}
		seen[line] = true
		if listed[line.Class]++; listed[line.Class] == classLinesMax+1 {
			faults = append(faults, Fault{i, "class",
				fmt.Sprintf("have at most %d lines", classLinesMax)})
		}
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
	if rule := l.periodRule(); rule != "" {
		fault("period", rule)
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

// periodRule returns the rule that the line's period breaks, "" if none.
func (l Line) periodRule() string {
	_, plain, err := namedPeriods(l.Period)
	switch {
	case err != nil:
		return ruleOf(err)
	case strings.Contains(l.Period, periodSeparator):
		return "not have a " + periodSeparator // so that joined words can be told apart
	case plain:
		return ""
	case strings.TrimSpace(l.Period) == "":
		return ruleOf(errPeriod)
	case l.Maximum == "":
		return ruleOf(errPeriod) + "; other words must have a maximum beside them"
	}
	return ""
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

// Has reports whether the schedule has a line for class.
func (s Schedule) Has(class string) bool {
	return slices.ContainsFunc(s.Lines, func(l Line) bool { return l.Class == class })
}

// Classes returns the classes that have a line, in the order of their first.
func (s Schedule) Classes() []string {
	var classes []string
	for _, line := range s.Lines {
		if !slices.Contains(classes, line.Class) {
			classes = append(classes, line.Class)
		}
	}
	return classes
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
