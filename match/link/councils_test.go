package link

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"nfimatch/fixtures/council"
)

// A councilLists is what an invented council's files say of persons, and who each is. The
// persons of an account's own name are the left ones.
type councilLists struct {
	accounts, register list
	holder, elector    []string // persons of the rows
	home               map[string][]int
}

const councilMapping = "forename=Forename,middle=Middle name,surname=Surname,title=Title," +
	"uprn=UPRN,address_1=Address 1,address_2=Address 2,address_3=Address 3," +
	"address_4=Address 4,postcode=Postcode"

// councilOf invents a council: seeds below 100 are for tuning.
func councilOf(t testing.TB, profile string, seed uint64, dwellings int) *councilLists {
	t.Helper()
	folder := t.TempDir()
	_, err := council.Generate(council.Options{Profile: profile, Seed: seed, Dwellings: dwellings,
		Dir: folder})
	check(t, err)
	c := &councilLists{accounts: read(t, filepath.Join(folder, "council_tax.csv"), councilMapping),
		register: read(t, filepath.Join(folder, "electoral_register.csv"), councilMapping),
		home:     map[string][]int{}}
	c.holder = make([]string, len(c.accounts.rows))
	c.elector = make([]string, len(c.register.rows))
	for _, cells := range read(t, filepath.Join(folder, "truth", "records.csv"), "").rows {
		var line int
		_, err := fmt.Sscan(cells[1], &line)
		check(t, err)
		switch {
		case cells[2] != "0":
		case cells[0] == "council_tax":
			c.holder[line-1] = cells[3]
		case cells[0] == "electoral_register":
			c.elector[line-1] = cells[3]
			c.home[cells[4]] = append(c.home[cells[4]], line-1)
		}
	}
	return c
}

// couples are lists that hold one person a household each: the account's holder, and of
// the register the holder, or at every nth dwelling that has one somebody else. Where
// partners cross, given names alone tell them apart.
func (c *councilLists) couples(every int) problem {
	at := map[string]int{}
	for i, person := range c.holder {
		at[person] = i
	}
	left := list{header: c.accounts.header, mapping: c.accounts.mapping}
	right := list{header: c.register.header, mapping: c.register.mapping}
	var p problem
	for home := range c.register.rows {
		electors := c.home[fmt.Sprintf("D%08d", home)]
		holder, other := -1, -1
		for _, elector := range electors {
			if _, ok := at[c.elector[elector]]; ok && holder < 0 {
				holder = elector
			} else {
				other = elector
			}
		}
		if holder < 0 {
			continue
		}
		chosen := holder
		if other >= 0 && home%every == 0 {
			chosen = other
		}
		left.rows = append(left.rows, c.accounts.rows[at[c.elector[holder]]])
		right.rows = append(right.rows, c.register.rows[chosen])
		p.person[0] = append(p.person[0], c.elector[holder])
		p.person[1] = append(p.person[1], c.elector[chosen])
	}
	p.lists = []list{left, right}
	return p
}

func (c *councilLists) twice(l list, person []string) problem {
	kept := list{header: l.header, mapping: l.mapping}
	var persons []string
	for i, who := range person {
		if who != "" {
			kept.rows, persons = append(kept.rows, l.rows[i]), append(persons, who)
		}
	}
	return problem{lists: []list{kept}, person: [2][]string{persons, persons}}
}

// noPlace is a list's mapping without its place.
func noPlace(l list) list {
	l.mapping = strings.Split(l.mapping, ",uprn=")[0]
	return l
}
