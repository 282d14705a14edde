package main

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xitongsys/parquet-go/reader"
	parquetsource "github.com/xitongsys/parquet-go/source"

	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/retention"
)

func decimal(n int) string { return strconv.Itoa(n) }

// parquetBytes is what the second reader of Parquet wants for a file.
type parquetBytes struct {
	*bytes.Reader
	content []byte
}

func (f parquetBytes) Open(string) (parquetsource.ParquetFile, error) {
	return parquetBytes{bytes.NewReader(f.content), f.content}, nil
}
func (parquetBytes) Create(string) (parquetsource.ParquetFile, error) {
	return nil, errors.ErrUnsupported
}
func (parquetBytes) Write([]byte) (int, error) { return 0, errors.ErrUnsupported }
func (parquetBytes) Close() error              { return nil }

// parquetTable is a Parquet file as the second reader sees it.
type parquetTable struct {
	names   []string
	columns map[string][]any
	meta    map[string]string
	rows    int
}

// parquet reads a Parquet file of the run with a library that shares no code with
// the writer.
func (r *runResults) parquet(name string) parquetTable {
	r.t.Helper()
	content := r.files[name]
	if len(content) == 0 {
		r.t.Fatalf("the run left no %s", name)
	}
	file, err := reader.NewParquetColumnReader(
		parquetBytes{bytes.NewReader(content), content}, 1)
	if err != nil {
		r.t.Fatalf("%s: %v", name, err)
	}
	table := parquetTable{columns: map[string][]any{}, meta: map[string]string{},
		rows: int(file.GetNumRows())}
	for _, pair := range file.Footer.KeyValueMetadata {
		table.meta[pair.Key] = *pair.Value
	}
	for i, element := range file.Footer.Schema[1:] {
		// The library capitalises names as Go fields; ours are lower case.
		column := strings.ToLower(element.Name)
		values, _, _, err := file.ReadColumnByIndex(int64(i), file.GetNumRows())
		if err != nil || len(values) != table.rows {
			r.t.Fatalf("%s: column %s has %d values of %d, %v", name, column, len(values),
				table.rows, err)
		}
		table.names = append(table.names, column)
		table.columns[column] = values
	}
	return table
}

// epochDay is 1970-01-01 as our dates count.
var epochDay, _ = retention.DateOf(1970, 1, 1)

// csvText writes a Parquet value as the CSV file of the same table has it.
func csvText(column string, value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', 3, 64)
	case int32:
		if column == "date" || column == "delete_by" {
			return (epochDay + retention.Date(v)).String()
		}
		return strconv.FormatInt(int64(v), 10)
	case int64:
		if v == -1 { // an amount that is not known
			return ""
		}
		return strconv.FormatInt(v, 10)
	}
	return fmt.Sprintf("a %T", value)
}

// Every Parquet file of a run is read by a second library, and says what the CSV
// file of the same name says.
func TestRunParquetIsTheCSV(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	results := w.runOn(tinyCouncil(t).files(), "--keep-pairs", "2027-02-01", "--reason", "a test")
	for _, name := range []string{"flags", "reasons"} {
		table, lines := results.parquet(name+".parquet"), results.csv(name+".csv")
		if table.rows != len(lines) || table.rows == 0 {
			t.Fatalf("%s: %d rows in Parquet, %d in CSV", name, table.rows, len(lines))
		}
		if len(table.names) != len(lines[0]) {
			t.Errorf("%s: %d columns in Parquet, %d in CSV", name, len(table.names), len(lines[0]))
		}
		for _, column := range table.names {
			for i, value := range table.columns[column] {
				if got, want := csvText(column, value), lines[i][column]; got != want {
					t.Errorf("%s: row %d: %s is %q in Parquet and %q in CSV", name, i+1, column,
						got, want)
				}
			}
		}
	}
	for _, name := range []string{"flags", "reasons", "pairs", "occupants", "dwellings"} {
		table := results.parquet(name + ".parquet")
		if table.rows == 0 || !slices.Contains(table.names, "delete_by") {
			t.Errorf("%s.parquet has %d rows and the columns %v", name, table.rows, table.names)
		}
		for key, want := range map[string]string{"nfi.table": name, "nfi.exercise": "2026Q4",
			"nfi.as_of": "2026-11-01", "nfi.rows": decimal(table.rows)} {
			if got := table.meta[key]; got != want {
				t.Errorf("%s.parquet says that %s is %q, want %q", name, key, got, want)
			}
		}
		for _, key := range []string{"nfi.version", "nfi.key_id", "nfi.spec", "nfi.canon",
			"nfi.encoding", "nfi.terms_sha256", "nfi.source_sha256"} {
			if value := table.meta[key]; value == "" || value == workspace.NotRecorded {
				t.Errorf("%s.parquet says nothing of %s", name, key)
			}
		}
	}
}
