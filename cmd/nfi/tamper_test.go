package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/retention"
)

// workedWorkspace has an exercise of which a list was taken.
func workedWorkspace(t *testing.T) *testWorkspace {
	t.Helper()
	w := newTestWorkspace(t)
	w.runOn(tinyCouncil(t).files())
	w.must("worklist", "--workspace", w.folder, "--take", "2", "--officer", "akhan",
		"--reason", "desk check Q4")
	return w
}

// change rewrites a file of the workspace.
func (w *testWorkspace) change(name string, edit func(string) string) {
	w.t.Helper()
	path := filepath.Join(w.folder, filepath.FromSlash(name))
	content, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		w.t.Fatal(err)
	}
	err = errors.Join(os.MkdirAll(filepath.Dir(path), disk.FolderMode),
		os.WriteFile(path, []byte(edit(string(content))), disk.FileMode))
	if err != nil {
		w.t.Fatal(err)
	}
}

// purgeOn purges on a day and returns what is left.
func (w *testWorkspace) purgeOn(year, month, day int) map[string][]byte {
	w.t.Helper()
	on, _ := retention.DateOf(year, month, day)
	w.env.now = noonOf(on)
	w.must("purge", "--workspace", w.folder, "--due", "--do")
	return readFolder(w.t, w.folder)
}

// Nothing that somebody writes into a workspace makes a purge delete what is not due,
// or anything that the log does not know.
func TestPurgeBelievesTheLogAlone(t *testing.T) {
	t.Parallel()
	for what, tamper := range map[string]func(*testWorkspace){
		"a folder of somebody's": func(w *testWorkspace) {
			w.change("runs/thesis/run.json", func(string) string { return `{"name":"x"}` })
			w.change("runs/thesis/ch1.txt", func(string) string { return "precious" })
		},
		"a manifest without terms": func(w *testWorkspace) {
			w.change("runs/2026Q4/run.json", func(string) string { return `{}` })
		},
		"an earlier day": func(w *testWorkspace) {
			w.change("runs/2026Q4/run.json", func(text string) string {
				return strings.ReplaceAll(text, `"delete_by": "2027-05-01"`, `"delete_by": "2026-11-02"`)
			})
		},
	} {
		t.Run(what, func(t *testing.T) {
			w := workedWorkspace(t)
			tamper(w)
			before := readFolder(t, w.folder)
			after := w.purgeOn(2026, 12, 16)
			for name := range before {
				if _, there := after[name]; !there {
					t.Errorf("the purge deleted %s", name)
				}
			}
			if what == "a folder of somebody's" {
				after = w.purgeOn(2028, 1, 1)
				if _, there := after["runs/thesis/ch1.txt"]; !there {
					t.Error("a later purge deleted a file that nfi did not write")
				}
			}
		})
	}
}

