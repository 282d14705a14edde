package place

import (
	"fmt"
	"slices"
	"testing"

	"nfimatch/match/result"
)

// outbuildings returns the accounts of a street of houses, of which some have a second
// dwelling at their number.
func outbuildings() (rows []plainRow) {
	add := func(lines, postcode string) {
		uprn := fmt.Sprintf("9990001%05d", len(rows)+1)
		rows = append(rows, plainRow{tax, lines, postcode, uprn, fmt.Sprint(200000 + len(rows)), ""})
	}
	for street, name := range []string{"POPLAR STREET", "LARCH LANE", "CROMWELL ROAD"} {
		for n := 1; n <= 60; n++ {
			add(fmt.Sprintf("%d %s|CROSBECK|BURLOW", n, name),
				fmt.Sprintf("BW5 %dA%c", 1+n/20, "ABD"[street]))
		}
	}
	add("REAR OF 2 POPLAR STREET|CROSBECK|BURLOW", "BW5 1AA")
	add("THE COACH HOUSE|6 POPLAR STREET|CROSBECK|BURLOW", "BW5 1AA")
	add("THE STABLES|8 LARCH LANE|CROSBECK|BURLOW", "BW5 1AB")
	add("FLAT OVER 10 CROMWELL ROAD|CROSBECK|BURLOW", "BW5 1AD")
	add("ANNEXE|12 CROMWELL ROAD|CROSBECK|BURLOW", "BW5 1AD")
	add("IVYSIDE|80 CROMWELL ROAD|CROSBECK|BURLOW", "BW5 1AD")
	add("ROSE COTTAGE|80 CROMWELL ROAD|CROSBECK|BURLOW", "BW5 1AD")
	add("ROSE COTTAGE|82 CROMWELL ROAD|CROSBECK|BURLOW", "BW5 1AD")
	return rows
}

// Of two dwellings at a number the one is taken that the address says, and where it says
// neither of them whole, none is.
func TestPlaceOutbuildings(t *testing.T) {
	at := func(lines string) string { return lines + "|CROSBECK|BURLOW" }
	rival := result.DoubtRival
	for _, test := range []struct {
		lines, postcode, at string
		doubt               uint8
	}{
		{"2 POPLAR STREET|CROSBECK|BURLOW", "BW5 1AA", at("2 POPLAR STREET"), 0},
		{"2 POPLAR STREET|BURLOW", "BW5 1AA", at("2 POPLAR STREET"), 0},
		{"REAR OF 2 POPLAR STREET|BURLOW", "BW5 1AA", at("REAR OF 2 POPLAR STREET"), 0},
		{"2 POPLAR STREET (REAR)|BURLOW", "BW5 1AA", at("REAR OF 2 POPLAR STREET"), 0},
		{"REAR OF 4 POPLAR STREET|BURLOW", "BW5 1AA", "", result.DoubtUnit},
		{"6 POPLAR STREET|CROSBECK", "BW5 1AA", at("6 POPLAR STREET"), 0},
		{"COACH HOUSE|6 POPLAR STREET", "BW5 1AA", at("THE COACH HOUSE|6 POPLAR STREET"), 0},
		{"THE COACH HUOSE|6 POPLAR STREET", "BW5 1AA", at("THE COACH HOUSE|6 POPLAR STREET"), 0},
		{"8 LARCH LANE|CROSBECK|BURLOW", "BW5 1AB", at("8 LARCH LANE"), 0},
		{"8 LARCH LANE|BURLOW", "BW5 1AB", at("8 LARCH LANE"), 0},
		{"THE STABLES|8 LARCH LANE|CROSBECK|BURLOW", "BW5 1AB", at("THE STABLES|8 LARCH LANE"), 0},
		{"THE STUDY|8 LARCH LANE|CROSBECK|BURLOW", "BW5 1AB", "", rival},
		{"THE STUDY|9 LARCH LANE|CROSBECK|BURLOW", "BW5 1AB", at("9 LARCH LANE"),
			result.DoubtNotBuilding},
		{"FLAT ABOVE 10 CROMWELL ROAD|BURLOW", "BW5 1AD", at("FLAT OVER 10 CROMWELL ROAD"), 0},
		{"FLAT ABOVE 11 CROMWELL ROAD|BURLOW", "BW5 1AD", "", result.DoubtUnit},
		{"10 CROMWELL ROAD|BURLOW", "BW5 1AD", at("10 CROMWELL ROAD"), 0},
		{"80 CROMWELL ROAD|CROSBECK|BURLOW", "BW5 1AD", "", rival},
		{"IVYSIDE|80 CROMWELL ROAD|BURLOW", "BW5 1AD", at("IVYSIDE|80 CROMWELL ROAD"), 0},
		{"82 CROMWELL ROAD|CROSBECK|BURLOW", "BW5 1AD", at("ROSE COTTAGE|82 CROMWELL ROAD"), 0},
		{"THE ANMEXE|12 CROMWELL ROAD", "BW5 1AD", at("ANNEXE|12 CROMWELL ROAD"), 0},
		{"THE ANDES|12 CROMWELL ROAD|CROSBECK|BURLOW", "BW5 1AD", "", rival},
	} {
		rows := append(outbuildings(), plainRow{register, test.lines, test.postcode, "", "", ""})
		placed, _ := mustPlace(t, rows, Options{}, 0)
		entry, want := len(rows)-1, uint32(0)
		if test.at != "" {
			want = homeOf(t, rows, placed, test.at)
		}
		if placed.Of[entry] != want || placed.Doubt[entry] != test.doubt {
			other := ""
			if home := placed.Of[entry]; home != 0 {
				other = rows[slices.Index(placed.Of, home)].lines
			}
			t.Errorf("%q: at %q, doubt %#x, margin %d; want %q, %#x", test.lines, other,
				placed.Doubt[entry], placed.MarginMillibits[entry], test.at, test.doubt)
		}
	}
}

