package address

import (
	"slices"
	"strconv"
	"strings"
)

// An segment is a street, a building or a place: words that belong
// together, and the kind of the word that names their kind.
type segment struct {
	first, end int // tokens
	kind       uint8
}

// segments lists the segments in order. A segment is of the kind of its last
// word, or of its first: HEOL YR ORSAF.
func (s *scratch) segments() []segment {
	var list []segment
	for i, token := range s.tokens {
		if token.class != tokenWord {
			continue
		}
		n := len(list)
		if n == 0 || s.tokens[list[n-1].first].segment != token.segment {
			list = append(list, segment{i, i + 1, token.kind})
			continue
		}
		list[n-1].end = i + 1
		switch first := s.tokens[list[n-1].first].text; {
		case leads(first) && (token.kind == WordPlace || token.text == "MILL" ||
			token.text == "CASTLE"):
			// ROAD STATION and LANE MILL are HEOL YR ORSAF and LÔN Y FELIN.
			list[n-1].kind = WordStreet
		case isType(token.kind) || !isType(list[n-1].kind):
			list[n-1].kind = token.kind
		}
	}
	return list
}

// leads reports whether a type word that begins a street's name shows
// that it is a Welsh one, spelt out.
func leads(word string) bool {
	switch word {
	case "ROAD", "STREET", "LANE", "AVENUE", "CLOSE", "CRESCENT", "TERRACE", "SQUARE":
		return true
	}
	return false
}

// giveRoles decides which number is the building's and which a unit's, and
// fills the identifiers of a.
func (s *scratch) giveRoles(a *Address) {
	s.spellRuns()
	segments := s.segments()
	if s.moveNumbers(segments) {
		segments = s.segments()
	}
	number, unit := s.pickNumbers(segments)
	if unit >= 0 {
		s.setUnit(unit, formOf(s.tokens[unit].text))
	}
	for i := range s.tokens {
		switch {
		case s.tokens[i].class == tokenUnit && len(a.Unit) < unitsMax:
			if !slices.Contains(a.Unit, s.tokens[i].text) {
				a.Unit = append(a.Unit, s.tokens[i].text)
			}
			a.IDs = append(a.IDs, s.tokens[i].text)
		case i == number:
			s.setNumber(a, s.tokens[i], s.hasUnit())
		}
	}
	a.UnitForm = s.form
	if at := slices.Index(a.Unit, weakUnit); at >= 0 && len(a.Unit) > 1 {
		a.Unit = slices.Delete(a.Unit, at, at+1)
		at = slices.Index(a.IDs, weakUnit)
		a.IDs = slices.Delete(a.IDs, at, at+1)
	}
	s.nameWords(a, segments, number, unit)
}

// moveNumbers puts a number that is written after its street before it: HIGH ROAD 12.
// It ends its part, or what follows in it is no street and no building.
func (s *scratch) moveNumbers(segments []segment) (moved bool) {
	for at, segment := range segments {
		number := segment.end
		for number < len(s.tokens) && s.tokens[number].class == tokenGone {
			number++
		}
		if segment.kind != WordStreet || !s.samePart(segment.first, number) ||
			!s.isNumber(number) || s.numberBefore(segment.first) {
			continue
		}
		if next := at + 1; next < len(segments) && s.samePart(number, segments[next].first) &&
			isType(segments[next].kind) {
			continue
		}
		written := s.tokens[number]
		copy(s.tokens[segment.first+1:number+1], s.tokens[segment.first:number])
		s.tokens[segment.first] = written
		moved = true
	}
	return moved
}

// numberBefore reports whether a number stands before token i in its part.
func (s *scratch) numberBefore(i int) bool {
	for j := i - 1; j >= 0 && s.samePart(j, i); j-- {
		if s.isNumber(j) {
			return true
		}
	}
	return false
}

// hasUnit reports whether a unit stands that is more than the word FLAT.
func (s *scratch) hasUnit() bool {
	for _, token := range s.tokens {
		if token.class == tokenUnit && token.text != weakUnit {
			return true
		}
	}
	return false
}

