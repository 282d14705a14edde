package extract

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"nfimatch/extract/delimited"
	"nfimatch/extract/layout"
	"nfimatch/extract/row"
)

// reread reads lines of files again and returns their fields as text, by line.
func reread(t testing.TB, dataset row.Dataset, paths, digests []string, lines []row.Line) (
	map[row.Line][]string, error,
) {
	t.Helper()
	got := make(map[row.Line][]string)
	err := Reread(t.Context(), Source{dataset, paths, 3, ""}, digests, lines, func(r SourceRow) error {
		if _, twice := got[r.Line]; twice {
			t.Errorf("row %d is given twice", r.Line)
		}
		for _, field := range r.Fields {
			if field.Text.Len() == 0 || !utf8.Valid(field.Text.Reveal()) {
				t.Errorf("row %d: %s is empty or no UTF-8", r.Line, field.Name)
			}
			got[r.Line] = append(got[r.Line], field.Name+"="+string(field.Text.Reveal()))
		}
		r.Clear()
		for _, field := range r.Fields {
			if strings.Trim(string(field.Text.Reveal()), "\x00") != "" {
				t.Errorf("row %d: Clear leaves %s readable", r.Line, field.Name)
			}
		}
		return nil
	})
	return got, err
}

func digestsOf(summary Summary) (digests []string) {
	for _, file := range summary.Files {
		digests = append(digests, file.SHA256)
	}
	return digests
}

// compareReread reads files, and then the rows that were kept again: all of them,
// and every third one. It returns the rows as they were reread.
func compareReread(t *testing.T, dataset row.Dataset, codes *Codes, paths ...string) (
	whole map[row.Line][]string,
) {
	t.Helper()
	rows, summary, err := readAll(t, dataset, codes, paths...)
	if err != nil {
		t.Fatal(err)
	}
	var all []row.Line
	for _, one := range rows {
		all = append(all, one.line)
	}
	for _, every := range []int{3, 1} {
		var wanted []row.Line
		for i := 0; i < len(all); i += every {
			wanted = append(wanted, all[i])
		}
		got, err := reread(t, dataset, paths, digestsOf(summary), wanted)
		if err != nil || len(got) != len(wanted) {
			t.Fatalf("%d of %d rows were reread: %v", len(got), len(wanted), err)
		}
		for _, one := range rows {
			if !slices.Contains(wanted, one.line) {
				continue
			}
			compareFields(t, dataset, one, got[one.line])
		}
		whole = got
	}
	return whole
}

// compareFields compares a row as it was read with the same row reread: its text
// fields are equal, all others are codes, and the order is the specification's.
func compareFields(t *testing.T, dataset row.Dataset, want seen, got []string) {
	t.Helper()
	spec, before, texts := layout.Of(dataset), -1, 0
	for _, one := range got {
		name, text, _ := strings.Cut(one, "=")
		at := slices.IndexFunc(spec.Fields, func(f layout.Field) bool { return f.Name == name })
		if at <= before {
			t.Errorf("row %d: %s is out of order", want.line, name)
		}
		before = at
		if spec.Fields[at].Kind == layout.KindCode {
			continue
		}
		texts++
		if want.fields[name] != text {
			t.Errorf("row %d: %s was read as %q and is reread as %q", want.line, name,
				want.fields[name], text)
		}
	}
	if texts != len(want.fields) {
		t.Errorf("row %d: %d text fields, want %d", want.line, texts, len(want.fields))
	}
}

