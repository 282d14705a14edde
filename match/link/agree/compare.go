package agree

import (
	"nfimatch/match/kernel"
	"nfimatch/match/link/block"
	"nfimatch/match/person"
	"nfimatch/match/weigh"
	"nfimatch/normalize/record"
)

// A Comparer finds the levels of pairs of records. It only reads, so that workers
// share one.
type Comparer struct {
	Layout
	People *block.People
	names  person.Comparer
	cuts   []int
	texts  func(a, b record.Code) int // in place of the filters of texts, where set

	PostcodeOnly bool // of the place the lists have nothing but postcodes
}

// Pattern returns the level of every comparison of two records. It does not depend on
// which comes first.
func (c *Comparer) Pattern(a, b uint32) (pattern weigh.Pattern) {
	p := c.People
	m, x, y := &p.Tables.Mentions, p.Mention[a], p.Mention[b]
	surname, given, middle := c.name(x, y)
	codesA, codesB := p.Of(a), p.Of(b)
	c.set(&pattern, CompareSurname, surname)
	c.set(&pattern, CompareGiven, given)
	c.set(&pattern, CompareMiddle, middle)
	c.set(&pattern, CompareSex, c.sex(m.Sex[x], m.Sex[y], given))
	c.set(&pattern, CompareGeneration, person.Equality(m.Generation[x], m.Generation[y]))
	if c.At[CompareBirth] >= 0 {
		pattern[c.At[CompareBirth]] = c.birth(m.DOB[x], m.DOB[y])
	}
	c.set(&pattern, CompareNINO, person.Equality(m.NINO[x], m.NINO[y]))
	if c.At[ComparePlace] >= 0 {
		pattern[c.At[ComparePlace]] = c.place(a, b)
	}
	c.set(&pattern, CompareTown, person.Equality(codesA[block.CodeTown], codesB[block.CodeTown]))
	for _, own := range c.Own {
		x, y := codesA[own.Code], codesB[own.Code]
		if own.Text {
			pattern[own.At] = c.text(x, y)
		} else {
			pattern[own.At] = person.Equality(x, y)
		}
	}
	return pattern
}

func (c *Comparer) set(pattern *weigh.Pattern, comparison int, level uint8) {
	if at := c.At[comparison]; at >= 0 {
		pattern[at] = level
	}
}

// nameLevel are the levels of the outcomes that are not graded.
var nameLevel = [...]uint8{
	person.Missing: NameMissing, person.Exact: NameExact, person.Variant: nameVariant,
	person.Crossed: nameCrossed, person.Initial: nameInitial,
	person.InitialCrossed:    nameInitialCrossed,
	person.InitialDifferent:  nameInitialDifferent,
	person.Initials:          nameInitials,
	person.InitialsDifferent: nameInitialsDifferent,
}

// name compares the names of two mentions.
func (c *Comparer) name(x, y uint32) (surname, given, middle uint8) {
	m := &c.People.Tables.Mentions
	outcome, similarity := c.names.Surname(x, y)
	surname = c.nameLevel(outcome, similarity, m.Surname[x], m.Surname[y])
	outcome, similarity = c.names.Given(x, y)
	given = c.nameLevel(outcome, similarity, m.Given1[x], m.Given1[y])
	if surname > nameBins && given != NameExact && given != nameVariant && c.names.Swapped(x, y) {
		return NameSwapped, NameSwapped, middleMissing
	}
	if !person.MiddleCounts(outcome) {
		return surname, given, middleMissing
	}
	return surname, given, c.middle(x, y)
}

func (c *Comparer) nameLevel(outcome person.Outcome, similarity int, a, b record.Code) uint8 {
	if outcome != person.Graded {
		return nameLevel[outcome]
	}
	names := &c.People.Tables.Names
	bin := c.bin(similarity)
	switch {
	case bin >= soundBins && names.Phonetic[a] != 0 && names.Phonetic[a] == names.Phonetic[b]:
		return nameSound
	case bin < CutsCount:
		return nameBins + bin
	case names.Initial[a] == names.Initial[b]:
		return nameFirst
	case names.Letters[a] == names.Letters[b]:
		return nameLetters
	}
	return nameDifferent
}

// bin returns the first cut that a similarity reaches, CutsCount where it reaches none.
func (c *Comparer) bin(similarity int) uint8 {
	for i, cut := range c.cuts {
		if similarity >= cut {
			return uint8(i)
		}
	}
	return CutsCount
}

func (c *Comparer) middle(x, y uint32) uint8 {
	outcome, similarity := c.names.Middle(x, y)
	switch {
	case outcome == person.Missing && c.People.Tables.Mentions.Given2[x] ==
		c.People.Tables.Mentions.Given2[y]:
		return middleNeither
	case outcome == person.Missing:
		return SecondOneOnly
	case outcome == person.Exact:
		return SecondExact
	case outcome == person.Initial:
		return middleInitial
	case outcome == person.InitialDifferent:
		return middleInitialDifferent
	case similarity >= c.names.Near:
		return middleNear
	}
	return middleDifferent
}

// sex compares the sexes of two people whose given names came out so.
func (c *Comparer) sex(a, b, given uint8) uint8 {
	level := person.Equality(a, b)
	if level != equalMissing && (given == NameExact || given == nameVariant) {
		level += sexNamed
	}
	return level
}

