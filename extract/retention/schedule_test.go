package retention

import (
	"fmt"
	"strings"
	"testing"
)

func TestTermsOfALine(t *testing.T) {
	asOf, closed := mustDate(t, "2026-08-31"), mustDate(t, "2027-01-10")
	for _, tt := range []struct {
		name     string
		line     Line
		anchor   Date
		deleteBy string
		conflict string // a part of it
	}{
		{"from the as-of date",
			Line{Period: "6 months", Anchor: "as_of", Bound: "maximum"}, 0, "2027-02-28", ""},
		{"a contradiction takes the earlier end",
			Line{Period: "3 months (63 days)", Anchor: "as_of", Bound: "maximum"}, 0, "2026-11-02",
			"different lengths"},
		{"until closed, the maximum",
			Line{Period: "6 months", Anchor: "closed", Bound: "maximum", Maximum: "3 years"},
			0, "2029-08-31", ""},
		{"once closed, the period",
			Line{Period: "6 months", Anchor: "closed", Bound: "maximum", Maximum: "3 years"},
			closed, "2027-07-10", ""},
		{"a contradicting maximum takes the earlier end",
			Line{Period: "6 months", Anchor: "closed", Bound: "maximum", Maximum: "3 years (400 days)"},
			0, "2027-10-05", "different lengths"},
		{"a maximum shorter than the period",
			Line{Period: "7 years", Anchor: "as_of", Bound: "maximum", Maximum: "1 year"},
			0, "2027-08-31", ""},
		{"a minimum is deleted at its maximum",
			Line{Period: "1 year", Anchor: "as_of", Bound: "minimum", Maximum: "2 years"},
			0, "2028-08-31", ""},
		{"a minimum past its maximum",
			Line{Period: "7 years", Anchor: "as_of", Bound: "minimum", Maximum: "2 years"},
			0, "2028-08-31", "outlasts"},
		{"words without a length, the maximum",
			Line{Period: "as per the service's schedule", Anchor: "as_of", Bound: "maximum",
				Maximum: "1 year"}, 0, "2027-08-31", "names no length; the maximum of \"1 year\""},
		{"words without a length, the maximum from the as-of date whatever happens",
			Line{Period: "as long as required", Anchor: "closed", Bound: "maximum",
				Maximum: "1 year"}, closed, "2027-08-31", "names no length"},
		{"a length among other words",
			Line{Period: "6 months (subject to review)", Anchor: "as_of", Bound: "maximum",
				Maximum: "2 years"}, 0, "2027-02-28", "says more than a length"},
		{"a length among other words, once closed, within the maximum",
			Line{Period: "7 years after closing", Anchor: "closed", Bound: "maximum",
				Maximum: "1 year"}, closed, "2027-08-31", "says more than a length"},
		{"the end of the run",
			Line{Period: "end of run", Anchor: "run_end", Bound: "maximum", Maximum: "6 months"},
			closed, "2027-01-10", ""},
	} {
		tt.line.Class = "record"
		schedule := Schedule{Lines: []Line{tt.line}}
		if faults := schedule.Faults(); len(faults) > 0 {
			t.Errorf("%s: %v", tt.name, faults)
		}
		got, err := schedule.Terms("record", asOf, Source{AnchorDate: tt.anchor, Purpose: "review"})
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if got.DeleteBy.String() != tt.deleteBy {
			t.Errorf("%s: delete by %v, want %s", tt.name, got.DeleteBy, tt.deleteBy)
		}
		if !strings.Contains(got.Conflict, tt.conflict) || (tt.conflict == "") != (got.Conflict == "") {
			t.Errorf("%s: conflict %q, want %q", tt.name, got.Conflict, tt.conflict)
		}
		if got.PeriodText != tt.line.Period || got.Purpose != "review" || got.ExtractAsOf != asOf {
			t.Errorf("%s: terms do not carry their source: %+v", tt.name, got)
		}
	}
}

