package extract

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"nfimatch/extract/row"
)

const codedHeader = "Account ref,Surname,Address 1,Council Tax amount,Discount amount," +
	"Discount code,Disregard code,Exemption code,Recorded person 1 surname," +
	"Recorded person 1 disregard code\n"

// coded returns a council tax file of rows given as discount, disregard,
// exemption and recorded person's disregard code.
func coded(rows ...[4]string) string {
	var out strings.Builder
	out.WriteString(codedHeader)
	for i, c := range rows {
		fmt.Fprintf(&out, "%d,Smith,1 High St,1000.00,250.00,%s,%s,%s,Jones,%s\n", i+1, c[0], c[1],
			c[2], c[3])
	}
	return out.String()
}

// TestCoarseClasses gives every meaning to a code and looks at all that is left.
func TestCoarseClasses(t *testing.T) {
	codes := codesOf(t,
		"Discount code,SPD,single_person", "Discount code,D25,disregard_25",
		"Discount code,D50,disregard_50", "Discount code,STU,student", "Discount code,EMP,empty",
		"Discount code,SEC,second_home", "Discount code,X,exempt", "Discount code,0,none",
		"discount_code,SMI,severely_mentally_impaired", "Discount code,APP,apprentice",
		"Disregard code,D25,disregard_25", "Disregard code,D50,disregard_50",
		"Disregard code,STU,student", "Disregard code,SMI,severely_mentally_impaired",
		"Disregard code,CAR,Carer", "Disregard code,APP,apprentice", "Disregard code,0,none",
		"Exemption code,E,empty", "Exemption code,2,second_home", "Exemption code,N,student",
		"Exemption type/code,U,severely_mentally_impaired", "Exemption code,J,carer",
		"Exemption code,F,exempt", "Exemption code,0,none",
	)
	some := row.Disregard(row.DisregardSome)
	for _, tt := range []struct {
		codes [4]string
		want  row.Classes
	}{
		{[4]string{}, row.Classes{}},
		{[4]string{"0", "0", "0", "0"}, row.Classes{}},
		{[4]string{"SPD"}, row.Classes{Discount: row.DiscountSinglePerson}},
		{[4]string{"spd"}, row.Classes{Discount: row.DiscountSinglePerson}},
		{[4]string{"D25"}, row.Classes{Discount: row.DiscountOther, Disregard: some, DisregardShare: 25}},
		{[4]string{"D50"}, row.Classes{Discount: row.DiscountOther, Disregard: some, DisregardShare: 50}},
		{[4]string{"STU"}, row.Classes{Discount: row.DiscountOther, Disregard: some}},
		{[4]string{"SMI"}, row.Classes{Discount: row.DiscountOther, Disregard: some}},
		{[4]string{"EMP"}, row.Classes{Discount: row.DiscountOther, Exemption: row.ExemptionEmpty}},
		{[4]string{"SEC"}, row.Classes{Discount: row.DiscountOther, Exemption: row.ExemptionSecondHome}},
		{[4]string{"X"}, row.Classes{Discount: row.DiscountOther, Exemption: row.ExemptionOther}},
		{[4]string{"SPD", "STU"}, row.Classes{Discount: row.DiscountSinglePerson, Disregard: some}},
		{[4]string{"D25", "CAR"}, row.Classes{
			Discount: row.DiscountOther, Disregard: some, DisregardShare: 25,
		}},
		{[4]string{"", "D50"}, row.Classes{Disregard: some, DisregardShare: 50}},
		{[4]string{"", "", "E"}, row.Classes{Exemption: row.ExemptionEmpty}},
		{[4]string{"", "", "2"}, row.Classes{Exemption: row.ExemptionSecondHome}},
		{[4]string{"", "", "N"}, row.Classes{Exemption: row.ExemptionOther}},
		{[4]string{"EMP", "", "F"}, row.Classes{
			Discount: row.DiscountOther, Exemption: row.ExemptionOther,
		}},
		{[4]string{"EMP", "0", "0"}, row.Classes{
			Discount: row.DiscountOther, Exemption: row.ExemptionEmpty,
		}},
		{[4]string{"SPD", "", "", "STU"}, row.Classes{Discount: row.DiscountSinglePerson,
			Recorded: [row.RecordedMax]row.Disregard{some}}},
		{[4]string{"", "", "", "D50"}, row.Classes{Recorded: [row.RecordedMax]row.Disregard{some}}},
	} {
		rows, _, err := readAll(t, row.CouncilTax, codes, write(t, "c.csv", coded(tt.codes)))
		if err != nil || rows[0].Classes != tt.want {
			t.Errorf("%q: %+v, %v, want %+v", tt.codes, rows, err, tt.want)
		}
		for field := range rows[0].fields {
			if strings.Contains(field, "code") {
				t.Errorf("%q: the field %s went on as text", tt.codes, field)
			}
		}
	}
}

