package place

import (
	"nfimatch/match/weigh"
)

// learnOmissions fills what is learned from the files before any model: how
// often a word is left out on either side, and then how places and identifiers
// repeat between different dwellings. The first needs pairs that are beyond
// doubt under the model; they are found with every word equally dear.
func (f *facts) learnOmissions(view *scene, model *Model) {
	view.blocks.near = newVocabulary(view.tables, f)
	f.missing, f.extra = nil, nil
	f.omitted = -weigh.MillibitsOf(float64(model.Omitted), million)
	f.measure(view, model)
	queries := view.book.queries(view.tables)
	queries = queries[:min(len(queries), sampleAddressMax)]
	missing, extra := newOmissions(len(f.word)), newOmissions(len(f.word))
	decider := newDecider(view, newScores(view, model))
	for _, number := range queries {
		asked := &view.book.addresses[number]
		best := decider.search(asked, nil)
		if best < 0 {
			continue
		}
		top := decider.candidates[best]
		sure := top.postcode == postcodeEqual && top.identifiers <= identifierNumberRange &&
			top.identifiers != identifierUnitName && decider.margin(best) >= decider.scores.accept
		if !sure {
			continue
		}
		listed := &view.book.addresses[view.list.listings[top.listing].address]
		hit := decider.words(asked, listed, &top.comparison)
		missing.count(listed.words, hit.listed)
		extra.count(asked.words, hit.asked)
	}
	f.missing, f.extra = missing.costs(model), extra.costs(model)
	f.measure(view, model)
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
	shown := make([]uint32, 0, len(view.list.listings))
	listing := make(map[uint32]uint32, len(view.list.listings))
	for i, listed := range view.list.listings {
		if _, ok := listing[listed.address]; !ok {
			listing[listed.address] = uint32(i)
			shown = append(shown, listed.address)
		}
	}
	view.book.sortByContent(view.tables, shown)
	shown = shown[:min(len(shown), sampleAddressMax)]
	m := &meter{
		comparer: comparer{view.tables, f, model.thresholds(f.listings)}, view: view,
		seen: make([]uint32, len(view.list.listings)),
	}
	for _, number := range shown {
		m.around(number, listing[number])
	}
	m.report(f)
}

// A meter counts pairs of different dwellings.
type meter struct {
	comparer
	view     *scene
	seen     []uint32
	round    uint32
	atEqual  [wordsLevels]int64
	far      [postcodeLevels]int64
	observed [placeClasses][identifierLevels]int64
	expected [placeClasses][identifierLevels]int64 // in millionths
}

// around compares a listing with those of its postcode, and with those of its
// rarest pair of words that others have too.
func (m *meter) around(number, own uint32) {
	m.round++
	asked := &m.view.book.addresses[number]
	home := m.view.list.listings[own].home
	blocks := m.view.blocks
	neighbours := blocks.postcode.of(uint64(asked.postcode))
	if asked.postcode != 0 && len(neighbours) <= blockListingsMax {
		m.block(asked, home, neighbours, true)
	}
	rarest := uint32(0)
	for _, pair := range asked.pairs() {
		count := m.facts.pair[pair]
		if count > 1 && (rarest == 0 || count < m.facts.pair[rarest]) {
			rarest = pair
		}
	}
	if rarest != 0 {
		if block := blocks.pairs.of(uint64(rarest)); len(block) <= blockListingsMax {
			m.block(asked, home, block, false)
		}
	}
}

func (m *meter) block(asked *address, home uint32, block postings, together bool) {
	expected := m.expectedOf(asked)
	for _, post := range block {
		listed := m.view.list.listings[post.listing]
		if listed.home == home || m.seen[post.listing] == m.round {
			continue
		}
		m.seen[post.listing] = m.round
		c := m.compare(asked, &m.view.book.addresses[listed.address])
		if together {
			m.atEqual[c.words]++
		} else if c.postcode == postcodeEqual {
			continue
		} else if c.words < wordsCommon {
			m.far[c.postcode]++
		}
		place := placeOf(c)
		m.observed[place][merged(c.identifiers)]++
		for level, millionths := range expected {
			m.expected[place][level] += millionths
		}
	}
}

// merged is the level that shares its ratio: a range is too rare for one.
func merged(level uint8) uint8 {
	switch level {
	case identifierUnitRange:
		return identifierUnitNumber
	case identifierNumberRange:
		return identifierNumber
	}
	return level
}

// expectedOf returns how likely each level is between the address and another,
// in millionths, were identifiers independent of the place: the frequency that
// a match will be weighed with, wherever the level is possible at all.
func (m *meter) expectedOf(asked *address) (expected [identifierLevels]int64) {
	n := int64(m.facts.listings)
	count := func(counts []int32, codes []uint32) (most int64) {
		for _, code := range codes {
			most = max(most, int64(counts[code]))
		}
		return most * million / n
	}
	unit, number := count(m.facts.unit, asked.unit), count(m.facts.numbered, asked.num)
	hasUnit, hasNumber := len(asked.unit) > 0, len(asked.num) > 0
	expected[identifierUnitNumber] = unit * number / million
	if hasUnit {
		expected[identifierUnitName] = unit
		expected[identifierChild] = million
		expected[identifierTwin] = million
		expected[identifierSibling] = million
		expected[identifierNotBuilding] = million
	} else {
		expected[identifierNumber] = count(m.facts.number, asked.num)
		expected[identifierParent] = million
	}
	if asked.form == formRoom {
		expected[identifierRoom] = count(m.facts.number, asked.num)
	}
	if hasUnit != hasNumber {
		expected[identifierShift] = count(m.facts.any, asked.ids)
	}
	if !hasUnit && !hasNumber {
		expected[identifierName] = million
	}
	if !hasUnit && asked.names != 0 {
		expected[identifierNumberName] = million
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
			float64(count+otherPseudo), float64(all+otherPseudo*int64(postcodeLevels)))
	}
	for place := range m.observed {
		for level, observed := range m.observed[place] {
			expected := m.expected[place][level]
			f.ratio[place][level] = weigh.MillibitsOf(
				float64((2*observed+1)*million), float64(2*expected+million))
		}
		f.ratio[place][identifierUnitRange] = f.ratio[place][identifierUnitNumber]
		f.ratio[place][identifierNumberRange] = f.ratio[place][identifierNumber]
	}
}

func sharesOf(counts [wordsLevels]int64) (logs [wordsLevels]int32) {
	all := total(counts[:]) + otherPseudo*int64(wordsLevels)
	for level, count := range counts {
		logs[level] = weigh.MillibitsOf(float64(count+otherPseudo), float64(all))
	}
	return logs
}
