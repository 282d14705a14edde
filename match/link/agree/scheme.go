// Package agree tells in what two records of general lists agree: it lays out the
// comparisons that both lists have columns for, and finds the level of each. What a level
// weighs is decided elsewhere.
package agree

import (
	"fmt"

	"nfimatch/match/link/block"
	"nfimatch/match/weigh"
)

// The comparisons of two persons. Which of them a run has, and where they stand in a
// pattern, depends on what both lists hold.
const (
	CompareSurname = iota
	CompareGiven
	CompareMiddle
	CompareSex
	CompareGeneration
	CompareBirth
	CompareNINO
	ComparePlace
	CompareTown
	CompareOwn // the user's columns: those compared for equality, then the texts
)

// comparisonNames are the names of the fixed comparisons in a model and in headers.
var comparisonNames = [CompareOwn]string{
	"surname", "given", "middle", "sex", "generation", "birth", "nino", "place", "town",
}

// Levels of a name that are not bins of similarity. Bins lie between nameVariant and
// nameDifferent: see [bins].
const (
	NameMissing uint8 = iota
	NameExact
	nameVariant
	nameBins      // the first bin; CutsCount in a row
	nameSound     = nameBins + CutsCount + iota - 4
	nameFirst     // nothing in common but the first letter
	nameLetters   // nothing in common but how many letters there are
	nameDifferent //
	NameSwapped   // stands in the other name
	nameCrossed   // the rest are of given names only
	nameInitial
	nameInitialCrossed
	nameInitialDifferent
	nameInitials
	nameInitialsDifferent
)

// swapped is the level of a name that stands in the other one.
const swapped = "swapped"

// textBins is the level of a text's first bin of likeness.
const textBins = 2

// CutsCount is the number of similarities that bins are cut at.
const CutsCount = 6

// soundBins is the number of bins, from the most alike, that sounding alike adds
// nothing to.
const soundBins = 4

// What a level of a given name says of who two people are.
const (
	NameUnknown = iota
	NameOne     // they have the same one, but for a slip
	NameLike    // they may: an initial is that of many, and so is a likeness
	NameTwo     // they have two
)

// NameIs returns what a level of a given name says.
func NameIs(level uint8) int {
	switch level {
	case NameMissing:
		return NameUnknown
	case NameExact, nameVariant, nameBins, nameBins + 1, NameSwapped, nameCrossed:
		return NameOne
	case nameFirst, nameLetters, nameDifferent, nameInitialDifferent, nameInitialsDifferent:
		return NameTwo
	}
	return NameLike
}

// SecondName tells whether a level of second names is that of equal ones.
func SecondName(level uint8) bool {
	return level == SecondExact || level == middleNear || level == middleInitial
}

// Levels of a second name.
const (
	middleMissing uint8 = iota
	SecondExact         // written alike
	middleNear
	middleDifferent
	middleInitial
	middleInitialDifferent
	middleNeither // has one
	SecondOneOnly // one of the two has one
)

// Levels of what is compared for equality only.
const (
	equalMissing uint8 = iota
	EqualYes
	equalNo
)

// Levels of sex. A given name tells the sex of most who bear it, so that two of one name
// agree by chance.
const sexNamed = equalNo // added to the others where the given names are equal

// Parts of a date of birth: a level of the birth is day + 4·month + 16·year, or that
// of exchanged day and month, birthSwapped + year.
const (
	partMissing uint8 = iota
	partEqual
	partNear // one more or less
	partDifferent
	partsEach
)

// BirthExact is the level of equal dates of birth, all parts known; in birthDifferent no
// part agrees.
const (
	BirthExact     = partEqual * (1 + partsEach + partsEach*partsEach)
	birthDifferent = partDifferent * (1 + partsEach + partsEach*partsEach)
	birthSwapped   = partsEach * partsEach * partsEach
)

// Agreement of two postcodes and of two addresses: a level of the place is postcode +
// 6·address, or one of two of the UPRN: see [placeLevels].
const (
	postcodeMissing uint8 = iota
	postcodeUnit
	postcodeSlip // one character differs, is missing or is too many
	postcodeSector
	postcodeDistrict
	postcodeDifferent
	postcodesEach
)

