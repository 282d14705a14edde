// Package place decides at which dwelling every entry is, over tokens only.
//
// The accounts are the universe of dwellings. A claim joins first by its
// account reference. Every other entry is compared with the dwellings that a
// cascade of blocks brings near it (UPRN, postcode, rare word and identifier,
// two rare words), in three comparisons: the place (postcode and words as one),
// and the identifiers (unit and number as one). A weight is the logarithm of
// how often the comparison comes out so at the same dwelling (m, estimated
// without labels) over how often at another one (u, counted in the list
// itself), and the posterior runs over the candidates and "none of them". In
// doubt it abstains: a wrong flat accuses the neighbour.
//
// Where two files name the flats of a building in two systems, they are settled
// once for the building, one to one, by what ties entries to dwellings whatever
// the unit says. Nothing else here uses the name of a person.
package place

import (
	"context"
	"fmt"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"nfimatch/match/place/flats"
	"nfimatch/match/place/listing"
	"nfimatch/match/result"
	"nfimatch/normalize/record"
)

// Options are what a run decides.
type Options struct {
	Workers int   // goroutines; below 1 means one
	Model   Model // frozen, or the shipped one
	Train   bool  // whether to estimate the model from these tables, where they are large enough

	Settled []flats.Settlement // what officers have decided about buildings
}

// A Result is the placement of every entry. Its slices have a row per entry.
type Result struct {
	Dwellings       uint32   // count; numbered from 1 by the line of the first account
	Of              []uint32 // dwelling, 0 for none
	How             []uint8
	Relation        []uint8
	Doubt           []uint8
	MarginMillibits []int32         // log-odds of the dwelling against all others and none
	Model           Model           // as used
	Buildings       []flats.Waiting // that wait for a vote or a decision, worst first
	Summary         Summary
}

// A Count is the fate of the entries of one dataset: Entries = Placed +
// Unplaced + Abstained. A room placed at its house counts as placed.
type Count struct {
	Entries, Placed, Unplaced, Abstained int
}

// A Summary is what happened, in counts.
type Summary struct {
	// ByDataset is by record.CouncilTax …; 0 is unused.
	ByDataset [record.DatasetMax + 1]Count

	ByAccount     int  // claims joined by account reference
	ByUPRN        int  // entries placed by UPRN with the address not against it
	ByExact       int  // by the whole address
	ByWords       int  // by identifiers and words
	ByFuzzy       int  // with a slip repaired
	ByBuilding    int  // by what was settled for their building
	Unused        int  // decisions about buildings that no entry is of
	RefusedBlocks int  // blocks over the limit: their candidates were not compared
	Addresses     int  // distinct addresses decided
	Trained       bool // whether the model was estimated from these tables
}

// Limits of the work.
const (
	blockListingsMax = 3000    // dwellings in a block
	chunkAddresses   = 512     // addresses a worker takes at a time
	trainAddressMin  = 2000    // below it the shipped model is used as it is
	sampleAddressMax = 8000    // addresses that estimate the model
	entriesMax       = 1 << 31 // rows of a partition
)

// Place places every entry of the tables. The result depends neither on the
// order of entries within it, save for the numbers of dwellings, nor on codes,
// nor on the number of workers. It costs about 50 µs a distinct address. The
// error is the context's, or a table that does not fit together.
func Place(ctx context.Context, tables *record.Tables, options Options) (Result, error) {
	if n := tables.Entries.Len(); n > entriesMax {
		return Result{}, fmt.Errorf("entries: more than %d rows", entriesMax)
	}
	options.Workers = max(options.Workers, 1)
	book := listing.NewBook(tables)
	homes := listing.NewHomes(tables, book)
	list := listing.NewList(tables, book, homes)
	facts := countFacts(tables, book, list)
	blocks := newBlocks(book, list, facts)
	view := &scene{tables, book, homes, list, facts, blocks, listing.NewBuildings(book, list)}

	model, trained := options.Model, false
	facts.learnOmissions(view, &model)
	if queries := book.Queries(tables); options.Train && len(queries) >= trainAddressMin {
		model, trained = train(view, queries, model), true
	}
	placed := Result{Dwellings: homes.Count, Model: model}
	placed.Summary.Trained = trained
	decisions, err := decideAll(ctx, view, &model, options.Workers)
	if err != nil {
		return Result{}, err
	}
	placed.settle(view, decisions, options.Settled)
	placed.assign(view, decisions)
	placed.joinClaims(view, &model)
	placed.tally(tables)
	return placed, nil
}

// A scene is everything that is only read while addresses are decided.
type scene struct {
	tables    *record.Tables
	book      *listing.Book
	homes     *listing.Homes
	list      *listing.List
	facts     *facts
	blocks    *blocks
	buildings *listing.Buildings
}

