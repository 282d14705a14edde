package match

import (
	"nfimatch/extract/retention"
	"nfimatch/match/person"
	"nfimatch/match/place"
	"nfimatch/match/result"
	"nfimatch/normalize/record"
)

func newComparer(tables *record.Tables, similar func(a, b record.Code) int) *comparer {
	return &comparer{
		names: person.Comparer{
			Names: &tables.Names, Mentions: &tables.Mentions, Near: shipped.Cuts.Near,
			Similarity: similar,
		},
		dates: &tables.Dates, mentions: &tables.Mentions,
		entries: &tables.Entries, cuts: shipped.Cuts,
	}
}

// assemble writes what was decided into the result tables. Everything derived
// takes the strictest terms of its sources.
func assemble(tables *record.Tables, placed *place.Result, homes *households,
	verdicts []verdict, summary *Summary,
) *result.Tables {
	out := &result.Tables{Terms: tables.Terms, Meta: tables.Meta}
	builder := assembler{tables: tables, placed: placed, homes: homes, out: out,
		person: make([]uint32, tables.Mentions.Len())}
	builder.dwellings(verdicts)
	for i := range verdicts {
		summary.NotCompared += verdicts[i].notCompared
		builder.household(uint32(i+1), homes.of(i), &verdicts[i], summary)
	}
	builder.occupants()
	return out
}

type assembler struct {
	tables *record.Tables
	placed *place.Result
	homes  *households
	out    *result.Tables
	person []uint32 // of each mention
}

// dwellings fills the table of dwellings, but for what needs their mentions.
func (a *assembler) dwellings(verdicts []verdict) {
	d := &a.out.Dwellings
	n := len(verdicts)
	d.Dwelling, d.AccountLine = make([]uint32, n), make([]uint32, n)
	d.Accounts, d.ElectorsListed = make([]uint16, n), make([]uint16, n)
	d.AdultsLeast, d.AdultsMost = make([]uint16, n), make([]uint16, n)
	d.Sources, d.Terms = make([]uint8, n), make([]uint16, n)
	d.DeleteBy = make([]retention.Date, n)
	entries := &a.tables.Entries
	for entry, dwelling := range a.placed.Of {
		if dwelling == 0 || a.placed.Relation[entry] != result.RelationSame {
			continue
		}
		i := dwelling - 1
		if entries.Dataset[entry] == record.CouncilTax {
			if d.Accounts[i]++; d.Accounts[i] == 1 {
				d.AccountLine[i] = entries.Line[entry]
			}
		}
		d.Sources[i] |= 1 << (entries.Dataset[entry] - 1)
		d.Terms[i] = a.strictest(d.Terms[i], entries.Terms[entry])
	}
	for i := range verdicts {
		d.Dwelling[i] = uint32(i + 1)
		d.AdultsLeast[i], d.AdultsMost[i] = verdicts[i].least, verdicts[i].most
		d.DeleteBy[i] = a.deleteBy(d.Terms[i])
	}
}

// strictest returns the stricter of two terms; 0 stands for none yet.
func (a *assembler) strictest(x, y uint16) uint16 {
	if x == 0 || x == y {
		return y
	}
	return uint16(a.tables.Terms.StrictestOf(retention.TermsID(x), retention.TermsID(y)))
}

func (a *assembler) deleteBy(terms uint16) retention.Date {
	return a.tables.Terms.Get(retention.TermsID(terms)).DeleteBy
}

// household writes the pairs of one dwelling and notes its persons.
func (a *assembler) household(dwelling uint32, mentions []uint32, verdict *verdict,
	summary *Summary,
) {
	for i, mention := range mentions {
		a.person[mention] = verdict.person[i]
		entry := a.tables.Mentions.Entry[mention]
		if a.tables.Entries.Dataset[entry] == record.ElectoralRegister &&
			a.tables.Mentions.Age[mention] != record.AgeMinor {
			a.out.Dwellings.ElectorsListed[dwelling-1]++
		}
	}
	for i := range verdict.pairs {
		a.pair(dwelling, mentions, &verdict.pairs[i])
		summary.Pairs++
		switch verdict.pairs[i].decision {
		case result.DecisionSame:
			summary.Same++
		case result.DecisionDifferent:
			summary.Different++
		default:
			summary.Unsure++
		}
	}
}

