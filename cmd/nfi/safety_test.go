package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/retention"
)

// Days of the tests: all but certificates and the log is due on the second, and these
// on the third.
const (
	dayOfRun  = "2026-12-15"
	dayAllDue = "2030-01-02"
	dayLogDue = "2050-01-02"
)

// commandsIn are the commands that need a workspace for themselves.
func (w *testWorkspace) commandsIn() map[string][]string {
	all := map[string][]string{
		"run":              w.runArgs("2026Q4"),
		"worklist":         {"worklist", "--take", "2", "--officer", "akhan", "--reason", "desk check"},
		"explain":          {"explain", "1"},
		"audit verify":     {"audit", "verify"},
		"retention":        {"retention"},
		"retention decide": decideArgs,
		"mark":             {"mark", "2026Q4", "--hold", "--why", "a request of 3 May"},
		"purge, dry":       {"purge", "--due"},
		"purge":            {"purge", "--due", "--do"},
	}
	for name, args := range all {
		if name != "run" {
			all[name] = append(args[:len(args):len(args)], "--workspace", w.folder)
		}
	}
	return all
}

// decideArgs settles a conflict of the schedule that workspaceAt gives.
var decideArgs = []string{"retention", "decide", "call_recording", "--period", "63 days",
	"--officer", "jortiz", "--why", "the notice in force says so"}

// runArgs is the command line that runs an exercise on the council of the test.
func (w *testWorkspace) runArgs(name string) []string {
	args := []string{"run", "--workspace", w.folder, "--exercise", name}
	for _, file := range []string{taxFile, registerFile, ctrFile} {
		args = append(args, runOptions[file], filepath.Join(w.inputs, file), runOptions[file]+"-date",
			runDates[file])
	}
	return append(args, "--codes", filepath.Join(w.inputs, codesFile))
}

// A command that finds another one in the workspace says whose it is and since when,
// and does nothing; those that only read do the same.
func TestOneCommandAtATime(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	w.put(tinyCouncil(t).files())
	w.must(w.runArgs("2026Q4")...)
	found, err := workspace.Find(w.folder, "")
	if err != nil {
		t.Fatal(err)
	}
	release, err := found.Lock("clerk@desk")
	if err != nil {
		t.Fatal(err)
	}
	holder := "nfi: error: the workspace is in use by clerk@desk, process " +
		strconv.Itoa(os.Getpid()) + " since 20"
	before := readFolder(t, filepath.Dir(w.folder))
	for name, args := range w.commandsIn() {
		status := w.nfi(args...)
		if status != refusal.Policy || w.stdout.Len() > 0 ||
			!strings.Contains(w.stderr.String(), holder) {
			t.Errorf("%s: status %d\n%s%s", name, status, &w.stdout, &w.stderr)
		}
	}
	after := readFolder(t, filepath.Dir(w.folder))
	for name, content := range after {
		if string(before[name]) != string(content) {
			t.Errorf("%s was changed by a command that was refused", name)
		}
	}
	if len(after) != len(before) {
		t.Errorf("%d files, before %d", len(after), len(before))
	}
	release()
	w.must("audit", "verify", "--workspace", w.folder)
}

// workspaceAt returns a workspace with its keys in folders of any name.
func workspaceAt(t *testing.T, place string) *testWorkspace {
	t.Helper()
	w := &testWorkspace{t: t, env: testEnvironment(t), folder: filepath.Join(place, "metro"),
		inputs: filepath.Join(place, "data")}
	w.env.now = clockAt(t, dayOfRun)
	if err := os.MkdirAll(w.inputs, disk.FolderMode); err != nil {
		t.Fatal(err)
	}
	w.must("init", w.folder, "--key-file", filepath.Join(place, "keys", "metro.keys"))
	settings, err := os.OpenFile(filepath.Join(w.folder, workspace.ConfigFile),
		os.O_APPEND|os.O_WRONLY, disk.FileMode)
	if err != nil {
		t.Fatal(err)
	}
	_, err = settings.WriteString("\n[[schedule]]\nclass = \"call_recording\"\n" +
		"period = \"3 months (63 days)\"\nanchor = \"as_of\"\nbound = \"maximum\"\n")
	if err = errors.Join(err, settings.Close()); err != nil {
		t.Fatal(err)
	}
	w.put(tinyCouncil(t).files())
	return w
}

