package canon

import (
	"slices"
	"strconv"
	"strings"
)

// An addressSegment is a street, a building or a place: words that belong
// together, and the kind of the word that names their kind.
type addressSegment struct {
	first, end int // tokens
	kind       uint8
}

// segments lists the segments in order. A segment is of the kind of its last
// word, or of its first: HEOL YR ORSAF.
func (s *addressScratch) segments() []addressSegment {
	var list []addressSegment
	for i, token := range s.tokens {
		if token.class != addressTokenWord {
			continue
		}
		n := len(list)
		if n == 0 || s.tokens[list[n-1].first].segment != token.segment {
			list = append(list, addressSegment{i, i + 1, token.kind})
			continue
		}
		list[n-1].end = i + 1
		switch first := s.tokens[list[n-1].first].text; {
		case addressLeads(first) && (token.kind == AddressWordPlace || token.text == "MILL" ||
			token.text == "CASTLE"):
			// ROAD STATION and LANE MILL are HEOL YR ORSAF and LÔN Y FELIN.
			list[n-1].kind = AddressWordStreet
		case addressIsType(token.kind) || !addressIsType(list[n-1].kind):
			list[n-1].kind = token.kind
		}
	}
	return list
}

// addressLeads reports whether a type word that begins a street's name shows
// that it is a Welsh one, spelt out.
func addressLeads(word string) bool {
	return word == "ROAD" || word == "STREET" || word == "LANE" || word == "AVENUE"
}

// giveRoles decides which number is the building's and which a unit's, and
// fills the identifiers of a.
func (s *addressScratch) giveRoles(a *Address) {
	s.spellRuns()
	segments := s.segments()
	number, unit := s.pickNumbers(segments)
	if unit >= 0 {
		s.setUnit(unit, addressFormOf(s.tokens[unit].text))
	}
	for i := range s.tokens {
		switch {
		case s.tokens[i].class == addressTokenUnit && len(a.Unit) < addressUnitsMax:
			if !slices.Contains(a.Unit, s.tokens[i].text) {
				a.Unit = append(a.Unit, s.tokens[i].text)
			}
			a.IDs = append(a.IDs, s.tokens[i].text)
		case i == number:
			s.setNumber(a, s.tokens[i], s.hasUnit())
		}
	}
	a.UnitForm = s.form
	if at := slices.Index(a.Unit, addressWeakUnit); at >= 0 && len(a.Unit) > 1 {
		a.Unit = slices.Delete(a.Unit, at, at+1)
		at = slices.Index(a.IDs, addressWeakUnit)
		a.IDs = slices.Delete(a.IDs, at, at+1)
	}
	s.nameWords(a, segments, number, unit)
}

// hasUnit reports whether a unit stands that is more than the word FLAT.
func (s *addressScratch) hasUnit() bool {
	for _, token := range s.tokens {
		if token.class == addressTokenUnit && token.text != addressWeakUnit {
			return true
		}
	}
	return false
}

// pickNumbers returns the tokens of the building number and of a unit that is
// only a number, -1 for none. A number before a building's name with a street
// further on is a unit: 3 ROSE COURT, HIGH ROAD.
func (s *addressScratch) pickNumbers(segments []addressSegment) (number, unit int) {
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
			if at := segmentAfter(segments, i); at >= 0 && segments[at].kind == AddressWordStreet &&
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
		street := segments[after].kind == AddressWordStreet && segments[after].first < second
		if !street && segmentAfter(segments, second) >= 0 && s.tokens[first].class != addressTokenSlash {
			return second, first
		}
		return first, -1
	}
	if s.tokens[first].class == addressTokenNumber && s.beforeName(segments, after) {
		return -1, first
	}
	return first, -1
}

// beforeName reports whether the segment after a number is a building's name:
// it is not a street, and one follows.
func (s *addressScratch) beforeName(segments []addressSegment, at int) bool {
	kind := segments[at].kind
	if kind == AddressWordStreet || kind == AddressWordPlace {
		return false
	}
	for _, later := range segments[at+1:] {
		if later.kind == AddressWordStreet ||
			kind == AddressWordBuilding && later.kind == AddressWordPlace {
			apart := s.tokens[later.first].part != s.tokens[segments[at].first].part
			return kind == AddressWordBuilding || apart
		}
	}
	return false
}

