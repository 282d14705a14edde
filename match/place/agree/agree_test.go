package agree

import (
	"slices"
	"strings"
	"testing"

	"nfimatch/extract/columns"
	"nfimatch/normalize/record"
)

// A written address is what a test says of one: the identifiers and words are
// separated by spaces, and the words of the building's name are in lower case.
type written struct {
	unit, num, words string
	form             uint8
	full             string
}

// A desk gives codes to what is written. Words have the deletions that the
// tests need and no others.
type desk struct{ codes map[string]record.Code }

func (d desk) code(text string) record.Code {
	if _, ok := d.codes[text]; !ok {
		d.codes[text] = record.Code(len(d.codes) + 1)
	}
	return d.codes[text]
}

func (d desk) each(field, text string) (codes []record.Code) {
	for word := range strings.FieldsSeq(text) {
		codes = append(codes, d.code(field+strings.ToUpper(word)))
	}
	return codes
}

func (d desk) address(w written) *Address {
	a := &Address{
		Unit: d.each("id ", w.unit), Num: d.each("id ", w.num), IDs: d.each("id ", w.unit+" "+w.num),
		Words: d.each("word ", w.words), Form: w.form,
	}
	if w.full != "" {
		a.Full = d.code("full " + w.full)
	}
	words := strings.Fields(w.words)
	for i := range max(len(words)-1, 0) {
		a.joins = append(a.joins, d.code("join "+strings.ToUpper(words[i]+words[i+1])))
	}
	for i, word := range words {
		a.joins = append(a.joins, d.code("join "+strings.ToUpper(word)))
		if word == strings.ToLower(word) {
			a.Names |= 1 << i
		}
	}
	return a
}

// tables has room for every code a test may use. Two words are a slip apart
// where slips says so.
func (d desk) tables(slips ...[2]string) (*record.Tables, *Lexicon) {
	const codesMax = 100
	near := make([][]uint32, codesMax)
	for i, slip := range slips {
		for _, word := range slip {
			code := d.code("word " + word)
			near[code] = append(near[code], uint32(i+1))
		}
	}
	tables := &record.Tables{}
	tables.Words.Near = listOf(near)
	lexicon := &Lexicon{
		Word: make([]int32, codesMax), Pair: make([]int32, codesMax), Omitted: 5000,
		Missing: map[record.Code]int32{d.code("word LEEDS"): 100},
		Extra:   map[record.Code]int32{d.code("word LEEDS"): 100},
	}
	for code := range lexicon.Word {
		lexicon.Word[code], lexicon.Pair[code] = 50, 50
	}
	lexicon.Word[d.code("word COLNE")] = 2
	return tables, lexicon
}

func listOf(rows [][]uint32) columns.List {
	list := columns.List{Offsets: []int32{0}}
	for _, row := range rows {
		list.Values = append(list.Values, row...)
		list.Offsets = append(list.Offsets, int32(len(list.Values)))
	}
	return list
}

var cuts = Thresholds{Few: 1000, Some: 6000, Many: 12000, Rare: 10}

func TestWords(t *testing.T) {
	for _, test := range []struct {
		asked, listed string
		want          uint8
		fuzzy         bool
		rare          int32
	}{
		{"ELM ROAD LEEDS", "ELM ROAD LEEDS", WordsAll, false, 50},
		{"LEEDS ROAD ELM", "ELM ROAD LEEDS", WordsAll, false, 50},
		{"ELM ROAD", "ELM ROAD LEEDS", WordsFew, false, 50},
		{"ELM ROAD", "ELM ROAD HAREHILLS", WordsSome, false, 50},
		{"ELM ROAD", "ELM ROAD HAREHILLS SEACROFT", WordsMany, false, 50},
		{"ELM ROAD", "ELM ROAD HAREHILLS SEACROFT BURLEY", WordsCommon, false, 50},
		{"COLNE ROAD", "COLNE ROAD HAREHILLS SEACROFT BURLEY", WordsRare, false, 2},
		{"ELM ROAD", "OAK ROAD", WordsCommon, false, 50},
		{"ELM ROAD", "OAK LANE", WordsNone, false, 0},
		{"", "OAK LANE", WordsNone, false, 0},
		{"ROSEBANK ROAD", "ROSE BANK ROAD", WordsAll, true, 50},
		{"ROSE BANK ROAD", "ROSEBANK ROAD", WordsAll, true, 50},
		{"CONLE ROAD", "COLNE ROAD", WordsAll, true, 2},
		{"OAK ROAD", "OAT ROAD", WordsCommon, false, 50}, // two common words are no slip
	} {
		d := desk{map[string]record.Code{}}
		tables, lexicon := d.tables([2]string{"CONLE", "COLNE"}, [2]string{"OAK", "OAT"})
		c := NewComparer(tables, lexicon, cuts)
		got := c.Compare(d.address(written{words: test.asked}), d.address(written{words: test.listed}))
		if got.Words != test.want || got.Fuzzy != test.fuzzy || got.Rare != test.rare {
			t.Errorf("%q and %q: level %d fuzzy %v rare %d, want %d %v %d", test.asked, test.listed,
				got.Words, got.Fuzzy, got.Rare, test.want, test.fuzzy, test.rare)
		}
	}
}

