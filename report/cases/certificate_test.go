package cases

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"flag"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden certificate anew")

func certificate() Certificate {
	return Certificate{
		Version: CertificateVersion, Council: "Metroborough Council", Number: "P0002",
		MadeOn: "2027-05-02", By: "jortiz@desk7", Officer: "J Ortiz", ApprovedBy: "R Iqbal",
		Exercises: []string{"2026Q4", "2027Q1"},
		Rules: []CertificateRule{
			{Exercise: "2026Q4", Class: "council_tax", Period: "6 months",
				Counted: "as_of 2026-11-01", Due: "2027-05-01", Owner: "Revenues",
				Source: "Retention schedule 2025, line 4.2"},
			{Exercise: "2026Q4", Class: "electoral_register", Period: "3 months (63 days)",
				Counted: "as_of 2026-12-01", Due: "2027-02-02",
				Decided: "63 days, by R Iqbal on 4 Nov 2026: the notice says “no longer than”"},
			{Class: "audit", Period: "6 years", Counted: "closed", Due: "2033-01-01"},
		},
		Counts: []CertificateCount{
			{Exercise: "2026Q4", Of: "flags", Before: 1015, Deleted: 1015},
			{Exercise: "2026Q4", Of: "sealed cases", Before: 905, Deleted: 865,
				Kept: []CertificateKept{{38, "taken: due 1 Nov 2027"}, {2, "held: appeal & complaint"}}},
			{Exercise: "2027Q1", Of: "flags", Before: 12, Kept: []CertificateKept{
				{12, "due 1 Aug 2027"}}},
		},
		Files: []CertificateFile{
			{"runs/2026Q4/flags.csv", 120411, digestA, "deleted"},
			{"runs/2026Q4/pairs.parquet", 3201, digestB, "deleted"},
			{"seals/2026Q4.zip", 4410222, digestB, "replaced: 40 cases are left"},
			{"lists/2026Q4-B0001.xlsx", 0, "", "was gone already"},
		},
		Keys: []CertificateKey{{"0011223344556677", "exercise 2026Q4"}},
		Sources: []CertificateSource{
			{"2026Q4", "council_tax.csv", digestA}, {"2026Q4", "register <december>.csv", digestB}},
		Lists:      []CertificateList{{"B0002", "H:\\Q4\\list.xlsx", "2026-11-20", "A Khan", digestB}},
		Statistics: []CertificateFigure{{"discounts in payment", 28006}, {"cases listed", 1015}},
		HeadBefore: CertificateHead{41, digestA}, HeadAfter: CertificateHead{42, digestB},
	}
}

func page(t *testing.T, c Certificate) string {
	t.Helper()
	var out bytes.Buffer
	if err := WriteCertificate(&out, c); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestCertificateGolden(t *testing.T) {
	got := page(t, certificate())
	golden := filepath.Join("testdata", "certificate.html")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("certificate differs from %s; -update writes it anew:\n%s", golden, got)
	}
}

// Every value of the certificate is on its page, escaped; numbers with commas, days in
// words.
func TestCertificateHoldsAll(t *testing.T) {
	c := certificate()
	text := page(t, c)
	for i := range c.Rules {
		c.Rules[i].Counted, _, _ = strings.Cut(c.Rules[i].Counted, " ") // its day stands apart
	}
	var texts []string
	for _, text := range c.texts() {
		texts = append(texts, *text)
	}
	for _, want := range append(texts, c.Number, "2 May 2027", "1 May 2027", "1 Nov 2026",
		"1 Dec 2026", "20 Nov 2026",
		"1,015", "865", "4,410,222", "28,006", digestA, digestB, "line 41", "line 42",
		"nfi audit verify --count 42 --head "+digestB,
		"not overwritten; copies elsewhere are not reached", "Backups", "Synced copies",
		"Packs uploaded: none", "names nobody whose data was held") {
		if !strings.Contains(text, escape(want)) {
			t.Errorf("the page lacks %q", want)
		}
	}
	c.ApprovedBy, c.Exercises = "", []string{"2026Q4"}
	text = page(t, c)
	for _, want := range []string{"not recorded: to be signed below", "· exercise 2026Q4<"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	bare := Certificate{Version: CertificateVersion, Council: "M", Number: "P0001",
		MadeOn: "2027-05-02", By: "a@b", Officer: "A",
		HeadBefore: CertificateHead{0, NoHash}, HeadAfter: CertificateHead{1, digestA}}
	if text := page(t, bare); strings.Count(text, "None.") != 7 {
		t.Errorf("empty parts must say so:\n%s", text)
	}
}

func escape(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "+", "&#43;").Replace(text)
}

