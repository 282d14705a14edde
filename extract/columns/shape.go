package columns

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"nfimatch/extract/retention"
)

const (
	// ColumnsMax is the most columns of one table.
	ColumnsMax = 256
	// FixedBytesMax is the most bytes of one fixed-size value.
	FixedBytesMax = 4096
	// RowsMax is the most rows of one table: offsets are int32.
	RowsMax = 1<<31 - 2
)

// List is a column that holds any number of codes a row: row i holds
// Values[Offsets[i]:Offsets[i+1]]. Offsets has one element more than rows,
// begins at 0, never falls and ends at len(Values); a table of no rows may
// leave it nil, and gets []int32{0} back.
type List struct {
	Offsets []int32
	Values  []uint32
}

// A shape is how a column is laid out; shapes with a width are views.
type shape uint8

const (
	shapeNone shape = iota
	shapeUint8
	shapeUint16
	shapeUint32
	shapeUint64
	shapeInt32
	shapeInt64
	shapeFloat64
	shapeFixed
	shapeBool
	shapeDate
	shapeString
	shapeList
)

var listType = arrow.ListOfNonNullable(arrow.PrimitiveTypes.Uint32)

var arrowTypes = map[shape]arrow.DataType{
	shapeUint8:   arrow.PrimitiveTypes.Uint8,
	shapeUint16:  arrow.PrimitiveTypes.Uint16,
	shapeUint32:  arrow.PrimitiveTypes.Uint32,
	shapeUint64:  arrow.PrimitiveTypes.Uint64,
	shapeInt32:   arrow.PrimitiveTypes.Int32,
	shapeInt64:   arrow.PrimitiveTypes.Int64,
	shapeFloat64: arrow.PrimitiveTypes.Float64,
	shapeBool:    arrow.FixedWidthTypes.Boolean,
	shapeDate:    arrow.FixedWidthTypes.Date32,
	shapeString:  arrow.BinaryTypes.String,
	shapeList:    listType,
}

// A column is one field of a table, as the struct or the schema declares it.
type column struct {
	name  string
	null  bool
	shape shape
	bytes int // a value's bytes in memory; 0 for bool, string and list
	field int // index of the struct's field, or of the record's column
}

// arrowType returns the Arrow type of c.
func (c column) arrowType() arrow.DataType {
	if c.shape == shapeFixed {
		return &arrow.FixedSizeBinaryType{ByteWidth: c.bytes}
	}
	return arrowTypes[c.shape]
}

// fault returns err with c's name before it.
func (c column) fault(format string, arguments ...any) error {
	return fmt.Errorf("column %s %w", c.name, fmt.Errorf(format, arguments...))
}

// structColumns returns the columns that struct type t declares.
func structColumns(t reflect.Type) ([]column, error) {
	var columns []column
	seen := make(map[string]bool)
	for i := range t.NumField() {
		field := t.Field(i)
		tag, tagged := field.Tag.Lookup("nfi")
		if !tagged {
			continue
		}
		name, option, _ := strings.Cut(tag, ",")
		switch {
		case !validName(name):
			return nil, fmt.Errorf("field %s must be tagged with a lower-case name", field.Name)
		case seen[name]:
			return nil, fmt.Errorf("column %s is declared twice", name)
		case option != "" && option != "null":
			return nil, fmt.Errorf("column %s may have the option null and no other", name)
		case !field.IsExported():
			return nil, fmt.Errorf("column %s must be an exported field", name)
		}
		seen[name] = true
		c := column{name: name, null: option == "null", field: i}
		if c.shape, c.bytes = goShape(field.Type); c.shape == shapeNone {
			return nil, c.fault("has type %v, which is no column", field.Type)
		}
		if c.shape == shapeList && c.null {
			return nil, c.fault("is a list and must not be null")
		}
		columns = append(columns, c)
	}
	if len(columns) == 0 || len(columns) > ColumnsMax {
		return nil, fmt.Errorf("must have 1 to %d columns", ColumnsMax)
	}
	return columns, nil
}

// goShape returns the shape of a struct field of type t and the bytes of one
// value, or shapeNone for a type that is no column.
func goShape(t reflect.Type) (shape, int) {
	if t == reflect.TypeFor[List]() {
		return shapeList, 0
	}
	if t.Kind() != reflect.Slice {
		return shapeNone, 0
	}
	value := t.Elem()
	if value == reflect.TypeFor[retention.Date]() {
		return shapeDate, int(value.Size())
	}
	switch value.Kind() {
	case reflect.Uint8:
		return shapeUint8, 1
	case reflect.Uint16:
		return shapeUint16, 2
	case reflect.Uint32:
		return shapeUint32, 4
	case reflect.Uint64:
		return shapeUint64, 8
	case reflect.Int32:
		return shapeInt32, 4
	case reflect.Int64:
		return shapeInt64, 8
	case reflect.Float64:
		return shapeFloat64, 8
	case reflect.Bool:
		return shapeBool, 0
	case reflect.String:
		return shapeString, 0
	case reflect.Array:
		inner := value.Elem().Kind()
		size := value.Size()
		if (inner == reflect.Uint8 || inner == reflect.Uint64) && size > 0 && size <= FixedBytesMax {
			return shapeFixed, int(size)
		}
	}
	return shapeNone, 0
}

// schemaColumns returns the columns of an Arrow schema, or an error if it has
// any that this package would not have written.
func schemaColumns(schema *arrow.Schema) ([]column, error) {
	fields := schema.Fields()
	if len(fields) == 0 || len(fields) > ColumnsMax {
		return nil, fmt.Errorf("must have 1 to %d columns", ColumnsMax)
	}
	columns := make([]column, len(fields))
	seen := make(map[string]bool)
	for i, field := range fields {
		if !validName(field.Name) || seen[field.Name] {
			return nil, fmt.Errorf("column %d must have a lower-case name of its own", i+1)
		}
		seen[field.Name] = true
		c := column{name: field.Name, null: field.Nullable, field: i}
		if c.shape, c.bytes = arrowShape(field.Type); c.shape == shapeNone {
			return nil, c.fault("has a type that no table has")
		}
		if c.shape == shapeList && c.null {
			return nil, c.fault("is a list and must not be null")
		}
		columns[i] = c
	}
	return columns, nil
}

// arrowShape is goShape of an Arrow type.
func arrowShape(t arrow.DataType) (shape, int) {
	switch t := t.(type) {
	case *arrow.FixedSizeBinaryType:
		if t.ByteWidth > 0 && t.ByteWidth <= FixedBytesMax {
			return shapeFixed, t.ByteWidth
		}
		return shapeNone, 0
	case *arrow.BooleanType:
		return shapeBool, 0
	case *arrow.StringType:
		return shapeString, 0
	case *arrow.ListType:
		if !t.ElemField().Nullable && arrow.TypeEqual(t.Elem(), arrow.PrimitiveTypes.Uint32) {
			return shapeList, 0
		}
		return shapeNone, 0
	}
	for s := shapeUint8; s <= shapeDate; s++ {
		if known := arrowTypes[s]; known != nil && arrow.TypeEqual(t, known) {
			return s, known.(arrow.FixedWidthDataType).BitWidth() / 8
		}
	}
	return shapeNone, 0
}