// A name may stand for another, one word or two for one or two; the other way round
// it may not, and what it costs is little.
func TestAliases(t *testing.T) {
	for _, test := range []struct {
		asked, listed string
		want          uint8
	}{
		{"HARBWR ROAD", "HARBOUR ROAD", WordsFew},
		{"HARBOUR ROAD", "HARBWR ROAD", WordsCommon},
		{"HARBOUR ROAD", "HARBOUR ROAD", WordsAll},
		{"DEWI SANT ROAD", "SAINT DAVID ROAD", WordsFew},
		{"DEWI ROAD SANT", "SAINT DAVID ROAD", WordsCommon},
		{"LLAN ROAD", "CHURCH GREEN ROAD", WordsFew},
		{"LLAN ROAD", "CHURCH ROAD GREEN", WordsCommon},
		{"HARBWR LLAN ROAD", "HARBOUR ROAD CHURCH GREEN", WordsFew},
		{"HARBWR LLAN DEWI SANT ROAD", "HARBOUR ROAD CHURCH GREEN SAINT DAVID", WordsSome},
	} {
		d := desk{map[string]record.Code{}}
		tables, lexicon := d.tables()
		lexicon.Alias = make(map[record.Code][]record.Code)
		for _, pair := range [][2]string{
			{"HARBWR", "HARBOUR"}, {"DEWISANT", "SAINTDAVID"}, {"LLAN", "CHURCHGREEN"},
		} {
			asked := d.code("join " + pair[0])
			lexicon.Alias[asked] = append(lexicon.Alias[asked], d.code("join "+pair[1]))
		}
		c := NewComparer(tables, lexicon, cuts)
		got := c.Compare(d.address(written{words: test.asked}), d.address(written{words: test.listed}))
		if got.Words != test.want || got.Fuzzy {
			t.Errorf("%q and %q: level %d fuzzy %v, want %d", test.asked, test.listed, got.Words,
				got.Fuzzy, test.want)
		}
	}
}

func TestGap(t *testing.T) {
	d := desk{map[string]record.Code{}}
	a := d.address(written{words: "ELM HILL ROAD LEEDS"})
	for hit, want := range map[uint32]record.Code{
		0b1111: 0, 0b1110: d.code("join ELM"), 0b1100: d.code("join ELMHILL"), 0b1010: 0, 0b1000: 0,
		0b0011: d.code("join ROADLEEDS"), 0b0111: d.code("join LEEDS"),
	} {
		if got := a.Gap(hit); got != want {
			t.Errorf("hit %04b: gap %d, want %d", hit, got, want)
		}
	}
}

func TestMatchedWords(t *testing.T) {
	d := desk{map[string]record.Code{}}
	tables, lexicon := d.tables()
	c := NewComparer(tables, lexicon, cuts)
	got := c.MatchedWords(d.address(written{words: "OLD ROSEBANK ROAD"}),
		d.address(written{words: "ROSE BANK ROAD LEEDS"}))
	if want := (Matched{0b110, 0b0111}); got != want {
		t.Errorf("%b, want %b", got, want)
	}
}

