package report

import (
	"cmp"
	"errors"
	"slices"
	"sort"

	"nfimatch/extract/retention"
	"nfimatch/match/result"
	"nfimatch/normalize/record"
)

// none is the row number of nothing.
const none = -1

// index answers the questions rules ask of the tables: what is at a dwelling,
// where a mention was placed, what was decided of two mentions. All of it is
// slices over row numbers; the two maps are only ever looked up.
type index struct {
	options Options
	records *record.Tables
	matched *result.Tables

	mentionFirst []uint32 // [entries+1] mentions of entry e: mentionFirst[e]…mentionFirst[e+1]
	electorOf    []int32  // [entries] row of Electors, or none
	claimOf      []int32  // [entries] row of Claims, or none
	occupantOf   []int32  // [mentions] row of Occupants, or none
	mentionOf    []uint32 // [occupants] row of Mentions
	dwellingOf   []uint32 // [entries] dwelling of a council tax entry; 0 not linked
	memberFirst  []uint32 // [dwellings+2] members of dwelling d: members[memberFirst[d]:…[d+1]]
	members      []uint32 // rows of Occupants by dwelling, in their own order

	claimByAccount map[record.Code]int32 // claim in payment of an account code
	accountCodes   map[record.Code]bool
}

var (
	errDwellings = errors.New("dwellings must be numbered from 1 in their order")
	errOccupants = errors.New("occupants must be mentions of the entries, in order")
	errFacts     = errors.New("facts must be of the entries, in order")
	errPairs     = errors.New("pairs must be in order of their dwellings and mentions")
	errAccounts  = errors.New("dwellings must be of accounts of the council tax file")
	errTerms     = errors.New("retention terms of the run are missing")
)

