// Command deaths measures what a list of deaths does on councils it draws itself: whose
// death is found, rightly or wrongly, and which cases it takes from the list:
//
//	go run ./bench/deaths [-dwellings 10000] [-seeds 21,22,…] [-profiles northern,london,…]
//	                      [-workers N]
//
// README.md in the folder above says what each column is.
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
	"text/tabwriter"

	"nfimatch/bench/yardstick"
	"nfimatch/fixtures/council"
	"nfimatch/match"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "deaths: error:", err)
		os.Exit(1)
	}
}

const heading = "profile\tseed\twho\ton the list\tsure right\twrong\tpossibly right\twrong\t" +
	"another's right\twrong\tlisted\twith deaths\tof them undeclared\twith deaths\t"

func run(arguments []string, out io.Writer) error {
	flags := flag.NewFlagSet("deaths", flag.ContinueOnError)
	dwellings := flags.Int("dwellings", 10_000, "dwellings of each council")
	workers := flags.Int("workers", runtime.GOMAXPROCS(0), "goroutines")
	seeds := flags.String("seeds", "21,22,23,24,25,26,27", "seeds of the councils, with commas")
	profiles := flags.String("profiles", strings.Join(council.Profiles(), ","),
		"profiles, taken in turn")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, heading)
	var all judged
	for i, seed := range strings.Split(*seeds, ",") {
		number, err := strconv.ParseUint(seed, 10, 64)
		if err != nil {
			return fmt.Errorf("-seeds must be numbers separated by commas")
		}
		names := strings.Split(*profiles, ",")
		world := council.Options{Profile: names[i%len(names)], Dwellings: *dwellings, Seed: number}
		one, err := measure(context.Background(), world, *workers)
		if err != nil {
			return fmt.Errorf("%s, seed %d: %w", world.Profile, number, err)
		}
		one.print(table, world.Profile, seed)
		all.add(one)
	}
	all.print(table, "all", "")
	return table.Flush()
}

// measure draws a council and compares its list without and with its deaths.
func measure(ctx context.Context, world council.Options, workers int) (*judged, error) {
	folder, err := os.MkdirTemp("", "deaths")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	world.Dir = folder
	if _, err := council.Generate(world); err != nil {
		return nil, err
	}
	truth, err := yardstick.ReadTruth(folder)
	if err != nil {
		return nil, err
	}
	died, err := readDied(folder)
	if err != nil {
		return nil, err
	}
	options := yardstick.Options{Key: 1, Match: match.Options{Workers: workers}}
	without, err := yardstick.Run(ctx, folder, options)
	if err != nil {
		return nil, err
	}
	options.Deaths = true
	with, err := yardstick.Run(ctx, folder, options)
	if err != nil {
		return nil, err
	}
	return judge(without, with, truth, died)
}

func (j *judged) print(out io.Writer, profile, seed string) {
	for i, who := range []string{"electors", "liable"} {
		c := &j.people[i]
		fmt.Fprintf(out, "%s\t%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t", profile, seed, who, c.onList,
			c.sure[0], c.sure[1], c.possibly[0], c.possibly[1], c.namesake[0], c.namesake[1])
		if i == 0 {
			fmt.Fprintf(out, "%d\t%d\t%d\t%d\t", j.listed[0], j.listed[1], j.undeclared[0],
				j.undeclared[1])
		} else {
			fmt.Fprint(out, "\t\t\t\t")
		}
		fmt.Fprintln(out)
	}
}
