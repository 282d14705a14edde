package report

import (
	"nfimatch/report/data"
	"nfimatch/report/household"
)

// addElector adds what the other elector's entry says: dates carry the ranking,
// and the certainty of its address carries little.
func (f *finding) addElector(x *listing, one *household.Elector) {
	from := x.Records.Accounts.From[f.home.Account]
	since := x.Records.Accounts.Since[f.home.Account]
	long := int(data.Numbers().RegisteredLongAfterMonths)
	switch {
	case one.Registered == 0:
		f.add("registered_unknown", one.Mention, 0)
	case from != 0 && one.Registered >= from:
		f.add("registered_after_discount", one.Mention, one.Registered)
		if one.Registered > from.AddMonths(long) {
			f.add("registered_long_after_discount", one.Mention, one.Registered)
		}
	case from != 0:
		f.add("registered_before_discount", one.Mention, one.Registered)
	case since != 0 && one.Registered > since:
		f.add("registered_after_account", one.Mention, one.Registered)
	}
	if one.Registered != 0 && since != 0 && one.Registered <= since {
		f.add("registered_before_account", one.Mention, one.Registered)
	}
	f.addElsewhere(x, one)
	f.addDoubts(x, one)
}

// addDoubts adds what is doubtful of an elector's entry whatever its dates.
func (f *finding) addDoubts(x *listing, one *household.Elector) {
	if x.RecordedWithDisregard(&f.home, one.Mention) == household.FoundPossibly {
		f.add("may_be_recorded", one.Mention, 0)
	}
	if !one.Agreed() {
		f.add("placement_doubt", one.Mention, 0)
	}
}

// addElsewhere adds that the elector is found at another dwelling, and since when; of
// several the one that says most. The reason names the entry here: who else lives there
// is no part of the case.
func (f *finding) addElsewhere(x *listing, one *household.Elector) {
	code, seen := x.elsewhere(&f.home, one)
	if code != "" {
		f.add(code, one.Mention, seen.Since)
		f.rests = append(f.rests, x.Records.Mentions.Entry[seen.Mention])
	}
}

// Codes of being found at another dwelling, from the strongest.
const (
	elsewhereLater   = "elsewhere_later"
	elsewhereUndated = "elsewhere_undated"
	elsewhereEarlier = "elsewhere_earlier"
)

// elsewhere says what it means that an elector is found at another dwelling too: who is
// there since a later day has moved, and who is on its register since an earlier one came
// from there, which says nothing. Of the entry here the day it was made counts, and the
// day the discount began where that is not known: a discount often begins when somebody
// leaves.
func (x *listing) elsewhere(home *household.Home, one *household.Elector) (
	code string, best household.Sighting,
) {
	here := one.Registered
	if here == 0 {
		here = x.Records.Accounts.From[home.Account]
	}
	for _, seen := range x.Elsewhere(home.Dwelling, one.Mention) {
		says := elsewhereUndated
		switch {
		case here != 0 && seen.Since > here:
			says = elsewhereLater
		case here != 0 && seen.Since != 0 && seen.What == household.Registered:
			continue
		case here != 0 && seen.Since != 0:
			says = elsewhereEarlier
		}
		if code == "" || data.ReasonOf(says).Millibits < data.ReasonOf(code).Millibits {
			code, best = says, seen
		}
	}
	return code, best
}

// movedAway reports whether an elector is at another dwelling since a later day.
func (x *listing) movedAway(home *household.Home, one *household.Elector) bool {
	code, _ := x.elsewhere(home, one)
	return code == elsewhereLater
}
