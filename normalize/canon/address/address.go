package address

import (
	"slices"
	"strings"
)

// Form tells how a unit is written. It is not the unit's value: it is needed
// to know when two units can contradict each other. "FLAT 3" and "FLAT 4" can;
// "FLAT 3" and "TOP FLOOR FLAT" may be one flat in two systems.
type Form uint8

// Forms of a unit.
const (
	FormNone   Form = iota // no unit
	FormDigits             // FLAT 3
	FormLetter             // FLAT B, 12B
	FormCode               // 2F1, GF2, 3A
	FormWords              // GROUND, TOP, ANNEXE, FLAT
	FormRoom               // ROOM 2
	FormSlash              // 2/1, or 18/3 with no number after it
)

// Kinds of an address word, as record.Words.Kind holds them.
const (
	WordPlain     uint8 = iota // a name
	WordStreet                 // ROAD, STREET, CLOSE: ends the name of a street
	WordPlace                  // HILL, GREEN, PARK: may end a street or a place
	WordBuilding               // HOUSE, COURT, FARM: ends the name of a building
	WordQualifier              // UPPER, GREAT, NORTH, SAINT
)

// Limits of an address. What is beyond them is left out, from the end; a
// longer field is not an address, and its row is not worth rejecting for it.
const (
	tokensMax  = 64 // tokens read
	wordsMax   = 32 // words kept: WordIsName has as many bits
	unitsMax   = 4  // identifiers of one unit
	numbersMax = 16 // members of a range
	bytesMax   = 512
)

// An Address is an address as it is compared. Its strings are canonical: upper
// case, abbreviations spelt out, type words repaired, Welsh type words and
// town names in one language, counties and articles left out. They are not
// an address for a letter: [Address.Lines] is as near as one gets.
type Address struct {
	Postcode   string   // full unit "LS1 4AP", or ""
	Unit       []string // identifiers of the unit: "3", "A", "2F1", "GROUND", "ANNEXE"
	UnitForm   Form     // how the unit is written
	Num        []string // building number, or the members of a range
	NumRange   bool     // Num is a range
	IDs        []string // identifiers in the order written, without roles
	Words      []string // in the order written, at most 32
	WordKinds  []uint8  // kind of each word
	WordIsName uint32   // bit i: Words[i] belongs to the building's own name
}

// Parse returns the parsed address of lines, in the order they are written:
// one to five fields, or the whole address in one of them. The postcode is
// taken from its own field or else from the lines, the last one there, and letters
// and digits that its positions force are repaired. Nothing is an error: an address
// without anything usable is the zero Address. With the whole vocabulary Parse is
// idempotent over [Address.Lines]. It costs some microseconds.
func (l *Reader) Parse(lines []string, postcode string) Address {
	var buffer [tokensMax]token
	s := scratch{lex: l, tokens: buffer[:0]}
	s.read(lines)
	a := Address{Postcode: s.takePostcode(postcode)}
	s.replacePhrases()
	s.findUnits()
	s.joinSuffixes()
	s.giveRoles(&a)
	return a
}

// Full returns the whole address as one value that does not depend on the
// order of its lines: unit, numbers, sorted words, postcode. It is "" where there
// is nothing but a postcode. A word counts as often as it stands: HAFOD and HAFOD Y
// BRYN in one lane PEN Y BRYN are two houses.
func (a *Address) Full() string {
	if len(a.Unit) == 0 && len(a.Num) == 0 && len(a.Words) == 0 {
		return ""
	}
	words := slices.Clone(a.Words)
	slices.Sort(words)
	units := slices.Clone(a.Unit)
	slices.Sort(units)
	return strings.Join([]string{
		strings.Join(units, " "), strings.Join(a.Num, " "), strings.Join(words, " "), a.Postcode,
	}, "|")
}

// Joins returns each two neighbouring words joined, and then each word
// by itself: 2n-1 values for n words, nil for none. A pair of one side that
// equals a word of the other is that word cut in two (ROSE BANK, ROSEBANK); the
// pairs themselves tell how rare COLNE ROAD is. Pair i is words i and i+1, and
// value n-1+i is word i.
func Joins(words []string) []string {
	if len(words) == 0 {
		return nil
	}
	joins := make([]string, 0, 2*len(words)-1)
	for i := range words[1:] {
		joins = append(joins, words[i]+words[i+1])
	}
	return append(joins, words...)
}

// deletionLettersMin is the length from which a word has deletions:
// shorter words with a letter left out are other words.
const deletionLettersMin = 4

// Deletions returns the word and then the word with one letter left out
// at each place, distinct and in order of the place: two words that are one
// slip or one swap of neighbours apart share a value. It returns nil for words
// of fewer than four bytes, and for words with digits, which are identifiers.
func Deletions(word string) []string {
	if len(word) < deletionLettersMin || strings.ContainsAny(word, digitSet) {
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

// digitSet holds the digits, for searches in text.
const digitSet = "0123456789"
