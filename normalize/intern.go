package normalize

import (
	"fmt"

	"nfimatch/extract/columns"
	"nfimatch/normalize/canon"
	"nfimatch/normalize/canon/address"
	"nfimatch/normalize/canon/name"
	"nfimatch/normalize/record"
	"nfimatch/normalize/token"
)

// The fields that tokens are separated by. Unit, number and identifier share
// one field, so that roles may shift: 12A is unit A at 12, or number 12A.
type field uint8

const (
	fieldName field = iota
	fieldWord
	fieldPostcode
	fieldBirth
	fieldAccount
	fieldClaim
	fieldUPRN
	fieldFull
	fieldIdentifier
	fieldJoin
	fieldWordNear
	fieldSector
	fieldDistrict
	fieldMask
	fieldPostcodeNear
	fieldPhonetic
	fieldFamily
	fieldNINO
	fieldRow
	fieldTown
	fieldExact // its values are led by the name of their column
	fieldText
	fieldsCount
)

// fieldUses are the names that the fields' keys are derived by: changing one
// changes every token of the field.
var fieldUses = [fieldsCount]string{
	"name", "word", "postcode", "birth", "account", "claim", "uprn", "full", "identifier", "join",
	"word_near", "sector", "district", "mask", "postcode_near", "phonetic", "family", "nino", "row",
	"town", "exact", "text",
}

// An interner gives each distinct value a code and makes its pseudonyms once.
// It is the only place where a value and its code are held together; it goes
// with the stage. Codes count in order of first use, and rows come in order of
// dataset and line, so codes are the same whatever the workers.
type interner struct {
	tokenisers [fieldsCount]*token.Tokeniser
	encoder    *token.Encoder
	reader     *name.Reader
	calendar   *token.Calendar
	codes      [fieldsCount]map[string]record.Code
	names      *record.Names
	words      *record.Words
	postcodes  *record.Postcodes
	dates      *record.Dates
	tokens     *record.Tokens
	texts      *record.Texts
	ring       *token.Ring     // until the first text needs
	textual    *token.Encoder  // its encoder: councils' files have none
	halves     [][]record.Code // of each name; a name's halves are names too, made before it ends
	families   [][]record.Code
}

// newInterner prepares the value tables, each with its missing value in row 0.
func newInterner(ring *token.Ring, reader *name.Reader, tables *record.Tables) *interner {
	in := &interner{
		reader:  reader,
		encoder: ring.Encoder(), calendar: ring.Calendar(), names: &tables.Names,
		words: &tables.Words, postcodes: &tables.Postcodes, dates: &tables.Dates,
		tokens: &tables.Tokens, texts: &tables.Texts, ring: ring,
	}
	for f := range in.codes {
		in.tokenisers[f] = ring.Tokeniser(fieldUses[f])
		in.codes[f] = make(map[string]record.Code)
	}
	in.addName(record.Token{}, record.Filter{}, 0, 0)
	in.addWord(record.Token{}, 0)
	in.addPostcode(record.Token{}, 0, 0)
	in.addDate(record.Token{}, [3]token.Part{})
	in.tokens.Token = append(in.tokens.Token, record.Token{})
	in.addText(record.Token{}, record.Filter{}, 0)
	return in
}

// finish writes the names' lists into their table, and forgets every value and
// the filters' masks, which are a key.
func (in *interner) finish() {
	for code := range in.halves {
		appendRow(&in.names.Halves, in.halves[code])
		appendRow(&in.names.Family, in.families[code])
	}
	in.encoder.Clear()
	if in.textual != nil {
		in.textual.Clear()
	}
	for f := range in.codes {
		clear(in.codes[f])
	}
}

// token returns the code of a value of one of the fields of record.Tokens.
func (in *interner) token(f field, value string) record.Code {
	if value == "" {
		return 0
	}
	code, known := in.codes[f][value]
	if !known {
		code = record.Code(len(in.tokens.Token))
		in.codes[f][value] = code
		in.tokens.Token = append(in.tokens.Token, in.tokenisers[f].Token(value))
	}
	return code
}

// text returns the code of a canonical text.
func (in *interner) text(value string) record.Code {
	if value == "" {
		return 0
	}
	code, known := in.codes[fieldText][value]
	if !known {
		if in.textual == nil {
			in.textual = in.ring.TextEncoder()
		}
		filter, ones := in.textual.Filter(value)
		code = in.addText(in.tokenisers[fieldText].Token(value), filter, ones)
		in.codes[fieldText][value] = code
	}
	return code
}

func (in *interner) addText(t record.Token, filter record.Filter, ones int) record.Code {
	code := record.Code(len(in.texts.Token))
	in.texts.Token, in.texts.Bits = append(in.texts.Token, t), append(in.texts.Bits, filter)
	in.texts.Ones = append(in.texts.Ones, uint16(ones))
	return code
}

// tokenList returns the codes of values, in their order.
func (in *interner) tokenList(scratch []record.Code, f field, values []string) []record.Code {
	for _, value := range values {
		scratch = append(scratch, in.token(f, value))
	}
	return scratch
}

