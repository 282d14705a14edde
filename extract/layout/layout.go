// Package layout finds the columns of a dataset in a file: which fields a dataset
// has and by which headers they are known, where the header of a file stands, and
// which column makes which field. It sees headers and no row: what it decides is
// shown before any row is read.
//
//	data/*.csv → Specification ─┐
//	file → header ──────────────┴─► Mapping
package layout

import (
	"embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"

	"nfimatch/extract/row"
)

//go:embed data/*.csv
var data embed.FS

// Need is what a dataset cannot do without.
type Need uint8

// What is needed of a field.
const (
	NeedNothing Need = iota
	NeedColumn       // the column, though a row may leave it blank
	NeedValue        // a value in every row
	NeedAny          // the column of this field, or of another with the same need
	NeedRefused      // a column that shows the file to be of another kind
)

// Kind is how the values of a field are looked at while rows are judged; what they
// mean is the business of normalize.
type Kind uint8

// The kinds of field.
const (
	KindText Kind = iota
	KindAddress
	KindReference
	KindUPRN
	KindDate
	KindMoney
	KindCode
	KindMarker
)

var (
	needWords = map[string]Need{
		"": NeedNothing, "column": NeedColumn, "value": NeedValue, "any": NeedAny,
		"refused": NeedRefused,
	}
	kindWords = map[string]Kind{
		"text": KindText, "address": KindAddress, "reference": KindReference, "uprn": KindUPRN,
		"date": KindDate, "money": KindMoney, "code": KindCode, "marker": KindMarker,
	}
)

// A Field is one field of a dataset. It has one part, or several that stand in
// columns of their own and are joined.
type Field struct {
	Name  string
	Need  Need
	Kind  Kind
	Parts [][]string // headers of each part, the preferred one first
}

// Joint is what stands between the parts of a field.
func (f *Field) Joint() string {
	if f.Kind == KindReference {
		return "/"
	}
	return ", "
}

// A Specification says which fields a dataset has and by which headers they are
// known.
type Specification struct {
	Dataset row.Dataset // 0 for a code table
	Title   string      // "a council tax extract"
	Fields  []Field

	known  map[string]knownHeader // by Key
	chosen *choices               // what a user's mapping said; nil without one
}

// A knownHeader is where a header belongs; a lower rank is preferred.
type knownHeader struct{ field, part, rank int }

var specifications = sync.OnceValue(func() map[row.Dataset]*Specification {
	all := map[row.Dataset]*Specification{
		0:                     {Title: "a code table"},
		row.CouncilTax:        {Title: "a council tax extract"},
		row.ElectoralRegister: {Title: "an electoral register"},
		row.CTR:               {Title: "an extract of council tax reduction claims"},
		row.Person:            {Title: "a list of people"},
		row.PersonRight:       {Title: "a list of people"},
		row.Deaths:            {Title: "a list of people who have died"},
	}
	for dataset, spec := range all {
		spec.Dataset = dataset
		name := dataset.String()
		switch dataset {
		case 0:
			name = "codes"
		case row.PersonRight:
			name = row.Person.String()
		}
		spec.load(ReadTable(data, name, "field", "need", "kind", "headers", "origin"))
	}
	return all
})

// Of returns the specification of a dataset, 0 for that of a code table. It panics
// for an unknown one: datasets are named by the program.
func Of(dataset row.Dataset) *Specification {
	spec, ok := specifications()[dataset]
	if !ok {
		panic("layout: unknown dataset")
	}
	return spec
}

// ReadTable returns the lines of the embedded table data/name.csv below its header.
// It panics if the table is not as the program expects: it is part of the program.
func ReadTable(files embed.FS, name string, header ...string) [][]string {
	file, err := files.Open("data/" + name + ".csv")
	if err != nil {
		panic(err)
	}
	defer file.Close()
	reader := csv.NewReader(file)
	reader.Comment = '#'
	lines, err := reader.ReadAll()
	if err != nil || len(lines) == 0 || !slices.Equal(lines[0], header) {
		panic(fmt.Sprintf("layout: embedded table %s is damaged: %v", name, err))
	}
	return lines[1:]
}

func (s *Specification) load(lines [][]string) {
	s.known = make(map[string]knownHeader)
	for _, line := range lines {
		need, needOK := needWords[line[1]]
		kind, kindOK := kindWords[line[2]]
		if !needOK || !kindOK {
			panic("layout: specification of " + s.Title + " has an unknown word")
		}
		last := len(s.Fields) - 1
		if last < 0 || s.Fields[last].Name != line[0] {
			s.Fields = append(s.Fields, Field{Name: line[0], Need: need, Kind: kind})
			last++
		}
		headers := strings.Split(line[3], ";")
		part := len(s.Fields[last].Parts)
		s.Fields[last].Parts = append(s.Fields[last].Parts, headers)
		for rank, header := range headers {
			key := Key(header)
			if _, twice := s.known[key]; twice {
				panic("layout: a header of " + s.Title + " belongs to two fields: " + header)
			}
			s.known[key] = knownHeader{last, part, rank}
		}
	}
}

// named returns how many parts of fields a header line names.
func (s *Specification) named(cells []string) int {
	parts := make(map[[2]int]bool)
	for _, cell := range cells {
		if known, ok := s.known[Key(cell)]; ok {
			parts[[2]int{known.field, known.part}] = true
		}
	}
	return len(parts)
}

// missing returns the preferred headers of the needed columns that a header line
// lacks, in the order of the specification.
func (s *Specification) missing(cells []string) []string {
	present := make([]bool, len(s.Fields))
	for _, cell := range cells {
		if known, ok := s.known[Key(cell)]; ok {
			present[known.field] = true
		}
	}
	var missing, anyOf []string
	found := false
	for i, f := range s.Fields {
		switch {
		case f.Need == NeedAny:
			anyOf = append(anyOf, f.Name)
			found = found || present[i]
		case !present[i] && (f.Need == NeedColumn || f.Need == NeedValue):
			missing = append(missing, f.Parts[0][0])
		}
	}
	if len(anyOf) > 0 && !found {
		missing = append(missing, strings.Join(anyOf, " or "))
	}
	return missing
}

// Field returns the field that a header belongs to.
func (s *Specification) Field(header string) (*Field, bool) {
	known, ok := s.known[Key(header)]
	if !ok {
		return nil, false
	}
	return &s.Fields[known.field], true
}

// examples returns the headers of the needed columns for a message, or those that a
// user's mapping names.
func (s *Specification) examples() string {
	if s.chosen != nil && len(s.chosen.columns) > 0 {
		return strings.Join(s.chosen.columns, ", ")
	}
	return strings.Join(s.missing(nil), ", ")
}

// Key returns a header without what makers write differently: case, spaces
// of any sort, and _ - .
func Key(header string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\r', '\n', '\u00a0', '\ufeff', '_', '-', '.':
			return -1
		}
		if r >= 'A' && r <= 'Z' {
			return r + ('a' - 'A')
		}
		return r
	}, header)
}
