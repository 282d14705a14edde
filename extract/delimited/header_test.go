package delimited

import (
	"slices"
	"testing"
)

// Rows before the line of headers are not passed over as what people write there.
func TestRowBeforeHeader(t *testing.T) {
	const header = "reference,surname,address,postcode,from\n"
	const row = "17,Smith,1 High St,ZZ1 1AA,01/05/2020\n"
	named := func(cells []string) int {
		if slices.Contains(cells, "surname") {
			return len(cells)
		}
		return 0
	}
	for _, tt := range []struct {
		what, content string
		line          uint32 // refused for; 0 if it is not
	}{
		{"first", header + row, 0},
		{"sorted in", row + header + row, 1},
		{"after a report's lines and rows", "Report,,,,\n\n" + row + row + header + row, 3},
		{"as the last line", row + row + header, 1},
		{"twice, a row between", header + row + header, 0},
		{"after titles of groups", "Account,Person,Dwelling,,Discount\n" + header + row, 0},
		{"after a filled line", "Extract,Council,01/12/2026,12:30,\n" + header + row, 0},
		{"after names of another system", "ref,name,addr_1,pc,date\n" + header + row, 0},
		{"after a row of another table", "17|Smith|1 High St|ZZ1 1AA|01/05/2020\n" + header + row, 0},
		{"after fewer cells", "17,Smith,1 High St,2\n" + header + row, 0},
	} {
		f := reader(t, tt.content, 0)
		err := f.Begin(f.FindHeader(named))
		refused, is := err.(*Refusal)
		if is != (tt.line > 0) || is && (refused.Line != tt.line || refused.Hint == "") {
			t.Errorf("%s: %v, want line %d", tt.what, err, tt.line)
		}
	}
}
