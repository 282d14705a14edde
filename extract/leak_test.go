package extract

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"nfimatch/extract/layout"
	"nfimatch/extract/row"
)

// secretsOf returns random words of twelve letters: none occurs in our own words.
func secretsOf(random *rand.Rand, n int) []string {
	secrets := make([]string, n)
	for i := range secrets {
		letters := make([]byte, 12)
		for at := range letters {
			letters[at] = byte('A' + random.IntN(26))
		}
		secrets[i] = string(letters)
	}
	return secrets
}

// faulty returns a file of dataset whose cells are secrets, damaged at places that
// the bytes of damage choose: fields missing and too many, quotes that do not
// match, blanks, preamble lines, the wrong delimiter, NUL bytes, markers.
func faulty(dataset row.Dataset, secrets []string, damage []byte) string {
	header := map[row.Dataset][]string{
		row.CouncilTax: {"Account ref", "Surname", "Address 1", "UPRN", "Discount code",
			"Disregard code", "Discount start date", "Council Tax amount", "Discount amount", "Secret"},
		row.ElectoralRegister: {"Elector number", "Surname", "Address 1", "Franchise marker", "DOB"},
		row.CTR:               {"Claim reference", "Surname", "Account ref", "Address 1", "Birth date"},
		row.Deaths:            {"Surname", "Address 1", "UPRN", "Date of death", "Secret"},
	}[dataset]
	var out strings.Builder
	next := 0
	secret := func() string { next++; return secrets[next%len(secrets)] }
	if len(damage)%2 == 1 {
		fmt.Fprintf(&out, "%s,%s\n", secret(), secret())
	}
	out.WriteString(strings.Join(header, ",") + "\n")
	for at := 0; at < len(damage); at++ {
		cells := make([]string, len(header))
		for i := range cells {
			cells[i] = secret()
		}
		target := int(damage[at]>>4) % len(cells)
		switch damage[at] % 16 {
		case 0:
			cells[target] = ""
		case 1:
			cells = cells[:target]
		case 2:
			cells = append(cells, secret())
		case 3:
			cells[target] = `"` + cells[target]
		case 4:
			cells[target] = `"` + cells[target] + `"` + secret()
		case 5:
			cells[target] = "\xe9" + cells[target]
		case 6:
			cells[target] = strings.Repeat(cells[target], 400)
		case 7:
			cells[target] += "\n" + secret()
		case 8:
			cells[0] = "1.5E+11"
		case 9:
			cells[3] = "N"
		case 10:
			cells[3], cells[2] = "F", ""
		case 11:
			cells[target] += "\x00"
		case 12:
			cells[1], cells[2] = "", ""
		}
		out.WriteString(strings.Join(cells, ",") + "\n")
	}
	return out.String()
}

// FuzzNoMessageShowsAValue reads damaged files of random words as each dataset, and
// as the wrong one: no word is in any error, fault, warning or summary.
func FuzzNoMessageShowsAValue(f *testing.F) {
	for seed := range uint64(8) {
		damage := make([]byte, 40)
		random := rand.New(rand.NewPCG(seed, 0))
		for i := range damage {
			damage[i] = byte(random.IntN(256))
		}
		f.Add(seed, damage[:20+seed*2], byte(seed))
	}
	f.Add(uint64(9), []byte{9}, byte(1))
	f.Add(uint64(10), []byte{11}, byte(1))
	codes := usualCodes(f)
	path := write(f, "f.csv", "")
	f.Fuzz(func(t *testing.T, seed uint64, damage []byte, which byte) {
		secrets := secretsOf(rand.New(rand.NewPCG(seed, 1)), 50)
		dataset := row.Datasets[int(which)%len(row.Datasets)]
		told := row.Datasets[int(which>>4)%len(row.Datasets)]
		content := faulty(dataset, secrets, damage[:min(len(damage), 40)])
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		reader, err := Open(Source{told, []string{path}, 1, ""}, codes)
		out := fmt.Sprintf("%v %+v %#v", err, err, err)
		if err == nil {
			summary, err := reader.Read(context.Background(), func(batch *row.Batch) error {
				out += fmt.Sprintf("%v\n%+v\n", batch.Text("surname", 0), batch.Lines)
				return nil
			})
			out += fmt.Sprintf("%v %+v %+v", err, err, summary)
			if err == nil && !summary.Counts.Balanced() {
				t.Errorf("not balanced: %v", summary.Counts)
			}
			if summary.Unmapped != nil {
				out += summary.Unmapped.Error()
			}
		}
		if _, err := layout.Recognise(path); err != nil {
			out += fmt.Sprint(err)
		}
		for _, secret := range secrets {
			if strings.Contains(strings.ToUpper(out), secret) {
				t.Fatalf("a value of the data is in a message, as told %s:\n%s", told, out)
			}
		}
	})
}

// BenchmarkRead reads a council tax file of 20,000 accounts.
func BenchmarkRead(b *testing.B) {
	const rows = 20_000
	var content strings.Builder
	for i, field := range layout.Of(row.CouncilTax).Fields {
		if i > 0 {
			content.WriteByte(',')
		}
		content.WriteString(field.Parts[0][0])
	}
	content.WriteByte('\n')
	blanks := strings.Repeat(",", 52)
	for i := range rows { // blank cells beyond the last column do no harm
		fmt.Fprintf(&content, "%010d,%d,Mrs,Okonkwo,Ada,Grace,,\"%d, High Street\",Exampleton,,,"+
			"ZZ1 1AA,Mr,Okonkwo,Ben,,,01/04/2023,,,SPD,,,N,N,D,1800.00,450.00,,,,%s\n", i,
			999000000000+i, i%200, blanks)
	}
	path := write(b, "c.csv", content.String())
	codes := usualCodes(b)
	for _, file := range []string{"council_tax"} {
		b.Run(fmt.Sprintf("file=%s/rows=%d", file, rows), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(content.Len()))
			for b.Loop() {
				reader, err := Open(Source{row.CouncilTax, []string{path}, 1, ""}, codes)
				if err != nil {
					b.Fatal(err)
				}
				summary, err := reader.Read(context.Background(), func(batch *row.Batch) error {
					batch.Clear()
					return nil
				})
				if err != nil || summary.Counts.Kept != rows {
					b.Fatal(summary.Counts, err)
				}
			}
			b.ReportMetric(float64(b.N*rows)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
