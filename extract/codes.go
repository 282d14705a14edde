package extract

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"nfimatch/extract/delimited"
	"nfimatch/extract/layout"
	"nfimatch/extract/row"
)

//go:embed data/*.csv
var data embed.FS

// Codes is a council's code table: what its own codes mean. A nil Codes explains
// none.
type Codes struct {
	meanings map[string]map[string]string // meaning, by field and code in capitals
	file     FileSummary
}

// File returns the name, size and digest of the table's file, and its lines.
func (c *Codes) File() FileSummary { return c.file }

// codeField returns the field whose codes a line of a code table explains: one
// known by any header of the council tax specification. Recorded persons have the
// disregard codes of the account.
func codeField(name string) (field string, ok bool) {
	if layout.Key(name) == "recordedpersondisregardcode" {
		return "disregard_code", true
	}
	known, ok := layout.Of(row.CouncilTax).Field(name)
	if !ok || known.Kind != layout.KindCode {
		return "", false
	}
	return meaningField(known.Name), true
}

// meaningField returns the field whose code table explains a field.
func meaningField(field string) string {
	if strings.HasPrefix(field, "recorded_") {
		return "disregard_code"
	}
	return field
}

// A meaning is one allowed meaning of a code of a field and its coarse classes.
type meaning struct {
	field, word string
	classes     row.Classes
}

var meanings = sync.OnceValue(func() []meaning {
	var all []meaning
	discounts := map[string]row.Discount{
		"": row.DiscountNone, "single_person": row.DiscountSinglePerson, "other": row.DiscountOther,
	}
	disregards := map[string]row.Disregard{"": row.DisregardNone, "some": row.DisregardSome}
	exemptions := map[string]row.Exemption{
		"": row.ExemptionNone, "empty": row.ExemptionEmpty, "second_home": row.ExemptionSecondHome,
		"other": row.ExemptionOther,
	}
	header := []string{"field", "meaning", "discount", "disregard", "share", "exemption"}
	for _, line := range layout.ReadTable(data, "meanings", header...) {
		share, err := strconv.ParseUint("0"+line[4], 10, 8)
		discount, known1 := discounts[line[2]]
		disregard, known2 := disregards[line[3]]
		exemption, known3 := exemptions[line[5]]
		if err != nil || !known1 || !known2 || !known3 {
			panic("extract: embedded table meanings has an unknown class")
		}
		all = append(all, meaning{line[0], line[1], row.Classes{
			Discount: discount, Disregard: disregard, DisregardShare: uint8(share),
			Exemption: exemption,
		}})
	}
	return all
})

// classesOf returns the coarse classes of a meaning, and false if it is not one
// that a code of the field can have.
func classesOf(field, word string) (row.Classes, bool) {
	for _, m := range meanings() {
		if m.field == field && m.word == word {
			return m.classes, true
		}
	}
	return row.Classes{}, false
}

// meaningWords returns the meanings that a code of the field can have.
func meaningWords(field string) string {
	var words []string
	for _, m := range meanings() {
		if m.field == field {
			words = append(words, m.word)
		}
	}
	return strings.Join(words, ", ")
}

// ReadCodes reads a code table: Dataset field, Local code, Meaning. Codes are
// told apart without regard to case. All faults of the lines are returned
// together as a CodesError; a file that is no code table is an InputError.
func ReadCodes(path string) (*Codes, error) {
	spec := layout.Of(0)
	file, err := layout.Open(path, spec)
	if err != nil {
		return nil, err
	}
	codes, err := readCodes(file, spec)
	return codes, cmp.Or(err, file.Close())
}

func readCodes(file *delimited.File, spec *layout.Specification) (*Codes, error) {
	m, err := layout.Map(file.Base(), file.Header(), spec)
	if err != nil {
		return nil, err
	}
	codes := &Codes{meanings: make(map[string]map[string]string)}
	var faults []string
	rows := 0
	for {
		state, err := file.Next()
		switch {
		case err != nil:
			return nil, err
		case state == delimited.End && len(faults) > 0:
			return nil, &CodesError{faults}
		case state == delimited.End:
			codes.file = FileSummary{Summary: file.Summary(), Rows: rows}
			return codes, nil
		case state == delimited.Row && file.Skip():
			continue
		}
		if rows++; rows > codeLinesMax {
			return nil, &InputError{File: file.Base(),
				Problem: fmt.Sprintf("a code table must have at most %d lines", codeLinesMax)}
		}
		fault := "must have a field, a code and a meaning"
		if state == delimited.Row && file.Fits(m.Headed, len(file.Header())) {
			text := func(field int) string { return string(file.Text(m.Fields[field].Columns[0])) }
			fault = codes.add(text(0), text(1), text(2))
		}
		if fault != "" {
			faults = append(faults, fmt.Sprintf("%s:%d: %s", file.Base(), file.Line(), fault))
		}
	}
}

// add adds a line of the table; the result is its fault, or "".
func (c *Codes) add(name, code, word string) string {
	field, known := codeField(name)
	code, word = strings.ToUpper(code), strings.ToLower(word)
	switch _, allowed := classesOf(field, word); {
	case !known:
		return "Dataset field must be Discount code, Disregard code or Exemption code"
	case code == "":
		return "Local code must be given; a blank code needs no line"
	case len(code) > codeBytesMax:
		return fmt.Sprintf("Local code must be at most %d bytes", codeBytesMax)
	case !allowed:
		return "Meaning of a " + strings.ReplaceAll(field, "_", " ") + " must be one of " +
			meaningWords(field)
	case c.meanings[field][code] != "" && c.meanings[field][code] != word:
		return "Meaning must be the same in every line of a code"
	}
	if c.meanings[field] == nil {
		c.meanings[field] = make(map[string]string)
	}
	c.meanings[field][code] = word
	return ""
}

// meaningOf returns what a code in capitals means, "" if the table does not say.
func (c *Codes) meaningOf(field string, code []byte) string {
	if c == nil {
		return ""
	}
	return c.meanings[meaningField(field)][string(code)]
}

// explains reports whether the table says what a code means.
func (c *Codes) explains(field string, code []byte) bool {
	return len(code) > 0 && c.meaningOf(field, bytes.ToUpper(code)) != ""
}

// combine adds the classes of one code of a row to those of the codes before.
func combine(all *row.Classes, field string, one row.Classes) {
	if recorded, ok := recordedPerson(field); ok {
		all.Recorded[recorded] = max(all.Recorded[recorded], one.Disregard)
		return
	}
	all.Discount = max(all.Discount, one.Discount)
	all.Disregard = max(all.Disregard, one.Disregard)
	all.DisregardShare = max(all.DisregardShare, one.DisregardShare)
	if one.Exemption != row.ExemptionNone { // the exemption field comes last, and stands
		all.Exemption = one.Exemption
	}
}

// recordedPerson returns which recorded person a code field is of, from 0.
func recordedPerson(field string) (int, bool) {
	rest, ok := strings.CutPrefix(field, "recorded_")
	if !ok {
		return 0, false
	}
	return int(rest[0] - '1'), true
}

// nameable reports whether a value that no table explains may be shown as a code.
func nameable(code string, rows int) bool {
	plain := func(r rune) bool { return r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' }
	return rows >= codeNamedRowsMin && len(code) <= codeNamedBytesMax &&
		!slices.ContainsFunc([]rune(code), func(r rune) bool { return !plain(r) })
}
