package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/vault"
	"nfimatch/report/cases"
)

// unzipped returns the content of every member of a ZIP file, one behind the other, and
// any other content as it is: a text inside a spreadsheet is compressed.
func unzipped(t *testing.T, content []byte) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return content
	}
	var all bytes.Buffer
	for _, member := range archive.File {
		file, err := member.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := all.ReadFrom(file); err != nil {
			t.Fatal(err)
		}
		file.Close()
	}
	return all.Bytes()
}

// sealedTexts opens every seal of an exercise with the workspace's key and returns, by
// case, the texts of its rows.
func (w *testWorkspace) sealedTexts(name string) map[string]string {
	w.t.Helper()
	texts := map[string]string{}
	found, err := workspace.Find(w.folder, "")
	if err != nil {
		w.t.Fatal(err)
	}
	keys, err := found.LoadKeys(refusal.Voice{Out: io.Discard, Err: io.Discard})
	if err != nil {
		w.t.Fatal(err)
	}
	content := readFolder(w.t, w.folder)[workspace.SealsFolder+"/"+workspace.SealsFile(name)]
	seals, err := vault.Read(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, one := range seals.Index().Cases {
		opened, err := seals.Open(one.Name, keys.Identities()...)
		if err != nil {
			w.t.Fatal(err)
		}
		var text strings.Builder
		for _, row := range opened.Rows {
			for _, field := range row.Fields {
				fmt.Fprintf(&text, "%s\n", field.Text.Reveal())
			}
		}
		texts[one.Name] = text.String()
	}
	return texts
}

// homeTexts are the canaries of each home of a canary council, in the order of homes.
func homeTexts(c *canaries, homes int) [][]string {
	each := len(c.texts) / homes
	return slices.Collect(slices.Chunk(c.texts, each))
}

// quiet adds an account without a discount, its two electors and a claim: a household
// that no rule names.
func (c *canaries) quiet(council testCouncil) (texts []string) {
	from := len(c.texts)
	c.home(council)
	account := council[taxFile].rows[len(council[taxFile].rows)-1]
	for _, column := range []string{"code", "from", "off"} {
		account[council[taxFile].column(column)] = ""
	}
	return c.texts[from:]
}

// Of the source rows only those of listed cases are sealed; of the cases only those
// that somebody takes are in clear, in the list and nowhere else. Columns nobody asked
// for are not even sealed, and birth dates and NI numbers are not in the list.
func TestOnlyTakenCasesAreInClear(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	c, found := canaryCouncil(t)
	listed := homeTexts(found, found.homes)
	quiet := found.quiet(c)
	results := w.runOn(c.files())
	if rules := results.rulesAt(504); rules != "" {
		t.Fatalf("the quiet household is flagged by %s", rules)
	}
	found.leaks(t, "run", w)

	sealed := w.sealedTexts("2026Q4")
	whole := strings.Join(slices.Collect(maps.Values(sealed)), "")
	for _, text := range quiet {
		if strings.Contains(whole, text) {
			t.Errorf("a household that is not listed is sealed: %s", text)
		}
	}
	caseOf := make([]string, len(listed)) // of each home, by the account's line
	for home := range listed {
		for _, flag := range results.flagsAt(501 + home) {
			caseOf[home] = flag["case"]
		}
		unasked := 0
		for _, text := range listed[home] {
			if !strings.Contains(sealed[caseOf[home]], text) {
				unasked++
			}
			for name := range sealed {
				if name != caseOf[home] && strings.Contains(sealed[name], text) {
					t.Errorf("%s holds a text of %s", name, caseOf[home])
				}
			}
		}
		if unasked == 0 || unasked > len(listed[home])/2 {
			t.Errorf("home %d: %d of %d texts are not sealed", home, unasked, len(listed[home]))
		}
	}

	// The canaries' homes are equally strong: the first of them is opened.
	take := slices.Index(caseNames(results), caseOf[0]) + 1
	w.must("worklist", "--workspace", w.folder, "--take", decimal(take), "--officer", "akhan",
		"--reason", "desk check Q4")
	if printed := w.stdout.String() + w.stderr.String(); canaryForm.MatchString(printed) {
		t.Errorf("worklist prints a text:\n%s", printed)
	}
	places := readFolder(t, w.folder)
	for name, content := range places {
		isList := strings.HasPrefix(name, workspace.ListsFolder+"/")
		text := string(bytes.ToUpper(unzipped(t, content)))
		shown := 0
		for home := range listed {
			for _, canary := range listed[home] {
				switch in := strings.Contains(text, canary); {
				case in && isList && home == 0:
					shown++
				case in:
					t.Errorf("%s holds a text of home %d", name, home)
				}
			}
		}
		for _, canary := range quiet {
			if strings.Contains(text, canary) {
				t.Errorf("%s holds a text of the quiet home", name)
			}
		}
		if isList && shown < 4 {
			t.Errorf("the list shows %d texts of the case it opens", shown)
		}
		for _, never := range []string{"QQ7654", "19/07/1961", "1961-07-19"} {
			if strings.Contains(text, never) {
				t.Errorf("%s holds %s", name, never)
			}
		}
	}
}

// must runs a command line that must end well.
func (w *testWorkspace) must(args ...string) {
	w.t.Helper()
	if status := w.nfi(args...); status != refusal.Done {
		w.t.Fatalf("nfi %s: status %d\n%s", args[0], status, &w.stderr)
	}
}

// caseNames returns the cases of a run in rank order.
func caseNames(r *runResults) (names []string) {
	for _, flag := range r.csv("flags.csv") {
		if !slices.Contains(names, flag["case"]) {
			names = append(names, flag["case"])
		}
	}
	return names
}

// auditEvents reads the audit log as it lies there.
func (w *testWorkspace) auditEvents() (events []cases.Event) {
	w.t.Helper()
	for line := range strings.Lines(string(readFolder(w.t, w.folder)[workspace.AuditFile])) {
		_, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		var e cases.Event
		if err := e.UnmarshalJSON([]byte(text)); err != nil {
			w.t.Fatal(err)
		}
		events = append(events, e)
	}
	return events
}

// Cases are opened strongest first, no case for two lists, each with its line of the
// log; over 200 need a second officer.
func TestWorklistTakesInRankOrder(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	results := w.runOn(tinyCouncil(t).files())
	names := caseNames(results)
	if len(names) < 6 {
		t.Fatalf("%d cases are too few", len(names))
	}
	take := func(n int) {
		w.must("worklist", "--workspace", w.folder, "--take", decimal(n), "--officer", "akhan",
			"--reason", "desk check Q4")
	}
	take(2)
	take(3)
	w.must("worklist", "--workspace", w.folder, "--again", "B0001", "--officer", "jortiz",
		"--reason", "the list was lost")
	batches := map[string][]string{}
	for _, e := range w.auditEvents() {
		if e.Kind == cases.KindOpening {
			batches[e.Batch] = append(batches[e.Batch], e.Case)
		}
	}
	for batch, want := range map[string][]string{"B0001": names[:2], "B0002": names[2:5],
		"B0003": names[:2]} {
		if !slices.Equal(batches[batch], want) {
			t.Errorf("batch %s has %v, want %v", batch, batches[batch], want)
		}
	}
	take(len(names) - 5)
	for args, status := range map[string]int{
		"--take 1":                     refusal.Usage, // none is left
		"--take 201":                   refusal.Usage,
		"--take 201 --second AKHAN":    refusal.Usage,
		"--take 2 --again B0001":       refusal.Usage,
		"--again B0099":                refusal.Usage,
		"--take 1 --exercise 2020Q1":   refusal.Usage,
		"--again B0001 --out list.ods": refusal.Usage,
	} {
		before := len(w.auditEvents())
		got := w.nfi(append([]string{"worklist", "--workspace", w.folder, "--officer", "akhan",
			"--reason", "desk check"}, strings.Fields(args)...)...)
		if got != status || len(w.auditEvents()) != before {
			t.Errorf("%s: status %d, %d lines of the log added\n%s", args, got,
				len(w.auditEvents())-before, &w.stderr)
		}
	}
	if status := w.try(tinyCouncil(t).files()); status != refusal.Policy {
		t.Errorf("running an exercise again whose cases are taken: status %d", status)
	}
}
