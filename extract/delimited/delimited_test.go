package delimited

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

// reader returns a File over content, past a header that has no line.
func reader(t testing.TB, content string, delimiter byte) *File {
	t.Helper()
	f := newFile(io.NopCloser(strings.NewReader(content)), "f.csv")
	f.delimiter = delimiter
	if err := f.fill(); err != nil {
		t.Fatal(err)
	}
	return f
}

// rows reads all rows, and returns for each what it was, its line and its cells.
func rows(t testing.TB, f *File) (states []State, lines []uint32, cells [][]string) {
	t.Helper()
	for {
		state, err := f.Next()
		if err != nil {
			t.Fatal(err)
		}
		if state == End {
			return states, lines, cells
		}
		var row []string
		if state == Row {
			for i := range f.cells {
				row = append(row, string(f.Text(i)))
			}
		}
		states, lines, cells = append(states, state), append(lines, f.Line()), append(cells, row)
	}
}

func TestRows(t *testing.T) {
	for _, tt := range []struct{ content, want string }{
		{"", ""},
		{"a", "1:[a]"},
		{"a,b\nc,d\n", "1:[a b] 2:[c d]"},
		{"a,b\r\nc,d\r\n", "1:[a b] 2:[c d]"},
		{"a,b\rc,d\r", "1:[a b] 2:[c d]"},
		{"a\r\nb\nc\rd", "1:[a] 2:[b] 3:[c] 4:[d]"},
		{"\n\na\n", "1:[] 2:[] 3:[a]"},
		{",\n", "1:[ ]"},
		{"a,", "1:[a ]"},
		{`"a,b",c`, "1:[a,b c]"},
		{`"a""b",c`, `1:[a"b c]`},
		{`"""",x`, `1:[" x]`},
		{`"",x`, "1:[ x]"},
		{`"a` + "\n" + `b",c` + "\nd,e", "1:[a\nb c] 3:[d e]"},
		{`"a` + "\r\n\r" + `b",c` + "\nd,e", "1:[a\r\n\rb c] 4:[d e]"},
		{`a"b,c"`, `1:[a"b c"]`},
		{`"a"b,c` + "\nd", "1:broken 2:[d]"},
		{`"a,b` + "\nd,e\n", "1:broken 2:[d e]"},
		{`"a,b` + "\nd,\"e\"\nf", "1:broken 2:[d e] 3:[f]"},
		{`"`, "1:broken"},
		{`a,"`, "1:broken"},
		{"a\n\"b\r", "1:[a] 2:broken"},
		{" a , b\t", "1:[a b]"},
		{byteOrderMark + byteOrderMark + "\"a,b\",c\n" + byteOrderMark + "d,e\n", "1:[a,b c] 2:[d e]"},
		{byteOrderMark, "1:[]"},
		{"a\n\xEF\xBB", "1:[a] 2:[ï»]"},
		{"caf\xe9,caf\xc3\xa9,\x80", "1:[café café €]"},
	} {
		states, lines, cells := rows(t, reader(t, tt.content, ','))
		var got []string
		for i, state := range states {
			what := map[State]string{Row: fmt.Sprint(cells[i]), Broken: "broken", Long: "long"}[state]
			got = append(got, fmt.Sprintf("%d:%s", lines[i], what))
		}
		if joined := strings.Join(got, " "); joined != tt.want {
			t.Errorf("%q gives %q, want %q", tt.content, joined, tt.want)
		}
	}
}

// TestLongLines: rows of every length round the window, and a line of 100 MiB,
// cost the window and no more, and the rows after them are whole.
func TestLongLines(t *testing.T) {
	for _, size := range []int{RowBytesMax - 2, RowBytesMax - 1, RowBytesMax, RowBytesMax + 1,
		3 * RowBytesMax} {
		for _, open := range []string{"", `"`} {
			for _, end := range []string{"\n", "\r\n", "\r"} {
				content := "a,b" + end + open + strings.Repeat("x", size) + end + "c,d" + end
				states, lines, cells := rows(t, reader(t, content, ','))
				want := Row
				switch {
				case open != "" && size+len(open) >= RowBytesMax:
					want = Long
				case open != "":
					want = Broken
				case size+len(end) > RowBytesMax || size >= RowBytesMax:
					want = Long
				}
				if len(states) != 3 || lines[2] != 3 || cells[2][0] != "c" || states[0] != Row {
					t.Fatalf("size %d, end %q: states %v at lines %v", size, end, states, lines)
				}
				if states[1] != want && !(size >= RowBytesMax-2 && size <= RowBytesMax) {
					t.Errorf("size %d, open %q, end %q is %v, want %v", size, open, end, states[1], want)
				}
			}
		}
	}
	endless := io.MultiReader(strings.NewReader("a,b\n"),
		io.LimitReader(repeating{}, 100<<20), strings.NewReader("\nc,d\n"))
	f := newFile(io.NopCloser(endless), "f.csv")
	f.delimiter = ','
	states, lines, _ := rows(t, f)
	if fmt.Sprint(states, lines) != "[0 2 0] [1 2 3]" || len(f.window) > RowBytesMax {
		t.Errorf("a line of 100 MiB gives %v at lines %v", states, lines)
	}
}

