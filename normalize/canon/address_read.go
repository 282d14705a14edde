package canon

import "strings"

// Classes of a token, in the course of parsing.
const (
	addressTokenWord   uint8 = iota
	addressTokenNumber       // 12, 12A
	addressTokenRange        // 12-14
	addressTokenSlash        // 2/1, 0/L, C/O
	addressTokenGone         // used up as part of a unit, or left out
	addressTokenUnit         // an identifier of the unit
)

type addressToken struct {
	text    string
	part    uint8 // counts the lines and the commas before it
	class   uint8
	kind    uint8 // of a word, once spelt out
	segment uint8 // of a word: the street, building or place it is part of
}

// addressScratch is the state of one parse: the tokens, and the unit found.
type addressScratch struct {
	tokens []addressToken
	form   AddressForm // of the first identifier of the unit that is not a floor
	floor  uint8       // the part that named a floor, from 1; 0 for none
}

// read splits the lines into tokens. Apostrophes and stops join nothing and
// split nothing; hyphens split words and join the ends of a range.
func (s *addressScratch) read(lines []string) {
	part := uint8(0)
	for _, line := range lines {
		if len(line) > addressBytesMax {
			line = line[:addressBytesMax]
		}
		part = s.readLine(Fold(line), part) + 1
	}
}

// readLine splits one folded line, and returns the number of its last part.
func (s *addressScratch) readLine(line string, part uint8) uint8 {
	start := -1 // of the token being read
	for i := 0; i <= len(line); i++ {
		c := byte(',')
		if i < len(line) {
			c = line[i]
		}
		if isLetter(c) || isDigit(c) {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 && (c == '\'' || s.goesOn(line, start, i)) {
			continue
		}
		if start >= 0 {
			s.add(addressSqueeze(line[start:i]), part)
			start = -1
		}
		switch {
		case c == '&':
			s.add("AND", part)
		case strings.IndexByte(",;()[]", c) >= 0 && i < len(line) && part < addressPartsMax:
			part++
		}
	}
	return part
}

// goesOn reports whether the sign or space at i is inside the token that begins
// at start: the slash of 2/1, the hyphen of a range and the spaces beside it.
func (s *addressScratch) goesOn(line string, start, i int) bool {
	switch line = line[:min(len(line), start+addressTokenBytesMax)]; {
	case i >= len(line):
		return false
	case line[i] == '/':
		return i+1 < len(line) && (isLetter(line[i+1]) || isDigit(line[i+1]))
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
			addressClassOf(line[start:from]) == addressTokenNumber
	}
	return false
}

// addressTokenBytesMax is how far a token with signs in it may reach.
const addressTokenBytesMax = 24

// addressSqueeze returns text without apostrophes and spaces.
func addressSqueeze(text string) string {
	if strings.IndexByte(text, '\'') < 0 && strings.IndexByte(text, ' ') < 0 {
		return text
	}
	return addressSigns.Replace(text)
}

var addressSigns = strings.NewReplacer("'", "", " ", "")

// add appends a token, if there is room. A slash is kept in codes only.
func (s *addressScratch) add(text string, part uint8) {
	class := addressClassOf(text)
	switch {
	case text == "C/O":
		class = addressTokenGone
	case class == addressTokenSlash && !addressIsSlashCode(text) &&
		addressTables().units[text].class == addressUnitNone:
		for _, piece := range strings.Split(text, "/") {
			s.add(piece, part)
		}
		return
	}
	if text != "" && len(s.tokens) < addressTokensMax {
		s.tokens = append(s.tokens, addressToken{text: text, part: part, class: class})
	}
}

// addressIsSlashCode reports whether text is two short identifiers about one
// slash: 18/3, 2/1, 0/L.
func addressIsSlashCode(text string) bool {
	first, second, _ := strings.Cut(text, "/")
	return addressIsShortNumber(first) &&
		(addressIsShortNumber(second) || len(second) == 1 && strings.Contains("LRMC", second))
}

// addressIsShortNumber reports whether text is one to three digits.
func addressIsShortNumber(text string) bool {
	return text != "" && len(text) <= 3 && addressDigits(text) == len(text)
}

// addressPartsMax keeps the count of parts inside its byte.
const addressPartsMax = 200

// addressClassOf returns the class of a token by its shape alone.
func addressClassOf(text string) uint8 {
	if strings.IndexByte(text, '/') >= 0 {
		return addressTokenSlash
	}
	if text == "" || text[0] < '0' || text[0] > '9' {
		return addressTokenWord
	}
	digits := addressDigits(text)
	rest := text[digits:]
	switch {
	case digits > addressNumberDigitsMax:
		return addressTokenWord
	case rest == "", len(rest) == 1 && rest[0] >= 'A' && rest[0] <= 'Z':
		return addressTokenNumber
	}
	if dash := strings.IndexByte(text, '-'); dash > 0 {
		second := text[dash+1:]
		if addressClassOf(text[:dash]) == addressTokenNumber &&
			addressClassOf(second) == addressTokenNumber {
			return addressTokenRange
		}
	}
	return addressTokenWord
}

// addressNumberDigitsMax is the length of the longest building number.
const addressNumberDigitsMax = 5

func addressDigits(text string) int {
	n := 0
	for n < len(text) && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	return n
}

// replacePhrases puts the one form for a town or street that has two, and
// leaves out counties at the end.
func (s *addressScratch) replacePhrases() {
	tables := addressTables()
	for {
		n := len(s.tokens)
		for length := min(n-1, addressCountyWordsMax); length > 0; length-- {
			if tables.isCounty(s.tokens[n-length:]) {
				s.tokens = s.tokens[:n-length]
				break
			}
		}
		if len(s.tokens) == n {
			break
		}
	}
	for i := 0; i < len(s.tokens); i++ {
		for _, phrase := range tables.phrases[s.tokens[i].text] {
			if phrase.county || !phrase.at(s.tokens[i:]) {
				continue
			}
			i += s.replace(i, len(phrase.words), phrase.canonical) - 1
			break
		}
	}
}

// addressCountyWordsMax is the length of EAST RIDING OF YORKSHIRE.
const addressCountyWordsMax = 4

// isCounty reports whether the tokens are a county, whole.
func (l *addressLexicon) isCounty(tokens []addressToken) bool {
	for _, phrase := range l.phrases[tokens[0].text] {
		if phrase.county && len(phrase.words) == len(tokens) && phrase.at(tokens) {
			return true
		}
	}
	return false
}

// at reports whether the tokens begin with the phrase, inside one part.
func (p *addressPhrase) at(tokens []addressToken) bool {
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
func (s *addressScratch) replace(i, count int, words []string) int {
	part := s.tokens[i].part
	rest := append([]addressToken(nil), s.tokens[i+count:]...)
	s.tokens = s.tokens[:i]
	for _, word := range words {
		s.tokens = append(s.tokens, addressToken{text: word, part: part})
	}
	s.tokens = append(s.tokens, rest...)
	return len(words)
}
