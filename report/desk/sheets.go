package desk

import (
	"fmt"
	"slices"
)

// fillCases writes the sheet Cases.
func (b *book) fillCases() error {
	columns := b.words.cases
	b.top(sheetCases, columns, false)
	first := slices.IndexFunc(columns, func(c column) bool { return c.entry })
	last := first
	for last+1 < len(columns) && columns[last+1].entry {
		last++
	}
	b.put(sheetCases, first+1, headerRow-1, "To fill in (cream columns)")
	b.style(sheetCases, first+1, headerRow-1, last+1, headerRow-1, b.styles.band)
	b.header(sheetCases, columns)
	for i := range b.list.Cases {
		cells, err := b.list.Cases[i].cells()
		if err != nil {
			return err
		}
		b.row(sheetCases, columns, firstRow+i, cells)
	}
	rowLast := headerRow + len(b.list.Cases)
	b.body(sheetCases, columns, rowLast)
	b.validate(columns, rowLast)
	b.finish(sheetCases, columns, rowLast, casesFrozen,
		printing{table: true, filter: true, pagesWide: 3, repeatFirst: true})
	return nil
}

// fillPeople writes the sheet People.
func (b *book) fillPeople() error {
	columns := b.words.people
	b.top(sheetPeople, columns, true)
	b.header(sheetPeople, columns)
	rowLast := headerRow
	for i := range b.list.Cases {
		people, err := b.list.Cases[i].people()
		if err != nil {
			return err
		}
		for _, cells := range people {
			if rowLast++; rowLast > headerRow+peopleMax {
				return fmt.Errorf("more than %d names: open fewer cases at a time", peopleMax)
			}
			b.row(sheetPeople, columns, rowLast, cells)
		}
	}
	b.body(sheetPeople, columns, rowLast)
	b.finish(sheetPeople, columns, rowLast, 2,
		printing{table: true, filter: true, pagesWide: 1})
	return nil
}

// listNames are the drop-downs in the order of their columns on Lists.
var listNames = []string{"Status", "Outcome"}

// fillLists writes the sheet Lists: a drop-down's words and, beside them, meanings.
func (b *book) fillLists() error {
	var columns []column
	for i, name := range listNames {
		columns = append(columns, column{header: name, width: [...]int{16, 48}[i]},
			column{header: name + " means", width: 52})
	}
	b.top(sheetLists, columns, true)
	b.header(sheetLists, columns)
	rows := 0
	for _, name := range listNames {
		rows = max(rows, len(b.words.itemsOf(name)))
	}
	for row := range rows {
		cells := make([]any, len(columns))
		for i, name := range listNames {
			if items := b.words.itemsOf(name); row < len(items) {
				cells[2*i], cells[2*i+1] = items[row].item, items[row].meaning
			}
		}
		b.row(sheetLists, columns, firstRow+row, cells)
	}
	b.body(sheetLists, columns, headerRow+rows)
	b.finish(sheetLists, columns, headerRow+rows, 0, printing{table: true, pagesWide: 1})
	return nil
}

// fillReadMe writes the sheet Read me: sections of a label and a text a line.
func (b *book) fillReadMe() error {
	columns := []column{{width: 28}, {width: 104}}
	b.top(sheetReadMe, columns, true)
	b.note(b.file.SetColWidth(sheetReadMe, "A", "A", float64(columns[0].width)))
	b.note(b.file.SetColWidth(sheetReadMe, "B", "B", float64(columns[1].width)))
	row := headerRow
	for _, line := range b.words.readMe {
		for _, one := range b.expanded(line) {
			b.row(sheetReadMe, columns, row, []any{one.label, one.text})
			b.style(sheetReadMe, 1, row, 1, row, b.styles.label)
			b.style(sheetReadMe, 2, row, 2, row, b.styles.readMe)
			if one.text == "" {
				b.style(sheetReadMe, 1, row, 2, row, b.styles.header)
			}
			row++
		}
	}
	b.finish(sheetReadMe, columns, row-1, 0, printing{pagesWide: 1})
	return nil
}

// expanded returns what stands for one line of data/readme.csv.
func (b *book) expanded(line readMeLine) (lines []readMeLine) {
	columns := b.words.people
	switch line.label {
	case "{sources}":
		for _, source := range b.list.Sources {
			lines = append(lines, readMeLine{source.Name, source.dated()})
		}
		return lines
	case "{cases}":
		columns = b.words.cases
	case "{people}":
	default:
		return []readMeLine{{b.list.filled(line.label), b.list.filled(line.text)}}
	}
	for _, column := range columns {
		lines = append(lines, readMeLine{column.header, column.meaning})
	}
	return lines
}
