package place

import (
	"nfimatch/match/place/agree"
	"nfimatch/match/weigh"
)

// learnOmissions fills what is learned from the files before any model: how
// often a word is left out on either side, and then how places and identifiers
// repeat between different dwellings. The first needs pairs that are beyond
// doubt under the model; they are found with every word equally dear.
func (f *facts) learnOmissions(view *scene, model *Model) {
	view.blocks.near = newVocabulary(view.tables, f)
	f.Missing, f.Extra, f.Alias = nil, nil, nil
	f.Omitted = -weigh.MillibitsOf(float64(model.Omitted), million)
	f.measure(view, model)
	queries := view.book.Queries(view.tables)
	queries = queries[:min(len(queries), sampleAddressMax)]
	missing, extra := newOmissions(len(f.Word)), newOmissions(len(f.Word))
	decider := newDecider(view, newScores(view, model))
	for _, number := range queries {
		asked := &view.book.Addresses[number]
		best := decider.search(asked, nil)
		if best < 0 {
			continue
		}
		top := decider.candidates[best]
		sure := top.Postcode == agree.PostcodeEqual &&
			top.Identifiers <= agree.IdentifierNumberRange &&
			top.Identifiers != agree.IdentifierUnitName &&
			decider.margin(best) >= decider.scores.accept
		if !sure {
			continue
		}
		listed := &view.book.Addresses[view.list.Listings[top.listing].Address]
		hit := decider.MatchedWords(asked, listed)
		missing.count(listed.Words, hit.Listed)
		extra.count(asked.Words, hit.Asked)
	}
	f.Missing, f.Extra = missing.costs(model), extra.costs(model)
	f.measure(view, model)
	if f.learnAliases(view, model) {
		f.measure(view, model)
	}
}

// omissions count, per word, how often it was seen and how often left out.
type omissions struct{ seen, left []int32 }

func newOmissions(words int) *omissions {
	return &omissions{make([]int32, words), make([]int32, words)}
}

func (o *omissions) count(words []uint32, hit uint32) {
	for i, word := range words {
		o.seen[word]++
		if hit>>i&1 == 0 {
			o.left[word]++
		}
	}
}

// omissionPseudo is the weight of the prior share, in words seen.
const omissionPseudo = 4

// costs returns the bits of leaving out each word that was seen, in millibits.
func (o *omissions) costs(model *Model) map[uint32]int32 {
	costs := make(map[uint32]int32)
	for word, seen := range o.seen {
		if seen == 0 {
			continue
		}
		left := int64(o.left[word])*million + int64(model.Omitted)*omissionPseudo
		all := (int64(seen) + omissionPseudo) * million
		costs[uint32(word)] = -weigh.MillibitsOf(float64(left), float64(all))
	}
	return costs
}

// measure counts how places and identifiers repeat between different
// dwellings: those of one postcode, and those of one pair of words. Its sample
// is by content.
func (f *facts) measure(view *scene, model *Model) {
	shown := make([]uint32, 0, len(view.list.Listings))
	listing := make(map[uint32]uint32, len(view.list.Listings))
	for i, listed := range view.list.Listings {
		if _, ok := listing[listed.Address]; !ok {
			listing[listed.Address] = uint32(i)
			shown = append(shown, listed.Address)
		}
	}
	view.book.SortByContent(view.tables, shown)
	shown = shown[:min(len(shown), sampleAddressMax)]
	m := &meter{
		Comparer: agree.NewComparer(view.tables, &f.Lexicon, model.thresholds(f.listings)),
		view:     view, facts: f, seen: make([]uint32, len(view.list.Listings)),
	}
	for _, number := range shown {
		m.around(number, listing[number])
	}
	m.report(f)
}

// A meter counts pairs of different dwellings.
type meter struct {
	agree.Comparer
	view     *scene
	facts    *facts
	seen     []uint32
	round    uint32
	atEqual  [agree.WordsLevels]int64
	far      [agree.PostcodeLevels]int64
	observed [placeClasses][agree.IdentifierLevels]int64
	expected [placeClasses][agree.IdentifierLevels]int64 // in millionths
}

// around compares a listing with those of its postcode, and with those of its
// rarest pair of words that others have too.
func (m *meter) around(number, own uint32) {
	m.round++
	asked := &m.view.book.Addresses[number]
	home := m.view.list.Listings[own].Home
	blocks := m.view.blocks
	neighbours := blocks.postcode.of(uint64(asked.Postcode))
	if asked.Postcode != 0 && len(neighbours) <= blockListingsMax {
		m.block(asked, home, neighbours, true)
	}
	rarest := uint32(0)
	for _, pair := range asked.Pairs() {
		count := m.facts.Pair[pair]
		if count > 1 && (rarest == 0 || count < m.facts.Pair[rarest]) {
			rarest = pair
		}
	}
	if rarest != 0 {
		if block := blocks.pairs.of(uint64(rarest)); len(block) <= blockListingsMax {
			m.block(asked, home, block, false)
		}
	}
}

