package household

import (
	"cmp"

	"nfimatch/extract/retention"
	"nfimatch/match/result"
	"nfimatch/normalize/record"
	"nfimatch/report/ledger"
)

// Answers to "is the liable person on the register at the dwelling".
const (
	FoundNo uint8 = iota
	FoundPossibly
	FoundYes
)

// An Elector is one entry of the register placed at the dwelling itself.
type Elector struct {
	Mention    int            // row of Mentions
	Adult      bool           // alive and adult at the as-of date, as far as any date says
	Registered retention.Date // day the entry was added; 0 not known
	Seen       ledger.Seen    // since when registers show it, where that day is not known
	AdultOn    retention.Date // day of reaching 18; 0 not known
	How        uint8          // result.How…: how the entry came to the dwelling
	Doubt      uint8          // result.Doubt…
	Death      Death          // what the list of deaths says of an adult
}

// A Home is what the sources say of one account: the persons its row names, the
// electors at its dwelling and the claim that belongs to it. Persons are rows of
// Mentions.
type Home struct {
	Account    int    // row of Accounts
	Entry      uint32 // row of Entries
	Dwelling   uint32 // 0: not linked to a dwelling
	Liable     []int  // liable persons of this account, the first one first
	Recorded   []int  // adults recorded on it, not liable
	Electors   []Elector
	Related    bool // the register has an entry at a part or at the building of it
	Claim      int  // row of Claims in payment, or None
	ByClaimRef bool // the claim names the account's reference

	Found  uint8 // whether the liable person is on the register
	Liver  int   // the liable mention that was found, or the first
	Itself int   // position in Electors of the entry that is the liable person, or None
	Others []int // positions in Electors of adults who are somebody else

	Deaths []Death // of each of Liable and then of Recorded; nil without a list of deaths
}

// Household gathers the facts of one account.
func (x *Index) Household(account int) Home {
	entry := x.Records.Accounts.Entry[account]
	home := Home{Account: account, Entry: entry, Dwelling: x.dwellingOf[entry], Claim: None}
	mentions := &x.Records.Mentions
	for m := x.mentionFirst[entry]; m < x.mentionFirst[entry+1]; m++ {
		switch mentions.Role[m] {
		case record.RoleLiable, record.RoleLiable2, record.RoleJoint:
			home.Liable = append(home.Liable, int(m))
		case record.RoleRecorded:
			home.Recorded = append(home.Recorded, int(m))
		}
	}
	x.gatherMembers(&home)
	x.gatherDeaths(&home)
	x.gatherClaim(&home)
	x.findLiable(&home)
	return home
}

// gatherMembers collects the electors at the dwelling. Only an entry whose
// address is the dwelling's own belongs to the household.
func (x *Index) gatherMembers(home *Home) {
	if home.Dwelling == 0 {
		return
	}
	occupants, mentions := &x.Matched.Occupants, &x.Records.Mentions
	for _, o := range x.members[x.memberFirst[home.Dwelling]:x.memberFirst[home.Dwelling+1]] {
		if occupants.Dataset[o] != record.ElectoralRegister {
			continue
		}
		if occupants.Relation[o] != result.RelationSame {
			home.Related = true
			continue
		}
		mention := int(x.mentionOf[o])
		one := Elector{Mention: mention, How: occupants.How[o], Doubt: occupants.Doubt[o],
			Adult: mentions.Age[mention] != record.AgeMinor}
		if row := x.electorOf[mentions.Entry[mention]]; row != None {
			electors := &x.Records.Electors
			one.Registered, one.AdultOn = electors.Registered[row], electors.AdultOn[row]
			if one.Registered == 0 && x.Seen != nil {
				one.Seen = x.Seen[row]
			}
			young := electors.Status[row] == record.ElectorYoungNoDay ||
				one.AdultOn > x.AsOf
			one.Adult = one.Adult && !young
		}
		one.Adult = one.Adult && !x.sameAsMinor(home.Dwelling, mention)
		home.Electors = append(home.Electors, one)
	}
}