func TestIdentifiers(t *testing.T) {
	const digits, letter = 1, 2
	for name, test := range map[string]struct {
		asked, listed written
		want          uint8
	}{
		"unit and number": {written{"3", "12", "ELM ROAD", digits, ""},
			written{"3", "12", "ELM ROAD", digits, ""}, IdentifierUnitNumber},
		"unit, number in a range": {written{"3", "12", "ELM ROAD", digits, ""},
			written{"3", "12 14", "ELM ROAD", digits, ""}, IdentifierUnitRange},
		"unit, building named": {written{"3", "", "rose court ELM ROAD", digits, ""},
			written{"3", "", "rose court ELM ROAD", digits, ""}, IdentifierUnitName},
		"unit, another building": {written{"3", "", "rose court ELM ROAD", digits, ""},
			written{"3", "", "lily court ELM ROAD", digits, ""}, IdentifierNotBuilding},
		"number": {written{"", "12", "ELM ROAD", 0, ""},
			written{"", "12", "ELM ROAD", 0, ""}, IdentifierNumber},
		"number in a range": {written{"", "12", "ELM ROAD", 0, ""},
			written{"", "12 14", "ELM ROAD", 0, ""}, IdentifierNumberRange},
		"named homes": {written{"", "", "rose cottage ELM ROAD", 0, ""},
			written{"", "", "rose cottage ELM ROAD", 0, ""}, IdentifierName},
		"another name": {written{"", "", "rose cottage ELM ROAD", 0, ""},
			written{"", "", "lily cottage ELM ROAD", 0, ""}, IdentifierNothing},
		"whole address equal": {written{"", "", "ELM ROAD", 0, "x"},
			written{"", "", "ELM ROAD", 0, "x"}, IdentifierName},
		"roles exchanged": {written{"", "3", "rose court ELM ROAD", 0, ""},
			written{"3", "", "rose court ELM ROAD", digits, ""}, IdentifierShift},
		"roles exchanged, no building": {written{"", "3", "ELM ROAD", 0, ""},
			written{"3", "", "ELM ROAD", digits, ""}, IdentifierNothing},
		"two numbers about a slash": {written{"12", "3", "ELM ROAD", formSlash, ""},
			written{"3", "12", "ELM ROAD", digits, ""}, IdentifierShift},
		"number on one side": {written{"", "12", "rose cottage ELM ROAD", 0, ""},
			written{"", "", "rose cottage ELM ROAD", 0, ""}, IdentifierNumberName},
		"a street without a street's word, and a named home of it": {
			written{"", "", "bro dawel LEEDS", 0, ""},
			written{"", "63", "rose cottage BRO DAWEL LEEDS", 0, ""}, IdentifierNothing},
		"a named home, and its street alone": {
			written{"", "63", "rose cottage BRO DAWEL LEEDS", 0, ""},
			written{"", "", "bro dawel LEEDS", 0, ""}, IdentifierNothing},
		"room of a house": {written{"2", "12", "ELM ROAD", formRoom, ""},
			written{"", "12", "ELM ROAD", 0, ""}, IdentifierRoom},
		"unit of a house": {written{"2", "12", "ELM ROAD", digits, ""},
			written{"", "12", "ELM ROAD", 0, ""}, IdentifierChild},
		"house of a unit": {written{"", "12", "ELM ROAD", 0, ""},
			written{"2", "12", "ELM ROAD", digits, ""}, IdentifierParent},
		"units of two forms": {written{"A", "12", "ELM ROAD", letter, ""},
			written{"1", "12", "ELM ROAD", digits, ""}, IdentifierTwin},
		"room of a flat of a named block": {written{"1", "61", "fern court", formRoom, ""},
			written{"61", "", "fern court", 1, ""}, IdentifierRoom},
		"room of a flat of a named block with a number": {
			written{"1", "61", "fern court", formRoom, ""},
			written{"61", "5", "fern court ELM ROAD", 1, ""}, IdentifierRoom},
		"room of another block": {written{"1", "61", "fern court", formRoom, ""},
			written{"61", "", "moss court", 1, ""}, IdentifierNothing},
		"room of a house, and a flat of that number": {written{"1", "61", "ELM ROAD", formRoom, ""},
			written{"61", "", "ELM ROAD", 1, ""}, IdentifierNothing},
		"room of a flat, and the flat": {written{"1 3", "12", "ELM ROAD", formRoom, ""},
			written{"3", "12", "ELM ROAD", 1, ""}, IdentifierRoom},
		"room of a flat, and the flat of the room's number": {
			written{"1 3", "12", "ELM ROAD", formRoom, ""},
			written{"1", "12", "ELM ROAD", 1, ""}, IdentifierSibling},
		"room and flat": {written{"2", "12", "ELM ROAD", formRoom, ""},
			written{"2", "12", "ELM ROAD", digits, ""}, IdentifierTwin},
		"a unit named by a word, and more": {written{"FLAT", "12", "GARDEN ELM ROAD", formWords, ""},
			written{"FLAT", "12", "ELM ROAD", formWords, ""}, IdentifierTwin},
		"a unit named by more, and a word": {written{"FLAT", "12", "ELM ROAD", formWords, ""},
			written{"FLAT", "12", "GARDEN ELM ROAD", formWords, ""}, IdentifierTwin},
		"a unit named by a word, town left out": {written{"FLAT", "12", "ELM ROAD", formWords, ""},
			written{"FLAT", "12", "ELM ROAD LEEDS", formWords, ""}, IdentifierUnitNumber},
		"another unit": {written{"3", "12", "ELM ROAD", digits, ""},
			written{"4", "12", "ELM ROAD", digits, ""}, IdentifierSibling},
		"another number": {written{"", "12", "ELM ROAD", 0, ""},
			written{"", "14", "ELM ROAD", 0, ""}, IdentifierOther},
	} {
		d := desk{map[string]record.Code{}}
		tables, lexicon := d.tables()
		c := NewComparer(tables, lexicon, cuts)
		asked, listed := d.address(test.asked), d.address(test.listed)
		got := c.Compare(asked, listed)
		if got.Identifiers != test.want || got.Acceptable() != (test.want <= IdentifierRoom) {
			t.Errorf("%s: level %d, want %d", name, got.Identifiers, test.want)
		}
		if got.Acceptable() && !MayMeet(asked, listed) {
			t.Errorf("%s: acceptable, and left out as hopeless", name)
		}
	}
}

