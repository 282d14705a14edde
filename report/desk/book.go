package desk

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"nfimatch/extract/retention"
)

// Sheets, in the order of the workbook.
const (
	sheetCases  = "Cases"
	sheetPeople = "People"
	sheetReadMe = "Read me"
	sheetLists  = "Lists"
)

const (
	headerRow = 4 // the one header row, under the three lines every sheet has
	firstRow  = headerRow + 1
	// casesFrozen are the columns that stay in sight: Case to Account reference.
	casesFrozen = 4
)

// Points: Arial 10 takes 13 a line, and a cell keeps a little air. 409 is the most a
// row can be high.
const (
	fontPoints      = 10
	linePoints      = 13
	airPoints       = 5
	rowPointsMax    = excelize.MaxRowHeight
	headerAirPoints = 8
)

// book is a workbook in the making. The library refuses only what is a fault of
// ours, so that its first error is kept and the rest runs on.
type book struct {
	list   *List
	words  *words
	file   *excelize.File
	styles styles
	err    error
}

func newBook(list *List) *book {
	b := &book{list: list, words: wording(), file: excelize.NewFile()}
	b.note(b.file.SetDefaultFont(font))
	b.file.Styles.Fonts.Font[0].Sz.Val = pointer(float64(fontPoints)) // the unit of widths
	b.note(b.file.SetSheetName("Sheet1", sheetCases))
	for _, name := range []string{sheetPeople, sheetReadMe, sheetLists} {
		_, err := b.file.NewSheet(name)
		b.note(err)
	}
	b.makeStyles()
	return b
}

func (b *book) note(err error) {
	if b.err == nil {
		b.err = err
	}
}

func pointer[T any](value T) *T { return &value }

// at returns the name of a cell; column and row count from 1.
func at(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		panic("desk: " + err.Error())
	}
	return name
}

// fixed returns the range of cells as a formula needs it.
func fixed(sheet string, column, row, columnLast, rowLast int) string {
	from, err := excelize.CoordinatesToCellName(column, row, true)
	to, errTo := excelize.CoordinatesToCellName(columnLast, rowLast, true)
	if err != nil || errTo != nil {
		panic("desk: a range outside the sheet")
	}
	return fmt.Sprintf("'%s'!%s:%s", sheet, from, to)
}

// put writes one value. Text is cleaned and always a string cell; a day is its serial
// number, which the date formats of all programs read alike.
func (b *book) put(sheet string, column, row int, value any) {
	cell := at(column, row)
	switch v := value.(type) {
	case nil:
	case string:
		b.note(b.file.SetCellStr(sheet, cell, stored(clean(v))))
	case int:
		b.note(b.file.SetCellInt(sheet, cell, int64(v)))
	case pence:
		b.note(b.file.SetCellFloat(sheet, cell, float64(v)/100, 2, 64))
	case retention.Date:
		b.note(b.file.SetCellInt(sheet, cell, serial(v)))
	default:
		panic(fmt.Sprintf("desk: a cell cannot hold a %T", value))
	}
}

// serial returns the number of a day in a spreadsheet, whose first days count one
// that never was, 29 February 1900.
func serial(d retention.Date) int64 {
	const lastBefore = 59 // 28 February 1900
	if d > lastBefore {
		return int64(d) + 1
	}
	return int64(d)
}

// style gives a rectangle of cells its style.
func (b *book) style(sheet string, column, row, columnLast, rowLast, style int) {
	b.note(b.file.SetCellStyle(sheet, at(column, row), at(columnLast, rowLast), style))
}

// height makes a row as high as its tallest text.
func (b *book) height(sheet string, row, lines, air int) {
	b.note(b.file.SetRowHeight(sheet, row,
		float64(min(lines*linePoints+air, rowPointsMax))))
}

// infoLines are the three lines at the top of every sheet.
func (b *book) infoLines() [headerRow - 1]string {
	l := b.list
	parts := []string{"Purpose: " + l.Purpose}
	for _, source := range l.Sources {
		parts = append(parts, source.Name+" "+source.dated())
	}
	parts = append(parts, "as of "+dayWords(l.AsOf), "opened "+dayWords(l.Opened))
	return [...]string{
		strings.Join([]string{l.Council, notNFI, l.Exercise, "batch " + l.Batch}, " · "),
		strings.Join(parts, " · "),
		"Records may be inconsistent: a difference between records is not evidence of " +
			"wrongdoing, and each case needs a person · Delete by " + dayWords(l.DeleteBy),
	}
}

