// Package listing holds what the files list and ask: each distinct address once, the
// dwellings of the accounts, and the buildings of flats among them.
package listing

import (
	"bytes"
	"cmp"
	"slices"

	"nfimatch/match/place/agree"
	"nfimatch/normalize/record"
)

// A Question is an address and the UPRN beside it, in one source: what is decided
// once. Sources have ways of their own to name the flats of a building.
type Question struct {
	Address uint32
	UPRN    record.Code
	Dataset uint8
}

// A Book holds each distinct address once.
type Book struct {
	Addresses []agree.Address
	Of        []uint32   // per entry: its address
	Asked     []Question // per distinct question of entries that are not accounts
	Question  []uint32   // per entry that is not an account: its question
}

// NewBook reads every entry of the tables.
func NewBook(tables *record.Tables) *Book {
	entries := &tables.Entries
	n := entries.Len()
	b := &Book{Of: make([]uint32, n), Question: make([]uint32, n)}
	seen := make(map[uint64][]uint32, n/2)
	asked := make(map[Question]uint32, n/2)
	for entry := range n {
		shown := agree.AddressOf(entries, entry)
		key := shown.Hash()
		at := slices.IndexFunc(seen[key], func(other uint32) bool {
			return b.Addresses[other].Equal(&shown)
		})
		if at < 0 {
			at = len(seen[key])
			seen[key] = append(seen[key], uint32(len(b.Addresses)))
			b.Addresses = append(b.Addresses, shown)
		}
		b.Of[entry] = seen[key][at]
		if entries.Dataset[entry] == record.CouncilTax {
			continue
		}
		ask := Question{b.Of[entry], entries.UPRN[entry], entries.Dataset[entry]}
		number, ok := asked[ask]
		if !ok {
			number = uint32(len(b.Asked))
			asked[ask] = number
			b.Asked = append(b.Asked, ask)
		}
		b.Question[entry] = number
	}
	return b
}

// Queries returns the distinct addresses of entries that are not accounts, teach and
// show something, in the order of their content: of their tokens, never of
// codes or rows. A sample from the front is random by the key and the same for
// every order of the rows.
func (b *Book) Queries(tables *record.Tables) []uint32 {
	var list []uint32
	seen := make([]bool, len(b.Addresses))
	for _, ask := range b.Asked {
		if record.Teaches(ask.Dataset) && !seen[ask.Address] &&
			!b.Addresses[ask.Address].Nothing() {
			seen[ask.Address] = true
			list = append(list, ask.Address)
		}
	}
	b.SortByContent(tables, list)
	return list
}

// SortByContent sorts distinct addresses by their tokens.
func (b *Book) SortByContent(tables *record.Tables, list []uint32) {
	token, words := tables.Tokens.Token, tables.Words.Token
	slices.SortFunc(list, func(x, y uint32) int {
		left, right := &b.Addresses[x], &b.Addresses[y]
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
