package place

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"testing"

	"nfimatch/match/place/flats"
	"nfimatch/match/result"
	"nfimatch/normalize/record"
)

// tenement returns the accounts of a building whose flats are named by floor: 0F1,
// 0F2, 1F1 and so on, with a UPRN and a liable person each, and then the rows of a
// register that numbers them: FLAT 1 to FLAT 6. Its people are those of the flats.
func tenement() (accounts, electors []plainRow) {
	for n := range 6 {
		accounts = append(accounts, plainRow{tax,
			fmt.Sprintf("%dF%d|18 WELLS ROAD|DUNCLAIR", n/2, n%2+1), "EH9 2AN",
			fmt.Sprintf("9991000000%02d", n+1), fmt.Sprintf("t%d", n), personOf(n)})
		electors = append(electors, plainRow{register,
			fmt.Sprintf("FLAT %d|18 WELLS ROAD|DUNCLAIR", n+1), "EH9 2AN", "", "", ""})
	}
	return accounts, electors
}

func personOf(n int) string {
	return []string{"ADA", "BEN", "CYD", "DAN", "EVE", "FAY"}[n] + " ROOK"
}

// flatsFound returns which account each row of the register is placed at, from 1.
func flatsFound(t *testing.T, accounts, electors []plainRow, settled ...flats.Settlement) (
	[]uint32, Result,
) {
	t.Helper()
	rows := slices.Concat(town(), accounts, electors)
	placed, _ := mustPlace(t, rows, Options{Settled: settled}, 0)
	first := uint32(len(town()))
	found := make([]uint32, len(electors))
	for i := range electors {
		if at := placed.Of[len(rows)-len(electors)+i]; at > first {
			found[i] = at - first
		}
	}
	return found, placed
}

// tokenOf is the token that encode gives a value.
func tokenOf(value string) (token record.Token) {
	sum := sha256.Sum256([]byte(value))
	copy(token[:], sum[:])
	return token
}

// Each case changes the electors of a tenement; want are the flats they are placed
// at, 0 for none.
func TestPlaceFlatsOfTwoSystems(t *testing.T) {
	for _, test := range []struct {
		name    string
		change  func(accounts, electors []plainRow) []plainRow
		want    []uint32
		waiting int
	}{
		{"nothing ties", func(_, e []plainRow) []plainRow { return e },
			[]uint32{0, 0, 0, 0, 0, 0}, 6},
		{"persons tie", func(_, e []plainRow) []plainRow {
			e[0].people, e[1].people, e[4].people = personOf(0), personOf(1), personOf(4)
			return append(e, e[4], plainRow{register, e[0].lines, e[0].postcode, "", "", "GIL HALL"})
		}, []uint32{1, 2, 0, 0, 5, 0, 5, 1}, 3},
		{"one person ties one flat", func(_, e []plainRow) []plainRow {
			e[0].people = personOf(0)
			return e
		}, []uint32{0, 0, 0, 0, 0, 0}, 6},
		{"a person and a UPRN tie one flat", func(a, e []plainRow) []plainRow {
			e[0].people, e[0].uprn = personOf(0), a[0].uprn
			return append(e, plainRow{register, e[0].lines, e[0].postcode, "", "", ""})
		}, []uint32{1, 0, 0, 0, 0, 0, 1}, 5},
		{"UPRNs of two entries tie", func(a, e []plainRow) []plainRow {
			e[0].uprn, e[1].uprn = a[3].uprn, a[2].uprn
			return append(e, e[0], e[1])
		}, []uint32{4, 3, 0, 0, 0, 0, 4, 3}, 4},
		{"UPRNs of one entry each do not", func(a, e []plainRow) []plainRow {
			e[0].uprn, e[1].uprn = a[0].uprn, a[1].uprn
			return e
		}, []uint32{0, 0, 0, 0, 0, 0}, 6},
		{"a name that two flats have says nothing", func(_, e []plainRow) []plainRow {
			e[0].people, e[1].people, e[2].people = personOf(0), personOf(0), personOf(2)
			return e
		}, []uint32{0, 0, 0, 0, 0, 0}, 6},
		{"an initial says nothing", func(a, e []plainRow) []plainRow {
			a[0].people, a[1].people = "A ROOK", "B ROOK"
			e[0].people, e[1].people = "A ROOK", "B ROOK"
			return e
		}, []uint32{0, 0, 0, 0, 0, 0}, 6},
		{"ties that contradict each other", func(a, e []plainRow) []plainRow {
			e[0].people, e[1].people, e[2].people = personOf(0), personOf(1), personOf(2)
			e[3].uprn = a[0].uprn
			return append(e, e[3])
		}, []uint32{0, 0, 0, 0, 0, 0, 0}, 7},
		{"an entry's own UPRN is another's", func(a, e []plainRow) []plainRow {
			e[0].people, e[1].people, e[2].people = personOf(0), personOf(1), personOf(2)
			return append(e, plainRow{register, e[0].lines, e[0].postcode, a[5].uprn, "", "GIL HALL"},
				plainRow{register, e[0].lines, e[0].postcode, a[0].uprn, "", "ADA ROOK"},
				plainRow{register, e[0].lines, e[0].postcode, a[0].uprn, "", "ADA ROOK"})
		}, []uint32{1, 2, 3, 0, 0, 0, 0, 1, 1}, 3},
		{"a flat that is named as the list does", func(_, e []plainRow) []plainRow {
			e[0].people, e[1].people, e[2].people = personOf(0), personOf(1), personOf(2)
			e[4].people = personOf(4)
			return append(e, plainRow{register, "0F1|18 WELLS ROAD|DUNCLAIR", "EH9 2AN", "", "", ""})
		}, []uint32{0, 2, 3, 0, 5, 0, 1}, 3},
		{"others in the list's own system contradict it", func(a, e []plainRow) []plainRow {
			for i := range e {
				e[i].lines = fmt.Sprintf("3F%d|18 WELLS ROAD|DUNCLAIR", i+1)
			}
			e[0].lines, e[1].uprn, e[2].uprn = a[0].lines, a[1].uprn, a[2].uprn
			return append(e, e[1], e[2])
		}, []uint32{1, 0, 0, 0, 0, 0, 0, 0}, 0},
		{"a room is no flat", func(_, e []plainRow) []plainRow {
			e[0].people, e[1].people = personOf(0), personOf(1)
			e[2].lines, e[2].people = "ROOM 3|18 WELLS ROAD|DUNCLAIR", personOf(2)
			return e
		}, []uint32{1, 2, 0, 0, 0, 0}, 3},
	} {
		t.Run(test.name, func(t *testing.T) {
			accounts, electors := tenement()
			electors = test.change(accounts, electors)
			found, placed := flatsFound(t, accounts, electors)
			if !slices.Equal(found, test.want) {
				t.Errorf("flats %v, want %v", found, test.want)
			}
			waiting := 0
			for _, building := range placed.Buildings {
				waiting += building.Entries
			}
			if waiting != test.waiting {
				t.Errorf("%d entries wait, want %d: %+v", waiting, test.waiting, placed.Buildings)
			}
			for i, at := range found {
				entry := len(placed.Of) - len(found) + i
				settled := placed.How[entry] == result.HowBuilding
				if settled && placed.Relation[entry] != result.RelationSame || settled && at == 0 {
					t.Errorf("entry %d: relation %d at %d", i, placed.Relation[entry], at)
				}
			}
		})
	}
}

