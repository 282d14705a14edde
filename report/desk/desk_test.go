package desk_test

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"nfimatch/report/desk"
)

// A worklist has to be looked at: go test ./report/desk -workbook FILE.xlsx writes one.
var workbookFile = flag.String("workbook", "", "write a sample list of 40 cases to this file")

func TestSampleToLookAt(t *testing.T) {
	content := written(t, sample(40))
	if *workbookFile == "" {
		return
	}
	if err := os.WriteFile(*workbookFile, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func written(t *testing.T, list *desk.List) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := desk.Write(&out, list); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// book is a written list, read back.
type book struct {
	*excelize.File
	t *testing.T
}

func opened(t *testing.T, list *desk.List) book {
	t.Helper()
	file, err := excelize.OpenReader(bytes.NewReader(written(t, list)))
	if err != nil {
		t.Fatal(err)
	}
	return book{file, t}
}

// must returns a value that the library read without an error.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// raw returns a cell as it is stored, not as it is shown.
func (b book) raw(sheet, cell string) string {
	return must(b.GetCellValue(sheet, cell, excelize.Options{RawCellValue: true}))
}

func (b book) style(sheet, cell string) *excelize.Style {
	return must(b.GetStyle(must(b.GetCellStyle(sheet, cell))))
}

// column returns the letters of the column with this header in row 4.
func (b book) column(sheet, header string) string {
	b.t.Helper()
	for i, name := range must(b.GetRows(sheet))[3] {
		if name == header {
			return must(excelize.ColumnNumberToName(i + 1))
		}
	}
	b.t.Fatalf("%s has no column %q", sheet, header)
	return ""
}

var (
	sheets       = []string{"Cases", "People", "Read me", "Lists"}
	casesHeaders = []string{"Case", "Priority", "Strength", "Account reference",
		"Property address", "Postcode", "UPRN", "Discount", "Discount since", "Account since",
		"Band", "Discount a year £", "After CTR a year £", "CTR on account",
		"What may be inconsistent", "Adults on register", "Distinct adults, least–most",
		"Liable person on register", "Other adult first seen", "Address matched by",
		"Reasons for", "Reasons against", "Check first", "What would settle it", "Officer",
		"Status", "Outcome", "Outcome date", "Amount £", "Wrong from", "Note (no names)",
		"Delete by"}
	entryHeaders  = casesHeaders[24:31]
	peopleHeaders = []string{"Case", "Role", "Name as held", "Reaches 18 on", "Source",
		"Source date", "First seen"}
)

func TestSheetsAndHeaders(t *testing.T) {
	b := opened(t, sample(12))
	if got := b.GetSheetList(); !slices.Equal(got, sheets) {
		t.Errorf("sheets are %q, want %q", got, sheets)
	}
	for sheet, want := range map[string][]string{"Cases": casesHeaders, "People": peopleHeaders} {
		if got := must(b.GetRows(sheet))[3]; !slices.Equal(got, want) {
			t.Errorf("%s has the headers\n%q, want\n%q", sheet, got, want)
		}
	}
}

// Every sheet says what the list is, in its first rows and on every printed page.
func TestEverySheetSays(t *testing.T) {
	list := sample(2)
	list.Purpose, list.Council = "Review of R&D discounts", "Ayr & Bute"
	b := opened(t, list)
	for _, sheet := range sheets {
		var top []string
		for _, row := range must(b.GetRows(sheet))[:3] {
			top = append(top, row[0])
		}
		for _, words := range []string{"Ayr & Bute", "2026Q4", "batch 2026Q4-B03",
			"Local council tax discount review, not an NFI exercise", "Review of R&D discounts",
			"Council tax 12 Oct 2026", "Electoral register published 1 Oct 2026",
			"as of 12 Oct 2026", "opened 24 Nov 2026", "may be inconsistent",
			"each case needs a person", "Delete by 12 Apr 2027"} {
			if !strings.Contains(strings.Join(top, "\n"), words) {
				t.Errorf("the top of %s does not say %q", sheet, words)
			}
		}
		page := must(b.GetHeaderFooter(sheet))
		for _, words := range []string{"Ayr && Bute", "not an NFI exercise", "R&&D discounts",
			"2026Q4", "may be inconsistent", "Delete by 12 Apr 2027", "Page &P of &N"} {
			if !strings.Contains(page.OddHeader+page.OddFooter, words) {
				t.Errorf("a page of %s does not say %q", sheet, words)
			}
		}
	}
}

// The header and the footer of a page hold 255 characters, whatever their parts.
func TestPageMarginsHold(t *testing.T) {
	list := sample(1)
	for _, text := range []*string{&list.Council, &list.Exercise, &list.Batch, &list.Purpose} {
		*text = strings.Repeat("&🏠", 200)
	}
	page := must(opened(t, list).GetHeaderFooter("Cases"))
	for _, text := range []string{page.OddHeader, page.OddFooter} {
		if n := len([]rune(text)) + strings.Count(text, "🏠"); n > 255 {
			t.Errorf("a margin has %d characters, at most 255", n)
		}
	}
}

func TestReadMe(t *testing.T) {
	list := sample(40)
	var text strings.Builder
	for _, row := range must(opened(t, list).GetRows("Read me")) {
		text.WriteString(strings.Join(row, "\t") + "\n")
	}
	command := "nfi audit verify --count 57 --head " + list.AuditHead
	for _, words := range []string{"40 opened cases", list.Purpose, list.Reason,
		"24 Nov 2026, by akhan, agreed by jortiz.", "Electoral register\tpublished 1 Oct 2026",
		"nobody may assume why", "A contractor is not an employee", "By 12 Apr 2027\tDelete this",
		"57 lines", "Command\t" + command, "no password", "nfi 0.4.0", "Strong\t", "Medium\t",
		"Weak\t"} {
		if !strings.Contains(text.String(), words) {
			t.Errorf("Read me does not say %q", words)
		}
	}
	for _, header := range append(slices.Clone(casesHeaders), peopleHeaders...) {
		if !regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(header) + `\t.{20}`).
			MatchString(text.String()) {
			t.Errorf("Read me does not explain %q", header)
		}
	}
	if strings.ContainsAny(text.String(), "{}") {
		t.Error("Read me holds a word in braces")
	}
	list.Second, list.AuditCount, list.Cases = "", 1, list.Cases[:1]
	for _, row := range must(opened(t, list).GetRows("Read me")) {
		if line := strings.Join(row, "\t"); strings.Contains(line, "agreed by") ||
			strings.Contains(line, "1 lines") || strings.Contains(line, "1 opened cases") {
			t.Errorf("Read me says %q", line)
		}
	}
}

func TestProperties(t *testing.T) {
	b := opened(t, sample(1))
	want := []excelize.CustomProperty{{Name: "nfi_list_version", Value: int32(desk.Version)},
		{Name: "nfi_exercise", Value: "2026Q4"}, {Name: "nfi_batch", Value: "2026Q4-B03"}}
	if got := must(b.GetCustomProps()); !slices.Equal(got, want) {
		t.Errorf("custom properties are %v, want %v", got, want)
	}
	if p := must(b.GetDocProps()); p.Created != "2026-11-24T00:00:00Z" || p.Modified != p.Created {
		t.Errorf("the file is of %s and %s", p.Created, p.Modified)
	}
}

func TestSameListSameBytes(t *testing.T) {
	first := written(t, sample(40))
	for range 5 {
		if !bytes.Equal(first, written(t, sample(40))) {
			t.Fatal("the same list gave other bytes")
		}
	}
}

// TestNoTemporaryFiles: the library must not spill a large list in clear. With no
// folder for temporary files it could not, and would have to say so.
func TestSizesWithoutTemporaryFiles(t *testing.T) {
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "none"))
	t.Setenv("TMP", filepath.Join(t.TempDir(), "none"))
	for _, n := range []int{1, 1_000} {
		rows := must(opened(t, sample(n)).GetRows("Cases"))
		if len(rows) != 4+n || rows[3+n][0] != fmt.Sprintf("2026Q4-%04d", n) {
			t.Errorf("a list of %d cases has %d rows", n, len(rows))
		}
	}
}

func TestRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*desk.List)
		want   string
	}{
		"no cases":   {func(l *desk.List) { l.Cases = nil }, "the list has no case"},
		"no purpose": {func(l *desk.List) { l.Purpose = "" }, "the list has no purpose"},
		"no end":     {func(l *desk.List) { l.DeleteBy = 0 }, "the list has no delete-by date"},
		"no source":  {func(l *desk.List) { l.Sources = nil }, "the list has no source"},
		"undated":    {func(l *desk.List) { l.Sources[0].Date = "12/10/26" }, "no name or no day"},
		"case without end": {func(l *desk.List) { l.Cases[1].DeleteBy = 0 },
			"case 2 of the list has no number or no delete-by date"},
		"too many": {func(l *desk.List) { l.Cases = make([]desk.Case, desk.CasesMax+1) },
			"2001 cases, at most 2000: open them in several lists"},
		"no account": {func(l *desk.List) { l.Cases[1].Rows = l.Cases[1].Rows[1:] },
			"case 2026Q4-0002: no row of its account"},
		"no day": {func(l *desk.List) { l.Cases[1].Facts.For[0].Date = "QQSECRET" },
			"case 2026Q4-0002: "},
		"no first day": {func(l *desk.List) { l.Cases[1].Facts.Sources[1].Registered = "QQSECRET" },
			"case 2026Q4-0002: "},
	} {
		t.Run(name, func(t *testing.T) {
			list := sample(2)
			tt.change(list)
			var out bytes.Buffer
			err := desk.Write(&out, list)
			if err == nil || !strings.Contains(err.Error(), "worklist: ") ||
				!strings.Contains(err.Error(), tt.want) {
				t.Fatalf("the error is %v, want %q", err, tt.want)
			}
			if out.Len() > 0 || strings.Contains(err.Error(), "QQSECRET") {
				t.Error("something was written, or the error tells a value")
			}
		})
	}
}

