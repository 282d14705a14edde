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

// isSecond tells whether a second given name is another name: equal, of a class with it, or
// of two syllables, WAI-MAN, one of them, WAI, or both run together, WAIMAN.
func (c *Comparer) isSecond(second, name record.Code) bool {
	if second == 0 || name == 0 {
		return false
	}
	return c.alike(second, name) || c.isSyllableOf(second, name)
}

func (c *Comparer) isSyllableOf(second, name record.Code) bool {
	halves := c.Names.Halves.Row(int(second))
	return slices.Contains(halves, name) ||
		len(halves) == 2 && c.joins(halves[0], halves[1], name)
}

// TwoLanguages tells, of two mentions of one surname, whether one gives a name of two
// syllables in full and the other only a name of another language: HUANG XIAO MING and HUANG
// JENNY. Many bear both and write either, so that nothing is to be told from it.
func (c *Comparer) TwoLanguages(a, b uint32) bool {
	m := c.Mentions
	if m.Surname[a] != m.Surname[b] && !c.Related(m.Surname[a], m.Surname[b]) {
		return false
	}
	return c.isSyllabic(a) && c.isAliasAlone(b) || c.isSyllabic(b) && c.isAliasAlone(a)
}

func (c *Comparer) isAliasAlone(mention uint32) bool {
	return c.Mentions.Marks[mention]&record.MarkAlias != 0 && c.Mentions.Given2[mention] == 0
}

// Shortened tells whether one mention has of a name of two syllables the first and the
// initial of the second, and the other may have them run together: MEI L and MEILING.
func (c *Comparer) Shortened(a, b uint32) bool { return c.shortens(a, b) || c.shortens(b, a) }

// shortens asks the filters whether a name begins the other: of its bigrams all but the last,
// which ends it, are in the other too.
func (c *Comparer) shortens(a, b uint32) bool {
	m, n := c.Mentions, c.Names
	short, whole := m.Given1[a], m.Given1[b]
	if !c.isSyllabic(a) || c.isWord(m.Given2[a]) || m.Given2[b] != 0 ||
		n.Initial[short] != n.Initial[whole] || n.Letters[short] >= n.Letters[whole] {
		return false
	}
	common := kernel.Common((*kernel.Filter)(&n.Bits[short]), (*kernel.Filter)(&n.Bits[whole]))
	letters := int(n.Letters[short])
	return common*(letters+1) >= int(n.Ones[short])*letters
}

func (c *Comparer) isSyllabic(mention uint32) bool {
	return c.Mentions.Marks[mention]&record.MarkSyllabic != 0
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
	case !c.isSecond(m.Given2[a], m.Given1[b]):
		return false
	case m.Marks[a]&record.MarkMoreNames != 0 || c.isRest(m.Given2[a], last):
		return true
	case c.isWord(first) && c.isWord(last):
		return c.alike(first, last) || c.similarity(first, last) >= c.Near
	}
	return c.Names.Initial[first] == c.Names.Initial[last]
}

// isRest tells whether a name is the other syllable of a second name, or its initial.
func (c *Comparer) isRest(second, last record.Code) bool {
	halves := c.Names.Halves.Row(int(second))
	return len(halves) == 2 && (last == halves[1] || last == c.Names.Initial[halves[1]])
}

// CrossedInitial tells whether the second name of one mention is an initial that the first
// of the other fits, and nothing beside them conflicts: JONATHAN S and SHAUN, where
// somebody is known by the second name, or KIM T and THU K. Of a name of two syllables the
// second is no name of its own, so that it does not conflict: KELVIN W and WAI MAN.
func (c *Comparer) CrossedInitial(a, b uint32) bool {
	return c.crossesInitial(a, b) || c.crossesInitial(b, a)
}

func (c *Comparer) crossesInitial(a, b uint32) bool {
	m, initial := c.Mentions, c.Names.Initial
	second, other := m.Given2[a], m.Given2[b]
	switch {
	case second == 0 || c.isWord(second) || initial[second] != initial[m.Given1[b]]:
		return false
	case other == 0 || c.isSyllabic(b) && !c.isSyllabic(a):
		return true
	}
	return !c.isWord(other) && initial[other] == initial[m.Given1[a]]
}

// isWord tells whether there is a name and it is more than an initial.
func (c *Comparer) isWord(name record.Code) bool { return name != 0 && c.Names.Letters[name] > 1 }

// holds tells whether the surname of one mention is a given name of another, perhaps in
// another spelling, as a half, or with its syllables run together or apart, the last of
// which may be all that was read as the surname: LAU WAI MAN, of LAU WAIMAN.
func (c *Comparer) holds(a, b uint32) bool {
	m := c.Mentions
	surname, first, second := m.Surname[a], m.Given1[b], m.Given2[b]
	if !c.isWord(surname) || first == 0 {
		return false
	}
	if surname == first || surname == second || c.joins(first, second, surname) ||
		c.isSyllableOf(second, surname) || c.joins(m.Given2[a], surname, first) {
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

// back tells how the surname of one mention fits the given names of another, where the
// other way round it fits already: the first, or the initial of a second one that stands
// beside a name in English (LAIKUEN in the surname's place, and FIONA L).
func (c *Comparer) back(a, b uint32) Turn {
	surname, first, second := c.Mentions.Surname[a], c.Mentions.Given1[b], c.Mentions.Given2[b]
	switch {
	case surname == 0 || first == 0:
		return TurnNone
	case c.isWord(surname) && c.isWord(first) && c.isSlip(surname, first):
		return TurnWhole
	case second != 0 && !c.isWord(second) && c.Names.Initial[surname] == second:
		return TurnInitial
	case c.isWord(surname) && c.isWord(first):
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
