package place

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"nfimatch/match/place/flats"
	"nfimatch/match/result"
	"nfimatch/normalize/record"
)

const (
	tax      = record.CouncilTax
	register = record.ElectoralRegister
	ctr      = record.CTR
)

func mustPlace(
	t testing.TB, rows []plainRow, options Options, seed uint64,
) (Result, *record.Tables) {
	t.Helper()
	if options.Model.Version == 0 {
		options.Model = ShippedModel()
	}
	tables := encode(rows, seed)
	placed, err := Place(context.Background(), tables, options)
	if err != nil {
		t.Fatal(err)
	}
	return placed, tables
}

// town returns the accounts of an invented town: two streets of houses, a
// block of flats without and one with a building number, named homes.
func town() (rows []plainRow) {
	add := func(lines, postcode string) {
		uprn := fmt.Sprintf("9990000%05d", len(rows)+1)
		rows = append(rows, plainRow{tax, lines, postcode, uprn, fmt.Sprint(100000 + len(rows)), ""})
	}
	for n := 1; n <= 40; n++ {
		add(fmt.Sprintf("%d COLNE ROAD|BURLOW", n), fmt.Sprintf("BW1 %dAA", 1+n/20))
		add(fmt.Sprintf("%d PARK STREET|BURLOW", n), fmt.Sprintf("BW1 %dAB", 1+n/20))
		add(fmt.Sprintf("%d HOLLIN CLOSE|NETHERBY|BURLOW", n), fmt.Sprintf("BW2 %dXY", 1+n/20))
	}
	for n := 1; n <= 12; n++ {
		add(fmt.Sprintf("FLAT %d|ROSE COURT|HIGH STREET|BURLOW", n), "BW1 4HD")
		add(fmt.Sprintf("FLAT %d|82 COLNE ROAD|BURLOW", n), "BW1 3AA")
	}
	add("84 COLNE ROAD|BURLOW", "BW1 3AA")
	add("GRANARY BARN|MILL LANE|NETHERBY|BURLOW", "BW2 4NL")
	add("THORN COTTAGE|MILL LANE|NETHERBY|BURLOW", "BW2 4NL")
	add("BRACKEN HOUSE|MILL LANE|NETHERBY|BURLOW", "BW2 4NL")
	add("90 COLNE ROAD|BURLOW", "BW1 3AA")
	add("ANNEXE|90 COLNE ROAD|BURLOW", "BW1 3AA")
	add("THE ANNEXE|92 COLNE ROAD|BURLOW", "BW1 3AA")
	add("86 COLNE ROAD|BURLOW", "BW1 3AA")
	add("FLAT A|86 COLNE ROAD|BURLOW", "BW1 3AA")
	return rows
}

// homeOf returns the dwelling of the account with these lines.
func homeOf(t *testing.T, rows []plainRow, placed Result, lines string) uint32 {
	t.Helper()
	at := slices.IndexFunc(rows, func(r plainRow) bool { return r.dataset == tax && r.lines == lines })
	if at < 0 {
		t.Fatalf("no account at %q", lines)
	}
	return placed.Of[at]
}

