package publish

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"nfimatch/match/result"
	"nfimatch/report"
	"nfimatch/report/data"
	"nfimatch/report/rules"
)

var update = flag.Bool("update", false, "rewrite testdata/report.html")

// inventedPage is a council's page with figures that add up.
func inventedPage() (Page, *report.Tables, *report.Summary) {
	var flags []inventedFlag
	for i := range 23 {
		one := inventedFlag{name: fmt.Sprintf("2026Q4-%04d", i+1), rule: "A0", dwelling: uint32(i),
			strength: rules.Strong - rules.Strength(i/9), annual: int64(43_000 - 517*i),
			after: int64(43_000-517*i) * int64(i%3) / 2,
			reasons: []string{"registered_after_discount", "discount_six_years", "liable_found",
				"-register_may_be_old"}}
		flags = append(flags, one)
		if i == 1 {
			one.rule, one.reasons = "A11", []string{"ctr_partner", "claimant_is_liable"}
			flags = append(flags, one)
		}
	}
	s := &report.Summary{
		Discounts: report.Discounts{Recorded: 28_611, NotStarted: 43, Ended: 562, InPayment: 28_006,
			Found: 26_870, NotFound: 812, AddressUnclear: 324, Consistent: 23_604, Disregarded: 706,
			Population: 2_560, Listed: 1_015},
		Flags: 1_240, Cases: 1_118, CasesStrong: 203, CasesMedium: 424, CasesWeak: 491,
		AnnualPence: 38_412_355, AnnualUnknown: 2, AfterCTRPence: 30_104_211, AfterCTRUnknown: 5,
		DatesApartDays: 42, DatesApartWarned: true, DeleteByFirst: date("2027-05-01"),
	}
	accounts := []int{3, 2, 31, 12, 9, 96, 188, 402, 61, 320, 398, 23}
	for _, explanation := range data.Explanations() {
		if strings.HasSuffix(explanation.Code, "_died") {
			continue // this council read no list of deaths
		}
		s.Explanations = append(s.Explanations,
			report.Count{Code: explanation.Code, Accounts: accounts[len(s.Explanations)]})
	}
	counts := [][3]int{{142, 388, 485}, {25, 30, 6}, {18, 11, 0}, {21, 9, 4}, {0, 4, 0},
		{0, 38, 0}, {6, 0, 0}, {19, 22, 10}, {0, 2, 0}}
	for i, n := range counts {
		rule := data.Rules()[i] // but A12, which needs a list of deaths
		s.Rules = append(s.Rules, report.RuleCount{Rule: rule.Code, Version: rule.Version,
			Strong: n[0], Medium: n[1], Weak: n[2], Flags: n[0] + n[1] + n[2]})
	}
	return Page{
		Council: "Metroborough", Exercise: "2026Q4", AsOf: date("2026-11-01"),
		Purpose: "review of single person discounts",
		Sources: []Source{
			{Name: "council tax", Date: date("2026-11-01"), DateWords: "extract of",
				Counts: Counts{87_412, 86_931, 402, 79, 0}, Placed: 86_931,
				Purpose: "council tax administration", LegalFunction: "as advised by the solicitor"},
			{Name: "electoral register", Date: date("2026-09-20"), DateWords: "published",
				Counts: Counts{138_204, 137_566, 611, 27, 0}, Placed: 134_002, Unplaced: 2_870,
				Abstained: 694},
			{Name: "council tax reduction", Date: date("2026-11-01"), DateWords: "extract of",
				Counts: Counts{15_310, 15_288, 0, 9, 13}, Placed: 15_201, Unplaced: 80, Abstained: 7,
				Purpose: "council tax administration", LegalFunction: "as advised by the solicitor"},
		},
		Warnings: []string{"3 discount codes are new since the last run"},
		Deletion: []string{"Data that names nobody on the list is deleted at the end of this run."},
		Next:     "nfi explain 2026Q4-0001",
		Facts: []Fact{{"Program", "nfi 1.0.0"}, {"Key", "k-3f9a"},
			{"Model", "model.toml, version 1"}},
		Model: inventedModel(), Pairs: inventedPairs(),
	}, invented(flags), s
}