func (a *assembler) pair(dwelling uint32, mentions []uint32, p *pair) {
	left, right := mentions[p.left], mentions[p.right]
	m, e, t := &a.tables.Mentions, &a.tables.Entries, &a.out.Pairs
	leftEntry, rightEntry := m.Entry[left], m.Entry[right]
	terms := a.strictest(e.Terms[leftEntry], e.Terms[rightEntry])
	t.Dwelling = append(t.Dwelling, dwelling)
	t.LeftDataset = append(t.LeftDataset, e.Dataset[leftEntry])
	t.LeftLine = append(t.LeftLine, e.Line[leftEntry])
	t.LeftOrdinal = append(t.LeftOrdinal, m.Ordinal[left])
	t.RightDataset = append(t.RightDataset, e.Dataset[rightEntry])
	t.RightLine = append(t.RightLine, e.Line[rightEntry])
	t.RightOrdinal = append(t.RightOrdinal, m.Ordinal[right])
	t.Scope = append(t.Scope, result.ScopeDwelling)
	t.Rule = append(t.Rule, 0)
	t.WeightMillibits = append(t.WeightMillibits, p.weight)
	t.Decision = append(t.Decision, p.decision)
	t.PriorMillibits = append(t.PriorMillibits, p.prior)
	t.RivalMillibits = append(t.RivalMillibits, p.rival)
	a.levels(p)
	t.Terms = append(t.Terms, terms)
	t.DeleteBy = append(t.DeleteBy, a.deleteBy(terms))
}

// levels writes the level and weight of each comparison beside each other.
func (a *assembler) levels(p *pair) {
	t := &a.out.Pairs
	for c, columns := range [...]struct {
		level *[]uint8
		bits  *[]int32
	}{
		compareSurname:    {&t.SurnameLevel, &t.SurnameBits},
		compareGiven:      {&t.GivenLevel, &t.GivenBits},
		compareMiddle:     {&t.MiddleLevel, &t.MiddleBits},
		compareSex:        {&t.SexLevel, &t.SexBits},
		compareGeneration: {&t.GenerationLevel, &t.GenerationBits},
		compareBirth:      {&t.BirthLevel, &t.BirthBits},
		compareNINO:       {&t.NINOLevel, &t.NINOBits},
	} {
		*columns.level = append(*columns.level, p.pattern[c])
		*columns.bits = append(*columns.bits, p.levels[c])
	}
}

// occupants writes every mention with where it was placed, the unplaced and the
// abstained too.
func (a *assembler) occupants() {
	m, e, t := &a.tables.Mentions, &a.tables.Entries, &a.out.Occupants
	n := m.Len()
	*t = result.Occupants{
		Dwelling: make([]uint32, n), Dataset: make([]uint8, n), Line: make([]uint32, n),
		Ordinal: m.Ordinal, Person: a.person, How: make([]uint8, n), Relation: make([]uint8, n),
		MarginMillibits: make([]int32, n), Doubt: make([]uint8, n), Terms: make([]uint16, n),
		DeleteBy: make([]retention.Date, n),
	}
	for mention := range n {
		entry := m.Entry[mention]
		t.Dwelling[mention] = a.placed.Of[entry]
		t.Dataset[mention], t.Line[mention] = e.Dataset[entry], e.Line[entry]
		t.How[mention], t.Relation[mention] = a.placed.How[entry], a.placed.Relation[entry]
		t.MarginMillibits[mention] = a.placed.MarginMillibits[entry]
		t.Doubt[mention], t.Terms[mention] = a.placed.Doubt[entry], e.Terms[entry]
		t.DeleteBy[mention] = a.deleteBy(e.Terms[entry])
	}
}
