package main

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"nfimatch/cmd/nfi/refusal"
)

// A needed column that is missing is named, and the file is not taken for an
// extract of something else because of it.
func TestRunMissingColumn(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	for _, tt := range []struct{ file, column string }{
		{taxFile, "Council Tax account reference"}, {taxFile, "Surname"}, {taxFile, "Address 1"},
		{taxFile, "Discount code"}, {registerFile, "Surname"}, {registerFile, "Address 1"},
		{ctrFile, "Claim reference"}, {ctrFile, "Surname"},
	} {
		c := tinyCouncil(t)
		c[tt.file].header[c[tt.file].column(tt.column)] = "Nothing"
		status := w.try(c.files())
		want := "needs are missing: " + tt.column + "\n"
		if status != refusal.Input || !strings.Contains(w.stderr.String(), want) {
			t.Errorf("%s without %s: status %d\n%s", tt.file, tt.column, status, &w.stderr)
		}
	}
}

// After a column shift the codes are surnames, and the common ones are as short and
// as frequent as codes: none is shown (the distinct values are too many for codes).
func TestRunSurnamesAsCodes(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	c := tinyCouncil(t)
	tax := c[taxFile]
	surname, code := tax.column("Surname"), tax.column("code")
	tax.rows = append(tax.rows, tax.clone().rows...) // a larger council has more of each name
	tax.rows = append(tax.rows, tax.clone().rows...)
	for i, row := range tax.rows {
		row[tax.column("ref")] = decimal(100000 + i)
		row[code] = strings.ToUpper(row[surname])
	}
	count := map[string]int{}
	for _, row := range tax.rows {
		count[row[code]]++
	}
	files := c.files()
	status := w.try(files)
	texts := []string{w.stderr.String()}
	w.nfi("check", filepath.Join(w.inputs, taxFile), "--codes", filepath.Join(w.inputs, codesFile))
	texts = append(texts, w.stdout.String(), w.stderr.String())
	if status != refusal.Configuration {
		t.Errorf("status %d, want %d", status, refusal.Configuration)
	}
	frequent := 0
	for name, rows := range count {
		if len(name) > 8 || rows < 10 || strings.ContainsAny(name, " -'") {
			continue
		}
		frequent++
		for _, text := range texts {
			if strings.Contains(text, " "+name+" ") {
				t.Errorf("the surname %s is shown as a code", name)
			}
		}
	}
	if frequent == 0 {
		t.Error("no surname of the council is frequent: the test looks at nothing")
	}
}

// An account in several rows is one account, whatever their order: identical rows
// collapse, a discount and a person of each row count, and rows of two properties
// are set aside.
func TestRunAccountInRows(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	c := tinyCouncil(t)
	account := awkwardAccount(1)
	rows := [][]string{
		append(slices.Clone(account), "Surname", "HALLAM", "Forename", "PETER"),
		append(slices.Clone(account), "Surname", "HALLAM", "Forename", "PETER", "from", "01/06/2018",
			"off", "398.00"),
		append(slices.Clone(account), "Surname", "HALLAM", "Forename", "PETER", "code", "SD1",
			"from", "01/06/2022", "off", "399.00"),
		append(slices.Clone(account), "Surname", "COOKE", "Forename", "NADY", "code", ""),
		append(slices.Clone(account), "Surname", "HALLAM", "Forename", "PETER"),
	}
	for _, registered := range [][2]string{{"01/03/2021", "01/01/2021"}, {"01/01/2024", "01/01/2021"},
		{"01/01/2021", "01/01/2024"}} {
		var want []string
		for turn := range rows {
			made := c.clone()
			for i := range rows {
				made[taxFile].add(rows[(i+turn)%len(rows)]...)
			}
			for i, name := range [][2]string{{"Hallam", "Peter"}, {"Cooke", "Nady"}} {
				made[registerFile].add(append(awkwardHome(1), "number", "QR-"+decimal(i),
					"Surname", name[0], "Forename", name[1], "registered", registered[i])...)
			}
			results := w.runOn(made.files())
			what := fmt.Sprintf("registered %v, turn %d", registered, turn)
			if text := "505 read = 501 kept + 0 set aside + 0 rejected + 4 merged"; !strings.Contains(
				w.stdout.String(), text) {
				t.Errorf("%s: the rows are not %q:\n%s", what, text, &w.stdout)
			}
			got, flags := []string{}, results.flagsAt(501)
			for _, rule := range slices.Sorted(maps.Keys(flags)) {
				flag := flags[rule]
				got = append(got, strings.Join([]string{rule, flag["score_bits"], flag["strength"],
					flag["adults_least"], flag["adults_most"]}, " "))
			}
			if turn == 0 {
				want = got
			}
			// Scores do not hang on which of the two persons a row names first.
			if !slices.Equal(got, want) || len(got) != 2 || flags["A1"]["adults_least"] != "2" {
				t.Errorf("%s: the flags are %q, want %q", what, got, want)
			}
			if registered[0] == "01/03/2021" { // the last of the three discounts stands
				checkReasons(t, results, flags, "registered_before_discount")
			}
		}
	}
	c[taxFile].add(rows[0]...)
	c[taxFile].add(append(rows[0], awkwardHome(2)...)...)
	results := w.runOn(c.files())
	if aside := results.csv("set_aside.csv"); len(aside) != 2 || aside[0]["line"] != "502" ||
		aside[1]["line"] != "503" || aside[1]["file"] != taxFile || aside[1]["field"] != "address" {
		t.Errorf("rows of two properties are set aside as %v", aside)
	}
	if rules := results.rulesAt(501) + results.rulesAt(502); rules != "" {
		t.Errorf("an account of two properties is flagged by %s", rules)
	}
}
