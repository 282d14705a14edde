package rules

import (
	"cmp"

	"nfimatch/extract/retention"
	"nfimatch/report/data"
	"nfimatch/report/household"
	"nfimatch/report/ledger"
)

// addElector adds what the other elector's entry says: dates carry the ranking,
// and the certainty of its address carries little.
func (f *Finding) addElector(x *Listing, one *household.Elector) {
	from := x.Records.Accounts.From[f.Home.Account]
	since := x.Records.Accounts.Since[f.Home.Account]
	if one.Registered != 0 {
		f.addRegistered(one, from, since)
	} else {
		f.addFirstSeen(one, from, since)
	}
	f.addElsewhere(x, one)
	f.addDoubts(x, one)
}

// addRegistered adds what the day of registration says, against the days on which the
// discount and the account began; 0 is a day not known.
func (f *Finding) addRegistered(one *household.Elector, from, since retention.Date) {
	day := one.Registered
	switch {
	case from != 0 && day >= from:
		f.add("registered_after_discount", one.Mention, day)
		if day > from.AddMonths(int(data.Numbers().RegisteredLongAfterMonths)) {
			f.add("registered_long_after_discount", one.Mention, day)
		}
	case from != 0:
		f.add("registered_before_discount", one.Mention, day)
	case since != 0 && day > since:
		f.add("registered_after_account", one.Mention, day)
	}
	if since != 0 && day <= since {
		f.add("registered_before_account", one.Mention, day)
	}
}

// addFirstSeen adds what registers say of an entry without a day of registration: it was
// made after the last one that did not show it, and not after the first one that did.
func (f *Finding) addFirstSeen(one *household.Elector, from, since retention.Date) {
	first, after := one.Seen.First, one.Seen.After
	switch {
	case first == 0 || one.Seen.Renamed:
		f.add("registered_unknown", one.Mention, 0)
		return
	case from != 0 && after >= from:
		f.add("first_seen_after_discount", one.Mention, first)
		if after > from.AddMonths(int(data.Numbers().RegisteredLongAfterMonths)) {
			f.add("first_seen_long_after_discount", one.Mention, first)
		}
	case from != 0 && first < from:
		f.add("first_seen_before_discount", one.Mention, first)
	case from == 0 && since != 0 && after >= since:
		f.add("first_seen_after_account", one.Mention, first)
	default:
		f.add("registered_unknown", one.Mention, 0)
	}
	if since != 0 && first <= since {
		f.add("first_seen_before_account", one.Mention, first)
	}
}

// addDoubts adds what is doubtful of an elector's entry whatever its dates.
func (f *Finding) addDoubts(x *Listing, one *household.Elector) {
	f.addOtherDeath(x, one.Death)
	if x.RecordedWithDisregard(&f.Home, one.Mention) == household.FoundPossibly {
		f.add("may_be_recorded", one.Mention, 0)
	}
	if !one.Agreed() {
		f.add("placement_doubt", one.Mention, 0)
	}
}

// addElsewhere adds that the elector is found at another dwelling, and since when; of
// several the one that says most. The reason names the entry here: who else lives there
// is no part of the case.
func (f *Finding) addElsewhere(x *Listing, one *household.Elector) {
	code, seen := x.elsewhere(&f.Home, one)
	if code != "" {
		f.add(code, one.Mention, cmp.Or(seen.Since, seen.Seen.First))
		f.Rests = append(f.Rests, x.Records.Mentions.Entry[seen.Mention])
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
// from there, which says nothing.
func (x *Listing) elsewhere(home *household.Home, one *household.Elector) (
	code string, best household.Sighting,
) {
	hereFrom, hereBy := x.entryMade(home, one)
	for _, seen := range x.Elsewhere(home.Dwelling, one.Mention) {
		thereFrom, thereBy := between(seen.Since, seen.Seen)
		says := elsewhereUndated
		switch {
		case hereBy != 0 && thereFrom > hereBy:
			says = elsewhereLater
		case thereBy == 0 || thereBy > hereFrom:
		case seen.What == household.Registered:
			continue
		default:
			says = elsewhereEarlier
		}
		if code == "" || data.ReasonOf(says).Millibits < data.ReasonOf(code).Millibits {
			code, best = says, seen
		}
	}
	return code, best
}

// entryMade returns the days between which an elector's entry was made; where nothing
// says, both are the day the discount began, since a discount often begins when somebody
// leaves.
func (x *Listing) entryMade(home *household.Home, one *household.Elector) (
	from, by retention.Date,
) {
	if from, by = between(one.Registered, one.Seen); from != 0 {
		return from, by
	}
	from = x.Records.Accounts.From[home.Account]
	return from, from
}

// between returns the earliest and the latest day of something that has a day, or is
// after the last register that did not show it and by the first one that did. 0 is not
// known.
func between(day retention.Date, seen ledger.Seen) (from, by retention.Date) {
	switch {
	case day != 0:
		return day, day
	case seen.After != 0:
		return seen.After.AddDays(1), seen.First
	}
	return 0, seen.First
}

// movedAway reports whether an elector is at another dwelling since a later day.
func (x *Listing) movedAway(home *household.Home, one *household.Elector) bool {
	code, _ := x.elsewhere(home, one)
	return code == elsewhereLater
}
