// Command defaults estimates the model of persons inside a dwelling that ships
// with the program: the averages of what training finds on tune worlds of its
// own, of which nobody's labels are used.
//
//	go run ./bench/defaults > match/data/inside.toml
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"

	"github.com/pelletier/go-toml/v2"

	"nfimatch/bench/yardstick"
	"nfimatch/fixtures/council"
	"nfimatch/match"
	"nfimatch/match/weigh"
)

// dwellings is the size of the worlds that are drawn.
const dwellings = 20_000

// profiles are the kinds of council averaged, one world of each: customs of names that
// are rare in one are common in another. Their seeds count from 1, since 1 to 99 are for
// tuning and 100 and up for judging.
var profiles = [...]string{"northern", "london", "welsh_rural", "scottish_city", "suburban",
	"coastal", "university"}

func main() {
	if err := run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "defaults: error:", err)
		os.Exit(1)
	}
}

func run(out io.Writer) error {
	var models []weigh.Model
	for i, profile := range profiles {
		world := council.Options{Profile: profile, Dwellings: dwellings, Seed: uint64(i + 1)}
		model, err := modelOf(world)
		if err != nil {
			return fmt.Errorf("%s, seed %d: %w", world.Profile, world.Seed, err)
		}
		models = append(models, model)
	}
	file := struct {
		Cuts  match.Cuts  `toml:"cuts"`
		Model weigh.Model `toml:"model"`
	}{match.ShippedCuts(), average(models)}
	fmt.Fprint(out, header)
	return toml.NewEncoder(out).Encode(file)
}

const header = `# The model of persons inside a dwelling that ships with the program, written by
# "go run ./bench/defaults". It weighs the pairs of files that have under 2,000 pairs
# across sources, and an estimate leans on it with the weight of 200 pairs. Shares are
# parts per million within each group of levels. A prior is the share of pairs that are one
# person: of two sources by how many names each has at a dwelling, where four is four or
# more, and of one source twice by form. The cuts of similarity and the two
# thresholds are set by thought: two names of which one has a slip share seven tenths
# of their bigrams; one person at nine to one, two persons at nineteen to one.

`

func modelOf(world council.Options) (weigh.Model, error) {
	folder, err := os.MkdirTemp("", "defaults")
	if err != nil {
		return weigh.Model{}, err
	}
	defer os.RemoveAll(folder)
	world.Dir = folder
	if _, err := council.Generate(world); err != nil {
		return weigh.Model{}, err
	}
	matched, err := yardstick.Match(context.Background(), folder, 1,
		match.Options{Workers: runtime.GOMAXPROCS(0)})
	if err != nil {
		return weigh.Model{}, err
	}
	return matched.Summary.Model, nil
}

// average returns the mean of every share, rounded.
func average(models []weigh.Model) weigh.Model {
	n := int64(len(models))
	mean := models[0]
	mean.Origin = fmt.Sprintf("shipped: mean of %d generated councils of %d dwellings, seeds 1 to %d",
		n, dwellings, n)
	mean.Pairs = 0
	for _, model := range models {
		mean.Pairs += model.Pairs
	}
	for p := range mean.Prior {
		sum := int64(0)
		for _, model := range models {
			sum += model.Prior[p].Lambda
		}
		mean.Prior[p].Lambda = sum / n
	}
	for c := range mean.Comparisons {
		for l := range mean.Comparisons[c].Levels {
			m, u := int64(0), int64(0)
			for _, model := range models {
				m += model.Comparisons[c].Levels[l].M
				u += model.Comparisons[c].Levels[l].U
			}
			mean.Comparisons[c].Levels[l].M = max(m/n, 1)
			mean.Comparisons[c].Levels[l].U = max(u/n, 1)
		}
	}
	return mean
}
