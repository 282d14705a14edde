package damage

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// million is how many columns, or quotes, a damaged line has.
const million = 1_000_000

// longLineBytes is the size of a line too long for any reader that keeps whole lines
// of up to a mebibyte.
const longLineBytes = 3 << 20

// Lines are damages of delimited text that leave its cells alone: lines, delimiters,
// quotes and headers that are lost, doubled or moved.
func Lines() []Operator { return slices.Concat(linesMoved(), delimiters(), headers(), hugeLines()) }

func linesMoved() []Operator {
	return []Operator{
		{"a line lost", func(random *rand.Rand, f *File) { f.write(f.dataLine(random), nil) }},
		{"a line twice", func(random *rand.Rand, f *File) {
			line := f.dataLine(random)
			f.put(Span{line.End, line.End}, f.part(line))
		}},
		{"two lines exchanged", func(random *rand.Rand, f *File) {
			a, b := f.dataLine(random), f.dataLine(random)
			if a.Start > b.Start {
				a, b = b, a
			}
			if a.End <= b.Start {
				f.put(Span{a.Start, b.End}, f.part(b), f.part(Span{a.End, b.Start}), f.part(a))
			}
		}},
		{"two lines run together", func(random *rand.Rand, f *File) {
			f.write(f.lineEnd(f.dataLine(random)), nil)
		}},
		{"a line broken in two", func(random *rand.Rand, f *File) {
			line := f.dataLine(random)
			at := line.Start + random.IntN(1+f.lineEnd(line).Start-line.Start)
			f.write(Span{at, at}, []byte(f.Layout.End))
		}},
		{"line ends of other systems", func(random *rand.Rand, f *File) {
			ends := []string{"\n", "\r\n", "\r", "\n\n", "\r\r\n"}
			for range 20 {
				f.write(f.lineEnd(f.dataLine(random)), []byte(ends[random.IntN(len(ends))]))
			}
		}},
		{"blank lines", func(random *rand.Rand, f *File) {
			for range 1 + random.IntN(5) {
				at := f.dataLine(random).Start
				f.write(Span{at, at}, []byte(f.Layout.End))
			}
		}},
		{"words between the rows", func(random *rand.Rand, f *File) {
			for _, words := range []string{"continued on page 2", "Total"} {
				at := f.dataLine(random).Start
				f.write(Span{at, at}, []byte(words+f.Layout.End))
			}
		}},
		{"a report's lines round the table", func(random *rand.Rand, f *File) {
			end := f.Layout.End
			f.write(Span{0, 0}, []byte("Date Published: 01/12/2025,,,"+end+end))
			rows := len(PhysicalLines(f.bytes)) - 3
			f.write(Span{len(f.bytes), len(f.bytes)}, []byte(end+strconv.Itoa(rows+random.IntN(2))+
				" rows selected."+end))
		}},
		{"Ctrl-Z within", func(random *rand.Rand, f *File) {
			at := f.somewhere(random, 1).Start
			f.write(Span{at, at}, []byte{0x1A})
		}},
		{"no end of the last line", func(_ *rand.Rand, f *File) {
			f.write(f.lineEnd(f.lastLine()), nil)
		}},
	}
}

func delimiters() []Operator {
	return []Operator{
		{"a delimiter lost", func(random *rand.Rand, f *File) {
			cells := f.cells(f.dataLine(random))
			if len(cells) > 1 {
				at := cells[random.IntN(len(cells)-1)].End
				f.write(Span{at, at + 1}, nil)
			}
		}},
		{"a delimiter too many", func(random *rand.Rand, f *File) {
			cell := f.anyCell(random)
			f.write(Span{cell.Start, cell.Start}, []byte{f.Layout.Delimiter})
		}},
		{"cells shifted in many lines", func(random *rand.Rand, f *File) {
			f.shift(random, true)
		}},
		{"cells shifted, the last one lost", func(random *rand.Rand, f *File) {
			f.shift(random, false)
		}},
		{"another delimiter half way", func(random *rand.Rand, f *File) {
			from := f.dataLine(random).Start
			other := []byte(";,|\t~ ")[random.IntN(6)]
			for at := from; at < len(f.bytes); at++ {
				if f.bytes[at] == f.Layout.Delimiter {
					f.bytes[at], f.origin[at] = other, foreign
				}
			}
		}},
		{"a quote that is not closed", func(random *rand.Rand, f *File) {
			at := f.anyCell(random).Start
			f.write(Span{at, at}, []byte{'"'})
		}},
		{"quotes anywhere", func(random *rand.Rand, f *File) {
			for range 1 + random.IntN(8) {
				at := f.somewhere(random, 1).Start
				f.write(Span{at, at}, []byte(strings.Repeat(`"`, 1+random.IntN(3))))
			}
		}},
		{"a quote lost", func(random *rand.Rand, f *File) {
			from := f.somewhere(random, 1).Start
			if at := bytes.IndexByte(f.bytes[from:], '"'); at >= 0 {
				f.write(Span{from + at, from + at + 1}, nil)
			}
		}},
		{"quotes as typographers set them", func(random *rand.Rand, f *File) {
			cell := f.anyCell(random)
			f.put(cell, fresh([]byte("\u201c")), f.part(cell), fresh([]byte("\u201d")))
		}},
	}
}

