package main

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"nfimatch/cmd/nfi/refusal"
)

// tableNames are the tables a run leaves as Parquet.
var tableNames = []string{"flags", "reasons", "pairs", "occupants", "dwellings"}

// sameTables reports every table of two runs that differs in a row; digests of the
// files, which stand in the metadata, may.
func sameTables(t *testing.T, what string, got, want *runResults) {
	t.Helper()
	for _, name := range tableNames {
		a, b := got.parquet(name+".parquet"), want.parquet(name+".parquet")
		if !reflect.DeepEqual(a.columns, b.columns) {
			t.Errorf("%s: %s.parquet has other rows (%d and %d)", what, name, a.rows, b.rows)
		}
	}
	for _, name := range []string{"flags.csv", "reasons.csv", "rejects.csv", "set_aside.csv"} {
		if !bytes.Equal(got.files[name], want.files[name]) {
			t.Errorf("%s: %s differs", what, name)
		}
	}
}

var keepAll = []string{"--keep-pairs", "2027-02-01", "--reason", "a test"}

// Electors who are anonymous, and those set aside, leave one total and nothing
// else: no row, no count of a dwelling, no line of a list.
func TestRunAnonymousElectors(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	plain := tinyCouncil(t)
	want := w.runOn(plain.files(), keepAll...)
	with := plain.clone()
	with[registerFile].add("number", "ZQ-77001", "Surname", "N")
	with[registerFile].add("number", "ZQ-77002", "marker", "N", "Surname", "Elector",
		"Forename", "Anonymous")
	home := plain[registerFile].rows[0]
	for _, marker := range []string{"F", "OVERSEAS", "service"} {
		overseas := slices.Clone(home)
		overseas[plain[registerFile].column("marker")] = marker
		overseas[plain[registerFile].column("Surname")] = "ZQOVERSEA"
		with[registerFile].rows = append(with[registerFile].rows, overseas)
	}
	with[registerFile].add("number", "ZQ-77006", "Surname", "ZQNOWHERE", "Forename", "ZQARA")
	got := w.runOn(with.files(), keepAll...)
	sameTables(t, "with electors set aside", got, want)
	for name, content := range got.files {
		for _, trace := range []string{"ZQ-77", "ANONYMOUS ELECTOR", "ZQARA", "ZQOVERSEA", "ZQNOWHERE"} {
			if bytes.Contains(bytes.ToUpper(content), []byte(trace)) {
				t.Errorf("%s shows an elector who was set aside: %s", name, trace)
			}
		}
	}
	rows := len(plain[registerFile].rows)
	if !strings.Contains(w.stdout.String(), fmt.Sprintf(
		" %d read = %d kept + 6 set aside + 0 rejected", rows+6, rows)) {
		t.Errorf("the register's rows do not add up:\n%s", &w.stdout)
	}
	if !bytes.Contains(got.files["run.json"], []byte(`"rows": 6`)) {
		t.Error("run.json has no total of the electors set aside")
	}
}

// An export that says who an anonymous elector is, or where one lives, is refused
// whole.
func TestRunAnonymousElectorWithAddress(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	for what, cells := range map[string][]string{
		"an address": {"Surname", "N", "street", "9 QUENTOR STREET", "Postcode", "HX1 1BW"},
		"a name":     {"Surname", "QUENTOR", "Forename", "ZQARA", "marker", "N"},
	} {
		c := tinyCouncil(t)
		c[registerFile].add(append(cells, "number", "ZQ-1")...)
		if status := w.try(c.files()); status != refusal.Input {
			t.Errorf("status %d:\n%s", status, &w.stderr)
		}
		want := fmt.Sprintf("nfi: error: electoral_register.csv:%d: an elector marked anonymous (N) "+
			"has %s", len(c[registerFile].rows)+1, what)
		if text := w.stderr.String(); !strings.Contains(text, want) ||
			strings.Contains(text, "QUENTOR") {
			t.Errorf("the refusal is:\n%s", text)
		}
	}
}

