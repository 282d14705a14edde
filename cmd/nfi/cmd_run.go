package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"nfimatch/cmd/nfi/custody"
	"nfimatch/cmd/nfi/exercise"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/retention"
	"nfimatch/extract/row"
	"nfimatch/report/cases"
)

// workersMax bounds --workers: beyond it goroutines only wait for each other.
const workersMax = 256

// futureDaysMax is how far after today an extract may be dated: a register is planned
// by the day it is published on. A later date is a slip, and would keep data longer.
const futureDaysMax = 45

// runFlags are the flags of nfi run as they were typed.
type runFlags struct {
	exercise                     string
	councilTax, register         []string
	ctr, deaths                  []string
	taxDate, registerDate, ctrOn string
	deathsOn                     string
	codes, asOf                  string
	workers                      int
	keepPairs, reason, accept    string
	ledgerLost                   string
}

func (p *program) runCommand() command {
	flags := new(runFlags)
	return command{
		use:   "run [flags]",
		short: "Compare the extracts and list the discounts that may be inconsistent",
		long: `Read the extracts, pseudonymise them, compare them over the pseudonymised columns
and list the single occupier discounts that may be inconsistent with the other
sources. Results are in runs/EXERCISE of the workspace: report.html first, then
flags.csv and reasons.csv. They name no person: rows are referred to by line.
Running an exercise again replaces its results.

A list of people who have died (--deaths) explains flags and sends accounts to
revenues; it is read once nfi.toml records its legal function.

A file split in parts is the same data: give its flag several times. The first
exercise of a workspace estimates the weights of evidence from its files and keeps
them in model.toml; later ones use them, so that scores stay comparable.`,
		example: `  nfi run --exercise 2026Q4 --council-tax ctax.csv --council-tax-date 2026-11-01 \
          --register register.csv --register-date 2026-12-01 \
          --ctr ctr.csv --ctr-date 2026-11-01 --codes codes.csv
  nfi run --exercise 2026Q4 --council-tax north.csv --council-tax south.csv …`,
		statuses: []int{refusal.Input, refusal.Configuration, refusal.Policy, refusal.Integrity},
		args:     noArguments,
		flags:    flags.add,
		run: func([]string) error {
			request, err := flags.request(p.today())
			if err != nil {
				return err
			}
			w, err := p.openWorkspace()
			if err != nil {
				return err
			}
			ctx, stop := untilStopped()
			defer stop()
			return p.runExercise(ctx, w, request)
		},
	}
}

func (f *runFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.exercise, "exercise", "",
		"`name` of the exercise, such as 2026Q4 (required)")
	c.Flags().StringArrayVar(&f.councilTax, "council-tax", nil,
		"council tax `file`; again for further parts (required)")
	c.Flags().StringVar(&f.taxDate, "council-tax-date", "",
		"`day` that the council tax extract describes, yyyy-mm-dd (required)")
	c.Flags().StringArrayVar(&f.register, "register", nil, "electoral register `file`")
	c.Flags().StringVar(&f.registerDate, "register-date", "", "`day` that the register was published")
	c.Flags().StringArrayVar(&f.ctr, "ctr", nil, "council tax reduction `file`")
	c.Flags().StringVar(&f.ctrOn, "ctr-date", "", "`day` that the reduction extract describes")
	c.Flags().StringArrayVar(&f.deaths, "deaths", nil,
		"`file` of people who have died; its legal function must be recorded")
	c.Flags().StringVar(&f.deathsOn, "deaths-date", "", "`day` that the list of deaths describes")
	c.Flags().StringVar(&f.codes, "codes", "",
		"code table `file` (default: codes/codes.csv of the workspace)")
	c.Flags().StringVar(&f.asOf, "as-of", "",
		"`day` that discounts and ages are judged at (default: the council tax date)")
	c.Flags().IntVar(&f.workers, "workers", runtime.GOMAXPROCS(0),
		"goroutines; results do not depend on it")
	c.Flags().StringVar(&f.keepPairs, "keep-pairs", "",
		"keep everybody's pairs, not only listed cases, until this `day`; needs --reason")
	c.Flags().StringVar(&f.reason, "reason", "", "`why` everybody's pairs are kept")
	c.Flags().StringVar(&f.accept, "accept-rejects", "",
		"`why` more rejected rows than the limit are accepted")
	c.Flags().StringVar(&f.ledgerLost, "ledger-lost", "",
		"`why` "+workspace.FirstSeenFile+" is lost for good: it is begun anew")
}

