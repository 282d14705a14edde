package link

import (
	"nfimatch/match/kernel"
	"nfimatch/match/person"
	"nfimatch/match/weigh"
	"nfimatch/normalize/record"
)

// A comparer finds the levels of pairs of records. It only reads, so that workers
// share one.
type comparer struct {
	layout
	people *people
	names  person.Comparer
	cuts   []int
}

// pattern returns the level of every comparison of two records. It does not depend on
// which comes first.
func (c *comparer) pattern(a, b uint32) (pattern weigh.Pattern) {
	p := c.people
	m, x, y := &p.tables.Mentions, p.mention[a], p.mention[b]
	surname, given, middle := c.name(x, y)
	codesA, codesB := p.of(a), p.of(b)
	c.set(&pattern, compareSurname, surname)
	c.set(&pattern, compareGiven, given)
	c.set(&pattern, compareMiddle, middle)
	c.set(&pattern, compareSex, person.Equality(m.Sex[x], m.Sex[y]))
	c.set(&pattern, compareGeneration, person.Equality(m.Generation[x], m.Generation[y]))
	if c.at[compareBirth] >= 0 {
		pattern[c.at[compareBirth]] = c.birth(m.DOB[x], m.DOB[y])
	}
	c.set(&pattern, compareNINO, person.Equality(m.NINO[x], m.NINO[y]))
	c.set(&pattern, compareUPRN, person.Equality(codesA[codeUPRN], codesB[codeUPRN]))
	if c.at[comparePlace] >= 0 {
		pattern[c.at[comparePlace]] = c.postcode(codesA[codeUnit], codesB[codeUnit]) +
			postcodesEach*c.address(a, b)
	}
	c.set(&pattern, compareTown, person.Equality(codesA[codeTown], codesB[codeTown]))
	for _, own := range c.own {
		x, y := codesA[own.code], codesB[own.code]
		if own.text {
			pattern[own.at] = c.text(x, y)
		} else {
			pattern[own.at] = person.Equality(x, y)
		}
	}
	return pattern
}

func (c *comparer) set(pattern *weigh.Pattern, comparison int, level uint8) {
	if at := c.at[comparison]; at >= 0 {
		pattern[at] = level
	}
}

// nameLevel are the levels of the outcomes that are not graded.
var nameLevel = [...]uint8{
	person.Missing: nameMissing, person.Exact: nameExact, person.Variant: nameVariant,
	person.Crossed: nameCrossed, person.Initial: nameInitial,
	person.InitialCrossed:    nameInitialCrossed,
	person.InitialDifferent:  nameInitialDifferent,
	person.Initials:          nameInitials,
	person.InitialsDifferent: nameInitialsDifferent,
}

// name compares the names of two mentions.
func (c *comparer) name(x, y uint32) (surname, given, middle uint8) {
	m := &c.people.tables.Mentions
	outcome, similarity := c.names.Surname(m.Surname[x], m.Surname[y])
	surname = c.nameLevel(outcome, similarity, m.Surname[x], m.Surname[y])
	outcome, similarity = c.names.Given(x, y)
	given = c.nameLevel(outcome, similarity, m.Given1[x], m.Given1[y])
	if surname > nameBins && given != nameExact && given != nameVariant && c.names.Swapped(x, y) {
		return nameSwapped, nameSwapped, middleMissing
	}
	if !person.MiddleCounts(outcome) {
		return surname, given, middleMissing
	}
	return surname, given, c.middle(x, y)
}

func (c *comparer) nameLevel(outcome person.Outcome, similarity int, a, b record.Code) uint8 {
	if outcome != person.Graded {
		return nameLevel[outcome]
	}
	names := &c.people.tables.Names
	bin := c.bin(similarity)
	switch {
	case bin >= soundBins && names.Phonetic[a] != 0 && names.Phonetic[a] == names.Phonetic[b]:
		return nameSound
	case bin < cutsCount:
		return nameBins + bin
	case names.Initial[a] == names.Initial[b]:
		return nameFirst
	}
	return nameDifferent
}

// bin returns the first cut that a similarity reaches, cutsCount where it reaches none.
func (c *comparer) bin(similarity int) uint8 {
	for i, cut := range c.cuts {
		if similarity >= cut {
			return uint8(i)
		}
	}
	return cutsCount
}

func (c *comparer) middle(x, y uint32) uint8 {
	outcome, similarity := c.names.Middle(x, y)
	switch {
	case outcome == person.Missing:
		return middleMissing
	case outcome == person.Exact:
		return middleExact
	case outcome == person.Initial:
		return middleInitial
	case outcome == person.InitialDifferent:
		return middleInitialDifferent
	case similarity >= c.names.Near:
		return middleNear
	}
	return middleDifferent
}

