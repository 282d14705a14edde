package chart

import (
	"html/template"

	"nfimatch/report/spell"
)

// A Band is things of like weight, and how many of them were right. Shares are parts per
// million.
type Band struct {
	Label       string
	Count       int   // of things, 1 or more
	Right       int   // of the things
	Said        int64 // the share that should be right by their weights, or [NotSaid]
	Least, Most int64 // between which the share right lies, 95 times in 100
}

// NotSaid is what a band says whose things are ordered only, without a probability.
const NotSaid = -1

// BandWords are how a chart and table of bands call what is in them.
type BandWords struct {
	Title  string
	By     string // what bands are of: "Probability"
	Things string // "Pairs"
	Right  string // of a share: "Known to be one person"
}

// Share is how many of its things are right.
func (b Band) Share() string { return spell.Percent(int64(b.Right), int64(b.Count)) }

// said reports whether a band says which share should be right.
func (b Band) said() bool { return b.Said != NotSaid }

// saidWords is the share that the weights give.
const saidWords = "As the weights say"

const (
	millionths      = 1_000_000
	bandLeft        = 112 // labels stand left of it
	bandLength      = 216 // of the whole
	bandTop         = 96
	bandStep        = 26
	bandQuarters    = 4
	bandSide        = 9  // of the square that is the share right
	bandTick        = 5  // width of the tick that is the share said
	bandTickHeight  = 18 // so that it shows behind the square
	intervalCap     = 4  // half the height of an interval's ends
	bandFoot        = 44
	bandLegendLines = 19
)

// A calibration is a chart of bands as it stands on a page.
type calibration struct {
	BandWords
	Figure template.HTML
	Bands  []Band
	Said   bool
}

// Calibrated returns bands as HTML: what their weights say beside what is right, as a
// chart and folded below it the same numbers as a table; nothing of no bands.
func Calibrated(words BandWords, bands []Band) (template.HTML, error) {
	if len(bands) == 0 {
		return "", nil
	}
	drawn, err := Calibration(words, bands).Figure()
	if err != nil {
		return "", err
	}
	return page("calibration.html", calibration{words, drawn, bands, bands[0].said()})
}

// Calibration draws a row a band on one scale from none to all: a square at the share
// that is right, a line over the interval it lies in, and a tick at the share that the
// weights say. Where squares lie at the ticks, probabilities can be taken at their word.
func Calibration(words BandWords, bands []Band) Chart {
	c := Chart{Title: words.Title, Width: narrow,
		Description: "For each band the share that is right, with the interval it lies in 95 times in " +
			"100, and the share that the weights say. The table below holds the same numbers.",
		Height: bandTop + len(bands)*bandStep + bandFoot}
	c.bandLegend(words, len(bands) > 0 && bands[0].said())
	bottom := bandTop + len(bands)*bandStep
	for quarter := range bandQuarters + 1 {
		x := shareX(int64(quarter) * millionths / bandQuarters)
		c.Grid = append(c.Grid, Line{"grid", x, bandTop - 4, x, bottom})
		c.line("", x, bottom, x, bottom+5)
		c.text("mid", x, bottom+20, spell.Grouped(quarter*100/bandQuarters))
	}
	c.line("", bandLeft, bottom, bandLeft+bandLength, bottom)
	c.text("mid", bandLeft+bandLength/2, bottom+39, "share, in %")
	c.text("end", bandLeft-10, bandTop-10, words.By)
	c.text("end", narrowEnds, bandTop-10, words.Things)
	for i, band := range bands {
		c.band(band, bandTop+i*bandStep+bandStep/2)
	}
	return c
}

func (c *Chart) band(b Band, y int) {
	c.text("end", bandLeft-10, y+5, b.Label)
	c.text("end", narrowEnds, y+5, spell.Grouped(b.Count))
	if b.said() {
		c.Rects = append(c.Rects, Rect{"light", shareX(b.Said) - bandTick/2, y - bandTickHeight/2,
			bandTick, bandTickHeight})
	}
	right := shareX(int64(b.Right) * millionths / int64(max(b.Count, 1)))
	c.Rects = append(c.Rects, Rect{"dark", right - bandSide/2, y - bandSide/2, bandSide, bandSide})
	c.interval(shareX(b.Least), shareX(b.Most), y)
}

// interval draws a line with ends.
func (c *Chart) interval(from, to, y int) {
	c.line("", from, y, to, y)
	c.line("", from, y-intervalCap, from, y+intervalCap)
	c.line("", to, y-intervalCap, to, y+intervalCap)
}

// bandLegend names the three signs, a line each.
func (c *Chart) bandLegend(words BandWords, said bool) {
	const at = waterfallLeft + swatch/2
	y := legendTop + swatch/2
	c.Rects = append(c.Rects, Rect{"dark", at - bandSide/2, y - bandSide/2, bandSide, bandSide})
	c.text("", waterfallLeft+swatch+6, y+5, words.Right)
	y += bandLegendLines
	c.interval(waterfallLeft, waterfallLeft+swatch, y)
	c.text("", waterfallLeft+swatch+6, y+5, "Where that share lies, 95 times in 100")
	if y += bandLegendLines; said {
		c.Rects = append(c.Rects, Rect{"light", at - bandTick/2, y - bandTickHeight/2, bandTick,
			bandTickHeight})
		c.text("", waterfallLeft+swatch+6, y+5, saidWords)
	}
}

// shareX is where a share stands.
func shareX(share int64) int { return bandLeft + int(share*bandLength/millionths) }
