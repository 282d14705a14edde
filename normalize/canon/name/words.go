package name

import (
	_ "embed" // the tables of data
	"strings"
)

//go:embed data/name_words.csv
var nameWordsCSV string

// A wordClass is a set of the parts a word may play in a name field.
type wordClass uint32

const (
	wordTitle        wordClass = 1 << iota // a title wherever it stands before a name
	wordTitleOrName                        // a title in front of two other words
	wordSuffix                             // an honour, degree or courtesy after a name
	wordSuffixDotted                       // the same, only with full stops: M.A.
	wordGeneration
	wordParticle          // joins the surname after it
	wordParticleOfSurname // the same, only in a field known to be a surname
	wordAfterO            // a surname that an O before it belongs to
	wordAfterD            // a surname that a D before it belongs to
	wordCompany           // no person holds the account
	wordCompanyWord       // the same, only with another such word
	wordEstate            // the person has died
	wordOccupier
	wordOccupierWord // may stand beside "occupier"
	wordFormer       // what follows is another name of the same person
	wordOther        // a person without a name: & WIFE

	wordGiven           // a given name, where no surname is before it
	wordParticleOfGiven // between two given names, which it joins: MARIA DO CARMO
	wordBesideGiven     // what is before it is a given name: MAJOR SINGH
)

var wordClassNames = map[string]wordClass{
	"title": wordTitle, "title_or_name": wordTitleOrName, "suffix": wordSuffix,
	"suffix_dotted": wordSuffixDotted, "generation": wordGeneration, "particle": wordParticle,
	"particle_of_surname": wordParticleOfSurname,
	"after_o":             wordAfterO, "after_d": wordAfterD,
	"company": wordCompany, "company_word": wordCompanyWord, "estate": wordEstate,
	"occupier": wordOccupier, "occupier_word": wordOccupierWord, "former": wordFormer,
	"other": wordOther, "given": wordGiven, "particle_of_given": wordParticleOfGiven,
	"beside_given": wordBesideGiven,
}

// A wordEntry is what the table knows of a word.
type wordEntry struct {
	class      wordClass
	sex        Sex
	generation Generation
}

// A lexicon is what is known of each word of name fields that is not a name, or
// not only one.
type lexicon map[string]wordEntry

// lexiconOf reads the words, as far as keep lets it.
func lexiconOf(keep func(term string) bool) lexicon {
	values := map[string]wordEntry{
		"": {}, "M": {sex: Male}, "F": {sex: Female},
		"junior": {generation: Junior}, "senior": {generation: Senior},
		"second": {generation: Second}, "third": {generation: Third},
		"fourth": {generation: Fourth},
	}
	words := make(lexicon, strings.Count(nameWordsCSV, "\n"))
	for _, row := range tableRows(nameWordsCSV, 3, keep) {
		class, known := wordClassNames[row[1]]
		value, valued := values[row[2]]
		if !known || !valued {
			panic("name: data/name_words.csv has an unknown class or value")
		}
		entry := words[row[0]]
		entry.class |= class
		entry.sex = max(entry.sex, value.sex)
		entry.generation = max(entry.generation, value.generation)
		words[row[0]] = entry
	}
	return words
}

// tableRows returns the rows of an embedded table after its comments and header,
// those whose first term is kept. It panics on a row of another width, since the
// table is part of the program.
func tableRows(table string, columns int, keep func(term string) bool) [][]string {
	var rows [][]string
	header := true
	for line := range strings.Lines(table) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		if header {
			header = false
			continue
		}
		row := strings.Split(line, ",")
		if len(row) != columns {
			panic("name: embedded table has a row of the wrong width")
		}
		if isKept(row[0], keep) {
			rows = append(rows, row)
		}
	}
	return rows
}

// A nameToken is a word of a name field, or what stands between words.
type nameToken struct {
	text  string // letters and digits as written, without apostrophes
	entry wordEntry
	kind  tokenKind
	flags tokenFlags
}

type tokenKind uint8

const (
	tokenWord tokenKind = iota
	tokenAnd
	tokenComma
)

type tokenFlags uint8

const (
	tokenHyphened tokenFlags = 1 << iota // a hyphen joins it to the word before
	tokenAside                           // in brackets
	tokenDotted                          // written with full stops between its letters
)

func (t *nameToken) is(class wordClass) bool { return t.entry.class&class != 0 }

func (t *nameToken) has(flag tokenFlags) bool { return t.flags&flag != 0 }

// isInitials reports whether the word is one or more initials: J, J.R. or, in
// a cluster no name has, JR.
func (t *nameToken) isInitials() bool {
	return len(t.text) == 1 || t.has(tokenDotted) || isCluster(t.text)
}

// clusterLettersMax is the longest run of consonants read as initials.
const clusterLettersMax = 3

// isCluster reports whether the word is two or three consonants and no name:
// NG is a surname; MD, MHD and ST stand for names.
func isCluster(text string) bool {
	switch text {
	case "NG", "MD", "MHD", "ST", "MC", "":
		return false
	}
	if len(text) < 2 || len(text) > clusterLettersMax {
		return false
	}
	for i := range len(text) {
		if contains("AEIOUY", text[i]) || !isLetter(text[i]) {
			return false
		}
	}
	return true
}