func TestPostcodes(t *testing.T) {
	tables := &record.Tables{}
	p := &tables.Postcodes
	// 1 and 2 share a mask, 1 and 3 a deletion; 4 is in the sector of 1, 5 in its district.
	p.Masks = listOf([][]uint32{{}, {10, 11}, {12, 11}, {13}, {14}, {15}, {16}})
	p.Near = listOf([][]uint32{{}, {20}, {21}, {22, 20}, {23}, {24}, {25}})
	p.Sector = []record.Code{0, 1, 2, 2, 1, 3, 4}
	p.District = []record.Code{0, 1, 2, 2, 1, 1, 2}
	c := NewComparer(tables, &Lexicon{}, cuts)
	for listed, want := range []uint8{PostcodeMissing, PostcodeEqual, PostcodeNear, PostcodeNear,
		PostcodeSector, PostcodeDistrict, PostcodeOther} {
		a, b := &Address{Postcode: 1}, &Address{Postcode: record.Code(listed)}
		if got := c.Compare(a, b).Postcode; got != want {
			t.Errorf("1 and %d: level %d, want %d", listed, got, want)
		}
		if got := c.Compare(b, a).Postcode; got != want {
			t.Errorf("%d and 1: level %d, want %d", listed, got, want)
		}
	}
}

func TestAddressOf(t *testing.T) {
	word := make([]uint32, WordsMax+3)
	join := make([]uint32, 2*len(word)-1)
	for i := range word {
		word[i] = uint32(i + 1)
	}
	for i := range join {
		join[i] = uint32(i + 100)
	}
	entries := &record.Entries{
		Postcode: []record.Code{7, 7}, Full: []record.Code{8, 8}, UnitForm: []uint8{formRoom, 0},
		WordIsName: []uint32{1, 1}, NumRange: []uint8{0, 1}, Unit: listOf([][]uint32{{1}, {}}),
		Num: listOf([][]uint32{{2}, {2, 3}}), IDs: listOf([][]uint32{{1, 2}, {2, 3}}),
		Word: listOf([][]uint32{{5, 6}, word}), Join: listOf([][]uint32{{20, 21, 22}, join}),
	}
	short, long := AddressOf(entries, 0), AddressOf(entries, 1)
	if !slices.Equal(short.Pairs(), []record.Code{20}) || short.single(1) != 22 ||
		short.Class() != ClassRoom || short.IsFlat() || short.Nothing() {
		t.Errorf("%+v is not what the entry shows", short)
	}
	if len(long.Words) != WordsMax || len(long.Pairs()) != WordsMax-1 || long.single(0) != 0 {
		t.Errorf("%d words, %d pairs: beyond the limit", len(long.Words), len(long.Pairs()))
	}
	again := AddressOf(entries, 0)
	if !short.Equal(&again) || short.Hash() != again.Hash() || short.Equal(&long) {
		t.Error("an address must equal itself and no other")
	}
	if short.SameUnitAndNumber(&long) || !short.SharesNumber(&long) {
		t.Error("number 2 is shared, and its unit is not")
	}
}
