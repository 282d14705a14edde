package publish

import (
	"fmt"
	"html/template"

	"nfimatch/match/result"
	"nfimatch/report"
	"nfimatch/report/publish/chart"
	"nfimatch/report/rules"
	"nfimatch/report/spell"
)

// A Model is how two mentions at one dwelling were weighed. Shares are parts per million.
type Model struct {
	Same        int32 // millibits from which two mentions may be one person
	Different   int32 // millibits down to which they may be two
	Priors      []Prior
	Comparisons []Comparison // in the order they are made
}

// A Prior is where a pair of mentions starts, by where they come from.
type Prior struct {
	Between   string // "council tax and register"
	Share     int64  // of the pairs that are one person
	Millibits int32
}

// A Comparison is m, u and the weight of each of its levels.
type Comparison struct {
	Name   string // as in the model
	Levels []Level
}

// A Level is one level of a comparison, by its number from 1.
type Level struct {
	M, U      int64
	Millibits int32
}

// shareWhole is the scale of a model's shares: parts per million.
const shareWhole = 1_000_000

// Marks are the two thresholds of a model as charts and tables name them; none of a model
// without them.
func (m *Model) Marks() []chart.Mark {
	if m == nil || m.Same <= m.Different {
		return nil
	}
	return []chart.Mark{
		{Millibits: m.Different, Text: "two persons up to " + spell.Bits(m.Different)},
		{Millibits: m.Same, Text: "one person from " + spell.Bits(m.Same)},
	}
}

// A modelView is what the page says of the model and of the pairs it has weighed.
type modelView struct {
	Model
	Pairs       template.HTML
	Comparisons []comparisonView
}

type comparisonView struct {
	ID, Words string
	Figure    template.HTML
	Levels    []levelView
}

type levelView struct {
	Words string
	Level
}

// addModel lays out the model and the weights of all pairs; without a model the page has
// no such section.
func (v *view) addModel(pairs *result.Pairs) (err error) {
	if v.Page.Model == nil {
		return nil
	}
	weighed := &modelView{Model: *v.Page.Model}
	v.Weighed = weighed
	if pairs != nil {
		parts := []int{result.DecisionSame: 0, result.DecisionUnsure: 1, result.DecisionDifferent: 2}
		of := chart.HistogramOf(pairs.WeightMillibits, len(parts),
			func(i int) int { return parts[pairs.Decision[i]] })
		if weighed.Pairs, err = chart.Spread("Pairs of mentions by weight", "pairs", of,
			v.Page.Model.Marks(), "One person", "Unsure", "Two persons"); err != nil {
			return err
		}
	}
	for _, comparison := range v.Page.Model.Comparisons {
		one, err := comparisonOf(comparison)
		if err != nil {
			return err
		}
		weighed.Comparisons = append(weighed.Comparisons, one)
	}
	return nil
}

func comparisonOf(c Comparison) (view comparisonView, err error) {
	view = comparisonView{ID: c.Name, Words: ComparisonWords(c.Name)}
	var rows []chart.Level
	for i, level := range c.Levels {
		one := levelView{LevelWords(c.Name, uint8(i+1)), level}
		view.Levels = append(view.Levels, one)
		rows = append(rows, chart.Level{Label: one.Words, M: level.M, U: level.U,
			Millibits: level.Millibits})
	}
	view.Figure, err = chart.Shares(view.Words, fmt.Sprintf("For each of %d levels: its share among "+
		"pairs of one person, its share among pairs of two, and its weight. The table below holds the "+
		"same numbers.", len(rows)), rows, shareWhole).Figure()
	return view, err
}

// addScores lays out the flags by score and strength.
func (v *view) addScores(flags *report.FlagTable) (err error) {
	strengths := []string{rules.Strong.String(), rules.Medium.String(), rules.Weak.String()}
	scores := chart.HistogramOf(flags.ScoreMillibits, len(strengths),
		func(i int) int { return int(rules.Strong - flags.Strength[i]) })
	v.Scores, err = chart.Spread("Flags by score", "flags", scores, nil, strengths...)
	return err
}
