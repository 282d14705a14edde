package publish

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/xitongsys/parquet-go/reader"
	"github.com/xitongsys/parquet-go/source"

	"nfimatch/extract/retention"
	"nfimatch/match/result"
	"nfimatch/report"
	"nfimatch/report/rules"
)

func date(text string) retention.Date {
	d, err := retention.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

var testMeta = map[string]string{"nfi.as_of": "2026-11-01", "nfi.canon": "1", "nfi.encoding": "1",
	"nfi.exercise": "2026Q4", "nfi.key_id": "test", "nfi.source_sha256": "none",
	"nfi.spec": "test", "nfi.terms_sha256": "none"}

// inventedFlag is a flag of the tests and the reasons it has.
type inventedFlag struct {
	name, rule    string
	strength      rules.Strength
	dwelling      uint32
	annual, after int64
	reasons       []string
}

// invented lays flags out as report would, with weights made up from the codes.
func invented(flags []inventedFlag) *report.Tables {
	t := &report.Tables{Meta: testMeta}
	for i, flag := range flags {
		f, r, score := &t.Flags, &t.Reasons, int32(0)
		for ordinal, code := range flag.reasons {
			against := strings.HasPrefix(code, "-")
			code = strings.TrimPrefix(code, "-")
			millibits := int32(100 * len(code))
			if against {
				millibits = -millibits
			}
			score += millibits
			r.Flag = append(r.Flag, uint32(i+1))
			r.Ordinal = append(r.Ordinal, uint8(ordinal+1))
			r.Code = append(r.Code, code)
			r.For = append(r.For, !against)
			r.Millibits = append(r.Millibits, millibits)
			r.Dataset = append(r.Dataset, uint8(2*(1-ordinal%2)))
			r.Line = append(r.Line, uint32((1-ordinal%2)*(200+i)))
			r.Mention = append(r.Mention, 0)
			r.Date = append(r.Date, retention.Date(1-ordinal%2)*date("2025-12-01"))
			r.Terms = append(r.Terms, 1)
			r.DeleteBy = append(r.DeleteBy, date("2027-05-01"))
		}
		f.Flag = append(f.Flag, uint32(i+1))
		f.Case = append(f.Case, flag.name)
		f.Rule = append(f.Rule, flag.rule)
		f.RuleVersion = append(f.RuleVersion, 1)
		f.Dwelling = append(f.Dwelling, flag.dwelling)
		f.AccountLine = append(f.AccountLine, uint32(100+i))
		f.ScoreMillibits = append(f.ScoreMillibits, score)
		f.Strength = append(f.Strength, flag.strength)
		f.AnnualPence = append(f.AnnualPence, flag.annual)
		f.AfterCTRPence = append(f.AfterCTRPence, flag.after)
		f.ElectorsListed = append(f.ElectorsListed, 2)
		f.AdultsLeast = append(f.AdultsLeast, 2)
		f.AdultsMost = append(f.AdultsMost, uint16(2+i%2))
		f.Terms = append(f.Terms, 1)
		f.DeleteBy = append(f.DeleteBy, date("2027-05-01"))
	}
	return t
}

func threeFlags() *report.Tables {
	return invented([]inventedFlag{
		{"2026Q4-0001", "A0", rules.Strong, 2, 45000, 0,
			[]string{"registered_after_discount", "liable_found"}},
		{"2026Q4-0001", "A11", rules.Medium, 2, 45000, 0, []string{"ctr_partner"}},
		{"2026Q4-0002", "A1", rules.Weak, 0, rules.PenceUnknown, rules.PenceUnknown,
			[]string{"two_liable_names", "-names_may_be_one"}},
	})
}

// threeDwellings are dwellings of which the second is listed; pair i of each is
// different and unlikely, different and likely, unsure.
func threeDwellings() *result.Tables {
	m := &result.Tables{Meta: testMeta}
	fillEach(&m.Dwellings, 3)
	fillEach(&m.Occupants, 9)
	fillEach(&m.Pairs, 9)
	for i := range 3 {
		m.Dwellings.Dwelling[i] = uint32(i + 1)
		m.Dwellings.Sources[i] = 5
		m.Dwellings.DeleteBy[i] = date("2027-05-01")
	}
	for i := range 9 {
		m.Occupants.Dwelling[i] = uint32(i % 4) // 0 is nowhere
		m.Occupants.Dataset[i], m.Occupants.Line[i] = uint8(1+i/3), uint32(i)
		m.Occupants.Doubt[i] = uint8(i)
		m.Occupants.DeleteBy[i] = date("2027-05-01")
		m.Pairs.Dwelling[i] = uint32(1 + i/3)
		m.Pairs.LeftDataset[i], m.Pairs.RightDataset[i], m.Pairs.Scope[i] = 1, 2, 1
		m.Pairs.Decision[i] = []uint8{result.DecisionDifferent, result.DecisionDifferent,
			result.DecisionUnsure}[i%3]
		m.Pairs.WeightMillibits[i] = []int32{-4248, -4247, -9000}[i%3]
		m.Pairs.DeleteBy[i] = date("2027-05-01")
	}
	return m
}

// fillEach gives every slice of a table n zero rows.
func fillEach(table any, n int) {
	value := reflect.ValueOf(table).Elem()
	for i := range value.NumField() {
		value.Field(i).Set(reflect.MakeSlice(value.Field(i).Type(), n, n))
	}
}

// folder is a run's folder in memory.
type folder map[string]*file

type file struct {
	bytes.Buffer
	closed   bool
	writeErr error
	closeErr error
}

func (f *file) Write(b []byte) (int, error) {
	if f.writeErr != nil {
		return 0, f.writeErr
	}
	return f.Buffer.Write(b)
}

func (f *file) Close() error { f.closed = true; return f.closeErr }

func (f folder) create(name string) (io.WriteCloser, error) {
	f[name] = &file{}
	return f[name], nil
}

func written3(t *testing.T, keep retention.Date) folder {
	t.Helper()
	out := folder{}
	if err := Files(out.create, threeFlags(), threeDwellings(), keep); err != nil {
		t.Fatal(err)
	}
	for name, file := range out {
		if !file.closed {
			t.Errorf("%s was not closed", name)
		}
	}
	return out
}

func TestFlagsCSV(t *testing.T) {
	out := written3(t, 0)
	want := `flag,case,rule,rule_version,account_line,score_bits,strength,annual_value_pence,` +
		`after_ctr_pence,electors_listed,adults_least,adults_most,delete_by
1,2026Q4-0001,A0,1,100,3.700,Strong,45000,0,2,2,2,2027-05-01
2,2026Q4-0001,A11,1,101,1.100,Medium,45000,0,2,2,3,2027-05-01
3,2026Q4-0002,A1,1,102,0.000,Weak,,,2,2,2,2027-05-01
`
	if got := out["flags.csv"].String(); got != want {
		t.Errorf("flags.csv is\n%swant\n%s", got, want)
	}
	rows, err := csv.NewReader(&out["reasons.csv"].Buffer).ReadAll()
	if err != nil || len(rows) != 6 {
		t.Fatalf("reasons.csv has %d rows, error %v", len(rows), err)
	}
	wantReason := []string{"3", "2026Q4-0002", "2", "names_may_be_one", "against", "-1.600", "",
		"", "0", "", "The two names could be written for one person", "2027-05-01"}
	if !slices.Equal(rows[5], wantReason) {
		t.Errorf("reason is %q, want %q", rows[5], wantReason)
	}
	if got := rows[1][6:9]; !slices.Equal(got, []string{"electoral_register", "200", "0"}) {
		t.Errorf("the first reason was read at %q", got)
	}
}

// memoryFile is what the second reader of Parquet wants for a file.
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

// column reads one column of a Parquet file with a reader that shares no code
// with the writer.
func column(t *testing.T, f *file, name string) (values []any) {
	t.Helper()
	content := f.Bytes()
	r, err := reader.NewParquetColumnReader(memoryFile{bytes.NewReader(content), content}, 1)
	if err != nil {
		t.Fatal(err)
	}
	for i, element := range r.Footer.Schema[1:] {
		if strings.EqualFold(element.Name, name) {
			values, _, _, err = r.ReadColumnByIndex(int64(i), r.GetNumRows())
			break
		}
	}
	if err != nil {
		t.Fatalf("column %s: %v", name, err)
	}
	if values == nil && r.GetNumRows() > 0 {
		t.Fatalf("there is no column %s", name)
	}
	return values
}

// Every Parquet file is read back by another library.
func TestParquet(t *testing.T) {
	out := written3(t, 0)
	for _, tt := range []struct {
		file, column string
		want         []any
	}{
		{"flags", "case", []any{"2026Q4-0001", "2026Q4-0001", "2026Q4-0002"}},
		{"flags", "score_bits", []any{3.7, 1.1, 0.0}},
		{"flags", "after_ctr_pence", []any{int64(0), int64(0), int64(-1)}},
		{"flags", "strength", []any{"Strong", "Medium", "Weak"}},
		{"reasons", "dataset", []any{"electoral_register", nil, "electoral_register",
			"electoral_register", nil}},
		{"reasons", "side", []any{"for", "for", "for", "for", "against"}},
		// Of the listed dwelling 2: every pair, the unlikely different one too.
		{"pairs", "dwelling", []any{int32(2), int32(2), int32(2)}},
		{"pairs", "decision", []any{"different", "different", "unsure"}},
		{"pairs", "weight_bits", []any{-4.248, -4.247, -9.0}},
		{"pairs", "probability", []any{0.049998, 0.050031, 0.001949}},
		{"occupants", "dwelling", []any{int32(2), int32(2)}},
		{"occupants", "doubt", []any{"uprn", "uprn+unit"}},
		{"dwellings", "dwelling", []any{int32(2)}},
		{"dwellings", "sources", []any{"council_tax+ctr"}},
	} {
		if got := column(t, out[tt.file+".parquet"], tt.column); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s.parquet: %s is %v, want %v", tt.file, tt.column, got, tt.want)
		}
	}
}

