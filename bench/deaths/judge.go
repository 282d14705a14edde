package main

import (
	"path/filepath"
	"strconv"

	"nfimatch/bench/yardstick"
	"nfimatch/extract/retention"
	"nfimatch/normalize/record"
	"nfimatch/report"
	"nfimatch/report/data"
	"nfimatch/report/household"
)

// A death is a row of truth/deaths.csv.
type death struct {
	person string
	late   bool // after the day that the other extracts describe
}

// readDied reads who died, by the line of deaths.csv.
func readDied(folder string) (map[uint32]death, error) {
	died := make(map[uint32]death)
	return died, yardstick.EachRecord(filepath.Join(folder, "truth", "deaths.csv"),
		func(_ uint32, fields map[string]string) error {
			line, err := strconv.ParseUint(fields["line"], 10, 32)
			died[uint32(line)] = death{fields["person"], fields["after_extract"] == "1"}
			return err
		})
}

// found counts what was said of people, rightly and wrongly.
type found struct {
	onList                   int // who are on the list of deaths
	sure, possibly, namesake [2]int
}

// judged is what one council came to. The people are the adult electors at dwellings with
// a discount in payment, and the first liable persons of those accounts; the lists are the
// accounts that rule A0 has without and with the list of deaths.
type judged struct {
	people     [2]found
	listed     [2]int
	undeclared [2]int // of the listed
}

func (j *judged) add(other *judged) {
	for i := range j.people {
		a, b := &j.people[i], &other.people[i]
		a.onList += b.onList
		for side := range a.sure {
			a.sure[side] += b.sure[side]
			a.possibly[side] += b.possibly[side]
			a.namesake[side] += b.namesake[side]
		}
		j.listed[i] += other.listed[i]
		j.undeclared[i] += other.undeclared[i]
	}
}

// judge holds what a council's households say of deaths to the truth.
func judge(without, with *yardstick.Matched, truth *yardstick.Truth, died map[uint32]death) (
	*judged, error,
) {
	j := new(judged)
	for i, matched := range []*yardstick.Matched{without, with} {
		j.listed[i], j.undeclared[i] = listedBy(matched.Flags, truth)
	}
	asOf, err := retention.ParseDate("2026-11-01")
	if err != nil {
		return nil, err
	}
	x, err := household.NewIndex(with.Records, with.Result, asOf)
	if err != nil {
		return nil, err
	}
	x.SearchElsewhere(uint64(data.Numbers().RareNameMillionths))
	x.SearchDeaths(uint64(data.Numbers().RarerNameMillionths))
	persons := make(map[string]bool)
	for _, one := range died {
		persons[one.person] = true
	}
	accounts := &with.Records.Accounts
	for account := range accounts.Entry {
		if accounts.Discount[account] != record.DiscountSinglePerson ||
			!x.InPayment(accounts.From[account], accounts.To[account]) {
			continue
		}
		home := x.Household(account)
		for i := range home.Electors {
			if one := &home.Electors[i]; one.Adult || one.Death.Sure() {
				j.people[0].count(x, truth, died, persons, one.Mention, &one.Death)
			}
		}
		if len(home.Liable) > 0 {
			j.people[1].count(x, truth, died, persons, home.Liable[0], &home.Deaths[0])
		}
	}
	return j, nil
}

// listedBy counts the accounts under rule A0, and those where an adult is undeclared.
func listedBy(flags *report.Tables, truth *yardstick.Truth) (listed, undeclared int) {
	for i, rule := range flags.Flags.Rule {
		if rule != "A0" {
			continue
		}
		listed++
		if truth.Accounts[flags.Flags.AccountLine[i]].Undeclared {
			undeclared++
		}
	}
	return listed, undeclared
}

// count counts what was said of one mention.
func (f *found) count(x *household.Index, truth *yardstick.Truth, died map[uint32]death,
	persons map[string]bool, mention int, said *household.Death,
) {
	m, e := &x.Records.Mentions, &x.Records.Entries
	entry := m.Entry[mention]
	person := truth.Mentions[yardstick.PlaceOf(e.Dataset[entry], e.Line[entry],
		m.Ordinal[mention])].Person
	if persons[person] {
		f.onList++
	}
	if said.Died == 0 {
		return
	}
	side := 1
	if died[e.Line[m.Entry[said.Mention]]].person == person {
		side = 0
	}
	switch {
	case said.Sure():
		f.sure[side]++
	case said.Namesake():
		f.namesake[1-side]++
	default:
		f.possibly[side]++
	}
}
