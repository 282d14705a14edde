package chart

import "nfimatch/report/spell"

// A Level is one level of a comparison: how often pairs of one person and pairs of two
// have it, as parts of the whole that Shares is given, and what it weighs.
type Level struct {
	Label     string
	M, U      int64
	Millibits int32
}

const (
	sharesAxis   = 8
	sharesLength = 110 // of the whole
	weightAxis   = 258
	weightLength = 62 // of the heaviest weight, to either side
	sharesStep   = 49
	shareHeight  = 12
	sharesTop    = 62
)

// Shares draws the levels of one comparison: m above u on one scale, where whole is all,
// and right of them the weight, against to the left and for to the right.
func Shares(title, description string, levels []Level, whole int64) Chart {
	c := Chart{Title: title, Description: description, Width: narrow,
		Height: sharesTop + len(levels)*sharesStep + 4}
	c.legend(sharesAxis, []string{"m: pairs of one person", "u: pairs of two"}, tones(2))
	c.text("end", narrowEnds, sharesTop-14, "weight, in bits")
	c.text("end", weightAxis-6, sharesTop-14, "against")
	c.text("", weightAxis+6, sharesTop-14, "for")
	heaviest := int64(1)
	for _, level := range levels {
		heaviest = max(heaviest, int64(level.Millibits), -int64(level.Millibits))
	}
	for i, level := range levels {
		y := sharesTop + i*sharesStep
		c.text("", sharesAxis+4, y+lineHeight-4, level.Label)
		c.share("dark", y+lineHeight, level.M, whole)
		c.share("middle", y+lineHeight+shareHeight, level.U, whole)
		c.weight(y+lineHeight, level.Millibits, heaviest)
	}
	bottom := sharesTop + len(levels)*sharesStep
	c.line("", sharesAxis, sharesTop-4, sharesAxis, bottom)
	c.line("", weightAxis, sharesTop-4, weightAxis, bottom)
	return c
}

func (c *Chart) share(class string, y int, part, whole int64) {
	wide := max(1, int(part*sharesLength/whole))
	c.Rects = append(c.Rects, Rect{class, sharesAxis, y, wide, shareHeight})
	c.text("small", sharesAxis+wide+5, y+shareHeight-1, spell.Percent(part, whole))
}

// weight draws a weight beside its axis, on the scale of the heaviest.
func (c *Chart) weight(y int, millibits int32, heaviest int64) {
	c.text("end", narrowEnds, y+17, spell.SignedBits(millibits))
	if millibits == 0 {
		return
	}
	wide := max(1, int(max(int64(millibits), -int64(millibits))*weightLength/heaviest))
	box := Rect{"dark", weightAxis, y + 4, wide, shareHeight + 4}
	if millibits < 0 {
		box.Class, box.X = "light", weightAxis-wide
	}
	c.Rects = append(c.Rects, box)
}
