package canon

import (
	"slices"
	"strings"
)

// AddressForm tells how a unit is written. It is not the unit's value: it is
// needed to know when two units can contradict each other. "FLAT 3" and
// "FLAT 4" can; "FLAT 3" and "TOP FLOOR FLAT" may be one flat in two systems.
type AddressForm uint8

// Forms of a unit.
const (
	AddressFormNone   AddressForm = iota // no unit
	AddressFormDigits                    // FLAT 3
	AddressFormLetter                    // FLAT B, 12B
	AddressFormCode                      // 2F1, GF2, 3A
	AddressFormWords                     // GROUND, TOP, ANNEXE, FLAT
	AddressFormRoom                      // ROOM 2
	AddressFormSlash                     // 2/1, or 18/3 with no number after it
)

// Kinds of an address word, as record.Words.Kind holds them.
const (
	AddressWordPlain     uint8 = iota // a name
	AddressWordStreet                 // ROAD, STREET, CLOSE: ends the name of a street
	AddressWordPlace                  // HILL, GREEN, PARK: may end a street or a place
	AddressWordBuilding               // HOUSE, COURT, FARM: ends the name of a building
	AddressWordQualifier              // UPPER, GREAT, NORTH, SAINT
)

// Limits of an address. What is beyond them is left out, from the end; a
// longer field is not an address, and its row is not worth rejecting for it.
const (
	addressTokensMax  = 64 // tokens read
	addressWordsMax   = 32 // words kept: WordIsName has as many bits
	addressUnitsMax   = 4  // identifiers of one unit
	addressNumbersMax = 16 // members of a range
	addressBytesMax   = 512
)

// An Address is an address as it is compared. Its strings are canonical: upper
// case, abbreviations spelt out, type words repaired, Welsh type words and
// town names in one language, counties and articles left out. They are not
// an address for a letter: [Address.Lines] is as near as one gets.
type Address struct {
	Postcode   string      // full unit "LS1 4AP", or ""
	Unit       []string    // identifiers of the unit: "3", "A", "2F1", "GROUND", "ANNEXE"
	UnitForm   AddressForm // how the unit is written
	Num        []string    // building number, or the members of a range
	NumRange   bool        // Num is a range
	IDs        []string    // identifiers in the order written, without roles
	Words      []string    // in the order written, at most 32
	WordKinds  []uint8     // kind of each word
	WordIsName uint32      // bit i: Words[i] belongs to the building's own name
}

// ParseAddress returns the parsed address of lines, in the order they are
// written: one to five fields, or the whole address in one of them. The
// postcode is taken from its own field or else from the end of the lines, and
// letters and digits that its positions force are repaired. Nothing is an
// error: an address without anything usable is the zero Address. ParseAddress
// is idempotent over [Address.Lines]. It costs some microseconds.
func ParseAddress(lines []string, postcode string) Address {
	var buffer [addressTokensMax]addressToken
	scratch := addressScratch{tokens: buffer[:0]}
	scratch.read(lines)
	address := Address{Postcode: scratch.takePostcode(postcode)}
	scratch.replacePhrases()
	scratch.findUnits()
	scratch.joinSuffixes()
	scratch.giveRoles(&address)
	return address
}

// Full returns the whole address as one value that does not depend on the
// order of its lines: unit, numbers, sorted distinct words, postcode. It is ""
// where there is nothing but a postcode.
func (a *Address) Full() string {
	if len(a.Unit) == 0 && len(a.Num) == 0 && len(a.Words) == 0 {
		return ""
	}
	words := slices.Clone(a.Words)
	slices.Sort(words)
	words = slices.Compact(words)
	units := slices.Clone(a.Unit)
	slices.Sort(units)
	return strings.Join([]string{
		strings.Join(units, " "), strings.Join(a.Num, " "), strings.Join(words, " "), a.Postcode,
	}, "|")
}

// AddressJoins returns each two neighbouring words joined, and then each word
// by itself: 2n-1 values for n words, nil for none. A pair of one side that
// equals a word of the other is that word cut in two (ROSE BANK, ROSEBANK); the
// pairs themselves tell how rare COLNE ROAD is. Pair i is words i and i+1, and
// value n-1+i is word i.
func AddressJoins(words []string) []string {
	if len(words) == 0 {
		return nil
	}
	joins := make([]string, 0, 2*len(words)-1)
	for i := range words[1:] {
		joins = append(joins, words[i]+words[i+1])
	}
	return append(joins, words...)
}

// addressDeletionLettersMin is the length from which a word has deletions:
// shorter words with a letter left out are other words.
const addressDeletionLettersMin = 4

// AddressDeletions returns the word and then the word with one letter left out
// at each place, distinct and in order of the place: two words that are one
// slip or one swap of neighbours apart share a value. It returns nil for words
// of fewer than four bytes, and for words with digits, which are identifiers.
func AddressDeletions(word string) []string {
	if len(word) < addressDeletionLettersMin || strings.ContainsAny(word, addressDigitSet) {
		return nil
	}
	deletions := append(make([]string, 0, len(word)+1), word)
	for i := range len(word) {
		shorter := word[:i] + word[i+1:]
		// Leaving out either of two equal neighbours gives one word.
		if shorter != deletions[len(deletions)-1] {
			deletions = append(deletions, shorter)
		}
	}
	return deletions
}
