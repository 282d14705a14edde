package report

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

// population sorts one account by what the register shows at its dwelling, counts
// it, and says whether it is listed. An account of NFI's population that is not
// listed has an explanation; one outside the population has none.
func (x *listing) population(home *household.Home, s *Summary) (explanation string, listed bool) {
	row := home.DwellingRow()
	if row < 0 || len(home.Electors) == 0 {
		if row < 0 || home.Related {
			s.Discounts.AddressUnclear++
		} else {
			s.Discounts.NotFound++
		}
		return "", false
	}
	s.Discounts.Found++
	switch {
	case x.Matched.Dwellings.ElectorsListed[row] < electorsInconsistent:
		s.Discounts.Consistent++
		return "", false
	case x.Records.Accounts.Disregard[home.Account] != 0:
		s.Discounts.Disregarded++
		return "", false
	}
	s.Discounts.Population++
	explanation = x.explain(home)
	if explanation == "" {
		s.Discounts.Listed++
	}
	return explanation, explanation == ""
}

// explain returns the first explanation that holds for an account of NFI's
// population, or "" if none does and it is to be listed. Listed means: at least
// two adults, the liable person surely or possibly among the electors, and another
// adult elector who is somebody else, at the dwelling beyond a similar address.
func (x *listing) explain(home *household.Home) string {
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
func (x *listing) explainAccount(home *household.Home) string {
	accounts, dwellings := &x.Records.Accounts, &x.Matched.Dwellings
	since, dwelling := accounts.Since[home.Account], home.DwellingRow()
	switch {
	case accounts.Holder[home.Account] != record.HolderPersons || len(home.Liable) == 0:
		return holderNotPerson
	case accounts.Exemption[home.Account] != record.ExemptionNone:
		return exemptionRecorded
	case x.crowded(home):
		return crowdedAddress
	case dwellings.Accounts[dwelling] > 1:
		return twoAccounts
	case x.options.RegisterDate != 0 && since > x.options.RegisterDate:
		return accountAfterRegister
	}
	return ""
}

// crowded reports whether the dwelling has more electors than one household is
// likely to have, so that it is an address to be checked.
func (x *listing) crowded(home *household.Home) bool {
	row := home.DwellingRow()
	return row >= 0 && int(x.Matched.Dwellings.ElectorsListed[row]) > x.options.CrowdedAdults
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
func (x *listing) recordedOthers(home *household.Home) bool {
	for _, i := range home.Others {
		if x.RecordedWithDisregard(home, home.Electors[i].Mention) != household.FoundYes {
			return false
		}
	}
	return len(home.Others) > 0
}

// turnedOver reports whether every adult elector is of an earlier household: listed before
// the account began, or at another dwelling since.
func (x *listing) turnedOver(home *household.Home) bool {
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
func (x *listing) strongestOther(home *household.Home) int {
	best, bestScore := household.None, int32(0)
	for _, i := range home.Others {
		one := &home.Electors[i]
		if one.How == result.HowFuzzy ||
			x.RecordedWithDisregard(home, one.Mention) == household.FoundYes {
			continue
		}
		var f finding
		f.home = *home
		f.addElector(x, one)
		if best == household.None || f.score > bestScore ||
			f.score == bestScore && one.Since() > home.Electors[best].Since() {
			best, bestScore = i, f.score
		}
	}
	return best
}

// anotherAdult is rule A0: the register shows the liable person and another adult.
// The account must be one that explain found nothing for.
func (x *listing) anotherAdult(home *household.Home) finding {
	if x.Matched.Dwellings.AdultsLeast[home.DwellingRow()] < electorsInconsistent {
		panic("report: an account with fewer than two adults is to be listed")
	}
	one := &home.Electors[x.strongestOther(home)]
	f := x.newFinding("A0", home)
	f.addElector(x, one)
	f.addDiscount(x)
	f.addLiable()
	f.addNames(x)
	f.addClaim(x)
	f.add("register_may_be_old", one.Mention, 0)
	f.strength = x.strengthOfElector(&f, one)
	return f
}

// addNames adds what the account itself says of a second adult.
func (f *finding) addNames(x *listing) {
	second, differs := x.secondLiable(&f.home)
	if second != household.None && differs && !x.jointTitle(second) &&
		!x.jointTitle(f.home.Liable[0]) {
		f.add("two_liable_names", second, 0)
	}
	if recorded := x.recordedCounted(&f.home); recorded != household.None {
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
func (x *listing) strengthOfElector(f *finding, one *household.Elector) Strength {
	home := &f.home
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
