package retention

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"testing/quick"
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
		{"1 month, 2 weeks.", []Period{{1, 14}}},
		{"6 months and 2 years", []Period{{6, 0}, {24, 0}}}, // not one length of 30 months
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

// Whatever else the words say, a length they name is found.
func TestNamedPeriods(t *testing.T) {
	for _, tt := range []struct {
		words string
		want  []Period
	}{
		{"as per the service's schedule", nil},
		{"", nil},
		{"6 months (subject to review)", []Period{{6, 0}}},
		{"3 years from the point of contact", []Period{{36, 0}}},
		{"current year + 6 years", []Period{{72, 0}}},
		{"7 years for payers, 1 month for others", []Period{{84, 0}, {1, 0}}},
		{"within 2 years 6 months: then deleted", []Period{{30, 0}}},
		{"6 months and as required", []Period{{6, 0}}},
	} {
		got, plain, err := namedPeriods(tt.words)
		if fmt.Sprint(got) != fmt.Sprint(tt.want) || plain || err != nil {
			t.Errorf("namedPeriods(%q) = %v, %v, %v; want %v", tt.words, got, plain, err, tt.want)
		}
	}
}

func TestPeriodWords(t *testing.T) {
	for words, p := range map[string]Period{
		"end of run": {}, "1 month": {Months: 1}, "63 days": {Days: 63}, "3 years": {Months: 36},
		"2 years 6 months": {Months: 30}, "1 year 1 day": {Months: 12, Days: 1},
	} {
		if p.String() != words {
			t.Errorf("%#v reads %q, want %q", p, p, words)
		}
	}
	readBack := func(months, days uint16) bool {
		p := Period{int(months) % (periodMonthsMax + 1), int(days) % (periodDaysMax + 1)}
		got, err := ParsePeriod(p.String())
		return err == nil && len(got) == 1 && got[0] == p
	}
	if err := quick.Check(readBack, nil); err != nil {
		t.Error(err)
	}
}

// outlasts is what a comparison on every single day says.
func TestOutlasts(t *testing.T) {
	first, last := mustDate(t, "2027-01-01"), mustDate(t, "2030-12-31")
	onSomeDay := func(p, q Period) bool {
		for d := first; d <= last; d++ {
			if p.From(d) > q.From(d) {
				return true
			}
		}
		return false
	}
	random := rand.New(rand.NewSource(1))
	outlasting := 0
	for range 400 {
		p := Period{random.Intn(14), random.Intn(40)}
		q := Period{random.Intn(14), random.Intn(40)}
		if random.Intn(2) == 0 { // near each other
			q = Period{p.Months + 1, max(0, p.Days-28-random.Intn(4))}
		}
		want := onSomeDay(p, q)
		if want {
			outlasting++
		}
		if got := p.outlasts(q); got != want {
			t.Errorf("%v outlasts %v: %v, want %v", p, q, got, want)
		}
	}
	if outlasting < 100 || outlasting > 300 {
		t.Errorf("%d of 400 pairs outlast each other: too one-sided", outlasting)
	}
}
