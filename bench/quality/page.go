package main

import (
	_ "embed" // the page
	"errors"
	"fmt"
	"html/template"
	"io"
	"math"
	"os"
	"strings"

	"nfimatch/bench/yardstick"
	"nfimatch/report/publish"
	"nfimatch/report/publish/chart"
	"nfimatch/report/spell"
)

//go:embed data/page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// A pageSet is the charts of one set of councils.
type pageSet struct {
	ID, Name, Councils string
	Pairs, Cases       template.HTML
}

// savePage writes the page of calibration to a file.
func (m *measurement) savePage(path string) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(m.writePage(file), file.Close())
}

// writePage writes what weights and scores are worth as one page with charts: a set with
// the whole vocabulary is two of them.
func (m *measurement) writePage(out io.Writer) error {
	view := struct {
		Style template.CSS
		Sets  []pageSet
	}{Style: publish.Style()}
	for i, s := range m.sets {
		if s.cut {
			continue
		}
		one := pageSet{ID: fmt.Sprintf("set-%d", i+1), Name: s.name, Councils: s.councilWords()}
		var pairsErr, casesErr error
		one.Pairs, pairsErr = chart.Calibrated(chart.BandWords{
			Title: "Pairs of mentions by weight: " + s.name, By: "Bits", Things: "Pairs",
			Right: "One person in truth"}, chartBands(s.pairBands()))
		one.Cases, casesErr = chart.Calibrated(chart.BandWords{
			Title: "Cases by score: " + s.name, By: "Bits", Things: "Cases",
			Right: "An adult undeclared in truth"}, chartBands(s.caseBands()))
		if err := errors.Join(pairsErr, casesErr); err != nil {
			return err
		}
		view.Sets = append(view.Sets, one)
	}
	return pageTemplate.Execute(out, view)
}

// councilWords names the councils of a set.
func (s *set) councilWords() string {
	var names []string
	for _, world := range s.councils {
		names = append(names, fmt.Sprintf("%s, seed %d, %s dwellings",
			strings.ReplaceAll(world.Profile, "_", " "), world.Seed, spell.Grouped(world.Dwellings)))
	}
	return strings.Join(names, "; ")
}

// A band is the facts of some weight: how many of them are right, and the share that
// should be by their weights, NaN of a score.
type band struct {
	yardstick.Share
	said float64
}

// chartBands makes bands ready to be drawn; empty ones are left out.
func chartBands(bands []band) (drawn []chart.Band) {
	for _, b := range bands {
		if b.Whole == 0 {
			continue
		}
		least, most := b.lies()
		one := chart.Band{Label: b.Group, Count: b.Whole, Right: b.Part, Said: chart.NotSaid,
			Least: parts(least), Most: parts(most)}
		if !math.IsNaN(b.said) {
			one.Said = parts(b.said)
		}
		drawn = append(drawn, one)
	}
	return drawn
}

// neverSeen is how many of n can be what was seen in none of them, 95 times in 100.
const neverSeen = 3

// lies is the interval of a band's share. Resampling cannot tell how rare is what was
// never seen: there it is the rule of three.
func (b *band) lies() (least, most float64) {
	rare := min(1, neverSeen/float64(b.Whole))
	switch {
	case b.Part == 0:
		return 0, rare
	case b.Part == b.Whole:
		return 1 - rare, 1
	}
	return b.Low, b.High
}

// parts is a share in parts of a million.
func parts(share float64) int64 { return int64(math.Round(share * 1e6)) }
