package chart

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// Every weight is in exactly the bin that it belongs to, and there are not too many.
func TestHistogram(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		weights := make([]int32, 1+random.IntN(50))
		spreads := []int32{1, 300, 10_000, 80_000, 1 << 29}
		span := spreads[random.IntN(len(spreads))]
		for i := range weights {
			weights[i] = random.Int32N(2*span) - span
		}
		h := HistogramOf(weights, 3, func(i int) int { return i % 3 })
		if len(h.Bins) == 0 || len(h.Bins) > BinsMax {
			t.Fatalf("%d bins", len(h.Bins))
		}
		counts := make([][3]int, len(h.Bins))
		for i, weight := range weights {
			in := 0
			for b, bin := range h.Bins {
				if bin.Has(weight) {
					in++
					counts[b][i%3]++
				}
			}
			if in != 1 {
				t.Fatalf("%d is in %d bins", weight, in)
			}
		}
		for b, bin := range h.Bins {
			if [3]int(bin.Parts) != counts[b] || bin.From != h.From+int32(b)*h.Width ||
				bin.From%h.Width != 0 {
				t.Fatalf("bin %d is %+v, want the counts %v", b, bin, counts[b])
			}
		}
	}
	if h := HistogramOf(nil, 1, nil); len(h.Bins) != 0 {
		t.Errorf("nothing has %d bins", len(h.Bins))
	}
}

// The bars of a waterfall hang together: each begins where the one before it ended, the
// sum goes from nothing to where the last one ended, and a mark is where it belongs.
func TestWaterfall(t *testing.T) {
	steps := []Step{{"prior", -1000}, {"surname, which agrees in a rather long way of saying that " +
		"needs two lines", 5000}, {"given", -7000}, {"nothing", 0}}
	c := Waterfall("t", "d", steps, [2]string{"for", "against"}, "sum",
		Mark{-4000, "two"}, Mark{3000, "one"})
	boxes := c.Rects[2:] // after the legend
	if len(boxes) != len(steps)+1 {
		t.Fatalf("%d bars of %d steps", len(boxes), len(steps))
	}
	scale := waterfallScale(steps, []Mark{{Millibits: -4000}, {Millibits: 3000}})
	at := int32(0)
	for i, step := range steps {
		from, to := scale.x(at), scale.x(at+step.Millibits)
		if boxes[i].X != min(from, to) || boxes[i].Width != max(1, max(from, to)-min(from, to)) {
			t.Errorf("step %d is drawn at %+v, want %d to %d", i, boxes[i], from, to)
		}
		if up := boxes[i].Class == "dark"; up != (step.Millibits >= 0) {
			t.Errorf("step %d is %s", i, boxes[i].Class)
		}
		at += step.Millibits
	}
	if sum := boxes[len(steps)]; sum.X != scale.x(at) || sum.X+sum.Width != scale.x(0) ||
		sum.Class != "middle" {
		t.Errorf("the sum is drawn at %+v", sum)
	}
	for i := 1; i < len(boxes); i++ {
		if boxes[i].Y < boxes[i-1].Y+boxes[i-1].Height {
			t.Errorf("bar %d begins above the end of the one before it", i)
		}
	}
	marks := 0
	for _, line := range c.Lines {
		if line.Class == "mark" {
			marks++
			if line.X1 != scale.x(-4000) && line.X1 != scale.x(3000) {
				t.Errorf("a mark is at %d", line.X1)
			}
		}
	}
	if marks != 2 {
		t.Errorf("%d marks", marks)
	}
}

// Of each band the square is at the share right, the line over its interval and the tick
// at what the weights say, and the table has the same numbers.
func TestCalibration(t *testing.T) {
	words := BandWords{"Right?", "Probability", "Pairs", "Known"}
	bands := []Band{{"0.2 to 0.4", 40, 10, 300_000, 142_000, 402_000},
		{"0.9 to 1", 3, 3, 950_000, 438_494, millionths}}
	c := Calibration(words, bands)
	at := func(share int) int { return bandLeft + share*bandLength/millionths }
	squares, ticks, intervals := []int{}, []int{}, [][2]int{}
	for _, r := range c.Rects[2:] { // after the legend
		if r.Class == "dark" {
			squares = append(squares, r.X+r.Width/2)
		} else {
			ticks = append(ticks, r.X+r.Width/2)
		}
	}
	for _, l := range c.Lines {
		if l.Y1 == l.Y2 && l.Y1 > bandTop && l.Y1 < bandTop+2*bandStep {
			intervals = append(intervals, [2]int{l.X1, l.X2})
		}
	}
	if want := []int{at(250_000), at(1_000_000)}; !slices.Equal(squares, want) {
		t.Errorf("squares at %v, want %v", squares, want)
	}
	if want := []int{at(300_000), at(950_000)}; !slices.Equal(ticks, want) {
		t.Errorf("ticks at %v, want %v", ticks, want)
	}
	if want := [][2]int{{at(142_000), at(402_000)}, {at(438_494), at(1_000_000)}}; !slices.Equal(
		intervals, want) {
		t.Errorf("intervals %v, want %v", intervals, want)
	}
	html, err := Calibrated(words, bands)
	for _, want := range []string{`<th scope="row">0.2 to 0.4</th><td class="n">40</td>` +
		`<td class="n">10</td><td class="n">25.00 %</td><td class="n">14.20 % and 40.20 %</td>` +
		`<td class="n">30.00 %</td>`, saidWords} {
		if err != nil || !strings.Contains(string(html), want) {
			t.Errorf("%v; no %s in\n%s", err, want, html)
		}
	}
	bands[0].Said, bands[1].Said = NotSaid, NotSaid
	if html, err = Calibrated(words, bands); err != nil || strings.Contains(string(html), saidWords) {
		t.Errorf("%v; scores say no share, but in\n%s", err, html)
	}
	if html, err = Calibrated(words, nil); err != nil || html != "" {
		t.Errorf("no bands are %q, %v", html, err)
	}
}

