package desk

import (
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

// printing is what a sheet has and how it goes on paper.
type printing struct {
	table       bool // has a header row, which stays in sight and every page repeats
	filter      bool // can be filtered by its columns
	pagesWide   int  // 32 columns on one page would be printed in letters of 3 points
	repeatFirst bool // every page across repeats the first column, the case number
}

// A header or footer holds 255 characters, its codes included. These are the most of
// its parts that are not ours, which leave room for the others.
const (
	partMax    = 40
	purposeMax = 120
)

// print sets paper, headings and footers. What every sheet has to say stands in the
// margins of every page, since pages get parted from the first one.
func (b *book) print(sheet string, columns []column, rowLast int, p printing) {
	const a4 = 9
	b.note(b.file.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: pointer(true)}))
	b.note(b.file.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: pointer(a4),
		Orientation: pointer("landscape"), FitToWidth: pointer(p.pagesWide),
		FitToHeight: pointer(0), PageOrder: pointer("overThenDown")}))
	b.note(b.file.SetPageMargins(sheet, margins()))
	l := b.list
	b.note(b.file.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{
		OddHeader: "&L" + inMargin(l.Council, partMax) + "&C" + notNFI + "\n&8Purpose: " +
			inMargin(l.Purpose, purposeMax) + "&ROpened " + dayWords(l.Opened),
		OddFooter: "&L" + inMargin(l.Exercise, partMax) + " · batch " +
			inMargin(l.Batch, partMax) + "&CRecords may be inconsistent · Delete by " +
			dayWords(l.DeleteBy) + "&RPage &P of &N"}))
	rowFirst := 1
	if p.repeatFirst {
		rowFirst = headerRow // the lines above would be cut off after the first column
	}
	b.name(sheet, "_xlnm.Print_Area", fixed(sheet, 1, rowFirst, len(columns), rowLast))
	titles := ""
	if p.repeatFirst {
		titles = fmt.Sprintf("'%s'!$A:$A,", sheet)
	}
	if p.table {
		b.name(sheet, "_xlnm.Print_Titles",
			titles+fmt.Sprintf("'%s'!$%d:$%d", sheet, headerRow, headerRow))
	}
}

func (b *book) name(sheet, name, refersTo string) {
	b.note(b.file.SetDefinedName(&excelize.DefinedName{Name: name, RefersTo: refersTo,
		Scope: sheet}))
}

// margins are in inches: half an inch, and room for header and footer.
func margins() *excelize.PageLayoutMarginsOptions {
	half := pointer(float64(1) / 2)
	quarter := pointer(float64(1) / 4)
	return &excelize.PageLayoutMarginsOptions{Left: half, Right: half,
		Top: pointer(float64(3) / 4), Bottom: pointer(float64(3) / 4),
		Header: quarter, Footer: quarter}
}

// inMargin returns a text as part of a header or footer: its ampersands doubled,
// since one begins a code, and cut to unitsMax UTF-16 units.
func inMargin(text string, unitsMax int) string {
	units := 0
	var out strings.Builder
	for _, r := range strings.ReplaceAll(clean(text), "\n", " ") {
		part := string(r)
		if r == '&' {
			part = "&&"
		}
		if units += len(utf16.Encode([]rune(part))); units >= unitsMax {
			return out.String() + "…"
		}
		out.WriteString(part)
	}
	return out.String()
}

// setProperties sets what the file says of itself. Its times are the list's day of
// opening, so that the same list is the same file.
func (b *book) setProperties() {
	l := b.list
	day := l.Opened.String() + "T00:00:00Z"
	b.note(b.file.SetDocProps(&excelize.DocProperties{
		Title:   clean(fmt.Sprintf("Worklist %s, batch %s", l.Exercise, l.Batch)),
		Subject: notNFI, Creator: clean(l.Program), LastModifiedBy: clean(l.Program),
		Description: clean("Purpose: " + l.Purpose + ". Records may be inconsistent. Delete by " +
			dayWords(l.DeleteBy) + "."),
		Created: day, Modified: day}))
	for _, property := range []excelize.CustomProperty{
		{Name: "nfi_list_version", Value: int32(Version)},
		{Name: "nfi_exercise", Value: clean(l.Exercise)},
		{Name: "nfi_batch", Value: clean(l.Batch)},
	} {
		b.note(b.file.SetCustomProps(property))
	}
	b.file.SetActiveSheet(0)
}
