package main

import (
	"bytes"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"nfimatch/cmd/nfi/exercise"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
)

// canaries are letters that stand in no word of a program, one for each text of a
// council: found anywhere after a run, a text of the data has leaked.
type canaries struct {
	texts []string
	homes int
}

// fresh returns a new canary: letters only, so that names and addresses keep it.
func (c *canaries) fresh() string {
	const letters = "BCDFGHJKLM"
	n := decimal(1000 + len(c.texts))
	var text strings.Builder
	text.WriteString("XQ")
	for _, digit := range n {
		text.WriteByte(letters[digit-'0'])
	}
	c.texts = append(c.texts, text.String())
	return text.String()
}

// fill gives every text column of a row a canary of its own, beside what the row
// needs to be kept.
func (c *canaries) fill(table *extractTable, pairs ...string) {
	row := make([]string, len(table.header))
	for i, header := range table.header {
		switch {
		case strings.Contains(header, "date") || strings.Contains(header, "Date") ||
			strings.Contains(header, "code") || strings.Contains(header, "amount") ||
			strings.Contains(header, "award") || strings.Contains(header, "count") &&
			!strings.Contains(header, "account"), header == "UPRN", header == "Franchise marker",
			header == "Postcode", header == "Council Tax band":
		default:
			row[i] = c.fresh()
		}
	}
	for i := 0; i < len(pairs); i += 2 {
		row[table.column(pairs[i])] = pairs[i+1]
	}
	table.rows = append(table.rows, row)
}

// canaryNumbers are the texts of the canaries' homes that are not letters: UPRN,
// National Insurance number, account, date of birth and postcode.
var canaryNumbers = []string{"9990007654", "QQ7654", "7654321", "19/07/1961", "1961-07-19",
	"HX7 ?9QQ"}

// home adds an account of two liable persons, two electors and a claim at one
// dwelling of which every text is a canary.
func (c *canaries) home(council testCouncil) {
	c.homes++
	street := fmt.Sprintf("%d %s STREET", c.homes, c.fresh())
	place := []string{"street", street, "UPRN", fmt.Sprintf("9990007654%02d", c.homes),
		"Postcode", "HX7 9QQ"}
	holder, other := c.fresh(), c.fresh()
	ref := fmt.Sprintf("7654321%02d", c.homes)
	c.fill(council[taxFile], append(place, "ref", ref, "Surname", holder, "Forename", "ANN",
		"Title", "MRS", "code", "SD1", "from", "01/06/2020", "since", "01/05/2015", "tax", "1600",
		"off", "400", "born", "19/07/1961", "Recorded person 1 disregard code", "STU")...)
	c.fill(council[registerFile], append(place, "Surname", holder, "Forename", "Ann",
		"Title", "Mrs", "registered", "01/01/2016")...)
	c.fill(council[registerFile], append(place, "Surname", other, "registered", "01/01/2024",
		"Title", "Mr")...)
	c.fill(council[ctrFile], append(place, "ref", ref, "Surname", holder, "Forename", "Ann",
		"born", "19/07/1961", "start", "01/01/2025", "weekly", "9.99", "Non-dependant count", "1",
		"National Insurance number", fmt.Sprintf("QQ7654%02dA", c.homes))...)
}

// canaryForm is what a canary looks like in capitals, and in hexadecimal.
var canaryForm = regexp.MustCompile(`XQ[BCDFGHJKLM]{4}|5851(4[2-46-8A-D]){4}|` +
	`7871(6[2-46-8A-D]){4}|` + strings.Join(canaryNumbers, "|"))

// leaks reports every canary in what a command printed and in every file of the
// workspace.
func (c *canaries) leaks(t *testing.T, what string, w *testWorkspace) {
	t.Helper()
	for _, text := range c.texts {
		if !canaryForm.MatchString(text) || !canaryForm.MatchString(fmt.Sprintf("%X", text)) {
			t.Fatalf("nobody looks for %s", text)
		}
	}
	places := readFolder(t, w.folder)
	places["standard output"], places["standard error"] = w.stdout.Bytes(), w.stderr.Bytes()
	for _, name := range slices.Sorted(maps.Keys(places)) {
		if leak := c.leakIn(name, places[name]); leak != "" {
			t.Errorf("%s: %s holds %s", what, name, leak)
		}
	}
}

// leakIn returns a canary that a file holds, "" if there is none. What is sealed looks
// like chance: of it only the very texts are a leak, since letters that could be a
// canary are there by chance in one file of some fifty.
func (c *canaries) leakIn(name string, content []byte) string {
	if !strings.Contains(name, workspace.SealsFolder+"/") {
		return string(canaryForm.Find(bytes.ToUpper(content)))
	}
	for _, text := range c.texts {
		if bytes.Contains(content, []byte(text)) {
			return text
		}
	}
	return ""
}

// canaryCouncil is the invented council with homes of canaries, and two columns
// that nobody asked for.
func canaryCouncil(t *testing.T) (testCouncil, *canaries) {
	t.Helper()
	c, found := tinyCouncil(t), &canaries{}
	for name := range runDates {
		table := c[name]
		table.header = append(table.header, "Bank account", "Household income")
		for i := range table.rows {
			table.rows[i] = append(table.rows[i], "", "")
		}
	}
	for range 3 {
		found.home(c)
	}
	return c, found
}

