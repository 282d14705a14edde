package linkage

import (
	"nfimatch/report/publish"
	"nfimatch/report/spell"
)

// A chart is bars in rows, drawn by the page from whole numbers. Numbers stand beside
// the bars, so that no meaning hangs on colour.
type chart struct {
	Title         string
	Width, Height int
	Axis          int // x of the value 0
	Legend        []chartText
	Rows          []chartBar
	Marks         []chartText // lines across, such as the threshold: at y
}

type chartRow struct {
	Label string
	Value int
}

type chartBar struct {
	Label, Value chartText
	Rectangles   []chartRectangle
}

type chartText struct {
	X, Y  int
	Class string
	Text  string
}

type chartRectangle struct {
	X, Y, Width, Height int
	Class               string
}

const (
	chartWidth    = 760
	chartLabels   = 300 // labels stand left of it
	chartHalf     = 190 // of the longest bar either side of the axis
	chartWhole    = 380 // the longest bar of counts
	chartStep     = 24
	chartBarSize  = 16
	chartBaseline = 13 // of text in a row
	chartTop      = 30 // with a legend
	chartRowsEach = 12 // of the levels that speak most for and most against
	legendSpacing = 130
)

// weightChart draws weights either side of an axis: for to the right, against to the
// left.
func weightChart(title string, rows []chartRow) chart {
	c := chart{Title: title, Width: chartWidth, Axis: chartLabels + chartHalf}
	most := 1
	for _, row := range rows {
		most = max(most, row.Value, -row.Value)
	}
	for i, row := range rows {
		y := i*chartStep + 1
		length := max(1, max(row.Value, -row.Value)*chartHalf/most)
		bar := chartBar{Label: chartText{chartLabels - 10, y + chartBaseline, "label", row.Label}}
		box := chartRectangle{c.Axis, y, length, chartBarSize, "dark"}
		if row.Value < 0 {
			box.X, box.Class = c.Axis-length, "light"
		}
		bar.Rectangles = []chartRectangle{box}
		bar.Value = chartText{c.Axis + chartHalf + 10, y + chartBaseline, "",
			publish.BitsText(int32(row.Value))}
		c.Rows = append(c.Rows, bar)
	}
	c.Height = len(rows)*chartStep + 2
	return c
}

// pairsChart draws how many pairs each bin has, and a line where the threshold is.
func pairsChart(title string, bins []bin) chart {
	c := chart{Title: title, Width: chartWidth, Axis: chartLabels, Legend: []chartText{
		{chartLabels, 0, "dark", "one person"}, {chartLabels + legendSpacing, 0, "light", "unsure"},
	}}
	most := 1
	for _, b := range bins {
		most = max(most, b.Same+b.Unsure)
	}
	for i, b := range bins {
		y, x := chartTop+i*chartStep, chartLabels
		bar := chartBar{Label: chartText{chartLabels - 10, y + chartBaseline, "label", b.Label}}
		for _, part := range []struct {
			n     int
			class string
		}{{b.Same, "dark"}, {b.Unsure, "light"}} {
			if part.n > 0 {
				width := max(1, part.n*chartWhole/most)
				bar.Rectangles = append(bar.Rectangles,
					chartRectangle{x, y, width, chartBarSize, part.class})
				x += width
			}
		}
		bar.Value = chartText{x + 8, y + chartBaseline, "", spell.Grouped(b.Same + b.Unsure)}
		if b.Threshold {
			c.Marks = append(c.Marks, chartText{0, y - (chartStep-chartBarSize)/2, "", "threshold"})
		}
		c.Rows = append(c.Rows, bar)
	}
	c.Height = chartTop + len(bins)*chartStep + 2
	return c
}
