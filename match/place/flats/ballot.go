package flats

import (
	"cmp"
	"encoding/binary"
	"slices"

	"nfimatch/match/place/listing"
	"nfimatch/normalize/record"
)

// labelKey is the key of units in a building, by a source.
func labelKey(building uint32, dataset uint8, units []record.Code) string {
	key := binary.LittleEndian.AppendUint32([]byte{dataset}, building)
	return string(listing.AppendSet(key, units))
}

// A label is a way of naming a flat that a source uses in one building.
type label struct {
	building uint32
	dataset  uint8
	form     uint8
	text     uint32 // the dwelling that is listed so, 0 for none
	disputed bool   // it may be of another system than the dwelling listed so
	foreign  bool   // a tie says that it is
	home     uint32 // the dwelling it was settled to, 0 for none
	decided  bool   // by an officer
	against  int    // ties that contradict it
}

// Kinds of ties, a bit set.
const (
	tieUPRN   uint8 = 1 << iota // the entry carries the dwelling's UPRN
	tieClaim                    // the claim names the account
	tiePerson                   // a person of the account, whom the building knows once
)

// A vote is what ties a label to a dwelling.
type vote struct {
	label uint32
	home  uint32
	ties  int
	kinds uint8
}

// A ballot is the votes of all buildings.
type ballot struct {
	files  *Files
	found  []Found
	labels []label
	of     []uint32 // per question: its label from 1, 0 for none
	votes  []vote
	left   map[uint32]bool // buildings that an officer leaves as they are
	unused int
}

// nameLabels finds the labels of every building.
func (c *ballot) nameLabels() {
	book := c.files.Book
	number := make(map[string]uint32)
	for i, ask := range book.Asked {
		found := &c.found[i]
		if found.Building == 0 || !record.Teaches(ask.Dataset) {
			continue
		}
		shown := &book.Addresses[ask.Address]
		key := labelKey(found.Building, ask.Dataset, shown.Unit)
		at, ok := number[key]
		if !ok {
			c.labels = append(c.labels, label{building: found.Building,
				dataset: ask.Dataset, form: shown.Form})
			at = uint32(len(c.labels))
			number[key] = at
		}
		c.of[i] = at
		one := &c.labels[at-1]
		one.form = min(one.form, shown.Form)
		if one.text == 0 || found.Text != 0 && found.Text < one.text {
			one.text = found.Text
		}
	}
}

// dispute doubts labels that the list has too, where it has flats of another
// system in the building: A may be what the list calls flat 1, and not what it calls
// flat A. It does where nobody names a flat in the other system, where labels of
// the same form are not listed while a flat of the other is not named, and where a
// tie of the label says so.
func (c *ballot) dispute() {
	strange, matched := make(map[formOf]bool), make(map[formOf]uint16)
	named, labels := c.direct(), make(map[formOf]int)
	for _, one := range c.labels {
		of := one.formOf()
		labels[of]++
		if one.text == 0 {
			strange[of] = true
			continue
		}
		matched[of] |= 1 << c.formAt(one.text)
	}
	// Forms that a form has matched in the building are of its system.
	foreign := func(one *label, home uint32) bool {
		return matched[one.formOf()]&(1<<c.formAt(home)) == 0
	}
	for i := range c.labels {
		one := &c.labels[i]
		if one.text == 0 || !c.files.Buildings.Mixed[one.building] {
			continue
		}
		others, silent := 0, 0
		for _, home := range c.files.Buildings.Homes[one.building] {
			if foreign(one, home) {
				others++
				if !named[place{home, one.dataset}] {
					silent++
				}
			}
		}
		one.disputed = silent > 0 && (strange[one.formOf()] ||
			silent == others && silent >= labels[one.formOf()])
	}
	for _, tied := range c.votes {
		one := &c.labels[tied.label-1]
		if one.text != 0 && !named[place{tied.home, one.dataset}] && foreign(one, tied.home) {
			one.disputed, one.foreign = true, true
		}
	}
}

// A formOf is a form of unit that a source uses in a building.
type formOf struct {
	building      uint32
	dataset, form uint8
}

