package main

import (
	"cmp"
	"fmt"
	"iter"
	"runtime"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"nfimatch/cmd/nfi/linkage"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/extract/retention"
	"nfimatch/match/link"
)

// linkFlags are the flags of nfi link and nfi dedupe as they were typed.
type linkFlags struct {
	mapping, left, right      string
	out, asOf, deleteBy       string
	keyFile, model, labels    string
	oneToOne, allPairs, train bool
	threshold                 string
	budget                    int64
	without                   []string
	workers                   int
	given                     func(flag string) bool
}

// listsLong says what link and dedupe have in common.
const listsLong = `
A list is CSV with one person a row and a line of headers. A field is read from the
column that has its name, or from the one that the mapping gives it; other columns are
not read. Fields: title, forename, middle, surname or full_name, sex, birth_date or
birth_day, birth_month, birth_year, address or address_1 to address_4, town, postcode,
uprn, nino; extra.NAME is a column of your own compared for equality, text.NAME one
compared for likeness.

Values are pseudonymised before they are compared, and results refer to people by the
line of their list. Weights of evidence are estimated from the lists, without examples
of true pairs. The folder of --out is replaced whole.`

func (p *program) linkCommand() command {
	flags := new(linkFlags)
	return command{
		use:   "link LEFT RIGHT [flags]",
		short: "Find who of one list of people is in another",
		long: `Find the pairs of rows of two lists that are one person, each with its weight and what
it is made of.
` + listsLong,
		example: `  nfi link members.csv donors.csv --out links --map 'birth_date=Date of birth'
  nfi link a.csv b.csv --out links --left-map forename=fname,surname=lname --all-pairs`,
		statuses: []int{refusal.Input, refusal.Configuration, refusal.Policy},
		args:     lists("link", "two lists, the left and the right one", 2),
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&flags.mapping, "map", "",
				"`field=column,…` of both lists")
			c.Flags().StringVar(&flags.left, "left-map", "",
				"`field=column,…` of the left list alone, before --map")
			c.Flags().StringVar(&flags.right, "right-map", "",
				"`field=column,…` of the right list alone, before --map")
			flags.add(c)
			c.Flags().BoolVar(&flags.oneToOne, "one-to-one", false,
				"a row is in one pair at most: the lists have nobody twice (default)")
			c.Flags().BoolVar(&flags.allPairs, "all-pairs", false, "a row can be in several pairs")
		},
		run: func(args []string) error { return p.linkLists(flags, args) },
	}
}

// lists refuses another number of arguments than a command has lists.
func lists(name, what string, count int) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != count {
			return fmt.Errorf("nfi %s must have %s", name, what)
		}
		return nil
	}
}

// add adds the flags that link and dedupe share.
func (f *linkFlags) add(c *cobra.Command) {
	f.given = c.Flags().Changed
	c.Flags().StringVar(&f.out, "out", "", "`folder` of the results, which is replaced (required)")
	c.Flags().StringVar(&f.asOf, "as-of", "", "`day` the lists describe, yyyy-mm-dd (default: today)")
	c.Flags().StringVar(&f.deleteBy, "delete-by", "",
		"`day` by which the results must be deleted (default: a month after --as-of)")
	c.Flags().StringVar(&f.keyFile, "key-file", "",
		"`file` of 64 hexadecimal digits; with it, runs can be repeated (default: a random key)")
	c.Flags().StringVar(&f.model, "model", "", "model.toml `file` whose weights are used as they are")
	c.Flags().BoolVar(&f.train, "train-only", false, "estimate the weights, and decide no pair")
	c.Flags().StringVar(&f.labels, "labels", "",
		"CSV `file` of pairs known to be one person (left_line,right_line) to measure the result by")
	c.Flags().StringVar(&f.threshold, "threshold", "",
		"`probability` from which a pair is one person (default: the model's)")
	c.Flags().Int64Var(&f.budget, "budget", link.BudgetDefault,
		"pairs that may be compared, each once; one takes up to 200 bytes of memory")
	c.Flags().StringArrayVar(&f.without, "without", nil, "blocking `rule` to leave out")
	c.Flags().IntVar(&f.workers, "workers", runtime.GOMAXPROCS(0),
		"goroutines; results do not depend on it")
}

// linkLists carries out nfi link, or with one list nfi dedupe.
func (p *program) linkLists(flags *linkFlags, paths []string) error {
	request, err := flags.request(p.today(), paths)
	if err != nil {
		return err
	}
	request.Program, request.Who = programName(), whoRuns()
	ctx, stop := untilStopped()
	defer stop()
	return linkage.Run(ctx, request, p.Voice)
}

