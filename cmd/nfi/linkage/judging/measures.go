package judging

import (
	"fmt"
	"strconv"

	"nfimatch/match/link"
	"nfimatch/match/result"
	"nfimatch/match/weigh"
)

// A Measure is how well the pairs at a threshold or above agree with the labels.
type Measure struct {
	Threshold int64 // of probability, in parts of a million
	Accepted  int   // pairs
	Right     int   // of the accepted
	Known     int   // all labels
}

// Precision is the share of the accepted pairs that are right, in parts of ten thousand,
// rounded; 0 of none.
func (m Measure) Precision() int { return share(m.Right, m.Accepted) }

// Recall is the share of the labels that are accepted, as Precision is counted.
func (m Measure) Recall() int { return share(m.Right, m.Known) }

// F1 is the harmonic mean of both, as Precision is counted.
func (m Measure) F1() int { return share(2*m.Right, m.Accepted+m.Known) }

const shareWhole = 10_000

func share(part, whole int) int {
	if whole == 0 {
		return 0
	}
	return (part*shareWhole + whole/2) / whole
}

// ShareText writes a share in parts of ten thousand with four decimals.
func ShareText(share int) string {
	return fmt.Sprintf("%d.%04d", share/shareWhole, share%shareWhole)
}

// measureAt are the thresholds that are measured, where they are not below the one that
// pairs were decided by: under it nothing was accepted.
var measureAt = []int64{500_000, 600_000, 700_000, 800_000, 900_000, 950_000, 990_000, 999_000}

// Measures compares the pairs decided "same" with the labels: those at used, the threshold
// that they were decided by in parts of a million, and at each of the usual ones above it.
// Without labels there are none. It looks every pair up for every threshold.
func (l *Labels) Measures(p *link.Pairs, used int64) (measures []Measure) {
	if l.pairs == nil {
		return nil
	}
	thresholds := []int64{used}
	for _, threshold := range measureAt {
		if threshold > used {
			thresholds = append(thresholds, threshold)
		}
	}
	for _, threshold := range thresholds {
		least := weigh.MillibitsOfProbability(float64(threshold) / millionths)
		m := Measure{Threshold: threshold, Known: len(l.pairs)}
		for i := range p.Left {
			if p.Decision[i] != result.DecisionSame || threshold > used && p.Weight[i] < least {
				continue
			}
			m.Accepted++
			if l.has(pair{p.Left[i], p.Right[i]}) {
				m.Right++
			}
		}
		measures = append(measures, m)
	}
	return measures
}

const millionths = 1_000_000

// ProbabilityText writes parts of a million as a probability.
func ProbabilityText(parts int64) string {
	return strconv.FormatFloat(float64(parts)/millionths, 'f', -1, 64)
}
