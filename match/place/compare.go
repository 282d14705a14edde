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

// compare compares an asked address with a listed one.
func (c *comparer) compare(asked, listed *address) comparison {
	out := comparison{postcode: c.postcodes(asked.postcode, listed.postcode)}
	hit := c.words(asked, listed, &out)
	out.identifiers = identifiers(asked, listed, hit, &out)
	return out
}
