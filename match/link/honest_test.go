package link

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"nfimatch/match/link/agree"
	"nfimatch/match/result"
	"nfimatch/match/weigh"
)

// related makes twins of every 41st pair of neighbouring rows of one family, and gives
// every 31st one given name: a father and his son.
func related(p problem) problem {
	at := map[string]int{}
	for i, person := range p.person[1] {
		at[person] = i
	}
	rows := p.lists[0].rows
	for i := 1; i < len(rows); i++ {
		var alike []int
		switch {
		case rows[i][6]+rows[i][7] != rows[i-1][6]+rows[i-1][7]:
		case i%41 == 0:
			alike = []int{3, 4, 5}
		case i%31 == 0:
			alike = []int{0}
		}
		for _, c := range alike {
			rows[i][c] = rows[i-1][c]
			if right, both := at[p.person[0][i]]; both {
				p.lists[1].rows[right][c] = rows[i][c]
			}
		}
	}
	return p
}

// strangers are two lists of families without one person in common: relatives stand on both
// sides. Of a row whose person is in both, one in every is kept on the right; 0 is none.
func strangers(seed uint64, people, every int) problem {
	drawn := related(invented(seed, people))
	draw := rand.New(rand.NewPCG(seed, 2))
	p := problem{lists: []list{{header: drawn.lists[0].header}, {header: drawn.lists[1].header}}}
	left := map[string]bool{}
	for i, cells := range drawn.lists[0].rows {
		if person := drawn.person[0][i]; draw.IntN(2) == 0 {
			left[person] = true
			p.lists[0].rows = append(p.lists[0].rows, cells)
			p.person[0] = append(p.person[0], person)
		}
	}
	both := 0
	for i, cells := range drawn.lists[1].rows {
		person := drawn.person[1][i]
		if left[person] {
			if both++; every == 0 || both%every != 0 {
				continue
			}
		}
		p.lists[1].rows = append(p.lists[1].rows, cells)
		p.person[1] = append(p.person[1], person)
	}
	return p
}

// Lists with nobody in common make nobody of two, whatever their columns; and where few are
// common, those are found and no relatives.
func TestNobodyInCommon(t *testing.T) {
	long(t)
	for _, tt := range []struct {
		name    string
		without []string
	}{
		{"all columns", nil},
		{"no postcode", []string{"postcode"}},
		{"no address", []string{"address"}},
		{"no date", []string{"birth_day", "birth_month", "birth_year"}},
		{"name and postcode", []string{"address", "sex", "birth_day", "birth_month", "birth_year"}},
	} {
		for seed := range uint64(3) {
			p := strangers(60+seed, 6000, 0)
			for side := range p.lists {
				p.lists[side] = p.lists[side].without(tt.without...)
			}
			out := p.solved(t, 1, true)
			if s := scoreOf(p, &out.Pairs); s.wrong > 3 {
				t.Errorf("%s, seed %d: %v", tt.name, seed, s)
			}
		}
	}
}

// Relatives of one postcode are no strangers where lists have nothing else of the place.
func TestPostcodeIsAPlace(t *testing.T) {
	p := strangers(70, 6000, 5)
	for side := range p.lists {
		p.lists[side] = p.lists[side].without("address", "sex")
	}
	out := p.solved(t, 1, true)
	if s := scoreOf(p, &out.Pairs); s.precision() < 0.98 || s.recall() < 0.9 {
		t.Errorf("%v", s)
	}
}

// Whoever takes pairs by their probability takes those that were accepted and no others,
// whatever the threshold, and of one list too.
func TestRefusedPairsAreUnlikely(t *testing.T) {
	long(t)
	twice := invented(80, 2000)
	for i, cells := range twice.lists[1].rows[:300] { // rows with as good a rival
		twice.lists[1].rows = append(twice.lists[1].rows, slices.Clone(cells))
		twice.person[1] = append(twice.person[1], twice.person[1][i])
	}
	unnamed := twice
	unnamed.lists = []list{twice.lists[0].without("forename", "birth_day"),
		twice.lists[1].without("forename", "birth_year")}
	for _, p := range []problem{twice, unnamed, families(81, 2000, 10)} {
		for _, threshold := range []int64{300_000, 500_000, 900_000} {
			refused, find := 0, Link
			if len(p.lists) == 1 {
				find = Dedupe
			}
			out, err := find(context.Background(), tablesOf(t, 1, nil, nil, p.lists...),
				Options{OneToOne: true, Threshold: threshold})
			check(t, err)
			pairs := &out.Pairs
			least := weigh.MillibitsOf(float64(threshold), float64(agree.Whole-threshold))
			for i, decision := range pairs.Decision {
				sum := pairs.Prior[i] + pairs.Rarity[i] + pairs.Against[i]
				for c := range pairs.Millibits {
					sum += pairs.Millibits[c][i]
				}
				if same := decision == result.DecisionSame; same != (pairs.Weight[i] >= least) ||
					sum != pairs.Weight[i] || same && pairs.Against[i] != 0 || pairs.Against[i] > 0 {
					t.Fatalf("threshold %d, pair %d: weight %d, parts %d, against %d, accepted %v",
						threshold, i, pairs.Weight[i], sum, pairs.Against[i], same)
				}
				if pairs.Against[i] < 0 {
					refused++
				}
			}
			if refused == 0 {
				t.Errorf("threshold %d refuses nothing: nothing is tested", threshold)
			}
		}
	}
}

// At one place and elsewhere no slip of a name, date or text says more than its equality,
// nor less likeness more than more of it.
func TestEqualitySaysMost(t *testing.T) {
	p := strangers(90, 6000, 20)
	out := p.solved(t, 1, true)
	for place, weights := range out.Weights {
		for c, comparison := range out.Scheme {
			exact := slices.IndexFunc(comparison.Levels, func(l weigh.Level) bool {
				return slices.Contains([]string{"exact", "equal", "day_equal_month_equal_year_equal",
					"postcode_unit_address_exact"}, l.Name)
			})
			for l, level := range comparison.Levels {
				if level.Group == comparison.Levels[exact].Group && level.Name != "swapped" &&
					weights[c][l] > weights[c][exact] {
					t.Errorf("place %d: %s %s says more than equality", place, comparison.Name, level.Name)
				}
				if level.Name == "swapped" && comparison.Name == "given" &&
					weights[c][l] > weights[c][exact]+weights[c-1][exact] {
					t.Errorf("place %d: exchanged names say more than equal ones", place)
				}
			}
			for i, cut := range agree.Shipped.Cuts[1:] {
				at := func(cut int) int {
					return slices.IndexFunc(comparison.Levels, func(l weigh.Level) bool {
						return l.Name == fmt.Sprintf("alike_%d", cut)
					})
				}
				if l := at(cut); l > 0 && weights[c][l] > weights[c][at(agree.Shipped.Cuts[i])] {
					t.Errorf("place %d: %s alike_%d says more than what is more alike", place,
						comparison.Name, cut)
				}
			}
		}
	}
}
