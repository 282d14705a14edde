package link

import (
	"context"
	"fmt"
	"testing"
)

func TestDbgTwo(t *testing.T) {
	p := together(invented(100, 1500))
	out, err := Dedupe(context.Background(), tablesOf(t, 1, nil, nil, p.lists...), Options{Workers: 2})
	check(t, err)
	n := 0
	for i := range out.Pairs.Left {
		if out.Pairs.Decision[i] == 1 && p.person[0][out.Pairs.Left[i]-1] != p.person[0][out.Pairs.Right[i]-1] && n < 12 {
			n++
			s := fmt.Sprint(out.Pairs.Weight[i], " prior ", out.Pairs.Prior[i], " rar ", out.Pairs.Rarity[i])
			for c := range out.Scheme {
				s += fmt.Sprint(" ", out.Scheme[c].Name, ":", out.Scheme[c].Levels[out.Pairs.Levels[c][i]].Name, " ", out.Pairs.Millibits[c][i])
			}
			t.Log(s, "\n", p.lists[0].rows[out.Pairs.Left[i]-1], "\n", p.lists[0].rows[out.Pairs.Right[i]-1])
		}
	}
	for _, c := range out.Model.Comparisons {
		for _, l := range c.Levels[:min(16, len(c.Levels))] {
			t.Log(c.Name, l)
		}
	}
}
