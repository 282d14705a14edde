package address

import "strings"

// joinSuffixes joins a letter to the number before it: 45 A HIGH ROAD, and 45, A, HIGH
// ROAD where it stands alone. A compass letter and the Welsh article are joined only
// at the end of their part: 12 N PARADE, 12 Y SGWÂR.
func (s *scratch) joinSuffixes() {
	for i := 0; i+1 < len(s.tokens); i++ {
		number, letter := &s.tokens[i], &s.tokens[i+1]
		bare := number.class == tokenNumber && leadingDigits(number.text) == len(number.text)
		if !bare || letter.class != tokenWord || !isLetter(letter.text) ||
			!s.samePart(i, i+1) && !s.endsPart(i+1) {
			continue
		}
		if s.endsPart(i+1) || !strings.Contains("NSEWY", letter.text) {
			number.text += letter.text
			letter.class = tokenGone
		}
	}
}

// spellRuns spells out the words of every run: words beside each other in one
// part, with no number or unit between them. Then it cuts the runs in segments.
func (s *scratch) spellRuns() {
	segment := uint8(0)
	for start := 0; start < len(s.tokens); {
		if s.tokens[start].class != tokenWord {
			start++
			continue
		}
		end := start + 1
		for end < len(s.tokens) && s.tokens[end].class == tokenWord && s.samePart(start, end) {
			end++
		}
		s.joinPossessives(start, end)
		s.spellRun(start, end)
		segment = s.cutRun(start, end, segment) + 1
		start = end
	}
}

// joinPossessives joins an S to the word it belongs to: QUEEN S ROAD.
func (s *scratch) joinPossessives(start, end int) {
	for i := start + 1; i+1 < end; i++ {
		typed := s.lex.words[s.tokens[i+1].text].any.kind == WordStreet
		if s.tokens[i].text == "S" && typed && len(s.tokens[i-1].text) > 1 {
			s.tokens[i-1].text += "S"
			s.tokens[i].class = tokenGone
		}
	}
}

// spellRun spells out the words from start to end, each by its place.
func (s *scratch) spellRun(start, end int) {
	saint := false
	for i := start; i < end; i++ {
		token := &s.tokens[i]
		if token.class != tokenWord {
			continue
		}
		switch {
		case isStop(token.text):
			token.class = tokenGone
			continue
		case token.text == "SAINT", token.text == "ST" && s.isSaint(start, i, end):
			token.text, token.kind = "SAINT", WordQualifier
			saint = true
			continue
		case saint:
			// ST MARY, ST MARYS and ST MARY'S are one church.
			for len(token.text) > deletionLettersMin-1 && strings.HasSuffix(token.text, "S") {
				token.text = token.text[:len(token.text)-1]
			}
		case token.text == "ST":
			token.text, token.kind = "STREET", WordStreet
		default:
			s.spellWord(start, i, end)
		}
		saint = false
	}
}

// spellWord spells out token i of the run from start to end.
func (s *scratch) spellWord(start, i, end int) {
	token := &s.tokens[i]
	places := s.lex.words[token.text]
	first, last := i == start, i == end-1
	switch {
	case last && !first && places.last.known:
		token.text, token.kind = places.last.canonical, places.last.kind
	case !first && places.end.known:
		token.text, token.kind = places.end.canonical, places.end.kind
	case !last && places.start.known:
		token.text, token.kind = places.start.canonical, places.start.kind
	case places.any.known:
		token.text, token.kind = places.any.canonical, places.any.kind
	case last && !first:
		if repair, ok := s.lex.repairs[token.text]; ok {
			token.text, token.kind = repair.canonical, repair.kind
		}
	}
}

// isSaint reports whether ST at token i of a run is a saint and not a street:
// where it begins the run, before a saint's name, or after a street's type, which
// in GROVE ST is its name.
func (s *scratch) isSaint(start, i, end int) bool {
	if i == end-1 {
		return false
	}
	if i == start || s.lex.saints[s.tokens[i+1].text] {
		return true
	}
	return s.tokens[i-1].kind == WordStreet && (i-1 > start || leads(s.tokens[i-1].text))
}

// isStop reports whether a word says nothing. NO and NUMBER stand before
// a number that has been found without them.
func isStop(text string) bool {
	switch text {
	case "THE", "OF", "Y", "YR", "NO", "NUMBER":
		return true
	}
	return false
}

// cutRun numbers the segments of a run: a segment ends after a type word that
// no other type word follows, unless it is the segment's first word, as in
// HEOL YR ORSAF and PARK ROAD.
func (s *scratch) cutRun(start, end int, segment uint8) uint8 {
	first := true
	for i := start; i < end; i++ {
		token := &s.tokens[i]
		if token.class != tokenWord {
			continue
		}
		token.segment = segment
		next := i + 1
		for next < end && s.tokens[next].class != tokenWord {
			next++
		}
		typed := isType(token.kind)
		if typed && !first && next < end && !isType(s.tokens[next].kind) {
			segment++
			first = true
			continue
		}
		first = false
	}
	return segment
}

func isType(kind uint8) bool {
	return kind >= WordStreet && kind <= WordBuilding
}
