package link

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"nfimatch/fixtures/council"
	"nfimatch/match/result"
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

// Where each list holds one person a household, partners cross, and no date tells them
// apart, others live at the place however alone everybody is in a list: by how often given
// names are two, the lists tell so, and no two names become one person.
func TestPartnersAreNotOnePerson(t *testing.T) {
	long(t)
	for seed, profile := range []string{"northern", "welsh_rural"} {
		c := councilOf(t, profile, 41+uint64(seed), 2000)
		for _, every := range []int{2, 5, 20} {
			p := c.couples(every)
			out := p.solved(t, 1, true)
			if s := scoreOf(p, &out.Pairs); s.precision() < 0.97 || s.recall() < 0.85 {
				t.Errorf("%s, every %d crossed: %v", profile, every, s)
			}
			for i, level := range out.Pairs.Levels[1] {
				if out.Scheme[1].Name != "given" ||
					!slices.Contains([]string{"different", "letters"}, out.Scheme[1].Levels[level].Name) ||
					out.Pairs.Decision[i] != result.DecisionSame {
					continue
				}
				left, right := out.Pairs.Left[i], out.Pairs.Right[i]
				if p.person[0][left-1] != p.person[1][right-1] {
					t.Errorf("%s, every %d crossed: two given names made one person of %d and %d", profile,
						every, left, right)
				}
			}
		}
	}
}

// aloneAt are two lists of one person a home, of whom one in some has another given name in
// the second, and one in some another date of birth.
func aloneAt(names, dates int) problem {
	p := invented(42, 4000)
	alone := problem{lists: []list{{header: p.lists[0].header}, {header: p.lists[1].header}}}
	home, right, given := map[string]bool{}, map[string]int{}, p.lists[0].column("forename")
	for i, person := range p.person[1] {
		right[person] = i
	}
	for i, cells := range p.lists[0].rows {
		at, both := right[p.person[0][i]]
		if home[cells[6]+cells[7]] || !both {
			continue
		}
		home[cells[6]+cells[7]] = true
		other := slices.Clone(p.lists[1].rows[at])
		if len(home)%names == 0 {
			other[0] = given[len(home)/names%len(given)]
		}
		if len(home)%dates == 0 {
			other[3], other[4], other[5] = fmt.Sprint(1+len(home)%28), "", fmt.Sprint(1930+len(home)%70)
		}
		alone.lists[0].rows = append(alone.lists[0].rows, cells)
		alone.lists[1].rows = append(alone.lists[1].rows, other)
	}
	for side := range alone.person {
		for i := range alone.lists[0].rows {
			alone.person[side] = append(alone.person[side], fmt.Sprint(i))
		}
	}
	return alone
}

// Where nobody else lives at a place, a name that is another is one person's.
func TestAloneAtAPlace(t *testing.T) {
	alone := aloneAt(10, 9)
	out := alone.solved(t, 1, true)
	if s := scoreOf(alone, &out.Pairs); s.wrong > 0 || s.recall() < 0.995 {
		t.Errorf("%v", s)
	}
	one := together(aloneAt(40, 4000))
	out = one.solved(t, 1, false)
	if s := scoreOf(one, &out.Pairs); s.wrong > 0 || s.recall() < 0.99 {
		t.Errorf("both in one list: %v", s)
	}
}

// In one list of families, two given names and one date of birth at one place are twins.
func TestTwinsInOneList(t *testing.T) {
	one := together(related(invented(43, 4000)))
	out := one.solved(t, 1, false)
	var twins int
	for i, left := range out.Pairs.Left {
		right := out.Pairs.Right[i]
		a, b := one.lists[0].rows[left-1], one.lists[0].rows[right-1]
		if one.person[0][left-1] == one.person[0][right-1] || !slices.Equal(a[3:8], b[3:8]) ||
			a[0][0] == b[0][0] {
			continue // one person, or not of one day and place, or of names that may be one
		}
		if twins++; out.Pairs.Decision[i] == result.DecisionSame {
			t.Errorf("%q and %q, born on one day at one place, are one person", a[0], b[0])
		}
	}
	if twins < 20 {
		t.Errorf("%d pairs of twins are too few to say anything", twins)
	}
}
