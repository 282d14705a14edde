package spell

import (
	"testing"

	"nfimatch/extract/retention"
)

func TestGrouped(t *testing.T) {
	for n, want := range map[int]string{0: "0", 7: "7", 999: "999", 1000: "1,000", 27944: "27,944",
		1234567: "1,234,567", -1: "-1", -999: "-999", -1000: "-1,000", -123: "-123",
		-123456: "-123,456", -1234567: "-1,234,567"} {
		if got := Grouped(n); got != want {
			t.Errorf("%d is written %q, want %q", n, got, want)
		}
	}
}

func TestDay(t *testing.T) {
	day, _ := retention.DateOf(2026, 10, 2)
	if got := Day(day, "none"); got != "2 Oct 2026" {
		t.Errorf("the day is written %q", got)
	}
	if got := Day(0, "not known"); got != "not known" {
		t.Errorf("no day is written %q", got)
	}
}
