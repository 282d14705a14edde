package match

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/pelletier/go-toml/v2"
	"golang.org/x/sync/errgroup"

	"nfimatch/match/weigh"
	"nfimatch/normalize/record"
)

// shippedText is the shipped model: where every number comes from stands in it.
//
//go:embed data/inside.toml
var shippedText []byte

// Cuts are the similarities, in thousandths, at which names are near and have
// something in common.
type Cuts struct {
	Near int `toml:"near"`
	Some int `toml:"some"`
}

// shipped is the shipped model file, read once. A fault in it is ours, and a
// test reads it, so it panics.
var shipped = func() (file struct {
	Cuts  Cuts        `toml:"cuts"`
	Model weigh.Model `toml:"model"`
}) {
	if err := toml.Unmarshal(shippedText, &file); err != nil {
		panic(fmt.Sprintf("match: data/inside.toml: %v", err))
	}
	if faults := file.Model.Check(inside); len(faults) > 0 {
		panic(fmt.Sprintf("match: data/inside.toml: %v", faults))
	}
	return file
}()

// ShippedModel returns the model that ships with the program: what small files
// are weighed by, and what an estimate leans on.
func ShippedModel() weigh.Model { return shipped.Model }

// The pairs of datasets that a model has shares for, by the smaller dataset.
var crossings = []struct {
	left, right uint8
	name        string
}{
	{record.CouncilTax, record.ElectoralRegister, "council_tax:electoral_register"},
	{record.CouncilTax, record.CTR, "council_tax:ctr"},
	{record.ElectoralRegister, record.CTR, "electoral_register:ctr"},
}

// crossing returns the index in crossings of two datasets, or -1 within one.
func crossing(a, b uint8) int {
	for i, pair := range crossings {
		if pair.left == min(a, b) && pair.right == max(a, b) {
			return i
		}
	}
	return -1
}

// train returns the frozen model where there is one; else one estimated from
// the pairs of these files, leaning on the shipped model.
func train(ctx context.Context, compare *comparer, homes *households, options Options) (
	weigh.Model, bool, error,
) {
	if options.Model != nil {
		return *options.Model, false, nil
	}
	chunks := (homes.count() + chunkDwellings - 1) / chunkDwellings
	tallies := make([]tally, chunks)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(options.Workers)
	for chunk := range tallies {
		group.Go(func() error {
			last := min((chunk+1)*chunkDwellings, homes.count())
			for i := chunk * chunkDwellings; i < last; i++ {
				tallies[chunk].household(compare, homes.of(i))
			}
			return ctx.Err()
		})
	}
	if err := group.Wait(); err != nil {
		return weigh.Model{}, false, err
	}
	model, trained := weigh.Train(inside, evidenceOf(tallies), shipped.Model, options.Origin)
	return model, trained, nil
}

// A tally is the patterns of a chunk: within one source, and for each crossing by sizes.
type tally struct {
	within [3][2]weigh.Tally                  // by the dataset, less one, and by form
	across [3][sizesMax][sizesMax]weigh.Tally // by the mentions on either side, less one
}

func (t *tally) household(compare *comparer, mentions []uint32) {
	if len(mentions) > trainMentionsMax {
		return
	}
	n := compare.sizesOf(mentions)
	for i, a := range mentions {
		for _, b := range mentions[i+1:] {
			between := crossing(compare.datasetOf(a), compare.datasetOf(b))
			if between >= 0 {
				left, right := n.across(between, sizesMax)
				t.across[between][left-1][right-1].Add(compare.pattern(a, b))
			} else {
				pattern := compare.pattern(a, b)
				t.within[compare.datasetOf(a)-1][formOf(pattern)].Add(pattern)
			}
		}
	}
}

func evidenceOf(tallies []tally) (evidence weigh.Evidence) {
	group := func(name string, of func(*tally) *weigh.Tally) weigh.Group {
		parts := make([]*weigh.Tally, len(tallies))
		for i := range tallies {
			parts[i] = of(&tallies[i])
		}
		return weigh.Group{Name: name, Counts: weigh.Merged(parts...)}
	}
	for dataset := range datasetNames {
		for form := range formNames {
			evidence.Within = append(evidence.Within, group(twiceName(dataset, form),
				func(t *tally) *weigh.Tally { return &t.within[dataset][form] }))
		}
	}
	for between := range crossings {
		for left := range sizesMax {
			for right := range sizesMax {
				evidence.Across = append(evidence.Across, group(groupName(between, left+1, right+1),
					func(t *tally) *weigh.Tally { return &t.across[between][left][right] }))
			}
		}
	}
	return evidence
}

// ShippedCuts returns the similarities at which names are near and have
// something in common.
func ShippedCuts() Cuts { return shipped.Cuts }
