package linkage

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"

	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/match/result"
	"nfimatch/match/weigh"
	"nfimatch/report/publish"
)

// labelsMax bounds the pairs of a file of labels.
const labelsMax = 1 << 27

// A pair is two lines of the lists; of one list the smaller stands left.
type pair struct{ left, right uint32 }

func comparePairs(a, b pair) int {
	return cmp.Or(cmp.Compare(a.left, b.left), cmp.Compare(a.right, b.right))
}

// readLabels reads the pairs that are known to be one person: CSV with the columns
// left_line and right_line. The result is in order, each pair once; nil without a path.
func readLabels(path string, within bool) ([]pair, error) {
	if path == "" {
		return nil, nil
	}
	base := filepath.Base(path)
	file, err := workspace.Open(path)
	if err != nil {
		return nil, refusal.New(refusal.Input, "", "%s cannot be read: %w", base,
			workspace.WithoutPath(err))
	}
	defer file.Close()
	reader := csv.NewReader(file)
	reader.ReuseRecord = true
	header, err := reader.Read()
	left, right := slices.Index(header, "left_line"), slices.Index(header, "right_line")
	if err != nil || left < 0 || right < 0 {
		return nil, refuseLabels(base, "must be CSV with the columns left_line and right_line")
	}
	labels := []pair{}
	for {
		record, err := reader.Read()
		switch {
		case errors.Is(err, io.EOF):
			slices.SortFunc(labels, comparePairs)
			return slices.Compact(labels), nil
		case err != nil:
			return nil, refuseLabels(base, "must be CSV with the columns left_line and right_line")
		case len(labels) == labelsMax:
			return nil, refuseLabels(base, fmt.Sprintf("must have at most %d pairs", labelsMax))
		}
		line, _ := reader.FieldPos(0)
		a, errLeft := strconv.ParseUint(record[left], 10, 32)
		b, errRight := strconv.ParseUint(record[right], 10, 32)
		if errLeft != nil || errRight != nil || a == 0 || b == 0 || within && a == b {
			return nil, refuseLabels(fmt.Sprintf("%s:%d", base, line),
				"must be two lines of the lists, counted from 1 without the header")
		}
		if within && a > b {
			a, b = b, a
		}
		labels = append(labels, pair{uint32(a), uint32(b)})
	}
}

func refuseLabels(place, rule string) error {
	return refusal.New(refusal.Input, "for example left_line,right_line, and then 17,4 on a line",
		"%s: %s", place, rule)
}

// A measure is how well the pairs above a threshold agree with the labels.
type measure struct {
	threshold int64 // of probability, in parts of a million
	accepted  int
	right     int // of the accepted
	known     int // all labels
}

// precision, recall and f1 are in parts of ten thousand, rounded; 0 of nothing.
func (m measure) precision() int { return share(m.right, m.accepted) }
func (m measure) recall() int    { return share(m.right, m.known) }
func (m measure) f1() int        { return share(2*m.right, m.accepted+m.known) }

const shareWhole = 10_000

func share(part, whole int) int {
	if whole == 0 {
		return 0
	}
	return (part*shareWhole + whole/2) / whole
}

// shareText writes a share with four decimals.
func shareText(share int) string {
	return fmt.Sprintf("%d.%04d", share/shareWhole, share%shareWhole)
}

// measureAt are the thresholds that are measured, where they are not below the one that
// pairs were decided by: under it nothing was accepted.
var measureAt = []int64{500_000, 600_000, 700_000, 800_000, 900_000, 950_000, 990_000, 999_000}

// measure compares the pairs decided "same" with the labels.
func (r *run) measure() {
	if r.labels == nil || r.TrainOnly {
		return
	}
	used := r.threshold()
	thresholds := []int64{used}
	for _, threshold := range measureAt {
		if threshold > used {
			thresholds = append(thresholds, threshold)
		}
	}
	p := &r.result.Pairs
	for _, threshold := range thresholds {
		least := weigh.MillibitsOfProbability(float64(threshold) / millionths)
		m := measure{threshold: threshold, known: len(r.labels)}
		for i := range p.Left {
			if p.Decision[i] != result.DecisionSame || threshold > used && p.Weight[i] < least {
				continue
			}
			m.accepted++
			if _, found := slices.BinarySearchFunc(r.labels, pair{p.Left[i], p.Right[i]},
				comparePairs); found {
				m.right++
			}
		}
		r.quality = append(r.quality, m)
	}
}

const millionths = 1_000_000

// threshold is the probability that pairs were decided by, in parts of a million.
func (r *run) threshold() int64 { return cmp.Or(r.Threshold, r.result.Model.Threshold) }

// probabilityText writes parts of a million as a probability.
func probabilityText(parts int64) string {
	return strconv.FormatFloat(float64(parts)/millionths, 'f', -1, 64)
}

// weightText writes a weight as a probability with six decimals.
func weightText(weight weigh.Millibits) string {
	return strconv.FormatFloat(publish.Probability(weight), 'f', 6, 64)
}
