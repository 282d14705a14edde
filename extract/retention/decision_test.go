package retention

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// recordings is a class that three notices give three lengths.
func recordings() Schedule {
	var s Schedule
	for _, words := range []string{"3 months (63 days)", "3 months", "6 months"} {
		s.Lines = append(s.Lines, Line{Class: "call_recording", Period: words, Anchor: "as_of",
			Bound: "maximum", Owner: "notice of " + words})
	}
	return s
}

// decision is a sound one for the words that s has for class.
func decision(t *testing.T, s Schedule, class, period string) Decision {
	t.Helper()
	status, err := s.Status(class)
	if err != nil {
		t.Fatal(err)
	}
	return Decision{Class: class, Words: status.Words, Period: period, Officer: "J Ortiz",
		On: mustDate(t, "2026-11-24"), Why: "the notice in force"}
}

func termsOf(t *testing.T, s Schedule, class, asOf, anchor string) Terms {
	t.Helper()
	source := Source{}
	if anchor != "" {
		source.AnchorDate = mustDate(t, anchor)
	}
	terms, err := s.Terms(class, mustDate(t, asOf), source)
	if err != nil {
		t.Fatal(err)
	}
	return terms
}

func TestSeveralLinesOfAClass(t *testing.T) {
	got := termsOf(t, recordings(), "call_recording", "2026-08-31", "")
	if got.DeleteBy.String() != "2026-11-02" {
		t.Errorf("delete by %v, want 63 days", got.DeleteBy)
	}
	if got.AnchorDate != got.ExtractAsOf {
		t.Errorf("the anchor is of %v, want the as-of date", got.AnchorDate)
	}
	if got.PeriodText != "3 months (63 days) | 3 months | 6 months" || got.AnchorEvent != "as_of" ||
		got.Owner != "notice of 3 months (63 days) | notice of 3 months | notice of 6 months" {
		t.Errorf("words %q, from %q, owner %q", got.PeriodText, got.AnchorEvent, got.Owner)
	}
	const want = `3 lines disagree: "3 months (63 days)", "3 months", "6 months"; ` +
		`"3 months (63 days)" names different lengths; the earliest end is enforced`
	if got.Conflict != want || got.Decision != "" {
		t.Errorf("conflict\n%s\nwant\n%s\ndecision %q", got.Conflict, want, got.Decision)
	}
}

// What is enforced never depends on which line comes first.
func TestOrderOfLinesDoesNotMatter(t *testing.T) {
	s := recordings()
	s.Lines = append(s.Lines, Line{Class: "call_recording", Period: "as required",
		Anchor: "closed", Bound: "minimum", Maximum: "50 days"})
	want := termsOf(t, s, "call_recording", "2026-08-31", "").DeleteBy
	for range len(s.Lines) {
		s.Lines = append(s.Lines[1:], s.Lines[0])
		if got := termsOf(t, s, "call_recording", "2026-08-31", ""); got.DeleteBy != want ||
			got.Bound != Minimum || got.AnchorDate != 0 {
			t.Errorf("%q: delete by %v, want %v; the line that ends it is %v from %v",
				got.PeriodText, got.DeleteBy, want, got.Bound, got.AnchorDate)
		}
	}
}

// Two notices that say one thing in two ways need nobody to decide.
func TestLinesThatAgree(t *testing.T) {
	s := Schedule{Lines: []Line{
		{Class: "crm", Period: "12 months", Anchor: "as_of", Bound: "maximum", Source: "a"},
		{Class: "crm", Period: "1 year", Anchor: "as_of", Bound: "maximum", Source: "b"},
		{Class: "crm", Period: "1 year", Anchor: "as_of", Bound: "maximum", Maximum: "1 year"},
	}}
	got := termsOf(t, s, "crm", "2026-08-31", "")
	if got.Conflict != "" || got.DeleteBy.String() != "2027-08-31" {
		t.Errorf("conflict %q, delete by %v", got.Conflict, got.DeleteBy)
	}
	for _, differing := range []Line{
		{Period: "1 year", Anchor: "closed", Bound: "maximum", Maximum: "1 year"},
		{Period: "1 year", Anchor: "as_of", Bound: "minimum", Maximum: "1 year"},
		{Period: "1 year", Anchor: "as_of", Bound: "maximum", Maximum: "6 months"},
		{Period: "as required", Anchor: "as_of", Bound: "maximum", Maximum: "1 year"},
	} {
		differing.Class = "crm"
		s.Lines[2] = differing
		if got := termsOf(t, s, "crm", "2026-08-31", ""); got.Conflict == "" {
			t.Errorf("%+v beside a plain year raised no conflict", differing)
		}
	}
}

