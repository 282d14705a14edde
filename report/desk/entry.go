package desk

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"nfimatch/extract/retention"
)

const (
	officerMax = 60  // characters
	noteMax    = 500 // characters
)

// taxBegan is 1 April 1993, when council tax began: no discount is older (Local
// Government Finance Act 1992).
var taxBegan, _ = retention.DateOf(1993, 4, 1)

// validate gives the columns to fill in their rules, each with words before and
// after. A day runs from the tax's beginning to the list's deletion: one past it
// would be a slip, or a list that outlived its term.
func (b *book) validate(columns []column, rowLast int) {
	for i := range columns {
		if !columns[i].entry {
			continue
		}
		rule := excelize.NewDataValidation(true)
		rule.Sqref = at(i+1, firstRow) + ":" + at(i+1, rowLast)
		length := officerMax
		switch columns[i].kind {
		case kindList:
			rule.SetSqrefDropList(b.listRange(columns[i].header))
		case kindDate:
			b.note(rule.SetRange(int(serial(taxBegan)), int(serial(b.list.DeleteBy)),
				excelize.DataValidationTypeDate, excelize.DataValidationOperatorBetween))
		case kindMoney:
			b.note(rule.SetRange(0, 0, excelize.DataValidationTypeDecimal,
				excelize.DataValidationOperatorGreaterThanOrEqual))
			rule.Formula2 = ""
		case kindText:
			if columns[i].header != "Officer" {
				length = noteMax
			}
			b.note(rule.SetRange(0, length, excelize.DataValidationTypeTextLength,
				excelize.DataValidationOperatorBetween))
		default:
			panic("desk: no rule for the column " + columns[i].header)
		}
		b.say(rule, columns[i].header, length)
		b.note(b.file.AddDataValidation(sheetCases, rule))
	}
}

// say gives a rule its words.
func (b *book) say(rule *excelize.DataValidation, header string, length int) {
	words, ok := b.words.entries[header]
	if !ok {
		panic("desk: data/entries.csv: nothing for " + header)
	}
	fill := strings.NewReplacer("{first}", dayWords(taxBegan),
		"{last}", dayWords(b.list.DeleteBy), "{length}", strconv.Itoa(length))
	rule.SetInput(header, fill.Replace(words.prompt))
	rule.SetError(excelize.DataValidationErrorStyleStop, header, fill.Replace(words.fault))
}

// listRange returns where the words of a drop-down stand on the sheet Lists.
func (b *book) listRange(list string) string {
	items := len(b.words.itemsOf(list))
	for i, one := range listNames {
		if one == list {
			return fixed(sheetLists, 2*i+1, firstRow, 2*i+1, firstRow+items-1)
		}
	}
	panic(fmt.Sprintf("desk: no list of the name %s", list))
}
