package place

import (
	"nfimatch/match/place/agree"
	"nfimatch/match/result"
)

// withUPRN weighs what the UPRN adds to a decision by address. A UPRN decides
// only if the address does not contradict it, as where it says another dwelling of
// the number better. It may fill a missing unit only where no listed dwelling fits
// the address better, and only if one account carries it. Where the two contradict
// each other the address stands only beyond doubt.
func (d *decider) withUPRN(
	asked *agree.Address, homes []uint32, best int, address decision,
) decision {
	for _, home := range homes {
		if address.home == home {
			if address.relation == result.RelationSame {
				address.how = result.HowUPRN
				address.doubt &^= result.DoubtNotBuilding // the UPRN shows it
			}
			return address
		}
	}
	if len(homes) > 1 {
		return d.againstUPRN(best, address)
	}
	own := d.candidateOf(homes[0])
	sole := d.view.homes.Accounts[own.home] == 1
	elsewhere := best >= 0 && d.candidates[best].home != own.home &&
		d.candidates[best].Acceptable()
	if elsewhere && d.candidates[best].weight < d.scores.none {
		elsewhere = false // what fits so badly is no rival
	}
	ties := elsewhere && own.Acceptable() && d.said(&own, &d.candidates[best]) <= 0 &&
		own.weight+d.scores.uprn >= d.candidates[best].weight
	switch {
	case !d.near(asked, own):
		return d.againstUPRN(best, address)
	case d.ofHouseWithUnits(&own):
		return decision{doubt: result.DoubtUnit, margin: address.margin}
	case own.Acceptable() && (!elsewhere || ties):
		return placedByUPRN(own, 0)
	case own.Identifiers == agree.IdentifierParent && sole && !elsewhere && d.mayFill(own):
		return placedByUPRN(own, result.DoubtUnit)
	case len(asked.IDs) == 0 && len(asked.Words) == 0 && sole:
		return placedByUPRN(own, 0)
	case own.Identifiers == agree.IdentifierChild || own.Identifiers == agree.IdentifierParent:
		if elsewhere {
			return d.againstUPRN(best, address)
		}
		return abstain(own, address.margin)
	}
	return d.againstUPRN(best, address)
}

// candidateOf returns the candidate of a dwelling that was searched by UPRN.
func (d *decider) candidateOf(home uint32) candidate {
	for _, c := range d.candidates {
		if c.home == home {
			return c
		}
	}
	panic("place: the dwelling of a UPRN was not compared")
}

// near reports whether the place does not speak against the UPRN: the words or
// the postcode are those of the dwelling, as far as the address has any.
func (d *decider) near(asked *agree.Address, own candidate) bool {
	switch {
	case own.Words < agree.WordsCommon:
		return true
	case own.Postcode == agree.PostcodeEqual || own.Postcode == agree.PostcodeNear:
		return true
	}
	return len(asked.Words) == 0 && own.Postcode == agree.PostcodeMissing
}

// mayFill reports whether a UPRN may fill a missing unit: of a numbered or
// lettered flat. An annexe, a floor or a room is not told from its house so.
func (d *decider) mayFill(own candidate) bool {
	shown := &d.view.book.Addresses[d.view.list.Listings[own.listing].Address]
	return shown.IsFlat()
}

func placedByUPRN(own candidate, doubt uint8) decision {
	out := placed(own, marginMax)
	out.how = result.HowUPRN
	out.doubt = out.doubt&^result.DoubtNotBuilding | doubt
	return out
}

// againstUPRN keeps a decision by address that contradicts the UPRN only where
// it is beyond doubt, at an equal postcode, with every word explained.
func (d *decider) againstUPRN(best int, address decision) decision {
	if address.home != 0 {
		top := d.candidates[best]
		if top.Postcode == agree.PostcodeEqual && top.Words == agree.WordsAll &&
			address.margin >= d.scores.settle {
			address.doubt |= result.DoubtUPRN
			return address
		}
	}
	return decision{
		relation: address.relationLeft(), doubt: result.DoubtUPRN, margin: address.margin,
	}
}

// relationLeft is the relation of a decision once it is no placement.
func (d decision) relationLeft() uint8 {
	if d.home != 0 {
		return result.RelationNone
	}
	return d.relation
}

// contradicts reports whether an address is plainly another than a dwelling's:
// another district, and identifiers that differ.
func (d *decider) contradicts(shown, home uint32) bool {
	asked := &d.view.book.Addresses[shown]
	if asked.Nothing() {
		return false
	}
	for _, number := range d.view.list.ByHome[home] {
		listed := d.view.list.Listings[number]
		c := d.Compare(asked, &d.view.book.Addresses[listed.Address])
		if c.Postcode != agree.PostcodeOther || c.Acceptable() {
			return false
		}
	}
	return true
}
