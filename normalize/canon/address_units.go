package canon

import "strings"

// findUnits marks the identifiers of units, and uses up the words that
// introduce them: FLAT 3, TOP FLOOR FLAT, THE ANNEXE, 2F1, 2/1 before a number.
func (s *addressScratch) findUnits() {
	for i := 0; i < len(s.tokens); {
		i += max(s.unitAt(i), 1)
	}
}

// unitAt marks the unit that begins at token i and returns how many tokens it
// uses: 0 where none begins.
func (s *addressScratch) unitAt(i int) int {
	token := s.tokens[i]
	switch unit := addressTables().units[token.text]; unit.class {
	case addressUnitFloor:
		if used := s.floorAt(i); used > 0 {
			return used
		}
	case addressUnitShort:
		if s.startsPart(i) && (s.endsPart(i) || s.isFlatWord(i+1) ||
			s.isNumberBetween(i+1, len(s.tokens))) {
			return s.setFloor(i, unit.canonical)
		}
	case addressUnitAnnexe:
		return s.annexeAt(i)
	case addressUnitFlat, addressUnitRoom:
		return s.designatorAt(i, unit)
	}
	first := i == 0 || s.tokens[i-1].class == addressTokenGone && i == 1
	switch {
	case addressIsFlatCode(token.text) && s.startsPart(i):
		return s.setUnit(i, AddressFormCode)
	case token.class == addressTokenSlash && s.numberAfter(i+1):
		return s.setUnit(i, AddressFormSlash)
	case !first || token.class != addressTokenWord:
	case addressIsLetter(token.text) && i+1 < len(s.tokens) && s.isNumber(i+1):
		return s.setUnit(i, AddressFormLetter)
	case addressIsLetterCode(token.text) && s.numberAfter(i+1):
		return s.setUnit(i, AddressFormCode)
	}
	return 0
}

// setUnit marks token i as an identifier of the unit.
func (s *addressScratch) setUnit(i int, form AddressForm) int {
	if s.form == AddressFormNone || s.form == AddressFormWords {
		s.form = form
	}
	s.tokens[i].class = addressTokenUnit
	s.tokens[i].text = addressTrimZeros(s.tokens[i].text)
	return 1
}

func (s *addressScratch) setFloor(i int, canonical string) int {
	s.floor = s.tokens[i].part + 1
	s.tokens[i].text = canonical
	if s.form == AddressFormNone {
		s.form = AddressFormWords
	}
	s.tokens[i].class = addressTokenUnit
	return 1
}

// floorAt marks FIRST FLOOR, LOWER GROUND FLOOR FRONT, TOP FLAT, and BASEMENT
// by itself. A word such as FIRST is a floor only before FLOOR or FLAT: FIRST
// AVENUE is a street.
func (s *addressScratch) floorAt(i int) int {
	units := addressTables().units
	end := i
	for end < len(s.tokens) && s.samePart(i, end) &&
		(units[s.tokens[end].text].class == addressUnitFloor ||
			end > i && s.tokens[end].text == "AND") {
		end++
	}
	if !s.samePart(i, end) {
		alone := s.startsPart(i) && (end == len(s.tokens) || s.tokens[end].part != s.tokens[i].part)
		if !alone || end != i+1 || !addressFloorAlone(s.tokens[i].text) {
			return 0
		}
		return s.setFloor(i, units[s.tokens[i].text].canonical)
	}
	level := units[s.tokens[end].text].class == addressUnitLevel
	number := s.startsPart(i) && end == i+1 && addressFloorAlone(s.tokens[i].text) && s.isNumber(end)
	if !level && !s.isFlatWord(end) && !number {
		return 0
	}
	s.setFloors(i, end)
	if level {
		s.tokens[end].class = addressTokenGone
		end++
		sides := end
		for s.samePart(i, sides) && addressIsSide(s.tokens[sides].text) {
			sides++
		}
		s.setFloors(end, sides)
		end = sides
	}
	return end - i
}

