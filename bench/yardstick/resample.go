package yardstick

import (
	"math"
	"math/bits"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// Resamples is how often a bootstrap draws the households anew.
const Resamples = 1000

// An Interval holds 95 in 100 of what resampled households give. Both ends are NaN
// where none of them gives anything.
type Interval struct {
	Low, High float64
}

// resample draws as many units as there are, with replacement, Resamples times, and
// returns what measure makes of how often each was drawn: [resample][measure]. Measure
// must be safe to call from several goroutines. Equal arguments give equal numbers on
// every machine, whatever its processors: each resample has a SplitMix64 generator of
// its own, in integers. O(Resamples × units) time.
func resample(units int, seed uint64, measure func(times []uint32) []float64) [][]float64 {
	all := make([][]float64, Resamples)
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			times := make([]uint32, units)
			for r := next.Add(1) - 1; r < Resamples; r = next.Add(1) - 1 {
				draw(times, mix(seed^mix(uint64(r))))
				all[r] = measure(times)
			}
		})
	}
	workers.Wait()
	return all
}

// draw draws units with replacement, as many as there are, and sets how often each was
// drawn.
func draw(times []uint32, state uint64) {
	clear(times)
	for range times {
		state += 0x9e3779b97f4a7c15
		unit, _ := bits.Mul64(mix(state), uint64(len(times)))
		times[unit]++
	}
}

// mix is the output function of SplitMix64.
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// percentiles returns the interval that leaves 2.5 in 100 of the values out on either
// side. NaN is no value.
func percentiles(values []float64) Interval {
	known := slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	if len(known) == 0 {
		return noInterval()
	}
	slices.Sort(known)
	cut := len(known) / 40
	return Interval{known[cut], known[len(known)-1-cut]}
}

func noInterval() Interval { return Interval{math.NaN(), math.NaN()} }

// column returns one measure of all resamples.
func column(all [][]float64, measure int) []float64 {
	values := make([]float64, len(all))
	for i, row := range all {
		values[i] = row[measure]
	}
	return values
}

// ratio is part ÷ whole, NaN of nothing.
func ratio(part, whole float64) float64 {
	if whole == 0 {
		return math.NaN()
	}
	return part / whole
}
