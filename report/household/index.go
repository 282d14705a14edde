// Package household gathers what the sources say of one account: the persons its rows
// name, the electors at its dwelling, the claim that belongs to it. It states facts and
// doubts, and knows no rule, weight or word of the list.
package household

import (
	"cmp"
	"errors"
	"slices"
	"sort"

	"nfimatch/extract/retention"
	"nfimatch/match/result"
	"nfimatch/normalize/record"
	"nfimatch/report/ledger"
)

// None is the row number of nothing.
const None = -1

// Index answers the questions rules ask of the tables: what is at a dwelling,
// where a mention was placed, what was decided of two mentions. All of it is
// slices over row numbers; the two maps are only ever looked up.
type Index struct {
	Records *record.Tables
	Matched *result.Tables
	AsOf    retention.Date // the day discounts, claims and ages are judged at
	Seen    []ledger.Seen  // of each row of Electors; nil where no ledger is kept

	mentionFirst []uint32 // [entries+1] mentions of entry e: mentionFirst[e]…mentionFirst[e+1]
	electorOf    []int32  // [entries] row of Electors, or None
	claimOf      []int32  // [entries] row of Claims, or None
	accountOf    []int32  // [entries] row of Accounts, or None
	occupantOf   []int32  // [mentions] row of Occupants, or None
	mentionOf    []uint32 // [occupants] row of Mentions
	dwellingOf   []uint32 // [entries] dwelling of a council tax entry; 0 not linked
	memberFirst  []uint32 // [dwellings+2] members of dwelling d: members[memberFirst[d]:…[d+1]]
	members      []uint32 // rows of Occupants by dwelling, in their own order

	claimByAccount map[record.Code]int32 // claim in payment of an account code
	accountCodes   map[record.Code]bool

	elsewhere elsewhere // nothing before SearchElsewhere
	deaths    deaths    // nothing before SearchDeaths
}

// What is wrong with tables that are not of one run.
var (
	ErrDwellings = errors.New("dwellings must be numbered from 1 in their order")
	ErrOccupants = errors.New("occupants must be mentions of the entries, in order")
	ErrFacts     = errors.New("facts must be of the entries, in order")
	ErrPairs     = errors.New("pairs must be in order of their dwellings and mentions")
	ErrAccounts  = errors.New("dwellings must be of accounts of the council tax file")
	ErrTerms     = errors.New("retention terms of the run are missing")
)