// sameAsMinor reports whether another source knows this elector to be under 18:
// the register alone seldom has a date. Of whom a dead child had the name is nothing known.
func (x *Index) sameAsMinor(dwelling uint32, elector int) bool {
	for _, o := range x.members[x.memberFirst[dwelling]:x.memberFirst[dwelling+1]] {
		other := int(x.mentionOf[o])
		if other != elector && x.Matched.Occupants.Dataset[o] != record.Deaths &&
			x.Records.Mentions.Age[other] == record.AgeMinor &&
			x.Decision(dwelling, elector, other) == result.DecisionSame {
			return true
		}
	}
	return false
}

// gatherClaim finds the account's claim in payment: by the reference on the
// claim, else by its dwelling where the claim's reference is no account's.
func (x *Index) gatherClaim(home *Home) {
	claims := &x.Records.Claims
	code := x.Records.Accounts.Account[home.Account]
	if claim, ok := x.claimByAccount[code]; ok && code != 0 {
		home.Claim, home.ByClaimRef = int(claim), true
		return
	}
	if home.Dwelling == 0 {
		return
	}
	occupants := &x.Matched.Occupants
	for _, o := range x.members[x.memberFirst[home.Dwelling]:x.memberFirst[home.Dwelling+1]] {
		claim := x.claimOf[x.Records.Mentions.Entry[x.mentionOf[o]]]
		if claim == None || occupants.Relation[o] != result.RelationSame ||
			x.accountCodes[claims.Account[claim]] ||
			!x.InPayment(claims.From[claim], claims.To[claim]) {
			continue
		}
		if home.Claim == None || claims.From[claim] > claims.From[home.Claim] {
			home.Claim = int(claim)
		}
	}
}

// findLiable decides which elector is the liable person and which adult electors
// are somebody else. An undecided pair makes the liable person possibly found;
// then the best of the undecided stands for them, since somebody else has to
// differ from that one or from the liable person to be a second adult.
func (x *Index) findLiable(home *Home) {
	home.Itself, home.Liver = None, None
	if len(home.Liable) == 0 {
		return
	}
	home.Liver = home.Liable[0]
	for _, liable := range home.Liable {
		found, itself := x.findPerson(home, liable)
		if found > home.Found || found == home.Found && found != FoundNo &&
			home.Electors[itself].Registered < home.Electors[home.Itself].Registered {
			home.Found, home.Liver, home.Itself = found, liable, itself
		}
	}
	for i, one := range home.Electors {
		if one.Adult && i != home.Itself && x.somebodyElse(home, one.Mention) {
			home.Others = append(home.Others, i)
		}
	}
}

// findPerson says whether a person of the account is among the adult electors,
// and which is the likeliest; of two that are alike, such as J and J with one
// surname, the one who registered first.
func (x *Index) findPerson(home *Home, person int) (found uint8, position int) {
	position = None
	best := int32(0)
	for i, one := range home.Electors {
		answer := FoundNo
		switch x.Decision(home.Dwelling, person, one.Mention) {
		case result.DecisionSame:
			answer = FoundYes
		case result.DecisionUnsure:
			answer = FoundPossibly
		}
		weight := x.weightOfPair(home.Dwelling, person, one.Mention)
		if one.Adult && answer != FoundNo &&
			(answer > found || answer == found && weight > best ||
				answer == found && weight == best &&
					one.Registered < home.Electors[position].Registered) {
			found, position, best = answer, i, weight
		}
	}
	return found, position
}

// somebodyElse reports whether an elector is shown not to be the liable person.
func (x *Index) somebodyElse(home *Home, mention int) bool {
	switch x.Decision(home.Dwelling, home.Liver, mention) {
	case result.DecisionDifferent:
		return true
	case result.DecisionSame:
		return false
	}
	return home.Itself != None && result.DecisionDifferent ==
		x.Decision(home.Dwelling, home.Electors[home.Itself].Mention, mention)
}

