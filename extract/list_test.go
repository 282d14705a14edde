package extract

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"nfimatch/extract/layout"
	"nfimatch/extract/row"
)

// readList reads a list of people and returns every kept row as "field=value …".
func readList(t *testing.T, mapping, content string) ([]string, Summary, error) {
	t.Helper()
	reader, err := Open(Source{Dataset: row.PersonRight, Terms: 1, Mapping: mapping,
		Paths: []string{write(t, "list.csv", content)}}, nil)
	if err != nil {
		return nil, Summary{}, err
	}
	var rows []string
	summary, err := reader.Read(context.Background(), func(batch *row.Batch) error {
		for i := range batch.Len() {
			var cells []string
			for _, field := range batch.Fields() {
				if text := batch.Text(field, i); text.Len() > 0 {
					cells = append(cells, field+"="+string(text.Reveal()))
				}
			}
			rows = append(rows, strings.Join(cells, " "))
		}
		return nil
	})
	return rows, summary, err
}

func TestListsAreReadAsTheirMappingSays(t *testing.T) {
	for name, tt := range map[string]struct{ mapping, content, want string }{
		"own names": {"", "Surname,FORE_NAME,notes,birth year\nKHAN,ALI,secret,1967\n",
			"birth_year=1967 forename=ALI surname=KHAN"},
		"mapped": {"surname=pername2, forename=pername1,extra.ward=Ward,text.job=What they do",
			"id,pername1,pername2,Ward,What they do\n1,ALI,KHAN,7,cook\n",
			"extra.ward=7 forename=ALI surname=KHAN text.job=cook"},
		"swapped on purpose": {"surname=forename,forename=surname", "surname,forename\nALI,KHAN\n",
			"forename=ALI surname=KHAN"},
		"a mapped column comes first": {"surname=now", "surname,now\nOLD,KHAN\n", "surname=KHAN"},
		"a field's own column in another": {"full_name=surname", "surname,town\nALI KHAN,LEEDS\n",
			"full_name=ALI KHAN town=LEEDS"},
		"a comma in a header": {`full_name=who,"birth_date=born, if known"`,
			"who,\"born, if known\"\nALI KHAN,1/2/1967\n", "birth_date=1/2/1967 full_name=ALI KHAN"},
		"one column": {"full_name=who", "who\nALI KHAN\n", "full_name=ALI KHAN"},
		"columns of a council's file": {"", "Council Tax account reference,Surname,Address 1," +
			"Discount code\n77,KHAN,9 LOW ROAD,SPD\n", "address_1=9 LOW ROAD surname=KHAN"},
	} {
		t.Run(name, func(t *testing.T) {
			rows, summary, err := readList(t, tt.mapping, tt.content)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(rows, "; "); got != tt.want {
				t.Errorf("read %q, want %q", got, tt.want)
			}
			if want := (row.Counts{Read: 1, Kept: 1}); summary.Counts != want {
				t.Errorf("counts %v, want %v", summary.Counts, want)
			}
		})
	}
}

// A row with nothing in the columns that are used is no person, whatever the others say.
func TestListRowsNeedOneValue(t *testing.T) {
	rows, summary, err := readList(t, "",
		"id,surname,birth_date\n1,KHAN,\n2,,\n3,-,N/A\n4,,1/2/1967\n")
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"surname=KHAN", "birth_date=1/2/1967"}; !slices.Equal(rows, want) {
		t.Errorf("read %q, want %q", rows, want)
	}
	if want := (row.Counts{Read: 4, Kept: 2, Rejected: 2}); summary.Counts != want {
		t.Errorf("counts %v, want %v", summary.Counts, want)
	}
	const fault = "list.csv:3: row must be filled in at least one of the columns that are used"
	if got := summary.Faults[0].String(); got != fault {
		t.Errorf("fault %q, want %q", got, fault)
	}
}

