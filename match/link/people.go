package link

import (
	"encoding/binary"
	"math"

	"nfimatch/normalize/record"
)

// The codes of a record that blocking rules and frequencies go by. Each is 0 where the
// record has no such value.
const (
	codeSurname = iota
	codeGiven   // a full given name
	codeSurnameSound
	codeGivenSound
	codeSurnameInitial
	codeGivenInitial
	codeName // surname and given name in either order, a number of the pair
	codeSound
	codeDate // a whole date of birth
	codeDay
	codeMonth
	codeYear
	codeUnit // postcode
	codeSector
	codeDistrict
	codeAddress
	codeNumber
	codeNINO
	codeUPRN
	codeTown
	codeSurnameSketch // see [sketch]
	codeSurnameSketch2
	codeGivenSketch
	codeGivenSketch2
	codeOwn // the user's columns: those compared for equality, then the texts
)

// sketchesEach is the number of sketches of each name: see [sketch].
const sketchesEach = 2

// people are the records of one or two lists as they are compared: those of the left
// list first, each list in order of line.
type people struct {
	tables  *record.Tables
	mention []uint32 // of each record
	lefts   int      // records of the left list
	within  bool     // one list is compared with itself
	width   int      // codes of a record
	codes   []record.Code
	hash    []uint64 // of each record's content
}

func (p *people) count() int { return len(p.mention) }

func (p *people) rights() int { return len(p.mention) - p.lefts }

// pairsAll is the number of pairs that the lists could make.
func (p *people) pairsAll() int64 {
	if p.within {
		n := int64(p.lefts)
		return n * (n - 1) / 2
	}
	return int64(p.lefts) * int64(p.rights())
}

// smaller is the number of records of the smaller list: no more can have a partner.
func (p *people) smaller() int64 {
	if p.within {
		return int64(p.lefts)
	}
	return int64(min(p.lefts, p.rights()))
}

// of returns the codes of a record, a view.
func (p *people) of(who uint32) []record.Code {
	return p.codes[int(who)*p.width : (int(who)+1)*p.width]
}

// entry returns the row of Entries of a record.
func (p *people) entry(who uint32) uint32 { return p.tables.Mentions.Entry[p.mention[who]] }

// line returns the data row of a record.
func (p *people) line(who uint32) uint32 { return p.tables.Entries.Line[p.entry(who)] }

// peopleOf collects the records of the lists. Of an entry that names several persons
// the first is the record: a row of a general list is a person.
func peopleOf(tables *record.Tables, within bool, exact, texts int) *people {
	p := &people{tables: tables, within: within, width: codeOwn + exact + texts}
	entries := &tables.Entries
	for _, dataset := range []uint8{record.PersonLeft, record.PersonRight} {
		for mention, entry := range tables.Mentions.Entry {
			first := mention == 0 || tables.Mentions.Entry[mention-1] != entry
			if first && entries.Dataset[entry] == dataset {
				p.mention = append(p.mention, uint32(mention))
			}
		}
		if dataset == record.PersonLeft {
			p.lefts = len(p.mention)
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
func (p *people) fill(rows []uint32, exact, texts int) {
	p.codes = make([]record.Code, len(p.mention)*p.width)
	p.hash = make([]uint64, len(p.mention))
	sketches := sketchesOf(&p.tables.Names)
	for who := range p.mention {
		codes := p.of(uint32(who))
		p.fillName(codes, p.mention[who], sketches)
		p.fillBirth(codes, p.mention[who])
		p.fillPlace(codes, p.entry(uint32(who)))
		if row := rows[p.entry(uint32(who))]; row != 0 {
			persons := &p.tables.Persons
			codes[codeAddress], codes[codeTown] = persons.Address[row-1], persons.Town[row-1]
			if exact > 0 {
				copy(codes[codeOwn:], persons.Exact.Row(int(row-1)))
			}
			if texts > 0 {
				copy(codes[codeOwn+exact:], persons.Text.Row(int(row-1)))
			}
		}
		p.hash[who] = p.contentHash(codes, p.mention[who], exact)
	}
	p.numberPairs(codeName, codeSurname, codeGiven)
	p.numberPairs(codeSound, codeSurnameSound, codeGivenSound)
}

func (p *people) fillName(codes []record.Code, mention uint32, sketches [][sketchesEach]uint32) {
	m, names := &p.tables.Mentions, &p.tables.Names
	surname, given := m.Surname[mention], m.Given1[mention]
	codes[codeSurname], codes[codeSurnameSound] = surname, names.Phonetic[surname]
	codes[codeSurnameInitial], codes[codeGivenInitial] = names.Initial[surname], names.Initial[given]
	copy(codes[codeSurnameSketch:], sketches[surname][:])
	if m.Given1Form[mention] == record.FormFull {
		codes[codeGiven], codes[codeGivenSound] = given, names.Phonetic[given]
		copy(codes[codeGivenSketch:], sketches[given][:])
	}
	codes[codeNINO] = m.NINO[mention]
}

func (p *people) fillBirth(codes []record.Code, mention uint32) {
	date, d := p.tables.Mentions.DOB[mention], &p.tables.Dates
	codes[codeDay], codes[codeMonth] = record.Code(d.Day[date]), record.Code(d.Month[date])
	codes[codeYear] = record.Code(d.Year[date])
	if codes[codeDay] != 0 && codes[codeMonth] != 0 && codes[codeYear] != 0 {
		codes[codeDate] = date
	}
}

func (p *people) fillPlace(codes []record.Code, entry uint32) {
	e, postcodes := &p.tables.Entries, &p.tables.Postcodes
	unit := e.Postcode[entry]
	codes[codeUnit], codes[codeUPRN] = unit, e.UPRN[entry]
	codes[codeSector], codes[codeDistrict] = postcodes.Sector[unit], postcodes.District[unit]
	if numbers := e.Num.Row(int(entry)); len(numbers) > 0 {
		codes[codeNumber] = numbers[0]
	}
}

// numberPairs numbers the distinct unordered pairs of two codes, from 1, so that names
// written in either order are equal.
func (p *people) numberPairs(to, a, b int) {
	numbers := make(map[[2]record.Code]record.Code)
	for who := range p.mention {
		codes := p.of(uint32(who))
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
func (p *people) contentHash(codes []record.Code, mention uint32, exact int) (hash uint64) {
	t := p.tables
	add := func(token record.Token) {
		hash = mixed(hash ^ binary.LittleEndian.Uint64(token[:8]))
	}
	add(t.Names.Token[codes[codeSurname]])
	add(t.Names.Token[t.Mentions.Given1[mention]])
	add(t.Names.Token[t.Mentions.Given2[mention]])
	add(t.Dates.Token[t.Mentions.DOB[mention]])
	add(t.Postcodes.Unit[codes[codeUnit]])
	if len(t.Texts.Token) > 0 {
		add(t.Texts.Token[codes[codeAddress]])
	}
	for _, code := range codes[codeOwn : codeOwn+exact] {
		add(t.Tokens.Token[code])
	}
	add(t.Tokens.Token[codes[codeNINO]])
	return hash
}

// mixed spreads a hash over its 64 bits: two multiplications by odd constants, high
// bits brought down in between.
func mixed(hash uint64) uint64 {
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
		if rank := mixed(order<<32 | position); rank < least {
			least, first = rank, uint32(position+1)
		}
	}
	return first
}
