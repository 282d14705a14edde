package columns

import (
	"fmt"
	"reflect"
	"unsafe"

	"github.com/apache/arrow/go/v17/arrow"

	"nfimatch/extract/retention"
)

// Into fills the struct that dst points to with views of t's columns; the
// package comment says which columns are copied instead. Views must not be
// written to. A table of no rows gives nil slices.
//
// Every column that dst declares must be in the table with its type and
// nullability; columns of the table that dst does not declare are left out. An
// error names the table and the column, and leaves dst as it was.
func Into(t *Table, dst any) error {
	pointer := reflect.ValueOf(dst)
	if pointer.Kind() != reflect.Pointer || pointer.Elem().Kind() != reflect.Struct {
		return fmt.Errorf("table %s: must be read into a pointer to a struct", t.name)
	}
	wanted, err := structColumns(pointer.Elem().Type())
	if err != nil {
		return fmt.Errorf("table %s: %w", t.name, err)
	}
	schema := t.record.Schema()
	found := make([]arrow.ArrayData, len(wanted))
	for i, c := range wanted {
		at := schema.FieldIndices(c.name)
		if len(at) == 0 {
			return fmt.Errorf("table %s: column %s is missing", t.name, c.name)
		}
		field := schema.Field(at[0])
		switch {
		case !arrow.TypeEqual(field.Type, c.arrowType()):
			return fmt.Errorf("table %s: %w", t.name,
				c.fault("has type %v, want %v", field.Type, c.arrowType()))
		case field.Nullable && !c.null:
			return fmt.Errorf("table %s: %w", t.name, c.fault("may be null, want never null"))
		case !field.Nullable && c.null:
			return fmt.Errorf("table %s: %w", t.name, c.fault("is never null, want nullable"))
		}
		found[i] = t.record.Column(at[0]).Data()
	}
	for i, c := range wanted {
		view(c, pointer.Elem().Field(c.field), found[i], t.Rows())
	}
	return nil
}

// view sets field to the rows values of data, which has c's type and is checked.
func view(c column, field reflect.Value, data arrow.ArrayData, rows int) {
	switch c.shape {
	case shapeList:
		values := data.Children()[0]
		field.Set(reflect.ValueOf(List{
			Offsets: offsetsOf(data, rows),
			Values:  as[uint32](buffer(values, 1), values.Len()),
		}))
		return
	case shapeString:
		setSlice(field, stringViews(offsetsOf(data, rows), buffer(data, 2)))
		return
	case shapeBool:
		bits := buffer(data, 1)
		values := make([]bool, rows)
		for i := range values {
			values[i] = bitSet(bits, i)
		}
		setSlice(field, values)
		return
	case shapeDate:
		days, validity := as[int32](buffer(data, 1), rows), buffer(data, 0)
		dates := make([]retention.Date, rows)
		for i, day := range days {
			if validity == nil || bitSet(validity, i) {
				dates[i], _ = retention.DateOfUnixDays(day) // in range: Of and check saw it
			}
		}
		setSlice(field, dates)
		return
	}
	setBytes(field, buffer(data, 1), c.bytes, rows)
}

// setSlice sets field, a slice of a type with T's layout, to values.
func setSlice[T any](field reflect.Value, values []T) {
	if len(values) == 0 {
		field.SetZero()
		return
	}
	first := unsafe.Pointer(unsafe.SliceData(values))
	field.Set(reflect.SliceAt(field.Type().Elem(), first, len(values)))
}

// setBytes sets field to the rows values of width bytes in b. They are copied
// only when field's type needs an alignment that b has not: a table built from
// [][64]byte and read as [][8]uint64.
func setBytes(field reflect.Value, b []byte, width, rows int) {
	if rows == 0 {
		field.SetZero()
		return
	}
	first := unsafe.Pointer(unsafe.SliceData(b))
	if uintptr(first)%uintptr(field.Type().Elem().Align()) == 0 {
		field.Set(reflect.SliceAt(field.Type().Elem(), first, rows))
		return
	}
	field.Set(reflect.MakeSlice(field.Type(), rows, rows))
	copy(bytesOf(field, width), b)
}

// stringViews returns the text between offsets, sharing text's memory.
func stringViews(offsets []int32, text []byte) []string {
	views := make([]string, len(offsets)-1)
	for i := range views {
		part := text[offsets[i]:offsets[i+1]]
		views[i] = unsafe.String(unsafe.SliceData(part), len(part))
	}
	return views
}

// offsetsOf returns the rows+1 offsets of a text or list column. Streams may
// leave them out of a table without rows.
func offsetsOf(data arrow.ArrayData, rows int) []int32 {
	b := buffer(data, 1)
	if rows == 0 {
		return []int32{0}
	}
	return as[int32](b, rows+1)
}

// buffer returns the bytes of data's buffer i; nil if it has none.
func buffer(data arrow.ArrayData, i int) []byte {
	if buffers := data.Buffers(); i < len(buffers) && buffers[i] != nil {
		return buffers[i].Bytes()
	}
	return nil
}

// bitSet reports whether bit i of bitmap is set.
func bitSet(bitmap []byte, i int) bool { return bitmap[i>>3]>>(i&7)&1 == 1 }
