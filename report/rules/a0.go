package rules

import (
	"nfimatch/match/result"
	"nfimatch/normalize/record"
	"nfimatch/report/household"
)

// Explanations of why an account of NFI's population is not listed: the codes of
// explanations.csv, tried in its order.
const (
	holderNotPerson      = "holder_not_person"
	exemptionRecorded    = "exemption_recorded"
	crowdedAddress       = "crowded_address"
	twoAccounts          = "two_accounts"
	accountAfterRegister = "account_after_register"
	under18              = "under_18"
	onePersonSurely      = "one_person_surely"
	onePersonPossibly    = "one_person_possibly"
	recordedDisregarded  = "recorded_disregarded"
	earlierOccupier      = "earlier_occupier"
	liableNotFound       = "liable_not_found"
	similarAddress       = "similar_address"
)

// electorsInconsistent is NFI's threshold: this many adult electors at a
// dwelling with a discount for one.
const electorsInconsistent = 2

// A Standing is how a discount in payment stands to NFI's own measure.
type Standing uint8

// Standings of a discount, each account in one.
const (
	AddressUnclear Standing = iota // electors only at a part or the building of the dwelling
	NotFound                       // no elector
	Consistent                     // at most one adult elector
	Disregarded                    // more, and the account has a disregard
	Population                     // more, and it has none: NFI's measure
)

// StandingOf sorts one account by what the register shows at its dwelling.
func (x *Listing) StandingOf(home *household.Home) Standing {
	row := home.DwellingRow()
	switch {
	case row < 0, len(home.Electors) == 0 && home.Related:
		return AddressUnclear
	case len(home.Electors) == 0:
		return NotFound
	case x.Matched.Dwellings.ElectorsListed[row] < electorsInconsistent:
		return Consistent
	case x.Records.Accounts.Disregard[home.Account] != 0:
		return Disregarded
	}
	return Population
}

// Explain returns the first explanation that holds for an account of NFI's
// population, or "" if none does and it is to be listed. Listed means: at least
// two adults, the liable person surely or possibly among the electors, and another
// adult elector who is somebody else, at the dwelling beyond a similar address.
func (x *Listing) Explain(home *household.Home) string {
	if code := x.explainAccount(home); code != "" {
		return code
	}
	dwelling := home.DwellingRow()
	switch {
	case x.firstDied(home):
		return liableDied
	case x.othersDied(home):
		return otherDied
	case adultElectors(home) < electorsInconsistent:
		return under18
	}
	if x.Matched.Dwellings.AdultsLeast[dwelling] < electorsInconsistent {
		if x.Matched.Dwellings.AdultsMost[dwelling] < electorsInconsistent {
			return onePersonSurely
		}
		return onePersonPossibly
	}
	if home.Found == household.FoundNo {
		if x.recordedOthers(home) {
			return recordedDisregarded
		}
		if x.turnedOver(home) {
			return earlierOccupier
		}
		return liableNotFound
	}
	switch others := home.Others; {
	case len(others) == 0:
		return onePersonPossibly
	case x.recordedOthers(home):
		return recordedDisregarded
	case x.strongestOther(home) == household.None:
		return similarAddress
	}
	return ""
}

// explainAccount returns the explanations that need no look at a person.
func (x *Listing) explainAccount(home *household.Home) string {
	accounts, dwellings := &x.Records.Accounts, &x.Matched.Dwellings
	since, dwelling := accounts.Since[home.Account], home.DwellingRow()
	switch {
	case accounts.Holder[home.Account] != record.HolderPersons || len(home.Liable) == 0:
		return holderNotPerson
	case accounts.Exemption[home.Account] != record.ExemptionNone:
		return exemptionRecorded
	case x.Crowded(home):
		return crowdedAddress
	case dwellings.Accounts[dwelling] > 1:
		return twoAccounts
	case x.Options.RegisterDate != 0 && since > x.Options.RegisterDate:
		return accountAfterRegister
	}
	return ""
}

// Crowded reports whether the dwelling has more electors than one household is
// likely to have, so that it is an address to be checked.
func (x *Listing) Crowded(home *household.Home) bool {
	row := home.DwellingRow()
	return row >= 0 && int(x.Matched.Dwellings.ElectorsListed[row]) > x.Options.CrowdedAdults
}

