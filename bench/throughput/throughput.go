// Package throughput measures how fast the program is in a way that a machine
// with other work to do, or another clock, does not spoil: as ratios to
// yardsticks that do not change, timed in one process by turns.
//
//	product │yardstick│ product │yardstick│ …   31 slices of each, about 2 ms long
//	   ↓         ↓
//	least ns  least ns   → ratio, held to the baseline of testdata/baselines.csv
//
// The least of many short slices is what a slice costs when nothing disturbs it;
// means and medians move with the neighbours. What can be counted is not timed:
// allocations, pairs and bytes are exact numbers.
//
// The lines measured, and the yardsticks, are in the package's tests: one of them
// is a library that no program of ours may link. README.md beside this folder says
// how the gate is run and read.
package throughput

import (
	"errors"
	"fmt"
	"time"
)

const (
	// SlicesMin is the least number of slices that each side of a race is given.
	SlicesMin = 31
	// SliceTime is how long a slice should be: short enough to pass between two
	// interruptions, long enough that the clock's own cost is nothing.
	SliceTime = 2 * time.Millisecond

	// pause comes before each slice: a thread that has slept is given the processor
	// for a while, one that has just worked is not.
	pause        = 200 * time.Microsecond
	calibrations = 5       // runs that tell how often a run fits into a slice
	runsMax      = 1 << 20 // of one slice
)

// Work is something that can be done again and again at the same cost.
type Work struct {
	Units   int    // rows, pairs, values: what one Run gets through; at least 1
	Prepare func() // what a Run needs and is not timed; nil if it needs nothing
	Run     func()
}

// A Race is the product and a yardstick timed by turns. The zero times are those
// of a race that has not been run.
type Race struct {
	Product, Yardstick Work
	productBest        float64 // ns a unit
	yardstickBest      float64
	productRuns        int // of a slice
	yardstickRuns      int
}

// Run times slices of each side of every race, at least [SlicesMin]; now is the clock,
// time.Now but for tests. All races go on together, one slice of each side in a
// round, so that a disturbance of a second falls on some slices of each and not on
// all slices of one. The side that begins alternates, so that neither always
// follows the other's cache lines. A race that is run again keeps the least times
// of before: more slices bring both sides nearer to what they cost undisturbed,
// whatever the result was. It fails where work has no units.
func Run(races []*Race, slices int, now func() time.Time) error {
	for _, r := range races {
		if r.Product.Units < 1 || r.Yardstick.Units < 1 {
			return errors.New("a race needs work with units")
		}
		if r.productRuns == 0 {
			r.productRuns = r.Product.calibrate(now)
			r.yardstickRuns = r.Yardstick.calibrate(now)
		}
	}
	for round := range max(slices, SlicesMin) {
		for _, r := range races {
			r.round(round%2 == 0, now)
		}
	}
	return nil
}

func (r *Race) round(productFirst bool, now func() time.Time) {
	if productFirst {
		least(&r.productBest, r.Product.slice(r.productRuns, now))
	}
	least(&r.yardstickBest, r.Yardstick.slice(r.yardstickRuns, now))
	if !productFirst {
		least(&r.productBest, r.Product.slice(r.productRuns, now))
	}
}

// Ratio is how many units the product gets through while the yardstick gets
// through one: larger is faster. It is 0 before the race is run.
func (r *Race) Ratio() float64 {
	if r.productBest == 0 {
		return 0
	}
	return r.yardstickBest / r.productBest
}

// String returns the times that the ratio is made of, "412.0 ns against 91.3 ns". They are
// those of this machine at this hour and are compared with nothing.
func (r *Race) String() string {
	return fmt.Sprintf("%.1f ns against %.1f ns", r.productBest, r.yardstickBest)
}

func least(best *float64, measured float64) {
	if *best == 0 || measured < *best {
		*best = measured
	}
}

// slice returns the time of one unit, in nanoseconds, in a slice of so many runs.
func (w *Work) slice(runs int, now func() time.Time) float64 {
	if w.Prepare != nil {
		w.Prepare()
	}
	time.Sleep(pause)
	start := now()
	for range runs {
		w.Run()
	}
	return float64(now().Sub(start)) / float64(runs*w.Units)
}

// calibrate returns how many runs come nearest to [SliceTime]. Work to be prepared
// is run once a slice.
func (w *Work) calibrate(now func() time.Time) int {
	best := 0.0
	for range calibrations {
		least(&best, w.slice(1, now))
	}
	if w.Prepare != nil || best == 0 {
		return 1
	}
	whole := best * float64(w.Units)
	return min(max(1, int(float64(SliceTime)/whole+0.5)), runsMax)
}
