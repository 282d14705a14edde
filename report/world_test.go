package report

import (
	"cmp"
	"slices"

	"nfimatch/extract/retention"
	"nfimatch/match/result"
	"nfimatch/normalize/record"
)

// tables lays the world out as the stages before would: rows in (dataset, line)
// order, one occupant a mention, every pair of one dwelling.
func (w *world) tables() (*record.Tables, *result.Tables) {
	slices.SortStableFunc(w.rows, func(a, b worldRow) int {
		return cmp.Or(cmp.Compare(a.dataset, b.dataset), cmp.Compare(a.line, b.line))
	})
	w.options.Seen, w.options.SeenTerms = nil, 4
	terms := &retention.Register{}
	for i, name := range []string{"council_tax", "electoral_register", "ctr", "first_seen", "deaths"} {
		_, err := terms.Add(retention.Terms{Dataset: name, Bound: retention.Maximum,
			DeleteBy: date("2027-04-01") + retention.Date(31*(4-i))})
		if err != nil {
			panic(err)
		}
	}
	records := &record.Tables{Terms: terms, Meta: testMeta}
	records.Names.Initial = middleInitials
	d := &records.Dates
	for born := range uint16(20) { // 1 and 11 are a slip apart, all others are more
		d.Day, d.Month = append(d.Day, born%10), append(d.Month, born%10)
		d.Year = append(d.Year, born)
	}
	matched := &result.Tables{Terms: terms, Meta: testMeta}
	for i := range w.rows {
		w.addEntry(records, matched, uint32(i))
	}
	w.addPairs(records, matched)
	w.countDwellings(records, matched)
	return records, matched
}

var testMeta = map[string]string{"nfi.as_of": "2026-11-01", "nfi.canon": "1", "nfi.encoding": "1",
	"nfi.exercise": "T", "nfi.key_id": "test", "nfi.source_sha256": "none", "nfi.spec": "test",
	"nfi.terms_sha256": "none"}

func (w *world) addEntry(r *record.Tables, m *result.Tables, i uint32) {
	row := &w.rows[i]
	r.Entries.Dataset = append(r.Entries.Dataset, row.dataset)
	r.Entries.Line = append(r.Entries.Line, row.line)
	r.Entries.Terms = append(r.Entries.Terms, row.terms)
	for _, line := range row.merged {
		r.Merged.Entry = append(r.Merged.Entry, i)
		r.Merged.Line = append(r.Merged.Line, line)
	}
	switch row.dataset {
	case record.CouncilTax:
		a := &r.Accounts
		a.Entry = append(a.Entry, i)
		a.Account = append(a.Account, row.account)
		a.Holder = append(a.Holder, row.holder)
		a.Discount = append(a.Discount, row.discount)
		a.Disregard = append(a.Disregard, row.disregard)
		a.Exemption = append(a.Exemption, row.exemption)
		a.From = append(a.From, row.from)
		a.To = append(a.To, row.to)
		a.Since = append(a.Since, row.since)
		a.Reviewed = append(a.Reviewed, row.reviewed)
		a.GrossPence = append(a.GrossPence, row.gross)
		a.DiscountPence = append(a.DiscountPence, row.off)
		a.DisregardShare = append(a.DisregardShare, row.share)
	case record.ElectoralRegister:
		e := &r.Electors
		e.Entry = append(e.Entry, i)
		e.Status = append(e.Status, row.status)
		e.AdultOn = append(e.AdultOn, row.adultOn)
		e.Registered = append(e.Registered, row.registered)
		w.options.Seen = append(w.options.Seen, row.seen)
	case record.CTR:
		c := &r.Claims
		c.Entry = append(c.Entry, i)
		c.Account = append(c.Account, row.account)
		c.From = append(c.From, row.from)
		c.To = append(c.To, row.to)
		c.Partner = append(c.Partner, row.partner)
		c.Nondependants = append(c.Nondependants, row.nondependants)
		c.WeeklyPence = append(c.WeeklyPence, row.weekly)
	}
	if row.dataset == record.Deaths {
		r.Deaths.Entry, r.Deaths.Died = append(r.Deaths.Entry, i), append(r.Deaths.Died, row.died)
	}
	for ordinal, person := range row.persons {
		age := record.AgeUnknown
		if person.minor {
			age = record.AgeMinor
		}
		p := &r.Mentions
		p.Entry = append(p.Entry, i)
		p.Ordinal = append(p.Ordinal, uint8(ordinal))
		p.Role = append(p.Role, person.role)
		p.Marks = append(p.Marks, person.marks)
		p.Given1Form = append(p.Given1Form, person.form)
		p.Age = append(p.Age, age)
		p.Surname = append(p.Surname, w.code(w.surnameOf(person.name)))
		p.Given1 = append(p.Given1, w.code(person.name))
		p.Given2 = append(p.Given2, record.Code(person.middle))
		p.Given2Form = append(p.Given2Form, middleForms[person.middle])
		p.Sex = append(p.Sex, person.sex)
		p.Generation = append(p.Generation, person.generation)
		p.DOB = append(p.DOB, person.born)
		o := &m.Occupants
		o.Dwelling = append(o.Dwelling, row.dwelling)
		o.Dataset = append(o.Dataset, row.dataset)
		o.Line = append(o.Line, row.line)
		o.Ordinal = append(o.Ordinal, uint8(ordinal))
		o.Person = append(o.Person, 1)
		o.How = append(o.How, row.how)
		o.Relation = append(o.Relation, row.relation)
		o.MarginMillibits = append(o.MarginMillibits, 0)
		o.Doubt = append(o.Doubt, row.doubt)
		o.Terms = append(o.Terms, row.terms)
		o.DeleteBy = append(o.DeleteBy, r.Terms.Get(retention.TermsID(row.terms)).DeleteBy)
	}
}