func adultElectors(home *household.Home) (adults int) {
	for _, one := range home.Electors {
		if one.Adult {
			adults++
		}
	}
	return adults
}

// recordedOthers reports whether every other adult elector, and there is one, is
// recorded on the account with a disregard.
func (x *Listing) recordedOthers(home *household.Home) bool {
	for _, i := range home.Others {
		if x.RecordedWithDisregard(home, home.Electors[i].Mention) != household.FoundYes {
			return false
		}
	}
	return len(home.Others) > 0
}

// turnedOver reports whether every adult elector is of an earlier household: listed before
// the account began, or at another dwelling since.
func (x *Listing) turnedOver(home *household.Home) bool {
	since := x.Records.Accounts.Since[home.Account]
	for i := range home.Electors {
		one := &home.Electors[i]
		before := one.Since() != 0 && one.Since() < since
		if one.Adult && !before && !x.movedAway(home, one) {
			return false
		}
	}
	return true
}

// strongestOther returns the position of the other adult elector whose entry says
// most, or none if no other is at the dwelling beyond a similar address or all
// such are recorded with a disregard. Equal ones are settled by the day of
// registration, the later first, then by line.
func (x *Listing) strongestOther(home *household.Home) int {
	best, bestScore := household.None, int32(0)
	for _, i := range home.Others {
		one := &home.Electors[i]
		if one.Similar() ||
			x.RecordedWithDisregard(home, one.Mention) == household.FoundYes {
			continue
		}
		var f Finding
		f.Home = *home
		f.addElector(x, one)
		if best == household.None || f.Score > bestScore ||
			f.Score == bestScore && one.Since() > home.Electors[best].Since() {
			best, bestScore = i, f.Score
		}
	}
	return best
}

// AnotherAdult is rule A0: the register shows the liable person and another adult.
// The account must be one that Explain found nothing for.
func (x *Listing) AnotherAdult(home *household.Home) Finding {
	if x.Matched.Dwellings.AdultsLeast[home.DwellingRow()] < electorsInconsistent {
		panic("rules: an account with fewer than two adults is to be listed")
	}
	one := &home.Electors[x.strongestOther(home)]
	f := x.newFinding("A0", home)
	f.addElector(x, one)
	f.addDiscount(x)
	f.addLiable()
	f.addNames(x)
	f.addClaim(x)
	f.add("register_may_be_old", one.Mention, 0)
	f.Strength = x.strengthOfElector(&f, one)
	return f
}

// addNames adds what the account itself says of a second adult.
func (f *Finding) addNames(x *Listing) {
	second, differs := x.secondLiable(&f.Home)
	if second != household.None && differs && !x.jointTitle(second) &&
		!x.jointTitle(f.Home.Liable[0]) {
		f.add("two_liable_names", second, 0)
	}
	if recorded := x.recordedCounted(&f.Home); recorded != household.None {
		f.add("recorded_adult", recorded, 0)
	}
}

// strengthOfElector is the strength of a flag that rests on an elector's entry.
//
//	Strong  the dwelling agreed for both, the liable person surely found, the
//	        other's name cannot be theirs, the entry made after the account (or, its
//	        start unknown, the discount) began, and no reason against with a weight
//	Weak    the liable person only possibly found, the address in doubt, or an
//	        entry known to be no newer than the account
//	Medium  everything else, registers without a day of registration among it
func (x *Listing) strengthOfElector(f *Finding, one *household.Elector) Strength {
	home := &f.Home
	made, _ := between(one.Registered, one.Seen)
	began := x.Records.Accounts.Since[home.Account]
	known := began != 0
	if !known {
		began = x.Records.Accounts.From[home.Account]
	}
	switch {
	case home.Found != household.FoundYes, !one.Agreed(),
		known && one.Since() != 0 && one.Since() <= began:
		return Weak
	case home.Electors[home.Itself].Agreed() &&
		x.Decision(home.Dwelling, home.Liver, one.Mention) == result.DecisionDifferent &&
		began != 0 && made > began && !one.Seen.Renamed && !f.doubted():
		return Strong
	}
	return Medium
}
