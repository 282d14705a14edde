package columns

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// A Table is a named Arrow record with its metadata. It comes from Of or ReadIPC
// only, so that its columns, their nulls and its metadata have been checked. It
// does not change, and may be read by many goroutines until it is released.
type Table struct {
	record  arrow.Record
	name    string
	version int
}

// Of wraps tables, a struct of slices or a pointer to one, in a Table: see the
// package comment for the types. name is a lower-case name, version counts the
// changes of the table's columns from 1, and meta holds RequiredMeta and any
// other keys that begin "nfi."; no value may be empty.
//
// The Table shares the slices' memory, which must not change while it is in
// use. Errors name the table and the column, and the row from 1, never a value:
// unequal lengths, a List whose offsets disagree, text that is not UTF-8 or is
// over 2 GiB a column, a date out of range, a type that is no column.
//
// Of reads nullable, date, text and list columns once; others cost nothing.
func Of(name string, version int, meta map[string]string, tables any) (*Table, error) {
	if !validName(name) {
		return nil, fmt.Errorf("table must have a lower-case name of at most %d bytes", nameBytesMax)
	}
	t, err := of(name, version, meta, tables)
	if err != nil {
		return nil, fmt.Errorf("table %s: %w", name, err)
	}
	return t, nil
}

func of(name string, version int, meta map[string]string, tables any) (*Table, error) {
	value := reflect.Indirect(reflect.ValueOf(tables))
	if value.Kind() != reflect.Struct {
		return nil, fmt.Errorf("must be a struct of slices, or a pointer to one")
	}
	columns, err := structColumns(value.Type())
	if err != nil {
		return nil, err
	}
	rows, err := rowsOf(columns, value)
	if err != nil {
		return nil, err
	}
	schemaMeta, err := schemaMeta(name, version, rows, meta)
	if err != nil {
		return nil, err
	}
	fields := make([]arrow.Field, len(columns))
	arrays := make([]arrow.Array, 0, len(columns))
	defer func() {
		for _, a := range arrays {
			a.Release() // the record has its own hold on it
		}
	}()
	for i, c := range columns {
		fields[i] = arrow.Field{Name: c.name, Type: c.arrowType(), Nullable: c.null}
		data, err := build(c, value.Field(c.field), rows)
		if err != nil {
			return nil, err
		}
		arrays = append(arrays, array.MakeFromData(data))
		data.Release()
	}
	schema := arrow.NewSchema(fields, &schemaMeta)
	return &Table{array.NewRecord(schema, arrays, int64(rows)), name, version}, nil
}

// rowsOf returns the number of rows that all columns have.
func rowsOf(columns []column, value reflect.Value) (int, error) {
	rows := 0
	for i, c := range columns {
		n := 0
		if c.shape == shapeList {
			n = max(0, len(value.Field(c.field).Interface().(List).Offsets)-1)
		} else {
			n = value.Field(c.field).Len()
		}
		if i == 0 {
			rows = n
		}
		if n != rows {
			return 0, c.fault("has %d rows, column %s has %d", n, columns[0].name, rows)
		}
	}
	if rows > RowsMax {
		return 0, fmt.Errorf("must have at most %d rows", RowsMax)
	}
	return rows, nil
}

// Name returns the table's name.
func (t *Table) Name() string { return t.name }

// Version returns the version of the table's columns, from 1.
func (t *Table) Version() int { return t.version }

// Rows returns the number of rows.
func (t *Table) Rows() int { return int(t.record.NumRows()) }

// Meta returns the metadata of key, a Meta constant or another key that begins
// "nfi."; "" if the table has no such key.
func (t *Table) Meta(key string) string {
	meta := t.record.Schema().Metadata()
	value, _ := meta.GetValue(key)
	return value
}

// GivenMeta returns a copy of the metadata given to Of, fit to be given to the
// Of of a table derived from this one.
func (t *Table) GivenMeta() map[string]string {
	meta := t.record.Schema().Metadata()
	given := meta.ToMap()
	maps.DeleteFunc(given, func(key, _ string) bool { return slices.Contains(metaOwn, key) })
	return given
}

// MemoryBytes returns the bytes of the table's columns, shared slices included.
func (t *Table) MemoryBytes() int64 {
	bytes := int64(0)
	for _, a := range t.record.Columns() {
		bytes += bufferBytes(a.Data())
	}
	return bytes
}

func bufferBytes(data arrow.ArrayData) int64 {
	bytes := int64(0)
	for _, b := range data.Buffers() {
		if b != nil {
			bytes += int64(b.Len())
		}
	}
	for _, child := range data.Children() {
		bytes += bufferBytes(child)
	}
	return bytes
}

// Release lets go of the table, which must not be used again. Slices that Into
// gave out stay good: their memory is the garbage collector's. Not calling
// Release costs nothing but the tests' count of buffers.
func (t *Table) Release() { t.record.Release() }
