// Command quality measures what the program is judged by, on councils it draws itself,
// and prints tables for a review:
//
//	go run ./bench/quality [-dwellings 15000] [-tune …] [-validate northern=101,london=102]
//	                       [-page calibration.html]
//
// The truth comes with the councils. Nothing is trained on it, and no threshold is
// chosen by it. README.md in the folder above says what each table is.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"

	"nfimatch/bench/yardstick"
	"nfimatch/fixtures/council"
	"nfimatch/match"
)

// keysACouncil is how many pairs of keys each council is matched under: filters
// and tokens differ by key, and one key may be lucky.
const keysACouncil = 2

// variants are how councils for judging are drawn once more: with other rates of errors,
// and with other shares of discounts that hide an adult.
var variants = []struct {
	name  string
	apply func(*council.Options)
}{
	{"half the errors", func(o *council.Options) { o.ErrorScale = 50 }},
	{"twice the errors", func(o *council.Options) { o.ErrorScale = 200 }},
	{"four times the errors", func(o *council.Options) { o.ErrorScale = 400 }},
	{"1 % undeclared", func(o *council.Options) { o.Undeclared = 10 }},
	{"8 % undeclared", func(o *council.Options) { o.Undeclared = 80 }},
}

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "quality: error:", err)
		os.Exit(1)
	}
}

func run(arguments []string, out io.Writer) error {
	flags := flag.NewFlagSet("quality", flag.ContinueOnError)
	dwellings := flags.Int("dwellings", 15_000, "dwellings of each council")
	tune := flags.String("tune", "suburban=1,coastal=2,university=3",
		"councils for tuning, profile=seed, separated by commas")
	validate := flags.String("validate", "northern=101,london=102,welsh_rural=103,scottish_city=104",
		"councils for judging, profile=seed, separated by commas")
	page := flags.String("page", "", "file to write charts of calibration to")
	workers := flags.Int("workers", runtime.GOMAXPROCS(0), "goroutines")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	forTuning, err := yardstick.CouncilsOf(*tune, *dwellings)
	if err != nil {
		return fmt.Errorf("-tune: %w", err)
	}
	forJudging, err := yardstick.CouncilsOf(*validate, *dwellings)
	if err != nil {
		return fmt.Errorf("-validate: %w", err)
	}
	m := measurement{ctx: context.Background(), workers: *workers}
	if err := m.add("tune", forTuning, false); err != nil {
		return err
	}
	if err := m.add("validate", forJudging, true); err != nil {
		return err
	}
	if err := m.print(out); err != nil || *page == "" {
		return err
	}
	return m.savePage(*page)
}

// A set is the runs over councils of one kind, by key.
type set struct {
	name     string
	councils []council.Options
	judging  bool // else for tuning
	cut      bool // run with the tune part of the vocabulary only
	byKey    [keysACouncil]yardstick.Pool
	true0    yardstick.Pool // under the first key with true addresses; nil where not run
}

// A varied is one council drawn again.
type varied struct {
	council council.Options
	variant string
	judged  *yardstick.Judged
}

// A measurement is all that is printed.
type measurement struct {
	ctx     context.Context
	workers int
	sets    []*set
	varied  []varied
}

// add runs councils with the whole vocabulary and with true addresses; those for judging
// also with the part of the vocabulary that is for tuning, and in variants.
func (m *measurement) add(name string, councils []council.Options, judging bool) error {
	if len(councils) == 0 {
		return nil
	}
	whole := &set{name: name, councils: councils, judging: judging}
	m.sets = append(m.sets, whole)
	var cut *set
	if judging {
		cut = &set{name: name + ", tune words only", councils: councils, judging: true, cut: true}
		m.sets = append(m.sets, cut)
	}
	for _, world := range councils {
		if err := m.addCouncil(world, whole, cut); err != nil {
			return fmt.Errorf("%s, seed %d: %w", world.Profile, world.Seed, err)
		}
	}
	return nil
}

// addCouncil runs one council for its sets.
func (m *measurement) addCouncil(world council.Options, whole, cut *set) (err error) {
	drawn, err := yardstick.Draw(world)
	if err != nil {
		return err
	}
	defer drawn.Close()
	for key := range keysACouncil {
		if err := m.run(drawn, &whole.byKey[key], key, nil); err != nil {
			return err
		}
		if cut == nil {
			continue
		}
		if err := m.run(drawn, &cut.byKey[key], key, council.Tune); err != nil {
			return err
		}
	}
	judged, err := drawn.JudgeTrue(m.ctx, m.options(world, 0, nil))
	if err != nil {
		return err
	}
	whole.true0 = append(whole.true0, judged)
	if cut == nil {
		return nil
	}
	for _, variant := range variants {
		again := world
		variant.apply(&again)
		if err := m.addVaried(again, variant.name); err != nil {
			return fmt.Errorf("%s: %w", variant.name, err)
		}
	}
	return nil
}

// addVaried draws a variant of a council and runs it once.
func (m *measurement) addVaried(world council.Options, variant string) error {
	drawn, err := yardstick.Draw(world)
	if err != nil {
		return err
	}
	defer drawn.Close()
	judged, err := drawn.Judge(m.ctx, m.options(world, 0, nil))
	m.varied = append(m.varied, varied{world, variant, judged})
	return err
}

func (m *measurement) run(drawn *yardstick.Council, into *yardstick.Pool, key int,
	vocabulary func(string) bool,
) error {
	judged, err := drawn.Judge(m.ctx, m.options(drawn.Options, key, vocabulary))
	*into = append(*into, judged)
	return err
}

func (m *measurement) options(world council.Options, key int, vocabulary func(string) bool,
) yardstick.Options {
	return yardstick.Options{Key: byte(key), Vocabulary: vocabulary,
		Match: match.Options{Workers: m.workers, Origin: world.Profile}}
}
