package columns

import (
	"fmt"
	"math"
	"reflect"
	"unicode/utf8"
	"unsafe"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"nfimatch/extract/retention"
)

// build returns rows values of column c, held by slice (a List for lists), as
// Arrow data that shares the slice's memory where the layouts agree.
func build(c column, slice reflect.Value, rows int) (arrow.ArrayData, error) {
	switch c.shape {
	case shapeList:
		return buildList(c, slice.Interface().(List), rows)
	case shapeString:
		return buildStrings(c, sliceOf[string](slice))
	case shapeBool:
		bits := make([]byte, bitmapBytes(rows))
		set := mark(bits, sliceOf[bool](slice))
		var validity []byte
		if c.null && set < rows {
			validity = bits
		}
		return dataOf(c, rows, rows-set, validity, bits), nil
	case shapeDate:
		return buildDates(c, sliceOf[retention.Date](slice))
	}
	values := bytesOf(slice, c.bytes)
	validity, nulls := validityOf(c, values, rows)
	return dataOf(c, rows, nulls, validity, values), nil
}

// dataOf assembles a column; validity is nil if it has no null.
func dataOf(c column, rows, nulls int, validity []byte, values ...[]byte) arrow.ArrayData {
	buffers := make([]*memory.Buffer, 1, 1+len(values))
	if validity != nil {
		buffers[0] = memory.NewBufferBytes(validity)
	} else {
		nulls = 0
	}
	for _, b := range values {
		buffers = append(buffers, memory.NewBufferBytes(b))
	}
	return array.NewData(c.arrowType(), rows, buffers, nil, nulls, 0)
}

// buildDates shifts the days to Arrow's epoch; a null is stored as day 0.
func buildDates(c column, dates []retention.Date) (arrow.ArrayData, error) {
	days := make([]int32, len(dates))
	for i, d := range dates {
		if d == 0 && c.null {
			continue
		}
		if d < retention.FirstDate || d > retention.LastDate {
			return nil, c.fault("row %d must hold a date", i+1)
		}
		days[i] = d.UnixDays()
	}
	validity, nulls := validityOf(c, asBytes(dates), len(dates))
	return dataOf(c, len(dates), nulls, validity, asBytes(days)), nil
}

// buildStrings copies the text of all rows into one buffer.
func buildStrings(c column, texts []string) (arrow.ArrayData, error) {
	bytes := int64(0)
	for i, text := range texts {
		// Checked before anything is copied: a sum over the limit would wrap
		// in int32 offsets and give other rows' text.
		if bytes += int64(len(text)); bytes > math.MaxInt32 {
			return nil, c.fault("must hold at most %d bytes of text", math.MaxInt32)
		}
		if !utf8.ValidString(text) {
			return nil, c.fault("row %d must be UTF-8", i+1)
		}
	}
	offsets := make([]int32, len(texts)+1)
	buffer := make([]byte, 0, bytes)
	for i, text := range texts {
		buffer = append(buffer, text...)
		offsets[i+1] = int32(len(buffer))
	}
	var validity []byte
	nulls := 0
	if c.null {
		validity = make([]byte, bitmapBytes(len(texts)))
		nulls = len(texts) - mark(validity, texts)
		if nulls == 0 {
			validity = nil
		}
	}
	return dataOf(c, len(texts), nulls, validity, asBytes(offsets), buffer), nil
}

// buildList shares both slices of a list.
func buildList(c column, list List, rows int) (arrow.ArrayData, error) {
	if list.Offsets == nil {
		list.Offsets = []int32{0}
	}
	if err := checkOffsets(list.Offsets, len(list.Values)); err != nil {
		return nil, c.fault("%w", err)
	}
	child := array.NewData(listType.Elem(), len(list.Values),
		[]*memory.Buffer{nil, memory.NewBufferBytes(asBytes(list.Values))}, nil, 0, 0)
	defer child.Release()
	buffers := []*memory.Buffer{nil, memory.NewBufferBytes(asBytes(list.Offsets))}
	return array.NewData(listType, rows, buffers, []arrow.ArrayData{child}, 0, 0), nil
}

// checkOffsets checks that offsets begin at 0, never fall and end at end.
func checkOffsets(offsets []int32, end int) error {
	if len(offsets) == 0 || offsets[0] != 0 || int(offsets[len(offsets)-1]) != end {
		return fmt.Errorf("must have offsets from 0 to the number of values")
	}
	for i, offset := range offsets[1:] {
		if offset < offsets[i] {
			return fmt.Errorf("row %d must not end before it begins", i+1)
		}
	}
	return nil
}

// validityOf returns the bitmap of the values that are not zero and the count
// of those that are; nil and 0 if c has no nulls.
func validityOf(c column, values []byte, rows int) (bitmap []byte, nulls int) {
	if !c.null {
		return nil, 0
	}
	bitmap = make([]byte, bitmapBytes(rows))
	if nulls = rows - markBytes(bitmap, values, c.bytes, rows); nulls == 0 {
		return nil, 0
	}
	return bitmap, nulls
}

// markBytes sets the bit of every value of width bytes that is not all zero,
// and returns how many it set.
func markBytes(bitmap, values []byte, width, rows int) int {
	// Arrays of bytes, not integers: values need not be aligned, and of a float
	// only +0 has no bit set, so that −0 and NaN are kept.
	switch width {
	case 1:
		return mark(bitmap, as[[1]byte](values, rows))
	case 2:
		return mark(bitmap, as[[2]byte](values, rows))
	case 4:
		return mark(bitmap, as[[4]byte](values, rows))
	case 8:
		return mark(bitmap, as[[8]byte](values, rows))
	case 16:
		return mark(bitmap, as[[16]byte](values, rows))
	}
	set := 0
	for i := range rows {
		for _, b := range values[i*width : (i+1)*width] {
			if b != 0 {
				bitmap[i>>3] |= 1 << (i & 7)
				set++
				break
			}
		}
	}
	return set
}

// mark sets bit i of bitmap for every values[i] that is not the zero value, and
// returns how many it set.
func mark[T comparable](bitmap []byte, values []T) int {
	var zero T
	set := 0
	for i, v := range values {
		if v != zero {
			bitmap[i>>3] |= 1 << (i & 7)
			set++
		}
	}
	return set
}

// bitmapBytes returns the bytes of a bitmap of rows bits.
func bitmapBytes(rows int) int { return (rows + 7) / 8 }

// sliceOf returns the memory of slice, whose elements have T's kind, as []T:
// reflection alone gives no slice of the unnamed type without a copy.
func sliceOf[T any](slice reflect.Value) []T {
	return unsafe.Slice((*T)(slice.UnsafePointer()), slice.Len())
}

// bytesOf returns the memory of slice, whose elements are width bytes.
func bytesOf(slice reflect.Value, width int) []byte {
	return unsafe.Slice((*byte)(slice.UnsafePointer()), slice.Len()*width)
}

// asBytes returns the memory of values.
func asBytes[T any](values []T) []byte {
	var one T
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(values))),
		len(values)*int(unsafe.Sizeof(one)))
}

// as returns the first n values of type T in b; it panics if b is shorter. T
// must hold no pointer, and b must be aligned for it.
func as[T any](b []byte, n int) []T {
	var one T
	b = b[:n*int(unsafe.Sizeof(one))]
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b))), n)
}
