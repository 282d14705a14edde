package name

import (
	_ "embed" // the tables of data
	"strings"
)

//go:embed data/given_families.csv
var givenFamiliesCSV string

//go:embed data/surname_families.csv
var surnameFamiliesCSV string

// Kinds of class, the first part of a class id.
const (
	familyGiven   = "GIVEN "   // nicknames, diminutives, spellings of a given name
	familySurname = "SURNAME " // spellings and transliterations of a surname
	familyMac     = "MAC "     // MACDONALD and MCDONALD
	familyIrish   = "O "       // OBRIEN and BRIEN
	familyEnding  = "ENDING "  // KOWALSKI and KOWALSKA, IVANOV and IVANOVA
)

// familiesOf reads the classes of every name, as far as keep lets it.
func familiesOf(keep func(term string) bool) map[string][]string {
	classes := make(map[string][]string)
	for _, table := range [...]struct{ kind, rows string }{
		{familyGiven, givenFamiliesCSV}, {familySurname, surnameFamiliesCSV},
	} {
		for _, row := range tableRows(table.rows, 2, keep) {
			class := table.kind + row[0]
			classes[row[0]] = append(classes[row[0]], class)
			for variant := range strings.FieldsSeq(row[1]) {
				if isKept(variant, keep) {
					classes[variant] = append(classes[variant], class)
				}
			}
		}
	}
	return classes
}

// Families returns the ids of the classes a canonical name is in: nicknames and
// diminutives, spellings, Mac and Mc, O', and the endings that follow a person's
// sex in Polish, Bulgarian and Lithuanian. Two names are related when they share
// a class. Classes are never merged: SAM is in those of SAMUEL and of SAMANTHA,
// who are not related. Nil for a name in none.
//
// The ids are words of this package, the same in every run; their order is that
// of the tables. One look-up; it allocates only for names with a ruled ending or
// beginning. The result must not be changed.
func (r *Reader) Families(name string) []string {
	classes := r.families[name]
	classes = classes[:len(classes):len(classes)]
	if rest, ok := afterMac(name); ok {
		classes = append(classes, familyMac+rest)
	}
	switch {
	case r.words[name].class&wordAfterO != 0:
		classes = append(classes, familyIrish+name)
	case len(name) > 1 && name[0] == 'O' && r.words[name[1:]].class&wordAfterO != 0:
		classes = append(classes, familyIrish+name[1:])
	}
	if stem, ok := endingStem(name); ok {
		classes = append(classes, familyEnding+stem)
	}
	return classes
}

// macRestLettersMin keeps MACE, MACK and MACEY out of the Mac names.
const macRestLettersMin = 3

func afterMac(name string) (rest string, ok bool) {
	rest, ok = strings.CutPrefix(name, "MAC")
	if !ok {
		rest, ok = strings.CutPrefix(name, "MC")
	}
	return rest, ok && len(rest) >= macRestLettersMin
}

// endings lists, longest first, the forms of one surname that differ by sex, with
// what stands for all of them.
var endings = [...]struct{ ending, all string }{
	{"IENE", "AS"}, {"AITE", "AS"}, {"SKIS", "SK"}, {"SKI", "SK"}, {"SKA", "SK"},
	{"CKI", "CK"}, {"CKA", "CK"}, {"DZKI", "DZK"}, {"DZKA", "DZK"}, {"SKY", "SK"},
	{"OVA", "OV"}, {"EVA", "EV"}, {"OV", "OV"}, {"EV", "EV"}, {"AS", "AS"},
}

// endingStemLettersMin keeps short names that only happen to end so out: EVA, ASKI.
const endingStemLettersMin = 3

func endingStem(name string) (stem string, ok bool) {
	for i := range endings {
		before, found := strings.CutSuffix(name, endings[i].ending)
		if found && len(before) >= endingStemLettersMin {
			return before + endings[i].all, true
		}
	}
	return "", false
}

// Phonetic returns a key that names of like sound share: Soundex of the name
// with its beginning respelt as it sounds (PH F, KN N, WR R, C before A, O, U or
// a consonant K, QU K). Hyphens are passed over; "" for an empty name.
//
// Source: R. C. Russell, US patent 1,261,167 (1918), with the rule of the US
// census that H and W do not part equal codes.
func Phonetic(name string) string {
	first, rest := soundOfStart(name)
	if first == 0 {
		return ""
	}
	key := [4]byte{first, '0', '0', '0'}
	n := 1
	previous := soundexCodes[first-'A']
	for i := 0; i < len(rest) && n < len(key); i++ {
		c := rest[i]
		if !isLetter(c) || c == 'H' || c == 'W' {
			continue
		}
		code := soundexCodes[c-'A']
		if code != '0' && code != previous {
			key[n] = code
			n++
		}
		previous = code
	}
	return string(key[:])
}

// soundexCodes are the codes of A to Z; 0 is a vowel.
const soundexCodes = "01230120022455012623010202"

// soundOfStart returns the letter a name sounds as at its start, 0 for a name
// without a letter, and the letters after it.
func soundOfStart(name string) (first byte, rest string) {
	start := strings.IndexFunc(name, func(r rune) bool { return 'A' <= r && r <= 'Z' })
	if start < 0 {
		return 0, ""
	}
	name = name[start:]
	for _, respelt := range [...]struct{ from, to string }{
		{"PH", "F"}, {"KN", "N"}, {"GN", "N"}, {"WR", "R"}, {"QU", "K"},
	} {
		if strings.HasPrefix(name, respelt.from) {
			return respelt.to[0], name[2:]
		}
	}
	if name[0] == 'C' && len(name) > 1 && isLetter(name[1]) && !contains("EIYHZ", name[1]) {
		return 'K', name[1:]
	}
	return name[0], name[1:]
}
