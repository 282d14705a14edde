package columns

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// TestCheckFaults builds columns of two rows that Arrow itself accepts and no
// table has: each would be read past its end, or read as something else.
func TestCheckFaults(t *testing.T) {
	fixed := &arrow.FixedSizeBinaryType{ByteWidth: 4}
	word, text := arrow.PrimitiveTypes.Uint32, arrow.BinaryTypes.String
	date := arrow.FixedWidthTypes.Date32
	two := asBytes([]int32{0, 7})
	for _, tt := range []struct {
		kind    arrow.DataType
		null    bool
		nulls   int
		buffers [][]byte
		want    string
	}{
		{fixed, false, 0, [][]byte{nil, {1, 2, 3, 4}}, "is too short"},
		{fixed, true, 0, [][]byte{nil, {1, 2, 3, 4}}, "is too short"},
		{arrow.FixedWidthTypes.Boolean, false, 0, [][]byte{nil, {}}, "is too short"},
		{word, false, 1, [][]byte{{2}, two}, "must not have nulls"},
		{word, false, 1, [][]byte{nil, two}, "must not have nulls"},
		{word, true, 1, [][]byte{{}, two}, "is too short"},
		{word, true, 1, [][]byte{{1}, two}, "row 1 must be null if zero, and only then"},
		{word, true, 0, [][]byte{nil, two}, "row 1 must be null if zero, and only then"},
		{word, true, 2, [][]byte{{2}, two}, "must have as many nulls as it counts"},
		{date, true, 1, [][]byte{{1}, two}, "row 2 must be null if zero, and only then"},
		{date, false, 0, [][]byte{nil, asBytes([]int32{0, 1 << 30})}, "row 2 must hold a date"},
		{text, false, 0, [][]byte{nil, asBytes([]int32{1, 1, 1}), []byte("a")},
			"must have offsets from 0 to the number of values"},
		{text, false, 0, [][]byte{nil, asBytes([]int32{0, 2, 1}), []byte("a")},
			"row 2 must not end before it begins"},
		{text, false, 0, [][]byte{nil, asBytes([]int32{0, 1, 2}), []byte("é")}, "row 1 must be UTF-8"},
		{text, true, 0, [][]byte{nil, asBytes([]int32{0, 0, 1}), []byte("a")},
			"row 1 must be null if zero, and only then"},
		{arrow.PrimitiveTypes.Int8, false, 0, [][]byte{nil, {1, 2}}, "has a type that no table has"},
		{arrow.ListOf(word), false, 0, nil, "has a type that no table has"},
	} {
		_, err := check(recordOf(t, tt.kind, tt.null, tt.nulls, tt.buffers))
		if want := "table entry: column a " + tt.want; err == nil || err.Error() != want {
			t.Errorf("%v: got %v, want %s", tt.kind, err, want)
		}
	}
}

// recordOf returns a record of one column of two rows, as wrong as it is told.
func recordOf(
	t *testing.T, kind arrow.DataType, null bool, nulls int, bytes [][]byte,
) arrow.Record {
	t.Helper()
	meta, err := schemaMeta("entry", 1, 2, testMeta())
	if err != nil {
		t.Fatal(err)
	}
	schema := arrow.NewSchema([]arrow.Field{{Name: "a", Type: kind, Nullable: null}}, &meta)
	if bytes == nil {
		column := array.MakeArrayOfNull(memory.DefaultAllocator, kind, 2)
		return array.NewRecord(schema, []arrow.Array{column}, 2)
	}
	buffers := make([]*memory.Buffer, len(bytes))
	for i, b := range bytes {
		if b != nil {
			buffers[i] = memory.NewBufferBytes(b)
		}
	}
	column := array.MakeFromData(array.NewData(kind, 2, buffers, nil, nulls, 0))
	return array.NewRecord(schema, []arrow.Array{column}, 2)
}

// TestForeignStreams: valid Arrow streams that are no table of ours.
func TestForeignStreams(t *testing.T) {
	record := mustOf(t, "entry", randomList(rand.New(rand.NewPCG(1, 1)), 5)).record
	bare := array.NewRecord(arrow.NewSchema(record.Schema().Fields(), nil), record.Columns(), 5)
	field := record.Schema().Field(0)
	field.Metadata = arrow.NewMetadata([]string{"k"}, []string{"v"})
	meta := record.Schema().Metadata()
	noted := array.NewRecord(arrow.NewSchema([]arrow.Field{field}, &meta), record.Columns()[:1], 5)
	for _, tt := range []struct {
		name    string
		records []arrow.Record
		option  ipc.Option
		want    string
	}{
		{"no metadata", []arrow.Record{bare}, nil, "metadata nfi.rows is missing"},
		{"no batch", nil, nil, "has no rows"},
		{"two batches", []arrow.Record{record, record}, nil, "does not end after its rows"},
		{"zstd", []arrow.Record{record}, ipc.WithZstd(), "message is damaged"},
		{"metadata of a field", []arrow.Record{noted}, nil, "message is damaged"},
	} {
		options := []ipc.Option{ipc.WithSchema(record.Schema())}
		if len(tt.records) > 0 {
			options[0] = ipc.WithSchema(tt.records[0].Schema())
		}
		if tt.option != nil {
			options = append(options, tt.option)
		}
		var out bytes.Buffer
		w := ipc.NewWriter(&out, options...)
		for _, r := range tt.records {
			if err := w.Write(r); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		_, err := ReadIPC(&out, sha256.Sum256(out.Bytes()), 1<<20)
		if !errors.Is(err, ErrStream) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", tt.name, err, tt.want)
		}
	}
}
