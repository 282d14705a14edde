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
	surname := c.surname(m.Surname[a], m.Surname[b])
	given, middle := c.given(a, b)
	if surname == surnameDifferent || surname == surnameSome {
		if given != givenExact && given != givenVariant && c.names.Swapped(a, b) {
			surname, given, middle = surnameSwapped, givenSwapped, middleMissing
		}
	}
	pattern[compareSurname], pattern[compareGiven] = surname, given
	pattern[compareMiddle] = middle
	pattern[compareSex] = person.Equality(m.Sex[a], m.Sex[b])
	pattern[compareGeneration] = person.Equality(m.Generation[a], m.Generation[b])
	pattern[compareBirth] = c.birth(m.DOB[a], m.DOB[b])
	pattern[compareNINO] = person.Equality(m.NINO[a], m.NINO[b])
	return pattern
}

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

func (c *comparer) surname(a, b record.Code) uint8 {
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
	if outcome == person.Graded {
		given = c.nearness(similarity, givenNear, givenSome, givenDifferent)
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
