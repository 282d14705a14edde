package main

import (
	"os"
	"strings"
	"syscall"
	"testing"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
)

// Where a run was killed before its ledger was in its place, and the disk is for reading
// only now, the ledger that lies aside is the one of the log: nobody is told that it is
// lost.
func TestFirstSeenAsideOnReadOnlyDisk(t *testing.T) {
	volume, inside := onOwnDisk(t)
	if !inside {
		return
	}
	w := newLedgered(t)
	w.put(w.older)
	aside := w.in("." + workspace.FirstSeenFile + ".new")
	if err := os.WriteFile(aside, w.newest, disk.FileMode); err != nil {
		t.Fatal(err)
	}
	remount := func(flags uintptr) {
		t.Helper()
		if err := syscall.Mount("", volume, "", syscall.MS_REMOUNT|flags, ""); err != nil {
			t.Fatal(err)
		}
	}
	remount(syscall.MS_RDONLY)
	t.Cleanup(func() { remount(0) })
	for _, args := range [][]string{{"audit", "verify"}, {"purge", "--due"}} {
		status := w.nfi(append(args, "--workspace", w.folder)...)
		if status != refusal.Done || strings.Contains(w.stderr.String(), workspace.FirstSeenFile) {
			t.Errorf("%v: status %d\n%s", args, status, &w.stderr)
		}
	}
}