// inventedModel has two comparisons, one of them with a level that weighs nothing.
func inventedModel() *Model {
	return &Model{Same: 3170, Different: -4248,
		Priors: []Prior{{"council tax and register", 450_797, -285}, {"one file, twice", 5_802, -7421}},
		Comparisons: []Comparison{
			{"surname", []Level{{953_670, 457_617, 1059}, {12_879, 22_447, -801}, {14_042, 6_754, 1056},
				{9_269, 10_887, -232}, {10_138, 502_294, -5631}, {1_000_000, 1_000_000, 0}}},
			{"nino", []Level{{999_990, 1, 19_932}, {10, 999_999, -16_610}}},
		}}
}

// inventedPairs are pairs at and around the thresholds.
func inventedPairs() *result.Pairs {
	p := &result.Pairs{WeightMillibits: []int32{-9_000, -4_249, -4_248, -4_247, -1, 0, 3_169, 3_170,
		12_345}}
	for _, weight := range p.WeightMillibits {
		decision := result.DecisionUnsure
		if weight >= 3170 {
			decision = result.DecisionSame
		} else if weight <= -4248 {
			decision = result.DecisionDifferent
		}
		p.Decision = append(p.Decision, decision)
	}
	return p
}

func renderedPage(t *testing.T) []byte {
	t.Helper()
	page, tables, summary := inventedPage()
	var out bytes.Buffer
	if err := WritePage(&out, page, tables, summary); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const golden = "testdata/report.html"

func TestPageGolden(t *testing.T) {
	got := renderedPage(t)
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	a, b := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			t.Fatalf("%s:%d: the page differs from here on", golden, i+1)
		}
	}
}

// An empty run has a page too.
func TestPageOfNothing(t *testing.T) {
	summary := &report.Summary{}
	for _, explanation := range data.Explanations() {
		summary.Explanations = append(summary.Explanations, report.Count{Code: explanation.Code})
	}
	var out bytes.Buffer
	if err := WritePage(&out, Page{Council: "M"}, &report.Tables{}, summary); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"No case is listed.", "it lists nobody", "Purpose</dt><dd>" +
		NotRecorded} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the page of an empty run does not say %q", want)
		}
	}
}

func TestPageRefusesSums(t *testing.T) {
	for _, broken := range []func(*Source){
		func(s *Source) { s.Counts.Merged++ },
		func(s *Source) { s.Abstained++ },
	} {
		page, tables, summary := inventedPage()
		broken(&page.Sources[1])
		err := WritePage(io.Discard, page, tables, summary)
		if err == nil || !strings.HasPrefix(err.Error(), "electoral register: ") {
			t.Errorf("rows that do not add up give error %v", err)
		}
	}
}

// What a council types is text on the page and nothing else.
func TestPageEscapes(t *testing.T) {
	page, tables, summary := inventedPage()
	page.Council = `<script>alert(1)</script>`
	page.Next = `"><img src=x>`
	var out bytes.Buffer
	if err := WritePage(&out, page, tables, summary); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(out.Bytes(), []byte("<script")) || bytes.Contains(out.Bytes(), []byte("<img")) {
		t.Error("text of the page became an element")
	}
}

