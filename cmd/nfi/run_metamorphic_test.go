package main

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"nfimatch/cmd/nfi/exercise"
	"nfimatch/fixtures/council"
)

// The same facts, written in other ways, must give the same list. Each test runs a
// council as it is and changed, in one workspace whose weights the first run has
// frozen, and compares.

// plainFlags returns the flags with their reasons as texts in a fixed order:
// dwellings and numbers of flags left out, lines mapped by lineOf.
func (r *runResults) plainFlags(lineOf func(dataset, line string) string) []string {
	r.t.Helper()
	reasons := map[string][]string{}
	for _, one := range r.csv("reasons.csv") {
		reasons[one["flag"]] = append(reasons[one["flag"]], strings.Join([]string{one["ordinal"],
			one["code"], one["side"], one["bits"], one["dataset"],
			lineOf(one["dataset"], one["line"]), one["mention"], one["date"]}, ","))
	}
	var plain []string
	for _, flag := range r.csv("flags.csv") {
		texts := []string{lineOf("council_tax", flag["account_line"])}
		for _, column := range []string{"rule", "score_bits", "strength", "annual_value_pence",
			"after_ctr_pence", "electors_listed", "adults_least", "adults_most", "delete_by"} {
			texts = append(texts, flag[column])
		}
		plain = append(plain, strings.Join(texts, ",")+"\n  "+
			strings.Join(reasons[flag["flag"]], "\n  "))
	}
	slices.Sort(plain)
	return plain
}

func sameLine(_, line string) string { return line }

// accountsOnly leaves out the lines of electors and claims: of two who say the same
// with the same date, a reason names the one that comes first in the file.
func accountsOnly(lineOf func(dataset, line string) string) func(dataset, line string) string {
	return func(dataset, line string) string {
		if dataset != "council_tax" {
			return ""
		}
		return lineOf(dataset, line)
	}
}

// sameFlags reports the flags that only one of two runs has.
func sameFlags(t *testing.T, what string, got, want []string) {
	t.Helper()
	if len(want) == 0 {
		t.Fatal("the council as it is gives no flags")
	}
	for _, flag := range got {
		if !slices.Contains(want, flag) {
			t.Errorf("%s: gained or changed\n%s", what, flag)
		}
	}
	for _, flag := range want {
		if !slices.Contains(got, flag) {
			t.Errorf("%s: lost or changed\n%s", what, flag)
		}
	}
}

// shuffled returns the council with its rows in another order, and what maps a line
// of it to the line that the row had before.
func (c testCouncil) shuffled(seed uint64) (testCouncil, func(dataset, line string) string) {
	random := rand.New(rand.NewPCG(seed, 7))
	made, was := c.clone(), map[string][]int{}
	for _, name := range []string{taxFile, registerFile, ctrFile} {
		order := random.Perm(len(made[name].rows))
		was[strings.TrimSuffix(name, ".csv")] = order
		for to, from := range order {
			made[name].rows[to] = c[name].rows[from]
		}
	}
	return made, func(dataset, line string) string {
		if line == "" {
			return ""
		}
		n, err := strconv.Atoi(line)
		if err != nil {
			panic(err)
		}
		return decimal(was[dataset][n-1] + 1)
	}
}

// The order of rows means nothing.
func TestRunShuffled(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		w := newTestWorkspace(t)
		c := tinyCouncil(t)
		awkwardCouncil(c)
		want := w.runOn(c.files(), keepAll...)
		shuffled, lineOf := c.shuffled(seed)
		got := w.runOn(shuffled.files(), keepAll...)
		sameFlags(t, "shuffled", got.plainFlags(accountsOnly(lineOf)),
			want.plainFlags(accountsOnly(sameLine)))
		sameColumns(t, "shuffled", got, want, lineOf)
	}
}

