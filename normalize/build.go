package normalize

import (
	"strings"

	"nfimatch/extract/retention"
	"nfimatch/extract/row"
	"nfimatch/normalize/canon"
	"nfimatch/normalize/canon/address"
	"nfimatch/normalize/canon/name"
	"nfimatch/normalize/record"
	"nfimatch/normalize/token"
)

// A builder writes coded rows into the tables. Rows of one account become one
// entry, identical rows of the other datasets become one; the rows of an
// account that contradict each other are all set aside, so that the outcome
// does not depend on which of them came first.
type builder struct {
	options  Options
	in       *interner
	tables   *record.Tables
	summary  Summary
	accounts map[record.Code]int    // entry of each account reference
	trimmed  map[string]record.Code // account by its reference without leading zeros
	seen     map[record.Code]int    // entry of each whole row but council tax
	merged   map[int][]rowPlace     // the further rows of an entry
	clashing map[int]string         // entries whose rows contradict each other: the rule broken
	places   []rowPlace             // of each entry's first row
	electors []electorDate          // what the register's date column held
	scratch  []record.Code

	firstMention []int         // row of each entry's first mention, if it has one
	later        map[int][]int // mentions merged into an entry that was not the last one

	lasting *token.Tokeniser // of electors, over exercises
}

type rowPlace struct {
	place row.Place
	line  row.Line
}

// An electorDate waits until the whole column tells what its dates are.
type electorDate struct {
	entry, mention int // mention -1 where the row names nobody
	date           retention.Date
	marker         marker
}

func newBuilder(options Options, readers readers) *builder {
	tables := &record.Tables{Terms: options.Terms, Meta: options.Meta}
	return &builder{
		options: options, tables: tables, in: newInterner(options.Ring, readers.names, tables),
		accounts: make(map[record.Code]int), seen: make(map[record.Code]int),
		trimmed: make(map[string]record.Code), later: make(map[int][]int),
		merged: make(map[int][]rowPlace), clashing: make(map[int]string),
		summary: Summary{Counts: make(map[row.Dataset]row.Counts),
			OddBirths: make(map[row.Dataset]int), FurtherPersons: make(map[row.Dataset]int)},
		lasting: options.Ring.Lasting(useFirstSeen),
	}
}

// add writes the rows of one batch.
func (b *builder) add(dataset row.Dataset, terms retention.TermsID, rows []parsedRow) {
	counts := b.summary.Counts[dataset]
	for i := range rows {
		parsed := &rows[i]
		counts.Read++
		if parsed.fault != nil {
			if parsed.fault.Fate == row.SetAside {
				counts.SetAside++
			} else {
				counts.Rejected++
			}
			b.summary.Faults = append(b.summary.Faults, *parsed.fault)
			continue
		}
		if entry, found := b.earlier(dataset, parsed); found {
			counts.Merged++
			b.merge(entry, terms, parsed)
			continue
		}
		counts.Kept++
		b.entry(dataset, terms, parsed)
	}
	b.summary.Counts[dataset] = counts
}

// earlier returns the entry that a row is part of: that of its account, or of
// an identical row; rows of a general list are never one, since equal ones are what
// it may be searched for. A row that is the first is remembered as such.
func (b *builder) earlier(dataset row.Dataset, parsed *parsedRow) (int, bool) {
	first, key := b.seen, record.Code(0)
	switch {
	case dataset == row.CouncilTax:
		first, key = b.accounts, b.in.token(fieldAccount, parsed.account.reference)
	case !dataset.IsList():
		key = b.in.token(fieldRow, dataset.String()+parsed.whole)
	}
	if key == 0 {
		return 0, false
	}
	entry, found := first[key]
	if !found {
		first[key] = b.tables.Entries.Len()
	}
	return entry, found
}