// birth compares two dates of birth by their parts under the keyed permutations.
func (c *comparer) birth(a, b record.Code) uint8 {
	if a == 0 || b == 0 {
		return 0
	}
	d := &c.people.tables.Dates
	day := part(d.Day[a], d.Day[b], d.DayBefore[a], d.DayAfter[a])
	month := part(d.Month[a], d.Month[b], d.MonthBefore[a], d.MonthAfter[a])
	year := part(d.Year[a], d.Year[b], d.YearBefore[a], d.YearAfter[a])
	if day > partEqual && month > partEqual && d.Day[a] == d.Month[b] && d.Month[a] == d.Day[b] {
		return birthSwapped + year
	}
	return day + partsEach*month + partsEach*partsEach*year
}

func part(a, b, before, after uint16) uint8 {
	switch {
	case a == 0 || b == 0:
		return partMissing
	case a == b:
		return partEqual
	case b == before || b == after:
		return partNear
	}
	return partDifferent
}

func (c *comparer) postcode(a, b record.Code) uint8 {
	p := &c.people.tables.Postcodes
	switch {
	case a == 0 || b == 0:
		return postcodeMissing
	case a == b:
		return postcodeUnit
	case meet(p.Masks.Row(int(a)), p.Masks.Row(int(b))) ||
		meet(p.Near.Row(int(a)), p.Near.Row(int(b))):
		return postcodeSlip
	case p.Sector[a] != 0 && p.Sector[a] == p.Sector[b]:
		return postcodeSector
	case p.District[a] != 0 && p.District[a] == p.District[b]:
		return postcodeDistrict
	}
	return postcodeDifferent
}

// address compares two addresses without their postcodes: the number by itself, since
// neighbours' addresses are alike.
func (c *comparer) address(a, b uint32) uint8 {
	x, y := c.people.of(a)[codeAddress], c.people.of(b)[codeAddress]
	switch {
	case x == 0 || y == 0:
		return addressMissing
	case x == y:
		return addressExact
	}
	bin := c.bin(c.likeness(x, y))
	number := c.number(int(c.people.entry(a)), int(c.people.entry(b)))
	switch {
	case number == equalYes && bin < 2:
		return addressNear
	case number == equalYes && bin < cutsCount-1:
		return addressSome
	case number == equalYes:
		return addressNumber
	case bin >= 2:
		return addressDifferent
	case number == equalMissing:
		return addressWords
	}
	return addressNeighbour
}

// number compares building numbers, and units where both have one.
func (c *comparer) number(a, b int) uint8 {
	e := &c.people.tables.Entries
	unitA, unitB := e.Unit.Row(a), e.Unit.Row(b)
	numA, numB := e.Num.Row(a), e.Num.Row(b)
	switch {
	case len(unitA) > 0 && len(unitB) > 0 && !meet(unitA, unitB):
		return equalNo
	case len(numA) == 0 || len(numB) == 0:
		return equalMissing
	case meet(numA, numB):
		return equalYes
	}
	return equalNo
}

// likeness is how alike two texts are, in thousandths.
func (c *comparer) likeness(a, b record.Code) int {
	t := &c.people.tables.Texts
	x, y := (*kernel.Filter)(&t.Bits[a]), (*kernel.Filter)(&t.Bits[b])
	return kernel.Similarity(kernel.Common(x, y), int(t.Ones[a]), int(t.Ones[b]))
}

func (c *comparer) text(a, b record.Code) uint8 {
	switch {
	case a == 0 || b == 0:
		return 0
	case a == b:
		return 1
	}
	return 2 + c.bin(c.likeness(a, b))
}

// meet tells whether two lists of codes share one.
func meet(a, b []uint32) bool {
	for _, x := range a {
		for _, y := range b {
			if x == y {
				return true
			}
		}
	}
	return false
}

// atOnePlace tells whether a pattern is of two people at one place, where chance
// agreement is that of a household: the same UPRN, or postcode and address agree but for
// a slip.
func (c *comparer) atOnePlace(pattern *weigh.Pattern) bool {
	if at := c.at[compareUPRN]; at >= 0 && pattern[at] == equalYes {
		return true
	}
	at := c.at[comparePlace]
	if at < 0 {
		return false
	}
	postcode, address := pattern[at]%postcodesEach, pattern[at]/postcodesEach
	return (postcode == postcodeUnit || postcode == postcodeSlip) &&
		(address == addressExact || address == addressNear)
}
