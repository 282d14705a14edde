package plaintext

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"nfimatch/bench/yardstick"
	"nfimatch/extract"
	"nfimatch/extract/retention"
	"nfimatch/extract/row"
	"nfimatch/normalize/canon"
	"nfimatch/normalize/canon/name"
	"nfimatch/normalize/record"
	"nfimatch/normalize/token"
)

// What normalize derives the keys of the tokens of names and of texts by. Were they
// others, no value would be found.
const (
	nameUse = "name"
	textUse = "text"
)

// namesOf returns the name of each code, "" for 0: the files are read once more by
// the reader of names, and each canonical name is found by its token, since the keys
// are the benchmark's own. It fails unless every code has its name.
func namesOf(t *testing.T, folder string, key byte, table *record.Names) []string {
	t.Helper()
	d := dictionaryOf(t, key, nameUse, table.Token)
	for _, dataset := range row.Datasets {
		d.read(t, folder, dataset)
	}
	return d.all(t)
}

// A dictionary finds the values of codes.
type dictionary struct {
	tokens *token.Tokeniser
	codes  map[record.Token]record.Code
	values []string // by code
	seen   map[string]bool
}

// dictionaryOf returns the empty dictionary of a table of values.
func dictionaryOf(t *testing.T, key byte, use string, table []record.Token) *dictionary {
	t.Helper()
	ring, err := yardstick.Ring(key)
	if err != nil {
		t.Fatal(err)
	}
	d := &dictionary{tokens: ring.Tokeniser(use), seen: make(map[string]bool),
		codes: make(map[record.Token]record.Code, len(table)), values: make([]string, len(table))}
	for code, of := range table[1:] { // without the missing value
		d.codes[of] = record.Code(code + 1)
	}
	return d
}

// all returns the value of each code, and fails where one has none.
func (d *dictionary) all(t *testing.T) []string {
	t.Helper()
	for code, value := range d.values {
		if code > 0 && value == "" {
			t.Fatalf("code %d of %d was not found again", code, len(d.values))
		}
	}
	return d.values
}

// read adds the names of one dataset.
func (d *dictionary) read(t *testing.T, folder string, dataset row.Dataset) {
	t.Helper()
	codes, err := extract.ReadCodes(filepath.Join(folder, "codes.csv"))
	if err != nil {
		t.Fatal(err)
	}
	reader, err := extract.Open(extract.Source{Dataset: dataset, Terms: retention.TermsID(1),
		Paths: []string{filepath.Join(folder, dataset.String()+".csv")}}, codes)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := reader.Read(context.Background(), func(batch *row.Batch) error {
		d.addBatch(batch)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// addBatch adds the persons of every set of name fields: those that end in surname
// and what begins alike.
func (d *dictionary) addBatch(batch *row.Batch) {
	persons := name.NewReader(nil)
	for _, field := range batch.Fields() {
		prefix, is := strings.CutSuffix(field, "surname")
		if !is {
			continue
		}
		text := func(i int, field string) string {
			column, _ := batch.Column(prefix + field)
			return canon.Blank(column.At(i).Reveal())
		}
		for i := range batch.Len() {
			for _, person := range persons.Parse(text(i, "title"), text(i, "forename"),
				text(i, "middle_name"), text(i, "surname")).Persons {
				d.addPerson(person)
			}
		}
	}
}

// addPerson adds the names of a person.
func (d *dictionary) addPerson(person name.Person) {
	d.addName(person.Surname)
	d.addName(person.Given1)
	d.addName(person.Given2)
}

// addName adds a name, and what normalize makes names of beside it: its initial and
// the halves of a double-barrelled one.
func (d *dictionary) addName(value string) {
	if !d.add(value) {
		return
	}
	d.addName(value[:1])
	for _, half := range name.Halves(value) {
		d.addName(half)
	}
}

// add adds a value, and tells whether it is a new one.
func (d *dictionary) add(value string) bool {
	if value == "" || d.seen[value] {
		return false
	}
	d.seen[value] = true
	if code, known := d.codes[d.tokens.Token(value)]; known {
		d.values[code] = value
	}
	return true
}
