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
	lines := []string{name, street}
	switch unitsFirst := len(a.Num) == 0 || len(a.IDs) > 0 && a.IDs[0] != a.Num[0]; {
	case unitsFirst || len(units) > 0 && a.IDs[0] == a.Unit[0]:
		lines = append(units, lines...)
	default:
		lines = append(lines, units...)
	}
	return slices.DeleteFunc(lines, func(line string) bool { return line == "" })
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
