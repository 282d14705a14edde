package main

import (
	"io"

	"nfimatch/bench/yardstick"
	"nfimatch/normalize/record"
)

// datasetNames are what the rows of a table call a dataset.
var datasetNames = map[uint8]string{record.ElectoralRegister: "register", record.CTR: "claims"}

// placeColumns are the outcomes of a row's address, in columns.
var placeColumns = []struct {
	name     string
	rare     bool
	outcomes []yardstick.Outcome
}{
	{"right", false, []yardstick.Outcome{yardstick.Right}},
	{"wrong", true, []yardstick.Outcome{yardstick.Wrong, yardstick.WrongFlat}},
	{"wrong flat", true, []yardstick.Outcome{yardstick.WrongFlat}},
	{"part", false, []yardstick.Outcome{yardstick.Part}},
	{"in doubt", false, []yardstick.Outcome{yardstick.InDoubt}},
	{"not found", false, []yardstick.Outcome{yardstick.NotFound}},
}

// printPlaces writes what became of addresses, by dataset and kind of home.
func (s *set) printPlaces(out io.Writer) error {
	return s.printPlaceGroups(out, "Placement by dataset and kind of home",
		func(j *yardstick.Judged, p *yardstick.Placement) []string {
			dataset := datasetNames[p.Dataset]
			return []string{dataset + ": all", dataset + ": " + kindOf(j, p.Home)}
		})
}

// printPlaceTags writes what became of addresses, by what the row is tagged with.
func (s *set) printPlaceTags(out io.Writer) error {
	return s.printPlaceGroups(out, "Placement by what became of the row",
		func(_ *yardstick.Judged, p *yardstick.Placement) []string { return tagged(p.Tags) })
}

// uprnNames are in the order of the table.
var uprnNames = map[yardstick.UPRN]string{
	yardstick.UPRNOwn: "the dwelling's own", yardstick.UPRNAnothers: "another dwelling's",
	yardstick.UPRNNobodys: "no account's", yardstick.UPRNNone: "none given",
}

// printUPRNs writes what became of addresses, by whose UPRN the row shows.
func (s *set) printUPRNs(out io.Writer) error {
	return s.printPlaceGroups(out, "Placement by whose UPRN the row shows",
		func(_ *yardstick.Judged, p *yardstick.Placement) []string {
			return []string{uprnNames[p.UPRN]}
		})
}

func (s *set) printPlaceGroups(out io.Writer, heading string,
	groups yardstick.Groups[yardstick.Placement],
) error {
	names := []any{"", "rows"}
	var first, second []*yardstick.Shares
	for _, column := range placeColumns {
		names = append(names, column.name)
		measure := yardstick.OutcomeIs(column.outcomes...)
		first = append(first,
			yardstick.SharesOf(s.byKey[0].CountPlacements(measure, groups), resampleSeed))
		second = append(second, yardstick.Tally(s.byKey[1].CountPlacements(measure, groups)))
	}
	t := yardstick.NewTable(out, heading+": "+s.name+", key 1", append(names, "by reference",
		"elsewhere")...)
	references := yardstick.Tally(s.byKey[0].CountPlacements(byReference, groups))
	for _, name := range groupNames(append(first, references)...) {
		cells := []any{name, first[0].Of(name).Whole}
		for c, column := range first {
			if placeColumns[c].rare {
				cells = append(cells, column.Of(name).Rare())
			} else {
				cells = append(cells, column.Of(name))
			}
		}
		referred := references.Of(name)
		t.Row(append(cells, referred.Whole, referred.Part)...)
	}
	if err := t.End(); err != nil {
		return err
	}
	otherKey(out, first[0], second[0], "share placed right")
	otherKey(out, first[1], second[1], "share placed wrong")
	return nil
}

// byReference measures the claims joined by account reference: those whose account is at
// another dwelling than their address.
func byReference(p *yardstick.Placement) (part, whole bool) {
	elsewhere := p.Outcome == yardstick.ByReferenceElsewhere
	return elsewhere, elsewhere || p.Outcome == yardstick.ByReference
}