// repeating is an endless line.
type repeating struct{}

func (repeating) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// oneByte reads a byte at a time, so that every boundary falls everywhere.
type oneByte struct{ io.Reader }

func (r oneByte) Read(p []byte) (int, error) { return r.Reader.Read(p[:min(1, len(p))]) }

func TestSmallReads(t *testing.T) {
	const content = "a,\"b\r\n\"\"c\"\r\nd,e\rf,g\n"
	f := newFile(io.NopCloser(oneByte{strings.NewReader(content)}), "f.csv")
	f.delimiter = ','
	_, lines, cells := rows(t, f)
	if got := fmt.Sprintf("%q %v", cells, lines); got !=
		`[["a" "b\r\n\"c"] ["d" "e"] ["f" "g"]] [1 3 4]` {
		t.Errorf("got %s", got)
	}
}

// wellFormed returns random rows and their CSV, written by the standard library.
func wellFormed(random *rand.Rand, delimiter rune, crlf bool) (want [][]string, content string) {
	const letters = "ab ,|\t~\"'\r\né€-x0"
	var out bytes.Buffer
	writer := csv.NewWriter(&out)
	writer.Comma, writer.UseCRLF = delimiter, crlf
	alphabet := []rune(letters)
	for range random.IntN(20) {
		row := make([]string, 1+random.IntN(6))
		for i := range row {
			var cell strings.Builder
			for range random.IntN(8) {
				cell.WriteRune(alphabet[random.IntN(len(alphabet))])
			}
			row[i] = strings.Trim(cell.String(), " \t\r\n")
		}
		row[0] = "k" + row[0] // a blank line is a row to us and none to encoding/csv
		want = append(want, row)
		if err := writer.Write(row); err != nil {
			panic(err)
		}
	}
	writer.Flush()
	return want, out.String()
}

// TestAgainstEncodingCSV: what is well formed is read as the standard library
// reads it. It turns CR LF inside a cell into LF, and we leave it to normalize.
func TestAgainstEncodingCSV(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		for _, delimiter := range delimiters {
			_, content := wellFormed(random, rune(delimiter.char), random.IntN(2) == 0)
			compareWithStandard(t, content, delimiter.char)
		}
	}
}

func compareWithStandard(t *testing.T, content string, delimiter byte) {
	t.Helper()
	standard := csv.NewReader(strings.NewReader(content))
	standard.Comma, standard.FieldsPerRecord = rune(delimiter), -1
	_, lines, got := rows(t, reader(t, content, delimiter))
	for i := 0; ; i++ {
		want, err := standard.Read()
		if err == io.EOF {
			if i != len(got) {
				t.Fatalf("%q: %d rows, want %d", content, len(got), i)
			}
			return
		}
		if err != nil {
			t.Fatalf("%q: %v", content, err)
		}
		if i >= len(got) || len(got[i]) != len(want) {
			t.Fatalf("%q: row %d is %q, want %q", content, i, got, want)
		}
		if line, _ := standard.FieldPos(0); uint32(line) != lines[i] && !strings.Contains(content, "\r") {
			t.Fatalf("%q: row %d is at line %d, want %d", content, i, lines[i], line)
		}
		for cell := range want {
			if strings.ReplaceAll(got[i][cell], "\r\n", "\n") != strings.Trim(want[cell], " \t\r\n") {
				t.Fatalf("%q: cell %d is %q, want %q", content, cell, got[i][cell], want[cell])
			}
		}
	}
}

