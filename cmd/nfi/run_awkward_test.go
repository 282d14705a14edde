package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// An awkwardCase is one account at a dwelling of its own, with what the register
// and the claims say of the dwelling, added to the invented council.
type awkwardCase struct {
	what     string
	account  []string   // pairs over those of an account with a discount
	electors [][]string // pairs over those of an elector at the dwelling
	claims   [][]string // pairs over those of a claim of the account

	rules               string // that flag the account, in order
	strengths           string // that these may have; "" = any
	listed, least, most int    // the dwelling's counts
	persons             int    // that the account names
	reasons             string // codes that must be there, perhaps with their dates
}

// awkwardHome returns the pairs of an address that no other case has.
func awkwardHome(n int) []string {
	return []string{"street", fmt.Sprintf("%d QUENTOR STREET", 10+2*n), "place", "THORNBECK",
		"Postcode", "HX1 1BW", "UPRN", fmt.Sprintf("9991000000%02d", n)}
}

func awkwardAccount(n int) []string {
	return append(awkwardHome(n), "ref", fmt.Sprintf("9000%05d", n), "code", "SD1",
		"from", "01/06/2020", "since", "01/05/2015", "tax", "1600.00", "off", "400.00",
		"Council Tax band", "B", "Benefit recipient", "N")
}

