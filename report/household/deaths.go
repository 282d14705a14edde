package household

import (
	"cmp"
	"slices"
	"sort"

	"nfimatch/extract/retention"
	"nfimatch/match/result"
	"nfimatch/normalize/record"
)

// A Death is what the list of deaths says of somebody whom another file names. The zero
// Death is none.
type Death struct {
	Found   uint8 // FoundYes, FoundPossibly: whether it is theirs; FoundNo with a Died is not
	Mention int   // row of Mentions: of the list
	Died    retention.Date
}

// Namesake reports whether somebody of the name died, who was somebody else: the person
// has been known to live since, or was born on another day.
func (d *Death) Namesake() bool { return d.Died != 0 && d.Found == FoundNo }

// Sure reports whether the person has died.
func (d *Death) Sure() bool { return d.Found == FoundYes }

// deaths finds people on the list of deaths.
type deaths struct {
	of     []int32  // [entries] row of Deaths, or None; nil without such a list
	named  []uint32 // mentions of the list with a full name, by surname and given name
	rarest uint64   // millionths of a namesake below which a name tells who somebody is
}

// SearchDeaths makes the households say who of them has died. A full name tells who
// somebody is at another address where fewer than rarerMillionths of a namesake are to be
// expected among the electors. SearchElsewhere must have counted the names.
// O(n log n) over the list.
func (x *Index) SearchDeaths(rarerMillionths uint64) {
	mentions, d := &x.Records.Mentions, &x.deaths
	d.rarest = rarerMillionths
	d.of = filled(x.Records.Entries.Len())
	for i, entry := range x.Records.Deaths.Entry {
		d.of[entry] = int32(i)
		for m := x.mentionFirst[entry]; m < x.mentionFirst[entry+1]; m++ {
			if mentions.Surname[m] != 0 && mentions.Given1Form[m] == record.FormFull {
				d.named = append(d.named, m)
			}
		}
	}
	slices.SortFunc(d.named, func(a, b uint32) int {
		return cmp.Or(x.compareNames(a, b), cmp.Compare(a, b))
	})
}

// compareNames compares the surnames and given names of two mentions by their codes,
// which only gathers equal ones.
func (x *Index) compareNames(a, b uint32) int {
	m := &x.Records.Mentions
	return cmp.Or(cmp.Compare(m.Surname[a], m.Surname[b]), cmp.Compare(m.Given1[a], m.Given1[b]))
}

// died returns the day that an entry of the list says, 0 for another entry.
func (d *deaths) died(records *record.Tables, entry uint32) retention.Date {
	if d.of == nil || d.of[entry] == None {
		return 0
	}
	return records.Deaths.Died[d.of[entry]]
}

// gatherDeaths says of the account's persons and of the electors who of them has died.
func (x *Index) gatherDeaths(home *Home) {
	if x.deaths.of == nil {
		return
	}
	for i := range home.Electors {
		one := &home.Electors[i]
		if one.Adult {
			one.Death = x.deathOf(home, one.Mention, one.Agreed())
			one.Adult = !one.Death.Sure()
		}
	}
	for _, person := range slices.Concat(home.Liable, home.Recorded) {
		death := x.deathOf(home, person, true)
		if death.Found == FoundPossibly && x.entryDied(home, person, death.Mention) {
			death.Found = FoundYes
		}
		home.Deaths = append(home.Deaths, death)
	}
}

// entryDied reports whether a person of the account, who may be the dead, is on the register
// by nobody else's entry than one that surely is the dead's: J SMITH of the account is JOHN
// SMITH who has died, where the register has no other.
func (x *Index) entryDied(home *Home, person, dead int) bool {
	died := false
	for i := range home.Electors {
		one := &home.Electors[i]
		different := x.Decision(home.Dwelling, person, one.Mention) == result.DecisionDifferent
		switch {
		case one.Adult && !different:
			return false
		case one.Death.Sure() && one.Death.Mention == dead && !different:
			died = true
		}
	}
	return died && !x.awardedAfter(home, person, x.deathFound(dead).Died) &&
		!x.bornOtherwise(person, dead)
}

