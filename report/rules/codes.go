package rules

import (
	"cmp"

	"nfimatch/normalize/record"
	"nfimatch/report/data"
	"nfimatch/report/household"
)

// The rules of this file read the codes of the council tax file alone. What they find is
// work for revenues and says nothing of anybody; of a disregard or an exemption they know
// that there is one, and never which.

// codesConflict is rule A9: a discount for one adult is in payment on an account that is
// exempt, a second home or empty, or that names no person.
func (x *Listing) codesConflict(home *household.Home) (Finding, bool) {
	accounts := &x.Records.Accounts
	exempt := accounts.Exemption[home.Account] != record.ExemptionNone
	nobody := accounts.Holder[home.Account] != record.HolderPersons || len(home.Liable) == 0
	if !exempt && !nobody {
		return Finding{}, false
	}
	f := x.newFinding("A9", home)
	if exempt {
		f.add("exemption_too", household.None, 0)
	}
	if nobody {
		f.add("no_person_named", household.None, 0)
		f.addEstate(x)
	}
	f.Strength = Medium
	return f, true
}

// sharesConflict is rule A14: a discount for one adult is in payment, and the code of the
// account's disregard takes off another share. A disregard of the same share is how many
// councils code a home of one counted adult and others, and no conflict.
func (x *Listing) sharesConflict(home *household.Home) (Finding, bool) {
	accounts := &x.Records.Accounts
	share := int64(accounts.DisregardShare[home.Account])
	if accounts.Disregard[home.Account] == 0 || share == 0 ||
		share == data.Numbers().DiscountPerCent {
		return Finding{}, false
	}
	f := x.newFinding("A14", home)
	f.add("disregard_share_differs", household.None, 0)
	if x.wholeShare(home.Account, share) {
		f.add("amount_is_that_share", household.None, 0)
	}
	f.Strength = Medium
	return f, true
}

// DisregardEnded is rule A10: the day on which the discount of a disregard ends has passed,
// and the whole of its share of a year's tax is taken off still. It is about any account:
// a discount that has ended is none in payment. A part of the year's tax may be what was
// due until then, and is no flag.
func (x *Listing) DisregardEnded(account int) (Finding, bool) {
	accounts := &x.Records.Accounts
	to, share := accounts.To[account], x.disregardShare(account)
	if accounts.Disregard[account] == 0 || to == 0 || to > x.Options.AsOf ||
		!x.wholeShare(account, share) {
		return Finding{}, false
	}
	home := x.Household(account)
	f := x.newFinding("A10", &home)
	f.add("disregard_ended", household.None, to)
	f.Money = x.moneyOf(&home, share)
	f.Strength = Strong
	return f, true
}

// disregardShare returns the per cent that an account's disregard takes off; that of one
// counted adult where its code does not say.
func (x *Listing) disregardShare(account int) int64 {
	return cmp.Or(int64(x.Records.Accounts.DisregardShare[account]), data.Numbers().DiscountPerCent)
}

// wholeShare reports whether the amount taken off is at least a share, in per cent, of the
// year's tax, to the penny.
func (x *Listing) wholeShare(account int, share int64) bool {
	gross, off := x.Records.Accounts.GrossPence[account], x.Records.Accounts.DiscountPence[account]
	return gross > 0 && gross <= penceMax && off > 0 && off+1 >= mulDivide(gross, share, 100)
}
