package rules

import (
	"nfimatch/extract/retention"
	"nfimatch/match/result"
	"nfimatch/report/household"
)

// reached18 is rule A3: an elector at the dwelling reached 18 after the discount
// began and is an adult at the as-of date. It rests on the day of reaching 18
// alone, never on a surname. Of several the one who reached it first counts, since
// the discount has been open to doubt since then.
func (x *Listing) reached18(home *household.Home) (Finding, bool) {
	if !x.countable(home) || home.Dwelling == 0 || x.Crowded(home) ||
		x.Matched.Dwellings.Accounts[home.DwellingRow()] > 1 ||
		x.Matched.Dwellings.AdultsLeast[home.DwellingRow()] < electorsInconsistent {
		return Finding{}, false
	}
	one := x.firstOf18(home)
	if one == nil {
		return Finding{}, false
	}
	f := x.newFinding("A3", home)
	f.add("reached_18", one.Mention, one.AdultOn)
	f.addLiable()
	f.addReviewed(x)
	f.addClaim(x)
	f.add("may_be_student", one.Mention, 0)
	f.add("register_may_be_old", one.Mention, 0)
	f.addElsewhere(x, one)
	f.addDoubts(x, one)
	switch {
	case home.Found == household.FoundPossibly || !one.Agreed():
		f.Strength = Weak
	case home.Found == household.FoundYes && home.Electors[home.Itself].Agreed() && !f.doubted() &&
		x.Decision(home.Dwelling, home.Liver, one.Mention) == result.DecisionDifferent:
		f.Strength = Strong
	default:
		f.Strength = Medium
	}
	return f, true
}

// firstOf18 returns the elector who first reached 18 within the discount, or nil.
// One who could be the liable person, stands at a merely similar address or is
// recorded with a disregard does not count.
func (x *Listing) firstOf18(home *household.Home) *household.Elector {
	accounts := &x.Records.Accounts
	from := accounts.From[home.Account]
	var first *household.Elector
	for i := range home.Electors {
		one := &home.Electors[i]
		within := from != 0 && one.Adult && one.AdultOn > from
		if !within || one.Similar() || x.mayBeLiable(home, i) ||
			x.RecordedWithDisregard(home, one.Mention) == household.FoundYes ||
			x.joinedAfter(home, one.AdultOn) {
			continue
		}
		if first == nil || one.AdultOn < first.AdultOn {
			first = one
		}
	}
	return first
}

// mayBeLiable reports whether the elector at position i could be a liable person
// of the account.
func (x *Listing) mayBeLiable(home *household.Home, i int) bool {
	if i == home.Itself {
		return true
	}
	for _, person := range home.Liable {
		if x.jointTitle(person) {
			continue // it may be anybody, so it would explain everybody
		}
		decision := x.Decision(home.Dwelling, person, home.Electors[i].Mention)
		if decision == result.DecisionSame ||
			decision == result.DecisionUnsure && home.Found != household.FoundYes {
			return true
		}
	}
	return false
}

// joinedAfter reports whether the account began after the day: then the entry is
// older than this household.
func (x *Listing) joinedAfter(home *household.Home, day retention.Date) bool {
	return x.Records.Accounts.Since[home.Account] > day
}