// largerCouncil invents a council large enough for its own weights to be estimated.
func largerCouncil(t *testing.T, seed uint64) testCouncil {
	t.Helper()
	folder := t.TempDir()
	if _, err := council.Generate(council.Options{Profile: council.Profiles()[0], Dwellings: 2500,
		Seed: seed, Dir: folder}); err != nil {
		t.Fatal(err)
	}
	return councilIn(t, folder)
}

// Nor do weights depend on the order of rows, the number of workers or what is
// beside the files they are estimated from; and they are used, not only kept.
func TestRunEstimates(t *testing.T) {
	t.Parallel()
	c := largerCouncil(t, 11)
	own, again, others := newTestWorkspace(t), newTestWorkspace(t), newTestWorkspace(t)
	want := own.runOn(c.files(), append([]string{"--workers", "1"}, keepAll...)...)
	model := string(readFolder(t, own.folder)[exercise.ModelFile])
	if model == "" || strings.Contains(model, "pairs_trained_on = 0\n") {
		t.Fatalf("no weights were estimated: the test looks at nothing\n%s", model)
	}
	shuffled, lineOf := c.shuffled(5)
	got := again.runOn(shuffled.files(), append([]string{"--workers", "7"}, keepAll...)...)
	sameModels(t, "shuffled", again, own)
	sameFlags(t, "shuffled", got.plainFlags(accountsOnly(lineOf)),
		want.plainFlags(accountsOnly(sameLine)))
	sameColumns(t, "shuffled", got, want, lineOf)

	others.runOn(largerCouncil(t, 12).files(), "--exercise", "2027Q1")
	foreign := others.runOn(c.files(), keepAll...).parquet("pairs.parquet")
	if slices.Equal(foreign.columns["weight_bits"],
		want.parquet("pairs.parquet").columns["weight_bits"]) {
		t.Error("the weights of a workspace's first exercise do not weigh later ones")
	}
}

// While an exercise is the only one, its runs estimate anew: a first run on wrong
// files leaves no trace, and files too few to estimate from leave no weights.
func TestRunEstimatesAnew(t *testing.T) {
	t.Parallel()
	c := largerCouncil(t, 11)
	own, others := newTestWorkspace(t), newTestWorkspace(t)
	want := own.runOn(c.files(), keepAll...)
	others.runOn(largerCouncil(t, 12).files(), keepAll...)
	sameBytes(t, "after wrong files", others.runOn(c.files(), keepAll...), want)
	sameModels(t, "after wrong files", others, own)
	others.runOn(tinyCouncil(t).files())
	if !strings.Contains(others.stdout.String(), "Weights    the shipped ones: the files are") {
		t.Errorf("which weights were used is not said:\n%s", &others.stdout)
	}
	if _, ok := readFolder(t, others.folder)[exercise.ModelFile]; ok {
		t.Error("weights that no results were weighed with are kept")
	}
}

// sameColumns compares the tables of evidence row by row in an order of their own,
// without the numbers that stand for places in the files.
func sameColumns(t *testing.T, what string, got, want *runResults,
	lineOf func(dataset, line string) string,
) {
	t.Helper()
	for _, name := range []string{"pairs", "occupants", "dwellings"} {
		one, other := got.parquet(name+".parquet"), want.parquet(name+".parquet")
		a, b := one.sorted(lineOf), other.sorted(sameLine)
		if !slices.Equal(a, b) {
			t.Errorf("%s: %s.parquet says something else (%d and %d rows)", what, name, len(a), len(b))
			for i := range min(len(a), len(b)) {
				if a[i] != b[i] {
					t.Errorf("first:\n%s\nwant\n%s", a[i], b[i])
					break
				}
			}
		}
	}
}

