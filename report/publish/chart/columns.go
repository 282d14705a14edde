package chart

import (
	"fmt"
	"html/template"
	"slices"
	"unicode/utf8"

	"nfimatch/report/spell"
)

// A Histogram is how many things have which weight. All bins are equally wide, and
// begin at multiples of their width.
type Histogram struct {
	From  int32 // millibits at which the first bin begins
	Width int32 // millibits
	Bins  []Bin
}

// A Bin counts the things of weight From and more, below To.
type Bin struct {
	From, To int32 // millibits
	Parts    []int // how many, by part
}

// BinsMax is the most bins of a histogram.
const BinsMax = 40

// HistogramOf counts weights, in millibits, by size and by the part that part says of the
// i-th, from 0 and below parts. Bins are as narrow as there may be so many, a quarter of
// a bit at least. No weights give no bins.
func HistogramOf(weights []int32, parts int, part func(i int) int) Histogram {
	if len(weights) == 0 {
		return Histogram{}
	}
	least, most := slices.Min(weights), slices.Max(weights)
	h := Histogram{Width: millibitsPerBit / 4}
	for binsOf(least, most, h.Width) > BinsMax {
		h.Width *= 2
	}
	h.From = floorTo(least, h.Width)
	h.Bins = make([]Bin, binsOf(least, most, h.Width))
	for i := range h.Bins {
		from := h.From + int32(i)*h.Width
		h.Bins[i] = Bin{from, from + h.Width, make([]int, parts)}
	}
	for i, weight := range weights {
		h.Bins[(floorTo(weight, h.Width)-h.From)/h.Width].Parts[part(i)]++
	}
	return h
}

func binsOf(least, most, width int32) int {
	return (int(floorTo(most, width))-int(floorTo(least, width)))/int(width) + 1
}

// Of returns how many things are in a bin.
func (b Bin) Of() int { return sum(b.Parts) }

// Has reports whether a weight belongs into a bin.
func (b Bin) Has(millibits int32) bool { return b.From <= millibits && millibits < b.To }

// A spread is a histogram as it stands on a page.
type spread struct {
	Title  string
	Figure template.HTML
	Names  []string
	Marks  []Mark
	Histogram
}

// Spread returns a histogram of things, such as "pairs", as HTML: as columns, and folded
// below them the same numbers as a table; nothing of a histogram without bins.
func Spread(title, things string, h Histogram, marks []Mark, names ...string) (
	template.HTML, error,
) {
	if len(h.Bins) == 0 {
		return "", nil
	}
	total := 0
	for _, bin := range h.Bins {
		total += bin.Of()
	}
	words := fmt.Sprintf("%s %s between %s and %s bits", spell.Grouped(total), things,
		spell.Bits(h.From), spell.Bits(h.Bins[len(h.Bins)-1].To))
	for _, mark := range marks {
		words += "; " + mark.Text
	}
	drawn, err := Columns(title, words+". The table below holds the same numbers.", things, h,
		marks, names...).Figure()
	if err != nil {
		return "", err
	}
	return page("spread.html", spread{title, drawn, names, marks, h})
}

const (
	columnsLeft   = 70
	columnsRight  = 740
	columnsTop    = 64
	columnsHeight = 220
	columnsGap    = 1
	countTicks    = 4
)

// Columns draws a histogram of things as columns and the marks as lines across, where they
// are to the millibit. names are the parts', at most three.
func Columns(title, description, things string, h Histogram, marks []Mark, names ...string,
) Chart {
	c := Chart{Title: title, Description: description, Width: width,
		Height: columnsTop + columnsHeight + 50}
	c.legend(columnsLeft, names, tones(len(names)))
	s := scale{h.From, h.From + int32(len(h.Bins))*h.Width, columnsLeft, columnsRight - columnsLeft}
	for _, mark := range marks {
		s.least = min(s.least, floorTo(mark.Millibits, h.Width))
		s.most = max(s.most, ceilTo(mark.Millibits, h.Width))
	}
	most := 1
	for _, bin := range h.Bins {
		most = max(most, bin.Of())
	}
	bottom := columnsTop + columnsHeight
	for _, n := range countsOf(most) {
		y := bottom - n*columnsHeight/most
		c.Grid = append(c.Grid, Line{"grid", columnsLeft, y, columnsRight, y})
		c.text("end", columnsLeft-8, y+5, spell.Grouped(n))
	}
	for _, bin := range h.Bins {
		c.column(bin, s, bottom, most)
	}
	c.line("", columnsLeft, bottom, columnsRight, bottom)
	for _, at := range s.ticks() {
		c.line("", s.x(at), bottom, s.x(at), bottom+5)
		c.text("mid", s.x(at), bottom+20, spell.Grouped(int(at/millibitsPerBit)))
	}
	c.text("mid", (columnsLeft+columnsRight)/2, bottom+42, "weight, in bits")
	c.text("end", columnsLeft-8, columnsTop-14, things)
	c.marks(marks, s, columnsTop-10, bottom)
	return c
}

func (c *Chart) column(bin Bin, s scale, bottom, most int) {
	left, y := s.x(bin.From)+columnsGap, bottom
	wide := max(1, s.x(bin.To)-columnsGap-left)
	for p, n := range bin.Parts {
		if n > 0 {
			high := max(1, n*columnsHeight/most)
			y -= high
			c.Rects = append(c.Rects, Rect{tones(len(bin.Parts))[p], left, y, wide, high})
		}
	}
}

const markAside = 4 // from a mark to its words

// marks draws lines from top to bottom with what they are above: at the outer side, or at
// the other where that would not fit, and a line higher where words would meet.
func (c *Chart) marks(marks []Mark, s scale, top, bottom int) {
	var words [2]int // from where to where those of the mark before are
	for i, mark := range marks {
		x, wide := s.x(mark.Millibits), letter*utf8.RuneCountInString(mark.Text)+markAside
		class, aside, own := "", markAside, [2]int{x, x + wide}
		if mark.Millibits < 0 && x >= wide || own[1] > c.Width {
			class, aside, own = "end", -markAside, [2]int{x - wide, x}
		}
		high := top
		if i > 0 && own[0] < words[1] && words[0] < own[1] {
			high -= lineHeight
		}
		words = own
		c.line("mark", x, high, x, bottom)
		c.text(class, x+aside, high+4, mark.Text)
	}
}

// countsOf returns the numbers at which an axis of counts has its lines: round ones.
func countsOf(most int) (counts []int) {
	step := 1
	for unit := 1; most/step > countTicks; unit *= 10 {
		for _, factor := range []int{1, 2, 5} {
			if step = factor * unit; most/step <= countTicks {
				break
			}
		}
	}
	for n := step; n <= most; n += step {
		counts = append(counts, n)
	}
	return counts
}
