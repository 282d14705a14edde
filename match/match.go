// Package match finds which entries are at one dwelling and which mentions are
// one person, over pseudonymised columns only, and counts the adults that
// leaves.
//
//	record → place → compare → weigh → assign → count → result
//
// It works on one partition: one council, or a part of one. The result does
// not depend on the order of rows within equal lines, on codes, on the size of
// chunks or on the number of workers.
package match

import (
	"context"
	"fmt"

	"nfimatch/match/place"
	"nfimatch/match/place/flats"
	"nfimatch/match/result"
	"nfimatch/match/weigh"
	"nfimatch/normalize/record"
)

// Options are what a run decides. The zero Model and nil place model mean the
// shipped ones, trained on the file where it is large enough.
type Options struct {
	Workers int          // goroutines; 0 or less means one
	Model   *weigh.Model // frozen model of the workspace; nil trains one
	Place   *place.Model // frozen model of addresses; nil trains one
	Origin  string       // what a trained model is said to come from

	Settled []flats.Settlement // what officers have decided about buildings

	// Similarity, where set, tells in place of the filters how alike two names are: by
	// their codes in record.Names, unequal and not 0, in thousandths from 0 to 1,000,
	// the same whichever comes first. Workers call it at once. It is the door by which a
	// benchmark compares names in clear, to state what pseudonymising costs; nil is the
	// product, which has no names. [ShippedCuts] are the similarities that matter.
	Similarity func(a, b record.Code) int
}

// A Summary is what happened, in counts.
type Summary struct {
	Place       place.Summary
	Buildings   []flats.Waiting // that wait for a vote or a decision, worst first
	Pairs       int64           // pairs of mentions compared
	Same        int64
	Different   int64
	Unsure      int64
	NotCompared int         // mentions at dwellings too crowded to compare
	Trained     bool        // whether Model was estimated from these files
	Model       weigh.Model // as used
	PlaceModel  place.Model // as used
}

// Partition matches one partition.
func Partition(ctx context.Context, tables *record.Tables, options Options) (
	*result.Tables, Summary, error,
) {
	options.Workers = max(options.Workers, 1)
	placed, err := place.Place(ctx, tables, placeOptions(options))
	if err != nil {
		return nil, Summary{}, fmt.Errorf("placing entries: %w", err)
	}
	households := householdsOf(tables, &placed, record.Teaches)
	summary := Summary{Place: placed.Summary, PlaceModel: placed.Model,
		Buildings: placed.Buildings}
	compare := newComparer(tables, options.Similarity)
	summary.Model, summary.Trained, err = train(ctx, compare, households, options)
	if err != nil {
		return nil, Summary{}, fmt.Errorf("training the model: %w", err)
	}
	weights := summary.Model.Weights(inside)
	decided, err := decide(ctx, compare, weights, households, options.Workers)
	if err != nil {
		return nil, Summary{}, fmt.Errorf("deciding pairs: %w", err)
	}
	households = compareDeaths(tables, &placed, compare, weights, households, decided)
	tablesOut := assemble(tables, &placed, households, decided, &summary)
	return tablesOut, summary, nil
}

func placeOptions(options Options) place.Options {
	placing := place.Options{Workers: options.Workers, Train: options.Place == nil,
		Settled: options.Settled}
	if options.Place != nil {
		placing.Model = *options.Place
	} else {
		placing.Model = place.ShippedModel()
	}
	return placing
}