// wholeCycle is every command from the first run to the last purge; looking is called
// after each. Beside the workspace it writes a list of its own.
func (w *testWorkspace) wholeCycle(looking func(after string)) {
	w.t.Helper()
	do := func(args ...string) {
		w.t.Helper()
		w.must(args...)
		looking(strings.Join(args[:min(2, len(args))], " "))
	}
	list := []string{"worklist", "--workspace", w.folder, "--take", "2", "--officer", "akhan",
		"--reason", "desk check Q4"}
	do(w.runArgs("2026Q4")...)
	do(w.runArgs("2026Q4")...)
	do(list...)
	do(append(list, "--out", filepath.Join(w.inputs, "elsewhere.xlsx"))...)
	do("mark", "2026Q4", "--workspace", w.folder, "--hold", "--why", "a request of 3 May")
	do("mark", "2026Q4", "--workspace", w.folder, "--release", "--why", "answered")
	do(append(decideArgs[:len(decideArgs):len(decideArgs)], "--workspace", w.folder)...)
	do("retention", "--workspace", w.folder)
	do("audit", "verify", "--workspace", w.folder)
	w.env.now = clockAt(w.t, dayAllDue)
	do("purge", "--workspace", w.folder, "--due")
	do("purge", "--workspace", w.folder, "--due", "--do")
	w.env.now = clockAt(w.t, dayLogDue)
	do("purge", "--workspace", w.folder, "--due", "--do")
	do("audit", "verify", "--workspace", w.folder)
}

// Folders may be named as people name them.
func TestWorkspaceOfAnyName(t *testing.T) {
	t.Parallel()
	w := workspaceAt(t, filepath.Join(t.TempDir(), "Rates & benefits", "Prüfung 年 ’26 (ŵ)"))
	purges := 0
	w.wholeCycle(func(after string) {
		files := readFolder(t, w.folder)
		if after != "purge --workspace" || files["certificates/P0001.html"] == nil {
			return
		}
		purges++
		for name := range files {
			for _, gone := range []string{workspace.RunsFolder, workspace.SealsFolder,
				workspace.ListsFolder} {
				if strings.HasPrefix(name, gone+"/") {
					t.Errorf("after the purge there is %s", name)
				}
			}
		}
	})
	if purges == 0 {
		t.Error("nothing was purged")
	}
}

// Whatever a command writes is for its owner alone, beside the key file too.
func TestModes(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("files have no modes here")
	}
	w := workspaceAt(t, t.TempDir())
	seen := map[string]bool{}
	look := func(after string) {
		t.Helper()
		for path, mode := range modesBelow(t, filepath.Dir(w.folder)) {
			seen[filepath.Base(path)] = true
			if want := fs.FileMode(disk.FileMode); !mode.IsDir() && mode != want {
				t.Errorf("%s leaves %s with mode %v, want %v", after, path, mode, want)
			} else if want := disk.FolderMode | fs.ModeDir; mode.IsDir() && mode != want {
				t.Errorf("%s leaves %s with mode %v, want %v", after, path, mode, want)
			}
		}
	}
	look("init")
	w.wholeCycle(look)
	out := filepath.Join(w.inputs, "synth")
	w.must("synth", "--dwellings", "200", "--out", out)
	look("synth")
	for _, name := range []string{".lock", workspace.AuditFile, "2026Q4.zip", "flags.csv",
		"P0002.html", "2026Q4-B0001.xlsx", "elsewhere.xlsx", "metro.keys", "metro.keys.lock", "truth"} {
		if !seen[name] {
			t.Errorf("no command wrote %s: the test looks at too little", name)
		}
	}
}

// modesBelow returns the modes of all that is in a folder.
func modesBelow(t *testing.T, folder string) map[string]fs.FileMode {
	t.Helper()
	modes := map[string]fs.FileMode{}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == folder {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			modes[path] = info.Mode()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return modes
}

// In a folder that may not be written, commands that only read do read, even what a
// killed command left unswept, and the others say why they do not.
func TestFolderThatMayNotBeWritten(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	w.put(tinyCouncil(t).files())
	w.must(w.runArgs("2026Q4")...)
	aside := filepath.Join(w.folder, ".model.toml.new")
	if err := errors.Join(os.WriteFile(aside, nil, disk.FileMode),
		os.Chmod(w.folder, 0o500)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(w.folder, disk.FolderMode) })
	if os.WriteFile(filepath.Join(w.folder, "probe"), nil, disk.FileMode) == nil {
		t.Skip("this user may write anywhere, or the system does not ask the folder")
	}
	w.readOnly("cannot be deleted: permission denied")
}

// readOnly runs every command in a workspace that cannot be written in.
func (w *testWorkspace) readOnly(problem string) {
	w.t.Helper()
	for name, args := range w.commandsIn() {
		status := w.nfi(args...)
		switch name {
		case "explain", "audit verify", "retention", "purge, dry":
			if status != refusal.Done || w.stdout.Len() == 0 {
				w.t.Errorf("%s: status %d\n%s%s", name, status, &w.stdout, &w.stderr)
			}
		default:
			if status != refusal.Internal || !strings.Contains(w.stderr.String(), problem) ||
				!strings.Contains(w.stderr.String(), "nfi: hint: ask for the right to write there") {
				w.t.Errorf("%s: status %d\n%s%s", name, status, &w.stdout, &w.stderr)
			}
		}
	}
}

// clockAt returns a clock that stands at a day, yyyy-mm-dd.
func clockAt(t *testing.T, day string) func() time.Time {
	t.Helper()
	date, err := retention.ParseDate(day)
	if err != nil {
		t.Fatal(err)
	}
	return noonOf(date)
}
