package columns

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"
)

// writeBatch writes rows from to to of one column to its Parquet chunk.
func writeBatch(w file.ColumnChunkWriter, c column, data arrow.ArrayData, from, to int) error {
	levels, err := levelsOf(c, buffer(data, 0), from, to), error(nil)
	switch w := w.(type) {
	case *file.Int32ColumnChunkWriter:
		_, err = w.WriteBatch(kept(int32sOf(c, buffer(data, 1), from, to), levels), levels, nil)
	case *file.Int64ColumnChunkWriter:
		values := as[int64](buffer(data, 1), to)[from:]
		_, err = w.WriteBatch(kept(values, levels), levels, nil)
	case *file.Float64ColumnChunkWriter:
		values := as[float64](buffer(data, 1), to)[from:]
		_, err = w.WriteBatch(kept(values, levels), levels, nil)
	case *file.BooleanColumnChunkWriter:
		values := make([]bool, to-from)
		for i := range values {
			values[i] = bitSet(buffer(data, 1), from+i)
		}
		_, err = w.WriteBatch(kept(values, levels), levels, nil)
	case *file.ByteArrayColumnChunkWriter:
		offsets, text := as[int32](buffer(data, 1), to+1), buffer(data, 2)
		values := make([]parquet.ByteArray, to-from)
		for i := range values {
			values[i] = text[offsets[from+i]:offsets[from+i+1]]
		}
		_, err = w.WriteBatch(kept(values, levels), levels, nil)
	case *file.FixedLenByteArrayColumnChunkWriter:
		values := make([]parquet.FixedLenByteArray, to-from)
		for i := range values {
			values[i] = buffer(data, 1)[(from+i)*c.bytes : (from+i+1)*c.bytes]
		}
		_, err = w.WriteBatch(kept(values, levels), levels, nil)
	default:
		panic("columns: a Parquet type has no writer")
	}
	return err
}

// int32sOf returns rows from to to of a column that Parquet holds as INT32.
// Unsigned numbers keep their bits: 2³² − 1 is −1 under INT(32, unsigned).
func int32sOf(c column, b []byte, from, to int) []int32 {
	switch c.bytes {
	case 1:
		return widen(as[uint8](b, to)[from:])
	case 2:
		return widen(as[uint16](b, to)[from:])
	}
	return as[int32](b, to)[from:]
}

func widen[T uint8 | uint16](values []T) []int32 {
	wide := make([]int32, len(values))
	for i, v := range values {
		wide[i] = int32(v)
	}
	return wide
}

// levelsOf returns the definition levels of rows from to to: 1 for a value, 0
// for null; nil if the column is never null.
func levelsOf(c column, validity []byte, from, to int) []int16 {
	if !c.null {
		return nil
	}
	levels := make([]int16, to-from)
	for i := range levels {
		if validity == nil || bitSet(validity, from+i) {
			levels[i] = 1
		}
	}
	return levels
}

// kept returns the values whose level is 1, never nil: Parquet stores no nulls.
func kept[T any](values []T, levels []int16) []T {
	if levels == nil {
		return values
	}
	rest := make([]T, 0, len(values))
	for i, level := range levels {
		if level == 1 {
			rest = append(rest, values[i])
		}
	}
	return rest
}
