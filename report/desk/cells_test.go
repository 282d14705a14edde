package desk_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"nfimatch/report/cases"
)

// TestCells checks the kinds of cells: what is text stays text, money and days are
// numbers with their formats.
func TestCells(t *testing.T) {
	b := opened(t, sample(12))
	const text, number = excelize.CellTypeSharedString, excelize.CellTypeUnset
	for _, tt := range []struct {
		header string
		row    int
		want   string
		kind   excelize.CellType
		format string
	}{
		{"Case", 5, "2026Q4-0001", text, "@"},
		{"Priority", 7, "3", number, "0"},
		{"Strength", 5, "Strong", text, "@"},
		{"Account reference", 7, "0012300003", text, "@"},
		{"Account reference", 9, "=00123", text, "@"},
		{"Property address", 5, "Flat 12b, Third Floor\nCastle Mansions\nThe Old Maltings, 17-19 " +
			"Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch Road, " +
			"METROBOROUGH, METROSHIRE", text, "@"},
		{"Postcode", 7, "ZZ1 1AA", text, "@"},
		{"UPRN", 7, "999000000003", text, "@"},
		{"Discount", 7, "SPD", text, "@"},
		{"Discount", 14, "SPD; DIS25", text, "@"},
		{"Discount since", 7, "43556", number, "d mmm yyyy"},
		{"Discount since", 15, "Not known", text, "d mmm yyyy"},
		{"Account since", 7, "42569", number, "d mmm yyyy"},
		{"Band", 7, "B", text, "@"},
		{"Discount a year £", 7, "431.28", number, "[$£-809]#,##0.00"},
		{"Discount a year £", 16, "1234567.89", number, "[$£-809]#,##0.00"},
		{"Discount a year £", 15, "Not known", text, "[$£-809]#,##0.00"},
		{"After CTR a year £", 16, "0.00", number, "[$£-809]#,##0.00"},
		{"CTR on account", 15, "Not known", text, "@"},
		{"What may be inconsistent", 7, "A discount for one adult is in payment and the " +
			"register shows the liable person and another adult at the dwelling", text, "@"},
		{"Adults on register", 16, "8", number, "0"},
		{"Distinct adults, least–most", 16, "1–8", text, "@"},
		{"Liable person on register", 15, "No", text, "@"},
		{"Other adult first seen", 7, "45627", number, "d mmm yyyy"},
		{"Other adult first seen", 15, "Not known", text, "d mmm yyyy"},
		{"Address matched by", 7, "UPRN and address", text, "@"},
		{"Address matched by", 15, "No entry used", text, "@"},
		{"Reasons for", 7, "• The other elector was added to the register on or after the day the " +
			"discount began (1 Dec 2024)\n• The liable person is on the register at the dwelling " +
			"too", text, "@"},
		{"Reasons against", 7, "An entry on the register can outlast a person's stay", text, "@"},
		{"Reasons against", 15, "", text, "@"},
		{"Check first", 7, "• account notes\n• recent move\n• name change\n• last review reply",
			text, "@"},
		{"What would settle it", 7, "who aged 18 or over has lived there since the discount " +
			"began, and whether any of them is not counted", text, "@"},
		{"Officer", 7, "", number, "@"},
		{"Outcome", 7, "", number, "@"},
		{"Outcome date", 7, "", number, "d mmm yyyy"},
		{"Amount £", 7, "", number, "[$£-809]#,##0.00"},
		{"Note (no names)", 7, "", number, "@"},
		{"Delete by", 7, "46489", number, "d mmm yyyy"},
	} {
		cell := fmt.Sprint(b.column("Cases", tt.header), tt.row)
		if got := b.raw("Cases", cell); got != tt.want {
			t.Errorf("%s in row %d is %q, want %q", tt.header, tt.row, got, tt.want)
		}
		if got := must(b.GetCellType("Cases", cell)); got != tt.kind {
			t.Errorf("%s in row %d is a cell of type %d, want %d", tt.header, tt.row, got, tt.kind)
		}
		if got := formatOf(b.style("Cases", cell)); got != tt.format {
			t.Errorf("%s has the number format %q, want %q", tt.header, got, tt.format)
		}
	}
	serial := must(excelize.ExcelDateToTime(43556, false))
	if got := serial.Format("2006-01-02"); got != "2019-04-01" {
		t.Errorf("the day of the discount reads back as %s", got)
	}
}

func formatOf(s *excelize.Style) string {
	if s.CustomNumFmt != nil {
		return *s.CustomNumFmt
	}
	return map[int]string{49: "@", 1: "0"}[s.NumFmt]
}