var awkwardCases = []awkwardCase{
	{what: "joint title alone", account: []string{"Surname", "MR & MRS J QUILLOW"},
		rules: "A1", strengths: "Weak Medium", least: 2, most: 2, persons: 2,
		reasons: "two_liable_names joint_title_only"},
	{what: "two names in a field", account: []string{"Surname", "SMITH J & PATEL R"},
		rules: "A1", least: 2, most: 2, persons: 2,
		reasons: "two_liable_names"},
	{what: "surname, title forename", account: []string{"Surname", "COOKE,MS NADY"},
		electors: [][]string{{"Title", "Ms", "Surname", "Cooke", "Forename", "Nady"},
			{"Title", "Mr", "Surname", "Hallam", "Forename", "Peter", "registered", "01/02/2024"}},
		rules: "A0", strengths: "Strong", listed: 2, least: 2, most: 2, persons: 1,
		reasons: "liable_found registered_after_discount"},
	{what: "occupier", account: []string{"Surname", "THE OCCUPIER"},
		electors: [][]string{{"Surname", "Hallam", "Forename", "Peter"},
			{"Surname", "Cooke", "Forename", "Nady"}},
		listed: 2, least: 2, most: 2, rules: "A9"},
	{what: "executors", account: []string{"Surname", "EXORS OF J HALLAM (DECD)"},
		electors: [][]string{{"Surname", "Hallam", "Forename", "Peter"},
			{"Surname", "Cooke", "Forename", "Nady"}},
		listed: 2, least: 2, most: 2, rules: "A9"},
	{what: "personal representatives", account: []string{"Surname", "PERSONAL REPS OF HALLAM"},
		electors: [][]string{{"Surname", "Hallam", "Forename", "Peter"},
			{"Surname", "Cooke", "Forename", "Nady"}},
		listed: 2, least: 2, most: 2, rules: "A9"},
	{what: "company", account: []string{"Surname", "QUENTOR LETTINGS LTD"},
		electors: [][]string{{"Surname", "Hallam", "Forename", "Peter"},
			{"Surname", "Cooke", "Forename", "Nady"}},
		listed: 2, least: 2, most: 2, rules: "A9"},
	{what: "blank name", electors: [][]string{{"Surname", "Hallam", "Forename", "Peter"},
		{"Surname", "Cooke", "Forename", "Nady"}}, listed: 2, least: 2, most: 2, rules: "A9"},
	{what: "initial and forename", account: []string{"Surname", "HALLAM", "Forename", "JOHN"},
		electors: [][]string{{"Surname", "Hallam", "Forename", "J"},
			{"Surname", "Hallam", "Forename", "John"}},
		listed: 2, least: 1, most: 2, persons: 1},
	{what: "two forenames", account: []string{"Surname", "HALLAM", "Forename", "JOHN"},
		electors: [][]string{{"Surname", "Hallam", "Forename", "Jane"},
			{"Surname", "Hallam", "Forename", "John"}},
		rules: "A0", listed: 2, least: 2, most: 2, persons: 1},
	{what: "liable person has no forename", account: []string{"Title", "MRS", "Surname", "PATEL"},
		electors: [][]string{{"Title", "Mrs", "Surname", "Patel", "Forename", "Asha"},
			{"Title", "Mr", "Surname", "Hallam", "Forename", "Peter", "registered", "01/02/2024"}},
		rules: "A0", strengths: "Weak", listed: 2, least: 2, most: 3, persons: 1,
		reasons: "liable_possibly"},
	{what: "not yet 18", account: []string{"Surname", "HALLAM", "Forename", "PETER"},
		electors: [][]string{{"Surname", "Hallam", "Forename", "Peter"},
			{"Surname", "Hallam", "Forename", "Tamsin", "born", "12/05/2027"}},
		listed: 1, least: 1, most: 1, persons: 1},
	{what: "18 last summer", account: []string{"Surname", "HALLAM", "Forename", "PETER"},
		electors: [][]string{{"Surname", "Hallam", "Forename", "Peter"},
			{"Surname", "Hallam", "Forename", "Tamsin", "born", "12/07/2026"}},
		rules: "A0 A3", listed: 2, least: 2, most: 2, persons: 1,
		reasons: "reached_18"},
	{what: "young marker without a day", account: []string{"Surname", "HALLAM", "Forename", "PETER"},
		electors: [][]string{{"Surname", "Hallam", "Forename", "Peter"},
			{"Surname", "Hallam", "Forename", "Tamsin", "marker", "17"}},
		listed: 1, least: 1, most: 1, persons: 1},
	{what: "unknown marker", account: []string{"Surname", "HALLAM", "Forename", "PETER"},
		electors: [][]string{{"Surname", "Hallam", "Forename", "Peter"},
			{"Surname", "Hallam", "Forename", "Tamsin", "marker", "Z"}},
		listed: 1, least: 1, most: 1, persons: 1},
	{what: "overseas", account: []string{"Surname", "HALLAM", "Forename", "PETER"},
		electors: [][]string{{"Surname", "Hallam", "Forename", "Peter"},
			{"Surname", "Hallam", "Forename", "Tamsin", "marker", "F"}},
		listed: 1, least: 1, most: 1, persons: 1},
	{what: "open end 31/12/2099", account: []string{"Surname", "HALLAM", "Forename", "PETER",
		"Other liable person surname", "COOKE", "Other liable person forename", "NADY",
		"to", "31/12/2099"},
		rules: "A1", least: 2, most: 2, persons: 2},
	{what: "open end 31-DEC-4712", account: []string{"Surname", "HALLAM", "Forename", "PETER",
		"Other liable person surname", "COOKE", "Other liable person forename", "NADY",
		"to", "31-DEC-4712"},
		rules: "A1", least: 2, most: 2, persons: 2},
	{what: "open end 9999", account: []string{"Surname", "HALLAM", "Forename", "PETER",
		"Other liable person surname", "COOKE", "Other liable person forename", "NADY",
		"to", "31/12/9999"},
		rules: "A1", least: 2, most: 2, persons: 2},
	{what: "ended", account: []string{"Surname", "HALLAM", "Forename", "PETER",
		"Other liable person surname", "COOKE", "Other liable person forename", "NADY",
		"to", "30/06/2026"}, least: 2, most: 2, persons: 2},
	{what: "two-digit years", account: []string{"Surname", "HALLAM", "Forename", "PETER",
		"from", "01-APR-93", "since", "01-APR-93"},
		electors: [][]string{{"Surname", "Hallam", "Forename", "Peter"},
			{"Surname", "Cooke", "Forename", "Nady", "registered", "01-FEB-05"}},
		rules: "A0", strengths: "Strong", listed: 2, least: 2, most: 2, persons: 1,
		reasons: "discount_six_years=1993-04-01 registered_after_discount=2005-02-01"},
	{what: "recorded student", account: []string{"Surname", "HALLAM", "Forename", "PETER",
		"Recorded person 1 surname", "COOKE", "Recorded person 1 forename", "NADY",
		"Recorded person 1 disregard code", "STU"},
		electors: [][]string{{"Surname", "Hallam", "Forename", "Peter"},
			{"Surname", "Cooke", "Forename", "Nady", "registered", "01/02/2024"}},
		listed: 2, least: 2, most: 2, persons: 2},
	{what: "recorded adult", account: []string{"Surname", "HALLAM", "Forename", "PETER",
		"Recorded person 1 surname", "COOKE", "Recorded person 1 forename", "NADY"},
		rules: "A1R", least: 2, most: 2, persons: 2},
	{what: "postcode in the last line", account: []string{"Surname", "HALLAM", "Forename", "PETER",
		"UPRN", "", "Postcode", "", "place", "THORNBECK HX1 1BW"},
		electors: [][]string{{"Surname", "Hallam", "Forename", "Peter", "UPRN", ""},
			{"Surname", "Cooke", "Forename", "Nady", "registered", "01/02/2024", "UPRN", "",
				"Postcode", "", "Address 3", "HX1 1BW"}},
		rules: "A0", listed: 2, least: 2, most: 2, persons: 1},
	{what: "nine adults", account: []string{"Surname", "HALLAM", "Forename", "PETER"},
		electors: [][]string{{"Surname", "Hallam", "Forename", "Peter"},
			{"Surname", "Aaronby", "Forename", "Ann"}, {"Surname", "Bexworth", "Forename", "Ben"},
			{"Surname", "Cattling", "Forename", "Carol"}, {"Surname", "Dunsby", "Forename", "David"},
			{"Surname", "Earnley", "Forename", "Elaine"}, {"Surname", "Fosgate", "Forename", "Frank"},
			{"Surname", "Gullane", "Forename", "Grace"}, {"Surname", "Hexby", "Forename", "Harry"}},
		listed: 9, least: 9, most: 9, persons: 1},
	{what: "account after the register", account: []string{"Surname", "HALLAM",
		"Forename", "PETER", "since", "05/12/2026", "from", "01/10/2026"},
		electors: [][]string{{"Surname", "Hallam", "Forename", "Peter"},
			{"Surname", "Cooke", "Forename", "Nady"}},
		listed: 2, least: 2, most: 2, persons: 1},
	{what: "claim with a partner", account: []string{"Surname", "HALLAM", "Forename", "PETER"},
		claims: [][]string{{"Surname", "Hallam", "Forename", "Peter", "born", "01/02/30",
			"Partner surname", "Cooke", "Partner forename", "Nady"}},
		rules: "A11", least: 2, most: 2, persons: 1,
		reasons: "ctr_partner claimant_is_liable"},
	{what: "claimant under 18", account: []string{"Surname", "HALLAM", "Forename", "PETER"},
		claims: [][]string{{"Surname", "Hallam", "Forename", "Peter", "born", "01/02/1980",
			"Non-dependant count", "0"}},
		least: 1, most: 1, persons: 1},
	// Either may be J: whichever row comes first, it is the one who registered first.
	{what: "two of one initial", account: []string{"Surname", "QUIRK", "Forename", "J"},
		electors: [][]string{{"Surname", "Quirk", "Forename", "Jane", "registered", "01/03/2023"},
			{"Surname", "Quirk", "Forename", "Jack"}},
		rules: "A0", listed: 2, least: 2, most: 3, persons: 1,
		reasons: "registered_after_discount=2023-03-01"},
}

