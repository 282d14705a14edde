package main

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"nfimatch/bench/yardstick"
	"nfimatch/report/spell"
)

// Equal arguments give equal tables, whatever the workers: they are kept as a file.
func TestRunIsTheSameTwice(t *testing.T) {
	output := func(workers string) string {
		var out bytes.Buffer
		err := run([]string{"-dwellings", "120", "-tune", "coastal=2", "-validate", "london=102",
			"-workers", workers}, &out)
		if err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	first, second := output("1"), output("3")
	if first != second {
		t.Error("two runs differ")
	}
	for _, want := range []string{"validate, tune words only", "tune, true addresses",
		"Pairs by weight: tune", "Placement by whose UPRN the row shows: validate",
		"four times the errors", "8 % undeclared",
		"another dwelling's", "Cases by score and by strength: validate"} {
		if !strings.Contains(first, want) {
			t.Errorf("%q is not in the output", want)
		}
	}
}

// The page has the numbers of the tables.
func TestPage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "page.html")
	var out bytes.Buffer
	err := run([]string{"-dwellings", "150", "-tune", "coastal=2", "-validate", "", "-page", path},
		&out)
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	section := func(heading string) []string {
		_, after, _ := strings.Cut(out.String(), heading)
		table, _, _ := strings.Cut(after, "\n\n")
		return strings.Split(table, "\n")[2:]
	}
	rows := 0
	for _, line := range append(section("Pairs by weight: tune"),
		section("Cases by score and by strength: tune")[:len(flagBands)]...) {
		cells := regexp.MustCompile(`  +`).Split(strings.TrimSpace(line), -1)
		count, err := strconv.Atoi(cells[1])
		if err != nil || count == 0 {
			continue
		}
		rows++
		want := fmt.Sprintf(`<th scope="row">%s</th><td class="n">%s</td>`, cells[0],
			spell.Grouped(count))
		if !strings.Contains(string(page), want) {
			t.Errorf("the page has no %s", want)
		}
	}
	if rows < 8 || strings.Count(string(page), "<svg") != 2 {
		t.Errorf("%d rows and %d charts", rows, strings.Count(string(page), "<svg"))
	}
}

// Where none or all are right, the rule of three says how sure that is.
func TestBandLies(t *testing.T) {
	for _, tt := range []struct {
		part, whole int
		least, most float64
	}{{0, 30, 0, 0.1}, {30, 30, 0.9, 1}, {2, 2, 0, 1}, {3, 9, 0.2, 0.5}} {
		b := band{Share: yardstick.Share{Part: tt.part, Whole: tt.whole,
			Interval: yardstick.Interval{Low: 0.2, High: 0.5}}}
		if least, most := b.lies(); least != tt.least || most != tt.most {
			t.Errorf("%d of %d lie in %v to %v", tt.part, tt.whole, least, most)
		}
	}
}

func TestRunRefuses(t *testing.T) {
	for _, arguments := range [][]string{
		{"-tune", "coastal"}, {"-validate", "=,="}, {"-dwellings", "many"},
		{"-tune", "", "-validate", "atlantis=1"}, {"-workers", "none"},
	} {
		if err := run(arguments, new(bytes.Buffer)); err == nil {
			t.Errorf("%v was run", arguments)
		}
	}
}

func TestBands(t *testing.T) {
	bands := []int{math.MinInt, -1, 0, 2}
	for millibits, want := range map[int32]string{
		math.MinInt32: "below -1", -1001: "below -1", -1000: "-1 to 0", -1: "-1 to 0", 0: "0 to 2",
		1999: "0 to 2", 2000: "2 and more", math.MaxInt32: "2 and more",
	} {
		if got := bandOf(bands, millibits); got != want {
			t.Errorf("%d is in %q, want %q", millibits, got, want)
		}
	}
}
