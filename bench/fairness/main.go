// Command fairness measures whom the errors of the program fall on, on councils it draws
// itself, and prints every measure by community, by kind of home and by whether the
// household has just moved, with the largest gap between two groups:
//
//	go run ./bench/fairness [-dwellings 20000] [-councils northern=101,london=102]
//
// The truth comes with the councils. README.md in the folder above says what may be
// concluded and what may not.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"

	"nfimatch/bench/yardstick"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "fairness: error:", err)
		os.Exit(1)
	}
}

func run(arguments []string, out io.Writer) error {
	flags := flag.NewFlagSet("fairness", flag.ContinueOnError)
	dwellings := flags.Int("dwellings", 20_000, "dwellings of each council")
	list := flags.String("councils", "northern=101,london=102,scottish_city=104,university=105,"+
		"northern=106,london=107",
		"profile=seed, separated by commas")
	workers := flags.Int("workers", runtime.GOMAXPROCS(0), "goroutines")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	councils, err := yardstick.CouncilsOf(*list, *dwellings)
	if err != nil {
		return fmt.Errorf("-councils: %w", err)
	}
	var pool yardstick.Pool
	for _, world := range councils {
		judged, err := judge(world, *workers)
		if err != nil {
			return fmt.Errorf("%s, seed %d: %w", world.Profile, world.Seed, err)
		}
		pool = append(pool, judged)
	}
	if err := checkGroups(pool); err != nil {
		return err
	}
	fmt.Fprint(out, preface)
	for i, world := range councils {
		fmt.Fprintf(out, "%s, seed %d: %d dwellings, %d discounts in payment\n", world.Profile,
			world.Seed, world.Dwellings, len(pool[i].Discounts))
	}
	return printAll(out, pool)
}
