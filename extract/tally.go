package extract

import (
	"bytes"
	"cmp"
	"slices"

	"nfimatch/extract/layout"
	"nfimatch/extract/row"
)

// A codeTally counts the values of the code fields of a dataset.
type codeTally struct {
	codes  *Codes
	fields []tallyField
	upper  []byte // scratch
}

type tallyField struct {
	name     string
	explains bool // a code table explains this field: what it does not name is unmapped
	index    map[string]int
	values   []tallyValue
	beyond   tallyValue // all values past CodesMax
}

type tallyValue struct {
	code    string
	meaning string
	classes row.Classes
	rows    int
	first   row.Place
	line    row.Line // of first
	ratios  []uint32 // rows by thousandths of discount ÷ gross; nil before the first
}

const permilleMax = 1000

func newCodeTally(codes *Codes, m *layout.Mapping) *codeTally {
	t := &codeTally{codes: codes}
	for _, f := range m.Codes {
		t.add(f.Name, true)
	}
	for _, f := range m.Fields {
		if f.Kind == layout.KindMarker {
			t.add(f.Name, false)
		}
	}
	return t
}

func (t *codeTally) add(name string, explains bool) {
	t.fields = append(t.fields, tallyField{
		name: name, explains: explains, index: make(map[string]int),
	})
}

// see counts a value of field f and returns its classes, and whether they are
// known. Only the number of values past CodesMax is not exact.
func (t *codeTally) see(f int, code []byte, at at, permille int) (row.Classes, bool) {
	field := &t.fields[f]
	code = code[:min(len(code), codeBytesMax)]
	i, ok := field.index[string(code)]
	value := &field.beyond
	switch {
	case ok:
		value = &field.values[i]
	case len(field.values) < CodesMax:
		fresh := tallyValue{code: string(code)}
		t.upper = append(t.upper[:0], bytes.ToUpper(code)...)
		if fresh.meaning = t.codes.meaningOf(field.name, t.upper); fresh.meaning != "" {
			fresh.classes, _ = classesOf(meaningField(field.name), fresh.meaning)
		}
		field.index[fresh.code] = len(field.values)
		field.values = append(field.values, fresh)
		value = &field.values[len(field.values)-1]
	}
	if value.rows == 0 {
		value.first, value.line = at.place, at.line
	}
	value.rows++
	if permille >= 0 {
		if value.ratios == nil {
			value.ratios = make([]uint32, permilleMax+1)
		}
		value.ratios[permille]++
	}
	return value.classes, value.meaning != "" || !field.explains
}

// uses returns the table of codes, and unmapped the ones that must be explained.
func (t *codeTally) uses() (uses []CodeUse, unmapped []UnmappedCode) {
	for i := range t.fields {
		field := &t.fields[i]
		slices.SortFunc(field.values, func(a, b tallyValue) int {
			return cmp.Or(cmp.Compare(b.rows, a.rows), cmp.Compare(a.code, b.code))
		})
		var hidden tallyValue
		distinct := 0
		hide := func(value *tallyValue) {
			if hidden.rows == 0 || value.line < hidden.line {
				hidden.first, hidden.line = value.first, value.line
			}
			hidden.rows += value.rows
			distinct++
			for permille, rows := range value.ratios {
				if hidden.ratios == nil {
					hidden.ratios = make([]uint32, permilleMax+1)
				}
				hidden.ratios[permille] += rows
			}
		}
		unexplained := field.unexplained()
		for v := range field.values {
			value := &field.values[v]
			if value.meaning == "" && (unexplained > codeNamedDistinctMax ||
				!nameable(value.code, value.rows)) {
				hide(value)
				continue
			}
			uses = append(uses, value.use(field.name, 1))
			if value.meaning == "" && field.explains {
				unmapped = append(unmapped, UnmappedCode{
					Field: field.name, Code: value.code, Distinct: 1, Rows: value.rows,
					First: value.first,
				})
			}
		}
		if field.beyond.rows > 0 {
			hide(&field.beyond)
			distinct = CodesMax
		}
		if hidden.rows == 0 {
			continue
		}
		uses = append(uses, hidden.use(field.name, distinct))
		if field.explains {
			unmapped = append(unmapped, UnmappedCode{
				Field: field.name, Distinct: distinct, Rows: hidden.rows, First: hidden.first,
			})
		}
	}
	return uses, unmapped
}

// unexplained returns how many values of the field no table explains.
func (f *tallyField) unexplained() (n int) {
	for v := range f.values {
		if f.values[v].meaning == "" {
			n++
		}
	}
	return n
}

// use returns the value's line of the table of codes.
func (v *tallyValue) use(field string, distinct int) CodeUse {
	use := CodeUse{
		Field: field, Code: v.code, Meaning: v.meaning, Rows: v.rows, Distinct: distinct,
	}
	for _, rows := range v.ratios {
		use.Ratios += int(rows)
	}
	below := 0
	for permille, rows := range v.ratios {
		if below += int(rows); 2*below >= use.Ratios {
			use.MedianPermille = permille
			break
		}
	}
	return use
}
