package place

import (
	"cmp"
	"slices"

	"nfimatch/match/place/agree"
	"nfimatch/normalize/record"
)

// Rules of learning aliases.
const (
	aliasRounds     = 2 // the second finds a street's name beside a town's found by the first
	aliasHomesMin   = 4 // dwellings that must show an alias
	aliasAgainstMax = 4 // one dwelling in so many may speak against it, and no more
)

// A support is a dwelling that would be that of an asked address if one word of
// the address stood for one word of the dwelling.
type support struct {
	asked, listed record.Code
	home          uint32
	against       bool // a source of the address names the dwelling in the list's words too
}

// learnAliases finds words that stand for each other in these files: a street or
// a town with two names, or a name in two languages. An address that is found
// nowhere, but for one word at one dwelling of its postcode, with the same
// identifiers, supports the pair of words. It takes four dwellings. Where the
// same source names the dwelling by its own words as well, they are two streets,
// of which one is not listed. It reports whether there are any.
func (f *facts) learnAliases(view *scene, model *Model) bool {
	f.Alias = nil
	for range aliasRounds {
		finder := newAliasFinder(view, model)
		finder.search()
		f.Alias = finder.aliases()
	}
	return len(f.Alias) > 0
}

// An aliasFinder collects what supports aliases.
type aliasFinder struct {
	*decider
	sources  []uint8 // per address: bit d is set where dataset d shows it
	direct   []uint8 // per dwelling: bit d is set where dataset d names it by the list's words
	supports []support
	from     []uint32 // per support: the asked address
}

func newAliasFinder(view *scene, model *Model) *aliasFinder {
	a := &aliasFinder{
		decider: newDecider(view, newScores(view, model)),
		sources: make([]uint8, len(view.book.Addresses)),
		direct:  make([]uint8, view.homes.Count+1),
	}
	for entry, dataset := range view.tables.Entries.Dataset {
		if dataset != record.CouncilTax && record.Teaches(dataset) {
			a.sources[view.book.Of[entry]] |= 1 << dataset
		}
	}
	return a
}

// search sorts the asked addresses into those that name a dwelling and those
// that would but for a word.
func (a *aliasFinder) search() {
	named := a.view.list.ByFull(a.view.book, len(a.view.tables.Tokens.Token))
	for number := range a.sources {
		asked := &a.view.book.Addresses[number]
		if a.sources[number] == 0 || asked.Postcode == 0 || asked.Nothing() {
			continue
		}
		if home := named[asked.Full]; home != 0 {
			a.direct[home] |= a.sources[number]
			continue
		}
		a.around(uint32(number), asked)
	}
	for i := range a.supports {
		s := &a.supports[i]
		s.against = a.direct[s.home]&a.sources[a.from[i]] != 0
	}
}

// around compares an address with the dwellings of its postcode.
func (a *aliasFinder) around(number uint32, asked *agree.Address) {
	block := a.view.blocks.postcode.of(uint64(asked.Postcode))
	if len(block) > blockListingsMax {
		return
	}
	var found []support
	for _, post := range block {
		listed := a.view.list.Listings[post.listing]
		shown := &a.view.book.Addresses[listed.Address]
		if !agree.MayMeet(asked, shown) {
			continue
		}
		c := a.Compare(asked, shown)
		if !aliasLevel(c.Identifiers) || c.Words == agree.WordsNone {
			continue
		}
		hit := a.MatchedWords(asked, shown)
		left, missing := asked.Gap(hit.Asked), shown.Gap(hit.Listed)
		switch {
		case left != 0 && missing != 0:
			found = append(found, support{asked: left, listed: missing, home: listed.Home})
		case c.Words <= agree.WordsFew:
			a.direct[listed.Home] |= a.sources[number]
			return
		}
	}
	if len(found) != 1 {
		return
	}
	// Listed elsewhere, it is an address with a wrong postcode.
	if best := a.decider.search(asked, nil); best >= 0 &&
		a.candidates[best].Words <= agree.WordsSome && a.candidates[best].home != found[0].home {
		return
	}
	a.supports, a.from = append(a.supports, found[0]), append(a.from, number)
}

// aliasLevel reports whether equal identifiers say enough to learn from.
func aliasLevel(level uint8) bool {
	return level <= agree.IdentifierName
}

// aliases returns the pairs of words with enough support, and those known before.
func (a *aliasFinder) aliases() map[record.Code][]record.Code {
	slices.SortFunc(a.supports, func(x, y support) int {
		return cmp.Or(cmp.Compare(x.asked, y.asked), cmp.Compare(x.listed, y.listed),
			cmp.Compare(x.home, y.home), compareBool(y.against, x.against))
	})
	aliases := make(map[record.Code][]record.Code)
	for asked, listed := range a.facts.Alias {
		aliases[asked] = listed
	}
	for start := 0; start < len(a.supports); {
		first, end := a.supports[start], start
		homes, against := 0, 0
		for ; end < len(a.supports) && a.supports[end].asked == first.asked &&
			a.supports[end].listed == first.listed; end++ {
			if end > start && a.supports[end].home == a.supports[end-1].home {
				continue
			}
			if a.supports[end].against {
				against++
			} else {
				homes++
			}
		}
		if homes >= aliasHomesMin && homes >= against*aliasAgainstMax {
			aliases[first.asked] = append(aliases[first.asked], first.listed)
		}
		start = end
	}
	return aliases
}
