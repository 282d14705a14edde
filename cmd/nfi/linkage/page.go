package linkage

import (
	"cmp"
	_ "embed" // the page
	"fmt"
	"html/template"
	"io"
	"path/filepath"
	"slices"

	"nfimatch/cmd/nfi/linkage/judging"
	"nfimatch/match/link"
	"nfimatch/match/link/block"
	"nfimatch/match/result"
	"nfimatch/match/weigh"
	"nfimatch/report/publish"
	"nfimatch/report/publish/chart"
	"nfimatch/report/spell"
)

//go:embed data/page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"count": spell.Grouped, "big": func(n int64) string { return spell.Grouped(int(n)) },
	"share": ppb, "probability": judging.ProbabilityText, "of10000": judging.ShareText,
	"bits": spell.Bits,
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
	Blocking    []block.Blocking // that make a pair
	Idle        string           // rules that make none
	Rules       template.HTML
	Recall      string
	Measures    []pageMeasure
	Calibration template.HTML
	Comparisons []pageComparison
	Histogram   template.HTML
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
	Chart  template.HTML
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
		Unsure: counts[result.DecisionUnsure], Within: r.within(),
		Blocking: making(r.result.Blocking), Idle: idle(r.result.Blocking),
		Recall:   r.recallEstimate(),
		Warnings: r.warnings(),
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
	for _, m := range r.measures {
		view.Measures = append(view.Measures, pageMeasure{m.Threshold, m.Accepted, m.Right,
			m.Precision(), m.Recall(), m.F1()})
	}
	if err := r.addCharts(view); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	if err := pageTemplate.Execute(w, view); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}

// addCharts draws what has a chart.
func (r *run) addCharts(view *pageView) (err error) {
	if view.Histogram, err = r.histogram(); err != nil {
		return err
	}
	if view.Rules, err = blockingChart(r.result.Blocking); err != nil {
		return err
	}
	if view.Calibration, err = r.calibrationChart(); err != nil {
		return err
	}
	for at, comparison := range r.result.Model.Comparisons {
		one, err := r.comparisonView(at, comparison)
		if err != nil {
			return err
		}
		view.Comparisons = append(view.Comparisons, one)
	}
	return nil
}

// levelsEach is how many levels of a comparison are drawn that speak most for one person,
// and that speak most against: a date of birth has a hundred.
const levelsEach = 12

func (r *run) comparisonView(at int, c link.ModelComparison) (view pageComparison, err error) {
	view.Name = c.Name
	var rows []chart.Level
	var kept []int // levels that a model has
	for level, of := range r.result.Scheme[at].Levels {
		if of.Group != 0 {
			kept = append(kept, level)
		}
	}
	for i, level := range c.Levels {
		one := pageLevel{level.Name, level.M, level.U, level.UNear,
			r.result.Weights[0][at][kept[i]], r.result.Weights[1][at][kept[i]]}
		view.Levels = append(view.Levels, one)
		rows = append(rows, chart.Level{Label: level.Name, M: level.M, U: level.U,
			Millibits: one.Weight})
	}
	slices.SortStableFunc(rows, func(a, b chart.Level) int {
		return cmp.Compare(b.Millibits, a.Millibits)
	})
	title := "Levels of " + c.Name
	if len(rows) > 2*levelsEach {
		rows = append(rows[:levelsEach:levelsEach], rows[len(rows)-levelsEach:]...)
		title += fmt.Sprintf(": the %d of highest and the %d of lowest weight, of %d", levelsEach,
			levelsEach, len(c.Levels))
	}
	view.Chart, err = chart.Shares(title, "For each level its share among pairs of one person, its "+
		"share among pairs of two, and its weight. The table below holds the same numbers.", rows,
		shareParts).Figure()
	return view, err
}

// histogram draws the listed pairs by weight.
func (r *run) histogram() (template.HTML, error) {
	p := &r.result.Pairs
	threshold := weigh.MillibitsOfProbability(float64(r.threshold()) / millionths)
	of := chart.HistogramOf(p.Weight, 2, func(i int) int {
		if p.Decision[i] == result.DecisionSame {
			return 0
		}
		return 1
	})
	return chart.Spread("Listed pairs by weight", "pairs", of, []chart.Mark{{Millibits: threshold,
		Text: "one person from " + spell.Bits(threshold)}}, "One person", "Unsure")
}
