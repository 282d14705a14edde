// Package row holds source rows between extract and normalize: the plaintext
// fields a dataset specification names, where each row stands in which file,
// the retention terms it is held under, and the coarse classes of its codes.
// Rows live in memory only; there is nothing here that writes them.
package row

import "fmt"

// Dataset says what a row is a record of. Datasets are handled in the order of
// their numbers.
type Dataset uint8

// The datasets.
const (
	CouncilTax        Dataset = 1 // one account, or one discount or liable person of it
	ElectoralRegister Dataset = 2 // one elector
	CTR               Dataset = 3 // one claim for council tax reduction
	Person            Dataset = 4 // one person of a general list; of two lists the left one
	PersonRight       Dataset = 5 // one person of the right one
	Deaths            Dataset = 6 // one person who has died
)

// Fields of a general list that its user names: what follows the prefix.
const (
	ExactPrefix = "extra." // compared for equality
	TextPrefix  = "text."  // compared for likeness
)

// Datasets are the datasets of a council's own run, in order.
var Datasets = []Dataset{CouncilTax, ElectoralRegister, CTR, Deaths}

// String returns the dataset's name in files and options: "council_tax",
// "electoral_register", "ctr", "person", "person_right" or "deaths".
func (d Dataset) String() string {
	switch d {
	case CouncilTax:
		return "council_tax"
	case ElectoralRegister:
		return "electoral_register"
	case CTR:
		return "ctr"
	case Person:
		return "person"
	case PersonRight:
		return "person_right"
	case Deaths:
		return "deaths"
	}
	return fmt.Sprintf("dataset(%d)", uint8(d))
}

// IsList reports whether the dataset is a general list of people.
func (d Dataset) IsList() bool { return d == Person || d == PersonRight }

// Line is the number of a data row over all parts of a dataset in the order
// they were given, from 1: the header and skipped lines are not counted.
type Line uint32

// Place is where a row starts: the base name of its file and the physical line,
// from 1. Messages name places.
type Place struct {
	File string
	Line uint32
}

// String returns "file:line".
func (p Place) String() string { return fmt.Sprintf("%s:%d", p.File, p.Line) }
