package normalize

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"nfimatch/extract/columns"
	"nfimatch/extract/retention"
	"nfimatch/extract/row"
	"nfimatch/normalize/record"
)

// mentionsMax is the number of persons an entry can hold: ordinals are bytes.
const mentionsMax = 255

const ruleOneProperty = "the same property in every row of an account"

// merge adds a further row to its entry: persons not named before, and for an
// account the discount that matters most. An account's rows must be of one
// property; identical rows of the other datasets add nothing. An entry has the
// strictest terms of its rows.
func (b *builder) merge(entry int, terms retention.TermsID, parsed *parsedRow) {
	b.merged[entry] = append(b.merged[entry], rowPlace{parsed.place, parsed.line})
	e := &b.tables.Entries
	e.Terms[entry] = uint16(b.options.Terms.StrictestOf(retention.TermsID(e.Terms[entry]), terms))
	if e.Dataset[entry] != record.CouncilTax {
		return
	}
	uprn, full := b.in.token(fieldUPRN, parsed.uprn), b.in.token(fieldFull, parsed.full)
	if conflict(e.UPRN[entry], uprn) || conflict(e.Full[entry], full) {
		b.clashing[entry] = ruleOneProperty
		return
	}
	e.UPRN[entry] = cmp.Or(e.UPRN[entry], uprn)
	b.mergeAccount(entry, &parsed.account)
	b.mergePersons(entry, parsed.persons)
}

func conflict(a, b record.Code) bool { return a != 0 && b != 0 && a != b }

// mergeAccount keeps, of two discount lines of one account, the one for a
// single person, and of two such the one that began last: facts of one line
// stay together, and which row came first does not matter.
func (b *builder) mergeAccount(entry int, parsed *parsedAccount) {
	a := &b.tables.Accounts
	i, _ := slices.BinarySearch(a.Entry, uint32(entry))
	rank := func(discount uint8) int {
		return slices.Index([]uint8{record.DiscountNone, record.DiscountOther,
			record.DiscountSinglePerson}, discount)
	}
	stronger := cmp.Or(cmp.Compare(rank(parsed.discount), rank(a.Discount[i])),
		cmp.Compare(parsed.from, a.From[i]), cmp.Compare(parsed.to, a.To[i]),
		cmp.Compare(parsed.discountPence, a.DiscountPence[i]))
	if stronger > 0 {
		a.Discount[i], a.From[i], a.To[i] = parsed.discount, parsed.from, parsed.to
		a.DiscountPence[i] = parsed.discountPence
	}
	a.Holder[i] = min(a.Holder[i], parsed.holder) // persons, where any row names one
	a.Disregard[i] = max(a.Disregard[i], parsed.disregard)
	a.DisregardShare[i] = max(a.DisregardShare[i], parsed.share)
	a.Exemption[i] = max(a.Exemption[i], parsed.exemption)
	a.GrossPence[i] = max(a.GrossPence[i], parsed.grossPence)
	a.Since[i] = max(a.Since[i], parsed.since)
	a.Reviewed[i] = max(a.Reviewed[i], parsed.reviewed)
	a.BillingElsewhere[i] = max(a.BillingElsewhere[i], parsed.billingElsewhere)
	a.Benefit[i] = max(a.Benefit[i], parsed.benefit)
}

// mergePersons appends the persons that the entry does not name yet. Unless the
// entry is the last one, they stand out of order until finish sorts them to it.
func (b *builder) mergePersons(entry int, persons []parsedPerson) {
	m := &b.tables.Mentions
	known := make(map[[6]uint32]bool)
	next := b.firstMention[entry] // where its next mention would stand in order
	for ; next < m.Len() && m.Entry[next] == uint32(entry); next++ {
		known[identity(m, next)] = true
	}
	for _, i := range b.later[entry] {
		known[identity(m, i)] = true
	}
	ordinal := next - b.firstMention[entry] + len(b.later[entry])
	for i := range persons {
		if ordinal > mentionsMax {
			return
		}
		b.mention(entry, ordinal, &persons[i])
		last := m.Len() - 1
		switch {
		case known[identity(m, last)]:
			truncateMentions(m, last)
			continue
		case last == next && len(b.later[entry]) == 0:
			next++
		default:
			b.later[entry] = append(b.later[entry], last)
		}
		known[identity(m, last)] = true
		ordinal++
	}
}

// identity is what makes two mentions of one account the same mention.
func identity(m *record.Mentions, i int) [6]uint32 {
	return [6]uint32{m.Surname[i], m.Given1[i], m.Given2[i], uint32(m.Sex[i]),
		uint32(m.Generation[i]), m.DOB[i]}
}

// listMerged writes the table of merged rows: rows come in order of line, so each
// entry's are in order.
func (b *builder) listMerged() {
	m := &b.tables.Merged
	for _, entry := range slices.Sorted(maps.Keys(b.merged)) {
		for _, at := range b.merged[entry] {
			m.Entry, m.Line = append(m.Entry, uint32(entry)), append(m.Line, uint32(at.line))
		}
	}
}