// A claim that names its account ties its label for others of its source.
func TestPlaceFlatsByClaims(t *testing.T) {
	accounts, rows := tenement()
	for i := range rows {
		rows[i].dataset = ctr
	}
	rows[0].account, rows[0].uprn = accounts[0].account, accounts[0].uprn
	rows[1] = plainRow{ctr, rows[0].lines, rows[0].postcode, "", "", ""}
	rows[2].account = accounts[5].account
	found, placed := flatsFound(t, accounts, rows[:4])
	if !slices.Equal(found, []uint32{1, 1, 6, 0}) {
		t.Errorf("flats %v, want 1 1 6 0", found)
	}
	if len(placed.Buildings) != 1 || placed.Buildings[0].Entries != 1 {
		t.Errorf("%+v: want the last claim to wait alone", placed.Buildings)
	}
	if _, placed = flatsFound(t, accounts, rows[2:3]); len(placed.Buildings) != 0 {
		t.Errorf("%+v: a claim that names its account does not wait", placed.Buildings)
	}
}

// Where the list has flats A, 1 and 2 of one house, the register's A may be flat 1.
func TestPlaceDisputesLabels(t *testing.T) {
	flat := func(dataset uint8, unit, uprn, person string) plainRow {
		return plainRow{dataset, unit + "|127 KING STREET|LEYFORD", "E16 3AL", uprn, "", person}
	}
	accounts := []plainRow{
		flat(tax, "FLAT A", "999200000001", "ADA ROOK"), flat(tax, "FLAT 1", "999200000002", "BEN ROOK"),
		flat(tax, "FLAT 2", "999200000003", "CYD ROOK"),
	}
	for _, test := range []struct {
		name     string
		electors []plainRow
		want     []uint32
	}{
		{"the other flats are named", []plainRow{
			flat(register, "FLAT A", "", ""), flat(register, "FLAT 1", "", "")}, []uint32{1, 2}},
		{"they are not", []plainRow{flat(register, "FLAT A", "", "")}, []uint32{0}},
		{"a person says that it is A", []plainRow{
			flat(register, "FLAT A", "", "ADA ROOK"), flat(register, "FLAT A", "999200000001", "ADA ROOK"),
		}, []uint32{1, 1}},
		{"a person says that it is flat 1", []plainRow{flat(register, "FLAT A", "", "BEN ROOK"),
			flat(register, "FLAT 2", "", "")}, []uint32{0, 3}},
		{"B is not listed", []plainRow{flat(register, "FLAT A", "", ""),
			flat(register, "FLAT B", "", ""), flat(register, "FLAT 2", "", "")}, []uint32{0, 0, 3}},
		{"its own UPRN agrees", []plainRow{flat(register, "FLAT A", "999200000001", "")}, []uint32{1}},
	} {
		if found, _ := flatsFound(t, accounts, test.electors); !slices.Equal(found, test.want) {
			t.Errorf("%s: flats %v, want %v", test.name, found, test.want)
		}
	}
}

