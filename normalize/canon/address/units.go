package address

import (
	"cmp"
	"strings"
)

// findUnits marks the identifiers of units, and uses up the words that
// introduce them: FLAT 3, TOP FLOOR FLAT, THE ANNEXE, 2F1, 2/1 before a number.
func (s *scratch) findUnits() {
	for i := 0; i < len(s.tokens); {
		i += max(s.unitAt(i), 1)
	}
}

// unitAt marks the unit that begins at token i and returns how many tokens it
// uses: 0 where none begins.
func (s *scratch) unitAt(i int) int {
	token := s.tokens[i]
	unit := s.lex.units[token.text]
	if slip := s.lex.unitSlips[token.text]; slip.class == unitAnnexe && s.mayStartUnit(i) ||
		slip.class == unitFlat && s.mayStartUnit(i) && s.samePart(i, i+1) && s.isIdentifier(i+1) {
		unit = slip
	}
	switch unit.class {
	case unitFloor:
		if used := s.floorAt(i); used > 0 {
			return used
		}
	case unitShort:
		if s.startsPart(i) && (s.endsPart(i) || s.isFlatWord(i+1) ||
			s.isNumberBetween(i+1, len(s.tokens))) {
			return s.setFloor(i, unit.canonical)
		}
	case unitAnnexe:
		return s.annexeAt(i)
	case unitFlat, unitRoom:
		return s.designatorAt(i, unit)
	case unitBoat:
		return s.boatAt(i)
	}
	first := i == 0 || s.tokens[i-1].class == tokenGone && i == 1
	switch {
	case isFlatCode(token.text) && (s.startsPart(i) || s.isNumber(i-1) || !isDistrict(token.text)):
		return s.setUnit(i, FormCode)
	case token.class == tokenSlash && (s.numberAfter(i+1) || token.text[0] == '0'):
		return s.setUnit(i, FormSlash)
	case !first || token.class != tokenWord:
	case isLetter(token.text) && i+1 < len(s.tokens) && s.isNumber(i+1):
		return s.setUnit(i, FormLetter)
	case isLetter(token.text) && token.text != "Y" && s.buildingAfter(i):
		return s.setUnit(i, FormLetter)
	case isLetterCode(token.text) && s.numberAfter(i+1):
		return s.setUnit(i, FormCode)
	}
	return 0
}

// boatAt uses up a boat's name before its berth, which is the dwelling: NARROWBOAT ALICE
// MAY, BERTH 2, WESTERN MARINA.
func (s *scratch) boatAt(i int) int {
	end := i + 1
	for s.samePart(i, end) && s.tokens[end].class == tokenWord && s.tokens[end].text != "BERTH" {
		end++
	}
	if !s.mayStartUnit(i) || s.tokenText(end) != "BERTH" || !s.isIdentifier(end+1) {
		return 0
	}
	for j := i; j < end; j++ {
		s.tokens[j].class = tokenGone
	}
	return end - i
}

// buildingAfter reports whether a building's name of two words or more follows a letter:
// E MERLIN MANSIONS is flat E, as D MERLIN MANSIONS is flat D, but E COURT may be east.
func (s *scratch) buildingAfter(i int) bool {
	for j := i + 1; s.samePart(i, j) && s.tokens[j].class == tokenWord; j++ {
		if j > i+1 && s.lex.words[s.tokens[j].text].any.kind == WordBuilding {
			return true
		}
	}
	return false
}

// setUnit marks token i as an identifier of the unit.
func (s *scratch) setUnit(i int, form Form) int {
	if s.form == FormNone || s.form == FormWords {
		s.form = form
	}
	s.tokens[i].class = tokenUnit
	s.tokens[i].text = trimZeros(s.tokens[i].text)
	return 1
}

func (s *scratch) setFloor(i int, canonical string) int {
	s.floor = s.tokens[i].part + 1
	s.tokens[i].text = canonical
	if s.form == FormNone {
		s.form = FormWords
	}
	s.tokens[i].class = tokenUnit
	return 1
}

