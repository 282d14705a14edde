package columns

import (
	"strings"
	"testing"

	"nfimatch/extract/retention"
)

// TestOfFaults fixes what is refused and the words it is refused in: the table,
// the column and the rule.
func TestOfFaults(t *testing.T) {
	for _, tt := range []struct {
		tables any
		want   string
	}{
		{7, "must be a struct of slices, or a pointer to one"},
		{struct{}{}, "must have 1 to 256 columns"},
		{struct {
			A []int8 `nfi:"a"`
		}{}, "column a has type []int8, which is no column"},
		{struct {
			A [][5000]byte `nfi:"a"`
		}{}, "column a has type [][5000]uint8, which is no column"},
		{struct {
			A uint32 `nfi:"a"`
		}{}, "column a has type uint32, which is no column"},
		{struct {
			A []uint8 `nfi:"Aa"`
		}{}, "field A must be tagged with a lower-case name"},
		{struct {
			A []uint8 `nfi:"a,nil"`
		}{}, "column a may have the option null and no other"},
		{struct {
			a []uint8 `nfi:"a"`
		}{}, "column a must be an exported field"},
		{struct {
			A []uint8 `nfi:"a"`
			B []uint8 `nfi:"a"`
		}{}, "column a is declared twice"},
		{struct {
			A List `nfi:"a,null"`
		}{}, "column a is a list and must not be null"},
		{struct {
			A []uint8 `nfi:"a"`
			B []uint8 `nfi:"b"`
		}{A: make([]uint8, 2)}, "column b has 0 rows, column a has 2"},
	} {
		wantFault(t, tt.tables, tt.want)
	}
	if _, err := Of("Table", 1, testMeta(), &flatTable{}); err == nil {
		t.Error("a name in upper case was accepted")
	}
}

// TestOfValueFaults is TestOfFaults of values instead of types.
func TestOfValueFaults(t *testing.T) {
	type dated struct {
		Day []retention.Date `nfi:"day"`
	}
	type datedNull struct {
		Day []retention.Date `nfi:"day,null"`
	}
	type listed struct {
		Nums List `nfi:"nums"`
	}
	type texts struct {
		Text []string `nfi:"text"`
	}
	long := strings.Repeat("x", 1<<20)
	for _, tt := range []struct {
		tables any
		want   string
	}{
		{dated{[]retention.Date{1, 0}}, "column day row 2 must hold a date"},
		{datedNull{[]retention.Date{0, retention.LastDate + 1}}, "column day row 2 must hold a date"},
		{datedNull{[]retention.Date{-1}}, "column day row 1 must hold a date"},
		{texts{[]string{"a", "\xff"}}, "column text row 2 must be UTF-8"},
		{texts{fill(2049, func(int) string { return long })},
			"column text must hold at most 2147483647 bytes of text"},
		{listed{List{Values: []uint32{1}}},
			"column nums must have offsets from 0 to the number of values"},
		{listed{List{[]int32{1, 1}, []uint32{1}}},
			"column nums must have offsets from 0 to the number of values"},
		{listed{List{[]int32{0, 1, 0, 1}, []uint32{1}}},
			"column nums row 2 must not end before it begins"},
	} {
		wantFault(t, tt.tables, tt.want)
	}
}

func wantFault(t *testing.T, tables any, want string) {
	t.Helper()
	_, err := Of("table", 1, testMeta(), tables)
	if want := "table table: " + want; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestMetaFaults(t *testing.T) {
	tables := struct {
		Line []uint32 `nfi:"line"`
	}{[]uint32{1}}
	for _, tt := range []struct {
		change  func(map[string]string)
		version int
		want    string
	}{
		{func(m map[string]string) {}, 0, "metadata nfi.version must be a number from 1 to 65535"},
		{func(m map[string]string) { m["nfi.rows"] = "1" }, 1,
			"metadata nfi.rows is written by Of, not given"},
		{func(m map[string]string) { m["other"] = "1" }, 1,
			"metadata keys must be nfi. and a lower-case name"},
		{func(m map[string]string) { m["nfi.key_id"] = "" }, 1,
			"metadata nfi.key_id must not be empty"},
		{func(m map[string]string) { m["nfi.key_id"] = "\xff" }, 1,
			"metadata nfi.key_id must be UTF-8"},
		{func(m map[string]string) { m["nfi.x"] = strings.Repeat("x", MetaBytesMax) }, 1,
			"metadata must hold at most 262144 bytes"},
		{func(m map[string]string) {
			for i := range MetaKeysMax {
				m["nfi.x"+strings.Repeat("x", i)] = "x"
			}
		}, 1, "metadata must have at most 64 keys"},
	} {
		meta := testMeta()
		tt.change(meta)
		_, err := Of("table", tt.version, meta, tables)
		if want := "table table: " + tt.want; err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	for _, key := range RequiredMeta() {
		meta := testMeta()
		delete(meta, key)
		_, err := Of("table", 1, meta, tables)
		if want := "table table: metadata " + key + " is missing"; err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestIntoFaults(t *testing.T) {
	table := mustOf(t, "entry", struct {
		Line []uint32 `nfi:"line"`
		Code []uint32 `nfi:"code,null"`
		Nums List     `nfi:"nums"`
	}{Nums: List{Offsets: []int32{0}}})
	for _, tt := range []struct {
		dst  any
		want string
	}{
		{struct{}{}, "must be read into a pointer to a struct"},
		{&struct {
			A []uint8 `nfi:"a"`
		}{}, "column a is missing"},
		{&struct {
			A []uint16 `nfi:"line"`
		}{}, "column line has type uint32, want uint16"},
		{&struct {
			A []retention.Date `nfi:"line"`
		}{}, "column line has type uint32, want date32"},
		{&struct {
			A []uint32 `nfi:"nums"`
		}{}, "column nums has type list<item: uint32>, want uint32"},
		{&struct {
			A []uint32 `nfi:"line,null"`
		}{}, "column line is never null, want nullable"},
		{&struct {
			A []uint32 `nfi:"code"`
		}{}, "column code may be null, want never null"},
	} {
		err := Into(table, tt.dst)
		if want := "table entry: " + tt.want; err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
