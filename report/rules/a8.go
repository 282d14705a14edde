package rules

import (
	"nfimatch/extract/retention"
	"nfimatch/normalize/record"
	"nfimatch/report/data"
	"nfimatch/report/household"
)

// twoDwellings is rule A8, from the council tax file alone: the liable person is liable
// with a single person discount in payment at another dwelling too, and the two discounts
// have run side by side for longer than a move takes. A name alone tells who it is only
// where it is rarer than elsewhere, since here it speaks against somebody. Both accounts
// are flagged: which of them is the person's home is not known.
func (x *Listing) twoDwellings(home *household.Home) (Finding, bool) {
	if !x.countable(home) {
		return Finding{}, false
	}
	for _, person := range home.Liable {
		for _, seen := range x.Elsewhere(home.Dwelling, person) {
			if since, ok := x.sideBySide(home, &seen); ok {
				return x.twoDiscounts(home, person, &seen, since), true
			}
		}
	}
	return Finding{}, false
}

// sideBySide returns since when the discounts of a household and of somebody seen
// elsewhere are both in payment, and whether that is longer than a move takes. Where a
// beginning is not known it is not shown to be.
func (x *Listing) sideBySide(home *household.Home, seen *household.Sighting) (
	since retention.Date, ok bool,
) {
	accounts, n := &x.Records.Accounts, data.Numbers()
	other := seen.Account
	told := seen.Sure || seen.Namesakes < uint64(n.RarerNameMillionths)
	if seen.What != household.Liable || !told ||
		accounts.Discount[other] != record.DiscountSinglePerson ||
		!x.InPayment(accounts.From[other], accounts.To[other]) {
		return 0, false
	}
	here, there := x.discountBegan(home.Account), x.discountBegan(other)
	since = max(here, there)
	return since, here != 0 && there != 0 && since.AddDays(int(n.MoveDays)) < x.Options.AsOf
}

// discountBegan returns the day a discount has run since at this account, 0 if one of the
// days is not known.
func (x *Listing) discountBegan(account int) retention.Date {
	from, since := x.Records.Accounts.From[account], x.Records.Accounts.Since[account]
	if from == 0 || since == 0 {
		return 0
	}
	return max(from, since)
}

func (x *Listing) twoDiscounts(home *household.Home, person int, seen *household.Sighting,
	since retention.Date,
) Finding {
	f := x.newFinding("A8", home)
	f.add("discount_at_two", person, since)
	f.Strength = Medium
	if seen.Sure {
		f.add("birth_agrees", person, 0)
		f.Strength = Strong
	} else {
		f.add("name_alone", person, 0)
	}
	f.Rests = append(f.Rests, x.Records.Mentions.Entry[seen.Mention])
	return f
}
