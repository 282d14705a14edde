package link

import (
	"context"
	"errors"
	"slices"
	"testing"

	"nfimatch/match/link/block"
	"nfimatch/match/result"
)

// A list in which rows have many partners has more pairs than rows, and one person's rows
// alone are that person's.
func TestManyTimesTheSame(t *testing.T) {
	people := invented(100, 40).lists[0]
	for _, tt := range []struct{ people, times int }{{40, 12}, {1, 600}} {
		l := list{header: people.header}
		var person []string
		for i, cells := range people.rows[:tt.people] {
			for range tt.times {
				l.rows, person = append(l.rows, cells), append(person, letters(i))
			}
		}
		p := problem{lists: []list{l}, person: [2][]string{person, person}}
		out := p.solved(t, 1, false)
		if s := scoreOf(p, &out.Pairs); s.recall() < 0.95 || s.wrong > s.right/20 {
			t.Errorf("%d people %d times: %v", tt.people, tt.times, s)
		}
		weighed := p
		again, err := Dedupe(context.Background(), tablesOf(t, 1, nil, nil, weighed.lists...),
			Options{Model: &out.Model})
		check(t, err)
		if !slices.Equal(again.Pairs.Weight, out.Pairs.Weight) {
			t.Errorf("%d people %d times: the model that was kept weighs otherwise", tt.people, tt.times)
		}
	}
}

// damaged blanks the date of every fourth row of the right list, and of others the place or
// but one letter of the given name.
func damaged(p problem) problem {
	for i, cells := range p.lists[1].rows {
		switch i % 4 {
		case 0:
			cells[3], cells[4], cells[5] = "", "", ""
		case 1:
			cells[6], cells[7] = "", ""
		case 2:
			cells[0] = cells[0][:1]
		}
	}
	return p
}

// What blocking missed is at most what the lists can hold, and is not told of a few pairs.
func TestRecallIsHonest(t *testing.T) {
	p := damaged(invented(101, 3000))
	out := p.solved(t, 1, true)
	var found int64
	for _, decision := range out.Pairs.Decision {
		if decision == result.DecisionSame {
			found++
		}
	}
	most := int64(min(len(p.lists[0].rows), len(p.lists[1].rows)))
	if out.Recall.PPM == 0 || found+out.Recall.Missed > most {
		t.Errorf("%d found and %d missed of at most %d: %+v", found, out.Recall.Missed, most, out.Recall)
	}
	few := invented(102, 30).solved(t, 1, true)
	if few.Recall.PPM != 0 {
		t.Errorf("told of a few pairs: %+v", few.Recall)
	}
}

// The estimate is capped, and unknown where its error is large.
func TestRecallOf(t *testing.T) {
	p := damaged(invented(103, 400))
	people := block.PeopleOf(tablesOf(t, 1, nil, nil, p.lists...), false, 0, 0)
	line := map[string]uint32{}
	for i, person := range p.person[1] {
		line[person] = uint32(people.Lefts + i)
	}
	s := &scored{estimate: &estimate{}}
	s.estimate.Comparer = every(t)
	s.People = people
	var accepted []int
	for i, person := range p.person[0] {
		if right, both := line[person]; both {
			accepted = append(accepted, len(s.pairs))
			s.pairs = append(s.pairs, pair{left: uint32(i), right: right})
		}
	}
	free := s.recallOf(accepted, nil, people.PairsAll())
	if free.PPM == 0 || free.Missed == 0 || free.Error == 0 {
		t.Fatalf("nothing is estimated: %+v", free)
	}
	if capped := s.recallOf(accepted, nil, int64(len(accepted))+1); capped.Missed > 1 {
		t.Errorf("one more can be, and %d are told missed", capped.Missed)
	}
	var once []int // pairs of one list only, beside a few of two
	for _, i := range accepted {
		equal := block.EqualCodes(people.Of(s.pairs[i].left), people.Of(s.pairs[i].right))
		on := 0
		for _, codes := range [][]int{{block.CodeDate}, {block.CodeName},
			{block.CodeUnit, block.CodeAddress}} {
			if mask := maskOf(codes); equal&mask == mask {
				on++
			}
		}
		if on == 1 || on == 2 && len(once)%3 == 0 {
			once = append(once, i)
		}
	}
	if shaky := s.recallOf(once, nil, people.PairsAll()); shaky.PPM != 0 {
		t.Errorf("told though it rests on little: %+v", shaky)
	}
}

// What is a person's own and whole is left out last, though it makes most pairs.
func TestWholePersonsAreKept(t *testing.T) {
	p := invented(106, 1000)
	for side := range p.lists {
		for _, cells := range p.lists[side].rows {
			cells[3], cells[4] = "1", "1"
		}
	}
	options := oneToOne
	options.Budget = 1
	tables := tablesOf(t, 1, nil, nil, p.lists...)
	var made []block.Blocking
	options.Planned = func(blocking []block.Blocking) error { made = blocking; return nil }
	_, err := Link(context.Background(), tables, options)
	var over *block.OverBudget
	if !errors.As(err, &over) {
		t.Fatalf("over budget gives %v", err)
	}
	dates := int64(0)
	for _, b := range made {
		if b.Rule == block.DateOfBirth {
			dates = b.Pairs
		}
	}
	options.Budget = 2 * dates
	_, err = Link(context.Background(), tables, options)
	if !errors.As(err, &over) || over.Drop == nil || slices.Contains(over.Drop, block.DateOfBirth) {
		t.Errorf("of %d pairs, %d by the date: %v, leave out %q", over.Pairs, dates, err, over.Drop)
	}
}

// What a list has twice is told of its side, and nobody in common of lists that have none.
func TestTwiceAndHardly(t *testing.T) {
	p := invented(104, 2000)
	if out := p.solved(t, 1, true); out.Twice[0] > 5 || out.Twice[1] > 5 || out.Hardly {
		t.Errorf("nobody is twice, %v are told, and hardly anybody in common: %v", out.Twice, out.Hardly)
	}
	for i, cells := range p.lists[1].rows[:200] {
		p.lists[1].rows = append(p.lists[1].rows, cells)
		p.person[1] = append(p.person[1], p.person[1][i])
	}
	if out := p.solved(t, 1, true); out.Twice[0] > 5 || out.Twice[1] < 150 {
		t.Errorf("200 are twice in the right list, %v are told", out.Twice)
	}
	none := strangers(105, 3000, 0)
	if out := none.solved(t, 1, true); !out.Hardly || !out.Thin || out.Partners > 5 {
		t.Errorf("nobody is in common, %d are told: %v, thin %v", out.Partners, out.Hardly, out.Thin)
	}
}
