package household

import (
	"cmp"
	"slices"
	"sort"

	"nfimatch/extract/retention"
	"nfimatch/match/result"
	"nfimatch/normalize/record"
	"nfimatch/report/ledger"
)

// What somebody is at another dwelling, in the order in which it says most.
const (
	Liable     uint8 = iota + 1 // liable for the tax of it
	Claiming                    // a claim of council tax reduction in payment names them there
	Registered                  // on the register there
)

// A Sighting is a person at another dwelling than the one that was asked about.
type Sighting struct {
	What    uint8          // Liable, Claiming or Registered
	Mention int            // row of Mentions
	Account int            // row of Accounts where they are liable, else None
	Since   retention.Date // account or claim began, entry was added; 0 not known
	Seen    ledger.Seen    // of an entry of which that day is not known
	Sure    bool           // by date of birth; else by a rare full name alone

	Namesakes uint64 // millionths of a person of this full name that are to be expected
}

// namesakesMax is how many mentions may share a name before it says nothing whatever
// else agrees: the search within a name is quadratic.
const namesakesMax = 256

// elsewhere finds people at other dwellings by their exact full name.
type elsewhere struct {
	named            []uint32 // mentions with a full name and a dwelling, by surname and given name
	surnames, givens []uint32 // how many mentions have the name, by code
	middles          []uint32
	all, electors    uint64 // mentions that have a full name, and those of them on the register
	rareMillionths   uint64
}

// SearchElsewhere makes Elsewhere answer, where it knew nothing before. A name counts
// as rare where fewer than rareMillionths of a namesake are to be expected among the
// electors by the files' own frequencies. O(n log n) over the mentions.
func (x *Index) SearchElsewhere(rareMillionths uint64) {
	mentions, e := &x.Records.Mentions, elsewhere{rareMillionths: rareMillionths}
	for m := range mentions.Len() {
		if mentions.Surname[m] == 0 || mentions.Given1Form[m] != record.FormFull ||
			mentions.Role[m] == record.RoleDeceased {
			continue
		}
		e.all++
		e.surnames = counted(e.surnames, mentions.Surname[m])
		e.givens = counted(e.givens, mentions.Given1[m])
		if mentions.Given2Form[m] == record.FormFull {
			e.middles = counted(e.middles, mentions.Given2[m])
		}
		if mentions.Role[m] == record.RoleElector {
			e.electors++
		}
		if x.residence(m) != 0 && mentions.Age[m] != record.AgeMinor {
			e.named = append(e.named, uint32(m))
		}
	}
	slices.SortFunc(e.named, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(mentions.Surname[a], mentions.Surname[b]),
			cmp.Compare(mentions.Given1[a], mentions.Given1[b]), cmp.Compare(a, b))
	})
	x.elsewhere = e
}

// counted adds one to the count of a code.
func counted(counts []uint32, code record.Code) []uint32 {
	if missing := int(code) + 1 - len(counts); missing > 0 {
		counts = append(counts, make([]uint32, missing)...)
	}
	counts[code]++
	return counts
}

// residence returns the dwelling at which a source says that somebody is, or 0.
func (x *Index) residence(mention int) uint32 {
	o := x.occupantOf[mention]
	if o == None || x.Matched.Occupants.Relation[o] != result.RelationSame &&
		x.Matched.Occupants.Dataset[o] != record.CouncilTax {
		return 0
	}
	return x.Matched.Occupants.Dwelling[o]
}