// A log that was thrown away or put back with its head does not bear out the results.
func TestResultsBearOutTheLog(t *testing.T) {
	t.Parallel()
	w := workedWorkspace(t)
	log, head := filepath.Join(w.folder, workspace.AuditFile), ""
	heads, err := filepath.Glob(filepath.Join(filepath.Dir(w.folder), "metro.keys.*audit"))
	if err != nil || len(heads) != 1 {
		t.Fatalf("heads beside the key file are %v, %v", heads, err)
	}
	head = heads[0]
	keep := map[string][]byte{}
	for _, path := range []string{log, head} {
		if keep[path], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	refused := func(what string) {
		t.Helper()
		for _, args := range [][]string{{"audit", "verify"}, {"purge", "--due"}, {"retention"},
			{"explain", "1"},
			{"worklist", "--take", "1", "--officer", "akhan", "--reason", "desk check"}} {
			if status := w.nfi(append(args, "--workspace", w.folder)...); status != refusal.Integrity {
				t.Errorf("%s: nfi %s ends with status %d\n%s%s", what, args[0], status, &w.stdout, &w.stderr)
			}
		}
	}
	if err := errors.Join(os.Remove(log), os.Remove(head)); err != nil {
		t.Fatal(err)
	}
	refused("neither log nor head")
	for _, path := range []string{log, head} {
		if err := os.WriteFile(path, keep[path], disk.FileMode); err != nil {
			t.Fatal(err)
		}
	}
	w.must("audit", "verify", "--workspace", w.folder)
	w.must("run", "--workspace", w.folder, "--exercise", "2027Q1", "--council-tax",
		filepath.Join(w.inputs, taxFile), "--council-tax-date", "2026-11-01", "--codes",
		filepath.Join(w.inputs, codesFile))
	for _, path := range []string{log, head} {
		if err := os.WriteFile(path, keep[path], disk.FileMode); err != nil {
			t.Fatal(err)
		}
	}
	refused("log and head of an earlier day")
}

// Workspaces that share a key file have keys of their own.
func TestSharedKeyFile(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	files := tinyCouncil(t).files()
	w.runOn(files, "--exercise", "2027Q3")
	first := string(w.results("2027Q3").files["run.json"])
	other := &testWorkspace{t: t, env: w.env, folder: filepath.Join(filepath.Dir(w.folder), "other"),
		inputs: w.inputs}
	other.must("init", other.folder, "--key-file", filepath.Join(filepath.Dir(w.folder), "metro.keys"))
	other.runOn(files, "--exercise", "2027Q3")
	id := func(text string) string {
		_, rest, _ := strings.Cut(text, `"key_id": "`)
		return rest[:16]
	}
	second := string(other.results("2027Q3").files["run.json"])
	if id(first) == id(second) {
		t.Error("two workspaces have one exercise key")
	}
	w.purgeOn(2028, 1, 1)
	w.env.now = noonOf(46371) // 2026-12-16
	other.runOn(files, "--exercise", "2027Q3")
	if again := string(other.results("2027Q3").files["run.json"]); again != second {
		t.Error("a purge of one workspace changed the key of another")
	}
}

// A list whose command is killed before it is in its place is finished by the next, or
// taken away, wherever it was to be.
func TestListCutOffIsFinished(t *testing.T) {
	t.Parallel()
	w := workedWorkspace(t)
	list := filepath.Join(w.folder, workspace.ListsFolder, "2026Q4-B0001.xlsx")
	aside := filepath.Join(w.folder, workspace.ListsFolder, ".2026Q4-B0001.xlsx.new")
	whole, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(list, aside); err != nil {
		t.Fatal(err)
	}
	w.must("audit", "verify", "--workspace", w.folder)
	if again, err := os.ReadFile(list); err != nil || string(again) != string(whole) {
		t.Errorf("the list was not finished: %v", err)
	}
	if !strings.Contains(w.stderr.String(), "the list of batch B0001 was cut off") {
		t.Errorf("nobody is told: %s", &w.stderr)
	}
	if err := os.WriteFile(aside, whole[:len(whole)/2], disk.FileMode); err != nil {
		t.Fatal(err)
	}
	w.must("audit", "verify", "--workspace", w.folder)
	if _, err := os.Lstat(aside); err == nil {
		t.Error("half a list, in clear, is still there")
	}
}

// A run that is refused after its key was made leaves no key.
func TestRefusedRunLeavesNoKey(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	c := tinyCouncil(t)
	for _, row := range c[taxFile].rows {
		row[c[taxFile].column("ref")] = ""
	}
	if status := w.try(c.files(), "--exercise", "2027Q2"); status != refusal.Input {
		t.Fatalf("status %d", status)
	}
	keys, err := os.ReadFile(filepath.Join(filepath.Dir(w.folder), "metro.keys"))
	if err != nil || strings.Contains(string(keys), "2027Q2") {
		t.Errorf("a refused run left its key: %v", err)
	}
}
