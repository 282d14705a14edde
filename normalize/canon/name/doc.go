// Package name turns the name fields of an extract into persons in canonical
// form, and says how names are related:
//
//	Reader.Parse, .ParseCutAt  name fields: the persons they name, or why there is none
//	Reader.Families            a name: its nickname and spelling classes
//	Phonetic                   a name: a key that names of like sound share
//	Halves                     a double-barrelled surname: its halves
//
// Like its parent canon, it is pure and deterministic, total (any bytes give an
// answer, never a panic) and stable: a name it gave, read again, is that name,
// unless it is also a title or another word with a meaning of its own in such
// fields. Nothing returns an error or writes a message, since every argument
// is personal data; Parsed.Holder says why fields name no person.
//
// A Reader holds the tables under data, which are embedded and parsed once, on
// first use; data/SOURCES.md names the origin and licence of each.
package name
