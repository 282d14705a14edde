package place

import (
	"testing"

	"nfimatch/match/place/agree"
	"nfimatch/match/place/listing"
)

// A winner at another postcode gives way to rivals that a winner at the very one
// does not mind.
func TestRivals(t *testing.T) {
	at := func(postcode, words, identifiers uint8) candidate {
		return candidate{Comparison: agree.Comparison{Postcode: postcode, Words: words,
			Identifiers: identifiers}, rival: true}
	}
	slash := agree.Address{Form: 6}
	number := agree.IdentifierNumber
	for _, test := range []struct {
		name       string
		asked      agree.Address
		top, other candidate
		want       bool
	}{
		{"at the postcode", agree.Address{}, at(agree.PostcodeEqual, agree.WordsAll, number),
			at(agree.PostcodeDistrict, agree.WordsAll, number), false},
		{"one of the same words elsewhere", agree.Address{},
			at(agree.PostcodeSector, agree.WordsAll, number),
			at(agree.PostcodeDistrict, agree.WordsFew, number), true},
		{"one of other words elsewhere", agree.Address{},
			at(agree.PostcodeSector, agree.WordsAll, number),
			at(agree.PostcodeDistrict, agree.WordsSome, number), false},
		{"one at the very postcode", agree.Address{}, at(agree.PostcodeNear, agree.WordsAll, number),
			at(agree.PostcodeEqual, agree.WordsMany, number), true},
		{"a flat of the building", agree.Address{}, at(agree.PostcodeNear, agree.WordsAll, number),
			at(agree.PostcodeEqual, agree.WordsAll, agree.IdentifierParent), false},
		{"2/17 at 17, and at 2", slash, at(agree.PostcodeEqual, agree.WordsAll, 0),
			at(agree.PostcodeEqual, agree.WordsAll, agree.IdentifierShift), true},
		{"2/17 at two of 17", slash, at(agree.PostcodeEqual, agree.WordsAll, 0),
			at(agree.PostcodeEqual, agree.WordsAll, 0), false},
	} {
		d := &decider{candidates: []candidate{test.other, test.top}}
		if got := d.rivalled(&test.asked, 1); got != test.want {
			t.Errorf("%s: rivalled %t", test.name, got)
		}
	}
}

// The building of an address is that of its candidates, if it is one.
func TestBuildingOfCandidates(t *testing.T) {
	view := &scene{buildings: &listing.Buildings{Of: []uint32{1, 1, 2, 0}}}
	flat, twin := agree.IdentifierUnitNumber, agree.IdentifierTwin
	at := func(number uint32, postcode, identifiers uint8) candidate {
		return candidate{Comparison: agree.Comparison{Postcode: postcode, Identifiers: identifiers},
			listing: number, rival: true}
	}
	equal := agree.PostcodeEqual
	for _, test := range []struct {
		name       string
		candidates []candidate
		want       uint32
	}{
		{"two flats", []candidate{at(0, equal, twin), at(1, equal, flat)}, 1},
		{"flats of two buildings", []candidate{at(0, equal, twin), at(2, equal, twin)}, 0},
		{"a flat of none", []candidate{at(0, equal, twin), at(3, equal, twin)}, 0},
		{"another postcode", []candidate{at(0, agree.PostcodeNear, twin)}, 0},
		{"the house", []candidate{at(0, equal, twin), at(2, equal, agree.IdentifierChild)}, 1},
		{"none", nil, 0},
	} {
		d := &decider{view: view, candidates: test.candidates}
		if got := d.building(&agree.Address{Unit: []uint32{1}, Form: 1}); got != test.want {
			t.Errorf("%s: building %d, want %d", test.name, got, test.want)
		}
	}
}