// placeTests are entries of the town: lines, postcode, the lines of the account
// whose UPRN it has, and where it must go.
var placeTests = []struct {
	name            string
	lines, postcode string
	uprnOf          string // lines of an account; "not listed" for another UPRN
	at              string // lines of the account; "" for none
	how, relation   uint8
	doubt           uint8
}{
	{"same text", "12 COLNE ROAD|BURLOW", "BW1 1AA", "", "12 COLNE ROAD|BURLOW",
		result.HowExact, result.RelationSame, 0},
	{"abbreviated, one field", "12, Colne Rd, Burlow, BW1 1AA", "", "", "12 COLNE ROAD|BURLOW",
		result.HowExact, result.RelationSame, 0},
	{"town left out", "12 COLNE RD", "BW1 1AA", "", "12 COLNE ROAD|BURLOW",
		result.HowWords, result.RelationSame, 0},
	{"slip in the street", "12 CONLE ROAD|BURLOW", "BW1 1AA", "", "12 COLNE ROAD|BURLOW",
		result.HowFuzzy, result.RelationSame, 0},
	{"wrong postcode", "12 HOLLIN CLOSE|NETHERBY|BURLOW", "BW1 1AA", "",
		"12 HOLLIN CLOSE|NETHERBY|BURLOW", result.HowWords, result.RelationSame,
		result.DoubtPostcode},
	{"no postcode", "12 HOLLIN CLOSE|NETHERBY|BURLOW", "", "",
		"12 HOLLIN CLOSE|NETHERBY|BURLOW", result.HowWords, result.RelationSame, 0},
	{"flat", "3 ROSE COURT, HIGH STREET", "BW1 4HD", "", "FLAT 3|ROSE COURT|HIGH STREET|BURLOW",
		result.HowWords, result.RelationSame, 0},
	{"flat of a numbered building", "APT 3|82 COLNE ROAD|BURLOW", "BW1 3AA", "",
		"FLAT 3|82 COLNE ROAD|BURLOW", result.HowExact, result.RelationSame, 0},
	{"building of flats", "82 COLNE ROAD|BURLOW", "BW1 3AA", "", "",
		0, result.RelationParent, result.DoubtUnit},
	{"flat of a house", "FLAT 2|84 COLNE ROAD|BURLOW", "BW1 3AA", "", "",
		0, result.RelationChild, result.DoubtUnit},
	{"flat that is not listed", "FLAT 13|82 COLNE ROAD|BURLOW", "BW1 3AA", "", "",
		0, result.RelationSibling, 0},
	{"room of a house", "ROOM 2|84 COLNE ROAD|BURLOW", "BW1 3AA", "", "84 COLNE ROAD|BURLOW",
		result.HowWords, result.RelationRoom, 0},
	{"room of a house with flats", "ROOM 2|86 COLNE ROAD|BURLOW", "BW1 3AA", "", "",
		0, 0, result.DoubtUnit},
	{"room of a flat of a named building", "ROOM 1, 3 ROSE COURT|HIGH STREET", "BW1 4HD", "",
		"FLAT 3|ROSE COURT|HIGH STREET|BURLOW", result.HowWords, result.RelationRoom, 0},
	{"room of a flat that is called one", "ROOM 1|FLAT 3|ROSE COURT|HIGH STREET", "BW1 4HD", "",
		"FLAT 3|ROSE COURT|HIGH STREET|BURLOW", result.HowWords, result.RelationRoom, 0},
	{"room of a flat of a house", "ROOM 1|FLAT 3|82 COLNE ROAD|BURLOW", "BW1 3AA", "",
		"FLAT 3|82 COLNE ROAD|BURLOW", result.HowWords, result.RelationRoom, 0},
	{"room of a flat that is not listed", "ROOM 1, 33 ROSE COURT|HIGH STREET", "BW1 4HD", "", "",
		0, 0, 0},
	{"flat of no named building", "FLAT 3|HIGH STREET|BURLOW", "BW1 4HD", "", "",
		0, 0, result.DoubtNotBuilding},
	{"UPRN of the flat at the house, both listed", "86 COLNE ROAD|BURLOW", "BW1 3AA",
		"FLAT A|86 COLNE ROAD|BURLOW", "86 COLNE ROAD|BURLOW",
		result.HowExact, result.RelationSame, result.DoubtUPRN},
	{"number that is not listed", "41 COLNE ROAD|BURLOW", "BW1 3AA", "", "", 0, 0, 0},
	{"named", "GRANARY BARN|MILL LANE", "BW2 4NL", "",
		"GRANARY BARN|MILL LANE|NETHERBY|BURLOW", result.HowWords, result.RelationSame, 0},
	{"name that is not listed", "WILLOW BARN|MILL LANE|NETHERBY|BURLOW", "BW2 4NL", "", "",
		0, 0, 0},
	{"main house beside its annexe", "90 COLNE ROAD|BURLOW", "BW1 3AA", "",
		"90 COLNE ROAD|BURLOW", result.HowExact, result.RelationSame, 0},
	{"annexe", "THE ANNEXE|90 COLNE RD|BURLOW", "BW1 3AA", "",
		"ANNEXE|90 COLNE ROAD|BURLOW", result.HowExact, result.RelationSame, 0},
	{"UPRN and address", "12 COLNE ROAD|BURLOW", "BW1 1AA", "12 COLNE ROAD|BURLOW",
		"12 COLNE ROAD|BURLOW", result.HowUPRN, result.RelationSame, 0},
	{"UPRN alone", "", "", "12 COLNE ROAD|BURLOW", "12 COLNE ROAD|BURLOW",
		result.HowUPRN, result.RelationSame, 0},
	{"UPRN fills a unit", "82 COLNE ROAD|BURLOW", "BW1 3AA", "FLAT 5|82 COLNE ROAD|BURLOW",
		"FLAT 5|82 COLNE ROAD|BURLOW", result.HowUPRN, result.RelationSame, result.DoubtUnit},
	{"UPRN of another flat, listed", "FLAT 4|82 COLNE ROAD|BURLOW", "BW1 3AA",
		"FLAT 5|82 COLNE ROAD|BURLOW", "FLAT 4|82 COLNE ROAD|BURLOW",
		result.HowExact, result.RelationSame, result.DoubtUPRN},
	{"UPRN of another flat, not listed", "FLAT 14|82 COLNE ROAD|BURLOW", "BW1 3AA",
		"FLAT 5|82 COLNE ROAD|BURLOW", "", 0, result.RelationSibling, result.DoubtUPRN},
	{"UPRN of the annexe at the main house", "90 COLNE ROAD|BURLOW", "BW1 3AA",
		"ANNEXE|90 COLNE ROAD|BURLOW", "90 COLNE ROAD|BURLOW",
		result.HowExact, result.RelationSame, result.DoubtUPRN},
	{"annexe with the house's UPRN", "ANNEXE|90 COLNE ROAD|BURLOW", "BW1 3AA",
		"90 COLNE ROAD|BURLOW", "ANNEXE|90 COLNE ROAD|BURLOW",
		result.HowExact, result.RelationSame, result.DoubtUPRN},
	{"annexe that is not listed, with the house's UPRN", "ANNEXE|84 COLNE ROAD|BURLOW", "BW1 3AA",
		"84 COLNE ROAD|BURLOW", "", 0, result.RelationChild, result.DoubtUnit},
	{"house that is not listed, with the annexe's UPRN", "92 COLNE ROAD|BURLOW", "BW1 3AA",
		"THE ANNEXE|92 COLNE ROAD|BURLOW", "", 0, result.RelationParent, result.DoubtUnit},
	{"annexe of a house that is not listed", "GRANNY ANNEXE|92 COLNE RD|BURLOW", "BW1 3AA", "",
		"THE ANNEXE|92 COLNE ROAD|BURLOW", result.HowExact, result.RelationSame, 0},
	{"postcode of another street with the number", "12 COLNE ROAD|BURLOW", "BW2 1XY", "",
		"12 COLNE ROAD|BURLOW", result.HowWords, result.RelationSame, result.DoubtPostcode},
	{"UPRN of another street", "12 COLNE ROAD|BURLOW", "",
		"7 HOLLIN CLOSE|NETHERBY|BURLOW", "", 0, 0, result.DoubtUPRN},
	{"UPRN that is not listed", "12 COLNE ROAD|BURLOW", "BW1 1AA", "not listed",
		"12 COLNE ROAD|BURLOW", result.HowExact, result.RelationSame, 0},
	{"nothing", "", "", "", "", 0, 0, 0},
	{"postcode only", "", "BW1 1AA", "", "", 0, 0, 0},
}

