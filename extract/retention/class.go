package retention

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// periodSeparator stands between the words of several lines; no words hold it.
const periodSeparator = "|"

// class is all that a schedule says of one class of record, read. Its lines have
// no faults, and there is at least one.
type class struct {
	name  string
	lines []reading
}

// reading is a line as the program understands it.
type reading struct {
	Line
	bound    Bound
	periods  []Period // the lengths that the words name; none if they name none
	plain    bool     // the words are a length, or several, and nothing else
	ceilings []Period // what the maximum names; the periods where none is needed nor given
	// outlasted: the line wants a record kept for longer than it may be.
	outlasted bool
}

// class reads the lines of one class.
func (s Schedule) class(name string) (class, error) {
	c := class{name: name}
	for _, line := range s.Lines {
		if line.Class != name {
			continue
		}
		if faults := line.faults(); len(faults) > 0 {
			return class{}, fmt.Errorf("retention schedule, %s: %v", name, faults[0])
		}
		r := reading{Line: line}
		r.bound, _ = ParseBound(line.Bound)
		r.periods, r.plain, _ = namedPeriods(line.Period)
		r.ceilings = r.periods
		if line.Maximum != "" {
			r.ceilings, _ = ParsePeriod(line.Maximum)
		}
		r.outlasted = r.bound == Minimum && slices.ContainsFunc(r.periods, func(p Period) bool {
			return slices.ContainsFunc(r.ceilings, p.outlasts)
		})
		c.lines = append(c.lines, r)
	}
	if len(c.lines) == 0 {
		return class{}, fmt.Errorf("retention schedule must have a line for %s", name)
	}
	return c, nil
}

// words returns the words of all lines, in order. No two lists of words give the
// same text.
func (c class) words() string {
	words := make([]string, len(c.lines))
	for i, r := range c.lines {
		words[i] = r.Period
	}
	return strings.Join(words, " "+periodSeparator+" ")
}

// distinct returns what the lines have in a field, each text once.
func (c class) distinct(field func(Line) string) string {
	var texts []string
	for _, r := range c.lines {
		if text := field(r.Line); text != "" && !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, " "+periodSeparator+" ")
}

func (c class) anchor() string { return c.distinct(func(l Line) string { return l.Anchor }) }

func (c class) owner() string { return c.distinct(func(l Line) string { return l.Owner }) }

// conflict returns how the words disagree, with each other or within, and what is
// enforced; "" if they name one end.
func (c class) conflict() string {
	var problems []string
	problem := func(format string, args ...any) {
		if text := fmt.Sprintf(format, args...); !slices.Contains(problems, text) {
			problems = append(problems, text)
		}
	}
	if !c.agree() {
		problem("%d lines disagree: %s", len(c.lines), strings.Join(c.told(), ", "))
	}
	enforced := "the earliest end"
	for _, r := range c.lines {
		switch {
		case len(r.periods) == 0:
			problem("%q names no length", r.Period)
		case len(r.periods) > 1:
			problem("%q names different lengths", r.Period)
		case !r.plain:
			problem("%q says more than a length", r.Period)
		}
		if r.Maximum != "" && r.Maximum != r.Period && len(r.ceilings) > 1 {
			problem("%q names different lengths", r.Maximum)
		}
		if r.outlasted {
			problem("a minimum of %q outlasts the maximum of %q", r.Period, r.Maximum)
		}
		if len(c.lines) == 1 && (r.bound == Minimum || len(r.periods) == 0) {
			enforced = fmt.Sprintf("the maximum of %q", r.Maximum)
		}
	}
	if len(problems) == 0 {
		return ""
	}
	return strings.Join(problems, "; ") + "; " + enforced + " is enforced"
}

// agree reports whether every line says the same in the end.
func (c class) agree() bool {
	first := c.lines[0]
	return !slices.ContainsFunc(c.lines, func(r reading) bool {
		return r.Anchor != first.Anchor || r.bound != first.bound ||
			!slices.Equal(r.periods, first.periods) || !slices.Equal(r.ceilings, first.ceilings)
	})
}

