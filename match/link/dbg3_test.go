package link

import (
	"context"
	"testing"
)

func TestDbgThree(t *testing.T) {
	p := together(invented(100, 1500))
	tables := tablesOf(t, 1, nil, nil, p.lists...)
	e, made, _, err := solve(context.Background(), tables, Options{Workers: 1, Budget: BudgetDefault}, true)
	check(t, err)
	b := e.at[compareBirth]
	cells := []int{63, 62, 61, 59, 55, 47, 43, 21, 22, 23}
	show := func(s string) {
		for _, l := range cells {
			t.Logf("%s %s m %.7f u %.5f near %.5f", s, e.scheme[b].Levels[l].Name, e.m[b][l], e.u[b][l], e.near[b][l])
		}
	}
	show("start")
	s := e.scored(made.pairs)
	e.fitM(made)
	show("fit")
	for range lambdaRounds {
		s.weigh(e.weights())
		e.partners = s.partners()
		t.Log(e.partners)
	}
	for range 3 {
		e.refit(s, s.accepted())
		show("refit")
		for range lambdaRounds {
			s.weigh(e.weights())
			e.partners = s.partners()
			t.Log(e.partners)
		}
		e.estimateU()
	}
}
