package place

import (
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"strings"

	"nfimatch/extract/columns"
	"nfimatch/normalize/canon"
	"nfimatch/normalize/record"
)

// A plainRow is one entry of an invented town.
type plainRow struct {
	dataset  uint8
	lines    string // separated by |
	postcode string
	uprn     string
	account  string // reference: of an account its own, of a claim the one it names
}

// interning hands out codes from 1 and remembers the value behind each.
type interning struct {
	codes  map[string]uint32
	values []string
}

func newInterning() *interning { return &interning{map[string]uint32{}, []string{""}} }

func (n *interning) code(value string) uint32 {
	if strings.HasSuffix(value, ":") {
		return 0
	}
	code, ok := n.codes[value]
	if !ok {
		code = uint32(len(n.values))
		n.codes[value] = code
		n.values = append(n.values, value)
	}
	return code
}

// order returns a permutation of the codes that keeps 0, by seed; seed 0 keeps
// them as they are.
func (n *interning) order(seed uint64) []uint32 {
	order := make([]uint32, len(n.values))
	for i := range order {
		order[i] = uint32(i)
	}
	if seed != 0 {
		random := rand.New(rand.NewPCG(seed, 7))
		random.Shuffle(len(order)-1, func(i, j int) {
			order[i+1], order[j+1] = order[j+1], order[i+1]
		})
	}
	return order
}

func (n *interning) tokens(order []uint32) []record.Token {
	tokens := make([]record.Token, len(n.values))
	for code, value := range n.values[1:] {
		sum := sha256.Sum256([]byte(value))
		copy(tokens[order[code+1]][:], sum[:])
	}
	return tokens
}

// encode makes the tables of an invented town, with codes in an order by seed.
// It stands in for normalize, which match may not import.
func encode(rows []plainRow, seed uint64) *record.Tables {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b plainRow) int { return int(a.dataset) - int(b.dataset) })
	tokens, words, postcodes := newInterning(), newInterning(), newInterning()
	tables := &record.Tables{}
	e := &tables.Entries
	list := func(to *columns.List, values ...uint32) {
		if to.Offsets == nil {
			to.Offsets = []int32{0}
		}
		to.Values = append(to.Values, values...)
		to.Offsets = append(to.Offsets, int32(len(to.Values)))
	}
	each := func(in *interning, field string, values []string) (codes []uint32) {
		for _, value := range values {
			codes = append(codes, in.code(field+":"+value))
		}
		return codes
	}
	line := [4]uint32{}
	for i, r := range rows {
		a := canon.ParseAddress(strings.Split(r.lines, "|"), r.postcode)
		line[r.dataset]++
		e.Dataset = append(e.Dataset, r.dataset)
		e.Line = append(e.Line, line[r.dataset])
		e.Terms = append(e.Terms, 1)
		e.UPRN = append(e.UPRN, tokens.code("uprn:"+r.uprn))
		e.Postcode = append(e.Postcode, postcodes.code("postcode:"+a.Postcode))
		e.Full = append(e.Full, tokens.code("full:"+a.Full()))
		list(&e.Unit, each(tokens, "id", a.Unit)...)
		list(&e.Num, each(tokens, "id", a.Num)...)
		list(&e.IDs, each(tokens, "id", a.IDs)...)
		list(&e.Word, each(words, "word", a.Words)...)
		list(&e.Join, each(tokens, "join", canon.AddressJoins(a.Words))...)
		e.UnitForm = append(e.UnitForm, uint8(a.UnitForm))
		e.WordIsName = append(e.WordIsName, a.WordIsName)
		ranged := uint8(0)
		if a.NumRange {
			ranged = 1
		}
		e.NumRange = append(e.NumRange, ranged)
		account := tokens.code("account:" + r.account)
		switch r.dataset {
		case record.CouncilTax:
			tables.Accounts.Entry = append(tables.Accounts.Entry, uint32(i))
			tables.Accounts.Account = append(tables.Accounts.Account, account)
		case record.ElectoralRegister:
			tables.Electors.Entry = append(tables.Electors.Entry, uint32(i))
		case record.CTR:
			tables.Claims.Entry = append(tables.Claims.Entry, uint32(i))
			tables.Claims.Account = append(tables.Claims.Account, account)
		}
	}
	near := make([][]uint32, len(words.values))
	for code, value := range words.values[1:] {
		near[code+1] = each(tokens, "near", canon.AddressDeletions(strings.TrimPrefix(value, "word:")))
	}
	type codes struct {
		sector, district uint32
		masks, near      []uint32
	}
	places := make([]codes, len(postcodes.values))
	for code, value := range postcodes.values[1:] {
		p, _ := canon.ParsePostcode(strings.TrimPrefix(value, "postcode:"))
		c := &places[code+1]
		c.sector, c.district = tokens.code("sector:"+p.Sector), tokens.code("district:"+p.District)
		c.masks, c.near = each(tokens, "mask", masksOf(p.Unit)), each(tokens, "pnear", droppedOf(p.Unit))
	}
	t, w, p := tokens.order(seed), words.order(seed+1), postcodes.order(seed+2)
	if seed == 0 {
		w, p = words.order(0), postcodes.order(0)
	}
	tables.Tokens.Token, tables.Words.Token = tokens.tokens(t), words.tokens(w)
	tables.Postcodes.Unit = postcodes.tokens(p)
	recode := func(codes, order []uint32) {
		for i, code := range codes {
			codes[i] = order[code]
		}
	}
	recode(e.UPRN, t)
	recode(e.Full, t)
	recode(e.Unit.Values, t)
	recode(e.Num.Values, t)
	recode(e.IDs.Values, t)
	recode(e.Join.Values, t)
	recode(e.Word.Values, w)
	recode(e.Postcode, p)
	recode(tables.Accounts.Account, t)
	recode(tables.Claims.Account, t)
	inverse := func(order []uint32) []uint32 {
		back := make([]uint32, len(order))
		for from, to := range order {
			back[to] = uint32(from)
		}
		return back
	}
	for _, code := range inverse(w) {
		recode(near[code], t)
		list(&tables.Words.Near, near[code]...)
		tables.Words.Kind = append(tables.Words.Kind, 0)
	}
	for _, code := range inverse(p) {
		c := places[code]
		recode(c.masks, t)
		recode(c.near, t)
		tables.Postcodes.Sector = append(tables.Postcodes.Sector, t[c.sector])
		tables.Postcodes.District = append(tables.Postcodes.District, t[c.district])
		list(&tables.Postcodes.Masks, c.masks...)
		list(&tables.Postcodes.Near, c.near...)
	}
	return tables
}

// masksOf returns the postcode with one place hidden, at each place.
func masksOf(unit string) (masks []string) {
	unit = strings.ReplaceAll(unit, " ", "")
	for i := range unit {
		masks = append(masks, unit[:i]+"?"+unit[i+1:])
	}
	return masks
}

// droppedOf returns the postcode with one character left out, at each place.
func droppedOf(unit string) (dropped []string) {
	unit = strings.ReplaceAll(unit, " ", "")
	for i := range unit {
		dropped = append(dropped, unit[:i]+unit[i+1:])
	}
	return dropped
}

// digest is a hash of whatever can be written in binary.
func digest(values ...any) [32]byte {
	var buffer []byte
	for _, value := range values {
		buffer, _ = binary.Append(buffer, binary.LittleEndian, value)
	}
	return sha256.Sum256(buffer)
}
