package block

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"

	"nfimatch/normalize/record"
)

// The codes of a record that blocking rules and frequencies go by. Each is 0 where the
// record has no such value.
const (
	CodeSurname = iota
	CodeGiven   // a full given name
	CodeSurnameSound
	CodeGivenSound
	CodeSurnameInitial
	CodeGivenInitial
	CodeName // surname and given name in either order, a number of the pair
	CodeSound
	CodeDate // a whole date of birth
	CodeDay
	CodeMonth
	CodeYear
	CodeUnit // postcode
	CodeSector
	CodeDistrict
	CodeAddress
	CodeNumber
	CodeNINO
	CodeUPRN
	CodeTown
	CodeSurnameSketch // see [sketch]
	CodeSurnameSketch2
	CodeGivenSketch
	CodeGivenSketch2
	CodeOwn // the user's columns: those compared for equality, then the texts
)

// sketchesEach is the number of sketches of each name: see [sketch].
const sketchesEach = 2

// People are the records of one or two lists as they are compared: those of the left
// list first, each list in order of line.
type People struct {
	Tables  *record.Tables
	Mention []uint32 // of each record
	Lefts   int      // records of the left list
	Within  bool     // one list is compared with itself
	width   int      // codes of a record
	codes   []record.Code
	Hash    []uint64 // of each record's content
}

// Count is the number of records.
func (p *People) Count() int { return len(p.Mention) }

// Rights is the number of records of the right list.
func (p *People) Rights() int { return len(p.Mention) - p.Lefts }

// PairsAll is the number of pairs that the lists could make.
func (p *People) PairsAll() int64 {
	if p.Within {
		n := int64(p.Lefts)
		return n * (n - 1) / 2
	}
	return int64(p.Lefts) * int64(p.Rights())
}

// Smaller is the number of records of the smaller list: no more can have a partner.
func (p *People) Smaller() int64 {
	if p.Within {
		return int64(p.Lefts)
	}
	return int64(min(p.Lefts, p.Rights()))
}

// Of returns the codes of a record, a view.
func (p *People) Of(who uint32) []record.Code {
	return p.codes[int(who)*p.width : (int(who)+1)*p.width]
}

// Entry returns the row of Entries of a record.
func (p *People) Entry(who uint32) uint32 { return p.Tables.Mentions.Entry[p.Mention[who]] }

// Line returns the data row of a record.
func (p *People) Line(who uint32) uint32 { return p.Tables.Entries.Line[p.Entry(who)] }

// PeopleOf collects the records of the lists. Of an entry that names several persons
// the first is the record: a row of a general list is a person.
func PeopleOf(tables *record.Tables, within bool, exact, texts int) *People {
	p := &People{Tables: tables, Within: within, width: CodeOwn + exact + texts}
	entries := &tables.Entries
	for _, dataset := range []uint8{record.PersonLeft, record.PersonRight} {
		for mention, entry := range tables.Mentions.Entry {
			first := mention == 0 || tables.Mentions.Entry[mention-1] != entry
			if first && entries.Dataset[entry] == dataset {
				p.Mention = append(p.Mention, uint32(mention))
			}
		}
		if dataset == record.PersonLeft {
			p.Lefts = len(p.Mention)
			if within {
				break
			}
		}
	}
	p.fill(rowOfEntry(tables), exact, texts)
	return p
}

// rowOfEntry returns the row of Persons of each entry, from 1; 0 where it has none.
func rowOfEntry(tables *record.Tables) []uint32 {
	rows := make([]uint32, tables.Entries.Len())
	for row, entry := range tables.Persons.Entry {
		rows[entry] = uint32(row + 1)
	}
	return rows
}

// fill writes the codes and content hashes of every record.
func (p *People) fill(rows []uint32, exact, texts int) {
	p.codes = make([]record.Code, len(p.Mention)*p.width)
	p.Hash = make([]uint64, len(p.Mention))
	sketches := sketchesOf(&p.Tables.Names)
	for who := range p.Mention {
		codes := p.Of(uint32(who))
		p.fillName(codes, p.Mention[who], sketches)
		p.fillBirth(codes, p.Mention[who])
		p.fillPlace(codes, p.Entry(uint32(who)))
		if row := rows[p.Entry(uint32(who))]; row != 0 {
			persons := &p.Tables.Persons
			codes[CodeAddress], codes[CodeTown] = persons.Address[row-1], persons.Town[row-1]
			if exact > 0 {
				copy(codes[CodeOwn:], persons.Exact.Row(int(row-1)))
			}
			if texts > 0 {
				copy(codes[CodeOwn+exact:], persons.Text.Row(int(row-1)))
			}
		}
		p.Hash[who] = p.contentHash(codes, p.Mention[who], exact)
	}
	p.numberPairs(CodeName, CodeSurname, CodeGiven)
	p.numberPairs(CodeSound, CodeSurnameSound, CodeGivenSound)
}

func (p *People) fillName(codes []record.Code, mention uint32, sketches [][sketchesEach]uint32) {
	m, names := &p.Tables.Mentions, &p.Tables.Names
	surname, given := m.Surname[mention], m.Given1[mention]
	codes[CodeSurname], codes[CodeSurnameSound] = surname, names.Phonetic[surname]
	codes[CodeSurnameInitial], codes[CodeGivenInitial] = names.Initial[surname], names.Initial[given]
	copy(codes[CodeSurnameSketch:], sketches[surname][:])
	if m.Given1Form[mention] == record.FormFull {
		codes[CodeGiven], codes[CodeGivenSound] = given, names.Phonetic[given]
		copy(codes[CodeGivenSketch:], sketches[given][:])
	}
	codes[CodeNINO] = m.NINO[mention]
}

