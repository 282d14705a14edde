package linkage

import (
	"cmp"
	"html/template"
	"strconv"

	"nfimatch/cmd/nfi/linkage/judging"
	"nfimatch/match/weigh"
	"nfimatch/report/publish"
	"nfimatch/report/publish/chart"
)

// checkLabels refuses labels that name lines the lists do not have.
func (r *run) checkLabels() error {
	var lists []judging.List
	for _, s := range r.sides {
		lists = append(lists, judging.List{Name: s.name, Rows: s.counts.Read})
	}
	return r.labels.Check(lists)
}

// judge compares what was found with the labels, if there are any.
func (r *run) judge() {
	if r.TrainOnly {
		return
	}
	r.measures = r.labels.Measures(&r.result.Pairs, r.threshold())
	r.bands = r.labels.Bands(&r.result.Pairs)
}

// calibrationChart draws what the weights say beside what the labels know.
func (r *run) calibrationChart() (template.HTML, error) {
	var bands []chart.Band
	for _, b := range r.bands {
		least, most := b.Interval()
		bands = append(bands, chart.Band{Label: b.String(), Count: b.Pairs, Right: b.Right,
			Said: b.MeanSaid(), Least: least, Most: most})
	}
	return chart.Calibrated(chart.BandWords{Title: "Probabilities against the labels",
		By: "Probability", Things: "Pairs", Right: "Among the labels"}, bands)
}

const millionths = 1_000_000

// threshold is the probability that pairs were decided by, in parts of a million.
func (r *run) threshold() int64 { return cmp.Or(r.Threshold, r.result.Model.Threshold) }

// weightText writes a weight as a probability with six decimals.
func weightText(weight weigh.Millibits) string {
	return strconv.FormatFloat(publish.Probability(weight), 'f', 6, 64)
}