// Dates of birth and of reaching 18 in one column are refused; each alone is
// understood by its values.
func TestRunRegisterDates(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	c := emptyCouncil(t)
	for n := range 12 {
		home := []string{"street", fmt.Sprintf("%d QUENTOR STREET", n+1), "Postcode", "HX1 1BW"}
		c[taxFile].add(append(home, "ref", decimal(90000+n), "code", "SD1", "from", "01/06/2020",
			"since", "01/05/2015", "Surname", "HALLAM", "Forename", "PETER")...)
		c[registerFile].add(append(home, "number", "A-"+decimal(n), "Surname", "HALLAM",
			"Forename", "PETER")...)
		c[registerFile].add(append(home, "number", "B-"+decimal(n), "Surname", "COOKE",
			"Forename", "NADY")...)
	}
	second := func(date string) testCouncil {
		made := c.clone()
		born := made[registerFile].column("born")
		for i := 1; i < len(made[registerFile].rows); i += 2 {
			made[registerFile].rows[i][born] = date
		}
		return made
	}
	for _, tt := range []struct {
		what, date string
		flags      int
	}{
		{"births of adults", "03/04/1970", 12}, {"births of adults, ISO", "1970-04-03", 12},
		{"days of reaching 18 to come", "03/04/2027", 0},
		{"days of reaching 18 gone by", "03/10/2026", 24}, // A0 and A3
	} {
		results := w.runOn(second(tt.date).files())
		if got := len(results.csv("flags.csv")); got != tt.flags {
			t.Errorf("%s: %d flags, want %d", tt.what, got, tt.flags)
		}
	}
	mixed := second("03/04/1970")
	born := mixed[registerFile].column("born")
	for i := range 6 {
		mixed[registerFile].rows[4*i][born] = "03/04/2027"
	}
	if status := w.try(mixed.files()); status != refusal.Input {
		t.Errorf("both kinds: status %d", status)
	}
	if want := "both dates of birth and dates of reaching 18"; !strings.Contains(
		w.stderr.String(), want) {
		t.Errorf("both kinds:\n%s", &w.stderr)
	}
}

// A discount on an account whose bill is paid in full by the reduction is worth
// nothing, and stands below a smaller one of equal strength.
func TestRunValueAfterReduction(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	c := tinyCouncil(t)
	account := func(n int, off, tax string) int {
		home := awkwardHome(n)
		c[registerFile].add(append(home, "number", "QQ-1"+decimal(n), "Surname", "HALLAM",
			"Forename", "PETER", "registered", "01/01/2016")...)
		c[registerFile].add(append(home, "number", "QQ-2"+decimal(n), "Surname", "COOKE",
			"Forename", "NADY", "registered", "01/01/2024")...)
		return c[taxFile].add(append(awkwardAccount(n), "Surname", "HALLAM", "Forename", "PETER",
			"tax", tax, "off", off)...)
	}
	paid, small := account(1, "430.00", "1720.00"), account(2, "300.00", "1200.00")
	for n, weekly := range map[int]string{1: "24.75", 2: "0.01"} {
		c[ctrFile].add(append(awkwardHome(n), "claim", "Q"+decimal(n), "ref", "90000000"+decimal(n),
			"start", "01/07/2025", "weekly", weekly, "Surname", "HALLAM", "Forename", "PETER",
			"Non-dependant count", "0")...)
	}
	results := w.runOn(c.files())
	paidFlag, smallFlag := results.flagsAt(paid)["A0"], results.flagsAt(small)["A0"]
	if paidFlag["annual_value_pence"] != "43000" || paidFlag["after_ctr_pence"] != "0" {
		t.Errorf("the paid account is %v", paidFlag)
	}
	if smallFlag["annual_value_pence"] != "30000" || smallFlag["after_ctr_pence"] == "0" {
		t.Errorf("the small account is %v", smallFlag)
	}
	rank := func(flag csvRow) int { n, _ := strconv.Atoi(flag["flag"]); return n }
	if paidFlag["strength"] != smallFlag["strength"] ||
		paidFlag["score_bits"] != smallFlag["score_bits"] || rank(paidFlag) < rank(smallFlag) {
		t.Errorf("%v stands above %v, or they are not of equal strength", paidFlag, smallFlag)
	}
	delete(c, ctrFile)
	for _, flag := range w.runOn(c.files()).flagsAt(paid) {
		if flag["after_ctr_pence"] != "" {
			t.Errorf("without a CTR file the value after it is %q", flag["after_ctr_pence"])
		}
	}
}

