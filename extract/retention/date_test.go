package retention

import (
	"math"
	"testing"
	"testing/quick"
	"time"
)

func TestDateOf(t *testing.T) {
	for _, tt := range []struct {
		year, month, day int
		want             string // "" if there is no such day
	}{
		{1900, 1, 1, "1900-01-01"},
		{1900, 2, 29, ""}, // 1900 was no leap year
		{2000, 2, 29, "2000-02-29"},
		{2100, 2, 29, ""},
		{2199, 12, 31, "2199-12-31"},
		{2200, 1, 1, ""},
		{1899, 12, 31, ""},
		{2026, 4, 31, ""},
		{2026, 13, 1, ""},
		{2026, 0, 1, ""},
		{2026, 1, 0, ""},
		{2026, 1, -1, ""},
	} {
		d, ok := DateOf(tt.year, tt.month, tt.day)
		if d.String() != tt.want || ok != (tt.want != "") {
			t.Errorf("DateOf(%d, %d, %d) = %v, %v; want %q", tt.year, tt.month, tt.day, d, ok, tt.want)
		}
	}
	if d, _ := DateOf(1900, 1, 1); d != FirstDate {
		t.Errorf("1900-01-01 is %d, want %d", d, FirstDate)
	}
	if d, _ := DateOf(2199, 12, 31); d != LastDate {
		t.Errorf("2199-12-31 is %d, want %d", d, LastDate)
	}
	if d, _ := DateOf(1970, 1, 1); d.UnixDays() != 0 {
		t.Errorf("1970-01-01 is %d days from itself", d.UnixDays())
	}
}

// Every day there is goes out and comes back, by each of the three ways.
func TestDateRoundTrips(t *testing.T) {
	day := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	for d := FirstDate; d <= LastDate; d, day = d+1, day.AddDate(0, 0, 1) {
		if got := d.String(); got != day.Format(time.DateOnly) {
			t.Fatalf("day %d is %s, want %s", d, got, day.Format(time.DateOnly))
		}
		if back, err := ParseDate(d.String()); back != d || err != nil {
			t.Fatalf("ParseDate(%v) = %d, %v; want %d", d, back, err, d)
		}
		if back, ok := DateOf(d.Civil()); back != d || !ok {
			t.Fatalf("DateOf(Civil(%d)) = %d, %v", d, back, ok)
		}
		if back, ok := DateOfUnixDays(d.UnixDays()); back != d || !ok {
			t.Fatalf("DateOfUnixDays(UnixDays(%d)) = %d, %v", d, back, ok)
		}
	}
	before, after := FirstDate.UnixDays()-1, LastDate.UnixDays()+1
	for _, days := range []int32{before, after, math.MinInt32, math.MaxInt32} {
		if d, ok := DateOfUnixDays(days); d != 0 || ok {
			t.Errorf("DateOfUnixDays(%d) = %v, %v; want no date", days, d, ok)
		}
	}
}

func TestParseDateRefuses(t *testing.T) {
	for _, s := range []string{"", "2026-1-01", "01/11/2026", "2026-11-01 ", "+026-11-01",
		"2026-11-31", "2026/11/01", "20261101", "0000-00-00", "2026-11-0x", "１０26-11-01"} {
		if d, err := ParseDate(s); err == nil {
			t.Errorf("ParseDate(%q) = %v, want an error", s, d)
		}
	}
}

func TestMonthArithmetic(t *testing.T) {
	for _, tt := range []struct {
		from   string
		months int
		want   string
	}{
		{"2026-08-31", 6, "2027-02-28"},
		{"2027-08-31", 6, "2028-02-29"},
		{"2026-11-01", 6, "2027-05-01"},
		{"2026-01-31", 1, "2026-02-28"},
		{"2026-01-31", 2, "2026-03-31"}, // counted from the first day, not month by month
		{"2026-12-31", 2, "2027-02-28"},
		{"2026-03-31", -1, "2026-02-28"},
		{"2026-01-15", -1, "2025-12-15"},
		{"2026-05-10", 0, "2026-05-10"},
		{"2199-12-01", 1, "2199-12-31"}, // the range ends here
		{"1900-01-20", -1, "1900-01-01"},
		{"2026-05-10", 1 << 40, "2199-12-31"},
		{"2026-05-10", -1 << 40, "1900-01-01"},
	} {
		if got := mustDate(t, tt.from).AddMonths(tt.months).String(); got != tt.want {
			t.Errorf("%s and %d months is %s, want %s", tt.from, tt.months, got, tt.want)
		}
	}
	if got := mustDate(t, "2028-02-29").AddYears(1).String(); got != "2029-02-28" {
		t.Errorf("2028-02-29 and a year is %s, want 2029-02-28", got)
	}
	if Date(0).AddMonths(1) != 0 || Date(0).AddDays(1) != 0 {
		t.Error("no date and a month must stay no date")
	}
}

// A month more never ends earlier, and a period never runs past the month it
// names.
func TestMonthArithmeticLaws(t *testing.T) {
	monotone := func(day uint32, months int16) bool {
		d := FirstDate + Date(day%uint32(LastDate))
		a, b := d.AddMonths(int(months)), d.AddMonths(int(months)+1)
		return a <= b && FirstDate <= a && b <= LastDate
	}
	lands := func(day uint32, months uint8) bool {
		d := FirstDate + Date(day%uint32(LastDate-40000))
		year, month, _ := d.Civil()
		toYear, toMonth, _ := d.AddMonths(int(months)).Civil()
		return toYear*12+toMonth == year*12+month+int(months)
	}
	for _, law := range []any{monotone, lands} {
		if err := quick.Check(law, &quick.Config{MaxCount: 20000}); err != nil {
			t.Error(err)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	f.Add("2026-11-01")
	f.Add("2026-02-30")
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err == nil && d.String() != s || err != nil && d != 0 {
			t.Fatalf("ParseDate(%q) = %v, %v", s, d, err)
		}
	})
}

func mustDate(t *testing.T, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return d
}
