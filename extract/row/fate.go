package row

import "fmt"

// Fate is what became of a row.
type Fate uint8

// The fates. Every row read has exactly one.
const (
	Kept     Fate = iota // became an entry
	SetAside             // lawful or normal, and not for matching
	Rejected             // faulty
	Merged               // added to the entry of an earlier row
)

// String returns "kept", "set aside", "rejected" or "merged".
func (f Fate) String() string {
	switch f {
	case Kept:
		return "kept"
	case SetAside:
		return "set aside"
	case Rejected:
		return "rejected"
	case Merged:
		return "merged"
	}
	return fmt.Sprintf("fate(%d)", uint8(f))
}

// Fault says why one row was rejected or set aside: Field must be Rule. It never
// holds a value from the data.
type Fault struct {
	Dataset Dataset
	Place   Place
	Row     Line
	Field   string
	Rule    string // worded to follow "must be"
	Fate    Fate
}

// String returns "file:line: field must be rule".
func (f Fault) String() string {
	return fmt.Sprintf("%s: %s must be %s", f.Place, f.Field, f.Rule)
}

// Counts account for the rows of a dataset.
type Counts struct {
	Read     int `json:"read"`
	Kept     int `json:"kept"`
	SetAside int `json:"set_aside"`
	Rejected int `json:"rejected"`
	Merged   int `json:"merged"`
}

// Balanced reports whether every row read has a fate, and no row has two.
func (c Counts) Balanced() bool {
	return c.Read == c.Kept+c.SetAside+c.Rejected+c.Merged
}

// Then returns the counts once a later stage has given fates to the rows that c
// kept: next.Read of them.
func (c Counts) Then(next Counts) Counts {
	c.Kept -= next.Read
	next.Read = 0
	return c.Plus(next)
}

// Plus returns the sums of c and other.
func (c Counts) Plus(other Counts) Counts {
	return Counts{
		Read: c.Read + other.Read, Kept: c.Kept + other.Kept, SetAside: c.SetAside + other.SetAside,
		Rejected: c.Rejected + other.Rejected, Merged: c.Merged + other.Merged,
	}
}

// String returns "… read = … kept + … set aside + … rejected + … merged".
func (c Counts) String() string {
	return fmt.Sprintf("%d read = %d kept + %d set aside + %d rejected + %d merged",
		c.Read, c.Kept, c.SetAside, c.Rejected, c.Merged)
}
