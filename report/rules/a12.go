package rules

import (
	"nfimatch/normalize/record"
	"nfimatch/report/household"
)

// What rests on a list of deaths: a rule, and two explanations.
const (
	deathsRule = "A12"
	otherDied  = "other_died"
	liableDied = "liable_died"
)

// NeedsDeaths reports whether a rule or an explanation rests on a list of deaths: without
// one there is no count of it.
func NeedsDeaths(code string) bool {
	return code == deathsRule || code == otherDied || code == liableDied
}

// What a list of deaths leaves open of the other person of a flag and of the liable one:
// the codes of the reasons.
const (
	mayHaveDied       = "may_have_died"
	namesakeDied      = "namesake_died"
	liableMayHaveDied = "liable_may_have_died"
	liableNamesake    = "liable_namesake_died"
)

// PossibleDeath reports whether a reason says that its person may have died.
func PossibleDeath(code string) bool { return code == mayHaveDied || code == liableMayHaveDied }

// NamesakeDeath reports whether a reason says that a death is another's of the name.
func NamesakeDeath(code string) bool { return code == namesakeDied || code == liableNamesake }

// liablePersonDied is rule A12: the person whom the account names first is on the list of
// deaths. It is work for revenues, and no other rule that may lead to a question flags such
// an account: nobody writes to the dead, and who lives there now has to be told first.
func (x *Listing) liablePersonDied(home *household.Home) (Finding, bool) {
	if !x.firstDied(home) {
		return Finding{}, false
	}
	f := x.newFinding(deathsRule, home)
	f.addDeath(x, "liable_died", &home.Deaths[0])
	f.Strength = Medium
	return f, true
}

// firstDied reports whether the liable person whom the account names first has surely died.
// Where a later one has, the others are asked as ever.
func (x *Listing) firstDied(home *household.Home) bool {
	return len(home.Liable) > 0 && len(home.Deaths) > 0 && home.Deaths[0].Sure()
}

// hasDied reports whether a person of the account or its claim has surely died.
func (x *Listing) hasDied(home *household.Home, person int) bool {
	death := x.DeathOf(home, person)
	return death.Sure()
}

// othersDied reports whether an elector has surely died, so that the register shows no
// other adult any more.
func (x *Listing) othersDied(home *household.Home) bool {
	for i := range home.Electors {
		if home.Electors[i].Death.Sure() {
			return adultElectors(home) < electorsInconsistent ||
				home.Found != household.FoundNo && len(home.Others) == 0
		}
	}
	return false
}

// addLiableDeath adds what the list of deaths leaves open of the liable person, whose entry
// on the register may say more than the account.
func (f *Finding) addLiableDeath(x *Listing) {
	if len(f.Home.Liable) == 0 || len(f.Home.Deaths) == 0 {
		return
	}
	death := &f.Home.Deaths[0]
	if itself := f.Home.Itself; death.Died == 0 && itself != household.None {
		death = &f.Home.Electors[itself].Death
	}
	f.addOpenDeath(x, death, liableMayHaveDied, liableNamesake)
}

// addOtherDeath adds what it leaves open of the other person of a flag.
func (f *Finding) addOtherDeath(x *Listing, death household.Death) {
	f.addOpenDeath(x, &death, mayHaveDied, namesakeDied)
}

// addOpenDeath adds a death that may be somebody's, or is somebody else's of the name.
func (f *Finding) addOpenDeath(x *Listing, death *household.Death, possibly, namesake string) {
	switch {
	case death.Found == household.FoundPossibly:
		f.addDeath(x, possibly, death)
	case death.Namesake():
		f.addDeath(x, namesake, death)
	}
}

// addDeath adds a reason that was read from the list of deaths.
func (f *Finding) addDeath(x *Listing, code string, death *household.Death) {
	f.add(code, death.Mention, death.Died)
	f.Rests = append(f.Rests, x.Records.Mentions.Entry[death.Mention])
}

// addEstate adds to an account of somebody's executors who died at the dwelling.
func (f *Finding) addEstate(x *Listing) {
	if x.Records.Accounts.Holder[f.Home.Account] != record.HolderEstate {
		return
	}
	if death, found := x.DiedAtHome(&f.Home); found {
		f.addDeath(x, "died_at_dwelling", &death)
	}
}
