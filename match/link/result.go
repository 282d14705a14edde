package link

import (
	"cmp"
	"slices"

	"nfimatch/match/result"
	"nfimatch/match/weigh"
)

// A Result is what two lists, or one, came to.
type Result struct {
	Pairs    Pairs
	Clusters Clusters // of [Dedupe] only
	Model    Model
	Scheme   weigh.Scheme // the comparisons, in the order of the pairs' columns
	Blocking []Blocking
}

// Pairs are pairs of records, by left and then right line. The prior, the rarity and
// the millibits of the comparisons sum to the weight exactly.
type Pairs struct {
	Left, Right []uint32 // lines
	Rule        []uint8  // row of Result.Blocking
	Decision    []uint8
	Weight      []weigh.Millibits
	Prior       weigh.Millibits // of every pair
	Rarity      []weigh.Millibits
	Levels      [][]uint8           // of each comparison
	Millibits   [][]weigh.Millibits // of each comparison
}

// Clusters are the records that are one person with another.
type Clusters struct {
	Line    []uint32
	Cluster []uint32
}

func assemble(s *scored, made *candidates, blocking []Blocking, options Options) *Result {
	out := &Result{Scheme: s.scheme, Blocking: blocking}
	at := 0
	position := make([]uint8, len(made.blocking))
	for i := range out.Blocking {
		if out.Blocking[i].Kept {
			out.Blocking[i].New = made.blocking[at].New
			position[at] = uint8(i)
			at++
		}
	}
	threshold := weigh.Millibits(0)
	if options.OneToOne && !s.people.within {
		threshold -= s.exclusive()
	}
	var over []int
	for i := range s.pairs {
		if s.weight[i] >= threshold {
			over = append(over, i)
		}
	}
	same := over
	if options.OneToOne && !s.people.within {
		same = s.oneToOne(over, threshold)
	}
	isSame := make([]bool, len(s.pairs))
	for _, i := range same {
		isSame[i] = true
	}
	slices.SortFunc(over, func(i, j int) int {
		return cmp.Or(cmp.Compare(s.pairs[i].left, s.pairs[j].left),
			cmp.Compare(s.pairs[i].right, s.pairs[j].right))
	})
	for _, i := range over {
		out.Pairs.Left = append(out.Pairs.Left, s.people.line(s.pairs[i].left))
		out.Pairs.Right = append(out.Pairs.Right, s.people.line(s.pairs[i].right))
		out.Pairs.Weight = append(out.Pairs.Weight, s.weight[i])
		decision := result.DecisionUnsure
		if isSame[i] {
			decision = result.DecisionSame
		}
		out.Pairs.Decision = append(out.Pairs.Decision, decision)
	}
	return out
}
