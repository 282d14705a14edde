package normalize

import (
	"strconv"

	"nfimatch/extract/row"
	"nfimatch/normalize/canon"
	"nfimatch/normalize/record"
)

// parse turns a batch into canonical rows. It reads nothing but the batch, so
// that batches can be parsed at once.
func parse(batch *row.Batch, options *Options, readers readers) []parsedRow {
	rows := make([]parsedRow, batch.Len())
	read, whole := readerOf(batch, options), batch.Fields()
	year, _, _ := options.AsOf.Civil()
	for i := range rows {
		rows[i].line, rows[i].place = batch.Lines[i], batch.Places[i]
		read(&rowReader{readers: readers, batch: batch, i: i, asOfYear: year, out: &rows[i]})
		// Rows of an account are one by its reference, and those of a list never.
		if batch.Dataset != row.CouncilTax && !batch.Dataset.IsList() {
			rows[i].whole = wholeOf(batch, whole, i)
		}
	}
	return rows
}

// wholeOf returns every field of a row, each ended by a byte that none holds.
func wholeOf(batch *row.Batch, fields []string, i int) string {
	var whole []byte
	for _, field := range fields {
		column, _ := batch.Column(field)
		whole = append(append(whole, column.At(i).Reveal()...), 0)
	}
	return string(whole)
}

// readerOf looks the columns of a batch up once and returns what reads a row.
func readerOf(batch *row.Batch, options *Options) func(*rowReader) {
	switch batch.Dataset {
	case row.CouncilTax:
		return councilTaxReader(batch)
	case row.ElectoralRegister:
		return registerReader(batch)
	case row.CTR:
		return claimReader(batch)
	case row.Person, row.PersonRight:
		return listReader(batch, options)
	case row.Deaths:
		return deathReader(batch, options)
	}
	panic("normalize: a batch of an unknown dataset")
}

func councilTaxReader(batch *row.Batch) func(*rowReader) {
	address, billing := addressColumnsOf(batch, ""), addressColumnsOf(batch, "billing_")
	liable, other := nameColumnsOf(batch, ""), nameColumnsOf(batch, "other_")
	var recorded [row.RecordedMax]nameColumns
	for n := range recorded {
		recorded[n] = nameColumnsOf(batch, "recorded_"+strconv.Itoa(n+1)+"_")
	}
	birth, otherBirth := columnOf(batch, "birth_date"), columnOf(batch, "other_birth_date")
	facts := accountReader(batch)
	return func(r *rowReader) {
		r.address(&address)
		r.out.account.holder = r.person(&liable, record.RoleLiable, record.RoleJoint,
			parsedPerson{birth: canonDate(r.date("birth_date", birth, canon.DateBirth))})
		r.person(&other, record.RoleLiable2, record.RoleLiable2,
			parsedPerson{birth: canonDate(r.date("other_birth_date", otherBirth, canon.DateBirth))})
		for n := range recorded {
			var marked parsedPerson
			if batch.Codes != nil && batch.Codes.RecordedDisregard[n] != nil &&
				batch.Codes.RecordedDisregard[n][r.i] == row.DisregardSome {
				marked.marks = record.MarkDisregard
			}
			r.person(&recorded[n], record.RoleRecorded, record.RoleRecorded, marked)
		}
		facts(r)
		r.billing(&billing)
	}
}

// accountReader reads the facts of an account: no name, no address.
func accountReader(batch *row.Batch) func(*rowReader) {
	reference := columnOf(batch, "account_reference")
	start, expiry := columnOf(batch, "discount_start"), columnOf(batch, "discount_expiry")
	since, band := columnOf(batch, "account_start"), columnOf(batch, "band")
	reviewed := columnOf(batch, "discount_reviewed")
	gross, discount := columnOf(batch, "tax_amount"), columnOf(batch, "discount_amount")
	benefit, codes := columnOf(batch, "benefit_recipient"), batch.Codes
	return func(r *rowReader) {
		account := &r.out.account
		account.reference = canon.Reference(r.text(reference))
		if codes != nil {
			account.discount = uint8(codes.Discount[r.i])
			account.disregard = uint8(codes.Disregard[r.i])
			account.share = codes.DisregardShare[r.i]
			account.exemption = uint8(codes.Exemption[r.i])
		}
		account.from = r.date("discount_start", start, canon.DateEvent)
		account.to = r.date("discount_expiry", expiry, canon.DateEnd)
		account.since = r.date("account_start", since, canon.DateEvent)
		account.reviewed = r.date("discount_reviewed", reviewed, canon.DateEvent)
		account.grossPence = r.pence("tax_amount", gross)
		account.discountPence = r.pence("discount_amount", discount)
		account.benefit = r.answer(benefit)
		if letter := r.text(band); len(letter) == 1 && letter[0] >= 'A' && letter[0] <= 'I' {
			account.band = letter[0]
		}
	}
}

