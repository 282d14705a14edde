package agree

import (
	"slices"

	"nfimatch/normalize/record"
)

// MayMeet reports whether the identifiers are worth comparing words for: most of
// a postcode's listings differ in their number and nothing else.
func MayMeet(asked, listed *Address) bool {
	return len(asked.Num) == 0 || len(listed.Num) == 0 || meets(asked.Num, listed.Num) ||
		meets(asked.Num, listed.Unit) || meets(asked.Unit, listed.Num)
}

// identifiers compares the identifiers of two addresses as one.
func identifiers(asked, listed *Address, hit Matched, out *Comparison) uint8 {
	shown := asked.Full != 0 && asked.Full == listed.Full ||
		buildingShown(asked, listed, hit.Asked) && buildingShown(listed, asked, hit.Listed)
	units := compareUnits(asked, listed, out)
	if units == unitEqual && asked.Form == formWords &&
		(startsOther(asked, hit.Asked) || startsOther(listed, hit.Listed)) {
		units = unitOtherForm
	}
	if len(asked.Num) > 0 && len(listed.Num) > 0 {
		number := firstMeeting(asked.Num, listed.Num)
		if number == 0 {
			return otherNumber(asked, listed, hit, units, out)
		}
		out.Number = number
		return numberEqual(asked, units, !sameSet(asked.Num, listed.Num))
	}
	if level := shifted(asked, listed, hit, out); level != IdentifierOther {
		return level
	}
	switch {
	case units == unitEqual && shown:
		return IdentifierUnitName
	case units == unitEqual:
		return IdentifierNotBuilding
	case !shown:
		return IdentifierNothing
	case units != unitNone:
		return unitRelation(asked, units)
	case len(asked.Num) == len(listed.Num):
		return IdentifierName
	}
	return IdentifierNumberName
}

// startsOther reports whether the first word is not hit: beside a unit that is named
// by a word it may be part of the name. FLAT GARDEN is not the one FLAT.
func startsOther(a *Address, hit uint32) bool { return len(a.Words) > 0 && hit&1 == 0 }

// buildingShown reports whether a side shows its building to the other: by a number
// where both have one, else by a name of its own, every word of it matched. Or
// SPRINGFIELD, SPRINGFIELD ROAD would be any house of its road, and BRO DAWEL, a street
// that has no street's word, would be ROSE COTTAGE, 63 BRO DAWEL.
func buildingShown(a, other *Address, hit uint32) bool {
	if len(a.Num) > 0 && len(other.Num) > 0 {
		return true
	}
	return a.Names != 0 && a.Names&^hit == 0
}

// Outcomes of comparing units.
const (
	unitNone uint8 = iota // on neither side
	unitEqual
	unitAsked     // on the asked side only
	unitListed    // on the listed side only
	unitDiffers   // in one form: they contradict
	unitOtherForm // in different forms: perhaps one flat in two systems
)

func compareUnits(asked, listed *Address, out *Comparison) uint8 {
	switch {
	case len(asked.Unit) == 0 && len(listed.Unit) == 0:
		return unitNone
	case len(listed.Unit) == 0:
		return unitAsked
	case len(asked.Unit) == 0:
		return unitListed
	case asked.IsRoom() && !listed.IsRoom() && len(asked.Unit) > 1:
		// ROOM 1, FLAT 61 is a room of flat 61, and of no other.
		if !sameSet(asked.Unit[1:], listed.Unit) {
			return unitDiffers
		}
		out.Unit = listed.Unit[0]
		return unitAsked
	case subset(asked.Unit, listed.Unit) || subset(listed.Unit, asked.Unit):
		if (asked.Form == formRoom) != (listed.Form == formRoom) {
			return unitOtherForm
		}
		out.Unit = firstMeeting(asked.Unit, listed.Unit)
		return unitEqual
	case asked.Form != listed.Form:
		return unitOtherForm
	}
	return unitDiffers
}

func numberEqual(asked *Address, units uint8, ranged bool) uint8 {
	switch {
	case units == unitEqual && ranged:
		return IdentifierUnitRange
	case units == unitEqual:
		return IdentifierUnitNumber
	case units == unitNone && ranged:
		return IdentifierNumberRange
	case units == unitNone:
		return IdentifierNumber
	}
	return unitRelation(asked, units)
}

// unitRelation returns what two addresses of one building are to each other.
func unitRelation(asked *Address, units uint8) uint8 {
	switch units {
	case unitAsked:
		if asked.Form == formRoom {
			return IdentifierRoom
		}
		return IdentifierChild
	case unitListed:
		return IdentifierParent
	case unitOtherForm:
		return IdentifierTwin
	}
	return IdentifierSibling
}

// otherNumber decides where both sides have a building number and they differ:
// one may be the other's unit.
func otherNumber(asked, listed *Address, hit Matched, units uint8, out *Comparison) uint8 {
	swapped := (asked.Form == formSlash || listed.Form == formSlash) && units != unitEqual &&
		len(asked.IDs) == len(listed.IDs) && sameSet(asked.IDs, listed.IDs)
	level := IdentifierShift
	if !swapped {
		level = shifted(asked, listed, hit, out)
	}
	if level == IdentifierShift {
		out.Number = firstMeeting(asked.IDs, listed.IDs)
	}
	return level
}

// shifted compares the one identifier of a side with the unit of the other: 3 ROSE COURT,
// and FLAT 3 ROSE COURT, are one dwelling, and ROOM 1, 3 ROSE COURT is a room of that. The
// side with the flat must have a building's name and show it, or a house would match flat 3
// of any house. It returns IdentifierOther where they have nothing to do with each other.
func shifted(asked, listed *Address, hit Matched, out *Comparison) uint8 {
	roomOnly := asked.IsRoom() && len(asked.Unit) == 1 && !listed.IsRoom()
	switch {
	case (len(asked.Unit) == 0 || roomOnly) && meets(asked.Num, listed.Unit):
		if listed.Names == 0 || listed.Names&^hit.Listed != 0 {
			return IdentifierOther
		}
		out.Number = firstMeeting(asked.Num, listed.Unit)
		if roomOnly {
			out.Unit = out.Number
			return IdentifierRoom
		}
		return IdentifierShift
	case len(listed.Unit) == 0 && len(asked.Unit) > 0 && meets(listed.Num, asked.Unit):
		if asked.Names == 0 || asked.Names&^hit.Asked != 0 {
			return IdentifierOther
		}
		out.Number = firstMeeting(listed.Num, asked.Unit)
		return IdentifierShift
	}
	return IdentifierOther
}

func firstMeeting(a, b []record.Code) record.Code {
	for _, code := range a {
		if slices.Contains(b, code) {
			return code
		}
	}
	return 0
}

// sameSet reports whether two short lists hold the same codes.
func sameSet(a, b []record.Code) bool { return subset(a, b) && subset(b, a) }

// subset reports whether every code of a is in b.
func subset(a, b []record.Code) bool {
	for _, code := range a {
		if !slices.Contains(b, code) {
			return false
		}
	}
	return true
}

// meets reports whether two short lists share a code.
func meets(a, b []record.Code) bool {
	for _, code := range a {
		if slices.Contains(b, code) {
			return true
		}
	}
	return false
}