// awkwardCouncil adds every case to a council and returns the lines of their
// accounts.
func awkwardCouncil(c testCouncil) (lines []int) {
	for n, one := range awkwardCases {
		lines = append(lines, c[taxFile].add(append(awkwardAccount(n), one.account...)...))
		for i, elector := range one.electors {
			c[registerFile].add(append(append(awkwardHome(n), "number", fmt.Sprintf("QQ-%d-%d", n, i),
				"registered", "01/01/2016"), elector...)...)
		}
		for _, claim := range one.claims {
			c[ctrFile].add(append(append(awkwardHome(n), "claim", fmt.Sprintf("Q%08d", n),
				"ref", fmt.Sprintf("9000%05d", n), "start", "01/07/2025", "weekly", "10.00",
				"Non-dependant count", "0"), claim...)...)
		}
	}
	return lines
}

// Awkward records end to end: who is counted, what is flagged, and how strongly.
func TestRunAwkwardRecords(t *testing.T) {
	t.Parallel()
	c := tinyCouncil(t)
	lines := awkwardCouncil(c)
	w := newTestWorkspace(t)
	results := w.runOn(c.files(), "--keep-pairs", "2027-02-01", "--reason", "a test")
	dwellings, occupants := results.parquet("dwellings.parquet"), results.parquet("occupants.parquet")
	for n, one := range awkwardCases {
		t.Run(one.what, func(t *testing.T) {
			flags := results.flagsAt(lines[n])
			if got := results.rulesAt(lines[n]); got != one.rules {
				t.Errorf("flagged by %q, want %q", got, one.rules)
			}
			for rule, flag := range flags {
				if one.strengths != "" && !strings.Contains(one.strengths, flag["strength"]) {
					t.Errorf("%s is %s, want one of %s", rule, flag["strength"], one.strengths)
				}
			}
			checkDwelling(t, dwellings, lines[n], one)
			persons := 0
			for i, dataset := range occupants.columns["dataset"] {
				if dataset == "council_tax" && occupants.columns["line"][i] == int32(lines[n]) {
					persons++
				}
			}
			if persons != one.persons {
				t.Errorf("the account names %d persons, want %d", persons, one.persons)
			}
			checkReasons(t, results, flags, one.reasons)
		})
	}
}

