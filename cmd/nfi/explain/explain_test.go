package explain

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"nfimatch/cmd/nfi/exercise"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/report/publish"
	"nfimatch/report/rules"
)

// invented is a flag at a dwelling of so many mentions, of which every two make a pair.
func invented(mentions int) publish.Grounds {
	g := publish.Grounds{Flag: 3, Case: "2026Q4-0002", Rule: "A0", AccountLine: 100,
		ScoreMillibits: 1_300, Strength: "Medium", AnnualPence: 40_000,
		AfterCTRPence: rules.PenceUnknown, ElectorsListed: 2, AdultsLeast: 2, AdultsMost: 3,
		DeleteBy: 9_000, Reasons: []publish.Reason{
			{For: true, Words: "The other elector was added", Millibits: 1_600,
				Dataset: "electoral_register", Line: 7, Ordinal: 1, Date: 4_000},
			{Words: "The claim shows <one> adult", Millibits: -300}, {Words: "Old", Date: 4_000}}}
	for i := range mentions {
		dataset := []string{"council_tax", "electoral_register", "ctr"}[i%3]
		g.Mentions = append(g.Mentions, publish.Mention{Dataset: dataset, Line: uint32(100 + i),
			Person: 1, How: []string{"account", "uprn", "exact", "words", "fuzzy"}[i%5]})
		for left := range i {
			g.Pairs = append(g.Pairs, publish.Pair{Left: left, Right: i, Decision: "unsure",
				Millibits: 3_200, Prior: -300, Rivals: -1_000, Probability: 1, Compared: []publish.Agreement{
					{Comparison: "surname", Level: 1, Millibits: 1_000},
					{Comparison: "given", Level: 8, Millibits: 3_500}, {Comparison: "birth"}}})
		}
	}
	return g
}

func manifestOf() *exercise.Manifest {
	m := &exercise.Manifest{Council: "Metroborough", Exercise: "2026Q4"}
	m.Model.Same, m.Model.Different, m.Model.Origin = 3_170, -4_248, "shipped"
	return m
}

// Every sum of what is said is that of the files, to the millibit, and says all of it.
func TestAccountAddsUp(t *testing.T) {
	g := invented(3)
	a := accountOf(&g, manifestOf())
	if a.Reasons.Total != g.ScoreMillibits || len(a.Reasons.Terms) != 3 {
		t.Errorf("the reasons are %+v", a.Reasons)
	}
	for i, p := range a.Pairs {
		if p.Total != g.Pairs[i].Millibits || len(p.Terms) != 4 || len(p.Unknown) != 1 {
			t.Errorf("pair %d is %+v", i, p)
		}
	}
	sums := func(s sum) (all []int32) {
		for _, term := range s.Terms {
			all = append(all, term.Sum)
		}
		return all
	}
	if got, want := sums(a.Reasons), []int32{1_600, 1_300, 1_300}; !slices.Equal(got, want) {
		t.Errorf("the sums of the reasons are %v, want %v", got, want)
	}
	if got, want := sums(a.Pairs[0].sum), []int32{-300, 700, 4_200, 3_200}; !slices.Equal(got, want) {
		t.Errorf("the sums of a pair are %v, want %v", got, want)
	}
	if got := a.Reasons.Terms[0].Where; !strings.HasSuffix(got, " · register line 7, person 2") {
		t.Errorf("the first reason was read at %q", got)
	}
	if a.Money != "£400 a year if it were wrong; after CTR not known" ||
		a.adults() != "2 on the register; 2 to 3 over all files, counted once each" {
		t.Errorf("money %q, adults %q", a.Money, a.adults())
	}
}

// How an entry came to the dwelling is said with what is doubtful of it.
func TestHow(t *testing.T) {
	for want, m := range map[string]publish.Mention{
		"an account of the dwelling": {Dataset: "council_tax", How: "account"},
		"by the whole address":       {Dataset: "ctr", How: "exact"},
		"by the whole address; its UPRN is not the account's": {Dataset: "electoral_register",
			How: "exact", Doubt: "uprn"},
		"by the address in words, not wholly equal; at another postcode; it has the name of a " +
			"building that the account lacks, and may be another dwelling": {
			Dataset: "electoral_register", How: "words", Doubt: "postcode+building"},
		"in some way; some doubt": {Dataset: "ctr", How: "in some way", Doubt: "some doubt"},
	} {
		if got := howOf(m); got != want {
			t.Errorf("%+v: %q, want %q", m, got, want)
		}
	}
}

// A weight beyond a threshold that did not decide is never left without a word.
func TestNotes(t *testing.T) {
	model := &publish.Model{Same: 3_170, Different: -4_248}
	g := publish.Grounds{Mentions: []publish.Mention{{Dataset: "council_tax"},
		{Dataset: "electoral_register"}, {Dataset: "electoral_register"}}}
	for _, tt := range []struct {
		right, left int
		decision    string
		weight      int32
		want        string
	}{
		{0, 1, "same", 3_170, ""}, {0, 1, "different", -4_248, ""}, {0, 1, "unsure", 3_169, ""},
		{0, 1, "unsure", -4_247, ""}, {0, 1, "unsure", 3_170, "would do for one person"},
		{0, 1, "unsure", -4_248, "would do for two persons"},
		{1, 2, "same", 0, "Two mentions of one file"},
	} {
		p := publish.Pair{Left: tt.left, Right: tt.right, Decision: tt.decision, Millibits: tt.weight}
		if got := pairOf(&g, &p, model).Note; (got == "") != (tt.want == "") ||
			!strings.Contains(got, tt.want) {
			t.Errorf("%s at %d: %q, want %q", tt.decision, tt.weight, got, tt.want)
		}
	}
	if got := probabilityWords(1) + probabilityWords(0); strings.Contains(got, " 1") {
		t.Errorf("something is said to be certain: %q", got)
	}
}