// Words of marks stay inside a chart, also where the mark is at its edge, and do not meet.
func TestMarksKeepApart(t *testing.T) {
	for _, at := range [][2]int32{{-4_248, 3_170}, {-300, 200}, {-40_000, 3_170},
		{-2_000, 40_000}, {100, 200}} {
		steps := []Step{{"a", at[0]}, {"b", at[1] - at[0]}}
		c := Waterfall("t", "d", steps, [2]string{"x", "y"}, "sum",
			Mark{at[0], "two persons up to 0.000"}, Mark{at[1], "one person from 0.000"})
		type span struct{ from, to, y int }
		var spans []span
		for _, text := range c.Texts {
			if !strings.Contains(text.Text, "0.000") || !strings.Contains(text.Text, "person") {
				continue
			}
			one := span{text.X, text.X + letter*len(text.Text), text.Y}
			if text.Class == "end" {
				one.from, one.to = text.X-letter*len(text.Text), text.X
			}
			if one.from < 0 || one.to > c.Width {
				t.Errorf("marks at %v: %q is cut off", at, text.Text)
			}
			spans = append(spans, one)
		}
		if len(spans) != 2 || spans[0].y == spans[1].y && spans[0].from < spans[1].to &&
			spans[1].from < spans[0].to {
			t.Errorf("marks at %v: words at %v", at, spans)
		}
	}
}

// Whatever the figures, a chart stays within its view box, and is well formed.
func TestChartsStayInside(t *testing.T) {
	long := strings.Repeat("word ", 40)
	for name, c := range map[string]Chart{
		"bars of nothing": Bars("t", "d", nil),
		"bars": Bars("t", "d", []Row{{"a", []int{0, 1, 2}}, {"b", []int{9_999_999, 0, 1}}},
			"x", "y", "z"),
		"columns": Columns("t", "d", "pairs", HistogramOf([]int32{-90_000, 3, 90_000}, 2,
			func(i int) int { return i % 2 }), []Mark{{-100_000, "two"}, {95_001, "one"}}, "x", "y"),
		"columns of one": Columns("<t>", "d&", "pairs", HistogramOf([]int32{7}, 1,
			func(int) int { return 0 }), nil, "x"),
		"shares": Shares("t", "d", []Level{{"a", 1, 1_000_000, math.MinInt32}, {"b", 1_000_000, 0,
			math.MaxInt32}, {"c", 0, 0, 0}}, 1_000_000),
		"waterfall": Waterfall("t", "d", []Step{{long, 40_000}, {"b", -90_000}},
			[2]string{}, "s"),
		"bands of nothing": Calibration(BandWords{}, nil),
		"bands": Calibration(BandWords{"t", "Probability", "Pairs", "right"}, []Band{
			{"0 to 0.1", 1, 0, 0, 0, millionths}, {"0.999 to 1", 9_999_999, 9_999_999, millionths,
				millionths, millionths}}),
		"waterfall of nothing": Waterfall("t", "d", nil, [2]string{}, "s"),
	} {
		for _, r := range c.Rects {
			if r.X < 0 || r.Y < 0 || r.Width < 1 || r.Height < 1 || r.X+r.Width > c.Width ||
				r.Y+r.Height > c.Height {
				t.Errorf("%s: %+v is not inside %d × %d", name, r, c.Width, c.Height)
			}
		}
		for _, l := range append(c.Lines, c.Grid...) {
			if min(l.X1, l.X2, l.Y1, l.Y2) < 0 || max(l.X1, l.X2) > c.Width || max(l.Y1, l.Y2) > c.Height {
				t.Errorf("%s: %+v is not inside %d × %d", name, l, c.Width, c.Height)
			}
		}
		for _, text := range c.Texts {
			if text.X < 0 || text.X > c.Width || text.Y < 0 || text.Y > c.Height {
				t.Errorf("%s: %+v is not inside %d × %d", name, text, c.Width, c.Height)
			}
		}
		html, err := c.Figure()
		if err != nil {
			t.Fatal(err)
		}
		decoder := xml.NewDecoder(strings.NewReader(string(html)))
		for {
			if _, err := decoder.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s is not well formed: %v", name, err)
			}
		}
	}
}

func TestWrap(t *testing.T) {
	for text, want := range map[string]string{"": "", "a": "a", "aa bb cc": "aa bb|cc",
		"aaaaaaaa b": "aaaaaaaa|b", "£££££ b": "£££££|b"} {
		if got := strings.Join(Wrap(text, 5), "|"); got != want {
			t.Errorf("%q is wrapped %q, want %q", text, got, want)
		}
	}
}

// An axis of counts has few lines, at round numbers.
func TestCounts(t *testing.T) {
	for most, want := range map[int][]int{1: {1}, 4: {1, 2, 3, 4}, 5: {2, 4}, 9: {2, 4, 6, 8},
		12: {5, 10}, 4_500: {1_000, 2_000, 3_000, 4_000},
		999_999: {200_000, 400_000, 600_000, 800_000}} {
		got := countsOf(most)
		if !slices.Equal(got, want) {
			t.Errorf("up to %d: %v, want %v", most, got, want)
		}
	}
}
