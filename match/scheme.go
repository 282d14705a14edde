package match

import "nfimatch/match/weigh"

// The comparisons of two mentions at one dwelling, in the order of a pattern.
// Place is spent there: it adds nothing.
const (
	compareSurname = iota
	compareGiven
	compareMiddle
	compareSex
	compareGeneration
	compareBirth
	compareNINO
)

// Levels of the surname.
const (
	surnameMissing uint8 = iota
	surnameExact
	surnameVariant   // a half of a double-barrelled name, or a spelling family
	surnameNear      // a slip or two
	surnameSome      // some bigrams in common
	surnameDifferent // which speaks for nothing by itself: people marry
	surnameSwapped   // it stands in the given name; weighed there
	surnameMoved     // it is a second name of the other, or all names stand one column off
)

// Levels of the first given name. They fall into groups by the form of both
// sides, and are weighed within them.
const (
	givenMissing           uint8 = iota
	givenExact                   // two full names
	givenVariant                 // nickname or spelling family
	givenNear                    // a slip or two
	givenCrossed                 // one side's first is the other's second
	givenSwapped                 // it stands in the surname
	givenSome                    // some bigrams in common
	givenDifferent               //
	givenInitial                 // a full name and its initial
	givenInitialCrossed          // the initial is that of the other's second name
	givenInitialDifferent        //
	givenInitials                // two initials, equal
	givenInitialsDifferent       //
	givenHalfCrossed             // the same, but the names beside them conflict
	givenCrossedInitial          // the initial of one side's second is that of the other's first
	givenJoined                  // one side's two names, run together, are the other's first
	givenTurned                  // it is the surname, and the surname is the other's initial
	givenTurnedInitial           // a surname, whose surname the initial fits
	givenLone                    // one side's only name, which stands as its surname
	givenLacking                 // one side has none, and its surname is no given name either
)

// Levels of the second given name: one spares father and son from being one.
const (
	middleMissing uint8 = iota
	middleExact
	middleNear
	middleDifferent
	middleInitial
	middleInitialDifferent
)

// Levels of sex and generation.
const (
	equalMissing uint8 = iota
	equalYes
	equalNo
)

// sexNamed is added to the level of sex where a given name in full agrees. A given name
// tells the sex of most who bear it, so that two of one name are of one sex whoever they
// are, and it would be counted twice.
const sexNamed = equalNo

// Levels of the date of birth.
const (
	birthMissing uint8 = iota
	birthExact
	birthNear // one part differs, or parts are off by one or exchanged
	birthDifferent
)

// inside is the scheme of model A: comparisons inside a dwelling.
var inside = func() weigh.Scheme {
	scheme := weigh.Scheme{
		{Name: "surname", Levels: []weigh.Level{
			{Name: "missing", Group: 0}, {Name: "exact", Group: 1}, {Name: "variant", Group: 1},
			{Name: "near", Group: 1}, {Name: "some", Group: 1}, {Name: "different", Group: 1},
			{Name: "swapped", Group: 2}, {Name: "moved", Group: 1},
		}},
		{Name: "given", Levels: []weigh.Level{
			{Name: "missing", Group: 0}, {Name: "exact", Group: 1}, {Name: "variant", Group: 1},
			{Name: "near", Group: 1}, {Name: "crossed", Group: 1}, {Name: "swapped", Group: 1},
			{Name: "some", Group: 1}, {Name: "different", Group: 1},
			{Name: "initial", Group: 2}, {Name: "initial_crossed", Group: 2},
			{Name: "initial_different", Group: 2},
			{Name: "initials", Group: 3}, {Name: "initials_different", Group: 3},
			{Name: "half_crossed", Group: 1}, {Name: "crossed_initial", Group: 1},
			{Name: "joined", Group: 1}, {Name: "turned", Group: 1},
			{Name: "turned_initial", Group: 2},
			{Name: "lone", Group: 4}, {Name: "lacking", Group: 4},
		}},
		{Name: "middle", Levels: []weigh.Level{
			{Name: "missing", Group: 0}, {Name: "exact", Group: 1}, {Name: "near", Group: 1},
			{Name: "different", Group: 1},
			{Name: "initial", Group: 2}, {Name: "initial_different", Group: 2},
		}},
		{Name: "sex", Levels: append(equalLevels(),
			weigh.Level{Name: "equal_of_one_name", Group: 2},
			weigh.Level{Name: "different_of_one_name", Group: 2})},
		{Name: "generation", Levels: equalLevels()},
		{Name: "birth", Levels: []weigh.Level{
			{Name: "missing", Group: 0}, {Name: "exact", Group: 1}, {Name: "near", Group: 1},
			{Name: "different", Group: 1},
		}},
		{Name: "nino", Levels: equalLevels()},
	}
	scheme.Check()
	return scheme
}()

func equalLevels() []weigh.Level {
	return []weigh.Level{
		{Name: "missing", Group: 0}, {Name: "equal", Group: 1}, {Name: "different", Group: 1},
	}
}

// Scheme returns the comparisons of the model, for checking a saved one.
func Scheme() weigh.Scheme { return inside }
