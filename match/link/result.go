package link

import (
	"cmp"
	"slices"

	"nfimatch/match/link/agree"
	"nfimatch/match/link/block"
	"nfimatch/match/result"
	"nfimatch/match/weigh"
)

// A Result is what two lists, or one, came to.
type Result struct {
	Pairs    Pairs
	Clusters Clusters               // of one list only
	Model    Model                  // as used
	Trained  bool                   // whether Model was estimated from these lists
	Scheme   weigh.Scheme           // the comparisons, in the order of the columns of pairs
	Weights  [2][][]weigh.Millibits // of each comparison's levels: anywhere, and at one place
	Blocking []block.Blocking       // every rule that the lists have the columns for
	Compared int64                  // pairs that the rules made together
	Few      bool                   // so few have a partner that a name at two places proves nothing
	Thin     bool                   // estimated from fewer pairs than the shipped shares weigh
	Hardly   bool                   // hardly anybody is common to the two lists, as far as is known
	Partners int64                  // expected number of pairs that are one person
	Twice    [2]int                 // rows of either list that as well are one that has its pair
	Recall   Recall
}

// Pairs are the pairs decided same and those that are possible, sorted by left and then
// right line. Prior, rarity, what is against and the millibits of the comparisons sum to the weight
// exactly. A pair is same if it is accepted, and unsure otherwise; none is different. One that
// is unsure weighs less than the threshold, whatever its comparisons come to: see Against.
type Pairs struct {
	Left, Right []uint32 // lines
	Rule        []uint8  // row of [Result.Blocking] that made it
	Decision    []uint8  // as package result has them
	Weight      []weigh.Millibits
	Prior       []weigh.Millibits   // what any such pair weighs
	Rarity      []weigh.Millibits   // what rare or common names add
	Against     []weigh.Millibits   // what better pairs and others of the place say; 0 of same
	Rival       []weigh.Millibits   // weight of the next best pair of either record; least if none
	Bridge      []bool              // within one list: holds its cluster together by itself
	Levels      [][]uint8           // of each comparison
	Millibits   [][]weigh.Millibits // of each comparison
}

// possiblePPM is the probability from which a pair that is not accepted is told.
const possiblePPM = 50_000

// NoRival is the weight of a rival that is not there.
const NoRival = -weigh.CertainMillibits

// A decision is what became of the pairs kept.
type decision struct {
	*scored
	weights   *weights
	threshold weigh.Millibits // from here a pair is accepted
	least     weigh.Millibits // from here it is told
	exclusive weigh.Millibits // what two records without another partner gain
	partner   []int32         // by record: the pair that it is accepted in, from 1; one to one
	same      []bool          // by pair
	accepted  []int
	most      int64             // pairs that there can be
	rival     []weigh.Millibits // by pair
}

// decide accepts pairs: all at or above the threshold, or, one to one, the best of them
// together.
func (s *scored) decide(w *weights, threshold int64, oneToOne bool) *decision {
	d := &decision{scored: s, weights: w, partner: make([]int32, s.People.Count()),
		same:      make([]bool, len(s.pairs)),
		threshold: weigh.MillibitsOf(float64(threshold), float64(agree.Whole-threshold))}
	d.least = min(d.threshold, weigh.MillibitsOf(possiblePPM, agree.Whole-possiblePPM))
	d.most = s.People.PairsAll()
	if oneToOne {
		d.exclusive, d.most = s.exclusive(), s.People.Smaller()
	}
	for i := range s.pairs {
		if s.weight[i]+d.exclusive >= d.threshold && s.proof[s.of[i]] {
			d.accepted = append(d.accepted, i)
		}
	}
	if oneToOne {
		d.accepted = s.oneToOne(d.accepted, d.threshold-d.exclusive)
	}
	for _, i := range d.accepted {
		d.same[i] = true
		if oneToOne {
			d.partner[s.pairs[i].left], d.partner[s.pairs[i].right] = int32(i+1), int32(i+1)
		}
	}
	d.rivals()
	return d
}

