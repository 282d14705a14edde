package columns

import (
	"bytes"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"unsafe"

	"nfimatch/extract/retention"
)

type (
	token [16]byte
	role  uint8
	word  string
	words []word
)

// flatTable has every type of column but a list, each with and without nulls.
type flatTable struct {
	Skipped   map[string]int   // no tag: no column
	Byte      []uint8          `nfi:"byte"`
	Role      []role           `nfi:"role,null"`
	Short     []uint16         `nfi:"short"`
	ShortNull []uint16         `nfi:"short_null,null"`
	Line      []uint32         `nfi:"line"`
	Code      []uint32         `nfi:"code,null"`
	Big       []uint64         `nfi:"big"`
	BigNull   []uint64         `nfi:"big_null,null"`
	Bits      []int32          `nfi:"bits"`
	BitsNull  []int32          `nfi:"bits_null,null"`
	Pence     []int64          `nfi:"pence"`
	PenceNull []int64          `nfi:"pence_null,null"`
	Share     []float64        `nfi:"share"`
	ShareNull []float64        `nfi:"share_null,null"`
	Yes       []bool           `nfi:"yes"`
	YesNull   []bool           `nfi:"yes_null,null"`
	DeleteBy  []retention.Date `nfi:"delete_by"`
	From      []retention.Date `nfi:"from,null"`
	Text      []string         `nfi:"text"`
	Words     words            `nfi:"words,null"`
	Key       [][16]byte       `nfi:"key"`
	Token     []token          `nfi:"token,null"`
	Pair      [][2]byte        `nfi:"pair,null"`
	Four      [][4]byte        `nfi:"four,null"`
	Odd       [][3]byte        `nfi:"odd,null"`
	Filter    [][8]uint64      `nfi:"filter,null"`
	Mask      [][64]byte       `nfi:"mask"`
}

type listTable struct {
	Line []uint32 `nfi:"line"`
	Nums List     `nfi:"nums"`
	Ids  List     `nfi:"ids"`
}

func testMeta() map[string]string {
	meta := map[string]string{"nfi.purpose": "a test; ünïcode"}
	for _, key := range RequiredMeta() {
		meta[key] = "value of " + key
	}
	return meta
}

// some returns a random number below n, and 0 about every third time.
func some(random *rand.Rand, n uint64) uint64 {
	if random.IntN(3) == 0 {
		return 0
	}
	return random.Uint64N(n)
}

func fill[T any](rows int, value func(i int) T) []T {
	if rows == 0 {
		return nil
	}
	values := make([]T, rows)
	for i := range values {
		values[i] = value(i)
	}
	return values
}

func randomFlat(random *rand.Rand, rows int) *flatTable {
	number := func() uint64 { return some(random, math.MaxUint64) }
	date := func(least int) retention.Date {
		if least == 0 && random.IntN(3) == 0 {
			return 0
		}
		return retention.FirstDate + retention.Date(random.IntN(int(retention.LastDate)))
	}
	text := func() string { return strings.Repeat("é,\"x", int(some(random, 4))) }
	float := func() float64 {
		return []float64{0, 1.5, math.Copysign(0, -1), math.Inf(1)}[random.IntN(4)]
	}
	t := &flatTable{
		Byte:      fill(rows, func(int) uint8 { return uint8(number()) }),
		Role:      fill(rows, func(int) role { return role(number()) }),
		Short:     fill(rows, func(int) uint16 { return uint16(number()) }),
		ShortNull: fill(rows, func(int) uint16 { return uint16(number()) }),
		Line:      fill(rows, func(i int) uint32 { return math.MaxUint32 - uint32(i) }),
		Code:      fill(rows, func(int) uint32 { return uint32(number()) }),
		Big:       fill(rows, func(int) uint64 { return number() }),
		BigNull:   fill(rows, func(int) uint64 { return number() }),
		Bits:      fill(rows, func(int) int32 { return int32(number()) }),
		BitsNull:  fill(rows, func(int) int32 { return int32(number()) }),
		Pence:     fill(rows, func(int) int64 { return int64(number()) }),
		PenceNull: fill(rows, func(int) int64 { return int64(number()) }),
		Share:     fill(rows, func(int) float64 { return float() }),
		ShareNull: fill(rows, func(int) float64 { return float() }),
		Yes:       fill(rows, func(int) bool { return number() > 0 }),
		YesNull:   fill(rows, func(int) bool { return number() > 0 }),
		DeleteBy:  fill(rows, func(int) retention.Date { return date(1) }),
		From:      fill(rows, func(int) retention.Date { return date(0) }),
		Text:      fill(rows, func(int) string { return text() }),
		Words:     fill(rows, func(int) word { return word(text()) }),
		Key:       fill(rows, func(int) [16]byte { return [16]byte{15: byte(number())} }),
		Token:     fill(rows, func(int) token { return token{7: byte(number())} }),
		Pair:      fill(rows, func(int) [2]byte { return [2]byte{1: byte(number())} }),
		Four:      fill(rows, func(int) [4]byte { return [4]byte{2: byte(number())} }),
		Odd:       fill(rows, func(int) [3]byte { return [3]byte{2: byte(number())} }),
		Filter:    fill(rows, func(int) [8]uint64 { return [8]uint64{7: number()} }),
		Mask:      fill(rows, func(int) [64]byte { return [64]byte{63: byte(number())} }),
	}
	return t
}

