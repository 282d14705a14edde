// Package flats settles flats that two files name in two systems: FLAT 3, 2F1 and 1/1
// cannot be compared, so they are settled once a building, one to one, by what ties
// an entry to a dwelling whatever its unit says (a UPRN, the account that a claim
// names, a person whom the building knows once), and before all by what an officer
// has decided. It is the only place where placement looks at names, and it looks only
// at equal ones within a building that the address has shown.
package flats

import (
	"cmp"
	"slices"

	"nfimatch/match/place/listing"
	"nfimatch/match/result"
	"nfimatch/normalize/record"
)

// Files are what the list and the other files hold. They are only read.
type Files struct {
	Tables    *record.Tables
	Book      *listing.Book
	Homes     *listing.Homes
	List      *listing.List
	Buildings *listing.Buildings
}

// Found is what was decided of a question of the book before its building is settled,
// and then after.
type Found struct {
	Building uint32 // of which the address names a flat, 0 for none
	Text     uint32 // the dwelling by the address alone, 0 for none
	Home     uint32 // the dwelling, 0 for none
	ByUPRN   bool   // the question's UPRN agrees with Home
	Settled  bool   // Home and Doubt are the building's: what was decided before is void
	Doubt    uint8  // as result.DoubtUnit …, where Settled
}

// A Settlement is an officer's decision: in the building of the dwelling with a
// UPRN, a flat written with these units is that dwelling. Without units the
// building is left as it is, and not listed any more.
type Settlement struct {
	UPRN  record.Token
	Units []record.Token // in any order; tokens of the field that IDs are of
}

// A Waiting is a building whose flats two files name in two systems, with entries that
// no vote and no decision has settled.
type Waiting struct {
	Entries   int // that wait
	Dwellings int // that the list has in it
	Settled   int // ways of naming a flat that were settled
	Open      int // that were not
	Against   int // ties that contradict each other
	// First is, per dataset, the line of its first account or entry that waits; 0 for
	// none.
	First [4]uint32
}

// Settle settles the flats of every building. It changes found, which has an element
// for each question of the book, and returns the buildings that wait, worst first,
// and how many of the officers' decisions had no effect. What it does depends on no
// order of questions, rows or codes, but for the numbers of dwellings. It costs the
// sorting of the ties, and of the names in buildings that have something to settle.
func Settle(files *Files, found []Found, settled []Settlement) (waiting []Waiting, unused int) {
	c := &ballot{files: files, found: found, of: make([]uint32, len(found)),
		left: make(map[uint32]bool)}
	c.nameLabels()
	c.tieByReference()
	c.tieByPerson()
	c.count()
	c.dispute()
	c.elect()
	c.decide(settled)
	c.apply()
	return c.waiting(), c.unused
}

// decide puts an officer's decisions over the votes. One that finds no such
// dwelling or label, in a later quarter perhaps, is counted and does nothing.
func (c *ballot) decide(settled []Settlement) {
	if len(settled) == 0 {
		return
	}
	code := make(map[record.Token]record.Code, len(c.files.Tables.Tokens.Token))
	for i, token := range c.files.Tables.Tokens.Token {
		if i > 0 {
			code[token] = record.Code(i)
		}
	}
	number := make(map[string]uint32)
	for i, ask := range c.files.Book.Asked {
		if at := c.of[i]; at != 0 {
			units := c.files.Book.Addresses[ask.Address].Unit
			number[labelKey(c.labels[at-1].building, ask.Dataset, units)] = at
		}
	}
	for _, one := range settled {
		if !c.decideOne(one, code, number) {
			c.unused++
		}
	}
}

// decideOne reports whether there is something that a decision decides.
func (c *ballot) decideOne(
	one Settlement, code map[record.Token]record.Code, number map[string]uint32,
) (used bool) {
	homes := c.files.List.UPRNs[code[one.UPRN]]
	if code[one.UPRN] == 0 || len(homes) != 1 {
		return false
	}
	units := make([]record.Code, len(one.Units))
	for i, token := range one.Units {
		units[i] = code[token]
	}
	for _, listing := range c.files.List.ByHome[homes[0]] {
		building := c.files.Buildings.Of[listing]
		if building == 0 {
			continue
		}
		if len(units) == 0 {
			c.left[building], used = true, true
			continue
		}
		for _, dataset := range []uint8{record.ElectoralRegister, record.CTR} {
			if at := number[labelKey(building, dataset, units)]; at != 0 {
				used = c.give(at, homes[0]) || used
			}
		}
	}
	return used
}