// rivals finds the heaviest other pair of either record of each pair, of those that would
// be told were they alone.
func (d *decision) rivals() {
	first := make([]int32, d.People.Count()) // heaviest pair of each record, from 1
	second := make([]weigh.Millibits, d.People.Count())
	for who := range second {
		second[who] = NoRival
	}
	for i := range d.pairs {
		if d.weight[i]+d.exclusive < d.least {
			continue
		}
		for _, who := range []uint32{d.pairs[i].left, d.pairs[i].right} {
			switch best := first[who]; {
			case best == 0:
				first[who] = int32(i + 1)
			case d.weight[i] > d.weight[best-1]:
				first[who], second[who] = int32(i+1), d.weight[best-1]
			default:
				second[who] = max(second[who], d.weight[i])
			}
		}
	}
	d.rival = make([]weigh.Millibits, len(d.pairs))
	for i := range d.pairs {
		d.rival[i] = NoRival
		for _, who := range []uint32{d.pairs[i].left, d.pairs[i].right} {
			switch best := first[who]; {
			case best == int32(i+1):
				d.rival[i] = max(d.rival[i], second[who])
			case best != 0:
				d.rival[i] = max(d.rival[i], d.weight[best-1])
			}
		}
	}
}

// twicePPM is the probability from which a pair counts as that of a person in a list twice.
const twicePPM = 990_000

// twice counts the rows of each list that are in no accepted pair, and would all but surely
// be one with a row whose partner is another: people who stand in a list twice.
func (d *decision) twice() (rows [2]int) {
	least := weigh.MillibitsOf(twicePPM, agree.Whole-twicePPM)
	seen := make([]bool, d.People.Count())
	for i, pair := range d.pairs {
		for side, who := range []uint32{pair.left, pair.right} {
			other := pair.left ^ pair.right ^ who
			if d.partner[who] == 0 && d.partner[other] != 0 && !seen[who] &&
				d.weight[i] >= least && d.proof[d.of[i]] {
				seen[who] = true
				rows[side]++
			}
		}
	}
	return rows
}

// gain is what a pair gains from its records having no other partner.
func (d *decision) gain(i int) weigh.Millibits {
	if d.same[i] || d.partner[d.pairs[i].left]+d.partner[d.pairs[i].right] == 0 {
		return d.exclusive
	}
	return 0
}

// assemble writes the result of pairs made and decided.
func assemble(d *decision, made *candidates, blocking []block.Blocking) *Result {
	out := &Result{Scheme: d.Scheme, Recall: d.recallOf(d.accepted, made.active, d.most)}
	rules := told(out, made, blocking)
	var listed []int
	for i := range d.pairs {
		if d.same[i] || d.weight[i]+d.gain(i) >= d.least {
			listed = append(listed, i)
		}
	}
	slices.SortFunc(listed, func(i, j int) int {
		return cmp.Or(cmp.Compare(d.pairs[i].left, d.pairs[j].left),
			cmp.Compare(d.pairs[i].right, d.pairs[j].right))
	})
	bridge := make([]bool, len(d.pairs))
	if d.People.Within {
		out.Clusters = d.clusters(d.accepted)
		for at, is := range d.bridges(d.accepted) {
			bridge[d.accepted[at]] = is
		}
	}
	out.Twice = d.twice()
	t := &out.Pairs
	t.Levels, t.Millibits = make([][]uint8, len(d.Scheme)), make([][]weigh.Millibits, len(d.Scheme))
	for _, i := range listed {
		d.write(t, i)
		t.Rule = append(t.Rule, rules[d.pairs[i].rule])
		t.Bridge = append(t.Bridge, bridge[i])
	}
	return out
}

// told writes what the rules made, and returns the row of each rule that was used.
func told(out *Result, made *candidates, blocking []block.Blocking) (rows []uint8) {
	out.Blocking = blocking
	for row := range blocking {
		if blocking[row].Kept {
			blocking[row].New = made.fresh[len(rows)]
			out.Compared += blocking[row].New
			rows = append(rows, uint8(row))
		}
	}
	return rows
}

func (d *decision) write(t *Pairs, i int) {
	pair, pattern := &d.pairs[i], &d.patterns[d.of[i]]
	decided := result.DecisionUnsure
	if d.same[i] {
		decided = result.DecisionSame
	}
	t.Left = append(t.Left, d.People.Line(pair.left))
	t.Right = append(t.Right, d.People.Line(pair.right))
	t.Decision = append(t.Decision, decided)
	against := d.against(i)
	t.Weight = append(t.Weight, d.weight[i]+d.gain(i)+against)
	t.Prior = append(t.Prior, d.weights.prior+d.gain(i))
	t.Rarity = append(t.Rarity, d.rarity[i])
	t.Against = append(t.Against, against)
	t.Rival = append(t.Rival, d.rival[i])
	for c := range d.Scheme {
		t.Levels[c] = append(t.Levels[c], pattern[c])
		t.Millibits[c] = append(t.Millibits[c], d.weights.level(d.near[d.of[i]], c, pattern[c]))
	}
}