// sorted returns the rows as texts in order. The two sides of a pair stand in the
// order of their texts, since which is the left one depends on lines.
func (p *parquetTable) sorted(lineOf func(dataset, line string) string) []string {
	place := func(prefix string, i int) string {
		dataset := fmt.Sprint(p.columns[prefix+"dataset"][i])
		return fmt.Sprint(dataset, " ", lineOf(dataset, fmt.Sprint(p.columns[prefix+"line"][i])), " ",
			p.columns[prefix+"ordinal"][i])
	}
	var rows []string
	for i := range p.rows {
		var texts []string
		switch {
		case p.columns["left_line"] != nil:
			texts = []string{place("left_", i), place("right_", i)}
			slices.Sort(texts)
		case p.columns["line"] != nil:
			texts = []string{place("", i)}
		default:
			texts = []string{lineOf("council_tax", fmt.Sprint(p.columns["account_line"][i]))}
		}
		for _, name := range p.names {
			if !strings.Contains(" dwelling person account_line ", " "+name+" ") &&
				!strings.HasSuffix(name, "line") && !strings.HasSuffix(name, "ordinal") &&
				!strings.HasSuffix(name, "dataset") {
				texts = append(texts, fmt.Sprint(name, "=", p.columns[name][i]))
			}
		}
		rows = append(rows, strings.Join(texts, ", "))
	}
	slices.Sort(rows)
	return rows
}

func sameModels(t *testing.T, what string, got, want *testWorkspace) {
	t.Helper()
	a, b := readFolder(t, got.folder)[exercise.ModelFile],
		readFolder(t, want.folder)[exercise.ModelFile]
	if len(a) == 0 || !bytes.Equal(a, b) {
		t.Errorf("%s: model.toml differs:\n%s\nwant\n%s", what, a, b)
	}
}

// A dataset in parts is the same data as in one file.
func TestRunInParts(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	c := tinyCouncil(t)
	want := w.runOn(c.files(), keepAll...)
	parts := map[string]string{codesFile: c[codesFile].text()}
	for _, name := range []string{taxFile, registerFile, ctrFile} {
		table := c[name]
		third := len(table.rows) / 3
		for part, rows := range [][][]string{table.rows[:third], table.rows[third : 2*third],
			table.rows[2*third:]} {
			one := extractTable{table.header, rows}
			parts[fmt.Sprintf("part%d-%s", part, name)] = one.text()
		}
	}
	sameTables(t, "in parts", w.runOn(parts, keepAll...), want)
}

// The forms in which systems write one table give the same results.
func TestRunForms(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	c := tinyCouncil(t)
	want := w.runOn(c.files(), keepAll...)
	forms := map[string]func(*extractTable) string{
		"Windows line ends": func(e *extractTable) string {
			return strings.ReplaceAll(e.text(), "\n", "\r\n")
		},
		"byte order mark": func(e *extractTable) string { return "\xef\xbb\xbf" + e.text() },
		"pipe":            func(e *extractTable) string { return e.delimited("|") },
		"tab":             func(e *extractTable) string { return e.delimited("\t") },
		"tilde":           func(e *extractTable) string { return e.delimited("~") },
		"lines round the table": func(e *extractTable) string {
			header, rows, _ := strings.Cut(e.text(), "\n")
			return "Extract of the council\nDate Published: 01/12/2026,,,\n\n" + header +
				"\n---,------,---\n\n" + rows + "\n" + decimal(len(e.rows)) + " rows selected.\n"
		},
		"all at once": func(e *extractTable) string {
			text := "Report 7\n" + e.delimited("|") + "\n" + decimal(len(e.rows)) +
				" rows selected.\n"
			return "\xef\xbb\xbf" + strings.ReplaceAll(text, "\n", "\r\n")
		},
		"columns in another order": func(e *extractTable) string {
			turned := e.clone()
			slices.Reverse(turned.header)
			for _, row := range turned.rows {
				slices.Reverse(row)
			}
			return turned.text()
		},
		"headers as people type them": func(e *extractTable) string {
			typed := e.clone()
			for i, header := range typed.header {
				typed.header[i] = strings.ToUpper(strings.ReplaceAll(header, " ", "_"))
			}
			return typed.text()
		},
		"a column that nobody asked for": func(e *extractTable) string {
			wider := e.clone()
			wider.header = append(wider.header, "Bank account")
			for i := range wider.rows {
				wider.rows[i] = append(wider.rows[i], "QQBANK")
			}
			return wider.text()
		},
		"ISO dates": func(e *extractTable) string {
			made := e.clone()
			for _, row := range made.rows {
				for i, cell := range row {
					if len(cell) == 10 && cell[2] == '/' && cell[5] == '/' {
						row[i] = cell[6:] + "-" + cell[3:5] + "-" + cell[:2]
					}
				}
			}
			return made.text()
		},
	}
	for _, what := range slices.Sorted(maps.Keys(forms)) {
		changed := map[string]string{codesFile: c[codesFile].text()}
		for name := range runDates {
			changed[filepath.Join("in a form", name)] = forms[what](c[name])
		}
		got := w.runOn(changed, keepAll...)
		sameTables(t, what, got, want)
		for name, content := range got.files {
			if bytes.Contains(content, []byte("QQBANK")) {
				t.Errorf("%s: %s holds a column that is not used", what, name)
			}
		}
	}
}

