package block

import (
	"math/rand/v2"
	"testing"

	"nfimatch/match/kernel"
	"nfimatch/normalize/record"
)

func TestRulesAreNamedApart(t *testing.T) {
	names := map[string]bool{}
	for _, r := range rules {
		if names[r.Name] || len(r.Codes) == 0 {
			t.Errorf("rule %q is there twice, or of nothing", r.Name)
		}
		names[r.Name] = true
	}
}

// A sketch is a set bit, and names that share most bits mostly share sketches.
func TestSketches(t *testing.T) {
	draw := rand.New(rand.NewPCG(24, 1))
	equal, unlike := 0, 0
	for range 400 {
		var a, other record.Filter
		for range 60 {
			at, apart := draw.IntN(kernel.FilterBits), draw.IntN(kernel.FilterBits)
			a[at/64] |= 1 << (at % 64)
			other[apart/64] |= 1 << (apart % 64)
		}
		b := a
		b[draw.IntN(8)] |= 1 << draw.IntN(64)
		first := sketch(&a, 1)
		if bit := first - 1; a[bit/64]&(1<<(bit%64)) == 0 {
			t.Fatal("a sketch is a position that is not set")
		}
		if first == sketch(&b, 1) {
			equal++
		}
		if first == sketch(&other, 1) {
			unlike++
		}
	}
	if equal < 360 || unlike > 40 {
		t.Errorf("like names share %d of 400 sketches, unlike ones %d", equal, unlike)
	}
	if sketch(&record.Filter{}, 0) != 0 {
		t.Error("the missing name has a sketch")
	}
}

// Of the largest block the first line of the left list is told; of equally large ones the
// smaller, whatever the order of their codes.
func TestWorstLine(t *testing.T) {
	tables := new(record.Tables)
	tables.Mentions.Entry = []uint32{0, 1, 2, 3, 4, 5, 6, 7}
	tables.Entries.Line = []uint32{5, 6, 7, 9, 1, 2, 3, 4}
	p := &People{Tables: tables, Mention: tables.Mentions.Entry, Lefts: 4}
	g := &Grouping{Rows: []uint32{3, 4, 5, 1, 2, 6, 0, 7},
		Blocks: []Block{{0, 1, 3}, {3, 5, 6}, {6, 7, 8}}}
	if line := g.worstLine(p); line != 6 {
		t.Errorf("line %d of blocks of 2, 2 and 1 pairs, want 6", line)
	}
	if line := new(Grouping).worstLine(p); line != 0 {
		t.Errorf("line %d of no block", line)
	}
}