// pickNumbers returns the tokens of the building number and of a unit that is
// only a number, -1 for none. A number before a building's name with a street
// further on is a unit: 3 ROSE COURT, HIGH ROAD.
func (s *scratch) pickNumbers(segments []segment) (number, unit int) {
	var numbers []int
	for i := range s.tokens {
		if s.isNumber(i) {
			numbers = append(numbers, i)
		}
	}
	if len(numbers) == 0 {
		return -1, -1
	}
	if s.hasUnit() {
		for _, i := range numbers {
			if at := segmentAfter(segments, i); at >= 0 && segments[at].kind == WordStreet &&
				!s.isNumberBetween(i+1, segments[at].first) {
				return i, -1
			}
		}
		return numbers[0], -1
	}
	first := numbers[0]
	after := segmentAfter(segments, first)
	if after < 0 {
		return first, -1
	}
	if len(numbers) > 1 {
		second := numbers[1]
		if s.isFlatOf(segments, first, second) {
			return first, second
		}
		street := segments[after].kind == WordStreet && segments[after].first < second
		if !street && segmentAfter(segments, second) >= 0 && s.tokens[first].class != tokenSlash {
			return second, first
		}
		return first, -1
	}
	if s.tokens[first].class == tokenNumber && s.beforeName(segments, after, first) {
		return -1, first
	}
	return first, -1
}

// isFlatOf reports whether the second number is a flat with a slash in the building of the
// first: beside it, or after its street if no other street follows. 14, 1/2 HIGH ROAD; 14
// HIGH ROAD, 1/2.
func (s *scratch) isFlatOf(segments []segment, first, second int) bool {
	if s.tokens[first].class == tokenSlash || s.tokens[second].class != tokenSlash ||
		!s.startsPart(first) {
		return false
	}
	at := segmentAfter(segments, first)
	if segments[at].first > second {
		return true
	}
	return segments[at].kind == WordStreet && !slices.ContainsFunc(segments[at+1:],
		func(later segment) bool { return later.kind == WordStreet })
}

// beforeName reports whether the segment after a number is a building's name: it is
// not a street, and one follows, or a place that may be one. A letter after the number
// says that it is a building's, where there is only a place: 12A ROSE COURT, WOOD GREEN.
func (s *scratch) beforeName(segments []segment, at, number int) bool {
	kind := segments[at].kind
	if kind == WordStreet || kind == WordPlace {
		return false
	}
	for _, later := range segments[at+1:] {
		if later.kind == WordStreet ||
			kind == WordBuilding && later.kind == WordPlace && !s.isLettered(number) {
			apart := s.tokens[later.first].part != s.tokens[segments[at].first].part
			return apart || kind == WordBuilding && !s.holdsStreet(segments[at])
		}
	}
	return false
}

// holdsStreet reports whether a street's type stands inside a segment: in HIGH STREET
// CASTLE, with no comma, the building's word begins the next name.
func (s *scratch) holdsStreet(segment segment) bool {
	return slices.ContainsFunc(s.tokens[segment.first+1:segment.end],
		func(token token) bool { return token.kind == WordStreet })
}

// isLettered reports whether a letter follows the digits of a number: 12A.
func (s *scratch) isLettered(i int) bool {
	return leadingDigits(s.tokens[i].text) < len(s.tokens[i].text)
}

func (s *scratch) isNumberBetween(i, end int) bool {
	for ; i < end; i++ {
		if s.isNumber(i) {
			return true
		}
	}
	return false
}

// segmentAfter returns the first segment after token i, or -1.
func segmentAfter(segments []segment, i int) int {
	for at, segment := range segments {
		if segment.first > i {
			return at
		}
	}
	return -1
}