// What an officer has decided stands over votes and UPRNs, in every source.
func TestPlaceSettlements(t *testing.T) {
	accounts, electors := tenement()
	decision := func(flat int, unit string) flats.Settlement {
		one := flats.Settlement{UPRN: tokenOf("uprn:" + accounts[flat].uprn)}
		if unit != "" {
			one.Units = []record.Token{tokenOf("id:" + unit)}
		}
		return one
	}
	electors[0].people, electors[1].people = personOf(0), personOf(1) // votes for flats 1 and 2
	electors[2].uprn = accounts[5].uprn
	for _, test := range []struct {
		name            string
		settled         []flats.Settlement
		want            []uint32
		unused, waiting int
	}{
		{"none", nil, []uint32{1, 2, 0, 0, 0, 0}, 0, 4},
		{"of a flat that waits", []flats.Settlement{decision(3, "4")}, []uint32{1, 2, 0, 4, 0, 0}, 0, 3},
		{"over a UPRN", []flats.Settlement{decision(2, "3")}, []uint32{1, 2, 3, 0, 0, 0}, 0, 3},
		{"over a vote", []flats.Settlement{decision(0, "2")}, []uint32{0, 1, 0, 0, 0, 0}, 0, 5},
		{"two that contradict each other", []flats.Settlement{decision(3, "4"), decision(4, "4")},
			[]uint32{1, 2, 0, 0, 0, 0}, 1, 4},
		{"of a flat that nobody writes", []flats.Settlement{decision(3, "9")},
			[]uint32{1, 2, 0, 0, 0, 0}, 1, 4},
		{"of a UPRN that is not listed", []flats.Settlement{{UPRN: tokenOf("uprn:1")}},
			[]uint32{1, 2, 0, 0, 0, 0}, 1, 4},
		{"of no UPRN at all", []flats.Settlement{{Units: decision(3, "4").Units}},
			[]uint32{1, 2, 0, 0, 0, 0}, 1, 4},
		{"left as it is", []flats.Settlement{decision(3, "")}, []uint32{1, 2, 0, 0, 0, 0}, 0, 0},
	} {
		found, placed := flatsFound(t, accounts, electors, test.settled...)
		waiting := 0
		for _, building := range placed.Buildings {
			waiting += building.Entries
		}
		if !slices.Equal(found, test.want) || placed.Summary.Unused != test.unused ||
			waiting != test.waiting {
			t.Errorf("%s: flats %v, %d unused, %d wait; want %v, %d, %d", test.name, found,
				placed.Summary.Unused, waiting, test.want, test.unused, test.waiting)
		}
	}
}

// Buildings that wait are listed worst first, by lines.
func TestPlaceListsBuildings(t *testing.T) {
	accounts, electors := tenement()
	for i := range 6 {
		other := accounts[i]
		other.lines = fmt.Sprintf("%dF%d|20 WELLS ROAD|DUNCLAIR", i/2, i%2+1)
		other.uprn, other.account = "99930000000"+fmt.Sprint(i), "u"+fmt.Sprint(i)
		accounts = append(accounts, other)
	}
	electors = append(electors[:2],
		plainRow{register, "FLAT 1|20 WELLS ROAD|DUNCLAIR", "EH9 2AN", "", "", ""},
		plainRow{register, "FLAT 2|20 WELLS ROAD|DUNCLAIR", "EH9 2AN", "", "", ""},
		plainRow{register, "FLAT 2|20 WELLS ROAD|DUNCLAIR", "EH9 2AN", "", "", ""})
	_, placed := flatsFound(t, accounts, electors)
	line := uint32(len(town()))
	want := []flats.Waiting{
		{Entries: 3, Dwellings: 6, Open: 2, First: [4]uint32{tax: line + 7, register: 3}},
		{Entries: 2, Dwellings: 6, Open: 2, First: [4]uint32{tax: line + 1, register: 1}},
	}
	if !slices.Equal(placed.Buildings, want) {
		t.Errorf("buildings %+v, want %+v", placed.Buildings, want)
	}
}
