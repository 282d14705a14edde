package place

import (
	"slices"

	"nfimatch/normalize/record"
)

// Levels of the postcode comparison.
const (
	postcodeEqual    uint8 = iota
	postcodeNear           // one slip apart
	postcodeSector         // same sector
	postcodeDistrict       // same district
	postcodeOther          // different districts
	postcodeMissing        // missing on one side
	postcodeLevels
)

// Levels of the words comparison, by the bits left unexplained on both sides.
const (
	wordsAll    uint8 = iota // nothing left
	wordsFew                 // little left
	wordsSome                // some left
	wordsMany                // much left
	wordsRare                // more left, but a rare pair of words is matched
	wordsCommon              // only common words are matched
	wordsNone                // nothing is matched
	wordsLevels
)

// Levels of the identifiers comparison. Those up to identifierRoom can be
// accepted; the others never.
const (
	identifierUnitNumber  uint8 = iota // unit and number equal
	identifierUnitRange                // unit equal, number in a range
	identifierUnitName                 // unit equal, building named and shown
	identifierNumber                   // number equal, no unit
	identifierNumberRange              // number in a range, no unit
	identifierName                     // neither has one: a named home
	identifierShift                    // equal, with the roles exchanged
	identifierNumberName               // number on one side, name on both
	identifierRoom                     // a room, and the house
	identifierChild                    // a unit, and its building
	identifierParent                   // a building, and a unit of it
	identifierTwin                     // units of different forms: A and 1
	identifierSibling                  // another unit of the building
	identifierNotBuilding              // unit equal, building not shown
	identifierOther                    // another number
	identifierNothing                  // nothing to compare
	identifierLevels
)

func acceptable(level uint8) bool { return level <= identifierRoom }

// Forms of a unit, as record.Entries.UnitForm holds them.
const (
	formNone  = 0
	formRoom  = 5
	formSlash = 6
)

// A comparison is how a question's address and a listing come out.
type comparison struct {
	postcode    uint8
	words       uint8
	identifiers uint8
	fuzzy       bool
	rare        int32       // listings with the rarest matched word or pair; 0 if none is matched
	unit        record.Code // the matched unit, and number or other identifier
	number      record.Code
}

// A comparer compares addresses. It has scratch memory: one a goroutine.
type comparer struct {
	tables     *record.Tables
	facts      *facts
	thresholds thresholds
}

// thresholds are those of the words comparison.
type thresholds struct {
	few, some, many int32 // millibits left unexplained
	rare            int32 // listings
}

// postcodes compares two postcodes.
func (c *comparer) postcodes(a, b record.Code) uint8 {
	table := &c.tables.Postcodes
	switch {
	case a == 0 || b == 0:
		return postcodeMissing
	case a == b:
		return postcodeEqual
	case meets(span(table.Masks.Offsets, table.Masks.Values, int(a)),
		span(table.Masks.Offsets, table.Masks.Values, int(b))),
		meets(span(table.Near.Offsets, table.Near.Values, int(a)),
			span(table.Near.Offsets, table.Near.Values, int(b))):
		return postcodeNear
	case table.Sector[a] == table.Sector[b]:
		return postcodeSector
	case table.District[a] == table.District[b]:
		return postcodeDistrict
	}
	return postcodeOther
}

// matched is which words of either side found a partner, as bits.
type matched struct{ asked, listed uint32 }

// words matches the words of two addresses: equal, cut in two, or one slip
// apart where one of the two is rare; two common words are two words.
func (c *comparer) words(asked, listed *address, out *comparison) matched {
	var hit matched
	for i, word := range asked.words {
		for j, other := range listed.words {
			if word == other {
				hit.asked |= 1 << i
				hit.listed |= 1 << j
			}
		}
	}
	exact := hit
	allAsked, allListed := uint32(1)<<len(asked.words)-1, uint32(1)<<len(listed.words)-1
	if hit.asked != allAsked && hit.listed != allListed {
		c.cutWords(asked, listed, &hit.asked, &hit.listed)
		c.cutWords(listed, asked, &hit.listed, &hit.asked)
		c.slips(asked, listed, &hit)
	}
	out.fuzzy = hit != exact
	out.rare = c.rarest(asked, listed, hit)
	out.words = c.wordsLevel(asked, listed, hit, out.rare)
	return hit
}

