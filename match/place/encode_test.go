package place

import (
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"strings"

	"nfimatch/extract/columns"
	"nfimatch/normalize/canon"
	"nfimatch/normalize/canon/address"
	"nfimatch/normalize/record"
)

// A plainRow is one entry of an invented town.
type plainRow struct {
	dataset  uint8
	lines    string // separated by |
	postcode string
	uprn     string
	account  string // reference: of an account its own, of a claim the one it names
	people   string // whom the row names, given name first, separated by |
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

// An encoder makes tables of an invented town. It stands in for normalize,
// which match may not import.
type encoder struct {
	tokens, words, postcodes *interning
	names                    *interning
	tables                   record.Tables
	line                     [4]uint32
}

// encode makes the tables of rows, with codes in an order by seed; seed 0 is
// the order of appearance.
func encode(rows []plainRow, seed uint64) *record.Tables {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b plainRow) int { return int(a.dataset) - int(b.dataset) })
	e := &encoder{tokens: newInterning(), words: newInterning(), postcodes: newInterning(),
		names: newInterning()}
	for i, r := range rows {
		e.entry(uint32(i), r)
	}
	e.values(seed)
	return &e.tables
}

func appendList(to *columns.List, values ...uint32) {
	if to.Offsets == nil {
		to.Offsets = []int32{0}
	}
	to.Values = append(to.Values, values...)
	to.Offsets = append(to.Offsets, int32(len(to.Values)))
}

func each(in *interning, field string, values []string) (codes []uint32) {
	for _, value := range values {
		codes = append(codes, in.code(field+":"+value))
	}
	return codes
}

func (e *encoder) entry(number uint32, r plainRow) {
	a := address.NewReader(nil).Parse(strings.Split(r.lines, "|"), r.postcode)
	e.line[r.dataset]++
	to := &e.tables.Entries
	to.Dataset = append(to.Dataset, r.dataset)
	to.Line = append(to.Line, e.line[r.dataset])
	to.Terms = append(to.Terms, 1)
	to.UPRN = append(to.UPRN, e.tokens.code("uprn:"+r.uprn))
	to.Postcode = append(to.Postcode, e.postcodes.code("postcode:"+a.Postcode))
	to.Full = append(to.Full, e.tokens.code("full:"+a.Full()))
	appendList(&to.Unit, each(e.tokens, "id", a.Unit)...)
	appendList(&to.Num, each(e.tokens, "id", a.Num)...)
	appendList(&to.IDs, each(e.tokens, "id", a.IDs)...)
	appendList(&to.Word, each(e.words, "word", a.Words)...)
	appendList(&to.Join, each(e.tokens, "join", address.Joins(a.Words))...)
	to.UnitForm = append(to.UnitForm, uint8(a.UnitForm))
	to.WordIsName = append(to.WordIsName, a.WordIsName)
	ranged := uint8(0)
	if a.NumRange {
		ranged = 1
	}
	to.NumRange = append(to.NumRange, ranged)
	e.mentions(number, r.people)
	account := e.tokens.code("account:" + r.account)
	switch r.dataset {
	case record.CouncilTax:
		e.tables.Accounts.Entry = append(e.tables.Accounts.Entry, number)
		e.tables.Accounts.Account = append(e.tables.Accounts.Account, account)
	case record.ElectoralRegister:
		e.tables.Electors.Entry = append(e.tables.Electors.Entry, number)
	case record.CTR:
		e.tables.Claims.Entry = append(e.tables.Claims.Entry, number)
		e.tables.Claims.Account = append(e.tables.Claims.Account, account)
	}
}

// mentions adds the people of a row.
func (e *encoder) mentions(entry uint32, people string) {
	to := &e.tables.Mentions
	for _, person := range strings.Split(people, "|") {
		given, surname, two := strings.Cut(strings.ToUpper(person), " ")
		if !two {
			continue
		}
		form := record.FormFull
		if len(given) == 1 {
			form = record.FormInitial
		}
		to.Entry = append(to.Entry, entry)
		to.Surname = append(to.Surname, e.names.code("name:"+surname))
		to.Given1 = append(to.Given1, e.names.code("name:"+given))
		to.Given1Form = append(to.Given1Form, form)
	}
}

// postcodeCodes are the codes that stand beside a postcode.
type postcodeCodes struct {
	sector, district uint32
	masks, near      []uint32
}

// values fills the value tables and puts every code in its order.
func (e *encoder) values(seed uint64) {
	near := make([][]uint32, len(e.words.values))
	for code, value := range e.words.values[1:] {
		word := strings.TrimPrefix(value, "word:")
		near[code+1] = each(e.tokens, "near", address.Deletions(word))
	}
	places := make([]postcodeCodes, len(e.postcodes.values))
	for code, value := range e.postcodes.values[1:] {
		p, _ := canon.ParsePostcode(strings.TrimPrefix(value, "postcode:"))
		places[code+1] = postcodeCodes{
			e.tokens.code("sector:" + p.Sector), e.tokens.code("district:" + p.District),
			each(e.tokens, "mask", p.Masks()), each(e.tokens, "postcode near", p.Deletions()),
		}
	}
	t, w, p := e.tokens.order(seed), e.words.order(seed), e.postcodes.order(seed)
	to := &e.tables
	to.Tokens.Token, to.Words.Token = e.tokens.tokens(t), e.words.tokens(w)
	to.Postcodes.Unit = e.postcodes.tokens(p)
	for _, codes := range [][]uint32{
		to.Entries.UPRN, to.Entries.Full, to.Entries.Unit.Values, to.Entries.Num.Values,
		to.Entries.IDs.Values, to.Entries.Join.Values, to.Accounts.Account, to.Claims.Account,
	} {
		recode(codes, t)
	}
	names := e.names.order(seed)
	recode(to.Mentions.Surname, names)
	recode(to.Mentions.Given1, names)
	recode(to.Entries.Word.Values, w)
	recode(to.Entries.Postcode, p)
	for _, code := range inverse(w) {
		recode(near[code], t)
		appendList(&to.Words.Near, near[code]...)
		to.Words.Kind = append(to.Words.Kind, 0)
	}
	for _, code := range inverse(p) {
		c := places[code]
		recode(c.masks, t)
		recode(c.near, t)
		to.Postcodes.Sector = append(to.Postcodes.Sector, t[c.sector])
		to.Postcodes.District = append(to.Postcodes.District, t[c.district])
		appendList(&to.Postcodes.Masks, c.masks...)
		appendList(&to.Postcodes.Near, c.near...)
	}
}

func recode(codes, order []uint32) {
	for i, code := range codes {
		codes[i] = order[code]
	}
}

func inverse(order []uint32) []uint32 {
	back := make([]uint32, len(order))
	for from, to := range order {
		back[to] = uint32(from)
	}
	return back
}

// digest is a hash of whatever can be written in binary.
func digest(values ...any) [32]byte {
	var buffer []byte
	for _, value := range values {
		buffer, _ = binary.Append(buffer, binary.LittleEndian, value)
	}
	return sha256.Sum256(buffer)
}
