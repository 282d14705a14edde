package chart

import "nfimatch/report/spell"

// A Step is one term of a sum: what it is, and what it adds.
type Step struct {
	Label     string
	Millibits int32
}

const (
	narrow          = 400 // width of charts that a phone shows whole
	waterfallLeft   = 8
	waterfallLength = 318
	waterfallTop    = 68
	waterfallLetter = 54 // letters of a label's line, above its bar
	lineHeight      = 17
	stepPadding     = 7
	stepHeight      = 15
	narrowEnds      = 392
)

// Waterfall draws how steps add up, from nothing above to their sum below: each begins
// where the one before it ended. sides name what goes up and what goes down, total the
// sum. marks are lines across.
func Waterfall(title, description string, steps []Step, sides [2]string, total string,
	marks ...Mark,
) Chart {
	c := Chart{Title: title, Description: description, Width: narrow}
	c.legend(waterfallLeft, []string{sides[0], sides[1]}, []string{"dark", "light"})
	s := waterfallScale(steps, marks)
	at, y := int32(0), waterfallTop
	for _, step := range steps {
		next := c.step(step.Label, stepBox(s, at, at+step.Millibits),
			spell.SignedBits(step.Millibits), y)
		at += step.Millibits
		c.line("link", s.x(at), next-stepPadding, s.x(at), next)
		y = next
	}
	box := stepBox(s, 0, at)
	box.Class = "middle"
	y = c.step(total, box, spell.Bits(at), y)
	c.line("", s.x(0), waterfallTop-4, s.x(0), y)
	c.marks(marks, s, waterfallTop-10, y)
	for _, tick := range s.ticks() {
		c.line("", s.x(tick), y, s.x(tick), y+5)
		c.text("mid", s.x(tick), y+20, spell.Grouped(int(tick/millibitsPerBit)))
	}
	c.line("", waterfallLeft, y, waterfallLeft+waterfallLength, y)
	c.text("end", narrowEnds, y+20, "bits")
	c.Height = y + 28
	return c
}

// step draws a label and its bar from y down, and returns where the next one begins.
func (c *Chart) step(label string, box Rect, bits string, y int) (next int) {
	for _, line := range Wrap(label, waterfallLetter) {
		y += lineHeight
		c.text("", waterfallLeft+4, y-5, line)
	}
	box.Y = y
	c.Rects = append(c.Rects, box)
	c.text("end", narrowEnds, y+stepHeight-3, bits)
	return y + stepHeight + stepPadding
}

// waterfallScale holds every sum on the way, nothing, and the marks.
func waterfallScale(steps []Step, marks []Mark) scale {
	s := scale{left: waterfallLeft, length: waterfallLength}
	at := int32(0)
	for _, step := range steps {
		at += step.Millibits
		s.least, s.most = min(s.least, at), max(s.most, at)
	}
	for _, mark := range marks {
		s.least, s.most = min(s.least, mark.Millibits), max(s.most, mark.Millibits)
	}
	s.least, s.most = floorTo(s.least, millibitsPerBit), ceilTo(s.most, millibitsPerBit)
	return s
}

// stepBox is the bar of a step from one sum to the next.
func stepBox(s scale, from, to int32) Rect {
	box := Rect{Class: "dark", X: s.x(min(from, to)), Height: stepHeight}
	if to < from {
		box.Class = "light"
	}
	box.Width = max(1, s.x(max(from, to))-box.X)
	return box
}
