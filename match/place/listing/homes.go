package listing

import (
	"slices"

	"nfimatch/match/forest"
	"nfimatch/normalize/record"
)

// Homes are the dwellings of the list: the accounts, those of one dwelling
// together.
type Homes struct {
	Count     uint32
	Of        []uint32 // per entry: the dwelling of an account, 0 for other entries
	Accounts  []uint16 // per dwelling: accounts at it
	First     []uint32 // per dwelling: entry of its first account
	ByAccount []uint32 // per token: the dwelling of the account with that reference
}

// NewHomes groups the accounts into dwellings. Accounts with one UPRN are one
// dwelling if their units and numbers are the same: forty flats that carry the
// block's UPRN stay forty. An account without a UPRN joins the one dwelling
// that shows its whole address, if there is exactly one; two UPRNs with one
// text stay rivals.
func NewHomes(tables *record.Tables, book *Book) *Homes {
	entries := &tables.Entries
	h := &Homes{
		Of: make([]uint32, entries.Len()), ByAccount: make([]uint32, len(tables.Tokens.Token)),
	}
	group := forest.New(entries.Len())
	h.groupByUPRN(tables, book, group)
	h.groupByFull(tables, group)
	number := make(map[uint32]uint32, len(tables.Accounts.Entry))
	h.Accounts, h.First = []uint16{0}, []uint32{0}
	for i, entry := range tables.Accounts.Entry {
		root := group.Root(entry)
		home, ok := number[root]
		if !ok {
			h.Count++
			home = h.Count
			number[root] = home
			h.Accounts, h.First = append(h.Accounts, 0), append(h.First, entry)
		}
		h.Of[entry] = home
		h.Accounts[home] = min(h.Accounts[home], 1<<16-2) + 1
		if account := tables.Accounts.Account[i]; account != 0 && h.ByAccount[account] == 0 {
			h.ByAccount[account] = home
		}
	}
	return h
}

func (h *Homes) groupByUPRN(tables *record.Tables, book *Book, group forest.Forest) {
	byUPRN := make(map[record.Code][]uint32, len(tables.Accounts.Entry))
	for _, entry := range tables.Accounts.Entry {
		uprn := tables.Entries.UPRN[entry]
		if uprn == 0 {
			continue
		}
		shown := &book.Addresses[book.Of[entry]]
		for _, other := range byUPRN[uprn] {
			before := &book.Addresses[book.Of[other]]
			if shown.SameUnitAndNumber(before) {
				group.Join(entry, other)
				break
			}
		}
		if group.Root(entry) == entry {
			byUPRN[uprn] = append(byUPRN[uprn], entry)
		}
	}
}

// groupByFull joins accounts without a UPRN.
func (h *Homes) groupByFull(tables *record.Tables, group forest.Forest) {
	entries := &tables.Entries
	byFull := make(map[record.Code][]uint32, len(tables.Accounts.Entry)) // roots with a UPRN
	for _, entry := range tables.Accounts.Entry {
		full, root := entries.Full[entry], group.Root(entry)
		if entries.UPRN[entry] != 0 && full != 0 && !slices.Contains(byFull[full], root) {
			byFull[full] = append(byFull[full], root)
		}
	}
	alone := make(map[record.Code]uint32)
	for _, entry := range tables.Accounts.Entry {
		full := entries.Full[entry]
		if entries.UPRN[entry] != 0 || full == 0 {
			continue
		}
		if roots := byFull[full]; len(roots) == 1 {
			group.Join(entry, roots[0])
		} else if other, ok := alone[full]; ok {
			group.Join(entry, other)
		} else {
			alone[full] = entry
		}
	}
}

// A Listing is one spelling of a listed dwelling. Several spellings of one
// dwelling do not compete.
type Listing struct {
	Address uint32
	Home    uint32
}

// A List holds every distinct listing, in order of its first account.
type List struct {
	Listings []Listing
	ByHome   [][]uint32 // per dwelling: its listings
	UPRNs    map[record.Code][]uint32
}

// NewList lists the accounts' dwellings.
func NewList(tables *record.Tables, book *Book, homes *Homes) *List {
	l := &List{
		ByHome: make([][]uint32, homes.Count+1),
		UPRNs:  make(map[record.Code][]uint32, len(tables.Accounts.Entry)),
	}
	for _, entry := range tables.Accounts.Entry {
		home, shown := homes.Of[entry], book.Of[entry]
		known := slices.ContainsFunc(l.ByHome[home], func(i uint32) bool {
			return l.Listings[i].Address == shown
		})
		if !known {
			l.ByHome[home] = append(l.ByHome[home], uint32(len(l.Listings)))
			l.Listings = append(l.Listings, Listing{shown, home})
		}
		uprn := tables.Entries.UPRN[entry]
		if uprn != 0 && !slices.Contains(l.UPRNs[uprn], home) {
			l.UPRNs[uprn] = append(l.UPRNs[uprn], home)
		}
	}
	return l
}

// ByFull returns the dwelling that shows each whole address, 0 for none; of
// several the first.
func (l *List) ByFull(book *Book, tokens int) []uint32 {
	named := make([]uint32, tokens)
	for _, listed := range l.Listings {
		full := book.Addresses[listed.Address].Full
		if full != 0 && named[full] == 0 {
			named[full] = listed.Home
		}
	}
	return named
}