func TestDecisionSettlesAConflict(t *testing.T) {
	s := recordings()
	for period, deleteBy := range map[string]string{
		"63 days": "2026-11-02", "3 months": "2026-11-30", "three months": "2026-11-30",
		"6 months": "2027-02-28",
	} {
		d := decision(t, s, "call_recording", period)
		if err := s.CheckDecision(d); err != nil {
			t.Errorf("%s: %v", period, err)
			continue
		}
		decided := s
		decided.Decisions = []Decision{{Class: "crm"}, d}
		got := termsOf(t, decided, "call_recording", "2026-08-31", "")
		if got.DeleteBy.String() != deleteBy || got.Conflict != "" ||
			got.Decision != period+", decided by J Ortiz on 2026-11-24" {
			t.Errorf("%s: delete by %v, want %s; conflict %q; decision %q", period, got.DeleteBy,
				deleteBy, got.Conflict, got.Decision)
		}
		if got.PeriodText != "3 months (63 days) | 3 months | 6 months" {
			t.Errorf("%s: the decision changed the words to %q", period, got.PeriodText)
		}
		// Decided again, the last word counts.
		decided.Decisions = append(decided.Decisions, decision(t, s, "call_recording", "63 days"))
		if got := termsOf(t, decided, "call_recording", "2026-08-31", ""); got.DeleteBy.String() !=
			"2026-11-02" {
			t.Errorf("%s and then 63 days: delete by %v", period, got.DeleteBy)
		}
	}
}

// A decision is for words; when they change by a letter, it is over.
func TestDecisionIsForItsWords(t *testing.T) {
	s := recordings()
	s.Decisions = []Decision{decision(t, s, "call_recording", "6 months")}
	for name, change := range map[string]func(*Schedule){
		"a letter": func(s *Schedule) { s.Lines[1].Period = "3 Months" },
		"a line more": func(s *Schedule) {
			s.Lines = append(s.Lines, line("call_recording", "1 year"))
		},
		"a line less":     func(s *Schedule) { s.Lines = s.Lines[:2] },
		"another order":   func(s *Schedule) { s.Lines = []Line{s.Lines[1], s.Lines[0], s.Lines[2]} },
		"another's words": func(s *Schedule) { s.Decisions[0].Words = "6 months" },
		"a later one for other words": func(s *Schedule) {
			s.Decisions = append(s.Decisions, Decision{Class: "call_recording", Words: "1 year",
				Period: "1 year"})
		},
		"a length that is none of them": func(s *Schedule) { s.Decisions[0].Period = "1 year" },
		"no length":                     func(s *Schedule) { s.Decisions[0].Period = "" },
	} {
		changed := Schedule{slices.Clone(s.Lines), slices.Clone(s.Decisions)}
		change(&changed)
		got := termsOf(t, changed, "call_recording", "2026-08-31", "")
		if got.DeleteBy.String() != "2026-11-02" || got.Decision != "" ||
			!strings.Contains(got.Conflict, "; an earlier decision was for other ") {
			t.Errorf("%s: delete by %v, conflict %q, decision %q", name, got.DeleteBy, got.Conflict,
				got.Decision)
		}
	}
	// Other lines, another anchor or owner and the like are not its words.
	changed := Schedule{append(slices.Clone(s.Lines), line("email", "1 year")), s.Decisions}
	changed.Lines[0].Owner = "somebody else"
	if got := termsOf(t, changed, "call_recording", "2026-08-31", ""); got.Conflict != "" {
		t.Errorf("the decision fell with %q", got.Conflict)
	}
	// Where nothing is left to decide, an old decision decides nothing.
	settled := Schedule{[]Line{line("call_recording", "6 months")}, s.Decisions}
	if got := termsOf(t, settled, "call_recording", "2026-08-31", ""); got.Conflict != "" ||
		got.Decision != "" || got.DeleteBy.String() != "2027-02-28" {
		t.Errorf("one plain line: %+v", got)
	}
}