// floorAt marks FIRST FLOOR, LOWER GROUND FLOOR FRONT, TOP FLAT, and BASEMENT
// by itself. A word such as FIRST is a floor only before FLOOR or FLAT: FIRST
// AVENUE is a street.
func (s *scratch) floorAt(i int) int {
	units := s.lex.units
	end := i
	for end < len(s.tokens) && s.samePart(i, end) &&
		(units[s.tokens[end].text].class == unitFloor ||
			end > i && s.tokens[end].text == "AND") {
		end++
	}
	if !s.samePart(i, end) {
		alone := s.startsPart(i) && (end == len(s.tokens) || s.tokens[end].part != s.tokens[i].part)
		if !alone || end != i+1 || !floorAlone(s.tokens[i].text) {
			return 0
		}
		return s.setFloor(i, units[s.tokens[i].text].canonical)
	}
	level := units[s.tokens[end].text].class == unitLevel
	number := s.startsPart(i) && end == i+1 && floorAlone(s.tokens[i].text) && s.isNumber(end)
	if s.rearOf(i) {
		s.tokens[i+1].class = tokenGone
		return 1 + s.setFloor(i, units[s.tokens[i].text].canonical)
	}
	if !level && !s.isFlatWord(end) && !number {
		return 0
	}
	s.setFloors(i, end)
	if level {
		s.tokens[end].class = tokenGone
		end++
		sides := s.sidesAt(end)
		s.setFloors(end, end+sides)
		end += sides
	}
	return end - i
}

// floorAfter marks the floors that follow FLAT at token i, where nothing but the
// building's number follows them in the part: FLAT GARDEN, but not FLAT GARDEN HOUSE.
func (s *scratch) floorAfter(i int, unit unitWord) int {
	end := i + 1
	for s.samePart(i, end) && s.lex.units[s.tokens[end].text].class == unitFloor {
		end++
	}
	last := !s.samePart(i, end) || s.isNumber(end)
	of := end == i+2 && s.rearOf(i+1)
	if unit.class != unitFlat || end == i+1 || !s.startsPart(i) || !last && !of {
		return 0
	}
	s.tokens[i].class = tokenGone
	s.setFloors(i+1, end)
	return end - i
}

// setFloors marks the tokens from i to end as floors. LOWER before GROUND is
// one word with it.
func (s *scratch) setFloors(i, end int) {
	for ; i < end; i++ {
		text := cmp.Or(s.lex.units[s.tokens[i].text].canonical, s.tokens[i].text)
		lower := text == "LOWER" || text == "UPPER"
		switch {
		case s.tokens[i].text == "AND":
			s.tokens[i].class = tokenGone
		case lower && i+1 < end && s.lex.units[s.tokens[i+1].text].canonical == "GROUND":
			s.tokens[i].class = tokenGone
			s.setFloor(i+1, text+"GROUND")
			i++
		default:
			s.setFloor(i, text)
		}
	}
}

// rearOf reports whether token i begins REAR OF 46, which is not 46.
func (s *scratch) rearOf(i int) bool {
	return s.lex.units[s.tokens[i].text].canonical == "REAR" && s.mayStartUnit(i) &&
		s.samePart(i, i+2) && s.tokens[i+1].text == "OF" && s.isNumber(i+2)
}

// mayStartUnit reports whether nothing but an article stands before token i in its part.
func (s *scratch) mayStartUnit(i int) bool {
	return s.startsPart(i) || s.tokens[i-1].text == "THE" && s.startsPart(i-1)
}

// floorAlone reports whether a floor's word is a unit with no FLOOR
// after it.
func floorAlone(text string) bool {
	switch text {
	case "BASEMENT", "BSMT", "BMT", "ATTIC", "REAR", "BACK":
		return true
	}
	return false
}

// sidesAt returns how many words from token i on are sides, in the part of the token
// before it.
func (s *scratch) sidesAt(i int) int {
	end := i
	for s.samePart(i-1, end) && isSide(s.tokens[end].text) {
		end++
	}
	return end - i
}