// TestNothingIsAFormula puts each character that begins a formula, or hides one, at
// the front of every text there is.
func TestNothingIsAFormula(t *testing.T) {
	formula := regexp.MustCompile(`<f[ />]`)
	for _, first := range []string{"=", "+", "-", "@", "\t", "\r", "\n", "\t=", "\r=", "＝"} {
		list := sample(1)
		text := first + `cmd|' /C calc'!A0`
		for _, field := range []*string{&list.Council, &list.Exercise, &list.Batch,
			&list.Purpose, &list.Officer, &list.Second, &list.Reason, &list.AuditHead,
			&list.Program, &list.Sources[0].Name, &list.Sources[0].DateWords} {
			*field = text
		}
		c := &list.Cases[0]
		c.Name = text
		f := &c.Facts
		for _, field := range []*string{&f.Strength, &f.CTR, &f.Liable, &f.AddressMatched,
			&f.Rules[0].Words, &f.For[0].Words, &f.Against[0].Words, &f.CheckFirst[0],
			&f.Settle[0]} {
			*field = text
		}
		f.For, f.CheckFirst = f.For[:1], f.CheckFirst[:1]
		for i := range c.Rows {
			for _, field := range []string{"account_reference", "uprn", "title", "address_1",
				"postcode", "discount_code", "band", "other_title", "recorded_1_title",
				"partner_forename"} {
				set(&c.Rows[i], field, text)
			}
		}
		content := written(t, list)
		for name, part := range parts(t, content) {
			if strings.Contains(name, "worksheets/") && formula.MatchString(part) {
				t.Errorf("%q: %s holds a formula", first, name)
			}
		}
		file := must(excelize.OpenReader(bytes.NewReader(content)))
		kept, texts := 0, 0
		for _, sheet := range sheets {
			for r, row := range must(file.GetRows(sheet)) {
				for i, value := range row {
					if !strings.Contains(value, "cmd|'") {
						continue
					}
					texts++
					cell := must(excelize.CoordinatesToCellName(i+1, r+1))
					if got := must(file.GetCellType(sheet, cell)); got !=
						excelize.CellTypeSharedString {
						t.Errorf("%q: %s of %s is no text cell", first, cell, sheet)
					}
					if got := (book{file, t}).raw(sheet, cell); strings.HasPrefix(got,
						strings.ReplaceAll(text, "\r", "\n")) {
						kept++
					}
				}
			}
		}
		// 16 texts of Cases, 7 names and their case, the purpose's line and 2 more in
		// Read me begin with the character; others hold it further on.
		if kept < 25 || texts <= kept {
			t.Errorf("%q: %d texts of %d begin as they did", first, kept, texts)
		}
	}
}

// parts returns the files within a workbook.
func parts(t *testing.T, content []byte) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, entry := range archive.File {
		file := must(entry.Open())
		all[entry.Name] = string(must(io.ReadAll(file)))
	}
	return all
}

func TestEntries(t *testing.T) {
	b := opened(t, sample(12))
	want := map[string][]string{ // column: type, operator, formulas
		"Officer":         {"textLength", "between", "0", "60"},
		"Status":          {"list", "", "'Lists'!$A$5:$A$11", ""},
		"Outcome":         {"list", "", "'Lists'!$C$5:$C$17", ""},
		"Outcome date":    {"date", "between", "34060", "46489"},
		"Amount £":        {"decimal", "greaterThanOrEqual", "0", ""},
		"Wrong from":      {"date", "between", "34060", "46489"},
		"Note (no names)": {"textLength", "between", "0", "500"},
	}
	rules := must(b.GetDataValidations("Cases"))
	if len(rules) != len(want) {
		t.Fatalf("%d rules, want %d", len(rules), len(want))
	}
	for _, rule := range rules {
		header := *rule.PromptTitle
		letters := b.column("Cases", header)
		if rows := fmt.Sprintf("%s5:%s16", letters, letters); rule.Sqref != rows {
			t.Errorf("the rule of %s is for %s, want %s", header, rule.Sqref, rows)
		}
		got := []string{rule.Type, rule.Operator, rule.Formula1, rule.Formula2}
		if !slices.Equal(got, want[header]) {
			t.Errorf("%s has the rule %q, want %q", header, got, want[header])
		}
		if !rule.ShowErrorMessage || !rule.ShowInputMessage || !rule.AllowBlank ||
			*rule.ErrorStyle != "stop" || !strings.HasPrefix(*rule.Error, "Please ") {
			t.Errorf("%s does not say what it wants", header)
		}
		if strings.ContainsAny(*rule.Prompt+*rule.Error, "{}") || len(*rule.Prompt) > 255 ||
			len(*rule.Error) > 225 || len(header) > 32 {
			t.Errorf("the words of %s do not fit their boxes", header)
		}
		if header == "Outcome" && !strings.Contains(*rule.Prompt, "F1 needs a second person") {
			t.Error("Outcome does not say that F1 needs a second person")
		}
	}
}

