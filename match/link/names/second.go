package names

import (
	"nfimatch/match/link/block"
	"nfimatch/match/weigh"
	"nfimatch/normalize/record"
)

// Second counts how common second names are: among all, and beside a surname and
// beside a given name, since what families and faiths have in common goes together. Of two
// lists both are counted.
type Second struct {
	all    map[record.Code]int
	beside [2]map[[2]record.Code]int // surname and given name, with a second name
	with   [2]map[record.Code]int    // surname and given name, beside any second name
	total  int
}

// besides are the names that a second name is counted beside.
var besides = [2]int{block.CodeSurname, block.CodeGiven}

// SecondOf counts the second names of the lists that are written in full. It costs the
// records.
func SecondOf(p *block.People) Second {
	s := Second{all: map[record.Code]int{}}
	for i := range besides {
		s.beside[i], s.with[i] = map[[2]record.Code]int{}, map[record.Code]int{}
	}
	for who, mention := range p.Mention {
		second := p.Tables.Mentions.Given2[mention]
		if second == 0 || p.Tables.Mentions.Given2Form[mention] != record.FormFull {
			continue
		}
		s.total++
		s.all[second]++
		for i, code := range besides {
			name := p.Of(uint32(who))[code]
			s.beside[i][[2]record.Code{name, second}]++
			s.with[i][name]++
		}
	}
	return s
}

// Share returns log2 of how common the second name of a record is: the most of its share
// among all, among those with its surname and among those with its given name. Neither
// the record nor one like it counts, and what rests on few leans on the share among all.
func (s *Second) Share(p *block.People, who uint32) weigh.Millibits {
	const itself = 2 // of a pair
	second := p.Tables.Mentions.Given2[p.Mention[who]]
	all := float64(max(s.all[second]-itself, 1)) / float64(max(s.total, 1))
	most := all
	for i, code := range besides {
		name := p.Of(who)[code]
		if name == 0 {
			continue
		}
		others := float64(max(s.with[i][name]-itself, 0))
		bearers := float64(max(s.beside[i][[2]record.Code{name, second}]-itself, 0))
		most = max(most, (bearers+float64(kindLean*all))/(others+kindLean))
	}
	return weigh.MillibitsOf(most, 1)
}
