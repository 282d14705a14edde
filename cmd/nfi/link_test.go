package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/xitongsys/parquet-go/reader"

	"nfimatch/cmd/nfi/refusal"
	"nfimatch/fixtures/council"
)

// linkedLists are a folder with lists of people of an invented council and a key file.
type linkedLists struct {
	t              *testing.T
	folder         string
	env            environment
	stdout, stderr bytes.Buffer
}

// inventedLists is the council of all tests here, made once.
var inventedLists = sync.OnceValues(func() (map[string][]byte, error) {
	folder, err := os.MkdirTemp("", "nfi-lists")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	_, err = council.Generate(council.Options{Profile: council.Profiles()[0], Dwellings: 800, Seed: 5,
		Dir: folder})
	if err != nil {
		return nil, err
	}
	files := make(map[string][]byte)
	for _, name := range []string{"council_tax.csv", "electoral_register.csv", "ctr.csv"} {
		if files[name], err = os.ReadFile(filepath.Join(folder, name)); err != nil {
			return nil, err
		}
	}
	return files, nil
})

func newLinkedLists(t *testing.T) *linkedLists {
	t.Helper()
	files, err := inventedLists()
	if err != nil {
		t.Fatal(err)
	}
	l := &linkedLists{t: t, folder: t.TempDir(), env: testEnvironment(t)}
	l.write("list.key", []byte(strings.Repeat("5a", 32)))
	for name, content := range files {
		l.write(name, content)
	}
	return l
}

func (l *linkedLists) path(name string) string { return filepath.Join(l.folder, name) }

func (l *linkedLists) write(name string, content []byte) {
	l.t.Helper()
	if err := os.WriteFile(l.path(name), content, 0o600); err != nil {
		l.t.Fatal(err)
	}
}

// must carries out nfi link or dedupe with results in a folder of that name, and returns
// them.
func (l *linkedLists) must(out, command string, lists []string, further ...string,
) map[string][]byte {
	l.t.Helper()
	args := []string{command, "--out", l.path(out), "--key-file", l.path("list.key")}
	for _, list := range lists {
		args = append(args, l.path(list))
	}
	l.stdout.Reset()
	l.stderr.Reset()
	status := run(append(args, further...), nil, &l.stdout, &l.stderr, l.env)
	if status != refusal.Done {
		l.t.Fatalf("%s ends with status %d:\n%s", command, status, &l.stderr)
	}
	return readFolder(l.t, l.path(out))
}

// columnsOf returns a CSV file's columns by name.
func columnsOf(t *testing.T, content []byte) map[string][]string {
	t.Helper()
	lines, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil || len(lines) == 0 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	columns := make(map[string][]string)
	for i, name := range lines[0] {
		columns[name] = []string{}
		for _, line := range lines[1:] {
			columns[name] = append(columns[name], line[i])
		}
	}
	return columns
}

const listMapping = "middle=Middle name,birth_date=Date of birth"

var claimsAndRegister = []string{"ctr.csv", "electoral_register.csv"}

// The results are the same bytes whatever the number of workers, and take the place of
// those of an earlier run.
func TestLinkDoesNotDependOnWorkers(t *testing.T) {
	t.Parallel()
	l := newLinkedLists(t)
	for command, lists := range map[string][]string{"link": claimsAndRegister,
		"dedupe": {"electoral_register.csv"}} {
		want := l.must(command, command, lists, "--workers", "1", "--map", listMapping)
		if n := len(columnsOf(t, want["pairs.csv"])["left_line"]); command == "link" && n < 50 {
			t.Fatalf("%d pairs: the test says too little", n)
		}
		for _, workers := range []string{"3", "8"} {
			got := l.must(command, command, lists, "--workers", workers, "--map", listMapping)
			for _, name := range slices.Sorted(maps.Keys(want)) {
				if !bytes.Equal(got[name], want[name]) {
					t.Errorf("%s: %s differs with %s workers", command, name, workers)
				}
			}
		}
	}
}

