package address

import (
	_ "embed" // the address tables
	"fmt"
	"slices"
	"strings"
	"sync"
)

//go:embed data/address_words.csv
var wordsCSV string

//go:embed data/address_phrases.csv
var phrasesCSV string

//go:embed data/address_saints.csv
var saintsCSV string

//go:embed data/address_guard.csv
var guardCSV string

//go:embed data/address_units.csv
var unitsCSV string

// reading is what a word is spelt out to, at each place it may stand.
type reading struct {
	canonical string
	kind      uint8
	known     bool
}

// wordPlaces are the readings of one abbreviation: ST, DR and GT mean
// different words at the start and at the end.
type wordPlaces struct{ any, start, end, last reading }

// phrase is a run of words and what it is replaced by.
type phrase struct {
	words     []string
	canonical []string
	county    bool // left out at the end of an address
}

// unitWord is a word of a unit.
type unitWord struct {
	canonical string
	class     uint8
}

const (
	unitNone   uint8 = iota
	unitFlat         // FLAT, APARTMENT: an identifier follows
	unitRoom         // ROOM, BEDSIT
	unitAnnexe       // ANNEXE: an identifier by itself
	unitFloor        // FIRST, TOP: a unit before FLOOR or FLAT
	unitShort        // GF, TFF: a floor by itself
	unitLevel        // FLOOR
	unitBoat         // NARROWBOAT: its name says nothing beside a berth
)

// A Reader reads addresses by a vocabulary: the tables under data. It never
// changes, so goroutines share it.
type Reader struct {
	words   map[string]wordPlaces
	phrases map[string][]phrase // by first word, longest first
	saints  map[string]bool
	units   map[string]unitWord
	repairs map[string]reading // one edit away from exactly one type word

	unitSlips map[string]unitWord // one edit away from a long word that introduces a unit
}

// NewReader returns the reader of the vocabulary that keep lets stand; nil lets
// all of it stand, and always gives the same reader, which is the product's.
// Another is for measuring what the reader is worth where it does not know the
// words, and reads the tables anew: some ten milliseconds.
//
// Terms are asked for in upper case. A row stands if its first term does: the
// abbreviation and not what it is spelt out to, the phrase, the saint, the guard,
// the unit's word. A full word such as GARDENS is a row of its own, and a plain
// word if refused. Slips of refused words are not repaired. ROAD, STREET, FLAT
// and FLOOR are not asked for, since most addresses have one: without it, the
// measure would be of that word and not of the vocabulary. Words in the code
// (THE, NO, C/O, ST before or after its street, ONE to SIX) stay.
func NewReader(keep func(term string) bool) *Reader {
	if keep == nil {
		return whole()
	}
	return readTables(keep)
}

var whole = sync.OnceValue(func() *Reader { return readTables(nil) })

// structural are the words that no predicate is asked about.
var structural = []string{"ROAD", "STREET", "FLAT", "FLOOR"}

func readTables(keep func(term string) bool) *Reader {
	rows := func(name, text string, columns int) [][]string {
		all := tableRows(name, text, columns)
		return slices.DeleteFunc(all, func(row []string) bool {
			return keep != nil && !slices.Contains(structural, row[0]) && !keep(row[0])
		})
	}
	l := &Reader{
		words:   map[string]wordPlaces{},
		phrases: map[string][]phrase{},
		saints:  map[string]bool{},
		units:   map[string]unitWord{},
	}
	kinds := map[string]uint8{
		"plain": WordPlain, "street": WordStreet, "place": WordPlace,
		"building": WordBuilding, "qualifier": WordQualifier,
	}
	for _, row := range rows("words", wordsCSV, 4) {
		kind, ok := kinds[row[3]]
		if !ok {
			panic(fmt.Sprintf("address: words: unknown kind %q", row[3]))
		}
		l.addWord(row[0], row[1], reading{row[2], kind, true})
	}
	l.settleKinds()
	for _, row := range rows("phrases", phrasesCSV, 3) {
		l.addPhrase(row[0], row[1], row[2] == "county")
	}
	for _, row := range rows("saints", saintsCSV, 1) {
		l.saints[row[0]] = true
	}
	classes := map[string]uint8{
		"flat": unitFlat, "room": unitRoom, "annexe": unitAnnexe,
		"floor": unitFloor, "short": unitShort, "level": unitLevel,
		"boat": unitBoat,
	}
	for _, row := range rows("units", unitsCSV, 3) {
		class, ok := classes[row[2]]
		if !ok {
			panic(fmt.Sprintf("address: units: unknown class %q", row[2]))
		}
		l.units[row[0]] = unitWord{row[1], class}
	}
	l.makeRepairs(rows("guard", guardCSV, 1))
	l.makeUnitSlips()
	return l
}

