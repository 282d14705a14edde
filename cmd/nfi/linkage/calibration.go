package linkage

import (
	"fmt"
	"html/template"
	"math"
	"slices"

	"nfimatch/report/publish"
	"nfimatch/report/publish/chart"
)

// bandsFrom are the probabilities that bands begin at, in parts of a million: finer where
// most pairs are.
var bandsFrom = []int64{0, 50_000, 100_000, 200_000, 400_000, 600_000, 800_000, 900_000, 950_000,
	990_000, 999_000}

// A band is the listed pairs of like probability.
type band struct {
	from, below int64 // of probability, in parts of a million; the last has its end too
	pairs       int
	right       int   // of the pairs
	said        int64 // sum of their probabilities, in parts of a million
}

// calibrate counts the listed pairs that are among the labels, by their probability,
// whatever was decided on them.
func (r *run) calibrate() {
	bands := make([]band, len(bandsFrom))
	for i, from := range bandsFrom {
		bands[i] = band{from: from, below: millionths}
		if i > 0 {
			bands[i-1].below = from
		}
	}
	p := &r.result.Pairs
	for i := range p.Left {
		probability := int64(math.Round(publish.Probability(p.Weight[i]) * millionths))
		at := len(bands) - 1
		for probability < bands[at].from {
			at--
		}
		bands[at].pairs++
		bands[at].said += probability
		if r.labels.has(pair{p.Left[i], p.Right[i]}) {
			bands[at].right++
		}
	}
	r.bands = slices.DeleteFunc(bands, func(b band) bool { return b.pairs == 0 })
}

func (b band) String() string {
	return fmt.Sprintf("%s to %s", probabilityText(b.from), probabilityText(b.below))
}

// meanSaid is the share that should be right by the probabilities, in parts of a million.
func (b band) meanSaid() int64 { return (b.said + int64(b.pairs)/2) / int64(b.pairs) }

// interval is where the share right lies 95 times in 100, in parts of a million, by
// Wilson's score interval, which holds for few pairs and for none or all right too.
func (b band) interval() (least, most int64) {
	const z, zz = 1.959964, 3.841459 // the normal quantile of 0.975, and its square
	n, right := float64(b.pairs), float64(b.right)
	share := right / n
	middle := (right + zz/2) / (n + zz)
	spread := float64(z*math.Sqrt(float64(n*float64(share*(1-share)))+zz/4)) / (n + zz)
	parts := func(x float64) int64 {
		return int64(math.Round(min(1, max(0, x)) * millionths))
	}
	return parts(middle - spread), parts(middle + spread)
}

// calibrationChart draws what the weights say beside what the labels know.
func (r *run) calibrationChart() (template.HTML, error) {
	var bands []chart.Band
	for _, b := range r.bands {
		least, most := b.interval()
		bands = append(bands, chart.Band{Label: b.String(), Count: b.pairs, Right: b.right,
			Said: b.meanSaid(), Least: least, Most: most})
	}
	return chart.Calibrated(chart.BandWords{Title: "Probabilities against the labels",
		By: "Probability", Things: "Pairs", Right: "Among the labels"}, bands)
}