const (
	addressMissing   uint8 = iota
	addressExact           // written alike
	addressNear            // its number, and words much alike
	addressSome            // its number, and words alike
	addressNumber          // its number only
	addressWords           // words much alike, and a side without a number
	addressNeighbour       // words much alike, and another number
	addressDifferent       //
	addressesEach
)

// Levels of the place as a whole.
const (
	// PlaceExact is the level of an equal postcode and an equal address.
	PlaceExact    = postcodeUnit + postcodesEach*addressExact
	placeUPRN     = postcodesEach * addressesEach // equal
	placeUPRNElse = placeUPRN + 1                 // different, and nothing else is known
)

// A Layout says which comparisons a run has.
type Layout struct {
	At     [CompareOwn]int // place in the pattern, -1 where not compared
	Own    []OwnColumn
	Scheme weigh.Scheme
}

// An OwnColumn is a column that the user asked to be compared.
type OwnColumn struct {
	At, Code int
	Text     bool
}

// layoutOf makes the scheme of the comparisons present: has tells them by number.
func layoutOf(has [CompareOwn]bool, exact, texts []string, cuts []int) Layout {
	l := Layout{}
	for c, name := range comparisonNames {
		l.At[c] = -1
		if has[c] {
			l.At[c] = len(l.Scheme)
			l.Scheme = append(l.Scheme, weigh.Comparison{Name: name, Levels: levelsOf(c, cuts)})
		}
	}
	for column, name := range exact {
		l.Own = append(l.Own, OwnColumn{At: len(l.Scheme), Code: block.CodeOwn + column})
		l.Scheme = append(l.Scheme, weigh.Comparison{Name: name, Levels: equalLevels()})
	}
	for column, name := range texts {
		l.Own = append(l.Own, OwnColumn{At: len(l.Scheme), Text: true,
			Code: block.CodeOwn + len(exact) + column})
		l.Scheme = append(l.Scheme, weigh.Comparison{Name: name, Levels: textLevels(cuts)})
	}
	return l
}

func levelsOf(comparison int, cuts []int) []weigh.Level {
	switch comparison {
	case CompareSurname:
		return nameLevels(cuts)[:NameSwapped+1]
	case CompareGiven:
		levels := nameLevels(cuts)
		levels[NameSwapped].Group = 1
		return levels
	case CompareMiddle:
		return []weigh.Level{
			{Name: "missing"}, {Name: "exact", Group: 1}, {Name: "near", Group: 1},
			{Name: "different", Group: 1}, {Name: "initial", Group: 2},
			{Name: "initial_different", Group: 2}, {Name: "neither", Group: 3},
			{Name: "one_only", Group: 3},
		}
	case CompareSex:
		return append(equalLevels(), weigh.Level{Name: "equal_of_one_name", Group: 2},
			weigh.Level{Name: "different_of_one_name", Group: 2})
	case CompareBirth:
		return birthLevels()
	case ComparePlace:
		return placeLevels()
	}
	return equalLevels()
}

func equalLevels() []weigh.Level {
	return []weigh.Level{
		{Name: "missing"}, {Name: "equal", Group: 1}, {Name: "different", Group: 1},
	}
}

// nameLevels are the levels of a given name; those of a surname are its beginning. A
// surname that is swapped weighs nothing by itself: the given name weighs the swap.
func nameLevels(cuts []int) []weigh.Level {
	levels := []weigh.Level{
		{Name: "missing"}, {Name: "exact", Group: 1}, {Name: "variant", Group: 1},
	}
	for _, cut := range cuts {
		levels = append(levels, weigh.Level{Name: fmt.Sprintf("alike_%d", cut), Group: 1})
	}
	return append(levels, weigh.Level{Name: "sound", Group: 1},
		weigh.Level{Name: "first_letter", Group: 1}, weigh.Level{Name: "letters", Group: 1},
		weigh.Level{Name: "different", Group: 1},
		weigh.Level{Name: swapped, Group: 2}, weigh.Level{Name: "crossed", Group: 1},
		weigh.Level{Name: "initial", Group: 3}, weigh.Level{Name: "initial_crossed", Group: 3},
		weigh.Level{Name: "initial_different", Group: 3}, weigh.Level{Name: "initials", Group: 4},
		weigh.Level{Name: "initials_different", Group: 4})
}