// told returns the words of each line with whatever else tells it from the others.
func (c class) told() []string {
	differ := func(field func(Line) string) bool {
		return slices.ContainsFunc(c.lines, func(r reading) bool {
			return field(r.Line) != field(c.lines[0].Line)
		})
	}
	anchors := differ(func(l Line) string { return l.Anchor })
	bounds := differ(func(l Line) string { return l.Bound })
	maxima := !differ(func(l Line) string { return l.Period }) &&
		differ(func(l Line) string { return l.Maximum })
	var told []string
	for _, r := range c.lines {
		text := strconv.Quote(r.Period)
		if anchors {
			text += " from " + r.Anchor
		}
		if bounds {
			text += " as a " + r.Bound
		}
		if maxima && r.Maximum != "" {
			text += fmt.Sprintf(" with a maximum of %q", r.Maximum)
		}
		told = append(told, text)
	}
	return told
}

// end returns the last day a record may be held by this line; anchor is 0 while it
// is not known. Of several lengths the earliest end counts, or that of the decided
// one if decided is not nil.
func (r reading) end(asOf, anchor Date, decided *Period) Date {
	periods, ceilings := r.periods, r.ceilings
	if decided != nil {
		periods = []Period{*decided}
		if slices.Contains(ceilings, *decided) {
			ceilings = periods
		}
	}
	if r.Anchor == AnchorAsOf {
		anchor = asOf
	}
	from := cmp.Or(anchor, asOf)
	ceiling := earliest(ceilings, asOf)
	switch {
	case r.bound == Minimum && decided != nil && slices.Contains(r.periods, *decided):
		return max(decided.From(from), earliest(ceilings, from))
	case r.bound == Minimum && (decided == nil || slices.Contains(ceilings, *decided)):
		return earliest(ceilings, from)
	case r.Anchor != AnchorAsOf && anchor == 0:
		return ceiling
	case r.Anchor != AnchorAsOf && len(r.periods) > 0 && r.plain:
		return earliest(periods, anchor)
	}
	return min(ceiling, earliest(periods, from))
}

// Source is what the Terms of a record say besides its schedule lines. Empty
// texts mean that the council has not recorded them.
type Source struct {
	System        string
	Purpose       string
	LegalBasis    string
	Notice        string
	NoticeVersion string
	// AnchorDate is the day that the lines' event happened, 0 if it has not; lines
	// that count from AnchorAsOf do not ask for it. Where lines name different events
	// it stands for each of them, so the earliest is the safe one.
	AnchorDate Date
}

// Terms returns the terms of a record of class from an extract that describes
// asOf. Where the anchor is known the period counts from it; until then the
// record is due at asOf plus the line's maximum. Of several lines, of words that
// name several lengths or none, and of a minimum that outlasts its maximum, the
// earliest day is enforced and Conflict says so, unless a Decision for exactly
// these words names the length. It fails for a class the schedule does not hold,
// for a faulty line and for a zero asOf. Cost: a pass over the lines.
func (s Schedule) Terms(class string, asOf Date, source Source) (Terms, error) {
	c, err := s.class(class)
	if err != nil {
		return Terms{}, err
	}
	if asOf == 0 {
		return Terms{}, fmt.Errorf("retention of %s must count from a date", class)
	}
	state := s.stateOf(c)
	terms := Terms{
		Dataset: class, SourceSystem: source.System, ExtractAsOf: asOf,
		Purpose: source.Purpose, LegalBasis: source.LegalBasis,
		Notice: source.Notice, NoticeVersion: source.NoticeVersion,
		PeriodText:  c.words(),
		AnchorEvent: c.anchor(), Owner: c.owner(),
		Conflict: state.conflict, Decision: state.decision,
	}
	for i, r := range state.lines {
		end := r.end(asOf, source.AnchorDate, state.decided)
		if i > 0 && end >= terms.DeleteBy {
			continue
		}
		terms.DeleteBy, terms.Bound, terms.AnchorDate = end, r.bound, source.AnchorDate
		if r.Anchor == AnchorAsOf {
			terms.AnchorDate = asOf
		}
	}
	return terms, nil
}
