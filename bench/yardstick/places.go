package yardstick

import (
	"nfimatch/match/result"
	"nfimatch/normalize/record"
)

// An Outcome is what became of a row's address.
type Outcome uint8

// The outcomes. The first three give the row a dwelling by its address; the last two
// are of claims that the account reference places, whatever address they show.
const (
	Right                Outcome = iota // at the dwelling whose address it shows
	Wrong                               // at another
	WrongFlat                           // of the same building: it accuses the neighbour
	Part                                // at a part, a building or a room of it: no member
	InDoubt                             // abstained
	NotFound                            // nothing near it
	ByReference                         // a claim at its address, by account reference
	ByReferenceElsewhere                // a claim at an account of another dwelling
)

// A Placement is one register entry or claim.
type Placement struct {
	Dataset uint8
	Home    uint32 // whose address it shows; 0 for one that no account has
	UPRN    UPRN
	Outcome Outcome
	Tags    []string
}

// Placements judges the entries of every dataset but council tax, each by its first
// mention. An entry that names nobody whom the truth knows is left out.
func Placements(m *Matched, t *Truth) []Placement {
	var placements []Placement
	o := &m.Result.Occupants
	for i := range o.Line {
		at := PlaceOf(o.Dataset[i], o.Line[i], o.Ordinal[i])
		who, known := t.Mentions[at]
		if at.Ordinal != 0 || at.Dataset == record.CouncilTax || !known {
			continue
		}
		placements = append(placements, Placement{at.Dataset, who.Home, t.UPRN[at],
			outcomeOf(m, t, i, who.Home), who.Tags})
	}
	return placements
}

func outcomeOf(m *Matched, t *Truth, occupant int, recorded uint32) Outcome {
	o := &m.Result.Occupants
	at := m.homeOf(t, o.Dwelling[occupant])
	switch {
	case o.How[occupant] != result.HowAccount:
	case at == recorded:
		return ByReference
	default:
		return ByReferenceElsewhere
	}
	switch relation := o.Relation[occupant]; {
	case relation == result.RelationNone && o.Doubt[occupant] != 0:
		return InDoubt
	case relation == result.RelationNone || o.Dwelling[occupant] == 0:
		return NotFound
	case relation != result.RelationSame:
		return Part
	}
	building := t.Homes[recorded].Building
	switch {
	case at == recorded && at != 0:
		return Right
	case building != "" && building == t.Homes[at].Building:
		return WrongFlat
	}
	return Wrong
}