// slashWords are read before the slash divides.
var slashWords = [...]struct {
	text   string
	tokens []nameToken
}{
	{"T/A", []nameToken{{text: "T/A", entry: wordEntry{class: wordCompany}}}},
	{"C/O", []nameToken{{text: "C/O", entry: wordEntry{class: wordFormer}}}},
	{"M/S", []nameToken{{text: "MS", entry: wordEntry{class: wordTitle, sex: Female}}}},
	{"M/M", []nameToken{
		{text: "MR", entry: wordEntry{class: wordTitle, sex: Male}},
		{kind: tokenAnd},
		{text: "MRS", entry: wordEntry{class: wordTitle, sex: Female}},
	}},
}

// appendTokens appends the words of a folded field.
func (l lexicon) appendTokens(tokens []nameToken, folded string) []nameToken {
	var flags tokenFlags
	for i := 0; i < len(folded); {
		c := folded[i]
		switch {
		case isLetter(c) || isDigit(c):
			end := wordEnd(folded, i)
			if slashed, ok := slashWordAt(folded[i:]); ok {
				tokens = append(tokens, slashed...)
				end = i + len("X/X")
			} else {
				tokens = l.appendWord(tokens, folded[i:end], flags)
			}
			flags &^= tokenHyphened
			i = end
			continue
		case c == '-':
			if n := len(tokens); n > 0 && tokens[n-1].kind == tokenWord {
				flags |= tokenHyphened
			}
		case c == '&' || c == '+' || c == '/' || c == ';':
			tokens = append(tokens, nameToken{kind: tokenAnd})
			flags &^= tokenHyphened
		case c == ',':
			tokens = append(tokens, nameToken{kind: tokenComma})
			flags &^= tokenHyphened
		case c == '(' || c == '[':
			flags |= tokenAside
		case c == ')' || c == ']':
			flags = 0
		}
		i++
	}
	return tokens
}

// wordEnd returns where the word that starts at i ends. An apostrophe belongs
// to it, with the space after it where only one letter stands before (O' BRIEN);
// so do full stops between its letters.
func wordEnd(s string, i int) int {
	start := i
	for i < len(s) {
		switch c := s[i]; {
		case isLetter(c) || isDigit(c):
			i++
		case c == '\'':
			i++
			if i-start == 2 && contains("ODML", s[start]) && i < len(s) && s[i] == ' ' {
				i++
			}
		case c == '.' && i+1 < len(s) && isLetter(s[i+1]):
			i++
		default:
			return i
		}
	}
	return i
}

func slashWordAt(s string) ([]nameToken, bool) {
	if len(s) < 3 || s[1] != '/' || len(s) > 3 && (isLetter(s[3]) || isDigit(s[3])) {
		return nil, false
	}
	for i := range slashWords {
		if s[:3] == slashWords[i].text {
			return slashWords[i].tokens, true
		}
	}
	return nil, false
}

// appendWord appends one word, or the words between its full stops.
func (l lexicon) appendWord(tokens []nameToken, word string, flags tokenFlags) []nameToken {
	if strings.IndexByte(word, '.') >= 0 {
		joined := strings.ReplaceAll(plainWord(word), ".", "")
		const last = wordSuffix | wordSuffixDotted | wordGeneration | wordFormer
		if entry := l[joined]; entry.class&last != 0 {
			return append(tokens, nameToken{text: joined, entry: entry, flags: flags | tokenDotted})
		}
		for part := range strings.SplitSeq(word, ".") {
			tokens = l.appendWord(tokens, part, flags)
			flags &^= tokenHyphened
		}
		return tokens
	}
	word = plainWord(word)
	switch word {
	case "AND", "WITH", "JOINTLY":
		return append(tokens, nameToken{kind: tokenAnd})
	}
	entry := l[word]
	if entry.class == 0 {
		word = lettersOf(word)
	}
	if word == "" {
		return tokens
	}
	return append(tokens, nameToken{text: word, entry: entry, flags: flags})
}

// plainWord drops apostrophes and what follows a joined one letter (O' BRIEN);
// M' before a name is Mc.
func plainWord(word string) string {
	mark := strings.IndexByte(word, '\'')
	if mark < 0 {
		return word
	}
	plain := strings.ReplaceAll(strings.ReplaceAll(word, "'", ""), " ", "")
	if mark == 1 && word[0] == 'M' && len(plain) > clusterLettersMax {
		return "MC" + plain[1:]
	}
	return plain
}

// lettersOf drops digits: no name has one.
func lettersOf(word string) string {
	for i := range len(word) {
		if isDigit(word[i]) {
			return strings.Map(func(r rune) rune {
				if isLetter(byte(r)) {
					return r
				}
				return -1
			}, word)
		}
	}
	return word
}

func isLetter(c byte) bool { return 'A' <= c && c <= 'Z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func contains(letters string, c byte) bool { return strings.IndexByte(letters, c) >= 0 }
