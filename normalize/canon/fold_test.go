package canon

import (
	"strings"
	"testing"
)

func TestFold(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"", ""}, {"SMITH", "SMITH"}, {"Smith", "SMITH"}, {"  a \t\r\n b  ", "A B"}, {"A ", "A"},
		{"Siân", "SIAN"}, {"SiÃ¢n", "SIAN"}, {"SIÃ¢N", "SIAN"}, {"SiÃƒÂ¢n", "SIAN"},
		{"Si\xe2n", "SIAN"}, {"Si\u0061\u0302n", "SIAN"}, {"O\x92Brien", "O'BRIEN"},
		{"Oâ€™Brien", "O'BRIEN"}, {"Å‚ukasz", "LUKASZ"}, {"Ã…â€šukasz", "LUKASZ"},
		{"Ã\u00a0 la", "A LA"},
		{"Łódź", "LODZ"}, {"Øystein Æsc", "OYSTEIN AESC"}, {"Groß", "GROSS"}, {"Đorđe", "DORDE"},
		{"Þór", "THOR"}, {"Œuvre", "OEUVRE"}, {"İsmail ılgın", "ISMAIL ILGIN"}, {"ǿ", "O"},
		{"ﬁ Ｆ", "FI F"}, {"Nguyễn", "NGUYEN"}, {"Məmmədov", "MAMMADOV"},
		{"Kazlauskienė", "KAZLAUSKIENE"},
		{"‘a’ “b” c–d", "'A' \"B\" C-D"}, {"O´Brien O`Brien", "O'BRIEN O'BRIEN"},
		{"14½ High St", "14 1/2 HIGH ST"}, {"a\u00a0b\u200b", "A B"}, {"\ufeffa\u00ad", "A"},
		{"Ü Ö Ä", "U O A"}, {"Ã É", "A E"}, {"£5", "5"}, {"Иван", ""}, {"A\x00B\x7fC", "A B C"},
		{"…", "..."}, {"\u2028a", "A"},
	} {
		if got := Fold(test.in); got != test.want {
			t.Errorf("Fold(%q) = %q, want %q", test.in, got, test.want)
		}
		if got := Fold([]byte(test.in)); got != test.want {
			t.Errorf("Fold of the bytes of %q = %q, want %q", test.in, got, test.want)
		}
	}
}

func TestBlank(t *testing.T) {
	for _, in := range []string{
		"", " ", "NULL", "null", "<NULL>", "N/A", "n/a", "TBC", "Unknown", "-", ".", "?",
		" -- ", "’",
		"Not known", "#N/A", "None",
	} {
		if got := Blank(in); got != "" {
			t.Errorf("Blank(%q) = %q, want nothing", in, got)
		}
	}
	for in, want := range map[string]string{"NA": "NA", "0": "0", "Nullis": "NULLIS", "-1": "-1"} {
		if got := Blank(in); got != want {
			t.Errorf("Blank(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzFold(f *testing.F) {
	f.Add("SiÃ¢n O\x92Brien  14½")
	f.Add("ÃƒÂ¢ â€™ \xe2\x80")
	f.Fuzz(func(t *testing.T, s string) {
		folded := Fold(s)
		if Fold(folded) != folded {
			t.Fatalf("%q folds to %q, and that to %q", s, folded, Fold(folded))
		}
		for _, c := range []byte(folded) {
			if c < ' ' || c > '~' || 'a' <= c && c <= 'z' || c == '`' {
				t.Fatalf("%q folds to %q", s, folded)
			}
		}
		if strings.TrimSpace(folded) != folded || strings.Contains(folded, "  ") {
			t.Fatalf("%q folds to %q: spaces", s, folded)
		}
		if got := Fold([]byte(s)); got != folded {
			t.Fatalf("%q folds to %q as text and %q as bytes", s, folded, got)
		}
		if blank := Blank(s); blank != Blank(blank) || blank != "" && blank != folded {
			t.Fatalf("Blank(%q) = %q", s, blank)
		}
	})
}

func TestFoldCanonicalAllocatesNothing(t *testing.T) {
	text := "12 HIGH STREET"
	if n := testing.AllocsPerRun(100, func() { Fold(text) }); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

func BenchmarkFold(b *testing.B) {
	for _, bench := range []struct{ name, in string }{
		{"text=canonical", "12 HIGH STREET"}, {"text=lower", "12 High Street"},
		{"text=marks", "Siân Núñez"},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Fold(bench.in)
			}
		})
	}
}
