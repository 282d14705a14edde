package retention

import (
	"encoding/csv"
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestParsePeriod(t *testing.T) {
	for _, tt := range []struct {
		words string
		want  []Period // nil: no length in these words
	}{
		{"6 months", []Period{{6, 0}}},
		{"1 month", []Period{{1, 0}}},
		{" 6  Months ", []Period{{6, 0}}},
		{"six months", []Period{{6, 0}}},
		{"2 years", []Period{{24, 0}}},
		{"2 years 6 months", []Period{{30, 0}}},
		{"2 years and 6 months", []Period{{30, 0}}},
		{"12 weeks", []Period{{0, 84}}},
		{"0 days", []Period{{0, 0}}},
		{"end of run", []Period{{0, 0}}},
		{"3 months (63 days)", []Period{{3, 0}, {0, 63}}},
		{"3 months or 63 days", []Period{{3, 0}, {0, 63}}},
		{"12 months (1 year)", []Period{{12, 0}}}, // says the same twice
		{"100 years", []Period{{1200, 0}}},
		{"101 years", nil},
		{"", nil},
		{"()", nil},
		{"6", nil},
		{"months", nil},
		{"-6 months", nil},
		{"6.5 months", nil},
		{"six or so months", nil},
		{"as long as necessary", nil},
		{"6 months (subject to review)", nil},
		{strings.Repeat(" ", periodWordsBytesMax) + "6 months", nil},
	} {
		got, err := ParsePeriod(tt.words)
		if fmt.Sprint(got) != fmt.Sprint(tt.want) || (err == nil) != (tt.want != nil) {
			t.Errorf("ParsePeriod(%q) = %v, %v; want %v", tt.words, got, err, tt.want)
		}
	}
}

func FuzzParsePeriod(f *testing.F) {
	f.Add("6 months")
	f.Add("3 months (63 days)")
	f.Add("2 years and 6 months")
	f.Add("end of run")
	f.Fuzz(func(t *testing.T, words string) {
		periods, err := ParsePeriod(words)
		if (err == nil) != (len(periods) > 0) {
			t.Fatalf("ParsePeriod(%q) = %v, %v", words, periods, err)
		}
		for _, p := range periods {
			if p.Months < 0 || p.Days < 0 || p.From(46000) < 46000 {
				t.Fatalf("ParsePeriod(%q) = %v ends before it starts", words, periods)
			}
		}
	})
}

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
		{"the end of the run",
			Line{Period: "end of run", Anchor: "run_end", Bound: "maximum", Maximum: "6 months"},
			closed, "2027-01-10", ""},
	} {
		tt.line.Class = "record"
		schedule := Schedule{[]Line{tt.line}}
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
	faulty := Schedule{[]Line{
		{Class: "council_tax", Period: "6 months", Anchor: "closed", Bound: "maximum"}}}
	if _, err := faulty.Terms("council_tax", asOf, Source{}); err == nil {
		t.Error("a line without a maximum got terms")
	}
}

func TestFaultsAreAllShown(t *testing.T) {
	schedule := Schedule{[]Line{
		{Class: "council_tax", Period: "6 months", Anchor: "as_of", Bound: "maximum"},
		{Class: "Council Tax", Period: "as long as necessary", Anchor: "", Bound: "roughly"},
		{Class: "case", Period: "6 months", Anchor: "closed", Bound: "maximum"},
		{Class: "council_tax", Period: "6 months", Anchor: "as_of", Bound: "minimum"},
		{Class: "ctr", Period: "6 months", Anchor: "as_of", Bound: "maximum", Maximum: "soon",
			Owner: strings.Repeat("x", lineFieldBytesMax+1)},
	}}
	var got []string
	for _, f := range schedule.Faults() {
		got = append(got, fmt.Sprintf("%d %s", f.Line, f.Field))
	}
	want := "1 class, 1 anchor, 1 period, 1 bound, 1 maximum, 2 maximum, 3 maximum, 3 class, " +
		"4 maximum, 4 owner"
	if strings.Join(got, ", ") != want {
		t.Errorf("faults at %s; want %s", strings.Join(got, ", "), want)
	}
	for _, f := range schedule.Faults() {
		if strings.Contains(f.String(), "must must") || !strings.Contains(f.String(), " must ") {
			t.Errorf("fault reads %q", f)
		}
	}
	if faults := (Schedule{make([]Line, LinesMax+1)}).Faults(); len(faults) != 1 {
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
	} {
		got, err := schedule.Terms(class, asOf, Source{AnchorDate: asOf})
		if err != nil || got.DeleteBy.String() != want {
			t.Errorf("%s: delete by %v, %v; want %s", class, got.DeleteBy, err, want)
		}
	}
	for _, class := range []string{"flag", "pair", "dwelling"} {
		if _, ok := schedule.Find(class); ok {
			t.Errorf("the schedule has a line for %s: it would replace the strictest of its sources", class)
		}
	}
}

// What the public notices of five councils say of how long they keep things,
// contradictions included: each line gives a date, a conflict or a fault, and
// none is kept for ever. See testdata/notices.csv.
func TestPublicNotices(t *testing.T) {
	file, err := os.Open("testdata/notices.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	asOf := mustDate(t, "2026-08-31")
	for _, row := range rows[1:] {
		line := Line{Class: row[1], Period: row[2], Anchor: row[3], Bound: "maximum", Maximum: row[4]}
		got, err := Schedule{[]Line{line}}.Terms(line.Class, asOf, Source{Notice: row[0]})
		outcome := got.DeleteBy.String()
		switch {
		case err != nil:
			outcome = "fault"
		case got.Conflict != "":
			outcome += " conflict"
		}
		if outcome != row[5] {
			t.Errorf("%s, %s, %q: %s, want %s (%v)", row[0], row[1], row[2], outcome, row[5], err)
		}
	}
}
