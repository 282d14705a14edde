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
			"how long ago the account began  lawful discounts that are listed",
	} {
		if !strings.Contains(oneSpaced(gaps), oneSpaced(want)) {
			t.Errorf("%q is not in\n%s", want, gaps)
		}
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