// TestRereadOfTinyCouncil rereads every row of a council, and holds its codes to
// what the standard library reads in their column.
func TestRereadOfTinyCouncil(t *testing.T) {
	folder := filepath.FromSlash("../fixtures/council/testdata/tiny")
	codes, err := ReadCodes(filepath.Join(folder, "codes.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, dataset := range row.Datasets {
		path := filepath.Join(folder, dataset.String()+".csv")
		got := compareReread(t, dataset, codes, path)
		if dataset != row.CouncilTax {
			continue
		}
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		lines, err := csv.NewReader(file).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		column, coded := slices.Index(lines[0], "Discount code"), 0
		for line, fields := range got {
			want := "discount_code=" + lines[line][column]
			if lines[line][column] != "" {
				coded++
				if !slices.Contains(fields, want) {
					t.Errorf("row %d has not its code", line)
				}
			}
		}
		if coded == 0 {
			t.Error("no account has a code")
		}
	}
}

// TestRereadOfSplitFiles: rows of parts are numbered on, over preambles, blank
// lines, repeated headers, trailers, faulty rows and quoted line ends.
func TestRereadOfSplitFiles(t *testing.T) {
	const header = "Account ref|Surname|Address 1|Address 4|Address 5|Address 6|Discount code|\n"
	first := write(t, "a.csv", "Council of Example\n"+header+
		"001|Okonkwo|1 High St|Exampleton| |Shire|spd|\n\n"+
		"002|\"Two\nlines \"\"and\"\" quotes\"|2 High St|||East|-|\n"+
		header+ // as on the next page of a report
		"003|\"Broken|3 High St||||SPD|\n"+
		"004|too|few\n"+
		"005|\"few\n006|er\"|x\n"+ // two rows, since the quote may have swallowed the second
		"007|J\xf6rg \xff\x81|5 High St|=1+1|@x|\tz|D25|\n")
	second := write(t, "b.csv", header+"8.01E+11|Rounded|6 High St||||SPD|\n"+
		"009|\x01\x1f\x7fZo\u00eb\u202e|7 High St|||| STU |\n3 rows selected\n")
	codes := codesOf(t, "Discount code,SPD,single_person", "Discount code,D25,disregard_25",
		"Discount code,STU,student")
	got := compareReread(t, row.CouncilTax, codes, first, second)
	want := map[row.Line]string{
		1: "account_reference=001;surname=Okonkwo;address_1=1 High St;address_4=Exampleton, Shire;" +
			"discount_code=spd",
		2: "account_reference=002;surname=Two\nlines \"and\" quotes;address_1=2 High St;" +
			"address_4=East;discount_code=-",
		7: "account_reference=007;surname=J\u00f6rg \u00ff\ufffd;address_1=5 High St;" +
			"address_4==1+1, @x, z;discount_code=D25",
		9: "account_reference=009;surname=\x01\x1f\x7fZo\u00eb\u202e;address_1=7 High St;" +
			"discount_code=STU",
	}
	for line, fields := range want {
		if joined := strings.Join(got[line], ";"); joined != fields {
			t.Errorf("row %d is %q, want %q", line, joined, fields)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d rows, want %d", len(got), len(want))
	}
}

// TestRereadOfDamagedFiles: whatever Read keeps of files with faults everywhere is
// reread the same, and nothing else can be.
func TestRereadOfDamagedFiles(t *testing.T) {
	tried := 0
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 5))
		damage := make([]byte, 40)
		for i := range damage {
			damage[i] = byte(random.IntN(256))
			if fault := damage[i] % 16; fault == 9 || fault == 11 { // they refuse the whole file
				damage[i] -= fault
			}
		}
		dataset := []row.Dataset{row.ElectoralRegister, row.CTR}[seed%2]
		path := write(t, "f.csv", faulty(dataset, secretsOf(random, 50), damage))
		rows, summary, err := readAll(t, dataset, nil, path)
		if err != nil || len(rows) == 0 {
			continue
		}
		tried++
		compareReread(t, dataset, nil, path)
		for line := row.Line(1); int(line) <= summary.Counts.Read+1; line++ {
			kept := slices.ContainsFunc(rows, func(one seen) bool { return one.line == line })
			got, err := reread(t, dataset, []string{path}, digestsOf(summary), []row.Line{line})
			if kept != (err == nil) || len(got) == 1 != kept {
				t.Fatalf("seed %d: row %d, kept %v: %d rows, %v", seed, line, kept, len(got), err)
			}
		}
	}
	if tried < 15 {
		t.Errorf("only %d files could be read", tried)
	}
}