// deleteAfterMonths is how long after their day what comes of lists is kept.
const deleteAfterMonths = 1

// deleteWithinMonths is how long at most after their day, or today if that is later. No
// purge reaches the results, so no day far ahead may stand in for deleting them.
const deleteWithinMonths = 24

// optional are the flags that say nothing where they are not given, in order: an empty
// one is a variable of a script that was never set.
func (f *linkFlags) optional() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		_ = yield("as-of", f.asOf) && yield("delete-by", f.deleteBy) && yield("key-file", f.keyFile) &&
			yield("model", f.model) && yield("labels", f.labels) && yield("threshold", f.threshold)
	}
}

// request checks the flags; all faults are shown together.
func (f *linkFlags) request(today retention.Date, paths []string) (linkage.Request, error) {
	made := linkage.Request{
		Folder: f.out, AsOf: today, Today: today, KeyFile: f.keyFile, ModelFile: f.model,
		Labels: f.labels, OneToOne: len(paths) > 1 && !f.allPairs, Budget: f.budget,
		Without: f.without, TrainOnly: f.train, Workers: f.workers,
	}
	for i, path := range paths {
		list := linkage.List{Path: path, Mapping: f.mapping, Flag: "--map"}
		made.Lists = append(made.Lists, list.MappedBy([...]string{f.left, f.right}[i],
			[...]string{"--left-map", "--right-map"}[i]))
	}
	var faults []string
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	for flag, text := range f.optional() {
		if text == "" && f.given(flag) {
			fault("--%s must not be empty: leave it out", flag)
		}
	}
	f.days(&made, fault)
	if f.out == "" {
		fault("--out must name a folder")
	}
	if f.oneToOne && f.allPairs {
		fault("--one-to-one and --all-pairs must not be given together")
	}
	if f.threshold != "" {
		var ok bool
		if made.Threshold, ok = partsOfMillion(f.threshold); !ok {
			fault("--threshold must be a probability above 0 and below 1, such as 0.95, with at most " +
				"6 decimals")
		}
	}
	if f.budget < 1 {
		fault("--budget must be a number of pairs, 1 or more")
	}
	if f.train && f.labels != "" {
		fault("--train-only and --labels must not be given together: no pair is decided")
	}
	if f.train && f.model != "" {
		fault("--train-only and --model must not be given together: nothing would be estimated")
	}
	if f.workers < 1 || f.workers > workersMax {
		fault("--workers must be from 1 to %d", workersMax)
	}
	if len(faults) > 0 {
		return linkage.Request{}, refusal.All(refusal.Usage,
			"nfi link --help and nfi dedupe --help show every flag and an example", faults)
	}
	return made, nil
}

// days reads the day of the lists and that by which their results must be deleted.
func (f *linkFlags) days(made *linkage.Request, fault func(format string, args ...any)) {
	today := made.Today
	day := func(flag, text string, otherwise retention.Date) retention.Date {
		if text == "" {
			return otherwise
		}
		day, err := retention.ParseDate(text)
		if err != nil {
			fault("%s must be a date, yyyy-mm-dd", flag)
		}
		return cmp.Or(day, otherwise)
	}
	made.AsOf = day("--as-of", f.asOf, today)
	made.DeleteBy = day("--delete-by", f.deleteBy, made.AsOf.AddMonths(deleteAfterMonths))
	if made.AsOf > today+futureDaysMax {
		fault("--as-of must not be far in the future: more than %d days after today", futureDaysMax)
	}
	if made.DeleteBy < made.AsOf {
		fault("--delete-by must not be before --as-of")
	}
	if made.DeleteBy > max(made.AsOf, today).AddMonths(deleteWithinMonths) {
		fault("--delete-by must be at most %d months after --as-of or today: nothing purges results of "+
			"lists, so they are not to be kept for long", deleteWithinMonths)
	}
}

// partsOfMillion reads a probability between 0 and 1, without rounding it.
func partsOfMillion(text string) (parts int64, ok bool) {
	const decimals = 6
	whole, fraction, found := strings.Cut(text, ".")
	if !found || strings.Trim(whole, "0") != "" || len(fraction) > decimals ||
		strings.Trim(fraction, "0123456789") != "" {
		return 0, false
	}
	fraction += strings.Repeat("0", decimals-len(fraction))
	parts, err := strconv.ParseInt(fraction, 10, 64)
	return parts, err == nil && parts > 0
}
