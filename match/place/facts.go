package place

import (
	"nfimatch/match/weigh"
	"nfimatch/normalize/record"
)

// placeClass is how near two addresses are: identifiers repeat differently in
// a street, in the next one, in another town, and at a postcode's other street.
const (
	placeEqual  uint8 = iota // same postcode
	placeNear                // one slip or the same sector
	placeFar                 // beyond, or unknown
	placeUnlike              // the words do not agree
	placeClasses
)

func placeOf(c comparison) uint8 {
	switch {
	case c.words >= wordsCommon:
		return placeUnlike
	case c.postcode == postcodeEqual:
		return placeEqual
	case c.postcode == postcodeNear, c.postcode == postcodeSector:
		return placeNear
	}
	return placeFar
}

// facts are what is counted in the files themselves, anew in each run: how
// often words, pairs and identifiers are listed, how often a word is left out,
// and how places and identifiers repeat between different dwellings.
type facts struct {
	listings int32
	word     []int32 // listings, by word
	pair     []int32 // listings, by token of two neighbouring words
	unit     []int32 // listings, by token
	number   []int32 // listings with the number and no unit
	numbered []int32 // listings with the number
	any      []int32 // listings with the identifier in any role
	postcode []int32 // listings, by postcode

	missing map[record.Code]int32 // millibits of a listed word that is not asked
	extra   map[record.Code]int32 // millibits of an asked word that is not listed
	omitted int32                 // millibits of any other word

	// Logarithms in millibits: of small counts; of the share of words levels at
	// one postcode, and of postcode levels at one word pair; of how often an
	// identifiers level is observed between different dwellings, over expected.
	logs         []int32
	wordsAtEqual [wordsLevels]int32
	postcodesFar [postcodeLevels]int32
	ratio        [placeClasses][identifierLevels]int32
}

// logsKept is how many logarithms are kept ready.
const logsKept = 1 << 14

func countFacts(tables *record.Tables, book *book, list *list) *facts {
	tokens := len(tables.Tokens.Token)
	f := &facts{
		listings: int32(max(len(list.listings), 1)),
		word:     make([]int32, len(tables.Words.Token)),
		pair:     make([]int32, tokens), unit: make([]int32, tokens),
		number: make([]int32, tokens), numbered: make([]int32, tokens),
		any: make([]int32, tokens), postcode: make([]int32, len(tables.Postcodes.Unit)),
		logs: make([]int32, logsKept),
	}
	for i := 1; i < logsKept; i++ {
		f.logs[i] = weigh.MillibitsOf(float64(i), 1)
	}
	for _, listed := range list.listings {
		shown := &book.addresses[listed.address]
		f.postcode[shown.postcode]++
		countOnce(f.word, shown.words)
		countOnce(f.pair, shown.pairs())
		countOnce(f.unit, shown.unit)
		countOnce(f.numbered, shown.num)
		countOnce(f.any, shown.ids)
		if len(shown.unit) == 0 {
			countOnce(f.number, shown.num)
		}
	}
	return f
}

// countOnce counts each code of a short list once.
func countOnce(counts []int32, codes []record.Code) {
	for i, code := range codes {
		if firstMeeting(codes[:i], codes[i:i+1]) == 0 {
			counts[code]++
		}
	}
}

// log returns log2 of a count, in millibits: of 1 for a count of none.
func (f *facts) log(count int32) int32 {
	if count < logsKept {
		return f.logs[max(count, 1)]
	}
	return weigh.MillibitsOf(float64(count), 1)
}

// share returns log2 of a count over all listings, in millibits.
func (f *facts) share(count int32) int32 { return f.log(count) - f.log(f.listings) }

func (f *facts) costMissing(word record.Code) int32 { return costOf(f.missing, word, f.omitted) }

func (f *facts) costExtra(word record.Code) int32 { return costOf(f.extra, word, f.omitted) }

func costOf(costs map[record.Code]int32, word record.Code, other int32) int32 {
	if cost, ok := costs[word]; ok {
		return cost
	}
	return other
}

// otherPlace returns log2 of how likely another dwelling's place comes out as c
// does, in millibits.
func (f *facts) otherPlace(c comparison, postcode record.Code) int32 {
	switch {
	case c.postcode == postcodeEqual:
		return f.share(f.postcode[postcode]) + f.wordsAtEqual[c.words]
	case c.words >= wordsCommon:
		return 0
	case c.postcode == postcodeMissing:
		return f.share(c.rare)
	}
	return f.share(c.rare) + f.postcodesFar[c.postcode]
}

// otherIdentifiers returns log2 of how likely the identifiers of another
// dwelling at such a place come out as c does, in millibits: at most 0.
func (f *facts) otherIdentifiers(c comparison) int32 {
	return min(f.frequency(c)+f.ratio[placeOf(c)][c.identifiers], 0)
}

// frequency returns log2 of how likely the matched identifiers are by chance,
// in millibits, were they independent of the place.
func (f *facts) frequency(c comparison) int32 {
	switch c.identifiers {
	case identifierUnitNumber, identifierUnitRange:
		return f.share(f.unit[c.unit]) + f.share(f.numbered[c.number])
	case identifierUnitName:
		return f.share(f.unit[c.unit])
	case identifierNumber, identifierNumberRange, identifierRoom:
		return f.share(f.number[c.number])
	case identifierShift:
		return f.share(f.any[c.number])
	}
	return 0
}
