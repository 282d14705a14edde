package extract

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nfimatch/extract/layout"
	"nfimatch/extract/row"
)

const electors = `Electoral Register reference number,Title,Surname,Forename,` +
	`Address 1,Postcode,Franchise marker
1,Ms,Okonkwo,Ada,1 High Street,ZZ1 1AA,
2,Mr,Smith,John,2 High Street,ZZ1 1AA,
`

const claims = `Claim reference,Council Tax account reference,National Insurance number,` +
	`Surname,Forename,Address 1,Postcode
C1,0012345678,QQ123456A,Okonkwo,Ada,1 High Street,ZZ1 1AA
`

// TestRefused gives files that must not be read at all: each error names the file,
// says what is wrong and what to do.
func TestRefused(t *testing.T) {
	utf16 := func(text string) string {
		var out strings.Builder
		out.WriteString("\xFF\xFE")
		for _, c := range []byte(text) {
			out.Write([]byte{c, 0})
		}
		return out.String()
	}
	for name, tt := range map[string]struct {
		dataset       row.Dataset
		content, want string
	}{
		"empty":    {row.CouncilTax, "", "f.csv: the file is empty"},
		"blank":    {row.CouncilTax, "\n \r\n", "f.csv: the file is empty"},
		"BOM only": {row.CouncilTax, "\xEF\xBB\xBF", "f.csv: the file is empty"},
		"header only": {
			row.CouncilTax, strings.SplitAfter(accounts, "\n")[0],
			"f.csv: has a header and no rows",
		},
		"UTF-16":        {row.CouncilTax, utf16(accounts), "f.csv: is UTF-16 text"},
		"UTF-16 no BOM": {row.CouncilTax, utf16(accounts)[2:], "f.csv:1: has a NUL byte"},
		"xlsx": {
			row.CouncilTax, "PK\x03\x04\x14\x00\x06",
			"f.csv: is an Excel workbook (.xlsx)",
		},
		"xls": {
			row.CouncilTax, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\x00",
			"f.csv: is an old Excel workbook",
		},
		"Parquet":  {row.CouncilTax, "PAR1\x15\x04", "f.csv: is a Parquet file"},
		"web page": {row.CouncilTax, "\n<html><table>", "f.csv: is a web page or XML"},
		"NUL": {
			row.CouncilTax, strings.Replace(accounts, "Ada", "A\x00a", 1),
			"f.csv:2: has a NUL byte",
		},
		"fixed width": {
			row.CouncilTax, "ACCOUNT   SURNAME\n001       SMITH\n",
			"f.csv: no line of the first 50 names the columns of a council tax extract",
		},
		"no header": {
			row.CouncilTax, strings.SplitN(accounts, "\n", 2)[1],
			"f.csv: no line of the first 50",
		},
		"missing": {
			row.CouncilTax, "UPRN,Forename,Surname\n1,a,b\n",
			"f.csv: columns that a council tax extract needs are missing: " +
				"Council Tax account reference, Address 1, Discount code",
		},
		"register without address": {
			row.ElectoralRegister, "Surname,Forename,Postcode\na,b,c\n",
			"f.csv: columns that an electoral register needs are missing: Address 1",
		},
		"header twice": {
			row.ElectoralRegister, "Surname,Address 1,SUR-NAME\na,b,c\n",
			`f.csv: has the header "SUR-NAME" twice`,
		},
		"swapped, council tax for register": {
			row.ElectoralRegister, accounts,
			"f.csv: looks like a council tax extract, not an electoral register",
		},
		"swapped, register for council tax": {
			row.CouncilTax, electors,
			"f.csv: looks like an electoral register, not a council tax extract",
		},
		"swapped, register for claims": {
			row.CTR, electors,
			"f.csv: looks like an electoral register, not an extract of council tax reduction claims",
		},
		"swapped, claims for register": {
			row.ElectoralRegister, claims,
			"f.csv: looks like an extract of council tax reduction claims",
		},
		"swapped, claims for council tax": {
			row.CouncilTax, claims,
			"f.csv: looks like an extract of council tax reduction claims",
		},
		"monthly update": {
			row.ElectoralRegister, "ChangeTypeID,Surname,Address 1\nA,b,c\n",
			`f.csv: is a monthly update (it has the column "ChangeTypeID")`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := readAll(t, tt.dataset, usualCodes(t), write(t, "f.csv", tt.content))
			var refused *InputError
			if !errors.As(err, &refused) || !strings.HasPrefix(err.Error(), tt.want) {
				t.Fatalf("error %v, want %s …", err, tt.want)
			}
			if refused.Hint == "" || strings.HasSuffix(refused.Hint, ".") {
				t.Errorf("hint is %q", refused.Hint)
			}
		})
	}
}

func TestRefusedByTheSystem(t *testing.T) {
	folder := t.TempDir()
	if _, err := Open(Source{row.CTR, []string{folder}, 1, ""}, nil); err == nil ||
		!strings.Contains(err.Error(), "is a folder") {
		t.Errorf("a folder gives %v", err)
	}
	missing := filepath.Join(folder, "no such.csv")
	absent := Source{row.CTR, []string{missing}, 1, ""}
	if _, err := Open(absent, nil); !errors.Is(err, os.ErrNotExist) ||
		!strings.HasPrefix(err.Error(), "no such.csv cannot be opened: ") {
		t.Errorf("a missing file gives %v", err)
	}
	if _, err := Open(Source{row.CTR, nil, 1, ""}, nil); err == nil {
		t.Error("a dataset of no files can be opened")
	}
	if _, err := Open(Source{row.CTR, make([]string, PartsMax+1), 1, ""}, nil); err == nil {
		t.Error("a dataset of too many files can be opened")
	}
}

func TestRecognise(t *testing.T) {
	for _, tt := range []struct {
		content string
		want    row.Dataset
		err     string
	}{
		{accounts, row.CouncilTax, ""},
		{electors, row.ElectoralRegister, ""},
		{"Report\n\n" + claims, row.CTR, ""},
		{"Claim reference,Weekly award,Claimant name\n", row.CTR, ""},
		{"a,b,c\n1,2,3\n", 0, "names the columns of any dataset"},
		{"Council Tax account reference,Surname,Address 1\n", 0, "missing: Discount code"},
		{"PK\x03\x04", 0, "Excel workbook"},
	} {
		got, err := layout.Recognise(write(t, "f.csv", tt.content))
		if tt.err != "" {
			if err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("error is %v, want %q", err, tt.err)
			}
			continue
		}
		if err != nil || got != tt.want {
			t.Errorf("recognised %s, %v, want %s", got, err, tt.want)
		}
	}
}
