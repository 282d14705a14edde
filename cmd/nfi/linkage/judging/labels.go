// Package judging says how well linked pairs agree with labels: pairs that are known to be
// one person. It reads the labels, and counts pairs by threshold and by probability; of
// runs, folders and pages it knows nothing.
package judging

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
	"nfimatch/report/spell"
)

// labelsMax bounds the pairs of a file of labels.
const labelsMax = 1 << 27

// A pair is two lines of the lists; of one list the smaller stands left.
type pair struct{ left, right uint32 }

func comparePairs(a, b pair) int {
	return cmp.Or(cmp.Compare(a.left, b.left), cmp.Compare(a.right, b.right))
}

// Labels are the pairs that are known to be one person. The zero value has none: nothing
// is judged by it.
type Labels struct {
	pairs []pair       // in order, each once; nil of no file
	last  [2]labelLine // of the left and the right list
}

// has reports whether a pair is known to be one person.
func (l *Labels) has(one pair) bool {
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

// Read reads labels: CSV with the columns left_line and right_line, whose lines are counted
// from 1 without the header. Within one list a pair has no order, and no line is in a pair
// with itself. Path "" has no labels. Every error is a refusal of input that names the
// place and the rule, and no value. It takes n log n for n pairs, and eight bytes each.
func Read(path string, within bool) (labels Labels, err error) {
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
		return labels, refuse(base, labelsRule)
	}
	left, right := slices.Index(header, "left_line"), slices.Index(header, "right_line")
	if left < 0 || right < 0 || slices.Contains(header[left+1:], "left_line") ||
		slices.Contains(header[right+1:], "right_line") {
		return labels, refuse(base, labelsRule)
	}
	for {
		record, err := reader.Read()
		switch {
		case errors.Is(err, io.EOF) && len(labels.pairs) == 0:
			return labels, refuse(base, "must have pairs below its header")
		case errors.Is(err, io.EOF):
			slices.SortFunc(labels.pairs, comparePairs)
			labels.pairs = slices.Compact(labels.pairs)
			return labels, nil
		case err != nil:
			return labels, refuse(base, labelsRule)
		case len(labels.pairs) == labelsMax:
			return labels, refuse(base, fmt.Sprintf("must have at most %s pairs",
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
func (l *Labels) add(place, left, right string, within bool) error {
	a, errLeft := strconv.ParseUint(left, 10, 32)
	b, errRight := strconv.ParseUint(right, 10, 32)
	if errLeft != nil || errRight != nil || a == 0 || b == 0 || within && a == b {
		return refuse(place, labelRule)
	}
	if within && a > b {
		a, b = b, a
	}
	l.last[0].see(uint32(a), place)
	l.last[1].see(uint32(b), place)
	l.pairs = append(l.pairs, pair{uint32(a), uint32(b)})
	return nil
}

// A List is what labels name lines of.
type List struct {
	Name string // as messages have it
	Rows int    // data rows that were read
}

// Check refuses labels that name lines which the lists do not have: one list, or the left
// and the right.
func (l *Labels) Check(lists []List) error {
	for i, last := range l.last {
		if list := lists[min(i, len(lists)-1)]; int64(last.line) > int64(list.Rows) {
			return refuse(last.place, fmt.Sprintf("%s; the %s has %s", labelRule, list.Name,
				exercise.Plural(list.Rows, "data row")))
		}
	}
	return nil
}

const (
	labelsRule = "must be CSV with the columns left_line and right_line, each once"
	labelRule  = "must be two lines of the lists, counted from 1 without the header"

	unreadableHint = "is the path right, and may you read the file?"
)

func refuse(place, rule string) error {
	return refusal.New(refusal.Input, "for example left_line,right_line, and then 17,4 on a line",
		"%s: %s", place, rule)
}
