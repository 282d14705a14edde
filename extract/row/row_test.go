package row_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/quick"

	"nfimatch/extract/row"
)

// TestBatchGivesBack puts rows in and reads every field again, through both ways
// of asking, over buffers that have to grow.
func TestBatchGivesBack(t *testing.T) {
	fields := []string{"surname", "forename", "postcode"}
	check := func(rows [][3]string) bool {
		batch := row.NewBatch(row.CTR, 7, fields, false)
		scratch := make([][]byte, len(fields))
		for i, cells := range rows {
			for f, cell := range cells {
				scratch[f] = []byte(cell)
			}
			batch.Append(row.Line(i+1), row.Place{File: "ctr.csv", Line: uint32(i + 2)}, scratch,
				row.Classes{})
			for f := range scratch {
				clear(scratch[f]) // the batch must have copied
			}
		}
		if batch.Len() != len(rows) || batch.Terms != 7 || batch.Codes != nil {
			return false
		}
		for f, field := range fields {
			column, present := batch.Column(field)
			for i := range rows {
				if !present || string(column.At(i).Reveal()) != rows[i][f] ||
					string(batch.Text(field, i).Reveal()) != rows[i][f] {
					return false
				}
			}
		}
		return true
	}
	if err := quick.Check(check, nil); err != nil {
		t.Error(err)
	}
}

func TestAbsentColumnIsEmpty(t *testing.T) {
	batch := row.NewBatch(row.CTR, 1, []string{"surname"}, false)
	batch.Append(1, row.Place{}, [][]byte{[]byte("a")}, row.Classes{})
	column, present := batch.Column("nino")
	if present || column.At(0).Len() != 0 || batch.Text("nino", 0).Reveal() != nil {
		t.Error("a field that the source lacks must be empty in every row")
	}
	var zero row.Column
	if zero.At(3).Len() != 0 {
		t.Error("the zero Column must be empty in every row")
	}
}

func TestClearLeavesNoText(t *testing.T) {
	batch := row.NewBatch(row.CouncilTax, 1, []string{"surname"}, true)
	batch.Append(1, row.Place{}, [][]byte{[]byte("VORTIGERN")}, row.Classes{})
	text := batch.Text("surname", 0)
	batch.Clear()
	if strings.Trim(string(text.Reveal()), "\x00") != "" {
		t.Error("Clear leaves text readable")
	}
	if strings.Contains(fmt.Sprintf("%v %+v %s", text, text, text), "VORTIGERN") {
		t.Error("a field prints its value")
	}
}

func TestCodesAreParallel(t *testing.T) {
	batch := row.NewBatch(row.CouncilTax, 1, []string{"a"}, true)
	batch.Append(1, row.Place{}, make([][]byte, 1), row.Classes{Discount: row.DiscountSinglePerson})
	batch.Append(2, row.Place{}, make([][]byte, 1), row.Classes{
		Disregard: row.DisregardSome, DisregardShare: 25, Exemption: row.ExemptionEmpty,
		Recorded: [row.RecordedMax]row.Disregard{2: row.DisregardSome},
	})
	codes := batch.Codes
	got := fmt.Sprint(codes.Discount, codes.Disregard, codes.DisregardShare, codes.Exemption,
		codes.RecordedDisregard)
	const want = "[1 0] [0 1] [0 25] [0 1] [[0 0] [0 0] [0 1] [0 0]]"
	if got != want {
		t.Errorf("codes are %s, want %s", got, want)
	}
	if next := batch.Next(); next.Len() != 0 || next.Codes == nil || len(next.Codes.Discount) != 0 {
		t.Error("the next batch is not empty")
	}
}

func TestAppendPanicsOnMistakes(t *testing.T) {
	mustPanic := func(name string, mistake func()) {
		defer func() {
			if recover() == nil {
				t.Errorf("%s: no panic", name)
			}
		}()
		mistake()
	}
	batch := row.NewBatch(row.CTR, 1, []string{"a", "b"}, false)
	mustPanic("too few cells", func() {
		batch.Append(1, row.Place{}, make([][]byte, 1), row.Classes{})
	})
	for line := range row.Line(row.RowsMax) {
		if !batch.Fits(0) {
			t.Fatalf("batch is full at %d rows", line)
		}
		batch.Append(line+1, row.Place{}, make([][]byte, 2), row.Classes{})
	}
	if batch.Fits(0) {
		t.Error("a batch of RowsMax rows is not full")
	}
	mustPanic("too many rows", func() {
		batch.Append(1, row.Place{}, make([][]byte, 2), row.Classes{})
	})
}

func TestCounts(t *testing.T) {
	counts := row.Counts{Read: 10, Kept: 6, SetAside: 2, Rejected: 1, Merged: 1}
	if !counts.Balanced() || !counts.Plus(counts).Balanced() {
		t.Error("counts that add up are not balanced")
	}
	counts.Kept++
	if counts.Balanced() {
		t.Error("a row with two fates is balanced")
	}
	if got := (row.Counts{Read: 2, Kept: 1, Rejected: 1}).String(); got !=
		"2 read = 1 kept + 0 set aside + 1 rejected + 0 merged" {
		t.Errorf("counts print as %q", got)
	}
}

func TestWords(t *testing.T) {
	fault := row.Fault{
		Dataset: row.CouncilTax, Place: row.Place{File: "council_tax.csv", Line: 48211},
		Field: "postcode", Rule: "a full UK postcode", Fate: row.Rejected,
	}
	for _, tt := range []struct{ got, want string }{
		{fault.String(), "council_tax.csv:48211: postcode must be a full UK postcode"},
		{fmt.Sprint(row.Kept, row.SetAside, row.Rejected, row.Merged),
			"kept set aside rejected merged"},
		{fmt.Sprint(row.Datasets), "[council_tax electoral_register ctr deaths]"},
		{row.Dataset(9).String() + row.Fate(9).String(), "dataset(9)fate(9)"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}
