package match

import (
	"fmt"

	"nfimatch/match/weigh"
	"nfimatch/normalize/record"
)

// sizesMax is the largest number of mentions of one source at a dwelling that has a share
// λ of its own: a larger one takes that of four.
const sizesMax = 4

// sizes are how many mentions each source has at a dwelling, by the number of its dataset.
type sizes [4]int

func (c *comparer) sizesOf(mentions []uint32) (n sizes) {
	for _, mention := range mentions {
		n[c.datasetOf(mention)]++
	}
	return n
}

// across returns the numbers of mentions on either side of a crossing, each at most the
// given.
func (n sizes) across(between, most int) (left, right int) {
	sides := crossings[between]
	return min(n[sides.left], most), min(n[sides.right], most)
}

// datasetNames are the datasets that a model has shares of duplicates for, and formNames
// what divides their pairs: a source writes names in one way, so that a name beside its
// initial is the same person entered twice more often than a name beside a name.
var (
	datasetNames = [...]string{
		record.CouncilTax - 1: "council_tax", record.ElectoralRegister - 1: "electoral_register",
		record.CTR - 1: "ctr",
	}
	formNames = [...]string{"twice", "twice, once by initial"}
)

// formOf returns the index in formNames of a pair of one source.
func formOf(pattern weigh.Pattern) int {
	if givenGroup(pattern[compareGiven]) == givenGroup(givenInitial) {
		return 1
	}
	return 0
}

// twiceName is what the model calls the pairs of one source.
func twiceName(dataset, form int) string { return datasetNames[dataset] + " " + formNames[form] }

// duplicates are the priors of pairs of one source, by the number of its dataset and form.
type duplicates [len(datasetNames) + 1][len(formNames)]weigh.Millibits

func duplicatesOf(weights *weigh.Weights) (priors duplicates) {
	for dataset := range datasetNames {
		for form := range formNames {
			priors[dataset+1][form] = weights.Prior(twiceName(dataset, form))
		}
	}
	return priors
}

// groupName is what the model calls the pairs of two sources at dwellings where the first
// names so many and the second so many.
func groupName(between, left, right int) string {
	return fmt.Sprintf("%s %d by %d", crossings[between].name, left, right)
}

// solvedMax is the largest number of mentions of one source that priors are solved for: a
// larger one takes that of six.
const solvedMax = 6

// leftovers are the priors of pairs across sources, by crossing and by the mentions that
// either source has at the dwelling.
type leftovers [3][solvedMax + 1][solvedMax + 1]weigh.Millibits

// of returns the prior of a crossing at a dwelling of these sizes.
func (l *leftovers) of(between int, n sizes) weigh.Millibits {
	left, right := n.across(between, solvedMax)
	return l[between][left][right]
}

// leftoversOf turns the shares of a model into priors that may stand beside rivals.
//
// λ counts every pair of a dwelling, and where each source names three, six of nine are
// two persons because the others are one. Whoever takes λ for the prior and lets rivals
// take from it too counts them twice. So the prior is the odds o by which all partial
// matchings of n and m mentions, each of weight o^pairs, have λ·n·m pairs on average.
// Sizes beyond [sizesMax] have as large a part of their smaller side found as that.
func leftoversOf(weights *weigh.Weights) *leftovers {
	priors := new(leftovers)
	for between := range crossings {
		rates := ratesOf(weights, between)
		for left := 1; left <= solvedMax; left++ {
			for right := 1; right <= solvedMax; right++ {
				rate := rates[min(left, sizesMax)-1][min(right, sizesMax)-1]
				pairs := float64(rate * float64(min(left, right)))
				priors[between][left][right] = solve(left, right, pairs)
			}
		}
	}
	return priors
}

// ratesOf returns which part of the smaller side's mentions is found on the other, as the
// shares of a model have it, by the mentions on either side, less one.
func ratesOf(weights *weigh.Weights, between int) (rates [sizesMax][sizesMax]float64) {
	for left := range sizesMax {
		for right := range sizesMax {
			lambda := weigh.Probability(weights.Prior(groupName(between, left+1, right+1)))
			rates[left][right] = float64(lambda * float64(max(left, right)+1))
		}
	}
	return rates
}

// priorMillibitsMax bounds a prior: 256 to one, for no share of a model says that a
// source never names anybody whom the other does not.
const priorMillibitsMax = 8000

// solve finds the odds, in millibits, at which the partial matchings of n and m mentions
// have so many pairs on average, by halving. The average grows with the odds.
func solve(n, m int, pairs float64) weigh.Millibits {
	low, high := weigh.Millibits(-weigh.CertainMillibits), weigh.Millibits(priorMillibitsMax)
	for low < high {
		middle := low + (high-low+1)/2
		if averagePairs(n, m, weigh.Odds(middle)) <= pairs {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return low
}

// averagePairs is the average number of pairs of the partial matchings of n and m
// mentions, where a matching of k pairs weighs odds^k. There are C(n,k)·C(m,k)·k! of k.
func averagePairs(n, m int, odds float64) float64 {
	term, sum, pairs := float64(1), float64(1), float64(0)
	for k := 1; k <= min(n, m); k++ {
		ways := float64((n-k+1)*(m-k+1)) / float64(k)
		term = float64(term * float64(ways*odds))
		sum += term
		pairs += float64(term * float64(k))
	}
	return pairs / sum
}
