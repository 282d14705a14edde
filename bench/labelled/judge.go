package labelled

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
)

// Half is the probability from which a pair counts as found. It is chosen without
// looking at any truth: the pair is then as likely one person as two.
const Half = 0.5

// A Scored pair is what a system says of it.
type Scored struct {
	Pair
	Probability float64 // 0 to 1
	Weight      float64 // what orders pairs; bits
	Refused     bool    // the system decides against it, likely or not: a row has a better one
}

// A Score is pairs found against pairs true, in counts.
type Score struct{ Found, Right, True int }

// Judge counts the found pairs that are true ones. A pair found twice counts once.
func Judge(found, truth []Pair) Score {
	known := make(map[Pair]bool, len(truth))
	for _, pair := range truth {
		known[pair] = true
	}
	score, seen := Score{True: len(known)}, make(map[Pair]bool, len(found))
	for _, pair := range found {
		if seen[pair] {
			continue
		}
		seen[pair] = true
		score.Found++
		if known[pair] {
			score.Right++
		}
	}
	return score
}

// Precision is the share of the found pairs that is true, 0 where none is found.
func (s Score) Precision() float64 { return share(s.Right, s.Found) }

// Recall is the share of the true pairs that is found, 0 where none is true.
func (s Score) Recall() float64 { return share(s.Right, s.True) }

// F1 is the harmonic mean of precision and recall.
func (s Score) F1() float64 { return share(2*s.Right, s.Found+s.True) }

// String returns precision, recall and F1 to four places.
func (s Score) String() string {
	return fmt.Sprintf("%.4f / %.4f / %.4f", s.Precision(), s.Recall(), s.F1())
}

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

func (s Scored) likely() bool { return s.Probability >= Half && !s.Refused }

// Likely returns the pairs with a probability of [Half] or more that the system does
// not decide against: "all pairs", or "one to one" of a system that decides so.
func Likely(scored []Scored) []Pair {
	var pairs []Pair
	for _, s := range scored {
		if s.likely() {
			pairs = append(pairs, s.Pair)
		}
	}
	return pairs
}

// MutualBest returns the likely pairs that are the best of both their rows: "one to
// one", for a system that does not decide it itself. Of pairs with equal weight the
// one with the smaller rows is better.
func MutualBest(scored []Scored) []Pair {
	likely := slices.DeleteFunc(slices.Clone(scored), func(s Scored) bool { return !s.likely() })
	slices.SortFunc(likely, func(a, b Scored) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), comparePairs(a.Pair, b.Pair))
	})
	left, right := make(map[uint32]bool), make(map[uint32]bool)
	var pairs []Pair
	for _, s := range likely {
		if !left[s.Left] && !right[s.Right] {
			pairs = append(pairs, s.Pair)
		}
		left[s.Left], right[s.Right] = true, true
	}
	return pairs
}

// ReadPairs reads pairs of a CSV file with a header: left_line and right_line, and
// probability, weight_bits and decision where it has them. A pair without a probability
// is sure; one without a weight has its probability for one; one with another decision
// than "same" is refused. Other columns are passed over.
func ReadPairs(r io.Reader) ([]Scored, error) {
	reader := csv.NewReader(r)
	reader.ReuseRecord = true
	header, err := reader.Read()
	if err != nil {
		return nil, fmt.Errorf("reading the header of pairs: %w", err)
	}
	var at [5]int
	for i, name := range []string{"left_line", "right_line", "probability", "weight_bits",
		"decision"} {
		at[i] = slices.Index(header, name)
	}
	if at[0] < 0 || at[1] < 0 {
		return nil, errors.New("pairs must have the columns left_line and right_line")
	}
	var pairs []Scored
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return pairs, nil
		}
		if err != nil {
			return nil, err
		}
		pair, err := readPair(record, at)
		if err != nil {
			return nil, fmt.Errorf("pairs: row %d: %w", len(pairs)+1, err)
		}
		pairs = append(pairs, pair)
	}
}

// readPair reads one record; at tells where the columns of [ReadPairs] are, -1 for none.
func readPair(record []string, at [5]int) (Scored, error) {
	var lines [2]uint64
	for side := range lines {
		line, err := strconv.ParseUint(record[at[side]], 10, 32)
		if err != nil || line == 0 {
			return Scored{}, errors.New("lines must be numbers from 1")
		}
		lines[side] = line
	}
	out := Scored{Pair: Pair{uint32(lines[0]), uint32(lines[1])}, Probability: 1}
	if at[2] >= 0 {
		p, err := strconv.ParseFloat(record[at[2]], 64)
		if err != nil || math.IsNaN(p) {
			return Scored{}, errors.New("probability must be a number")
		}
		out.Probability = p
	}
	out.Weight = out.Probability
	if at[3] >= 0 {
		bits, err := strconv.ParseFloat(record[at[3]], 64)
		if err != nil || math.IsNaN(bits) {
			return Scored{}, errors.New("weight_bits must be a number")
		}
		out.Weight = bits
	}
	out.Refused = at[4] >= 0 && record[at[4]] != "same"
	return out, nil
}