const notNFI = "Local council tax discount review, not an NFI exercise"

// dated returns "published 1 Oct 2026". That the date is one was checked.
func (s *Source) dated() string {
	day, _ := retention.ParseDate(s.Date)
	return strings.TrimSpace(s.DateWords + " " + dayWords(day))
}

// top writes the three lines. On a narrow sheet they are merged over its columns and
// wrapped; on Cases, where merged cells would straddle the frozen columns, they run
// over the empty cells beside them.
func (b *book) top(sheet string, columns []column, merged bool) {
	for i, line := range b.infoLines() {
		row := i + 1
		style := [...]int{b.styles.title, b.styles.info, b.styles.info}[i]
		if !merged {
			style = [...]int{b.styles.titleLong, b.styles.infoLong, b.styles.infoLong}[i]
		}
		b.put(sheet, 1, row, line)
		b.style(sheet, 1, row, len(columns), row, style)
		lines := 1
		if merged {
			lines = linesOf(clean(line), widthSum(columns))
			b.note(b.file.MergeCell(sheet, at(1, row), at(len(columns), row)))
		}
		b.height(sheet, row, lines, airPoints)
	}
}

func widthSum(columns []column) (sum int) {
	for i := range columns {
		sum += columns[i].width
	}
	return sum
}

// header writes the header row and sets the widths.
func (b *book) header(sheet string, columns []column) {
	lines := 1
	for i := range columns {
		c := &columns[i]
		style := b.styles.header
		if c.entry {
			style = b.styles.headerEntry
		}
		name, err := excelize.ColumnNumberToName(i + 1)
		b.note(err)
		b.note(b.file.SetColWidth(sheet, name, name, float64(c.width)))
		b.put(sheet, i+1, headerRow, c.header)
		b.style(sheet, i+1, headerRow, i+1, headerRow, style)
		lines = max(lines, linesOf(c.header, c.width-boldWider))
	}
	b.height(sheet, headerRow, lines, headerAirPoints)
}

// boldWider is by how many characters a column is the narrower for bold letters.
const boldWider = 1

// row writes the cells of one row and sets its height.
func (b *book) row(sheet string, columns []column, row int, cells []any) {
	if len(cells) != len(columns) {
		panic(fmt.Sprintf("desk: %d cells in %d columns of %s", len(cells), len(columns), sheet))
	}
	lines := 1
	for i, cell := range cells {
		b.put(sheet, i+1, row, cell)
		if text, ok := cell.(string); ok {
			lines = max(lines, linesOf(clean(text), columns[i].width))
		}
	}
	b.height(sheet, row, lines, airPoints)
}

// body styles the rows of a table by the kind of each column.
func (b *book) body(sheet string, columns []column, rowLast int) {
	for i := range columns {
		style := b.styles.locked[columns[i].kind]
		if columns[i].entry {
			style = b.styles.open[columns[i].kind]
		}
		b.style(sheet, i+1, firstRow, i+1, rowLast, style)
	}
}

// finish sets what a sheet does: what scrolls, filters, prints and is locked.
// rowLast is its last row, columnsFrozen 0 for none.
func (b *book) finish(sheet string, columns []column, rowLast, columnsFrozen int, p printing) {
	rowsFrozen := headerRow
	if !p.table {
		rowsFrozen = headerRow - 1
	}
	pane := "bottomLeft"
	if columnsFrozen > 0 {
		pane = "bottomRight"
	}
	corner := at(columnsFrozen+1, rowsFrozen+1)
	b.note(b.file.SetPanes(sheet, &excelize.Panes{Freeze: true, XSplit: columnsFrozen,
		YSplit: rowsFrozen, TopLeftCell: corner, ActivePane: pane,
		Selection: []excelize.Selection{{SQRef: corner, ActiveCell: corner, Pane: pane}}}))
	b.note(b.file.SetSheetDimension(sheet, "A1:"+at(len(columns), rowLast)))
	if p.filter {
		b.note(b.file.AutoFilter(sheet, at(1, headerRow)+":"+at(len(columns), rowLast), nil))
		b.note(b.file.AddIgnoredErrors(sheet, at(1, firstRow)+":"+at(len(columns), rowLast),
			excelize.IgnoredErrorsNumberStoredAsText))
	}
	b.note(b.file.ProtectSheet(sheet, &excelize.SheetProtectionOptions{
		AutoFilter: true, Sort: true, FormatColumns: true, FormatRows: true,
		SelectLockedCells: true, SelectUnlockedCells: true}))
	b.print(sheet, columns, rowLast, p)
}