// By default a run keeps what is listed: nobody else's line is in a table.
func TestRunKeepsListedOnly(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	c := tinyCouncil(t)
	files := c.files()
	some := w.runOn(files)
	listed := map[string]bool{}
	for _, flag := range some.csv("flags.csv") {
		listed[flag["account_line"]] = true
	}
	dwelling := map[any]bool{}
	dwellings := some.parquet("dwellings.parquet")
	for i, line := range dwellings.columns["account_line"] {
		if !listed[fmt.Sprint(line)] {
			t.Errorf("dwellings.parquet holds the account at line %v, which is not listed", line)
		}
		dwelling[dwellings.columns["dwelling"][i]] = true
	}
	if len(dwelling) == 0 || len(dwelling) > len(listed) {
		t.Fatalf("%d dwellings, %d accounts listed", len(dwelling), len(listed))
	}
	for _, name := range []string{"occupants", "pairs"} {
		table := some.parquet(name + ".parquet")
		if table.rows == 0 {
			t.Errorf("%s.parquet is empty", name)
		}
		for i, number := range table.columns["dwelling"] {
			if !dwelling[number] {
				t.Errorf("%s.parquet: row %d is of a dwelling that is not listed", name, i+1)
			}
		}
	}
	all := w.runOn(files, keepAll...)
	if got := all.parquet("dwellings.parquet").rows; got != 500 {
		t.Errorf("--keep-pairs kept %d dwellings of 500", got)
	}
	lines := map[string]map[any]bool{}
	occupants := all.parquet("occupants.parquet")
	for i, dataset := range occupants.columns["dataset"] {
		name := dataset.(string)
		if lines[name] == nil {
			lines[name] = map[any]bool{}
		}
		lines[name][occupants.columns["line"][i]] = true
	}
	// Every claim and elector names somebody; a few accounts name nobody.
	for dataset, rows := range map[string]int{"electoral_register": len(c[registerFile].rows),
		"ctr": len(c[ctrFile].rows)} {
		if got := len(lines[dataset]); got != rows {
			t.Errorf("--keep-pairs kept %d rows of %d of %s", got, rows, dataset)
		}
	}
	for _, name := range []string{"flags.csv", "reasons.csv", "flags.parquet", "reasons.parquet"} {
		if !bytes.Equal(all.files[name], some.files[name]) {
			t.Errorf("--keep-pairs changed %s", name)
		}
	}
	if !bytes.Contains(all.files["run.json"], []byte(`"keep_pairs_reason": "a test"`)) {
		t.Error("run.json does not hold the reason of --keep-pairs")
	}
}

// blockOfFlats returns 40 flats that all carry the UPRN of their block, each with
// a discount, and the electors of two people at three of them.
func blockOfFlats(t *testing.T, numbered bool) testCouncil {
	c := tinyCouncil(t)
	block := []string{"place", "QUENTOR STREET", "Address 3", "THORNBECK", "Postcode", "HX1 1BW",
		"UPRN", "999100000099"}
	for n := 1; n <= 40; n++ {
		c[taxFile].add(append(block, "street", fmt.Sprintf("FLAT %d, QUENTOR COURT", n),
			"ref", decimal(7000000+n), "code", "SD1", "from", "01/06/2020", "since", "01/05/2015",
			"tax", "1600", "off", "400", "Surname", "HALLAM", "Forename", flatForenames[n%8])...)
	}
	for _, n := range []int{4, 17, 33} {
		street := "QUENTOR COURT"
		if numbered {
			street = fmt.Sprintf("FLAT %d QUENTOR COURT", n)
		}
		for i, forename := range []string{flatForenames[n%8], "Nady"} {
			c[registerFile].add(append(block, "street", street, "number",
				fmt.Sprintf("QF-%d-%d", n, i), "Surname", "Hallam", "Forename", forename,
				"registered", "01/01/2024")...)
		}
	}
	return c
}

var flatForenames = []string{"PETER", "JANE", "CLIVE", "OSWALD", "BRENDA", "DEREK", "MAVIS",
	"TREVOR"}

// A UPRN is not trusted blindly.
func TestRunBlockUPRN(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	flats := func(c testCouncil) (flagged []int) {
		results := w.runOn(c.files())
		for n := 1; n <= 40; n++ {
			if results.rulesAt(500+n) != "" {
				flagged = append(flagged, n)
			}
		}
		return flagged
	}
	if got := flats(blockOfFlats(t, false)); len(got) > 0 {
		t.Errorf("electors without a flat number give flags at the flats %v", got)
	}
	if got := flats(blockOfFlats(t, true)); !slices.Equal(got, []int{4, 17, 33}) {
		t.Errorf("electors of the flats 4, 17 and 33 give flags at %v", got)
	}
}