// cutWords finds words of one side that are two neighbours of the other.
func (c *comparer) cutWords(whole, cut *address, hitWhole, hitCut *uint32) {
	for i := range whole.words {
		single := whole.single(i)
		if *hitWhole>>i&1 != 0 || single == 0 {
			continue
		}
		for j, pair := range cut.pairs() {
			if pair == single && *hitCut>>j&3 != 3 {
				*hitWhole |= 1 << i
				*hitCut |= 3 << j
			}
		}
	}
}

// slips finds words that are one slip apart.
func (c *comparer) slips(asked, listed *address, hit *matched) {
	near := &c.tables.Words.Near
	for i, word := range asked.words {
		deletions := span(near.Offsets, near.Values, int(word))
		if hit.asked>>i&1 != 0 || len(deletions) == 0 {
			continue
		}
		for j, other := range listed.words {
			common := c.facts.word[word] >= slipListingsMin && c.facts.word[other] >= slipListingsMin
			if hit.listed>>j&1 == 0 && !common &&
				meets(deletions, span(near.Offsets, near.Values, int(other))) {
				hit.asked |= 1 << i
				hit.listed |= 1 << j
				break
			}
		}
	}
}

// slipListingsMin is the number of listings from which a word is no slip.
const slipListingsMin = 3

// rarest returns the number of listings with the rarest matched word, or
// matched pair of neighbours, of the listed side.
func (c *comparer) rarest(asked, listed *address, hit matched) int32 {
	rare := int32(0)
	keep := func(count int32) {
		if count > 0 && (rare == 0 || count < rare) {
			rare = count
		}
	}
	for j, word := range listed.words {
		if hit.listed>>j&1 != 0 {
			keep(c.facts.word[word])
		}
	}
	for j, pair := range listed.pairs() {
		if hit.listed>>j&3 == 3 && slices.Contains(asked.pairs(), pair) {
			keep(c.facts.pair[pair])
		}
	}
	return rare
}

func (c *comparer) wordsLevel(asked, listed *address, hit matched, rare int32) uint8 {
	if rare == 0 {
		return wordsNone
	}
	extra, missing := int32(0), int32(0)
	for i, word := range asked.words {
		if hit.asked>>i&1 == 0 {
			extra += c.facts.costExtra(word)
		}
	}
	for j, word := range listed.words {
		if hit.listed>>j&1 == 0 {
			missing += c.facts.costMissing(word)
		}
	}
	left := extra + missing
	switch {
	case min(extra, missing) >= c.thresholds.few:
		return wordsCommon // a word in the place of another is another street
	case left == 0:
		return wordsAll
	case left < c.thresholds.few:
		return wordsFew
	case left < c.thresholds.some:
		return wordsSome
	case left < c.thresholds.many:
		return wordsMany
	case rare <= c.thresholds.rare:
		return wordsRare
	}
	return wordsCommon
}

// identifiersMayMeet reports whether the identifiers are worth comparing words
// for: most of a postcode's listings differ in their number and nothing else.
func identifiersMayMeet(asked, listed *address) bool {
	return len(asked.num) == 0 || len(listed.num) == 0 || meets(asked.num, listed.num) ||
		meets(asked.num, listed.unit) || meets(asked.unit, listed.num)
}

// identifiers compares the identifiers of two addresses as one.
func identifiers(asked, listed *address, hit matched, out *comparison) uint8 {
	shown := asked.full != 0 && asked.full == listed.full ||
		buildingShown(asked, listed, hit.asked) && buildingShown(listed, asked, hit.listed)
	units := compareUnits(asked, listed, out)
	if len(asked.num) > 0 && len(listed.num) > 0 {
		number := firstMeeting(asked.num, listed.num)
		if number == 0 {
			return otherNumber(asked, listed, hit, units, out)
		}
		out.number = number
		return numberEqual(asked, units, !sameSet(asked.num, listed.num))
	}
	if shifted(asked, listed, hit, out) {
		return identifierShift
	}
	switch {
	case units == unitEqual && shown:
		return identifierUnitName
	case units == unitEqual:
		return identifierNotBuilding
	case !shown:
		return identifierNothing
	case units != unitNone:
		return unitRelation(asked, units)
	case len(asked.num) == len(listed.num):
		return identifierName
	}
	return identifierNumberName
}

