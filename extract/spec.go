package extract

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

// A need is what a dataset cannot do without.
type need uint8

const (
	needNothing need = iota
	needColumn       // the column, though a row may leave it blank
	needValue        // a value in every row
	needRefused      // a column that shows the file to be of another kind
)

// A kind is how a field's values are looked at here; what they mean is the
// business of normalize.
type kind uint8

const (
	kindText kind = iota
	kindAddress
	kindReference
	kindUPRN
	kindDate
	kindMoney
	kindCode
	kindMarker
)

var (
	needWords = map[string]need{
		"": needNothing, "column": needColumn, "value": needValue, "refused": needRefused,
	}
	kindWords = map[string]kind{
		"text": kindText, "address": kindAddress, "reference": kindReference, "uprn": kindUPRN,
		"date": kindDate, "money": kindMoney, "code": kindCode, "marker": kindMarker,
	}
)

// A field is one field of a dataset. It has one part, or several that stand in
// columns of their own and are joined.
type field struct {
	name  string
	need  need
	kind  kind
	parts [][]string // headers of each part, the preferred one first
}

// joint is what stands between the parts of a field.
func (f *field) joint() string {
	if f.kind == kindReference {
		return "/"
	}
	return ", "
}

// A specification says which fields a dataset has and by which headers they are
// known.
type specification struct {
	dataset row.Dataset // 0 for a code table
	title   string      // "a council tax extract"
	fields  []field
	known   map[string]knownHeader // by headerKey
}

// A knownHeader is where a header belongs; a lower rank is preferred.
type knownHeader struct{ field, part, rank int }

var specifications = sync.OnceValue(func() map[row.Dataset]*specification {
	all := map[row.Dataset]*specification{
		0:                     {title: "a code table"},
		row.CouncilTax:        {title: "a council tax extract"},
		row.ElectoralRegister: {title: "an electoral register"},
		row.CTR:               {title: "an extract of council tax reduction claims"},
	}
	for dataset, spec := range all {
		spec.dataset = dataset
		name := "codes"
		if dataset != 0 {
			name = dataset.String()
		}
		spec.load(readTable(name, "field", "need", "kind", "headers", "origin"))
	}
	return all
})

// specificationOf returns the specification of a dataset. It panics for an
// unknown one: datasets are named by the program.
func specificationOf(dataset row.Dataset) *specification {
	spec, ok := specifications()[dataset]
	if !ok {
		panic("extract: unknown dataset")
	}
	return spec
}

// readTable returns the lines of an embedded table below its header. It panics
// if the table is not as the program expects: it is part of the program.
func readTable(name string, header ...string) [][]string {
	file, err := data.Open("data/" + name + ".csv")
	if err != nil {
		panic(err)
	}
	defer file.Close()
	reader := csv.NewReader(file)
	reader.Comment = '#'
	lines, err := reader.ReadAll()
	if err != nil || len(lines) == 0 || !slices.Equal(lines[0], header) {
		panic(fmt.Sprintf("extract: embedded table %s is damaged: %v", name, err))
	}
	return lines[1:]
}

func (s *specification) load(lines [][]string) {
	s.known = make(map[string]knownHeader)
	for _, line := range lines {
		need, needOK := needWords[line[1]]
		kind, kindOK := kindWords[line[2]]
		if !needOK || !kindOK {
			panic("extract: specification of " + s.title + " has an unknown word")
		}
		last := len(s.fields) - 1
		if last < 0 || s.fields[last].name != line[0] {
			s.fields = append(s.fields, field{name: line[0], need: need, kind: kind})
			last++
		}
		headers := strings.Split(line[3], ";")
		part := len(s.fields[last].parts)
		s.fields[last].parts = append(s.fields[last].parts, headers)
		for rank, header := range headers {
			key := headerKey(header)
			if _, twice := s.known[key]; twice {
				panic("extract: a header of " + s.title + " belongs to two fields: " + header)
			}
			s.known[key] = knownHeader{last, part, rank}
		}
	}
}

// named returns how many parts of fields a header line names.
func (s *specification) named(cells []string) int {
	parts := make(map[[2]int]bool)
	for _, cell := range cells {
		if known, ok := s.known[headerKey(cell)]; ok {
			parts[[2]int{known.field, known.part}] = true
		}
	}
	return len(parts)
}

// missing returns the preferred headers of the needed columns that a header line
// lacks, in the order of the specification.
func (s *specification) missing(cells []string) []string {
	present := make([]bool, len(s.fields))
	for _, cell := range cells {
		if known, ok := s.known[headerKey(cell)]; ok {
			present[known.field] = true
		}
	}
	var missing []string
	for i, f := range s.fields {
		if !present[i] && (f.need == needColumn || f.need == needValue) {
			missing = append(missing, f.parts[0][0])
		}
	}
	return missing
}

// examples returns the headers of the needed columns for a message.
func (s *specification) examples() string { return strings.Join(s.missing(nil), ", ") }

// headerKey returns a header without what makers write differently: case, spaces
// of any sort, and _ - .
func headerKey(header string) string {
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
