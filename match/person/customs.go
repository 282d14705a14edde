package person

import (
	"slices"

	"nfimatch/match/kernel"
	"nfimatch/normalize/record"
)

// Joined tells whether the first two given names of one mention, run together, are the
// first of the other: WAI MAN and WAIMAN. It asks the filters, since no table holds the
// joined name: as many letters, the same beginning, and nearly all bigrams in common.
func (c *Comparer) Joined(a, b uint32) bool {
	m := c.Mentions
	return c.joins(m.Given1[a], m.Given2[a], m.Given1[b]) ||
		c.joins(m.Given1[b], m.Given2[b], m.Given1[a])
}

func (c *Comparer) joins(first, second, whole record.Code) bool {
	n := c.Names
	if !c.isWord(first) || !c.isWord(second) || !c.isWord(whole) ||
		n.Initial[first] != n.Initial[whole] ||
		int(n.Letters[first])+int(n.Letters[second]) != int(n.Letters[whole]) {
		return false
	}
	var both kernel.Filter
	for w := range both {
		both[w] = n.Bits[first][w] | n.Bits[second][w]
	}
	other := (*kernel.Filter)(&n.Bits[whole])
	return kernel.Similarity(kernel.Common(&both, other), ones(&both), int(n.Ones[whole])) >= c.Near
}

func ones(filter *kernel.Filter) int { return kernel.Common(filter, filter) }

// HalfCrossed tells, of given names that are crossed, whether the other two conflict: not
// RAHUL NILESH and NILESH RAHUL, nor RAHUL NILESH and NILESH, but RAHUL NILESH and NILESH
// BHARAT, who are a son and his father where sons bear the father's name second. Nor VICTORIA
// WAI YIN and WAI YIN, of which the last name is not kept: it may be the other's second.
func (c *Comparer) HalfCrossed(a, b uint32) bool {
	m := c.Mentions
	if m.Given2[a] == 0 || m.Given2[b] == 0 {
		return false
	}
	return !c.crosses(a, b) && !c.crosses(b, a)
}

// crosses tells whether the second name of one is the first of the other, and the other
// two may be one name, or the last of the other is one that is not kept.
func (c *Comparer) crosses(a, b uint32) bool {
	m := c.Mentions
	first, last := m.Given1[a], m.Given2[b]
	switch {
	case !c.alike(m.Given2[a], m.Given1[b]):
		return false
	case m.Marks[a]&record.MarkMoreNames != 0:
		return true
	case c.isWord(first) && c.isWord(last):
		return c.alike(first, last) || c.similarity(first, last) >= c.Near
	}
	return c.Names.Initial[first] == c.Names.Initial[last]
}

// CrossedInitial tells whether the second name of one mention is an initial that the first
// of the other fits, and nothing beside them conflicts: JONATHAN S and SHAUN, where
// somebody is known by the second name, or KIM T and THU K.
func (c *Comparer) CrossedInitial(a, b uint32) bool {
	m := c.Mentions
	return c.crossesInitial(m.Given1[a], m.Given2[a], m.Given1[b], m.Given2[b]) ||
		c.crossesInitial(m.Given1[b], m.Given2[b], m.Given1[a], m.Given2[a])
}

func (c *Comparer) crossesInitial(firstA, secondA, firstB, secondB record.Code) bool {
	initial := c.Names.Initial
	return secondA != 0 && !c.isWord(secondA) && initial[secondA] == initial[firstB] &&
		(secondB == 0 || !c.isWord(secondB) && initial[secondB] == initial[firstA])
}

// isWord tells whether there is a name and it is more than an initial.
func (c *Comparer) isWord(name record.Code) bool { return name != 0 && c.Names.Letters[name] > 1 }

