package extract

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"nfimatch/extract/delimited"
	"nfimatch/extract/layout"
	"nfimatch/extract/row"
)

// write puts content into a file of a folder with a space in its name, as council
// folders have.
func write(t testing.TB, name, content string) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "council files")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func codesOf(t testing.TB, lines ...string) *Codes {
	t.Helper()
	codes, err := ReadCodes(write(t, "codes.csv",
		"Dataset field,Local code,Meaning\n"+strings.Join(lines, "\n")+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	return codes
}

// usualCodes explains the codes of the test files.
func usualCodes(t testing.TB) *Codes {
	return codesOf(t, "Discount code,SPD,single_person", "Discount code,D25,disregard_25",
		"Disregard code,STU,student", "Exemption code,E,empty")
}

// A seen row is a kept row as text, for comparisons.
type seen struct {
	line   row.Line
	place  row.Place
	fields map[string]string
	row.Classes
}

// readAll reads files and returns the kept rows.
func readAll(t testing.TB, dataset row.Dataset, codes *Codes, paths ...string) (
	[]seen, Summary, error,
) {
	t.Helper()
	reader, err := Open(Source{Dataset: dataset, Paths: paths, Terms: 3}, codes)
	if err != nil {
		return nil, Summary{}, err
	}
	var rows []seen
	summary, err := reader.Read(context.Background(), func(batch *row.Batch) error {
		if batch.Terms != 3 || batch.Dataset != dataset || batch.Len() == 0 {
			t.Errorf("batch of %s has terms %d and %d rows", batch.Dataset, batch.Terms, batch.Len())
		}
		for i := range batch.Len() {
			rows = append(rows, seenOf(batch, i))
		}
		batch.Clear()
		return nil
	})
	if err == nil && (!summary.Counts.Balanced() || summary.Counts.Kept != len(rows)) {
		t.Errorf("%v, but %d rows were kept", summary.Counts, len(rows))
	}
	return rows, summary, err
}

func seenOf(batch *row.Batch, i int) seen {
	one := seen{line: batch.Lines[i], place: batch.Places[i], fields: make(map[string]string)}
	for _, field := range batch.Fields() {
		if text := batch.Text(field, i); text.Len() > 0 {
			one.fields[field] = string(text.Reveal())
		}
	}
	if c := batch.Codes; c != nil {
		one.Classes = row.Classes{
			Discount: c.Discount[i], Disregard: c.Disregard[i], DisregardShare: c.DisregardShare[i],
			Exemption: c.Exemption[i],
		}
		for n := range one.Recorded {
			one.Recorded[n] = c.RecordedDisregard[n][i]
		}
	}
	return one
}

// show writes kept rows in a comparable form; places are left out where files
// differ by what surrounds the table.
func show(rows []seen, places bool) string {
	var out strings.Builder
	for _, one := range rows {
		fmt.Fprintf(&out, "%d ", one.line)
		if places {
			fmt.Fprintf(&out, "%s ", one.place)
		}
		fmt.Fprintf(&out, "%v %v\n", one.fields, one.Classes)
	}
	return out.String()
}

const accounts = `Council Tax account reference,Surname,Forename,` +
	`Address 1,Address 2,Postcode,Discount code
0012345678,Okonkwo,Ada,1 High Street,Exampleton,ZZ1 1AA,SPD
0012345679,Márquez,José,"Flat 2, The ""Old"" Mill",Exampleton,ZZ1 1AB,
0012345680,Smith,John,"3 High
Street",Exampleton,ZZ1 1AC,D25
`

// TestSameRowsWhateverTheFile reads one table in every dress that a council's
// systems give it.
func TestSameRowsWhateverTheFile(t *testing.T) {
	codes := usualCodes(t)
	want, clean, err := readAll(t, row.CouncilTax, codes, write(t, "clean.csv", accounts))
	if err != nil || len(want) != 3 {
		t.Fatalf("%d rows, %v", len(want), err)
	}
	if got := want[1].fields["address_1"]; got != `Flat 2, The "Old" Mill` {
		t.Errorf("a quoted field is %q", got)
	}
	if got := want[2]; got.line != 3 || got.place.String() != "clean.csv:4" ||
		got.fields["address_1"] != "3 High\nStreet" {
		t.Errorf("a field over two lines is at %v: %q", got.place, got.fields["address_1"])
	}
	separated := func(delimiter string) string {
		plain := strings.Replace(accounts, `"Flat 2, The ""Old"" Mill"`, `"Flat 2; The ""Old"" Mill"`, 1)
		return strings.ReplaceAll(strings.ReplaceAll(plain, ",", delimiter), ";", ",")
	}
	latin := strings.NewReplacer("á", "\xe1", "é", "\xe9").Replace(accounts)
	header, body, _ := strings.Cut(accounts, "\n")
	for name, content := range map[string]string{
		"BOM":              "\xEF\xBB\xBF" + accounts,
		"CRLF":             strings.ReplaceAll(accounts, "\n", "\r\n"),
		"CR":               strings.ReplaceAll(accounts, "\n", "\r"),
		"no last line end": strings.TrimSuffix(accounts, "\n"),
		"pipe":             separated("|"),
		"tab":              separated("\t"),
		"tilde":            separated("~"),
		"Windows-1252":     latin,
		"preamble":         "Date Published: 01/12/2025,,,\n\n\"Report for, council\"\n" + accounts,
		"dashes":           header + "\n---,---,---,---,---,---,---\n" + body,
		"one dashes":       header + "\n----------------------------\n" + body,
		"blank lines":      header + "\n\n" + body + "\n\n,,,,,,\n",
		"trailer":          accounts + "\n3 rows selected.\n",
		"commas in it":     accounts + "\n\"3 rows selected.\",,,,,,\n",
		"repeated header":  accounts + header + "\n",
		"trailing commas":  strings.ReplaceAll(accounts, "SPD\n", "SPD,,\n"),
		"padded":           strings.ReplaceAll(accounts, "Okonkwo", " Okonkwo  "),
		"headers' dress": "COUNCIL_TAX.ACCOUNT-REFERENCE,SURNAME,fore name,address_1," +
			"Address-2,post code,discount.code\n" + body,
		"whole quoted": `"` + strings.ReplaceAll(header, ",", `","`) + "\"\n" + body,
	} {
		t.Run(name, func(t *testing.T) {
			got, summary, err := readAll(t, row.CouncilTax, codes, write(t, "c.csv", content))
			if err != nil {
				t.Fatal(err)
			}
			plain := strings.NewReplacer("\r\n", "\n", "\r", "\n")
			if plain.Replace(show(got, false)) != show(want, false) {
				t.Errorf("rows differ:\n%s\nwant\n%s", show(got, false), show(want, false))
			}
			if len(summary.Warnings) != len(clean.Warnings) { // of columns it has not
				t.Errorf("warnings %q", summary.Warnings)
			}
		})
	}
}

func TestFileSummary(t *testing.T) {
	content := "Published: today\n\n" + strings.ReplaceAll(accounts, "\n", "\r\n") +
		"\r\n4 rows selected.\r\n"
	_, summary, err := readAll(t, row.CouncilTax, usualCodes(t), write(t, "c.csv", content))
	if err != nil {
		t.Fatal(err)
	}
	file := summary.Files[0]
	want := FileSummary{delimited.Summary{
		Base: "c.csv", Bytes: int64(len(content)), SHA256: file.SHA256,
		Skipped:   delimited.Skipped{Preamble: 2, Blank: 1, Trailer: 1},
		Delimiter: "comma", Encoding: "UTF-8", LineEnds: "CRLF", Trailer: 4,
	}, 3}
	if file != want || len(file.SHA256) != 64 || file.Skipped.Total() != 4 {
		t.Errorf("file is\n%+v, want\n%+v", file, want)
	}
	if got := strings.Join(summary.Warnings, ";"); !strings.Contains(got, "counts 4 rows, but 3") {
		t.Errorf("warnings are %q", got)
	}
}

// TestParts reads a table in one file and cut into two: the rows are the same and
// their numbers run on.
func TestParts(t *testing.T) {
	codes := usualCodes(t)
	header, body, _ := strings.Cut(accounts, "\n")
	first, rest, _ := strings.Cut(body, "\n")
	one := write(t, "one.csv", header+"\n"+first+"\n")
	two := write(t, "two.csv", header+"\n"+rest)
	whole, _, err := readAll(t, row.CouncilTax, codes, write(t, "c.csv", accounts))
	if err != nil {
		t.Fatal(err)
	}
	parts, summary, err := readAll(t, row.CouncilTax, codes, one, two)
	if err != nil || show(parts, false) != show(whole, false) {
		t.Errorf("parts give\n%s%v, the whole\n%s", show(parts, false), err, show(whole, false))
	}
	if got := parts[1].place.String(); got != "two.csv:2" || len(summary.Files) != 2 {
		t.Errorf("the second part starts at %s of %d files", got, len(summary.Files))
	}

	other := write(t, "other.csv", strings.Replace(header, "Forename", "First name", 1)+"\n"+rest)
	fewer := write(t, "fewer.csv", strings.Replace(accounts, ",Postcode", "", 1))
	for name, tt := range map[string]struct {
		paths []string
		want  string
	}{
		"another header": {[]string{one, other}, `other.csv: must have the same header as one.csv: ` +
			`its column 3 is "First name", and not "Forename"`},
		"fewer columns": {[]string{one, fewer}, `its column 6 is "Discount code", and not "Postcode"`},
		"twice":         {[]string{one, one}, "one.csv: is given twice"},
		"same content": {
			[]string{one, write(t, "copy.csv", header+"\n"+first+"\n")},
			"copy.csv: has the same content as one.csv",
		},
	} {
		_, _, err := readAll(t, row.CouncilTax, codes, tt.paths...)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q", name, err, tt.want)
		}
	}
}

// TestBatches reads more rows than a batch holds: they come in order, none lost.
func TestBatches(t *testing.T) {
	var content strings.Builder
	content.WriteString("Elector number,Surname,Address,Postcode\n")
	const rows = 2*row.RowsMax + 17
	for i := range rows {
		fmt.Fprintf(&content, "%d,Elector,%d High Street,ZZ1 1AA\n", i+1, i+1)
	}
	got, summary, err := readAll(t, row.ElectoralRegister, nil, write(t, "r.csv", content.String()))
	if err != nil || summary.Counts.Kept != rows {
		t.Fatalf("%v, %v", summary.Counts, err)
	}
	for i, one := range got {
		if one.line != row.Line(i+1) || one.fields["elector_reference"] != fmt.Sprint(i+1) {
			t.Fatalf("row %d is line %d, reference %s", i, one.line, one.fields["elector_reference"])
		}
	}
	stop := errors.New("enough")
	path := write(t, "r.csv", content.String())
	reader, err := Open(Source{row.ElectoralRegister, []string{path}, 1, ""}, nil)
	if err != nil {
		t.Fatal(err)
	}
	refuse := func(*row.Batch) error { return stop }
	if _, err := reader.Read(context.Background(), refuse); err != stop {
		t.Errorf("an error of take gives %v", err)
	}
	cancelled, cancel := context.WithCancelCause(context.Background())
	cancel(stop)
	if _, err := reader.Read(cancelled, func(*row.Batch) error { return nil }); err != stop {
		t.Errorf("a cancelled context gives %v", err)
	}
}

func TestTermsAreRequired(t *testing.T) {
	path := write(t, "c.csv", accounts)
	reader, err := Open(Source{Dataset: row.CouncilTax, Paths: []string{path}}, usualCodes(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := reader.Read(context.Background(), func(*row.Batch) error {
		t.Error("rows without terms were handed on")
		return nil
	}); err == nil {
		t.Error("rows without terms can be read")
	}
	summary, err := Inspect(context.Background(), Source{row.CouncilTax, []string{path}, 0, ""}, nil)
	if err != nil || summary.Counts.Read != 3 || summary.Unmapped == nil {
		t.Errorf("Inspect: %v, %v", summary.Counts, err)
	}
}

// TestUnusedColumnsStopHere puts a canary into a column that no field wants and
// looks for it in everything that comes out.
func TestUnusedColumnsStopHere(t *testing.T) {
	const canary = "QQXENIAVORTIGERN"
	lines := strings.Split(strings.Replace(accounts, "3 High\nStreet", "3 High Street", 1), "\n")
	for i := range lines[:4] {
		lines[i] += "," + map[bool]string{true: "Bank account", false: canary}[i == 0]
	}
	rows, summary, err := readAll(t, row.CouncilTax, usualCodes(t),
		write(t, "c.csv", strings.Join(lines, "\n")))
	if err != nil || len(rows) != 3 {
		t.Fatal(err)
	}
	if out := fmt.Sprintf("%v %+v", rows, summary); strings.Contains(out, canary) {
		t.Error("a value of an unused column came out")
	}
	use := summary.Columns[7]
	if use.Field != "" || use.Filled != 3 || use.Header != "Bank account" {
		t.Errorf("the unused column is %+v", use)
	}
	used := slices.DeleteFunc(slices.Clone(summary.Columns), func(c layout.ColumnUse) bool {
		return c.Field == ""
	})
	if len(used) != 7 || used[6].Field != "discount_code" || used[6].Filled != 2 {
		t.Errorf("used columns are %+v", used)
	}
}
