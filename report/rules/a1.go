package rules

import (
	"nfimatch/match/result"
	"nfimatch/normalize/record"
	"nfimatch/report/household"
)

// twoLiableNames is rule A1, from the council tax file alone: the account names a
// second liable person. Two fields, or two names joined in one field, are two
// persons by the account's own words, unless they were decided to be one; an
// undecided pair counts only where the names stand joined in one field. A second
// person known from a joint title alone is never above Medium.
func (x *Listing) twoLiableNames(home *household.Home) (Finding, bool) {
	second, differs := x.secondLiable(home)
	if second == household.None || !x.countable(home) {
		return Finding{}, false
	}
	f := x.newFinding("A1", home)
	f.add("two_liable_names", second, 0)
	f.Strength = Strong
	if x.jointTitle(second) || x.jointTitle(home.Liable[0]) {
		f.add("joint_title_only", second, 0)
		f.Strength = Medium
	} else if !differs {
		f.add("names_may_be_one", second, 0)
		f.Strength = Weak
	}
	f.addOtherDeath(x, x.DeathOf(home, second))
	if x.OnRegister(home, second) {
		f.add("second_name_registered", second, 0)
	}
	f.addDiscount(x)
	f.addClaim(x)
	if f.Strength == Strong && (f.doubted() || !x.fullNames(home.Liable[0], second)) {
		f.Strength = Medium
	}
	return f, true
}

// countable reports whether the account is one of persons whose discount is not
// explained on the account itself.
func (x *Listing) countable(home *household.Home) bool {
	accounts := &x.Records.Accounts
	return accounts.Holder[home.Account] == record.HolderPersons && len(home.Liable) > 0 &&
		accounts.Disregard[home.Account] == 0 &&
		accounts.Exemption[home.Account] == record.ExemptionNone
}

// secondLiable returns the second adult liable person that the account names, or
// none, and whether the two are decided to differ. One who is recorded as not
// counted, or has died, is none.
func (x *Listing) secondLiable(home *household.Home) (second int, differs bool) {
	if len(home.Liable) < 2 {
		return household.None, false
	}
	mentions := &x.Records.Mentions
	undecided := household.None
	for _, person := range home.Liable[1:] {
		if mentions.Age[person] == record.AgeMinor ||
			mentions.Marks[person]&record.MarkDisregard != 0 || x.hasDied(home, person) {
			continue
		}
		decision := x.Decision(home.Dwelling, home.Liable[0], person)
		joined := mentions.Role[person] == record.RoleJoint || x.jointTitle(person)
		switch {
		case decision == result.DecisionDifferent:
			return person, true
		case decision == result.DecisionUnsure && joined && undecided == household.None:
			undecided = person
		}
	}
	return undecided, false
}

// jointTitle reports whether a person is known from a joint title alone.
func (x *Listing) jointTitle(person int) bool {
	return x.Records.Mentions.Marks[person]&record.MarkJointTitle != 0
}

// fullNames reports whether both have a given name written out, so that a
// difference of names is more than one of initials.
func (x *Listing) fullNames(a, b int) bool {
	forms := x.Records.Mentions.Given1Form
	return forms[a] == record.FormFull && forms[b] == record.FormFull
}

// recordedAdult is rule A1R, from the council tax file alone: the account records
// a further adult who is not liable, without a disregard.
func (x *Listing) recordedAdult(home *household.Home) (Finding, bool) {
	person := x.recordedCounted(home)
	if person == household.None || !x.countable(home) {
		return Finding{}, false
	}
	f := x.newFinding("A1R", home)
	f.add("recorded_adult", person, 0)
	f.addOtherDeath(x, x.DeathOf(home, person))
	if x.OnRegister(home, person) {
		f.add("recorded_adult_registered", person, 0)
	}
	f.addDiscount(x)
	f.addClaim(x)
	f.Strength = Strong
	if f.doubted() || !x.fullNames(home.Liable[0], person) {
		f.Strength = Medium
	}
	return f, true
}

// recordedCounted returns the first adult recorded on the account without a
// disregard who is shown not to be its liable person, or none.
func (x *Listing) recordedCounted(home *household.Home) int {
	mentions := &x.Records.Mentions
	for _, person := range home.Recorded {
		if mentions.Age[person] != record.AgeMinor && len(home.Liable) > 0 &&
			mentions.Marks[person]&record.MarkDisregard == 0 && !x.hasDied(home, person) &&
			x.Decision(home.Dwelling, home.Liable[0], person) == result.DecisionDifferent {
			return person
		}
	}
	return household.None
}
