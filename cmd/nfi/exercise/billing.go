package exercise

import (
	"fmt"

	"nfimatch/normalize/record"
	"nfimatch/report/spell"
)

// strayPercentMax is how many accounts of a hundred may be in postcode districts that
// the register lacks before a warning: owners who live elsewhere are few of a
// council's dwellings, and many of its billing addresses.
const strayPercentMax = 3

// BillingWarning says that the billing address may be read for the property's: too
// many accounts are in postcode districts where the register has nobody. It is "" if
// they are not, or if there is no register, or less than one: with fewer entries than
// there are accounts a register is cut off, and lacks the districts after the cut. The two
// may be the same tables; if not, they must be of one ring.
func BillingWarning(accounts, register *record.Tables) string {
	known := make(map[record.Token]bool)
	electors := 0
	for entry, dataset := range register.Entries.Dataset {
		if dataset == record.ElectoralRegister {
			known[districtOf(register, entry)] = true
			electors++
		}
	}
	stray, all := 0, 0
	for _, entry := range accounts.Accounts.Entry {
		if district := districtOf(accounts, int(entry)); district != (record.Token{}) {
			all++
			if !known[district] {
				stray++
			}
		}
	}
	cutOff := electors < len(accounts.Accounts.Entry)
	if len(known) == 0 || cutOff || percentOf(stray, all) <= strayPercentMax {
		return ""
	}
	return fmt.Sprintf("council tax: %s of %s accounts are in postcode districts that the register "+
		"lacks: is the billing address read for the property's?", spell.Grouped(stray),
		spell.Grouped(all))
}

// districtOf returns the token of an entry's postcode district, that of nothing for
// none.
func districtOf(tables *record.Tables, entry int) record.Token {
	return tables.Tokens.Token[tables.Postcodes.District[tables.Entries.Postcode[entry]]]
}