// setFloors marks the tokens from i to end as floors. LOWER before GROUND is
// one word with it.
func (s *addressScratch) setFloors(i, end int) {
	for ; i < end; i++ {
		text := addressTables().units[s.tokens[i].text].canonical
		lower := text == "LOWER" || text == "UPPER"
		switch {
		case s.tokens[i].text == "AND":
			s.tokens[i].class = addressTokenGone
		case lower && i+1 < end && addressTables().units[s.tokens[i+1].text].canonical == "GROUND":
			s.tokens[i].class = addressTokenGone
			s.setFloor(i+1, text+"GROUND")
			i++
		default:
			s.setFloor(i, text)
		}
	}
}

// addressFloorAlone reports whether a floor's word is a unit with no FLOOR
// after it.
func addressFloorAlone(text string) bool {
	return text == "BASEMENT" || text == "BSMT" || text == "BMT" || text == "ATTIC"
}

func addressIsSide(text string) bool {
	switch text {
	case "FRONT", "REAR", "BACK", "LEFT", "RIGHT", "MIDDLE":
		return true
	}
	return false
}

// annexeAt marks ANNEXE with the words about it. ANNEXE ROAD is a street.
func (s *addressScratch) annexeAt(i int) int {
	tables := addressTables()
	end := i + 1
	if s.samePart(i, end) && tables.words[s.tokens[end].text].any.kind == AddressWordStreet {
		return 0
	}
	if i > 0 && s.tokens[i-1].text == "GRANNY" {
		s.tokens[i-1].class = addressTokenGone
	}
	s.setFloor(i, "ANNEXE")
	for s.samePart(i, end) && (s.tokens[end].text == "AT" || s.tokens[end].text == "TO" ||
		s.tokens[end].text == "OF" || s.isFlatWord(end) && !s.isIdentifier(end+1)) {
		s.tokens[end].class = addressTokenGone
		end++
	}
	return end - i
}

// designatorAt marks the identifier after FLAT or ROOM. Where a floor was
// named just before, and one number is left, it is the building's: FIRST FLOOR FLAT
// 21 HIGH ROAD.
func (s *addressScratch) designatorAt(i int, unit addressUnit) int {
	id := i + 1
	if s.samePart(i, id) && s.samePart(i, id+1) && addressIsNumberWord(s.tokens[id].text) {
		id++
	}
	if s.samePart(i, id) && addressCountWord(s.tokens[id].text) != "" {
		s.tokens[id].text = addressCountWord(s.tokens[id].text)
		s.tokens[id].class = addressTokenNumber
	}
	if !s.samePart(i, id) || !s.isIdentifier(id) ||
		s.floor == s.tokens[i].part+1 && !s.numberAfter(id+1) {
		return s.designatorAlone(i, unit)
	}
	for j := i; j < id; j++ {
		s.tokens[j].class = addressTokenGone
	}
	form := addressFormOf(s.tokens[id].text)
	if unit.class == addressUnitRoom {
		form = AddressFormRoom
	}
	if s.tokens[id].class == addressTokenRange {
		s.tokens[id].text = strings.Replace(s.tokens[id].text, "-", "/", 1)
		form = AddressFormSlash
	}
	s.setUnit(id, form)
	return id - i + 1
}

// designatorAlone uses up FLAT with no identifier: beside a floor or an annexe
// it says nothing more; alone in its part, or before a number, it is the unit.
func (s *addressScratch) designatorAlone(i int, unit addressUnit) int {
	if i > 0 && s.tokens[i-1].class >= addressTokenGone && s.samePart(i-1, i) {
		s.tokens[i].class = addressTokenGone
		return 1
	}
	if i > 0 && s.tokens[i-1].text == "GRANNY" {
		s.tokens[i-1].class = addressTokenGone
		return s.setFloor(i, "ANNEXE")
	}
	article := i > 0 && s.samePart(i-1, i) && s.tokens[i-1].text == "THE" && s.startsPart(i-1)
	starts := s.startsPart(i) || article
	_, floor := addressTables().units[s.tokenText(i+1)]
	if s.endsPart(i) || starts && (s.isNumber(i+1) || floor && s.unitAtNext(i+1)) {
		if unit.class == addressUnitRoom && !s.endsPart(i) {
			return 0
		}
		return s.setWeak(i)
	}
	return 0
}

// unitAtNext reports whether a floor begins at token i: FLAT FIRST FLOOR.
func (s *addressScratch) unitAtNext(i int) bool {
	class := addressTables().units[s.tokens[i].text].class
	return class == addressUnitFloor || class == addressUnitShort
}

