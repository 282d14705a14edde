package normalize

import (
	"testing"

	"nfimatch/extract/row"
	"nfimatch/normalize/record"
)

// An elector is found again by name and address; by the given name and the UPRN where the
// surname or the wording of the address is new.
func TestLastingTokens(t *testing.T) {
	const (
		first      = here + "uprn=999000000001;surname=KHAN;forename=AMINA;elector_reference=E1"
		moved      = "address_1=14 HIGH ROAD;postcode=LS1 4AP;uprn=999000000002;"
		registered = ";registered=01/02/2020"
	)
	tokens := func(cells string) (record.Token, record.Token) {
		t.Helper()
		tables, _, err := normalised(t, 1, 2, map[row.Dataset][]written{
			row.ElectoralRegister: rows(cells)})
		if err != nil || tables.Entries.Len() != 1 {
			t.Fatalf("%d entries, error %v", tables.Entries.Len(), err)
		}
		return tables.Electors.Lasting[0], tables.Electors.Namely[0]
	}
	lasting, namely := tokens(first)
	for name, tt := range map[string]struct {
		cells                     string
		sameLasting, sameNamely   bool
		emptyLasting, emptyNamely bool
	}{
		"another number": {cells: here +
			"uprn=999000000001;surname=Khan;forename=Amina;elector_reference=E77",
			sameLasting: true, sameNamely: true},
		"another surname": {cells: here + "uprn=999000000001;surname=SHAH;forename=AMINA",
			sameNamely: true},
		"another wording of the address": {cells: "address_1=FLAT 9 12 HIGH ROAD;postcode=LS1 4AP;" +
			"uprn=999000000001;surname=KHAN;forename=AMINA", sameNamely: true},
		"another given name": {cells: here + "uprn=999000000001;surname=KHAN;forename=SARA"},
		"another dwelling":   {cells: moved + "surname=KHAN;forename=AMINA"},
		"a day of registration": {cells: first + registered,
			emptyLasting: true, emptyNamely: true},
		"no given name": {cells: here + "uprn=999000000001;surname=KHAN",
			emptyLasting: true, emptyNamely: true},
	} {
		a, b := tokens(tt.cells)
		if a == lasting != tt.sameLasting || b == namely != tt.sameNamely {
			t.Errorf("%s: found again by name and address %t, by given name %t", name,
				a == lasting, b == namely)
		}
		if a == (record.Token{}) != tt.emptyLasting || b == (record.Token{}) != tt.emptyNamely {
			t.Errorf("%s: has no tokens: %t, %t", name, a == record.Token{}, b == record.Token{})
		}
	}
}