func TestPlaceOneEntry(t *testing.T) {
	for _, test := range placeTests {
		t.Run(test.name, func(t *testing.T) {
			rows, uprn := town(), ""
			for _, r := range rows {
				if r.lines == test.uprnOf {
					uprn = r.uprn
				}
			}
			if test.uprnOf != "" && uprn == "" {
				uprn = "999123456789"
			}
			rows = append(rows, plainRow{register, test.lines, test.postcode, uprn, "", ""})
			placed, _ := mustPlace(t, rows, Options{}, 0)
			entry, want := len(rows)-1, uint32(0)
			if test.at != "" {
				want = homeOf(t, rows, placed, test.at)
			}
			if placed.Of[entry] != want || placed.How[entry] != test.how ||
				placed.Relation[entry] != test.relation || placed.Doubt[entry] != test.doubt {
				t.Errorf("dwelling, how, relation, doubt = %d %d %d %#x, want %d %d %d %#x (margin %d)",
					placed.Of[entry], placed.How[entry], placed.Relation[entry], placed.Doubt[entry],
					want, test.how, test.relation, test.doubt, placed.MarginMillibits[entry])
			}
		})
	}
}

// aliasedStreet returns the accounts of a street with two names, and the rows of a
// register that has the other one, for so many houses.
func aliasedStreet(houses int) (rows []plainRow) {
	for n := 1; n <= 12; n++ {
		rows = append(rows,
			plainRow{tax, fmt.Sprintf("%d HARBOUR ROAD|BURLOW", n), "BW3 1AA", "", "", ""})
	}
	for n := 1; n <= houses; n++ {
		rows = append(rows,
			plainRow{register, fmt.Sprintf("%d HEOL YR HARBWR|BURLOW", n), "BW3 1AA", "", "", ""})
	}
	return rows
}

