// Package record holds the tables that leave normalize: entries, the persons
// they name, the facts the rules read, and the value tables that hold each
// distinct value once. No table holds a name, an address or a reference: only
// keyed tokens, keyed filters, small classes and dates.
//
//	entry ──< mention          one source row, and the persons it names
//	entry ──1 account | elector | claim | death   the facts of its dataset
//	entry ──1 person           what a general list of people has beyond a council's files
//	entry ──< merged           further source rows that are part of it
//	entry, mention, person ──> names, words, texts, postcodes, dates, tokens   codes into values
//
// A code is a row number of a value table; row 0 of every value table is the
// missing value, so code 0 means missing. Codes are arbitrary: nothing may be
// ordered, sampled or decided by a code. Order is (dataset, line, ordinal).
package record

import (
	"nfimatch/extract/columns"
	"nfimatch/extract/retention"
)

// Version is the version of the tables' layout, written in their metadata.
//
//	1: first layout
//	2: table merged
//	3: tables person and texts; parts of a date may be unknown
//	4: lasting tokens of electors without a day of registration
//	5: marks tell a cut given name from a cut surname, and that names were left out
//	6: table death; day on which a discount was last reviewed
const Version = 6

// A Token is HMAC-SHA-256 of a canonical value and its field, cut to 128 bits.
type Token [16]byte

// A Filter is the keyed Bloom filter of a name: 512 bits, little-endian words.
type Filter [8]uint64

// A Code is a row number of a value table; 0 is the missing value.
type Code = uint32

// Datasets, as Entries.Dataset holds them; the numbers are those of row.Dataset.
const (
	CouncilTax        uint8 = 1
	ElectoralRegister uint8 = 2
	CTR               uint8 = 3
	PersonLeft        uint8 = 4 // a general list of people; of two lists the left one
	PersonRight       uint8 = 5
	Deaths            uint8 = 6
)

// DatasetMax is the highest number of a dataset.
const DatasetMax = Deaths

// Teaches reports whether matching may learn from the entries of a dataset. Deaths are
// placed and compared, and teach nothing: a file of them moves no weight, and no placement
// and no pair of anybody else.
func Teaches(dataset uint8) bool { return dataset != Deaths }

// Roles of a mention: what the row calls the person.
const (
	RoleLiable       uint8 = iota + 1 // first liable person of the account
	RoleLiable2                       // second liable person, in fields of their own
	RoleJoint                         // further person in the same name field
	RoleRecorded                      // adult recorded on the account, not liable
	RoleElector                       // elector
	RoleClaimant                      // claimant of council tax reduction
	RolePartner                       // the claimant's partner
	RoleNondependant                  // another adult of the claim's household
	RolePerson                        // the person of a row of a general list
	RoleDeceased                      // somebody who has died
)

// Forms of a given name; the levels of its comparison are conditional on both.
const (
	FormNone    uint8 = iota // no given name
	FormInitial              // one letter
	FormFull                 // a name
)

// Sexes, from titles and, in general lists, a column of their own. Unknown is normal.
const (
	SexUnknown uint8 = iota
	SexMale
	SexFemale
)

// Ages of a mention at the run's as-of date. A person without a known date is
// AgeUnknown, and counted as an adult unless a marker says young.
const (
	AgeUnknown uint8 = iota
	AgeAdult
	AgeMinor
)

// Marks of a mention, a bit set.
const (
	MarkCut        uint8 = 1 << iota // the given name may be cut at a fixed width
	MarkJointTitle                   // known only from a joint title (MR & MRS)
	MarkDisregard                    // recorded with a disregard from the count
	MarkFurther                      // the row of a general list names others too, who are left out
	MarkCutSurname                   // the surname may be cut at a fixed width
	MarkMoreNames                    // given names follow the second, which are not kept
	MarkSyllabic                     // the given names are one of two syllables, as in Chinese
	MarkAlias                        // the given name is of another language than the surname
)

// Entries are the source rows that were kept, in (dataset, line) order.
type Entries struct {
	Dataset    []uint8      `nfi:"dataset"`
	Line       []uint32     `nfi:"line"`  // data row from 1, over all parts of the dataset
	Terms      []uint16     `nfi:"terms"` // row of Terms, strictest of its rows; 0 cannot be built
	UPRN       []Code       `nfi:"uprn"`  // tokens
	Postcode   []Code       `nfi:"postcode"`
	Full       []Code       `nfi:"full"`      // tokens: unit, numbers, words sorted, postcode
	Unit       columns.List `nfi:"unit"`      // tokens, in one token space with Num
	UnitForm   []uint8      `nfi:"unit_form"` // how the unit is written, not its value
	Num        columns.List `nfi:"num"`       // tokens: building number; a range as its members
	NumRange   []uint8      `nfi:"num_range"` // 1 where Num is a range
	IDs        columns.List `nfi:"ids"`       // tokens: identifiers in order, without roles
	Word       columns.List `nfi:"word"`      // words, in order
	WordIsName []uint32     `nfi:"word_is_name"`
	Join       columns.List `nfi:"join"` // tokens: each two neighbouring words joined
}

