package link

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"nfimatch/match/link/agree"
	"nfimatch/match/link/block"
	"nfimatch/match/link/names"
	"nfimatch/match/weigh"
)

// families is a list of families without dates of birth, whose members share a surname,
// an address and a UPRN and have given names of their own. Every nth row stands in it
// twice; 0 is none.
func families(seed uint64, people, every int) problem {
	drawn := invented(seed, people).lists[0].without("birth_day", "birth_month", "birth_year")
	one := list{header: append(slices.Clone(drawn.header), "uprn")}
	seen, uprns := map[string]bool{}, map[string]string{}
	var person []string
	for _, cells := range drawn.rows {
		home := cells[6] + cells[7]
		if seen[cells[0]+home] { // father and son of one name are not to be told apart
			continue
		}
		seen[cells[0]+home] = true
		if uprns[home] == "" {
			uprns[home] = fmt.Sprintf("9990000%05d", len(uprns))
		}
		one.rows = append(one.rows, append(slices.Clone(cells), uprns[home]))
		person = append(person, fmt.Sprint(len(person)))
	}
	for i := range one.rows {
		if every > 0 && i%every == 0 {
			one.rows, person = append(one.rows, one.rows[i]), append(person, person[i])
		}
	}
	return problem{lists: []list{one}, person: [2][]string{person, person}}
}

// The members of a household are no duplicates, however much of their place agrees.
func TestHouseholdsAreNotOnePerson(t *testing.T) {
	long(t)
	for _, every := range []int{0, 100, 10, 2} {
		for seed := range uint64(3) {
			p := families(30+seed, 3000, every)
			out, err := Dedupe(context.Background(), tablesOf(t, 1, nil, nil, p.lists...), Options{})
			check(t, err)
			s := scoreOf(p, &out.Pairs)
			if s.wrong > 3+s.right/50 || every == 0 && out.Model.Partners > 10_000 {
				t.Errorf("of every %d twice: %v; %d of a million told to have a partner", every, s,
					out.Model.Partners)
			}
			if out.Few != (every != 2) {
				t.Errorf("of every %d twice, few are told to have a partner: %v", every, out.Few)
			}
			if every > 0 && s.recall() < 0.9 {
				t.Errorf("of every %d twice: %v", every, s)
			}
		}
	}
}

// Names that go together are commoner than their parts; those that do not are as common,
// and a name borne by itself shows nothing of either.
func TestNamesGoTogether(t *testing.T) {
	l := list{header: []string{"forename", "surname"}}
	for i := range 4000 { // two kinds of twenty surnames and twenty given names
		kind := i % 2 * 20
		l.rows = append(l.rows, []string{fmt.Sprintf("G%c", 'A'+kind/20) + letters(i/2%20),
			fmt.Sprintf("S%c", 'A'+kind/20) + letters(i/40%20)})
	}
	l.rows = append(l.rows, []string{"ZOLTAN", "QUILLFEATHER"}, []string{"ZOLTAN", "QUILLFEATHER"})
	p := block.PeopleOf(tablesOf(t, 1, nil, nil, l), true, 0, 0)
	k := names.KinOf(p)
	if got := k.Likelier(p.Of(0)); got < 800 || got > 1100 {
		t.Errorf("names of one kind in two are %d millibits likelier together, want 1000", got)
	}
	across := slices.Clone(p.Of(0))
	across[block.CodeGiven], across[block.CodeName] = p.Of(1)[block.CodeGiven], 0
	if got := k.Likelier(across); got != 0 {
		t.Errorf("names of two kinds are %d millibits likelier together", got)
	}
	if got := k.Likelier(p.Of(uint32(len(l.rows) - 1))); got > 50 {
		t.Errorf("a name of nobody else is %d millibits likelier than its parts", got)
	}
}

// A second name that goes with a surname is common there, however rare it is among all, and
// one that stands by itself is as rare as it is.
func TestSecondNamesGoTogether(t *testing.T) {
	l := list{header: []string{"forename", "middle", "surname"}}
	for i := range 2000 {
		l.rows = append(l.rows,
			[]string{"G" + letters(i%20), "M" + letters(i%17), "S" + letters(i/20%20)})
	}
	for i := range 20 {
		l.rows = append(l.rows, []string{"G" + letters(i), "KAUR", "SIDHU"})
	}
	l.rows = append(l.rows, []string{"GABAA", "ZELDA", "SABAA"})
	p := block.PeopleOf(tablesOf(t, 1, nil, nil, l), true, 0, 0)
	s := names.SecondOf(p)
	if got := s.Share(p, 2000); got < -600 {
		t.Errorf("a second name of all with a surname has a share of %d millibits", got)
	}
	if got := s.Share(p, 2020); got > -5000 {
		t.Errorf("a second name of one has a share of %d millibits", got)
	}
}

func letters(i int) string { return string(rune('A'+i)) + "BA" + string(rune('A'+i)) + "O" }

// What shows who somebody is, by what two records agree in.
func TestProof(t *testing.T) {
	for _, tt := range []struct {
		a, b     string
		few, all bool // whether it is proof where few have a partner, and where many have
	}{
		{"3=HOLT;1=ANN;10=999000000002", "3=HOLT;1=ANN;10=999000000002", true, true},
		{"3=HOLT;1=ANN;10=999000000002", "3=HOLT;1=ZELDA;10=999000000002", false, false},
		{"3=HOLT;10=999000000002", "3=HOLT;10=999000000002", false, false},
		{"3=HOLT;1=ANN;10=999000000002", "3=HOLT;1=A;10=999000000002", false, true},
		{"3=HOLT;1=ANN;10=999000000002", "3=HOLT;1=ANN;10=999000000003", false, true},
		{"3=HOLT;1=ANN;2=EVE;10=999000000002", "3=HOLT;1=ANN;2=EVE;10=999000000003", true, true},
		{"3=HOLT;1=ANN;4=1;5=2;6=1970", "3=HOLT;1=ZELDA;4=1;5=2;6=1970", true, true},
		{"3=HOLT;1=ANN;4=1;5=2;6=1970", "3=HOLT;1=ZELDA;4=8;5=9;6=1991", false, false},
		{"3=HOLT;1=ANN;2=EVE;10=999000000002", "3=HOLT;1=ANN;10=999000000002", false, true},
		{"3=HOLT;1=ANN;4=1;5=2;6=1970;10=999000000002",
			"3=HOLT;1=ZELDA;4=1;5=2;6=1970;10=999000000002", false, false},
		{"3=HOLT;11=QQ123456", "3=HOLT;11=QQ123456", true, true},
	} {
		c := every(t, tt.a, tt.b)
		e := &estimate{Comparer: c, m: agree.ShippedM(&c.Layout)}
		e.u = e.uniform()
		for at := range c.Scheme { // agreement by chance is rarer than that of one person
			for l := range e.u[at] {
				e.u[at][l] = 1 / float64(2+len(e.u[at])-l) / float64(2+len(e.u[at])-l)
			}
		}
		c.Scheme.Normalise(e.u)
		e.near = e.u
		e.others = [strata]float64{1, 1}
		s := &scored{estimate: e, patterns: []weigh.Pattern{c.Pattern(1, 2)}}
		s.near = []bool{c.AtOnePlace(&s.patterns[0])}
		for _, s.few = range []bool{true, false} {
			want := tt.all
			if s.few {
				want = tt.few
			}
			if got := s.proves(e.weights(), 0); got != want {
				t.Errorf("%q and %q, few %v: proof is %v, want %v", tt.a, tt.b, s.few, got, want)
			}
		}
	}
}