// A file in Windows-1252 holds the letters that the same file in UTF-8 holds.
func TestRunWindows1252(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	c, in1252 := tinyCouncil(t), map[string]string{}
	first := c[registerFile].rows[0]
	first[c[registerFile].column("Forename")] += "é" // whatever names the council has
	inUTF8 := c.files()
	within := func(letter rune) rune { // of Windows-1252
		if letter > 0xff {
			return 'é'
		}
		return letter
	}
	for name, text := range inUTF8 {
		inUTF8[name] = strings.Map(within, text)
		var bytes []byte
		for _, r := range inUTF8[name] {
			bytes = append(bytes, byte(r))
		}
		in1252[name] = string(bytes)
	}
	want := w.runOn(inUTF8, keepAll...)
	if !strings.Contains(string(want.files["run.json"]), `"encoding": "UTF-8"`) {
		t.Error("no file of the council has a letter beyond ASCII")
	}
	got := w.runOn(in1252, keepAll...)
	sameTables(t, "Windows-1252", got, want)
	if !strings.Contains(string(got.files["run.json"]), `"encoding": "Windows-1252"`) {
		t.Error("run.json does not say that a file was in Windows-1252")
	}
}

// delimited writes the table with another delimiter, which no cell holds.
func (e *extractTable) delimited(delimiter string) string {
	var text strings.Builder
	for _, row := range append([][]string{e.header}, e.rows...) {
		text.WriteString(strings.Join(row, delimiter) + "\n")
	}
	return text.String()
}

// The whole address in one field, and the postcode in its last line, are the same
// address.
func TestRunAddressForms(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	c := tinyCouncil(t)
	want := w.runOn(c.files()).plainFlags(sameLine)
	for _, tt := range []struct {
		what      string
		separator string
		postcode  bool
	}{
		{"commas", ", ", false}, {"commas and the postcode", ", ", true},
		{"line feeds", "\n", false}, {"line feeds and the postcode", "\n", true},
	} {
		joined := c.clone()
		for name := range runDates {
			table := joined[name]
			first, postcode := table.column("Address 1"), table.column("Postcode")
			for _, row := range table.rows {
				lines := slices.DeleteFunc(slices.Clone(row[first:first+4]),
					func(line string) bool { return line == "" })
				if tt.postcode && len(lines) > 0 && row[postcode] != "" {
					lines = append(lines, row[postcode])
					row[postcode] = ""
				}
				row[first] = strings.Join(lines, tt.separator)
				row[first+1], row[first+2], row[first+3] = "", "", ""
			}
		}
		sameFlags(t, tt.what, w.runOn(joined.files()).plainFlags(sameLine), want)
	}
}