func (l *label) formOf() formOf { return formOf{l.building, l.dataset, l.form} }

// A place is a dwelling as a source sees it.
type place struct {
	home    uint32
	dataset uint8
}

// formAt returns the form of a dwelling's unit: of several the least.
func (c *ballot) formAt(home uint32) uint8 {
	form := uint8(1<<8 - 1)
	for _, listing := range c.files.List.ByHome[home] {
		form = min(form, c.files.Book.Addresses[c.files.List.Listings[listing].Address].Form)
	}
	return form
}

// tie counts one tie of a label and a dwelling of its building.
func (c *ballot) tie(at, home uint32, kind uint8) {
	if slices.Contains(c.files.Buildings.Homes[c.labels[at-1].building], home) {
		c.votes = append(c.votes, vote{at, home, 1, kind})
	}
}

// tieByReference collects the ties of UPRNs and of the accounts that claims name.
func (c *ballot) tieByReference() {
	book, entries, claims := c.files.Book, &c.files.Tables.Entries, &c.files.Tables.Claims
	for entry, dataset := range entries.Dataset {
		if dataset == record.CouncilTax {
			continue
		}
		at := c.of[book.Question[entry]]
		homes := c.files.List.UPRNs[entries.UPRN[entry]]
		if at != 0 && entries.UPRN[entry] != 0 && len(homes) == 1 {
			c.tie(at, homes[0], tieUPRN)
		}
	}
	for i, entry := range claims.Entry {
		at, account := c.of[book.Question[entry]], claims.Account[i]
		if at != 0 && account != 0 && c.files.Homes.ByAccount[account] != 0 {
			c.tie(at, c.files.Homes.ByAccount[account], tieClaim)
		}
	}
}

// A namesake is a full name in a building: at a label, or at a dwelling.
type namesake struct {
	building uint32
	name     uint64 // surname and given name
	label    uint32 // 0 for a dwelling's
	home     uint32
}

// tieByPerson collects the ties of full names that a building has once among its
// labels and once among its dwellings.
func (c *ballot) tieByPerson() {
	mentions, entries := &c.files.Tables.Mentions, &c.files.Tables.Entries
	buildings := c.voting()
	var names []namesake
	for i, entry := range mentions.Entry {
		surname, given := mentions.Surname[i], mentions.Given1[i]
		if surname == 0 || given == 0 || mentions.Given1Form[i] != record.FormFull {
			continue
		}
		one := namesake{name: uint64(surname)<<32 | uint64(given)}
		if entries.Dataset[entry] == record.CouncilTax {
			one.home = c.files.Homes.Of[entry]
			for _, one.building = range buildings[one.home] {
				names = append(names, one)
			}
		} else if at := c.of[c.files.Book.Question[entry]]; at != 0 {
			one.label, one.building = at, c.labels[at-1].building
			names = append(names, one)
		}
	}
	slices.SortFunc(names, func(x, y namesake) int {
		return cmp.Or(cmp.Compare(x.building, y.building), cmp.Compare(x.name, y.name),
			cmp.Compare(x.label, y.label), cmp.Compare(x.home, y.home))
	})
	for start := 0; start < len(names); {
		end := start
		for end < len(names) && names[end].building == names[start].building &&
			names[end].name == names[start].name {
			end++
		}
		c.tieNamesakes(names[start:end])
		start = end
	}
}

// voting returns the buildings of each dwelling in which names may tell: those
// with a label that is not listed, or whose flats are listed in several forms.
func (c *ballot) voting() map[uint32][]uint32 {
	buildings := make(map[uint32][]uint32)
	seen := make([]bool, len(c.files.Buildings.Homes))
	for _, one := range c.labels {
		if one.text != 0 && !c.files.Buildings.Mixed[one.building] || seen[one.building] {
			continue
		}
		seen[one.building] = true
		for _, home := range c.files.Buildings.Homes[one.building] {
			buildings[home] = append(buildings[home], one.building)
		}
	}
	return buildings
}

