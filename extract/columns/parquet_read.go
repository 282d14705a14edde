package columns

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"reflect"
	"strings"

	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/schema"

	"nfimatch/extract/retention"
)

// ReadParquet fills the struct that dst points to with columns of a file that
// WriteParquet wrote. content is the whole file, and digest its SHA-256, which is
// checked before any of it is parsed: files of anybody else are not for this.
//
// Every column that dst declares must be in the file with its type and
// nullability; the file's other columns are passed over unread. A file of no rows
// gives nil slices. An error names the column, wraps ErrDigest or ErrStream, and
// leaves dst as it was. The values are copies.
func ReadParquet(content []byte, digest [32]byte, dst any) error {
	if sha256.Sum256(content) != digest {
		return fmt.Errorf("read Parquet: %w", ErrDigest)
	}
	pointer := reflect.ValueOf(dst)
	if pointer.Kind() != reflect.Pointer || pointer.Elem().Kind() != reflect.Struct {
		return fmt.Errorf("read Parquet: must be into a pointer to a struct")
	}
	read := reflect.New(pointer.Elem().Type()).Elem()
	if err := readParquet(content, read); err != nil {
		return fmt.Errorf("read Parquet: %w: %w", ErrStream, err)
	}
	pointer.Elem().Set(read)
	return nil
}

func readParquet(content []byte, dst reflect.Value) (err error) {
	defer recovered(&err)
	wanted, err := structColumns(dst.Type())
	if err != nil {
		return err
	}
	reader, err := file.NewParquetReader(bytes.NewReader(content))
	if err != nil {
		return err
	}
	if reader.NumRows() > RowsMax {
		return fmt.Errorf("must have at most %d rows", RowsMax)
	}
	for _, c := range wanted {
		at, err := placeOf(reader.MetaData().Schema, c)
		if err != nil {
			return err
		}
		if err := readColumn(reader, at, c, dst.Field(c.field)); err != nil {
			return c.fault("%w", err)
		}
	}
	return nil
}

// placeOf returns the number of a column in the file.
func placeOf(of *schema.Schema, c column) (int, error) {
	want, err := parquetSchema([]column{c})
	if err != nil {
		return 0, err
	}
	at := of.Root().FieldIndexByName(c.name)
	if at < 0 {
		return 0, c.fault("is missing")
	}
	if !of.Root().Field(at).Equals(want.Field(0)) {
		return 0, c.fault("has another type, or may be null where it may not, or the other way")
	}
	return at, nil
}

// readColumn sets field to all values of the file's column at.
func readColumn(reader *file.Reader, at int, c column, field reflect.Value) error {
	rows := int(reader.NumRows())
	switch c.shape {
	case shapeUint8, shapeUint16, shapeUint32, shapeInt32, shapeDate:
		values, valid, err := chunksOf[int32](reader, at, c, rows)
		if err != nil {
			return err
		}
		return setInts(c, field, values, valid)
	case shapeUint64, shapeInt64:
		values, _, err := chunksOf[int64](reader, at, c, rows)
		setSlice(field, values)
		return err
	case shapeFloat64:
		values, _, err := chunksOf[float64](reader, at, c, rows)
		setSlice(field, values)
		return err
	case shapeBool:
		values, _, err := chunksOf[bool](reader, at, c, rows)
		setSlice(field, values)
		return err
	case shapeString:
		values, _, err := chunksOf[parquet.ByteArray](reader, at, c, rows)
		texts := make([]string, len(values))
		for i, value := range values {
			texts[i] = strings.ToValidUTF8(string(value), "\uFFFD")
		}
		setSlice(field, texts)
		return err
	}
	values, _, err := chunksOf[parquet.FixedLenByteArray](reader, at, c, rows)
	all := make([]byte, len(values)*c.bytes)
	for i, value := range values {
		copy(all[i*c.bytes:], value)
	}
	setBytes(field, all, c.bytes, len(values))
	return err
}

// setInts sets field to values that Parquet holds as INT32.
func setInts(c column, field reflect.Value, values []int32, valid []int16) error {
	switch c.shape {
	case shapeUint8:
		setSlice(field, narrowed[uint8](values))
	case shapeUint16:
		setSlice(field, narrowed[uint16](values))
	case shapeDate:
		dates := make([]retention.Date, len(values))
		for i, days := range values {
			if valid != nil && valid[i] == 0 {
				continue
			}
			date, ok := retention.DateOfUnixDays(days)
			if !ok {
				return fmt.Errorf("row %d must have a date in range", i+1)
			}
			dates[i] = date
		}
		setSlice(field, dates)
	default:
		setSlice(field, values)
	}
	return nil
}

func narrowed[T uint8 | uint16](values []int32) []T {
	narrow := make([]T, len(values))
	for i, v := range values {
		narrow[i] = T(v)
	}
	return narrow
}

// A chunkReader reads values of one column of a row group: those that are not null
// stand together, and levels say which they are.
type chunkReader[T any] interface {
	ReadBatch(size int64, values []T, levels, repeated []int16) (rows int64, read int, err error)
}

// chunksOf returns the rows values of a column over all row groups, with the zero
// value for null, and which of them are values; nil if all must be.
func chunksOf[T any](reader *file.Reader, at int, c column, rows int) (
	values []T, valid []int16, err error,
) {
	values = make([]T, 0, rows)
	for group := range reader.NumRowGroups() {
		chunk, err := reader.RowGroup(group).Column(at)
		if err != nil {
			return nil, nil, err
		}
		typed, ok := chunk.(chunkReader[T])
		if !ok {
			return nil, nil, fmt.Errorf("has a chunk of another type")
		}
		size := reader.RowGroup(group).NumRows()
		if size < 0 || size > int64(rows-len(values)) {
			return nil, nil, fmt.Errorf("has more rows than the file")
		}
		part, levels := make([]T, size), []int16(nil)
		if c.null {
			levels = make([]int16, size)
		}
		got, read, err := typed.ReadBatch(size, part, levels, nil)
		if err != nil {
			return nil, nil, err
		}
		if got != size || !c.null && int64(read) != size {
			return nil, nil, fmt.Errorf("has fewer rows than the file")
		}
		values, valid = append(values, spaced(part, levels)...), append(valid, levels...)
	}
	if len(values) != rows {
		return nil, nil, fmt.Errorf("has fewer rows than the file")
	}
	return values, valid, nil
}

// spaced moves values that stand together to their rows, in place.
func spaced[T any](values []T, levels []int16) []T {
	next := 0
	for _, level := range levels {
		next += int(level)
	}
	var zero T
	for i := len(levels) - 1; i >= 0; i-- {
		if levels[i] == 1 {
			next--
			values[i] = values[next]
		} else {
			values[i] = zero
		}
	}
	return values
}
