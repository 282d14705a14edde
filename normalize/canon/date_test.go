package canon

import (
	"fmt"
	"testing"
)

var datesWritten = []struct {
	in     string
	kind   DateKind
	want   Date
	status Status
}{
	{"01/04/1993", DateEvent, Date{1993, 4, 1}, Valid},
	{"1/4/1993", DateEvent, Date{1993, 4, 1}, Valid},
	{"01.04.1993", DateEvent, Date{1993, 4, 1}, Valid},
	{"01-04-1993", DateEvent, Date{1993, 4, 1}, Valid},
	{"1993-04-01", DateEvent, Date{1993, 4, 1}, Valid},
	{"19930401", DateEvent, Date{1993, 4, 1}, Valid},
	{"1993-04-01 00:00:00", DateEvent, Date{1993, 4, 1}, Valid},
	{"1993-04-01T00:00:00.000Z", DateEvent, Date{1993, 4, 1}, Valid},
	{"01/04/1993 00:00", DateEvent, Date{1993, 4, 1}, Valid},
	{"01-Apr-1993", DateEvent, Date{1993, 4, 1}, Valid},
	{"1 April 1993", DateEvent, Date{1993, 4, 1}, Valid},
	{"01APR1993", DateEvent, Date{1993, 4, 1}, Valid},
	{"1 Sept 2003", DateEvent, Date{2003, 9, 1}, Valid},
	{"1993/04/01", DateEvent, Date{1993, 4, 1}, Valid},
	// Two-digit years.
	{"01-APR-93", DateEvent, Date{1993, 4, 1}, Valid},
	{"31-MAR-99", DateEvent, Date{1999, 3, 31}, Valid},
	{"01-APR-00", DateEvent, Date{2000, 4, 1}, Valid},
	{"01/04/26", DateEvent, Date{2026, 4, 1}, Valid},
	{"01-APR-92", DateEvent, Date{2092, 4, 1}, Valid}, {"01-APR-92", DateEnd, Date{}, Missing},
	{"01-APR-93", DateBirth, Date{1993, 4, 1}, Valid},
	{"01-APR-27", DateBirth, Date{1927, 4, 1}, Valid},
	{"01-APR-26", DateBirth, Date{2026, 4, 1}, Valid},
	{"01-APR-00", DateBirth, Date{2000, 4, 1}, Valid},
	{"01-APR-27", DateElector, Date{2027, 4, 1}, Valid},
	{"01-APR-25", DateElector, Date{2025, 4, 1}, Valid},
	{"01-APR-31", DateElector, Date{1931, 4, 1}, Valid},
	{"01-APR-08", DateElector, Date{2008, 4, 1}, Valid},
	// No date.
	{"", DateEvent, Date{}, Missing}, {"  ", DateEvent, Date{}, Missing},
	{"NULL", DateEvent, Date{}, Missing},
	{"00/00/0000", DateEvent, Date{}, Missing}, {"0000-00-00", DateEvent, Date{}, Missing},
	{"0000-00-00 00:00:00", DateEvent, Date{}, Missing},
	{"00000000", DateEvent, Date{}, Missing},
	{"01/01/1900", DateBirth, Date{}, Missing}, {"01/01/1901", DateBirth, Date{}, Missing},
	{"11/11/1111", DateBirth, Date{}, Missing}, {"0", DateBirth, Date{}, Missing},
	{"31/12/2099", DateEnd, Date{}, Missing}, {"2099-12-31", DateEvent, Date{}, Missing},
	{"31-DEC-4712", DateEnd, Date{}, Missing}, {"31/12/9999", DateEnd, Date{}, Missing},
	{"9999", DateEnd, Date{}, Missing}, {"9999-12-31 00:00:00", DateEnd, Date{}, Missing},
	{"01/04/2090", DateEnd, Date{}, Missing},
	{"31/12/2089", DateEnd, Date{2089, 12, 31}, Valid},
	// Impossible.
	{"31/02/2020", DateEvent, Date{}, Invalid}, {"29/02/2021", DateEvent, Date{}, Invalid},
	{"29/02/2020", DateEvent, Date{2020, 2, 29}, Valid},
	{"29/02/1900", DateEvent, Date{}, Invalid},
	{"13/13/2020", DateEvent, Date{}, Invalid}, {"04/31/2020", DateEvent, Date{}, Invalid},
	{"01/04/1899", DateEvent, Date{}, Invalid}, {"01/04/2027", DateBirth, Date{}, Invalid},
	{"SMITH", DateEvent, Date{}, Invalid}, {"1993", DateEvent, Date{}, Invalid},
	{"01/04/993", DateEvent, Date{}, Invalid}, {"01/04", DateEvent, Date{}, Invalid},
	{"01-APX-1993", DateEvent, Date{}, Invalid},
	{"01/04/1993 SMITH", DateEvent, Date{}, Invalid},
	{"01-APRX-1993", DateEvent, Date{}, Invalid}, {"12-May", DateEvent, Date{}, Invalid},
}