// entry appends a new entry, its facts and its mentions.
func (b *builder) entry(dataset row.Dataset, terms retention.TermsID, parsed *parsedRow) {
	e, address := &b.tables.Entries, &parsed.address
	entry := e.Len()
	e.Dataset = append(e.Dataset, uint8(dataset))
	e.Line = append(e.Line, uint32(parsed.line))
	e.Terms = append(e.Terms, uint16(terms))
	e.UPRN = append(e.UPRN, b.in.token(fieldUPRN, parsed.uprn))
	e.Postcode = append(e.Postcode, b.in.postcode(address.Postcode))
	e.Full = append(e.Full, b.in.token(fieldFull, parsed.full))
	appendRow(&e.Unit, b.identifiers(address.Unit))
	e.UnitForm = append(e.UnitForm, uint8(address.UnitForm))
	appendRow(&e.Num, b.identifiers(address.Num))
	e.NumRange = append(e.NumRange, asByte(address.NumRange))
	appendRow(&e.IDs, b.identifiers(address.IDs))
	appendRow(&e.Word, b.words(address))
	e.WordIsName = append(e.WordIsName, address.WordIsName)
	appendRow(&e.Join, b.in.tokenList(b.scratch[:0], fieldJoin, parsed.joins))
	b.places = append(b.places, rowPlace{parsed.place, parsed.line})
	b.firstMention = append(b.firstMention, b.tables.Mentions.Len())
	for i := range parsed.persons {
		b.mention(entry, i, &parsed.persons[i])
	}
	switch dataset {
	case row.CouncilTax:
		b.account(entry, &parsed.account)
	case row.ElectoralRegister:
		b.elector(entry, parsed)
	case row.CTR:
		b.claim(entry, parsed)
	case row.Person, row.PersonRight:
		b.person(dataset, entry, &parsed.list)
	case row.Deaths:
		d := &b.tables.Deaths
		d.Entry, d.Died = append(d.Entry, uint32(entry)), append(d.Died, parsed.died)
	}
}

func (b *builder) identifiers(values []string) []record.Code {
	return b.in.tokenList(b.scratch[:0], fieldIdentifier, values)
}

func (b *builder) words(shown *address.Address) []record.Code {
	codes := b.scratch[:0]
	for i, word := range shown.Words {
		codes = append(codes, b.in.word(word, shown.WordKinds[i]))
	}
	return codes
}

func asByte(yes bool) uint8 {
	if yes {
		return 1
	}
	return 0
}

// mention appends a person. Births are reckoned to an age at the as-of date;
// the date itself stays only as a code.
func (b *builder) mention(entry, ordinal int, person *parsedPerson) {
	m := &b.tables.Mentions
	m.Entry, m.Ordinal = append(m.Entry, uint32(entry)), append(m.Ordinal, uint8(ordinal))
	m.Role = append(m.Role, person.role)
	m.Surname = append(m.Surname, b.in.name(person.Surname))
	m.Given1 = append(m.Given1, b.in.name(person.Given1))
	m.Given2 = append(m.Given2, b.in.name(person.Given2))
	m.Given1Form = append(m.Given1Form, uint8(person.Form))
	m.Given2Form = append(m.Given2Form, uint8(name.FormOf(person.Given2)))
	m.Sex = append(m.Sex, uint8(person.Sex))
	m.Generation = append(m.Generation, uint8(person.Generation))
	m.Age = append(m.Age, b.age(adultOn(person.birth)))
	m.Marks = append(m.Marks, person.marks)
	m.DOB = append(m.DOB, b.in.birth(person.birth))
	m.NINO = append(m.NINO, b.in.token(fieldNINO, person.nino))
}

// yearsToAdult is the age at which a person counts for council tax, in every
// nation, whatever the age of voting.
const yearsToAdult = 18

// adultOn returns the day of reaching 18, 0 unless the whole date of birth is known.
func adultOn(birth canon.Date) retention.Date {
	day, whole := retention.DateOf(birth.Year, birth.Month, birth.Day)
	if !whole {
		return 0
	}
	return day.AddYears(yearsToAdult)
}