// Len returns the number of entries.
func (e *Entries) Len() int { return len(e.Line) }

// Mentions are the persons that entries name, in (dataset, line, ordinal) order.
type Mentions struct {
	Entry      []uint32 `nfi:"entry"` // row of Entries
	Ordinal    []uint8  `nfi:"ordinal"`
	Role       []uint8  `nfi:"role"`
	Surname    []Code   `nfi:"surname"` // names
	Given1     []Code   `nfi:"given1"`  // names
	Given2     []Code   `nfi:"given2"`  // names
	Given1Form []uint8  `nfi:"given1_form"`
	Given2Form []uint8  `nfi:"given2_form"`
	Sex        []uint8  `nfi:"sex"`
	Generation []uint8  `nfi:"generation"`
	Age        []uint8  `nfi:"age"`
	Marks      []uint8  `nfi:"marks"`
	DOB        []Code   `nfi:"dob"`  // dates
	NINO       []Code   `nfi:"nino"` // tokens
}

// Len returns the number of mentions.
func (m *Mentions) Len() int { return len(m.Entry) }

// Discount classes, coarse after reading.
const (
	DiscountNone uint8 = iota
	DiscountSinglePerson
	DiscountOther
)

// Exemption classes, coarse after reading.
const (
	ExemptionNone uint8 = iota
	ExemptionEmpty
	ExemptionSecondHome
	ExemptionOther
)

// Holders of an account: what its name fields hold.
const (
	HolderPersons uint8 = iota
	HolderNobody
	HolderOccupier
	HolderCompany
	HolderEstate
)

// Answers of a yes-or-no field that may be blank.
const (
	AnswerUnknown uint8 = iota
	AnswerYes
	AnswerNo
)

// Accounts are the facts of the council tax entries, in entry order.
type Accounts struct {
	Entry            []uint32         `nfi:"entry"`
	Account          []Code           `nfi:"account"` // tokens
	Holder           []uint8          `nfi:"holder"`
	Discount         []uint8          `nfi:"discount"`
	Disregard        []uint8          `nfi:"disregard"`       // 1 where one is recorded
	DisregardShare   []uint8          `nfi:"disregard_share"` // per cent off: 0, 25, 50
	Exemption        []uint8          `nfi:"exemption"`
	From             []retention.Date `nfi:"from,null"`
	To               []retention.Date `nfi:"to,null"`
	GrossPence       []int64          `nfi:"gross_pence"`    // a year's tax before discount; 0 unknown
	DiscountPence    []int64          `nfi:"discount_pence"` // amount taken off; 0 unknown
	Band             []uint8          `nfi:"band"`           // 'A'…'I', 0 unknown
	Benefit          []uint8          `nfi:"benefit"`
	BillingElsewhere []uint8          `nfi:"billing_elsewhere"`
	Since            []retention.Date `nfi:"account_since,null"`
	Reviewed         []retention.Date `nfi:"discount_reviewed,null"` // day a resident last answered
}

// Statuses of an elector.
const (
	ElectorOrdinary   uint8 = iota
	ElectorAttainer         // reaches 18 on AdultOn
	ElectorYoungNoDay       // a young marker without a date: not counted as an adult
)

// Electors are the facts of the register entries, in entry order.
type Electors struct {
	Entry      []uint32         `nfi:"entry"`
	Status     []uint8          `nfi:"status"`
	AdultOn    []retention.Date `nfi:"adult_on,null"`   // day of reaching 18, where the register tells
	Registered []retention.Date `nfi:"registered,null"` // day the entry was added
	// Where that day is not known, the entry's tokens under the continuity key, else none:
	// by them it is found in registers of other exercises. They are in no file but the
	// ledger of first-seen days.
	Lasting []Token `nfi:"lasting"` // of the full name and the whole address
	Namely  []Token `nfi:"namely"`  // of the given name and the UPRN, else the whole address
}

// Claims are the facts of the council tax reduction entries, in entry order.
type Claims struct {
	Entry         []uint32         `nfi:"entry"`
	Claim         []Code           `nfi:"claim"`   // tokens
	Account       []Code           `nfi:"account"` // tokens
	From          []retention.Date `nfi:"from,null"`
	To            []retention.Date `nfi:"to,null"`
	Partner       []uint8          `nfi:"partner"`       // 1 where the claim names one
	Nondependants []uint8          `nfi:"nondependants"` // number of other adults
	WeeklyPence   []int64          `nfi:"weekly_pence"`
	Passported    []uint8          `nfi:"passported"`
}

// DeathTable holds the facts of the entries of people who have died, in entry order.
type DeathTable struct {
	Entry []uint32         `nfi:"entry"`
	Died  []retention.Date `nfi:"died"`
}