// Exchanging the lists exchanges the sides of the pairs and nothing else.
func TestLinkedListsExchanged(t *testing.T) {
	t.Parallel()
	l := newLinkedLists(t)
	pairs := func(out string, lists []string, left, right string) (all []string) {
		c := columnsOf(t, l.must(out, "link", lists, "--map", listMapping)["pairs.csv"])
		for i := range c[left] {
			all = append(all, fmt.Sprint(c[left][i], c[right][i], c["weight_bits"][i],
				c["surname_level"][i], c["place_level"][i], c["decision"][i]))
		}
		slices.Sort(all)
		return all
	}
	straight := pairs("straight", claimsAndRegister, "left_line", "right_line")
	turned := pairs("turned", []string{"electoral_register.csv", "ctr.csv"}, "right_line",
		"left_line")
	if !slices.Equal(straight, turned) {
		t.Errorf("%d pairs, and %d or others the other way round", len(straight), len(turned))
	}
}

// Rows in another order give the same pairs, once their lines are mapped back.
func TestLinkedListsShuffled(t *testing.T) {
	t.Parallel()
	l := newLinkedLists(t)
	register, err := inventedLists()
	if err != nil {
		t.Fatal(err)
	}
	header, body, _ := bytes.Cut(register["electoral_register.csv"], []byte("\n"))
	rows := bytes.Split(bytes.TrimSuffix(body, []byte("\n")), []byte("\n"))
	order := rand.New(rand.NewPCG(3, 1)).Perm(len(rows))
	shuffled := [][]byte{header}
	for _, from := range order {
		shuffled = append(shuffled, rows[from])
	}
	l.write("shuffled.csv", append(bytes.Join(shuffled, []byte("\n")), '\n'))
	pairs := func(left, list string, back func(line int) int) (all []string) {
		c := columnsOf(t, l.must("out", "link", []string{left, list}, "--map",
			listMapping)["pairs.csv"])
		for i, line := range c["right_line"] {
			n, err := strconv.Atoi(line)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, fmt.Sprint(c["left_line"][i], back(n), c["weight_bits"][i],
				c["decision"][i]))
		}
		slices.Sort(all)
		return all
	}
	for _, left := range []string{"ctr.csv", "council_tax.csv"} { // the second has many ties
		want := pairs(left, "electoral_register.csv", func(line int) int { return line })
		got := pairs(left, "shuffled.csv", func(line int) int { return order[line-1] + 1 })
		if !slices.Equal(got, want) {
			t.Errorf("%s: %d pairs of shuffled rows are not the %d of the rows in order", left,
				len(got), len(want))
		}
	}
}

// Each pair's bits sum to its weight, its probability follows from it, every row has its
// day, and the second reader of Parquet finds the same numbers.
func TestLinkedPairsInBothForms(t *testing.T) {
	t.Parallel()
	l := newLinkedLists(t)
	results := l.must("links", "link", claimsAndRegister, "--map",
		listMapping+",extra.reference=Council Tax account reference", "--right-map", listMapping+
			",extra.reference=Electoral Register reference number")
	c := columnsOf(t, results["pairs.csv"])
	file, err := reader.NewParquetColumnReader(parquetBytes{bytes.NewReader(results["pairs.parquet"]),
		results["pairs.parquet"]}, 1)
	if err != nil || int(file.GetNumRows()) != len(c["left_line"]) {
		t.Fatalf("pairs.parquet has %d rows of %d: %v", file.GetNumRows(), len(c["left_line"]), err)
	}
	for i, element := range file.Footer.Schema[1:] {
		column := strings.ToLower(element.Name)
		values, _, _, err := file.ReadColumnByIndex(int64(i), file.GetNumRows())
		if err != nil || len(values) != len(c[column]) {
			t.Fatalf("column %s has %d values of %d, %v", column, len(values), len(c[column]), err)
		}
		for row, value := range values {
			text := csvText(column, value)
			if column == "probability" {
				text = fmt.Sprintf("%.6f", value)
			}
			if !strings.HasSuffix(column, "_level") && column != "bridge" && text != c[column][row] {
				t.Errorf("pair %d: %s is %s in Parquet and %s in CSV", row, column, text, c[column][row])
			}
		}
	}
	for row, weight := range c["weight_bits"] {
		sum := 0
		for name, cells := range c {
			if strings.HasSuffix(name, "_bits") && name != "weight_bits" && name != "next_best_bits" {
				sum += thousandths(t, cells[row])
			}
		}
		if sum != thousandths(t, weight) {
			t.Errorf("pair %d weighs %s bits, and its parts %d thousandths", row, weight, sum)
		}
	}
}

