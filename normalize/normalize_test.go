package normalize

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"nfimatch/extract/columns"
	"nfimatch/extract/retention"
	"nfimatch/extract/row"
	"nfimatch/normalize/record"
	"nfimatch/normalize/token"
)

var (
	asOf, _      = retention.DateOf(2026, 11, 1)
	published, _ = retention.DateOf(2026, 12, 1)
)

// A written row is "field=value;field=value", and its codes.
type written struct {
	cells   string
	classes row.Classes
}

func rows(cells ...string) []written {
	var out []written
	for _, text := range cells {
		out = append(out, written{cells: text})
	}
	return out
}

// normalised runs rows through a stage, a batch of batchRows at a time.
func normalised(t testing.TB, workers, batchRows int, datasets map[row.Dataset][]written) (
	*record.Tables, Summary, error,
) {
	t.Helper()
	return normalisedBy(t, Options{Workers: workers}, batchRows, datasets)
}

// normalisedBy is normalised with the options of a test.
func normalisedBy(t testing.TB, options Options, batchRows int,
	datasets map[row.Dataset][]written,
) (*record.Tables, Summary, error) {
	t.Helper()
	ring, err := token.NewRing(bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32))
	if err != nil {
		t.Fatal(err)
	}
	terms := new(retention.Register)
	id, err := terms.Add(retention.Terms{Dataset: "test", ExtractAsOf: asOf, DeleteBy: asOf + 180})
	if err != nil {
		t.Fatal(err)
	}
	options.Ring, options.Terms, options.Meta = ring, terms, testMeta()
	options.AsOf, options.RegisterDate = asOf, published
	options.Exact, options.Text = []string{"ward", "ref"}, []string{"job"}
	stage, err := New(context.Background(), options)
	if err != nil {
		t.Fatal(err)
	}
	for _, dataset := range append(slices.Clone(row.Datasets), row.Person, row.PersonRight) {
		all := datasets[dataset]
		for first := 0; first < len(all); first += batchRows {
			part := all[first:min(first+batchRows, len(all))]
			if err := stage.Add(batchOf(dataset, id, first, part, all)); err != nil {
				t.Fatal(err)
			}
		}
	}
	return stage.Finish()
}

func testMeta() map[string]string {
	meta := map[string]string{}
	for _, key := range columns.RequiredMeta() {
		meta[key] = "test"
	}
	return meta
}

func batchOf(dataset row.Dataset, terms retention.TermsID, first int, part, all []written,
) *row.Batch {
	var fields []string
	for _, one := range all {
		for _, pair := range strings.Split(one.cells, ";") {
			if field, _, _ := strings.Cut(pair, "="); !slices.Contains(fields, field) {
				fields = append(fields, field)
			}
		}
	}
	batch := row.NewBatch(dataset, terms, fields, dataset == row.CouncilTax)
	for i, one := range part {
		cells := make([][]byte, len(fields))
		for _, pair := range strings.Split(one.cells, ";") {
			field, value, _ := strings.Cut(pair, "=")
			cells[slices.Index(fields, field)] = []byte(value)
		}
		at := row.Place{File: "test.csv", Line: uint32(first + i + 2)}
		batch.Append(row.Line(first+i+1), at, cells, one.classes)
	}
	return batch
}

const here = "address_1=12 HIGH ROAD;postcode=LS1 4AP;"

