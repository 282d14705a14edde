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
			number[labelKey(c.labels[at-1].building, c.view.book.addresses[ask.address].Unit)] = at
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
		at := number[labelKey(building, units)]
		if at == 0 {
			continue
		}
		for i := range c.labels {
			if other := &c.labels[i]; other.home == homes[0] && !other.decided {
				other.home = 0
			}
		}
		c.labels[at-1].home, c.labels[at-1].decided = homes[0], true
		used = true
	}
	return used
}

// apply places the entries of settled labels. Where the entry's own UPRN is of
// another dwelling, a vote gives way and an officer's decision stands. A disputed
// label abstains wherever the entry's own UPRN does not agree: two flats may be
// written so.
func (c *ballot) apply(margin int32) {
	for i, at := range c.of {
		if at == 0 {
			continue
		}
		one, decided := &c.labels[at-1], &c.decisions[i]
		homes := c.view.list.uprns[c.view.book.asked[i].uprn]
		other := len(homes) == 1 && homes[0] != one.home
		switch {
		case one.home == 0 && !one.disputed, one.home != 0 && one.home == decided.home:
		case one.disputed && !one.decided && decided.how == result.HowUPRN:
		case one.home == 0, one.disputed && !one.decided && len(homes) != 1:
			*decided = c.abstain(decided, result.DoubtUnit)
		case other && !one.decided:
			*decided = c.abstain(decided, result.DoubtUPRN)
		default:
			decided.home, decided.how, decided.margin = one.home, result.HowBuilding, margin
			decided.relation, decided.doubt = result.RelationSame, 0
			if other {
				decided.doubt = result.DoubtUPRN
			}
		}
	}
}

// abstain is a decision taken back in doubt.
func (c *ballot) abstain(decided *decision, doubt uint8) decision {
	return decision{doubt: doubt, refused: decided.refused, building: decided.building}
}

// waiting returns the buildings that have entries of labels that nothing has
// settled, and dwellings that they may be: the most entries first, then the first
// account.
func (c *ballot) waiting() []Building {
	_, forms := c.direct()
	found := make(map[uint32]*Building)
	open := make([]bool, len(c.labels)+1)
	for i := range c.labels {
		one := &c.labels[i]
		strange := one.disputed || one.text == 0 && forms[one.building]&(1<<one.form) == 0
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
