//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"nfimatch/cmd/nfi/exercise"
)

// emulators run programs for arm64 on other processors.
var emulators = []string{"qemu-aarch64-static", "qemu-aarch64"}

// emulated returns a command that runs this package's nfi as it is on arm64. It skips
// the test where there is no emulator.
func emulated(t *testing.T) (command func(args ...string) *exec.Cmd) {
	t.Helper()
	if runtime.GOARCH == "arm64" {
		t.Skip("this is arm64: there is nothing to compare with")
	}
	emulator := ""
	for _, name := range emulators {
		if path, err := exec.LookPath(name); err == nil {
			emulator = path
		}
	}
	if emulator == "" {
		t.Skipf("needs one of %v in the path", emulators)
	}
	binary := filepath.Join(t.TempDir(), "nfi")
	build := exec.Command("go", "test", "-c", "-o", binary, ".")
	build.Env = append(os.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building for arm64: %v\n%s", err, out)
	}
	return func(args ...string) *exec.Cmd {
		return exec.Command(emulator, append([]string{"-0", "nfi", binary}, args...)...)
	}
}

// A first run, which estimates its weights, gives the same bytes on another processor.
func TestRunOnARM(t *testing.T) {
	if testing.Short() {
		t.Skip("an emulator is slow")
	}
	nfi := emulated(t)
	c := largerCouncil(t, 11)
	ours, theirs := newTestWorkspace(t), newTestWorkspace(t)
	want := ours.runOn(c.files(), keepAll...)
	model := readFolder(t, ours.folder)[exercise.ModelFile]

	theirs.put(c.files())
	run := nfi(append(theirs.runArgs("2026Q4"), keepAll...)...)
	run.Env = append(os.Environ(), todayVariable+"="+dayOfRun)
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("on arm64: %v\n%s", err, out)
	}
	sameBytes(t, "on arm64", theirs.results("2026Q4"), want)
	if !bytes.Equal(readFolder(t, theirs.folder)[exercise.ModelFile], model) || len(model) == 0 {
		t.Error("the weights estimated on arm64 are others, or none")
	}
}