// name returns the code of a canonical name; its initial, halves and classes
// are made with it.
func (in *interner) name(value string) record.Code {
	if value == "" {
		return 0
	}
	code, known := in.codes[fieldName][value]
	if known {
		return code
	}
	filter, ones := in.encoder.Filter(value)
	code = in.addName(in.tokenisers[fieldName].Token(value), filter, ones, len(value))
	in.codes[fieldName][value] = code
	in.names.Phonetic[code] = in.token(fieldPhonetic, name.Phonetic(value))
	in.names.Initial[code] = in.name(value[:1])
	var halves []record.Code
	for _, half := range name.Halves(value) {
		if half != value {
			halves = append(halves, in.name(half))
		}
	}
	in.halves[code] = halves
	in.families[code] = in.tokenList(nil, fieldFamily, in.reader.Families(value))
	return code
}

// addName appends a row to the table of names. What is made of other values is
// set afterwards.
func (in *interner) addName(t record.Token, filter record.Filter, ones, letters int) record.Code {
	n := in.names
	code := record.Code(len(n.Token))
	n.Token, n.Bits = append(n.Token, t), append(n.Bits, filter)
	n.Ones = append(n.Ones, uint16(ones))
	n.Letters = append(n.Letters, uint8(min(letters, 255)))
	n.Phonetic, n.Initial = append(n.Phonetic, 0), append(n.Initial, 0)
	in.halves, in.families = append(in.halves, nil), append(in.families, nil)
	return code
}

func (in *interner) word(value string, kind uint8) record.Code {
	code, known := in.codes[fieldWord][value]
	if known {
		return code
	}
	near := in.tokenList(nil, fieldWordNear, address.Deletions(value))
	code = in.addWord(in.tokenisers[fieldWord].Token(value), kind, near...)
	in.codes[fieldWord][value] = code
	return code
}

func (in *interner) addWord(t record.Token, kind uint8, near ...record.Code) record.Code {
	code := record.Code(len(in.words.Token))
	in.words.Token, in.words.Kind = append(in.words.Token, t), append(in.words.Kind, kind)
	appendRow(&in.words.Near, near)
	return code
}

func (in *interner) postcode(value string) record.Code {
	postcode, ok := canon.ParsePostcode(value)
	if !ok {
		if postcode, ok = canon.ForeignPostcode(value); !ok {
			return 0
		}
	}
	code, known := in.codes[fieldPostcode][postcode.Unit]
	if known {
		return code
	}
	sector := in.token(fieldSector, postcode.Sector)
	district := in.token(fieldDistrict, postcode.District)
	code = in.addPostcode(in.tokenisers[fieldPostcode].Token(postcode.Unit), sector, district)
	in.codes[fieldPostcode][postcode.Unit] = code
	p := in.postcodes
	p.Masks = replaceLast(p.Masks, in.tokenList(nil, fieldMask, postcode.Masks()))
	p.Near = replaceLast(p.Near, in.tokenList(nil, fieldPostcodeNear, postcode.Deletions()))
	return code
}

func (in *interner) addPostcode(t record.Token, sector, district record.Code) record.Code {
	p := in.postcodes
	code := record.Code(len(p.Unit))
	p.Unit = append(p.Unit, t)
	p.Sector, p.District = append(p.Sector, sector), append(p.District, district)
	appendRow(&p.Masks, nil)
	appendRow(&p.Near, nil)
	return code
}

// birth returns the code of a date of birth, of which parts may be 0; years outside
// the calendar are no dates of living people, and missing.
func (in *interner) birth(date canon.Date) record.Code {
	if date == (canon.Date{}) {
		return 0
	}
	value := fmt.Sprintf("%04d-%02d-%02d", date.Year, date.Month, date.Day)
	code, known := in.codes[fieldBirth][value]
	if known {
		return code
	}
	if date.Year != 0 && !in.calendar.Holds(date.Year) {
		return 0
	}
	y, m, d := in.calendar.Parts(date.Year, date.Month, date.Day)
	code = in.addDate(in.tokenisers[fieldBirth].Token(value), [3]token.Part{y, m, d})
	in.codes[fieldBirth][value] = code
	return code
}

func (in *interner) addDate(t record.Token, parts [3]token.Part) record.Code {
	d := in.dates
	code := record.Code(len(d.Token))
	d.Token = append(d.Token, t)
	for i, column := range [3][3]*[]uint16{
		{&d.Year, &d.YearBefore, &d.YearAfter},
		{&d.Month, &d.MonthBefore, &d.MonthAfter},
		{&d.Day, &d.DayBefore, &d.DayAfter},
	} {
		*column[0] = append(*column[0], parts[i].Code)
		*column[1] = append(*column[1], parts[i].Before)
		*column[2] = append(*column[2], parts[i].After)
	}
	return code
}

// appendRow appends a row to a list column.
func appendRow(list *columns.List, row []uint32) {
	if len(list.Offsets) == 0 {
		list.Offsets = append(list.Offsets, 0)
	}
	list.Values = append(list.Values, row...)
	list.Offsets = append(list.Offsets, int32(len(list.Values)))
}

// replaceLast sets the last, empty, row of a list column.
func replaceLast(list columns.List, row []uint32) columns.List {
	list.Values = append(list.Values, row...)
	list.Offsets[len(list.Offsets)-1] = int32(len(list.Values))
	return list
}