func (m *meter) block(asked *agree.Address, home uint32, block postings, together bool) {
	expected := m.expectedOf(asked)
	for _, post := range block {
		listed := m.view.list.Listings[post.listing]
		if listed.Home == home || m.seen[post.listing] == m.round {
			continue
		}
		m.seen[post.listing] = m.round
		c := m.Compare(asked, &m.view.book.Addresses[listed.Address])
		if together {
			m.atEqual[c.Words]++
		} else if c.Postcode == agree.PostcodeEqual {
			continue
		} else if c.Words < agree.WordsCommon {
			m.far[c.Postcode]++
		}
		place := placeOf(c)
		m.observed[place][merged(c.Identifiers)]++
		for level, millionths := range expected {
			m.expected[place][level] += millionths
		}
	}
}

// merged is the level that shares its ratio: a range is too rare for one.
func merged(level uint8) uint8 {
	switch level {
	case agree.IdentifierUnitRange:
		return agree.IdentifierUnitNumber
	case agree.IdentifierNumberRange:
		return agree.IdentifierNumber
	}
	return level
}

// expectedOf returns how likely each level is between the address and another,
// in millionths, were identifiers independent of the place: the frequency that
// a match will be weighed with, wherever the level is possible at all.
func (m *meter) expectedOf(asked *agree.Address) (expected [agree.IdentifierLevels]int64) {
	n := int64(m.facts.listings)
	count := func(counts []int32, codes []uint32) (most int64) {
		for _, code := range codes {
			most = max(most, int64(counts[code]))
		}
		return most * million / n
	}
	unit, number := count(m.facts.unit, asked.Unit), count(m.facts.numbered, asked.Num)
	hasUnit, hasNumber := len(asked.Unit) > 0, len(asked.Num) > 0
	expected[agree.IdentifierUnitNumber] = unit * number / million
	if hasUnit {
		expected[agree.IdentifierUnitName] = unit
		expected[agree.IdentifierChild] = million
		expected[agree.IdentifierTwin] = million
		expected[agree.IdentifierSibling] = million
		expected[agree.IdentifierNotBuilding] = million
	} else {
		expected[agree.IdentifierNumber] = count(m.facts.number, asked.Num)
		expected[agree.IdentifierParent] = million
	}
	if asked.Class() == agree.ClassRoom {
		flat := max(count(m.facts.unit, asked.Num), count(m.facts.unit, asked.Unit[1:]))
		expected[agree.IdentifierRoom] = count(m.facts.number, asked.Num) + flat
	}
	if hasUnit != hasNumber {
		expected[agree.IdentifierShift] = count(m.facts.any, asked.IDs)
	}
	if !hasUnit && !hasNumber {
		expected[agree.IdentifierName] = million
	}
	if !hasUnit && asked.Names != 0 {
		expected[agree.IdentifierNumberName] = million
	}
	return expected
}

// otherPseudo are the pairs that are added to every level of a share: what a
// small list does not show is rare and not impossible.
const otherPseudo = 40

// report turns the counts into logarithms.
func (m *meter) report(f *facts) {
	f.wordsAtEqual = sharesOf(m.atEqual)
	all := total(m.far[:])
	for level, count := range m.far {
		f.postcodesFar[level] = weigh.MillibitsOf(
			float64(count+otherPseudo), float64(all+otherPseudo*int64(agree.PostcodeLevels)))
	}
	for place := range m.observed {
		for level, observed := range m.observed[place] {
			expected := m.expected[place][level]
			f.ratio[place][level] = weigh.MillibitsOf(
				float64((2*observed+1)*million), float64(2*expected+million))
		}
		f.ratio[place][agree.IdentifierUnitRange] = f.ratio[place][agree.IdentifierUnitNumber]
		f.ratio[place][agree.IdentifierNumberRange] = f.ratio[place][agree.IdentifierNumber]
	}
}

func sharesOf(counts [agree.WordsLevels]int64) (logs [agree.WordsLevels]int32) {
	all := total(counts[:]) + otherPseudo*int64(agree.WordsLevels)
	for level, count := range counts {
		logs[level] = weigh.MillibitsOf(float64(count+otherPseudo), float64(all))
	}
	return logs
}
