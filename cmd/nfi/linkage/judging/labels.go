package linkage

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/exercise"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/match/result"
	"nfimatch/match/weigh"
	"nfimatch/report/publish"
	"nfimatch/report/spell"
)

// labelsMax bounds the pairs of a file of labels.
const labelsMax = 1 << 27

// A pair is two lines of the lists; of one list the smaller stands left.
type pair struct{ left, right uint32 }

func comparePairs(a, b pair) int {
	return cmp.Or(cmp.Compare(a.left, b.left), cmp.Compare(a.right, b.right))
}

// labelled are the pairs that are known to be one person.
type labelled struct {
	pairs []pair       // in order, each once; nil without a file
	last  [2]labelLine // of the left and the right list
}

// has reports whether a pair is known to be one person.
func (l *labelled) has(one pair) bool {
	_, found := slices.BinarySearchFunc(l.pairs, one, comparePairs)
	return found
}

// A labelLine is the largest line of a list that labels name, and where they do.
type labelLine struct {
	line  uint32
	place string
}

func (l *labelLine) see(line uint32, place string) {
	if line > l.line {
		*l = labelLine{line, place}
	}
}

const byteOrderMark = "\ufeff"

// readLabels reads the pairs that are known to be one person: CSV with the columns
// left_line and right_line.
func readLabels(path string, within bool) (labels labelled, err error) {
	if path == "" {
		return labels, nil
	}
	base := filepath.Base(path)
	file, err := disk.Open(path)
	if err != nil {
		return labels, refusal.New(refusal.Input, unreadableHint, "%s cannot be read: %w", base,
			disk.WithoutPath(err))
	}
	defer file.Close()
	content := bufio.NewReader(file)
	if start, _ := content.Peek(len(byteOrderMark)); string(start) == byteOrderMark {
		_, _ = content.Discard(len(byteOrderMark)) // it was peeked at
	}
	reader := csv.NewReader(content)
	reader.ReuseRecord = true
	header, err := reader.Read()
	if err != nil {
		return labels, refuseLabels(base, labelsRule)
	}
	left, right := slices.Index(header, "left_line"), slices.Index(header, "right_line")
	if left < 0 || right < 0 || slices.Contains(header[left+1:], "left_line") ||
		slices.Contains(header[right+1:], "right_line") {
		return labels, refuseLabels(base, labelsRule)
	}
	for {
		record, err := reader.Read()
		switch {
		case errors.Is(err, io.EOF) && len(labels.pairs) == 0:
			return labels, refuseLabels(base, "must have pairs below its header")
		case errors.Is(err, io.EOF):
			slices.SortFunc(labels.pairs, comparePairs)
			labels.pairs = slices.Compact(labels.pairs)
			return labels, nil
		case err != nil:
			return labels, refuseLabels(base, labelsRule)
		case len(labels.pairs) == labelsMax:
			return labels, refuseLabels(base, fmt.Sprintf("must have at most %s pairs",
				spell.Grouped(labelsMax)))
		}
		line, _ := reader.FieldPos(0)
		if err := labels.add(fmt.Sprintf("%s:%d", base, line), record[left], record[right],
			within); err != nil {
			return labels, err
		}
	}
}

// add adds the pair that stands at a place of the file.
func (l *labelled) add(place, left, right string, within bool) error {
	a, errLeft := strconv.ParseUint(left, 10, 32)
	b, errRight := strconv.ParseUint(right, 10, 32)
	if errLeft != nil || errRight != nil || a == 0 || b == 0 || within && a == b {
		return refuseLabels(place, labelRule)
	}
	if within && a > b {
		a, b = b, a
	}
	l.last[0].see(uint32(a), place)
	l.last[1].see(uint32(b), place)
	l.pairs = append(l.pairs, pair{uint32(a), uint32(b)})
	return nil
}

// checkLabels refuses labels that name lines the lists do not have.
func (r *run) checkLabels() error {
	for i, last := range r.labels.last {
		if s := r.sides[min(i, len(r.sides)-1)]; int64(last.line) > int64(s.counts.Read) {
			return refuseLabels(last.place, fmt.Sprintf("%s; the %s has %s", labelRule, s.name,
				exercise.Plural(s.counts.Read, "data row")))
		}
	}
	return nil
}

const (
	labelsRule = "must be CSV with the columns left_line and right_line, each once"
	labelRule  = "must be two lines of the lists, counted from 1 without the header"

	unreadableHint = "is the path right, and may you read the file?"
)

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
	if r.labels.pairs == nil || r.TrainOnly {
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
		m := measure{threshold: threshold, known: len(r.labels.pairs)}
		for i := range p.Left {
			if p.Decision[i] != result.DecisionSame || threshold > used && p.Weight[i] < least {
				continue
			}
			m.accepted++
			if r.labels.has(pair{p.Left[i], p.Right[i]}) {
				m.right++
			}
		}
		r.quality = append(r.quality, m)
	}
	r.calibrate()
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