// birth compares two dates of birth by their parts under the keyed permutations.
func (c *Comparer) birth(a, b record.Code) uint8 {
	if a == 0 || b == 0 {
		return 0
	}
	d := &c.People.Tables.Dates
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

func (c *Comparer) place(a, b uint32) uint8 {
	x, y := c.People.Of(a), c.People.Of(b)
	uprn := person.Equality(x[block.CodeUPRN], y[block.CodeUPRN])
	if uprn == EqualYes {
		return placeUPRN
	}
	level := c.postcode(x[block.CodeUnit], y[block.CodeUnit]) + postcodesEach*c.address(a, b)
	if level == 0 && uprn == equalNo {
		return placeUPRNElse
	}
	return level
}

func (c *Comparer) postcode(a, b record.Code) uint8 {
	p := &c.People.Tables.Postcodes
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
func (c *Comparer) address(a, b uint32) uint8 {
	x, y := c.People.Of(a)[block.CodeAddress], c.People.Of(b)[block.CodeAddress]
	switch {
	case x == 0 || y == 0:
		return addressMissing
	case x == y:
		return addressExact
	}
	bin := c.bin(c.likeness(x, y))
	number := c.number(int(c.People.Entry(a)), int(c.People.Entry(b)))
	switch {
	case number == EqualYes && bin < 2:
		return addressNear
	case number == EqualYes && bin < CutsCount-1:
		return addressSome
	case number == EqualYes:
		return addressNumber
	case bin >= 2:
		return addressDifferent
	case number == equalMissing:
		return addressWords
	}
	return addressNeighbour
}

// number compares building numbers, and units where both have one.
func (c *Comparer) number(a, b int) uint8 {
	e := &c.People.Tables.Entries
	unitA, unitB := e.Unit.Row(a), e.Unit.Row(b)
	numA, numB := e.Num.Row(a), e.Num.Row(b)
	switch {
	case len(unitA) > 0 && len(unitB) > 0 && !meet(unitA, unitB):
		return equalNo
	case len(numA) == 0 || len(numB) == 0:
		return equalMissing
	case meet(numA, numB):
		return EqualYes
	}
	return equalNo
}

// likeness is how alike two texts are, in thousandths.
func (c *Comparer) likeness(a, b record.Code) int {
	if c.texts != nil {
		return c.texts(a, b)
	}
	t := &c.People.Tables.Texts
	x, y := (*kernel.Filter)(&t.Bits[a]), (*kernel.Filter)(&t.Bits[b])
	return kernel.Similarity(kernel.Common(x, y), int(t.Ones[a]), int(t.Ones[b]))
}

func (c *Comparer) text(a, b record.Code) uint8 {
	switch {
	case a == 0 || b == 0:
		return 0
	case a == b:
		return 1
	}
	return textBins + c.bin(c.likeness(a, b))
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

// AtOnePlace tells whether a pattern is of two people at one place, where chance
// agreement is that of a household: the same UPRN, or postcode and address agree but for
// a slip, or the addresses where a postcode is missing. Where lists have nothing but
// postcodes, relatives share those, and that is all a place is.
func (c *Comparer) AtOnePlace(pattern *weigh.Pattern) bool {
	at := c.At[ComparePlace]
	if at < 0 {
		return false
	}
	if pattern[at] == placeUPRN {
		return true
	}
	postcode, address := pattern[at]%postcodesEach, pattern[at]/postcodesEach
	if c.PostcodeOnly {
		return postcode == postcodeUnit || postcode == postcodeSlip
	}
	return postcode <= postcodeSlip && (address == addressExact || address == addressNear)
}

// AtOneStreet tells whether a pattern is of two people at one postcode, of whose addresses
// the words agree, but not all that a place is known by.
func (c *Comparer) AtOneStreet(pattern *weigh.Pattern) bool {
	at := c.At[ComparePlace]
	if at < 0 || pattern[at] >= placeUPRN {
		return false
	}
	switch postcode := pattern[at] % postcodesEach; pattern[at] / postcodesEach {
	case addressSome, addressWords, addressNeighbour:
		return postcode == postcodeUnit || postcode == postcodeSlip
	}
	return false
}

// Options are what comparing goes by.
type Options struct {
	Exact, Text []string // names of the user's own columns
	Cuts        []int    // thousandths at which likeness is cut, falling
	// Similarity, where set, is used in place of the filters of names: see
	// [person.Comparer]. TextSimilarity is the same for texts.
	Similarity, TextSimilarity func(a, b record.Code) int
}

// New lays out the comparisons that both lists have columns for.
func New(p *block.People, options Options) *Comparer {
	t := p.Tables
	occurs := p.Occurring()
	var has [CompareOwn]bool
	has[CompareSurname] = occurs[block.CodeSurname]
	has[CompareGiven] = occurs[block.CodeGivenInitial]
	m := &t.Mentions
	has[CompareMiddle] = p.Both(func(who uint32) bool { return m.Given2[p.Mention[who]] != 0 })
	has[CompareSex] = p.Both(func(who uint32) bool { return m.Sex[p.Mention[who]] != 0 })
	has[CompareGeneration] = p.Both(func(who uint32) bool {
		return m.Generation[p.Mention[who]] != 0
	})
	has[CompareBirth] = occurs[block.CodeDay] || occurs[block.CodeMonth] || occurs[block.CodeYear]
	has[CompareNINO] = occurs[block.CodeNINO]
	has[ComparePlace] = occurs[block.CodeUnit] || occurs[block.CodeAddress] ||
		occurs[block.CodeUPRN]
	has[CompareTown] = occurs[block.CodeTown]
	cuts := options.Cuts
	return &Comparer{
		Layout: layoutOf(has, options.Exact, options.Text, cuts), People: p, cuts: cuts,
		texts:        options.TextSimilarity,
		PostcodeOnly: !occurs[block.CodeAddress] && !occurs[block.CodeUPRN],
		names: person.Comparer{Names: &t.Names, Mentions: m, Near: cuts[1],
			Similarity: options.Similarity},
	}
}

// Cuts are the thousandths at which likeness is cut.
func (c *Comparer) Cuts() []int { return c.cuts }
