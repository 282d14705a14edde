package link

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"nfimatch/extract/columns"
	"nfimatch/match/result"
	"nfimatch/normalize/canon"
	"nfimatch/normalize/canon/address"
	"nfimatch/normalize/canon/name"
	"nfimatch/normalize/record"
	"nfimatch/normalize/token"
)

type builder struct {
	t        *record.Tables
	codes    map[string]record.Code
	tok      *token.Tokeniser
	enc      *token.Encoder
	cal      *token.Calendar
	halves   [][]uint32
	families [][]uint32
	lines    uint32
}

func newBuilder(key byte) *builder {
	ring, _ := token.NewRing(bytes.Repeat([]byte{key}, 32), bytes.Repeat([]byte{key + 100}, 32))
	b := &builder{t: &record.Tables{}, codes: map[string]record.Code{}, tok: ring.Tokeniser("x"),
		enc: ring.Encoder(), cal: ring.Calendar()}
	n := &b.t.Names
	n.Token, n.Bits, n.Ones = append(n.Token, record.Token{}), append(n.Bits, record.Filter{}), append(n.Ones, 0)
	n.Letters, n.Phonetic, n.Initial = append(n.Letters, 0), append(n.Phonetic, 0), append(n.Initial, 0)
	b.halves, b.families = append(b.halves, nil), append(b.families, nil)
	b.t.Tokens.Token = append(b.t.Tokens.Token, record.Token{})
	b.t.Texts.Token = append(b.t.Texts.Token, record.Token{})
	b.t.Texts.Bits, b.t.Texts.Ones = append(b.t.Texts.Bits, record.Filter{}), append(b.t.Texts.Ones, 0)
	p := &b.t.Postcodes
	p.Unit, p.Sector, p.District = append(p.Unit, record.Token{}), append(p.Sector, 0), append(p.District, 0)
	row(&p.Masks, nil)
	row(&p.Near, nil)
	b.date("", "", "")
	return b
}

func row(l *columns.List, v []uint32) {
	if len(l.Offsets) == 0 {
		l.Offsets = append(l.Offsets, 0)
	}
	l.Values = append(l.Values, v...)
	l.Offsets = append(l.Offsets, int32(len(l.Values)))
}

func (b *builder) token(f, v string) record.Code {
	if v == "" {
		return 0
	}
	k := f + "\x00" + v
	c, ok := b.codes[k]
	if !ok {
		c = record.Code(len(b.t.Tokens.Token))
		b.codes[k] = c
		b.t.Tokens.Token = append(b.t.Tokens.Token, b.tok.Token(k))
	}
	return c
}

func (b *builder) tokens(f string, vs []string) (out []uint32) {
	for _, v := range vs {
		out = append(out, b.token(f, v))
	}
	return out
}

func (b *builder) name(v string) record.Code {
	if v == "" {
		return 0
	}
	k := "name\x00" + v
	if c, ok := b.codes[k]; ok {
		return c
	}
	n := &b.t.Names
	c := record.Code(len(n.Token))
	b.codes[k] = c
	bits, ones := b.enc.Filter(v)
	n.Token, n.Bits, n.Ones = append(n.Token, b.tok.Token(k)), append(n.Bits, bits), append(n.Ones, uint16(ones))
	n.Letters = append(n.Letters, uint8(min(len(v), 255)))
	n.Phonetic, n.Initial = append(n.Phonetic, b.token("phon", name.Phonetic(v))), append(n.Initial, 0)
	b.halves, b.families = append(b.halves, nil), append(b.families, b.tokens("fam", name.Families(v)))
	n.Initial[c] = b.name(v[:1])
	for _, h := range name.Halves(v) {
		if h != v {
			b.halves[c] = append(b.halves[c], b.name(h))
		}
	}
	return c
}

