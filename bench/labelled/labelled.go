// Package labelled reads lists of people of which it is known who is who, and
// judges pairs against them:
//
//	folder of published sets → Load → Set: left, right, columns, true pairs
//	pairs of a system        → ReadPairs → Judge → precision, recall, F1
//
// The sets are other people's and no part of this repository: they are read from a
// folder that the caller names, and are absent where there is none. A set may need to
// be written anew before it can be linked: without the column that tells who is who,
// or with half of its rows. That goes to a folder of the caller's.
//
//	essnet_dev/   essnet_dev_census.csv, essnet_dev_cis.csv and essnet_dev_truth_… of both
//	febrl1/       dataset1.csv; febrl2/ and febrl3/ likewise
//	febrl4/       dataset4a.csv, dataset4b.csv
//	rldata500/    RLdata500.csv
package labelled

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// FolderVariable names the environment variable that holds the folder of the sets,
// for tests and as the default of a command's flag.
const FolderVariable = "NFI_LABELLED"

// A Pair is two rows of one person, as data rows from 1: of the left and the right
// list, or of one list with the smaller number left.
type Pair struct{ Left, Right uint32 }

// A Column says which column of the files holds a field of "nfi link --map".
type Column struct{ Field, Column string }

// A Set is two lists of people, or one in which some stand twice, and who is who.
type Set struct {
	Name        string
	Left, Right string // paths of the CSV files; Right is empty for one list
	Columns     []Column
	Truth       []Pair // in order; none twice
}

// Map returns the columns as "nfi link --map" takes them: field=column,field=column.
func (s *Set) Map() string {
	parts := make([]string, len(s.Columns))
	for i, column := range s.Columns {
		parts[i] = column.Field + "=" + column.Column
	}
	return strings.Join(parts, ",")
}

// loaders are the sets by name, in the order of [Names].
var loaders = []struct {
	name string
	load func(folder, into string) (*Set, error)
}{
	{"essnet", loadESSnet},
	{"essnet_half", loadESSnetHalf},
	{"essnet_no_place", loadESSnetNoPlace},
	{"febrl1", loadFEBRL("1")},
	{"febrl2", loadFEBRL("2")},
	{"febrl3", loadFEBRL("3")},
	{"febrl4", loadFEBRL4},
	{"febrl4_no_number", loadFEBRL4NoNumber},
	{"rldata500", loadRLdata500},
}

// Names returns the names of the sets:
//
//	essnet            a fictional census against a tax and benefit file, by household
//	essnet_half       the same without the even rows of the census
//	essnet_no_place   the same without address and postcode
//	febrl1            one list of invented Australians, each of them twice
//	febrl2            one list, of whom a few are in it up to six times
//	febrl3            one list, of whom many are
//	febrl4            invented Australians against themselves misspelt
//	febrl4_no_number  the same without the social security number
//	rldata500         one list of German names with dates of birth
func Names() []string {
	names := make([]string, len(loaders))
	for i, loader := range loaders {
		names[i] = loader.name
	}
	return names
}

// Load reads a set by its name. Files that have to be written anew go to the folder
// into, which must exist and be the caller's own. The error is fs.ErrNotExist where
// the folder or a file of the set is absent.
func Load(folder, name, into string) (*Set, error) {
	for _, loader := range loaders {
		if loader.name != name {
			continue
		}
		set, err := loader.load(folder, into)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		set.Name = name
		return set, nil
	}
	return nil, fmt.Errorf("no set %q; there are %s", name, strings.Join(Names(), ", "))
}

// pairsAcross returns the pairs of rows of two lists that have the same key. Row i
// has the key [i]; a row with an empty key is nobody known.
func pairsAcross(left, right []string) []Pair {
	rows := make(map[string][]uint32)
	for i, key := range right {
		rows[key] = append(rows[key], uint32(i+1))
	}
	var pairs []Pair
	for i, key := range left {
		if key == "" {
			continue
		}
		for _, row := range rows[key] {
			pairs = append(pairs, Pair{uint32(i + 1), row})
		}
	}
	slices.SortFunc(pairs, comparePairs)
	return pairs
}

// pairsWithin returns the pairs of rows of one list that have the same key.
func pairsWithin(keys []string) []Pair {
	return slices.DeleteFunc(pairsAcross(keys, keys), func(p Pair) bool { return p.Left >= p.Right })
}

func comparePairs(a, b Pair) int {
	return cmp.Or(cmp.Compare(a.Left, b.Left), cmp.Compare(a.Right, b.Right))
}