// A stranger at another new dwelling changes nothing for the others, with the
// weights frozen.
func TestRunStranger(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	c := tinyCouncil(t)
	flagged := func(r *runResults) (rules []string) {
		for _, flag := range r.csv("flags.csv") {
			rules = append(rules, flag["account_line"]+" "+flag["rule"])
		}
		slices.Sort(rules)
		return rules
	}
	want := flagged(w.runOn(c.files()))
	c[taxFile].add(append(awkwardAccount(3), "Surname", "OYELARAN", "Forename", "TITUS")...)
	c[registerFile].add(append(awkwardHome(3), "number", "QQ-9", "Surname", "Oyelaran",
		"Forename", "Titus", "registered", "01/01/2016")...)
	if got := flagged(w.runOn(c.files())); !slices.Equal(got, want) {
		t.Errorf("with a stranger the flags are\n%v\nwant\n%v", got, want)
	}
}

// Runs repeated, and with other numbers of workers, give the same bytes of every
// file but timing.json.
func TestRunSameBytes(t *testing.T) {
	t.Parallel()
	c := tinyCouncil(t)
	awkwardCouncil(c)
	files := c.files()
	var first *runResults
	var firstModel []byte
	for _, workers := range []string{"1", "2", "7", "1"} {
		w := newTestWorkspace(t)
		for again := range 2 {
			got := w.runOn(files, append([]string{"--workers", workers}, keepAll...)...)
			model := readFolder(t, w.folder)[exercise.ModelFile]
			if first == nil {
				first, firstModel = got, model
			}
			what := fmt.Sprintf("%s workers, run %d", workers, again+1)
			if !bytes.Equal(model, firstModel) {
				t.Errorf("%s: model.toml differs", what)
			}
			sameBytes(t, what, got, first)
		}
	}
}

func sameBytes(t *testing.T, what string, got, want *runResults) {
	t.Helper()
	names := func(r *runResults) []string { return slices.Sorted(maps.Keys(r.files)) }
	if !slices.Equal(names(got), names(want)) {
		t.Errorf("%s: the files are %v, want %v", what, names(got), names(want))
	}
	for name, content := range got.files {
		if name != "timing.json" && !bytes.Equal(content, want.files[name]) {
			at := 0
			for at < min(len(content), len(want.files[name])) && content[at] == want.files[name][at] {
				at++
			}
			t.Errorf("%s: %s differs from byte %d on", what, name, at)
		}
	}
}

// A second exercise uses the weights of the first, whatever its own files are.
func TestRunFrozenModel(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	c := largerCouncil(t, 11)
	first := w.runOn(c.files())
	if !strings.Contains(w.stdout.String(), "kept in model.toml") {
		t.Error("the first run does not say that it keeps its weights")
	}
	model := readFolder(t, w.folder)[exercise.ModelFile]
	fewer := c.clone()
	fewer[registerFile].rows = fewer[registerFile].rows[:400]
	w.runOn(fewer.files(), "--exercise", "2027Q1")
	if !strings.Contains(w.stdout.String(), "Weights    of model.toml, made by 2026Q4\n") {
		t.Errorf("a later exercise does not say whose weights it uses:\n%s", &w.stdout)
	}
	w.runOn(fewer.files()) // the first exercise again: it is no longer the only one
	second := w.runOn(c.files(), "--exercise", "2027Q1")
	if !bytes.Equal(readFolder(t, w.folder)[exercise.ModelFile], model) {
		t.Error("a later run changed model.toml")
	}
	// Another exercise has another key, and equal facts the same scores.
	sameFlags(t, "another key", second.plainFlags(sameLine), first.plainFlags(sameLine))
	if slices.Equal(second.files["flags.parquet"], first.files["flags.parquet"]) {
		t.Error("two exercises have the same metadata")
	}
	keys := cmp.Compare(first.parquet("flags.parquet").meta["nfi.key_id"],
		second.parquet("flags.parquet").meta["nfi.key_id"])
	if keys == 0 {
		t.Error("two exercises have the same key")
	}
}