// setNumber fills the building number from a token. A letter after it is a
// unit where no other unit stands.
func (s *scratch) setNumber(a *Address, written token, hasUnit bool) {
	switch written.class {
	case tokenRange:
		a.Num = rangeMembers(written.text)
		a.NumRange = true
		a.IDs = append(a.IDs, a.Num...)
	case tokenSlash:
		first, second, _ := strings.Cut(written.text, "/")
		a.Num = []string{trimZeros(first)}
		a.IDs = append(a.IDs, a.Num[0])
		if !hasUnit {
			s.addUnit(a, trimZeros(second), FormSlash)
		}
	default:
		digits := leadingDigits(written.text)
		base, suffix := trimZeros(written.text[:digits]), written.text[digits:]
		if suffix != "" && hasUnit {
			base, suffix = base+suffix, ""
		}
		a.Num = []string{base}
		a.IDs = append(a.IDs, base)
		if suffix != "" {
			s.addUnit(a, suffix, FormLetter)
		}
	}
}

func (s *scratch) addUnit(a *Address, id string, form Form) {
	a.Unit = append(a.Unit, id)
	a.IDs = append(a.IDs, id)
	s.form = form
}

// rangeMembers returns the members of a range: those of one parity where both
// ends share it, else all; only the ends where there would be too many.
func rangeMembers(text string) []string {
	first, second, _ := strings.Cut(text, "-")
	low, _ := strconv.Atoi(first[:leadingDigits(first)])
	high, _ := strconv.Atoi(second[:leadingDigits(second)])
	low, high = min(low, high), max(low, high)
	step := 1
	if (high-low)%2 == 0 {
		step = 2
	}
	if low == high {
		return []string{strconv.Itoa(low)}
	}
	if (high-low)/step >= numbersMax {
		return []string{strconv.Itoa(low), strconv.Itoa(high)}
	}
	var members []string
	for n := low; n <= high; n += step {
		members = append(members, strconv.Itoa(n))
	}
	return members
}

// nameWords marks the segments that are the building's own name: those before
// the building number, but for a street with no other after the number, or, where
// there is no number, the first unless it is a street, or a place with nothing after it
// in another part: PRIMROSE VIEW, TALYWERN is a house, and HIGH GREEN LITTLETON is not.
func (s *scratch) nameWords(a *Address, segments []segment, number, unit int) {
	names := 0
	switch {
	case len(segments) == 0:
	case number >= 0:
		after := segmentAfter(segments, number)
		other := after >= 0 && slices.ContainsFunc(segments[after:], func(later segment) bool {
			return later.kind == WordStreet || later.kind == WordPlace
		})
		for names < len(segments) && segments[names].first < number &&
			(other || segments[names].kind != WordStreet) {
			names++
		}
		if names == len(segments) {
			names = 0
		}
	case unit >= 0:
		names = segmentAfter(segments, unit) + 1
	case segments[0].kind == WordStreet:
	case segments[0].kind != WordPlace || slices.ContainsFunc(segments[1:],
		func(later segment) bool {
			return later.kind == WordStreet || !s.samePart(segments[0].first, later.first)
		}):
		names = 1
	}
	s.collect(a, segments, names)
}

// collect copies the words of the segments to a, without segments that repeat
// an earlier one: LEEDS, LEEDS. A street may have the name of a house in it.
func (s *scratch) collect(a *Address, segments []segment, names int) {
	var seen []string
	for at, segment := range segments {
		from := len(a.Words)
		for _, token := range s.tokens[segment.first:segment.end] {
			if token.class != tokenWord || len(a.Words) == wordsMax {
				continue
			}
			if at < names {
				a.WordIsName |= 1 << len(a.Words)
			}
			a.Words = append(a.Words, token.text)
			a.WordKinds = append(a.WordKinds, token.kind)
		}
		whole := strings.Join(a.Words[from:], " ")
		if at < names {
			continue
		}
		if slices.Contains(seen, whole) {
			a.Words, a.WordKinds = a.Words[:from], a.WordKinds[:from]
			a.WordIsName &= 1<<from - 1
			continue
		}
		seen = append(seen, whole)
	}
}
