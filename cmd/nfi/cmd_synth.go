package main

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"nfimatch/cmd/nfi/refusal"
	"nfimatch/fixtures/council"
	"nfimatch/fixtures/council/press"
)

// synthFiles are what a generated council consists of, beside what is in truth.
var synthFiles = []string{"council_tax.csv", "electoral_register.csv", "ctr.csv", "deaths.csv",
	"codes.csv"}

func (p *program) synthCommand() command {
	options, quarters := council.Options{}, 1
	return command{
		use:   "synth [flags]",
		short: "Invent a council: extract files of people who do not exist",
		long: `Invent a council: its people, their moves and households, and then the extracts
as each source would have recorded them, with its delays and errors. The folder
gets council_tax.csv, electoral_register.csv, ctr.csv, deaths.csv, codes.csv and truth/,
which says who is who. Nobody in it exists: UPRNs begin with 999, National
Insurance numbers with QQ. The same options give the same bytes. Seeds 1 to 99 draw
from seven words of ten, to tune on; others draw from all. A council of any size needs
the same memory; a dwelling takes some 850 bytes of disk.

With --quarters above 1 the folder gets one folder for each quarter, such as 2026Q4 and
2027Q1: the same council, a quarter later each.`,
		example: `  nfi synth --profile northern --dwellings 2000 --seed 1 --out data
  nfi synth --profile london --dwellings 20000 --seed 7 --out "test data/london"`,
		args: noArguments,
		flags: func(c *cobra.Command) {
			profile := council.Profiles()[0]
			c.Flags().StringVar(&options.Profile, "profile", profile,
				"kind of council: "+strings.Join(council.Profiles(), ", "))
			c.Flags().IntVar(&options.Dwellings, "dwellings", 2000, "dwellings in it")
			c.Flags().Uint64Var(&options.Seed, "seed", 1, "seed; another one gives another council")
			c.Flags().IntVar(&quarters, "quarters", 1, "snapshots of it, a quarter apart")
			c.Flags().StringVar(&options.Dir, "out", "", "`folder` to write to (required)")
		},
		run: func([]string) error { return p.synthesise(options, quarters) },
	}
}

func (p *program) synthesise(options council.Options, quarters int) error {
	if options.Dir == "" {
		return refusal.New(refusal.Usage, "for example --out data", "--out must name a folder")
	}
	known := false
	for _, profile := range council.Profiles() {
		known = known || profile == options.Profile
	}
	if !known {
		return refusal.New(refusal.Usage, "", "--profile must be one of %s",
			strings.Join(council.Profiles(), ", "))
	}
	if options.Dwellings < council.DwellingsMin || options.Dwellings > council.DwellingsMax {
		return refusal.New(refusal.Usage, "", "--dwellings must be from %d to %d",
			council.DwellingsMin, council.DwellingsMax)
	}
	if quarters < 1 || quarters > council.QuartersMax {
		return refusal.New(refusal.Usage, "", "--quarters must be from 1 to %d", council.QuartersMax)
	}
	if quarters > 1 {
		return p.synthesiseQuarters(options, quarters)
	}
	if err := refuseRealExtracts(options.Dir); err != nil {
		return err
	}
	made, err := council.Generate(options)
	if err != nil {
		return notWhole(options.Dir, err)
	}
	p.Say("An invented council in %s: %d dwellings, %d people.", options.Dir, made.Dwellings,
		made.People)
	p.Say("  council_tax.csv         %7d accounts, %d with a single occupier discount",
		made.Accounts, made.SinglePersonDiscounts)
	p.Say("  electoral_register.csv  %7d electors", made.Electors)
	p.Say("  ctr.csv                 %7d claims", made.Claims)
	p.Say("  deaths.csv              %7d people who have died", made.Deaths)
	p.Say("  codes.csv                       what the codes mean")
	p.Say("  truth                           who is who; no other command reads it")
	p.Say("NFI's rule names %d of the discounts; an adult is undeclared at %d of those.", made.Naive,
		made.NaiveRight)
	p.Say("Council tax and claims are of 2026-11-01, register and deaths of 2026-12-01.")
	return nil
}

// synthesiseQuarters writes snapshots, each into a folder of its own.
func (p *program) synthesiseQuarters(options council.Options, quarters int) error {
	folders := council.Folders(quarters)
	for _, folder := range folders {
		if err := refuseRealExtracts(filepath.Join(options.Dir, folder)); err != nil {
			return err
		}
	}
	made, err := council.GenerateQuarters(options, quarters)
	if err != nil {
		return notWhole(options.Dir, err)
	}
	p.Say("An invented council in %s: %d dwellings, %d snapshots.", options.Dir, options.Dwellings,
		quarters)
	for i, one := range made {
		p.Say("  %s  %7d discounts, %d electors, %d claims; NFI's rule names %d, rightly %d", folders[i],
			one.SinglePersonDiscounts, one.Electors, one.Claims, one.Naive, one.NaiveRight)
	}
	p.Say("truth/manifest.json of each says the days of its extracts.")
	return nil
}

// refuseRealExtracts keeps invented files from replacing a council's own, which may well
// have the same names: only a file that is as synth wrote it is replaced.
func refuseRealExtracts(folder string) error {
	name, manifest, err := press.Foreign(folder, synthFiles)
	switch {
	case err != nil || name == "":
		return err
	case !manifest:
		return refusal.New(refusal.Usage, "name another folder",
			"%s must not be replaced: the folder has no %s that says synth made it", name,
			press.ManifestFile)
	}
	return refusal.New(refusal.Usage, "name another folder, or move the file out of this one",
		"%s must not be replaced: it is not the one that synth wrote, by %s", name,
		press.ManifestFile)
}

// notWhole gives an error of writing a council its words: the files are written in their
// places, so that what is there then is part of one.
func notWhole(folder string, err error) error {
	var path *fs.PathError
	if !errors.As(err, &path) {
		return err
	}
	return refusal.New(refusal.Internal, "make room or ask for the right to write there; delete what "+
		"is in "+folder+", which is not whole, and run it again", "the council cannot be written: %w",
		path.Err)
}
