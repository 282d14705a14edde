package workspace

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"nfimatch/cmd/nfi/refusal"
)

// holdVariable makes this test's own program hold the lock of the folder it names.
const holdVariable = "NFI_TEST_HOLD"

// A killed program lets go of its lock.
func TestLockEndsWithItsProcess(t *testing.T) {
	if folder := os.Getenv(holdVariable); folder != "" {
		if _, err := (&Workspace{Folder: folder}).Lock("clerk@desk, process 7"); err != nil {
			t.Fatal(err)
		}
		fmt.Print("held")
		time.Sleep(time.Minute)
		return
	}
	w := &Workspace{Folder: t.TempDir()}
	other := exec.Command(os.Args[0], "-test.run=^TestLockEndsWithItsProcess$")
	other.Env = append(os.Environ(), holdVariable+"="+w.Folder)
	output, err := other.StdoutPipe()
	if err == nil {
		err = other.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(output, make([]byte, len("held"))); err != nil {
		t.Fatal(err)
	}
	_, err = w.Lock("another")
	var f *refusal.Failure
	if !errors.As(err, &f) || f.Status != refusal.Policy ||
		!strings.HasPrefix(f.Error(), "the workspace is in use by clerk@desk, process 7 since 20") {
		t.Errorf("a held workspace: %v", err)
	}
	if err := other.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = other.Wait() // it was killed
	release, err := w.Lock("another")
	if err != nil {
		t.Fatalf("after the holder was killed: %v", err)
	}
	release()
	if release, err = w.Lock("again"); err != nil {
		t.Fatalf("after release: %v", err)
	}
	release()
}

func TestSweep(t *testing.T) {
	w := &Workspace{Folder: t.TempDir()}
	if err := w.Sweep(); err != nil {
		t.Errorf("without runs: %v", err)
	}
	for _, name := range []string{"2026Q3", ".2026Q3.new", ".2026Q3.old", ".2026Q4.old", ".2027Q1.new",
		".hidden", ".new", "2026Q2.old"} {
		if err := os.MkdirAll(w.Path(RunsFolder, name, "in"+name), FolderMode); err != nil {
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
		if err := os.MkdirAll(w.Path(RunsFolder, made.name), FolderMode); err != nil {
			t.Fatal(err)
		}
		only(made.want)
	}
}
