package rules

import (
	"math/bits"

	"nfimatch/report/data"
	"nfimatch/report/household"
)

// PenceUnknown stands for an amount of money that is not known.
const PenceUnknown int64 = -1

// penceMax is the highest year's tax believed: ten million pounds. Anything above
// is a column read wrongly, and is not known.
const penceMax int64 = 1_000_000_000

// Money is what a discount is worth in a year, and how much of that the council
// pays itself through council tax reduction.
type Money struct {
	AnnualPence   int64 // PenceUnknown where the year's tax is not known
	AfterCTRPence int64 // PenceUnknown without a reduction file
}

// RankPence is the amount that orders the list: after reduction where that is
// known, else the whole; nothing where neither is.
func (m Money) RankPence() int64 {
	if m.AfterCTRPence != PenceUnknown {
		return m.AfterCTRPence
	}
	return max(0, m.AnnualPence)
}

// moneyOf values the discount of an account, perCent of a year's tax: the same share
// whether the amount on the account is a year's or a part of it.
func (x *Listing) moneyOf(home *household.Home, perCent int64) Money {
	gross := x.Records.Accounts.GrossPence[home.Account]
	if gross <= 0 || gross > penceMax {
		return Money{PenceUnknown, PenceUnknown}
	}
	value := mulDivide(gross, perCent, 100)
	if x.Options.CTRDate == 0 {
		return Money{value, PenceUnknown}
	}
	if home.Claim == household.None {
		return Money{value, value}
	}
	weekly := x.Records.Claims.WeeklyPence[home.Claim]
	if weekly <= 0 || weekly > penceMax { // a claim in payment without an award is a gap
		return Money{value, PenceUnknown}
	}
	return Money{value, afterCTR(value, gross-value, weekly)}
}

// afterCTR returns value × (1 − min(1, a year's awards ÷ charge)), rounded half
// up, in whole pence. charge is what is due for the year after the discount.
func afterCTR(value, charge, weekly int64) int64 {
	yearHundredths := weekly * data.Numbers().WeeksAYearHundredths
	chargeHundredths := charge * 100
	if yearHundredths >= chargeHundredths {
		return 0
	}
	return mulDivide(value, chargeHundredths-yearHundredths, chargeHundredths)
}

// mulDivide returns a × b ÷ c rounded half up, for 0 ≤ a, 0 ≤ b and a × b ÷ c
// within an int64; the product may be of 128 bits.
func mulDivide(a, b, c int64) int64 {
	high, low := bits.Mul64(uint64(a), uint64(b))
	low, carry := bits.Add64(low, uint64(c)/2, 0)
	quotient, _ := bits.Div64(high+carry, low, uint64(c))
	return int64(quotient)
}

// AmountUnlike reports whether the amount taken off is another share of the year's tax than
// the discount's. A part of a year, a reduction or a band make it so on many accounts:
// that is no sign against any, and in great number one of a column that was misread.
func (x *Listing) AmountUnlike(account int) bool {
	gross, off := x.Records.Accounts.GrossPence[account], x.Records.Accounts.DiscountPence[account]
	if gross <= 0 || gross > penceMax || off <= 0 {
		return false
	}
	share := mulDivide(gross, data.Numbers().DiscountPerCent, 100)
	return off < share-1 || off > share+1
}
