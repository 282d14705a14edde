package throughput

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nfimatch/extract"
	"nfimatch/extract/columns"
	"nfimatch/extract/retention"
	"nfimatch/extract/row"
	"nfimatch/fixtures/council"
	"nfimatch/match"
	"nfimatch/match/place"
	"nfimatch/match/result"
	"nfimatch/normalize"
	"nfimatch/normalize/record"
	"nfimatch/normalize/token"
)

// The one council that everything is measured on: its profile and seed, and the
// dates of its files. A judging seed, like those of bench/quality.
const (
	profile      = "northern"
	seed         = 100
	extractDate  = "2026-11-01"
	registerDate = "2026-12-01"
)

// ringKeys are the two keys of every run: figures depend a little on which names
// happen to share bits.
var ringKeys = [2][]byte{
	bytes.Repeat([]byte{1}, token.KeyBytes), bytes.Repeat([]byte{2}, token.KeyBytes),
}

// A town is the files of an invented council, read by extract as often as needed.
type town struct {
	tb     testing.TB
	folder string
	codes  *extract.Codes
	terms  *retention.Register
	id     retention.TermsID
	made   council.Summary
}

func newTown(tb testing.TB, dwellings int) *town {
	tb.Helper()
	t := &town{tb: tb, folder: tb.TempDir(), terms: new(retention.Register)}
	var err error
	t.made, err = council.Generate(council.Options{
		Profile: profile, Dwellings: dwellings, Seed: seed, Dir: t.folder,
	})
	t.must(err)
	t.codes, err = extract.ReadCodes(filepath.Join(t.folder, "codes.csv"))
	t.must(err)
	asOf := t.date(extractDate)
	t.id, err = t.terms.Add(retention.Terms{
		Dataset: "benchmark", ExtractAsOf: asOf, DeleteBy: asOf + 1,
	})
	t.must(err)
	return t
}

func (t *town) must(err error) {
	t.tb.Helper()
	if err != nil {
		t.tb.Fatal(err)
	}
}

func (t *town) date(text string) retention.Date {
	t.tb.Helper()
	date, err := retention.ParseDate(text)
	t.must(err)
	return date
}

func (t *town) path(dataset row.Dataset) string {
	return filepath.Join(t.folder, dataset.String()+".csv")
}

// bytes returns the size of the three files: it changes when the council does.
func (t *town) bytes() (size int64) {
	for _, dataset := range row.Datasets {
		info, err := os.Stat(t.path(dataset))
		t.must(err)
		size += info.Size()
	}
	return size
}

// read reads one dataset and hands its batches on. It returns the rows read.
func (t *town) read(dataset row.Dataset, take func(*row.Batch) error) int {
	t.tb.Helper()
	reader, err := extract.Open(extract.Source{Dataset: dataset,
		Paths: []string{t.path(dataset)}, Terms: t.id}, t.codes)
	t.must(err)
	summary, err := reader.Read(context.Background(), take)
	t.must(err)
	return summary.Counts.Read
}

// batches returns the rows of all datasets, fresh: normalize clears what it parses.
func (t *town) batches() (batches []*row.Batch, rows int) {
	t.tb.Helper()
	for _, dataset := range row.Datasets {
		t.read(dataset, func(batch *row.Batch) error {
			batches, rows = append(batches, batch), rows+batch.Len()
			return nil
		})
	}
	return batches, rows
}

// normalised puts batches through a stage of their own.
func (t *town) normalised(batches []*row.Batch) *record.Tables {
	t.tb.Helper()
	ring, err := token.NewRing(ringKeys[0], ringKeys[1])
	t.must(err)
	meta := make(map[string]string)
	for _, key := range columns.RequiredMeta() {
		meta[key] = "benchmark"
	}
	stage, err := normalize.New(context.Background(), normalize.Options{Ring: ring, Terms: t.terms,
		AsOf: t.date(extractDate), RegisterDate: t.date(registerDate), Workers: 1, Meta: meta})
	t.must(err)
	for _, batch := range batches {
		t.must(stage.Add(batch))
	}
	tables, _, err := stage.Finish()
	t.must(err)
	return tables
}

func (t *town) tables() *record.Tables {
	t.tb.Helper()
	batches, _ := t.batches()
	return t.normalised(batches)
}

// crowd moves the electors, so many at a time in the register's order, to the first
// dwellings of the council, and leaves out the other dwellings and all claims but a
// few: households of that many, where pairs are most of the work. The few electors
// without an address stay without.
func (t *town) crowd(mentions int) {
	t.tb.Helper()
	accounts, electors := t.records(row.CouncilTax), t.records(row.ElectoralRegister)
	addressed := electors[:1]
	for _, elector := range electors[1:] {
		if elector[indexOf(electors[0], "Address 1")] != "" {
			addressed = append(addressed, elector)
		}
	}
	homes := len(addressed) / mentions
	for _, header := range []string{"UPRN", "Address 1", "Address 2", "Address 3", "Address 4",
		"Postcode"} {
		from, to := indexOf(accounts[0], header), indexOf(electors[0], header)
		for i, elector := range addressed[1:] {
			elector[to] = accounts[1+i/mentions%homes][from]
		}
	}
	t.rewrite(row.CouncilTax, accounts[:1+homes])
	t.rewrite(row.ElectoralRegister, addressed)
	t.rewrite(row.CTR, t.records(row.CTR)[:crowdClaims+1])
}

const crowdClaims = 5

// records returns a file's header and rows.
func (t *town) records(dataset row.Dataset) [][]string {
	t.tb.Helper()
	content, err := os.ReadFile(t.path(dataset))
	t.must(err)
	records, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	t.must(err)
	return records
}

func (t *town) rewrite(dataset row.Dataset, records [][]string) {
	t.tb.Helper()
	var out bytes.Buffer
	t.must(csv.NewWriter(&out).WriteAll(records))
	t.must(os.WriteFile(t.path(dataset), out.Bytes(), 0o600))
}

// names returns the distinct canonical surnames and forenames of the register, in
// its order: what tokens and filters are made of.
func (t *town) names() (names []string) {
	t.tb.Helper()
	electors := t.records(row.ElectoralRegister)
	seen := make(map[string]bool)
	for _, elector := range electors[1:] {
		for _, header := range []string{"Surname", "Forename"} {
			text := strings.ToUpper(elector[indexOf(electors[0], header)])
			if name := lettersOnly(text); name != "" && !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
		}
	}
	return names
}

func lettersOnly(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r == '-' {
			return r
		}
		return -1
	}, text)
}

// matched matches tables by the shipped models, or by trained ones.
func matched(tb testing.TB, tables *record.Tables, train bool) match.Summary {
	tb.Helper()
	_, summary := matchedTables(tb, tables, train)
	return summary
}

func matchedTables(tb testing.TB, tables *record.Tables, train bool) (
	*result.Tables, match.Summary,
) {
	tb.Helper()
	options := match.Options{Workers: 1}
	if !train {
		inside, addresses := match.ShippedModel(), place.ShippedModel()
		options.Model, options.Place = &inside, &addresses
	}
	out, summary, err := match.Partition(context.Background(), tables, options)
	if err != nil {
		tb.Fatal(err)
	}
	return out, summary
}

func indexOf(header []string, name string) int {
	for i, column := range header {
		if column == name {
			return i
		}
	}
	panic("throughput: the council's file lacks " + name)
}
