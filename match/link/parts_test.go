package link

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"nfimatch/match/link/agree"
	"nfimatch/match/link/block"
	"nfimatch/match/weigh"
)

// every is the comparer of lists that have every column, and its people.
func every(t testing.TB, rows ...string) *agree.Comparer {
	t.Helper()
	header := []string{"title", "forename", "middle", "surname", "birth_day", "birth_month",
		"birth_year", "address", "postcode", "town", "uprn", "nino"}
	l := list{header: header}
	l.rows = append(l.rows, []string{"MR", "AB", "CD", "EF", "1", "1", "1950", "1 A ROAD", "LS1 4AP",
		"LEEDS", "999000000001", "QQ123456C"})
	for _, written := range rows {
		cells := make([]string, len(header))
		copyCells(cells, written)
		l.rows = append(l.rows, cells)
	}
	p := block.PeopleOf(tablesOf(t, 1, nil, nil, l), true, 0, 0)
	return agree.New(p, agree.Options{Cuts: agree.Shipped.Cuts})
}

// copyCells fills cells from "column=value;column=value", columns by number.
func copyCells(cells []string, written string) {
	for len(written) > 0 {
		var column int
		var rest string
		at := slices.Index([]byte(written), '=')
		fmt.Sscan(written[:at], &column)
		written = written[at+1:]
		if end := slices.Index([]byte(written), ';'); end >= 0 {
			written, rest = written[:end], written[end+1:]
		}
		cells[column], written = written, rest
	}
}

// Each line is two records, and the level that a comparison of them must come to.
func TestLevels(t *testing.T) {
	for _, tt := range []struct {
		comparison int
		a, b, want string
	}{
		{agree.CompareSurname, "3=SMITH", "3=SMITH", "exact"},
		{agree.CompareSurname, "3=SMITH-JONES", "3=JONES", "variant"},
		{agree.CompareSurname, "3=FEATHERSTONE", "3=FEATHERSTONES", "alike_850"},
		{agree.CompareSurname, "3=SMITH", "", "missing"},
		{agree.CompareGiven, "1=WILLIAM;3=X", "1=BILL;3=X", "variant"},
		{agree.CompareGiven, "1=J;3=X", "1=JOHN;3=X", "initial"},
		{agree.CompareGiven, "1=J;3=X", "1=K;3=X", "initials_different"},
		{agree.CompareGiven, "1=WEI;3=ZHANG", "1=ZHANG;3=WEI", "swapped"},
		{agree.CompareSurname, "1=WEI;3=ZHANG", "1=ZHANG;3=WEI", "swapped"},
		{agree.CompareGiven, "1=ANN;2=MARIE;3=X", "1=MARIE;3=X", "crossed"},
		{agree.CompareGiven, "1=ZOLTAN;3=X", "1=PRIYA;3=X", "different"},
		{agree.CompareGiven, "1=ZOLTAN;3=X", "1=EDWINE;3=X", "letters"},
		{agree.CompareMiddle, "1=ANN;2=MARIE;3=X", "1=ANN;2=M;3=X", "initial"},
		{agree.CompareBirth, "4=1;5=2;6=1970", "4=1;5=2;6=1970", "day_equal_month_equal_year_equal"},
		{agree.CompareBirth, "4=1;5=2;6=1970", "4=2;5=2;6=1971", "day_near_month_equal_year_near"},
		{agree.CompareBirth, "4=3;5=12;6=1970", "4=12;5=3;6=1970", "swapped_year_equal"},
		{agree.CompareBirth, "4=3;5=12;6=1970", "5=12;6=1985", "day_missing_month_equal_year_different"},
		{agree.CompareBirth, "4=3;5=12;6=1970", "6=1970", "day_missing_month_missing_year_equal"},
		{agree.CompareBirth, "4=3", "6=1970", "missing"},
		{agree.ComparePlace, "7=12 HIGH ROAD;8=LS1 4AP", "7=12 HIGH ROAD;8=LS1 4AP",
			"postcode_unit_address_exact"},
		{agree.ComparePlace, "7=12 HIGH ROAD;8=LS1 4AP", "7=12 HIGHH ROAD;8=LS1 4AB",
			"postcode_slip_address_near"},
		{agree.ComparePlace, "7=12 HIGH ROAD;8=LS1 4AP", "7=14 HIGH ROAD;8=LS1 4DJ",
			"postcode_sector_address_neighbour"},
		{agree.ComparePlace, "7=12 HIGH ROAD;8=LS1 4AP", "7=12 HIGH ROAD",
			"postcode_missing_address_exact"},
		{agree.ComparePlace, "7=12 HIGH ROAD;8=LS1 4AP", "8=LS1 3ZZ",
			"postcode_district_address_missing"},
		{agree.ComparePlace, "7=FLAT 1 9 LOW LANE;8=LS1 4AP", "7=FLAT 2 9 LOW LANE;8=LS1 4AP",
			"postcode_unit_address_neighbour"},
		{agree.CompareTown, "9=LEEDS", "9=YORK", "different"},
		{agree.CompareNINO, "11=QQ123456C", "11=QQ123456", "equal"},
		{agree.ComparePlace, "10=999000000001;7=1 A ROAD", "10=0999000000001;7=2 B LANE",
			"uprn_equal"},
		{agree.ComparePlace, "10=999000000001;7=1 A ROAD", "10=999000000002", "uprn_different"},
		{agree.ComparePlace, "10=999000000001;7=12 HIGH ROAD;8=LS1 4AP",
			"10=999000000002;7=12 HIGH ROAD;8=LS1 4AP", "postcode_unit_address_exact"},
		{agree.CompareSex, "0=MR;3=A", "0=MRS;3=B", "different"},
		{agree.CompareSex, "0=MR;1=ALEX;3=A", "0=MRS;1=ALEX;3=B", "different_of_one_name"},
	} {
		filled := "11=QQ654321;" // no row may be blank
		if tt.comparison != agree.CompareSurname {
			filled += "3=X;"
		}
		c := every(t, filled+tt.a, filled+tt.b)
		first, second := c.Pattern(1, 2), c.Pattern(2, 1)
		at := c.At[tt.comparison]
		if got := c.Scheme[at].Levels[first[at]].Name; got != tt.want {
			t.Errorf("%q and %q: %s is %s, want %s", tt.a, tt.b, c.Scheme[at].Name, got,
				tt.want)
		}
		if first != second {
			t.Errorf("%q and %q compare differently the other way round", tt.a, tt.b)
		}
	}
}

