// Command quality measures what the matcher is judged by, on councils it draws
// itself, and prints one line a council and key:
//
//	go run ./bench/quality [-dwellings 20000] [-seeds 101,102,103]
//
// The truth comes with the councils. Nothing is trained on it, and no
// threshold is chosen by it. README.md in this folder says what each column is.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"

	"nfimatch/bench/yardstick"
	"nfimatch/fixtures/council"
	"nfimatch/match"
)

// keysACouncil is how many pairs of keys each council is matched under: filters
// and tokens differ by key, and one key may be lucky.
const keysACouncil = 2

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "quality: error:", err)
		os.Exit(1)
	}
}

func run(arguments []string, out io.Writer) error {
	flags := flag.NewFlagSet("quality", flag.ContinueOnError)
	dwellings := flags.Int("dwellings", 20_000, "dwellings of each council")
	seeds := flags.String("seeds", "101,102,103", "seeds of the councils, separated by commas")
	profiles := flags.String("profiles", "northern,london", "profiles, taken in turn")
	workers := flags.Int("workers", runtime.GOMAXPROCS(0), "goroutines")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	fmt.Fprintln(out, heading)
	for i, seed := range strings.Split(*seeds, ",") {
		number, err := strconv.ParseUint(seed, 10, 64)
		if err != nil {
			return fmt.Errorf("-seeds must be numbers separated by commas")
		}
		names := strings.Split(*profiles, ",")
		world := council.Options{Profile: names[i%len(names)], Dwellings: *dwellings, Seed: number}
		if err := measureCouncil(context.Background(), out, world, *workers); err != nil {
			return fmt.Errorf("%s, seed %d: %w", world.Profile, number, err)
		}
	}
	return nil
}

func measureCouncil(ctx context.Context, out io.Writer, world council.Options, workers int) error {
	folder, err := os.MkdirTemp("", "quality")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	world.Dir = folder
	if _, err := council.Generate(world); err != nil {
		return err
	}
	truth, err := yardstick.ReadTruth(folder)
	if err != nil {
		return err
	}
	for key := range keysACouncil {
		matched, err := yardstick.Match(ctx, folder, byte(key),
			match.Options{Workers: workers, Origin: world.Profile})
		if err != nil {
			return err
		}
		fmt.Fprintln(out, judge(matched, truth).line(world, key))
	}
	return nil
}
