package normalize

import (
	"slices"
	"testing"

	"nfimatch/extract/row"
)

// A vocabulary that is cut reaches everything that reads by it: addresses, the
// words of names and their families.
func TestVocabulary(t *testing.T) {
	datasets := map[row.Dataset][]written{row.ElectoralRegister: rows(
		"address_1=12 MILL GDNS;postcode=LS1 4AP;elector_reference=E1;surname=SMITH;forename=BILL",
		"address_1=12 MILL GARDENS;postcode=LS1 4AP;elector_reference=E2;surname=SMITH;"+
			"forename=PROF WILLIAM",
	)}
	for _, test := range []struct {
		refused                string
		address, name, related bool // whether the rows agree in them
	}{
		{"", true, true, true},
		{"GDNS", false, true, true},
		{"PROF", true, false, false},
		{"BILL", true, true, false},
		{"WILLIAM", true, true, false},
	} {
		tables, _, err := normalisedBy(t, Options{
			Vocabulary: func(term string) bool { return term != test.refused },
		}, 10, datasets)
		if err != nil {
			t.Fatal(err)
		}
		given := tables.Mentions.Given1
		william := tables.Names.Letters[given[1]] == uint8(len("WILLIAM"))
		related := slices.ContainsFunc(tables.Names.Family.Row(int(given[0])),
			func(class uint32) bool {
				return slices.Contains(tables.Names.Family.Row(int(given[1])), class)
			})
		address := tables.Entries.Full[0] == tables.Entries.Full[1]
		if address != test.address || william != test.name || related != test.related {
			t.Errorf("without %q: addresses equal %v, title read %v, names related %v",
				test.refused, address, william, related)
		}
	}
}