// Records are at one place or one street by their place alone.
func TestPlaceAndStreet(t *testing.T) {
	for _, tt := range []struct {
		a, b          string
		place, street bool
	}{
		{"7=12 HIGH ROAD;8=LS1 4AP", "7=12 HIGH ROAD;8=LS1 4AP", true, false},
		{"7=12 HIGH ROAD;8=LS1 4AP", "7=12 HIGHH ROAD;8=LS1 4AB", true, false},
		{"7=12 HIGH ROAD;8=LS1 4AP", "7=12 HIGH ROAD", true, false},
		{"7=12 HIGH ROAD;8=LS1 4AP", "7=12 HIGH ROAD;8=LS7 2QQ", false, false},
		{"7=12 HIGH ROAD;8=LS1 4AP", "7=14 HIGH ROAD;8=LS1 4AP", false, true},
		{"7=12 HIGH ROAD;8=LS1 4AP", "7=HIGH ROAD;8=LS1 4AP", false, true},
		{"7=12 HIGH ROAD", "7=14 HIGH ROAD", false, false},
		{"7=12 HIGH ROAD;8=LS1 4AP", "7=9 LOW LANE;8=LS1 4AP", false, false},
		{"10=999000000001;7=1 A ROAD", "10=999000000001;7=2 B LANE", true, false},
	} {
		c := every(t, "3=X;"+tt.a, "3=X;"+tt.b)
		pattern := c.Pattern(1, 2)
		if place, street := c.AtOnePlace(&pattern), c.AtOneStreet(&pattern); place != tt.place ||
			street != tt.street {
			t.Errorf("%q and %q: at one place %v, in one street %v", tt.a, tt.b, place, street)
		}
	}
}

// The pairs made must be those that comparing every code of every two records gives,
// each under the first rule that makes it.
func TestPairsAreThoseOfTheRules(t *testing.T) {
	for _, within := range []bool{false, true} {
		p := invented(20, 300)
		if within {
			p = together(p)
		}
		tables := tablesOf(t, 1, nil, nil, p.lists...)
		options := Options{Workers: 2, Budget: BudgetDefault}
		e, made, blocking, err := solve(context.Background(), tables, options, within)
		check(t, err)
		total, fresh := make([]int64, len(made.active)), make([]int64, len(made.active))
		n, from := e.People.Count(), e.People.Lefts
		for a := range e.People.Lefts {
			if within {
				from = a + 1
			}
			for b := from; b < n; b++ {
				first := true
				for r, rule := range made.active {
					if !slices.ContainsFunc(rule.Codes, func(code int) bool {
						x, y := e.People.Of(uint32(a))[code], e.People.Of(uint32(b))[code]
						return x == 0 || x != y
					}) {
						total[r]++
						if first {
							fresh[r]++
						}
						first = false
					}
				}
			}
		}
		if !slices.Equal(fresh, made.fresh) {
			t.Errorf("within %v: rules make %v, want %v", within, made.fresh, fresh)
		}
		blocking = slices.DeleteFunc(blocking, func(b block.Blocking) bool { return !b.Kept })
		for r := range blocking {
			if blocking[r].Pairs != total[r] {
				t.Errorf("within %v: rule %s told as %d pairs, makes %d", within, blocking[r].Rule,
					blocking[r].Pairs, total[r])
			}
		}
	}
}

