package match

import (
	"slices"

	"nfimatch/match/kernel"
	"nfimatch/match/weigh"
	"nfimatch/normalize/record"
)

// A comparer finds the levels of pairs of mentions. It only reads the tables,
// so that workers share one.
type comparer struct {
	names    *record.Names
	dates    *record.Dates
	mentions *record.Mentions
	entries  *record.Entries
	cuts     Cuts
	similar  func(a, b record.Code) int // in place of the filters, where set
}

// pattern returns the level of every comparison of two mentions. It does not
// depend on which comes first.
func (c *comparer) pattern(a, b uint32) (pattern weigh.Pattern) {
	m := c.mentions
	surname := c.surname(m.Surname[a], m.Surname[b])
	given, middle := c.given(a, b)
	if surname == surnameDifferent || surname == surnameSome {
		if given != givenExact && given != givenVariant && c.swapped(a, b) {
			surname, given, middle = surnameSwapped, givenSwapped, middleMissing
		}
	}
	pattern[compareSurname], pattern[compareGiven] = surname, given
	pattern[compareMiddle] = middle
	pattern[compareSex] = equality(m.Sex[a], m.Sex[b])
	pattern[compareGeneration] = equality(m.Generation[a], m.Generation[b])
	pattern[compareBirth] = c.birth(m.DOB[a], m.DOB[b])
	pattern[compareNINO] = equality(m.NINO[a], m.NINO[b])
	return pattern
}

// equality compares two values of which 0 is unknown.
func equality[T uint8 | uint32](a, b T) uint8 {
	switch {
	case a == 0 || b == 0:
		return equalMissing
	case a == b:
		return equalYes
	}
	return equalNo
}

func (c *comparer) surname(a, b record.Code) uint8 {
	switch {
	case a == 0 || b == 0:
		return surnameMissing
	case a == b:
		return surnameExact
	case c.related(a, b) || c.sharesHalf(a, b):
		return surnameVariant
	}
	return c.nearness(a, b, surnameNear, surnameSome, surnameDifferent)
}

// nearness sorts the similarity of two different names into three levels.
func (c *comparer) nearness(a, b record.Code, near, some, different uint8) uint8 {
	switch similarity := c.similarity(a, b); {
	case similarity >= c.cuts.Near:
		return near
	case similarity >= c.cuts.Some:
		return some
	}
	return different
}

// similarity tells how alike two different names are, in thousandths.
func (c *comparer) similarity(a, b record.Code) int {
	if c.similar != nil {
		return c.similar(a, b)
	}
	filterA, filterB := (*kernel.Filter)(&c.names.Bits[a]), (*kernel.Filter)(&c.names.Bits[b])
	return kernel.Similarity(kernel.Common(filterA, filterB), int(c.names.Ones[a]),
		int(c.names.Ones[b]))
}

// related tells whether two names share a nickname or spelling class. Classes
// are never merged: SAM is in two, and makes no SAMUEL of a SAMANTHA.
func (c *comparer) related(a, b record.Code) bool {
	return intersects(c.names.Family.Row(int(a)), c.names.Family.Row(int(b)))
}

// sharesHalf tells whether a half of a double-barrelled name is the other name
// or one of its halves.
func (c *comparer) sharesHalf(a, b record.Code) bool {
	halvesA, halvesB := c.names.Halves.Row(int(a)), c.names.Halves.Row(int(b))
	return slices.Contains(halvesA, b) || slices.Contains(halvesB, a) || intersects(halvesA, halvesB)
}

func intersects(a, b []uint32) bool {
	for _, code := range a {
		if slices.Contains(b, code) {
			return true
		}
	}
	return false
}

// given compares the given names by the form of both sides, and the second
// ones where the first were compared with each other.
func (c *comparer) given(a, b uint32) (given, middle uint8) {
	m := c.mentions
	formA, formB := c.form(a), c.form(b)
	middle = c.middle(a, b)
	switch {
	case formA == record.FormNone || formB == record.FormNone:
		return givenMissing, middleMissing
	case formA == record.FormFull && formB == record.FormFull:
		given = c.givenFull(m.Given1[a], m.Given1[b], m.Given2[a], m.Given2[b])
		if given == givenCrossed {
			middle = middleMissing
		}
		return given, middle
	}
	initialA, initialB := c.names.Initial[m.Given1[a]], c.names.Initial[m.Given1[b]]
	both := formA == record.FormInitial && formB == record.FormInitial
	switch {
	case initialA == initialB && both:
		return givenInitials, middle
	case initialA == initialB:
		return givenInitial, middle
	case both:
		return givenInitialsDifferent, middleMissing
	case c.initialCrossed(a, b):
		return givenInitialCrossed, middleMissing
	}
	return givenInitialDifferent, middleMissing
}

// form is the form of the first given name. One that may be cut at a fixed
// width proves no more than its initial.
func (c *comparer) form(mention uint32) uint8 {
	form := c.mentions.Given1Form[mention]
	if form == record.FormFull && c.mentions.Marks[mention]&record.MarkCut != 0 {
		return record.FormInitial
	}
	return form
}

func (c *comparer) givenFull(a, b, secondA, secondB record.Code) uint8 {
	switch {
	case a == b:
		return givenExact
	case c.related(a, b):
		return givenVariant
	}
	level := c.nearness(a, b, givenNear, givenSome, givenDifferent)
	if level != givenNear &&
		(secondA != 0 && c.alike(secondA, b) || secondB != 0 && c.alike(secondB, a)) {
		return givenCrossed
	}
	return level
}

func (c *comparer) alike(a, b record.Code) bool { return a == b || c.related(a, b) }

func (c *comparer) initialCrossed(a, b uint32) bool {
	m := c.mentions
	initial := func(code record.Code) record.Code { return c.names.Initial[code] }
	return m.Given2[a] != 0 && initial(m.Given2[a]) == initial(m.Given1[b]) ||
		m.Given2[b] != 0 && initial(m.Given2[b]) == initial(m.Given1[a])
}

func (c *comparer) middle(a, b uint32) uint8 {
	m := c.mentions
	x, y := m.Given2[a], m.Given2[b]
	switch {
	case x == 0 || y == 0:
		return middleMissing
	case m.Given2Form[a] == record.FormFull && m.Given2Form[b] == record.FormFull:
		if x == y || c.related(x, y) {
			return middleExact
		}
		return c.nearness(x, y, middleNear, middleNear, middleDifferent)
	case c.names.Initial[x] == c.names.Initial[y]:
		return middleInitial
	}
	return middleInitialDifferent
}

// swapped tells whether each side's surname stands among the other's given
// names: exactly, since a swap of misspelt names is not to be told from chance.
func (c *comparer) swapped(a, b uint32) bool {
	return c.surnameAmongGiven(a, b) && c.surnameAmongGiven(b, a)
}

func (c *comparer) surnameAmongGiven(a, b uint32) bool {
	m := c.mentions
	surname := m.Surname[a]
	return surname != 0 && c.names.Letters[surname] > 1 &&
		(surname == m.Given1[b] || surname == m.Given2[b])
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
