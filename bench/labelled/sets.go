package labelled

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// essnetColumns are the columns of both ESSnet files. Address and postcode are last.
var essnetColumns = []Column{
	{"forename", "pername1"}, {"surname", "pername2"}, {"sex", "sex"},
	{"birth_day", "dob_day"}, {"birth_month", "dob_mon"}, {"birth_year", "dob_year"},
	{"address", "enumcap"}, {"postcode", "enumpc"},
}

// essnetPlaces is how many of them tell of a place.
const essnetPlaces = 2

// loadESSnet takes the files as they are: who is who stands in files of its own.
func loadESSnet(folder, _ string) (*Set, error) {
	set := &Set{Columns: essnetColumns}
	set.Left, set.Right = essnetPath(folder, "census"), essnetPath(folder, "cis")
	left, err := essnetPersons(folder, "census", set.Left)
	if err != nil {
		return nil, err
	}
	right, err := essnetPersons(folder, "cis", set.Right)
	if err != nil {
		return nil, err
	}
	set.Truth = pairsAcross(left, right)
	return set, nil
}

// loadESSnetHalf drops every second row of the census: many people then have no
// partner while their relatives do.
func loadESSnetHalf(folder, into string) (*Set, error) {
	set, err := loadESSnet(folder, into)
	if err != nil {
		return nil, err
	}
	census, err := readTable(set.Left)
	if err != nil {
		return nil, err
	}
	kept := census.rows[:0]
	for i, row := range census.rows {
		if i%2 == 0 { // row numbers 1, 3, 5, …
			kept = append(kept, row)
		}
	}
	census.rows = kept
	set.Truth = slices.DeleteFunc(set.Truth, func(p Pair) bool { return p.Left%2 == 0 })
	for i := range set.Truth {
		set.Truth[i].Left = (set.Truth[i].Left + 1) / 2
	}
	set.Left = filepath.Join(into, "essnet_half_census.csv")
	return set, census.write(set.Left)
}

// loadESSnetNoPlace names no column of a place, so that names have to decide.
func loadESSnetNoPlace(folder, into string) (*Set, error) {
	set, err := loadESSnet(folder, into)
	if err != nil {
		return nil, err
	}
	set.Columns = essnetColumns[:len(essnetColumns)-essnetPlaces]
	return set, nil
}

func essnetPath(folder, list string) string {
	return filepath.Join(folder, "essnet_dev", "essnet_dev_"+list+".csv")
}

// essnetPersons returns who each row of a list is, from its truth file, and checks
// that the two have the same rows.
func essnetPersons(folder, list, path string) ([]string, error) {
	people, err := readTable(path)
	if err != nil {
		return nil, err
	}
	truth, err := readTable(essnetPath(folder, "truth_"+list))
	if err != nil {
		return nil, err
	}
	if len(truth.rows) != len(people.rows) {
		return nil, fmt.Errorf("%s: %d rows, and its truth has %d", list, len(people.rows),
			len(truth.rows))
	}
	return truth.column("person_id")
}

// febrlColumns are the columns of the FEBRL files as they are written anew. The
// social security number is last. The house number goes before the street, as people
// write an address.
var febrlColumns = []Column{
	{"forename", "given_name"}, {"surname", "surname"},
	{"birth_day", "birth_day"}, {"birth_month", "birth_month"}, {"birth_year", "birth_year"},
	{"address_1", "number"}, {"address_2", "street"}, {"address_3", "detail"},
	{"town", "suburb"}, {"postcode", "postcode"}, {"extra.state", "state"},
	{"extra.soc_sec_id", "soc_sec_id"},
}

func loadFEBRL4(folder, into string) (*Set, error) {
	set := &Set{Columns: febrlColumns}
	var err error
	keys := make([][]string, 2)
	folder = filepath.Join(folder, "febrl4")
	if set.Left, keys[0], err = febrlList(folder, "dataset4a", into); err != nil {
		return nil, err
	}
	if set.Right, keys[1], err = febrlList(folder, "dataset4b", into); err != nil {
		return nil, err
	}
	set.Truth = pairsAcross(keys[0], keys[1])
	return set, nil
}

// loadFEBRL returns the loader of one of the sets that are a single list, 1 to 3.
func loadFEBRL(number string) func(folder, into string) (*Set, error) {
	return func(folder, into string) (*Set, error) {
		path, keys, err := febrlList(filepath.Join(folder, "febrl"+number), "dataset"+number, into)
		if err != nil {
			return nil, err
		}
		return &Set{Columns: febrlColumns, Left: path, Truth: pairsWithin(keys)}, nil
	}
}

// febrlList writes a list anew: without the row's name, which tells who is who, without
// the blanks after each comma, with the date of birth in its parts, as the misspelt
// dates are often no dates, and with names of address columns that are not those of
// other fields. It returns where the list is now and the person of each row.
func febrlList(folder, name, into string) (path string, keys []string, err error) {
	list, err := readTable(filepath.Join(folder, name+".csv"))
	if err != nil {
		return "", nil, err
	}
	ids, err := list.column("rec_id")
	if err != nil {
		return "", nil, err
	}
	for _, id := range ids {
		key, err := febrlPerson(id)
		if err != nil {
			return "", nil, err
		}
		keys = append(keys, key)
	}
	err = errors.Join(list.splitDate("date_of_birth"), list.drop("rec_id"),
		list.rename("street_number", "number"), list.rename("address_1", "street"),
		list.rename("address_2", "detail"))
	if err != nil {
		return "", nil, err
	}
	path = filepath.Join(into, "febrl_"+name+".csv")
	return path, keys, list.write(path)
}

func loadFEBRL4NoNumber(folder, into string) (*Set, error) {
	set, err := loadFEBRL4(folder, into)
	if err != nil {
		return nil, err
	}
	set.Columns = febrlColumns[:len(febrlColumns)-1]
	return set, nil
}

// febrlPerson returns the person of a row's name: N of rec-N-org and rec-N-dup-0.
func febrlPerson(id string) (string, error) {
	parts := strings.Split(id, "-")
	if len(parts) < 3 || parts[0] != "rec" || parts[2] != "org" && parts[2] != "dup" {
		return "", fmt.Errorf("rec_id must be rec-N-org or rec-N-dup-N")
	}
	return parts[1], nil
}

// loadRLdata500 writes the list anew, without the columns that tell who is who and
// with NA as nothing. The second part of a surname, which 8 of 500 rows have, is not
// compared.
func loadRLdata500(folder, into string) (*Set, error) {
	list, err := readTable(filepath.Join(folder, "rldata500", "RLdata500.csv"))
	if err != nil {
		return nil, err
	}
	persons, err := list.column("ent_id")
	if err != nil {
		return nil, err
	}
	if err := errors.Join(list.drop("rec_id"), list.drop("ent_id")); err != nil {
		return nil, err
	}
	for _, row := range list.rows {
		for i, cell := range row {
			if cell == "NA" {
				row[i] = ""
			}
		}
	}
	set := &Set{Left: filepath.Join(into, "rldata500.csv"), Truth: pairsWithin(persons),
		Columns: []Column{
			{"forename", "fname_c1"}, {"middle", "fname_c2"}, {"surname", "lname_c1"},
			{"birth_day", "bd"}, {"birth_month", "bm"}, {"birth_year", "by"},
		}}
	return set, list.write(set.Left)
}
