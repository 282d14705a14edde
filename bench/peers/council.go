package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"nfimatch/bench/labelled"
	"nfimatch/bench/yardstick"
	"nfimatch/extract/row"
	"nfimatch/fixtures/council"
	"nfimatch/match"
	"nfimatch/normalize/canon/address"
	"nfimatch/normalize/canon/name"
	"nfimatch/normalize/token"
)

// namesMax is how many surnames and full names the kernels are compared over: as many
// against as many, a few million pairs.
const namesMax = 2000

// runCouncil invents a council and matches it. In the folder -out are then:
//
//	data/                  the council's extracts and truth
//	set.json, truth.csv    persons of the council tax file against electors, as lists
//	left.csv, right.csv    of people; the other systems are given our own parse of
//	                       names and addresses, so that linking alone is compared
//	ours.csv               the pairs that the matcher weighed at one dwelling
//	dwellings.csv          how many electors it listed at each account
//	names/                 surnames.txt, full.txt, and their filters
func runCouncil(ctx context.Context, arguments []string, out io.Writer) error {
	flags := flag.NewFlagSet("council", flag.ContinueOnError)
	profile := flags.String("profile", "northern", "profile of the council")
	dwellings := flags.Int("dwellings", 20_000, "dwellings")
	seed := flags.Uint64("seed", 100, "seed; 100 and up are for judging")
	into := flags.String("out", "", "folder to write to")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if *into == "" {
		return errors.New("-out must be given")
	}
	data := filepath.Join(*into, "data")
	if err := os.MkdirAll(filepath.Join(*into, "names"), 0o755); err != nil {
		return err
	}
	made, err := council.Generate(council.Options{Profile: *profile, Dwellings: *dwellings,
		Seed: *seed, Dir: data})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d accounts, %d electors\n", made.Accounts, made.Electors)
	truth, err := yardstick.ReadTruth(data)
	if err != nil {
		return err
	}
	matched, err := yardstick.Match(ctx, data, 0,
		match.Options{Workers: runtime.GOMAXPROCS(0), Origin: *profile})
	if err != nil {
		return err
	}
	lists, err := listPeople(data, matched)
	if err != nil {
		return err
	}
	return errors.Join(lists.write(*into, *profile, truth), lists.writeOurs(*into, matched),
		writeDwellings(*into, matched), lists.writeNames(filepath.Join(*into, "names")))
}

// A person is one mention, as other systems are given it.
type person struct {
	place                           yardstick.Place
	forename, middle, surname, sex  string
	address, number, postcode, uprn string
}

var personHeader = []string{"forename", "middle", "surname", "sex", "address", "number",
	"postcode", "uprn"}

func (p *person) row() []string {
	return []string{p.forename, p.middle, p.surname, p.sex, p.address, p.number, p.postcode, p.uprn}
}

// lists are the persons of the council tax file and of the register; row holds the
// data row, from 1, of each mention in its list.
type lists struct {
	left, right []person
	row         map[yardstick.Place]uint32
}

// listPeople lists the mentions that the matcher was given: neither side can find
// another.
func listPeople(data string, m *yardstick.Matched) (*lists, error) {
	l := &lists{row: make(map[yardstick.Place]uint32)}
	named := make(map[yardstick.Place]person)
	for _, dataset := range []row.Dataset{row.CouncilTax, row.ElectoralRegister} {
		if err := readPeople(data, dataset, named); err != nil {
			return nil, err
		}
	}
	o := &m.Result.Occupants
	for i := range o.Line {
		at := yardstick.PlaceOf(o.Dataset[i], o.Line[i], o.Ordinal[i])
		p, known := named[at]
		if !known {
			continue // a claim
		}
		list := &l.left
		if row.Dataset(at.Dataset) == row.ElectoralRegister {
			list = &l.right
		}
		*list = append(*list, p)
		l.row[at] = uint32(len(*list))
	}
	return l, nil
}

// names and addresses read with the product's whole vocabulary.
var (
	names     = name.NewReader(nil)
	addresses = address.NewReader(nil)
)

// namePrefixes are the name fields of an account, in the order of its mentions.
var namePrefixes = []string{"", "other liable person ", "recorded person 1 ",
	"recorded person 2 ", "recorded person 3 ", "recorded person 4 "}

// readPeople parses the persons of every row of an extract, as normalize does. Headers
// are taken in lower case.
func readPeople(data string, dataset row.Dataset, named map[yardstick.Place]person) error {
	file, err := os.Open(filepath.Join(data, dataset.String()+".csv"))
	if err != nil {
		return err
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return err
	}
	columns := make(map[string]int, len(records[0]))
	for i, header := range records[0] {
		columns[strings.ToLower(header)] = i
	}
	for i, record := range records[1:] {
		field := func(header string) string {
			if at, known := columns[header]; known {
				return record[at]
			}
			return ""
		}
		ordinal := 0
		for _, prefix := range namePrefixes {
			parsed := names.Parse(field(prefix+"title"), field(prefix+"forename"),
				field(prefix+"middle name"), field(prefix+"surname"))
			if dataset == row.ElectoralRegister {
				parsed.Persons = parsed.Persons[:min(len(parsed.Persons), 1)]
			}
			for _, p := range parsed.Persons {
				at := yardstick.PlaceOf(uint8(dataset), uint32(i+1), uint8(ordinal))
				named[at] = personOf(at, p, field)
				ordinal++
			}
		}
	}
	return nil
}