func TestTermsRefuses(t *testing.T) {
	schedule := DefaultSchedule()
	asOf := mustDate(t, "2026-11-01")
	if _, err := schedule.Terms("parking", asOf, Source{}); err == nil {
		t.Error("a class without a line got terms")
	}
	if _, err := schedule.Terms("council_tax", 0, Source{}); err == nil {
		t.Error("an extract without a date got terms")
	}
	faulty := Schedule{Lines: []Line{
		{Class: "council_tax", Period: "6 months", Anchor: "closed", Bound: "maximum"}}}
	if _, err := faulty.Terms("council_tax", asOf, Source{}); err == nil {
		t.Error("a line without a maximum got terms")
	}
}

func TestFaultsAreAllShown(t *testing.T) {
	schedule := Schedule{Lines: []Line{
		{Class: "council_tax", Period: "6 months", Anchor: "as_of", Bound: "maximum"},
		{Class: "Council Tax", Period: "as long as necessary", Anchor: "", Bound: "roughly"},
		{Class: "case", Period: "6 months", Anchor: "closed", Bound: "maximum"},
		{Class: "council_tax", Period: "6 months", Anchor: "as_of", Bound: "minimum"},
		{Class: "council_tax", Period: "6 months", Anchor: "as_of", Bound: "maximum"},
		{Class: "email", Period: "6 months | 1 year", Anchor: "as_of", Bound: "maximum"},
		{Class: "email", Period: " ", Anchor: "as_of", Bound: "maximum", Maximum: "1 year"},
		{Class: "email", Period: "101 years or so", Anchor: "as_of", Bound: "maximum",
			Maximum: "1 year"},
		{Class: "ctr", Period: "6 months", Anchor: "as_of", Bound: "maximum", Maximum: "soon",
			Owner: strings.Repeat("x", lineFieldBytesMax+1)},
	}}
	var got []string
	for _, f := range schedule.Faults() {
		got = append(got, fmt.Sprintf("%d %s", f.Line, f.Field))
	}
	want := "1 class, 1 anchor, 1 period, 1 bound, 1 maximum, 2 maximum, 3 maximum, 4 class, " +
		"5 period, 6 period, 7 period, 8 maximum, 8 owner"
	if strings.Join(got, ", ") != want {
		t.Errorf("faults at %s; want %s", strings.Join(got, ", "), want)
	}
	for _, f := range schedule.Faults() {
		if strings.Contains(f.String(), "must must") || !strings.Contains(f.String(), " must ") {
			t.Errorf("fault reads %q", f)
		}
	}
	var many Schedule
	for i := range classLinesMax + 2 {
		many.Lines = append(many.Lines, Line{Class: "email", Period: fmt.Sprint(i, " days"),
			Anchor: "as_of", Bound: "maximum"})
	}
	if faults := many.Faults(); len(faults) != 1 || faults[0].Line != classLinesMax {
		t.Errorf("a class of %d lines has the faults %v", len(many.Lines), faults)
	}
	if faults := (Schedule{Lines: make([]Line, LinesMax+1)}).Faults(); len(faults) != 1 {
		t.Errorf("a schedule past LinesMax has %d faults, want 1", len(faults))
	}
}

func TestDefaultSchedule(t *testing.T) {
	schedule := DefaultSchedule()
	if faults := schedule.Faults(); len(faults) > 0 {
		t.Fatal(faults)
	}
	asOf := mustDate(t, "2026-11-01")
	for class, want := range map[string]string{
		"council_tax":        "2027-05-01",
		"electoral_register": "2027-05-01",
		"ctr":                "2027-05-01",
		"unlisted":           "2026-11-01",
		"case_open":          "2027-05-01",
		"worklist":           "2027-05-01",
		"audit":              "2032-11-01",
		"certificate":        "2032-11-01",
	} {
		got, err := schedule.Terms(class, asOf, Source{AnchorDate: asOf})
		if err != nil || got.DeleteBy.String() != want || got.Conflict != "" {
			t.Errorf("%s: delete by %v, %v, %q; want %s", class, got.DeleteBy, err, got.Conflict, want)
		}
	}
	if classes := schedule.Classes(); len(classes) != len(schedule.Lines) {
		t.Errorf("the lines are of the classes %v", classes)
	}
	for _, class := range []string{"flag", "pair", "dwelling"} {
		if schedule.Has(class) {
			t.Errorf("the schedule has a line for %s: it would replace the strictest of its sources", class)
		}
	}
}
