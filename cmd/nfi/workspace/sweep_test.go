package workspace

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"nfimatch/cmd/nfi/disk"
)

func TestSweep(t *testing.T) {
	w := &Workspace{Folder: t.TempDir()}
	if err := w.Sweep(); err != nil {
		t.Errorf("without runs: %v", err)
	}
	for _, name := range []string{"2026Q3", ".2026Q3.new", ".2026Q3.old", ".2026Q4.old", ".2027Q1.new",
		".hidden", ".new", "2026Q2.old"} {
		if err := os.MkdirAll(w.Path(RunsFolder, name, "in"+name), disk.FolderMode); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Sweep(); err != nil {
		t.Fatal(err)
	}
	var names []string
	entries, err := filepath.Glob(w.Path(RunsFolder, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range entries {
		name, err := filepath.Rel(w.Path(RunsFolder), path)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, filepath.ToSlash(name))
	}
	// Results that were moved away and not replaced are back; other files are not ours.
	const want = ".hidden/in.hidden .new/in.new 2026Q2.old/in2026Q2.old 2026Q3/in2026Q3 " +
		"2026Q4/in.2026Q4.old"
	slices.Sort(names)
	if got := strings.Join(names, " "); got != want {
		t.Errorf("the runs hold\n%s\nwant\n%s", got, want)
	}
}

func TestOnlyExercise(t *testing.T) {
	w := &Workspace{Folder: t.TempDir()}
	only := func(want bool) {
		t.Helper()
		if got, err := w.OnlyExercise("2026Q4"); err != nil || got != want {
			t.Errorf("alone: %v, %v, want %v", got, err, want)
		}
	}
	only(true)
	for _, made := range []struct {
		name string
		want bool
	}{{"2026Q4", true}, {".2027Q1.new", true}, {"2027Q1", false}} {
		if err := os.MkdirAll(w.Path(RunsFolder, made.name), disk.FolderMode); err != nil {
			t.Fatal(err)
		}
		only(made.want)
	}
}
