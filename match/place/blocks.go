package place

import (
	"cmp"
	"slices"

	"nfimatch/match/place/listing"
	"nfimatch/normalize/record"
)

// A posting is one listing in one block.
type posting struct {
	key     uint64
	listing uint32
}

// blocks find the listings near an address.
type blocks struct {
	postcode postings // by postcode
	words    postings // by rare word, or pair, and an identifier; by two rare words of named homes
	near     postings // vocabulary: by deletion token, the word
	pairs    postings // by pair of neighbouring words
}

// postings are sorted by key, then listing.
type postings []posting

func (p postings) sort() {
	slices.SortFunc(p, func(a, b posting) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.listing, b.listing))
	})
}

// of returns the block of a key.
func (p postings) of(key uint64) postings {
	start, _ := slices.BinarySearchFunc(p, key, func(a posting, key uint64) int {
		return cmp.Compare(a.key, key)
	})
	end := start
	for end < len(p) && p[end].key == key {
		end++
	}
	return p[start:end]
}

// Kinds of a key, so that a word and a pair with one code are apart.
const (
	keyWord  uint64 = 1 << 62
	keyPair  uint64 = 2 << 62
	keyNamed uint64 = 3 << 62
)

// keyOf makes one key of two codes: a tuple, since codes are below 2^31.
func keyOf(kind uint64, a, b record.Code) uint64 {
	return kind | uint64(a)<<31 | uint64(b)
}

// rareShare is the share of listings, one in so many, up to which a word is
// rare enough to begin a block; in small files every word is.
const (
	rareShare       = 200
	rareListingsMin = 40
)

func (f *facts) rareMax() int32 { return max(f.listings/rareShare, rareListingsMin) }

func newBlocks(book *listing.Book, list *listing.List, facts *facts) *blocks {
	b := &blocks{}
	rare := facts.rareMax()
	for i, listed := range list.Listings {
		shown, at := &book.Addresses[listed.Address], uint32(i)
		if shown.Postcode != 0 {
			b.postcode = append(b.postcode, posting{uint64(shown.Postcode), at})
		}
		for _, pair := range shown.Pairs() {
			b.pairs = append(b.pairs, posting{uint64(pair), at})
			for _, id := range shown.IDs {
				b.words = append(b.words, posting{keyOf(keyPair, pair, id), at})
			}
		}
		for j, word := range shown.Words {
			if facts.Word[word] > rare {
				continue
			}
			for _, id := range shown.IDs {
				b.words = append(b.words, posting{keyOf(keyWord, word, id), at})
			}
			if shown.Names == 0 {
				continue
			}
			for _, other := range shown.Words[j+1:] {
				if facts.Word[other] <= rare && other != word {
					low, high := min(word, other), max(word, other)
					b.words = append(b.words, posting{keyOf(keyNamed, low, high), at})
				}
			}
		}
	}
	b.postcode.sort()
	b.words.sort()
	b.pairs.sort()
	return b
}

// newVocabulary lists the listed words by their deletions, so that a word that
// is not listed finds those one slip away.
func newVocabulary(tables *record.Tables, facts *facts) postings {
	var near postings
	for word := range tables.Words.Token {
		if facts.Word[word] == 0 {
			continue
		}
		for _, deletion := range tables.Words.Near.Row(word) {
			near = append(near, posting{uint64(deletion), uint32(word)})
		}
	}
	near.sort()
	return near
}
