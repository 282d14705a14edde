package main

import (
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/refusal"
)

// diskVariable tells this test's own program to do its part on a disk of its own.
const diskVariable = "NFI_TEST_DISK"

// diskBytes is the size of that disk.
const diskBytes = 16 << 20

// onOwnDisk runs a test again as a process that sees a small disk of its own, and
// reports whether it is that process, whose temporary folder then is the disk. Where
// the system does not allow that the test is skipped.
func onOwnDisk(t *testing.T) (volume string, inside bool) {
	t.Helper()
	if volume := os.Getenv(diskVariable); volume != "" {
		err := syscall.Mount("none", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, "")
		if err == nil {
			err = syscall.Mount("none", volume, "tmpfs", 0, "size="+decimal(diskBytes))
		}
		if err != nil {
			t.Skipf("no disk can be made: %v", err)
		}
		t.Setenv("TMPDIR", volume)
		return volume, true
	}
	t.Parallel()
	other := exec.Command(os.Args[0], "-test.v", "-test.run=^"+t.Name()+"$")
	other.Env = append(os.Environ(), diskVariable+"="+t.TempDir())
	other.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	if os.Geteuid() != 0 {
		other.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		other.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{HostID: os.Geteuid(), Size: 1}}
		other.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{HostID: os.Getegid(), Size: 1}}
	}
	output, err := other.CombinedOutput()
	var ended *exec.ExitError
	switch {
	case err != nil && !errors.As(err, &ended):
		t.Skipf("no process with a disk of its own can be started: %v", err)
	case err != nil:
		t.Errorf("on a disk of its own:\n%s", output)
	case strings.Contains(string(output), "--- SKIP"):
		t.Skipf("on a disk of its own:\n%s", output)
	}
	return "", false
}

// roomPages are how many pages are left on the disk, from none on; each command must
// once have too few of them and once enough.
var roomPages = []int{0, 1, 3, 8, 20, 50, 120, 300}

// A command that the disk becomes full for says so, leaves nothing half written and no
// text of the data, and does its work when there is room.
func TestFullDisk(t *testing.T) {
	volume, inside := onOwnDisk(t)
	if !inside {
		return
	}
	k := newKilling(t)
	filler := filepath.Join(volume, "filler")
	for _, c := range slicesOf(killsOn(k.w)) {
		full := 0
		for _, room := range roomPages {
			if err := os.RemoveAll(filler); err != nil {
				t.Fatal(err)
			}
			k.restore(c.from)
			k.w.env.now = clockAt(t, c.today)
			fill(t, volume, filler, room)
			status := k.w.nfi(c.args...)
			if status == refusal.Done {
				break
			}
			full++
			if said := k.w.stderr.String(); status != refusal.Internal ||
				!strings.Contains(said, "no space left on device") ||
				!strings.Contains(said, "nfi: hint: make room on the disk") {
				t.Errorf("%s, %d pages left: status %d\n%s", c.what, room, status, said)
			}
			k.noneTorn(&c)
			k.noLeaks(c.what + " on a full disk")
			k.must(c.what+" on a full disk", "audit", "verify", "--workspace", k.w.folder)
			k.must(c.what+" on a full disk", "purge", "--due", "--workspace", k.w.folder)
			left := k.files()
			if err := os.Remove(filler); err != nil {
				t.Fatal(err)
			}
			k.must(c.what+" when there is room", c.args...)
			k.noneAside(c.what + " when there is room")
			k.noneTorn(&c)
			switch {
			case c.exercise != "":
				k.asUndisturbed(&c, left)
			case c.args[0] == "purge":
				k.nothingLeft()
			}
			if t.Failed() {
				t.Fatalf("%s with %d pages left", c.what, room)
			}
		}
		if full < 2 || full == len(roomPages) {
			t.Errorf("%s: the disk was full %d times of %d", c.what, full, len(roomPages))
		}
	}
}

// A council that the disk becomes full for is said not to be whole, since its files are
// written in their places.
func TestFullDiskOfSynth(t *testing.T) {
	volume, inside := onOwnDisk(t)
	if !inside {
		return
	}
	const pages = 20
	w := newTestWorkspace(t)
	fill(t, volume, filepath.Join(volume, "filler"), pages)
	status := w.nfi("synth", "--dwellings", "2000", "--out", filepath.Join(volume, "council"))
	if said := w.stderr.String(); status != refusal.Internal ||
		!strings.Contains(said, "no space left on device") ||
		!strings.Contains(said, "which is not whole") || strings.Contains(said, "half written") {
		t.Errorf("status %d\n%s", status, said)
	}
}

// slicesOf returns the kills of all groups, one after the other.
func slicesOf(groups map[string][]kill) (all []kill) {
	for group := range maps.Values(groups) {
		all = append(all, group...)
	}
	return all
}

// fill leaves so many pages of the disk.
func fill(t *testing.T, volume, filler string, pages int) {
	t.Helper()
	var stat syscall.Statfs_t
	err := errors.Join(os.RemoveAll(filler), syscall.Statfs(volume, &stat))
	if err == nil {
		free := max(0, int64(stat.Bavail)-int64(pages)) * stat.Bsize
		err = os.WriteFile(filler, make([]byte, free), disk.FileMode)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A workspace on a disk for reading only can be read, and nothing else.
func TestReadOnlyDisk(t *testing.T) {
	volume, inside := onOwnDisk(t)
	if !inside {
		return
	}
	w := newTestWorkspace(t)
	w.put(tinyCouncil(t).files())
	w.must(w.runArgs("2026Q4")...)
	lock := filepath.Join(w.folder, ".lock")
	aside := filepath.Join(w.folder, ".model.toml.new")
	remount := func(flags uintptr) {
		t.Helper()
		if err := syscall.Mount("", volume, "", syscall.MS_REMOUNT|flags, ""); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { remount(0) })
	for _, prepare := range []func() error{
		func() error { return nil },
		func() error { return os.WriteFile(aside, nil, disk.FileMode) }, // by a killed command
		func() error { return os.Remove(lock) },                         // no command was ever there
	} {
		remount(0)
		if err := prepare(); err != nil {
			t.Fatal(err)
		}
		remount(syscall.MS_RDONLY)
		w.readOnly("the workspace cannot be locked: read-only file system")
	}
}