// setSides marks the sides from token i on, where they end the part or the building's
// number follows: TOP FLAT LEFT, FLAT 2 FRONT, but not FLAT 2 FRONT STREET.
func (s *scratch) setSides(i int) int {
	sides := s.sidesAt(i)
	if s.samePart(i-1, i+sides) && !s.isNumber(i+sides) {
		return 0
	}
	s.setFloors(i, i+sides)
	return sides
}

func isSide(text string) bool {
	switch text {
	case "FRONT", "REAR", "BACK", "LEFT", "RIGHT", "MIDDLE":
		return true
	}
	return false
}

// annexeAt marks ANNEXE with the words about it. ANNEXE ROAD is a street.
func (s *scratch) annexeAt(i int) int {
	lex := s.lex
	end := i + 1
	if s.samePart(i, end) && lex.words[s.tokens[end].text].any.kind == WordStreet {
		return 0
	}
	if i > 0 && s.tokens[i-1].text == "GRANNY" {
		s.tokens[i-1].class = tokenGone
	}
	s.setFloor(i, "ANNEXE")
	for s.samePart(i, end) && (s.tokens[end].text == "AT" || s.tokens[end].text == "TO" ||
		s.tokens[end].text == "OF" || s.isFlatWord(end) && !s.isIdentifier(end+1)) {
		s.tokens[end].class = tokenGone
		end++
	}
	return end - i
}

// designatorAt marks the identifier after FLAT or ROOM. Where a floor was
// named just before, and one number is left, it is the building's: FIRST FLOOR FLAT
// 21 HIGH ROAD.
func (s *scratch) designatorAt(i int, unit unitWord) int {
	id := i + 1
	if s.samePart(i, id) && s.samePart(i, id+1) && isNumberWord(s.tokens[id].text) {
		id++
	}
	if s.samePart(i, id) && countWord(s.tokens[id].text) != "" {
		s.tokens[id].text = countWord(s.tokens[id].text)
		s.tokens[id].class = tokenNumber
	}
	if !s.samePart(i, id) || !s.isIdentifier(id) ||
		s.floor == s.tokens[i].part+1 && !s.numberAfter(id+1) {
		return s.designatorAlone(i, unit)
	}
	for j := i; j < id; j++ {
		s.tokens[j].class = tokenGone
	}
	form := formOf(s.tokens[id].text)
	if unit.class == unitRoom {
		form = FormRoom
	}
	if s.tokens[id].class == tokenRange {
		s.tokens[id].text = strings.Replace(s.tokens[id].text, "-", "/", 1)
		form = FormSlash
	}
	s.setUnit(id, form)
	return id + 1 + s.setSides(id+1) - i
}

// designatorAlone uses up FLAT with no identifier: beside a floor or an annexe
// it says nothing more; alone in its part, or before a number, it is the unit.
func (s *scratch) designatorAlone(i int, unit unitWord) int {
	if i > 0 && s.tokens[i-1].class >= tokenGone && s.samePart(i-1, i) {
		s.tokens[i].class = tokenGone
		return 1 + s.setSides(i+1)
	}
	if i > 0 && s.tokens[i-1].text == "GRANNY" {
		s.tokens[i-1].class = tokenGone
		return s.setFloor(i, "ANNEXE")
	}
	if used := s.floorAfter(i, unit); used > 0 {
		return used
	}
	starts := s.mayStartUnit(i)
	if over := s.tokenText(i + 1); starts && unit.class == unitFlat && s.samePart(i, i+1) &&
		(over == flatOver || over == "ABOVE") {
		s.tokens[i].class = tokenGone
		return 1 + s.setFloor(i+1, flatOver)
	}
	_, floor := s.lex.units[s.tokenText(i+1)]
	if s.endsPart(i) || starts && (s.isNumber(i+1) || floor && s.unitAtNext(i+1)) {
		if unit.class == unitRoom && !s.endsPart(i) {
			return 0
		}
		return s.setWeak(i)
	}
	return 0
}

// unitAtNext reports whether a floor begins at token i: FLAT FIRST FLOOR.
func (s *scratch) unitAtNext(i int) bool {
	class := s.lex.units[s.tokens[i].text].class
	return class == unitFloor || class == unitShort
}

