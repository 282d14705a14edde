package layout

import (
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strings"

	"nfimatch/extract/row"
)

const (
	// OwnFieldsMax is how many fields of one kind, exact or text, a user can name.
	OwnFieldsMax = 16
	// OwnNameBytesMax is the size of such a field's name.
	OwnNameBytesMax = 32
	// ChoicesBytesMax is the size of a mapping as it is written.
	ChoicesBytesMax = 8192
)

// A ChoiceError holds every fault of a user's mapping, so that all can be put right
// at once. It repeats what the mapping says and headers, which are no data.
type ChoiceError struct {
	File   string // base name of the file it was held against
	Faults []string
}

// Error returns the faults, separated by "; ".
func (e *ChoiceError) Error() string { return strings.Join(e.Messages(), "; ") }

// Messages returns one message for each fault.
func (e *ChoiceError) Messages() []string {
	messages := make([]string, len(e.Faults))
	for i, fault := range e.Faults {
		messages[i] = e.File + ": mapping: " + fault
	}
	return messages
}

// choices are what a user said of a list's columns, and what is wrong with that.
type choices struct {
	columns []string // that were named, in order
	fields  []string // of each column
	faults  []string
}

// With returns s as a user's mapping changes it: "field=column,field=column", each
// pair quoted as in CSV if its column has a comma or a quote. A column that is named
// makes that field, whatever else fits; one that is not named makes the field of its
// own name, if there is one. extra.NAME and text.NAME are fields of the user's own,
// in the order of the mapping. Faults are found by [Map], with those of the file.
func (s *Specification) With(mapping string) *Specification {
	if mapping == "" {
		return s
	}
	own := &Specification{Dataset: s.Dataset, Title: s.Title, Fields: slices.Clone(s.Fields),
		known: maps.Clone(s.known), chosen: new(choices)}
	reader := csv.NewReader(strings.NewReader(mapping))
	reader.LazyQuotes, reader.TrimLeadingSpace = false, true
	pairs, err := reader.Read()
	if err != nil || reader.InputOffset() < int64(len(mapping)) || len(mapping) > ChoicesBytesMax {
		own.fault("it must be field=column,field=column in one line of at most %d bytes",
			ChoicesBytesMax)
		return own
	}
	for _, pair := range pairs {
		field, column, found := strings.Cut(pair, "=")
		field, column = strings.TrimSpace(field), strings.TrimSpace(column)
		if !found || field == "" || Key(column) == "" {
			own.fault("%s must be field=column", shown(pair))
			continue
		}
		own.choose(field, column)
	}
	return own
}

func (s *Specification) fault(format string, args ...any) {
	s.chosen.faults = append(s.chosen.faults, fmt.Sprintf(format, args...))
}

// choose lets column make the named field.
func (s *Specification) choose(name, column string) {
	for i, other := range s.chosen.columns {
		if s.chosen.fields[i] == name {
			s.fault("field %s is given two columns", shown(name))
			return
		}
		if Key(other) == Key(column) {
			s.fault("column %s is given to two fields, %s and %s", shown(column),
				s.chosen.fields[i], name)
			return
		}
	}
	at := slices.IndexFunc(s.Fields, func(f Field) bool { return f.Name == name })
	if at < 0 {
		if at = s.addOwn(name); at < 0 {
			return
		}
	}
	s.chosen.columns = append(s.chosen.columns, column)
	s.chosen.fields = append(s.chosen.fields, name)
	for key, known := range s.known { // the column comes before the field's own name
		if known.field == at {
			known.rank++
			s.known[key] = known
		}
	}
	s.Fields[at].Parts = [][]string{append([]string{column}, slices.Concat(s.Fields[at].Parts...)...)}
	s.known[Key(column)] = knownHeader{field: at}
}

// addOwn adds a field that the user names and returns its index, -1 if it cannot be.
func (s *Specification) addOwn(name string) int {
	kind, prefix := KindReference, row.ExactPrefix
	if strings.HasPrefix(name, row.TextPrefix) {
		kind, prefix = KindText, row.TextPrefix
	}
	own, found := strings.CutPrefix(name, prefix)
	if !found {
		s.fault("there is no field %s; the fields are %s, %sNAME and %sNAME", shown(name),
			strings.Join(s.fieldNames(), ", "), row.ExactPrefix, row.TextPrefix)
		return -1
	}
	odd := strings.Trim(own, "abcdefghijklmnopqrstuvwxyz0123456789_")
	if own == "" || odd != "" || len(own) > OwnNameBytesMax {
		s.fault("the name in field %s must be 1 to %d of the characters a-z, 0-9 and _", shown(name),
			OwnNameBytesMax)
		return -1
	}
	if len(OwnNames(s.Fields, prefix)) == OwnFieldsMax {
		s.fault("there must be at most %d fields %sNAME", OwnFieldsMax, prefix)
		return -1
	}
	s.Fields = append(s.Fields, Field{Name: name, Kind: kind})
	return len(s.Fields) - 1
}

// fieldNames returns the names of the fields that users do not name themselves.
func (s *Specification) fieldNames() (names []string) {
	for _, field := range s.Fields {
		if !strings.Contains(field.Name, ".") {
			names = append(names, field.Name)
		}
	}
	return names
}

// OwnNames returns the names that a user gave the fields under a prefix,
// row.ExactPrefix or row.TextPrefix, in order.
func OwnNames(fields []Field, prefix string) (names []string) {
	for _, field := range fields {
		if name, found := strings.CutPrefix(field.Name, prefix); found {
			names = append(names, name)
		}
	}
	return names
}

// refuseChoices returns the faults of the mapping and the columns it names that a
// header lacks, nil if there are none.
func (s *Specification) refuseChoices(base string, header []string) error {
	if s.chosen == nil {
		return nil
	}
	faults := slices.Clone(s.chosen.faults)
	for i, column := range s.chosen.columns {
		there := func(cell string) bool { return Key(cell) == Key(column) }
		if header != nil && !slices.ContainsFunc(header, there) {
			faults = append(faults, fmt.Sprintf("there is no column %s for %s", shown(column),
				s.chosen.fields[i]))
		}
	}
	if len(faults) == 0 {
		return nil
	}
	return &ChoiceError{base, faults}
}
