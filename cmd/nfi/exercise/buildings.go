package exercise

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/row"
	"nfimatch/match/place/flats"
	"nfimatch/normalize"
	"nfimatch/report/spell"
)

// waitingFile lists the buildings that wait for a vote or a decision.
const waitingFile = "buildings.csv"

// settlements returns what officers have decided about buildings, in the tokens of
// the exercise.
func (r *run) settlements() (settled []flats.Settlement) {
	add := func(flat normalize.Flat) {
		uprn, units := flat.Tokens(r.ring)
		settled = append(settled, flats.Settlement{UPRN: uprn, Units: units})
	}
	for _, one := range r.settled.Flats {
		add(one.Flat)
	}
	for _, one := range r.settled.Left {
		add(one.Flat)
	}
	return settled
}

// decisionWarning says how many decisions about buildings had no effect, "" if none.
func (r *run) decisionWarning() string {
	unused := r.how.Place.Unused
	if unused == 0 {
		return ""
	}
	return fmt.Sprintf("%s of %s had no effect: no account has the UPRN, no entry is written so in "+
		"its building, or another decision says otherwise", Plural(unused, "decision"),
		workspace.BuildingsFile)
}

// waitingEntries returns how many entries wait for their building.
func (r *run) waitingEntries() (entries int) {
	for _, building := range r.how.Buildings {
		entries += building.Entries
	}
	return entries
}

// waitingWords says how many buildings wait, and where they are listed.
func (r *run) waitingWords() string {
	if len(r.how.Buildings) == 0 {
		return "none"
	}
	return fmt.Sprintf("%s, with %s waiting: see %s", Plural(len(r.how.Buildings), "building"),
		entriesWords(r.waitingEntries()), waitingFile)
}

func entriesWords(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return spell.Grouped(n) + " entries"
}

// writeWaiting writes buildings.csv: buildings whose flats two files name in two
// systems, worst first, by the lines of an account and of entries that wait. Whoever
// may look there can decide, in buildings.toml.
func (r *run) writeWaiting(w io.Writer) error {
	lines := csv.NewWriter(w)
	if err := lines.Write([]string{"entries_waiting", "dwellings", "names_settled", "names_open",
		"ties_against", "council_tax_line", "electoral_register_line", "ctr_line",
		"delete_by"}); err != nil {
		return err
	}
	for _, one := range r.how.Buildings {
		cells := []string{strconv.Itoa(one.Entries), strconv.Itoa(one.Dwellings),
			strconv.Itoa(one.Settled), strconv.Itoa(one.Open), strconv.Itoa(one.Against)}
		for _, first := range one.First[row.CouncilTax : row.CTR+1] {
			line := strconv.FormatUint(uint64(first), 10)
			cells = append(cells, strings.TrimPrefix(line, "0")) // 0 is none
		}
		if err := lines.Write(append(cells, r.deleteBy().String())); err != nil {
			return err
		}
	}
	lines.Flush()
	return lines.Error()
}