// The page stands alone and can be read aloud: well-formed, every header with its
// scope, every region and part named by something that is there, no script, no link.
func TestCertificateIsAccessible(t *testing.T) {
	text := page(t, certificate())
	for _, bad := range []string{"<script", "http:", "https:", "src=", "href=", "url(", "@import",
		"javascript", "confirmed", "fraud"} {
		if strings.Contains(strings.ToLower(text), bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	decoder := xml.NewDecoder(strings.NewReader(text))
	decoder.Strict, decoder.AutoClose, decoder.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	ids, named, first := map[string]bool{}, []string{}, ""
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		attributes := map[string]string{}
		for _, a := range element.Attr {
			attributes[a.Name.Local] = a.Value
		}
		switch name := element.Name.Local; {
		case name == "html" && attributes["lang"] != "en-GB":
			t.Error("the page must name its language")
		case name == "th" && attributes["scope"] == "":
			t.Error("a header must have its scope")
		case name == "section" && attributes["aria-labelledby"] == "":
			t.Error("a section must have a name")
		case first == "" && strings.HasPrefix(name, "h") && len(name) == 2:
			first = name
		}
		if id := attributes["id"]; id != "" {
			if ids[id] {
				t.Errorf("id %s occurs twice", id)
			}
			ids[id] = true
		}
		if by := attributes["aria-labelledby"]; by != "" {
			named = append(named, by)
		}
	}
	for _, id := range named {
		if !ids[id] {
			t.Errorf("nothing has the id %s", id)
		}
	}
	if first != "h1" || len(named) < 10 {
		t.Errorf("first header is %q, %d parts are named", first, len(named))
	}
	if tables, captions := strings.Count(text, "<table"), strings.Count(text, "<caption"); tables !=
		captions {
		t.Errorf("%d tables, %d captions", tables, captions)
	}
}

func TestCertificateRefuses(t *testing.T) {
	for want, change := range map[string]func(*Certificate){
		"version must":             func(c *Certificate) { c.Version = 2 },
		"number must":              func(c *Certificate) { c.Number = "B0001" },
		"council must":             func(c *Certificate) { c.Council = " " },
		"officer must":             func(c *Certificate) { c.Officer = "" },
		"by must":                  func(c *Certificate) { c.By = "" },
		"date must be yyyy-mm-dd":  func(c *Certificate) { c.MadeOn = "2 May 2027" },
		"date must be yyyy-mm-dd,": func(c *Certificate) { c.Rules[0].Due = "" },
		"date must be":             func(c *Certificate) { c.Lists[0].Date = "" },
		"digest must":              func(c *Certificate) { c.HeadAfter.Hash = "" },
		"digest must be":           func(c *Certificate) { c.Files[0].SHA256 = "abc" },
		"digest must be 64":        func(c *Certificate) { c.Sources[0].SHA256 = "" },
		"digest":                   func(c *Certificate) { c.Lists[0].SHA256 = "" },
		"bytes must":               func(c *Certificate) { c.Files[0].Bytes = -1 },
		"before must be deleted":   func(c *Certificate) { c.Counts[0].Before++ },
		"before must be": func(c *Certificate) {
			c.Counts[0].Deleted, c.Counts[0].Before = -1, -1
		},
		"number and a reason":   func(c *Certificate) { c.Counts[1].Kept[0].Why = "" },
		"a number and a reason": func(c *Certificate) { c.Counts[2].Kept[0].Count = -1 },
		"without control":       func(c *Certificate) { c.Files[0].Name = "a\nb" },
		"at most":               func(c *Certificate) { c.Lists[0].Name = strings.Repeat("a", 5000) },
		"text must be UTF-8":    func(c *Certificate) { c.Rules[0].Period = "\xff" },
	} {
		c := certificate()
		change(&c)
		var out bytes.Buffer
		if err := WriteCertificate(&out, c); err == nil || out.Len() > 0 ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, and %d bytes written", want, err, out.Len())
		}
	}
}

// As JSON the certificate has names of small letters and comes back as it went; every
// text is looked at before it is printed.
func TestCertificateJSON(t *testing.T) {
	c := certificate()
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var back Certificate
	if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(back, c) {
		t.Errorf("%s\nis read as %+v, %v", text, back, err)
	}
	for _, name := range regexp.MustCompile(`"([^"]*)":`).FindAllStringSubmatch(string(text), -1) {
		if !regexp.MustCompile(`^[a-z][a-z0-9_]*$`).MatchString(name[1]) {
			t.Errorf("field %q", name[1])
		}
	}
	checked := map[string]bool{}
	for _, text := range c.texts() {
		checked[*text] = true
	}
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				walk(v.Field(i))
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.String:
			s := v.String()
			if _, day, ok := strings.Cut(s, "-"); ok && len(s) == 10 && len(day) == 5 ||
				hashFault(s) == "" || s == c.Number {
				return // has a form of its own
			}
			if s != "" && !checked[s] {
				t.Errorf("%q is printed unchecked", s)
			}
		}
	}
	walk(reflect.ValueOf(c))
}
