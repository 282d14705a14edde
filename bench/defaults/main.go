// Command defaults estimates the model of persons inside a dwelling that ships
// with the program: the averages of what training finds on tune worlds of its
// own, of which nobody's labels are used.
//
//	go run ./bench/defaults -date 2026-11-29 > inside.toml
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

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
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "defaults: error:", err)
		os.Exit(1)
	}
}

func run(arguments []string, out io.Writer) error {
	flags := flag.NewFlagSet("defaults", flag.ContinueOnError)
	date := flags.String("date", "", "day to write into the file, as 2026-11-29 (required)")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if _, err := time.Parse(time.DateOnly, *date); err != nil {
		return errors.New("-date must be a day, as 2026-11-29")
	}
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
	}{match.ShippedCuts(), average(models, *date)}
	fmt.Fprint(out, header)
	return toml.NewEncoder(out).Encode(file)
}

const header = `# The model of persons inside a dwelling that ships with the program, written by
# "go run ./bench/defaults". It weighs the pairs of files that have under 2,000 pairs
# across sources, and an estimate leans on it with the weight of 200 pairs. Shares are
# parts per million within each group of levels. A prior is the share of pairs that are one
# person: of two sources by how many names each has at a dwelling, where four is four or
# more, and of one source twice by form.
#
# Where a number is from: "files" is estimated from those that origin names. "shipped" was in
# none of them, and is that of the model before; "stated" is the least that a level may
# have, set by hand here and kept when the file is written anew: stated says what it rests on.
# The cuts of similarity and the two thresholds are set by thought: two names of which one has
# a slip share seven tenths of their bigrams; one person at nine to one, two persons at
# nineteen to one.

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
func average(models []weigh.Model, date string) weigh.Model {
	n := int64(len(models))
	mean := models[0]
	mean.Origin = fmt.Sprintf("shipped %s: mean of %d generated councils of %d dwellings, "+
		"seeds 1 to %d", date, n, dwellings, n)
	mean.Pairs, mean.Lean = 0, ""
	for _, model := range models {
		mean.Pairs += model.Pairs
	}
	for p := range mean.Prior {
		prior := &mean.Prior[p]
		prior.Lambda, prior.From = meanOf(models, func(m *weigh.Model) (int64, string) {
			return m.Prior[p].Lambda, m.Prior[p].From
		})
	}
	for c := range mean.Comparisons {
		for l := range mean.Comparisons[c].Levels {
			level := &mean.Comparisons[c].Levels[l]
			level.M, level.FromM = meanOf(models, func(m *weigh.Model) (int64, string) {
				of := m.Comparisons[c].Levels[l]
				return of.M, of.FromM
			})
			level.U, level.FromU = meanOf(models, func(m *weigh.Model) (int64, string) {
				of := m.Comparisons[c].Levels[l]
				return of.U, of.FromU
			})
		}
	}
	return mean
}

// meanOf returns the mean of a share, and where it is from: files if those of any model
// had it.
func meanOf(models []weigh.Model, of func(*weigh.Model) (int64, string)) (mean int64, from string) {
	sum := int64(0)
	for i := range models {
		share, its := of(&models[i])
		sum += share
		if from == "" || its == weigh.FromFiles {
			from = its
		}
	}
	return max(sum/int64(len(models)), 1), from
}