// A register is a list too: an elector whose name is withheld is set aside, with one total
// and no line. Somebody whose surname is an initial is not.
func TestListRowsWithANameWithheld(t *testing.T) {
	rows, summary, err := readList(t, "", "surname,forename,full_name,address\n"+
		"N,,,\nANONYMOUS,ELECTOR,,9 LOW ROAD\n,,Anonymous,\nN,ALI,,\n,N,,9 LOW ROAD\nKHAN,N,,\n")
	if err != nil {
		t.Fatal(err)
	}
	if want := (row.Counts{Read: 6, Kept: 3, SetAside: 3}); summary.Counts != want ||
		len(summary.Faults) > 0 {
		t.Errorf("counts %v, want %v; faults %v", summary.Counts, want, summary.Faults)
	}
	if len(summary.SetAside) != 1 || summary.SetAside[0] != (Total{ReasonWithheld, 3}) {
		t.Errorf("set aside: %v", summary.SetAside)
	}
	if want := []string{"forename=ALI surname=N", "address=9 LOW ROAD forename=N",
		"forename=N surname=KHAN"}; !slices.Equal(rows, want) {
		t.Errorf("read %q, want %q", rows, want)
	}
}

func TestFaultsOfAMappingComeTogether(t *testing.T) {
	many := ""
	for i := range layout.OwnFieldsMax + 1 {
		many += fmt.Sprintf("extra.f%d=c%d,", i, i)
	}
	for _, tt := range []struct {
		mapping string
		faults  []string
	}{
		{"surname=last,sirname=b,forename=nowhere,extra.Ward=b,extra.=b,text.x=last,surname=b,=b,town",
			[]string{
				`there is no field "sirname"; the fields are title, surname, forename, middle, full_name, ` +
					`sex, birth_date, birth_day, birth_month, birth_year, address, address_1, address_2, ` +
					`address_3, address_4, town, postcode, uprn, nino, extra.NAME and text.NAME`,
				`the name in field "extra.Ward" must be 1 to 32 of the characters a-z, 0-9 and _`,
				`the name in field "extra." must be 1 to 32 of the characters a-z, 0-9 and _`,
				`column "last" is given to two fields, surname and text.x`,
				`field "surname" is given two columns`,
				`"=b" must be field=column`, `"town" must be field=column`,
				`there is no column "nowhere" for forename`,
			}},
		{"surname=last\nforename=first", []string{
			"it must be field=column,field=column in one line of at most 8192 bytes"}},
		{`surname="last`, []string{
			"it must be field=column,field=column in one line of at most 8192 bytes"}},
	} {
		_, _, err := readList(t, tt.mapping, "last,b\nKHAN,1\n")
		var refused *layout.ChoiceError
		if !errors.As(err, &refused) {
			t.Errorf("%q: error %v, want a ChoiceError", tt.mapping, err)
			continue
		}
		if !slices.Equal(refused.Faults, tt.faults) {
			t.Errorf("%q: faults\n%s\nwant\n%s", tt.mapping, strings.Join(refused.Faults, "\n"),
				strings.Join(tt.faults, "\n"))
		}
	}
	header := "surname"
	for i := range layout.OwnFieldsMax + 1 {
		header += fmt.Sprintf(",c%d", i)
	}
	_, _, err := readList(t, strings.TrimSuffix(many, ","), header+"\nKHAN\n")
	if want := "list.csv: mapping: there must be at most 16 fields extra.NAME"; err == nil ||
		err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestListsThatAreRefused(t *testing.T) {
	for _, tt := range []struct{ mapping, content, want string }{
		{"", "forename,postcode\nALI,LS1 4AP\n",
			"list.csv: columns that a list of people needs are missing: surname or full_name"},
		{"", "a,b\n1,2\n", "list.csv: no line of the first 50 names the columns of a list of people"},
		{"surname=c", "a,b\n1,2\n",
			"list.csv: no line of the first 50 names the columns of a list of people"},
		{"sirname=a", "a,b\n1,2\n", "there is no field"},
		{"", "surname,Surname,postcode\nKHAN,KHAN,\n", `list.csv: has the header "Surname" twice`},
	} {
		if _, _, err := readList(t, tt.mapping, tt.content); err == nil ||
			!strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q of %q: error %v, want %s", tt.mapping, tt.content, err, tt.want)
		}
	}
}

// The names of a user's own fields keep the order of the mapping.
func TestOwnNamesKeepTheirOrder(t *testing.T) {
	path := write(t, "list.csv", "surname,a,b,c\nKHAN,1,2,3\n")
	reader, err := Open(Source{Dataset: row.Person, Paths: []string{path},
		Mapping: "extra.zone=a,text.job=b,extra.area=c"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	exact, text := reader.OwnNames(row.ExactPrefix), reader.OwnNames(row.TextPrefix)
	if !slices.Equal(exact, []string{"zone", "area"}) || !slices.Equal(text, []string{"job"}) {
		t.Errorf("names %v and %v, want zone, area and job", exact, text)
	}
}
