package normalize

import (
	"strings"

	"nfimatch/normalize/canon"
	"nfimatch/normalize/canon/address"
	"nfimatch/normalize/record"
	"nfimatch/normalize/token"
)

// A Flat is a flat as an officer names it: the UPRN of its dwelling, and how another
// file writes it.
type Flat struct {
	uprn  string
	units []string
}

// ParseFlat reads a UPRN and what stands before the street in an address: FLAT 3,
// 2F1, 17/3, or "2/1, 25" where the number belongs to the flat's building. It
// reports whether the first is a UPRN and whether the second names a flat.
func ParseFlat(uprn, written string) (flat Flat, isUPRN, namesFlat bool) {
	flat.uprn, isUPRN = canon.UPRN(uprn)
	// Without a street the last part of an address is read as one.
	flat.units = address.NewReader(nil).Parse([]string{written, "HIGH STREET"}, "").Unit
	return flat, isUPRN, len(flat.units) > 0
}

// Key returns what equal flats share: for telling that one is named twice.
func (f Flat) Key() string { return f.uprn + "|" + strings.Join(f.units, "|") }

// Tokens returns the tokens of the UPRN and of the units, as the tables of a stage
// with the ring hold them.
func (f Flat) Tokens(ring *token.Ring) (uprn record.Token, units []record.Token) {
	identifiers := ring.Tokeniser(fieldUses[fieldIdentifier])
	for _, unit := range f.units {
		units = append(units, identifiers.Token(unit))
	}
	return ring.Tokeniser(fieldUses[fieldUPRN]).Token(f.uprn), units
}
