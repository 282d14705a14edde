// Command ranking measures what the evidence of time is worth: how often the top of the
// list is right, by score alone, with days of registration, with days first seen, with
// the discount's start alone and with neither, on councils it draws itself:
//
//	go run ./bench/ranking [-dwellings 10000] [-seeds 11,12,13]
//
// Nothing is trained on the truth. README.md in the folder above says what each column is.
package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"nfimatch/bench/yardstick"
	"nfimatch/extract/retention"
	"nfimatch/fixtures/council"
	"nfimatch/match"
	"nfimatch/report"
	"nfimatch/report/ledger"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "ranking: error:", err)
		os.Exit(1)
	}
}

// A benchmark is what the command was asked to do.
type benchmark struct {
	dwellings, quarters, workers int
	tops                         []pooled // by evidence, over all councils
	reasons                      bool
}

func run(arguments []string, out io.Writer) error {
	flags := flag.NewFlagSet("ranking", flag.ContinueOnError)
	b := benchmark{tops: make([]pooled, len(evidences))}
	flags.IntVar(&b.dwellings, "dwellings", 10_000, "dwellings of each council")
	flags.IntVar(&b.quarters, "quarters", 5, "registers a quarter apart, for days first seen")
	flags.IntVar(&b.workers, "workers", runtime.GOMAXPROCS(0), "goroutines")
	flags.BoolVar(&b.reasons, "reasons", false, "also how often cases with each reason are right")
	seeds := flags.String("seeds", "11,12,13,14,15", "seeds of the councils, separated by commas")
	profiles := flags.String("profiles", "northern,london,coastal,welsh_rural,scottish_city",
		"profiles, taken in turn")
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
		world := council.Options{Profile: names[i%len(names)], Dwellings: b.dwellings, Seed: number}
		if err := b.council(context.Background(), out, world); err != nil {
			return fmt.Errorf("%s, seed %d: %w", world.Profile, number, err)
		}
	}
	for i, pool := range b.tops {
		fmt.Fprintln(out, pool.line("all", evidences[i].name))
	}
	if b.reasons {
		for i, pool := range b.tops {
			pool.printReasons(out, evidences[i].name)
		}
	}
	return nil
}

// An evidence is which days the rules may read.
type evidence struct {
	name                       string
	registered, seen, discount bool
}

// Of each only something is missing that the one before has.
var evidences = []evidence{
	{"registration", true, false, true},
	{"first seen", false, true, true},
	{"start only", false, false, true},
	{"neither", false, false, false},
}

// council measures the last quarter of one council.
func (b *benchmark) council(ctx context.Context, out io.Writer, world council.Options) error {
	folder, err := os.MkdirTemp("", "ranking")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	world.Dir = folder
	if _, err := council.GenerateQuarters(world, b.quarters); err != nil {
		return err
	}
	quarters := council.Folders(b.quarters)
	last := filepath.Join(folder, quarters[len(quarters)-1])
	undeclared, err := readTruth(last)
	if err != nil {
		return err
	}
	matched, err := b.match(ctx, last)
	if err != nil {
		return err
	}
	seen, err := b.firstSeen(ctx, folder, quarters)
	if err != nil {
		return err
	}
	for i, evidence := range evidences {
		options := report.Options{Exercise: "bench", AsOf: matched.asOf,
			RegisterDate: matched.published, CTRDate: matched.asOf}
		if !evidence.registered {
			clear(matched.Records.Electors.Registered) // 0 is not known
		}
		if !evidence.discount {
			clear(matched.Records.Accounts.From)
		}
		if evidence.seen {
			options.SeenTerms = 1
			for _, entry := range matched.Records.Electors.Entry {
				options.Seen = append(options.Seen, seen[matched.Records.Entries.Line[entry]])
			}
		}
		flags, summary, err := report.Flags(matched.Records, matched.Result, options)
		if err != nil {
			return err
		}
		one := judge(&flags, &matched, undeclared)
		one.population = summary.Discounts.Population
		fmt.Fprintln(out, one.line(fmt.Sprintf("%s %d", world.Profile, world.Seed), evidence.name))
		b.tops[i].add(one)
	}
	return nil
}

// A quarter is what the matcher makes of a snapshot, and its days.
type quarter struct {
	*yardstick.Matched
	asOf, published retention.Date // of council tax and claims; of the register
}

func (b *benchmark) match(ctx context.Context, folder string) (q quarter, err error) {
	if q.asOf, q.published, err = datesOf(folder); err != nil {
		return quarter{}, err
	}
	q.Matched, err = yardstick.Run(ctx, folder, yardstick.Options{AsOf: q.asOf,
		Published: q.published, Match: match.Options{Workers: b.workers, Origin: "benchmark"}})
	return q, err
}

// datesOf reads of which days the extracts of a council are: quarters differ.
func datesOf(folder string) (asOf, published retention.Date, err error) {
	text, err := os.ReadFile(filepath.Join(folder, "truth", "manifest.json"))
	if err != nil {
		return 0, 0, err
	}
	var manifest council.Manifest
	if err := json.Unmarshal(text, &manifest); err != nil {
		return 0, 0, err
	}
	if asOf, err = retention.ParseDate(manifest.AsOf); err != nil {
		return 0, 0, err
	}
	published, err = retention.ParseDate(manifest.Published)
	return asOf, published, err
}

// firstSeen keeps a ledger over the quarters of a council, as if its registers had no days
// of registration, and returns what it says of the last one, by line: rows that differ in
// nothing else become one.
func (b *benchmark) firstSeen(ctx context.Context, folder string, quarters []string) (
	byLine map[uint32]ledger.Seen, err error,
) {
	registers := new(ledger.Ledger)
	for _, name := range quarters {
		at := filepath.Join(folder, name)
		if err := hideRegistrations(filepath.Join(at, "electoral_register.csv")); err != nil {
			return nil, err
		}
		matched, err := b.match(ctx, at)
		if err != nil {
			return nil, err
		}
		electors := &matched.Records.Electors
		byLine = make(map[uint32]ledger.Seen)
		for i, seen := range registers.Seen(name, matched.published, electors) {
			byLine[matched.Records.Entries.Line[electors.Entry[i]]] = seen
		}
		tokens := slices.Concat(electors.Lasting, electors.Namely)
		register := ledger.Register{Exercise: name, Date: matched.published}
		if err := registers.Record(register, tokens); err != nil {
			return nil, err
		}
	}
	return byLine, nil
}

// hideRegistrations takes the column of registration days out of a register.
func hideRegistrations(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		return err
	}
	column := slices.Index(rows[0], "Date registered")
	if column < 0 {
		return errors.New("the register must have a column Date registered")
	}
	for i := range rows {
		rows[i] = slices.Delete(rows[i], column, column+1)
	}
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(rows); err != nil {
		return err
	}
	return os.WriteFile(path, out.Bytes(), 0o600)
}
