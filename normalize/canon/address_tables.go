package canon

import (
	_ "embed" // the address tables
	"fmt"
	"strings"
	"sync"
)

//go:embed data/address_words.csv
var addressWordsCSV string

//go:embed data/address_phrases.csv
var addressPhrasesCSV string

//go:embed data/address_saints.csv
var addressSaintsCSV string

//go:embed data/address_guard.csv
var addressGuardCSV string

//go:embed data/address_units.csv
var addressUnitsCSV string

// addressWord is what a word is spelt out to, at each place it may stand.
type addressWord struct {
	canonical string
	kind      uint8
	known     bool
}

// addressWordPlaces are the readings of one abbreviation: ST, DR and GT mean
// different words at the start and at the end.
type addressWordPlaces struct{ any, start, end, last addressWord }

// addressPhrase is a run of words and what it is replaced by.
type addressPhrase struct {
	words     []string
	canonical []string
	county    bool // left out at the end of an address
}

// addressUnit is a word of a unit.
type addressUnit struct {
	canonical string
	class     uint8
}

const (
	addressUnitNone   uint8 = iota
	addressUnitFlat         // FLAT, APARTMENT: an identifier follows
	addressUnitRoom         // ROOM, BEDSIT
	addressUnitAnnexe       // ANNEXE: an identifier by itself
	addressUnitFloor        // FIRST, TOP: a unit before FLOOR or FLAT
	addressUnitShort        // GF, TFF: a floor by itself
	addressUnitLevel        // FLOOR
)

// addressLexicon is every table of the address parser.
type addressLexicon struct {
	words   map[string]addressWordPlaces
	phrases map[string][]addressPhrase // by first word, longest first
	saints  map[string]bool
	units   map[string]addressUnit
	repairs map[string]addressWord // one edit away from exactly one type word
}

var addressTables = sync.OnceValue(loadAddressTables)

func loadAddressTables() *addressLexicon {
	lexicon := &addressLexicon{
		words:   map[string]addressWordPlaces{},
		phrases: map[string][]addressPhrase{},
		saints:  map[string]bool{},
		units:   map[string]addressUnit{},
	}
	kinds := map[string]uint8{
		"plain": AddressWordPlain, "street": AddressWordStreet, "place": AddressWordPlace,
		"building": AddressWordBuilding, "qualifier": AddressWordQualifier,
	}
	for _, row := range addressRows("words", addressWordsCSV, 4) {
		kind, ok := kinds[row[3]]
		if !ok {
			panic(fmt.Sprintf("canon: address words: unknown kind %q", row[3]))
		}
		lexicon.addWord(row[0], row[1], addressWord{row[2], kind, true})
	}
	lexicon.settleKinds()
	for _, row := range addressRows("phrases", addressPhrasesCSV, 3) {
		lexicon.addPhrase(row[0], row[1], row[2] == "county")
	}
	for _, row := range addressRows("saints", addressSaintsCSV, 1) {
		lexicon.saints[row[0]] = true
	}
	classes := map[string]uint8{
		"flat": addressUnitFlat, "room": addressUnitRoom, "annexe": addressUnitAnnexe,
		"floor": addressUnitFloor, "short": addressUnitShort, "level": addressUnitLevel,
	}
	for _, row := range addressRows("units", addressUnitsCSV, 3) {
		class, ok := classes[row[2]]
		if !ok {
			panic(fmt.Sprintf("canon: address units: unknown class %q", row[2]))
		}
		lexicon.units[row[0]] = addressUnit{row[1], class}
	}
	lexicon.makeRepairs()
	return lexicon
}

// addressRows returns the rows of an embedded table, without its header. The
// tables hold no quotes; a row of another width is a mistake in the program.
func addressRows(name, text string, columns int) [][]string {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	rows := make([][]string, 0, len(lines)-1)
	for _, line := range lines[1:] {
		row := strings.Split(line, ",")
		if len(row) != columns {
			panic(fmt.Sprintf("canon: address %s: row of %d columns", name, len(row)))
		}
		rows = append(rows, row)
	}
	return rows
}

func (l *addressLexicon) addWord(variant, where string, word addressWord) {
	places := l.words[variant]
	switch where {
	case "any":
		places.any = word
	case "start":
		places.start = word
	case "end":
		places.end = word
	case "last":
		places.last = word
	default:
		panic(fmt.Sprintf("canon: address words: unknown place %q", where))
	}
	l.words[variant] = places
}

// settleKinds gives every reading the kind of the word it is spelt out to, so
// that a word is of one kind in either language.
func (l *addressLexicon) settleKinds() {
	for variant, places := range l.words {
		for _, word := range []*addressWord{&places.any, &places.start, &places.end, &places.last} {
			if canonical := l.words[word.canonical].any; word.known && canonical.known {
				word.kind = canonical.kind
			}
		}
		l.words[variant] = places
	}
}

func (l *addressLexicon) addPhrase(phrase, canonical string, county bool) {
	entry := addressPhrase{strings.Fields(phrase), strings.Fields(canonical), county}
	list := l.phrases[entry.words[0]]
	at := 0
	for at < len(list) && len(list[at].words) >= len(entry.words) {
		at++
	}
	list = append(list, addressPhrase{})
	copy(list[at+1:], list[at:])
	list[at] = entry
	l.phrases[entry.words[0]] = list
}

// addressRepairLettersMin is the length from which a type word is repaired:
// one edit of a shorter one is too often another word (HILL and HULL).
const addressRepairLettersMin = 5

// makeRepairs lists the strings one edit away from exactly one street or
// building type, leaving out the words that stand for themselves.
func (l *addressLexicon) makeRepairs() {
	guard := map[string]bool{} // words of their own that lie one edit from a type word
	for _, row := range addressRows("guard", addressGuardCSV, 1) {
		guard[row[0]] = true
	}
	l.repairs = map[string]addressWord{}
	clash := map[string]bool{}
	for variant, places := range l.words {
		word := places.any
		long := len(word.canonical) >= addressRepairLettersMin || word.canonical == "ROAD" ||
			word.canonical == "LANE"
		typed := word.kind == AddressWordStreet || word.kind == AddressWordBuilding
		if !word.known || variant != word.canonical || !long || !typed {
			continue
		}
		for _, slip := range addressSlips(variant) {
			if other, ok := l.repairs[slip]; ok && other.canonical != word.canonical {
				clash[slip] = true
			}
			l.repairs[slip] = word
		}
	}
	for slip := range l.repairs {
		_, known := l.words[slip]
		_, unit := l.units[slip]
		if clash[slip] || guard[slip] || known || unit || l.saints[slip] {
			delete(l.repairs, slip)
		}
	}
}

// addressSlips returns the strings one deletion, insertion, substitution or
// swap of neighbours away from an upper-case ASCII word, with repeats.
func addressSlips(word string) []string {
	var slips []string
	for i := 0; i <= len(word); i++ {
		for letter := byte('A'); letter <= 'Z'; letter++ {
			slips = append(slips, word[:i]+string(letter)+word[i:])
			if i < len(word) && letter != word[i] {
				slips = append(slips, word[:i]+string(letter)+word[i+1:])
			}
		}
		if i < len(word) {
			slips = append(slips, word[:i]+word[i+1:])
		}
		if i+1 < len(word) && word[i] != word[i+1] {
			slips = append(slips, word[:i]+word[i+1:i+2]+word[i:i+1]+word[i+2:])
		}
	}
	return slips
}
