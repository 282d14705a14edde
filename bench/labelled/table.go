package labelled

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// fileBytesMax is how large a file of a set may be; the published ones are below 4 MB.
const fileBytesMax = 256 << 20

// A table is a small CSV file in memory, its cells without surrounding blanks.
type table struct {
	name   string // of the file, for messages
	header []string
	rows   [][]string
}

func readTable(path string) (*table, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	t := &table{name: filepath.Base(path)}
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() > fileBytesMax {
		return nil, fmt.Errorf("%s: must have at most %d bytes", t.name, fileBytesMax)
	}
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.name, err)
	}
	if len(records) == 0 {
		return nil, fmt.Errorf("%s: no header", t.name)
	}
	for _, record := range records {
		for i, cell := range record {
			record[i] = strings.TrimSpace(cell)
		}
	}
	t.header, t.rows = records[0], records[1:]
	return t, nil
}

func (t *table) index(column string) (int, error) {
	if i := slices.Index(t.header, column); i >= 0 {
		return i, nil
	}
	return 0, fmt.Errorf("%s: no column %s", t.name, column)
}

// column returns the cells of a column.
func (t *table) column(name string) ([]string, error) {
	at, err := t.index(name)
	if err != nil {
		return nil, err
	}
	cells := make([]string, len(t.rows))
	for i, row := range t.rows {
		cells[i] = row[at]
	}
	return cells, nil
}

// drop removes a column.
func (t *table) drop(name string) error {
	at, err := t.index(name)
	if err != nil {
		return err
	}
	t.header = slices.Delete(t.header, at, at+1)
	for i, row := range t.rows {
		t.rows[i] = slices.Delete(row, at, at+1)
	}
	return nil
}

// rename gives a column another name.
func (t *table) rename(from, to string) error {
	at, err := t.index(from)
	if err != nil {
		return err
	}
	t.header[at] = to
	return nil
}

// splitDate puts birth_year, birth_month and birth_day in the place of a column of
// eight digits, yyyymmdd. Anything else becomes three empty parts.
func (t *table) splitDate(name string) error {
	at, err := t.index(name)
	if err != nil {
		return err
	}
	const digits = len("yyyymmdd")
	t.header = slices.Replace(t.header, at, at+1, "birth_year", "birth_month", "birth_day")
	for i, row := range t.rows {
		year, month, day := "", "", ""
		if date := row[at]; len(date) == digits {
			year, month, day = date[:4], date[4:6], date[6:]
		}
		t.rows[i] = slices.Replace(row, at, at+1, year, month, day)
	}
	return nil
}

func (t *table) write(path string) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	w := csv.NewWriter(file)
	err = w.WriteAll(append([][]string{t.header}, t.rows...))
	return errors.Join(err, file.Close())
}
