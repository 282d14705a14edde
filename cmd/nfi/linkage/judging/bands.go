package judging

import (
	"fmt"
	"math"
	"slices"

	"nfimatch/match/link"
	"nfimatch/report/publish"
)

// bandsFrom are the probabilities that bands begin at, in parts of a million: finer where
// most pairs are.
var bandsFrom = []int64{0, 50_000, 100_000, 200_000, 400_000, 600_000, 800_000, 900_000, 950_000,
	990_000, 999_000}

// A Band is the listed pairs of like probability: one or more.
type Band struct {
	From, Below int64 // of probability, in parts of a million; the last has its end too
	Pairs       int
	Right       int   // of the pairs
	Said        int64 // sum of their probabilities, in parts of a million
}

// Bands counts the listed pairs that are among the labels, by their probability, whatever
// was decided on them, without the bands that have no pair. Without labels there are none.
func (l *Labels) Bands(p *link.Pairs) []Band {
	if l.pairs == nil {
		return nil
	}
	bands := make([]Band, len(bandsFrom))
	for i, from := range bandsFrom {
		bands[i] = Band{From: from, Below: millionths}
		if i > 0 {
			bands[i-1].Below = from
		}
	}
	for i := range p.Left {
		probability := int64(math.Round(publish.Probability(p.Weight[i]) * millionths))
		at := len(bands) - 1
		for probability < bands[at].From {
			at--
		}
		bands[at].Pairs++
		bands[at].Said += probability
		if l.has(pair{p.Left[i], p.Right[i]}) {
			bands[at].Right++
		}
	}
	return slices.DeleteFunc(bands, func(b Band) bool { return b.Pairs == 0 })
}

// String is the range of a band as the text of two probabilities.
func (b Band) String() string {
	return fmt.Sprintf("%s to %s", ProbabilityText(b.From), ProbabilityText(b.Below))
}

// MeanSaid is the share that should be right by the probabilities, in parts of a million.
func (b Band) MeanSaid() int64 { return (b.Said + int64(b.Pairs)/2) / int64(b.Pairs) }

// Interval is where the share right lies 95 times in 100, in parts of a million, by
// Wilson's score interval, which holds for few pairs and for none or all right too.
func (b Band) Interval() (least, most int64) {
	const z, zz = 1.959964, 3.841459 // the normal quantile of 0.975, and its square
	n, right := float64(b.Pairs), float64(b.Right)
	share := right / n
	middle := (right + zz/2) / (n + zz)
	spread := float64(z*math.Sqrt(float64(n*float64(share*(1-share)))+zz/4)) / (n + zz)
	parts := func(x float64) int64 {
		return int64(math.Round(min(1, max(0, x)) * millionths))
	}
	return parts(middle - spread), parts(middle + spread)
}
