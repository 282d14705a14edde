package match

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"nfimatch/extract/row"
	"nfimatch/match/result"
	"nfimatch/normalize/record"
)

// withDeaths matches one dwelling and a list of deaths at it.
func withDeaths(t *testing.T, account string, electors, dead []string) *result.Tables {
	t.Helper()
	written := func(rows []string, reference string) (all []string) {
		for i, one := range rows {
			all = append(all, at+fmt.Sprintf("%s=E%d;", reference, i)+one)
		}
		return all
	}
	tables := normalised(t, source{row.CouncilTax, []string{at + "account_reference=0001;" + account}},
		source{row.ElectoralRegister, written(electors, "elector_reference")},
		source{row.Deaths, written(dead, "title")})
	matched, _, err := Partition(context.Background(), tables, Options{Workers: 2})
	check(t, err)
	return matched
}

// decisionWith returns what was decided of the n-th elector and the first of the dead.
func decisionWith(m *result.Tables, elector uint32) (decision uint8, found bool) {
	for i := range m.Pairs.Dwelling {
		if m.Pairs.LeftDataset[i] == record.ElectoralRegister && m.Pairs.LeftLine[i] == elector &&
			m.Pairs.RightDataset[i] == record.Deaths && m.Pairs.RightLine[i] == 1 {
			return m.Pairs.Decision[i], true
		}
	}
	return 0, false
}

// Whose death it is, of the electors at the dwelling.
func TestWhoDied(t *testing.T) {
	const died = ";death_date=01/02/2026"
	electors := []string{"surname=SMITH;forename=JOHN", "surname=SMITH;forename=MARGARET",
		"surname=SMITH;forename=D", "surname=SMITH;forename=PETER;birth_date=03/04/2009"}
	for _, tt := range []struct {
		dead string
		want [4]uint8
	}{
		{"surname=SMITH;forename=MARGARET", [4]uint8{result.DecisionDifferent, result.DecisionSame,
			result.DecisionDifferent, result.DecisionDifferent}},
		{"surname=SMYTH;forename=JON", [4]uint8{result.DecisionUnsure, result.DecisionDifferent,
			result.DecisionDifferent, result.DecisionDifferent}},
		{"surname=SMITH;forename=DAVID", [4]uint8{result.DecisionDifferent, result.DecisionDifferent,
			result.DecisionUnsure, result.DecisionDifferent}},
		// Of two dates of birth the rules know more: the weight of a name is greater.
		{"surname=SMITH;forename=PETER;birth_date=03/04/1940", [4]uint8{result.DecisionDifferent,
			result.DecisionDifferent, result.DecisionDifferent, result.DecisionSame}},
	} {
		m := withDeaths(t, "surname=SMITH;forename=JOHN", electors, []string{tt.dead + died})
		for i, want := range tt.want {
			if got, found := decisionWith(m, uint32(i+1)); !found || got != want {
				t.Errorf("%s and %s: decision %d, found %t, want %d", tt.dead, electors[i], got, found,
					want)
			}
		}
	}
}

// Two notices of one death, or of two of one name, are no rivals: each is of the elector.
func TestTwoNotices(t *testing.T) {
	electors := []string{"surname=SMITH;forename=JOHN", "surname=SMITH;forename=MARGARET"}
	for name, dead := range map[string][]string{
		"another day": {"surname=SMITH;forename=MARGARET;death_date=01/02/2026",
			"surname=SMITH;forename=MARGARET;death_date=02/02/2026"},
		"a middle name": {"surname=SMITH;forename=MARGARET;death_date=01/02/2026",
			"surname=SMITH;forename=MARGARET;middle_name=ANN;death_date=01/02/2026"},
		"a stranger too": {"surname=SMITH;forename=MARGARET;death_date=01/02/2026",
			"surname=STRANGE;forename=EDITH;death_date=01/02/2026",
			"surname=SMITH;forename=MARGARET;birth_date=03/04/1940;death_date=01/02/2026"},
	} {
		m := withDeaths(t, "surname=SMITH;forename=JOHN", electors, dead)
		if got, _ := decisionWith(m, 2); got != result.DecisionSame {
			t.Errorf("%s: decision %d, want %d", name, got, result.DecisionSame)
		}
		if got, _ := decisionWith(m, 1); got != result.DecisionDifferent {
			t.Errorf("%s: the other elector: decision %d, want %d", name, got, result.DecisionDifferent)
		}
	}
}

// A list of deaths changes no weight, no pair and no placement of anybody else, and nobody
// on it is an adult.
func TestDeathsTeachNothing(t *testing.T) {
	electors := []string{"surname=SMITH;forename=JOHN", "surname=SMITH;forename=MARGARET"}
	without := withDeaths(t, "surname=SMITH;forename=J", electors, nil)
	with := withDeaths(t, "surname=SMITH;forename=J", electors, []string{
		"surname=SMITH;forename=MARGARET;death_date=01/02/2026",
		"surname=STRANGE;forename=EDITH;death_date=01/02/2026"})
	d := &with.Dwellings
	if !reflect.DeepEqual(d.AdultsLeast, without.Dwellings.AdultsLeast) ||
		!reflect.DeepEqual(d.AdultsMost, without.Dwellings.AdultsMost) ||
		!reflect.DeepEqual(d.ElectorsListed, without.Dwellings.ElectorsListed) {
		t.Error("a list of deaths changes the adults")
	}
	others := pairsOfOthers(with)
	if !reflect.DeepEqual(others, pairsOfOthers(without)) || len(others) != 3 {
		t.Errorf("a list of deaths changes other pairs: %v", others)
	}
	if got := len(with.Pairs.Dwelling); got != 3+3*2 {
		t.Errorf("%d pairs, want those of three mentions and of each with two who died", got)
	}
	for i := 1; i < len(with.Pairs.Dwelling); i++ {
		a, b := pairKey(&with.Pairs, i-1), pairKey(&with.Pairs, i)
		if a >= b {
			t.Errorf("pairs are out of order: %s before %s", a, b)
		}
	}
}

func pairKey(p *result.Pairs, i int) string {
	return fmt.Sprint(p.Dwelling[i], p.LeftDataset[i], p.LeftLine[i], p.LeftOrdinal[i],
		p.RightDataset[i], p.RightLine[i], p.RightOrdinal[i])
}

// pairsOfOthers returns the weights and decisions of all pairs but those of the dead.
func pairsOfOthers(m *result.Tables) map[string][2]int32 {
	pairs := map[string][2]int32{}
	for i := range m.Pairs.Dwelling {
		if m.Pairs.RightDataset[i] != record.Deaths {
			pairs[pairKey(&m.Pairs, i)] = [2]int32{m.Pairs.WeightMillibits[i],
				int32(m.Pairs.Decision[i])}
		}
	}
	return pairs
}