func line(class, words string) Line {
	return Line{Class: class, Period: words, Anchor: "as_of", Bound: "maximum"}
}

// A decision about lines whose ends differ by more than the length.
func TestDecisionsByKindOfLine(t *testing.T) {
	vague := Line{Class: "c", Period: "as required", Anchor: "as_of", Bound: "maximum",
		Maximum: "1 year"}
	closing := vague
	closing.Anchor = "closed"
	longer := vague
	longer.Maximum = "2 years"
	minimum := Line{Class: "c", Period: "7 years", Anchor: "as_of", Bound: "minimum",
		Maximum: "2 years"}
	untilClosed := Line{Class: "c", Period: "6 months", Anchor: "closed", Bound: "maximum",
		Maximum: "3 years"}
	for _, tt := range []struct {
		name           string
		lines          []Line
		period, anchor string
		deleteBy       string // "" if it cannot be decided
	}{
		{"no length, within the maximum", []Line{vague}, "6 months", "", "2027-02-28"},
		{"no length, the maximum", []Line{vague}, "1 year", "", "2027-08-31"},
		{"no length, past the maximum", []Line{vague}, "366 days", "", ""},
		{"no length, until closed", []Line{closing}, "1 month", "", "2027-08-31"},
		{"no length, closed", []Line{closing}, "1 month", "2026-12-15", "2027-01-15"},
		{"no length, closed late", []Line{closing}, "1 month", "2027-08-15", "2027-08-31"},
		{"no length, two maxima", []Line{vague, longer}, "18 months", "", "2028-02-29"},
		{"no length, within both", []Line{vague, longer}, "6 months", "", "2027-02-28"},
		{"beside a length", []Line{vague, line("c", "3 months")}, "3 months", "", "2026-11-30"},
		{"beside a length, another", []Line{vague, line("c", "3 months")}, "6 months", "", ""},
		{"a minimum for the minimum", []Line{minimum}, "7 years", "", "2033-08-31"},
		{"a minimum for the maximum", []Line{minimum}, "2 years", "", "2028-08-31"},
		{"a minimum for neither", []Line{minimum}, "3 years", "", ""},
		{"a minimum within its maximum", []Line{{Class: "c", Period: "1 year", Anchor: "as_of",
			Bound: "minimum", Maximum: "2 years"}, line("c", "3 months")}, "1 year", "", "2028-08-31"},
		{"another event", []Line{line("c", "3 months"), untilClosed}, "6 months", "", "2029-08-31"},
		{"another event, come", []Line{line("c", "3 months"), untilClosed}, "6 months",
			"2026-12-15", "2027-06-15"},
		{"not the other event", []Line{line("c", "3 months"), untilClosed}, "3 months",
			"2026-12-15", "2026-11-30"},
		{"a ceiling is no length of the words", []Line{line("c", "3 months"), untilClosed},
			"3 years", "", ""},
		{"a ceiling stays", []Line{{Class: "c", Period: "7 years or 1 month", Anchor: "as_of",
			Bound: "maximum", Maximum: "1 year"}}, "7 years", "", "2027-08-31"},
		{"a ceiling in the same words", []Line{{Class: "c", Period: "3 months (63 days)",
			Anchor: "as_of", Bound: "maximum", Maximum: "3 months (63 days)"}}, "3 months", "",
			"2026-11-30"},
	} {
		s := Schedule{Lines: tt.lines}
		d := decision(t, s, "c", tt.period)
		err := s.CheckDecision(d)
		if (err == nil) != (tt.deleteBy != "") {
			t.Errorf("%s: %v", tt.name, err)
		}
		s.Decisions = []Decision{d}
		got := termsOf(t, s, "c", "2026-08-31", tt.anchor)
		if (got.Conflict == "") != (tt.deleteBy != "") ||
			tt.deleteBy != "" && got.DeleteBy.String() != tt.deleteBy {
			t.Errorf("%s: delete by %v, want %q; %q", tt.name, got.DeleteBy, tt.deleteBy, got.Conflict)
		}
	}
}