// TestUnaskedFieldsStayOut: what no column is for is not in the file.
func TestUnaskedFieldsStayOut(t *testing.T) {
	list := sample(2)
	for _, field := range []string{"birth_date", "other_birth_date", "nino", "billing_address_1",
		"billing_postcode", "disregard_code", "exemption_code", "recorded_1_disregard_code",
		"weekly_award", "franchise_marker", "elector_reference", "claim_reference"} {
		for i := range list.Cases[0].Rows {
			set(&list.Cases[0].Rows[i], field, "QQSECRET")
		}
	}
	for name, part := range parts(t, written(t, list)) {
		if strings.Contains(part, "QQSECRET") || strings.Contains(part, "1958") {
			t.Errorf("%s holds a field that no column is for", name)
		}
	}
}

// TestWordsOfTheList: one line of one drop-down names what only a person decides.
func TestWordsOfTheList(t *testing.T) {
	list := sample(3)
	for name, part := range parts(t, written(t, list)) {
		part = strings.ToLower(part)
		for _, allowed := range []string{"national fraud initiative",
			"f1 fraud, decided by name (second person needed)"} {
			part = strings.ReplaceAll(part, allowed, "")
		}
		for _, word := range []string{"fraud", "confirmed", "suspect", " hit", "evidence that",
			"investigat", "offence", "false,", "undeclared", "cheat"} {
			if strings.Contains(part, word) {
				t.Errorf("%s says %q", name, word)
			}
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	list := sample(desk.CasesMax)
	b.ReportAllocs()
	for b.Loop() {
		if err := desk.Write(io.Discard, list); err != nil {
			b.Fatal(err)
		}
	}
}