// Everybody is kept on request, those placed nowhere too, and no longer than was
// asked for; of the dwellings that are not listed, the likely pairs alone.
func TestKeepPairs(t *testing.T) {
	out := written3(t, date("2026-12-31"))
	for name, rows := range map[string]int{"pairs": 7, "occupants": 9, "dwellings": 3} {
		days := column(t, out[name+".parquet"], "delete_by")
		if len(days) != rows {
			t.Errorf("%s.parquet has %d rows, want %d", name, len(days), rows)
		}
		for _, day := range days {
			if want := date("2026-12-31").UnixDays(); day != want {
				t.Errorf("%s.parquet: delete by %v, want %v", name, day, want)
			}
		}
	}
	later := written3(t, date("2030-01-01"))
	for _, day := range column(t, later["pairs.parquet"], "delete_by") {
		if want := date("2027-05-01").UnixDays(); day != want {
			t.Errorf("kept beyond the terms of the sources: %v, want %v", day, want)
		}
	}
	if got := column(t, later["flags.parquet"], "delete_by"); len(got) != 3 {
		t.Errorf("flags.parquet has %d rows", len(got))
	}
}

func TestEmptyList(t *testing.T) {
	out := folder{}
	if err := Files(out.create, &report.Tables{Meta: testMeta}, &result.Tables{}, 0); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(out["flags.csv"].String(), "\n"); got != 1 {
		t.Errorf("flags.csv of no flag has %d lines, want its header", got)
	}
	if len(out) != 7 {
		t.Errorf("%d files, want 7", len(out))
	}
}

