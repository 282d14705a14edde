package exercise

import (
	"strings"
	"testing"

	"nfimatch/normalize/record"
)

// billed returns accounts of which so many are in a district of their own, and electors of
// the other district alone.
func billed(accounts, stray, electors int) *record.Tables {
	tables := &record.Tables{}
	tables.Tokens.Token = []record.Token{{}, {1}, {2}}
	tables.Postcodes.District = []record.Code{0, 1, 2}
	add := func(dataset uint8, postcode record.Code) {
		tables.Entries.Dataset = append(tables.Entries.Dataset, dataset)
		tables.Entries.Postcode = append(tables.Entries.Postcode, postcode)
	}
	for i := range accounts {
		postcode := record.Code(1)
		if i < stray {
			postcode = 2
		}
		tables.Accounts.Entry = append(tables.Accounts.Entry, uint32(i))
		add(record.CouncilTax, postcode)
	}
	for range electors {
		add(record.ElectoralRegister, 1)
	}
	return tables
}

// A register that is cut off lacks districts too: nothing is said of the billing address.
func TestBillingWarning(t *testing.T) {
	for _, test := range []struct {
		accounts, stray, electors int
		want                      bool
	}{
		{100, 3, 150, false}, {100, 4, 150, true}, {100, 4, 100, true}, {100, 60, 99, false},
		{100, 4, 0, false}, {0, 0, 0, false},
	} {
		tables := billed(test.accounts, test.stray, test.electors)
		got := BillingWarning(tables, tables)
		if strings.Contains(got, "billing address") != test.want {
			t.Errorf("%d of %d accounts stray, %d electors: %q", test.stray, test.accounts,
				test.electors, got)
		}
	}
}
