package retention

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Decision is a person's word on a conflict of the schedule. It holds as long as
// the class's lines still have exactly the words it was made for.
type Decision struct {
	Class   string
	Words   string // Status.Words that it was made for
	Period  string // the length chosen, as ParsePeriod reads it
	Officer string // who decided
	On      Date   // when
	Why     string
}

// Status is what a schedule says of one class and what is still to be decided.
type Status struct {
	Class    string
	Words    string // of all lines: what a Decision must be made for
	Anchor   string // what they count from; here and below different texts are joined by " | "
	Owner    string
	Source   string
	Lines    []Line // in the schedule's order
	Conflict string // "" if there is none or a decision settles it
	Decision string // "3 months, decided by J Ortiz on 2026-11-24"; "" if none holds
	// Choices are the lengths that a decision may take, whether or not one holds
	// already; none where the words agree.
	Choices []Period
	// UpTo tells that the words name no length: any is a choice that is no longer than
	// one in Choices, which are the maxima.
	UpTo bool
}

// Status returns what the schedule says of class. It fails for a class the schedule
// does not hold and for a faulty line.
func (s Schedule) Status(class string) (Status, error) {
	c, err := s.class(class)
	if err != nil {
		return Status{}, err
	}
	state := s.stateOf(c)
	status := Status{Class: class, Words: c.words(), Anchor: c.anchor(), Owner: c.owner(),
		Source:   c.distinct(func(l Line) string { return l.Source }),
		Conflict: state.conflict, Decision: state.decision}
	for _, r := range c.lines {
		status.Lines = append(status.Lines, r.Line)
	}
	if c.conflict() != "" {
		status.Choices, status.UpTo = c.choices()
	}
	return status, nil
}

// CheckDecision returns an error that names the rule if d cannot be decided: the
// class must have a conflict, decided before or not; d must be made for the words
// the class has now; and its period must be one length that these words name, or
// where they name none, one that is no longer than the maximum. A minimum that
// outlasts its maximum may be decided either way. Officer and Why must be given.
func (s Schedule) CheckDecision(d Decision) error {
	c, err := s.class(d.Class)
	if err != nil {
		return err
	}
	rule := ""
	switch {
	case c.conflict() == "":
		rule = "conflict must be there to decide: the schedule's words agree"
	case d.Words != c.words():
		rule = "decision must be for the words the schedule has now"
	case !isText(d.Officer):
		rule = fmt.Sprintf("officer must be one line of at most %d bytes", lineFieldBytesMax)
	case !isText(d.Why):
		rule = fmt.Sprintf("why must be one line of at most %d bytes", lineFieldBytesMax)
	case d.On == 0:
		rule = "decision must have a date"
	default:
		_, rule = c.chosen(d.Period)
	}
	if rule != "" {
		return fmt.Errorf("retention of %s: %s", d.Class, rule)
	}
	return nil
}

// isText reports whether s is one line with something on it.
func isText(s string) bool {
	return strings.TrimSpace(s) != "" && len(s) <= lineFieldBytesMax &&
		!strings.ContainsFunc(s, unicode.IsControl)
}

// chosen returns the length that words choose for the class, or the rule they break.
func (c class) chosen(words string) (Period, string) {
	periods, err := ParsePeriod(words)
	switch {
	case err != nil:
		return Period{}, err.Error()
	case len(periods) > 1:
		return Period{}, "period must be one length"
	case len(c.supporting(periods[0])) > 0:
		return periods[0], ""
	}
	choices, upTo := c.choices()
	texts := make([]string, len(choices))
	for i, p := range choices {
		texts[i] = fmt.Sprintf("%q", p)
	}
	rule := "period must be a length that the schedule's words name: "
	if upTo {
		rule = "period must be no longer than the maximum: "
	}
	return Period{}, rule + strings.Join(texts, " or ")
}

// choices returns each distinct length that the lines name, in their order, and if
// they name none, their maxima and true.
func (c class) choices() (choices []Period, upTo bool) {
	add := func(periods []Period) {
		for _, p := range periods {
			if !slices.Contains(choices, p) {
				choices = append(choices, p)
			}
		}
	}
	for _, r := range c.lines {
		add(r.periods)
		if r.outlasted {
			add(r.ceilings)
		}
	}
	if len(choices) > 0 {
		return choices, false
	}
	for _, r := range c.lines {
		add(r.ceilings)
	}
	return choices, true
}

// supporting returns the lines that length can be read from: those that name it,
// and if no line names a length, those whose maximum it does not outlast.
func (c class) supporting(length Period) []reading {
	_, upTo := c.choices()
	var lines []reading
	for _, r := range c.lines {
		switch {
		case upTo && slices.ContainsFunc(r.ceilings,
			func(ceiling Period) bool { return !length.outlasts(ceiling) }),
			slices.Contains(r.periods, length),
			r.outlasted && slices.Contains(r.ceilings, length):
			lines = append(lines, r)
		}
	}
	return lines
}

// classState is a class with the decision that holds for it, if one does.
type classState struct {
	lines    []reading // those that count
	decided  *Period   // nil if no decision holds
	conflict string
	decision string
}

// stateOf looks for the decision of a class: the last one, and if that was for
// other words, none.
func (s Schedule) stateOf(c class) classState {
	state := classState{lines: c.lines, conflict: c.conflict()}
	if state.conflict == "" {
		return state
	}
	for _, d := range slices.Backward(s.Decisions) {
		if d.Class != c.name {
			continue
		}
		if d.Words != c.words() {
			state.conflict += "; an earlier decision was for other words"
			break
		}
		length, rule := c.chosen(d.Period)
		if rule != "" {
			state.conflict += "; an earlier decision was for other lengths"
			break
		}
		return classState{lines: c.supporting(length), decided: &length,
			decision: fmt.Sprintf("%s, decided by %s on %v", d.Period, d.Officer, d.On)}
	}
	return state
}
