package block

// PlaceShare returns the share of all pairs that are at one place by their UPRN, or by
// their postcode and address, of those whose places are known, and how many those are.
func (p *People) PlaceShare() (share float64, of int64) {
	written := []int{CodeUnit, CodeAddress}
	var equal, known int64
	for _, by := range []struct {
		sign  int64
		codes []int
	}{{1, []int{CodeUPRN}}, {1, written}, {-1, append(written, CodeUPRN)}} {
		known += by.sign * p.pairsWith(by.codes)
		equal += by.sign * Grouped(p, Rule{Codes: by.codes}).Pairs
	}
	return shareOf(equal, known), known
}

// ExactShare returns the share of all pairs that agree in every one of the codes, of
// those that have them all, and how many pairs those are.
func (p *People) ExactShare(codes ...int) (share float64, of int64) {
	of = p.pairsWith(codes)
	equal := Grouped(p, Rule{Codes: codes}).Pairs
	return shareOf(equal, of), of
}

// pairsWith returns the number of pairs of which both records have every one of the codes.
func (p *People) pairsWith(codes []int) int64 {
	var lefts, rights int64
	for who := range p.Mention {
		if _, ok := KeyOf(p.Of(uint32(who)), codes); ok {
			if who < p.Lefts {
				lefts++
			} else {
				rights++
			}
		}
	}
	if p.Within {
		return lefts * (lefts - 1) / 2
	}
	return lefts * rights
}

func shareOf(n, all int64) float64 { return float64(n) / float64(max(all, 1)) }
