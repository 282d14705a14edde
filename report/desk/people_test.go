package desk_test

import (
	"slices"
	"strings"
	"testing"

	"nfimatch/extract/vault"
	"nfimatch/report/desk"
)

// peopleOf returns the rows of the sheet People for one case, cells joined by "|",
// without the case and the source's date.
func peopleOf(t *testing.T, change func(*desk.Case)) []string {
	t.Helper()
	list := sample(1)
	change(&list.Cases[0])
	b := opened(t, list)
	var people []string
	for _, row := range must(b.GetRows("People"))[4:] {
		row = append(row, make([]string, 7-len(row))...)
		if row[0] != "2026Q4-0001" || row[5] != "12 Oct 2026" {
			t.Errorf("a row is of %s and %s", row[0], row[5])
		}
		people = append(people, strings.Join([]string{row[1], row[2], row[3], row[4], row[6]}, "|"))
	}
	return people
}

func TestPeople(t *testing.T) {
	const (
		liable   = "Liable 1|MS JOAN Q ACHTERBERG||Council tax|"
		elector  = "Elector 1|Joan Q Achterberg||Electoral register|1 Dec 2016"
		other    = "Elector 2|Peter Quennell|2 Nov 2024|Electoral register|1 Dec 2024"
		claimant = "Claimant|JOAN ACHTERBERG||Council tax reduction|"
		partner  = "Partner|P QUENNELL||Council tax reduction|"
	)
	surname := func(text string) func(*desk.Case) {
		return func(c *desk.Case) {
			set(&c.Rows[0], "surname", text)
			for _, field := range []string{"title", "forename", "middle_name"} {
				set(&c.Rows[0], field, "")
			}
		}
	}
	for name, tt := range map[string]struct {
		change func(*desk.Case)
		want   []string
	}{
		"plain": {func(*desk.Case) {}, []string{liable, elector, other, claimant, partner}},
		"joint names in one field": {surname("MR & MRS J SMITH"),
			[]string{"Liable 1|MR & MRS J SMITH||Council tax|", elector, other, claimant, partner}},
		"surname, title forename": {surname("COOKE,MS NADY"),
			[]string{"Liable 1|COOKE,MS NADY||Council tax|", elector, other, claimant, partner}},
		"company": {surname("METRO LETTINGS LTD T/A HOMES 4 U"),
			[]string{"Liable 1|METRO LETTINGS LTD T/A HOMES 4 U||Council tax|", elector, other,
				claimant, partner}},
		"executors": {surname("EXORS OF J ACHTERBERG (DECD)"),
			[]string{"Liable 1|EXORS OF J ACHTERBERG (DECD)||Council tax|", elector, other,
				claimant, partner}},
		"blank": {surname("  "),
			[]string{"Liable 1|(no name held)||Council tax|", elector, other, claimant, partner}},
		"formula": {surname("=1+1"),
			[]string{"Liable 1|=1+1||Council tax|", elector, other, claimant, partner}},
		"second liable": {func(c *desk.Case) {
			set(&c.Rows[0], "other_title", "MR")
			set(&c.Rows[0], "other_forename", "RAJ")
			set(&c.Rows[0], "other_surname", "PATEL")
		}, []string{liable, "Liable 2|MR RAJ PATEL||Council tax|", elector, other, claimant, partner}},
		"father and son of one name in one row": {func(c *desk.Case) {
			surname("J SMITH")(c)
			set(&c.Rows[0], "other_surname", "J SMITH")
		}, []string{"Liable 1|J SMITH||Council tax|", "Liable 2|J SMITH||Council tax|", elector,
			other, claimant, partner}},
		"further rows": {awkward[9], []string{liable, "Liable 2|PATEL R||Council tax|",
			"Recorded occupant 1|ASHA PATEL||Council tax|",
			"Recorded occupant 2|DEV PATEL||Council tax|", elector, other, claimant, partner}},
		"further row without a name": {func(c *desk.Case) {
			c.Rows = append(c.Rows[:1:1], append([]vault.Row{row("council_tax", 7)},
				c.Rows[1:]...)...)
		}, []string{liable, elector, other, claimant, partner}},
		"two entries of one name": {func(c *desk.Case) {
			set(&c.Rows[2], "surname", "Achterberg")
			set(&c.Rows[2], "forename", "Joan Q")
		}, []string{liable, elector,
			"Elector 2|Joan Q Achterberg|2 Nov 2024|Electoral register|1 Dec 2024", claimant, partner}},
		"no dates": {func(c *desk.Case) { c.Facts.Sources = nil },
			[]string{liable, "Elector 1|Joan Q Achterberg||Electoral register|Not known",
				"Elector 2|Peter Quennell||Electoral register|Not known", claimant, partner}},
		"two claims": {func(c *desk.Case) {
			c.Rows = append(c.Rows, row("ctr", 8, "surname", "LEE"),
				row("ctr", 9, "surname", "ACHTERBERG", "forename", "JOAN"))
		}, []string{liable, elector, other, claimant, "Claimant 2|LEE||Council tax reduction|", partner}},
		"somebody of a name has died": {func(c *desk.Case) {
			c.Rows = append(c.Rows, row("deaths", 8, "surname", "QUENNELL", "forename", "PETER"))
		}, []string{liable, elector, other, claimant, partner,
			"On the list of deaths|PETER QUENNELL||List of deaths|"}},
		"no register, no claim": {func(c *desk.Case) { c.Rows = c.Rows[:1] }, []string{liable}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := peopleOf(t, tt.change); !slices.Equal(got, tt.want) {
				t.Errorf("people are\n%s, want\n%s", strings.Join(got, "\n"),
					strings.Join(tt.want, "\n"))
			}
		})
	}
}

// Controls, broken bytes and marks that turn the reading order show as a sign.
func TestPeopleOddBytes(t *testing.T) {
	got := peopleOf(t, func(c *desk.Case) {
		set(&c.Rows[2], "surname", "\x00bro\xffken\u202edne\x1f")
		set(&c.Rows[2], "forename", "_x0041_x003d_ <&>")
	})
	want := "Elector 2|_x0041_x003d_ <&> �bro�ken�dne�|2 Nov 2024|Electoral register|1 Dec 2024"
	if got[2] != want {
		t.Errorf("the name is shown as %q, want %q", got[2], want)
	}
}