// setWeak marks token i as a unit that only says that it is one.
func (s *scratch) setWeak(i int) int {
	s.tokens[i].text = weakUnit
	s.tokens[i].class = tokenUnit
	if s.form == FormNone {
		s.form = FormWords
	}
	return 1
}

// flatOver is the identifier of a flat that is named by what is below it: FLAT OVER 46,
// FLAT ABOVE THE SHOP.
const flatOver = "OVER"

// weakUnit is the identifier of a flat that is only called the flat. It
// gives way to any other.
const weakUnit = "FLAT"

func (s *scratch) samePart(i, j int) bool {
	return j < len(s.tokens) && s.tokens[i].part == s.tokens[j].part
}

func (s *scratch) startsPart(i int) bool {
	return i == 0 || !s.samePart(i-1, i) || s.tokens[i-1].class == tokenUnit
}

func (s *scratch) endsPart(i int) bool { return !s.samePart(i, i+1) }

func (s *scratch) tokenText(i int) string {
	if i < len(s.tokens) {
		return s.tokens[i].text
	}
	return ""
}

func (s *scratch) isFlatWord(i int) bool {
	return i < len(s.tokens) && s.lex.units[s.tokens[i].text].class == unitFlat
}

func (s *scratch) isNumber(i int) bool {
	return i >= 0 && i < len(s.tokens) && s.tokens[i].class >= tokenNumber &&
		s.tokens[i].class <= tokenSlash
}

// numberAfter reports whether a building number follows at or after token i.
func (s *scratch) numberAfter(i int) bool {
	for ; i < len(s.tokens); i++ {
		if s.tokens[i].class == tokenNumber || s.tokens[i].class == tokenRange {
			return true
		}
	}
	return false
}

// isIdentifier reports whether token i can follow FLAT.
func (s *scratch) isIdentifier(i int) bool {
	if i >= len(s.tokens) {
		return false
	}
	text := s.tokens[i].text
	return s.isNumber(i) || isLetter(text) || isLetterCode(text) ||
		isFlatCode(text)
}

func isLetter(text string) bool {
	return len(text) == 1 && text[0] >= 'A' && text[0] <= 'Z'
}

// isLetterCode reports whether text is a letter and one to three
// digits: A12.
func isLetterCode(text string) bool {
	return len(text) > 1 && isLetter(text[:1]) && isShortNumber(text[1:])
}

// isFlatCode reports whether text is a Scottish flat code: floor and
// door as in 2F1 or 1FL, or GF2, PF1, BF1.
func isFlatCode(text string) bool {
	at := strings.IndexByte(text, 'F')
	if at != 1 || len(text) < 3 || len(text) > 4 {
		return false
	}
	floor, door := text[0], text[2:]
	digit := floor >= '0' && floor <= '9'
	return (digit || strings.IndexByte("GPBLT", floor) >= 0) && isShortNumber(door) ||
		digit && len(door) == 1 && strings.Contains("LRMC", door)
}

// isDistrict reports whether a flat code may be the first half of a postcode that was
// cut off: of the letters that begin one, only BF and TF are areas.
func isDistrict(code string) bool { return code[0] == 'B' || code[0] == 'T' }

func isNumberWord(text string) bool { return text == "NO" || text == "NUMBER" }

// formOf returns the form of an identifier that follows FLAT.
func formOf(text string) Form {
	switch {
	case strings.IndexByte(text, '/') >= 0:
		return FormSlash
	case leadingDigits(text) == len(text):
		return FormDigits
	case isLetter(text):
		return FormLetter
	}
	return FormCode
}

// countWord returns the digits of a number written as a word, or "".
func countWord(text string) string {
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

// trimZeros removes leading zeros before another digit; codes with a
// slash keep theirs, since 0/1 is the ground floor.
func trimZeros(text string) string {
	if strings.IndexByte(text, '/') >= 0 {
		return text
	}
	for len(text) > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9' {
		text = text[1:]
	}
	return text
}