func (b *builder) text(v string) record.Code {
	if v == "" {
		return 0
	}
	k := "text\x00" + v
	c, ok := b.codes[k]
	if !ok {
		x := &b.t.Texts
		c = record.Code(len(x.Token))
		b.codes[k] = c
		bits, ones := b.enc.Filter(v)
		x.Token, x.Bits, x.Ones = append(x.Token, b.tok.Token(k)), append(x.Bits, bits), append(x.Ones, uint16(ones))
	}
	return c
}

func (b *builder) date(y, m, d string) record.Code {
	k := "date\x00" + y + "-" + m + "-" + d
	if c, ok := b.codes[k]; ok {
		return c
	}
	yy, _ := strconv.Atoi(y)
	mm, _ := strconv.Atoi(m)
	dd, _ := strconv.Atoi(d)
	t := &b.t.Dates
	c := record.Code(len(t.Token))
	b.codes[k] = c
	t.Token = append(t.Token, b.tok.Token(k))
	var Y, M, D token.Part
	y1, m1, d1 := yy, mm, dd
	if !b.cal.Holds(yy) {
		y1 = 2000
	}
	if mm < 1 || mm > 12 {
		m1 = 1
	}
	if dd < 1 || dd > 31 {
		d1 = 1
	}
	Y, M, D = b.cal.Parts(y1, m1, d1)
	if y1 != yy {
		Y = token.Part{}
	}
	if m1 != mm {
		M = token.Part{}
	}
	if d1 != dd {
		D = token.Part{}
	}
	t.Day, t.DayBefore, t.DayAfter = append(t.Day, D.Code), append(t.DayBefore, D.Before), append(t.DayAfter, D.After)
	t.Month, t.MonthBefore, t.MonthAfter = append(t.Month, M.Code), append(t.MonthBefore, M.Before), append(t.MonthAfter, M.After)
	t.Year, t.YearBefore, t.YearAfter = append(t.Year, Y.Code), append(t.YearBefore, Y.Before), append(t.YearAfter, Y.After)
	return c
}

func (b *builder) postcode(unit, sector, district string, masks, near []string) record.Code {
	if unit == "" {
		return 0
	}
	k := "pc\x00" + unit
	if c, ok := b.codes[k]; ok {
		return c
	}
	p := &b.t.Postcodes
	c := record.Code(len(p.Unit))
	b.codes[k] = c
	p.Unit = append(p.Unit, b.tok.Token(k))
	p.Sector, p.District = append(p.Sector, b.token("sec", sector)), append(p.District, b.token("dis", district))
	row(&p.Masks, b.tokens("mask", masks))
	row(&p.Near, b.tokens("near", near))
	return c
}

type input struct {
	given, surname, sex, y, m, d, addr, postcode, nino string
	exact                                              []string
	text                                               []string
}

