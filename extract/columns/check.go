package columns

import (
	"fmt"
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow"

	"nfimatch/extract/retention"
)

// check returns record as a Table, if every column and all metadata are what Of
// would have built. Arrow's reader checks none of it: a short buffer or an
// offset past the end would give another row's memory, or crash much later.
// It reads text, dates, offsets and nullable columns once.
func check(record arrow.Record) (*Table, error) {
	meta := record.Schema().Metadata()
	if record.NumRows() > RowsMax {
		return nil, fmt.Errorf("must have at most %d rows", RowsMax)
	}
	rows := int(record.NumRows())
	version, err := checkMeta(meta, rows)
	if err != nil {
		return nil, err
	}
	name, _ := meta.GetValue(MetaTable)
	columns, err := schemaColumns(record.Schema())
	if err != nil {
		return nil, fmt.Errorf("table %s: %w", name, err)
	}
	for i, c := range columns {
		if err := checkColumn(c, record.Column(i).Data(), rows); err != nil {
			return nil, fmt.Errorf("table %s: %w", name, err)
		}
	}
	return &Table{record, name, version}, nil
}

// checkColumn checks the lengths, values and nulls of one column.
func checkColumn(c column, data arrow.ArrayData, rows int) error {
	if data.Len() != rows || data.Offset() != 0 {
		return c.fault("must have %d rows", rows)
	}
	validity := buffer(data, 0)
	if !c.null && (validity != nil || data.NullN() != 0) {
		return c.fault("must not have nulls")
	}
	if validity != nil && len(validity) < bitmapBytes(rows) {
		return c.fault("is too short")
	}
	valid, err := checkValues(c, data, rows)
	if err != nil {
		return err
	}
	if !c.null {
		return nil
	}
	set := 0
	for i := range rows {
		held := validity == nil || bitSet(validity, i)
		if held != bitSet(valid, i) {
			return c.fault("row %d must be null if zero, and only then", i+1)
		}
		if held {
			set++
		}
	}
	if data.NullN() != rows-set {
		return c.fault("must have as many nulls as it counts")
	}
	return nil
}

// checkValues checks the values of one column and returns the bitmap of those
// that are not zero, for nullable columns.
func checkValues(c column, data arrow.ArrayData, rows int) (valid []byte, err error) {
	switch c.shape {
	case shapeList:
		return nil, checkList(c, data, rows)
	case shapeString:
		return checkStrings(c, data, rows)
	case shapeBool:
		if len(buffer(data, 1)) < bitmapBytes(rows) {
			return nil, c.fault("is too short")
		}
		return buffer(data, 1), nil
	}
	values := buffer(data, 1)
	if len(values) < rows*c.bytes {
		return nil, c.fault("is too short")
	}
	if c.shape == shapeDate {
		return checkDates(c, as[int32](values, rows), buffer(data, 0))
	}
	if c.null {
		valid = make([]byte, bitmapBytes(rows))
		markBytes(valid, values, c.bytes, rows)
	}
	return valid, nil
}

// checkDates checks that every date is in range and every null is day 0. Day 0
// is a date too, so the bitmap returned is the column's own.
func checkDates(c column, days []int32, validity []byte) (valid []byte, err error) {
	valid = make([]byte, bitmapBytes(len(days)))
	for i, day := range days {
		if validity != nil && !bitSet(validity, i) {
			if day != 0 {
				return nil, c.fault("row %d must be null if zero, and only then", i+1)
			}
			continue
		}
		if _, ok := retention.DateOfUnixDays(day); !ok {
			return nil, c.fault("row %d must hold a date", i+1)
		}
		valid[i>>3] |= 1 << (i & 7)
	}
	return valid, nil
}

// checkStrings checks that the offsets lie in the text and that it is UTF-8.
func checkStrings(c column, data arrow.ArrayData, rows int) (valid []byte, err error) {
	text := buffer(data, 2)
	if rows > 0 && len(buffer(data, 1)) < 4*(rows+1) {
		return nil, c.fault("is too short")
	}
	offsets := offsetsOf(data, rows)
	if err := checkOffsets(offsets, len(text)); err != nil {
		return nil, c.fault("%w", err)
	}
	valid = make([]byte, bitmapBytes(rows))
	for i := range rows {
		if !utf8.Valid(text[offsets[i]:offsets[i+1]]) {
			return nil, c.fault("row %d must be UTF-8", i+1)
		}
		if offsets[i] < offsets[i+1] {
			valid[i>>3] |= 1 << (i & 7)
		}
	}
	return valid, nil
}

// checkList checks that the offsets lie in the values, which have no nulls.
func checkList(c column, data arrow.ArrayData, rows int) error {
	values := data.Children()[0]
	if rows > 0 && len(buffer(data, 1)) < 4*(rows+1) {
		return c.fault("is too short")
	}
	if values.Offset() != 0 || values.NullN() != 0 || buffer(values, 0) != nil ||
		values.Len() < 0 || len(buffer(values, 1))/4 < values.Len() {
		return c.fault("has values that are too few or null")
	}
	if err := checkOffsets(offsetsOf(data, rows), values.Len()); err != nil {
		return c.fault("%w", err)
	}
	return nil
}
