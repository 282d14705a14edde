package desk

import (
	"cmp"

	"github.com/xuri/excelize/v2"
)

const (
	font = "Arial" // on every office machine, with a free twin of the same widths

	// Colours, each pair of ink and ground at 7 to 1 or more (WCAG 2.2 AA asks 4.5).
	// None says anything alone: what they set off is also in words.
	inkColour    = "14212B"
	paperColour  = "FFFFFF"
	headerColour = "1B4F7A"
	entryColour  = "FFF4D6"
	lineColour   = "B9C3CB"
)

// Number formats: "@" is text; days are written out, so that none is read month
// first; pounds whatever the machine's own currency.
const (
	textFormat  = 49 // "@", built in
	countFormat = 1  // "0", built in
	dayFormat   = "d mmm yyyy"
	poundFormat = "[$£-809]#,##0.00"
)

// styles are the workbook's cell styles by use.
type styles struct {
	title, info         int // of the lines at the top where they are wrapped
	titleLong, infoLong int // … and where they run on over empty cells
	header, headerEntry int
	band, label, readMe int
	locked, open        map[kind]int // of the cells of a table
}

// look is what differs between styles. Cells stand at the top of their rows.
type look struct {
	bold    bool
	ink     string // "" is the usual one
	ground  string // "" is none
	number  int    // a built-in number format; 0 is textFormat
	format  string // … or one written out
	right   bool
	long    bool // not wrapped
	noLine  bool // no line under the cell
	entered bool // an officer fills it in: not locked
}

// makeStyles makes the styles in one order, which numbers them.
func (b *book) makeStyles() {
	s := &b.styles
	s.title = b.newStyle(look{bold: true, noLine: true})
	s.info = b.newStyle(look{noLine: true})
	s.titleLong = b.newStyle(look{bold: true, long: true, noLine: true})
	s.infoLong = b.newStyle(look{long: true, noLine: true})
	s.header = b.newStyle(look{bold: true, ink: paperColour, ground: headerColour})
	s.headerEntry = b.newStyle(look{bold: true, ground: entryColour})
	s.band = b.newStyle(look{bold: true, ground: entryColour, long: true, noLine: true})
	s.label = b.newStyle(look{bold: true})
	s.readMe = b.newStyle(look{})
	s.locked, s.open = b.newTable(look{}), b.newTable(look{ground: entryColour, entered: true})
}

// newTable makes a style a kind of cell.
func (b *book) newTable(l look) map[kind]int {
	made := map[kind]int{kindText: b.newStyle(l)}
	made[kindList] = made[kindText]
	l.long, l.format = true, dayFormat
	made[kindDate] = b.newStyle(l)
	l.right, l.format, l.number = true, "", countFormat
	made[kindCount] = b.newStyle(l)
	l.format = poundFormat
	made[kindMoney] = b.newStyle(l)
	return made
}

func (b *book) newStyle(l look) int {
	align, indent := "left", 0
	if l.right {
		align, indent = "right", 1 // or the number would touch the next column's text
	}
	style := excelize.Style{
		Font: &excelize.Font{Family: font, Size: fontPoints, Bold: l.bold,
			Color: cmp.Or(l.ink, inkColour)},
		NumFmt: cmp.Or(l.number, textFormat),
		Alignment: &excelize.Alignment{Horizontal: align, Indent: indent,
			Vertical: "top", WrapText: !l.long},
		Protection: &excelize.Protection{Locked: !l.entered},
	}
	if l.format != "" {
		style.CustomNumFmt = &l.format
	}
	if l.ground != "" {
		style.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{l.ground}}
	}
	sides := []string{"bottom"}
	if l.ground == entryColour { // a ground hides the sheet's own lines between columns
		sides = append(sides, "left", "right")
	}
	for _, side := range sides {
		if !l.noLine {
			style.Border = append(style.Border,
				excelize.Border{Type: side, Color: lineColour, Style: 1})
		}
	}
	id, err := b.file.NewStyle(&style)
	b.note(err)
	return id
}
