// Package chart draws the charts of the pages: bars of counts, columns by weight, the
// shares m and u of a model, the waterfall of a score, and what weights say beside what is
// right, where that is known. A chart is SVG without a script, laid out in whole numbers,
// so that equal figures give equal bytes. Its numbers stand in a table beside it, and no
// meaning hangs on colour: parts differ in lightness, have an outline, and are named or
// signed.
//
//	bars.go        counts in rows, of one part or several
//	columns.go     how many things have which weight, and where thresholds are
//	shares.go      m, u and the weight of each level
//	waterfall.go   from nothing, step by step, to a score
//	calibration.go what weights say beside what is right
package chart

import (
	"bytes"
	"embed"
	"html/template"
	"strings"
	"unicode/utf8"

	"nfimatch/report/spell"
)

// A Chart is one drawing, in units of its view box, of which a letter takes about 7.
type Chart struct {
	Title       string // above it
	Description string // what it shows, for who cannot see it
	Width       int
	Height      int
	Grid        []Line // behind the bars
	Rects       []Rect
	Lines       []Line // before the bars
	Texts       []Text
}

// A Rect is a bar or a part of one. Its class is its tone: dark, middle or light.
type Rect struct {
	Class               string
	X, Y, Width, Height int
}

// A Line is an axis (no class), a link between two bars, or a mark.
type Line struct {
	Class          string
	X1, Y1, X2, Y2 int
}

// A Text begins at X; of class "end" it ends there, of class "mid" it is centred.
type Text struct {
	Class string
	X, Y  int
	Text  string
}

// A Mark is a line across a chart of weights, such as a threshold.
type Mark struct {
	Millibits int32
	Text      string
}

const (
	width     = 760
	swatch    = 14 // side of a square of the legend
	legendTop = 6
	letter    = 7 // of a text of the usual size
)

//go:embed data
var files embed.FS

var pages = template.Must(template.New("").Funcs(template.FuncMap{
	"bits": spell.Bits, "count": spell.Grouped,
	"percent": func(parts int64) string { return spell.Percent(parts, millionths) },
}).ParseFS(files, "data/*.html"))

func page(name string, data any) (template.HTML, error) {
	var text bytes.Buffer
	err := pages.ExecuteTemplate(&text, name, data)
	return template.HTML(text.String()), err
}

// Figure returns the chart as a figure of HTML with its title above. A chart that is
// wider than the screen can be moved sideways, by keys too.
func (c Chart) Figure() (template.HTML, error) { return page("chart.html", c) }

// Wide reports whether a chart is too wide for a phone, where it is moved sideways.
func (c Chart) Wide() bool { return c.Width > narrow }

// legend names the parts that the tones stand for, at the top from x on.
func (c *Chart) legend(x int, names []string, tones []string) {
	for i, name := range names {
		c.Rects = append(c.Rects, Rect{tones[i], x, legendTop, swatch, swatch})
		c.Texts = append(c.Texts, Text{"", x + swatch + 6, legendTop + swatch - 2, name})
		x += swatch + 6 + letter*utf8.RuneCountInString(name) + 24
	}
}

func (c *Chart) text(class string, x, y int, text string) {
	c.Texts = append(c.Texts, Text{class, x, y, text})
}

func (c *Chart) line(class string, x1, y1, x2, y2 int) {
	c.Lines = append(c.Lines, Line{class, x1, y1, x2, y2})
}

// tones returns the tones of so many parts, each readable in grey.
func tones(parts int) []string {
	if parts == 1 {
		return []string{"middle"}
	}
	return []string{"dark", "middle", "light"}[:parts]
}

// Wrap breaks text into lines of at most most letters, between words where it can be.
func Wrap(text string, most int) (lines []string) {
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= most:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
	}
	return append(lines, line)
}

// A scale puts weights on a line from left on, length units long.
type scale struct {
	least, most  int32
	left, length int
}

func (s scale) x(millibits int32) int {
	return s.left + int(int64(millibits-s.least)*int64(s.length)/int64(max(s.most-s.least, 1)))
}

const ticksMost = 10

// ticks returns the whole bits that an axis names: few, at equal distances.
func (s scale) ticks() (ticks []int32) {
	step := int32(millibitsPerBit)
	for _, factor := range []int32{1, 2, 5, 10, 20, 50, 100, 1000} {
		if step = factor * millibitsPerBit; (s.most-s.least)/step < ticksMost {
			break
		}
	}
	for at := ceilTo(s.least, step); at <= s.most; at += step {
		ticks = append(ticks, at)
	}
	return ticks
}

const millibitsPerBit = 1000

// floorTo returns the multiple of step at or below n, and ceilTo the one at or above.
func floorTo(n, step int32) int32 {
	down := n / step * step
	if down > n {
		down -= step
	}
	return down
}

func ceilTo(n, step int32) int32 { return -floorTo(-n, step) }