// NewIndex checks that the tables are of one run and builds the index, which judges at
// asOf. It holds about 30 bytes an entry. An error is one of those above.
func NewIndex(records *record.Tables, matched *result.Tables, asOf retention.Date) (
	*Index, error,
) {
	x := &Index{AsOf: asOf, Records: records, Matched: matched}
	if records.Terms == nil {
		return nil, ErrTerms
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
func (x *Index) indexFacts() error {
	entries := x.Records.Entries.Len()
	x.electorOf, x.claimOf, x.accountOf = filled(entries), filled(entries), filled(entries)
	for i, entry := range x.Records.Electors.Entry {
		if int(entry) >= entries {
			return ErrFacts
		}
		x.electorOf[entry] = int32(i)
	}
	for i, entry := range x.Records.Claims.Entry {
		if int(entry) >= entries {
			return ErrFacts
		}
		x.claimOf[entry] = int32(i)
	}
	for i, entry := range x.Records.Accounts.Entry {
		if int(entry) >= entries {
			return ErrFacts
		}
		x.accountOf[entry] = int32(i)
	}
	for _, entry := range x.Records.Deaths.Entry {
		if int(entry) >= entries {
			return ErrFacts
		}
	}
	merged := &x.Records.Merged
	if !slices.IsSorted(merged.Entry) || len(merged.Line) != merged.Len() ||
		merged.Len() > 0 && int(slices.Max(merged.Entry)) >= entries {
		return ErrFacts
	}
	mentions := &x.Records.Mentions
	if !slices.IsSorted(mentions.Entry) {
		return ErrFacts
	}
	x.mentionFirst = make([]uint32, entries+1)
	for _, entry := range mentions.Entry {
		if int(entry) >= entries {
			return ErrFacts
		}
		x.mentionFirst[entry+1]++
	}
	for e := range entries {
		x.mentionFirst[e+1] += x.mentionFirst[e]
	}
	return nil
}

// filled returns n times None.
func filled(n int) []int32 { return slices.Repeat([]int32{None}, n) }

// indexOccupants walks occupants and mentions together, both being in (dataset,
// line, ordinal) order.
func (x *Index) indexOccupants() error {
	occupants := &x.Matched.Occupants
	x.occupantOf = filled(x.Records.Mentions.Len())
	x.mentionOf = make([]uint32, len(occupants.Line))
	mention := 0
	for o := range occupants.Line {
		want := place(occupants.Dataset[o], occupants.Line[o], occupants.Ordinal[o])
		for mention < len(x.occupantOf) && x.placeOf(mention) < want {
			mention++
		}
		if mention == len(x.occupantOf) || x.placeOf(mention) != want {
			return ErrOccupants
		}
		x.mentionOf[o], x.occupantOf[mention] = uint32(mention), int32(o)
		mention++
	}
	return nil
}

// indexDwellings groups occupants by dwelling, and says at which dwelling each
// account is. An account that names nobody has no occupant: only where it is its
// dwelling's first account is its dwelling known.
func (x *Index) indexDwellings() error {
	dwellings, occupants := &x.Matched.Dwellings, &x.Matched.Occupants
	x.dwellingOf = make([]uint32, x.Records.Entries.Len())
	for i, line := range dwellings.AccountLine {
		if dwellings.Dwelling[i] != uint32(i)+1 {
			return ErrDwellings
		}
		entry, ok := x.entryAt(record.CouncilTax, line)
		if !ok {
			return ErrAccounts
		}
		x.dwellingOf[entry] = dwellings.Dwelling[i]
	}
	x.memberFirst = make([]uint32, len(dwellings.Dwelling)+2)
	for o, dwelling := range occupants.Dwelling {
		if int(dwelling) > len(dwellings.Dwelling) {
			return ErrDwellings
		}
		x.memberFirst[dwelling+1]++
		if occupants.Dataset[o] == record.CouncilTax && dwelling != 0 {
			x.dwellingOf[x.Records.Mentions.Entry[x.mentionOf[o]]] = dwelling
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
func (x *Index) entryAt(dataset uint8, line uint32) (int, bool) {
	entries := &x.Records.Entries
	return sort.Find(entries.Len(), func(i int) int {
		return cmp.Or(cmp.Compare(dataset, entries.Dataset[i]), cmp.Compare(line, entries.Line[i]))
	})
}

func (x *Index) checkPairs() error {
	pairs := &x.Matched.Pairs
	for p := 1; p < len(pairs.Dwelling); p++ {
		if comparePairs(pairs, p, pairs.Dwelling[p-1],
			leftPlace(pairs, p-1), rightPlace(pairs, p-1)) <= 0 {
			return ErrPairs
		}
	}
	return nil
}

// indexClaims finds the claim in payment of each account reference: of several
// the one that began last, then the earlier line.
func (x *Index) indexClaims() {
	accounts, claims := &x.Records.Accounts, &x.Records.Claims
	x.accountCodes = make(map[record.Code]bool, len(accounts.Account))
	for _, code := range accounts.Account {
		x.accountCodes[code] = code != 0
	}
	x.claimByAccount = make(map[record.Code]int32)
	for claim, code := range claims.Account {
		if code == 0 || !x.InPayment(claims.From[claim], claims.To[claim]) {
			continue
		}
		held, ok := x.claimByAccount[code]
		if !ok || claims.From[claim] > claims.From[held] {
			x.claimByAccount[code] = int32(claim)
		}
	}
}

// InPayment reports whether something that began on from and ended on to is in
// payment at the as-of date. An unknown start has begun, and an unknown end is
// open; on the day of its end it is no longer in payment.
func (x *Index) InPayment(from, to retention.Date) bool {
	return from <= x.AsOf && (to == 0 || to > x.AsOf)
}

// place packs (dataset, line, ordinal) so that their order is that of numbers.
func place(dataset uint8, line uint32, ordinal uint8) uint64 {
	return uint64(dataset)<<40 | uint64(line)<<8 | uint64(ordinal)
}

// placeOf returns the place of a mention.
func (x *Index) placeOf(mention int) uint64 {
	entry := x.Records.Mentions.Entry[mention]
	return place(x.Records.Entries.Dataset[entry], x.Records.Entries.Line[entry],
		x.Records.Mentions.Ordinal[mention])
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

// pair returns the row of two mentions' pair at a dwelling, or None.
func (x *Index) pair(dwelling uint32, a, b int) int {
	pairs := &x.Matched.Pairs
	left, right := x.placeOf(a), x.placeOf(b)
	if left > right {
		left, right = right, left
	}
	row, ok := sort.Find(len(pairs.Dwelling), func(i int) int {
		return -comparePairs(pairs, i, dwelling, left, right)
	})
	if !ok {
		return None
	}
	return row
}

// Decision says whether two mentions at a dwelling are one adult. A pair that was
// not compared is unsure, except that one row which names two persons means two.
func (x *Index) Decision(dwelling uint32, a, b int) uint8 {
	if row := x.pair(dwelling, a, b); row != None {
		return x.Matched.Pairs.Decision[row]
	}
	if x.Records.Mentions.Entry[a] == x.Records.Mentions.Entry[b] {
		return result.DecisionDifferent
	}
	return result.DecisionUnsure
}

// weightOfPair returns the pair's weight, or the least int32 if it has none.
func (x *Index) weightOfPair(dwelling uint32, a, b int) int32 {
	if row := x.pair(dwelling, a, b); row != None {
		return x.Matched.Pairs.WeightMillibits[row]
	}
	return -1 << 31
}