func (b *builder) add(dataset uint8, line int, in input) {
	t := b.t
	e, m := &t.Entries, &t.Mentions
	parsed := name.Parse("", in.given, "", in.surname)
	var who name.Person
	if len(parsed.Persons) > 0 {
		who = parsed.Persons[0]
	}
	entry := uint32(e.Len())
	e.Dataset, e.Line, e.Terms = append(e.Dataset, dataset), append(e.Line, uint32(line)), append(e.Terms, 1)
	a := address.Parse([]string{in.addr}, in.postcode)
	pc := record.Code(0)
	if p, ok := canon.ParsePostcode(in.postcode); ok {
		pc = b.postcode(p.Unit, p.Sector, p.District, p.Masks(), p.Deletions())
	} else if len(in.postcode) == 4 {
		x := in.postcode
		pc = b.postcode(x, x[:3], x[:2], []string{"*" + x[1:], x[:1] + "*" + x[2:], x[:2] + "*" + x[3:], x[:3] + "*"},
			[]string{x[1:], x[:1] + x[2:], x[:2] + x[3:], x[:3]})
	}
	e.UPRN, e.Postcode, e.Full = append(e.UPRN, 0), append(e.Postcode, pc), append(e.Full, 0)
	row(&e.Unit, b.tokens("id", a.Unit))
	e.UnitForm, e.NumRange, e.WordIsName = append(e.UnitForm, 0), append(e.NumRange, 0), append(e.WordIsName, 0)
	row(&e.Num, b.tokens("id", a.Num))
	row(&e.IDs, b.tokens("id", a.IDs))
	row(&e.Word, nil)
	row(&e.Join, nil)
	p := &t.Persons
	p.Entry = append(p.Entry, entry)
	lines := strings.Join(append(append(append([]string{}, a.Unit...), a.Num...), a.Words...), " ")
	p.Address, p.Town = append(p.Address, b.text(lines)), append(p.Town, 0)
	var ex, tx []uint32
	for i, v := range in.exact {
		ex = append(ex, b.token(fmt.Sprint("exact", i), canon.Fold(v)))
	}
	for _, v := range in.text {
		tx = append(tx, b.text(canon.Fold(v)))
	}
	row(&p.Exact, ex)
	row(&p.Text, tx)
	m.Entry, m.Ordinal, m.Role = append(m.Entry, entry), append(m.Ordinal, 0), append(m.Role, record.RolePerson)
	m.Surname, m.Given1, m.Given2 = append(m.Surname, b.name(who.Surname)), append(m.Given1, b.name(who.Given1)), append(m.Given2, b.name(who.Given2))
	m.Given1Form, m.Given2Form = append(m.Given1Form, uint8(who.Form)), append(m.Given2Form, uint8(name.FormOf(who.Given2)))
	sex := uint8(0)
	switch in.sex {
	case "M":
		sex = 1
	case "F":
		sex = 2
	}
	m.Sex, m.Generation, m.Age, m.Marks = append(m.Sex, sex), append(m.Generation, 0), append(m.Age, 0), append(m.Marks, 0)
	dob := record.Code(0)
	if in.y+in.m+in.d != "" {
		dob = b.date(in.y, in.m, in.d)
	}
	m.DOB, m.NINO = append(m.DOB, dob), append(m.NINO, 0)
}

func (b *builder) done() *record.Tables {
	for i := range b.halves {
		row(&b.t.Names.Halves, b.halves[i])
		row(&b.t.Names.Family, b.families[i])
	}
	return b.t
}

func readCSV(t testing.TB, path string) []map[string]string {
	f, err := os.Open(path)
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.TrimLeadingSpace = true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, rec := range rows[1:] {
		m := map[string]string{}
		for i, h := range rows[0] {
			m[strings.TrimSpace(h)] = strings.TrimSpace(rec[i])
		}
		out = append(out, m)
	}
	return out
}

type setting struct {
	even, noPlace, noSSN, all bool
}

func essnet(t testing.TB, b *builder, s setting) (truthL, truthR map[uint32]string) {
	dir := os.Getenv("NFI_LABELLED") + "/essnet_dev"
	truthL, truthR = map[uint32]string{}, map[uint32]string{}
	for ds, f := range []string{"census", "cis"} {
		ids := readCSV(t, filepath.Join(dir, "essnet_dev_truth_"+f+".csv"))
		for i, m := range readCSV(t, filepath.Join(dir, "essnet_dev_"+f+".csv")) {
			if s.even && ds == 0 && (i+1)%2 == 0 {
				continue
			}
			in := input{given: m["pername1"], surname: m["pername2"], sex: m["sex"], y: m["dob_year"],
				m: m["dob_mon"], d: m["dob_day"], addr: m["enumcap"], postcode: m["enumpc"]}
			if s.noPlace {
				in.addr, in.postcode = "", ""
			}
			b.add(uint8(4+ds), i+1, in)
			if ds == 0 {
				truthL[uint32(i+1)] = ids[i]["person_id"]
			} else {
				truthR[uint32(i+1)] = ids[i]["person_id"]
			}
		}
	}
	return
}