// A street with two names is learned from four houses, unless its source has both
// names: then they are two streets.
func TestPlaceLearnsAliases(t *testing.T) {
	saint := func(rows []plainRow) []plainRow {
		for i := range rows {
			rows[i].lines = strings.Replace(rows[i].lines, "HARBOUR ROAD", "DAVIDS CROSS ROAD", 1)
			rows[i].lines = strings.Replace(rows[i].lines, "HARBWR", "CROES DEWI", 1)
		}
		return rows
	}
	both := func(dataset uint8) []plainRow {
		rows := aliasedStreet(6)
		for _, r := range rows[:12] {
			r.dataset = dataset
			rows = append(rows, r)
		}
		return rows
	}
	elsewhere := aliasedStreet(6)
	for n := 1; n <= 6; n++ {
		elsewhere = append(elsewhere,
			plainRow{tax, fmt.Sprintf("%d HEOL YR HARBWR|BURLOW", n), "BW3 9ZZ", "", "", ""})
	}
	for _, test := range []struct {
		name   string
		rows   []plainRow
		placed int // of the rows of the register under the other name
	}{
		{"four houses", aliasedStreet(4), 4},
		{"three houses", aliasedStreet(3), 0},
		{"names of two words", saint(aliasedStreet(6)), 6},
		{"the source has both names", both(register), 0},
		{"another source has the list's name", both(ctr), 6},
		{"the name is listed elsewhere", elsewhere, 0},
	} {
		slices.SortStableFunc(test.rows, func(a, b plainRow) int {
			return int(a.dataset) - int(b.dataset)
		})
		rows := append(town(), test.rows...)
		placed, _ := mustPlace(t, rows, Options{}, 0)
		found := 0
		for i, r := range rows {
			number, street, _ := strings.Cut(r.lines, " ")
			if r.dataset != register || !strings.HasPrefix(street, "HEOL") || placed.Of[i] == 0 {
				continue
			}
			at := slices.IndexFunc(rows, func(other plainRow) bool {
				return other.dataset == tax && other.postcode == "BW3 1AA" &&
					strings.HasPrefix(other.lines, number+" ")
			})
			if placed.Of[i] == placed.Of[at] {
				found++
			}
		}
		if found != test.placed {
			t.Errorf("%s: %d placed, want %d", test.name, found, test.placed)
		}
	}
}

// Forty flats that all carry the block's UPRN.
func TestPlaceBlockUPRN(t *testing.T) {
	rows := town()
	const block = "999777777777"
	for n := 1; n <= 40; n++ {
		rows = append(rows, plainRow{
			tax, fmt.Sprintf("FLAT %d|QUARRY HOUSE|HIGH STREET|BURLOW", n), "BW1 4QH", block, "", "",
		})
	}
	first := len(rows)
	rows = append(rows,
		plainRow{register, "QUARRY HOUSE|HIGH STREET|BURLOW", "BW1 4QH", block, "", ""},
		plainRow{register, "FLAT 7|QUARRY HOUSE|HIGH STREET|BURLOW", "BW1 4QH", block, "", ""},
		plainRow{register, "FLAT 41|QUARRY HOUSE|HIGH STREET|BURLOW", "BW1 4QH", block, "", ""},
		plainRow{register, "", "", block, "", ""},
	)
	placed, _ := mustPlace(t, rows, Options{}, 0)
	if got := placed.Of[first]; got != 0 {
		t.Errorf("no flat number: dwelling %d, want none", got)
	}
	if got, want := placed.Of[first+1], homeOf(t, rows, placed, rows[first-34].lines); got != want {
		t.Errorf("flat 7: dwelling %d, want %d", got, want)
	}
	for i := 2; i < 4; i++ {
		if placed.Of[first+i] != 0 {
			t.Errorf("row %d of the register: dwelling %d, want none", i, placed.Of[first+i])
		}
	}
}

