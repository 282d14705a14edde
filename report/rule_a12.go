package report

import (
	"nfimatch/normalize/record"
	"nfimatch/report/household"
)

// What needs a list of deaths: the rule, and the explanations that rest on one. Without a
// list there is no count of them.
const (
	deathsRule = "A12"
	otherDied  = "other_died"
	liableDied = "liable_died"
)

// liablePersonDied is rule A12: the person whom the account names first is on the list of
// deaths. It is work for revenues, and no other rule that may lead to a question flags such
// an account: nobody writes to the dead, and who lives there now has to be told first.
func (x *listing) liablePersonDied(home *household.Home) (finding, bool) {
	if !x.firstDied(home) {
		return finding{}, false
	}
	f := x.newFinding(deathsRule, home)
	f.addDeath(x, "liable_died", &home.Deaths[0])
	f.strength = Medium
	return f, true
}

// firstDied reports whether the liable person whom the account names first has surely died.
// Where a later one has, the others are asked as ever.
func (x *listing) firstDied(home *household.Home) bool {
	return len(home.Liable) > 0 && len(home.Deaths) > 0 && home.Deaths[0].Sure()
}

// hasDied reports whether a person of the account or its claim has surely died.
func (x *listing) hasDied(home *household.Home, person int) bool {
	death := x.DeathOf(home, person)
	return death.Sure()
}

// othersDied reports whether an elector has surely died, so that the register shows no
// other adult any more.
func (x *listing) othersDied(home *household.Home) bool {
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
func (f *finding) addLiableDeath(x *listing) {
	if len(f.home.Liable) == 0 || len(f.home.Deaths) == 0 {
		return
	}
	death := &f.home.Deaths[0]
	if itself := f.home.Itself; death.Died == 0 && itself != household.None {
		death = &f.home.Electors[itself].Death
	}
	f.addOpenDeath(x, death, "liable_may_have_died", "liable_namesake_died")
}

// addOtherDeath adds what it leaves open of the other person of a flag.
func (f *finding) addOtherDeath(x *listing, death household.Death) {
	f.addOpenDeath(x, &death, "may_have_died", "namesake_died")
}

// addOpenDeath adds a death that may be somebody's, or is somebody else's of the name.
func (f *finding) addOpenDeath(x *listing, death *household.Death, possibly, namesake string) {
	switch {
	case death.Found == household.FoundPossibly:
		f.addDeath(x, possibly, death)
	case death.Namesake():
		f.addDeath(x, namesake, death)
	}
}

// addDeath adds a reason that was read from the list of deaths.
func (f *finding) addDeath(x *listing, code string, death *household.Death) {
	f.add(code, death.Mention, death.Died)
	f.rests = append(f.rests, x.Records.Mentions.Entry[death.Mention])
}

// addEstate adds to an account of somebody's executors who died at the dwelling.
func (f *finding) addEstate(x *listing) {
	if x.Records.Accounts.Holder[f.home.Account] != record.HolderEstate {
		return
	}
	if death, found := x.DiedAtHome(&f.home); found {
		f.addDeath(x, "died_at_dwelling", &death)
	}
}
