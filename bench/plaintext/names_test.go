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

// tokenUse is what normalize derives the key of name tokens by. Were it another,
// namesOf would find no name.
const tokenUse = "name"

// namesOf returns the name of each code, "" for 0: the files are read once more by
// the reader of names, and each canonical name is found by its token, since the keys
// are the benchmark's own. It fails unless every code has its name.
func namesOf(t *testing.T, folder string, key byte, table *record.Names) []string {
	t.Helper()
	ring, err := yardstick.Ring(key)
	if err != nil {
		t.Fatal(err)
	}
	codes := make(map[record.Token]record.Code, len(table.Token))
	for code, of := range table.Token {
		codes[of] = record.Code(code)
	}
	delete(codes, table.Token[0]) // the missing name
	d := &dictionary{tokens: ring.Tokeniser(tokenUse), codes: codes,
		names: make([]string, len(table.Token)), seen: make(map[string]bool)}
	for _, dataset := range row.Datasets {
		d.read(t, folder, dataset)
	}
	if missing := len(codes) - d.found; missing != 0 {
		t.Fatalf("%d of %d names have a code and were not found again", missing, len(codes))
	}
	return d.names
}

// A dictionary finds the codes of names.
type dictionary struct {
	tokens *token.Tokeniser
	codes  map[record.Token]record.Code
	names  []string
	seen   map[string]bool
	found  int
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
				d.add(person.Surname)
				d.add(person.Given1)
				d.add(person.Given2)
			}
		}
	}
}

// add adds a name, and what normalize makes names of beside it: its initial and the
// halves of a double-barrelled one.
func (d *dictionary) add(value string) {
	if value == "" || d.seen[value] {
		return
	}
	d.seen[value] = true
	if code, known := d.codes[d.tokens.Token(value)]; known {
		d.names[code] = value
		d.found++
	}
	d.add(value[:1])
	for _, half := range name.Halves(value) {
		d.add(half)
	}
}