// Elsewhere returns where else a person of a dwelling is, in the order of (what, dataset,
// line, ordinal). Another full name is another person; one full name is one person where
// the dates of birth are equal, or where it is rare and held at one other dwelling only.
// So what is found is the likeliest answer and no proof. Nothing is found before
// SearchElsewhere.
func (x *Index) Elsewhere(dwelling uint32, mention int) (found []Sighting) {
	mentions, e := &x.Records.Mentions, &x.elsewhere
	if len(e.named) == 0 || mentions.Surname[mention] == 0 ||
		mentions.Given1Form[mention] != record.FormFull {
		return nil
	}
	group := e.group(mentions, mention)
	if len(group) > namesakesMax {
		return nil
	}
	homes := []uint32{} // other dwellings of somebody who may be this one
	for _, m := range group {
		other := int(m)
		home := x.residence(other)
		if home == dwelling || !x.alike(mention, other) {
			continue
		}
		if !slices.Contains(homes, home) {
			homes = append(homes, home)
		}
		sure := mentions.DOB[mention] != 0 && mentions.DOB[mention] == mentions.DOB[other]
		sighting, ok := x.sighting(other)
		namesakes := e.namesakes(mentions, mention, other, len(group))
		if ok && (sure || namesakes < e.rareMillionths) {
			sighting.Sure, sighting.Namesakes = sure, namesakes
			found = append(found, sighting)
		}
	}
	if len(homes) > 1 {
		found = slices.DeleteFunc(found, func(s Sighting) bool { return !s.Sure })
	}
	slices.SortStableFunc(found, func(a, b Sighting) int {
		return cmp.Or(cmp.Compare(a.What, b.What),
			cmp.Compare(x.placeOf(a.Mention), x.placeOf(b.Mention)))
	})
	return found
}

// group returns the mentions of somebody's surname and given name.
func (e *elsewhere) group(mentions *record.Mentions, mention int) []uint32 {
	compare := func(m uint32) int {
		return cmp.Or(cmp.Compare(mentions.Surname[mention], mentions.Surname[m]),
			cmp.Compare(mentions.Given1[mention], mentions.Given1[m]))
	}
	first := sort.Search(len(e.named), func(i int) bool { return compare(e.named[i]) <= 0 })
	next := first + sort.Search(len(e.named)-first, func(i int) bool {
		return compare(e.named[first+i]) < 0
	})
	return e.named[first:next]
}

// alike reports whether nothing but the names they share says that two mentions are two
// persons.
func (x *Index) alike(a, b int) bool {
	m := &x.Records.Mentions
	differ := func(p, q uint8) bool { return p != 0 && q != 0 && p != q }
	if differ(m.Sex[a], m.Sex[b]) || differ(m.Generation[a], m.Generation[b]) ||
		m.DOB[a] != 0 && m.DOB[b] != 0 && m.DOB[a] != m.DOB[b] {
		return false
	}
	if m.Given2Form[a] == record.FormNone || m.Given2Form[b] == record.FormNone {
		return true
	}
	if m.Given2Form[a] == record.FormFull && m.Given2Form[b] == record.FormFull {
		return m.Given2[a] == m.Given2[b]
	}
	initials := x.Records.Names.Initial
	return initials[m.Given2[a]] == initials[m.Given2[b]]
}

// namesakes returns how many millionths of an elector of one full name are to be expected:
// by the shares of the two names among everybody else, and of the middle name where both
// have it.
func (e *elsewhere) namesakes(mentions *record.Mentions, a, b, group int) uint64 {
	others := func(counts []uint32, code record.Code) uint64 {
		return uint64(max(0, int(counts[code])-group)) + 1 // one is never known to be the only one
	}
	expected := e.electors * million / e.all * others(e.surnames, mentions.Surname[a]) *
		others(e.givens, mentions.Given1[a]) / e.all
	if mentions.Given2Form[a] == record.FormFull && mentions.Given2Form[b] == record.FormFull {
		expected = expected * others(e.middles, mentions.Given2[a]) / e.all
	}
	return expected
}

const million = 1_000_000

// sighting says what a mention is at its dwelling.
func (x *Index) sighting(mention int) (Sighting, bool) {
	s := Sighting{Mention: mention, Account: None}
	entry := x.Records.Mentions.Entry[mention]
	switch x.Records.Mentions.Role[mention] {
	case record.RoleLiable, record.RoleLiable2, record.RoleJoint:
		s.What, s.Account = Liable, int(x.accountOf[entry])
		s.Since = x.Records.Accounts.Since[s.Account]
		return s, true
	case record.RoleElector:
		elector := x.electorOf[entry]
		s.What, s.Since = Registered, x.Records.Electors.Registered[elector]
		if s.Since == 0 && x.Seen != nil {
			s.Seen = x.Seen[elector]
		}
		return s, true
	case record.RoleClaimant, record.RolePartner:
		claim, claims := x.claimOf[entry], &x.Records.Claims
		s.What, s.Since = Claiming, claims.From[claim]
		return s, x.InPayment(s.Since, claims.To[claim])
	}
	return s, false
}
