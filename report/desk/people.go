package desk

import (
	"fmt"
	"strconv"

	"nfimatch/extract/retention"
	"nfimatch/extract/vault"
	"nfimatch/report/cases"
)

const noName = "(no name held)"

// A role is how a person stands in a source file: the prefixes of the fields that
// hold their names, in order.
type role struct {
	dataset, words string
	prefixes       []string
	alone          bool // the first one has no number
	always         bool // shown even where the file holds no name
}

var roles = []role{
	{dataset: councilTax, words: "Liable", prefixes: []string{"", "other_"}, always: true},
	{dataset: councilTax, words: "Recorded occupant",
		prefixes: []string{"recorded_1_", "recorded_2_", "recorded_3_", "recorded_4_"}},
	{dataset: register, words: "Elector", prefixes: []string{""}, always: true},
	{dataset: reduction, words: "Claimant", prefixes: []string{""}, alone: true, always: true},
	{dataset: reduction, words: "Partner", prefixes: []string{"partner_"}, alone: true},
	{dataset: deaths, words: "On the list of deaths", prefixes: []string{""}, alone: true,
		always: true},
}

// people returns a case's rows on the sheet People, by role and then in the order of
// its source rows. A name that a further row of an account or claim repeats is shown
// once; two entries of the register are two rows whatever their names.
func (c *Case) people() ([][]any, error) {
	var rows [][]any
	for i := range roles {
		found, err := c.inRole(&roles[i])
		if err != nil {
			return nil, fmt.Errorf("case %s: %w", c.Name, err)
		}
		rows = append(rows, found...)
	}
	return rows, nil
}

// inRole returns the persons in one role.
func (c *Case) inRole(r *role) ([][]any, error) {
	var rows [][]any
	known := map[string]bool{} // names of the rows before; looked up only
	for i := range c.Rows {
		row := &c.Rows[i]
		if row.Dataset != r.dataset {
			continue
		}
		names := namesOf(row, r, len(rows) == 0)
		for _, name := range names {
			if known[name] && r.dataset != register {
				continue
			}
			days, err := parsed(daysOf(&c.Facts, row))
			if err != nil {
				return nil, err
			}
			rows = append(rows, c.person(r, len(rows)+1, name, row, days))
		}
		for _, name := range names {
			known[name] = true
		}
	}
	return rows, nil
}

// person returns one row of the sheet People. days are those of daysOf.
func (c *Case) person(r *role, number int, name string, row *vault.Row,
	days []retention.Date,
) []any {
	words := r.words
	if number > 1 || !r.alone {
		words += " " + strconv.Itoa(number)
	}
	cells := []any{c.Name, words, name, nil, sourceWords[row.Dataset], dayOrWords(row.Date), nil}
	if r.dataset == register {
		cells[6] = dayOrWords(days[0])
		if days[1] != 0 {
			cells[3] = days[1]
		}
	}
	return cells
}

// namesOf returns the names that a row holds in a role. A row that must name
// somebody and does not says so, once and unless other rows of an account do.
func namesOf(row *vault.Row, r *role, nobodyYet bool) (names []string) {
	for i, prefix := range r.prefixes {
		name := joined(row, " ", prefix+"title", prefix+"forename", prefix+"middle_name",
			prefix+"surname")
		if name == "" && i == 0 && r.always && (nobodyYet || r.dataset == register) {
			name = noName
		}
		if name != "" {
			names = append(names, name)
		}
	}
	return names
}

// daysOf returns the day a row was first seen on the register and the day its
// person reaches 18, each "" where the facts have none.
func daysOf(facts *cases.Facts, row *vault.Row) (registered, adultOn string) {
	for i := range facts.Sources {
		source := &facts.Sources[i]
		if source.Dataset == row.Dataset && source.Line == row.Line {
			return source.Registered, source.AdultOn
		}
	}
	return "", ""
}
