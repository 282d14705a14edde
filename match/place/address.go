package place

import (
	"bytes"
	"cmp"
	"slices"

	"nfimatch/normalize/record"
)

// An address is what one or more entries show, as views into the tables.
// Addresses are equal where all of it is.
type address struct {
	entry    uint32 // the first entry that shows it
	postcode record.Code
	full     record.Code
	unit     []record.Code // one token space with num
	num      []record.Code
	ids      []record.Code
	words    []record.Code
	joins    []record.Code // pair i is words i and i+1; then the words by themselves
	names    uint32        // bit i: words[i] is of the building's name
	form     uint8
	ranged   bool
}

// pairs returns the joins of two words.
func (a *address) pairs() []record.Code { return a.joins[:max(len(a.words)-1, 0)] }

// single returns the join token of word i by itself, 0 if there is none.
func (a *address) single(i int) record.Code {
	if at := max(len(a.words)-1, 0) + i; at < len(a.joins) {
		return a.joins[at]
	}
	return 0
}

// Classes of what an asked address has. Shares of the identifiers' levels are
// conditional on them: how often a room is at its house is a question about
// rooms.
const (
	classNothing uint8 = iota // no identifier
	classNumber               // a building number only
	classUnit                 // a unit
	classRoom                 // a room
	formClasses
)

func (a *address) formClass() uint8 {
	switch {
	case a.form == formRoom:
		return classRoom
	case len(a.unit) > 0:
		return classUnit
	case len(a.num) > 0:
		return classNumber
	}
	return classNothing
}

// nothing reports whether the address holds neither identifiers nor words.
func (a *address) nothing() bool { return len(a.ids) == 0 && len(a.words) == 0 }

// A question is an address and the UPRN beside it: what is decided once.
type question struct {
	address uint32
	uprn    record.Code
}

// A book holds each distinct address once.
type book struct {
	addresses []address
	of        []uint32   // per entry: its address
	asked     []question // per distinct question of entries that are not accounts
	question  []uint32   // per entry that is not an account: its question
}

func newBook(tables *record.Tables) *book {
	entries := &tables.Entries
	n := entries.Len()
	b := &book{of: make([]uint32, n), question: make([]uint32, n)}
	seen := make(map[uint64][]uint32, n/2)
	asked := make(map[question]uint32, n/2)
	for entry := range n {
		shown := addressOf(entries, entry)
		key := shown.hash()
		at := slices.IndexFunc(seen[key], func(other uint32) bool {
			return b.addresses[other].equal(&shown)
		})
		if at < 0 {
			at = len(seen[key])
			seen[key] = append(seen[key], uint32(len(b.addresses)))
			b.addresses = append(b.addresses, shown)
		}
		b.of[entry] = seen[key][at]
		if entries.Dataset[entry] == record.CouncilTax {
			continue
		}
		ask := question{b.of[entry], entries.UPRN[entry]}
		number, ok := asked[ask]
		if !ok {
			number = uint32(len(b.asked))
			asked[ask] = number
			b.asked = append(b.asked, ask)
		}
		b.question[entry] = number
	}
	return b
}

// addressOf returns the address an entry shows. What is beyond the limit of
// words is not compared.
func addressOf(entries *record.Entries, entry int) address {
	words := span(entries.Word.Offsets, entries.Word.Values, entry)
	joins := span(entries.Join.Offsets, entries.Join.Values, entry)
	if len(words) > wordsMax {
		words, joins = words[:wordsMax], joins[:wordsMax-1]
	}
	return address{
		entry:    uint32(entry),
		postcode: entries.Postcode[entry],
		full:     entries.Full[entry],
		unit:     span(entries.Unit.Offsets, entries.Unit.Values, entry),
		num:      span(entries.Num.Offsets, entries.Num.Values, entry),
		ids:      span(entries.IDs.Offsets, entries.IDs.Values, entry),
		words:    words,
		joins:    joins,
		names:    entries.WordIsName[entry],
		form:     entries.UnitForm[entry],
		ranged:   entries.NumRange[entry] != 0,
	}
}

func span(offsets []int32, values []uint32, i int) []uint32 {
	return values[offsets[i]:offsets[i+1]:offsets[i+1]]
}

// hash mixes all of the address, as FNV-1a does. Equal addresses are found by
// equality: a collision costs a comparison and nothing else.
func (a *address) hash() uint64 {
	const offset, prime = 14695981039346656037, 1099511628211
	sum := uint64(offset)
	mix := func(values ...uint32) {
		for _, value := range values {
			sum = (sum ^ uint64(value)) * prime
		}
		sum = (sum ^ uint64(len(values))) * prime
	}
	mix(a.postcode, a.full, a.names, uint32(a.form))
	mix(a.unit...)
	mix(a.num...)
	mix(a.ids...)
	mix(a.words...)
	return sum
}

func (a *address) equal(b *address) bool {
	return a.postcode == b.postcode && a.full == b.full && a.names == b.names &&
		a.form == b.form && a.ranged == b.ranged && slices.Equal(a.unit, b.unit) &&
		slices.Equal(a.num, b.num) && slices.Equal(a.ids, b.ids) && slices.Equal(a.words, b.words)
}

// queries returns the distinct addresses of entries that are not accounts and
// show something, in the order of their content: of their tokens, never of
// codes or rows. A sample from the front is random by the key and the same for
// every order of the rows.
func (b *book) queries(tables *record.Tables) []uint32 {
	var list []uint32
	seen := make([]bool, len(b.addresses))
	for _, ask := range b.asked {
		if !seen[ask.address] && !b.addresses[ask.address].nothing() {
			seen[ask.address] = true
			list = append(list, ask.address)
		}
	}
	b.sortByContent(tables, list)
	return list
}

// sortByContent sorts distinct addresses by their tokens.
func (b *book) sortByContent(tables *record.Tables, list []uint32) {
	token, words := tables.Tokens.Token, tables.Words.Token
	slices.SortFunc(list, func(x, y uint32) int {
		left, right := &b.addresses[x], &b.addresses[y]
		if c := bytes.Compare(token[left.full][:], token[right.full][:]); c != 0 {
			return c
		}
		unit := tables.Postcodes.Unit
		if c := bytes.Compare(unit[left.postcode][:], unit[right.postcode][:]); c != 0 {
			return c
		}
		for _, c := range []int{
			compareTokens(token, left.ids, right.ids), compareTokens(words, left.words, right.words),
			compareTokens(token, left.unit, right.unit), compareTokens(token, left.num, right.num),
		} {
			if c != 0 {
				return c
			}
		}
		return cmp.Or(cmp.Compare(left.names, right.names), cmp.Compare(left.form, right.form))
	})
}

func compareTokens(tokens []record.Token, left, right []record.Code) int {
	return slices.CompareFunc(left, right, func(x, y record.Code) int {
		return bytes.Compare(tokens[x][:], tokens[y][:])
	})
}