func febrl(t testing.TB, b *builder, s setting) (truthL, truthR map[uint32]string) {
	dir := os.Getenv("NFI_LABELLED") + "/febrl4"
	truthL, truthR = map[uint32]string{}, map[uint32]string{}
	for ds, f := range []string{"a", "b"} {
		for i, m := range readCSV(t, filepath.Join(dir, "dataset4"+f+".csv")) {
			dob := m["date_of_birth"]
			in := input{given: m["given_name"], surname: m["surname"],
				addr:     m["street_number"] + " " + m["address_1"] + " " + m["address_2"],
				postcode: m["postcode"], exact: []string{m["state"]}, text: []string{m["suburb"]}}
			if len(dob) == 8 {
				in.y, in.m, in.d = dob[:4], dob[4:6], dob[6:]
			}
			if !s.noSSN {
				in.exact = append(in.exact, m["soc_sec_id"])
			}
			if s.noPlace {
				in.addr, in.postcode, in.exact, in.text = "", "", nil, nil
			}
			b.add(uint8(4+ds), i+1, in)
			id := strings.Split(m["rec_id"], "-")[1]
			if ds == 0 {
				truthL[uint32(i+1)] = id
			} else {
				truthR[uint32(i+1)] = id
			}
		}
	}
	return
}

func measure(t testing.TB, r *Result, tl, tr map[uint32]string) string {
	inR := map[string]int{}
	for _, id := range tr {
		inR[id]++
	}
	total := 0
	for _, id := range tl {
		total += inR[id]
	}
	one, oneTrue, all, allTrue := 0, 0, 0, 0
	for i := range r.Pairs.Left {
		ok := tl[r.Pairs.Left[i]] == tr[r.Pairs.Right[i]]
		all++
		if ok {
			allTrue++
		}
		if r.Pairs.Decision[i] == result.DecisionSame {
			one++
			if ok {
				oneTrue++
			}
		}
	}
	f := func(tp, n int) string {
		p, rc := float64(tp)/float64(n), float64(tp)/float64(total)
		return fmt.Sprintf("P %.4f R %.4f F1 %.5f (fp %d fn %d)", p, rc, 2*p*rc/(p+rc), n-tp, total-tp)
	}
	return "1:1 " + f(oneTrue, one) + " | all " + f(allTrue, all)
}

func TestLabelled(t *testing.T) {
	if os.Getenv("NFI_LABELLED") == "" {
		t.Skip("no NFI_LABELLED")
	}
	keys := []byte{1, 2, 3, 4}
	if os.Getenv("KEYS") != "" {
		keys = keys[:1]
	}
	for _, tt := range []struct {
		name string
		s    setting
		set  func(testing.TB, *builder, setting) (a, b map[uint32]string)
	}{
		{"essnet", setting{}, essnet}, {"essnet-even", setting{even: true}, essnet},
		{"essnet-noplace", setting{noPlace: true}, essnet},
		{"febrl-ssn", setting{}, febrl}, {"febrl", setting{noSSN: true}, febrl},
		{"febrl-noplace", setting{noPlace: true, noSSN: true}, febrl},
	} {
		if only := os.Getenv("ONLY"); only != "" && !strings.Contains(tt.name, only) {
			continue
		}
		for _, key := range keys {
			b := newBuilder(key)
			tl, tr := tt.set(t, b, tt.s)
			tables := b.done()
			start := time.Now()
			o := Options{Workers: 2, OneToOne: true}
			if strings.HasPrefix(tt.name, "febrl") && !tt.s.noPlace {
				o.ExactNames, o.TextNames = []string{"state"}, []string{"suburb"}
				if !tt.s.noSSN {
					o.ExactNames = append(o.ExactNames, "ssn")
				}
			}
			r, err := Link(context.Background(), tables, o)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%-15s key %d %s  %v", tt.name, key, measure(t, r, tl, tr), time.Since(start))
			if os.Getenv("BLOCKING") != "" && key == 1 {
				for _, bl := range r.Blocking {
					t.Logf("   %-28s %9d %9d %v %v", bl.Rule, bl.Pairs, bl.New, bl.Worst, bl.Kept)
				}
			}
		}
	}
}