// changeable is a source of two parts that can be read.
func changeable(t *testing.T) (source Source, digests []string) {
	const header = "Account reference,Surname,Address 1,Discount code\n"
	paths := []string{write(t, "a.csv", header+"001,Okonkwo,1 High St,\n002,Smith,2 High St,\n"),
		write(t, "b.csv", header+"003,Patel,3 High St,\n")}
	_, summary, err := readAll(t, row.CouncilTax, nil, paths...)
	if err != nil {
		t.Fatal(err)
	}
	return Source{row.CouncilTax, paths, 3, ""}, digestsOf(summary)
}

func alter(t *testing.T, path string, change func([]byte) []byte) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, change(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestRereadRefusesChangedFiles: a byte changed in any file, before the wanted rows
// or after them, and no row is given.
func TestRereadRefusesChangedFiles(t *testing.T) {
	changes := map[string]func([]byte) []byte{
		"first byte": func(b []byte) []byte { b[0] ^= 1; return b },
		"last byte":  func(b []byte) []byte { b[len(b)-1] = ' '; return b },
		"longer":     func(b []byte) []byte { return append(b, '\n') },
		"cut":        func(b []byte) []byte { return b[:len(b)-1] },
		"empty":      func([]byte) []byte { return nil },
		"not CSV":    func([]byte) []byte { return []byte("PK\x03\x04\x00") },
	}
	for name, change := range changes {
		for part, base := range []string{"a.csv", "b.csv"} {
			source, digests := changeable(t)
			alter(t, source.Paths[part], change)
			err := Reread(t.Context(), source, digests, []row.Line{1}, func(SourceRow) error {
				t.Errorf("%s of %s: a row is given", name, base)
				return nil
			})
			var changed *ChangedError
			if !errors.As(err, &changed) || changed.File != base ||
				!strings.HasPrefix(err.Error(), base+" is not the file that was read before: ") {
				t.Errorf("%s of %s: %v", name, base, err)
			}
		}
	}
	source, digests := changeable(t)
	source.Paths[1] = filepath.Dir(source.Paths[1])
	var changed *ChangedError
	if err := Reread(t.Context(), source, digests, nil, nil); !errors.As(err, &changed) {
		t.Errorf("a folder for a file: %v", err)
	}
	source.Paths[1] = filepath.Join(source.Paths[1], "none.csv")
	err := Reread(t.Context(), source, digests, nil, nil)
	if !errors.Is(err, fs.ErrNotExist) || strings.Contains(err.Error(), string(filepath.Separator)) {
		t.Errorf("no file: %v", err)
	}
}

// TestRereadSeesAChangeAfterHashing changes a file once all have been hashed.
func TestRereadSeesAChangeAfterHashing(t *testing.T) {
	replaced := func(old, new string) func([]byte) []byte {
		return func(b []byte) []byte { return bytes.Replace(b, []byte(old), []byte(new), 1) }
	}
	changes := map[string]func([]byte) []byte{
		"one byte":   replaced("Patel", "Patil"),
		"no header":  func(b []byte) []byte { return b[20:] },
		"other file": func([]byte) []byte { return []byte("Elector number,Surname\n1,N\n") },
		"broken row": replaced("003", `"03`),
		"NUL byte":   func(b []byte) []byte { return append(b, 0) },
	}
	for name, change := range changes {
		source, digests := changeable(t)
		err := Reread(t.Context(), source, digests, []row.Line{1, 3}, func(r SourceRow) error {
			if r.Line == 1 {
				alter(t, source.Paths[1], change)
			}
			return nil
		})
		var changed *ChangedError
		if !errors.As(err, &changed) || changed.File != "b.csv" {
			t.Errorf("%s: %v", name, err)
		}
	}
	source, digests := changeable(t)
	alter(t, source.Paths[0], func(b []byte) []byte { return b[5:] })
	var other *ChangedError
	err := changed(rereadRows(t.Context(), source, digests, nil, nil))
	if !errors.As(err, &other) || other.File != "a.csv" {
		t.Errorf("a header changed after hashing: %v", err)
	}
}

func TestRereadEnds(t *testing.T) {
	source, digests := changeable(t)
	var refuse = errors.New("refused")
	err := Reread(t.Context(), source, digests, []row.Line{2}, func(SourceRow) error { return refuse })
	if !errors.Is(err, refuse) {
		t.Errorf("an error of take gives %v", err)
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(refuse)
	if err := Reread(ctx, source, digests, []row.Line{2}, nil); !errors.Is(err, refuse) {
		t.Errorf("an ended context gives %v", err)
	}
	if _, err := delimited.Digest(ctx, source.Paths[0]); !errors.Is(err, refuse) {
		t.Errorf("an ended context gives %v while a file is hashed", err)
	}
	if err := rereadRows(ctx, source, digests, nil, nil); !errors.Is(err, refuse) {
		t.Errorf("an ended context gives %v in the second pass", err)
	}
	none := func(SourceRow) error { return nil }
	err = Reread(t.Context(), source, digests, []row.Line{2, 4}, none)
	if fmt.Sprint(err) != "council_tax: row 4 is wanted again, but was not kept when the files "+
		"were read" {
		t.Errorf("a row beyond the last gives %v", err)
	}
	source.Terms = 0
	if err := Reread(t.Context(), source, digests, nil, none); err == nil {
		t.Error("rows are reread without terms")
	}
	for name, mistake := range map[string]func(){
		"no digests": func() { _ = Reread(t.Context(), source, nil, nil, none) },
		"row 0":      func() { _ = Reread(t.Context(), source, digests, []row.Line{0}, none) },
		"row twice":  func() { _ = Reread(t.Context(), source, digests, []row.Line{2, 2}, none) },
		"descending": func() { _ = Reread(t.Context(), source, digests, []row.Line{2, 1}, none) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			mistake()
		}()
	}
}

// TestRereadTextIsUTF8: whatever bytes a cell has, text is UTF-8, and no byte is
// lost that Read does not lose.
func TestRereadTextIsUTF8(t *testing.T) {
	var content strings.Builder
	content.WriteString("Account reference,Surname,Address 1,Discount code\n")
	for b := 1; b < 256; b++ {
		if !slices.Contains([]byte("\n\r\","), byte(b)) {
			fmt.Fprintf(&content, "%d,a%cz,1 High St,\n", b, 0xFFFD)
			fmt.Fprintf(&content, "%d,a%sz,1 High St,x%sx\n", b, []byte{byte(b)}, []byte{byte(b)})
		}
	}
	path := write(t, "bytes.csv", content.String())
	reader, err := Open(Source{row.CouncilTax, []string{path}, 1, ""}, nil)
	if err != nil {
		t.Fatal(err)
	}
	summary, err := reader.Read(t.Context(), func(*row.Batch) error { return nil })
	var unmapped *UnmappedCodesError
	if !errors.As(err, &unmapped) {
		t.Fatal(err)
	}
	var lines []row.Line
	for line := 1; line <= summary.Counts.Kept; line++ {
		lines = append(lines, row.Line(line))
	}
	got, err := reread(t, row.CouncilTax, []string{path}, digestsOf(summary), lines)
	if err != nil || len(got) != summary.Counts.Read {
		t.Errorf("%d of %d rows: %v", len(got), summary.Counts.Read, err)
	}
}

// BenchmarkReread rereads 100 rows of 20,000.
func BenchmarkReread(b *testing.B) {
	const rows = 20_000
	var content strings.Builder
	content.WriteString("Account reference,UPRN,Surname,Forename,Address 1,Postcode,Discount code\n")
	for i := range rows {
		fmt.Fprintf(&content, "%010d,%d,Okonkwo,Ada,\"%d, High Street\",ZZ1 1AA,\n", i, 999000000000+i, i)
	}
	path := write(b, "c.csv", content.String())
	_, summary, err := readAll(b, row.CouncilTax, nil, path)
	if err != nil {
		b.Fatal(err)
	}
	var lines []row.Line
	for line := row.Line(1); line <= rows; line += 200 {
		lines = append(lines, line)
	}
	b.Run(fmt.Sprintf("rows=%d/wanted=%d", rows, len(lines)), func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(content.Len()))
		for b.Loop() {
			source := Source{row.CouncilTax, []string{path}, 1, ""}
			err := Reread(b.Context(), source, digestsOf(summary), lines, func(r SourceRow) error {
				r.Clear()
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N*rows)/b.Elapsed().Seconds(), "rows/s")
	})
}
