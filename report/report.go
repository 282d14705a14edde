// Package report turns dwellings into flags: single person discounts in payment
// that may be inconsistent with the other sources, ranked, each with its reasons
// for and against. A flag is an apparent inconsistency that needs a person; the
// package decides nothing, and sees no name, address, reference or token.
//
// The rules are package rules, with case files an expert can read (testdata/*.txtar).
// Their numbers and words are the versioned files of data. What they find is put in order,
// laid out as tables and counted here.
package report

import (
	"errors"
	"fmt"

	"nfimatch/match/result"
	"nfimatch/normalize/record"
	"nfimatch/report/data"
	"nfimatch/report/household"
	"nfimatch/report/rules"
)

// Flags applies the rules to every account with a single person discount in payment, and
// that of ended disregards to every account, and returns the flags in rank order, with
// counts of every account that was looked at.
//
//	accounts → household → rules → finding → rank → case, source, flag, reason
//
// Of NFI's own population (two or more adult electors, no disregard) each account
// is either listed or has exactly one explanation; the counts of the summary add
// up, or Flags panics. Reasons sum to the score of their flag exactly. The flags of
// one account are a case; they and it have the strictest terms of its sources. The
// result depends on nothing but the arguments. It fails where the options are out of
// range or the tables are not of one run. O(accounts + mentions + pairs) time, one
// goroutine.
func Flags(tables *record.Tables, matched *result.Tables, options Options) (
	Tables, Summary, error,
) {
	options, err := checkOptions(options)
	if n := len(tables.Electors.Entry); options.Seen != nil &&
		(len(options.Seen) != n || options.SeenTerms == 0) {
		err = errors.Join(err, errors.New("first-seen days must be of the electors, and have terms"))
	}
	if err != nil {
		return Tables{}, Summary{}, err
	}
	index, err := household.NewIndex(tables, matched, options.AsOf)
	if err != nil {
		return Tables{}, Summary{}, err
	}
	index.Seen = options.Seen
	index.SearchElsewhere(uint64(data.Numbers().RareNameMillionths))
	if options.DeathsDate != 0 {
		index.SearchDeaths(uint64(data.Numbers().RarerNameMillionths))
	}
	x := newListing(index, options)
	summary := newSummary(options)
	var findings []rules.Finding
	for account := range tables.Accounts.Entry {
		if found, ok := x.DisregardEnded(account); ok {
			findings = append(findings, found)
		}
		if !x.countDiscount(account, &summary) {
			continue
		}
		home := x.Household(account)
		summary.countDeaths(&home)
		standing := x.StandingOf(&home)
		explanation := ""
		if standing == rules.Population {
			if explanation = x.Explain(&home); explanation == "" {
				findings = append(findings, x.AnotherAdult(&home))
			}
		}
		summary.countStanding(standing, explanation)
		findings = append(findings, x.Others(&home)...)
	}
	if len(findings) > FlagsMax {
		return Tables{}, Summary{}, fmt.Errorf("a run must have at most %d flags", FlagsMax)
	}
	rank(findings)
	flags := x.tablesOf(findings)
	summary.count(&flags)
	summary.check()
	return flags, summary, nil
}

// A listing is one run: the rules at work on it, and what else its tables need.
type listing struct {
	*rules.Listing
	options Options
}

func newListing(index *household.Index, options Options) *listing {
	return &listing{&rules.Listing{Index: index, Options: rules.Options{AsOf: options.AsOf,
		RegisterDate: options.RegisterDate, CTRDate: options.CTRDate,
		CrowdedAdults: options.CrowdedAdults}}, options}
}