func TestPlaceClaims(t *testing.T) {
	rows := town()
	rows = append(rows,
		plainRow{ctr, "SOMEWHERE ELSE", "BW9 9ZZ", "", rows[0].account, ""},
		plainRow{ctr, "7 OTHER WAY|FARTOWN", "HX9 9ZZ", "", rows[3].account, ""},
		plainRow{ctr, rows[6].lines, rows[6].postcode, "", "no such account", ""},
	)
	placed, _ := mustPlace(t, rows, Options{}, 0)
	n := len(rows)
	if placed.Of[n-3] != placed.Of[0] || placed.How[n-3] != result.HowAccount {
		t.Error("a claim must join by its account reference")
	}
	if placed.Of[n-2] != placed.Of[3] || placed.Doubt[n-2] == 0 {
		t.Error("a claim from elsewhere must join by its account reference, in doubt")
	}
	if placed.Of[n-1] != placed.Of[6] || placed.How[n-1] != result.HowExact {
		t.Error("a claim without a known account must join by its address")
	}
	if placed.Summary.ByAccount != 2 {
		t.Errorf("%d claims by account, want 2", placed.Summary.ByAccount)
	}
}

func TestPlaceGroupsAccounts(t *testing.T) {
	rows := []plainRow{
		{tax, "1 COLNE ROAD|BURLOW", "BW1 1AA", "1", "a", ""},
		{tax, "1 COLNE RD", "BW1 1AA", "1", "b", ""},                  // same UPRN
		{tax, "1 COLNE ROAD, BURLOW", "BW1 1AA", "", "c", ""},         // same text, no UPRN
		{tax, "FLAT 1|1 COLNE ROAD|BURLOW", "BW1 1AA", "1", "d", ""},  // same UPRN, a flat
		{tax, "2 COLNE ROAD|BURLOW", "BW1 1AA", "2", "e", ""},         //
		{tax, "2 COLNE ROAD|BURLOW", "BW1 1AA", "3", "f", ""},         // same text, another UPRN
		{tax, "2 COLNE ROAD|BURLOW", "BW1 1AA", "", "g", ""},          // which of the two?
		{tax, "THE OLD MILL|MILL LANE", "BW1 1AB", "", "h", ""},       //
		{tax, "THE OLD MILL, MILL LANE", "BW1 1AB", "", "i", ""},      // same text
		{register, "2 COLNE ROAD|BURLOW", "BW1 1AA", "", "", ""},      // rivals with one text
		{register, "2 COLNE ROAD|BURLOW", "BW1 1AA", "3", "", ""},     // settled by UPRN
		{register, "THE OLD MILL, MILL LANE", "BW1 1AB", "", "h", ""}, //
	}
	placed, _ := mustPlace(t, rows, Options{}, 0)
	want := []uint32{1, 1, 1, 2, 3, 4, 5, 6, 6, 0, 4, 6}
	if !slices.Equal(placed.Of, want) || placed.Dwellings != 6 {
		t.Errorf("dwellings %v of %d, want %v", placed.Of, placed.Dwellings, want)
	}
	if placed.Doubt[9] != result.DoubtRival {
		t.Errorf("doubt %#x, want a rival", placed.Doubt[9])
	}
}

// The fates add up for every dataset.
func TestPlaceCounts(t *testing.T) {
	rows := mixedTown()
	placed, tables := mustPlace(t, rows, Options{}, 0)
	total := 0
	for _, count := range placed.Summary.ByDataset {
		total += count.Placed + count.Unplaced + count.Abstained
	}
	if total != tables.Entries.Len() {
		t.Errorf("%d entries counted, want %d", total, tables.Entries.Len())
	}
}

// mixedTown is a town with a register that is right, abbreviated, misspelt,
// without a postcode or elsewhere, with a street of two names and a building of two
// systems.
func mixedTown() []plainRow {
	flats, electors := tenement()
	street := aliasedStreet(6)
	rows := slices.Concat(town(), flats, street[:12])
	for i := range electors[:4] {
		electors[i].people = personOf(i)
	}
	electors[4].uprn = flats[4].uprn
	random := rand.New(rand.NewPCG(5, 5))
	for i, r := range town() {
		switch random.IntN(6) {
		case 0:
			r.uprn = ""
		case 1:
			r.lines = r.lines[:len(r.lines)-len("|BURLOW")]
			r.uprn = ""
		case 2:
			r.postcode, r.uprn = "", ""
		case 3:
			r.lines = "1" + r.lines
		case 4:
			r.uprn = town()[(i+1)%len(town())].uprn
		}
		r.dataset, r.account = register, ""
		rows = append(rows, r)
	}
	return slices.Concat(rows, electors, street[12:])
}

