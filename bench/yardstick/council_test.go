package yardstick

import (
	"context"
	"strings"
	"testing"

	"nfimatch/extract/row"
	"nfimatch/fixtures/council"
	"nfimatch/match"
)

// small draws a council that is small and has every kind of thing.
func small(t *testing.T) *Council {
	t.Helper()
	c, err := Draw(council.Options{Profile: "university", Dwellings: 800, Seed: 5})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// What is counted here is what the program and the generator count.
func TestJudgedAgainstTheirCounts(t *testing.T) {
	c := small(t)
	m, err := Run(context.Background(), c.Options.Dir, Options{Match: match.Options{Workers: 2}})
	if err != nil {
		t.Fatal(err)
	}
	j := Judge(m, c.Truth)
	population, listed := 0, 0
	for _, d := range j.Discounts {
		if d.Population {
			population++
		}
		if d.Listed {
			listed++
		}
	}
	if d := m.Report.Discounts; len(j.Discounts) != d.InPayment || population != d.Population ||
		listed != m.Report.Cases || listed == 0 {
		t.Errorf("%d discounts, %d of the population, %d listed; the report has %+v and %d cases",
			len(j.Discounts), population, listed, d, m.Report.Cases)
	}
	compared := 0
	for _, p := range j.Pairs {
		if p.Compared {
			compared++
		}
	}
	if int64(compared) != m.Summary.Pairs || compared == len(j.Pairs) {
		t.Errorf("%d pairs compared of %d; the program has %d", compared, len(j.Pairs),
			m.Summary.Pairs)
	}
	if !j.Balanced {
		t.Error("the counts do not balance")
	}
}

// Under true addresses everything that has a dwelling is placed at it.
func TestJudgeTrue(t *testing.T) {
	c := small(t)
	options := Options{Match: match.Options{Workers: 2}}
	as, err := c.Judge(context.Background(), options)
	if err != nil {
		t.Fatal(err)
	}
	corrected, err := c.JudgeTrue(context.Background(), options)
	if err != nil {
		t.Fatal(err)
	}
	off := func(j *Judged) (n int) {
		for _, p := range j.Placements {
			if p.Home != 0 && p.Outcome > Right && p.Outcome < ByReference {
				n++
			}
		}
		return n
	}
	if off(as) == 0 || off(corrected) != 0 {
		t.Errorf("%d rows are not placed right, and with true addresses %d", off(as), off(corrected))
	}
	if len(as.Placements) != len(corrected.Placements) ||
		len(as.Discounts) != len(corrected.Discounts) {
		t.Error("rows were lost on the way to their true addresses")
	}
}

// An account keeps the words of its address; whatever shows its dwelling takes them.
func TestCorrect(t *testing.T) {
	truth := &Truth{Homes: []Home{{}, {UPRN: "9991"}}, Accounts: map[uint32]Account{1: {Home: 1}},
		Mentions: map[Place]Mention{at(register, 1): {Home: 1}, at(register, 2): {}}}
	fields, addresses := []int{1, 2, 3, 4, 5, 0}, make([][]string, 2)
	for _, tt := range []struct {
		dataset row.Dataset
		line    uint32
		record  string
		want    string
	}{
		{row.CouncilTax, 1, "5,1 HIGH ST,TOWN,,,AB1 2CD", "9991,1 HIGH ST,TOWN,,,AB1 2CD"},
		{row.ElectoralRegister, 1, ",1 hihg st,,,,", "9991,1 HIGH ST,TOWN,,,AB1 2CD"},
		{row.ElectoralRegister, 2, "7,abroad,,,,", "7,abroad,,,,"},
	} {
		record := strings.Split(tt.record, ",")
		truth.correct(tt.dataset, tt.line, record, fields, addresses)
		if got := strings.Join(record, ","); got != tt.want {
			t.Errorf("%v %d: %s, want %s", tt.dataset, tt.line, got, tt.want)
		}
	}
}

func TestDrawRefuses(t *testing.T) {
	if _, err := Draw(council.Options{Profile: "atlantis", Dwellings: 10, Seed: 1}); err == nil {
		t.Error("a profile that nobody knows was drawn")
	}
}

func TestCouncilsOf(t *testing.T) {
	got, err := CouncilsOf("london=102,northern=1", 50)
	if err != nil || len(got) != 2 || got[1].Profile != "northern" || got[0].Seed != 102 ||
		got[1].Dwellings != 50 {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := CouncilsOf("", 50); err != nil || len(got) != 0 {
		t.Errorf("no list: %+v, %v", got, err)
	}
	for _, list := range []string{"london", "london=x", "london=-1", "=,1"} {
		if _, err := CouncilsOf(list, 50); err == nil {
			t.Errorf("%q was read", list)
		}
	}
}
