// Package link finds which records of two general lists are one person, and which of
// one list, over pseudonymised columns only.
//
//	record → people → rules → candidates → estimate → scored → one-to-one or clusters → Result
//
// Records are compared in full only where one of some twenty rules makes a pair of
// them. Chance agreement (u) is counted over all pairs, exactly or from a sample;
// agreement of one person (m) is estimated without labels from the pairs that share a
// date of birth or a full name, and then from the pairs accepted. Two people at one
// place have a chance agreement of their own, so relatives are not taken for each other.
//
// The result does not depend on codes or on the number of workers, and exchanging the
// two lists exchanges the sides of the result and nothing else.
package link

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"nfimatch/match/link/agree"
	"nfimatch/match/link/block"
	"nfimatch/match/weigh"
	"nfimatch/normalize/record"
)

// Options are what a run decides.
type Options struct {
	Workers   int      // goroutines; 0 or less means one
	OneToOne  bool     // of two lists: a record is in at most one pair
	Threshold int64    // parts of a million of probability; 0 means the model's
	Budget    int64    // pairs that rules may make, each once; 0 means [BudgetDefault]
	Without   []string // names of rules to leave out
	Model     *Model   // weighed by as it is; nil estimates one from the lists
	Origin    string   // what an estimated model is said to come from
	TrainOnly bool     // estimate the model and decide nothing
	// Similarity, where set, is used in place of the filters of names: see
	// package person. TextSimilarity is the same for addresses and texts.
	Similarity, TextSimilarity func(a, b record.Code) int

	ExtraNames []string // the user's columns compared for equality, as Persons.Exact holds them
	TextNames  []string // the user's columns compared for likeness, as Persons.Text holds them
	// Planned, where set, is told what each rule will make before any pair is made, and
	// before too many are refused. Its error ends the run.
	Planned func([]block.Blocking) error
}

// BudgetDefault is the number of pairs that blocking rules may make where nobody says,
// each counted once however many rules make it. At 200 bytes for each that is worth
// weighing, which may be all, they need 10 GB.
const BudgetDefault = 50_000_000

// ErrNothingToCompare is the refusal of lists that have no column in common that tells
// people apart.
var ErrNothingToCompare = errors.New("the lists have no names, dates of birth or numbers in common")

// A ModelError is a frozen model that these lists cannot be weighed by.
type ModelError struct{ Faults []error }

// Error names every fault.
func (e *ModelError) Error() string { return errors.Join(e.Faults...).Error() }

// Link finds the pairs of the left and the right list that are one person. It fails
// with an [block.OverBudget] where the rules make too many pairs. It costs the pairs that the
// rules make, and memory for the few of them that are worth weighing.
func Link(ctx context.Context, tables *record.Tables, options Options) (*Result, error) {
	return run(ctx, tables, options, false)
}

// Dedupe finds the records of the left list that are one person.
func Dedupe(ctx context.Context, tables *record.Tables, options Options) (*Result, error) {
	options.OneToOne = false
	return run(ctx, tables, options, true)
}

func run(ctx context.Context, tables *record.Tables, options Options, within bool) (
	*Result, error,
) {
	options.Workers = max(options.Workers, 1)
	options.Budget = cmp.Or(options.Budget, BudgetDefault)
	estimate, made, blocking, err := solve(ctx, tables, options, within)
	if err != nil {
		return nil, err
	}
	scored := estimate.scored(made.pairs)
	model := options.Model
	if model == nil {
		if err := estimate.train(ctx, made, scored); err != nil {
			return nil, err
		}
		trained := estimate.model(options.Origin)
		model = &trained
		estimate.use(model)
	}
	var out *Result
	weights := estimate.weights()
	if options.TrainOnly {
		out = &Result{Scheme: estimate.Scheme}
		told(out, made, blocking)
	} else {
		scored.weigh(weights)
		threshold := cmp.Or(options.Threshold, model.Threshold)
		out = assemble(scored.decide(weights, threshold, options.OneToOne), made, blocking)
	}
	out.Model, out.Trained = *model, options.Model == nil
	for place, levels := range weights.levels {
		for c, comparison := range out.Scheme {
			out.Weights[place] = append(out.Weights[place], levels[c][:len(comparison.Levels)])
		}
	}
	out.Few = estimate.fewPartners()
	out.Partners = int64(math.Round(estimate.partners))
	out.Hardly = !within && estimate.partnersPPM() < agree.Shipped.Hardly
	out.Thin = out.Trained && min(model.Pairs, out.Partners) < int64(agree.Shipped.Lean)
	return out, nil
}

// solve groups the records, makes the pairs and compares them by the model to start from.
func solve(ctx context.Context, tables *record.Tables, options Options, within bool) (
	*estimate, *candidates, []block.Blocking, error,
) {
	p := block.PeopleOf(tables, within, len(options.ExtraNames), len(options.TextNames))
	cuts := agree.Shipped.Cuts
	if options.Model != nil && len(options.Model.Cuts) == agree.CutsCount {
		cuts = options.Model.Cuts
	}
	compare := agree.New(p, agree.Options{Exact: options.ExtraNames, Text: options.TextNames,
		Cuts: cuts, Similarity: options.Similarity, TextSimilarity: options.TextSimilarity})
	packing, fits := compare.Scheme.Packing()
	if len(compare.Scheme) > weigh.ComparisonsMax || !fits {
		return nil, nil, nil, fmt.Errorf("the lists have %d columns to compare, and at most %d can be",
			len(compare.Scheme), weigh.ComparisonsMax)
	}
	if options.Model != nil {
		if faults := options.Model.Check(compare.Scheme); len(faults) > 0 {
			return nil, nil, nil, &ModelError{faults}
		}
	}
	groupings, blocking, err := block.Plan(ctx, p, block.Options{Workers: options.Workers,
		Own: slices.Concat(options.ExtraNames, options.TextNames), Without: options.Without,
		Budget: options.Budget})
	if options.Planned != nil && len(blocking) > 0 {
		if refused := options.Planned(blocking); refused != nil {
			return nil, nil, nil, refused
		}
	}
	if err != nil {
		return nil, nil, nil, err
	}
	if len(groupings) == 0 {
		return nil, nil, nil, ErrNothingToCompare
	}
	estimate, err := newEstimate(ctx, compare, packing, options)
	if err != nil {
		return nil, nil, nil, err
	}
	first := estimate.weights()
	blocker := blocker{Comparer: compare, packing: packing,
		keep: func(pattern *weigh.Pattern) bool {
			sum, near := first.prior+keepBelow, compare.AtOnePlace(pattern)
			for c := range compare.Scheme {
				sum += first.level(near, c, pattern[c])
			}
			return sum >= 0
		}}
	made, err := blocker.make(ctx, groupings, options.Workers)
	return estimate, made, blocking, err
}
