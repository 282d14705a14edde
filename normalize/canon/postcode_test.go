package canon

import (
	"slices"
	"strings"
	"testing"
)

func TestParsePostcode(t *testing.T) {
	for _, test := range []struct{ in, unit, sector, district string }{
		{"SW1A 1AA", "SW1A 1AA", "SW1A 1", "SW1A"}, {"sw1a1aa", "SW1A 1AA", "SW1A 1", "SW1A"},
		{" s w1a 1.aa ", "SW1A 1AA", "SW1A 1", "SW1A"}, {"M1\u00a01AE", "M1 1AE", "M1 1", "M1"},
		{"M1 1AE", "M1 1AE", "M1 1", "M1"}, {"B33 8TH", "B33 8TH", "B33 8", "B33"},
		{"CR2 6XH", "CR2 6XH", "CR2 6", "CR2"}, {"DN55 1PT", "DN55 1PT", "DN55 1", "DN55"},
		{"W1A 0AX", "W1A 0AX", "W1A 0", "W1A"}, {"EC1A 1BB", "EC1A 1BB", "EC1A 1", "EC1A"},
		{"N1P 2AA", "N1P 2AA", "N1P 2", "N1P"}, {"GIR 0AA", "GIR 0AA", "GIR 0", "GIR"},
		{"gir0aa", "GIR 0AA", "GIR 0", "GIR"}, {"GIR OAA", "GIR 0AA", "GIR 0", "GIR"},
		// O for 0 and I for 1 where the place forces it.
		{"M1 IAE", "M1 1AE", "M1 1", "M1"}, {"MI 1AE", "M1 1AE", "M1 1", "M1"},
		{"W1A OAX", "W1A 0AX", "W1A 0", "W1A"}, {"LSI 4AP", "LS1 4AP", "LS1 4", "LS1"},
		{"C01 1AA", "CO1 1AA", "CO1 1", "CO1"}, {"0L1 1AA", "OL1 1AA", "OL1 1", "OL1"},
		{"1G1 1AA", "IG1 1AA", "IG1 1", "IG1"}, {"OX1O 1AA", "OX10 1AA", "OX10 1", "OX10"},
		{"BI0 1AA", "B10 1AA", "B10 1", "B10"}, {"SO14 1AA", "SO14 1AA", "SO14 1", "SO14"},
		{"S014 1AA", "SO14 1AA", "SO14 1", "SO14"}, {"S10 1AA", "S10 1AA", "S10 1", "S10"},
		{"E1W 1AA", "E1W 1AA", "E1W 1", "E1W"},
	} {
		got, ok := ParsePostcode(test.in)
		if want := (Postcode{test.unit, test.sector, test.district}); !ok || got != want {
			t.Errorf("ParsePostcode(%q) = %+v, %v, want %+v", test.in, got, ok, want)
		}
	}
	for _, in := range []string{
		"", "SW1A", "SW1A 1", "1AA", "ZZ99 3VZ", "XX1 1AA", "QA1 1AA", "VA1 1AA", "SW1A 1CA",
		"SW1A 1A0", "SW1A 1AAA", "UNKNOWN", "BS1 1AÀ", "12345", "NULL", "M1 AAE",
	} {
		if got, ok := ParsePostcode(in); ok {
			t.Errorf("ParsePostcode(%q) = %+v, want none", in, got)
		}
	}
}

func TestForeignPostcode(t *testing.T) {
	for written, want := range map[string]string{
		"2601": "2601", " 90210-1234 ": "902101234", "1017 ab": "1017AB",
		"LS1": "", "LS1 4A": "", "ZZ99 3VZ": "", "0000": "", "N/A": "", "": "", "12345678901": "",
	} {
		got, ok := ForeignPostcode(written)
		if got.Unit != want || ok != (want != "") || got.Sector != "" || got.District != "" {
			t.Errorf("ForeignPostcode(%q) = %+v, %v, want %q", written, got, ok, want)
		}
	}
	postcode, _ := ForeignPostcode("2601")
	if got := postcode.Deletions(); !slices.Equal(got, []string{"601", "201", "261", "260"}) {
		t.Errorf("Deletions = %q", got)
	}
	if got := postcode.Masks(); !slices.Equal(got, []string{"?601", "2?01", "26?1", "260?"}) {
		t.Errorf("Masks = %q", got)
	}
}