func TestSameBytes(t *testing.T) {
	first, again := written3(t, 0), written3(t, 0)
	for name, file := range first {
		if !bytes.Equal(file.Bytes(), again[name].Bytes()) {
			t.Errorf("%s differs from run to run", name)
		}
	}
}

// An error of a file names it, whether it cannot be made, written or closed.
func TestFileErrors(t *testing.T) {
	disk := errors.New("disk full")
	for _, tt := range []struct {
		create Create
		want   string
	}{
		{func(string) (io.WriteCloser, error) { return nil, disk }, "create flags.parquet: disk full"},
		{func(string) (io.WriteCloser, error) { return &file{closeErr: disk}, nil },
			"close flags.parquet: disk full"},
		{func(name string) (io.WriteCloser, error) {
			if name == "reasons.csv" {
				return &file{writeErr: disk}, nil
			}
			return &file{}, nil
		}, "write reasons.csv: disk full"},
	} {
		err := Files(tt.create, threeFlags(), threeDwellings(), 0)
		if !errors.Is(err, disk) || err.Error() != tt.want {
			t.Errorf("got error %v, want %s", err, tt.want)
		}
	}
}

// math.Exp2 is the other way to the same number; ours differs from it by no more
// than the last decimal shown.
func TestProbability(t *testing.T) {
	for millibits := int32(-40_000); millibits <= 40_000; millibits++ {
		odds := math.Exp2(float64(millibits) / 1000)
		if got, want := Probability(millibits), odds/(1+odds); math.Abs(got-want) > 5.1e-7 {
			t.Fatalf("probability of %d is %v, want %v", millibits, got, want)
		}
	}
	for _, tt := range []struct {
		millibits int32
		want      float64
	}{{math.MinInt32, 0}, {0, 0.5}, {math.MaxInt32, 1}} {
		if got := Probability(tt.millibits); got != tt.want {
			t.Errorf("probability of %d is %v, want %v", tt.millibits, got, tt.want)
		}
	}
}

func TestTexts(t *testing.T) {
	for _, tt := range [][2]string{
		{"=1+1", "'=1+1"}, {"+44", "'+44"}, {"-1.200", "-1.200"}, {"-A1", "'-A1"}, {"@x", "'@x"},
		{"\tx", "'\tx"}, {"", ""}, {"2026Q4-0001", "2026Q4-0001"},
	} {
		if got := SpreadsheetSafe(tt[0]); got != tt[1] {
			t.Errorf("%q becomes %q, want %q", tt[0], got, tt[1])
		}
	}
}
