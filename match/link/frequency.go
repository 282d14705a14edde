package link

import (
	"nfimatch/match/link/agree"
	"nfimatch/match/link/block"
	"nfimatch/match/link/names"
	"nfimatch/match/weigh"
)

// frequencies are how common the names of the lists are, as log2 of their share in
// millibits: agreement in a rare name says more.
type frequencies struct {
	people  *block.People
	surname []weigh.Millibits // by code of the name
	given   []weigh.Millibits
	name    []weigh.Millibits // by number of the full name
	second  names.Second
}

// frequenciesOf counts. Of two lists the larger share counts, since a rare spelling is
// often a slip in a common one. A full name is as common as its parts make it, and how well
// they go together, or as the other people who have it, whichever is more.
func frequenciesOf(p *block.People, floor int64) *frequencies {
	values := len(p.Tables.Names.Token)
	f := &frequencies{people: p, second: names.SecondOf(p)}
	f.surname = logShares(shares(p, block.CodeSurname, values, 0), floor)
	f.given = logShares(shares(p, block.CodeGiven, values, 0), floor)
	itself := 1 // of a list with one record of a pair
	if p.Within {
		itself = 2
	}
	full := shares(p, block.CodeName, most(p, block.CodeName)+1, itself)
	f.name = make([]weigh.Millibits, len(full))
	kin, seen := names.KinOf(p), make([]bool, len(full))
	for who := range p.Mention {
		codes := p.Of(uint32(who))
		number := codes[block.CodeName]
		if number == 0 || seen[number] {
			continue
		}
		seen[number] = true
		f.name[number] = f.surname[codes[block.CodeSurname]] + f.given[codes[block.CodeGiven]] +
			kin.Likelier(codes)
		if full[number] > 0 {
			f.name[number] = max(f.name[number], weigh.MillibitsOf(full[number], 1))
		}
	}
	return f
}

// shares returns, for each value of a code, its largest share in a list, of the records
// that have one; less leaves so many of each list's out.
func shares(p *block.People, code, values, less int) []float64 {
	shares := make([]float64, values)
	for _, list := range [][2]int{{0, p.Lefts}, {p.Lefts, p.Count()}} {
		counts := counted(p, code, values, list)
		var total int64
		for _, n := range counts {
			total += n
		}
		for value, n := range counts {
			if n > int64(less) {
				shares[value] = max(shares[value], float64(n-int64(less))/float64(total))
			}
		}
	}
	return shares
}

// counted counts the values of a code in records from list[0] to list[1].
func counted(p *block.People, code, values int, list [2]int) []int64 {
	counts := make([]int64, values)
	for who := list[0]; who < list[1]; who++ {
		if value := p.Of(uint32(who))[code]; value != 0 {
			counts[value]++
		}
	}
	return counts
}

func most(p *block.People, code int) (most int) {
	for who := range p.Mention {
		most = max(most, int(p.Of(uint32(who))[code]))
	}
	return most
}

func logShares(shares []float64, floor int64) []weigh.Millibits {
	least := float64(floor) / agree.Whole
	logs := make([]weigh.Millibits, len(shares))
	for value, share := range shares {
		logs[value] = weigh.MillibitsOf(max(share, least), 1)
	}
	return logs
}

// adjust returns what the names of a pair weigh more, or less, than names that agree do
// on average. Two people at one place share names because they are relatives, so how
// common a name is says nothing there.
func (f *frequencies) adjust(w *weights, surname, given, second uint8, left uint32) (
	rarity weigh.Millibits,
) {
	codes := f.people.Of(left)
	switch {
	case surname == agree.NameExact && given == agree.NameExact:
		rarity = w.surnameExact + w.givenExact - f.name[codes[block.CodeName]]
	case surname == agree.NameExact:
		rarity = w.surnameExact - f.surname[codes[block.CodeSurname]]
	case given == agree.NameExact:
		rarity = w.givenExact - f.given[codes[block.CodeGiven]]
	}
	if second == agree.SecondExact {
		rarity += w.secondExact - f.second.Share(f.people, left)
	}
	return rarity
}

// placeShare returns the share of all pairs that are at one place by their UPRN, or by
// their postcode and address, of those whose places are known, and how many those are.
func placeShare(p *block.People) (share float64, of int64) {
	written := []int{block.CodeUnit, block.CodeAddress}
	var equal, known int64
	for _, by := range []struct {
		sign  int64
		codes []int
	}{{1, []int{block.CodeUPRN}}, {1, written}, {-1, append(written, block.CodeUPRN)}} {
		known += by.sign * pairsWith(p, by.codes)
		equal += by.sign * block.Grouped(p, block.Rule{Codes: by.codes}).Pairs
	}
	return shareOf(equal, known), known
}

// exactShare returns the share of all pairs that agree in every one of the codes, of
// those that have them all, and how many pairs those are.
func exactShare(p *block.People, codes ...int) (share float64, of int64) {
	of = pairsWith(p, codes)
	equal := block.Grouped(p, block.Rule{Codes: codes}).Pairs
	return shareOf(equal, of), of
}

// pairsWith returns the number of pairs of which both records have every one of the codes.
func pairsWith(p *block.People, codes []int) int64 {
	var lefts, rights int64
	for who := range p.Mention {
		if _, ok := block.KeyOf(p.Of(uint32(who)), codes); ok {
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