// DeathOf returns what the list of deaths says of a person of the account or the claimant's
// partner: of an elector the household itself says so.
func (x *Index) DeathOf(home *Home, person int) Death {
	for i, known := range slices.Concat(home.Liable, home.Recorded) {
		if known == person && i < len(home.Deaths) {
			return home.Deaths[i]
		}
	}
	if x.deaths.of == nil {
		return Death{}
	}
	return x.deathOf(home, person, x.residence(person) == home.Dwelling)
}

// deathOf returns the death that says most of a mention: one at the dwelling before one
// elsewhere, a sure one before a possible one, and that before one of a namesake; of equal
// ones the first on the list. Where the mention is at the dwelling is agreed or in doubt.
func (x *Index) deathOf(home *Home, mention int, agreed bool) (best Death) {
	better := func(death Death) {
		if death.Died != 0 && (best.Died == 0 || death.Found > best.Found) {
			best = death
		}
	}
	if home.Dwelling != 0 {
		for _, o := range x.members[x.memberFirst[home.Dwelling]:x.memberFirst[home.Dwelling+1]] {
			if x.Matched.Occupants.Dataset[o] == record.Deaths &&
				x.Matched.Occupants.Relation[o] == result.RelationSame {
				better(x.deathHere(home, mention, int(x.mentionOf[o]), agreed))
			}
		}
	}
	if best.Died == 0 {
		for _, dead := range x.sameName(mention) {
			better(x.deathElsewhere(home, mention, dead))
		}
	}
	return best
}

// deathHere says whether somebody who died at the dwelling is a mention there. It is sure
// where the names were decided to be one person's and say nothing against it, both
// addresses agree, and nobody else whom a file names there could be the dead: father and son
// of one name are told apart by a date of birth or not at all.
func (x *Index) deathHere(home *Home, mention, dead int, agreed bool) Death {
	death, theirs := x.deathFound(dead), x.ofPerson(home, mention)
	same := x.Decision(home.Dwelling, mention, dead) == result.DecisionSame
	switch {
	case !same && !x.mayBe(home, mention, dead):
		return Death{}
	case x.bornAlike(mention, dead):
		death.Found = x.bornAlikeFound(home, mention, death.Died)
	case slices.ContainsFunc(theirs, func(m int) bool { return x.bornApart(m, dead) }),
		x.knownAfter(theirs, death.Died):
		return death
	case !same && x.awardedAfter(home, mention, death.Died):
		return Death{}
	case !same || !agreed || !x.agreedAt(dead) || !x.nobodyElse(home, theirs, dead) ||
		x.awardedAfter(home, mention, death.Died):
		death.Found = FoundPossibly
	default:
		death.Found = FoundYes
	}
	return death
}

// bornAlikeFound says whether somebody who has the name and the date of birth of the dead
// is the dead: surely, unless something in their name came after the day.
func (x *Index) bornAlikeFound(home *Home, mention int, day retention.Date) uint8 {
	if x.madeAfter(mention, day) || x.awardedAfter(home, mention, day) {
		return FoundPossibly
	}
	return FoundYes
}

func (x *Index) deathFound(dead int) Death {
	return Death{Mention: dead,
		Died: x.deaths.died(x.Records, x.Records.Mentions.Entry[dead])}
}

// nobodyElse reports whether who has died can be nobody but a person, of whom these are the
// mentions: no file has a rival, and nothing in the names tells two apart. Who is called
// junior has somebody of the name who is not, and many a son is called by what is his
// father's second name.
func (x *Index) nobodyElse(home *Home, theirs []int, dead int) bool {
	generations, generation := x.Records.Mentions.Generation, uint8(0)
	for _, m := range theirs {
		if !x.alike(m, dead) || x.bySecondName(m, dead) || x.rivals(home, m, dead) {
			return false
		}
		generation = max(generation, generations[m])
	}
	return generation == generations[dead]
}