func thousandths(t *testing.T, bits string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.Replace(bits, ".", "", 1))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Nothing of the lists but lines and headers is in the results or on the terminal.
func TestLinkLeaksNothing(t *testing.T) {
	t.Parallel()
	l := newLinkedLists(t)
	all := new(canaries)
	header := "surname,forename,address,postcode,nino,birth_date,uprn,code,job,unused\n"
	var left, right strings.Builder
	left.WriteString(header)
	right.WriteString(header)
	for i := range 60 {
		row := fmt.Sprintf("%s,%s,%d %s ROAD,HX7 9QQ,QQ7654%02dC,19/07/1961,9990007654%02d,%s,%s,",
			all.fresh(), all.fresh(), i, all.fresh(), i, i, all.fresh(), all.fresh())
		fmt.Fprintf(&left, "%s%s\n", row, all.fresh())
		fmt.Fprintf(&right, "%s%s\n", row, all.fresh())
	}
	right.WriteString("\"" + all.fresh() + ",no end\n" + all.fresh() + " LTD,,,,,,,,,\n")
	l.write("left.csv", []byte(left.String()))
	l.write("right.csv", []byte(right.String()))
	const mapping = "extra.code=code,text.job=job"
	for command, lists := range map[string][]string{"link": {"left.csv", "right.csv"},
		"dedupe": {"right.csv"}} {
		places := l.must(command, command, lists, "--map", mapping)
		if command == "link" && len(columnsOf(t, places["pairs.csv"])["left_line"]) < 60 {
			t.Fatalf("the lists were not linked:\n%s", &l.stdout)
		}
		places["standard output"], places["standard error"] = l.stdout.Bytes(), l.stderr.Bytes()
		for _, name := range slices.Sorted(maps.Keys(places)) {
			if leak := all.leakIn(name, places[name]); leak != "" {
				t.Errorf("%s: %s holds %s", command, name, leak)
			}
		}
	}
}

// A model that was kept gives the same pairs again, and estimating it alone gives the
// same model; other lists' columns are refused by name.
func TestLinkByAKeptModel(t *testing.T) {
	t.Parallel()
	l := newLinkedLists(t)
	first := l.must("first", "link", claimsAndRegister, "--map", listMapping)
	trained := l.must("trained", "link", claimsAndRegister, "--map", listMapping, "--train-only")
	if !bytes.Equal(trained["model.toml"], first["model.toml"]) || trained["pairs.csv"] != nil {
		t.Error("--train-only makes another model, or pairs")
	}
	again := l.must("again", "link", claimsAndRegister, "--map", listMapping, "--model",
		l.path("trained/model.toml"))
	if !bytes.Equal(again["model.toml"], first["model.toml"]) {
		t.Error("a model that was kept is not the one of the results")
	}
	// What else was nearly likely enough to be looked at depends on the model begun with.
	accepted := func(content []byte) (pairs []string) {
		c := columnsOf(t, content)
		for i, decision := range c["decision"] {
			if decision == "same" {
				pairs = append(pairs, c["left_line"][i]+" "+c["right_line"][i]+" "+c["weight_bits"][i])
			}
		}
		return pairs
	}
	if !slices.Equal(accepted(again["pairs.csv"]), accepted(first["pairs.csv"])) {
		t.Error("other pairs are accepted by a model that was kept")
	}
	status := run([]string{"link", "--out", l.path("other"), l.path("ctr.csv"), l.path("ctr.csv"),
		"--model", l.path("first/model.toml"), "--map", "extra.benefit=Passported"}, nil, &l.stdout,
		&l.stderr, l.env)
	if status != refusal.Configuration || !strings.Contains(l.stderr.String(), "model.toml: ") {
		t.Errorf("a model of other columns: status %d\n%s", status, &l.stderr)
	}
}