// TestEveryMeaningIsAllowedSomewhere: each word a code table may use stands for a
// class in some field.
func TestEveryMeaningIsAllowedSomewhere(t *testing.T) {
	for _, word := range strings.Fields("single_person disregard_25 disregard_50 student " +
		"severely_mentally_impaired carer apprentice empty second_home exempt none") {
		found := false
		for _, field := range []string{"discount_code", "disregard_code", "exemption_code"} {
			_, ok := classesOf(field, word)
			found = found || ok
		}
		if !found {
			t.Errorf("no field can mean %s", word)
		}
	}
}

// TestCodesAreCountedWithHelp is what nfi check prints: count and median of the
// share taken off, for each code.
func TestCodesAreCountedWithHelp(t *testing.T) {
	content := codedHeader +
		"1,a,1 High St,1000.00,250.00,SPD,,,,\n" +
		"2,a,1 High St,\"£1,000.00\",250,SPD,,,,\n" +
		"3,a,1 High St,1000,120.00,SPD,,,,\n" + // part of a year
		"4,a,1 High St,1000,500,D50,,,,\n" +
		"5,a,1 High St,,,D50,,,,\n" +
		"6,a,1 High St,1000,,,STU,,,STU\n"
	codes := codesOf(t, "Discount code,SPD,single_person", "Discount code,D50,disregard_50",
		"Disregard code,STU,student")
	summary, err := Inspect(context.Background(),
		Source{row.CouncilTax, []string{write(t, "c.csv", content)}, 0, ""}, codes)
	if err != nil || summary.Unmapped != nil {
		t.Fatal(err, summary.Unmapped)
	}
	want := []CodeUse{
		{Field: "discount_code", Code: "SPD", Meaning: "single_person", Rows: 3, Distinct: 1,
			MedianPermille: 250, Ratios: 3},
		{Field: "discount_code", Code: "D50", Meaning: "disregard_50", Rows: 2, Distinct: 1,
			MedianPermille: 500, Ratios: 1},
		{Field: "disregard_code", Code: "STU", Meaning: "student", Rows: 1, Distinct: 1},
		{Field: "recorded_1_disregard_code", Code: "STU", Meaning: "student", Rows: 1, Distinct: 1},
	}
	if fmt.Sprint(summary.Codes) != fmt.Sprint(want) {
		t.Errorf("codes are\n%+v, want\n%+v", summary.Codes, want)
	}
}

