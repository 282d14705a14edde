package labelled

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const essnetHeader = "row_id,pername1,pername2,sex,dob_day,dob_mon,dob_year,enumcap,enumpc\n"

const febrlHeader = "rec_id, given_name, surname, street_number, address_1, address_2, suburb, " +
	"postcode, state, date_of_birth, soc_sec_id\n"

// miniature holds a few invented rows in the form of each published set.
var miniature = map[string]string{
	"essnet_dev/essnet_dev_census.csv": essnetHeader + `1,ANNE,ADAMS,F,1,2,1980,1 HIGH ROAD,AB11AA
2,BEN,BAKER,M,3,4,1981,2 HIGH ROAD,AB11AA
3,CARA,COOK,F,,6,1982,,AB11AB
4,DAN,DYER,M,7,8,1983,4 HIGH ROAD,AB11AB
`,
	"essnet_dev/essnet_dev_cis.csv": essnetHeader + `1,CARA,COOKE,F,5,6,1982,3 HIGH ROAD,AB11AB
2,EVE,EAST,F,9,10,1984,5 HIGH ROAD,AB11AC
3,ANN,ADAMS,F,1,2,1980,1 HIGH RD,AB11AA
4,BEN,BAKER,M,3,4,1981,2 HIGH ROAD,AB11AA
`,
	"essnet_dev/essnet_dev_truth_census.csv": `line,person_id,household
1,a,h
2,b,h
3,c,i
4,d,i
`,
	"essnet_dev/essnet_dev_truth_cis.csv": `line,person_id,household
1,c,i
2,e,j
3,a,h
4,b,h
`,
	"febrl1/dataset1.csv": febrlHeader +
		`rec-2-org, anna, abel, 1, high street, , town, 2000, nsw, 19800102, 1111111
rec-4-org, bill, brown, 2, low street, , town, 2001, nsw, 19810304, 2222222
rec-2-dup-0, ana, abel, 1, high street, , town, 2000, nsw, 19800102, 1111111
rec-2-dup-1, anna, able, 1, high street, , town, 2000, nsw, 1980012, 1111111
`,
	"febrl4/dataset4a.csv": febrlHeader +
		`rec-7-org, anna, abel, 1, high street, flat 2, town, 2000, nsw, 19800102, 1111111
rec-3-org, bill, , 2, low street, , town, 2001, nsw, , 2222222
`,
	"febrl4/dataset4b.csv": febrlHeader +
		`rec-3-dup-0, bill, brown, 2, low street, , town, 2001, nsw, 19810394, 2222222
rec-7-dup-0, ana, abel, 1, flat 2, high street, town, 2000, nsw, 19800102, 1111112
`,
	"rldata500/RLdata500.csv": `fname_c1,fname_c2,lname_c1,lname_c2,by,bm,bd,rec_id,ent_id
ANNA,NA,ABEL,NA,1949,7,22,1,9
BERT,NA,BAUM,KLEIN,1968,7,27,2,5
ANA,NA,ABEL,NA,1949,7,22,3,9
`,
}