func personOf(at yardstick.Place, p name.Person, field func(string) string) person {
	var lines []string
	for n := 1; n <= 4; n++ {
		if line := field("address " + strconv.Itoa(n)); line != "" {
			lines = append(lines, line)
		}
	}
	parsed := addresses.Parse(lines, field("postcode"))
	return person{place: at, forename: p.Given1, middle: p.Given2, surname: p.Surname,
		sex:     [...]string{name.SexUnknown: "", name.Male: "M", name.Female: "F"}[p.Sex],
		address: strings.Join(parsed.Lines(), " "), postcode: parsed.Postcode,
		number: strings.Join(append(slices.Clone(parsed.Unit), parsed.Num...), " "),
		uprn:   field("uprn")}
}

// write writes the lists and who is who. True pairs are one person at one recorded
// dwelling; one person at two is neither right nor wrong, as the review looks for
// people at one dwelling.
func (l *lists) write(into, profile string, truth *yardstick.Truth) error {
	set := &labelled.Set{Name: "council_" + profile, Left: filepath.Join(into, "left.csv"),
		Right: filepath.Join(into, "right.csv")}
	for _, field := range []string{"forename", "middle", "surname", "sex", "address",
		"postcode", "uprn"} {
		set.Columns = append(set.Columns, labelled.Column{Field: field, Column: field})
	}
	rows := make(map[string][]uint32) // of the right list, by person
	for i := range l.right {
		if who := truth.Mentions[l.right[i].place].Person; who != "" {
			rows[who] = append(rows[who], uint32(i))
		}
	}
	var neutral []labelled.Pair
	for i := range l.left {
		left := truth.Mentions[l.left[i].place]
		for _, j := range rows[left.Person] {
			pair := labelled.Pair{Left: uint32(i + 1), Right: j + 1}
			if left.Home == truth.Mentions[l.right[j].place].Home {
				set.Truth = append(set.Truth, pair)
				continue
			}
			neutral = append(neutral, pair)
		}
	}
	return errors.Join(writePeople(set.Left, l.left), writePeople(set.Right, l.right),
		writeSet(into, set, neutral))
}

func writePeople(path string, people []person) error {
	rows := [][]string{personHeader}
	for i := range people {
		rows = append(rows, people[i].row())
	}
	return writeRows(path, rows)
}

// writeOurs writes the pairs of the two lists that the matcher weighed.
func (l *lists) writeOurs(into string, m *yardstick.Matched) error {
	rows := [][]string{{"left_line", "right_line", "weight_bits", "probability"}}
	p := &m.Result.Pairs
	for i, millibits := range p.WeightMillibits {
		if row.Dataset(p.LeftDataset[i]) != row.CouncilTax ||
			row.Dataset(p.RightDataset[i]) != row.ElectoralRegister {
			continue
		}
		left := l.row[yardstick.PlaceOf(p.LeftDataset[i], p.LeftLine[i], p.LeftOrdinal[i])]
		right := l.row[yardstick.PlaceOf(p.RightDataset[i], p.RightLine[i], p.RightOrdinal[i])]
		if left == 0 || right == 0 {
			return errors.New("the matcher weighed a mention that is in no list")
		}
		likely := "0"
		if millibits >= 0 { // weight 0 is probability 0.5
			likely = "1"
		}
		rows = append(rows, []string{number(left), number(right),
			strconv.FormatFloat(float64(millibits)/1000, 'f', 3, 64), likely})
	}
	return writeRows(filepath.Join(into, "ours.csv"), rows)
}

// writeDwellings writes how many electors are listed at each account's dwelling.
func writeDwellings(into string, m *yardstick.Matched) error {
	rows := [][]string{{"account_line", "electors_listed"}}
	d := &m.Result.Dwellings
	for i := range d.AccountLine {
		rows = append(rows, []string{number(d.AccountLine[i]), number(uint32(d.ElectorsListed[i]))})
	}
	return writeRows(filepath.Join(into, "dwellings.csv"), rows)
}

// writeNames writes the first distinct surnames and full names of the register, and
// the filters of each: 64 bytes a name, words in little-endian order.
func (l *lists) writeNames(into string) error {
	ring, err := token.NewRing(bytes.Repeat([]byte{1}, token.KeyBytes),
		bytes.Repeat([]byte{2}, token.KeyBytes))
	if err != nil {
		return err
	}
	encoder := ring.Encoder()
	kinds := []struct {
		name string
		of   func(*person) string
	}{
		{"surnames", func(p *person) string { return p.surname }},
		{"full", func(p *person) string { return strings.TrimSpace(p.forename + " " + p.surname) }},
	}
	for _, kind := range kinds {
		seen := make(map[string]bool)
		var listed []string
		var filters []byte
		for i := range l.right {
			text := kind.of(&l.right[i])
			if seen[text] || text == "" || len(listed) == namesMax {
				continue
			}
			seen[text] = true
			listed = append(listed, text)
			filter, _ := encoder.Filter(text)
			for _, word := range filter {
				filters = binary.LittleEndian.AppendUint64(filters, word)
			}
		}
		err := errors.Join(
			os.WriteFile(filepath.Join(into, kind.name+".txt"),
				[]byte(strings.Join(listed, "\n")+"\n"), 0o644),
			os.WriteFile(filepath.Join(into, kind.name+".filters"), filters, 0o644))
		if err != nil {
			return err
		}
	}
	return nil
}