func (b *builder) age(adultOn retention.Date) uint8 {
	switch {
	case adultOn == 0:
		return record.AgeUnknown
	case adultOn <= b.options.AsOf:
		return record.AgeAdult
	}
	return record.AgeMinor
}

func (b *builder) account(entry int, parsed *parsedAccount) {
	a := &b.tables.Accounts
	a.Entry = append(a.Entry, uint32(entry))
	account := b.in.token(fieldAccount, parsed.reference)
	b.remember(parsed.reference, account)
	a.Account = append(a.Account, account)
	a.Holder = append(a.Holder, parsed.holder)
	a.Discount = append(a.Discount, parsed.discount)
	a.Disregard = append(a.Disregard, parsed.disregard)
	a.DisregardShare = append(a.DisregardShare, parsed.share)
	a.Exemption = append(a.Exemption, parsed.exemption)
	a.From, a.To = append(a.From, parsed.from), append(a.To, parsed.to)
	a.GrossPence = append(a.GrossPence, parsed.grossPence)
	a.DiscountPence = append(a.DiscountPence, parsed.discountPence)
	a.Band, a.Benefit = append(a.Band, parsed.band), append(a.Benefit, parsed.benefit)
	a.BillingElsewhere = append(a.BillingElsewhere, parsed.billingElsewhere)
	a.Since = append(a.Since, parsed.since)
	a.Reviewed = append(a.Reviewed, parsed.reviewed)
}

func (b *builder) elector(entry int, parsed *parsedRow) {
	e := &b.tables.Electors
	mention := -1
	if len(parsed.persons) > 0 {
		mention = b.tables.Mentions.Len() - 1
	}
	b.electors = append(b.electors, electorDate{entry, mention, parsed.elector.date,
		parsed.elector.marker})
	e.Entry = append(e.Entry, uint32(entry))
	e.Status = append(e.Status, record.ElectorOrdinary)
	e.AdultOn = append(e.AdultOn, 0)
	registered := parsed.elector.registered
	if published := b.options.RegisterDate; published != 0 && registered > published {
		registered = 0 // nobody is on a register before being added to it
		b.summary.AddedLater++
	}
	e.Registered = append(e.Registered, registered)
	lasting, namely := b.lastingTokens(parsed, registered)
	e.Lasting, e.Namely = append(e.Lasting, lasting), append(e.Namely, namely)
}

// accountOf returns the token of the account that a claim names: as it is written,
// or, where no account has that, as the one account that differs only by leading
// zeros, which spreadsheets take away.
func (b *builder) accountOf(reference string) record.Code {
	code := b.in.token(fieldAccount, reference)
	if _, known := b.accounts[code]; known || code == 0 {
		return code
	}
	if account := b.trimmed[strings.TrimLeft(reference, "0")]; account != 0 && account != ambiguous {
		return account
	}
	return code
}

// remember notes an account by its reference without leading zeros.
func (b *builder) remember(reference string, code record.Code) {
	short := strings.TrimLeft(reference, "0")
	if before, found := b.trimmed[short]; found && before != code {
		code = ambiguous
	}
	b.trimmed[short] = code
}

// ambiguous stands for several accounts.
const ambiguous = ^record.Code(0)

func (b *builder) claim(entry int, parsed *parsedRow) {
	c, facts := &b.tables.Claims, &parsed.claim
	partner := false
	for i := range parsed.persons {
		partner = partner || parsed.persons[i].role == record.RolePartner
	}
	c.Entry = append(c.Entry, uint32(entry))
	c.Claim = append(c.Claim, b.in.token(fieldClaim, facts.claim))
	c.Account = append(c.Account, b.accountOf(facts.account))
	c.From, c.To = append(c.From, facts.from), append(c.To, facts.to)
	c.Partner = append(c.Partner, asByte(partner))
	c.Nondependants = append(c.Nondependants, facts.nondependants)
	c.WeeklyPence = append(c.WeeklyPence, facts.weeklyPence)
	c.Passported = append(c.Passported, facts.passported)
}
