package agree

import (
	"slices"

	"nfimatch/normalize/record"
)

// WordsMax is how many words of an address are compared: WordIsName has as many
// bits. What is beyond is left out, from the end.
const WordsMax = 32

// An Address is what one or more entries show, as views into the tables. 0 and
// empty lists are what an entry does not show.
type Address struct {
	Postcode record.Code
	Full     record.Code   // the whole address as one token
	Unit     []record.Code // one token space with Num and IDs
	Num      []record.Code // the building's number, or the members of a range
	IDs      []record.Code // units and numbers in the order written, without roles
	Words    []record.Code // at most WordsMax
	Names    uint32        // bit i: Words[i] is of the building's name
	Form     uint8         // how the unit is written, as record.Entries.UnitForm
	ranged   bool
	joins    []record.Code // pair i is words i and i+1; then the words by themselves
}

// Forms of a unit, as record.Entries.UnitForm holds them.
const (
	formNone   = 0
	formDigits = 1
	formWords  = 4 // named by a word: GROUND, ANNEXE
	formRoom   = 5
	formSlash  = 6
)

// AddressOf returns the address an entry shows.
func AddressOf(entries *record.Entries, entry int) Address {
	words, joins := entries.Word.Row(entry), entries.Join.Row(entry)
	if len(words) > WordsMax {
		words, joins = words[:WordsMax], joins[:WordsMax-1]
	}
	return Address{
		Postcode: entries.Postcode[entry],
		Full:     entries.Full[entry],
		Unit:     entries.Unit.Row(entry),
		Num:      entries.Num.Row(entry),
		IDs:      entries.IDs.Row(entry),
		Words:    words,
		Names:    entries.WordIsName[entry],
		Form:     entries.UnitForm[entry],
		joins:    joins,
		ranged:   entries.NumRange[entry] != 0,
	}
}

// Pairs returns the join tokens of each two neighbouring words: one fewer than
// there are words.
func (a *Address) Pairs() []record.Code { return a.joins[:max(len(a.Words)-1, 0)] }

// single returns the join token of word i by itself, 0 if there is none.
func (a *Address) single(i int) record.Code {
	if at := max(len(a.Words)-1, 0) + i; at < len(a.joins) {
		return a.joins[at]
	}
	return 0
}

// Classes of what an asked address has. Shares of the identifiers' levels are
// conditional on them: how often a room is at its house is a question about
// rooms.
const (
	ClassNothing uint8 = iota // no identifier
	ClassNumber               // a building number only
	ClassUnit                 // a unit
	ClassRoom                 // a room
	Classes                   // how many there are
)

// Class returns the class of what the address has.
func (a *Address) Class() uint8 {
	switch {
	case a.Form == formRoom:
		return ClassRoom
	case len(a.Unit) > 0:
		return ClassUnit
	case len(a.Num) > 0:
		return ClassNumber
	}
	return ClassNothing
}

// IsFlat reports whether the unit is a numbered or lettered flat: no annexe, no
// floor and no room, which may be told from their house or not.
func (a *Address) IsFlat() bool {
	return a.Form != formNone && a.Form != formWords && a.Form != formRoom
}

// IsRoom reports whether the unit is a room.
func (a *Address) IsRoom() bool { return a.Form == formRoom }

// IsSlash reports whether the unit is of two numbers by a slash, of which nobody
// knows which is the building's.
func (a *Address) IsSlash() bool { return a.Form == formSlash }

// OtherSystem reports whether the unit is written in another way than by a number: where
// flats are FIRST or 2F1, whether there is a flat 4 nobody knows.
func (a *Address) OtherSystem() bool { return a.Form != formNone && a.Form != formDigits }

// NumberMeets reports whether a building's number is one of the identifiers.
func (a *Address) NumberMeets(ids []record.Code) bool { return meets(a.Num, ids) }

// Nothing reports whether the address holds neither identifiers nor words.
func (a *Address) Nothing() bool { return len(a.IDs) == 0 && len(a.Words) == 0 }

// SameUnitAndNumber reports whether both addresses have the same units and the
// same numbers, in any order.
func (a *Address) SameUnitAndNumber(b *Address) bool {
	return sameSet(a.Unit, b.Unit) && sameSet(a.Num, b.Num)
}

// SharesNumber reports whether the addresses have a number in common.
func (a *Address) SharesNumber(b *Address) bool { return meets(a.Num, b.Num) }

// Hash mixes all of the address, as FNV-1a does. Equal addresses are found by
// [Address.Equal]: a collision costs a comparison and nothing else.
func (a *Address) Hash() uint64 {
	const offset, prime = 14695981039346656037, 1099511628211
	sum := uint64(offset)
	mix := func(values ...uint32) {
		for _, value := range values {
			sum = (sum ^ uint64(value)) * prime
		}
		sum = (sum ^ uint64(len(values))) * prime
	}
	mix(a.Postcode, a.Full, a.Names, uint32(a.Form))
	mix(a.Unit...)
	mix(a.Num...)
	mix(a.IDs...)
	mix(a.Words...)
	return sum
}

// Equal reports whether the addresses are equal in all that they show.
func (a *Address) Equal(b *Address) bool {
	return a.Postcode == b.Postcode && a.Full == b.Full && a.Names == b.Names &&
		a.Form == b.Form && a.ranged == b.ranged && slices.Equal(a.Unit, b.Unit) &&
		slices.Equal(a.Num, b.Num) && slices.Equal(a.IDs, b.IDs) && slices.Equal(a.Words, b.Words)
}
