package agree

// Levels of the postcode comparison.
const (
	PostcodeEqual    uint8 = iota
	PostcodeNear           // one slip apart
	PostcodeSector         // same sector
	PostcodeDistrict       // same district
	PostcodeOther          // different districts
	PostcodeMissing        // missing on one side
	PostcodeLevels         // how many there are
)

// Levels of the words comparison, by the bits left unexplained on both sides.
const (
	WordsAll    uint8 = iota // nothing left
	WordsFew                 // little left
	WordsSome                // some left
	WordsMany                // much left
	WordsRare                // more left, but a rare pair of words is matched
	WordsCommon              // only common words are matched
	WordsNone                // nothing is matched
	WordsLevels              // how many there are
)

// Levels of the identifiers comparison. Those up to IdentifierRoom can be
// accepted; the others never.
const (
	IdentifierUnitNumber  uint8 = iota // unit and number equal
	IdentifierUnitRange                // unit equal, number in a range
	IdentifierUnitName                 // unit equal, building named and shown
	IdentifierNumber                   // number equal, no unit
	IdentifierNumberRange              // number in a range, no unit
	IdentifierName                     // neither has one: a named home
	IdentifierShift                    // equal, with the roles exchanged
	IdentifierNumberName               // number on one side, name on both
	IdentifierRoom                     // a room, and its house or, with Unit, its flat
	IdentifierChild                    // a unit, and its building
	IdentifierParent                   // a building, and a unit of it
	IdentifierTwin                     // units of different forms: A and 1
	IdentifierSibling                  // another unit of the building
	IdentifierNotBuilding              // unit equal, building not shown
	IdentifierOther                    // another number
	IdentifierNothing                  // nothing to compare
	IdentifierLevels                   // how many there are
)

// A Comparison is how an asked address and a listed one come out: a level each,
// and what was matched.
type Comparison struct {
	Postcode    uint8
	Words       uint8
	Identifiers uint8
	Fuzzy       bool   // a word was matched that is not equal
	NameLeft    bool   // a word of the asked building's name finds no partner
	OtherName   bool   // a word of the listed building's name finds none
	Left        int32  // millibits that the words of both sides leave unexplained
	Rare        int32  // listings with the rarest matched word or pair; 0 if none is matched
	Unit        uint32 // code of the matched unit, 0 if none
	Number      uint32 // code of the matched number or other identifier, 0 if none
}

// Acceptable reports whether the identifiers can be those of one dwelling.
func (c *Comparison) Acceptable() bool { return c.Identifiers <= IdentifierRoom }

// OfBuilding reports whether both addresses name flats of one building, the same
// or others.
func (c *Comparison) OfBuilding() bool {
	switch c.Identifiers {
	case IdentifierUnitNumber, IdentifierUnitRange, IdentifierUnitName,
		IdentifierTwin, IdentifierSibling:
		return true
	}
	return false
}