// newIndex checks that the tables are of one run and builds the index. It holds
// about 30 bytes an entry.
func newIndex(records *record.Tables, matched *result.Tables, options Options) (*index, error) {
	x := &index{options: options, records: records, matched: matched}
	if records.Terms == nil {
		return nil, errTerms
	}
	for _, step := range []func() error{
		x.indexFacts, x.indexOccupants, x.indexDwellings, x.checkPairs,
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	x.indexClaims()
	return x, nil
}

// indexFacts finds the facts and the mentions of each entry.
func (x *index) indexFacts() error {
	entries := x.records.Entries.Len()
	x.electorOf, x.claimOf = filled(entries), filled(entries)
	for i, entry := range x.records.Electors.Entry {
		if int(entry) >= entries {
			return errFacts
		}
		x.electorOf[entry] = int32(i)
	}
	for i, entry := range x.records.Claims.Entry {
		if int(entry) >= entries {
			return errFacts
		}
		x.claimOf[entry] = int32(i)
	}
	for _, entry := range x.records.Accounts.Entry {
		if int(entry) >= entries {
			return errFacts
		}
	}
	merged := &x.records.Merged
	if !slices.IsSorted(merged.Entry) || len(merged.Line) != merged.Len() ||
		merged.Len() > 0 && int(slices.Max(merged.Entry)) >= entries {
		return errFacts
	}
	mentions := &x.records.Mentions
	if !slices.IsSorted(mentions.Entry) {
		return errFacts
	}
	x.mentionFirst = make([]uint32, entries+1)
	for _, entry := range mentions.Entry {
		if int(entry) >= entries {
			return errFacts
		}
		x.mentionFirst[entry+1]++
	}
	for e := range entries {
		x.mentionFirst[e+1] += x.mentionFirst[e]
	}
	return nil
}

// filled returns n times none.
func filled(n int) []int32 { return slices.Repeat([]int32{none}, n) }

// indexOccupants walks occupants and mentions together, both being in (dataset,
// line, ordinal) order.
func (x *index) indexOccupants() error {
	occupants := &x.matched.Occupants
	x.occupantOf = filled(x.records.Mentions.Len())
	x.mentionOf = make([]uint32, len(occupants.Line))
	mention := 0
	for o := range occupants.Line {
		want := place(occupants.Dataset[o], occupants.Line[o], occupants.Ordinal[o])
		for mention < len(x.occupantOf) && x.placeOf(mention) < want {
			mention++
		}
		if mention == len(x.occupantOf) || x.placeOf(mention) != want {
			return errOccupants
		}
		x.mentionOf[o], x.occupantOf[mention] = uint32(mention), int32(o)
		mention++
	}
	return nil
}

// indexDwellings groups occupants by dwelling, and says at which dwelling each
// account is. An account that names nobody has no occupant: only where it is its
// dwelling's first account is its dwelling known.
func (x *index) indexDwellings() error {
	dwellings, occupants := &x.matched.Dwellings, &x.matched.Occupants
	x.dwellingOf = make([]uint32, x.records.Entries.Len())
	for i, line := range dwellings.AccountLine {
		if dwellings.Dwelling[i] != uint32(i)+1 {
			return errDwellings
		}
		entry, ok := x.entryAt(record.CouncilTax, line)
		if !ok {
			return errAccounts
		}
		x.dwellingOf[entry] = dwellings.Dwelling[i]
	}
	x.memberFirst = make([]uint32, len(dwellings.Dwelling)+2)
	for o, dwelling := range occupants.Dwelling {
		if int(dwelling) > len(dwellings.Dwelling) {
			return errDwellings
		}
		x.memberFirst[dwelling+1]++
		if occupants.Dataset[o] == record.CouncilTax && dwelling != 0 {
			x.dwellingOf[x.records.Mentions.Entry[x.mentionOf[o]]] = dwelling
		}
	}
	for d := range len(x.memberFirst) - 1 {
		x.memberFirst[d+1] += x.memberFirst[d]
	}
	x.members = make([]uint32, len(occupants.Dwelling))
	next := slices.Clone(x.memberFirst)
	for o, dwelling := range occupants.Dwelling {
		x.members[next[dwelling]] = uint32(o)
		next[dwelling]++
	}
	return nil
}

// entryAt returns the row of the entry with this line, entries being in (dataset,
// line) order.
func (x *index) entryAt(dataset uint8, line uint32) (int, bool) {
	entries := &x.records.Entries
	return sort.Find(entries.Len(), func(i int) int {
		return cmp.Or(cmp.Compare(dataset, entries.Dataset[i]), cmp.Compare(line, entries.Line[i]))
	})
}

func (x *index) checkPairs() error {
	pairs := &x.matched.Pairs
	for p := 1; p < len(pairs.Dwelling); p++ {
		if comparePairs(pairs, p, pairs.Dwelling[p-1],
			leftPlace(pairs, p-1), rightPlace(pairs, p-1)) <= 0 {
			return errPairs
		}
	}
	return nil
}

// indexClaims finds the claim in payment of each account reference: of several
// the one that began last, then the earlier line.
func (x *index) indexClaims() {
	accounts, claims := &x.records.Accounts, &x.records.Claims
	x.accountCodes = make(map[record.Code]bool, len(accounts.Account))
	for _, code := range accounts.Account {
		x.accountCodes[code] = code != 0
	}
	x.claimByAccount = make(map[record.Code]int32)
	for claim, code := range claims.Account {
		if code == 0 || !x.inPayment(claims.From[claim], claims.To[claim]) {
			continue
		}
		held, ok := x.claimByAccount[code]
		if !ok || claims.From[claim] > claims.From[held] {
			x.claimByAccount[code] = int32(claim)
		}
	}
}

// inPayment reports whether something that began on from and ended on to is in
// payment at the as-of date. An unknown start has begun, and an unknown end is
// open; on the day of its end it is no longer in payment.
func (x *index) inPayment(from, to retention.Date) bool {
	return from <= x.options.AsOf && (to == 0 || to > x.options.AsOf)
}

// place packs (dataset, line, ordinal) so that their order is that of numbers.
func place(dataset uint8, line uint32, ordinal uint8) uint64 {
	return uint64(dataset)<<40 | uint64(line)<<8 | uint64(ordinal)
}

// placeOf returns the place of a mention.
func (x *index) placeOf(mention int) uint64 {
	entry := x.records.Mentions.Entry[mention]
	return place(x.records.Entries.Dataset[entry], x.records.Entries.Line[entry],
		x.records.Mentions.Ordinal[mention])
}

func leftPlace(p *result.Pairs, i int) uint64 {
	return place(p.LeftDataset[i], p.LeftLine[i], p.LeftOrdinal[i])
}

func rightPlace(p *result.Pairs, i int) uint64 {
	return place(p.RightDataset[i], p.RightLine[i], p.RightOrdinal[i])
}

func comparePairs(p *result.Pairs, i int, dwelling uint32, left, right uint64) int {
	return cmp.Or(cmp.Compare(p.Dwelling[i], dwelling),
		cmp.Compare(leftPlace(p, i), left), cmp.Compare(rightPlace(p, i), right))
}

// pair returns the row of two mentions' pair at a dwelling, or none.
func (x *index) pair(dwelling uint32, a, b int) int {
	pairs := &x.matched.Pairs
	left, right := x.placeOf(a), x.placeOf(b)
	if left > right {
		left, right = right, left
	}
	row, ok := sort.Find(len(pairs.Dwelling), func(i int) int {
		return -comparePairs(pairs, i, dwelling, left, right)
	})
	if !ok {
		return none
	}
	return row
}

// decision says whether two mentions at a dwelling are one adult. A pair that was
// not compared is unsure, except that one row which names two persons means two.
func (x *index) decision(dwelling uint32, a, b int) uint8 {
	if row := x.pair(dwelling, a, b); row != none {
		return x.matched.Pairs.Decision[row]
	}
	if x.records.Mentions.Entry[a] == x.records.Mentions.Entry[b] {
		return result.DecisionDifferent
	}
	return result.DecisionUnsure
}

// weightOfPair returns the pair's weight, or the least int32 if it has none.
func (x *index) weightOfPair(dwelling uint32, a, b int) int32 {
	if row := x.pair(dwelling, a, b); row != none {
		return x.matched.Pairs.WeightMillibits[row]
	}
	return -1 << 31
}
