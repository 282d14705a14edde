package retention

import (
	"fmt"
	"math/rand"
	"testing"
)

// randomSchedule has a class of up to four lines of every kind, without faults.
func randomSchedule(random *rand.Rand) Schedule {
	pick := func(texts ...string) string { return texts[random.Intn(len(texts))] }
	words := []string{"1 month", "30 days", "3 months (63 days)", "as required", "6 months",
		"6 months at least", "1 year or 400 days", "2 years", "1 month then 1 year"}
	var s Schedule
	for range 1 + random.Intn(4) {
		s.Lines = append(s.Lines, Line{Class: "c", Period: pick(words...),
			Anchor: pick("as_of", "closed"), Bound: pick("maximum", "maximum", "minimum"),
			Maximum: pick("", "31 days", "1 year", "3 years (400 days)"), Owner: fmt.Sprint(len(s.Lines))})
		if s.Faults() != nil {
			s.Lines[len(s.Lines)-1].Maximum = "2 months"
		}
	}
	return s
}

// latestEnd is the latest day that any line of s, alone and with one of its lengths,
// could mean: no conflict is left in such a line.
func latestEnd(t *testing.T, s Schedule, asOf Date, source Source) Date {
	var latest Date
	for _, l := range s.Lines {
		periods, _, _ := namedPeriods(l.Period)
		ceilings, _ := ParsePeriod(l.Maximum)
		for _, p := range append(periods, ceilings...) {
			single := l
			single.Period, single.Maximum = p.String(), p.String()
			terms, err := Schedule{Lines: []Line{single}}.Terms("c", asOf, source)
			if err != nil {
				t.Fatal(err)
			}
			latest = max(latest, terms.DeleteBy)
		}
	}
	return latest
}

func TestDecisionLaws(t *testing.T) {
	random := rand.New(rand.NewSource(2))
	asOf := mustDate(t, "2026-08-31")
	settled, refused := 0, 0
	for range 3000 {
		s := randomSchedule(random)
		source := Source{}
		if random.Intn(2) == 0 {
			source.AnchorDate = asOf + Date(random.Intn(300))
		}
		before, err := s.Terms("c", asOf, source)
		if err != nil {
			t.Fatalf("%+v: %v", s, err)
		}
		latest := latestEnd(t, s, asOf, source)
		if before.DeleteBy > latest {
			t.Fatalf("%+v: undecided %v, the latest is %v", s, before.DeleteBy, latest)
		}
		period := []string{"1 month", "30 days", "63 days", "3 months", "6 months", "1 year",
			"400 days", "2 years", "3 years", "31 days"}[random.Intn(10)]
		d := decision(t, s, "c", period)
		err = s.CheckDecision(d)
		s.Decisions = []Decision{d}
		after, _ := s.Terms("c", asOf, source)
		switch {
		case before.Conflict == "":
			if err == nil || after != before {
				t.Fatalf("%+v: there was nothing to decide", s)
			}
		case err != nil:
			refused++
			if after.DeleteBy != before.DeleteBy || after.Conflict == "" || after.Decision != "" {
				t.Fatalf("%+v: refused (%v) and yet %+v", s, err, after)
			}
		default:
			settled++
			if after.DeleteBy > latest || after.Conflict != "" || after.Decision == "" {
				t.Fatalf("%+v: decided %v, the lines' latest end is %v; %+v", s, after.DeleteBy,
					latest, after)
			}
		}
	}
	if settled < 400 || refused < 400 {
		t.Errorf("%d decisions held and %d were refused: too few to tell", settled, refused)
	}
}
