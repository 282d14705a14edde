// Package rules is the rules at work on one account: what each finds there, with its
// reasons for and against, its strength and its money, and why an account of NFI's
// population is not listed. A file a family; their numbers and words are those of package
// data. It orders nothing and counts nothing.
package rules

import (
	"nfimatch/extract/retention"
	"nfimatch/report/household"
)

// Options are what the rules ask about a run.
type Options struct {
	AsOf          retention.Date // the day discounts, claims and ages are judged at
	RegisterDate  retention.Date // the day the register was published; 0 = no register
	CTRDate       retention.Date // the day of the reduction extract; 0 = no such file
	CrowdedAdults int            // more adult electors are an address to be checked
}

// A Listing is the rules at work on one run.
type Listing struct {
	*household.Index
	Options Options
}

// otherRules are the rules about discounts in payment beside A0, in the order of their flags
// at one account.
var otherRules = []func(*Listing, *household.Home) (Finding, bool){
	(*Listing).twoLiableNames,
	(*Listing).recordedAdult,
	(*Listing).reached18,
	(*Listing).twoDwellings,
	(*Listing).codesConflict,
	(*Listing).claimShowsAdult,
	(*Listing).sharesConflict,
	(*Listing).liablePersonDied,
}

// Others returns what the rules beside A0 find at a household whose discount is in payment,
// in the order of the rules. Where the person whom the account names first has died, nothing
// is found that may lead to a question.
func (x *Listing) Others(home *household.Home) (found []Finding) {
	for _, rule := range otherRules {
		one, ok := rule(x, home)
		if ok && (one.Rule.Queue != "" || !x.firstDied(home)) {
			found = append(found, one)
		}
	}
	return found
}
