// Package token turns canonical values into keyed pseudonyms: HMAC tokens that
// can only be compared for equality, keyed filters that names can be compared
// by, and date parts under keyed permutations.
//
// Two keys, with different lives. The exercise key makes every token; it dies
// with its exercise, so that nothing of two exercises can be joined. The
// continuity key makes the filters and the date permutations, so that equal
// facts score equally in every quarter; no filter ever leaves memory.
//
// Every use has its own sub-key: HKDF-SHA-256 over the key with the use in its
// info, so that equal values of two fields have unrelated tokens.
package token

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
)

// KeyBytes is the size of the exercise key and of the continuity key.
const KeyBytes = 32

// TokenBytes is the size of a token: HMAC-SHA-256 cut to 128 bits.
const TokenBytes = 16

// infoPrefix begins the HKDF info of every sub-key.
const infoPrefix = "nfi/1/"

// A Ring holds the two keys of a run. It does not print its keys.
type Ring struct {
	exercise   *[KeyBytes]byte
	continuity *[KeyBytes]byte
}

// NewRing copies the two keys into a ring. It refuses keys of another size and
// equal keys, since one key for both purposes would outlive its exercise.
func NewRing(exercise, continuity []byte) (*Ring, error) {
	if len(exercise) != KeyBytes || len(continuity) != KeyBytes {
		return nil, fmt.Errorf("a key must be %d bytes long", KeyBytes)
	}
	if hmac.Equal(exercise, continuity) {
		return nil, errors.New("the exercise key and the continuity key must differ")
	}
	ring := &Ring{new([KeyBytes]byte), new([KeyBytes]byte)}
	copy(ring.exercise[:], exercise)
	copy(ring.continuity[:], continuity)
	return ring, nil
}

// Format prints nothing of the keys, whatever the verb.
func (r *Ring) Format(f fmt.State, _ rune) { fmt.Fprint(f, "[keys]") }

// Clear overwrites the keys. The ring must not be used afterwards.
func (r *Ring) Clear() {
	clear(r.exercise[:])
	clear(r.continuity[:])
}

// ExerciseID and ContinuityID name the keys in outputs: 8 bytes in hexadecimal
// of a sub-key made for that purpose alone, from which no key can be found.
func (r *Ring) ExerciseID() string { return KeyID(r.exercise[:]) }

// ContinuityID is [Ring.ExerciseID] of the continuity key.
func (r *Ring) ContinuityID() string { return KeyID(r.continuity[:]) }

// KeyID returns the public name of a key.
func KeyID(key []byte) string { return hex.EncodeToString(subKey(key, "id")[:8]) }

// subKey derives the key of one use. HKDF fails only on absurd lengths.
func subKey(key []byte, use string) []byte {
	derived, err := hkdf.Key(sha256.New, key, nil, infoPrefix+use, KeyBytes)
	if err != nil {
		panic("token: " + err.Error())
	}
	return derived
}

// A Tokeniser makes the tokens of one field under one of the two keys. It is not
// safe for concurrent use. One token costs about a quarter of a microsecond
// and no allocation: the keyed state is made once and reset.
type Tokeniser struct {
	mac hash.Hash
	sum [sha256.Size]byte
	in  []byte
}

// Tokeniser returns a tokeniser of the field, under the exercise key.
func (r *Ring) Tokeniser(field string) *Tokeniser {
	return &Tokeniser{mac: hmac.New(sha256.New, subKey(r.exercise[:], "token/"+field))}
}

// Lasting returns a tokeniser of the field under the continuity key: its tokens can be
// joined over exercises, and have retention terms of their own.
func (r *Ring) Lasting(field string) *Tokeniser {
	return &Tokeniser{mac: hmac.New(sha256.New, subKey(r.continuity[:], "token/"+field))}
}

// Token returns the token of a canonical value. Equal values of the field have
// equal tokens; anything else differs but by a chance of one in 2^64.
func (t *Tokeniser) Token(value string) [TokenBytes]byte {
	t.mac.Reset()
	t.in = append(t.in[:0], value...)
	t.mac.Write(t.in)
	return [TokenBytes]byte(t.mac.Sum(t.sum[:0])[:TokenBytes])
}
