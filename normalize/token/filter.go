package token

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
)

// The shape of a filter. Measured on labelled sets, 512 bits with 8 positions
// a bigram of a name lose at most 0.0006 of F1 against comparing the letters
// themselves. A text is some four times as long as a name: with 4 positions an
// address of 40 characters sets a quarter of the bits, with 8 it would set half.
const (
	FilterBits           = 512
	FilterWords          = FilterBits / 64
	PositionsABigram     = 8
	TextPositionsABigram = 4
)

// The alphabets of what is filtered: of canonical names, with the hyphen of a
// double-barrelled one, and of canonical texts. Each has one more symbol, the edge,
// which stands before the first and after the last character.
const (
	nameAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ-"
	textAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789"
)

// An Encoder makes keyed filters. It is a table of one mask a bigram (50 KiB for
// names, 90 KiB for texts), made once from the continuity key; the table is the key,
// and has to be cleared like one. It is safe for concurrent use.
type Encoder struct {
	masks   [][FilterWords]uint64 // by first symbol and then second
	symbols int
	symbol  [256]uint8 // of a byte; the last one, the edge, of those in no alphabet
}

// Encoder makes the encoder of names: 784 HMACs, about a millisecond.
func (r *Ring) Encoder() *Encoder {
	return r.encoder("filter/name", nameAlphabet, PositionsABigram)
}

// TextEncoder makes the encoder of texts: 1,444 HMACs, about two milliseconds. Its
// filters have nothing in common with those of names.
func (r *Ring) TextEncoder() *Encoder {
	return r.encoder("filter/text", textAlphabet, TextPositionsABigram)
}

func (r *Ring) encoder(use, alphabet string, positions int) *Encoder {
	symbols := len(alphabet) + 1
	encoder := &Encoder{symbols: symbols, masks: make([][FilterWords]uint64, symbols*symbols)}
	for i := range encoder.symbol {
		encoder.symbol[i] = uint8(len(alphabet))
	}
	for i := range len(alphabet) {
		encoder.symbol[alphabet[i]] = uint8(i)
	}
	mac := hmac.New(sha256.New, subKey(r.continuity[:], use))
	for bigram := range encoder.masks {
		mac.Reset()
		mac.Write([]byte{byte(bigram / symbols), byte(bigram % symbols)})
		setPositions(&encoder.masks[bigram], mac.Sum(nil), positions)
	}
	return encoder
}

// setPositions sets the first distinct positions, so many, that the digest's
// sixteen 16-bit words give: independent positions, not the double hashing whose few
// patterns are known to be attackable. Were fewer distinct (a chance below 10^-9),
// the bigram would have fewer positions.
func setPositions(mask *[FilterWords]uint64, digest []byte, positions int) {
	set := 0
	for i := 0; i+1 < len(digest) && set < positions; i += 2 {
		position := binary.LittleEndian.Uint16(digest[i:]) % FilterBits
		if mask[position/64]&(1<<(position%64)) == 0 {
			mask[position/64] |= 1 << (position % 64)
			set++
		}
	}
}

// Filter returns the filter of a canonical value and its number of set bits. The
// empty value has the empty filter. A byte outside the alphabet counts as an edge:
// canonical values hold none.
func (e *Encoder) Filter(value string) (filter [FilterWords]uint64, ones int) {
	if value == "" {
		return filter, 0
	}
	edge := e.symbols - 1
	previous := edge
	for i := 0; i <= len(value); i++ {
		symbol := edge
		if i < len(value) {
			symbol = int(e.symbol[value[i]])
		}
		mask := &e.masks[previous*e.symbols+symbol]
		for w := range filter {
			filter[w] |= mask[w]
		}
		previous = symbol
	}
	for _, word := range filter {
		ones += bits.OnesCount64(word)
	}
	return filter, ones
}

// Clear overwrites the masks. The encoder must not be used afterwards.
func (e *Encoder) Clear() { clear(e.masks) }