// A rule whose codes are missing in one list makes nothing, and is not told.
func TestRulesAreOfCodesBothListsHave(t *testing.T) {
	for _, b := range linked(t, placed(invented(21, 100)), oneToOne).Blocking {
		if strings.Contains(b.Rule, "postcode") || strings.Contains(b.Rule, "nino") {
			t.Errorf("rule %s is used without its codes", b.Rule)
		}
	}
}

// placed drops the postcode of one list only.
func placed(p problem) problem {
	p.lists = []list{p.lists[0], p.lists[1].without("postcode")}
	return p
}

// The assignment must be the best of all, and the same whichever side is which.
func TestAssignmentAgainstEnumeration(t *testing.T) {
	draw := rand.New(rand.NewPCG(22, 1))
	for range 500 {
		n := 1 + draw.IntN(6)
		gain := make([][]int64, n)
		for r := range gain {
			gain[r] = make([]int64, n)
			for c := range gain[r] {
				if draw.IntN(2) == 0 {
					gain[r][c] = int64(draw.IntN(50))
				}
			}
		}
		var sum int64
		used := map[int]bool{}
		for r, c := range assignment(gain) {
			sum += gain[r][c]
			used[c] = true
		}
		if want := bestOf(gain, 0, make([]bool, n)); sum != want || len(used) != n {
			t.Fatalf("assignment of %v gains %d, the best %d", gain, sum, want)
		}
	}
}

// The heaviest pair is not always among the best: here two lighter ones weigh more.
func TestConflictsAreSettledTogether(t *testing.T) {
	s := &scored{pairs: []pair{{left: 0, right: 3}, {left: 0, right: 2}, {left: 1, right: 3}},
		weight: []weigh.Millibits{9000, 8000, 7000}, order: make([]uint64, 3)}
	s.estimate = &estimate{Comparer: every(t, "3=A", "3=B", "3=C")}
	if got := s.oneToOne([]int{0, 1, 2}, 0); !slices.Equal(got, []int{1, 2}) {
		t.Errorf("accepted pairs %v, want 1 and 2", got)
	}
	s.weight = []weigh.Millibits{9000, 3000, 2000}
	if got := s.oneToOne([]int{0, 1, 2}, 0); !slices.Equal(got, []int{0}) {
		t.Errorf("accepted pairs %v, want 0 alone", got)
	}
	if got := s.greedy([]int{2, 1, 0}); !slices.Equal(got, []int{0}) {
		t.Errorf("by weight alone pairs %v are accepted, want 0", got)
	}
}

func bestOf(gain [][]int64, row int, taken []bool) (best int64) {
	if row == len(gain) {
		return 0
	}
	for c := range taken {
		if !taken[c] {
			taken[c] = true
			best = max(best, gain[row][c]+bestOf(gain, row+1, taken))
			taken[c] = false
		}
	}
	return best
}

// Three records in a ring and a fourth that hangs on by one pair; two by themselves.
func TestClustersAndBridges(t *testing.T) {
	c := every(t, "3=A", "3=B", "3=C", "3=D", "3=E", "3=F")
	s := &scored{estimate: &estimate{Comparer: c}}
	accepted := []int{}
	for i, ends := range [][2]uint32{{0, 1}, {1, 2}, {0, 2}, {2, 4}, {3, 6}} {
		s.pairs = append(s.pairs, pair{left: ends[0], right: ends[1]})
		accepted = append(accepted, i)
	}
	clusters := s.clusters(accepted)
	if !slices.Equal(clusters.Cluster, []uint32{1, 1, 1, 1, 2, 2}) ||
		!slices.Equal(clusters.Line, []uint32{1, 2, 3, 5, 4, 7}) {
		t.Errorf("clusters %v of lines %v", clusters.Cluster, clusters.Line)
	}
	if got := s.bridges(accepted); !slices.Equal(got, []bool{false, false, false, true, false}) {
		t.Errorf("bridges %v, want the fourth pair alone", got)
	}
}

