package plaintext

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"nfimatch/bench/labelled"
	"nfimatch/bench/yardstick"
	"nfimatch/extract"
	"nfimatch/extract/retention"
	"nfimatch/extract/row"
	"nfimatch/match/link"
	"nfimatch/match/result"
	"nfimatch/normalize"
	"nfimatch/normalize/record"
)

// listKeys is the number of pairs of keys for each set of lists.
const listKeys = 4

// asOf is the day that the lists describe.
const asOf = "2026-11-01"

// A variant is a published set, its columns as they are or mapped otherwise.
type variant struct {
	name, set string
	remap     func([]labelled.Column) []labelled.Column
}

// variants are the sets and, of FEBRL, the fields of a place taken for columns of the
// user's own, so that texts are compared by themselves.
var variants = []variant{
	{"essnet", "essnet", nil},
	{"essnet_half", "essnet_half", nil},
	{"essnet_no_place", "essnet_no_place", nil},
	{"febrl1", "febrl1", nil},
	{"febrl1_no_number", "febrl1", without("soc_sec_id")},
	{"febrl2", "febrl2", nil},
	{"febrl2_no_number", "febrl2", without("soc_sec_id")},
	{"febrl3", "febrl3", nil},
	{"febrl3_no_number", "febrl3", without("soc_sec_id")},
	{"febrl4", "febrl4", nil},
	{"febrl4_no_number", "febrl4_no_number", nil},
	{"febrl4_own", "febrl4", own},
	{"febrl4_own_no_number", "febrl4_no_number", own},
	{"rldata500", "rldata500", nil},
}

// without leaves a column out.
func without(name string) func([]labelled.Column) []labelled.Column {
	return func(columns []labelled.Column) []labelled.Column {
		return slices.DeleteFunc(slices.Clone(columns), func(c labelled.Column) bool {
			return c.Column == name
		})
	}
}

// own makes of the fields of a place columns of the user's own.
func own(columns []labelled.Column) []labelled.Column {
	fields := map[string]string{"number": "extra.number", "street": "text.street",
		"detail": "text.detail", "suburb": "text.suburb", "postcode": "extra.postcode"}
	columns = slices.Clone(columns)
	for i, column := range columns {
		columns[i].Field = cmp.Or(fields[column.Column], column.Field)
	}
	return columns
}

// load reads the set of a variant.
func (v variant) load(t *testing.T, folder string) *labelled.Set {
	t.Helper()
	set, err := labelled.Load(folder, v.set, t.TempDir())
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("%s is not in the folder", v.set)
	}
	if err != nil {
		t.Fatal(err)
	}
	if v.remap != nil {
		set.Columns = v.remap(set.Columns)
	}
	return set
}

// A listing is the lists of a set, read under one pair of keys.
type listing struct {
	set    *labelled.Set
	key    byte
	tables *record.Tables
	// The user's columns.
	exact, text []string
	// What the codes stand for.
	names, texts []string
}

// readLists reads the lists of a set as nfi link does, and what their codes stand for.
func readLists(t *testing.T, set *labelled.Set, key byte) *listing {
	t.Helper()
	l := &listing{set: set, key: key}
	for _, column := range set.Columns {
		if name, is := strings.CutPrefix(column.Field, row.ExactPrefix); is {
			l.exact = append(l.exact, name)
		}
		if name, is := strings.CutPrefix(column.Field, row.TextPrefix); is {
			l.text = append(l.text, name)
		}
	}
	ring, err := yardstick.Ring(key)
	check(t, err)
	day, err := retention.ParseDate(asOf)
	check(t, err)
	terms := new(retention.Register)
	id, err := terms.Add(retention.Terms{Dataset: "benchmark", ExtractAsOf: day, DeleteBy: day + 1})
	check(t, err)
	stage, err := normalize.New(context.Background(), normalize.Options{Ring: ring, Terms: terms,
		AsOf: day, RegisterDate: day, Workers: runtime.GOMAXPROCS(0), Exact: l.exact, Text: l.text})
	check(t, err)
	l.read(t, id, stage.Add)
	l.tables, _, err = stage.Finish()
	check(t, err)
	l.reveal(t, id)
	return l
}