func pageOf(t *testing.T, flags ...publish.Grounds) string {
	t.Helper()
	var accounts []account
	for i := range flags {
		accounts = append(accounts, accountOf(&flags[i], manifestOf()))
	}
	var page bytes.Buffer
	if err := writePage(&page, accounts, manifestOf(), 9_000, "nfi"); err != nil {
		t.Fatal(err)
	}
	return page.String()
}

// The page is complete in itself and well formed; what it says is text; each drawing has
// words and a table; ids are there once.
func TestPage(t *testing.T) {
	other := invented(3)
	other.Flag++
	page := pageOf(t, invented(3), other)
	for _, barred := range []string{"<script", "http:", "https:", "url(", " src=", " href=", "@import",
		"ZgotmplZ", "NaN", "<one>"} {
		if strings.Contains(page, barred) {
			t.Errorf("the page has %q", barred)
		}
	}
	decoder := xml.NewDecoder(strings.NewReader(page))
	decoder.Strict, decoder.AutoClose, decoder.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	ids, named, counts := map[string]int{}, []string(nil), map[string]int{}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("the page is not well formed: %v", err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		counts[start.Name.Local]++
		for _, attribute := range start.Attr {
			switch attribute.Name.Local {
			case "id":
				ids[attribute.Value]++
			case "aria-labelledby":
				named = append(named, attribute.Value)
			}
		}
	}
	for _, name := range named {
		if ids[name] != 1 {
			t.Errorf("%s is there %d times", name, ids[name])
		}
	}
	// Two flags and three pairs; the mentions have a table and no drawing.
	if counts["svg"] != 5 || counts["desc"] != 5 || counts["table"] != 6 || counts["caption"] != 6 ||
		counts["title"] != 6 || counts["h1"] != 1 {
		t.Errorf("elements %v", counts)
	}
	for _, want := range []string{"over 0.999999", "Given name: a full name and its initial",
		"two persons up to -4.248", "Delete this page by", "not evidence of wrongdoing"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// No word that accuses anybody, on the page or on the terminal, and no more pairs than
// can be read.
func TestWords(t *testing.T) {
	var out, errs bytes.Buffer
	grounds := invented(12)
	a := accountOf(&grounds, manifestOf())
	printAll([]account{a}, "2026Q4", refusal.Voice{Out: &out, Err: &errs})
	accusing := regexp.MustCompile(`(?i)\b(fraud\w*|suspect\w*|evidence that|investigat\w*|` +
		`offen[cs]e\w*|false\w*|undeclared|confirm\w*|hits?|fail\w*|cheat\w*|guilt\w*)\b`)
	for name, text := range map[string]string{"page": pageOf(t, grounds), "terminal": out.String()} {
		if found := accusing.FindString(text); found != "" {
			t.Errorf("the %s says %q", name, found)
		}
		if !strings.Contains(text, "21 further pairs are in") {
			t.Errorf("the %s does not say how many pairs are left out", name)
		}
		if got := strings.Count(text, "over 0.999999"); got != pairsShown {
			t.Errorf("the %s shows %d pairs, want %d", name, got, pairsShown)
		}
	}
	for i, line := range strings.Split(out.String(), "\n") {
		if n := len([]rune(line)); n > lineWidth {
			t.Errorf("line %d has %d letters: %s", i+1, n, line)
		}
	}
	alone := invented(0)
	if page := pageOf(t, alone); !strings.Contains(page, "no names were compared") {
		t.Error("the page of an account without a dwelling does not say so")
	}
}

// A bar covers what its term adds, at least a letter of it, and never leaves its line.
func TestBars(t *testing.T) {
	for _, tt := range []struct {
		from, to, least, most int32
		want                  string
	}{
		{0, 1_700, 0, 1_700, "+++++++++++++++++ "},
		{1_700, 0, 0, 1_700, "----------------- "},
		{0, 0, 0, 1_700, "|                 "},
		{0, 1, 0, 1_700, "+                 "},
		{1_699, 1_700, 0, 1_700, "|               + "},
		{-900, -800, -900, 800, "+        |        "},
		{0, 0, 0, 0, "|                 "},
	} {
		if got := barOf(tt.from, tt.to, tt.least, tt.most); got != tt.want {
			t.Errorf("from %d to %d on %d to %d: %q, want %q", tt.from, tt.to, tt.least, tt.most, got,
				tt.want)
		}
	}
}

func TestLetters(t *testing.T) {
	seen := map[string]bool{}
	for i := range 256 {
		seen[letter(i)] = true
	}
	if len(seen) != 256 || letter(0) != "A" || letter(25) != "Z" || letter(26) != "A2" {
		t.Errorf("%d letters: %s %s %s", len(seen), letter(0), letter(25), letter(26))
	}
}

// Every result that is opened must be in the manifest, with a digest.
func TestOpener(t *testing.T) {
	for _, results := range [][]exercise.ResultManifest{nil, {{Name: "flags.parquet"}},
		{{Name: "flags.parquet", SHA256: "beef"}}, {{Name: "flags.parquet",
			SHA256: strings.Repeat("0", 64)}}} {
		open := opener(t.TempDir(), "2026Q4", &exercise.Manifest{Results: results})
		if _, _, err := open("flags.parquet"); err == nil {
			t.Errorf("%v: opened what is not there", results)
		} else if strings.Contains(err.Error(), "/tmp") {
			t.Errorf("an error names a path of the machine: %v", err)
		}
	}
}
