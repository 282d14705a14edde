package retention

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

// notices returns what the public notices of five councils say, as one schedule.
func notices(t *testing.T) Schedule {
	t.Helper()
	paths, err := filepath.Glob("testdata/notices/*.toml")
	if err != nil || len(paths) != 5 {
		t.Fatalf("%d notices, %v", len(paths), err)
	}
	var s Schedule
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var notice struct {
			Lines []Line `toml:"schedule"`
		}
		decoder := toml.NewDecoder(strings.NewReader(string(content))).DisallowUnknownFields()
		if err := decoder.Decode(&notice); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		s.Lines = append(s.Lines, notice.Lines...)
	}
	return s
}

// The contradictions of the notices are raised, a day is enforced all the same, and
// each decision changes it within what the notices say.
func TestPublicNotices(t *testing.T) {
	s := notices(t)
	if faults := s.Faults(); len(faults) > 0 {
		t.Fatal(faults)
	}
	const asOf, event = "2026-08-31", "2026-10-15"
	type end struct{ period, asOf, known string } // known: once the event has happened
	for _, tt := range []struct {
		class     string
		conflict  string
		undecided end
		decided   []end
		refused   []string
	}{
		{"customer_contact", "", end{"", "2029-08-31", "2029-10-15"}, nil, []string{"3 years"}},
		{"call_recording", `4 lines disagree: "3 months", "6 months", "3 months (63 days)", ` +
			`"6 months"; "3 months (63 days)" names different lengths; the earliest end is enforced`,
			end{"", "2026-11-02", "2026-11-02"},
			[]end{{"63 days", "2026-11-02", "2026-11-02"}, {"3 months", "2026-11-30", "2026-11-30"},
				{"6 months", "2027-02-28", "2027-02-28"}},
			[]string{"1 year", "4 months", "3 months (63 days)", "end of run"}},
		{"email", `2 lines disagree: "in line with the service area's guidelines", "3 years"; ` +
			`"in line with the service area's guidelines" names no length; ` +
			`the earliest end is enforced`,
			end{"", "2029-08-31", "2029-10-15"}, []end{{"3 years", "2029-08-31", "2029-10-15"}},
			[]string{"7 years", "1 year"}},
		{"crm", "", end{"", "2029-08-31", "2029-10-15"}, nil, nil},
		{"reception_email", "", end{"", "2026-09-30", "2026-11-15"}, nil, nil},
		{"onward_copy", `"as per the service's schedule" names no length; ` +
			`the maximum of "1 year" is enforced`,
			end{"", "2027-08-31", "2027-08-31"},
			[]end{{"1 month", "2027-08-31", "2026-11-15"}, {"1 year", "2027-08-31", "2027-08-31"}},
			[]string{"13 months", "366 days"}},
		{"council_tax", `"only as long as required" names no length; ` +
			`the maximum of "7 years" is enforced`,
			end{"", "2033-08-31", "2033-08-31"}, []end{{"6 months", "2027-02-28", "2027-02-28"}},
			[]string{"7 years 1 day"}},
	} {
		check := func(s Schedule, want end) {
			t.Helper()
			open, known := termsOf(t, s, tt.class, asOf, ""), termsOf(t, s, tt.class, asOf, event)
			if open.DeleteBy.String() != want.asOf || known.DeleteBy.String() != want.known {
				t.Errorf("%s, decided %q: %v and, once the event is known, %v; want %s and %s",
					tt.class, want.period, open.DeleteBy, known.DeleteBy, want.asOf, want.known)
			}
		}
		check(s, tt.undecided)
		if got := termsOf(t, s, tt.class, asOf, "").Conflict; got != tt.conflict {
			t.Errorf("%s: conflict\n%s\nwant\n%s", tt.class, got, tt.conflict)
		}
		for _, want := range tt.decided {
			d := decision(t, s, tt.class, want.period)
			if err := s.CheckDecision(d); err != nil {
				t.Error(err)
			}
			check(Schedule{s.Lines, []Decision{d}}, want)
		}
		for _, period := range tt.refused {
			if err := s.CheckDecision(decision(t, s, tt.class, period)); err == nil {
				t.Errorf("%s can be decided as %q", tt.class, period)
			}
		}
	}
	if got := len(s.Classes()); got != 7 {
		t.Errorf("the notices have %d classes, want the 7 above", got)
	}
}

// Without the maxima that are not the notices' own, every vague line is a fault.
func TestVagueNoticesNeedAMaximum(t *testing.T) {
	s := notices(t)
	vague := 0
	for i := range s.Lines {
		if _, err := ParsePeriod(s.Lines[i].Period); err == nil {
			continue
		}
		vague++
		whole := s.Lines[i].Maximum
		s.Lines[i].Maximum = ""
		faults := s.Faults()
		if len(faults) == 0 || faults[0].Line != i || faults[0].Field != "period" {
			t.Errorf("%q without a maximum has the faults %v", s.Lines[i].Period, faults)
		}
		if _, err := s.Terms(s.Lines[i].Class, mustDate(t, "2026-08-31"), Source{}); err == nil {
			t.Errorf("%q without a maximum has terms", s.Lines[i].Period)
		}
		s.Lines[i].Maximum = whole
	}
	if vague != 3 {
		t.Errorf("%d notices are vague, want 3", vague)
	}
}
