package place

import (
	"cmp"
	"slices"

	"nfimatch/match/result"
	"nfimatch/normalize/record"
)

// A Settlement is an officer's decision: in the building of the dwelling with a
// UPRN, a flat written with these units is that dwelling. Without units the
// building is left as it is, and not listed any more.
type Settlement struct {
	UPRN  record.Token
	Units []record.Token // in any order; tokens of the field that IDs are of
}

// A Building is one whose flats two files name in two systems, with entries that
// no vote and no decision has settled.
type Building struct {
	Waiting   int       // entries that wait
	Dwellings int       // that the list has in it
	Settled   int       // ways of naming a flat that were settled
	Open      int       // that were not
	Against   int       // ties that contradict each other
	First     [4]uint32 // per dataset: line of its first entry, of others than accounts one that waits; 0 for none
}

// decide puts an officer's decisions over the votes. One that finds no such
// dwelling or label, in a later quarter perhaps, is counted and does nothing.
func (c *ballot) decide(settled []Settlement) {
	if len(settled) == 0 {
		return
	}
	code := make(map[record.Token]record.Code, len(c.view.tables.Tokens.Token))
	for i, token := range c.view.tables.Tokens.Token {
		if i > 0 {
			code[token] = record.Code(i)
		}
	}
	number := make(map[string]uint32)
	for i, ask := range c.view.book.asked {
		if at := c.of[i]; at != 0 {
			units := c.view.book.addresses[ask.address].Unit
			number[labelKey(c.labels[at-1].building, ask.dataset, units)] = at
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
	homes := c.view.list.uprns[code[one.UPRN]]
	if code[one.UPRN] == 0 || len(homes) != 1 {
		return false
	}
	units := make([]record.Code, len(one.Units))
	for i, token := range one.Units {
		units[i] = code[token]
	}
	for _, listing := range c.view.list.byHome[homes[0]] {
		building := c.view.buildings.of[listing]
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

// apply places the entries of labels that are settled, and takes back what was
// decided for those in dispute.
func (c *ballot) apply(margin int32) {
	for i, at := range c.of {
		if at == 0 {
			continue
		}
		one, decided := &c.labels[at-1], &c.decisions[i]
		homes := c.view.list.uprns[c.view.book.asked[i].uprn]
		own := uint32(0)
		if len(homes) == 1 {
			own = homes[0]
		}
		switch {
		case one.disputed && !one.decided:
			c.applyDisputed(one, decided, own, margin)
		case one.home == 0 || one.home == decided.home:
		case own != 0 && own != one.home && !one.decided:
			// The entry's own UPRN is of another dwelling: a vote gives way to it.
			c.abstain(decided, result.DoubtUPRN)
		default:
			c.place(decided, one.home, margin)
			if own != 0 && own != one.home {
				decided.doubt = result.DoubtUPRN
			}
		}
	}
}

// applyDisputed leaves an entry of a disputed label where its UPRN agrees, or
// where its ties are all with the dwelling that is listed so. Two flats may be
// written alike.
func (c *ballot) applyDisputed(one *label, decided *decision, own uint32, margin int32) {
	switch {
	case decided.home != 0 && decided.how == result.HowUPRN:
	case one.home != 0 && one.home == one.text && !one.foreign:
	case one.home != 0 && own == one.home:
		c.place(decided, one.home, margin)
	default:
		c.abstain(decided, result.DoubtUnit)
	}
}

// place puts a decision to the dwelling of its label.
func (c *ballot) place(decided *decision, home uint32, margin int32) {
	decided.home, decided.how, decided.margin = home, result.HowBuilding, margin
	decided.relation, decided.doubt = result.RelationSame, 0
}

// abstain takes a decision back in doubt.
func (c *ballot) abstain(decided *decision, doubt uint8) {
	decided.home, decided.how, decided.margin = 0, result.HowUnplaced, 0
	decided.relation, decided.doubt = result.RelationNone, doubt
}

// waiting returns the buildings that have entries of labels that nothing has
// settled, and dwellings that they may be: the most entries first, then the first
// account.
func (c *ballot) waiting() []Building {
	forms := c.comparable()
	found := make(map[uint32]*Building)
	open := make([]bool, len(c.labels)+1)
	for i := range c.labels {
		one := &c.labels[i]
		strange := one.disputed || one.text == 0 && !forms[one.formOf()]
		if !strange || c.left[one.building] {
			continue
		}
		of := found[one.building]
		if of == nil {
			of = &Building{Dwellings: len(c.view.buildings.homes[one.building])}
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
	var list []Building
	for building, of := range found {
		if of.Waiting > 0 {
			c.addAccount(of, building)
			list = append(list, *of)
		}
	}
	slices.SortFunc(list, func(x, y Building) int {
		return cmp.Or(cmp.Compare(y.Waiting, x.Waiting),
			cmp.Compare(x.First[record.CouncilTax], y.First[record.CouncilTax]))
	})
	return list
}

// addEntries counts the entries that wait. A claim that names its account does not.
func (c *ballot) addEntries(found map[uint32]*Building, open []bool) {
	entries, claims := &c.view.tables.Entries, &c.view.tables.Claims
	joined := make(map[uint32]bool)
	for i, entry := range claims.Entry {
		joined[entry] = claims.Account[i] != 0 && c.view.homes.byAccount[claims.Account[i]] != 0
	}
	for entry, dataset := range entries.Dataset {
		if dataset == record.CouncilTax || joined[uint32(entry)] {
			continue
		}
		question := c.view.book.question[entry]
		at := c.of[question]
		if at == 0 || !open[at] || c.decisions[question].home != 0 {
			continue
		}
		of := found[c.labels[at-1].building]
		of.Waiting++
		if of.First[dataset] == 0 {
			of.First[dataset] = entries.Line[entry]
		}
	}
}

// addAccount adds the first account of a building.
func (c *ballot) addAccount(of *Building, building uint32) {
	for _, home := range c.view.buildings.homes[building] {
		line := c.view.tables.Entries.Line[c.view.homes.first[home]]
		if first := &of.First[record.CouncilTax]; *first == 0 || line < *first {
			*first = line
		}
	}
}