// TestUnmappedCodes: after a shift of columns a "code" is a surname, so a value is
// named only if it looks like a code and many rows have it.
func TestUnmappedCodes(t *testing.T) {
	var rows [][4]string
	add := func(n int, codes [4]string) {
		for range n {
			rows = append(rows, codes)
		}
	}
	add(1, [4]string{"SPD"})
	add(2, [4]string{"OKONKWO"})       // too few
	add(12, [4]string{"SPX"})          // named
	add(12, [4]string{"Smith"})        // not capitals
	add(12, [4]string{"FEATHERSTONE"}) // too long
	add(12, [4]string{"A-1"})          // not letters or digits
	add(9, [4]string{"", "CARE"})      // one too few
	add(10, [4]string{"", "", "7"})    // just enough
	path := write(t, "c.csv", coded(rows...))
	kept, summary, err := readAll(t, row.CouncilTax, usualCodes(t), path)
	var unmapped *UnmappedCodesError
	if !errors.As(err, &unmapped) || unmapped != summary.Unmapped {
		t.Fatalf("error is %v", err)
	}
	const want = `council_tax: discount_code: code SPX (12 rows) is not in the code table
council_tax: discount_code: 4 other values (38 rows, the first at c.csv:3) are not in the code table
council_tax: disregard_code: 1 other value (9 rows, the first at c.csv:53) is not in the code table
council_tax: exemption_code: code 7 (10 rows) is not in the code table`
	if got := strings.Join(unmapped.Messages(), "\n"); got != want {
		t.Errorf("messages are\n%s\nwant\n%s", got, want)
	}
	if len(kept) != 0 {
		t.Errorf("%d rows were handed on after an unexplained code", len(kept))
	}
	for _, secret := range []string{"OKONKWO", "Smith", "FEATHERSTONE", "A-1", "CARE"} {
		if out := fmt.Sprintf("%v %+v", err, summary); strings.Contains(out, secret) {
			t.Errorf("%s is shown", secret)
		}
	}
	if _, summary, err = readAll(t, row.CouncilTax, nil, path); err == nil ||
		summary.Unmapped.Codes[1].Code != "SPX" && summary.Unmapped.Codes[0].Code != "SPX" {
		t.Errorf("without a code table: %v", err)
	}
}

func TestManyDistinctCodesAreBounded(t *testing.T) {
	var rows [][4]string
	for i := range CodesMax + 50 {
		rows = append(rows, [4]string{fmt.Sprintf("name%d", i)})
	}
	_, _, err := readAll(t, row.CouncilTax, nil, write(t, "c.csv", coded(rows...)))
	const want = "council_tax: discount_code: 1000 or more other values (1050 rows, the first at " +
		"c.csv:2) are not in the code table"
	if err == nil || err.Error() != want {
		t.Errorf("error is %v, want %s", err, want)
	}
}

func TestCodeTableFaultsAreShownTogether(t *testing.T) {
	_, err := ReadCodes(write(t, "codes.csv", "Made by,J Ortiz\n\nDataset field,Local code,Meaning\n"+
		"Discount code,SPD,single_person\nDiscount code,SPD,single_person\n"+
		"Colour,SPD,single_person\nDiscount code,X,unknown\nDiscount code,,none\n"+
		"Disregard code,STU,single_person\nDiscount code,spd,none\nDiscount code\n"))
	var faults *CodesError
	if !errors.As(err, &faults) {
		t.Fatalf("error is %v", err)
	}
	const want = `codes.csv:6: Dataset field must be Discount code, Disregard code or Exemption code
codes.csv:7: Meaning of a discount code must be one of ` +
		`single_person, disregard_25, disregard_50, student, severely_mentally_impaired, ` +
		`carer, apprentice, empty, second_home, ` +
		`exempt, none
codes.csv:8: Local code must be given; a blank code needs no line
codes.csv:9: Meaning of a disregard code must be one of ` +
		`disregard_25, disregard_50, student, severely_mentally_impaired, carer, apprentice, none
codes.csv:10: Meaning must be the same in every line of a code
codes.csv:11: must have a field, a code and a meaning`
	if got := strings.Join(faults.Faults, "\n"); got != want {
		t.Errorf("faults are\n%s", got)
	}
	if _, err := ReadCodes(write(t, "codes.csv", accounts)); err == nil {
		t.Error("a council tax file was taken for a code table")
	}
	codes := codesOf(t, "Discount code,SPD,single_person")
	if file := codes.File(); file.Rows != 1 || file.Base != "codes.csv" || len(file.SHA256) != 64 {
		t.Errorf("the file is %+v", file)
	}
}
