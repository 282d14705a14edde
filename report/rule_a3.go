package report

import (
	"nfimatch/extract/retention"
	"nfimatch/match/result"
)

// reached18 is rule A3: an elector at the dwelling reached 18 after the discount
// began and is an adult at the as-of date. It rests on the day of reaching 18
// alone, never on a surname. Of several the one who reached it first counts, since
// the discount has been open to doubt since then.
func (x *index) reached18(home *household) (finding, bool) {
	if !x.countable(home) || home.dwelling == 0 || x.crowded(home) ||
		x.matched.Dwellings.Accounts[home.dwellingRow()] > 1 ||
		x.matched.Dwellings.AdultsLeast[home.dwellingRow()] < electorsInconsistent {
		return finding{}, false
	}
	one := x.firstOf18(home)
	if one == nil {
		return finding{}, false
	}
	f := x.newFinding("A3", home)
	f.add("reached_18", one.mention, one.adultOn)
	f.addLiable()
	f.addClaim(x)
	f.add("may_be_student", one.mention, 0)
	f.add("register_may_be_old", one.mention, 0)
	f.addDoubts(x, one)
	switch {
	case home.found == foundPossibly || !one.agreed():
		f.strength = Weak
	case home.found == foundYes && home.electors[home.itself].agreed() && !f.doubted() &&
		x.decision(home.dwelling, home.liver, one.mention) == result.DecisionDifferent:
		f.strength = Strong
	default:
		f.strength = Medium
	}
	return f, true
}

// firstOf18 returns the elector who first reached 18 within the discount, or nil.
// One who could be the liable person, stands at a merely similar address or is
// recorded with a disregard does not count.
func (x *index) firstOf18(home *household) *elector {
	accounts := &x.records.Accounts
	from := accounts.From[home.account]
	var first *elector
	for i := range home.electors {
		one := &home.electors[i]
		within := from != 0 && one.adult && one.adultOn > from
		if !within || one.how == result.HowFuzzy || x.mayBeLiable(home, i) ||
			x.recordedWithDisregard(home, one.mention) == foundYes || x.joinedAfter(home, one.adultOn) {
			continue
		}
		if first == nil || one.adultOn < first.adultOn {
			first = one
		}
	}
	return first
}

// mayBeLiable reports whether the elector at position i could be a liable person
// of the account.
func (x *index) mayBeLiable(home *household, i int) bool {
	if i == home.itself {
		return true
	}
	for _, person := range home.liable {
		if x.jointTitle(person) {
			continue // it may be anybody, so it would explain everybody
		}
		decision := x.decision(home.dwelling, person, home.electors[i].mention)
		if decision == result.DecisionSame ||
			decision == result.DecisionUnsure && home.found != foundYes {
			return true
		}
	}
	return false
}

// joinedAfter reports whether the account began after the day: then the entry is
// older than this household.
func (x *index) joinedAfter(home *household, day retention.Date) bool {
	return x.records.Accounts.Since[home.account] > day
}
