package normalize

import (
	"bytes"
	"testing"

	"nfimatch/normalize/token"
)

func TestParseFlat(t *testing.T) {
	for _, test := range []struct {
		uprn, written string
		isUPRN        bool
		units         []string
	}{
		{"999012345678", "FLAT 3", true, []string{"3"}},
		{"0999012345678.0", "Apartment 3", true, []string{"3"}},
		{"", "2F1", false, []string{"2F1"}},
		{"UPRN", "17/3", false, []string{"3"}},
		{"1", "2/1, 25", true, []string{"2/1"}},
		{"1", "127a", true, []string{"A"}},
		{"1", "25", true, nil},
		{"1", "Rose Cottage", true, nil},
		{"1", "", true, nil},
	} {
		flat, isUPRN, namesFlat := ParseFlat(test.uprn, test.written)
		if isUPRN != test.isUPRN || namesFlat != (test.units != nil) {
			t.Errorf("%q, %q: UPRN %t, flat %t", test.uprn, test.written, isUPRN, namesFlat)
		}
		if len(flat.units) != len(test.units) || namesFlat && flat.units[0] != test.units[0] {
			t.Errorf("%q: units %v, want %v", test.written, flat.units, test.units)
		}
	}
}

// An officer's flat has the tokens that the tables of the same ring hold.
func TestFlatTokensAreThoseOfTheTables(t *testing.T) {
	ring, err := token.NewRing(bytes.Repeat([]byte{1}, token.KeyBytes),
		bytes.Repeat([]byte{2}, token.KeyBytes))
	if err != nil {
		t.Fatal(err)
	}
	flat, _, _ := ParseFlat("999012345678", "Flat 3")
	uprn, units := flat.Tokens(ring)
	if uprn != ring.Tokeniser("uprn").Token("999012345678") || len(units) != 1 ||
		units[0] != ring.Tokeniser("identifier").Token("3") {
		t.Error("other tokens than those of the fields uprn and identifier")
	}
}