// bySecondName reports whether one of two mentions is called by what is the other's second
// name alone.
func (x *Index) bySecondName(a, b int) bool {
	m := &x.Records.Mentions
	return m.Given1[a] != m.Given1[b] && (m.Given1[a] != 0 && m.Given1[a] == m.Given2[b] ||
		m.Given1[b] != 0 && m.Given1[b] == m.Given2[a])
}

// mayBe reports whether a mention, not decided to be the dead, is as likely so as not.
func (x *Index) mayBe(home *Home, mention, dead int) bool {
	row := x.pair(home.Dwelling, mention, dead)
	return row != None && x.Matched.Pairs.Decision[row] == result.DecisionUnsure &&
		x.Matched.Pairs.WeightMillibits[row] >= 0
}

// rivals reports whether the file that names a mention names somebody else at the dwelling,
// or the same name once more, who could be the dead as well.
func (x *Index) rivals(home *Home, mention, dead int) bool {
	occupants := &x.Matched.Occupants
	dataset := occupants.Dataset[x.occupantOf[mention]]
	for _, o := range x.members[x.memberFirst[home.Dwelling]:x.memberFirst[home.Dwelling+1]] {
		other := int(x.mentionOf[o])
		if other == mention || occupants.Dataset[o] != dataset || x.bornApart(other, dead) {
			continue
		}
		if x.Decision(home.Dwelling, other, dead) == result.DecisionSame ||
			x.mayBe(home, other, dead) {
			return true
		}
	}
	return false
}

// agreedAt reports whether a mention's address was shown to be its dwelling's own.
func (x *Index) agreedAt(mention int) bool {
	o := x.occupantOf[mention]
	return o != None && agreed(x.Matched.Occupants.How[o], x.Matched.Occupants.Doubt[o])
}

func (x *Index) bornAlike(a, b int) bool {
	births := x.Records.Mentions.DOB
	return births[a] != 0 && births[a] == births[b]
}

func (x *Index) bornOtherwise(a, b int) bool {
	births := x.Records.Mentions.DOB
	return births[a] != 0 && births[b] != 0 && births[a] != births[b]
}

// bornApart reports whether two dates of birth are of two people: more than one of day,
// month and year differ, which is more than a slip. A dead child is none of the adults who
// are looked for.
func (x *Index) bornApart(mention, dead int) bool {
	if ages := x.Records.Mentions.Age; ages[dead] == record.AgeMinor &&
		ages[mention] != record.AgeMinor {
		return true
	}
	if !x.bornOtherwise(mention, dead) {
		return false
	}
	births, d, equal := x.Records.Mentions.DOB, &x.Records.Dates, 0
	for _, part := range [][]uint16{d.Day, d.Month, d.Year} {
		if part[births[mention]] == part[births[dead]] {
			equal++
		}
	}
	return equal < 2
}

// ofPerson returns a mention and those at the dwelling that were decided to be the same
// person, but not who has died.
func (x *Index) ofPerson(home *Home, mention int) []int {
	theirs := []int{mention}
	if home.Dwelling == 0 {
		return theirs
	}
	for _, o := range x.members[x.memberFirst[home.Dwelling]:x.memberFirst[home.Dwelling+1]] {
		other := int(x.mentionOf[o])
		if other != mention && x.Matched.Occupants.Dataset[o] != record.Deaths &&
			!x.bornOtherwise(mention, other) &&
			x.Decision(home.Dwelling, mention, other) == result.DecisionSame {
			theirs = append(theirs, other)
		}
	}
	return theirs
}

// knownAfter reports whether a person, of whom these are the mentions, was known to live
// after a day: an entry of theirs was made, their account began, or a claim in their name
// did.
func (x *Index) knownAfter(theirs []int, day retention.Date) bool {
	return slices.ContainsFunc(theirs, func(m int) bool { return x.madeAfter(m, day) })
}