func TestCheckDecisionRefuses(t *testing.T) {
	s := recordings()
	s.Lines = append(s.Lines, line("email", "1 year"))
	s.Lines = append(s.Lines, Line{Class: "crm", Period: "as required", Anchor: "as_of",
		Bound: "maximum", Maximum: "1 year"})
	for _, tt := range []struct {
		rule   string
		change func(*Decision)
	}{
		{"retention schedule must have a line for parking",
			func(d *Decision) { d.Class = "parking" }},
		{"retention of email: conflict must be there to decide",
			func(d *Decision) { d.Class = "email" }},
		{"must be for the words the schedule has now",
			func(d *Decision) { d.Words = "6 months" }},
		{"period must be a number of days", func(d *Decision) { d.Period = "a while" }},
		{"period must be one length", func(d *Decision) { d.Period = "3 months (63 days)" }},
		{`words name: "3 months" or "63 days" or "6 months"`,
			func(d *Decision) { d.Period = "1 year" }},
		{`no longer than the maximum: "1 year"`,
			func(d *Decision) { d.Class, d.Words, d.Period = "crm", "as required", "2 years" }},
		{"officer must be one line", func(d *Decision) { d.Officer = " " }},
		{"why must be one line", func(d *Decision) { d.Why = "" }},
		{"decision must have a date", func(d *Decision) { d.On = 0 }},
		{"of at most 500 bytes", func(d *Decision) { d.Why = "one\ntwo" }},
	} {
		d := decision(t, s, "call_recording", "3 months")
		tt.change(&d)
		if err := s.CheckDecision(d); err == nil || !strings.Contains(err.Error(), tt.rule) {
			t.Errorf("%v, want %q", err, tt.rule)
		}
	}
}

func TestStatus(t *testing.T) {
	s := recordings()
	s.Lines = slices.Insert(s.Lines, 1, line("email", "1 year"))
	if got := fmt.Sprint(s.Classes()); got != "[call_recording email]" {
		t.Errorf("classes are %v", got)
	}
	status, err := s.Status("call_recording")
	if err != nil || len(status.Lines) != 3 || status.Lines[2] != s.Lines[3] ||
		status.Conflict == "" || status.Decision != "" || status.UpTo ||
		status.Anchor != "as_of" || status.Source != "" || status.Words == "" ||
		!strings.HasSuffix(status.Owner, " | notice of 3 months | notice of 6 months") ||
		fmt.Sprint(status.Choices) != "[3 months 63 days 6 months]" {
		t.Errorf("status is %+v, %v", status, err)
	}
	s.Decisions = []Decision{decision(t, s, "call_recording", "63 days")}
	status, err = s.Status("call_recording")
	if err != nil || status.Conflict != "" || len(status.Choices) != 3 ||
		status.Decision != "63 days, decided by J Ortiz on 2026-11-24" {
		t.Errorf("decided, the status is %+v, %v", status, err)
	}
	s.Lines[1].Bound, s.Lines[1].Maximum = "minimum", "6 months"
	if status, _ = s.Status("email"); fmt.Sprint(status.Choices) != "[1 year 6 months]" {
		t.Errorf("a minimum that outlasts its maximum leaves the choices %v", status.Choices)
	}
	s.Lines[1] = line("email", "1 year")
	if status, err = s.Status("email"); err != nil || status.Conflict != "" || status.Choices != nil {
		t.Errorf("without a conflict the status is %+v, %v", status, err)
	}
	if _, err = s.Status("parking"); err == nil {
		t.Error("a class without a line has a status")
	}
	s.Lines[0].Bound = "roughly"
	if _, err = s.Status("call_recording"); err == nil {
		t.Error("a faulty line has a status")
	}
}
