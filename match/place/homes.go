package place

import (
	"slices"

	"nfimatch/normalize/record"
)

// homes are the dwellings of the list: the accounts, those of one dwelling
// together.
type homes struct {
	count     uint32
	of        []uint32 // per entry: the dwelling of an account, 0 for other entries
	accounts  []uint16 // per dwelling: accounts at it
	first     []uint32 // per dwelling: entry of its first account
	byAccount []uint32 // per token: the dwelling of the account with that reference
}

// newHomes groups the accounts into dwellings. Accounts with one UPRN are one
// dwelling if their units and numbers are the same: forty flats that carry the
// block's UPRN stay forty. An account without a UPRN joins the one dwelling
// that shows its whole address, if there is exactly one; two UPRNs with one
// text stay rivals.
func newHomes(tables *record.Tables, book *book) *homes {
	entries := &tables.Entries
	h := &homes{
		of: make([]uint32, entries.Len()), byAccount: make([]uint32, len(tables.Tokens.Token)),
	}
	group := newForest(entries.Len())
	h.groupByUPRN(tables, book, group)
	h.groupByFull(tables, group)
	number := make(map[uint32]uint32, len(tables.Accounts.Entry))
	h.accounts, h.first = []uint16{0}, []uint32{0}
	for i, entry := range tables.Accounts.Entry {
		root := group.root(entry)
		home, ok := number[root]
		if !ok {
			h.count++
			home = h.count
			number[root] = home
			h.accounts, h.first = append(h.accounts, 0), append(h.first, entry)
		}
		h.of[entry] = home
		h.accounts[home] = min(h.accounts[home], 1<<16-2) + 1
		if account := tables.Accounts.Account[i]; account != 0 && h.byAccount[account] == 0 {
			h.byAccount[account] = home
		}
	}
	return h
}

func (h *homes) groupByUPRN(tables *record.Tables, book *book, group forest) {
	byUPRN := make(map[record.Code][]uint32, len(tables.Accounts.Entry))
	for _, entry := range tables.Accounts.Entry {
		uprn := tables.Entries.UPRN[entry]
		if uprn == 0 {
			continue
		}
		shown := &book.addresses[book.of[entry]]
		for _, other := range byUPRN[uprn] {
			before := &book.addresses[book.of[other]]
			if shown.SameUnitAndNumber(before) {
				group.join(entry, other)
				break
			}
		}
		if group.root(entry) == entry {
			byUPRN[uprn] = append(byUPRN[uprn], entry)
		}
	}
}

// groupByFull joins accounts without a UPRN.
func (h *homes) groupByFull(tables *record.Tables, group forest) {
	entries := &tables.Entries
	byFull := make(map[record.Code][]uint32, len(tables.Accounts.Entry)) // roots with a UPRN
	for _, entry := range tables.Accounts.Entry {
		full, root := entries.Full[entry], group.root(entry)
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
			group.join(entry, roots[0])
		} else if other, ok := alone[full]; ok {
			group.join(entry, other)
		} else {
			alone[full] = entry
		}
	}
}

// A forest joins entries into sets; the root is the set's earliest entry.
type forest []uint32

func newForest(n int) forest {
	f := make(forest, n)
	for i := range f {
		f[i] = uint32(i)
	}
	return f
}

func (f forest) root(i uint32) uint32 {
	for f[i] != i {
		f[i] = f[f[i]]
		i = f[i]
	}
	return i
}

func (f forest) join(a, b uint32) {
	a, b = f.root(a), f.root(b)
	f[max(a, b)] = min(a, b)
}

// A listing is one spelling of a listed dwelling. Several spellings of one
// dwelling do not compete.
type listing struct {
	address uint32
	home    uint32
}

// A list holds every distinct listing, in order of its first account.
type list struct {
	listings []listing
	byHome   [][]uint32 // per dwelling: its listings
	uprns    map[record.Code][]uint32
}

func newList(tables *record.Tables, book *book, homes *homes) *list {
	l := &list{
		byHome: make([][]uint32, homes.count+1),
		uprns:  make(map[record.Code][]uint32, len(tables.Accounts.Entry)),
	}
	for _, entry := range tables.Accounts.Entry {
		home, shown := homes.of[entry], book.of[entry]
		known := slices.ContainsFunc(l.byHome[home], func(i uint32) bool {
			return l.listings[i].address == shown
		})
		if !known {
			l.byHome[home] = append(l.byHome[home], uint32(len(l.listings)))
			l.listings = append(l.listings, listing{shown, home})
		}
		uprn := tables.Entries.UPRN[entry]
		if uprn != 0 && !slices.Contains(l.uprns[uprn], home) {
			l.uprns[uprn] = append(l.uprns[uprn], home)
		}
	}
	return l
}

// byFull returns the dwelling that shows each whole address, 0 for none; of
// several the first.
func (l *list) byFull(book *book, tokens int) []uint32 {
	named := make([]uint32, tokens)
	for _, listed := range l.listings {
		full := book.addresses[listed.address].Full
		if full != 0 && named[full] == 0 {
			named[full] = listed.home
		}
	}
	return named
}