// buildingShown reports whether a side shows its building to the other. A side
// without a number needs a name of its own, every word of it matched. A side
// with a number needs a name as well where the other has no number: or
// SPRINGFIELD, SPRINGFIELD ROAD would be any house of its road.
func buildingShown(a, other *address, hit uint32) bool {
	if len(a.num) > 0 {
		return len(other.num) > 0 || a.names != 0
	}
	return a.names != 0 && a.names&^hit == 0
}

// Outcomes of comparing units.
const (
	unitNone uint8 = iota // on neither side
	unitEqual
	unitAsked     // on the asked side only
	unitListed    // on the listed side only
	unitDiffers   // in one form: they contradict
	unitOtherForm // in different forms: perhaps one flat in two systems
)

func compareUnits(asked, listed *address, out *comparison) uint8 {
	switch {
	case len(asked.unit) == 0 && len(listed.unit) == 0:
		return unitNone
	case len(listed.unit) == 0:
		return unitAsked
	case len(asked.unit) == 0:
		return unitListed
	case subset(asked.unit, listed.unit) || subset(listed.unit, asked.unit):
		if (asked.form == formRoom) != (listed.form == formRoom) {
			return unitOtherForm
		}
		out.unit = firstMeeting(asked.unit, listed.unit)
		return unitEqual
	case asked.form != listed.form:
		return unitOtherForm
	}
	return unitDiffers
}

func numberEqual(asked *address, units uint8, ranged bool) uint8 {
	switch {
	case units == unitEqual && ranged:
		return identifierUnitRange
	case units == unitEqual:
		return identifierUnitNumber
	case units == unitNone && ranged:
		return identifierNumberRange
	case units == unitNone:
		return identifierNumber
	}
	return unitRelation(asked, units)
}

// unitRelation returns what two addresses of one building are to each other.
func unitRelation(asked *address, units uint8) uint8 {
	switch units {
	case unitAsked:
		if asked.form == formRoom {
			return identifierRoom
		}
		return identifierChild
	case unitListed:
		return identifierParent
	case unitOtherForm:
		return identifierTwin
	}
	return identifierSibling
}

// otherNumber decides where both sides have a building number and they differ:
// one may be the other's unit.
func otherNumber(asked, listed *address, hit matched, units uint8, out *comparison) uint8 {
	swapped := (asked.form == formSlash || listed.form == formSlash) && units != unitEqual &&
		len(asked.ids) == len(listed.ids) && sameSet(asked.ids, listed.ids)
	if swapped || shifted(asked, listed, hit, out) {
		out.number = firstMeeting(asked.ids, listed.ids)
		return identifierShift
	}
	return identifierOther
}

// shifted reports whether the one identifier of a side is the unit of the
// other: 3 ROSE COURT, and FLAT 3 ROSE COURT. The side with a unit must have a
// building's name and show it, or a house would match flat 3 of any house.
func shifted(asked, listed *address, hit matched, out *comparison) bool {
	switch {
	case len(asked.unit) == 0 && len(listed.unit) > 0 && meets(asked.num, listed.unit):
		out.number = firstMeeting(asked.num, listed.unit)
		return listed.names != 0 && listed.names&^hit.listed == 0
	case len(listed.unit) == 0 && len(asked.unit) > 0 && meets(listed.num, asked.unit):
		out.number = firstMeeting(listed.num, asked.unit)
		return asked.names != 0 && asked.names&^hit.asked == 0
	}
	return false
}

func firstMeeting(a, b []record.Code) record.Code {
	for _, code := range a {
		if slices.Contains(b, code) {
			return code
		}
	}
	return 0
}

// compare compares an asked address with a listed one.
func (c *comparer) compare(asked, listed *address) comparison {
	out := comparison{postcode: c.postcodes(asked.postcode, listed.postcode)}
	hit := c.words(asked, listed, &out)
	out.identifiers = identifiers(asked, listed, hit, &out)
	return out
}
