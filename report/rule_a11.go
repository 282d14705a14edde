package report

import (
	"nfimatch/match/result"
	"nfimatch/normalize/record"
)

// claimShowsAdult is rule A11: the council tax reduction claim in payment on the
// account shows a partner or another adult of the household. It reads the
// council's own reduction claims only, never housing benefit.
func (x *index) claimShowsAdult(home *household) (finding, bool) {
	if home.claim == none || !x.countable(home) {
		return finding{}, false
	}
	code, _ := x.claimSays(home.claim)
	if code == "ctr_single" {
		return finding{}, false
	}
	if !home.byClaimRef && (x.crowded(home) ||
		x.matched.Dwellings.Accounts[home.dwellingRow()] > 1) {
		return finding{}, false
	}
	f := x.newFinding("A11", home)
	f.addClaim(x)
	if !home.byClaimRef {
		f.add("claim_by_dwelling", x.mentionWithRole(home.claim, record.RoleClaimant), 0)
	}
	claimant := x.claimantIs(home)
	if claimant == foundYes {
		f.add("claimant_is_liable", x.mentionWithRole(home.claim, record.RoleClaimant), 0)
	} else {
		f.add("claimant_not_liable", x.mentionWithRole(home.claim, record.RoleClaimant), 0)
	}
	if code == "ctr_nondependant" {
		f.add("nondependant_may_be_disregarded", none, 0)
	}
	f.addDiscount(x)
	switch {
	case !home.byClaimRef || claimant == foundNo:
		f.strength = Weak
	case code == "ctr_partner" && claimant == foundYes && !f.doubted():
		f.strength = Strong
	default:
		f.strength = Medium
	}
	return f, true
}

// claimantIs says whether the claimant is a liable person of the account. A claim
// placed elsewhere was not compared and is possibly theirs: its reference says so.
func (x *index) claimantIs(home *household) uint8 {
	claimant := x.mentionWithRole(home.claim, record.RoleClaimant)
	if claimant == none {
		return foundPossibly
	}
	found := foundNo
	for _, person := range home.liable {
		switch x.decision(home.dwelling, person, claimant) {
		case result.DecisionSame:
			return foundYes
		case result.DecisionUnsure:
			found = foundPossibly
		}
	}
	return found
}
