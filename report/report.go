// Package report turns dwellings into flags: single person discounts in payment
// that may be inconsistent with the other sources, ranked, each with its reasons
// for and against. A flag is an apparent inconsistency that needs a person; the
// package decides nothing, and sees no name, address, reference or token.
//
// The rules are one file a family (rule_*.go) with case files an expert can read
// (testdata/*.txtar). Their numbers and words are the versioned files of data.
package report

import (
	"errors"
	"fmt"

	"nfimatch/match/result"
	"nfimatch/normalize/record"
	"nfimatch/report/data"
	"nfimatch/report/household"
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
	x := &listing{index, options}
	summary := newSummary(options)
	var findings []finding
	for account := range tables.Accounts.Entry {
		if found, ok := x.disregardEnded(account); ok {
			findings = append(findings, found)
		}
		if !x.countDiscount(account, &summary) {
			continue
		}
		home := x.Household(account)
		summary.countDeaths(&home)
		explanation, listed := x.population(&home, &summary)
		if listed {
			findings = append(findings, x.anotherAdult(&home))
		} else if explanation != "" {
			summary.explain(explanation)
		}
		for _, rule := range otherRules {
			found, ok := rule(x, &home)
			if ok && (found.rule.Queue != "" || !x.firstDied(&home)) {
				findings = append(findings, found)
			}
		}
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

// A listing is the rules at work on one run.
type listing struct {
	*household.Index
	options Options
}

// otherRules are the rules about discounts in payment beside A0, in the order of their flags
// at one account.
var otherRules = []func(*listing, *household.Home) (finding, bool){
	(*listing).twoLiableNames,
	(*listing).recordedAdult,
	(*listing).reached18,
	(*listing).twoDwellings,
	(*listing).codesConflict,
	(*listing).claimShowsAdult,
	(*listing).sharesConflict,
	(*listing).liablePersonDied,
}