// Middle names: none, four, and the initials of those four.
var (
	middleForms = []uint8{record.FormNone, record.FormFull, record.FormFull, record.FormFull,
		record.FormFull, record.FormInitial, record.FormInitial, record.FormInitial, record.FormInitial}
	middleInitials = []record.Code{0, 5, 6, 7, 8, 5, 6, 7, 8}
)

// surnameOf returns a surname of one's own, or the one that a random home shares.
func (w *world) surnameOf(name string) string {
	if w.families {
		return name[1:]
	}
	return name
}

// code returns the code of a name, which says nothing but which names are equal.
func (w *world) code(name string) record.Code {
	if w.codes[name] == 0 {
		w.codes[name] = record.Code(len(w.codes)+1) + w.codesFrom
	}
	return w.codes[name]
}

// nameOf returns the person of a mention.
func (w *world) nameOf(r *record.Tables, mention int) string {
	return w.rows[r.Mentions.Entry[mention]].persons[r.Mentions.Ordinal[mention]].name
}

func (w *world) decide(a, b string) uint8 {
	switch {
	case a == b, w.same[[2]string{a, b}]:
		return result.DecisionSame
	case w.unsure[[2]string{a, b}]:
		return result.DecisionUnsure
	}
	return result.DecisionDifferent
}

func (w *world) addPairs(r *record.Tables, m *result.Tables) {
	homes := make([][]int, w.home+1)
	for i, dwelling := range m.Occupants.Dwelling {
		if m.Occupants.Relation[i] == result.RelationSame {
			homes[dwelling] = append(homes[dwelling], i)
		}
	}
	for _, members := range homes[1:] {
		for i, a := range members {
			for _, b := range members[i+1:] {
				addPair(m, a, b, w.decide(w.nameOf(r, a), w.nameOf(r, b)))
			}
		}
	}
}

