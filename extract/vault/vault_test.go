package vault

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"nfimatch/extract"
	"nfimatch/extract/plaintext"
	"nfimatch/extract/retention"
	"nfimatch/extract/row"
)

const (
	until = retention.Date(46505) // 2027-04-29
	asOf  = retention.Date(46325) // 2026-10-31
)

// canary returns letters that stand in one field of one row and nowhere else.
func canary(dataset row.Dataset, line int, field string) string {
	letters := []byte("QX")
	for n := line; n > 0; n /= 26 {
		letters = append(letters, byte('A'+n%26))
	}
	return string(letters) + "QX" + strings.ToUpper(dataset.String()[:2]+field[:4]) + "QX"
}

// writeCouncil writes a file of each dataset with so many rows, of which every field
// has its canary, and returns the sources. extra is one more council tax row.
func writeCouncil(t testing.TB, rows int, extra string) []Source {
	t.Helper()
	folder := t.TempDir()
	var sources []Source
	for _, d := range []struct {
		dataset row.Dataset
		header  string
		fields  []string
	}{
		{row.CouncilTax, "Account ref,Surname,Forename,Address 1,Discount code,Notes\n",
			[]string{"reference", "surname", "forename", "address", "discount", "notes"}},
		{row.ElectoralRegister, "Elector number,Surname,Forename,Address 1,Notes\n",
			[]string{"reference", "surname", "forename", "address", "notes"}},
		{row.CTR, "Claim reference,Surname,Account ref,Address 1,Notes\n",
			[]string{"reference", "surname", "account", "address", "notes"}},
	} {
		var content strings.Builder
		content.WriteString(d.header)
		for line := 1; line <= rows; line++ {
			for i, field := range d.fields {
				if i > 0 {
					content.WriteByte(',')
				}
				content.WriteString(canary(d.dataset, line, field))
			}
			content.WriteByte('\n')
		}
		if d.dataset == row.CouncilTax {
			content.WriteString(extra)
		}
		path := filepath.Join(folder, d.dataset.String()+".csv")
		if err := os.WriteFile(path, []byte(content.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		sources = append(sources, Source{
			Source:  extract.Source{Dataset: d.dataset, Paths: []string{path}, Terms: 1},
			Digests: []string{digest([]byte(content.String()))}, Date: asOf,
		})
	}
	return sources
}

func caseName(n int) string { return fmt.Sprintf("2026Q4-%04d", n) }

// someCases returns three cases. Row 5 of the register is in two of them, and two have
// one day.
func someCases() []Case {
	return []Case{
		{caseName(1), until, []byte(`{"priority":1,"words":"café \u0041"}`), []Line{
			{row.CouncilTax, 7}, {row.ElectoralRegister, 5}, {row.ElectoralRegister, 9}, {row.CTR, 3}}},
		{caseName(2), until + 1, []byte(`null`), []Line{{row.ElectoralRegister, 5}, {row.CouncilTax, 2}}},
		{caseName(3), until + 1, []byte(`{}`), nil},
	}
}

func identity(t testing.TB) *age.X25519Identity {
	t.Helper()
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// sealAll seals cases to keys and returns the container.
func sealAll(t testing.TB, exercise string, sources []Source, cases []Case, keys ...age.Recipient) (
	[]byte, Index,
) {
	t.Helper()
	var out bytes.Buffer
	index, err := Seal(t.Context(), &out, exercise, sources, cases, keys)
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), index
}

func mustRead(t testing.TB, content []byte) *Seals {
	t.Helper()
	s, err := Read(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// show writes an opened case in a comparable form.
func show(o *Opened) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s %v %s\n", o.Name, o.DeleteBy, o.Facts)
	for _, r := range o.Rows {
		fmt.Fprintf(&out, "%s %d %v", r.Dataset, r.Line, r.Date)
		for _, field := range r.Fields {
			fmt.Fprintf(&out, " %s=%q", field.Name, field.Text.Reveal())
		}
		out.WriteByte('\n')
	}
	return out.String()
}

func open(t testing.TB, s *Seals, name string, keys ...age.Identity) string {
	t.Helper()
	o, err := s.Open(name, keys...)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Clear()
	return show(o)
}

// TestOneCaseIsOpened: what was sealed comes back, case by case, for each of the
// keys and no other.
func TestOneCaseIsOpened(t *testing.T) {
	first, second, other := identity(t), identity(t), identity(t)
	content, index := sealAll(t, "2026Q4", writeCouncil(t, 12, ""), someCases(), first.Recipient(),
		second.Recipient())
	s := mustRead(t, content)
	if got := s.Index(); fmt.Sprint(got) != fmt.Sprint(index) || got.Exercise != "2026Q4" ||
		len(got.Cases) != 3 || got.Cases[1].DeleteBy != until+1 {
		t.Errorf("the index is %v, and was %v", got, index)
	}
	text := func(d row.Dataset, line int, fields string) string {
		out := fmt.Sprintf("%v %d %v", d, line, asOf)
		for field := range strings.SplitSeq(fields, " ") {
			name, short, _ := strings.Cut(field, "=")
			out += fmt.Sprintf(" %s=%q", name, canary(d, line, short))
		}
		return out + "\n"
	}
	const account = "account_reference=reference surname=surname forename=forename " +
		"address_1=address discount_code=discount"
	const elector = "elector_reference=reference surname=surname forename=forename address_1=address"
	want := []string{
		caseName(1) + " " + until.String() + ` {"priority":1,"words":"café \u0041"}` + "\n" +
			text(row.CouncilTax, 7, account) + text(row.ElectoralRegister, 5, elector) +
			text(row.ElectoralRegister, 9, elector) +
			text(row.CTR, 3, "claim_reference=reference account_reference=account surname=surname "+
				"address_1=address"),
		caseName(2) + " " + (until + 1).String() + " null\n" + text(row.ElectoralRegister, 5, elector) +
			text(row.CouncilTax, 2, account),
		caseName(3) + " " + (until + 1).String() + " {}\n",
	}
	for i, c := range index.Cases {
		for _, keys := range [][]age.Identity{{first}, {second}, {other, second}} {
			if got := open(t, s, c.Name, keys...); got != want[i] {
				t.Errorf("case %s is\n%s\nwant\n%s", c.Name, got, want[i])
			}
		}
		var unmatched *age.NoIdentityMatchError
		if _, err := s.Open(c.Name, other); !errors.As(err, &unmatched) {
			t.Errorf("another key gives %v", err)
		}
	}
	var damage *DamagedError
	if _, err := s.Open(caseName(1)); err == nil || errors.As(err, &damage) {
		t.Errorf("no key gives %v", err)
	}
	if _, err := s.Open("2026Q4-0004", first); err == nil || errors.As(err, &damage) {
		t.Errorf("a case that is not there gives %v", err)
	}
}

// TestOtherProgramsReadSeals: a container is an ordinary zip of ordinary age files.
func TestOtherProgramsReadSeals(t *testing.T) {
	key := identity(t)
	content, _ := sealAll(t, "2026Q4", writeCouncil(t, 12, ""), someCases(), key.Recipient())
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range archive.File {
		names = append(names, file.Name)
		entry, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		whole, err := io.ReadAll(entry) // which compares the checksum
		if err != nil || file.ModifiedDate != 0 || file.ModifiedTime != 0 {
			t.Errorf("%s: %v, %v", file.Name, err, file.Modified)
		}
		if file.Name == indexName {
			if !json.Valid(whole) {
				t.Error("the index is no JSON")
			}
			continue
		}
		clear, err := age.Decrypt(bytes.NewReader(whole), key)
		if err != nil {
			t.Fatal(err)
		}
		if whole, err = io.ReadAll(clear); err != nil || !json.Valid(whole) {
			t.Errorf("%s: what is sealed is no JSON: %v", file.Name, err)
		}
	}
	if got := strings.Join(names, " "); got !=
		"2026Q4-0001.age 2026Q4-0002.age 2026Q4-0003.age index.json" {
		t.Errorf("the entries are %s", got)
	}
}

// TestOnlyListedLinesAreSealed seals a few rows of many, decrypts everything there
// is and searches it for the canaries of all rows.
func TestOnlyListedLinesAreSealed(t *testing.T) {
	const rows = 200
	key, sources := identity(t), writeCouncil(t, rows, "")
	content, index := sealAll(t, "2026Q4", sources, someCases(), key.Recipient())
	s := mustRead(t, content)
	for i, c := range index.Cases {
		sealed, err := s.sealed(i)
		if err != nil {
			t.Fatal(err)
		}
		clear, err := decrypt(c.Name, sealed, []age.Identity{key})
		if err != nil {
			t.Fatal(err)
		}
		seen := 0
		for _, source := range sources {
			for line := 1; line <= rows; line++ {
				listed := slices.Contains(someCases()[i].Lines, Line{source.Dataset, row.Line(line)})
				for _, field := range []string{"reference", "surname", "forename", "address", "notes"} {
					word := []byte(canary(source.Dataset, line, field))
					if bytes.Contains(content, word) {
						t.Fatalf("row %d of %v is in clear in the container", line, source.Dataset)
					}
					switch found := bytes.Contains(clear, word); {
					case found && (!listed || field == "notes"):
						t.Errorf("case %s has %s of row %d of %v", c.Name, field, line, source.Dataset)
					case found:
						seen++
					}
				}
			}
		}
		if want := 3 * len(someCases()[i].Lines); seen < want {
			t.Errorf("case %s has %d of the fields it must have, want %d", c.Name, seen, want)
		}
	}
}

// TestUnusualTextSurvives seals what spreadsheets, old systems and worse put into a
// field. Text is UTF-8 once it is read: what a file has otherwise is taken as
// Windows-1252 there.
func TestUnusualTextSurvives(t *testing.T) {
	for _, tt := range []struct{ field, want string }{
		{"=HYPERLINK(1)", ""}, {"+1", ""}, {"-1", ""}, {"@x", ""}, {"a\tb", ""}, {"0012345678", ""},
		{`a\u0041\"{}`, ""}, {"\x01\x1f\x7f", ""}, {"two\r\nlines", ""}, {`say "x"`, ""},
		{"café Ωßñ 漢字 \u202e\u2028\ufffd", ""}, {"<script>&amp;", ""}, {`\`, ""},
		{strings.Repeat(`é"`, 1000), ""}, {"  ends\t", "ends"},
		{"\xe9t\xe9", "été"}, {"\xc3\x28", "Ã("}, {"\xff\x80", "ÿ€"}, {"\x81", "\ufffd"},
	} {
		row1 := `1,"` + strings.ReplaceAll(tt.field, `"`, `""`) + `",x,y,,` + "\n"
		content, _ := sealAll(t, "2026Q4", writeCouncil(t, 1, row1), []Case{{caseName(1), until,
			[]byte("1"), []Line{{row.CouncilTax, 2}}}}, plainKey{})
		o, err := mustRead(t, content).Open(caseName(1), plainKey{})
		if err != nil {
			t.Fatalf("%q: %v", tt.field, err)
		}
		if got := string(o.Rows[0].Text("surname").Reveal()); got != cmp.Or(tt.want, tt.field) {
			t.Errorf("%q is %q, want %q", tt.field, got, cmp.Or(tt.want, tt.field))
		}
	}
}

// TestTextComesBack: bytes of any sort, UTF-8 or not, are written and read the same.
func TestTextComesBack(t *testing.T) {
	var all []byte
	for b := range 256 {
		all = append(all, byte(b), '"', byte(255-b))
	}
	for _, text := range [][]byte{nil, all, []byte(`\`), []byte(`"\u0041"`)} {
		var p plain
		p.text(text)
		var got sealedText
		if err := json.Unmarshal(p, &got); err != nil || !bytes.Equal(got, text) {
			t.Errorf("%q comes back as %q: %v", text, got, err)
		}
	}
	for _, literal := range []string{"1", "null", "[]", `"\n"`, `"\u0041"`, `"\/"`, `"\ud83d\ude00"`} {
		var got sealedText
		if err := json.Unmarshal([]byte(literal), &got); err == nil {
			t.Errorf("%s is read as %q", literal, got)
		}
	}
}

// TestNothingInClearIsLeft looks into the memory that sealing and opening used.
func TestNothingInClearIsLeft(t *testing.T) {
	zeros := func(b []byte) bool { return len(bytes.Trim(b[:cap(b)], "\x00")) == 0 }
	rows := map[Line]sourceRow{}
	c := Case{caseName(1), until, []byte(`"facts"`), nil}
	for i := range row.Line(200) {
		line := Line{row.CouncilTax, i}
		c.Lines = append(c.Lines, line)
		text := plaintext.Of(bytes.Repeat([]byte("VORTIGERN"), 40))
		rows[line] = sourceRow{extract.SourceRow{Line: i, Fields: []extract.SourceField{
			{Name: "surname", Text: text}}}, ""}
	}
	s := &sealer{exercise: "2026Q4", recipients: []age.Recipient{plainKey{}}, rows: rows}
	first := make(plain, 0, plainBytesFirst)
	s.plain = first
	if _, err := s.seal(&c); err != nil {
		t.Fatal(err)
	}
	if cap(s.plain) <= cap(first) || !zeros(first) || !zeros(s.plain) {
		t.Error("a buffer holds text after it was sealed")
	}
	s.clear()
	for _, r := range rows {
		if !zeros(r.Fields[0].Text.Reveal()) {
			t.Error("a row holds text after all were sealed")
		}
	}
	content, _ := sealAll(t, "2026Q4", writeCouncil(t, 12, ""), someCases(), plainKey{})
	o, err := mustRead(t, content).Open(caseName(1), plainKey{})
	if err != nil {
		t.Fatal(err)
	}
	facts, surname := o.Facts, o.Rows[1].Text("surname")
	if surname.Len() == 0 || o.Rows[1].Text("no such field").Len() != 0 {
		t.Error("Text does not return a field")
	}
	o.Clear()
	if !zeros(facts) || !zeros(surname.Reveal()) || o.Rows != nil || o.Facts != nil {
		t.Error("an opened case holds text after it was cleared")
	}
}

// TestKeep deletes cases without a key; what stays is byte for byte what it was.
func TestKeep(t *testing.T) {
	key := identity(t)
	content, index := sealAll(t, "2026Q4", writeCouncil(t, 12, ""), someCases(), key.Recipient())
	s := mustRead(t, content)
	var out bytes.Buffer
	kept, err := s.Keep(&out, func(c IndexCase) bool { return c.DeleteBy > until })
	if err != nil {
		t.Fatal(err)
	}
	after := mustRead(t, out.Bytes())
	if fmt.Sprint(after.Index()) != fmt.Sprint(kept) || kept.SHA256 == index.SHA256 ||
		!slices.Equal(kept.Cases, index.Cases[1:]) {
		t.Errorf("kept %v of %v", kept, index)
	}
	if open(t, after, caseName(2), key) != open(t, s, caseName(2), key) {
		t.Error("a kept case is another")
	}
	sealed, err := s.sealed(0)
	if _, gone := after.Open(caseName(1), key); gone == nil || err != nil ||
		bytes.Contains(out.Bytes(), sealed[len(sealed)-40:]) {
		t.Error("a deleted case is still there")
	}
	var same, none bytes.Buffer
	if _, err := s.Keep(&same, func(IndexCase) bool { return true }); err != nil ||
		!bytes.Equal(same.Bytes(), content) {
		t.Errorf("keeping all changes the container: %v", err)
	}
	if _, err := after.Keep(&none, func(IndexCase) bool { return false }); err != nil ||
		len(mustRead(t, none.Bytes()).Index().Cases) != 0 {
		t.Errorf("nothing can be kept: %v", err)
	}
	if _, err := s.Keep(failing{}, func(IndexCase) bool { return true }); !errors.Is(err, errFull) {
		t.Errorf("a full disk gives %v", err)
	}
}

var errFull = errors.New("no space")

// failing is a full disk.
type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errFull }

func TestSealEnds(t *testing.T) {
	sources := writeCouncil(t, 12, "")
	keys := []age.Recipient{plainKey{}}
	_, err := Seal(t.Context(), failing{}, "2026Q4", sources, someCases(), keys)
	if !errors.Is(err, errFull) {
		t.Errorf("a full disk gives %v", err)
	}
	ended := errors.New("ended")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(ended)
	for name, cases := range map[string][]Case{"rows": someCases(), "cases": someCases()[2:]} {
		var out bytes.Buffer
		_, err := Seal(ctx, &out, "2026Q4", sources, cases, keys)
		if !errors.Is(err, ended) || out.Len() > 0 {
			t.Errorf("an ended context gives %v before %s, and %d bytes", err, name, out.Len())
		}
	}
	large := someCases()
	large[1].Facts = []byte(`"` + strings.Repeat("x", CaseBytesMax) + `"`)
	if _, err := Seal(t.Context(), io.Discard, "2026Q4", sources, large, keys); err == nil ||
		err.Error() != "case 2026Q4-0002 must be at most 4 MiB" {
		t.Errorf("a case that is too large gives %v", err)
	}
	many := make([]Case, CasesMax+1)
	for i := range many {
		many[i] = Case{fmt.Sprintf("c%d", i), until, []byte("0"), nil}
	}
	if _, err := Seal(t.Context(), io.Discard, "2026Q4", sources, many, keys); err == nil {
		t.Error("too many cases are sealed")
	}
	wide := slices.Repeat(keys, RecipientsMax+1)
	if _, err := Seal(t.Context(), io.Discard, "2026Q4", sources, someCases(), wide); err == nil {
		t.Error("cases are sealed to too many keys")
	}
	content, err := os.ReadFile(sources[1].Paths[0])
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)-2] ^= 1
	if err := os.WriteFile(sources[1].Paths[0], content, 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	var changed *extract.ChangedError
	_, err = Seal(t.Context(), &out, "2026Q4", sources, someCases(), keys)
	if !errors.As(err, &changed) || changed.File != "electoral_register.csv" || out.Len() > 0 {
		t.Errorf("a changed file gives %v, and %d bytes", err, out.Len())
	}
	if _, err := Seal(t.Context(), &out, "2026Q4", sources, someCases()[2:], keys); err != nil {
		t.Errorf("a file of which nothing is wanted was looked at: %v", err)
	}
}

func TestSealPanicsOnMistakes(t *testing.T) {
	sources, key := writeCouncil(t, 12, ""), []age.Recipient{plainKey{}}
	with := func(change func(*Case)) []Case {
		cases := someCases()
		change(&cases[1])
		return cases
	}
	for name, m := range map[string]struct {
		exercise string
		sources  []Source
		cases    []Case
		keys     []age.Recipient
	}{
		"no exercise":   {"", sources, nil, key},
		"path":          {"../x", sources, nil, key},
		"no key":        {"2026Q4", sources, nil, nil},
		"source twice":  {"2026Q4", append(sources, sources[0]), nil, key},
		"no source":     {"2026Q4", sources[1:], someCases(), key},
		"no day":        {"2026Q4", sources, with(func(c *Case) { c.DeleteBy = 0 }), key},
		"no such day":   {"2026Q4", sources, with(func(c *Case) { c.DeleteBy = -1 }), key},
		"name twice":    {"2026Q4", sources, with(func(c *Case) { c.Name = caseName(1) }), key},
		"name":          {"2026Q4", sources, with(func(c *Case) { c.Name = "-x" }), key},
		"no facts":      {"2026Q4", sources, with(func(c *Case) { c.Facts = nil }), key},
		"two facts":     {"2026Q4", sources, with(func(c *Case) { c.Facts = []byte("{},{}") }), key},
		"facts and row": {"2026Q4", sources, with(func(c *Case) { c.Facts = []byte(`1,"x":2`) }), key},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			_, _ = Seal(t.Context(), io.Discard, m.exercise, m.sources, m.cases, m.keys)
		}()
	}
}

// TestLargestIndex: the limits of names and cases keep an index below its own.
func TestLargestIndex(t *testing.T) {
	name := strings.Repeat("x", NameBytesMax)
	one := Index{name, []IndexCase{{name, retention.LastDate, digest(nil)}}, ""}
	two := Index{name, append(one.Cases, one.Cases[0]), ""}
	first, more := len(one.encode()), len(two.encode())-len(one.encode())
	if first > 2*indexCaseBytesMax || more > indexCaseBytesMax {
		t.Errorf("an index of one case has %d bytes, and each more %d", first, more)
	}
}

// TestSealsDifferFromRunToRun says what must not be relied on.
func TestSealsDifferFromRunToRun(t *testing.T) {
	sources, key := writeCouncil(t, 12, ""), identity(t)
	first, _ := sealAll(t, "2026Q4", sources, someCases(), key.Recipient())
	second, _ := sealAll(t, "2026Q4", sources, someCases(), key.Recipient())
	if bytes.Equal(first, second) || len(first) != len(second) {
		t.Error("two seals of the same rows are equal, or not of one size")
	}
}

// BenchmarkSeal seals 1,000 cases of 5 rows to one key; BenchmarkOpen opens one.
func BenchmarkSeal(b *testing.B) {
	const cases, rows = 1000, 5
	sources, list := writeCouncil(b, 2*cases, ""), make([]Case, cases)
	for i := range list {
		n := row.Line(i + 1)
		list[i] = Case{caseName(i), until, []byte(`{"priority":1}`), []Line{{row.CouncilTax, n},
			{row.ElectoralRegister, 2 * n}, {row.ElectoralRegister, 2*n - 1}, {row.CTR, n},
			{row.CTR, n + 1}}}
	}
	key := identity(b)
	b.Run(fmt.Sprintf("cases=%d/rows=%d", cases, rows), func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Seal(b.Context(), io.Discard, "2026Q4", sources, list,
				[]age.Recipient{key.Recipient()}); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N*cases)/b.Elapsed().Seconds(), "cases/s")
	})
}

// BenchmarkOpen reads a container of 1,000 cases and opens one of them.
func BenchmarkOpen(b *testing.B) {
	const cases = 1000
	list := make([]Case, cases)
	for i := range list {
		list[i] = Case{caseName(i), until, []byte(`{}`), []Line{{row.CouncilTax, row.Line(i + 1)}}}
	}
	key := identity(b)
	content, _ := sealAll(b, "2026Q4", writeCouncil(b, cases, ""), list, key.Recipient())
	b.Run(fmt.Sprintf("cases=%d/opened=1", cases), func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			o, err := mustRead(b, content).Open(caseName(cases/2), key)
			if err != nil {
				b.Fatal(err)
			}
			o.Clear()
		}
	})
}