func checkDwelling(t *testing.T, dwellings parquetTable, line int, want awkwardCase) {
	t.Helper()
	found := false
	for i, account := range dwellings.columns["account_line"] {
		if account != int32(line) {
			continue
		}
		found = true
		for _, count := range []struct {
			column string
			want   int
		}{{"electors_listed", want.listed}, {"adults_least", want.least},
			{"adults_most", want.most}} {
			if got := dwellings.columns[count.column][i]; got != int32(count.want) {
				t.Errorf("%s is %v, want %d", count.column, got, count.want)
			}
		}
	}
	if !found {
		t.Error("the account has no dwelling")
	}
}

// checkReasons wants each code, or code=date, among the reasons of the flags.
func checkReasons(t *testing.T, results *runResults, flags map[string]csvRow, want string) {
	t.Helper()
	got := map[string]bool{}
	for _, reason := range results.csv("reasons.csv") {
		for _, flag := range flags {
			if reason["flag"] == flag["flag"] {
				got[reason["code"]] = true
				got[reason["code"]+"="+reason["date"]] = true
			}
		}
	}
	for _, code := range strings.Fields(want) {
		if !got[code] {
			t.Errorf("the reasons lack %s: they are %v", code, got)
		}
	}
}

// explanations returns how many accounts have each explanation.
func (r *runResults) explanations() map[string]int {
	r.t.Helper()
	var manifest struct {
		Report struct {
			Explanations []struct {
				Code     string
				Accounts int
			}
		}
	}
	if err := json.Unmarshal(r.files["run.json"], &manifest); err != nil {
		r.t.Fatal(err)
	}
	counts := map[string]int{}
	for _, one := range manifest.Report.Explanations {
		counts[one.Code] = one.Accounts
	}
	return counts
}

// Each account of NFI's population that is not listed has one explanation.
func TestRunExplains(t *testing.T) {
	t.Parallel()
	plain, awkward := tinyCouncil(t), tinyCouncil(t)
	awkwardCouncil(awkward)
	w := newTestWorkspace(t)
	before := w.runOn(plain.files()).explanations()
	after := w.runOn(awkward.files()).explanations()
	want := map[string]int{"holder_not_person": 5, "one_person_possibly": 1, "crowded_address": 1,
		"account_after_register": 1, "recorded_disregarded": 1}
	if len(after) == 0 {
		t.Error("the report explains nothing")
	}
	for code, accounts := range after {
		if added := accounts - before[code]; added != want[code] {
			t.Errorf("%s explains %d of the accounts added, want %d", code, added, want[code])
		}
	}
}
