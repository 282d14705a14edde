package place

import (
	"slices"

	"nfimatch/normalize/record"
)

// identifiersMayMeet reports whether the identifiers are worth comparing words
// for: most of a postcode's listings differ in their number and nothing else.
func identifiersMayMeet(asked, listed *address) bool {
	return len(asked.num) == 0 || len(listed.num) == 0 || meets(asked.num, listed.num) ||
		meets(asked.num, listed.unit) || meets(asked.unit, listed.num)
}

// identifiers compares the identifiers of two addresses as one.
func identifiers(asked, listed *address, hit matched, out *comparison) uint8 {
	shown := asked.full != 0 && asked.full == listed.full ||
		buildingShown(asked, listed, hit.asked) && buildingShown(listed, asked, hit.listed)
	units := compareUnits(asked, listed, out)
	if len(asked.num) > 0 && len(listed.num) > 0 {
		number := firstMeeting(asked.num, listed.num)
		if number == 0 {
			return otherNumber(asked, listed, hit, units, out)
		}
		out.number = number
		return numberEqual(asked, units, !sameSet(asked.num, listed.num))
	}
	if shifted(asked, listed, hit, out) {
		return identifierShift
	}
	switch {
	case units == unitEqual && shown:
		return identifierUnitName
	case units == unitEqual:
		return identifierNotBuilding
	case !shown:
		return identifierNothing
	case units != unitNone:
		return unitRelation(asked, units)
	case len(asked.num) == len(listed.num):
		return identifierName
	}
	return identifierNumberName
}

// buildingShown reports whether a side shows its building to the other. A side
// without a number needs a name of its own, every word of it matched. A side
// with a number needs a name as well where the other has no number: or
// SPRINGFIELD, SPRINGFIELD ROAD would be any house of its road.
func buildingShown(a, other *address, hit uint32) bool {
	if len(a.num) > 0 {
		return len(other.num) > 0 || a.names != 0
	}
	return a.names != 0 && a.names&^hit == 0
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

func compareUnits(asked, listed *address, out *comparison) uint8 {
	switch {
	case len(asked.unit) == 0 && len(listed.unit) == 0:
		return unitNone
	case len(listed.unit) == 0:
		return unitAsked
	case len(asked.unit) == 0:
		return unitListed
	case subset(asked.unit, listed.unit) || subset(listed.unit, asked.unit):
		if (asked.form == formRoom) != (listed.form == formRoom) {
			return unitOtherForm
		}
		out.unit = firstMeeting(asked.unit, listed.unit)
		return unitEqual
	case asked.form != listed.form:
		return unitOtherForm
	}
	return unitDiffers
}

func numberEqual(asked *address, units uint8, ranged bool) uint8 {
	switch {
	case units == unitEqual && ranged:
		return identifierUnitRange
	case units == unitEqual:
		return identifierUnitNumber
	case units == unitNone && ranged:
		return identifierNumberRange
	case units == unitNone:
		return identifierNumber
	}
	return unitRelation(asked, units)
}

// unitRelation returns what two addresses of one building are to each other.
func unitRelation(asked *address, units uint8) uint8 {
	switch units {
	case unitAsked:
		if asked.form == formRoom {
			return identifierRoom
		}
		return identifierChild
	case unitListed:
		return identifierParent
	case unitOtherForm:
		return identifierTwin
	}
	return identifierSibling
}

// otherNumber decides where both sides have a building number and they differ:
// one may be the other's unit.
func otherNumber(asked, listed *address, hit matched, units uint8, out *comparison) uint8 {
	swapped := (asked.form == formSlash || listed.form == formSlash) && units != unitEqual &&
		len(asked.ids) == len(listed.ids) && sameSet(asked.ids, listed.ids)
	if swapped || shifted(asked, listed, hit, out) {
		out.number = firstMeeting(asked.ids, listed.ids)
		return identifierShift
	}
	return identifierOther
}

// shifted reports whether the one identifier of a side is the unit of the
// other: 3 ROSE COURT, and FLAT 3 ROSE COURT. The side with a unit must have a
// building's name and show it, or a house would match flat 3 of any house.
func shifted(asked, listed *address, hit matched, out *comparison) bool {
	switch {
	case len(asked.unit) == 0 && len(listed.unit) > 0 && meets(asked.num, listed.unit):
		out.number = firstMeeting(asked.num, listed.unit)
		return listed.names != 0 && listed.names&^hit.listed == 0
	case len(listed.unit) == 0 && len(asked.unit) > 0 && meets(listed.num, asked.unit):
		out.number = firstMeeting(listed.num, asked.unit)
		return asked.names != 0 && asked.names&^hit.asked == 0
	}
	return false
}

func firstMeeting(a, b []record.Code) record.Code {
	for _, code := range a {
		if slices.Contains(b, code) {
			return code
		}
	}
	return 0
}