// setWeak marks token i as a unit that only says that it is one.
func (s *addressScratch) setWeak(i int) int {
	s.tokens[i].text = addressWeakUnit
	s.tokens[i].class = addressTokenUnit
	if s.form == AddressFormNone {
		s.form = AddressFormWords
	}
	return 1
}

// addressWeakUnit is the identifier of a flat that is only called the flat. It
// gives way to any other.
const addressWeakUnit = "FLAT"

func (s *addressScratch) samePart(i, j int) bool {
	return j < len(s.tokens) && s.tokens[i].part == s.tokens[j].part
}

func (s *addressScratch) startsPart(i int) bool {
	return i == 0 || !s.samePart(i-1, i) || s.tokens[i-1].class == addressTokenUnit
}

func (s *addressScratch) endsPart(i int) bool { return !s.samePart(i, i+1) }

func (s *addressScratch) tokenText(i int) string {
	if i < len(s.tokens) {
		return s.tokens[i].text
	}
	return ""
}

func (s *addressScratch) isFlatWord(i int) bool {
	return i < len(s.tokens) && addressTables().units[s.tokens[i].text].class == addressUnitFlat
}

func (s *addressScratch) isNumber(i int) bool {
	return i < len(s.tokens) && s.tokens[i].class >= addressTokenNumber &&
		s.tokens[i].class <= addressTokenSlash
}

// numberAfter reports whether a building number follows at or after token i.
func (s *addressScratch) numberAfter(i int) bool {
	for ; i < len(s.tokens); i++ {
		if s.tokens[i].class == addressTokenNumber || s.tokens[i].class == addressTokenRange {
			return true
		}
	}
	return false
}

// isIdentifier reports whether token i can follow FLAT.
func (s *addressScratch) isIdentifier(i int) bool {
	if i >= len(s.tokens) {
		return false
	}
	text := s.tokens[i].text
	return s.isNumber(i) || addressIsLetter(text) || addressIsLetterCode(text) ||
		addressIsFlatCode(text)
}

func addressIsLetter(text string) bool {
	return len(text) == 1 && text[0] >= 'A' && text[0] <= 'Z'
}

// addressIsLetterCode reports whether text is a letter and one to three
// digits: A12.
func addressIsLetterCode(text string) bool {
	return len(text) > 1 && addressIsLetter(text[:1]) && addressIsShortNumber(text[1:])
}

// addressIsFlatCode reports whether text is a Scottish flat code: floor and
// door as in 2F1 or 1FL, or GF2, PF1, BF1.
func addressIsFlatCode(text string) bool {
	at := strings.IndexByte(text, 'F')
	if at != 1 || len(text) < 3 || len(text) > 4 {
		return false
	}
	floor, door := text[0], text[2:]
	digit := floor >= '0' && floor <= '9'
	return (digit || strings.IndexByte("GPBLT", floor) >= 0) && addressIsShortNumber(door) ||
		digit && len(door) == 1 && strings.Contains("LRMC", door)
}

func addressIsNumberWord(text string) bool { return text == "NO" || text == "NUMBER" }

// addressFormOf returns the form of an identifier that follows FLAT.
func addressFormOf(text string) AddressForm {
	switch {
	case strings.IndexByte(text, '/') >= 0:
		return AddressFormSlash
	case addressDigits(text) == len(text):
		return AddressFormDigits
	case addressIsLetter(text):
		return AddressFormLetter
	}
	return AddressFormCode
}

// addressCountWord returns the digits of a number written as a word, or "".
func addressCountWord(text string) string {
	switch text {
	case "ONE":
		return "1"
	case "TWO":
		return "2"
	case "THREE":
		return "3"
	case "FOUR":
		return "4"
	case "FIVE":
		return "5"
	case "SIX":
		return "6"
	}
	return ""
}

// addressTrimZeros removes leading zeros before another digit; codes with a
// slash keep theirs, since 0/1 is the ground floor.
func addressTrimZeros(text string) string {
	if strings.IndexByte(text, '/') >= 0 {
		return text
	}
	for len(text) > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9' {
		text = text[1:]
	}
	return text
}