// Two persons at one place have a chance agreement of their own.
func TestHouseholdsHaveTheirOwnChance(t *testing.T) {
	p := invented(23, 1500)
	out := linked(t, p, oneToOne)
	for _, c := range out.Model.Comparisons {
		if exact := c.Levels[0]; c.Name == "surname" && (exact.UNear < 50*exact.U ||
			exact.UNear < 800_000_000) {
			t.Errorf("surnames agree by chance with %d, at one place with %d of a thousand million; "+
				"households of these lists share theirs", exact.U, exact.UNear)
		}
	}
}

func TestPriorOfManyPartners(t *testing.T) {
	c := every(t, "3=A", "3=B", "3=C")
	c.People.Within, c.People.Lefts = false, 2
	s := &scored{estimate: &estimate{Comparer: c, partners: 0}}
	if got := s.exclusive(); got != 0 {
		t.Errorf("where nobody has a partner, records gain %d by excluding each other", got)
	}
	s.estimate.partners = 2
	if got, want := s.exclusive(), weigh.MillibitsOf(4, 1); got != want {
		t.Errorf("where all have a partner, two that have none gain %d, want %d", got, want)
	}
}

// Relatives of one name at one place are many of the pairs that share a name. The levels of
// place that all of them have must not make them one person.
func TestPlaceTellsNothingWithinItsPart(t *testing.T) {
	e, _, _, err := solve(context.Background(), tablesOf(t, 1, nil, nil, invented(25, 500).lists...),
		Options{Workers: 1, Budget: BudgetDefault}, false)
	check(t, err)
	at := e.At[agree.ComparePlace]
	for _, onePlace := range []bool{false, true} {
		var m, u float64
		within := e.withinPart(e.u, e.m, onePlace)
		for level := range within[at] {
			var pattern weigh.Pattern
			pattern[at] = uint8(level)
			if e.Scheme[at].Levels[level].Group != 0 && e.AtOnePlace(&pattern) == onePlace {
				m, u = m+e.m[at][level], u+within[at][level]
			}
		}
		if diff := m - u; diff > 1e-9 || diff < -1e-9 {
			t.Errorf("at one place %v: levels have %f of one person's pairs, and %f of others", onePlace,
				m, u)
		}
	}
}

// Shares of exact agreement are those of counting every pair, and what is counted takes the
// place of what was sampled without changing how the other levels stand to each other.
func TestExactSharesAreCounted(t *testing.T) {
	p := block.PeopleOf(tablesOf(t, 1, nil, nil, invented(26, 200).lists...), false, 0, 0)
	equal, all := 0, 0
	for a := range uint32(p.Lefts) {
		for b := uint32(p.Lefts); b < uint32(p.Count()); b++ {
			x, y := p.Of(a)[block.CodeDate], p.Of(b)[block.CodeDate]
			if x != 0 && y != 0 {
				all++
				if x == y {
					equal++
				}
			}
		}
	}
	share, pairs := p.ExactShare(block.CodeDate)
	if pairs != int64(all) || share != float64(equal)/float64(all) {
		t.Errorf("%g of %d pairs share a date of birth, want %d of %d", share, pairs, equal, all)
	}
	e := &estimate{Comparer: every(t, "3=A", "3=B", "3=C"), partners: 1}
	e.m, e.u = agree.ShippedM(&e.Layout), e.uniform()
	at := e.At[agree.CompareSurname]
	before := e.u[at][agree.NameExact+2] / e.u[at][agree.NameExact+3]
	drawn, few := e.u[at][agree.NameExact], &estimate{Comparer: e.Comparer, partners: 1, m: e.m}
	e.setExact(exactLevel{at, agree.NameExact, 0.25, 1000})
	lambda := e.lambda()
	want := (0.25 - lambda*e.m[at][agree.NameExact]) / (1 - lambda)
	want = (want*1000 + drawn*float64(agree.Shipped.Lean)) / float64(1000+agree.Shipped.Lean)
	if got := e.u[at][agree.NameExact]; got < want-1e-9 || got > want+1e-9 {
		t.Errorf("u of an equal surname is %g, want %g", got, want)
	}
	sum := 0.0
	for l, level := range e.Scheme[at].Levels {
		if level.Group == 1 {
			sum += e.u[at][l]
		}
	}
	after := e.u[at][agree.NameExact+2] / e.u[at][agree.NameExact+3]
	if sum < 1-1e-9 || sum > 1+1e-9 || after < before-1e-9 || after > before+1e-9 {
		t.Errorf("levels sum to %g, and stand %g to each other where they stood %g", sum, after, before)
	}
	few.u = few.uniform() // of one pair that happens to agree nothing is known
	few.setExact(exactLevel{at, agree.NameExact, 1, 1})
	if got := few.u[at][agree.NameExact]; got > drawn+0.01 {
		t.Errorf("one pair that agrees makes u %g of %g", got, drawn)
	}
}