// tableRows returns the rows of an embedded table, without its header. The
// tables hold no quotes; a row of another width is a mistake in the program.
func tableRows(name, text string, columns int) [][]string {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	rows := make([][]string, 0, len(lines)-1)
	for _, line := range lines[1:] {
		row := strings.Split(line, ",")
		if len(row) != columns {
			panic(fmt.Sprintf("address: %s: row of %d columns", name, len(row)))
		}
		rows = append(rows, row)
	}
	return rows
}

func (l *Reader) addWord(variant, where string, word reading) {
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
		panic(fmt.Sprintf("address: words: unknown place %q", where))
	}
	l.words[variant] = places
}

// settleKinds gives every reading the kind of the word it is spelt out to, so
// that a word is of one kind in either language.
func (l *Reader) settleKinds() {
	for variant, places := range l.words {
		for _, word := range []*reading{&places.any, &places.start, &places.end, &places.last} {
			if canonical := l.words[word.canonical].any; word.known && canonical.known {
				word.kind = canonical.kind
			}
		}
		l.words[variant] = places
	}
}

func (l *Reader) addPhrase(text, canonical string, county bool) {
	entry := phrase{strings.Fields(text), strings.Fields(canonical), county}
	list := l.phrases[entry.words[0]]
	at := 0
	for at < len(list) && len(list[at].words) >= len(entry.words) {
		at++
	}
	list = append(list, phrase{})
	copy(list[at+1:], list[at:])
	list[at] = entry
	l.phrases[entry.words[0]] = list
}

// repairLettersMin is the length from which a type word is repaired:
// one edit of a shorter one is too often another word (HILL and HULL).
const repairLettersMin = 5

// makeRepairs lists the strings one edit away from exactly one street or
// building type, leaving out the words that stand for themselves.
func (l *Reader) makeRepairs(guarded [][]string) {
	guard := map[string]bool{} // words of their own that lie one edit from a type word
	for _, row := range guarded {
		guard[row[0]] = true
	}
	l.repairs = map[string]reading{}
	clash := map[string]bool{}
	for variant, places := range l.words {
		word := places.any
		long := len(word.canonical) >= repairLettersMin || word.canonical == "ROAD" ||
			word.canonical == "LANE"
		typed := word.kind == WordStreet || word.kind == WordBuilding
		if !word.known || variant != word.canonical || !long || !typed {
			continue
		}
		for _, slip := range slipsOf(variant) {
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

// unitLettersMin is the length from which a word that introduces a unit is repaired:
// BERTH and PITCH lie one edit from names.
const unitLettersMin = 6

// makeUnitSlips lists the strings one edit away from ANNEXE, APARTMENT and their like that
// are no words of their own. A plural is one.
func (l *Reader) makeUnitSlips() {
	l.unitSlips = map[string]unitWord{}
	for variant, unit := range l.units {
		if len(variant) < unitLettersMin || unit.class != unitAnnexe && unit.class != unitFlat {
			continue
		}
		for _, slip := range slipsOf(variant) {
			_, known := l.words[slip]
			_, listed := l.units[slip]
			if !known && !listed && !l.saints[slip] && slip != variant+"S" {
				l.unitSlips[slip] = unit
			}
		}
	}
}

// slipsOf returns the strings one deletion, insertion, substitution or
// swap of neighbours away from an upper-case ASCII word, with repeats.
func slipsOf(word string) []string {
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
