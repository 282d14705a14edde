package place

import (
	"slices"
	"sync"

	"nfimatch/match/place/agree"
	"nfimatch/match/place/listing"
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

func placeOf(c agree.Comparison) uint8 {
	switch {
	case c.Words >= agree.WordsCommon:
		return placeUnlike
	case c.Postcode == agree.PostcodeEqual:
		return placeEqual
	case c.Postcode == agree.PostcodeNear, c.Postcode == agree.PostcodeSector:
		return placeNear
	}
	return placeFar
}

// facts are what is counted in the files themselves, anew in each run: how
// often words, pairs and identifiers are listed, how often a word is left out,
// and how places and identifiers repeat between different dwellings.
type facts struct {
	agree.Lexicon
	listings int32
	unit     []int32 // listings, by token
	number   []int32 // listings with the number and no unit
	numbered []int32 // listings with the number
	any      []int32 // listings with the identifier in any role
	postcode []int32 // listings, by postcode

	// Logarithms in millibits: of small counts; of the share of words levels at
	// one postcode, and of postcode levels at one word pair; of how often an
	// identifiers level is observed between different dwellings, over expected.
	logs         []int32
	wordsAtEqual [agree.WordsLevels]int32
	postcodesFar [agree.PostcodeLevels]int32
	ratio        [placeClasses][agree.IdentifierLevels]int32
}

// logsKept is how many logarithms of small counts are kept ready.
const logsKept = 1 << 14

// countLogs are made once: making them costs more than placing a small file.
var countLogs = sync.OnceValue(func() []int32 {
	logs := make([]int32, logsKept)
	for i := 1; i < logsKept; i++ {
		logs[i] = weigh.MillibitsOf(float64(i), 1)
	}
	return logs
})

func countFacts(tables *record.Tables, book *listing.Book, list *listing.List) *facts {
	tokens := len(tables.Tokens.Token)
	f := &facts{
		listings: int32(max(len(list.Listings), 1)),
		unit:     make([]int32, tokens),
		number:   make([]int32, tokens), numbered: make([]int32, tokens),
		any: make([]int32, tokens), postcode: make([]int32, len(tables.Postcodes.Unit)),
		logs: countLogs(),
	}
	f.Word, f.Pair = make([]int32, len(tables.Words.Token)), make([]int32, tokens)
	for _, listed := range list.Listings {
		shown := &book.Addresses[listed.Address]
		f.postcode[shown.Postcode]++
		countOnce(f.Word, shown.Words)
		countOnce(f.Pair, shown.Pairs())
		countOnce(f.unit, shown.Unit)
		countOnce(f.numbered, shown.Num)
		countOnce(f.any, shown.IDs)
		if len(shown.Unit) == 0 {
			countOnce(f.number, shown.Num)
		}
	}
	return f
}

// countOnce counts each code of a short list once.
func countOnce(counts []int32, codes []record.Code) {
	for i, code := range codes {
		if !slices.Contains(codes[:i], code) {
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

// otherPlace returns log2 of how likely another dwelling's place comes out as c
// does, in millibits.
func (f *facts) otherPlace(c agree.Comparison, postcode record.Code) int32 {
	switch {
	case c.Postcode == agree.PostcodeEqual:
		return f.share(f.postcode[postcode]) + f.wordsAtEqual[c.Words]
	case c.Words >= agree.WordsCommon:
		return 0
	case c.Postcode == agree.PostcodeMissing:
		return f.share(c.Rare)
	}
	return f.share(c.Rare) + f.postcodesFar[c.Postcode]
}

// otherIdentifiers returns log2 of how likely the identifiers of another
// dwelling at such a place come out as c does, in millibits: at most 0.
func (f *facts) otherIdentifiers(c agree.Comparison) int32 {
	return min(f.frequency(c)+f.ratio[placeOf(c)][c.Identifiers], 0)
}

// frequency returns log2 of how likely the matched identifiers are by chance,
// in millibits, were they independent of the place.
func (f *facts) frequency(c agree.Comparison) int32 {
	switch c.Identifiers {
	case agree.IdentifierUnitNumber, agree.IdentifierUnitRange:
		return f.share(f.unit[c.Unit]) + f.share(f.numbered[c.Number])
	case agree.IdentifierUnitName:
		return f.share(f.unit[c.Unit])
	case agree.IdentifierNumber, agree.IdentifierNumberRange:
		return f.share(f.number[c.Number])
	case agree.IdentifierRoom:
		if c.Unit != 0 {
			return f.share(f.unit[c.Unit])
		}
		return f.share(f.number[c.Number])
	case agree.IdentifierShift:
		return f.share(f.any[c.Number])
	}
	return 0
}
