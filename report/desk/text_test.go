package desk

import (
	"encoding/xml"
	"math"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	long := strings.Repeat("🏠", cellUnitsMax/2)
	for _, tt := range []struct{ name, text, want string }{
		{"nothing", "", ""},
		{"Welsh", "Siân Ŵyn", "Siân Ŵyn"},
		{"spaces", "  A  B ", "  A  B "},
		{"tab", "\tA", "\tA"},
		{"breaks", "a\r\nb\rc\vd\fe\u0085f\u2028g\u2029h\n", "a\nb\nc\nd\ne\nf\ng\nh\n"},
		{"controls", "\x00\x01\x1f\x7f\u009f", "�����"},
		{"no character", "\ufffe\uffff", "��"},
		{"broken bytes", "a\xff\xc3", "a��"},
		{"turned", "a\u202eb\u2066c\u200f", "a�b�c\u200f"},
		{"as long as may be", long + "x", long + "x"},
		{"too long", long + "xy", strings.TrimSuffix(long, "🏠") + "🏠…"},
		{"too long by a pair", "x" + long + "x", "x" + strings.TrimSuffix(long, "🏠") + "…"},
		{"many breaks", strings.Repeat("\n", 255), strings.Repeat("\n", 253) + "  "},
	} {
		if got := clean(tt.text); got != tt.want {
			t.Errorf("%s: %d bytes, want %d", tt.name, len(got), len(tt.want))
		}
	}
}

func FuzzClean(f *testing.F) {
	// Long texts are TestClean's: as seeds they would make every run a long one.
	for _, seed := range []string{"", "=1", "\r\n\x00\xff", "_x0041_", "🏠\u202e\ufffe"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := clean(text)
		if clean(got) != got {
			t.Error("not idempotent")
		}
		if !utf8.ValidString(got) || len(utf16.Encode([]rune(got))) > cellUnitsMax ||
			strings.Count(got, "\n") > cellBreaksMax || strings.Contains(got, "\r") {
			t.Error("no text of a cell")
		}
		var escaped strings.Builder
		if err := xml.EscapeText(&escaped, []byte(got)); err != nil {
			t.Fatal(err)
		}
		var back struct {
			Text string `xml:",chardata"`
		}
		if err := xml.Unmarshal([]byte("<t>"+escaped.String()+"</t>"), &back); err != nil ||
			back.Text != got {
			t.Errorf("XML does not hold it: %v", err)
		}
		if lines := linesOf(got, 10); lines < 1+strings.Count(got, "\n") {
			t.Errorf("%d lines", lines)
		}
	})
}

func TestLinesOf(t *testing.T) {
	for _, tt := range []struct {
		text  string
		width int
		want  int
	}{
		{"", 10, 1},
		{"abcd", 10, 1},
		{"a\nb", 10, 2},
		{"\n", 10, 2},
		{"abcde abcde", 10, 2},
		{"abcd abcd abcd", 10, 2},
		{"aaaaaaaaaaaaaaaaaaaaaaaaaaa", 10, 3}, // broken within
		{"MMMMMM", 10, 2},
		{"iiiiiiiiiiiiiii", 10, 1},
		{"🏠🏠🏠🏠🏠", 10, 2},
		{"a\u0301a\u0301a\u0301a\u0301a\u0301", 6, 1},
	} {
		if got := linesOf(tt.text, tt.width); got != tt.want {
			t.Errorf("%q takes %d lines, want %d", tt.text, got, tt.want)
		}
	}
}

// TestContrast: ink on each ground is at least 4.5 to 1 (WCAG 2.2, 1.4.3).
func TestContrast(t *testing.T) {
	for _, pair := range [][2]string{{inkColour, paperColour}, {inkColour, entryColour},
		{paperColour, headerColour}} {
		a, b := luminance(t, pair[0]), luminance(t, pair[1])
		if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); ratio < 7 {
			t.Errorf("%s on %s has a contrast of %.1f", pair[0], pair[1], ratio)
		}
	}
}

func luminance(t *testing.T, colour string) (sum float64) {
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(colour[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		if part := float64(n) / 255; part <= 0.04045 {
			sum += weight * part / 12.92
		} else {
			sum += weight * math.Pow((part+0.055)/1.055, 2.4)
		}
	}
	return sum
}