func headers() []Operator {
	return []Operator{
		{"no header", func(_ *rand.Rand, f *File) { f.write(f.headerLine(), nil) }},
		{"the header twice", func(_ *rand.Rand, f *File) {
			line := f.headerLine()
			f.put(Span{line.End, line.End}, f.part(line))
		}},
		{"the header again within", func(random *rand.Rand, f *File) {
			at := f.dataLine(random).Start
			f.put(Span{at, at}, f.part(f.headerLine()))
		}},
		{"the header sorted in among the rows", func(random *rand.Rand, f *File) {
			line, to := f.headerLine(), f.dataLine(random).End
			f.put(Span{line.Start, to}, f.part(Span{line.End, to}), f.part(line))
		}},
		{"the header as the last line", func(_ *rand.Rand, f *File) {
			line, end := f.headerLine(), len(f.bytes)
			f.put(Span{line.Start, end}, f.part(Span{line.End, end}), f.part(line))
		}},
		{"a column of the header twice", func(random *rand.Rand, f *File) {
			cells := f.cells(f.headerLine())
			from, to := cells[random.IntN(len(cells))], cells[random.IntN(len(cells))]
			f.write(to, slices.Clone(f.bytes[from.Start:from.End]))
		}},
		{"a column of the header misspelt", func(random *rand.Rand, f *File) {
			cells := f.cells(f.headerLine())
			cell := cells[random.IntN(len(cells))]
			at := cell.Start + random.IntN(1+cell.End-cell.Start)
			f.write(Span{at, at}, []byte("QX"))
		}},
		{"a column of the header blank", func(random *rand.Rand, f *File) {
			cells := f.cells(f.headerLine())
			f.write(cells[random.IntN(len(cells))], nil)
		}},
		{"headers exchanged", func(random *rand.Rand, f *File) {
			cells := f.cells(f.headerLine())
			at := random.IntN(max(1, len(cells)-1))
			if a, b := cells[at], cells[min(at+1, len(cells)-1)]; a.End < b.Start {
				f.put(Span{a.Start, b.End}, fresh(slices.Clone(f.bytes[b.Start:b.End])),
					fresh([]byte{f.Layout.Delimiter}), fresh(slices.Clone(f.bytes[a.Start:a.End])))
			}
		}},
		{"a header and nothing else", func(_ *rand.Rand, f *File) {
			f.write(Span{f.headerLine().End, len(f.bytes)}, nil)
		}},
	}
}

func hugeLines() []Operator {
	whole := func(name string, text func(f *File) []byte) Operator {
		return Operator{name, func(random *rand.Rand, f *File) {
			at := f.dataLine(random).Start
			f.write(Span{at, at}, append(text(f), f.Layout.End...))
		}}
	}
	return []Operator{
		whole("a very long line", func(*File) []byte {
			return bytes.Repeat([]byte("x"), longLineBytes)
		}),
		whole("a million columns", func(f *File) []byte {
			return bytes.Repeat([]byte{f.Layout.Delimiter}, million)
		}),
		whole("columns beyond any table", func(f *File) []byte {
			return bytes.Repeat([]byte{'x', f.Layout.Delimiter}, 1<<16)
		}),
		whole("a million quotes", func(*File) []byte { return bytes.Repeat([]byte{'"'}, million) }),
		{"a header of a million columns", func(_ *rand.Rand, f *File) {
			at := f.lineEnd(f.headerLine()).Start
			f.write(Span{at, at}, bytes.Repeat([]byte{f.Layout.Delimiter}, million))
		}},
		{"quotes by lines", func(random *rand.Rand, f *File) {
			at := f.dataLine(random).Start
			f.write(Span{at, at}, bytes.Repeat([]byte("\"\"\""+f.Layout.End), 2000))
		}},
	}
}

// headerLine is the first line; empty of an empty file.
func (f *File) headerLine() Span {
	if lines := PhysicalLines(f.bytes); len(lines) > 0 {
		return lines[0]
	}
	return Span{}
}

func (f *File) lastLine() Span {
	if lines := PhysicalLines(f.bytes); len(lines) > 0 {
		return lines[len(lines)-1]
	}
	return Span{}
}

// dataLine is any line but the first; an empty span at the end if there is no other.
func (f *File) dataLine(random *rand.Rand) Span {
	if lines := PhysicalLines(f.bytes); len(lines) > 1 {
		return lines[1+random.IntN(len(lines)-1)]
	}
	return Span{len(f.bytes), len(f.bytes)}
}

// lineEnd is the line end of a line, empty where it has none.
func (f *File) lineEnd(line Span) Span {
	text := f.bytes[line.Start:line.End]
	return Span{line.Start + len(bytes.TrimRight(text, "\r\n")), line.End}
}

// anyCell is a cell of a data line.
func (f *File) anyCell(random *rand.Rand) Span {
	cells := f.cells(f.dataLine(random))
	return cells[random.IntN(len(cells))]
}

// shift puts an empty cell into every fifth line on average, at one column; unless
// longer, the last cell is taken off.
func (f *File) shift(random *rand.Rand, longer bool) {
	column := random.IntN(len(f.cells(f.headerLine())))
	lines := PhysicalLines(f.bytes)
	for i := len(lines) - 1; i > 0; i-- {
		cells := f.cells(lines[i])
		if column >= len(cells) || random.IntN(5) > 0 {
			continue
		}
		if last := cells[len(cells)-1]; !longer && len(cells) > column+1 {
			f.write(Span{last.Start - 1, last.End}, nil)
		}
		f.write(Span{cells[column].Start, cells[column].Start}, []byte{f.Layout.Delimiter})
	}
}
