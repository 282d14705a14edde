package report

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

// money is what a discount is worth in a year, and how much of that the council
// pays itself through council tax reduction.
type money struct {
	annualPence   int64 // PenceUnknown where the year's tax is not known
	afterCTRPence int64 // PenceUnknown without a reduction file
}

// rankPence is the amount that orders the list: after reduction where that is
// known, else the whole; nothing where neither is.
func (m money) rankPence() int64 {
	if m.afterCTRPence != PenceUnknown {
		return m.afterCTRPence
	}
	return max(0, m.annualPence)
}

// moneyOf values the discount of an account, perCent of a year's tax: the same share
// whether the amount on the account is a year's or a part of it.
func (x *listing) moneyOf(home *household.Home, perCent int64) money {
	gross := x.Records.Accounts.GrossPence[home.Account]
	if gross <= 0 || gross > penceMax {
		return money{PenceUnknown, PenceUnknown}
	}
	value := mulDivide(gross, perCent, 100)
	if x.options.CTRDate == 0 {
		return money{value, PenceUnknown}
	}
	if home.Claim == household.None {
		return money{value, value}
	}
	weekly := x.Records.Claims.WeeklyPence[home.Claim]
	if weekly <= 0 || weekly > penceMax { // a claim in payment without an award is a gap
		return money{value, PenceUnknown}
	}
	return money{value, afterCTR(value, gross-value, weekly)}
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
