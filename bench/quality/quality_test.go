package main

import (
	"bytes"
	"math"
	"strings"
	"testing"
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