// FuzzRows: no input panics, and every line of it is in exactly one row: the lines
// where rows start ascend, and so do the bytes.
func FuzzRows(f *testing.F) {
	for _, content := range []string{
		"a,b\n\"c\",d\r\n", "\"a\nb\"\"c\",d", "\"\"\"\n\"", "a\r\rb\n\n", "\"a\"b\n\"c\nd\"e\n",
		"x|y\n", "\xef\xbb\xbfa\tb~c\n", ",,,\n---,---\n1 row selected.",
	} {
		f.Add([]byte(content), byte(0))
	}
	f.Fuzz(func(t *testing.T, content []byte, which byte) {
		if bytes.IndexByte(content, 0) >= 0 {
			return
		}
		content = bytes.TrimSuffix(content, []byte{endOfText}) // it is no row
		if bytes.HasSuffix(content, []byte{endOfText}) {
			return
		}
		delimiter := delimiters[int(which)%len(delimiters)].char
		file := reader(t, string(content), delimiter)
		header := file.FindHeader(func(cells []string) int { return len(cells) })
		if file.Begin(header) != nil {
			return // a row stands before it
		}
		file.delimiter = delimiter
		last := file.line - 1
		for {
			state, err := file.Next()
			if err != nil {
				t.Fatal(err)
			}
			if state == End {
				break
			}
			if file.Line() != last+1 {
				t.Fatalf("a row starts at line %d, the one before ends at %d", file.Line(), last)
			}
			if state == Row {
				text := file.window[file.rowStart:file.start]
				if countLines(text) == 0 && file.start != file.end {
					t.Fatalf("a row of %d bytes ends nowhere", len(text))
				}
				for i := range file.cells {
					file.Text(i)
				}
				if !file.Skip() && !file.Fits(len(header.Cells), len(header.Cells)) {
					if err := file.Retreat(); err != nil {
						t.Fatal(err)
					}
				}
			}
			last = file.line - 1
		}
		if want := uint32(countLines(content)); last > want+1 || last < want {
			t.Fatalf("the last line is %d, the input has %d line ends", last, want)
		}
	})
}

func TestSkip(t *testing.T) {
	const content = "surname,forename\n---,---\n\nSmith,J\n-,-\n,\nsurname,forename\n" +
		"*** End of Report ***\n(1,234 rows affected)\nRows,1\n"
	f := reader(t, content, 0)
	if err := f.Begin(f.FindHeader(func(cells []string) int { return len(cells) })); err != nil {
		t.Fatal(err)
	}
	var kept []string
	for {
		state, err := f.Next()
		if err != nil {
			t.Fatal(err)
		}
		if state == End {
			break
		}
		if !f.Skip() {
			kept = append(kept, fmt.Sprintf("%d:%s,%s", f.Line(), f.Text(0), f.Text(1)))
		}
	}
	if got := strings.Join(kept, " "); got != "4:Smith,J 5:-,- 9:(1,234 rows affected) 10:Rows,1" {
		t.Errorf("rows are %s", got)
	}
	want := Skipped{Blank: 2, Dashes: 1, Header: 1, Trailer: 1}
	if f.Summary().Skipped != want || f.Summary().Trailer != -1 {
		t.Errorf("skipped %+v, trailer %d", f.Summary().Skipped, f.Summary().Trailer)
	}
}

func TestTrailers(t *testing.T) {
	for line, want := range map[string]int{
		"138204 rows selected.": 138204, "138,204 ROWS SELECTED": 138204, "(12 rows affected)": 12,
		"1 row selected.": 1, "12 records": 12, "** End of Report **": -1,
		"12 High Street": -2, "Rows": -2, "12": -2, "SMITH": -2,
	} {
		f := reader(t, strings.ReplaceAll(line, ",", "")+"|\n", '|')
		if strings.Contains(line, ",") {
			f = reader(t, line+"|\n", '|')
		}
		if _, err := f.Next(); err != nil {
			t.Fatal(err)
		}
		got := -2
		if f.Skip() {
			got = f.trailer
		}
		if got != want {
			t.Errorf("%s gives %d, want %d", line, got, want)
		}
	}
}

// TestCloseLeavesNoText: the window held personal data.
func TestCloseLeavesNoText(t *testing.T) {
	f := reader(t, "\"Vorti\"\"gern\",b\n", ',')
	if _, err := f.Next(); err != nil {
		t.Fatal(err)
	}
	cell := f.Text(0)
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if len(bytes.Trim(cell, "\x00")) > 0 || len(bytes.Trim(f.window, "\x00")) > 0 {
		t.Error("text is left behind")
	}
}

func BenchmarkNext(b *testing.B) {
	line := "0012345678,999000000001,Mrs,Okonkwo,Ada,,\"12, High Street\",Exampleton,,,ZZ1 1AA,SPD\n"
	content := strings.Repeat(line, 20_000)
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		f := newFile(io.NopCloser(strings.NewReader(content)), "f.csv")
		f.delimiter = ','
		for {
			state, err := f.Next()
			if err != nil {
				b.Fatal(err)
			}
			if state == End {
				break
			}
		}
	}
}
