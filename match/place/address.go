package place

import (
	"bytes"
	"cmp"
	"slices"

	"nfimatch/match/place/agree"
	"nfimatch/normalize/record"
)

// A question is an address and the UPRN beside it, in one source: what is decided
// once. Sources have ways of their own to name the flats of a building.
type question struct {
	address uint32
	uprn    record.Code
	dataset uint8
}

// A book holds each distinct address once.
type book struct {
	addresses []agree.Address
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
		shown := agree.AddressOf(entries, entry)
		key := shown.Hash()
		at := slices.IndexFunc(seen[key], func(other uint32) bool {
			return b.addresses[other].Equal(&shown)
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
		ask := question{b.of[entry], entries.UPRN[entry], entries.Dataset[entry]}
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

// queries returns the distinct addresses of entries that are not accounts and
// show something, in the order of their content: of their tokens, never of
// codes or rows. A sample from the front is random by the key and the same for
// every order of the rows.
func (b *book) queries(tables *record.Tables) []uint32 {
	var list []uint32
	seen := make([]bool, len(b.addresses))
	for _, ask := range b.asked {
		if !seen[ask.address] && !b.addresses[ask.address].Nothing() {
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
		if c := bytes.Compare(token[left.Full][:], token[right.Full][:]); c != 0 {
			return c
		}
		unit := tables.Postcodes.Unit
		if c := bytes.Compare(unit[left.Postcode][:], unit[right.Postcode][:]); c != 0 {
			return c
		}
		for _, c := range []int{
			compareTokens(token, left.IDs, right.IDs), compareTokens(words, left.Words, right.Words),
			compareTokens(token, left.Unit, right.Unit), compareTokens(token, left.Num, right.Num),
		} {
			if c != 0 {
				return c
			}
		}
		return cmp.Or(cmp.Compare(left.Names, right.Names), cmp.Compare(left.Form, right.Form))
	})
}

func compareTokens(tokens []record.Token, left, right []record.Code) int {
	return slices.CompareFunc(left, right, func(x, y record.Code) int {
		return bytes.Compare(tokens[x][:], tokens[y][:])
	})
}
