package names

import (
	"nfimatch/match/link/agree"
	"nfimatch/match/link/block"
	"nfimatch/match/weigh"
)

// Frequencies are how common the names of the lists are, as log2 of their share in
// millibits: agreement in a rare name says more.
type Frequencies struct {
	Surname []weigh.Millibits // by code of the name
	Given   []weigh.Millibits
	Name    []weigh.Millibits // by number of the full name
	people  *block.People
	second  Second
}

// An Average is log2 of the chance that two people agree in a name, in millibits.
type Average struct{ Surname, Given, Second weigh.Millibits }

// FrequenciesOf counts the names, none of them rarer than floor parts of a million. Of two
// lists the larger share counts, since a rare spelling is often a slip in a common one. A full
// name is as common as its parts make it, and how well they go together, or as the other
// people who have it, whichever is more. It costs the records, and learning the kinds of names.
func FrequenciesOf(p *block.People, floor int64) *Frequencies {
	values := len(p.Tables.Names.Token)
	f := &Frequencies{people: p, second: SecondOf(p)}
	f.Surname = logShares(shares(p, block.CodeSurname, values, 0), floor)
	f.Given = logShares(shares(p, block.CodeGiven, values, 0), floor)
	itself := 1 // of a list with one record of a pair
	if p.Within {
		itself = 2
	}
	full := shares(p, block.CodeName, most(p, block.CodeName)+1, itself)
	f.Name = make([]weigh.Millibits, len(full))
	kin, seen := KinOf(p), make([]bool, len(full))
	for who := range p.Mention {
		codes := p.Of(uint32(who))
		number := codes[block.CodeName]
		if number == 0 || seen[number] {
			continue
		}
		seen[number] = true
		f.Name[number] = f.Surname[codes[block.CodeSurname]] + f.Given[codes[block.CodeGiven]] +
			kin.Likelier(codes)
		if full[number] > 0 {
			f.Name[number] = max(f.Name[number], weigh.MillibitsOf(full[number], 1))
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

// Adjust returns what the names of a pair weigh more, or less, than names that agree do
// on average. Two people at one place share names because they are relatives, so how
// common a name is says nothing there.
func (f *Frequencies) Adjust(average Average, surname, given, second uint8, left uint32) (
	rarity weigh.Millibits,
) {
	codes := f.people.Of(left)
	switch {
	case surname == agree.NameExact && given == agree.NameExact:
		rarity = average.Surname + average.Given - f.Name[codes[block.CodeName]]
	case surname == agree.NameExact:
		rarity = average.Surname - f.Surname[codes[block.CodeSurname]]
	case given == agree.NameExact:
		rarity = average.Given - f.Given[codes[block.CodeGiven]]
	}
	if second == agree.SecondExact {
		rarity += average.Second - f.second.Share(f.people, left)
	}
	return rarity
}
