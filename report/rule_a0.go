package report

import (
	"nfimatch/extract/retention"
	"nfimatch/match/result"
	"nfimatch/normalize/record"
	"nfimatch/report/data"
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
func (x *index) population(home *household, s *Summary) (explanation string, listed bool) {
	row := home.dwellingRow()
	if row < 0 || len(home.electors) == 0 {
		if row < 0 || home.related {
			s.Discounts.AddressUnclear++
		} else {
			s.Discounts.NotFound++
		}
		return "", false
	}
	s.Discounts.Found++
	switch {
	case x.matched.Dwellings.ElectorsListed[row] < electorsInconsistent:
		s.Discounts.Consistent++
		return "", false
	case x.records.Accounts.Disregard[home.account] != 0:
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
func (x *index) explain(home *household) string {
	if code := x.explainAccount(home); code != "" {
		return code
	}
	dwelling := home.dwellingRow()
	if adultElectors(home) < electorsInconsistent {
		return under18
	}
	if x.matched.Dwellings.AdultsLeast[dwelling] < electorsInconsistent {
		if x.matched.Dwellings.AdultsMost[dwelling] < electorsInconsistent {
			return onePersonSurely
		}
		return onePersonPossibly
	}
	if home.found == foundNo {
		if x.recordedOthers(home) {
			return recordedDisregarded
		}
		if x.allBefore(home, x.records.Accounts.Since[home.account]) {
			return earlierOccupier
		}
		return liableNotFound
	}
	switch others := home.others; {
	case len(others) == 0:
		return onePersonPossibly
	case x.recordedOthers(home):
		return recordedDisregarded
	case x.strongestOther(home) == none:
		return similarAddress
	}
	return ""
}

// explainAccount returns the explanations that need no look at a person.
func (x *index) explainAccount(home *household) string {
	accounts, dwellings := &x.records.Accounts, &x.matched.Dwellings
	since, dwelling := accounts.Since[home.account], home.dwellingRow()
	switch {
	case accounts.Holder[home.account] != record.HolderPersons || len(home.liable) == 0:
		return holderNotPerson
	case accounts.Exemption[home.account] != record.ExemptionNone:
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
func (x *index) crowded(home *household) bool {
	row := home.dwellingRow()
	return row >= 0 && int(x.matched.Dwellings.ElectorsListed[row]) > x.options.CrowdedAdults
}

func adultElectors(home *household) (adults int) {
	for _, one := range home.electors {
		if one.adult {
			adults++
		}
	}
	return adults
}

// recordedOthers reports whether every other adult elector, and there is one, is
// recorded on the account with a disregard.
func (x *index) recordedOthers(home *household) bool {
	for _, i := range home.others {
		if x.recordedWithDisregard(home, home.electors[i].mention) != foundYes {
			return false
		}
	}
	return len(home.others) > 0
}

// allBefore reports whether every adult elector is known to have been listed
// before the account began.
func (x *index) allBefore(home *household, since retention.Date) bool {
	for _, one := range home.electors {
		if one.adult && (one.registered == 0 || one.registered >= since) {
			return false
		}
	}
	return since != 0
}

// strongestOther returns the position of the other adult elector whose entry says
// most, or none if no other is at the dwelling beyond a similar address or all
// such are recorded with a disregard. Equal ones are settled by the day of
// registration, the later first, then by line.
func (x *index) strongestOther(home *household) int {
	best, bestScore := none, int32(0)
	for _, i := range home.others {
		one := &home.electors[i]
		if one.how == result.HowFuzzy || x.recordedWithDisregard(home, one.mention) == foundYes {
			continue
		}
		var f finding
		f.home = *home
		f.addElector(x, one)
		if best == none || f.score > bestScore ||
			f.score == bestScore && one.registered > home.electors[best].registered {
			best, bestScore = i, f.score
		}
	}
	return best
}

// addElector adds what the other elector's entry says: dates carry the ranking,
// and the certainty of its address carries little.
func (f *finding) addElector(x *index, one *elector) {
	from := x.records.Accounts.From[f.home.account]
	since := x.records.Accounts.Since[f.home.account]
	long := int(data.Numbers().RegisteredLongAfterMonths)
	switch {
	case one.registered == 0:
		f.add("registered_unknown", one.mention, 0)
	case from != 0 && one.registered >= from:
		f.add("registered_after_discount", one.mention, one.registered)
		if one.registered > from.AddMonths(long) {
			f.add("registered_long_after_discount", one.mention, one.registered)
		}
	case from != 0:
		f.add("registered_before_discount", one.mention, one.registered)
	case since != 0 && one.registered > since:
		f.add("registered_after_account", one.mention, one.registered)
	}
	if one.registered != 0 && since != 0 && one.registered <= since {
		f.add("registered_before_account", one.mention, one.registered)
	}
	f.addDoubts(x, one)
}

// addDoubts adds what is doubtful of an elector's entry whatever its dates.
func (f *finding) addDoubts(x *index, one *elector) {
	if x.recordedWithDisregard(&f.home, one.mention) == foundPossibly {
		f.add("may_be_recorded", one.mention, 0)
	}
	if !one.agreed() {
		f.add("placement_doubt", one.mention, 0)
	}
}

// anotherAdult is rule A0: the register shows the liable person and another adult.
// The account must be one that explain found nothing for.
func (x *index) anotherAdult(home *household) finding {
	if x.matched.Dwellings.AdultsLeast[home.dwellingRow()] < electorsInconsistent {
		panic("report: an account with fewer than two adults is to be listed")
	}
	one := &home.electors[x.strongestOther(home)]
	f := x.newFinding("A0", home)
	f.addElector(x, one)
	f.addDiscount(x)
	f.addLiable()
	f.addNames(x)
	f.addClaim(x)
	f.add("register_may_be_old", one.mention, 0)
	f.strength = x.strengthOfElector(&f, one)
	return f
}

// addNames adds what the account itself says of a second adult.
func (f *finding) addNames(x *index) {
	second, differs := x.secondLiable(&f.home)
	if second != none && differs && !x.jointTitle(second) && !x.jointTitle(f.home.liable[0]) {
		f.add("two_liable_names", second, 0)
	}
	if recorded := x.recordedCounted(&f.home); recorded != none {
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
//	Medium  everything else, registers without a date of registration among it
func (x *index) strengthOfElector(f *finding, one *elector) Strength {
	home := &f.home
	began := x.records.Accounts.Since[home.account]
	known := began != 0
	if !known {
		began = x.records.Accounts.From[home.account]
	}
	switch {
	case home.found != foundYes, !one.agreed(),
		known && one.registered != 0 && one.registered <= began:
		return Weak
	case home.electors[home.itself].agreed() &&
		x.decision(home.dwelling, home.liver, one.mention) == result.DecisionDifferent &&
		began != 0 && one.registered > began && !f.doubted():
		return Strong
	}
	return Medium
}