// RecordedWithDisregard says whether an elector is a person the account records
// with a disregard, such as a student: one of the Found answers.
func (x *Index) RecordedWithDisregard(home *Home, mention int) (found uint8) {
	for _, person := range home.Recorded {
		if x.Records.Mentions.Marks[person]&record.MarkDisregard == 0 {
			continue
		}
		switch x.Decision(home.Dwelling, person, mention) {
		case result.DecisionSame:
			return FoundYes
		case result.DecisionUnsure:
			found = FoundPossibly
		}
	}
	return found
}

// OnRegister reports whether a person of the account is surely an adult elector
// at the dwelling.
func (x *Index) OnRegister(home *Home, person int) bool {
	found, _ := x.findPerson(home, person)
	return found == FoundYes
}

// DwellingRow returns the row of Dwellings, or None.
func (home *Home) DwellingRow() int { return int(home.Dwelling) - 1 }

// MentionWithRole returns the claim's first mention with a role, or None.
func (x *Index) MentionWithRole(claim int, role uint8) int {
	entry := x.Records.Claims.Entry[claim]
	for m := x.mentionFirst[entry]; m < x.mentionFirst[entry+1]; m++ {
		if x.Records.Mentions.Role[m] == role {
			return int(m)
		}
	}
	return None
}

// Agreed reports whether an elector's address was shown to be the dwelling's
// own, flat included: by UPRN that the address does not contradict, by the whole
// address, or by its identifiers and words, and without a doubt.
func (one *Elector) Agreed() bool { return agreed(one.How, one.Doubt) }

func agreed(how, doubt uint8) bool {
	switch how {
	case result.HowAccount, result.HowUPRN, result.HowExact, result.HowWords:
		return doubt == 0
	}
	return false
}

// Similar reports whether an elector's address is merely like the dwelling's: a slip was
// repaired, its UPRN is another dwelling's, or it has a building's name that the account
// lacks. Nothing is listed on such an entry, which may be the neighbour's.
func (one *Elector) Similar() bool {
	return one.How == result.HowFuzzy || one.Doubt&(result.DoubtUPRN|result.DoubtNotBuilding) != 0
}

// AdultsAt returns the counts of the account's dwelling; of an account without
// one, the adults that its own row names.
func (x *Index) AdultsAt(home *Home) (listed, least, most uint16) {
	if row := home.DwellingRow(); row >= 0 {
		d := &x.Matched.Dwellings
		return d.ElectorsListed[row], d.AdultsLeast[row], d.AdultsMost[row]
	}
	named := uint16(len(home.Liable) + len(home.Recorded))
	return 0, min(1, named), named
}

// TermsOf returns the strictest terms of everything the flags of an account rest
// on: its own rows, all entries at its dwelling, and its claim, which may have
// been joined by reference from elsewhere.
func (x *Index) TermsOf(home *Home) retention.TermsID {
	register, entries := x.Records.Terms, &x.Records.Entries
	terms := retention.TermsID(entries.Terms[home.Entry])
	if home.Claim != None {
		claim := x.Records.Claims.Entry[home.Claim]
		terms = register.StrictestOf(terms, retention.TermsID(entries.Terms[claim]))
	}
	if home.Dwelling == 0 {
		return terms
	}
	occupants := &x.Matched.Occupants
	for _, o := range x.members[x.memberFirst[home.Dwelling]:x.memberFirst[home.Dwelling+1]] {
		if occupants.Relation[o] == result.RelationSame ||
			occupants.Dataset[o] == record.CouncilTax {
			entry := x.Records.Mentions.Entry[x.mentionOf[o]]
			terms = register.StrictestOf(terms, retention.TermsID(entries.Terms[entry]))
		}
	}
	return terms
}

// Neighbours reports whether other accounts are at the dwelling: whose elector one is
// cannot be said there.
func (x *Index) Neighbours(home *Home) bool {
	row := home.DwellingRow()
	return row >= 0 && x.Matched.Dwellings.Accounts[row] > 1
}

// Since returns the day of an elector's registration or, where that is not known, the day
// by which a register showed the entry; 0 where neither is.
func (one *Elector) Since() retention.Date { return cmp.Or(one.Registered, one.Seen.First) }
