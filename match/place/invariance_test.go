package place

import (
	"context"
	"slices"
	"testing"

	"nfimatch/match/place/listing"
)

// A trained run over a generated council: neither codes nor workers play a
// part, and the sample that trains is in one order under any codes.
func TestPlaceWorldIgnoresCodesAndWorkers(t *testing.T) {
	var rows []plainRow
	for _, r := range hide(readWorld(t, "london", 4, 2500), false, true, 20) {
		rows = append(rows, r.plainRow)
	}
	options := Options{Model: ShippedModel(), Train: true}
	want, tables := mustPlace(t, rows, options, 0)
	if !want.Summary.Trained {
		t.Fatal("too few addresses to train")
	}
	order := sampleRows(listing.NewBook(tables).Queries(tables), listing.NewBook(tables))
	for _, seed := range []uint64{10, 20} {
		got, moved := mustPlace(t, rows, options, seed)
		if got.Model != want.Model {
			t.Errorf("codes by seed %d: another model", seed)
		}
		if !slices.Equal(got.Of, want.Of) || !slices.Equal(got.MarginMillibits, want.MarginMillibits) {
			t.Errorf("codes by seed %d: another placement", seed)
		}
		book := listing.NewBook(moved)
		if !slices.Equal(sampleRows(book.Queries(moved), book), order) {
			t.Errorf("codes by seed %d: the sample is in another order", seed)
		}
	}
	for _, workers := range []int{2, 7} {
		options.Workers = workers
		got, err := Place(context.Background(), tables, options)
		if err != nil || !slices.Equal(got.Of, want.Of) || !slices.Equal(got.Doubt, want.Doubt) ||
			!slices.Equal(got.MarginMillibits, want.MarginMillibits) || got.Summary != want.Summary {
			t.Errorf("%d workers: another placement (error %v)", workers, err)
		}
	}
	samePlacement(t, rows, want, shuffled(rows, 9))
}

// sampleRows are the whole addresses of a sample, by the entry that shows them.
func sampleRows(sample []uint32, book *listing.Book) []uint32 {
	first := make([]uint32, len(book.Addresses))
	for entry := len(book.Of) - 1; entry >= 0; entry-- {
		first[book.Of[entry]] = uint32(entry)
	}
	rows := make([]uint32, len(sample))
	for i, number := range sample {
		rows[i] = first[number]
	}
	return rows
}

func TestPlaceStopsWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Place(ctx, encode(mixedTown(), 0), Options{Model: ShippedModel()}); err == nil {
		t.Error("no error of a cancelled context")
	}
}

func TestPlaceNothing(t *testing.T) {
	placed, err := Place(context.Background(), encode(nil, 0), Options{Model: ShippedModel()})
	if err != nil || placed.Dwellings != 0 || len(placed.Of) != 0 {
		t.Errorf("%d dwellings, error %v, want nothing", placed.Dwellings, err)
	}
	only := []plainRow{{register, "1 ELM ROAD|BURLOW", "BW1 1AA", "", "", ""}}
	if placed, _ := mustPlace(t, only, Options{}, 0); placed.Of[0] != 0 {
		t.Error("placed with no account at all")
	}
}
