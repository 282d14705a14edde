package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/retention"
)

// What the tests of whole runs share: a council to change row by row, a workspace
// with keys that are always the same, and readers of what a run leaves.

// tinyFolder holds an invented council of 500 dwellings.
var tinyFolder = filepath.Join("..", "..", "fixtures", "council", "testdata", "tiny")

// The extracts of a council, by the names of their files.
const (
	taxFile      = "council_tax.csv"
	registerFile = "electoral_register.csv"
	ctrFile      = "ctr.csv"
	codesFile    = "codes.csv"
)

// runDates are the dates of the three extracts in all tests.
var runDates = map[string]string{taxFile: "2026-11-01", registerFile: "2026-12-01",
	ctrFile: "2026-11-01"}

// runOptions are the options that name the extracts.
var runOptions = map[string]string{taxFile: "--council-tax", registerFile: "--register",
	ctrFile: "--ctr"}

// extractTable is one extract: a header and its rows.
type extractTable struct {
	header []string
	rows   [][]string
}

// shorthand are the headers that tests write often.
var shorthand = map[string]string{
	"ref": "Council Tax account reference", "from": "Discount start date",
	"to": "Discount expiry date", "code": "Discount code", "disregard": "Disregard code",
	"exemption": "Exemption code", "since": "Account start date", "tax": "Council Tax amount",
	"off": "Discount amount", "number": "Electoral Register reference number",
	"born": "Date of birth", "marker": "Franchise marker", "registered": "Date registered",
	"claim": "Claim reference", "start": "Claim start date", "weekly": "Weekly award",
	"street": "Address 1", "place": "Address 2",
}

// column returns where a header, or its shorthand, stands; none panics.
func (e *extractTable) column(name string) int {
	if long, ok := shorthand[name]; ok {
		name = long
	}
	at := slices.Index(e.header, name)
	if at < 0 {
		panic("no extract of the tests has the column " + name)
	}
	return at
}

// add appends a row of pairs, header and value; a later pair of a header wins.
// It returns the row's line, from 1.
func (e *extractTable) add(pairs ...string) int {
	row := make([]string, len(e.header))
	for i := 0; i < len(pairs); i += 2 {
		row[e.column(pairs[i])] = pairs[i+1]
	}
	e.rows = append(e.rows, row)
	return len(e.rows)
}

func (e *extractTable) clone() *extractTable {
	made := &extractTable{header: slices.Clone(e.header)}
	for _, row := range e.rows {
		made.rows = append(made.rows, slices.Clone(row))
	}
	return made
}

func (e *extractTable) text() string {
	var text strings.Builder
	w := csv.NewWriter(&text)
	if err := w.WriteAll(append([][]string{e.header}, e.rows...)); err != nil {
		panic(err)
	}
	return text.String()
}

// testCouncil is the extracts of a council, by file name.
type testCouncil map[string]*extractTable

// tinyCouncil returns a copy of the invented council.
func tinyCouncil(t *testing.T) testCouncil {
	t.Helper()
	return councilIn(t, tinyFolder)
}

// councilIn reads the extracts in a folder.
func councilIn(t *testing.T, folder string) testCouncil {
	t.Helper()
	c := testCouncil{}
	for _, name := range []string{taxFile, registerFile, ctrFile, codesFile} {
		rows := readCSV(t, filepath.Join(folder, name))
		c[name] = &extractTable{rows[0], rows[1:]}
	}
	return c
}

// emptyCouncil returns a council with the headers and codes alone.
func emptyCouncil(t *testing.T) testCouncil {
	t.Helper()
	c := tinyCouncil(t)
	for _, name := range []string{taxFile, registerFile, ctrFile} {
		c[name].rows = nil
	}
	return c
}

// files returns the texts of the extracts that have rows, and the code table.
func (c testCouncil) files() map[string]string {
	texts := map[string]string{}
	for name, table := range c {
		if len(table.rows) > 0 {
			texts[name] = table.text()
		}
	}
	return texts
}

func (c testCouncil) clone() testCouncil {
	made := testCouncil{}
	for name, table := range c {
		made[name] = table.clone()
	}
	return made
}

func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return rows
}

// testWorkspace is a workspace, its keys and a folder for extracts.
type testWorkspace struct {
	t              *testing.T
	env            environment
	folder, inputs string
	stdout, stderr bytes.Buffer
}

// in returns a path in the workspace.
func (w *testWorkspace) in(name string) string { return filepath.Join(w.folder, name) }

// fixedKey is a key of the tests: scores of fuzzy names move with the key, and a
// test must not.
func fixedKey(fill byte) []byte { return bytes.Repeat([]byte{fill}, 32) }