// give settles a label by decision, and takes the dwelling from labels of the same
// source that a vote gave it to. Two decisions that contradict each other settle
// nothing. It reports whether the decision holds.
func (c *ballot) give(at, home uint32) bool {
	one := &c.labels[at-1]
	if one.decided && one.home != home {
		one.home = 0
		return false
	}
	for i := range c.labels {
		other := &c.labels[i]
		if other.home == home && other.dataset == one.dataset && !other.decided {
			other.home = 0
		}
	}
	one.home, one.decided = home, true
	return true
}

// apply tells what is settled to the questions of each label, and takes back what was
// decided for those in dispute.
func (c *ballot) apply() {
	for i, at := range c.of {
		if at == 0 {
			continue
		}
		one, found := &c.labels[at-1], &c.found[i]
		homes := c.files.List.UPRNs[c.files.Book.Asked[i].UPRN]
		own := uint32(0)
		if len(homes) == 1 {
			own = homes[0]
		}
		switch {
		case one.disputed && !one.decided:
			one.applyDisputed(found, own)
		case one.home == 0 || one.home == found.Home:
		case own != 0 && own != one.home && !one.decided:
			// The entry's own UPRN is of another dwelling: a vote gives way to it.
			found.settle(0, result.DoubtUPRN)
		case own != 0 && own != one.home:
			found.settle(one.home, result.DoubtUPRN)
		default:
			found.settle(one.home, 0)
		}
	}
}

// applyDisputed leaves a question of a disputed label where its UPRN agrees, or where
// the label's ties are all with the dwelling that is listed so. Two flats may be
// written alike.
func (l *label) applyDisputed(found *Found, own uint32) {
	switch {
	case found.Home != 0 && found.ByUPRN:
	case l.home != 0 && l.home == l.text && !l.foreign:
	case l.home != 0 && own == l.home:
		found.settle(l.home, 0)
	default:
		found.settle(0, result.DoubtUnit)
	}
}

// settle puts a question to a dwelling, or to none.
func (f *Found) settle(home uint32, doubt uint8) {
	f.Home, f.Doubt, f.Settled = home, doubt, true
}

// waiting returns the buildings that have entries of labels that nothing has
// settled, and dwellings that they may be: the most entries first, then the first
// account.
func (c *ballot) waiting() []Waiting {
	forms := c.comparable()
	found := make(map[uint32]*Waiting)
	open := make([]bool, len(c.labels)+1)
	for i := range c.labels {
		one := &c.labels[i]
		strange := one.disputed || one.text == 0 && !forms[one.formOf()]
		if !strange || c.left[one.building] {
			continue
		}
		of := found[one.building]
		if of == nil {
			of = &Waiting{Dwellings: len(c.files.Buildings.Homes[one.building])}
			found[one.building] = of
		}
		of.Against += one.against
		if one.home != 0 {
			of.Settled++
			continue
		}
		of.Open++
		open[i+1] = true
	}
	c.addEntries(found, open)
	var list []Waiting
	for building, of := range found {
		if of.Entries > 0 {
			c.addAccount(of, building)
			list = append(list, *of)
		}
	}
	slices.SortFunc(list, func(x, y Waiting) int {
		return cmp.Or(cmp.Compare(y.Entries, x.Entries),
			cmp.Compare(x.First[record.CouncilTax], y.First[record.CouncilTax]))
	})
	return list
}

// addEntries counts the entries that wait. A claim that names its account does not.
func (c *ballot) addEntries(found map[uint32]*Waiting, open []bool) {
	entries, claims := &c.files.Tables.Entries, &c.files.Tables.Claims
	joined := make(map[uint32]bool)
	for i, entry := range claims.Entry {
		joined[entry] = claims.Account[i] != 0 && c.files.Homes.ByAccount[claims.Account[i]] != 0
	}
	for entry, dataset := range entries.Dataset {
		if dataset == record.CouncilTax || joined[uint32(entry)] {
			continue
		}
		question := c.files.Book.Question[entry]
		at := c.of[question]
		if at == 0 || !open[at] || c.found[question].Home != 0 {
			continue
		}
		of := found[c.labels[at-1].building]
		of.Entries++
		if of.First[dataset] == 0 {
			of.First[dataset] = entries.Line[entry]
		}
	}
}

// addAccount adds the first account of a building.
func (c *ballot) addAccount(of *Waiting, building uint32) {
	for _, home := range c.files.Buildings.Homes[building] {
		line := c.files.Tables.Entries.Line[c.files.Homes.First[home]]
		if first := &of.First[record.CouncilTax]; *first == 0 || line < *first {
			*first = line
		}
	}
}
