package extract

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"nfimatch/extract/row"
)

// TestFates gives one awkward row each: what becomes of it, and by which rule.
func TestFates(t *testing.T) {
	const council = "Account reference,UPRN,Surname,Forename,Address 1,Address 2,Postcode," +
		"Discount code\n"
	const register = "Elector number,UPRN,Title,Surname,Forename,Middle name,Address 1,Address 2," +
		"Postcode,Franchise marker\n"
	const ctr = "Claim reference,Council Tax account reference,Surname,Address 1,UPRN\n"
	long := strings.Repeat("x", FieldBytesMax+1)
	for name, tt := range map[string]struct {
		dataset     row.Dataset
		header, row string
		fate        row.Fate
		fault       string // after the place
	}{
		"account": {
			row.CouncilTax, council, "001,,Smith,J,1 High St,,ZZ1 1AA,", row.Kept,
			"",
		},
		"the occupier": {
			row.CouncilTax, council, "001,,THE OCCUPIER,,1 High St,,ZZ1 1AA,SPD", row.Kept,
			"",
		},
		"blank name": {row.CouncilTax, council, "001,,,,1 High St,,ZZ1 1AA,SPD", row.Kept, ""},
		"joint name": {
			row.CouncilTax, council, `001,,"COOKE,MS NADY",,1 High St,,ZZ1 1AA,SPD`, row.Kept,
			"",
		},
		"no postcode":      {row.CouncilTax, council, "001,,Smith,J,1 High St,,,", row.Kept, ""},
		"UPRN only":        {row.CouncilTax, council, "001,999000000001,Smith,J,,,,", row.Kept, ""},
		"second line only": {row.CouncilTax, council, "001,,Smith,J,,1 High St,,", row.Kept, ""},
		"no reference": {
			row.CouncilTax, council, ",,Smith,J,1 High St,,ZZ1 1AA,", row.Rejected,
			"account_reference must be given",
		},
		"blank reference": {
			row.CouncilTax, council, "  ,,Smith,J,1 High St,,ZZ1 1AA,", row.Rejected,
			"account_reference must be given",
		},
		"no place": {
			row.CouncilTax, council, "001,,Smith,J,,,ZZ1 1AA,", row.Rejected,
			"address_1 must be given where there is no UPRN",
		},
		"rounded reference": {
			row.CouncilTax, council, "8.01E+11,,Smith,J,1 High St,,,", row.Rejected,
			"account_reference must be whole digits or letters, not a number that a spreadsheet has " +
				"rounded",
		},
		"too few fields": {
			row.CouncilTax, council, "001,,Smith,J,1 High St,,ZZ1 1AA", row.Rejected,
			"row must be 8 fields, as many as the header",
		},
		"too many fields": {
			row.CouncilTax, council, "001,,Smith,J,1 High St,,,,x", row.Rejected,
			"row must be 8 fields, as many as the header",
		},
		"open quote": {
			row.CouncilTax, council, `001,,"Smith,J,1 High St,,,`, row.Rejected,
			"quotes must be closed, and doubled inside a quoted field",
		},
		"text after quote": {
			row.CouncilTax, council, `001,,"Smith"y,J,1 High St,,,`, row.Rejected,
			"quotes must be closed, and doubled inside a quoted field",
		},
		"quote inside": {row.CouncilTax, council, `001,,Smith,J,1 "High" St,,,`, row.Kept, ""},
		"field too long": {
			row.CouncilTax, council, "001,,Smith,J," + long + ",,,", row.Rejected,
			"address_1 must be at most 4096 bytes",
		},
		"row too long": {
			row.CouncilTax, council, "001,,Smith,J," + strings.Repeat(long, 300) + ",,,", row.Rejected,
			"row must be at most 1048576 bytes",
		},
		"elector": {
			row.ElectoralRegister, register, "1,,Ms,Okonkwo,Ada,,1 High St,,ZZ1 1AA,", row.Kept,
			"",
		},
		"one name": {
			row.ElectoralRegister, register, "1,,,,Ada,,1 High St,,ZZ1 1AA,", row.Kept,
			"",
		},
		"unknown marker": {
			row.ElectoralRegister, register, "1,,Ms,Okonkwo,Ada,,1 High St,,ZZ1 1AA,K", row.Kept,
			"",
		},
		"nobody": {
			row.ElectoralRegister, register, "1,,,,,,1 High St,,ZZ1 1AA,", row.Rejected,
			"surname must be given",
		},
		"anonymous by surname": {row.ElectoralRegister, register, "2,,,N,,,,,,", row.SetAside, ""},
		"anonymous by marker":  {row.ElectoralRegister, register, "2,,,,,,,,,N", row.SetAside, ""},
		"anonymous by word": {
			row.ElectoralRegister, register, "2,,,Anonymous Elector,,,,,,", row.SetAside, "",
		},
		"anonymous by words": {
			row.ElectoralRegister, register, "2,,,ELECTOR,Anonymous,,,,,", row.SetAside, "",
		},
		"anonymous, marks": {
			row.ElectoralRegister, register, "2,,,N,-,NULL,N/A,,-,N", row.SetAside, "",
		},
		"marker of nothing": {
			row.ElectoralRegister, register, "1,,Ms,Okonkwo,Ada,,1 High St,,ZZ1 1AA,N/A", row.Kept, "",
		},
		"codes of nothing": {
			row.CouncilTax, council, "001,,Smith,J,1 High St,,ZZ1 1AA,null", row.Kept, "",
		},
		"anonymous, both": {
			row.ElectoralRegister, register, "2,,,n,,,,,,Anonymous", row.SetAside,
			"",
		},
		"anonymous, all blank": {row.ElectoralRegister, register, "2,,,,,,,,,", row.SetAside, ""},
		"overseas": {
			row.ElectoralRegister, register, "3,,Mr,Smith,John,,1 High St,,ZZ1 1AA,F", row.SetAside,
			"",
		},
		"overseas, no address": {
			row.ElectoralRegister, register, "3,,Mr,Smith,John,,,,,", row.SetAside,
			"",
		},
		"service": {
			row.ElectoralRegister, register, "3,,Mr,Smith,John,,1 High St,,,service", row.SetAside,
			"",
		},
		"postcode only": {
			row.ElectoralRegister, register, "3,,Mr,Smith,John,,,,ZZ1 1AA,", row.SetAside,
			"",
		},
		"surname N, forename": {
			row.ElectoralRegister, register, "4,,Mr,N,Ravi,,1 High St,,ZZ1 1AA,", row.Kept,
			"",
		},
		"rounded elector": {
			row.ElectoralRegister, register, "1E+05,,Mr,Smith,J,,1 High St,,,", row.Rejected,
			"elector_reference must be whole digits or letters, not a number that a spreadsheet has " +
				"rounded",
		},
		"claim":              {row.CTR, ctr, "C1,001,Smith,1 High St,", row.Kept, ""},
		"claim by reference": {row.CTR, ctr, "C1,001,Smith,,", row.Kept, ""},
		"claim by address":   {row.CTR, ctr, "C1,,Smith,1 High St,", row.Kept, ""},
		"claim without a place": {
			row.CTR, ctr, "C1,,Smith,,", row.Rejected,
			"account_reference must be given where there is neither an address nor a UPRN",
		},
	} {
		t.Run(name, func(t *testing.T) {
			kept := map[row.Dataset]string{
				row.CouncilTax: "009,,Last,A,9 High St,,,", row.CTR: "C9,009,Last,,",
				row.ElectoralRegister: "9,,,Last,A,,9 High St,,,",
			}[tt.dataset]
			path := write(t, "f.csv", tt.header+tt.row+"\n"+kept+"\n")
			rows, summary, err := readAll(t, tt.dataset, usualCodes(t), path)
			if err != nil {
				t.Fatal(err)
			}
			if last := rows[len(rows)-1]; last.line != 2 || last.place.Line != 3 {
				t.Errorf("the row after it is row %d at %s", last.line, last.place)
			}
			got := map[bool]row.Fate{true: row.Kept, false: row.Rejected}[len(rows) == 2]
			if summary.Counts.SetAside == 1 {
				got = row.SetAside
			}
			var fault string
			for _, f := range summary.Faults {
				fault = strings.TrimPrefix(f.String(), "f.csv:2: ")
				if f.Dataset != tt.dataset || f.Row != 1 || f.Fate != row.Rejected {
					t.Errorf("fault is %+v", f)
				}
			}
			if got != tt.fate || fault != tt.fault {
				t.Errorf("%s by %q, want %s by %q", got, fault, tt.fate, tt.fault)
			}
		})
	}
}

