package link

import (
	"math"
	"slices"

	"nfimatch/match/link/agree"
	"nfimatch/match/link/block"
)

// A Recall estimates how many pairs of one person no rule made, without labels: by
// capture and recapture. What agrees in the date of birth, in the full name and in the
// place are lists of pairs caught independently; how many pairs are on one of them only
// tells how many are on none.
type Recall struct {
	Lists  []string // what pairs were caught by
	Caught []int64  // accepted pairs by the number of lists they are on, from none
	Missed int64    // estimated pairs that no rule made
	PPM    int64    // estimated share that was made, in parts of a million; 0 if unknown
	// Error is the standard error of that share, in parts of a million.
	Error int64
}

// catches are the lists: each is the codes that must be equal. No two share a code.
var catches = []block.Rule{
	{Name: block.DateOfBirth, Codes: []int{block.CodeDate}},
	{Name: block.FullName, Codes: []int{block.CodeName}},
	{Name: "nino", Codes: []int{block.CodeNINO}},
	{Name: "uprn", Codes: []int{block.CodeUPRN}},
	{Name: "postcode, address", Codes: []int{block.CodeUnit, block.CodeAddress}},
}

// twiceLeast is the number of pairs on two lists below which nothing is estimated, and
// errorMost the standard error in parts of a million above which nothing is told.
const (
	twiceLeast = 10
	errorMost  = 30_000
)

// recallOf estimates from the pairs accepted. With t lists and f(i) pairs on i of them,
// (t-1)/t · f(1)·(f(1)-1) / 2·(f(2)+1) are on none, less those that rules of several parts
// found, and less what the lists cannot hold: most is how many there can be. It errs on the
// side of pairs missed where lists catch unequally.
//
// Source: A. Chao, "Estimating the population size for capture–recapture data with unequal
// catchability", Biometrics 43, 1987.
func (s *scored) recallOf(accepted []int, active []block.Rule, most int64) Recall {
	recall, masks := catchesOf(s.People, active)
	recall.Caught = make([]int64, len(masks)+1)
	for _, i := range accepted {
		equal := block.EqualCodes(s.People.Of(s.pairs[i].left), s.People.Of(s.pairs[i].right))
		on := 0
		for _, mask := range masks {
			if equal&mask == mask {
				on++
			}
		}
		recall.Caught[on]++
	}
	if len(masks) < 2 || recall.Caught[2] < twiceLeast {
		return recall
	}
	once, twice, lists := recall.Caught[1], recall.Caught[2], int64(len(masks))
	none := (lists - 1) * once * (once - 1) / (lists * 2 * (twice + 1))
	found := int64(len(accepted))
	missed := min(max(none-recall.Caught[0], 0), max(most-found, 0))
	ratio := float64(once) / float64(twice)
	square := float64(ratio * ratio)
	spread := float64(twice) * float64(square*(float64(square/4)+ratio+1/float64(2)))
	recall.Error = int64(math.Round(agree.Whole * math.Sqrt(spread) / float64(found+missed)))
	if recall.Error > errorMost {
		return recall
	}
	recall.Missed, recall.PPM = missed, agree.Whole*found/(found+missed)
	return recall
}

// catchesOf returns the lists that the rules used stand for: those above, and each column
// of the user's own that makes pairs by itself.
func catchesOf(p *block.People, active []block.Rule) (recall Recall, masks []uint64) {
	occurs := p.Occurring()
	used := slices.Clone(catches)
	for _, rule := range active {
		if len(rule.Codes) == 1 && rule.Codes[0] >= block.CodeOwn {
			used = append(used, rule)
		}
	}
	for _, catch := range used {
		mask, all := uint64(0), true
		for _, code := range catch.Codes {
			mask |= 1 << code
			all = all && occurs[code]
		}
		if all {
			recall.Lists, masks = append(recall.Lists, catch.Name), append(masks, mask)
		}
	}
	return recall, masks
}
