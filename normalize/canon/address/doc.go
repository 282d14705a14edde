// Package address turns the lines of an address into one canonical form, its
// parts with and without their roles:
//
//	Reader.Parse  address lines: units, numbers and words
//	Joins         words: each two neighbours joined, and each by itself
//	Deletions     a word: the forms that words one slip apart share
//
// Like its parent canon, which reads the postcode, it is pure and deterministic,
// total (any bytes give an answer, never a panic) and stable: an address that
// people write, printed by [Address.Lines] and read again, is that address.
// Nothing returns an error or writes a message, since every argument is
// personal data.
//
// A Reader holds the tables under data, which are embedded and parsed once, on
// first use; data/SOURCES.md names the origin and licence of each.
package address