func TestParseDate(t *testing.T) {
	const year = 2026
	for _, test := range datesWritten {
		got, status := ParseDate(test.in, test.kind, year)
		if got != test.want || status != test.status {
			t.Errorf("ParseDate(%q, %d) = %v, %d, want %v, %d",
				test.in, test.kind, got, status, test.want, test.status)
		}
	}
}

func TestAdultDates(t *testing.T) {
	published := Date{2026, 12, 1}
	for _, test := range []struct {
		date Date
		want AdultMeaning
	}{
		{Date{2025, 11, 30}, AdultNone}, {Date{2025, 12, 1}, AdultAttainment},
		{Date{2026, 12, 1}, AdultAttainment}, {Date{2030, 12, 1}, AdultAttainment},
		{Date{2030, 12, 2}, AdultNone}, {Date{2013, 12, 2}, AdultNone},
		{Date{2013, 12, 1}, AdultBirth},
		{Date{1960, 1, 1}, AdultBirth}, {Date{1916, 12, 1}, AdultBirth},
		{Date{1916, 11, 30}, AdultNone},
	} {
		dates := AdultDates{Published: published}
		dates.Add(test.date)
		if got := dates.Meaning(); got != test.want || got != dates.MeaningOf(test.date) {
			t.Errorf("%v means %d, want %d", test.date, got, test.want)
		}
	}
	both := AdultDates{Published: published}
	both.Add(Date{2027, 1, 1})
	both.Add(Date{1990, 1, 1})
	both.Add(Date{2020, 1, 1})
	if both.Meaning() != AdultMixed || both.Births != 1 || both.Attainments != 1 || both.Others != 1 {
		t.Errorf("both kinds: %+v", both)
	}
	if got := (&AdultDates{Published: published}).Meaning(); got != AdultNone {
		t.Errorf("no dates mean %d", got)
	}
}

func FuzzDate(f *testing.F) {
	f.Add("01-APR-93", uint8(0))
	f.Add("2026-01-02T03:04:05Z", uint8(2))
	f.Add("00/00/0000", uint8(1))
	f.Fuzz(func(t *testing.T, s string, k uint8) {
		kind := DateKind(k % 4)
		date, status := ParseDate(s, kind, 2026)
		if status != Valid {
			if date != (Date{}) {
				t.Fatalf("%v with status %d", date, status)
			}
			return
		}
		text := fmt.Sprintf("%04d-%02d-%02d", date.Year, date.Month, date.Day)
		if again, status := ParseDate(text, kind, 2026); again != date || status != Valid {
			t.Fatalf("%s reads as %v, %d", text, again, status)
		}
	})
}

func BenchmarkParseDate(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		ParseDate("01/04/1993", DateEvent, 2026)
	}
}
