package desk

import (
	"fmt"
	"slices"
	"strings"

	"nfimatch/extract/retention"
	"nfimatch/extract/vault"
	"nfimatch/report/cases"
)

// The datasets a case's rows come from, and what the list calls them.
const (
	councilTax = "council_tax"
	register   = "electoral_register"
	reduction  = "ctr"
	deaths     = "deaths"
)

var sourceWords = map[string]string{councilTax: "Council tax", register: "Electoral register",
	reduction: "Council tax reduction", deaths: "List of deaths"}

// pence is money in a cell: the cell holds pounds.
type pence int64

// cells returns a case's row on the sheet Cases: text, count, pence or day a
// column, nil for one that is still to be filled in.
func (c *Case) cells() ([]any, error) {
	account := c.account()
	if len(account) == 0 {
		return nil, fmt.Errorf("case %s: no row of its account", c.Name)
	}
	f := &c.Facts
	days, err := parsed(f.DiscountSince, f.AccountSince, f.OtherSince)
	if err != nil {
		return nil, fmt.Errorf("case %s: %w", c.Name, err)
	}
	speakFor, err := reasons(f.For)
	if err != nil {
		return nil, fmt.Errorf("case %s: %w", c.Name, err)
	}
	against, err := reasons(f.Against)
	if err != nil {
		return nil, fmt.Errorf("case %s: %w", c.Name, err)
	}
	matched := f.AddressMatched
	if matched == "" {
		matched = "No entry used"
	}
	return []any{
		c.Name, f.Priority, f.Strength,
		first(account, "account_reference"), address(&account[0]), first(account, "postcode"),
		first(account, "uprn"), distinct(account, "discount_code"),
		dayOrWords(days[0]), dayOrWords(days[1]), first(account, "band"),
		money(f.AnnualPence), money(f.AfterCTRPence), f.CTR,
		inconsistent(f.Rules), f.Electors, fmt.Sprintf("%d–%d", f.AdultsLeast, f.AdultsMost),
		f.Liable, dayOrWords(days[2]), matched, speakFor, against,
		bullets(f.CheckFirst), bullets(f.Settle),
		nil, nil, nil, nil, nil, nil, nil, // for the officer
		c.DeleteBy,
	}, nil
}

// account returns the account's rows, the first of which carries the case.
func (c *Case) account() []vault.Row {
	return slices.DeleteFunc(slices.Clone(c.Rows), func(r vault.Row) bool {
		return r.Dataset != councilTax
	})
}

// held returns a field as the source file has it.
func held(row *vault.Row, field string) string { return string(row.Text(field).Reveal()) }

// first returns a field of the first row that has it.
func first(rows []vault.Row, field string) string {
	for i := range rows {
		if text := held(&rows[i], field); strings.TrimSpace(text) != "" {
			return text
		}
	}
	return ""
}

// distinct returns what the rows have in a field, each text once.
func distinct(rows []vault.Row, field string) string {
	var texts []string
	for i := range rows {
		if text := held(&rows[i], field); text != "" && !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, "; ")
}

// address returns a row's address lines with commas between them.
func address(row *vault.Row) string {
	return joined(row, ", ", "address_1", "address_2", "address_3", "address_4")
}

func joined(row *vault.Row, separator string, fields ...string) string {
	var texts []string
	for _, field := range fields {
		if text := held(row, field); strings.TrimSpace(text) != "" {
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, separator)
}

// parsed reads days that are yyyy-mm-dd or empty.
func parsed(texts ...string) ([]retention.Date, error) {
	days := make([]retention.Date, len(texts))
	for i, text := range texts {
		if text == "" {
			continue
		}
		day, err := retention.ParseDate(text)
		if err != nil {
			return nil, fmt.Errorf("a day among its facts: %w", err)
		}
		days[i] = day
	}
	return days, nil
}

// dayOrWords returns a day as itself, and words for one that is not known.
func dayOrWords(d retention.Date) any {
	if d == 0 {
		return notKnown
	}
	return d
}

func money(amount *int64) any {
	if amount == nil {
		return notKnown
	}
	return pence(*amount)
}

func inconsistent(rules []cases.RuleFacts) string {
	texts := make([]string, len(rules))
	for i, rule := range rules {
		texts[i] = rule.Words
	}
	return bullets(texts)
}

// reasons returns words and days. The shares of the score stay out: nobody can weigh
// bits at a desk, and they are in the run's reasons.csv.
func reasons(facts []cases.ReasonFacts) (string, error) {
	texts := make([]string, len(facts))
	for i, reason := range facts {
		days, err := parsed(reason.Date)
		if err != nil {
			return "", err
		}
		if texts[i] = reason.Words; days[0] != 0 {
			texts[i] += " (" + dayWords(days[0]) + ")"
		}
	}
	return bullets(texts), nil
}
