package extract

import (
	"fmt"
	"slices"
	"strings"

	"nfimatch/extract/delimited"
	"nfimatch/extract/row"
)

// ColumnUse says what is done with one column of a file.
type ColumnUse struct {
	Header string
	Field  string // "" if the column is not used: then nothing of it is kept
	Note   string // why a column that fits a field is not used
	Filled int    // rows that have a value in it, rejected ones too
}

// A mapping says which columns of a file make which fields.
type mapping struct {
	uses    []ColumnUse
	headed  int           // columns without the blank ones at the end, which rows may lack
	fields  []mappedField // present text fields, in the order of the specification
	codes   []mappedField // present code fields
	present map[string]int
}

type mappedField struct {
	*field
	columns []int // its parts, in order
}

// names returns the text fields in order.
func (m *mapping) names() []string {
	names := make([]string, len(m.fields))
	for i, f := range m.fields {
		names[i] = f.name
	}
	return names
}

// at returns the index of a text field, or -1.
func (m *mapping) at(name string) int {
	if i, ok := m.present[name]; ok {
		return i
	}
	return -1
}

// mapHeader maps a header to the fields of spec. Where two headers fit a field
// the specification's order decides, and the use of the other says so. A header
// that is there twice, a needed column that is not, and a column that shows
// another kind of file are refused.
func mapHeader(base string, header []string, spec *specification) (*mapping, error) {
	m := &mapping{uses: make([]ColumnUse, len(header)), present: make(map[string]int)}
	for column, cell := range header {
		if cell != "" {
			m.headed = column + 1
		}
	}
	chosen := make(map[[2]int]int)
	seen := make(map[string]bool)
	for column, cell := range header {
		m.uses[column].Header = cell
		key := headerKey(cell)
		known, ok := spec.known[key]
		switch {
		case !ok:
			continue
		case seen[key]:
			return nil, &InputError{
				File: base, Problem: fmt.Sprintf("has the header %s twice", shown(cell)),
				Hint: "take one of the two columns out, or rename it",
			}
		case spec.fields[known.field].need == needRefused:
			return nil, refuseKind(base, cell, spec)
		}
		seen[key] = true
		place := [2]int{known.field, known.part}
		rival, taken := chosen[place]
		if !taken || known.rank < spec.known[headerKey(header[rival])].rank {
			chosen[place] = column
		}
	}
	if missing := spec.missing(header); len(missing) > 0 {
		return nil, refuseMissing(base, spec, missing)
	}
	m.gather(header, spec, chosen)
	return m, nil
}

func refuseMissing(base string, spec *specification, missing []string) error {
	return &InputError{
		File:    base,
		Problem: "columns that " + spec.title + " needs are missing: " + strings.Join(missing, ", "),
		Hint:    "ask for an export that has them; a column may be blank, but must be there",
	}
}

func (m *mapping) gather(header []string, spec *specification, chosen map[[2]int]int) {
	for i := range spec.fields {
		f := mappedField{field: &spec.fields[i]}
		for part := range f.parts {
			if column, ok := chosen[[2]int{i, part}]; ok {
				f.columns = append(f.columns, column)
				m.uses[column].Field = f.name
			}
		}
		switch {
		case len(f.columns) == 0:
		case f.kind == kindCode:
			m.codes = append(m.codes, f)
		default:
			m.present[f.name] = len(m.fields)
			m.fields = append(m.fields, f)
		}
	}
	for column, cell := range header {
		if known, ok := spec.known[headerKey(cell)]; ok && m.uses[column].Field == "" {
			m.uses[column].Note = "another column is preferred for " + spec.fields[known.field].name
		}
	}
}

// wanted are the columns that a dataset can do without, but whole rules cannot.
var wanted = []struct {
	dataset            row.Dataset
	field, consequence string
}{
	{row.CouncilTax, "discount_start", "nothing can be said of who was there before a discount began"},
	{row.CouncilTax, "tax_amount", "what a discount is worth is not known"},
	{row.ElectoralRegister, "forename", "electors of one surname and address cannot be told apart"},
	{row.ElectoralRegister, "registered", "how long an elector has been registered is not known"},
	{row.CTR, "account_reference", "claims are joined to accounts by their addresses only"},
}

// lacking returns a warning for each wanted column that a file does not have.
func (m *mapping) lacking(base string, spec *specification) (warnings []string) {
	for _, w := range wanted {
		if w.dataset != spec.dataset || m.at(w.field) >= 0 {
			continue
		}
		i := slices.IndexFunc(spec.fields, func(f field) bool { return f.name == w.field })
		warnings = append(warnings, fmt.Sprintf("%s: has no column %s: %s", base,
			spec.fields[i].parts[0][0], w.consequence))
	}
	return warnings
}

// refuseKind refuses a file that a column shows to be of another kind.
func refuseKind(base, cell string, spec *specification) error {
	return &InputError{
		File: base,
		Problem: fmt.Sprintf("is a monthly update (it has the column %s) and not %s",
			shown(cell), spec.title),
		Hint: "ask for a full export on the date of the council tax extract",
	}
}

// refuseOtherHeader refuses a part whose header is not that of the first part,
// and names the first difference.
func refuseOtherHeader(first, other *delimited.File) error {
	want, got := first.Header(), other.Header()
	difference := fmt.Sprintf("it has %d columns, and not %d", len(got), len(want))
	for i := range min(len(want), len(got)) {
		if headerKey(want[i]) != headerKey(got[i]) {
			difference = fmt.Sprintf("its column %d is %s, and not %s", i+1, shown(got[i]),
				shown(want[i]))
			break
		}
	}
	return &InputError{
		File: other.Base(), Problem: "must have the same header as " + first.Base() + ": " + difference,
		Hint: "parts of one dataset are exported with the same columns in the same order",
	}
}

func sameHeader(a, b *delimited.File) bool {
	return slices.EqualFunc(a.Header(), b.Header(), func(x, y string) bool {
		return headerKey(x) == headerKey(y)
	})
}