func writeMiniature(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	for name, content := range miniature {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestLoadMiniature(t *testing.T) {
	folder := writeMiniature(t)
	for _, tt := range []struct {
		name, left, right string // what the files begin with
		columns           int
		truth             []Pair
	}{
		{"essnet", "row_id,pername1", "row_id,pername1", 8, []Pair{{1, 3}, {2, 4}, {3, 1}}},
		{"essnet_half", essnetHeader + "1,ANNE,ADAMS,F,1,2,1980,1 HIGH ROAD,AB11AA\n" +
			"3,CARA,COOK,F,,6,1982,,AB11AB\n",
			"row_id,pername1", 8, []Pair{{1, 3}, {2, 1}}},
		{"essnet_no_place", "row_id,pername1", "row_id,pername1", 6, []Pair{{1, 3}, {2, 4}, {3, 1}}},
		{"febrl1", "given_name,surname,number,street,detail,suburb,postcode,state," +
			"birth_year,birth_month,birth_day,soc_sec_id\n" +
			"anna,abel,1,high street,,town,2000,nsw,1980,01,02,1111111\n", "", 12,
			[]Pair{{1, 3}, {1, 4}, {3, 4}}},
		{"febrl4", "given_name,surname,number,street,detail,suburb,postcode,state," +
			"birth_year,birth_month,birth_day,soc_sec_id\n" +
			"anna,abel,1,high street,flat 2,town,2000,nsw,1980,01,02,1111111\n" +
			"bill,,2,low street,,town,2001,nsw,,,,2222222\n",
			"given_name,surname", 12, []Pair{{1, 2}, {2, 1}}},
		{"febrl4_no_number", "given_name,surname", "given_name,surname", 11, []Pair{{1, 2}, {2, 1}}},
		{"rldata500", "fname_c1,fname_c2,lname_c1,lname_c2,by,bm,bd\nANNA,,ABEL,,1949,7,22\n" +
			"BERT,,BAUM,KLEIN,1968,7,27\n", "", 6, []Pair{{1, 3}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			set, err := Load(folder, tt.name, t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			if set.Name != tt.name || len(set.Columns) != tt.columns {
				t.Errorf("set %s with %d columns, want %s with %d", set.Name, len(set.Columns),
					tt.name, tt.columns)
			}
			if !slices.Equal(set.Truth, tt.truth) {
				t.Errorf("true pairs %v, want %v", set.Truth, tt.truth)
			}
			checkFile(t, set, set.Left, tt.left)
			if (set.Right == "") != (tt.right == "") {
				t.Fatalf("right list %q", set.Right)
			}
			if set.Right != "" {
				checkFile(t, set, set.Right, tt.right)
			}
		})
	}
}

// checkFile checks how a list begins, and that it has every column of the map and
// none that tells who is who.
func checkFile(t *testing.T, set *Set, path, begins string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(content), begins) {
		t.Errorf("%s is\n%s\nand must begin\n%s", filepath.Base(path), content, begins)
	}
	header, _, _ := strings.Cut(string(content), "\n")
	names := strings.Split(header, ",")
	for _, column := range set.Columns {
		if !slices.Contains(names, column.Column) {
			t.Errorf("%s has no column %s for %s", filepath.Base(path), column.Column, column.Field)
		}
	}
	for _, telling := range []string{"rec_id", "ent_id", "person_id", "household"} {
		if slices.Contains(names, telling) {
			t.Errorf("%s has the column %s, which tells who is who", filepath.Base(path), telling)
		}
	}
}

func TestMap(t *testing.T) {
	set := Set{Columns: []Column{{"surname", "lname"}, {"extra.state", "state"}}}
	if got, want := set.Map(), "surname=lname,extra.state=state"; got != want {
		t.Errorf("Map() = %q, want %q", got, want)
	}
}

func TestLoadRefuses(t *testing.T) {
	if _, err := Load(t.TempDir(), "essnet", t.TempDir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an absent folder gives %v", err)
	}
	if _, err := Load(t.TempDir(), "nothing", t.TempDir()); err == nil {
		t.Error("a set that there is not was loaded")
	}
	folder := writeMiniature(t)
	truth := filepath.Join(folder, "essnet_dev", "essnet_dev_truth_cis.csv")
	if err := os.WriteFile(truth, []byte("line,person_id\n1,a\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(folder, "essnet", t.TempDir()); err == nil {
		t.Error("a truth of another length was taken")
	}
	list := filepath.Join(folder, "febrl4", "dataset4b.csv")
	spoilt := strings.Replace(miniature["febrl4/dataset4b.csv"], "rec-3-dup-0", "3", 1)
	if err := os.WriteFile(list, []byte(spoilt), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(folder, "febrl4", t.TempDir()); err == nil {
		t.Error("a row's name in another form was taken")
	}
}

// TestLoadPublished: how many pairs the sets are known to have. Those of FEBRL 1 and 4
// and RLdata500 are their publishers'; those of FEBRL 2 and 3 are counted from the names
// of their rows, and that of ESSnet is of the sample.
func TestLoadPublished(t *testing.T) {
	folder := os.Getenv(FolderVariable)
	if folder == "" {
		t.Skip(FolderVariable + " names no folder of labelled sets")
	}
	want := map[string]int{"essnet": 11430, "essnet_no_place": 11430, "febrl1": 500,
		"febrl2": 1934, "febrl3": 6538, "febrl4": 5000, "febrl4_no_number": 5000, "rldata500": 50}
	for _, name := range Names() {
		set, err := Load(folder, name, t.TempDir())
		if errors.Is(err, fs.ErrNotExist) {
			t.Logf("%s is not in the folder", name)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d true pairs, --map %s", name, len(set.Truth), set.Map())
		if n, known := want[name]; known && len(set.Truth) != n {
			t.Errorf("%s has %d true pairs, want %d", name, len(set.Truth), n)
		}
	}
}
