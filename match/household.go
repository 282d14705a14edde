package match

import (
	"nfimatch/match/place"
	"nfimatch/match/result"
	"nfimatch/normalize/record"
)

// householdMentionsMax is the number of mentions above which the pairs of a
// dwelling are not compared: such an address is to be checked, never listed.
// 256 mentions are 32,640 pairs.
const householdMentionsMax = 256

// trainMentionsMax is the number of mentions above which a dwelling's pairs do
// not train the model: one hall would speak louder than a street.
const trainMentionsMax = 12

// chunkDwellings is the number of dwellings a worker takes at once: a constant,
// so that results merge in the same order whatever the workers.
const chunkDwellings = 1024

// households are the mentions of each dwelling: dwelling d (from 1) has
// mentions[starts[d-1]:starts[d]], in (dataset, line, ordinal) order. Only
// entries that are the dwelling itself count; parents, siblings and rooms do not.
type households struct {
	starts   []uint32
	mentions []uint32
}

func (h *households) count() int { return len(h.starts) - 1 }

// of returns the mentions of the i-th dwelling, from 0.
func (h *households) of(i int) []uint32 { return h.mentions[h.starts[i]:h.starts[i+1]] }

// householdsOf returns the mentions of the datasets that are wanted.
func householdsOf(tables *record.Tables, placed *place.Result, wanted func(dataset uint8) bool,
) *households {
	dwellingOf := func(mention int) uint32 {
		entry := tables.Mentions.Entry[mention]
		if placed.Relation[entry] != result.RelationSame || !wanted(tables.Entries.Dataset[entry]) {
			return 0
		}
		return placed.Of[entry]
	}
	starts := make([]uint32, placed.Dwellings+1)
	for mention := range tables.Mentions.Len() {
		if dwelling := dwellingOf(mention); dwelling != 0 {
			starts[dwelling]++
		}
	}
	for d := 1; d < len(starts); d++ {
		starts[d] += starts[d-1]
	}
	mentions := make([]uint32, starts[len(starts)-1])
	next := append([]uint32{0}, starts...)
	for mention := range tables.Mentions.Len() {
		if dwelling := dwellingOf(mention); dwelling != 0 {
			mentions[next[dwelling]] = uint32(mention)
			next[dwelling]++
		}
	}
	return &households{starts, mentions}
}

// datasetOf returns the dataset of a mention.
func (c *comparer) datasetOf(mention uint32) uint8 {
	return c.entries.Dataset[c.mentions.Entry[mention]]
}
