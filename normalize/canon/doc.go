// Package canon turns what a council wrote into one canonical form, so that
// equal facts give equal strings whoever typed them:
//
//	Fold            any text: upper case ASCII, damage repaired, spaces single
//	ParsePostcode   a postcode: unit, sector, district
//	ParseDate       a date: year, month, day
//	UPRN, NINO, Pence, Reference    the other fields of an extract
//
// Addresses and names have packages of their own below this one, address and
// name.
//
// Every function is pure and deterministic, total (any bytes give an answer,
// never a panic) and stable: fed its own output it gives that output again.
// Nothing here returns an error or writes a message, since every argument is
// personal data; what cannot be read is a status, and the caller, who knows the
// place, reports it.
//
// data/SOURCES.md names the origin and licence of the one table here, the areas
// of postcodes.
package canon