// holds tells whether the surname of one mention is a given name of another, perhaps in
// another spelling, as a half, or with its syllables run together or apart.
func (c *Comparer) holds(a, b uint32) bool {
	m := c.Mentions
	surname, first, second := m.Surname[a], m.Given1[b], m.Given2[b]
	if !c.isWord(surname) || first == 0 {
		return false
	}
	if surname == first || surname == second || c.joins(first, second, surname) {
		return true
	}
	halves := c.Names.Halves.Row(int(surname))
	return slices.Contains(halves, first) || c.isWord(first) && c.Related(surname, first) ||
		len(halves) == 2 && c.joins(halves[0], halves[1], first)
}

// Divided tells whether the surname and the given name of one mention are the halves of
// the other's surname, which was read as a whole name: COSTA FERREIRA, where no given name
// is written.
func (c *Comparer) Divided(a, b uint32) bool { return c.divided(a, b) || c.divided(b, a) }

func (c *Comparer) divided(a, b uint32) bool {
	m := c.Mentions
	halves := c.Names.Halves.Row(int(m.Surname[b]))
	return m.Surname[a] != m.Given1[a] && slices.Contains(halves, m.Surname[a]) &&
		slices.Contains(halves, m.Given1[a])
}

// A Turn tells whether surname and given name stand in each other's place.
type Turn uint8

// Turns.
const (
	TurnNone    Turn = iota
	TurnWhole        // both names, one of them perhaps with a slip
	TurnInitial      // one name, and an initial that the other fits
)

// Turned tells whether each side's surname stands among the other's given names, one of
// them at least without a slip: a swap of two misspelt names is not to be told from chance.
// A family name that is written first turns so, and so does the Tamil custom of putting the
// father's initial before one's own name. It does not depend on which comes first.
func (c *Comparer) Turned(a, b uint32) Turn {
	one, other := c.holds(a, b), c.holds(b, a)
	switch {
	case one && other:
		return TurnWhole
	case one:
		return c.back(b, a)
	case other:
		return c.back(a, b)
	}
	return TurnNone
}

// back tells how the surname of one mention fits the first given name of another, where
// the other way round it fits already.
func (c *Comparer) back(a, b uint32) Turn {
	surname, first := c.Mentions.Surname[a], c.Mentions.Given1[b]
	switch {
	case surname == 0 || first == 0:
		return TurnNone
	case c.isWord(surname) && c.isWord(first):
		if c.isSlip(surname, first) {
			return TurnWhole
		}
	case c.Names.Initial[surname] == c.Names.Initial[first]:
		return TurnInitial
	}
	return TurnNone
}

const (
	slipLettersMin = 3  // keeps LI and LU two names
	slipBlur       = 25 // thousandths by which filters may show less than there is
)

// isSlip tells whether two names may be one with a slip. One letter for another leaves n-1
// of n+1 bigrams, which in short names is less than Near; where another name stands beside
// them they are one name no less.
func (c *Comparer) isSlip(a, b record.Code) bool {
	near, letters := c.Near, int(c.Names.Letters[a])
	if letters >= slipLettersMin && letters == int(c.Names.Letters[b]) {
		near = min(near, 1000*(letters-1)/(letters+1)-slipBlur)
	}
	return c.similarity(a, b) >= near
}

// Lone tells whether the only name of one mention is a given name of the other: MISS ANNA
// and ANNA WOJCIK.
func (c *Comparer) Lone(a, b uint32) bool {
	return c.holds(a, b) || c.holds(b, a)
}

// Moved tells whether one side's surname is a second given name of the other, as where a
// father's name is taken for the surname, or where all names stand one column off.
func (c *Comparer) Moved(a, b uint32) bool { return c.moved(a, b) || c.moved(b, a) }

func (c *Comparer) moved(a, b uint32) bool {
	m := c.Mentions
	surname, given := m.Surname[a], m.Given1[a]
	switch {
	case !c.isWord(surname):
		return false
	case surname == m.Given2[b]:
		return true
	}
	return surname == m.Given1[b] && given != 0 && m.Given2[b] != 0 &&
		(given == m.Given2[b] || given == c.Names.Initial[m.Given2[b]])
}
