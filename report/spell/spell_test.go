package spell

import (
	"math"
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

func TestBits(t *testing.T) {
	for _, tt := range []struct {
		millibits    int32
		plain, steps string
	}{{0, "0.000", "0.000"}, {-5, "-0.005", "-0.005"}, {1234, "1.234", "+1.234"},
		{math.MinInt32, "-2147483.648", "-2147483.648"}} {
		if got := Bits(tt.millibits); got != tt.plain {
			t.Errorf("bits of %d are %s, want %s", tt.millibits, got, tt.plain)
		}
		if got := SignedBits(tt.millibits); got != tt.steps {
			t.Errorf("a step of %d is %s, want %s", tt.millibits, got, tt.steps)
		}
	}
}

func TestPercent(t *testing.T) {
	for _, tt := range []struct {
		part, whole int64
		want        string
	}{{0, 1, "0.00 %"}, {1, 1, "100.00 %"}, {1, 20_000, "0.01 %"}, {1, 20_001, "< 0.01 %"},
		{953_671, 1_000_000, "95.37 %"}, {999_999_999, 1_000_000_000, "100.00 %"}} {
		if got := Percent(tt.part, tt.whole); got != tt.want {
			t.Errorf("%d of %d is %q, want %q", tt.part, tt.whole, got, tt.want)
		}
	}
}
