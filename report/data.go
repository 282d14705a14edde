package report

import (
	"embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"sync"
)

// dataFiles hold every number and every word of the rules. They are part of the
// program, so a fault in them is a programmer's and panics.
//
//go:embed data
var dataFiles embed.FS

// A side says whether a reason speaks for a flag or against it.
type side uint8

const (
	sideFor side = iota + 1
	sideAgainst
)

// String returns "for" or "against", the words of every output.
func (s side) String() string {
	switch s {
	case sideFor:
		return "for"
	case sideAgainst:
		return "against"
	}
	panic("report: a reason without a side")
}

// weight is one row of reasons.csv.
type weight struct {
	code      string
	side      side
	millibits int32
	words     string
	origin    string
}

// weightMillibitsMax bounds one weight, so that no sum of a flag's reasons can
// overflow: reasonsMax of them stay far below an int32.
const weightMillibitsMax = 100_000

// weights returns the rows of reasons.csv, in order and by code.
var weights = sync.OnceValue(func() (table struct {
	rows   []weight
	byCode map[string]weight
}) {
	table.byCode = make(map[string]weight)
	for _, row := range dataRows("reasons.csv", "code", "side", "millibits", "words", "origin") {
		w := weight{code: row[0], words: row[3], origin: row[4],
			millibits: int32(dataNumber("reasons.csv", row[2], weightMillibitsMax))}
		switch row[1] {
		case sideFor.String():
			w.side = sideFor
		case sideAgainst.String():
			w.side = sideAgainst
		default:
			panic("report: reasons.csv: side must be for or against")
		}
		if w.side == sideFor && w.millibits < 0 || w.side == sideAgainst && w.millibits > 0 {
			panic("report: reasons.csv: the sign of millibits must be that of the side")
		}
		table.rows = append(table.rows, w)
		table.byCode[w.code] = w
	}
	return table
})

// weightOf returns the row of a code. It panics for a code that is not in the file.
func weightOf(code string) weight {
	w, ok := weights().byCode[code]
	if !ok {
		panic("report: reasons.csv has no row " + code)
	}
	return w
}

// parameters are the numbers of parameters.csv, under the names they have there.
type parameters struct {
	crowdedAdults             int64
	discountPerCent           int64
	weeksAYearHundredths      int64
	discountYoungMonths       int64
	discountOldMonths         int64
	registeredLongAfterMonths int64
	datesApartDays            int64
	pairShownMillibits        int64
}

var numbers = sync.OnceValue(func() parameters {
	const name = "parameters.csv"
	values := make(map[string]int64)
	for _, row := range dataRows(name, "name", "value", "origin") {
		values[row[0]] = dataNumber(name, row[1], weightMillibitsMax)
	}
	value := func(key string) int64 {
		v, ok := values[key]
		if !ok {
			panic("report: parameters.csv has no row " + key)
		}
		return v
	}
	return parameters{
		crowdedAdults:             value("crowded_adults"),
		discountPerCent:           value("discount_per_cent"),
		weeksAYearHundredths:      value("weeks_a_year_hundredths"),
		discountYoungMonths:       value("discount_young_months"),
		discountOldMonths:         value("discount_old_months"),
		registeredLongAfterMonths: value("registered_long_after_months"),
		datesApartDays:            value("dates_apart_days"),
		pairShownMillibits:        value("pair_shown_millibits"),
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
}

// Rules returns the rules that are on, in the order of their flags at one account.
func Rules() []Rule {
	return append([]Rule(nil), ruleRows()...)
}

var ruleRows = sync.OnceValue(func() (rules []Rule) {
	const name = "rules.csv"
	for _, row := range dataRows(name,
		"rule", "version", "name", "words", "check_first", "settle") {
		rules = append(rules, Rule{Code: row[0], Name: row[2], Words: row[3], CheckFirst: row[4],
			Version: uint16(dataNumber(name, row[1], 1<<15)), Settle: row[5]})
	}
	return rules
})

// ruleOf returns the row of a rule's code. It panics for one that is not on.
func ruleOf(code string) Rule {
	for _, rule := range ruleRows() {
		if rule.Code == code {
			return rule
		}
	}
	panic("report: rules.csv has no row " + code)
}

var explanationRows = sync.OnceValue(func() (rows []Explanation) {
	for _, row := range dataRows("explanations.csv", "code", "queue", "words") {
		rows = append(rows, Explanation{row[0], row[1], row[2]})
	}
	return rows
})

// dataRows reads an embedded CSV file under its header.
func dataRows(name string, header ...string) [][]string {
	file, err := dataFiles.Open("data/" + name)
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

// dataNumber reads a whole number of at most limit either way.
func dataNumber(name, text string, limit int64) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < -limit || n > limit {
		panic("report: " + name + ": a number must be whole and within its limit")
	}
	return n
}

// Words returns what a reason's code says, as one sentence without a full stop.
// It panics for a code that no reason has.
func Words(code string) string { return weightOf(code).words }

// An Explanation is one row of explanations.csv: why an account of NFI's
// population is not listed.
type Explanation struct {
	Code  string
	Queue string // work for revenues, without a letter; "" where nothing is left to do
	Words string
}

// Explanations returns them in the order they are tried.
func Explanations() []Explanation {
	return append([]Explanation(nil), explanationRows()...)
}

// PairShownMillibits returns the weight from which a pair decided different is
// still shown: that of probability 0.05.
func PairShownMillibits() int32 { return int32(numbers().pairShownMillibits) }
