package name

import (
	"unicode/utf8"

	"nfimatch/normalize/canon"
)

// Form says how much of a given name is known; comparisons depend on it.
type Form uint8

// Forms of a given name.
const (
	FormNone    Form = iota // no given name
	FormInitial             // one letter
	FormFull                // a name
)

// FormOf returns the form of a canonical given name.
func FormOf(given string) Form { return Form(min(len(given), int(FormFull))) }

// Sex is what a title says; unknown is normal.
type Sex uint8

// Sexes.
const (
	SexUnknown Sex = iota
	Male
	Female
)

// Generation is what a suffix (Jr, Snr, III) says; unknown is normal.
type Generation uint8

// Generations.
const (
	GenerationUnknown Generation = iota
	Junior
	Senior
	Second
	Third
	Fourth
)

// A Person is one person whom a name field names, in canonical form: names are
// A to Z, and a hyphen stands between the halves of a double-barrelled surname, and
// between two syllables that follow another given name: KELVIN and WAI-MAN, so that
// they are kept together. Any part may be empty.
type Person struct {
	Surname        string // particles joined: VANDERBERG, OBRIEN, MCDONALD, ALHASSAN
	Given1, Given2 string // a hyphen divides: JEAN-PAUL is JEAN and PAUL; but see Syllabic
	Form           Form   // of Given1
	Sex            Sex
	Generation     Generation
	More           bool // further given names follow, which are not kept
	Syllabic       bool // the given names are one of two syllables: WAI MAN, beside LAM
	Alias          bool // Given1 is of another language than Surname, which is a syllable
	Cut            bool // the source may have cut Given1: only its beginning is sure
	CutSurname     bool // the same of Surname
	JointTitle     bool // known from a joint title alone: MR & MRS, & PARTNER
}

// Holder is what name fields hold. Only HolderPersons has persons.
type Holder uint8

// Holders.
const (
	HolderPersons  Holder = iota
	HolderNobody          // blank
	HolderOccupier        // THE OCCUPIER, OWNER, VACANT
	HolderCompany         // company, landlord, charity, council, T/A
	HolderEstate          // EXORS OF, DECD: the person named has died
)

// Parsed is what Parse read.
type Parsed struct {
	Holder  Holder
	Persons []Person // in the order written
}

// PersonsMax is the most persons read from one set of name fields; what a
// longer list names beyond it is not read.
const PersonsMax = 16

// WidthsDefault are the field widths, in characters, at which a value is taken
// as possibly cut: 32 is the width of a widely used council tax name field.
var WidthsDefault = []int{32}

// Parse reads the persons that the name fields of one row name, by
// ParseCutAt with WidthsDefault.
func (r *Reader) Parse(title, forename, middle, surname string) Parsed {
	return r.ParseCutAt(WidthsDefault, title, forename, middle, surname)
}

// ParseCutAt reads the persons that the name fields of one row name; any field
// may be blank, and one field may hold the whole name of several persons:
//
//	MR & MRS J SMITH          J SMITH, a man; SMITH, a woman known by the title alone
//	SMITH J & PATEL R         surname first, since initials end each part
//	COOKE,MS NADY             surname before the comma
//	JOHN & MARY SMITH         a given name alone takes the other's surname
//	MR J SMITH MRS P SMITH    a title begins the next person, if one began the first
//	SMITH J MR                a title may be last
//	CHAN TAI MAN, PETER       two syllables are of one given name: PETER and TAI-MAN
//
// Without a comma or final initials the surname is last. Honours, degrees and
// what stands in brackets or after NEE and AKA are dropped; generations are kept.
// A name of one word is a surname. A value as long as one of the widths may be
// cut: its last word is marked, and a surname that was cut off is left blank.
//
// A company, an estate and an occupier give no persons. Common input costs about
// a microsecond and one allocation, for Persons.
func (r *Reader) ParseCutAt(widths []int, title, forename, middle, surname string) Parsed {
	fields := nameRow{words: r.words}
	fields.cutGiven = isCut(widths, forename) || isCut(widths, middle)
	fields.cutSurname = isCut(widths, surname)
	room := fields.room[:0]
	var ends [nameFields]int
	for i, text := range [nameFields]string{title, forename, middle, surname} {
		room = r.words.appendTokens(room, canon.Blank(text))
		ends[i] = len(room)
	}
	fields.title, fields.forename = room[:ends[0]:ends[0]], room[ends[0]:ends[1]:ends[1]]
	fields.middle, fields.surname = room[ends[1]:ends[2]:ends[2]], room[ends[2]:]
	if holder := holderOf(room); holder != HolderPersons {
		return Parsed{Holder: holder}
	}
	persons := fields.read()
	if len(persons) == 0 {
		return Parsed{Holder: HolderNobody}
	}
	for i := range persons {
		persons[i].Alias = r.isAlias(&persons[i])
	}
	return Parsed{Persons: persons}
}

func isCut(widths []int, text string) bool {
	for _, width := range widths {
		if len(text) >= width && utf8.RuneCountInString(text) == width {
			return true
		}
	}
	return false
}

