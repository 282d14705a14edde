package rules

import (
	"nfimatch/match/result"
	"nfimatch/normalize/record"
	"nfimatch/report/household"
)

// claimShowsAdult is rule A11: the council tax reduction claim in payment on the
// account shows a partner or another adult of the household. It reads the
// council's own reduction claims only, never housing benefit.
func (x *Listing) claimShowsAdult(home *household.Home) (Finding, bool) {
	if home.Claim == household.None || !x.countable(home) {
		return Finding{}, false
	}
	code, _ := x.claimSays(home)
	if code == "ctr_single" {
		return Finding{}, false
	}
	if !home.ByClaimRef && (x.Crowded(home) ||
		x.Matched.Dwellings.Accounts[home.DwellingRow()] > 1) {
		return Finding{}, false
	}
	f := x.newFinding("A11", home)
	f.addClaim(x)
	if !home.ByClaimRef {
		f.add("claim_by_dwelling", x.MentionWithRole(home.Claim, record.RoleClaimant), 0)
	}
	claimant := x.claimantIs(home)
	if claimant == household.FoundYes {
		f.add("claimant_is_liable", x.MentionWithRole(home.Claim, record.RoleClaimant), 0)
	} else {
		f.add("claimant_not_liable", x.MentionWithRole(home.Claim, record.RoleClaimant), 0)
	}
	if code == "ctr_nondependant" {
		f.add("nondependant_may_be_disregarded", household.None, 0)
	}
	f.addDiscount(x)
	switch {
	case !home.ByClaimRef || claimant == household.FoundNo:
		f.Strength = Weak
	case code == "ctr_partner" && claimant == household.FoundYes && !f.doubted():
		f.Strength = Strong
	default:
		f.Strength = Medium
	}
	return f, true
}

// claimantIs says whether the claimant is a liable person of the account. A claim
// placed elsewhere was not compared and is possibly theirs: its reference says so.
func (x *Listing) claimantIs(home *household.Home) uint8 {
	claimant := x.MentionWithRole(home.Claim, record.RoleClaimant)
	if claimant == household.None {
		return household.FoundPossibly
	}
	found := household.FoundNo
	for _, person := range home.Liable {
		switch x.Decision(home.Dwelling, person, claimant) {
		case result.DecisionSame:
			return household.FoundYes
		case result.DecisionUnsure:
			found = household.FoundPossibly
		}
	}
	return found
}