// 4/6 is flat 6 of 4 or flat 4 of 6. That one reading is listed is not enough where the
// other building names its flats so that nobody knows whether it has that flat.
func TestPlaceSlashReadTwoWays(t *testing.T) {
	for _, building := range []string{"4", "8"} {
		rows := town()
		add := func(lines string) {
			rows = append(rows,
				plainRow{tax, lines + " FERN CLOSE|BURLOW", "BW6 1AA", "", fmt.Sprint(len(rows)), ""})
		}
		for n := range 4 {
			add(fmt.Sprintf("FLAT %d/%d|%s", n/2, 1+n%2, building))
		}
		for n := 1; n <= 5; n++ {
			add(fmt.Sprintf("FLAT %d|6", n))
		}
		rows = append(rows, plainRow{register, "4/6 FERN CLOSE|BURLOW", "BW6 1AA", "", "", ""})
		placed, _ := mustPlace(t, rows, Options{}, 0)
		entry, want, doubt := len(rows)-1, uint32(0), result.DoubtRival
		if building != "4" {
			want, doubt = homeOf(t, rows, placed, "FLAT 4|6 FERN CLOSE|BURLOW"), 0
		}
		if placed.Of[entry] != want || placed.Doubt[entry] != doubt {
			t.Errorf("beside building %s: dwelling %d, doubt %#x; want %d, %#x", building,
				placed.Of[entry], placed.Doubt[entry], want, doubt)
		}
	}
}

// Homes without a number are found by their name, whatever it ends in, and by nothing else.
func TestPlaceNamedHomes(t *testing.T) {
	rows := town()
	for _, lines := range []string{
		"PRIMROSE VIEW|NETHERBY|BURLOW", "SKYLARK VIEW|NETHERBY|BURLOW", "BERTH 2|WEST MARINA|BURLOW",
		"BERTH 3|WEST MARINA|BURLOW", "FLAT D|MERLIN MANSIONS|BURLOW",
		"FLAT E|MERLIN MANSIONS|BURLOW", "PLAS UCHAF|63 BRO DAWEL|BURLOW",
	} {
		rows = append(rows, plainRow{tax, lines, "BW7 1AA", "", fmt.Sprint(len(rows)), ""})
	}
	listed := len(rows)
	tests := [][2]string{
		{"PRIMROSE VIEW|NETHERBY", "PRIMROSE VIEW|NETHERBY|BURLOW"},
		{"VIEW|NETHERBY", ""},
		{"NARROWBOAT ALICE MAY|BERTH 2|WEST MARINA", "BERTH 2|WEST MARINA|BURLOW"},
		{"E MERLIN MANSIONS|BURLOW", "FLAT E|MERLIN MANSIONS|BURLOW"},
		{"BRO DAWEL|BURLOW", ""},
	}
	for _, test := range tests {
		rows = append(rows, plainRow{register, test[0], "BW7 1AA", "", "", ""})
	}
	placed, _ := mustPlace(t, rows, Options{}, 0)
	for i, test := range tests {
		want := uint32(0)
		if test[1] != "" {
			want = homeOf(t, rows, placed, test[1])
		}
		if got := placed.Of[listed+i]; got != want {
			t.Errorf("%q: dwelling %d, want %d", test[0], got, want)
		}
	}
}

// An outbuilding with the UPRN of its house is not put at the house, nor the other way round.
func TestPlaceOutbuildingUPRN(t *testing.T) {
	for _, test := range [][2]string{
		{"THE STABLES|8 LARCH LANE|CROSBECK|BURLOW", "8 LARCH LANE|CROSBECK|BURLOW"},
		{"8 LARCH LANE|CROSBECK|BURLOW", "THE STABLES|8 LARCH LANE|CROSBECK|BURLOW"},
	} {
		rows := outbuildings()
		of := slices.IndexFunc(rows, func(r plainRow) bool { return r.lines == test[1] })
		rows = append(rows, plainRow{register, test[0], "BW5 1AB", rows[of].uprn, "", ""})
		placed, _ := mustPlace(t, rows, Options{}, 0)
		entry := len(rows) - 1
		if placed.Of[entry] == placed.Of[of] || placed.Doubt[entry] != result.DoubtUPRN {
			t.Errorf("%q is at the dwelling of its UPRN, doubt %#x", test[0], placed.Doubt[entry])
		}
	}
}
