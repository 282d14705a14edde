package layout

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

// A Mapping says which columns of a file make which fields.
type Mapping struct {
	Uses    []ColumnUse
	Headed  int           // columns without the blank ones at the end, which rows may lack
	Fields  []MappedField // present text fields, in the order of the specification
	Codes   []MappedField // present code fields
	present map[string]int
}

// A MappedField is a field that a file has.
type MappedField struct {
	*Field
	Columns []int // its parts, in order
}

// Names returns the text fields in order.
func (m *Mapping) Names() []string {
	names := make([]string, len(m.Fields))
	for i, f := range m.Fields {
		names[i] = f.Name
	}
	return names
}

// At returns the index of a text field, or -1.
func (m *Mapping) At(name string) int {
	if i, ok := m.present[name]; ok {
		return i
	}
	return -1
}

// Map maps a header to the fields of spec. Where two headers fit a field
// the specification's order decides, and the use of the other says so. A header
// that is there twice, a needed column that is not, and a column that shows
// another kind of file are refused; every fault of a user's mapping is a ChoiceError.
func Map(base string, header []string, spec *Specification) (*Mapping, error) {
	if err := spec.refuseChoices(base, header); err != nil {
		return nil, err
	}
	m := &Mapping{Uses: make([]ColumnUse, len(header)), present: make(map[string]int)}
	for column, cell := range header {
		if cell != "" {
			m.Headed = column + 1
		}
	}
	chosen := make(map[[2]int]int)
	seen := make(map[string]bool)
	for column, cell := range header {
		m.Uses[column].Header = cell
		key := Key(cell)
		known, ok := spec.known[key]
		switch {
		case !ok:
			continue
		case seen[key]:
			return nil, &delimited.Refusal{
				File: base, Problem: fmt.Sprintf("has the header %s twice", shown(cell)),
				Hint: "take one of the two columns out, or rename it",
			}
		case spec.Fields[known.field].Need == NeedRefused:
			return nil, refuseKind(base, cell, spec)
		}
		seen[key] = true
		place := [2]int{known.field, known.part}
		rival, taken := chosen[place]
		if !taken || known.rank < spec.known[Key(header[rival])].rank {
			chosen[place] = column
		}
	}
	if missing := spec.missing(header); len(missing) > 0 {
		return nil, refuseMissing(base, spec, missing)
	}
	m.gather(header, spec, chosen)
	return m, nil
}

func refuseMissing(base string, spec *Specification, missing []string) error {
	hint := "ask for an export that has them; a column may be blank, but must be there"
	if spec.Dataset.IsList() {
		hint = "say which columns of the list have them: map field=column,field=column"
	}
	return &delimited.Refusal{
		File:    base,
		Problem: "columns that " + spec.Title + " needs are missing: " + strings.Join(missing, ", "),
		Hint:    hint,
	}
}

func (m *Mapping) gather(header []string, spec *Specification, chosen map[[2]int]int) {
	for i := range spec.Fields {
		f := MappedField{Field: &spec.Fields[i]}
		for part := range f.Parts {
			if column, ok := chosen[[2]int{i, part}]; ok {
				f.Columns = append(f.Columns, column)
				m.Uses[column].Field = f.Name
			}
		}
		switch {
		case len(f.Columns) == 0:
		case f.Kind == KindCode:
			m.Codes = append(m.Codes, f)
		default:
			m.present[f.Name] = len(m.Fields)
			m.Fields = append(m.Fields, f)
		}
	}
	for column, cell := range header {
		if known, ok := spec.known[Key(cell)]; ok && m.Uses[column].Field == "" {
			m.Uses[column].Note = "another column is preferred for " + spec.Fields[known.field].Name
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

// Lacking returns a warning for each wanted column that a file does not have.
func (m *Mapping) Lacking(base string, spec *Specification) (warnings []string) {
	for _, w := range wanted {
		if w.dataset != spec.Dataset || m.At(w.field) >= 0 {
			continue
		}
		i := slices.IndexFunc(spec.Fields, func(f Field) bool { return f.Name == w.field })
		warnings = append(warnings, fmt.Sprintf("%s: has no column %s: %s", base,
			spec.Fields[i].Parts[0][0], w.consequence))
	}
	return warnings
}

// refuseKind refUses a file that a column shows to be of another kind.
func refuseKind(base, cell string, spec *Specification) error {
	return &delimited.Refusal{
		File: base,
		Problem: fmt.Sprintf("is a monthly update (it has the column %s) and not %s",
			shown(cell), spec.Title),
		Hint: "ask for a full export on the date of the council tax extract",
	}
}

// SameHeader refuses a part whose header is not that of the first part, and names
// the first difference.
func SameHeader(first, other *delimited.File) error {
	want, got := first.Header(), other.Header()
	if slices.EqualFunc(want, got, func(x, y string) bool { return Key(x) == Key(y) }) {
		return nil
	}
	difference := fmt.Sprintf("it has %d columns, and not %d", len(got), len(want))
	for i := range min(len(want), len(got)) {
		if Key(want[i]) != Key(got[i]) {
			difference = fmt.Sprintf("its column %d is %s, and not %s", i+1, shown(got[i]),
				shown(want[i]))
			break
		}
	}
	return &delimited.Refusal{
		File: other.Base(), Problem: "must have the same header as " + first.Base() + ": " + difference,
		Hint: "parts of one dataset are exported with the same columns in the same order",
	}
}

const headerShownMax = 60 // bytes of a header in a message

// shown returns a header for a message: quoted, and cut if it is long.
func shown(header string) string {
	if len(header) > headerShownMax {
		header = header[:headerShownMax] + "…"
	}
	return fmt.Sprintf("%q", strings.ToValidUTF8(header, "?"))
}
