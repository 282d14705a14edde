package name

import (
	"slices"
	"sync"
)

// A Reader reads names by a vocabulary: the words and families of the tables
// under data. It never changes, so goroutines share it.
type Reader struct {
	words    lexicon
	families map[string][]string // ids of the classes of each name
}

// NewReader returns the reader of the vocabulary that keep lets stand; nil lets
// all of it stand, and always gives the same reader, which is the product's.
// Another is for measuring what the reader is worth where it does not know the
// words, and reads the tables anew: half a millisecond.
//
// Terms are asked for in upper case. A row of name_words.csv stands if its word
// does; a family if its head does, with those of its variants that do: a term
// refused is as if nobody had written it into the tables. MR, MRS, MISS and MS
// are not asked for, since nearly every title is one of them: without one, the
// measure would be of that word and not of the vocabulary. Words in the code
// (AND, T/A, ESTATE OF) and rules (MAC, endings) stay.
func NewReader(keep func(term string) bool) *Reader {
	if keep == nil {
		return whole()
	}
	return readTables(keep)
}

var whole = sync.OnceValue(func() *Reader { return readTables(nil) })

func readTables(keep func(term string) bool) *Reader {
	return &Reader{words: lexiconOf(keep), families: familiesOf(keep)}
}

// structural are the words that no predicate is asked about.
var structural = []string{"MR", "MRS", "MISS", "MS"}

func isKept(term string, keep func(term string) bool) bool {
	return keep == nil || slices.Contains(structural, term) || keep(term)
}
