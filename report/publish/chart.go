package publish

import "nfimatch/report/spell"

// A chart is a bar chart laid out for SVG, in units of its view box. Its numbers
// are beside it in a table, so the drawing adds no fact.
type chart struct {
	Title  string
	Legend []legend
	Bars   []bar
	Height int
	Width  int
	Axis   int // x where bars begin
}

// A bar is one row of a chart: parts drawn one after another.
type bar struct {
	Label    string
	Parts    []int
	Segments []segment
	TextY    int
	Total    int
	TotalX   int
}

type segment struct {
	X, Y, Width, Height int
	TextX               int
	Count               int
	Class               string // tone of the part
	Labelled            bool   // wide enough to hold its number
}

type legend struct {
	X     int
	Class string
	Name  string
}

const (
	chartWidth    = 760
	chartAxis     = 310 // labels stand left of it
	chartBarMax   = 380 // the longest bar; its total stands right of it
	chartRow      = 34
	chartBar      = 22
	chartTop      = 8
	chartLegend   = 30
	legendSpacing = 110
	labelWidthMin = 26
	labelDigit    = 9
)

// bars lays out rows of counts on one scale. A part that is not zero is at least
// one unit wide, so that it can be seen. names are the parts' for the legend.
func bars(title string, rows []bar, names []string) chart {
	c := chart{Title: title, Width: chartWidth, Axis: chartAxis}
	top := chartTop
	for i, name := range names {
		c.Legend = append(c.Legend, legend{chartAxis + i*legendSpacing, tone(i, len(names)), name})
		top = chartTop + chartLegend
	}
	most := 1
	for i := range rows {
		for _, n := range rows[i].Parts {
			rows[i].Total += n
		}
		most = max(most, rows[i].Total)
	}
	for i, row := range rows {
		y, x := top+i*chartRow, chartAxis
		for p, n := range row.Parts {
			if n == 0 {
				continue
			}
			width := max(1, n*chartBarMax/most)
			row.Segments = append(row.Segments, segment{X: x, Y: y, Width: width, Height: chartBar,
				TextX: x + width/2, Count: n, Class: tone(p, len(row.Parts)),
				Labelled: len(row.Parts) > 1 &&
					width >= max(labelWidthMin, labelDigit*len(spell.Grouped(n)))})
			x += width
		}
		row.TextY, row.TotalX = y+chartBar-6, x+8
		c.Bars = append(c.Bars, row)
	}
	c.Height = top + len(rows)*chartRow
	return c
}

// tone returns the class of a part: dark, middle, light, each readable in grey.
func tone(part, parts int) string {
	if parts == 1 {
		return "middle"
	}
	return []string{"dark", "middle", "light"}[part%3]
}