// madeAfter reports whether what names a mention was made after a day.
func (x *Index) madeAfter(mention int, day retention.Date) bool {
	entry := x.Records.Mentions.Entry[mention]
	switch x.Records.Mentions.Role[mention] {
	case record.RoleLiable, record.RoleLiable2, record.RoleJoint, record.RoleRecorded:
		return x.Records.Accounts.Since[x.accountOf[entry]] > day
	case record.RoleElector:
		elector := x.electorOf[entry]
		if added := x.Records.Electors.Registered[elector]; added != 0 || x.Seen == nil {
			return added > day
		}
		return x.Seen[elector].After >= day && !x.Seen[elector].Renamed
	case record.RoleClaimant, record.RolePartner, record.RoleNondependant:
		return x.Records.Claims.From[x.claimOf[entry]] > day
	}
	return false
}

// awardedAfter reports whether a discount was given since a day of death to a mention's
// person, as whom the account names first: somebody lived then who told of living alone, and
// who often is alone since that day. Where the names leave it open, the first person is the
// only elector who could be.
func (x *Index) awardedAfter(home *Home, mention int, day retention.Date) bool {
	if len(home.Liable) == 0 || x.Records.Accounts.From[home.Account] < day {
		return false
	}
	first := home.Liable[0]
	switch {
	case mention == first:
		return true
	case home.Dwelling == 0:
		return false
	}
	decision := x.Decision(home.Dwelling, mention, first)
	return decision == result.DecisionSame || decision == result.DecisionUnsure &&
		!slices.ContainsFunc(home.Electors, func(one Elector) bool {
			return one.Mention != mention &&
				x.Decision(home.Dwelling, one.Mention, first) != result.DecisionDifferent
		})
}

// sameName returns those on the list of deaths who have a mention's full name.
func (x *Index) sameName(mention int) (found []int) {
	mentions, named := &x.Records.Mentions, x.deaths.named
	if mentions.Surname[mention] == 0 || mentions.Given1Form[mention] != record.FormFull {
		return nil
	}
	first := sort.Search(len(named), func(i int) bool {
		return x.compareNames(uint32(mention), named[i]) <= 0
	})
	for i := first; i < len(named) && x.compareNames(uint32(mention), named[i]) == 0; i++ {
		found = append(found, int(named[i]))
	}
	if len(found) > namesakesMax {
		return nil
	}
	return found
}

// deathElsewhere says whether somebody on the list who did not die at the dwelling is a
// mention: surely by the date of birth, whatever the last address. Possibly by a full name so
// rare that it tells who somebody is, if the last address is at no dwelling of the council,
// such as a hospital's, and nobody has the name at another.
func (x *Index) deathElsewhere(home *Home, mention, dead int) Death {
	death, there := x.deathFound(dead), x.residence(dead)
	if there != 0 && there == home.Dwelling || !x.alike(mention, dead) || x.bornApart(mention, dead) {
		return Death{}
	}
	group := x.elsewhere.group(&x.Records.Mentions, mention)
	rare := there == 0 && len(group) <= namesakesMax && !x.livesElsewhere(home, mention, group) &&
		x.elsewhere.namesakes(&x.Records.Mentions, mention, dead, len(group)) < x.deaths.rarest
	switch {
	case x.bornAlike(mention, dead):
		death.Found = x.bornAlikeFound(home, mention, death.Died)
	case !rare:
		return Death{}
	case !x.knownAfter(x.ofPerson(home, mention), death.Died):
		death.Found = FoundPossibly
	}
	return death
}

// livesElsewhere reports whether another dwelling has somebody of a mention's name.
func (x *Index) livesElsewhere(home *Home, mention int, group []uint32) bool {
	return slices.ContainsFunc(group, func(m uint32) bool {
		return x.residence(int(m)) != home.Dwelling && x.alike(mention, int(m))
	})
}

// DiedAtHome returns the first person on the list of deaths whose last address was the
// dwelling, whatever the name; none without one.
func (x *Index) DiedAtHome(home *Home) (death Death, found bool) {
	if x.deaths.of == nil || home.Dwelling == 0 {
		return Death{}, false
	}
	for _, o := range x.members[x.memberFirst[home.Dwelling]:x.memberFirst[home.Dwelling+1]] {
		if dead := int(x.mentionOf[o]); x.Matched.Occupants.Dataset[o] == record.Deaths &&
			x.agreedAt(dead) {
			return x.deathFound(dead), true
		}
	}
	return Death{}, false
}