// TestAnonymousElectorsLeaveNoTrace: one total a dataset, shared with electors
// abroad, and no place, line or count of codes.
func TestAnonymousElectorsLeaveNoTrace(t *testing.T) {
	rows, summary, err := readAll(t, row.ElectoralRegister, nil, write(t, "r.csv", electors+
		"3,,N,,,,\n4,Mr,Abroad,Al,,,F\n5,,,,,,N\n"))
	if err != nil || len(rows) != 2 {
		t.Fatal(len(rows), err)
	}
	want := []Total{{ReasonElectors, 3}}
	if fmt.Sprint(summary.SetAside) != fmt.Sprint(want) || len(summary.Faults) != 0 ||
		len(summary.Codes) != 0 || summary.Counts.SetAside != 3 {
		t.Errorf("set aside %v, faults %v, codes %v", summary.SetAside, summary.Faults, summary.Codes)
	}
}

func TestInternalRegisterIsRefused(t *testing.T) {
	for line, what := range map[string]string{
		"3,Mr,Hidden,Al,5 Secret Street,ZZ1 1AA,N":           "an address",
		"3,,,,5 Secret Street,ZZ1 1AA,N":                     "an address",
		"3,,N,,5 Secret Street,ZZ1 1AA,":                     "an address",
		"3,Mr,Hidden,Al,5 Secret Street,ZZ1 1AA,G;anonymous": "an address",
		"3,,N,,,ZZ1 1AA,":                                    "an address",
		"3,,Anonymous Elector,,5 Secret Street,,":            "an address",
		"3,,ANONYMOUS,,,ZZ1 1AA,":                            "an address",
		"3,Mr,Hidden,,,,N":                                   "a name",
		"3,,,Al,,,N":                                         "a name",
		"3,,N,Al,,,N":                                        "a name",
	} {
		_, _, err := readAll(t, row.ElectoralRegister, nil, write(t, "r.csv", electors+line+"\n"))
		want := "r.csv:4: an elector marked anonymous (N) has " + what + ": the file must not be used"
		var refused *InputError
		if !errors.As(err, &refused) || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// TestOneBadQuoteCostsOneRow: an unmatched quote must not take the rows after it.
func TestOneBadQuoteCostsOneRow(t *testing.T) {
	var content strings.Builder
	content.WriteString("Elector number,Surname,Address\n")
	for i := range 10_000 {
		quote := map[bool]string{true: `"`}[i == 5000]
		fmt.Fprintf(&content, "%d,%sName,%d High Street\n", i, quote, i)
	}
	_, summary, err := readAll(t, row.ElectoralRegister, nil, write(t, "r.csv", content.String()))
	if err != nil || summary.Counts.Rejected != 1 || summary.Counts.Kept != 9999 {
		t.Errorf("%v, %v", summary.Counts, err)
	}
	if got := summary.Faults[0].Place.Line; got != 5002 {
		t.Errorf("the bad row is at line %d", got)
	}
}

// TestSwallowedRowIsGivenBack: two quotes that belong to different rows make one
// row of too few cells, and only the first line of it is at fault.
func TestSwallowedRowIsGivenBack(t *testing.T) {
	rows, summary, err := readAll(t, row.ElectoralRegister, nil, write(t, "r.csv",
		"Elector number,Surname,Address\n1,\"Name,1 High St\n2,Other,2 High St\"\n3,Last,3 High St\n"))
	if err != nil || summary.Counts.Rejected != 1 || len(rows) != 2 ||
		rows[0].fields["surname"] != "Other" || rows[0].place.Line != 3 || rows[1].place.Line != 4 {
		t.Errorf("%v %v, %v", summary.Counts, rows, err)
	}
}

// TestAddressLines: the whole address in one field, and lines beyond the fourth, which are joined.
func TestAddressLines(t *testing.T) {
	rows, _, err := readAll(t, row.CouncilTax, nil, write(t, "c.csv",
		"Account ref,Name,Property address,Discount type\n"+
			"1,MR J SMITH,\"Flat 1, 2 High St, Exampleton, ZZ1 1AA\",\n"))
	if err != nil || rows[0].fields["address_1"] != "Flat 1, 2 High St, Exampleton, ZZ1 1AA" {
		t.Errorf("%v, %v", rows, err)
	}
	rows, _, err = readAll(t, row.ElectoralRegister, nil, write(t, "r.csv",
		"Date Published: 01/12/2025,,,\n"+
			"PD,ENO,Status,Title,First Names,Initials,Surname,Suffix,Date of Attainment,Franchise Flag,"+
			"Address 1,Address 2,Address 3,Address 4,Address 5,Address 6,Address 7,Opt Out\n"+
			"AB,123,E,Ms,Ada,,Okonkwo,,01/02/2027,,Flat 1,Mill House,2 High St,Park,,Exampleton,ZZ1 1AA,Y\n"+
			"AB,124,E,,,,N,,,,,,,,,,,\n"))
	want := map[string]string{
		"elector_reference": "AB/123", "title": "Ms", "forename": "Ada", "surname": "Okonkwo",
		"birth_date": "01/02/2027", "address_1": "Flat 1", "address_2": "Mill House",
		"address_3": "2 High St", "address_4": "Park, Exampleton, ZZ1 1AA",
	}
	if err != nil || len(rows) != 1 || fmt.Sprint(rows[0].fields) != fmt.Sprint(want) {
		t.Errorf("%v, %v", rows, err)
	}
}

func TestWarnings(t *testing.T) {
	const header = "Account ref,UPRN,Surname,Address 1,Discount code,Discount start date," +
		"Council Tax amount\n"
	_, summary, err := readAll(t, row.CouncilTax, nil, write(t, "c.csv", header+
		"1,,a,12-May,,,\n2,1.0E+11,b,2 High St,,45231,\n3,,c,1-3 High St,,01/02/2024,\n"+
		"4,,d,1-Mayfield,,,\n5,,Jos\xe9,5 Ca\xc3\xa9 St,,,\n"))
	if err != nil {
		t.Fatal(err)
	}
	const again = ": export it without opening it in a spreadsheet"
	want := []string{
		"c.csv: has dates as spreadsheet day numbers (rows: 1, first at line 3)" + again,
		"c.csv: has house numbers that a spreadsheet made dates, such as 12-May " +
			"(rows: 1, first at line 2)" + again,
		"c.csv: has UPRNs that a spreadsheet made numbers, such as 1.00E+11 " +
			"(rows: 1, first at line 3)" + again,
		"c.csv: is written partly in UTF-8 and partly in Windows-1252; each cell was read as what it is",
	}
	if got := strings.Join(summary.Warnings, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("warnings are\n%s", got)
	}
}

// TestExcelRowLimits: exactly so many rows mean a file cut by Excel.
func TestExcelRowLimits(t *testing.T) {
	for rows, warned := range map[int]bool{
		65_534: false, 65_535: true, 65_536: true, 1_048_575: true,
	} {
		content := "Surname,Forename,Date registered,Address\n" +
			strings.Repeat("a,,,1 High St\n", rows)
		summary, err := Inspect(context.Background(),
			Source{row.ElectoralRegister, []string{write(t, "r.csv", content)}, 0, ""}, nil)
		if err != nil || summary.Counts.Read != rows {
			t.Fatal(summary.Counts, err)
		}
		if got := len(summary.Warnings) == 1; got != warned {
			t.Errorf("%d rows: warnings %q", rows, summary.Warnings)
		}
	}
}

func TestFaultsAreBounded(t *testing.T) {
	content := "Account ref,Surname,Address,Discount code\n" + strings.Repeat("x\n", FaultsMax+5)
	summary, err := Inspect(context.Background(),
		Source{row.CouncilTax, []string{write(t, "c.csv", content)}, 0, ""}, nil)
	if err != nil || summary.Counts.Rejected != FaultsMax+5 || len(summary.Faults) != FaultsMax ||
		summary.FaultsOmitted != 5 ||
		fmt.Sprint(summary.Rejects) != fmt.Sprint([]RuleTotal{{"row", ruleColumns(4), FaultsMax + 5}}) {
		t.Errorf("%v, %d listed, %d omitted, %v", summary.Counts, len(summary.Faults),
			summary.FaultsOmitted, err)
	}
}

func TestPence(t *testing.T) {
	for text, want := range map[string]int64{
		"1800.00": 180000, "£1,800.5": 180050, "0": 0, "450": 45000, ".5": 50, "7.": 700,
		"": -1, "£": -1, "1.234": -1, "1.2.3": -1, "-5": -1, "12 34": 123400, "1234567890123": -1,
		"free": -1,
	} {
		got, ok := pence([]byte(text))
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("pence of %q is %d, want %d", text, got, want)
		}
	}
}

// TestCutOff: a last row that is faulty and does not end with a line may be the
// place where a file was cut off; a whole row without a line end is not.
func TestCutOff(t *testing.T) {
	const header = "Surname,Forename,Date registered,Address\n"
	const warning = "r.csv: its last row is incomplete: the file may be cut off"
	for content, want := range map[string]string{
		"a,b,,1 High St\nc,d,,2 High St":               "",
		"a,b,,1 High St\nc,d,,2 High St\n\x1a":         "",
		"a,b,,1 High St\nc,d,,2 High St\x1a":           "",
		"a,b,,1 High St\nc,d\n":                        "",
		"a,b,,1 High St\nc,d\n\x1a":                    "",
		"a,b,,1 High St\nc,d\ne,f,,2 High St":          "",
		"a,b,,1 High St\nc,d":                          warning,
		"a,b,,1 High St\nc,d,,\"2 Hi":                  warning,
		"a,b,,1 High St\nc,d,,\"2 High St\nExam":       warning,
		"a,b,,1 High St\n" + strings.Repeat("x", 3000): warning,
	} {
		_, summary, err := readAll(t, row.ElectoralRegister, nil, write(t, "r.csv", header+content))
		if got := strings.Join(summary.Warnings, "\n"); err != nil || got != want {
			t.Errorf("%.60q: %q, %v, want %q", content, got, err, want)
		}
	}
}

// TestBlankHeadersAtTheEnd: rows may be shorter by the columns without a header,
// and no shorter.
func TestBlankHeadersAtTheEnd(t *testing.T) {
	rows, summary, err := readAll(t, row.ElectoralRegister, nil, write(t, "r.csv",
		"Surname,Forename,,Address,,\na,b,,1 High St\nc,d,,2 High St,\ne,f,,3 High St,x,y\ng,h,\n"))
	if err != nil || len(rows) != 3 || summary.Counts.Rejected != 1 ||
		rows[0].fields["address_1"] != "1 High St" {
		t.Errorf("%v, %v, %v", rows, summary.Counts, err)
	}
}

// TestWantedColumns: what a file can do without is missed aloud, once however many
// parts it has.
func TestWantedColumns(t *testing.T) {
	for _, tt := range []struct {
		dataset row.Dataset
		header  string
		missed  []string
	}{
		{row.CouncilTax, "Account ref,Surname,Address,Discount code",
			[]string{"Discount start date", "Council Tax amount"}},
		{row.ElectoralRegister, "Surname,Address", []string{"Forename", "Date registered"}},
		{row.ElectoralRegister, "Surname,First names,Registration date,Address", nil},
		{row.CTR, "Claim ref,Surname,Address", []string{"Council Tax account reference"}},
	} {
		var paths []string
		for _, value := range []string{"1", "2"} {
			line := strings.Repeat(value+",", strings.Count(tt.header, ",")) + value
			if tt.dataset == row.CouncilTax {
				line = value + "," + value + "," + value + ","
			}
			paths = append(paths, write(t, "f.csv", tt.header+"\n"+line+"\n"))
		}
		_, summary, err := readAll(t, tt.dataset, nil, paths...)
		if err != nil || len(summary.Warnings) != len(tt.missed) {
			t.Errorf("%s: %q, %v", tt.header, summary.Warnings, err)
			continue
		}
		for i, missed := range tt.missed {
			if want := "f.csv: has no column " + missed + ": "; !strings.HasPrefix(
				summary.Warnings[i], want) {
				t.Errorf("%s: %q, want %q", tt.header, summary.Warnings[i], want)
			}
		}
	}
}

// TestCodeTableMayExplainAMark: a mark for nothing is a code where the table says
// so.
func TestCodeTableMayExplainAMark(t *testing.T) {
	path := write(t, "c.csv", "Account ref,Surname,Address,Discount code\n1,a,1 High St,-\n"+
		"2,b,2 High St,N/A\n")
	codes := codesOf(t, "Discount code,-,single_person")
	rows, summary, err := readAll(t, row.CouncilTax, codes, path)
	if err != nil || len(summary.Codes) != 1 || rows[0].Discount != row.DiscountSinglePerson ||
		rows[1].Discount != row.DiscountNone {
		t.Errorf("%v, %v, %v", rows, summary.Codes, err)
	}
}
