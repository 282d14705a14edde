package retention

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
)

// TermsID names Terms within one Register, from 1 in the order they were added.
// 0 is invalid, so that a record without terms cannot be built by forgetting.
type TermsID uint16

// TermsMax is how many distinct Terms one Register holds. A run has a few for
// each dataset and part; thousands would mean that somebody put a record's own
// facts into them.
const TermsMax = 4096

// Register holds the distinct Terms of one run. The zero Register is empty and
// ready. Reading is safe from many goroutines, but not beside Add: a run adds its
// terms when it opens its files and before any stage works.
type Register struct {
	ids   map[Terms]TermsID
	terms []Terms  // terms[id-1]
	ranks []uint16 // ranks[id-1] orders ids by strictness, strictest first
}

var (
	errNoDeleteBy = errors.New("retention terms must have a date to delete by")
	errTermsMax   = fmt.Errorf("a run must have at most %d distinct retention terms", TermsMax)
)

// Add returns the id of t, adding it if it is new. It fails for terms without a
// DeleteBy and at TermsMax. Cost of a new one: a comparison with each before it.
func (r *Register) Add(t Terms) (TermsID, error) {
	if id, ok := r.ids[t]; ok {
		return id, nil
	}
	if t.DeleteBy == 0 {
		return 0, errNoDeleteBy
	}
	if len(r.terms) == TermsMax {
		return 0, errTermsMax
	}
	if r.ids == nil {
		r.ids = make(map[Terms]TermsID)
	}
	rank := 0
	for i, other := range r.terms {
		if compareTerms(other, t) < 0 {
			rank++
		} else {
			r.ranks[i]++
		}
	}
	r.terms = append(r.terms, t)
	r.ranks = append(r.ranks, uint16(rank))
	id := TermsID(len(r.terms))
	r.ids[t] = id
	return id, nil
}

// Len returns the number of distinct terms; the ids are 1 to Len.
func (r *Register) Len() int { return len(r.terms) }

// Get returns the terms of id. It panics for 0 and for an id of no terms: ids
// come from Add, so that is a programmer's mistake.
func (r *Register) Get(id TermsID) Terms { return r.terms[r.index(id)] }

// All returns a copy of the terms in the order of their ids.
func (r *Register) All() []Terms { return slices.Clone(r.terms) }

// StrictestOf returns whichever of a and b names Strictest of their terms. It
// compares two numbers and allocates nothing; it panics as Get does.
func (r *Register) StrictestOf(a, b TermsID) TermsID {
	if r.ranks[r.index(b)] < r.ranks[r.index(a)] {
		return b
	}
	return a
}

func (r *Register) index(id TermsID) int {
	if id == 0 || int(id) > len(r.terms) {
		panic("retention: no terms have this id")
	}
	return int(id) - 1
}

// SHA256 returns the digest, in hexadecimal, of all terms in the order of their
// ids. Each field is preceded by its length, so that no two lists of terms are
// digested as the same bytes.
func (r *Register) SHA256() string {
	var bytes []byte
	text := func(s string) {
		bytes = binary.BigEndian.AppendUint32(bytes, uint32(len(s)))
		bytes = append(bytes, s...)
	}
	text("nfi.terms.2")
	for _, t := range r.terms {
		for _, s := range []string{t.Dataset, t.SourceSystem, t.ExtractAsOf.String(), t.Purpose,
			t.LegalBasis, t.Notice, t.NoticeVersion, t.PeriodText, t.AnchorEvent,
			t.AnchorDate.String(), t.Bound.String(), t.Owner, t.Conflict, t.Decision,
			t.DeleteBy.String()} {
			text(s)
		}
	}
	digest := sha256.Sum256(bytes)
	return hex.EncodeToString(digest[:])
}