// decideAll decides every query in chunks, which do not depend on the number
// of workers; each worker takes the next one and has scratch memory of its own.
func decideAll(ctx context.Context, view *scene, model *Model, workers int) ([]decision, error) {
	queries := view.book.Asked
	decisions := make([]decision, len(queries))
	scores := newScores(view, model)
	group, ctx := errgroup.WithContext(ctx)
	var next atomic.Int64
	for range workers {
		group.Go(func() error {
			decider := newDecider(view, scores)
			for {
				start := int(next.Add(chunkAddresses)) - chunkAddresses
				if start >= len(queries) {
					return nil
				}
				for i := start; i < min(start+chunkAddresses, len(queries)); i++ {
					decisions[i] = decider.decide(queries[i])
				}
				if err := ctx.Err(); err != nil {
					return err
				}
			}
		})
	}
	if err := group.Wait(); err != nil {
		return nil, fmt.Errorf("deciding addresses: %w", err)
	}
	return decisions, nil
}

// settle settles flats that two files name in two systems, and changes the decisions
// of their questions. What is settled has the least margin of a placement.
func (r *Result) settle(view *scene, decisions []decision, settled []flats.Settlement) {
	found := make([]flats.Found, len(decisions))
	for i, decided := range decisions {
		found[i] = flats.Found{Building: decided.building, Text: decided.text, Home: decided.home,
			ByUPRN: decided.how == result.HowUPRN}
	}
	files := flats.Files{Tables: view.tables, Book: view.book, Homes: view.homes, List: view.list,
		Buildings: view.buildings}
	r.Buildings, r.Summary.Unused = flats.Settle(&files, found, settled)
	for i, one := range found {
		switch decided := &decisions[i]; {
		case !one.Settled:
		case one.Home == 0:
			*decided = decision{doubt: one.Doubt, refused: decided.refused}
		default:
			*decided = decision{home: one.Home, how: result.HowBuilding, doubt: one.Doubt,
				relation: result.RelationSame, margin: cut(r.Model.Accept), refused: decided.refused}
		}
	}
}

// assign gives every entry the decision of its address, and every account its
// own dwelling.
func (r *Result) assign(view *scene, decisions []decision) {
	n := view.tables.Entries.Len()
	r.Of, r.MarginMillibits = make([]uint32, n), make([]int32, n)
	r.How, r.Relation, r.Doubt = make([]uint8, n), make([]uint8, n), make([]uint8, n)
	r.Summary.Addresses = len(decisions)
	for _, decided := range decisions {
		r.Summary.RefusedBlocks += int(decided.refused)
	}
	for entry := range n {
		if home := view.homes.Of[entry]; home != 0 {
			r.Of[entry], r.How[entry] = home, result.HowAccount
			r.Relation[entry], r.MarginMillibits[entry] = result.RelationSame, marginMax
			continue
		}
		decided := decisions[view.book.Question[entry]]
		r.Of[entry], r.How[entry], r.Relation[entry] = decided.home, decided.how, decided.relation
		r.Doubt[entry], r.MarginMillibits[entry] = decided.doubt, decided.margin
	}
}

// joinClaims joins claims by their account reference. A claim whose address is
// plainly another one is joined all the same, and in doubt.
func (r *Result) joinClaims(view *scene, model *Model) {
	entries, claims := &view.tables.Entries, &view.tables.Claims
	decider := newDecider(view, newScores(view, model))
	for i, entry := range claims.Entry {
		account := claims.Account[i]
		if account == 0 || view.homes.ByAccount[account] == 0 {
			continue
		}
		home := view.homes.ByAccount[account]
		doubt := uint8(0)
		if decider.contradicts(view.book.Of[entry], home) {
			doubt = result.DoubtPostcode
		}
		if entries.Dataset[entry] != record.CTR {
			panic("place: a claim that is not of the CTR dataset")
		}
		r.Of[entry], r.How[entry], r.Relation[entry] = home, result.HowAccount, result.RelationSame
		r.Doubt[entry], r.MarginMillibits[entry] = doubt, marginMax
		r.Summary.ByAccount++
	}
}

// tally counts the fates, each entry once, and asserts that they add up.
func (r *Result) tally(tables *record.Tables) {
	for entry, dataset := range tables.Entries.Dataset {
		count := &r.Summary.ByDataset[dataset]
		count.Entries++
		switch {
		case r.Of[entry] != 0:
			count.Placed++
		case r.Relation[entry] != result.RelationNone || r.Doubt[entry] != 0:
			count.Abstained++
		default:
			count.Unplaced++
		}
		switch r.How[entry] {
		case result.HowUPRN:
			r.Summary.ByUPRN++
		case result.HowExact:
			r.Summary.ByExact++
		case result.HowWords:
			r.Summary.ByWords++
		case result.HowFuzzy:
			r.Summary.ByFuzzy++
		case result.HowBuilding:
			r.Summary.ByBuilding++
		}
	}
	for _, count := range r.Summary.ByDataset {
		if count.Entries != count.Placed+count.Unplaced+count.Abstained {
			panic("place: entries do not add up")
		}
	}
}
