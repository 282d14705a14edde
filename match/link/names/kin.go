// Package names tells how common the names of lists are, and how much likelier they are
// together than by themselves: which given names go with a surname, and which second names
// with both.
package names

import (
	"cmp"
	"encoding/binary"
	"slices"

	"nfimatch/match/link/block"
	"nfimatch/match/weigh"
	"nfimatch/normalize/record"
)

// How kinds of names are learned.
const (
	kinds      = 8       // of names that go together: more would each rest on too few
	kindRounds = 30      // of expectation–maximisation
	kindLean   = 2       // records that the shares of all names weigh as much as
	kindMost   = 100_000 // records of a list they are learned from
)

// kindShares are shares, or sums of shares, of each kind.
type kindShares [kinds]float64

// A Kin tells which names go together. Families come from somewhere, and so do their
// given names: a surname makes some given names likelier than they are among all, and two
// people of such a name are not as rare as its parts say. Records are a mixture of kinds,
// within each of which surname and given name are drawn by themselves.
//
// Source: L. A. Goodman, "Exploratory latent structure analysis using both identifiable
// and unidentifiable models", Biometrika 61, 1974.
type Kin struct {
	share          kindShares
	surname, given []kindShares               // by code: records of each kind
	name           map[record.Code]kindShares // by number of the full name
}

// KinOf learns the kinds of the lists. It costs records × kinds × rounds, of at most
// kindMost records of a list, whatever their order and sides.
func KinOf(p *block.People) *Kin {
	var records []uint32
	for _, list := range [][2]int{{0, p.Lefts}, {p.Lefts, p.Count()}} {
		records = append(records, p.Drawn(list[0], list[1], kindMost)...)
	}
	records = slices.DeleteFunc(records, func(who uint32) bool {
		return p.Of(who)[block.CodeName] == 0
	})
	slices.SortFunc(records, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(p.Hash[a], p.Hash[b]), cmp.Compare(a, b))
	})
	k := &Kin{name: make(map[record.Code]kindShares)}
	of := make([]kindShares, len(records))
	for i, who := range records { // start by the given name: any start that parts them will do
		token := p.Tables.Names.Token[p.Of(who)[block.CodeGiven]]
		of[i] = started(binary.LittleEndian.Uint64(token[:8]))
	}
	for range kindRounds {
		k.sum(p, records, of)
		for i, who := range records {
			codes := p.Of(who)
			of[i] = k.together(&k.surname[codes[block.CodeSurname]], &k.given[codes[block.CodeGiven]])
			of[i].normalise()
		}
	}
	k.sum(p, records, of)
	for i, who := range records {
		number := p.Of(who)[block.CodeName]
		sums := k.name[number]
		sums.add(&of[i])
		k.name[number] = sums
	}
	return k
}

// started returns shares that differ a little, by a hash.
func started(hash uint64) (shares kindShares) {
	for kind := range shares {
		shares[kind] = 1 + float64(float64(block.Mixed(hash+uint64(kind))>>32)/(1<<32))
	}
	shares.normalise()
	return shares
}

// sum adds up the kinds of all records, and of those of each surname and given name.
func (k *Kin) sum(p *block.People, records []uint32, of []kindShares) {
	names := len(p.Tables.Names.Token)
	k.share, k.surname, k.given = kindShares{}, make([]kindShares, names), make([]kindShares, names)
	for i, who := range records {
		codes := p.Of(who)
		k.share.add(&of[i])
		k.surname[codes[block.CodeSurname]].add(&of[i])
		k.given[codes[block.CodeGiven]].add(&of[i])
	}
	k.share.normalise()
}

// together returns, for each kind, how much likelier a surname and a given name are
// together than by themselves, in a person of that kind. They sum to that of anybody.
func (k *Kin) together(surname, given *kindShares) (likelier kindShares) {
	a, b := k.leaning(surname), k.leaning(given)
	for kind, share := range k.share {
		if share > 0 {
			likelier[kind] = float64(a[kind]*b[kind]) / share
		}
	}
	return likelier
}

// leaning returns shares of sums, leaning on those of all names.
func (k *Kin) leaning(sums *kindShares) (shares kindShares) {
	for kind := range shares {
		shares[kind] = max(sums[kind], 0) + float64(kindLean*k.share[kind])
	}
	shares.normalise()
	return shares
}

// Likelier returns by how much the names of a record are likelier together than by
// themselves, by what else goes with each of them: those who have both may be one
// person, and show nothing. It is never less than nothing.
func (k *Kin) Likelier(codes []record.Code) weigh.Millibits {
	surname, given := k.surname[codes[block.CodeSurname]], k.given[codes[block.CodeGiven]]
	for kind, itself := range k.name[codes[block.CodeName]] {
		surname[kind] -= itself
		given[kind] -= itself
	}
	var sum float64
	for _, likelier := range k.together(&surname, &given) {
		sum += likelier
	}
	return weigh.MillibitsOf(max(sum, 1), 1)
}

func (s *kindShares) add(other *kindShares) {
	for kind := range s {
		s[kind] += other[kind]
	}
}

func (s *kindShares) normalise() {
	var sum float64
	for _, share := range s {
		sum += share
	}
	if sum > 0 {
		for kind := range s {
			s[kind] /= sum
		}
	}
}