// read hands on the rows of the lists, in order.
func (l *listing) read(t *testing.T, terms retention.TermsID, add func(*row.Batch) error) {
	t.Helper()
	paths := []string{l.set.Left, l.set.Right}
	for i, dataset := range []row.Dataset{row.Person, row.PersonRight} {
		if paths[i] == "" {
			continue
		}
		reader, err := extract.Open(extract.Source{Dataset: dataset, Paths: []string{paths[i]},
			Terms: terms, Mapping: l.set.Map()}, nil)
		check(t, err)
		_, err = reader.Read(context.Background(), add)
		check(t, err)
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// scores are those of one way under one pair of keys. A list by itself has no one to
// one.
type scores struct{ one, all labelled.Score }

// link links the lists and judges the pairs that are decided to be one person.
func (l *listing) link(t *testing.T, by way) (s scores) {
	t.Helper()
	options := link.Options{Workers: runtime.GOMAXPROCS(0), Origin: "plaintext",
		ExtraNames: l.exact, TextNames: l.text}
	tables := *l.tables
	if by.names != nil {
		options.Similarity, options.TextSimilarity = by.names(l.names), by.texts(l.texts)
		tables.Names.Bits = sketchable(l.names, l.key)
	}
	if l.set.Right == "" {
		out, err := link.Dedupe(context.Background(), &tables, options)
		check(t, err)
		s.all = labelled.Judge(same(out), l.set.Truth)
		return s
	}
	out, err := link.Link(context.Background(), &tables, options)
	check(t, err)
	s.all = labelled.Judge(same(out), l.set.Truth)
	options.OneToOne, options.Model = true, &out.Model // estimated once for both
	out, err = link.Link(context.Background(), &tables, options)
	check(t, err)
	s.one = labelled.Judge(same(out), l.set.Truth)
	return s
}

// same returns the pairs decided to be one person.
func same(out *link.Result) (pairs []labelled.Pair) {
	for i, decision := range out.Pairs.Decision {
		if decision == result.DecisionSame {
			pairs = append(pairs, labelled.Pair{Left: out.Pairs.Left[i], Right: out.Pairs.Right[i]})
		}
	}
	return pairs
}

// TestPlaintextLists compares filters with names and texts in clear on the published
// sets of people, which are in the folder that the environment names.
func TestPlaintextLists(t *testing.T) {
	folder := os.Getenv(labelled.FolderVariable)
	if !*full || folder == "" {
		t.Skipf("without -plaintext and a folder of published sets in %s nothing is compared",
			labelled.FolderVariable)
	}
	out := report{}
	out.add(t, listHeading)
	whole := true
	for _, v := range variants {
		t.Run(v.name, func(t *testing.T) { v.compare(t, folder, &out) })
		whole = whole && out.has(v.name)
	}
	if whole {
		out.keep(t, "plaintext_lists.txt")
	}
}

const listHeading = "set                   pairs       by                 in clear" +
	"  by filters, and in clear less that, under each pair of keys"

// compare adds the lines of one set: filters under each pair of keys, and each way in
// clear, which needs none, less them.
func (v variant) compare(t *testing.T, folder string, out *report) {
	set := v.load(t, folder)
	lists, filters := make([]*listing, listKeys), make([]scores, listKeys)
	for key := range lists {
		lists[key] = readLists(t, set, byte(key))
		filters[key] = lists[key].link(t, ways[0])
	}
	clear := make([]scores, len(ways)-1)
	for w := range clear {
		clear[w] = lists[0].link(t, ways[w+1])
	}
	for _, pairs := range []struct {
		name string
		of   func(scores) labelled.Score
	}{
		{"one to one", func(s scores) labelled.Score { return s.one }},
		{"all", func(s scores) labelled.Score { return s.all }},
	} {
		if pairs.name == "one to one" && set.Right == "" {
			continue
		}
		line := fmt.Sprintf("%-20s  %-10s  %-17s        ", v.name, pairs.name, ways[0].name)
		for _, f := range filters {
			line += fmt.Sprintf("   %.4f", pairs.of(f).F1())
		}
		out.add(t, line)
		for w, by := range ways[1:] {
			f1 := pairs.of(clear[w]).F1()
			line := fmt.Sprintf("%-20s  %-10s  %-17s  %.4f", v.name, pairs.name, by.name, f1)
			for _, f := range filters {
				better := f1 - pairs.of(f).F1()
				line += fmt.Sprintf("  %+.4f", better)
				if better > differenceMax {
					t.Errorf("%s, %s: in clear at most %.4f better", pairs.name, by.name, differenceMax)
				}
			}
			out.add(t, line)
		}
	}
}

// Every way finds the people of a small invented list, in which names must be compared:
// the lists, the values in clear and the judging work without any published set.
func TestInventedLists(t *testing.T) {
	const people = 200
	set := inventedSet(t, people)
	alien := func([]string) func(a, b record.Code) int {
		return func(_, _ record.Code) int { return 0 }
	}
	for key := range byte(keys) {
		l := readLists(t, set, key)
		for _, by := range ways {
			s := l.link(t, by)
			if s.one.True != people || s.one.F1() < 0.99 || s.all.F1() < 0.98 {
				t.Errorf("key %d, %s: one to one %v, all %v", key, by.name, s.one, s.all)
			}
		}
		if s := l.link(t, way{name: "names not alike", names: alien, texts: bigrams}); s.all.F1() > 0.97 {
			t.Errorf("key %d: names do not matter, all %v", key, s.all)
		}
	}
}

// inventedSet writes two lists of people of invented names, four of one age to an address, with
// slips in the names of every other person of the second.
func inventedSet(t *testing.T, people int) *labelled.Set {
	t.Helper()
	draw := rand.New(rand.NewPCG(5, 0))
	word := func() string {
		var w strings.Builder
		for range 2 + draw.IntN(2) {
			w.WriteByte("BDFGKLMNPRSTV"[draw.IntN(13)])
			w.WriteByte("AEIOU"[draw.IntN(5)])
		}
		return w.String() + "N"
	}
	slip := func(value string) string {
		at := draw.IntN(len(value))
		return value[:at] + "X" + value[at+1:]
	}
	const header = "forename,middle,surname,birth_year,address,suburb\n"
	left, right := header, header
	set := &labelled.Set{Columns: []labelled.Column{
		{Field: "forename", Column: "forename"}, {Field: "middle", Column: "middle"},
		{Field: "surname", Column: "surname"}, {Field: "birth_year", Column: "birth_year"},
		{Field: "address", Column: "address"}, {Field: "text.suburb", Column: "suburb"},
	}}
	var street, suburb string
	var number, year int
	for i := range people {
		if i%4 == 0 {
			street, suburb, number, year = word(), word(), 1+draw.IntN(90), 1940+draw.IntN(60)
		}
		given, surname, married := word(), word(), word()
		left += fmt.Sprintf("%s,%s,%s-%s,%d,%d %s ROAD,%s\n", given, married, surname, married, year,
			number, street, suburb)
		if i%2 == 0 {
			given, surname = slip(given), surname+"-"+slip(married)
		}
		right += fmt.Sprintf("%s,%s,%s,%d,%d %s ROAD,%s\n", given, married[:1], surname, year,
			number, street, slip(suburb))
		set.Truth = append(set.Truth, labelled.Pair{Left: uint32(i + 1), Right: uint32(i + 1)})
	}
	folder := t.TempDir()
	set.Left, set.Right = filepath.Join(folder, "left.csv"), filepath.Join(folder, "right.csv")
	check(t, os.WriteFile(set.Left, []byte(left), 0o644))
	check(t, os.WriteFile(set.Right, []byte(right), 0o644))
	return set
}
