package agree

import (
	"math/bits"
	"slices"

	"nfimatch/extract/columns"
	"nfimatch/normalize/record"
)

// A Lexicon is how often words are listed and left out.
type Lexicon struct {
	Word []int32 // listings, by word
	Pair []int32 // listings, by token of two neighbouring words

	Missing map[record.Code]int32 // millibits of a listed word that is not asked
	Extra   map[record.Code]int32 // millibits of an asked word that is not listed
	Omitted int32                 // millibits of any other word

	// Alias are listed names that an asked name may stand for, each one word or two
	// neighbours, by their join tokens.
	Alias map[record.Code][]record.Code
}

func (l *Lexicon) costMissing(word record.Code) int32 { return costOf(l.Missing, word, l.Omitted) }

func (l *Lexicon) costExtra(word record.Code) int32 { return costOf(l.Extra, word, l.Omitted) }

func costOf(costs map[record.Code]int32, word record.Code, other int32) int32 {
	if cost, ok := costs[word]; ok {
		return cost
	}
	return other
}

// Thresholds part the levels of the words comparison.
type Thresholds struct {
	Few, Some, Many int32 // millibits left unexplained
	Rare            int32 // listings up to which a word or pair shows a place
}

// A Comparer compares addresses of one set of tables. It only reads: goroutines
// may share it.
type Comparer struct {
	tables     *record.Tables
	lexicon    *Lexicon
	thresholds Thresholds
}

// NewComparer returns a comparer. It reads the lexicon as it is when asked.
func NewComparer(tables *record.Tables, lexicon *Lexicon, thresholds Thresholds) Comparer {
	return Comparer{tables, lexicon, thresholds}
}

// Compare compares an asked address with a listed one, in any case: levels that
// stand on nothing are PostcodeMissing, WordsNone and IdentifierNothing.
func (c *Comparer) Compare(asked, listed *Address) Comparison {
	out := Comparison{Postcode: c.postcodeLevel(asked.Postcode, listed.Postcode)}
	hit := c.words(asked, listed, &out)
	out.Identifiers = identifiers(asked, listed, hit, &out)
	out.NameLeft, out.OtherName = asked.Names&^hit.Asked != 0, listed.Names&^hit.Listed != 0
	return out
}

// MatchedWords returns which words of either side find a partner on the other.
func (c *Comparer) MatchedWords(asked, listed *Address) Matched {
	var out Comparison
	return c.words(asked, listed, &out)
}

// postcodeLevel compares two postcodes.
func (c *Comparer) postcodeLevel(a, b record.Code) uint8 {
	table := &c.tables.Postcodes
	switch {
	case a == 0 || b == 0:
		return PostcodeMissing
	case a == b:
		return PostcodeEqual
	case meets(row(&table.Masks, a), row(&table.Masks, b)),
		meets(row(&table.Near, a), row(&table.Near, b)):
		return PostcodeNear
	case table.Sector[a] == table.Sector[b]:
		return PostcodeSector
	case table.District[a] == table.District[b]:
		return PostcodeDistrict
	}
	return PostcodeOther
}

// row returns a row of a list. It is List.Row without the copy of the list, which
// shows in the time of a run.
func row(list *columns.List, code record.Code) []uint32 {
	return list.Values[list.Offsets[code]:list.Offsets[code+1]]
}

// Matched is which words of either side found a partner: bit i is word i.
type Matched struct{ Asked, Listed uint32 }

// words matches the words of two addresses: equal, cut in two, or one slip
// apart where one of the two is rare; two common words are two words.
func (c *Comparer) words(asked, listed *Address, out *Comparison) Matched {
	var hit Matched
	for i, word := range asked.Words {
		for j, other := range listed.Words {
			if word == other {
				hit.Asked |= 1 << i
				hit.Listed |= 1 << j
			}
		}
	}
	exact := hit
	allAsked, allListed := uint32(1)<<len(asked.Words)-1, uint32(1)<<len(listed.Words)-1
	if hit.Asked != allAsked && hit.Listed != allListed {
		c.cutWords(asked, listed, &hit.Asked, &hit.Listed)
		c.cutWords(listed, asked, &hit.Listed, &hit.Asked)
		c.slips(asked, listed, &hit)
	}
	out.Fuzzy = hit != exact
	aliased := int32(0)
	if len(c.lexicon.Alias) > 0 && hit.Asked != allAsked && hit.Listed != allListed {
		aliased = c.aliases(asked, listed, &hit)
	}
	out.Rare = c.rarest(asked, listed, hit)
	out.Words, out.Left = c.wordsLevel(asked, listed, hit, out.Rare,
		aliased*c.thresholds.Few/aliasShare)
	return hit
}

// aliasShare is how many words may be known by another name before more than
// little is unexplained: a street's and a town's.
const aliasShare = 3