// No text of the data is in any file of the workspace or in what is printed, after
// runs that end well; whether listed or not.
func TestRunShowsNoText(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	c, found := canaryCouncil(t)
	files := c.files()
	for _, further := range [][]string{nil, keepAll} {
		results := w.runOn(files, further...)
		for line := 501; line <= 503; line++ {
			if rules := results.rulesAt(line); !strings.HasPrefix(rules, "A0 A1") {
				t.Errorf("the canaries' home is flagged by %q: the test looks at nothing", rules)
			}
		}
		found.leaks(t, fmt.Sprintf("run %v", further), w)
		for flag := range len(results.csv("flags.csv")) {
			w.must("explain", decimal(flag+1), "--workspace", w.folder)
			found.leaks(t, "explain", w)
		}
	}
	paths := []string{"check", "--codes", filepath.Join(w.inputs, codesFile)}
	for name := range runDates {
		paths = append(paths, filepath.Join(w.inputs, name))
	}
	if status := w.nfi(paths...); status != refusal.Done {
		t.Errorf("check: status %d\n%s", status, &w.stderr)
	}
	found.leaks(t, "check", w)
}

// spoiled are faults of a file, and the status a run on it ends with.
var spoiled = []struct {
	what, file string
	spoil      func(table *extractTable, c *canaries)
	status     int
}{
	{"bad dates", taxFile, everyRow("from"), refusal.Input},
	{"bad amounts", taxFile, everyRow("tax"), refusal.Input},
	{"no dates of claims", ctrFile, everyRow("start"), refusal.Input},
	{"no counts", ctrFile, everyRow("Non-dependant count"), refusal.Input},
	{"columns shifted", taxFile, func(table *extractTable, c *canaries) {
		for _, row := range table.rows {
			copy(row[3:], slices.Clone(row[2:len(row)-1]))
		}
	}, refusal.Configuration},
	{"texts as codes", taxFile, everyRow("code"), refusal.Configuration},
	{"one surname as a code", taxFile, func(table *extractTable, c *canaries) {
		one := c.fresh() + "ERLEY" // too long to be a code, though often there
		for _, row := range table.rows {
			row[table.column("code")] = one
		}
	}, refusal.Configuration},
	{"a short surname as a code, seldom", taxFile, func(table *extractTable, c *canaries) {
		one := c.fresh()
		for _, row := range table.rows[:9] {
			row[table.column("code")] = one
		}
	}, refusal.Configuration},
	{"a name in small letters as a code", taxFile, func(table *extractTable, c *canaries) {
		one := strings.ToLower(c.fresh())
		for _, row := range table.rows {
			row[table.column("code")] = one
		}
	}, refusal.Configuration},
	{"an anonymous elector's home", registerFile, func(table *extractTable, c *canaries) {
		c.fill(table, "marker", "N")
	}, refusal.Input},
	{"rows cut short", registerFile, func(table *extractTable, c *canaries) {
		for i := range table.rows {
			table.rows[i] = []string{c.fresh(), c.fresh()}
		}
	}, refusal.Input},
	{"no header", registerFile, func(table *extractTable, c *canaries) {
		table.header = table.rows[len(table.rows)-1]
	}, refusal.Input},
	{"a column without its header", registerFile, func(table *extractTable, c *canaries) {
		table.header[table.column("Surname")] = "Nothing"
	}, refusal.Input},
	{"open quotes", registerFile, func(table *extractTable, c *canaries) {
		for _, row := range table.rows {
			row[table.column("Surname")] = "\"" + c.fresh()
		}
	}, refusal.Input},
}

// everyRow puts a canary into a column of every row.
func everyRow(column string) func(*extractTable, *canaries) {
	return func(table *extractTable, c *canaries) {
		for _, row := range table.rows {
			row[table.column(column)] = c.fresh()
		}
	}
}

// Nor after runs and checks that fail, whatever is wrong with the data: messages
// name places and rules. A failed run leaves no results.
func TestRunShowsNoTextOfBadFiles(t *testing.T) {
	t.Parallel()
	for _, tt := range spoiled {
		t.Run(tt.what, func(t *testing.T) {
			w := newTestWorkspace(t)
			c, found := canaryCouncil(t)
			tt.spoil(c[tt.file], found)
			files := c.files()
			if tt.what == "open quotes" {
				files[tt.file] = regexp.MustCompile(`"""(\w+)"`).ReplaceAllString(files[tt.file], `"$1`)
			}
			status := w.try(files)
			if status != tt.status {
				t.Errorf("status %d, want %d:\n%s", status, tt.status, &w.stderr)
			}
			if w.stderr.Len() == 0 || w.stdout.Len() > 0 {
				t.Errorf("printed:\n%s%s", &w.stdout, &w.stderr)
			}
			found.leaks(t, "run", w)
			for name := range readFolder(t, w.folder) {
				if strings.HasPrefix(name, workspace.RunsFolder) || name == exercise.ModelFile {
					t.Errorf("a run that failed left %s", name)
				}
			}
			w.nfi("check", filepath.Join(w.inputs, tt.file), "--codes",
				filepath.Join(w.inputs, codesFile))
			found.leaks(t, "check", w)
		})
	}
}
