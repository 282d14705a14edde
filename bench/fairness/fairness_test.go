package main

import (
	"bytes"
	"strings"
	"testing"

	"nfimatch/bench/yardstick"
	"nfimatch/fixtures/council/data"
)

func TestCommunitiesHaveGroups(t *testing.T) {
	for _, row := range data.Rows("communities") {
		if communities[row[0]] == "" {
			t.Errorf("community %s is in no group", row[0])
		}
	}
}

func TestHomesOfNoGroupAreRefused(t *testing.T) {
	for _, home := range []yardstick.Home{{Kind: "castle"}, {Kind: "house", Community: "martian"}} {
		truth := &yardstick.Truth{Homes: []yardstick.Home{{}, home}}
		if err := checkGroups(yardstick.Pool{{Truth: truth}}); err == nil {
			t.Errorf("%+v is in no group and nobody says so", home)
		}
	}
}

// Two groups of 100 discounts each, one of which is listed twice as often.
func TestGapIsSeen(t *testing.T) {
	judged := &yardstick.Judged{Truth: &yardstick.Truth{Homes: make([]yardstick.Home, 1)}}
	for i := range 200 {
		home := yardstick.Home{Kind: "house", Community: "english"}
		if i < 100 {
			home = yardstick.Home{Kind: "block_flat", Community: "polish"}
		}
		judged.Truth.Homes = append(judged.Truth.Homes, home)
		judged.Recent = append(judged.Recent, false)
		judged.Discounts = append(judged.Discounts, yardstick.Discount{Home: uint32(i + 1),
			Listed: i%100 < 20 || i < 40})
	}
	judged.Recent = append(judged.Recent, false)
	var out bytes.Buffer
	if err := printAll(&out, yardstick.Pool{judged}); err != nil {
		t.Fatal(err)
	}
	_, gaps, _ := strings.Cut(out.String(), "Largest gaps")
	for _, want := range []string{
		"community of the household  lawful discounts: listed all the same  +0.2000 [",
		"kind of home  lawful discounts: listed all the same  +0.2000 [",
		"how long ago the account began  lawful discounts: listed all the same " +
			"how long ago the account began  lawful discounts: in the first tenth",
	} {
		if !strings.Contains(oneSpaced(gaps), oneSpaced(want)) {
			t.Errorf("%q is not in\n%s", want, gaps)
		}
	}
}

// Of thirty pairs that show the same, twenty-four are one person; of two that show something
// else nobody can tell, and what placement lost is its fault.
func TestCeiling(t *testing.T) {
	shown, rare := yardstick.Evidence{Levels: [7]uint8{1, 1}}, yardstick.Evidence{Barred: true}
	judged := &yardstick.Judged{Pairs: []yardstick.Pair{{One: true, Together: true},
		{One: true, Together: true, Compared: true, Evidence: rare}, {Compared: true, Evidence: rare}}}
	for i := range 30 {
		judged.Pairs = append(judged.Pairs, yardstick.Pair{One: i < 24, Together: i < 24,
			Compared: true, Evidence: shown})
	}
	known := oracleOf(yardstick.Pool{judged})
	of := func(i int) *yardstick.Pair { return &judged.Pairs[i] }
	if !known.decidable(of(0)) || !known.decidable(of(1)) || !known.apart(of(2)) {
		t.Error("a pair that was lost, or whose evidence is rare, is excused")
	}
	if !known.decidable(of(3)) || !known.apart(of(32)) {
		t.Error("24 of 30 are one person: the pair is to be found, and not decided same")
	}
	for i := 3; i < 21; i++ {
		of(i).One = false
	}
	known = oracleOf(yardstick.Pool{judged})
	if known.decidable(of(22)) {
		t.Error("6 of 30 are one person: the pair is held to be decidable")
	}
	for i := 3; i < 32; i++ {
		of(i).One = true
	}
	if known = oracleOf(yardstick.Pool{judged}); known.apart(of(32)) {
		t.Error("29 of 30 are one person: the last is held to be told apart")
	}
}

// oneSpaced writes every run of blanks as one.
func oneSpaced(text string) string { return strings.Join(strings.Fields(text), " ") }

func TestRun(t *testing.T) {
	var out bytes.Buffer
	err := run([]string{"-dwellings", "400", "-councils", "london=102", "-workers", "2"}, &out)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"synthetic data", "london, seed 102: 400 dwellings", "caribbean",
		"Largest gaps"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in the output", want)
		}
	}
	if err := run([]string{"-councils", "london"}, &out); err == nil {
		t.Error("a council without a seed was drawn")
	}
}
