package report

import (
	"nfimatch/extract/retention"
	"nfimatch/match/result"
	"nfimatch/normalize/record"
)

// Answers to "is the liable person on the register at the dwelling".
const (
	foundNo uint8 = iota
	foundPossibly
	foundYes
)

// An elector is one entry of the register placed at the dwelling itself.
type elector struct {
	mention    int
	adult      bool // at the as-of date, by the register's own date where it has one
	registered retention.Date
	adultOn    retention.Date
	how        uint8
	doubt      uint8
}

// A household is what the sources say of one account: the persons its row names,
// the electors at its dwelling and the claim that belongs to it. Persons are rows
// of Mentions.
type household struct {
	account    int    // row of Accounts
	entry      uint32 // row of Entries
	dwelling   uint32 // 0: not linked to a dwelling
	liable     []int  // liable persons of this account, the first one first
	recorded   []int  // adults recorded on it, not liable
	electors   []elector
	related    bool // the register has an entry at a part or at the building of it
	claim      int  // row of Claims in payment, or none
	byClaimRef bool // the claim names the account's reference

	found  uint8 // whether the liable person is on the register
	liver  int   // the liable mention that was found, or the first
	itself int   // position in electors of the entry that is the liable person, or none
	others []int // positions in electors of adults who are somebody else
}

// household gathers the facts of one account.
func (x *index) household(account int) household {
	entry := x.records.Accounts.Entry[account]
	home := household{account: account, entry: entry, dwelling: x.dwellingOf[entry], claim: none}
	mentions := &x.records.Mentions
	for m := x.mentionFirst[entry]; m < x.mentionFirst[entry+1]; m++ {
		switch mentions.Role[m] {
		case record.RoleLiable, record.RoleLiable2, record.RoleJoint:
			home.liable = append(home.liable, int(m))
		case record.RoleRecorded:
			home.recorded = append(home.recorded, int(m))
		}
	}
	x.gatherMembers(&home)
	x.gatherClaim(&home)
	x.findLiable(&home)
	return home
}

// gatherMembers collects the electors at the dwelling. Only an entry whose
// address is the dwelling's own belongs to the household.
func (x *index) gatherMembers(home *household) {
	if home.dwelling == 0 {
		return
	}
	occupants, mentions := &x.matched.Occupants, &x.records.Mentions
	for _, o := range x.members[x.memberFirst[home.dwelling]:x.memberFirst[home.dwelling+1]] {
		if occupants.Dataset[o] != record.ElectoralRegister {
			continue
		}
		if occupants.Relation[o] != result.RelationSame {
			home.related = true
			continue
		}
		mention := int(x.mentionOf[o])
		one := elector{mention: mention, how: occupants.How[o], doubt: occupants.Doubt[o],
			adult: mentions.Age[mention] != record.AgeMinor}
		if row := x.electorOf[mentions.Entry[mention]]; row != none {
			electors := &x.records.Electors
			one.registered, one.adultOn = electors.Registered[row], electors.AdultOn[row]
			young := electors.Status[row] == record.ElectorYoungNoDay ||
				one.adultOn > x.options.AsOf
			one.adult = one.adult && !young
		}
		one.adult = one.adult && !x.sameAsMinor(home.dwelling, mention)
		home.electors = append(home.electors, one)
	}
}

// sameAsMinor reports whether another source knows this elector to be under 18:
// the register alone seldom has a date.
func (x *index) sameAsMinor(dwelling uint32, elector int) bool {
	for _, o := range x.members[x.memberFirst[dwelling]:x.memberFirst[dwelling+1]] {
		other := int(x.mentionOf[o])
		if other != elector && x.records.Mentions.Age[other] == record.AgeMinor &&
			x.decision(dwelling, elector, other) == result.DecisionSame {
			return true
		}
	}
	return false
}