func (p *People) fillBirth(codes []record.Code, mention uint32) {
	date, d := p.Tables.Mentions.DOB[mention], &p.Tables.Dates
	codes[CodeDay], codes[CodeMonth] = record.Code(d.Day[date]), record.Code(d.Month[date])
	codes[CodeYear] = record.Code(d.Year[date])
	if codes[CodeDay] != 0 && codes[CodeMonth] != 0 && codes[CodeYear] != 0 {
		codes[CodeDate] = date
	}
}

func (p *People) fillPlace(codes []record.Code, entry uint32) {
	e, postcodes := &p.Tables.Entries, &p.Tables.Postcodes
	unit := e.Postcode[entry]
	codes[CodeUnit], codes[CodeUPRN] = unit, e.UPRN[entry]
	codes[CodeSector], codes[CodeDistrict] = postcodes.Sector[unit], postcodes.District[unit]
	if numbers := e.Num.Row(int(entry)); len(numbers) > 0 {
		codes[CodeNumber] = numbers[0]
	}
}

// numberPairs numbers the distinct unordered pairs of two codes, from 1, so that names
// written in either order are equal.
func (p *People) numberPairs(to, a, b int) {
	numbers := make(map[[2]record.Code]record.Code)
	for who := range p.Mention {
		codes := p.Of(uint32(who))
		if codes[a] == 0 || codes[b] == 0 {
			continue
		}
		pair := [2]record.Code{min(codes[a], codes[b]), max(codes[a], codes[b])}
		number := numbers[pair]
		if number == 0 {
			number = record.Code(len(numbers) + 1)
			numbers[pair] = number
		}
		codes[to] = number
	}
}

// contentHash mixes what a record says, by its tokens: codes are arbitrary.
func (p *People) contentHash(codes []record.Code, mention uint32, exact int) (hash uint64) {
	t := p.Tables
	add := func(token record.Token) {
		hash = Mixed(hash ^ binary.LittleEndian.Uint64(token[:8]))
	}
	add(t.Names.Token[codes[CodeSurname]])
	add(t.Names.Token[t.Mentions.Given1[mention]])
	add(t.Names.Token[t.Mentions.Given2[mention]])
	add(t.Dates.Token[t.Mentions.DOB[mention]])
	add(t.Postcodes.Unit[codes[CodeUnit]])
	if len(t.Texts.Token) > 0 {
		add(t.Texts.Token[codes[CodeAddress]])
		for _, code := range codes[CodeOwn+exact:] {
			add(t.Texts.Token[code])
		}
	}
	for _, code := range codes[CodeOwn : CodeOwn+exact] {
		add(t.Tokens.Token[code])
	}
	for _, code := range []int{CodeTown, CodeUPRN, CodeNINO} {
		add(t.Tokens.Token[codes[code]])
	}
	return hash
}

// Drawn returns at most n of the records from and before to: those whose content has the
// smallest hashes, mixed with the hash of them all. It costs a sort of the records.
func (p *People) Drawn(from, to, n int) []uint32 {
	var salt uint64
	for who := from; who < to; who++ {
		salt += p.Hash[who]
	}
	drawn := make([]uint32, 0, to-from)
	for who := from; who < to; who++ {
		drawn = append(drawn, uint32(who))
	}
	if len(drawn) <= n {
		return drawn
	}
	slices.SortFunc(drawn, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(Mixed(p.Hash[a]^salt), Mixed(p.Hash[b]^salt)),
			cmp.Compare(a, b))
	})
	return drawn[:n]
}

// Mixed spreads a hash over its 64 bits: two multiplications by odd constants, high
// bits brought down in between.
func Mixed(hash uint64) uint64 {
	hash = (hash ^ hash>>31) * 0x9E3779B97F4A7C15
	hash = (hash ^ hash>>29) * 0xBF58476D1CE4E5B9
	return hash ^ hash>>32
}

// sketchesOf returns, for each name, the positions of its filter that come first in
// each of a few fixed orders. Two names that share most of their bigrams share a
// sketch more often than not, so equality of a sketch survives a misread letter.
//
// Source: A. Z. Broder, "On the resemblance and containment of documents", 1997.
func sketchesOf(names *record.Names) [][sketchesEach]uint32 {
	sketches := make([][sketchesEach]uint32, len(names.Bits))
	for name := range names.Bits {
		for k := range sketchesEach {
			sketches[name][k] = sketch(&names.Bits[name], uint64(k))
		}
	}
	return sketches
}

func sketch(filter *record.Filter, order uint64) uint32 {
	least, first := uint64(math.MaxUint64), uint32(0)
	for position := range uint64(len(filter) * 64) {
		if filter[position/64]&(1<<(position%64)) == 0 {
			continue
		}
		if rank := Mixed(order<<32 | position); rank < least {
			least, first = rank, uint32(position+1)
		}
	}
	return first
}

// Both tells whether some record of each list has something.
func (p *People) Both(has func(who uint32) bool) bool {
	var sides [2]bool
	for who := range uint32(p.Count()) {
		if has(who) {
			side := 0
			if int(who) >= p.Lefts {
				side = 1
			}
			sides[side] = true
		}
	}
	return sides[0] && (sides[1] || p.Within)
}