// holderOf decides from all words of the row.
func holderOf(tokens []nameToken) Holder {
	words, companyWords, occupiers := 0, 0, 0
	onlyOccupier, onlyUnknown := true, true
	for i := range tokens {
		token := &tokens[i]
		if token.kind != tokenWord {
			continue
		}
		if isEstate(tokens, i) {
			return HolderEstate
		}
		if token.is(wordCompany) {
			return HolderCompany
		}
		if token.is(wordCompanyWord) {
			companyWords++
		}
		if token.is(wordOccupier) {
			occupiers++
		} else if !token.is(wordOccupierWord) {
			onlyOccupier = false
		}
		if !token.is(wordTitle) && token.text != "UNKNOWN" { // MR UNKNOWN
			onlyUnknown = false
		}
		words++
	}
	switch {
	case words == 0 || onlyUnknown:
		return HolderNobody
	case onlyOccupier && occupiers > 0:
		return HolderOccupier
	case companyWords > 1 || companyWords == 1 && isCompanySaint(tokens):
		return HolderCompany
	}
	return HolderPersons
}

// isEstate reads the forms that take more than one word: THE LATE, ESTATE OF,
// PERS REPS.
func isEstate(tokens []nameToken, i int) bool {
	if tokens[i].is(wordEstate) {
		return true
	}
	next := ""
	if i+1 < len(tokens) {
		next = tokens[i+1].text
	}
	switch tokens[i].text {
	case "LATE":
		return next != "" && (i == 0 || tokens[i-1].text == "THE")
	case "DEC":
		return tokens[i].has(tokenAside)
	case "ESTATE":
		return next == "OF"
	case "PERS", "PERSONAL":
		return next == "REPS" || next == "REP" || next == "REPRESENTATIVES" ||
			next == "REPRESENTATIVE"
	}
	return false
}

// isCompanySaint reads ST MARYS CHURCH, beside which J ST JOHN is a person.
func isCompanySaint(tokens []nameToken) bool {
	last := tokens[len(tokens)-1]
	return (tokens[0].text == "ST" || tokens[0].text == "SAINT") && last.is(wordCompanyWord)
}

const (
	nameFields     = 4
	nameTokensRoom = 16 // words read without an allocation
)

// A nameRow holds the words of one row, by field.
type nameRow struct {
	words                            lexicon
	title, forename, middle, surname []nameToken
	cutGiven, cutSurname             bool // what the width of the fields may have cut
	room                             [nameTokensRoom]nameToken
	parts                            [4]namePart
}

// read makes the persons. One field that holds everything is read as parts
// divided by its joints; so are separate fields when one of them has a joint.
func (r *nameRow) read() []Person {
	parts := r.parts[:0]
	switch {
	case !hasWord(r.surname):
		parts = r.words.appendParts(parts, append(clip(r.forename), r.middle...), false)
		parts = cutLast(titledParts(r.title, parts), r.cutGiven)
	case !hasWord(r.forename) && !hasWord(r.middle):
		parts = r.words.appendParts(parts, r.surname, true)
		parts = cutLast(titledParts(r.title, parts), r.cutSurname)
	case !hasJoint(r.title) && !hasJoint(r.forename) && !hasJoint(r.surname):
		parts = r.cutFields(append(parts, r.simple()))
	default:
		parts = r.cutFields(titledParts(r.title, r.zipped(parts)))
	}
	return combine(parts)
}

// simple reads separate fields of one person.
func (r *nameRow) simple() namePart {
	part := r.words.readSurnameField(r.surname)
	part.readGiven(r.forename)
	part.setGiven(wordsOf(r.middle))
	if hasWord(r.title) {
		part.takeTitleField(r.title)
	}
	part.named = true
	return part
}

// zipped reads separate fields of several persons: the first forename goes with
// the first surname, and the last surname serves all forenames after it.
func (r *nameRow) zipped(parts []namePart) []namePart {
	surnames, forenames := split(r.surname), split(r.forename)
	for i := range max(len(surnames), len(forenames)) {
		if i >= max(len(forenames), 1) {
			parts = append(parts, r.words.readPart(surnames[i], true))
			continue
		}
		part := r.words.readSurnameField(surnames[min(i, len(surnames)-1)])
		if i >= len(surnames) {
			part.titled, part.sex = false, SexUnknown // they are of the person before
		}
		if i < len(forenames) {
			part.readGiven(forenames[i])
		}
		if i == 0 {
			part.setGiven(wordsOf(r.middle))
		}
		part.named = part.given1 != "" || !part.titled
		parts = append(parts, part)
	}
	return parts
}

func hasWord(tokens []nameToken) bool { return hasKind(tokens, tokenWord) }

func hasJoint(tokens []nameToken) bool { return hasKind(tokens, tokenAnd) }

func hasKind(tokens []nameToken, kind tokenKind) bool {
	for i := range tokens {
		if tokens[i].kind == kind {
			return true
		}
	}
	return false
}

func clip(tokens []nameToken) []nameToken { return tokens[:len(tokens):len(tokens)] }