func newTestWorkspace(t *testing.T) *testWorkspace {
	t.Helper()
	place := t.TempDir()
	w := &testWorkspace{t: t, env: testEnvironment(t), folder: filepath.Join(place, "metro"),
		inputs: filepath.Join(place, "data")}
	today, _ := retention.DateOf(2026, 12, 15)
	w.env.now = noonOf(today)
	seal, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	keyFile := filepath.Join(place, "metro.keys")
	keys := fmt.Sprintf("version = 1\ncontinuity = \"%x\"\nseal = \"%s\"\n"+
		"[exercise.2026Q4]\nkey = \"%x\"\n[exercise.2027Q1]\nkey = \"%x\"\n",
		fixedKey(1), seal, fixedKey(2), fixedKey(3))
	if err := errors.Join(os.WriteFile(keyFile, []byte(keys), disk.FileMode),
		os.Mkdir(w.inputs, disk.FolderMode)); err != nil {
		t.Fatal(err)
	}
	if status := w.nfi("init", w.folder, "--key-file", keyFile); status != refusal.Done {
		t.Fatalf("init: status %d\n%s", status, &w.stderr)
	}
	return w
}

// nfi runs one command line, leaves what it printed and returns its status.
func (w *testWorkspace) nfi(args ...string) int {
	w.stdout.Reset()
	w.stderr.Reset()
	return run(args, strings.NewReader(""), &w.stdout, &w.stderr, w.env)
}

// put writes extracts to the folder for them.
func (w *testWorkspace) put(files map[string]string) {
	w.t.Helper()
	for name, text := range files {
		path := filepath.Join(w.inputs, name)
		err := errors.Join(os.MkdirAll(filepath.Dir(path), disk.FolderMode),
			os.WriteFile(path, []byte(text), disk.FileMode))
		if err != nil {
			w.t.Fatal(err)
		}
	}
}

// try writes the extracts and runs exercise 2026Q4 on those that are there. A name
// such as north-ctr.csv is a part of ctr.csv; parts are given in order of names.
func (w *testWorkspace) try(files map[string]string, further ...string) int {
	w.t.Helper()
	w.put(files)
	args := []string{"run", "--workspace", w.folder}
	dated := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		for _, whole := range []string{taxFile, registerFile, ctrFile} {
			if !strings.HasSuffix(name, whole) {
				continue
			}
			args = append(args, runOptions[whole], filepath.Join(w.inputs, name))
			if !dated[whole] {
				args = append(args, runOptions[whole]+"-date", runDates[whole])
			}
			dated[whole] = true
		}
	}
	if _, ok := files[codesFile]; ok {
		args = append(args, "--codes", filepath.Join(w.inputs, codesFile))
	}
	if !slices.Contains(further, "--exercise") {
		args = append(args, "--exercise", "2026Q4")
	}
	return w.nfi(append(args, further...)...)
}

// runOn is try that must end well; it returns what the run left.
func (w *testWorkspace) runOn(files map[string]string, further ...string) *runResults {
	w.t.Helper()
	if status := w.try(files, further...); status != refusal.Done {
		w.t.Fatalf("status %d:\n%s", status, &w.stderr)
	}
	exercise := "2026Q4"
	if at := slices.Index(further, "--exercise"); at >= 0 {
		exercise = further[at+1]
	}
	return w.results(exercise)
}

// results reads every file of an exercise.
func (w *testWorkspace) results(exercise string) *runResults {
	w.t.Helper()
	return &runResults{w.t, readFolder(w.t, filepath.Join(w.folder, workspace.RunsFolder, exercise))}
}

// readFolder reads every file below a folder, by its path from there.
func readFolder(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	root := os.DirFS(folder)
	for _, pattern := range []string{"*", "*/*", "*/*/*"} {
		names, err := filepath.Glob(filepath.Join(folder, filepath.FromSlash(pattern)))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range names {
			name, err := filepath.Rel(folder, path)
			if err != nil {
				t.Fatal(err)
			}
			if info, err := os.Stat(path); err != nil || info.IsDir() {
				continue
			}
			file, err := root.Open(filepath.ToSlash(name))
			if err != nil {
				t.Fatal(err)
			}
			var content bytes.Buffer
			_, err = content.ReadFrom(file)
			if err := errors.Join(err, file.Close()); err != nil {
				t.Fatal(err)
			}
			files[filepath.ToSlash(name)] = content.Bytes()
		}
	}
	return files
}

// runResults is what a run left, by file name.
type runResults struct {
	t     *testing.T
	files map[string][]byte
}

// A csvRow is one row of a table, by column name, as text.
type csvRow map[string]string

// csv reads a CSV file of the run.
func (r *runResults) csv(name string) []csvRow {
	r.t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(r.files[name])).ReadAll()
	if err != nil || len(rows) == 0 {
		r.t.Fatalf("%s: %d lines, %v", name, len(rows), err)
	}
	var lines []csvRow
	for _, row := range rows[1:] {
		one := csvRow{}
		for i, header := range rows[0] {
			one[header] = row[i]
		}
		lines = append(lines, one)
	}
	return lines
}

// flagsAt returns the flags of an account, by rule.
func (r *runResults) flagsAt(line int) map[string]csvRow {
	r.t.Helper()
	found := map[string]csvRow{}
	for _, flag := range r.csv("flags.csv") {
		if flag["account_line"] == decimal(line) {
			found[flag["rule"]] = flag
		}
	}
	return found
}

// rulesAt returns the rules that flag an account, in order.
func (r *runResults) rulesAt(line int) string {
	r.t.Helper()
	return strings.Join(slices.Sorted(maps.Keys(r.flagsAt(line))), " ")
}