func TestPostcodeMasksAndDeletions(t *testing.T) {
	postcode, _ := ParsePostcode("M1 1AE")
	masks := []string{"?1 1AE", "M? 1AE", "M1 ?AE", "M1 1?E", "M1 1A?"}
	if got := postcode.Masks(); !slices.Equal(got, masks) {
		t.Errorf("Masks = %q, want %q", got, masks)
	}
	deletions := []string{"11AE", "M1AE", "M1AE", "M11E", "M11A"}
	if got := postcode.Deletions(); !slices.Equal(got, deletions) {
		t.Errorf("Deletions = %q, want %q", got, deletions)
	}
	if (Postcode{}).Masks() != nil || (Postcode{}).Deletions() != nil {
		t.Error("no postcode must have no masks and no deletions")
	}
	long, _ := ParsePostcode("SW1A 1AA")
	if len(long.Masks()) != 7 || len(long.Deletions()) != 7 {
		t.Error("a postcode of seven characters must have seven masks and deletions")
	}
}

func TestPostcodeIn(t *testing.T) {
	for _, test := range []struct{ line, rest, unit string }{
		{"12 HIGH ST, LONDON SW1A 1AA", "12 HIGH ST, LONDON", "SW1A 1AA"},
		{"LEEDS, LS14AP.", "LEEDS", "LS1 4AP"}, {"ls1 4ap ", "", "LS1 4AP"},
		{"LEEDS LSI 4AP", "LEEDS", "LS1 4AP"}, {"FLAT 2, THE OLD INN", "FLAT 2, THE OLD INN", ""},
		{"12 HIGH STREET", "12 HIGH STREET", ""}, {"", "", ""}, {"UNIT B1 1AA", "UNIT", "B1 1AA"},
		{"LEEDS LS1", "LEEDS LS1", ""}, {"LS1 4AP LEEDS", "LS1 4AP LEEDS", ""},
		{"SO INN", "SO INN", ""},
		{"LEEDS C01 IAA", "LEEDS C01 IAA", ""}, {"LEEDS CO1 IAA", "LEEDS", "CO1 1AA"},
		{"FLAT 12, 14AP", "FLAT 12, 14AP", ""}, {"A\tM1\t1AE\r\n", "A", "M1 1AE"},
	} {
		rest, postcode, ok := PostcodeIn(test.line)
		if rest != test.rest || postcode.Unit != test.unit || ok != (test.unit != "") {
			t.Errorf("PostcodeIn(%q) = %q, %q, %v, want %q, %q",
				test.line, rest, postcode.Unit, ok, test.rest, test.unit)
		}
	}
}

func TestPostcodeOfHalves(t *testing.T) {
	for _, test := range []struct{ outward, inward, want string }{
		{"LS1", "4AP", "LS1 4AP"},
		{"LSI", "4AP", "LS1 4AP"},
		{"LSI", "OAP", ""}, // two repairs
		{"BO", "OTH", ""},  // BOOTH
		{"106", "OLD", ""},
		{"LS1", "4A", ""},
		{"L", "4AP", ""},
		{"LS12X", "4AP", ""},
		{"", "LS14AP", ""},
	} {
		got, ok := PostcodeOfHalves(test.outward, test.inward)
		if ok != (test.want != "") || ok && got.Unit != test.want {
			t.Errorf("%q %q: %q %v, want %q", test.outward, test.inward, got.Unit, ok, test.want)
		}
	}
}

func FuzzPostcode(f *testing.F) {
	f.Add("SW1A 1AA")
	f.Add("12 HIGH ST, C0I 1AA ")
	f.Add("gir\u00a0oaa")
	f.Fuzz(func(t *testing.T, s string) {
		postcode, ok := ParsePostcode(s)
		if !ok && postcode != (Postcode{}) {
			t.Fatalf("no postcode, yet %+v", postcode)
		}
		if ok {
			if again, ok := ParsePostcode(postcode.Unit); !ok || again != postcode {
				t.Fatalf("%+v reads as %+v, %v", postcode, again, ok)
			}
			if !strings.HasPrefix(postcode.Unit, postcode.Sector) ||
				!strings.HasPrefix(postcode.Sector, postcode.District+" ") ||
				len(postcode.Masks()) != len(postcode.Unit)-1 ||
				len(postcode.Deletions()) != len(postcode.Unit)-1 {
				t.Fatalf("parts of %+v disagree", postcode)
			}
		}
		rest, inline, ok := PostcodeIn(s)
		if !strings.HasPrefix(s, rest) || ok != (inline.Unit != "") || !ok && rest != s {
			t.Fatalf("PostcodeIn(%q) = %q, %+v, %v", s, rest, inline, ok)
		}
	})
}

func BenchmarkParsePostcode(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		ParsePostcode("SW1A 1AA")
	}
}
