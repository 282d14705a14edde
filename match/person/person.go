// Package person compares the names of two mentions over their codes: what two
// surnames, given names and second names have in common, and how like each other
// they are. It decides no level and no weight, so that the model of pairs inside a
// dwelling and that of lists of people sort the same outcomes into levels of their
// own.
package person

import (
	"slices"

	"nfimatch/match/kernel"
	"nfimatch/normalize/record"
)

// An Outcome is what comparing two names came to.
type Outcome uint8

// Outcomes. Of those that are graded, the similarity tells how like each other the
// names are.
const (
	Missing           Outcome = iota
	Exact                     // equal
	Variant                   // a nickname or spelling family, or a half of a double-barrelled name
	Graded                    // two names, more or less alike
	Crossed                   // one side's first given name is the other's second
	Initial                   // a full name and its initial
	InitialCrossed            // the initial is that of the other's second name
	InitialDifferent          //
	Initials                  // two initials, equal
	InitialsDifferent         //
)

// A Comparer compares names of mentions. It only reads the tables, so that workers
// share one.
type Comparer struct {
	Names    *record.Names
	Mentions *record.Mentions
	Near     int // thousandths: two names at least so alike are one with a slip
	// Similarity, where set, tells how alike two names are, in thousandths, instead of
	// their filters. It must be symmetric and safe for concurrent use.
	Similarity func(a, b record.Code) int
}

// Equality compares two values of which 0 is unknown: 0 unknown, 1 equal, 2 different.
func Equality[T uint8 | uint32](a, b T) uint8 {
	switch {
	case a == 0 || b == 0:
		return 0
	case a == b:
		return 1
	}
	return 2
}

// Surname compares the surnames of two mentions. One that may be cut at a fixed width and
// agrees in its first letter only says nothing.
func (c *Comparer) Surname(a, b uint32) (Outcome, int) {
	m := c.Mentions
	x, y := m.Surname[a], m.Surname[b]
	switch {
	case x == 0 || y == 0:
		return Missing, 0
	case x == y:
		return Exact, 0
	case c.Related(x, y) || c.sharesHalf(x, y):
		return Variant, 0
	}
	similarity := c.similarity(x, y)
	if similarity < c.Near && (m.Marks[a]|m.Marks[b])&record.MarkCutSurname != 0 &&
		c.Names.Initial[x] == c.Names.Initial[y] {
		return Missing, 0
	}
	return Graded, similarity
}

// similarity is how alike two names are, in thousandths.
func (c *Comparer) similarity(a, b record.Code) int {
	if c.Similarity != nil {
		return c.Similarity(a, b)
	}
	filterA, filterB := (*kernel.Filter)(&c.Names.Bits[a]), (*kernel.Filter)(&c.Names.Bits[b])
	return kernel.Similarity(kernel.Common(filterA, filterB), int(c.Names.Ones[a]),
		int(c.Names.Ones[b]))
}

// Related tells whether two names share a nickname or spelling class. Classes
// are never merged: SAM is in two, and makes no SAMUEL of a SAMANTHA.
func (c *Comparer) Related(a, b record.Code) bool {
	return intersects(c.Names.Family.Row(int(a)), c.Names.Family.Row(int(b)))
}

// sharesHalf tells whether a half of a double-barrelled name is the other name
// or one of its halves.
func (c *Comparer) sharesHalf(a, b record.Code) bool {
	halvesA, halvesB := c.Names.Halves.Row(int(a)), c.Names.Halves.Row(int(b))
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

// Given compares the first given names of two mentions by the form of both sides.
// It does not depend on which comes first.
func (c *Comparer) Given(a, b uint32) (Outcome, int) {
	m := c.Mentions
	formA, formB := c.form(a), c.form(b)
	switch {
	case formA == record.FormNone || formB == record.FormNone:
		return Missing, 0
	case formA == record.FormFull && formB == record.FormFull && c.Shortened(a, b):
		return Initial, 0
	case formA == record.FormFull && formB == record.FormFull:
		return c.givenFull(m.Given1[a], m.Given1[b], m.Given2[a], m.Given2[b])
	}
	initialA, initialB := c.Names.Initial[m.Given1[a]], c.Names.Initial[m.Given1[b]]
	both := formA == record.FormInitial && formB == record.FormInitial
	switch {
	case initialA == initialB && both:
		return Initials, 0
	case initialA == initialB:
		return Initial, 0
	case both:
		return InitialsDifferent, 0
	case c.initialCrossed(a, b):
		return InitialCrossed, 0
	}
	return InitialDifferent, 0
}

// form is the form of the first given name. One that may be cut at a fixed
// width proves no more than its initial.
func (c *Comparer) form(mention uint32) uint8 {
	form := c.Mentions.Given1Form[mention]
	if form == record.FormFull && c.Mentions.Marks[mention]&record.MarkCut != 0 {
		return record.FormInitial
	}
	return form
}

func (c *Comparer) givenFull(a, b, secondA, secondB record.Code) (Outcome, int) {
	switch {
	case a == b:
		return Exact, 0
	case c.Related(a, b):
		return Variant, 0
	}
	similarity := c.similarity(a, b)
	if similarity < c.Near && (c.isSecond(secondA, b) || c.isSecond(secondB, a)) {
		return Crossed, similarity
	}
	return Graded, similarity
}

func (c *Comparer) alike(a, b record.Code) bool { return a == b || c.Related(a, b) }

func (c *Comparer) initialCrossed(a, b uint32) bool {
	m := c.Mentions
	initial := func(code record.Code) record.Code { return c.Names.Initial[code] }
	return m.Given2[a] != 0 && initial(m.Given2[a]) == initial(m.Given1[b]) ||
		m.Given2[b] != 0 && initial(m.Given2[b]) == initial(m.Given1[a])
}

// Middle compares the second given names. It says something only where the first
// were compared with each other: see [MiddleCounts].
func (c *Comparer) Middle(a, b uint32) (Outcome, int) {
	m := c.Mentions
	x, y := m.Given2[a], m.Given2[b]
	switch {
	case x == 0 || y == 0:
		return Missing, 0
	case m.Given2Form[a] == record.FormFull && m.Given2Form[b] == record.FormFull:
		if c.isSecond(x, y) || c.isSecond(y, x) {
			return Exact, 0
		}
		return Graded, c.similarity(x, y)
	case c.Names.Initial[x] == c.Names.Initial[y]:
		return Initial, 0
	}
	return InitialDifferent, 0
}

// MiddleCounts tells whether second names are compared after a first given name
// came out so: not where the first are unknown, crossed or two other initials.
func MiddleCounts(given Outcome) bool {
	switch given {
	case Exact, Variant, Graded, Initial, Initials:
		return true
	}
	return false
}

// Swapped tells whether each side's surname stands among the other's given
// names: exactly, since a swap of misspelt names is not to be told from chance.
func (c *Comparer) Swapped(a, b uint32) bool {
	return c.surnameAmongGiven(a, b) && c.surnameAmongGiven(b, a)
}

func (c *Comparer) surnameAmongGiven(a, b uint32) bool {
	m := c.Mentions
	surname := m.Surname[a]
	return surname != 0 && c.Names.Letters[surname] > 1 &&
		(surname == m.Given1[b] || surname == m.Given2[b])
}
