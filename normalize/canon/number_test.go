package canon

import (
	"strconv"
	"strings"
	"testing"
)

func TestUPRN(t *testing.T) {
	for in, want := range map[string]string{
		`="999000000001"`: "999000000001", "'999000000001": "999000000001",
		"999000000001": "999000000001", "100023336956.0": "100023336956", " 0100 ": "100",
		"000010001234567": "10001234567", "12.00": "12", "12.": "12",
	} {
		if got, ok := UPRN(in); !ok || got != want {
			t.Errorf("UPRN(%q) = %q, %v, want %q", in, got, ok, want)
		}
	}
	for _, in := range []string{
		"", "0", "000", "NULL", "1.00E+11", "1E11", "1234567890123", "12.5", "12A", "-12",
		"1 2", ".0", "12.0.0",
	} {
		if got, ok := UPRN(in); ok || got != "" {
			t.Errorf("UPRN(%q) = %q, want none", in, got)
		}
	}
}

func TestReference(t *testing.T) {
	for in, want := range map[string]string{
		"0012345678": "0012345678", " 801 234 56x ": "80123456X", "ab-123/1": "AB-123/1",
		"N/A": "", "": "",
	} {
		if got := Reference(in); got != want {
			t.Errorf("Reference(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestNINO(t *testing.T) {
	for _, test := range []struct {
		in, want string
		kind     NINOKind
	}{
		{"QQ123456C", "QQ123456", NINOSynthetic}, {"qq 12 34 56 c", "QQ123456", NINOSynthetic},
		{"QQ123456", "QQ123456", NINOSynthetic}, {"AA-12-34-56-A", "AA123456", NINOValid},
		{"AB123456 ", "AB123456", NINOValid}, {"AB123456Z", "AB123456", NINOValid},
		{"", "", NINOMissing}, {"N/A", "", NINOMissing}, {"11A11111", "", NINOTemporary},
		{"TN123456F", "", NINOTemporary}, {"OO123456A", "", NINOTemporary},
		{"CR123456A", "", NINOTemporary},
		{"BG123456A", "", NINOInvalid}, {"ZZ123456A", "", NINOInvalid},
		{"DA123456A", "", NINOInvalid},
		{"AO123456A", "", NINOInvalid}, {"QA123456A", "", NINOInvalid},
		{"AB12345", "", NINOInvalid},
		{"AB1234567", "", NINOInvalid}, {"AB123456AA", "", NINOInvalid},
		{"ABI23456A", "", NINOInvalid},
	} {
		if got, kind := NINO(test.in); got != test.want || kind != test.kind {
			t.Errorf("NINO(%q) = %q, %d, want %q, %d", test.in, got, kind, test.want, test.kind)
		}
	}
	valid := 0
	for prefix := range 26 * 26 {
		text := string([]byte{byte('A' + prefix/26), byte('A' + prefix%26)}) + "123456"
		if _, kind := NINO(text); kind == NINOValid {
			valid++
		}
	}
	// 20 first letters by 19 second, less 7 never issued, less CR, MW and NC; FY cannot be a prefix.
	if want := 20*19 - 7 - 3; valid != want {
		t.Errorf("%d prefixes, want %d", valid, want)
	}
}

func TestPence(t *testing.T) {
	for _, test := range []struct {
		in     string
		want   int64
		status Status
	}{
		{"1234.56", 123456, Valid}, {"£1,234.56", 123456, Valid}, {"Â£1,234.56", 123456, Valid},
		{"\xa31,234.56", 123456, Valid}, {"GBP 12", 1200, Valid}, {"12.5", 1250, Valid},
		{".5", 50, Valid},
		{"0", 0, Valid}, {"0.00", 0, Valid}, {"430.2500", 43025, Valid}, {"430.255", 43026, Valid},
		{"430.2549", 43025, Valid}, {"-12.30", -1230, Valid}, {"12.30-", -1230, Valid},
		{"(12.30)", -1230, Valid}, {"-£12", -1200, Valid}, {"£-12", -1200, Valid},
		{"12.30CR", -1230, Valid},
		{"-0.005", -1, Valid}, {"1,234,567", 123456700, Valid}, {"12.", 1200, Valid},
		{"", 0, Missing}, {"-", 0, Missing}, {"£", 0, Missing}, {"N/A", 0, Missing},
		{"12,34", 0, Invalid}, {",123", 0, Invalid}, {"1.2.3", 0, Invalid}, {"ten", 0, Invalid},
		{"1E5", 0, Invalid}, {"--1", 0, Invalid}, {"1 2", 0, Invalid},
		{"99999999999999999999", 0, Invalid},
		{"1.123456789", 0, Invalid}, {"$5", 0, Invalid}, {"CR", 0, Invalid},
		{"10000000000", 1_000_000_000_000, Valid}, {"10000000000.01", 0, Invalid},
	} {
		if got, status := Pence(test.in); got != test.want || status != test.status {
			t.Errorf("Pence(%q) = %d, %d, want %d, %d", test.in, got, status, test.want, test.status)
		}
	}
}

func FuzzNumbers(f *testing.F) {
	f.Add("£1,234.56")
	f.Add("QQ 12 34 56 C")
	f.Add("0100023336956.0")
	f.Fuzz(func(t *testing.T, s string) {
		if uprn, ok := UPRN(s); ok {
			if again, ok := UPRN(uprn); !ok || again != uprn || !allDigits(uprn) {
				t.Fatalf("UPRN(%q) = %q, read again %q", s, uprn, again)
			}
		}
		if nino, kind := NINO(s); nino != "" {
			if again, sort := NINO(nino); again != nino || sort != kind || len(nino) != ninoBytes {
				t.Fatalf("NINO(%q) = %q, read again %q", s, nino, again)
			}
		}
		reference := Reference(s)
		if Reference(reference) != reference || strings.Contains(reference, " ") {
			t.Fatalf("Reference(%q) = %q, read again %q", s, reference, Reference(reference))
		}
		pence, status := Pence(s)
		if status != Valid && pence != 0 || pence > penceMax || pence < -penceMax {
			t.Fatalf("Pence(%q) = %d, %d", s, pence, status)
		}
		if status == Valid && pence >= 0 {
			text := strconv.FormatInt(pence/100, 10) + "." + strconv.Itoa(int(100 + pence%100))[1:]
			if again, status := Pence(text); again != pence || status != Valid {
				t.Fatalf("Pence(%q) = %d, read again %d", s, pence, again)
			}
		}
	})
}

func BenchmarkUPRN(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		UPRN("100023336956.0")
	}
}

func BenchmarkPence(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Pence("1,234.56")
	}
}