// billing notes whether the bill goes elsewhere, and forgets where to.
func (r *rowReader) billing(columns *addressColumns) {
	property := r.out.address
	kept, full, uprn, joins := r.out.address, r.out.full, r.out.uprn, r.out.joins
	r.address(columns)
	if billing := r.out.address; r.out.full != "" &&
		(billing.Postcode != property.Postcode || r.out.full != full) {
		r.out.account.billingElsewhere = 1
	}
	r.out.address, r.out.full, r.out.uprn, r.out.joins = kept, full, uprn, joins
}

func registerReader(batch *row.Batch) func(*rowReader) {
	address, names := addressColumnsOf(batch, ""), nameColumnsOf(batch, "")
	birth, registered := columnOf(batch, "birth_date"), columnOf(batch, "registered")
	marker := columnOf(batch, "franchise_marker")
	return func(r *rowReader) {
		r.address(&address)
		r.person(&names, record.RoleElector, record.RoleElector, parsedPerson{})
		r.out.persons = r.out.persons[:min(len(r.out.persons), 1)] // a register row is one elector
		r.out.elector.date = r.date("birth_date", birth, canon.DateElector)
		r.out.elector.registered = r.date("registered", registered, canon.DateEvent)
		r.out.elector.marker = markerOf(r.text(marker))
	}
}

func claimReader(batch *row.Batch) func(*rowReader) {
	address, names := addressColumnsOf(batch, ""), nameColumnsOf(batch, "")
	partner := nameColumnsOf(batch, "partner_")
	birth, partnerBirth := columnOf(batch, "birth_date"), columnOf(batch, "partner_birth_date")
	nino, partnerNINO := columnOf(batch, "nino"), columnOf(batch, "partner_nino")
	facts := claimFactsReader(batch)
	return func(r *rowReader) {
		r.address(&address)
		r.person(&names, record.RoleClaimant, record.RolePartner, parsedPerson{
			birth: canonDate(r.date("birth_date", birth, canon.DateBirth)), nino: r.nino(nino),
		})
		r.person(&partner, record.RolePartner, record.RolePartner, parsedPerson{
			birth: canonDate(r.date("partner_birth_date", partnerBirth, canon.DateBirth)),
			nino:  r.nino(partnerNINO),
		})
		facts(r)
	}
}

// nino returns the first eight characters of a National Insurance number:
// temporary and administrative numbers are none.
func (r *rowReader) nino(column row.Column) string {
	number, _ := canon.NINO(r.text(column))
	return number
}

func claimFactsReader(batch *row.Batch) func(*rowReader) {
	claim, account := columnOf(batch, "claim_reference"), columnOf(batch, "account_reference")
	start, end := columnOf(batch, "claim_start"), columnOf(batch, "claim_end")
	passported, others := columnOf(batch, "passported"), columnOf(batch, "nondependant_count")
	weekly := columnOf(batch, "weekly_award")
	return func(r *rowReader) {
		facts := &r.out.claim
		facts.claim = canon.Reference(r.text(claim))
		facts.account = canon.Reference(r.text(account))
		facts.from = r.date("claim_start", start, canon.DateEvent)
		facts.to = r.date("claim_end", end, canon.DateEnd)
		facts.passported = r.answer(passported)
		facts.nondependants = r.count("nondependant_count", others)
		facts.weeklyPence = r.pence("weekly_award", weekly)
	}
}