// Results are measured by labels; the pairs accepted are those at the threshold or more.
func TestLinkMeasuresItself(t *testing.T) {
	t.Parallel()
	l := newLinkedLists(t)
	results := l.must("first", "link", claimsAndRegister, "--map", listMapping)
	first := columnsOf(t, results["pairs.csv"])
	labels := "left_line,right_line\n"
	known, wrong := 0, ""
	for i, decision := range first["decision"] {
		if decision == "same" {
			known++
			wrong = first["left_line"][0] + "," + first["right_line"][i] // one-to-one: no pair
			labels += first["left_line"][i] + "," + first["right_line"][i] + "\n"
		}
	}
	l.write("labels.csv", []byte(labels+wrong+"\n"))
	l.must("again", "link", claimsAndRegister, "--map", listMapping, "--labels", l.path("labels.csv"))
	want := fmt.Sprintf("Labels     %d pairs known", known+1)
	right := regexp.MustCompile(fmt.Sprintf(`0\.5 +%d +%d +1\.0000 `, known, known))
	if !strings.Contains(l.stdout.String(), want) || !right.Match(l.stdout.Bytes()) {
		t.Errorf("it does not say that all of %d pairs are right:\n%s", known, &l.stdout)
	}
	high := columnsOf(t, l.must("high", "link", claimsAndRegister, "--map", listMapping, "--threshold",
		"0.999")["pairs.csv"])
	for i, decision := range high["decision"] {
		if decision == "same" && high["probability"][i] < "0.999000" {
			t.Errorf("a pair of probability %s is accepted at 0.999", high["probability"][i])
		}
	}
}

// Over its budget a link is refused, naming the rule to leave out; without that rule it
// does not use it, and a rule that there is not is refused too.
func TestLinkKeepsItsBudget(t *testing.T) {
	t.Parallel()
	l := newLinkedLists(t)
	try := func(further ...string) int {
		l.stderr.Reset()
		return run(append([]string{"link", "--out", l.path("links"), l.path("ctr.csv"),
			l.path("electoral_register.csv"), "--map", listMapping}, further...), nil, &l.stdout,
			&l.stderr, l.env)
	}
	if status := try("--budget", "10"); status != refusal.Input ||
		!strings.Contains(l.stderr.String(), "; or --budget ") {
		t.Errorf("over budget: status %d\n%s", status, &l.stderr)
	}
	// What makes too much was shown before it was refused: nothing was compared yet.
	for _, want := range []string{"rules make", "its largest block", "of the left list"} {
		if !strings.Contains(l.stdout.String(), want) {
			t.Errorf("over budget, %q is not said:\n%s", want, &l.stdout)
		}
	}
	if strings.Contains(l.stdout.String(), "Compared") {
		t.Errorf("over budget, but pairs were compared:\n%s", &l.stdout)
	}
	if status := try("--without", "no such rule"); status != refusal.Usage ||
		!strings.Contains(l.stderr.String(), "these are: ") {
		t.Errorf("a rule that is none: status %d\n%s", status, &l.stderr)
	}
	results := l.must("links", "link", claimsAndRegister, "--map", listMapping, "--without",
		"full name")
	if slices.Contains(columnsOf(t, results["pairs.csv"])["rule"], "full name") {
		t.Error("a rule left out has made a pair")
	}
}