func TestPlaceIgnoresCodesOrderAndWorkers(t *testing.T) {
	rows := mixedTown()
	want, tables := mustPlace(t, rows, Options{Train: true}, 0)
	if want.Summary.ByBuilding != 4 || len(want.Buildings) != 1 {
		t.Fatalf("%d entries settled by their building, %d buildings wait; want 4 and 1",
			want.Summary.ByBuilding, len(want.Buildings))
	}
	bytes := func(r Result) [32]byte {
		return digest(r.Of, r.How, r.Relation, r.Doubt, r.MarginMillibits)
	}
	for seed := uint64(1); seed <= 3; seed++ {
		if got, _ := mustPlace(t, rows, Options{Train: true}, seed*10); bytes(got) != bytes(want) {
			t.Errorf("codes by seed %d: the placement changed", seed)
		}
	}
	for _, workers := range []int{2, 7} {
		got, err := Place(context.Background(), tables,
			Options{Workers: workers, Model: ShippedModel(), Train: true})
		if err != nil || bytes(got) != bytes(want) {
			t.Errorf("%d workers: the placement changed (error %v)", workers, err)
		}
	}
	for seed := uint64(1); seed <= 3; seed++ {
		samePlacement(t, rows, want, shuffled(rows, seed))
	}
	stranger := append(slices.Clone(rows),
		plainRow{tax, "5 FARAWAY DRIVE|ELSEHAM", "HX9 9QX", "999555555555", "77", ""},
		plainRow{register, "5 FARAWAY DRIVE|ELSEHAM", "HX9 9QX", "", "", ""})
	got, _ := mustPlace(t, stranger, Options{Train: true}, 0)
	for i := range rows {
		if rows[i].dataset == register {
			// One account more stands before the register.
			if got.Of[i+1] != want.Of[i] || got.Relation[i+1] != want.Relation[i] {
				t.Errorf("row %d: a stranger elsewhere changed its dwelling", i)
			}
		}
	}
}

func shuffled(rows []plainRow, seed uint64) []int {
	order := rand.New(rand.NewPCG(seed, 3)).Perm(len(rows))
	slices.SortStableFunc(order, func(a, b int) int {
		return int(rows[a].dataset) - int(rows[b].dataset)
	})
	return order
}

// samePlacement places the rows in another order and compares row by row, the
// dwellings by the rows of their accounts.
func samePlacement(t *testing.T, rows []plainRow, want Result, order []int) {
	t.Helper()
	moved := make([]plainRow, len(rows))
	for to, from := range order {
		moved[to] = rows[from]
	}
	got, _ := mustPlace(t, moved, Options{Train: true}, 0)
	number := map[uint32]uint32{0: 0}
	for to, from := range order {
		if moved[to].dataset == tax {
			number[got.Of[to]] = want.Of[from]
		}
	}
	for to, from := range order {
		if number[got.Of[to]] != want.Of[from] || got.Relation[to] != want.Relation[from] ||
			got.Doubt[to] != want.Doubt[from] || got.MarginMillibits[to] != want.MarginMillibits[from] {
			t.Errorf("row %d: the order of rows changed its placement", from)
		}
	}
	if !slices.Equal(withoutLines(got.Buildings), withoutLines(want.Buildings)) {
		t.Errorf("the order of rows changed the buildings: %+v, %+v", got.Buildings, want.Buildings)
	}
}

// withoutLines returns buildings without what the order of rows decides.
func withoutLines(buildings []flats.Waiting) (without []flats.Waiting) {
	for _, one := range buildings {
		one.First = [4]uint32{}
		without = append(without, one)
	}
	slices.SortFunc(without, func(a, b flats.Waiting) int {
		return cmp.Or(a.Entries-b.Entries, a.Dwellings-b.Dwellings, a.Settled-b.Settled, a.Open-b.Open,
			a.Against-b.Against)
	})
	return without
}