// untilStopped returns a context that ends when the program is asked to stop: by the
// keyboard, by the system or a scheduler, or by a terminal that is closed, unless it was
// started to outlast it.
func untilStopped() (context.Context, context.CancelFunc) {
	stops := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		stops = append(stops, syscall.SIGHUP)
	}
	return signal.NotifyContext(context.Background(), stops...)
}

// request checks the flags; all faults are shown together.
func (f *runFlags) request(today retention.Date) (exercise.Request, error) {
	made := exercise.Request{
		Exercise: f.exercise, Codes: f.codes, Workers: f.workers, KeepReason: f.reason,
		AcceptRejects: strings.TrimSpace(f.accept),
		LedgerLost:    f.ledgerLost,
		Files:         make(map[row.Dataset][]string),
		Dates:         make(map[row.Dataset]retention.Date),
	}
	var faults []string
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if err := workspace.CheckExercise(f.exercise); err != nil {
		faults = append(faults, "--"+err.Error())
	}
	if f.ledgerLost != "" {
		custody.CheckText(&faults, "--ledger-lost", f.ledgerLost, cases.ReasonBytesMax)
	}
	date := func(flag, text string) retention.Date {
		day, err := retention.ParseDate(text)
		if err != nil {
			fault("%s must be a date, yyyy-mm-dd", flag)
		}
		return day
	}
	for _, dataset := range []struct {
		dataset    row.Dataset
		flag, date string
		files      []string
	}{
		{row.CouncilTax, "--council-tax", f.taxDate, f.councilTax},
		{row.ElectoralRegister, "--register", f.registerDate, f.register},
		{row.CTR, "--ctr", f.ctrOn, f.ctr},
		{row.Deaths, "--deaths", f.deathsOn, f.deaths},
	} {
		switch {
		case len(dataset.files) > 0:
			made.Files[dataset.dataset] = dataset.files
			day := date(dataset.flag+"-date", dataset.date)
			if day > today+futureDaysMax {
				fault("%s-date must not be far in the future: more than %d days after today",
					dataset.flag, futureDaysMax)
			}
			made.Dates[dataset.dataset] = day
		case dataset.dataset == row.CouncilTax:
			fault("--council-tax must name a file")
			date("--council-tax-date", dataset.date)
		case dataset.date != "":
			fault("%s must name a file, since its date is given", dataset.flag)
		}
	}
	made.AsOf = made.Dates[row.CouncilTax]
	if f.asOf != "" {
		made.AsOf = date("--as-of", f.asOf)
	}
	if f.keepPairs != "" {
		made.KeepUntil = date("--keep-pairs", f.keepPairs)
	}
	if (f.keepPairs == "") != (strings.TrimSpace(f.reason) == "") {
		fault("--keep-pairs and --reason must be given together")
	}
	if f.workers < 1 || f.workers > workersMax {
		fault("--workers must be from 1 to %d", workersMax)
	}
	if len(faults) > 0 {
		return exercise.Request{}, refusal.All(refusal.Usage,
			"nfi run --help shows every flag and an example", faults)
	}
	return made, nil
}

// runExercise does one run of w and puts its results in place, whole or not at all.
func (p *program) runExercise(ctx context.Context, w *workspace.Workspace,
	request exercise.Request,
) error {
	session, err := p.enter(w)
	if err != nil {
		return err
	}
	defer session.Leave()
	for _, unanswered := range w.Config.Unanswered() {
		p.Warn("%s: %s", workspace.NotRecorded, unanswered)
	}
	request.Program, request.Today = programName(), p.today()
	return exercise.Run(ctx, session, request, p.Voice)
}