// The words of the drop-downs are those that are read back.
func TestLists(t *testing.T) {
	b := opened(t, sample(1))
	var statuses, outcomes []string
	for _, row := range must(b.GetRows("Lists"))[4:] {
		if row[0] != "" {
			statuses = append(statuses, row[0])
		}
		outcomes = append(outcomes, row[2])
	}
	if want := []string{"To check", "To ask", "Asked", "Replied", "Decided", "Challenged",
		"Closed"}; !slices.Equal(statuses, want) {
		t.Errorf("statuses are %q", statuses)
	}
	if want := []string{"N1 register out of date", "N2 other adult disregarded or under 18",
		"N3 same person twice", "N4 wrong dwelling", "N5 other, no issue",
		"K1 ended before the run", "E1 ended, resident told us", "E2 ended after enquiry",
		"E3 ended, no reply", "E4 replaced by another discount",
		"F1 fraud, decided by NAME (second person needed)", "R1 referred",
		"U1 not worked"}; !slices.Equal(outcomes, want) {
		t.Errorf("outcomes are %q", outcomes)
	}
}

func TestLocksAndPanes(t *testing.T) {
	b := opened(t, sample(12))
	for _, sheet := range sheets {
		lock := must(b.GetSheetProtection(sheet))
		if !lock.AutoFilter || !lock.Sort || !lock.SelectLockedCells || !lock.FormatColumns ||
			lock.DeleteRows || lock.DeleteColumns || lock.InsertColumns || lock.FormatCells ||
			lock.Password != "" {
			t.Errorf("%s is locked otherwise: %+v", sheet, lock)
		}
		rows := must(b.GetRows(sheet))
		for r := range rows {
			for i := range rows[3] {
				cell := must(excelize.CoordinatesToCellName(i+1, r+1))
				open := sheet == "Cases" && r >= 4 && slices.Contains(entryHeaders, rows[3][i])
				style := b.style(sheet, cell)
				if locked := style.Protection == nil || style.Protection.Locked; locked == open {
					t.Errorf("%s of %s: locked %t", cell, sheet, locked)
				}
			}
		}
	}
	for sheet, corner := range map[string]string{"Cases": "E5", "People": "C5", "Lists": "A5",
		"Read me": "A4"} {
		if panes := must(b.GetPanes(sheet)); !panes.Freeze || panes.TopLeftCell != corner {
			t.Errorf("%s scrolls from %s, want %s", sheet, panes.TopLeftCell, corner)
		}
	}
	sheet := parts(t, written(t, sample(12)))["xl/worksheets/sheet1.xml"]
	for _, words := range []string{`<sheetProtection sheet="true"`,
		`<autoFilter ref="$A$4:$AF$16">`, `sqref="A5:AF16" numberStoredAsText="true"`} {
		if !strings.Contains(sheet, words) {
			t.Errorf("the sheet Cases has no %s", words)
		}
	}
}

func TestPrinting(t *testing.T) {
	b := opened(t, sample(12))
	for sheet, wide := range map[string]int{"Cases": 3, "People": 1, "Read me": 1, "Lists": 1} {
		layout, props := must(b.GetPageLayout(sheet)), must(b.GetSheetProps(sheet))
		if *layout.Orientation != "landscape" || *layout.FitToWidth != wide ||
			*layout.FitToHeight != 0 || *layout.Size != 9 || !*props.FitToPage {
			t.Errorf("%s is printed otherwise", sheet)
		}
	}
	names := map[string]string{}
	for _, name := range b.GetDefinedName() {
		names[name.Scope+" "+name.Name] = name.RefersTo
	}
	for name, want := range map[string]string{
		"Cases _xlnm.Print_Titles":  "'Cases'!$A:$A,'Cases'!$4:$4",
		"Cases _xlnm.Print_Area":    "'Cases'!$A$4:$AF$16",
		"People _xlnm.Print_Titles": "'People'!$4:$4",
	} {
		if names[name] != want {
			t.Errorf("%s is %q, want %q", name, names[name], want)
		}
	}
}

// TestRowHeights: a wrapped text shows whole, and a row is never over the limit.
func TestRowHeights(t *testing.T) {
	list := sample(13)
	for range 60 {
		f := &list.Cases[12].Facts
		f.Against = append(f.Against, cases.ReasonFacts{Words: strings.Repeat("words ", 20)})
	}
	b := opened(t, list)
	for row, want := range map[int][2]float64{5: {80, 110}, 6: {160, 240}, 7: {50, 70},
		17: {409, 409}} {
		if got := must(b.GetRowHeight("Cases", row)); got < want[0] || got > want[1] {
			t.Errorf("row %d is %.0f points high, want %.0f to %.0f", row, got, want[0], want[1])
		}
	}
}