func textLevels(cuts []int) []weigh.Level {
	levels := []weigh.Level{{Name: "missing"}, {Name: "exact", Group: 1}}
	for _, cut := range cuts {
		levels = append(levels, weigh.Level{Name: fmt.Sprintf("alike_%d", cut), Group: 1})
	}
	return append(levels, weigh.Level{Name: "different", Group: 1})
}

// birthLevels are the levels of dates by parts. Where a part is missing, a level is the
// sum of the whole ones that agree in the parts there are.
func birthLevels() []weigh.Level {
	words := [partsEach]string{"missing", "equal", "near", "different"}
	levels := make([]weigh.Level, birthSwapped+partsEach)
	parts := func(level int) [3]uint8 {
		return [3]uint8{uint8(level) % partsEach, uint8(level) / partsEach % partsEach,
			uint8(level) / (partsEach * partsEach)}
	}
	for level := range int(birthSwapped) {
		part := parts(level)
		levels[level].Name = fmt.Sprintf("day_%s_month_%s_year_%s", words[part[0]], words[part[1]],
			words[part[2]])
		levels[level].Group = 1
	}
	for year := range partsEach {
		levels[birthSwapped+year] = weigh.Level{Name: "swapped_year_" + words[year], Group: 1}
	}
	levels[0] = weigh.Level{Name: "missing"}
	whole := func(part [3]uint8) bool { return part[0] != 0 && part[1] != 0 && part[2] != 0 }
	for level := 1; level < int(birthSwapped); level++ {
		part := parts(level)
		if whole(part) {
			continue
		}
		levels[level].Group = 0
		for other := range int(birthSwapped) {
			if whole(parts(other)) && agrees(part, parts(other)) {
				levels[level].Sums = append(levels[level].Sums, uint8(other))
			}
		}
		for year := partEqual; year < partsEach; year++ {
			if agrees(part, [3]uint8{partDifferent, partDifferent, year}) {
				levels[level].Sums = append(levels[level].Sums, birthSwapped+year)
			}
		}
	}
	levels[birthSwapped].Group = 0
	for year := partEqual; year < partsEach; year++ {
		levels[birthSwapped].Sums = append(levels[birthSwapped].Sums, birthSwapped+year)
	}
	return levels
}

// agrees tells whether parts known in part may be the whole ones.
func agrees(part, whole [3]uint8) bool {
	for i := range part {
		if part[i] != partMissing && part[i] != whole[i] {
			return false
		}
	}
	return true
}

// placeLevels are the levels of postcode, address and UPRN together: people who moved
// differ in all of them, and those of one home agree, so that what one of them says has
// been said. An equal UPRN is the same place as an equal postcode and address, and has
// their share. Where the address is known, another UPRN adds nothing to what it says.
func placeLevels() []weigh.Level {
	postcodes := [postcodesEach]string{"missing", "unit", "slip", "sector", "district", "different"}
	addresses := [addressesEach]string{"missing", "exact", "near", "some", "number", "words",
		"neighbour", "different"}
	levels := make([]weigh.Level, placeUPRNElse+1)
	whole := func(level int) bool {
		return level < int(placeUPRN) && uint8(level)%postcodesEach != postcodeMissing &&
			uint8(level)/postcodesEach != addressMissing
	}
	for level := range int(placeUPRN) {
		postcode, address := uint8(level)%postcodesEach, uint8(level)/postcodesEach
		levels[level] = weigh.Level{Group: 1,
			Name: "postcode_" + postcodes[postcode] + "_address_" + addresses[address]}
		if whole(level) {
			continue
		}
		levels[level].Group = 0
		for other := range levels {
			p, a := uint8(other)%postcodesEach, uint8(other)/postcodesEach
			if level != 0 && whole(other) &&
				(postcode == postcodeMissing || p == postcode) &&
				(address == addressMissing || a == address) {
				levels[level].Sums = append(levels[level].Sums, uint8(other))
			}
		}
	}
	levels[0].Name = "missing"
	levels[placeUPRN] = weigh.Level{Name: "uprn_equal", Sums: []uint8{PlaceExact}}
	levels[placeUPRNElse].Name = "uprn_different"
	for other := range levels {
		if whole(other) && other != int(PlaceExact) {
			levels[placeUPRNElse].Sums = append(levels[placeUPRNElse].Sums, uint8(other))
		}
	}
	return levels
}
