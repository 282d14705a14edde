package main

import (
	"context"
	"testing"

	"nfimatch/fixtures/council"
)

// A small council: deaths are found, and whoever is taken to have died is on the list.
func TestMeasure(t *testing.T) {
	world := council.Options{Profile: "coastal", Dwellings: 4000, Seed: 24}
	one, err := measure(context.Background(), world, 2)
	if err != nil {
		t.Fatal(err)
	}
	electors := one.people[0]
	if electors.onList < 5 || electors.sure[0] < electors.onList/2 || electors.sure[1] > 1 {
		t.Errorf("of %d electors on the list %d are found, and %d wrongly", electors.onList,
			electors.sure[0], electors.sure[1])
	}
	if one.listed[1] > one.listed[0] || one.undeclared[1] > one.undeclared[0] ||
		one.listed[0] == 0 {
		t.Errorf("the list of deaths lists: %v, undeclared %v", one.listed, one.undeclared)
	}
	var all judged
	all.add(one)
	if all != *one {
		t.Errorf("the sum of one council is %+v, not %+v", all, *one)
	}
}
