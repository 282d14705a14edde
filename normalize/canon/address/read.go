package address

import (
	"strings"

	"nfimatch/normalize/canon"
)

// Classes of a token, in the course of parsing.
const (
	tokenWord   uint8 = iota
	tokenNumber       // 12, 12A
	tokenRange        // 12-14
	tokenSlash        // 2/1, 0/L, C/O
	tokenGone         // used up as part of a unit, or left out
	tokenUnit         // an identifier of the unit
)

type token struct {
	text    string
	part    uint8 // counts the lines and the commas before it
	class   uint8
	kind    uint8 // of a word, once spelt out
	segment uint8 // of a word: the street, building or place it is part of
}

// scratch is the state of one parse: the tokens, and the unit found.
type scratch struct {
	lex    *Reader
	tokens []token
	form   Form  // of the first identifier of the unit that is not a floor
	floor  uint8 // the part that named a floor, from 1; 0 for none
}

// read splits the lines into tokens. Apostrophes and stops join nothing and
// split nothing; hyphens split words and join the ends of a range.
func (s *scratch) read(lines []string) {
	part := uint8(0)
	for _, line := range lines {
		if len(line) > bytesMax {
			line = line[:bytesMax]
		}
		part = s.readLine(canon.Fold(line), part) + 1
	}
}

// readLine splits one folded line, and returns the number of its last part.
func (s *scratch) readLine(line string, part uint8) uint8 {
	start := -1 // of the token being read
	for i := 0; i <= len(line); i++ {
		c := byte(',')
		if i < len(line) {
			c = line[i]
		}
		if isAlphanumeric(c) {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 && (c == '\'' || s.goesOn(line, start, i)) {
			continue
		}
		if start >= 0 {
			s.add(squeeze(line[start:i]), part)
			start = -1
		}
		switch {
		case c == '&':
			s.add("AND", part)
		case strings.IndexByte(",;()[]", c) >= 0 && i < len(line) && part < partsMax:
			part++
		}
	}
	return part
}

// goesOn reports whether the sign or space at i is inside the token that begins
// at start: the slash of 2/1, the hyphen of a range and the spaces beside it.
func (s *scratch) goesOn(line string, start, i int) bool {
	switch line = line[:min(len(line), start+tokenBytesMax)]; {
	case i >= len(line):
		return false
	case line[i] == '/':
		return i+1 < len(line) && isAlphanumeric(line[i+1])
	case line[i] == '-' || line[i] == ' ':
		from := i
		for from > start && (line[from-1] == ' ' || line[from-1] == '-') {
			from--
		}
		to := i
		for to < len(line) && (line[to] == ' ' || line[to] == '-') {
			to++
		}
		return strings.Count(line[from:to], "-") == 1 && to < len(line) && isDigit(line[to]) &&
			classOf(line[start:from]) == tokenNumber
	}
	return false
}

// tokenBytesMax is how far a token with signs in it may reach.
const tokenBytesMax = 24

// squeeze returns text without apostrophes and spaces.
func squeeze(text string) string {
	if strings.IndexByte(text, '\'') < 0 && strings.IndexByte(text, ' ') < 0 {
		return text
	}
	return signs.Replace(text)
}

var signs = strings.NewReplacer("'", "", " ", "")

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isAlphanumeric(c byte) bool { return isDigit(c) || 'A' <= c && c <= 'Z' }

// add appends a token, if there is room. A slash is kept in codes only.
func (s *scratch) add(text string, part uint8) {
	class := classOf(text)
	switch {
	case text == "C/O":
		class = tokenGone
	case class == tokenSlash && !isSlashCode(text) &&
		s.lex.units[text].class == unitNone:
		for _, piece := range strings.Split(text, "/") {
			s.add(piece, part)
		}
		return
	}
	if text != "" && len(s.tokens) < tokensMax {
		s.tokens = append(s.tokens, token{text: text, part: part, class: class})
	}
}

// isSlashCode reports whether text is two short identifiers about one
// slash: 18/3, 2/1, 0/L.
func isSlashCode(text string) bool {
	first, second, _ := strings.Cut(text, "/")
	return isShortNumber(first) &&
		(isShortNumber(second) || len(second) == 1 && strings.Contains("LRMC", second))
}

// isShortNumber reports whether text is one to three digits.
func isShortNumber(text string) bool {
	return text != "" && len(text) <= 3 && leadingDigits(text) == len(text)
}

// partsMax keeps the count of parts inside its byte.
const partsMax = 200

// classOf returns the class of a token by its shape alone.
func classOf(text string) uint8 {
	if strings.IndexByte(text, '/') >= 0 {
		return tokenSlash
	}
	if text == "" || text[0] < '0' || text[0] > '9' {
		return tokenWord
	}
	digits := leadingDigits(text)
	rest := text[digits:]
	switch {
	case digits > numberDigitsMax:
		return tokenWord
	case rest == "", len(rest) == 1 && rest[0] >= 'A' && rest[0] <= 'Z':
		return tokenNumber
	}
	if dash := strings.IndexByte(text, '-'); dash > 0 {
		second := text[dash+1:]
		if classOf(text[:dash]) == tokenNumber &&
			classOf(second) == tokenNumber {
			return tokenRange
		}
	}
	return tokenWord
}

// numberDigitsMax is the length of the longest building number.
const numberDigitsMax = 5

func leadingDigits(text string) int {
	n := 0
	for n < len(text) && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	return n
}

// replacePhrases puts the one form for a town or street that has two, and
// leaves out counties at the end.
func (s *scratch) replacePhrases() {
	lex := s.lex
	for {
		n := len(s.tokens)
		for length := min(n-1, countyWordsMax); length > 0; length-- {
			if lex.isCounty(s.tokens[n-length:]) {
				s.tokens = s.tokens[:n-length]
				break
			}
		}
		if len(s.tokens) == n {
			break
		}
	}
	for i := 0; i < len(s.tokens); i++ {
		for _, phrase := range lex.phrases[s.tokens[i].text] {
			if phrase.county || !phrase.at(s.tokens[i:]) {
				continue
			}
			i += s.replace(i, len(phrase.words), phrase.canonical) - 1
			break
		}
	}
}

// countyWordsMax is the length of EAST RIDING OF YORKSHIRE.
const countyWordsMax = 4

// isCounty reports whether the tokens are a county, whole.
func (l *Reader) isCounty(tokens []token) bool {
	for _, phrase := range l.phrases[tokens[0].text] {
		if phrase.county && len(phrase.words) == len(tokens) && phrase.at(tokens) {
			return true
		}
	}
	return false
}

// at reports whether the tokens begin with the phrase, inside one part.
func (p *phrase) at(tokens []token) bool {
	if len(tokens) < len(p.words) {
		return false
	}
	for i, word := range p.words {
		if tokens[i].text != word || tokens[i].part != tokens[0].part {
			return false
		}
	}
	return true
}

// replace puts words in the place of count tokens at i, and returns how many.
func (s *scratch) replace(i, count int, words []string) int {
	part := s.tokens[i].part
	rest := append([]token(nil), s.tokens[i+count:]...)
	s.tokens = s.tokens[:i]
	for _, word := range words {
		s.tokens = append(s.tokens, token{text: word, part: part})
	}
	s.tokens = append(s.tokens, rest...)
	return len(words)
}
