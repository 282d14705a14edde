// Package data holds every number and every word of the rules: the versioned
// files beside it, read once. It knows no table, so that whoever only speaks of
// flags needs none. The files are part of the program, so a fault in them is a
// programmer's and panics when the file is first read.
package data

import (
	"embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"sync"
)

//go:embed *.csv
var files embed.FS

// A Side says whether a reason speaks for a flag or against it.
type Side uint8

// Sides. The zero Side is none.
const (
	For Side = iota + 1
	Against
)

// String returns "for" or "against", the words of every output.
func (s Side) String() string {
	switch s {
	case For:
		return "for"
	case Against:
		return "against"
	}
	panic("report: a reason without a side")
}

// A Reason is one row of reasons.csv.
type Reason struct {
	Code      string // "registered_after_discount"
	Side      Side
	Millibits int32  // thousandths of a bit: not negative for a flag, not positive against it
	Words     string // one sentence without a full stop
	Origin    string // where the number is from
}

// millibitsMax bounds one weight, so that no sum of a flag's few reasons can
// overflow an int32.
const millibitsMax = 100_000

var reasons = sync.OnceValue(func() (table struct {
	rows   []Reason
	byCode map[string]Reason
}) {
	table.byCode = make(map[string]Reason)
	for _, row := range rowsOf("reasons.csv", "code", "side", "millibits", "words", "origin") {
		r := Reason{Code: row[0], Words: row[3], Origin: row[4],
			Millibits: int32(numberOf("reasons.csv", row[2], millibitsMax))}
		switch row[1] {
		case For.String():
			r.Side = For
		case Against.String():
			r.Side = Against
		default:
			panic("report: reasons.csv: side must be for or against")
		}
		if r.Side == For && r.Millibits < 0 || r.Side == Against && r.Millibits > 0 {
			panic("report: reasons.csv: the sign of millibits must be that of the side")
		}
		table.rows = append(table.rows, r)
		table.byCode[r.Code] = r
	}
	return table
})

// Reasons returns every reason there can be, in the order of the file.
func Reasons() []Reason { return slices.Clone(reasons().rows) }

// ReasonOf returns the row of a code. It panics for a code that is not in the file.
func ReasonOf(code string) Reason {
	r, ok := reasons().byCode[code]
	if !ok {
		panic("report: reasons.csv has no row " + code)
	}
	return r
}

var checks = sync.OnceValue(func() map[string]string {
	found := make(map[string]string)
	for _, row := range rowsOf("checks.csv", "reason", "check_first") {
		found[ReasonOf(row[0]).Code] = row[1]
	}
	return found
})

// CheckFirst returns what a reason adds to the things to look at before anybody is asked,
// "" for nothing.
func CheckFirst(reason string) string { return checks()[reason] }

// Parameters are the numbers of parameters.csv, under the names they have there,
// where their origins are too.
type Parameters struct {
	CrowdedAdults             int64
	DiscountPerCent           int64
	WeeksAYearHundredths      int64
	DiscountYoungMonths       int64
	ReviewedMonths            int64
	DiscountOldMonths         int64
	RegisteredLongAfterMonths int64
	DatesApartDays            int64
	PairShownMillibits        int64
	RareNameMillionths        int64
	RarerNameMillionths       int64
	MoveDays                  int64
}

// Numbers returns the numbers of the rules.
func Numbers() Parameters { return numbers() }

var numbers = sync.OnceValue(func() Parameters {
	const name = "parameters.csv"
	values := make(map[string]int64)
	for _, row := range rowsOf(name, "name", "value", "origin") {
		values[row[0]] = numberOf(name, row[1], millibitsMax)
	}
	value := func(key string) int64 {
		v, ok := values[key]
		if !ok {
			panic("report: parameters.csv has no row " + key)
		}
		return v
	}
	return Parameters{
		CrowdedAdults:             value("crowded_adults"),
		DiscountPerCent:           value("discount_per_cent"),
		WeeksAYearHundredths:      value("weeks_a_year_hundredths"),
		DiscountYoungMonths:       value("discount_young_months"),
		ReviewedMonths:            value("reviewed_months"),
		DiscountOldMonths:         value("discount_old_months"),
		RegisteredLongAfterMonths: value("registered_long_after_months"),
		DatesApartDays:            value("dates_apart_days"),
		PairShownMillibits:        value("pair_shown_millibits"),
		RareNameMillionths:        value("rare_name_millionths"),
		RarerNameMillionths:       value("rarer_name_millionths"),
		MoveDays:                  value("move_days"),
	}
})

// A Rule is one row of rules.csv: what the list and the page say of a rule.
type Rule struct {
	Code       string // "A0"
	Version    uint16 // rises whenever the same facts would give another answer
	Name       string
	Words      string // what may be inconsistent
	CheckFirst string // from the fixed list of things to look at before asking anybody
	Settle     string // what would settle it
	Queue      string // work for revenues, without a letter; "" where somebody may be asked
}

// Rules returns the rules that are on, in the order of their flags at one account.
func Rules() []Rule {
	return slices.Clone(ruleRows())
}

var ruleRows = sync.OnceValue(func() (rules []Rule) {
	const name = "rules.csv"
	for _, row := range rowsOf(name,
		"rule", "version", "name", "words", "check_first", "settle", "queue") {
		rules = append(rules, Rule{Code: row[0], Name: row[2], Words: row[3], CheckFirst: row[4],
			Version: uint16(numberOf(name, row[1], 1<<15)), Settle: row[5], Queue: row[6]})
	}
	return rules
})

// RuleOf returns the row of a rule's code. It panics for one that is not on.
func RuleOf(code string) Rule {
	for _, rule := range ruleRows() {
		if rule.Code == code {
			return rule
		}
	}
	panic("report: rules.csv has no row " + code)
}

// An Explanation is one row of explanations.csv: why an account of NFI's
// population is not listed.
type Explanation struct {
	Code  string
	Queue string // work for revenues, without a letter; "" where nothing is left to do
	Words string
}

// Explanations returns them in the order they are tried.
func Explanations() []Explanation { return slices.Clone(explanationRows()) }

var explanationRows = sync.OnceValue(func() (rows []Explanation) {
	for _, row := range rowsOf("explanations.csv", "code", "queue", "words") {
		rows = append(rows, Explanation{row[0], row[1], row[2]})
	}
	return rows
})

// rowsOf reads an embedded CSV file under its header.
func rowsOf(name string, header ...string) [][]string {
	file, err := files.Open(name)
	if err != nil {
		panic(err)
	}
	defer file.Close()
	reader := csv.NewReader(file)
	reader.Comment, reader.FieldsPerRecord = '#', len(header)
	rows, err := reader.ReadAll()
	if err != nil {
		panic(fmt.Errorf("report: %s: %w", name, err))
	}
	for i, column := range header {
		if rows[0][i] != column {
			panic("report: " + name + ": header must name " + column)
		}
	}
	return rows[1:]
}

// numberOf reads a whole number of at most limit either way.
func numberOf(name, text string, limit int64) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < -limit || n > limit {
		panic("report: " + name + ": a number must be whole and within its limit")
	}
	return n
}