// Persons are what the entries of general lists have beyond those of a council's
// files, in entry order. Exact and Text have one code for each column of their
// kind that the user named, in the order of the names, 0 where the row has none.
type Persons struct {
	Entry   []uint32     `nfi:"entry"`
	Address []Code       `nfi:"address"` // texts: all of the address but its postcode
	Town    []Code       `nfi:"town"`    // tokens
	Exact   columns.List `nfi:"exact"`   // tokens: compared for equality only
	Text    columns.List `nfi:"text"`    // texts: compared for likeness
}

// Len returns the number of persons.
func (p *Persons) Len() int { return len(p.Entry) }

// Merged are the rows that were not kept because they are part of an entry: the
// further rows of an account, and rows identical to one before. They are in order
// of entry and then line, each line after its entry's own.
type Merged struct {
	Entry []uint32 `nfi:"entry"` // row of Entries
	Line  []uint32 `nfi:"line"`  // data row, of the entry's dataset
}

// Len returns the number of merged rows.
func (m *Merged) Len() int { return len(m.Entry) }

// Names is the one value table of surnames and given names, so that a swap of
// the two is visible.
type Names struct {
	Token    []Token      `nfi:"token"`
	Bits     []Filter     `nfi:"bits"`     // under the continuity key
	Ones     []uint16     `nfi:"ones"`     // set bits of Bits
	Letters  []uint8      `nfi:"letters"`  // length in letters, at most 255
	Phonetic []Code       `nfi:"phonetic"` // tokens
	Initial  []Code       `nfi:"initial"`  // names: the one-letter name it begins with
	Halves   columns.List `nfi:"halves"`   // names: of a double-barrelled name
	Family   columns.List `nfi:"family"`   // tokens: nickname and variant classes, never merged
}

// Words is the value table of address words.
type Words struct {
	Token []Token      `nfi:"token"`
	Kind  []uint8      `nfi:"kind"`
	Near  columns.List `nfi:"near"` // tokens: the word with one letter left out
}

// Texts is the value table of texts that are neither a name nor looked into: an
// address as a whole, and the columns that a user asks to be compared fuzzily.
type Texts struct {
	Token []Token  `nfi:"token"`
	Bits  []Filter `nfi:"bits"` // under the continuity key
	Ones  []uint16 `nfi:"ones"` // set bits of Bits
}

// Postcodes is the value table of full postcodes.
type Postcodes struct {
	Unit     []Token      `nfi:"unit"`
	Sector   []Code       `nfi:"sector"`   // tokens
	District []Code       `nfi:"district"` // tokens
	Masks    columns.List `nfi:"masks"`    // tokens: one position hidden
	Near     columns.List `nfi:"near"`     // tokens: one character left out
}

// Dates is the value table of dates of birth. Parts are numbers under a keyed
// permutation, so that they can be compared and not read; Before and After are
// the parts of the neighbouring day, month and year. A part is 0 where the date
// tells it not: general lists may know the year alone.
type Dates struct {
	Token       []Token  `nfi:"token"`
	Day         []uint16 `nfi:"day"`
	DayBefore   []uint16 `nfi:"day_before"`
	DayAfter    []uint16 `nfi:"day_after"`
	Month       []uint16 `nfi:"month"`
	MonthBefore []uint16 `nfi:"month_before"`
	MonthAfter  []uint16 `nfi:"month_after"`
	Year        []uint16 `nfi:"year"`
	YearBefore  []uint16 `nfi:"year_before"`
	YearAfter   []uint16 `nfi:"year_after"`
}

// Tokens is the value table of everything else that is only compared for
// equality: references, UPRNs, identifiers, joins, deletions, phonetic keys.
// Its tokens are separated by field: equal codes mean the same value of the
// same field.
type Tokens struct {
	Token []Token `nfi:"token"`
}

// Tables are the tables of one run.
type Tables struct {
	Entries   Entries
	Mentions  Mentions
	Accounts  Accounts
	Electors  Electors
	Claims    Claims
	Persons   Persons
	Deaths    DeathTable
	Merged    Merged
	Names     Names
	Words     Words
	Texts     Texts
	Postcodes Postcodes
	Dates     Dates
	Tokens    Tokens
	Terms     *retention.Register
	Meta      map[string]string // the metadata every table of the run carries
}

// Each calls visit with the name and the address of every table, in a fixed
// order, and stops at the first error.
func (t *Tables) Each(visit func(name string, table any) error) error {
	for _, table := range []struct {
		name string
		at   any
	}{
		{"entry", &t.Entries}, {"mention", &t.Mentions}, {"account", &t.Accounts},
		{"elector", &t.Electors}, {"claim", &t.Claims}, {"person", &t.Persons},
		{"death", &t.Deaths}, {"merged", &t.Merged},
		{"names", &t.Names}, {"words", &t.Words}, {"texts", &t.Texts},
		{"postcodes", &t.Postcodes}, {"dates", &t.Dates}, {"tokens", &t.Tokens},
	} {
		if err := visit(table.name, table.at); err != nil {
			return err
		}
	}
	return nil
}
