package link

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nfimatch/extract"
	"nfimatch/extract/retention"
	"nfimatch/extract/row"
	"nfimatch/normalize"
	"nfimatch/normalize/record"
	"nfimatch/normalize/token"
)

// A list is a general list of people as a test has it: rows under a header, and how its
// columns are to be read.
type list struct {
	header  []string
	rows    [][]string
	mapping string
}

// without returns the list with some columns blank.
func (l list) without(columns ...string) list {
	blank := list{header: l.header, mapping: l.mapping}
	for _, from := range l.rows {
		to := append([]string(nil), from...)
		for c, name := range l.header {
			for _, column := range columns {
				if name == column {
					to[c] = ""
				}
			}
		}
		blank.rows = append(blank.rows, to)
	}
	return blank
}

// keys are the pair of keys of a test, by number.
func keys(t testing.TB, number byte) *token.Ring {
	t.Helper()
	ring, err := token.NewRing(bytes.Repeat([]byte{number}, token.KeyBytes),
		bytes.Repeat([]byte{100 + number}, token.KeyBytes))
	check(t, err)
	return ring
}

// long leaves a test of many lists out with -short, by which races are looked for: they run
// no code that shorter ones do not.
func long(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("with -short")
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// tablesOf reads lists as the program does: files, rows, tables.
func tablesOf(t testing.TB, key byte, exact, text []string, lists ...list) *record.Tables {
	t.Helper()
	terms := new(retention.Register)
	asOf, _ := retention.DateOf(2026, 11, 1)
	id, err := terms.Add(retention.Terms{Dataset: "person", ExtractAsOf: asOf, DeleteBy: asOf + 30})
	check(t, err)
	stage, err := normalize.New(context.Background(), normalize.Options{Ring: keys(t, key),
		Terms: terms, AsOf: asOf, RegisterDate: asOf, Workers: 2, Exact: exact, Text: text})
	check(t, err)
	for i, dataset := range []row.Dataset{row.Person, row.PersonRight}[:len(lists)] {
		path := filepath.Join(t.TempDir(), "list.csv")
		file, err := os.Create(path)
		check(t, err)
		writer := csv.NewWriter(file)
		check(t, writer.Write(lists[i].header))
		check(t, writer.WriteAll(lists[i].rows))
		check(t, file.Close())
		reader, err := extract.Open(extract.Source{Dataset: dataset, Paths: []string{path}, Terms: id,
			Mapping: lists[i].mapping}, nil)
		check(t, err)
		_, err = reader.Read(context.Background(), stage.Add)
		check(t, err)
	}
	tables, _, err := stage.Finish()
	check(t, err)
	return tables
}

// read reads a file of the labelled sets.
func read(t testing.TB, path, mapping string) list {
	t.Helper()
	file, err := os.Open(path)
	check(t, err)
	defer file.Close()
	reader := csv.NewReader(file)
	reader.TrimLeadingSpace = true
	rows, err := reader.ReadAll()
	check(t, err)
	for _, cells := range rows {
		for c := range cells {
			cells[c] = strings.TrimSpace(cells[c])
		}
	}
	return list{rows[0], rows[1:], mapping}
}

// column returns the values of a column.
func (l list) column(name string) (values []string) {
	for c := range l.header {
		if l.header[c] == name {
			for _, cells := range l.rows {
				values = append(values, cells[c])
			}
		}
	}
	return values
}
