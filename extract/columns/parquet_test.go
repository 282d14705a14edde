package columns

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/xitongsys/parquet-go/parquet"
	"github.com/xitongsys/parquet-go/reader"
	"github.com/xitongsys/parquet-go/source"

	"nfimatch/extract/retention"
)

// memoryFile is a file in memory, as the second reader wants one; each column
// opens it anew.
type memoryFile struct {
	*bytes.Reader
	content []byte
}

func (f memoryFile) Open(string) (source.ParquetFile, error) {
	return memoryFile{bytes.NewReader(f.content), f.content}, nil
}
func (memoryFile) Create(string) (source.ParquetFile, error) { return nil, errors.ErrUnsupported }
func (memoryFile) Write([]byte) (int, error)                 { return 0, errors.ErrUnsupported }
func (memoryFile) Close() error                              { return nil }

func openParquet(t *testing.T, content []byte) *reader.ParquetReader {
	t.Helper()
	r, err := reader.NewParquetColumnReader(memoryFile{bytes.NewReader(content), content}, 1)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestSecondReader reads every column, null and metadata of a file back with a
// reader that shares no code with the writer.
func TestSecondReader(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for _, rows := range []int{1, 9, 100, 20_000} {
		for _, groupRows := range []int{RowGroupRows, 7_000, 8_192} {
			want := randomFlat(random, rows)
			table := mustOf(t, "flat", want)
			var out bytes.Buffer
			if err := writeParquet(&out, table, groupRows, memory.DefaultAllocator); err != nil {
				t.Fatal(err)
			}
			r := openParquet(t, out.Bytes())
			if groups := (rows + groupRows - 1) / groupRows; len(r.Footer.RowGroups) != groups {
				t.Errorf("%d row groups, want %d", len(r.Footer.RowGroups), groups)
			}
			checkFooter(t, r.Footer, table)
			checkColumns(t, r, want, rows)
		}
	}
}

// TestSecondReaderAllNull: columns of nulls only, over page and group ends.
func TestSecondReaderAllNull(t *testing.T) {
	const rows = 10_000
	want := allNull(rows)
	var out bytes.Buffer
	err := writeParquet(&out, mustOf(t, "flat", want), 9_000, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	checkColumns(t, openParquet(t, out.Bytes()), want, rows)
}

func checkFooter(t *testing.T, footer *parquet.FileMetaData, table *Table) {
	t.Helper()
	if footer.NumRows != int64(table.Rows()) || footer.GetCreatedBy() != createdBy {
		t.Errorf("footer has %d rows, made by %q", footer.NumRows, footer.GetCreatedBy())
	}
	var keys []string
	given := testMeta()
	for _, pair := range footer.KeyValueMetadata {
		keys = append(keys, pair.Key)
		if value := table.Meta(pair.Key); value == "" || value != pair.GetValue() {
			t.Errorf("metadata %s is %q, want %q", pair.Key, pair.GetValue(), value)
		}
		delete(given, pair.Key)
	}
	if len(given) > 0 || !slices.IsSorted(keys) || !slices.Contains(keys, MetaRows) {
		t.Errorf("metadata has keys %v, without %v", keys, given)
	}
}

// checkColumns compares every column of want, a value at a time.
func checkColumns(t *testing.T, r *reader.ParquetReader, want *flatTable, rows int) {
	t.Helper()
	columns, err := structColumns(reflect.TypeFor[flatTable]())
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range columns {
		got, _, _, err := r.ReadColumnByIndex(int64(i), int64(rows))
		if err != nil || len(got) != rows {
			t.Fatalf("%s: %d values (%v)", c.name, len(got), err)
		}
		slice := reflect.ValueOf(want).Elem().Field(c.field)
		for row := range rows {
			if g, w := got[row], parquetValue(c, slice.Index(row)); g != w {
				t.Fatalf("%s of row %d: got %v (%T), want %v (%T)", c.name, row, g, g, w, w)
			}
		}
		checkType(t, c, r.Footer.Schema[i+1])
	}
}

// parquetValue returns what the second reader should give for a value.
func parquetValue(c column, v reflect.Value) any {
	negative := c.shape == shapeFloat64 && math.Signbit(v.Float()) // −0 is not null
	if c.null && v.IsZero() && !negative {
		return nil
	}
	switch c.shape {
	case shapeUint8, shapeUint16, shapeUint32:
		return int32(uint32(v.Uint()))
	case shapeUint64:
		return int64(v.Uint())
	case shapeInt32:
		return int32(v.Int())
	case shapeDate:
		return v.Interface().(retention.Date).UnixDays()
	case shapeString:
		return v.String()
	case shapeFixed:
		var b []byte
		for i := range v.Len() {
			if v.Index(i).Kind() == reflect.Uint64 {
				b = binary.LittleEndian.AppendUint64(b, v.Index(i).Uint())
			} else {
				b = append(b, byte(v.Index(i).Uint()))
			}
		}
		return string(b)
	}
	return v.Convert(map[shape]reflect.Type{
		shapeInt64: reflect.TypeFor[int64](), shapeFloat64: reflect.TypeFor[float64](),
		shapeBool: reflect.TypeFor[bool](),
	}[c.shape]).Interface()
}

// checkType wants the annotation by which other readers know dates, text and
// unsigned numbers.
func checkType(t *testing.T, c column, got *parquet.SchemaElement) {
	t.Helper()
	want := map[shape]string{
		shapeUint8: "UINT_8", shapeUint16: "UINT_16", shapeUint32: "UINT_32", shapeUint64: "UINT_64",
		shapeInt32: "INT_32", shapeInt64: "INT_64", shapeDate: "DATE", shapeString: "UTF8",
	}[c.shape]
	have := ""
	if got.ConvertedType != nil {
		have = got.ConvertedType.String()
	}
	repetition := parquet.FieldRepetitionType_REQUIRED
	if c.null {
		repetition = parquet.FieldRepetitionType_OPTIONAL
	}
	if have != want || got.GetRepetitionType() != repetition {
		t.Errorf("%s is %s %v, want %s %v", c.name, have, got.GetRepetitionType(), want, repetition)
	}
	if c.shape == shapeFixed && got.GetTypeLength() != int32(c.bytes) {
		t.Errorf("%s has %d bytes, want %d", c.name, got.GetTypeLength(), c.bytes)
	}
}

// TestStatisticsAreUnsigned: engines skip row groups by least and greatest
// value, so numbers past the sign bit must not be least.
func TestStatisticsAreUnsigned(t *testing.T) {
	table := mustOf(t, "stat", struct {
		Line []uint32 `nfi:"line"`
		Big  []uint64 `nfi:"big"`
	}{[]uint32{1, 1 << 31, 7}, []uint64{1, 1 << 63, 7}})
	var out bytes.Buffer
	if err := WriteParquet(&out, table); err != nil {
		t.Fatal(err)
	}
	chunks := openParquet(t, out.Bytes()).Footer.RowGroups[0].Columns
	for i, want := range [][2][]byte{
		{{1, 0, 0, 0}, {0, 0, 0, 0x80}},
		{{1, 0, 0, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0, 0, 0x80}},
	} {
		got := chunks[i].MetaData.Statistics
		if !bytes.Equal(got.MinValue, want[0]) || !bytes.Equal(got.MaxValue, want[1]) {
			t.Errorf("column %d from %x to %x, want %x", i, got.MinValue, got.MaxValue, want)
		}
	}
}

// TestParquetWithoutRows writes a file that other readers can open.
func TestParquetWithoutRows(t *testing.T) {
	var out bytes.Buffer
	if err := WriteParquet(&out, mustOf(t, "flat", &flatTable{})); err != nil {
		t.Fatal(err)
	}
	checkFooter(t, openParquet(t, out.Bytes()).Footer, mustOf(t, "flat", &flatTable{}))
}

func TestParquetRefusesLists(t *testing.T) {
	var out bytes.Buffer
	table := mustOf(t, "entry", randomList(rand.New(rand.NewPCG(1, 1)), 3))
	err := WriteParquet(&out, table)
	want := "table entry: column nums is a list, which Parquet files of ours have not"
	if err == nil || err.Error() != want || out.Len() > 0 {
		t.Errorf("got %v and %d bytes", err, out.Len())
	}
}

// TestBytesAreEqual writes one table many times over: same bytes whatever the
// processors, the earlier files or a journey through a stream.
func TestBytesAreEqual(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	table := mustOf(t, "flat", randomFlat(rand.New(rand.NewPCG(7, 8)), 30_000))
	var first []byte
	for _, processors := range []int{1, 2, 7} {
		runtime.GOMAXPROCS(processors)
		var file, journey bytes.Buffer
		if err := WriteParquet(&file, table); err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = file.Bytes()
		}
		if !bytes.Equal(file.Bytes(), first) {
			t.Errorf("with %d processors the file differs", processors)
		}
		digest, err := WriteIPC(&journey, table)
		if err != nil {
			t.Fatal(err)
		}
		if table, err = ReadIPC(&journey, digest, 1<<30); err != nil {
			t.Fatal(err)
		}
	}
}

// TestParquetBuffersAreReleased counts Arrow's buffers.
func TestParquetBuffersAreReleased(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	defer mem.AssertSize(t, 0)
	table := mustOf(t, "flat", randomFlat(rand.New(rand.NewPCG(7, 8)), 3_000))
	if err := writeParquet(io.Discard, table, 1_000, mem); err != nil {
		t.Fatal(err)
	}
}

// TestParquetWriteErrors fails the writer at every place it can.
func TestParquetWriteErrors(t *testing.T) {
	table := mustOf(t, "flat", randomFlat(rand.New(rand.NewPCG(7, 8)), 100))
	var whole bytes.Buffer
	if err := WriteParquet(&whole, table); err != nil {
		t.Fatal(err)
	}
	for limit := 0; limit < whole.Len(); limit += 31 {
		err := WriteParquet(&failing{left: limit, err: io.ErrClosedPipe}, table)
		if !errors.Is(err, io.ErrClosedPipe) {
			t.Fatalf("after %d bytes: %v", limit, err)
		}
	}
}

// closing fails the test if it is closed: a file belongs to who opened it.
type closing struct {
	io.Writer
	t *testing.T
}

func (c closing) Close() error {
	c.t.Error("the writer was closed")
	return nil
}

func TestWriterIsNotClosed(t *testing.T) {
	table := mustOf(t, "flat", randomFlat(rand.New(rand.NewPCG(7, 8)), 10))
	if err := WriteParquet(closing{io.Discard, t}, table); err != nil {
		t.Fatal(err)
	}
	if _, err := WriteIPC(closing{io.Discard, t}, table); err != nil {
		t.Fatal(err)
	}
}

// pairTable has the columns of an export: numbers, a few texts, dates.
type pairTable struct {
	Left     []uint32         `nfi:"left_line"`
	Right    []uint32         `nfi:"right_line"`
	Ordinal  []uint8          `nfi:"left_ordinal"`
	Weight   []int32          `nfi:"weight_millibits"`
	Bits     []float64        `nfi:"weight_bits"`
	Decision []string         `nfi:"decision"`
	DeleteBy []retention.Date `nfi:"delete_by"`
	Token    []token          `nfi:"token,null"`
}

func pairs(rows int) *pairTable {
	random := rand.New(rand.NewPCG(9, 9))
	return &pairTable{
		Left:     fill(rows, func(i int) uint32 { return uint32(i / 2) }),
		Right:    fill(rows, func(int) uint32 { return random.Uint32N(1 << 20) }),
		Ordinal:  fill(rows, func(int) uint8 { return uint8(random.UintN(3)) }),
		Weight:   fill(rows, func(int) int32 { return int32(random.IntN(30_000)) - 9_000 }),
		Bits:     fill(rows, func(int) float64 { return random.NormFloat64() }),
		Decision: fill(rows, func(i int) string { return []string{"same", "unsure"}[i&1] }),
		DeleteBy: fill(rows, func(int) retention.Date { return 46_000 }),
		Token:    fill(rows, func(int) token { return token{byte(some(random, 256)), 1: 1} }),
	}
}

// BenchmarkColumns measures a table of 49 bytes a row: wrapped, streamed, read
// back and exported.
func BenchmarkColumns(b *testing.B) {
	for _, rows := range []int{1_000, 100_000} {
		tables := pairs(rows)
		table := mustOf(b, "pair", tables)
		var stream bytes.Buffer
		digest, err := WriteIPC(&stream, table)
		if err != nil {
			b.Fatal(err)
		}
		for _, step := range []struct {
			name string
			run  func() error
		}{
			{"of", func() error { _, err := Of("pair", 3, testMeta(), tables); return err }},
			{"into", func() error { return Into(table, &pairTable{}) }},
			{"write_ipc", func() error { _, err := WriteIPC(io.Discard, table); return err }},
			{"read_ipc", func() error {
				_, err := ReadIPC(bytes.NewReader(stream.Bytes()), digest, 1<<30)
				return err
			}},
			{"write_parquet", func() error { return WriteParquet(io.Discard, table) }},
		} {
			b.Run(fmt.Sprintf("step=%s/rows=%d", step.name, rows), func(b *testing.B) {
				b.ReportAllocs()
				b.SetBytes(table.MemoryBytes())
				for b.Loop() {
					if err := step.run(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
