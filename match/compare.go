package match

import (
	"nfimatch/match/person"
	"nfimatch/match/weigh"
	"nfimatch/normalize/record"
)

// A comparer finds the levels of pairs of mentions. It only reads the tables,
// so that workers share one.
type comparer struct {
	names    person.Comparer
	dates    *record.Dates
	mentions *record.Mentions
	entries  *record.Entries
	cuts     Cuts
}

// pattern returns the level of every comparison of two mentions. It does not
// depend on which comes first.
func (c *comparer) pattern(a, b uint32) (pattern weigh.Pattern) {
	m := c.mentions
	surname := c.surname(a, b)
	given, middle := c.given(a, b)
	switch {
	case surname == surnameVariant && c.names.Divided(a, b):
		surname, given, middle = surnameExact, givenLacking, middleMissing
	case surname == surnameDifferent || surname == surnameSome:
		surname, given, middle = c.misplaced(a, b, surname, given, middle)
	}
	pattern[compareSurname], pattern[compareGiven] = surname, given
	pattern[compareMiddle] = middle
	pattern[compareSex] = sex(m.Sex[a], m.Sex[b], given)
	pattern[compareGeneration] = person.Equality(m.Generation[a], m.Generation[b])
	pattern[compareBirth] = c.birth(m.DOB[a], m.DOB[b])
	pattern[compareNINO] = person.Equality(m.NINO[a], m.NINO[b])
	return pattern
}

// misplaced looks for two surnames that differ among the given names.
func (c *comparer) misplaced(a, b uint32, surname, given, middle uint8) (uint8, uint8, uint8) {
	turn := person.TurnNone
	if given != givenExact && given != givenVariant {
		turn = c.names.Turned(a, b)
	}
	switch {
	case given == givenLacking && c.names.Lone(a, b):
		return surnameSwapped, givenLone, middleMissing
	case turn == person.TurnWhole:
		return surnameSwapped, givenSwapped, middleMissing
	case turn == person.TurnInitial && givenGroup(given) == givenGroup(givenExact):
		return surnameSwapped, givenTurned, middleMissing
	case turn == person.TurnInitial && givenGroup(given) == givenGroup(givenInitial):
		return surnameSwapped, givenTurnedInitial, middleMissing
	case c.names.Moved(a, b):
		return surnameMoved, given, middleMissing // one of them has the surname there
	}
	return surname, given, middle
}

// sex compares the sexes of two mentions whose given names came out so.
func sex(a, b, given uint8) uint8 {
	level := person.Equality(a, b)
	if level != equalMissing && namesOne(given) {
		level += sexNamed
	}
	return level
}

// namesOne tells whether a given name in full is on both sides, wherever it stands there.
func namesOne(given uint8) bool {
	switch given {
	case givenExact, givenVariant, givenCrossed, givenHalfCrossed, givenSwapped, givenJoined,
		givenTurned, givenTurnedInitial:
		return true
	}
	return false
}

func givenGroup(level uint8) uint8 { return inside[compareGiven].Levels[level].Group }

// surnameLevels and givenLevels are the levels of the outcomes that are not graded.
var (
	surnameLevels = [...]uint8{
		person.Missing: surnameMissing, person.Exact: surnameExact, person.Variant: surnameVariant,
	}
	givenLevels = [...]uint8{
		person.Missing: givenMissing, person.Exact: givenExact, person.Variant: givenVariant,
		person.Crossed: givenCrossed, person.Initial: givenInitial,
		person.InitialCrossed:    givenInitialCrossed,
		person.InitialDifferent:  givenInitialDifferent,
		person.Initials:          givenInitials,
		person.InitialsDifferent: givenInitialsDifferent,
	}
	middleLevels = [...]uint8{
		person.Missing: middleMissing, person.Exact: middleExact, person.Initial: middleInitial,
		person.InitialDifferent: middleInitialDifferent,
	}
)

func (c *comparer) surname(a, b uint32) uint8 {
	outcome, similarity := c.names.Surname(a, b)
	if outcome == person.Graded {
		return c.nearness(similarity, surnameNear, surnameSome, surnameDifferent)
	}
	return surnameLevels[outcome]
}

// nearness sorts the similarity of two different names into three levels.
func (c *comparer) nearness(similarity int, near, some, different uint8) uint8 {
	switch {
	case similarity >= c.cuts.Near:
		return near
	case similarity >= c.cuts.Some:
		return some
	}
	return different
}

// given compares the given names, and the second ones where the first were
// compared with each other.
func (c *comparer) given(a, b uint32) (given, middle uint8) {
	outcome, similarity := c.names.Given(a, b)
	given = givenLevels[outcome]
	switch {
	case outcome == person.Missing && (c.mentions.Given1[a] == 0) != (c.mentions.Given1[b] == 0):
		return givenLacking, middleMissing
	case (outcome == person.Graded || outcome == person.Crossed) && c.names.Joined(a, b):
		return givenJoined, middleMissing
	case outcome == person.Crossed && c.names.HalfCrossed(a, b):
		given = givenHalfCrossed
	case outcome == person.Graded:
		given = c.nearness(similarity, givenNear, givenSome, givenDifferent)
		if given == givenDifferent && c.ofTwoSources(a, b) && c.names.TwoLanguages(a, b) {
			return givenMissing, middleMissing
		}
		if given != givenNear && c.names.CrossedInitial(a, b) {
			return givenCrossedInitial, middleMissing
		}
	}
	if !person.MiddleCounts(outcome) {
		return given, middleMissing
	}
	outcome, similarity = c.names.Middle(a, b)
	if outcome == person.Graded {
		return given, c.nearness(similarity, middleNear, middleNear, middleDifferent)
	}
	return given, middleLevels[outcome]
}

// ofTwoSources tells whether two sources name two mentions. One source has a person's name
// in one language, but for a slip.
func (c *comparer) ofTwoSources(a, b uint32) bool {
	dataset := func(mention uint32) uint8 { return c.entries.Dataset[c.mentions.Entry[mention]] }
	return dataset(a) != dataset(b)
}

// birth compares dates of birth by their parts under the keyed permutation.
func (c *comparer) birth(a, b record.Code) uint8 {
	switch {
	case a == 0 || b == 0:
		return birthMissing
	case a == b:
		return birthExact
	}
	d := c.dates
	equal := 0
	for _, part := range [][]uint16{d.Day, d.Month, d.Year} {
		if part[a] == part[b] {
			equal++
		}
	}
	if equal == 2 {
		return birthNear
	}
	return birthDifferent
}
