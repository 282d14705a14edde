package yardstick

import (
	"bytes"

	"nfimatch/normalize/token"
)

// Ring returns the keys that Match makes of a number: known to everybody, so that a
// benchmark can tell which name a token is of.
func Ring(key byte) (*token.Ring, error) {
	return token.NewRing(bytes.Repeat([]byte{2*key + 1}, token.KeyBytes),
		bytes.Repeat([]byte{2*key + 2}, token.KeyBytes))
}
