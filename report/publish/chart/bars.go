package chart

import "nfimatch/report/spell"

// A Row is a bar of counts: its parts stand one after another.
type Row struct {
	Label string
	Parts []int
}

const (
	barsAxis  = 310 // labels stand left of it
	barsMost  = 380 // the longest bar; its total stands right of it
	barsStep  = 34
	barHeight = 22
	barsTop   = 8
	legendRow = 30
	labelMin  = 26 // the narrowest part that holds its number
	digit     = 9
)

// Bars draws rows of counts on one scale. A part that is not zero is at least one unit
// wide, so that it can be seen. names are the parts', which have no more than three; rows
// of one part need none.
func Bars(title, description string, rows []Row, names ...string) Chart {
	c := Chart{Title: title, Description: description, Width: width}
	top := barsTop
	if len(names) > 0 {
		c.legend(barsAxis, names, tones(len(names)))
		top += legendRow
	}
	most := 1
	for _, row := range rows {
		most = max(most, sum(row.Parts))
	}
	for i, row := range rows {
		c.bar(row, top+i*barsStep, most)
	}
	c.Height = top + len(rows)*barsStep
	return c
}

func (c *Chart) bar(row Row, y, most int) {
	x, baseline := barsAxis, y+barHeight-6
	c.text("end", barsAxis-10, baseline, row.Label)
	for p, n := range row.Parts {
		if n == 0 {
			continue
		}
		tone, wide := tones(len(row.Parts))[p], max(1, n*barsMost/most)
		c.Rects = append(c.Rects, Rect{tone, x, y, wide, barHeight})
		if number := spell.Grouped(n); len(row.Parts) > 1 && wide >= max(labelMin, digit*len(number)) {
			c.text("mid "+tone, x+wide/2, baseline, number)
		}
		x += wide
	}
	c.text("", x+8, baseline, spell.Grouped(sum(row.Parts)))
}

func sum(parts []int) (total int) {
	for _, n := range parts {
		total += n
	}
	return total
}