// allNull returns rows rows of zero values, null wherever a column may be.
func allNull(rows int) *flatTable {
	t := &flatTable{}
	value := reflect.ValueOf(t).Elem()
	for i := 1; i < value.NumField(); i++ {
		value.Field(i).Set(reflect.MakeSlice(value.Field(i).Type(), rows, rows))
	}
	for i := range t.DeleteBy {
		t.DeleteBy[i] = retention.FirstDate // it is never null
	}
	return t
}

func randomList(random *rand.Rand, rows int) *listTable {
	list := func() List {
		l := List{Offsets: []int32{0}, Values: []uint32{}}
		for range rows {
			for range some(random, 5) {
				l.Values = append(l.Values, random.Uint32())
			}
			l.Offsets = append(l.Offsets, int32(len(l.Values)))
		}
		return l
	}
	line := fill(rows, func(i int) uint32 { return uint32(i) })
	return &listTable{line, list(), list()}
}

// mustOf builds a table that has no fault.
func mustOf(t testing.TB, name string, tables any) *Table {
	t.Helper()
	table, err := Of(name, 3, testMeta(), tables)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// sameStruct reports a difference; slices that view no element are equal to nil.
func sameStruct(t *testing.T, what string, got, want any) {
	t.Helper()
	g, w := reflect.ValueOf(got).Elem(), reflect.ValueOf(want).Elem()
	for i := range g.NumField() {
		a, b := g.Field(i).Interface(), w.Field(i).Interface()
		if list, ok := a.(List); ok && len(list.Values) == 0 {
			list.Values = []uint32{}
			a = list
		}
		if bothEmpty := reflect.ValueOf(a).Kind() == reflect.Slice &&
			reflect.ValueOf(a).Len() == 0 && reflect.ValueOf(b).Len() == 0; bothEmpty {
			continue
		}
		if !reflect.DeepEqual(a, b) {
			t.Fatalf("%s: %s: got %v, want %v", what, g.Type().Field(i).Name, a, b)
		}
	}
}

var rowCounts = []int{0, 1, 7, 8, 9, 64, 65, 1000}

// TestTableSurvives takes random tables through a record, and through a stream,
// and wants the same table and the same bytes again.
func TestTableSurvives(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, rows := range rowCounts {
		for name, want := range map[string]any{
			"flat": randomFlat(random, rows), "list": randomList(random, rows),
			"null": allNull(rows),
		} {
			empty := func() any { return reflect.New(reflect.TypeOf(want).Elem()).Interface() }
			table := mustOf(t, name, want)
			got := empty()
			if err := Into(table, got); err != nil {
				t.Fatal(err)
			}
			sameStruct(t, name+" through a record", got, want)

			var stream, again bytes.Buffer
			digest, err := WriteIPC(&stream, table)
			if err != nil {
				t.Fatal(err)
			}
			read, err := ReadIPC(bytes.NewReader(stream.Bytes()), digest, int64(stream.Len()))
			if err != nil {
				t.Fatalf("%s of %d rows: %v", name, rows, err)
			}
			got = empty()
			if err := Into(read, got); err != nil {
				t.Fatal(err)
			}
			sameStruct(t, name+" through a stream", got, want)
			checkHead(t, read, table)
			second, err := WriteIPC(&again, mustOf(t, name, got))
			if err != nil || second != digest || !bytes.Equal(again.Bytes(), stream.Bytes()) {
				t.Errorf("%s of %d rows: written again, the stream differs (%v)", name, rows, err)
			}
			read.Release()
			sameStruct(t, name+" after release", got, want)
		}
	}
}

func checkHead(t *testing.T, got, want *Table) {
	t.Helper()
	if got.Name() != want.Name() || got.Version() != 3 || got.Rows() != want.Rows() {
		t.Errorf("head is %s %d %d", got.Name(), got.Version(), got.Rows())
	}
	if !reflect.DeepEqual(got.GivenMeta(), testMeta()) {
		t.Errorf("metadata is %v, want %v", got.GivenMeta(), testMeta())
	}
	if got.Meta(MetaTable) != want.Name() || got.Meta(MetaVersion) != "3" || got.Meta("x") != "" {
		t.Errorf("own metadata is %q %q", got.Meta(MetaTable), got.Meta(MetaVersion))
	}
	if got.Rows() > 0 && got.MemoryBytes() == 0 {
		t.Error("a table of rows has no bytes")
	}
}

// TestViewsShareMemory wants no copy in either direction where layouts agree.
func TestViewsShareMemory(t *testing.T) {
	want := randomFlat(rand.New(rand.NewPCG(1, 1)), 10)
	var got flatTable
	if err := Into(mustOf(t, "flat", want), &got); err != nil {
		t.Fatal(err)
	}
	list, listGot := randomList(rand.New(rand.NewPCG(1, 1)), 10), listTable{}
	if err := Into(mustOf(t, "list", list), &listGot); err != nil {
		t.Fatal(err)
	}
	for name, same := range map[string]bool{
		"line":   unsafe.SliceData(got.Line) == unsafe.SliceData(want.Line),
		"code":   unsafe.SliceData(got.Code) == unsafe.SliceData(want.Code),
		"token":  unsafe.SliceData(got.Token) == unsafe.SliceData(want.Token),
		"filter": unsafe.SliceData(got.Filter) == unsafe.SliceData(want.Filter),
		"nums":   unsafe.SliceData(listGot.Nums.Values) == unsafe.SliceData(list.Nums.Values),
		"from":   unsafe.SliceData(listGot.Nums.Offsets) == unsafe.SliceData(list.Nums.Offsets),
	} {
		if !same {
			t.Errorf("%s was copied", name)
		}
	}
}

// TestIntoOtherAlignment reads bytes as words where the bytes begin anywhere.
func TestIntoOtherAlignment(t *testing.T) {
	type asBytesTable struct {
		Bits [][64]byte `nfi:"bits"`
	}
	type asWordsTable struct {
		Bits [][8]uint64 `nfi:"bits"`
	}
	memory := make([]byte, 129)
	for i := range memory {
		memory[i] = byte(i)
	}
	for start := range 2 {
		odd := asBytesTable{as[[64]byte](memory[start:], 2)}
		var got asWordsTable
		if err := Into(mustOf(t, "bits", odd), &got); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(asBytes(got.Bits), memory[start:start+128]) {
			t.Errorf("bytes from %d read as %x", start, got.Bits)
		}
	}
}

func TestIntoSubset(t *testing.T) {
	want := randomFlat(rand.New(rand.NewPCG(1, 1)), 10)
	var got struct {
		From []retention.Date `nfi:"from,null"`
		Line []uint32         `nfi:"line"`
	}
	if err := Into(mustOf(t, "flat", want), &got); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.From, want.From) || !reflect.DeepEqual(got.Line, want.Line) {
		t.Errorf("got %v", got)
	}
}

func TestListRows(t *testing.T) {
	list := List{[]int32{0, 2, 2, 3}, []uint32{7, 8, 9}}
	want := [][]uint32{{7, 8}, {}, {9}}
	for i := range list.Rows() {
		if !reflect.DeepEqual(list.Row(i), want[i]) {
			t.Errorf("row %d is %v, want %v", i, list.Row(i), want[i])
		}
	}
	if list.Rows() != 3 || (List{}).Rows() != 0 {
		t.Errorf("%d rows and %d", list.Rows(), List{}.Rows())
	}
}