func addPair(m *result.Tables, a, b int, decision uint8) {
	p, o := &m.Pairs, &m.Occupants
	weight := []int32{0, 9000, -9000}[decision]
	p.Dwelling = append(p.Dwelling, o.Dwelling[a])
	p.LeftDataset = append(p.LeftDataset, o.Dataset[a])
	p.LeftLine = append(p.LeftLine, o.Line[a])
	p.LeftOrdinal = append(p.LeftOrdinal, o.Ordinal[a])
	p.RightDataset = append(p.RightDataset, o.Dataset[b])
	p.RightLine = append(p.RightLine, o.Line[b])
	p.RightOrdinal = append(p.RightOrdinal, o.Ordinal[b])
	p.Scope = append(p.Scope, result.ScopeDwelling)
	p.Rule = append(p.Rule, 0)
	p.WeightMillibits = append(p.WeightMillibits, weight)
	p.Decision = append(p.Decision, decision)
	for _, level := range []*[]uint8{&p.SurnameLevel, &p.GivenLevel, &p.MiddleLevel, &p.SexLevel,
		&p.GenerationLevel, &p.BirthLevel, &p.NINOLevel} {
		*level = append(*level, 0)
	}
	for _, bits := range []*[]int32{&p.SurnameBits, &p.MiddleBits, &p.SexBits, &p.GenerationBits,
		&p.BirthBits, &p.NINOBits, &p.PriorMillibits} {
		*bits = append(*bits, 0)
	}
	p.GivenBits = append(p.GivenBits, weight)
	p.Terms = append(p.Terms, o.Terms[a])
	p.DeleteBy = append(p.DeleteBy, min(o.DeleteBy[a], o.DeleteBy[b]))
}

// countDwellings makes the dwelling rows: a dwelling for each number that has an
// account.
func (w *world) countDwellings(r *record.Tables, m *result.Tables) {
	d := &m.Dwellings
	homes := make([][]worldRow, w.home+1)
	for _, row := range w.rows {
		if row.relation == result.RelationSame {
			homes[row.dwelling] = append(homes[row.dwelling], row)
		}
	}
	for home := uint32(1); home <= w.home; home++ {
		accounts, electors, first := uint16(0), uint16(0), uint32(0)
		persons := map[string]bool{}
		for _, row := range homes[home] {
			if row.dataset == record.Deaths {
				continue
			}
			if row.dataset == record.CouncilTax {
				accounts++
				if first == 0 {
					first = row.line
				}
			}
			for _, person := range row.persons {
				if person.minor {
					continue
				}
				persons[person.name] = true
				if row.dataset == record.ElectoralRegister {
					electors++
				}
			}
		}
		d.Dwelling = append(d.Dwelling, home)
		d.AccountLine = append(d.AccountLine, first)
		d.Accounts = append(d.Accounts, accounts)
		d.ElectorsListed = append(d.ElectorsListed, electors)
		d.AdultsLeast = append(d.AdultsLeast, uint16(w.fewest(persons)))
		d.AdultsMost = append(d.AdultsMost, uint16(len(persons)))
		d.Sources = append(d.Sources, 7)
		d.Terms = append(d.Terms, 1)
		d.DeleteBy = append(d.DeleteBy, r.Terms.Get(1).DeleteBy)
	}
}

// fewest returns the fewest persons the names can be: by trying to put each into
// one of the groups of names that could be theirs.
func (w *world) fewest(persons map[string]bool) int {
	var names []string
	for name := range persons {
		names = append(names, name)
	}
	slices.Sort(names)
	best := len(names)
	var place func(i int, groups [][]string)
	place = func(i int, groups [][]string) {
		if i == len(names) {
			best = min(best, len(groups))
			return
		}
		for g, group := range groups {
			fits := !slices.ContainsFunc(group, func(other string) bool {
				return w.decide(names[i], other) == result.DecisionDifferent
			})
			if fits {
				joined := slices.Clone(groups)
				joined[g] = append(slices.Clone(group), names[i])
				place(i+1, joined)
			}
		}
		place(i+1, append(slices.Clone(groups), []string{names[i]}))
	}
	place(0, nil)
	return best
}