func TestAccountInThreeRowsIsOne(t *testing.T) {
	single := row.Classes{Discount: row.DiscountSinglePerson}
	tables, summary, err := normalised(t, 1, 100, map[row.Dataset][]written{row.CouncilTax: {
		{cells: here + "account_reference=0001;surname=SMITH;forename=JOHN"},
		{cells: "address_1=9 LOW ROAD;postcode=LS1 4AP;account_reference=0002;surname=KHAN"},
		{here + "account_reference=0001;surname=SMITH;forename=JOHN;discount_start=01/04/2024", single},
		{cells: here + "account_reference=0001;surname=PATEL;forename=PRIYA"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if got := summary.Counts[row.CouncilTax]; got != (row.Counts{Read: 4, Kept: 2, Merged: 2}) {
		t.Errorf("counts %v", got)
	}
	a, m := &tables.Accounts, &tables.Mentions
	if len(a.Entry) != 2 || a.Discount[0] != record.DiscountSinglePerson || a.From[0] == 0 {
		t.Errorf("the account lost its discount: %v %v", a.Discount, a.From)
	}
	if !slices.Equal(m.Entry, []uint32{0, 0, 1}) || !slices.Equal(m.Ordinal, []uint8{0, 1, 0}) {
		t.Errorf("mentions of entries %v, ordinals %v; want 0 0 1 and 0 1 0", m.Entry, m.Ordinal)
	}
}

// Rows of an account may lie far apart, and the first may name nobody.
func TestAccountRowsFarApart(t *testing.T) {
	tables, summary, err := normalised(t, 1, 2, map[row.Dataset][]written{row.CouncilTax: rows(
		here+"account_reference=0001;surname=ACME LTD",
		here+"account_reference=0001;surname=SMITH;forename=JOHN",
		"address_1=9 LOW ROAD;postcode=LS1 4AP;account_reference=0002;surname=KHAN",
		here+"account_reference=0001;surname=SMITH;forename=JOHN",
		here+"account_reference=0001;surname=PATEL R & PATEL S",
		"address_1=9 LOW ROAD;postcode=LS1 4AP;account_reference=0002;surname=OKORO",
		here+"account_reference=0001;surname=PATEL S")})
	if err != nil {
		t.Fatal(err)
	}
	if got := summary.Counts[row.CouncilTax]; got != (row.Counts{Read: 7, Kept: 2, Merged: 5}) {
		t.Errorf("counts %v", got)
	}
	m := &tables.Mentions
	if !slices.Equal(m.Entry, []uint32{0, 0, 0, 1, 1}) ||
		!slices.Equal(m.Ordinal, []uint8{0, 1, 2, 0, 1}) {
		t.Errorf("mentions of entries %v, ordinals %v", m.Entry, m.Ordinal)
	}
}

func TestContradictingRowsAreSetAsideWhole(t *testing.T) {
	tables, summary, err := normalised(t, 1, 100, map[row.Dataset][]written{
		row.CouncilTax: rows(
			here+"account_reference=0001;surname=SMITH",
			"address_1=99 OTHER STREET;postcode=LS1 4AP;account_reference=0001;surname=SMITH",
			here+"account_reference=0002;surname=KHAN"),
		row.ElectoralRegister: rows(here + "surname=KHAN;elector_reference=E1"),
	})
	if err != nil {
		t.Fatal(err)
	}
	want := row.Counts{Read: 3, Kept: 1, SetAside: 2}
	if got := summary.Counts[row.CouncilTax]; got != want {
		t.Errorf("counts %v, want %v", got, want)
	}
	if len(summary.Faults) != 2 || summary.Faults[1].Place.Line != 3 ||
		summary.Faults[1].Fate != row.SetAside {
		t.Errorf("faults %v", summary.Faults)
	}
	if tables.Entries.Len() != 2 || !slices.Equal(tables.Mentions.Entry, []uint32{0, 1}) ||
		tables.Electors.Entry[0] != 1 || tables.Accounts.Entry[0] != 0 {
		t.Errorf("rows were not renumbered: %v %v", tables.Mentions.Entry, tables.Electors.Entry)
	}
}

func TestIdenticalRowsCollapse(t *testing.T) {
	_, summary, err := normalised(t, 1, 1, map[row.Dataset][]written{
		row.ElectoralRegister: rows(
			here+"surname=KHAN;forename=ALI;elector_reference=E1",
			here+"surname=KHAN;forename=ALI;elector_reference=E2", // father and son, or twice: two rows
			here+"surname=KHAN;forename=ALI;elector_reference=E1"),
	})
	if err != nil {
		t.Fatal(err)
	}
	want := row.Counts{Read: 3, Kept: 2, Merged: 1}
	if got := summary.Counts[row.ElectoralRegister]; got != want {
		t.Errorf("counts %v, want %v", got, want)
	}
}

// The further rows of an entry are listed by entry and line; those of an entry that
// is dropped are not, and those behind it are renumbered.
func TestMergedRowsAreListed(t *testing.T) {
	account := func(reference, rest string) string {
		return here + "account_reference=" + reference + ";surname=" + rest
	}
	elsewhere := "address_1=99 OTHER STREET;postcode=LS1 4AP;"
	elector := here + "surname=KHAN;forename=ALI;elector_reference=E1"
	for _, tt := range []struct {
		name               string
		accounts, electors []string
		entries            int
		entry, line        []uint32
	}{
		{"one row an account", []string{account("1", "SMITH"), account("2", "KHAN")}, nil, 2,
			nil, nil},
		{"rows of two accounts in turn", []string{account("1", "SMITH"), account("2", "KHAN"),
			account("2", "OKORO"), account("1", "PATEL"), account("1", "SMITH")}, nil, 2,
			[]uint32{0, 0, 1}, []uint32{4, 5, 3}},
		{"a rejected row is part of nothing", []string{account("1", "SMITH"),
			account("1", "SMITH;account_start=yesterday"), account("1", "PATEL")}, nil, 1,
			[]uint32{0}, []uint32{3}},
		{"a dropped account", []string{account("1", "SMITH"), account("2", "KHAN"),
			elsewhere + "account_reference=1;surname=SMITH", account("2", "OKORO"),
			account("1", "SMITH")}, []string{elector, elector}, 2,
			[]uint32{0, 1}, []uint32{4, 2}},
		{"a dropped account behind", []string{account("1", "SMITH"), account("1", "PATEL"),
			account("2", "KHAN"), elsewhere + "account_reference=2;surname=KHAN"}, nil, 1,
			[]uint32{0}, []uint32{2}},
		{"the register alone", nil, []string{elector, here + "surname=KHAN;elector_reference=E2",
			elector}, 2, []uint32{0}, []uint32{3}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tables, summary, err := normalised(t, 1, 2, map[row.Dataset][]written{
				row.CouncilTax: rows(tt.accounts...), row.ElectoralRegister: rows(tt.electors...)})
			if err != nil {
				t.Fatal(err)
			}
			if got := tables.Entries.Len(); got != tt.entries {
				t.Errorf("%d entries, want %d", got, tt.entries)
			}
			m := &tables.Merged
			if !slices.Equal(m.Entry, tt.entry) || !slices.Equal(m.Line, tt.line) {
				t.Errorf("merged rows of entries %v are lines %v, want %v and %v", m.Entry, m.Line,
					tt.entry, tt.line)
			}
			counted := summary.Counts[row.CouncilTax].Merged +
				summary.Counts[row.ElectoralRegister].Merged
			if counted != m.Len() {
				t.Errorf("%d rows are counted as merged, %d are listed", counted, m.Len())
			}
		})
	}
}

// An entry is deleted with the first of its rows, whichever came first.
func TestMergedRowsHaveTheStrictestTerms(t *testing.T) {
	for _, days := range [][]int32{{90, 180}, {180, 90}, {180, 180}, {180, 120, 90}} {
		ring, err := token.NewRing(bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32))
		if err != nil {
			t.Fatal(err)
		}
		terms := new(retention.Register)
		var ids []retention.TermsID
		for _, day := range days {
			id, err := terms.Add(retention.Terms{Dataset: "test", ExtractAsOf: asOf,
				DeleteBy: asOf + retention.Date(day)})
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, id)
		}
		stage, err := New(context.Background(), Options{Ring: ring, Terms: terms, AsOf: asOf})
		if err != nil {
			t.Fatal(err)
		}
		one := rows(here + "account_reference=0001;surname=SMITH")
		for i, id := range ids {
			if err := stage.Add(batchOf(row.CouncilTax, id, i, one, one)); err != nil {
				t.Fatal(err)
			}
		}
		tables, _, err := stage.Finish()
		if err != nil {
			t.Fatal(err)
		}
		got := terms.Get(retention.TermsID(tables.Entries.Terms[0])).DeleteBy
		if want := asOf + retention.Date(slices.Min(days)); got != want {
			t.Errorf("rows deleted after %v days: the entry after %d", days, got-asOf)
		}
	}
}

func TestFaultyFieldsRejectWithPlaceAndRule(t *testing.T) {
	for _, tt := range []struct{ cells, field string }{
		{"discount_start=32/01/2026", "discount_start"},
		{"tax_amount=12O0.00", "tax_amount"},
		{"account_start=yesterday", "account_start"},
		{"discount_reviewed=by post", "discount_reviewed"},
	} {
		_, summary, err := normalised(t, 1, 100, map[row.Dataset][]written{row.CouncilTax: rows(
			here+"account_reference=0001;surname=SMITH", here+"account_reference=0002;"+tt.cells)})
		if err != nil {
			t.Fatal(err)
		}
		if len(summary.Faults) != 1 || summary.Faults[0].Field != tt.field ||
			summary.Faults[0].Place.Line != 3 {
			t.Errorf("%s: faults %v", tt.field, summary.Faults)
			continue
		}
		_, value, _ := strings.Cut(tt.cells, "=")
		if strings.Contains(summary.Faults[0].String(), value) {
			t.Errorf("the message holds the value: %s", summary.Faults[0])
		}
	}
}

// The register's date column holds births, or days of reaching 18: told by the
// values, over the whole column.
func TestElectorDates(t *testing.T) {
	for _, tt := range []struct {
		name  string
		dates []string
		ages  []uint8
		fails bool
	}{
		{"days of reaching 18", []string{"15/03/2026", "15/03/2027", ""},
			[]uint8{record.AgeAdult, record.AgeMinor, record.AgeUnknown}, false},
		{"dates of birth", []string{"15/03/1950", "15/03/2009", "01/11/2008"},
			[]uint8{record.AgeAdult, record.AgeMinor, record.AgeAdult}, false},
		{"both kinds", []string{"15/03/1950", "15/03/2027", ""}, nil, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var all []string
			for i, date := range tt.dates {
				all = append(all, here+fmt.Sprintf("surname=KHAN;elector_reference=E%d;birth_date=%s",
					i, date))
			}
			tables, _, err := normalised(t, 1, 2, map[row.Dataset][]written{
				row.ElectoralRegister: rows(all...)})
			if tt.fails {
				if !errors.Is(err, ErrMixedDates) {
					t.Errorf("error %v, want ErrMixedDates", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(tables.Mentions.Age, tt.ages) {
				t.Errorf("ages %v, want %v", tables.Mentions.Age, tt.ages)
			}
		})
	}
}

// A UPRN that accounts in many places share is no property's, a block's on its
// flats is; a claim finds its account though its zeros are lost; nobody is added
// to a register after its publication.
func TestDamagedColumns(t *testing.T) {
	var accounts []string
	for i := range 5 {
		accounts = append(accounts, fmt.Sprintf("account_reference=00%d;address_1=%d HIGH ROAD;"+
			"postcode=LS%d 4AP;uprn=999000000001", i+1, i+1, i+1),
			fmt.Sprintf("account_reference=01%d;address_1=FLAT %d 9 LOW ROAD;postcode=LS1 4AP;"+
				"uprn=999000000002", i, i+1))
	}
	tables, summary, err := normalised(t, 1, 100, map[row.Dataset][]written{
		row.CouncilTax: rows(accounts...),
		row.ElectoralRegister: rows(here + "surname=KHAN;registered=05/12/2026;" +
			"birth_date=01/01/2020"),
		row.CTR: rows(here+"claim_reference=C1;account_reference=3;surname=KHAN",
			here+"claim_reference=C2;account_reference=77;surname=KHAN"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if summary.Placeholders != 1 || tables.Entries.UPRN[0] != 0 || tables.Entries.UPRN[1] == 0 {
		t.Errorf("%d placeholders, UPRNs %v", summary.Placeholders, tables.Entries.UPRN)
	}
	if tables.Claims.Account[0] != tables.Accounts.Account[4] {
		t.Error("the claim lost its account with its zeros")
	}
	if slices.Contains(tables.Accounts.Account, tables.Claims.Account[1]) {
		t.Error("a claim of an unknown account found one")
	}
	if summary.AddedLater != 1 || summary.UnknownDates != 1 || tables.Electors.Registered[0] != 0 {
		t.Errorf("dates: %+v", summary)
	}
}

func TestMarkers(t *testing.T) {
	for text, want := range map[string]marker{"": markerNone, "L": markerAdult, "G": markerAdult,
		"Q": markerUnknown, "G,Q": markerUnknown, "16": markerYoung, "ATTAINER": markerYoung} {
		if got := markerOf(text); got != want {
			t.Errorf("marker %q is %d, want %d", text, got, want)
		}
	}
}

// The tables are the same however rows are cut into batches and whoever parses
// them, and come back the same through Arrow's own format.
func TestTablesDoNotDependOnBatchesOrWorkers(t *testing.T) {
	datasets := map[row.Dataset][]written{}
	for i := range 50 {
		place := fmt.Sprintf("address_1=FLAT %d, ROSE COURT;address_2=%d HIGH ROAD;postcode=LS1 4A%c;",
			i%3, i, 'A'+i%2*3)
		datasets[row.CouncilTax] = append(datasets[row.CouncilTax], written{cells: place +
			fmt.Sprintf("account_reference=%04d;surname=SMITH-JONES %c & PATEL R", i/2*2, 'A'+i%26)})
		datasets[row.ElectoralRegister] = append(datasets[row.ElectoralRegister], written{
			cells: place + fmt.Sprintf("elector_reference=E%d;surname=OKONKWO;forename=ADAEZE", i)})
		datasets[row.CTR] = append(datasets[row.CTR], written{cells: place + fmt.Sprintf(
			"claim_reference=C%d;surname=SMITH;birth_date=01/02/19%02d;nino=QQ123456C", i, 20+i)})
	}
	datasets[row.Person], datasets[row.PersonRight] = listRows(), listRows()
	for i := range 20 { // two rows an account, and electors twice
		datasets[row.CouncilTax] = append(datasets[row.CouncilTax], written{cells: here +
			fmt.Sprintf("account_reference=9%03d;surname=SMITH", i%10)})
		datasets[row.ElectoralRegister] = append(datasets[row.ElectoralRegister], written{
			cells: here + fmt.Sprintf("elector_reference=X%d;surname=OKONKWO", i%10)})
	}
	first, _, err := normalised(t, 1, 1000, datasets)
	if err != nil {
		t.Fatal(err)
	}
	if first.Merged.Len() != 20 {
		t.Fatalf("%d merged rows, want 20: the tables say too little", first.Merged.Len())
	}
	for _, workers := range []int{1, 2, 7} {
		again, _, err := normalised(t, workers, 3, datasets)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := printed(again), printed(first); got != want {
			t.Fatalf("%d workers and batches of 3 give other tables", workers)
		}
	}
	back := throughIPC(t, first)
	if printed(back) != printed(first) {
		t.Error("the tables change on their way through IPC")
	}
}

func printed(t *record.Tables) string {
	return fmt.Sprint(t.Entries, t.Mentions, t.Accounts, t.Electors, t.Claims, t.Persons, t.Merged,
		t.Names, t.Words, t.Texts, t.Postcodes, t.Dates, t.Tokens)
}

func throughIPC(t *testing.T, tables *record.Tables) *record.Tables {
	t.Helper()
	back := &record.Tables{Terms: tables.Terms, Meta: tables.Meta}
	targets := map[string]any{}
	_ = back.Each(func(name string, table any) error { targets[name] = table; return nil })
	err := tables.Each(func(name string, table any) error {
		wrapped, err := columns.Of(name, record.Version, tables.Meta, table)
		if err != nil {
			return err
		}
		var buffer bytes.Buffer
		digest, err := columns.WriteIPC(&buffer, wrapped)
		if err != nil {
			return err
		}
		read, err := columns.ReadIPC(&buffer, digest, 1<<24)
		if err != nil {
			return err
		}
		return columns.Into(read, targets[name])
	})
	if err != nil {
		t.Fatal(err)
	}
	return back
}

func TestEntriesNeedTerms(t *testing.T) {
	ring, err := token.NewRing(bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32))
	if err != nil {
		t.Fatal(err)
	}
	stage, err := New(context.Background(), Options{Ring: ring, Terms: new(retention.Register),
		AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	batch := batchOf(row.CouncilTax, 0, 0, rows("surname=SMITH"), rows("surname=SMITH"))
	if err := stage.Add(batch); err == nil {
		t.Error("rows without retention terms were accepted")
	}
	if _, _, err := stage.Finish(); err != nil {
		t.Error(err)
	}
}

func BenchmarkNormalize(b *testing.B) {
	var datasets = map[row.Dataset][]written{}
	for i := range 4000 {
		datasets[row.ElectoralRegister] = append(datasets[row.ElectoralRegister], written{
			cells: fmt.Sprintf("address_1=%d HIGH ROAD;postcode=LS1 4AP;elector_reference=E%d;"+
				"surname=%c%c%cTON;forename=JOHN", i%200, i, 'A'+i%26, 'A'+i/26%26, 'A'+i/676)})
	}
	for b.Loop() {
		if _, _, err := normalised(b, 1, 4000, datasets); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*4000)/b.Elapsed().Seconds(), "rows/s")
}
