package address

import (
	"slices"
	"strings"
)

// Lines returns the address as lines that [Parse] reads as the same address:
// unit, the building's name, number and street with the rest. The postcode is
// not among them.
func (a *Address) Lines() []string {
	name, rest := a.splitWords()
	number := a.numberText()
	var units []string
	if !strings.Contains(number, "/") && !a.isSuffixed() {
		units = a.unitLines()
	}
	street := strings.TrimSpace(number + " " + rest)
	before := min(a.unitsBefore(), len(units))
	lines := slices.Concat(units[:before], []string{name, street}, units[before:])
	return slices.DeleteFunc(lines, func(line string) bool { return line == "" })
}

// unitsBefore returns how many identifiers of the unit are written before the number:
// all of them where there is none.
func (a *Address) unitsBefore() int {
	if len(a.Num) == 0 {
		return len(a.Unit)
	}
	number := slices.Index(a.IDs, a.Num[0])
	before := 0
	for before < len(a.Unit) && slices.Index(a.IDs, a.Unit[before]) < number {
		before++
	}
	return before
}

// splitWords returns the words of the building's name, and the others.
func (a *Address) splitWords() (name, rest string) {
	at := 0
	for at < len(a.Words) && a.WordIsName>>at&1 != 0 {
		at++
	}
	return strings.Join(a.Words[:at], " "), strings.Join(a.Words[at:], " ")
}

// isSuffixed reports whether the unit is the letter after the number: 12A.
func (a *Address) isSuffixed() bool {
	return a.UnitForm == FormLetter && len(a.Unit) == 1 && len(a.Num) == 1 &&
		isLetter(a.Unit[0]) && slices.Equal(a.IDs, []string{a.Num[0], a.Unit[0]})
}

// numberText returns the number as it is written before its street: 12, 12A,
// 12-14, or 18/3 where number and flat are not told apart.
func (a *Address) numberText() string {
	switch {
	case len(a.Num) == 0:
		return ""
	case a.NumRange:
		return a.Num[0] + "-" + a.Num[len(a.Num)-1]
	case a.isSuffixed():
		return a.Num[0] + a.Unit[0]
	case a.UnitForm == FormSlash && len(a.Unit) == 1 && !strings.Contains(a.Unit[0], "/"):
		return a.Num[0] + "/" + a.Unit[0]
	}
	return a.Num[0]
}

// unitLines returns a line for each identifier of the unit.
func (a *Address) unitLines() []string {
	var lines []string
	for _, id := range a.Unit {
		switch {
		case id == weakUnit, id == "ANNEXE":
			lines = append(lines, id)
		case id == flatOver:
			lines = append(lines, weakUnit+" "+id)
		case id == "LOWERGROUND", id == "UPPERGROUND":
			lines = append(lines, strings.TrimSuffix(id, "GROUND")+" GROUND FLOOR")
		case isFloor(id):
			lines = append(lines, id+" FLOOR")
		case a.UnitForm == FormRoom:
			lines = append(lines, "ROOM "+id)
		default:
			lines = append(lines, "FLAT "+id)
		}
	}
	return lines
}

// isFloor reports whether an identifier is a floor or a side: letters, and more
// than one, which no code and no letter of a flat is.
func isFloor(id string) bool { return len(id) > 1 && !strings.ContainsAny(id, digitSet+"/") }