// No word that accuses anybody, on the page or in the flags' files.
func TestNoAccusingWord(t *testing.T) {
	accusing := regexp.MustCompile(`(?i)\b(fraud\w*|suspect\w*|evidence that|investigat\w*|` +
		`offen[cs]e\w*|false\w*|undeclared|confirm\w*|hits?|fail\w*|cheat\w*|guilt\w*)\b`)
	texts := map[string]string{"report.html": string(renderedPage(t))}
	for name, file := range written3(t, 0) {
		if strings.HasSuffix(name, ".csv") {
			texts[name] = file.String()
		}
	}
	for name, text := range texts {
		if found := accusing.FindString(text); found != "" {
			t.Errorf("%s says %q", name, found)
		}
	}
	for _, want := range []string{"not an NFI exercise", "may be inconsistent",
		"Delete this page by", "<dt>Purpose</dt>", "<dt>Exercise</dt>"} {
		if !strings.Contains(texts["report.html"], want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// element is a tag of the page with its attributes.
type element struct {
	name       string
	attributes map[string]string
}

// elements reads the page as its elements, which must nest.
func elements(t *testing.T, page []byte) (all []element) {
	t.Helper()
	decoder := xml.NewDecoder(bytes.NewReader(page))
	decoder.Strict, decoder.AutoClose, decoder.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("the page is not well formed: %v", err)
		}
		if start, ok := token.(xml.StartElement); ok {
			one := element{start.Name.Local, map[string]string{}}
			for _, attribute := range start.Attr {
				one.attributes[attribute.Name.Local] = attribute.Value
			}
			all = append(all, one)
		}
	}
}

// What can be tested by hand of being usable by everybody, without a network.
func TestPageStructure(t *testing.T) {
	page := renderedPage(t)
	for _, barred := range []string{"<script", "http:", "https:", "url(", " src=", " href=",
		"@import", "onclick"} {
		if bytes.Contains(page, []byte(barred)) {
			t.Errorf("the page has %q", barred)
		}
	}
	counts, ids, last := map[string]int{}, map[string]int{}, 0
	all := elements(t, page)
	for i, one := range all {
		counts[one.name]++
		if id := one.attributes["id"]; id != "" {
			ids[id]++
		}
		switch one.name {
		case "html":
			if one.attributes["lang"] != "en-GB" {
				t.Error("the page has no language")
			}
		case "th":
			if scope := one.attributes["scope"]; scope != "col" && scope != "row" &&
				scope != "rowgroup" {
				t.Error("a table's heading has no scope")
			}
		case "svg":
			if one.attributes["role"] != "img" || i+2 >= len(all) || all[i+1].name != "title" ||
				all[i+2].name != "desc" {
				t.Error("a drawing has no title and description")
			}
		case "h1", "h2", "h3":
			level := int(one.name[1] - '0')
			if level > last+1 {
				t.Errorf("heading %s follows level %d", one.name, last)
			}
			last = level
		}
	}
	if counts["h1"] != 1 || counts["title"] != 1+counts["svg"] || counts["main"] != 1 {
		t.Error("the page must have one h1, one main, and a title of its own and of each drawing")
	}
	if counts["table"] == 0 || counts["table"] != counts["caption"] {
		t.Errorf("%d tables have %d captions", counts["table"], counts["caption"])
	}
	for id, n := range ids {
		if n != 1 {
			t.Errorf("id %s is used %d times", id, n)
		}
	}
	for _, one := range elements(t, page) {
		if id := one.attributes["aria-labelledby"]; id != "" && ids[id] == 0 {
			t.Errorf("aria-labelledby names %s, which is nowhere", id)
		}
	}
}

// Text stands out from what it is printed on: WCAG 2.2, 1.4.3, at least 4.5 to 1.
func TestContrast(t *testing.T) {
	style, err := dataFiles.ReadFile("data/page.css")
	if err != nil {
		t.Fatal(err)
	}
	colour := func(pattern string) float64 {
		found := regexp.MustCompile(pattern + `\s*(#[0-9a-f]{3,6})`).FindSubmatch(style)
		if found == nil {
			t.Fatalf("page.css has no colour for %s", pattern)
		}
		return luminance(t, string(found[1]))
	}
	white := luminance(t, "#fff")
	for _, tt := range []struct {
		name string
		a, b float64
	}{
		{"ink on white", colour("--ink:"), white},
		{"ink on wash", colour("--ink:"), colour("--wash:")},
		{"soft on white", colour("--soft:"), white},
		{"number in a dark bar", colour(`text\.dark \{ fill:`), colour(`svg \.dark \{ fill:`)},
		{"number in a middle bar", colour(`text\.light \{ fill:`), colour(`svg \.middle \{ fill:`)},
		{"number in a light bar", colour(`text\.light \{ fill:`), colour(`svg \.light \{ fill:`)},
	} {
		ratio := (math.Max(tt.a, tt.b) + 0.05) / (math.Min(tt.a, tt.b) + 0.05)
		if ratio < 4.5 {
			t.Errorf("%s: contrast %.2f, want 4.5 or more", tt.name, ratio)
		}
	}
}

// luminance is the relative luminance of a colour, as WCAG 2.2 defines it.
func luminance(t *testing.T, hex string) (sum float64) {
	t.Helper()
	hex = strings.TrimPrefix(hex, "#")
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	for i, share := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		part := float64(n) / 255
		if part <= 0.04045 {
			part /= 12.92
		} else {
			part = math.Pow((part+0.055)/1.055, 2.4)
		}
		sum += share * part
	}
	return sum
}