// settle drops the entries whose rows contradict each other, sorts what merging
// put at the end, and counts.
func (b *builder) settle() {
	if len(b.clashing) == 0 && len(b.later) == 0 {
		return
	}
	entries := &b.tables.Entries
	renumbered, kept := make([]uint32, entries.Len()), make([]int, 0, entries.Len())
	for entry := range entries.Len() {
		renumbered[entry] = uint32(len(kept))
		if rule, clash := b.clashing[entry]; clash {
			b.setAside(entry, rule)
			renumbered[entry] = dropped
			continue
		}
		kept = append(kept, entry)
	}
	gatherEntries(entries, kept)
	gatherMentions(&b.tables.Mentions, renumbered)
	gatherAccounts(&b.tables.Accounts, renumbered)
	gatherMerged(&b.tables.Merged, renumbered)
	for i := range b.tables.Electors.Entry {
		b.tables.Electors.Entry[i] = renumbered[b.tables.Electors.Entry[i]]
	}
	for i := range b.tables.Claims.Entry {
		b.tables.Claims.Entry[i] = renumbered[b.tables.Claims.Entry[i]]
	}
	for i := range b.tables.Persons.Entry {
		b.tables.Persons.Entry[i] = renumbered[b.tables.Persons.Entry[i]]
	}
	for i := range b.tables.Deaths.Entry {
		b.tables.Deaths.Entry[i] = renumbered[b.tables.Deaths.Entry[i]]
	}
}

// dropped stands for no entry.
const dropped = ^uint32(0)

// setAside accounts for the rows of an entry that is dropped.
func (b *builder) setAside(entry int, rule string) {
	dataset := row.Dataset(b.tables.Entries.Dataset[entry])
	counts := b.summary.Counts[dataset]
	rows := append([]rowPlace{b.places[entry]}, b.merged[entry]...)
	counts.Kept--
	counts.Merged -= len(rows) - 1
	counts.SetAside += len(rows)
	b.summary.Counts[dataset] = counts
	for _, at := range rows {
		b.summary.Faults = append(b.summary.Faults, row.Fault{
			Dataset: dataset, Place: at.place, Row: at.line, Field: "address", Rule: rule,
			Fate: row.SetAside,
		})
	}
}

func gather[T any](column *[]T, kept []int) {
	for to, from := range kept {
		(*column)[to] = (*column)[from]
	}
	*column = (*column)[:len(kept)]
}

func gatherList(list *columns.List, kept []int) {
	var out columns.List
	out.Offsets = append(out.Offsets, 0)
	for _, from := range kept {
		appendRow(&out, list.Row(from))
	}
	*list = out
}

func gatherEntries(e *record.Entries, kept []int) {
	gather(&e.Dataset, kept)
	gather(&e.UnitForm, kept)
	gather(&e.NumRange, kept)
	gather(&e.Terms, kept)
	for _, column := range []*[]uint32{&e.Line, &e.UPRN, &e.Postcode, &e.Full, &e.WordIsName} {
		gather(column, kept)
	}
	for _, list := range []*columns.List{&e.Unit, &e.Num, &e.IDs, &e.Word, &e.Join} {
		gatherList(list, kept)
	}
}

// gatherMentions drops the mentions of dropped entries and sorts the others by
// entry and ordinal.
func gatherMentions(m *record.Mentions, renumbered []uint32) {
	kept := make([]int, 0, m.Len())
	for i := range m.Len() {
		if m.Entry[i] = renumbered[m.Entry[i]]; m.Entry[i] != dropped {
			kept = append(kept, i)
		}
	}
	slices.SortStableFunc(kept, func(x, y int) int {
		return cmp.Or(cmp.Compare(m.Entry[x], m.Entry[y]), cmp.Compare(m.Ordinal[x], m.Ordinal[y]))
	})
	for _, column := range []*[]uint32{&m.Entry, &m.Surname, &m.Given1, &m.Given2, &m.DOB, &m.NINO} {
		*column = picked(*column, kept)
	}
	for _, column := range []*[]uint8{&m.Ordinal, &m.Role, &m.Given1Form, &m.Given2Form, &m.Sex,
		&m.Generation, &m.Age, &m.Marks} {
		*column = picked(*column, kept)
	}
}

// picked returns the rows of a column in another order.
func picked[T any](column []T, kept []int) []T {
	out := make([]T, len(kept))
	for to, from := range kept {
		out[to] = column[from]
	}
	return out
}

func gatherAccounts(a *record.Accounts, renumbered []uint32) {
	kept := make([]int, 0, len(a.Entry))
	for i := range a.Entry {
		if a.Entry[i] = renumbered[a.Entry[i]]; a.Entry[i] != dropped {
			kept = append(kept, i)
		}
	}
	gather(&a.Entry, kept)
	gather(&a.Account, kept)
	for _, column := range []*[]uint8{&a.Holder, &a.Discount, &a.Disregard, &a.DisregardShare,
		&a.Exemption, &a.Band, &a.Benefit, &a.BillingElsewhere} {
		gather(column, kept)
	}
	gather(&a.From, kept)
	gather(&a.To, kept)
	gather(&a.Since, kept)
	gather(&a.Reviewed, kept)
	gather(&a.GrossPence, kept)
	gather(&a.DiscountPence, kept)
}

func gatherMerged(m *record.Merged, renumbered []uint32) {
	kept := make([]int, 0, m.Len())
	for i := range m.Entry {
		if m.Entry[i] = renumbered[m.Entry[i]]; m.Entry[i] != dropped {
			kept = append(kept, i)
		}
	}
	gather(&m.Entry, kept)
	gather(&m.Line, kept)
}

func truncateMentions(m *record.Mentions, n int) {
	for _, column := range []*[]uint32{&m.Entry, &m.Surname, &m.Given1, &m.Given2, &m.DOB, &m.NINO} {
		*column = (*column)[:n]
	}
	for _, column := range []*[]uint8{&m.Ordinal, &m.Role, &m.Given1Form, &m.Given2Form, &m.Sex,
		&m.Generation, &m.Age, &m.Marks} {
		*column = (*column)[:n]
	}
}

// balance asserts that every row is accounted for: a programmer's error if not.
func (b *builder) balance() error {
	for dataset, counts := range b.summary.Counts {
		if !counts.Balanced() {
			return fmt.Errorf("%s: rows read are not the sum of their fates", dataset)
		}
	}
	return nil
}
