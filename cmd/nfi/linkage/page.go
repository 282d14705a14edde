package linkage

import (
	_ "embed" // the page
	"fmt"
	"html/template"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"nfimatch/match/link"
	"nfimatch/match/link/block"
	"nfimatch/match/result"
	"nfimatch/match/weigh"
	"nfimatch/report/publish"
	"nfimatch/report/spell"
)

//go:embed data/page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"count": spell.Grouped, "big": func(n int64) string { return spell.Grouped(int(n)) },
	"share": ppb, "probability": probabilityText, "of10000": shareText,
	"bits": publish.BitsText,
}).Parse(pageText))

// A pageView is report.html in the order it is read.
type pageView struct {
	Style       template.CSS
	Title, Note string
	Program     string
	Weights     string // where they come from
	TrainOnly   bool
	DeleteBy    string
	AsOf        string
	Threshold   int64
	Same        int
	Unsure      int
	Clusters    int
	ClusterRows int
	Bridges     int
	Within      bool
	Lists       []pageList
	Blocking    []block.Blocking
	Recall      string
	Measures    []pageMeasure
	Comparisons []pageComparison
	Histogram   histogram
	Warnings    []string
}

type pageList struct {
	Name                           string
	Read, Kept, SetAside, Rejected int
	Columns                        string
}

type pageMeasure struct {
	Threshold                   int64
	Accepted, Right             int
	Precision, Recall, Combined int
}

// A pageComparison is the levels of one comparison, as a table and a chart.
type pageComparison struct {
	Name   string
	Levels []pageLevel
	Chart  chart
}

type pageLevel struct {
	Name    string
	M, U    int64
	UNear   int64
	Weight  weigh.Millibits
	AtPlace weigh.Millibits
}

// writePage writes report.html: one page, complete in itself, without a script.
func (r *run) writePage(w io.Writer) error {
	counts := r.counted()
	view := &pageView{
		Style: publish.Style(), Title: "Link of two lists of people", Note: note,
		Program: r.Program, Weights: r.result.Model.Origin, TrainOnly: r.TrainOnly,
		DeleteBy: spell.Day(r.deleteBy(), ""), AsOf: spell.Day(r.AsOf, ""),
		Threshold: r.threshold(), Same: counts[result.DecisionSame],
		Unsure: counts[result.DecisionUnsure], Within: r.within(), Blocking: r.result.Blocking,
		Recall:   strings.TrimPrefix(r.recallWords(), "; "),
		Warnings: r.warnings(), Histogram: r.histogram(),
	}
	if r.within() {
		view.Title = "Duplicates in a list of people"
		view.Clusters, view.ClusterRows = r.clusters(), len(r.result.Clusters.Line)
		view.Bridges = r.bridges()
	}
	for _, s := range r.sides {
		view.Lists = append(view.Lists, pageList{
			Name: s.name + ", " + filepath.Base(s.Path), Read: s.counts.Read, Kept: s.counts.Kept,
			SetAside: s.counts.SetAside, Rejected: s.counts.Rejected, Columns: s.columnWords(),
		})
	}
	for _, q := range r.quality {
		view.Measures = append(view.Measures, pageMeasure{q.threshold, q.accepted, q.right,
			q.precision(), q.recall(), q.f1()})
	}
	for _, comparison := range r.result.Model.Comparisons {
		view.Comparisons = append(view.Comparisons, comparisonView(comparison))
	}
	if err := pageTemplate.Execute(w, view); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}

func comparisonView(c link.ModelComparison) pageComparison {
	view := pageComparison{Name: c.Name}
	var rows []chartRow
	for _, level := range c.Levels {
		one := pageLevel{level.Name, level.M, level.U, level.UNear,
			weigh.MillibitsOf(float64(level.M), float64(level.U)),
			weigh.MillibitsOf(float64(level.M), float64(level.UNear))}
		view.Levels = append(view.Levels, one)
		rows = append(rows, chartRow{Label: level.Name, Value: int(one.Weight)})
	}
	// The levels that speak loudest, for and against: a date of birth has a hundred.
	slices.SortStableFunc(rows, func(a, b chartRow) int { return b.Value - a.Value })
	if len(rows) > 2*chartRowsEach {
		rows = append(rows[:chartRowsEach:chartRowsEach], rows[len(rows)-chartRowsEach:]...)
	}
	title := "Weight of each level of " + c.Name + ", in bits"
	if len(rows) < len(c.Levels) {
		title += fmt.Sprintf(": the %d highest and the %d lowest of %d", chartRowsEach, chartRowsEach,
			len(c.Levels))
	}
	view.Chart = weightChart(title, rows)
	return view
}

// A histogram is how many pairs have which weight.
type histogram struct {
	Bins  []bin
	Chart chart
}

type bin struct {
	Label        string
	Same, Unsure int
	Threshold    bool // it begins at the threshold, in whole bits
}

const (
	histogramBinsMost = 24
	millibitsPerBit   = 1000
)

// histogram counts the listed pairs by weight, in whole bits.
func (r *run) histogram() (h histogram) {
	p := &r.result.Pairs
	if len(p.Weight) == 0 {
		return h
	}
	threshold := weigh.MillibitsOfProbability(float64(r.threshold()) / millionths)
	least := floorBits(min(slices.Min(p.Weight), threshold))
	most := floorBits(max(slices.Max(p.Weight), threshold))
	width := (most-least)/(histogramBinsMost-1) + 1
	least -= (width - (floorBits(threshold)-least)%width) % width // the threshold begins a bin
	h.Bins = make([]bin, (most-least)/width+1)
	for i := range h.Bins {
		from := least + i*width
		h.Bins[i].Label = fmt.Sprintf("%d to %d bits", from, from+width)
	}
	h.Bins[(floorBits(threshold)-least)/width].Threshold = true
	for i, weight := range p.Weight {
		one := &h.Bins[(floorBits(weight)-least)/width]
		if p.Decision[i] == result.DecisionSame {
			one.Same++
		} else {
			one.Unsure++
		}
	}
	h.Chart = pairsChart("Pairs by weight", h.Bins)
	return h
}

func floorBits(weight weigh.Millibits) int {
	bits := int(weight) / millibitsPerBit
	if int(weight)%millibitsPerBit < 0 {
		bits--
	}
	return bits
}
