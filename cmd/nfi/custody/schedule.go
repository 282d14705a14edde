package custody

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"nfimatch/cmd/nfi/exercise"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/retention"
	"nfimatch/report/cases"
)

// Decide settles a conflict of the schedule: the decision is a line of the audit log,
// and holds while the words of the class stay as they are. One that cannot be made is
// refused as wrong use.
func Decide(s *workspace.Session, d retention.Decision, voice refusal.Voice) error {
	schedule := s.Config.Schedule()
	if !schedule.Has(d.Class) {
		return refusal.New(refusal.Usage, "the schedule has "+
			strings.Join(schedule.Classes(), ", "), "CLASS must be a class of the retention schedule")
	}
	status, err := schedule.Status(d.Class)
	if err != nil {
		return refusal.Of(refusal.Configuration,
			"correct the [[schedule]] lines of "+workspace.ConfigFile, err)
	}
	d.Words = status.Words
	if err := schedule.CheckDecision(d); err != nil {
		return refusal.Of(refusal.Usage, "nfi retention shows what is to be decided", err)
	}
	err = s.Audit.Append(cases.Event{Kind: cases.KindDecision, Name: d.Class, Period: d.Period,
		Words: d.Words, Officer: d.Officer, Reason: d.Why})
	if err != nil {
		return err
	}
	voice.Say("%s is kept for %s as long as the schedule says %q.", d.Class, d.Period, d.Words)
	voice.Say("It counts for what is read from now on; what is there keeps its day, or an earlier " +
		"one.")
	return nil
}

// scheduleDates is the last column of a printed schedule: the day of each class.
type scheduleDates struct {
	note string // what the column means, for below the schedule
	of   func(class string) (string, error)
}

// datesOf returns the days that the schedule comes to for the records of the latest
// exercise or, before there is one, for an extract dated today.
func datesOf(s *workspace.Session, today retention.Date) scheduleDates {
	schedule := s.Config.Schedule()
	asOf, dates, what := today, map[string]retention.Date{}, "an extract dated today, "+today.String()
	if latest := s.Audit.State().Latest; latest != "" {
		manifest, _, err := exercise.ReadManifest(s.Path(workspace.RunsFolder, latest))
		day, dateErr := retention.ParseDate(manifest.AsOf)
		if err == nil && dateErr == nil {
			asOf, what = day, latest
		}
		for _, dataset := range manifest.Datasets {
			if day, err := retention.ParseDate(dataset.Date); err == nil {
				dates[dataset.Dataset] = day
			}
		}
	}
	return scheduleDates{
		note: fmt.Sprintf("Due: the last day to hold a record of %s. Where the period counts from "+
			"another event, it is the latest day until that has happened.", what),
		of: func(class string) (string, error) {
			terms, err := schedule.Terms(class, cmp.Or(dates[class], asOf), retention.Source{})
			return terms.DeleteBy.String(), err
		},
	}
}

// Columns of the printed schedule, in characters.
const (
	classColumn   = 20
	wordsColumn   = 22
	anchorColumn  = 10
	maximumColumn = 12
	wrappedColumn = 76 - classColumn // what follows the class on a line of its own
)

// ShowSchedule prints the whole schedule in its own words, with the day of each class,
// and then the conflicts that want a decision, each with the command that decides it,
// which ends with flags.
func ShowSchedule(s *workspace.Session, today retention.Date, flags string,
	voice refusal.Voice,
) error {
	p, schedule, dates := schedulePrinter{voice}, s.Config.Schedule(), datesOf(s, today)
	p.Say("Retention schedule, %d classes (council: %s)", len(schedule.Classes()),
		workspace.Recorded(s.Config.Body))
	p.Say("")
	p.row("Class", "Kept for", "From", "At most", "Due")
	var open []retention.Status
	for _, class := range schedule.Classes() {
		status, err := schedule.Status(class)
		if err != nil {
			return err
		}
		day, err := dates.of(class)
		if err != nil {
			return err
		}
		p.class(status, day)
		if status.Conflict != "" {
			open = append(open, status)
		}
	}
	p.Say("")
	for _, line := range wrap(dates.note, classColumn+wrappedColumn) {
		p.Say("%s", line)
	}
	p.Say("")
	showDecided(s, today, voice)
	if len(open) == 0 {
		p.Say("No conflict wants a decision.")
		return nil
	}
	p.Say("Conflicts that want a decision: %d", len(open))
	for _, status := range open {
		p.conflict(status, flags)
	}
	return nil
}

type schedulePrinter struct{ refusal.Voice }

// class shows the lines of one class, in the schedule's own words.
func (p schedulePrinter) class(status retention.Status, day string) {
	class := status.Class
	for i, line := range status.Lines {
		words := line.Period
		if line.Bound == retention.Minimum.String() {
			words += " (a minimum)"
		}
		wrapped := wrap(words, wordsColumn)
		p.row(class, wrapped[0], line.Anchor, line.Maximum, day)
		for _, more := range wrapped[1:] {
			p.row("", more, "", "", "")
		}
		for _, more := range wrap(fmt.Sprintf("owner: %s; source: %s", workspace.Recorded(line.Owner),
			workspace.Recorded(line.Source)), wrappedColumn) {
			p.row("", "  "+more, "", "", "")
		}
		class, day = "", ""
		if i == len(status.Lines)-1 && status.Decision != "" {
			p.row("", status.Decision, "", "", "")
		}
	}
}

// row prints one line of the schedule; a class that is too long for its column has
// a line of its own.
func (p schedulePrinter) row(class, words, anchor, maximum, day string) {
	if utf8.RuneCountInString(class) >= classColumn {
		p.Say("%s", class)
		class = ""
	}
	p.Say("%s", strings.TrimRight(fmt.Sprintf("%-*s%-*s %-*s %-*s %s", classColumn, class,
		wordsColumn, words, anchorColumn, anchor, maximumColumn, maximum, day), " "))
}

// conflict shows what is to be decided and how.
func (p schedulePrinter) conflict(status retention.Status, flags string) {
	p.Say("")
	for i, line := range wrap(status.Class+": "+status.Conflict, classColumn+wrappedColumn) {
		p.Say("%s%s", strings.Repeat("  ", min(i, 1)), line)
	}
	choices := make([]string, len(status.Choices))
	for i, choice := range status.Choices {
		choices[i] = strconv.Quote(choice.String())
	}
	p.Say("  nfi retention decide %s --period %s --officer NAME --why \"...\"%s", status.Class,
		cmp.Or(choices...), flags)
	switch {
	case status.UpTo:
		p.Say("  (or another --period that is no longer than %s)", strings.Join(choices, " or "))
	case len(choices) > 1:
		p.Say("  (or --period %s)", strings.Join(choices[1:], " or "))
	}
}

// wrap breaks text between words into lines of at most so many characters, where words
// allow it. There is always a line.
func wrap(text string, charactersMax int) []string {
	lines := []string{""}
	for _, word := range strings.Fields(text) {
		last := &lines[len(lines)-1]
		switch {
		case *last == "":
			*last = word
		case utf8.RuneCountInString(*last)+1+utf8.RuneCountInString(word) <= charactersMax:
			*last += " " + word
		default:
			lines = append(lines, word)
		}
	}
	return lines
}
