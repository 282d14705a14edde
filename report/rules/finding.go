package rules

import (
	"nfimatch/extract/retention"
	"nfimatch/normalize/record"
	"nfimatch/report/data"
	"nfimatch/report/household"
)

// Strength says how strong an inconsistency is; it orders the list before any
// score does.
type Strength uint8

// Strengths, in the words of the list. The zero Strength is none.
const (
	Weak Strength = iota + 1
	Medium
	Strong
)

// String returns "Weak", "Medium" or "Strong", the words of every output.
func (s Strength) String() string {
	switch s {
	case Weak:
		return "Weak"
	case Medium:
		return "Medium"
	case Strong:
		return "Strong"
	}
	panic("rules: a flag without a strength")
}

// reasonsMax is how many reasons one flag may have.
const reasonsMax = 32

// A Reason is one fact for or against a flag, with the mention it was read from
// and its day, where there are such.
type Reason struct {
	Weight  data.Reason
	Mention int // row of Mentions, or household.None
	Date    retention.Date
}

// A Finding is a flag before it has a number.
type Finding struct {
	Rule     data.Rule
	Home     household.Home
	Strength Strength
	Reasons  []Reason
	Rests    []uint32 // entries of other dwellings that a reason was read from
	Score    int32    // sum of the reasons
	Money    Money
	Line     uint32 // of the account
}

// newFinding begins a finding of one rule at an account. Where somebody may be asked, it
// first says what a list of deaths leaves open of the liable person.
func (x *Listing) newFinding(rule string, home *household.Home) Finding {
	f := Finding{Rule: data.RuleOf(rule), Home: *home,
		Money: x.moneyOf(home, data.Numbers().DiscountPerCent),
		Line:  x.Records.Entries.Line[home.Entry]}
	if f.Rule.Queue == "" {
		f.addLiableDeath(x)
	}
	return f
}

// add appends a reason and its weight to the score.
func (f *Finding) add(code string, mention int, date retention.Date) {
	if len(f.Reasons) == reasonsMax {
		panic("rules: a flag has more reasons than reasonsMax")
	}
	w := data.ReasonOf(code)
	f.Reasons = append(f.Reasons, Reason{w, mention, date})
	f.Score += w.Millibits
}

// doubted reports whether a reason takes away from the score. A reason against of
// no weight, such as that a register entry may be old, holds for every flag alike.
func (f *Finding) doubted() bool {
	for _, r := range f.Reasons {
		if r.Weight.Millibits < 0 {
			return true
		}
	}
	return false
}

// addDiscount adds what the length of the discount says, and whether it was reviewed.
func (f *Finding) addDiscount(x *Listing) {
	from, n := x.Records.Accounts.From[f.Home.Account], data.Numbers()
	switch asOf := x.Options.AsOf; {
	case from == 0:
		f.add("discount_start_unknown", household.None, 0)
	case from.AddMonths(int(n.DiscountYoungMonths)) > asOf:
		f.add("discount_under_a_year", household.None, from)
	case from.AddMonths(int(n.DiscountOldMonths)) <= asOf:
		f.add("discount_six_years", household.None, from)
	}
	f.addReviewed(x)
}

// addReviewed adds that a resident has lately said that the discount is right.
func (f *Finding) addReviewed(x *Listing) {
	day, asOf := x.Records.Accounts.Reviewed[f.Home.Account], x.Options.AsOf
	if day != 0 && day <= asOf && day.AddMonths(int(data.Numbers().ReviewedMonths)) > asOf {
		f.add("discount_reviewed", household.None, day)
	}
}

// addClaim adds what the council tax reduction claim says.
func (f *Finding) addClaim(x *Listing) {
	claim := f.Home.Claim
	if claim == household.None {
		return
	}
	code, role := x.claimSays(&f.Home)
	f.add(code, x.MentionWithRole(claim, role), x.Records.Claims.From[claim])
}

// claimSays returns the reason code of the household's claim and whom it is about. A partner
// who has died is none.
func (x *Listing) claimSays(home *household.Home) (code string, role uint8) {
	claim := home.Claim
	partner := x.MentionWithRole(claim, record.RolePartner)
	switch claims := &x.Records.Claims; {
	case claims.Partner[claim] != 0 && (partner == household.None || !x.hasDied(home, partner)):
		return "ctr_partner", record.RolePartner
	case claims.Nondependants[claim] != 0:
		return "ctr_nondependant", record.RoleNondependant
	}
	return "ctr_single", record.RoleClaimant
}

// addLiable adds whether the liable person is on the register.
func (f *Finding) addLiable() {
	mention := household.None
	if f.Home.Itself != household.None {
		mention = f.Home.Electors[f.Home.Itself].Mention
	}
	switch f.Home.Found {
	case household.FoundYes:
		f.add("liable_found", mention, 0)
	case household.FoundPossibly:
		f.add("liable_possibly", mention, 0)
	default:
		f.add("liable_not_found", household.None, 0)
	}
}
