package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/exercise"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
)

// within runs the program and fails the test if it does not end soon: opening a pipe
// that nobody writes to would not, and no signal would end it.
func (w *testWorkspace) within(args ...string) (status int) {
	w.t.Helper()
	ended := make(chan int, 1)
	go func() { ended <- w.nfi(args...) }()
	select {
	case status = <-ended:
	case <-time.After(time.Minute):
		w.t.Fatalf("nfi %s hangs", args[0])
	}
	return status
}

// A pipe in the place of a file is refused at once, by its name.
func TestPipesAreRefused(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	w.put(undated(t).files())
	w.must(w.runArgs("2026Q4")...)
	found, err := workspace.Find(w.folder, "")
	if err != nil {
		t.Fatal(err)
	}
	run := w.runArgs("2027Q1")
	list := filepath.Join(w.inputs, registerFile)
	link := []string{"dedupe", list, "--delete-by", "2027-12-01",
		"--out", filepath.Join(w.inputs, "twice")}
	pipe := filepath.Join(w.inputs, "pipe")
	for _, one := range []struct {
		path   string
		status int
		args   []string
	}{
		{found.Config.KeyFile, refusal.Configuration, run},
		{w.in(workspace.ConfigFile), refusal.Configuration, run},
		{w.in(workspace.BuildingsFile), refusal.Configuration, run},
		{w.in(exercise.ModelFile), refusal.Configuration, run},
		{w.in(workspace.FirstSeenFile), refusal.Integrity, run},
		{w.in(workspace.AuditFile), refusal.Integrity, run},
		{pipe, refusal.Configuration, append(link[:len(link):len(link)], "--key-file", pipe)},
		{pipe, refusal.Configuration, append(link[:len(link):len(link)], "--model", pipe)},
		{pipe, refusal.Input, append(link[:len(link):len(link)], "--labels", pipe)},
	} {
		kept, err := os.ReadFile(one.path)
		there := !errors.Is(err, os.ErrNotExist)
		if there {
			err = os.Remove(one.path)
		}
		if there && err != nil {
			t.Fatal(err)
		}
		if err := syscall.Mkfifo(one.path, disk.FileMode); err != nil {
			t.Skipf("no pipe can be made: %v", err)
		}
		if status := w.within(one.args...); status != one.status ||
			!strings.Contains(w.stderr.String(), filepath.Base(one.path)) {
			t.Errorf("%s: status %d, want %d\n%s", one.path, status, one.status, &w.stderr)
		}
		if err := os.Remove(one.path); err != nil {
			t.Fatal(err)
		}
		if !there {
			continue
		}
		if err := os.WriteFile(one.path, kept, disk.FileMode); err != nil {
			t.Fatal(err)
		}
	}
}