// tieNamesakes ties the one dwelling that has a name, which stands first, and the
// one label of each source that has it.
func (c *ballot) tieNamesakes(names []namesake) {
	home, labels := names[0].home, [4]uint32{}
	for _, one := range names {
		if one.label == 0 {
			if one.home != home {
				return
			}
			continue
		}
		switch at := &labels[c.labels[one.label-1].dataset]; *at {
		case 0, one.label:
			*at = one.label
		default:
			*at = several
		}
	}
	for _, at := range labels {
		if home != 0 && at != 0 && at != several {
			c.tie(at, home, tiePerson)
		}
	}
}

// several stands for more than one label.
const several = ^uint32(0)

// count adds up the votes of one label for one dwelling.
func (c *ballot) count() {
	slices.SortFunc(c.votes, func(x, y vote) int {
		return cmp.Or(cmp.Compare(x.label, y.label), cmp.Compare(x.home, y.home))
	})
	counted := c.votes[:0]
	for _, one := range c.votes {
		last := len(counted) - 1
		if last >= 0 && counted[last].label == one.label && counted[last].home == one.home {
			counted[last].ties += one.ties
			counted[last].kinds |= one.kinds
			continue
		}
		counted = append(counted, one)
	}
	c.votes = counted
}

// Rules of a vote.
const (
	tiesMajority = 3 // ties of a label and its dwelling, to one of either with another
	pairsMin     = 2 // labels of a building that must agree
	uprnTiesMin  = 2 // entries with the UPRN, where nothing else ties a label
)

// elect settles labels whose ties agree: those of the label, and those of the
// dwelling. A building needs two such labels, or one that is tied in two ways,
// and ties that hold together: one flat with another's UPRN settles nothing.
func (c *ballot) elect() {
	c.votes = slices.DeleteFunc(c.votes, func(one vote) bool {
		named := &c.labels[one.label-1]
		return named.text != 0 && !named.disputed
	})
	ofLabel, ofHome := make([]int, len(c.labels)+1), make(map[place]int)
	for _, one := range c.votes {
		ofLabel[one.label] += one.ties
		ofHome[place{one.home, c.labels[one.label-1].dataset}] += one.ties
	}
	direct, comparable := c.direct(), c.comparable()
	type tallied struct{ pairs, twice, ties, against int }
	tallies := make(map[place]*tallied) // by building and source
	for i := range c.votes {
		one := &c.votes[i]
		named := &c.labels[one.label-1]
		at, home := place{named.building, named.dataset}, place{one.home, named.dataset}
		sum := tallies[at]
		if sum == nil {
			sum = new(tallied)
			tallies[at] = sum
		}
		others := ofLabel[one.label] + ofHome[home] - 2*one.ties
		differs := named.form == c.formAt(one.home) && named.text != one.home &&
			comparable[named.formOf()]
		if others*tiesMajority > one.ties || direct[home] || differs {
			named.against += one.ties
			sum.against += one.ties
			continue
		}
		if one.kinds == tieUPRN && one.ties < uprnTiesMin {
			continue
		}
		named.home = one.home
		sum.pairs++
		sum.ties += one.ties
		if one.kinds&(one.kinds-1) != 0 {
			sum.twice++
		}
	}
	for i := range c.labels {
		one := &c.labels[i]
		sum := tallies[place{one.building, one.dataset}]
		if one.home != 0 && (sum.pairs < pairsMin && sum.twice == 0 ||
			sum.against*tiesMajority > sum.ties) {
			one.home = 0
		}
	}
}

// direct returns the dwellings that each source names as the list does, labels in
// dispute apart.
func (c *ballot) direct() map[place]bool {
	named := make(map[place]bool)
	for _, one := range c.labels {
		if one.text != 0 && !one.disputed {
			named[place{one.text, one.dataset}] = true
		}
	}
	return named
}

// comparable returns the forms of flats that a source names as the list does: two
// labels of such a form contradict each other.
func (c *ballot) comparable() map[formOf]bool {
	forms := make(map[formOf]bool)
	for _, one := range c.labels {
		if one.text != 0 && !one.disputed {
			forms[one.formOf()] = true
		}
	}
	return forms
}