func (s *addressScratch) isNumberBetween(i, end int) bool {
	for ; i < end; i++ {
		if s.isNumber(i) {
			return true
		}
	}
	return false
}

// segmentAfter returns the first segment after token i, or -1.
func segmentAfter(segments []addressSegment, i int) int {
	for at, segment := range segments {
		if segment.first > i {
			return at
		}
	}
	return -1
}

// setNumber fills the building number from a token. A letter after it is a
// unit where no other unit stands.
func (s *addressScratch) setNumber(a *Address, token addressToken, hasUnit bool) {
	switch token.class {
	case addressTokenRange:
		a.Num = addressRange(token.text)
		a.NumRange = true
		a.IDs = append(a.IDs, a.Num...)
	case addressTokenSlash:
		first, second, _ := strings.Cut(token.text, "/")
		a.Num = []string{addressTrimZeros(first)}
		a.IDs = append(a.IDs, a.Num[0])
		if !hasUnit {
			s.addUnit(a, addressTrimZeros(second), AddressFormSlash)
		}
	default:
		digits := addressDigits(token.text)
		base, suffix := addressTrimZeros(token.text[:digits]), token.text[digits:]
		if suffix != "" && hasUnit {
			base, suffix = base+suffix, ""
		}
		a.Num = []string{base}
		a.IDs = append(a.IDs, base)
		if suffix != "" {
			s.addUnit(a, suffix, AddressFormLetter)
		}
	}
}

func (s *addressScratch) addUnit(a *Address, id string, form AddressForm) {
	a.Unit = append(a.Unit, id)
	a.IDs = append(a.IDs, id)
	s.form = form
}

// addressRange returns the members of a range: those of one parity where both
// ends share it, else all; only the ends where there would be too many.
func addressRange(text string) []string {
	first, second, _ := strings.Cut(text, "-")
	low, _ := strconv.Atoi(first[:addressDigits(first)])
	high, _ := strconv.Atoi(second[:addressDigits(second)])
	low, high = min(low, high), max(low, high)
	step := 1
	if (high-low)%2 == 0 {
		step = 2
	}
	if low == high {
		return []string{strconv.Itoa(low)}
	}
	if (high-low)/step >= addressNumbersMax {
		return []string{strconv.Itoa(low), strconv.Itoa(high)}
	}
	var members []string
	for n := low; n <= high; n += step {
		members = append(members, strconv.Itoa(n))
	}
	return members
}

// nameWords marks the segments that are the building's own name: those before
// the building number, or, where there is none, the first unless it is a
// street, or a place with no street after it.
func (s *addressScratch) nameWords(a *Address, segments []addressSegment, number, unit int) {
	names := 0
	switch {
	case len(segments) == 0:
	case number >= 0:
		for names < len(segments) && segments[names].first < number {
			names++
		}
		if names == len(segments) {
			names = 0
		}
	case unit >= 0:
		names = segmentAfter(segments, unit) + 1
	case segments[0].kind == AddressWordStreet:
	case segments[0].kind != AddressWordPlace || slices.ContainsFunc(segments[1:],
		func(later addressSegment) bool { return later.kind == AddressWordStreet }):
		names = 1
	}
	s.collect(a, segments, names)
}

// collect copies the words of the segments to a, without segments that repeat
// an earlier one: LEEDS, LEEDS.
func (s *addressScratch) collect(a *Address, segments []addressSegment, names int) {
	var seen []string
	for at, segment := range segments {
		from := len(a.Words)
		for _, token := range s.tokens[segment.first:segment.end] {
			if token.class != addressTokenWord || len(a.Words) == addressWordsMax {
				continue
			}
			if at < names {
				a.WordIsName |= 1 << len(a.Words)
			}
			a.Words = append(a.Words, token.text)
			a.WordKinds = append(a.WordKinds, token.kind)
		}
		whole := strings.Join(a.Words[from:], " ")
		if slices.Contains(seen, whole) {
			a.Words, a.WordKinds = a.Words[:from], a.WordKinds[:from]
			a.WordIsName &= 1<<from - 1
			continue
		}
		seen = append(seen, whole)
	}
}