// aliases finds names that stand for a name of the other side, and counts them.
func (c *Comparer) aliases(asked, listed *Address, hit *Matched) (found int32) {
	for i := range asked.Words {
		for width := 2; width > 0; width-- {
			name := asked.nameAt(i, width, hit.Asked)
			others := c.lexicon.Alias[name]
			if name == 0 || len(others) == 0 {
				continue
			}
			if at := listed.find(others, hit.Listed); at != 0 {
				hit.Asked |= bitsOf(i, width)
				hit.Listed |= at
				found++
			}
		}
	}
	return found
}

// find returns the bits of the first words, not hit, whose name is one of names;
// 0 if there are none.
func (a *Address) find(names []record.Code, hit uint32) uint32 {
	for j := range a.Words {
		for width := 2; width > 0; width-- {
			if name := a.nameAt(j, width, hit); name != 0 && slices.Contains(names, name) {
				return bitsOf(j, width)
			}
		}
	}
	return 0
}

// nameAt returns the join token of so many words, one or two, from i; 0 if there
// are fewer or one of them is hit.
func (a *Address) nameAt(i, width int, hit uint32) record.Code {
	switch {
	case i+width > len(a.Words) || hit&bitsOf(i, width) != 0:
		return 0
	case width == 1:
		return a.single(i)
	}
	return a.joins[i]
}

// bitsOf returns the bits of so many words from i.
func bitsOf(i, width int) uint32 { return (1<<width - 1) << i }

// Gap returns the name that the words not hit make, if they are one word or two
// neighbours; 0 if they are none or more.
func (a *Address) Gap(hit uint32) record.Code {
	left := (uint32(1)<<len(a.Words) - 1) &^ hit
	width := bits.OnesCount32(left)
	if width == 0 || width > 2 {
		return 0
	}
	if i := bits.TrailingZeros32(left); left == bitsOf(i, width) {
		return a.nameAt(i, width, hit)
	}
	return 0
}

// cutWords finds words of one side that are two neighbours of the other.
func (c *Comparer) cutWords(whole, cut *Address, hitWhole, hitCut *uint32) {
	for i := range whole.Words {
		single := whole.single(i)
		if *hitWhole>>i&1 != 0 || single == 0 {
			continue
		}
		for j, pair := range cut.Pairs() {
			if pair == single && *hitCut>>j&3 != 3 {
				*hitWhole |= 1 << i
				*hitCut |= 3 << j
			}
		}
	}
}

// slips finds words that are one slip apart.
func (c *Comparer) slips(asked, listed *Address, hit *Matched) {
	near := &c.tables.Words.Near
	for i, word := range asked.Words {
		deletions := row(near, word)
		if hit.Asked>>i&1 != 0 || len(deletions) == 0 {
			continue
		}
		for j, other := range listed.Words {
			common := c.lexicon.Word[word] >= slipListingsMin && c.lexicon.Word[other] >= slipListingsMin
			if hit.Listed>>j&1 == 0 && !common &&
				meets(deletions, row(near, other)) {
				hit.Asked |= 1 << i
				hit.Listed |= 1 << j
				break
			}
		}
	}
}

// slipListingsMin is the number of listings from which a word is no slip.
const slipListingsMin = 3

// rarest returns the number of listings with the rarest Matched word, or
// Matched pair of neighbours, of the listed side.
func (c *Comparer) rarest(asked, listed *Address, hit Matched) int32 {
	rare := int32(0)
	keep := func(count int32) {
		if count > 0 && (rare == 0 || count < rare) {
			rare = count
		}
	}
	for j, word := range listed.Words {
		if hit.Listed>>j&1 != 0 {
			keep(c.lexicon.Word[word])
		}
	}
	for j, pair := range listed.Pairs() {
		if hit.Listed>>j&3 == 3 && slices.Contains(asked.Pairs(), pair) {
			keep(c.lexicon.Pair[pair])
		}
	}
	return rare
}

// wordsLevel returns the level of words of which some are hit, and those known by
// another name have left so much unexplained, and what all of them leave.
func (c *Comparer) wordsLevel(
	asked, listed *Address, hit Matched, rare, aliased int32,
) (level uint8, left int32) {
	extra, missing := int32(0), int32(0)
	for i, word := range asked.Words {
		if hit.Asked>>i&1 == 0 {
			extra += c.lexicon.costExtra(word)
		}
	}
	for j, word := range listed.Words {
		if hit.Listed>>j&1 == 0 {
			missing += c.lexicon.costMissing(word)
		}
	}
	left = extra + missing + aliased
	switch {
	case rare == 0:
		return WordsNone, left
	case min(extra, missing) >= c.thresholds.Few:
		return WordsCommon, left // a word in the place of another is another street
	case left == 0:
		return WordsAll, left
	case left < c.thresholds.Few:
		return WordsFew, left
	case left < c.thresholds.Some:
		return WordsSome, left
	case left < c.thresholds.Many:
		return WordsMany, left
	case rare <= c.thresholds.Rare:
		return WordsRare, left
	}
	return WordsCommon, left
}