// gatherClaim finds the account's claim in payment: by the reference on the
// claim, else by its dwelling where the claim's reference is no account's.
func (x *index) gatherClaim(home *household) {
	claims := &x.records.Claims
	code := x.records.Accounts.Account[home.account]
	if claim, ok := x.claimByAccount[code]; ok && code != 0 {
		home.claim, home.byClaimRef = int(claim), true
		return
	}
	if home.dwelling == 0 {
		return
	}
	occupants := &x.matched.Occupants
	for _, o := range x.members[x.memberFirst[home.dwelling]:x.memberFirst[home.dwelling+1]] {
		claim := x.claimOf[x.records.Mentions.Entry[x.mentionOf[o]]]
		if claim == none || occupants.Relation[o] != result.RelationSame ||
			x.accountCodes[claims.Account[claim]] ||
			!x.inPayment(claims.From[claim], claims.To[claim]) {
			continue
		}
		if home.claim == none || claims.From[claim] > claims.From[home.claim] {
			home.claim = int(claim)
		}
	}
}

// findLiable decides which elector is the liable person and which adult electors
// are somebody else. An undecided pair makes the liable person possibly found;
// then the best of the undecided stands for them, since somebody else has to
// differ from that one or from the liable person to be a second adult.
func (x *index) findLiable(home *household) {
	home.itself, home.liver = none, none
	if len(home.liable) == 0 {
		return
	}
	home.liver = home.liable[0]
	for _, liable := range home.liable {
		found, itself := x.findPerson(home, liable)
		if found > home.found || found == home.found && found != foundNo &&
			home.electors[itself].registered < home.electors[home.itself].registered {
			home.found, home.liver, home.itself = found, liable, itself
		}
	}
	for i, one := range home.electors {
		if one.adult && i != home.itself && x.somebodyElse(home, one.mention) {
			home.others = append(home.others, i)
		}
	}
}

// findPerson says whether a person of the account is among the adult electors,
// and which is the likeliest; of two that are alike, such as J and J with one
// surname, the one who registered first.
func (x *index) findPerson(home *household, person int) (found uint8, position int) {
	position = none
	best := int32(0)
	for i, one := range home.electors {
		answer := foundNo
		switch x.decision(home.dwelling, person, one.mention) {
		case result.DecisionSame:
			answer = foundYes
		case result.DecisionUnsure:
			answer = foundPossibly
		}
		weight := x.weightOfPair(home.dwelling, person, one.mention)
		if one.adult && answer != foundNo &&
			(answer > found || answer == found && weight > best ||
				answer == found && weight == best &&
					one.registered < home.electors[position].registered) {
			found, position, best = answer, i, weight
		}
	}
	return found, position
}

// somebodyElse reports whether an elector is shown not to be the liable person.
func (x *index) somebodyElse(home *household, mention int) bool {
	switch x.decision(home.dwelling, home.liver, mention) {
	case result.DecisionDifferent:
		return true
	case result.DecisionSame:
		return false
	}
	return home.itself != none && result.DecisionDifferent ==
		x.decision(home.dwelling, home.electors[home.itself].mention, mention)
}

// recordedWithDisregard says whether an elector is a person the account records
// with a disregard, such as a student: one of the found answers.
func (x *index) recordedWithDisregard(home *household, mention int) (found uint8) {
	for _, person := range home.recorded {
		if x.records.Mentions.Marks[person]&record.MarkDisregard == 0 {
			continue
		}
		switch x.decision(home.dwelling, person, mention) {
		case result.DecisionSame:
			return foundYes
		case result.DecisionUnsure:
			found = foundPossibly
		}
	}
	return found
}

// onRegister reports whether a person of the account is surely an adult elector
// at the dwelling.
func (x *index) onRegister(home *household, person int) bool {
	found, _ := x.findPerson(home, person)
	return found == foundYes
}

// dwellingRow returns the row of Dwellings, or none.
func (home *household) dwellingRow() int { return int(home.dwelling) - 1 }
