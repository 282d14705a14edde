package weigh

import (
	"bytes"
	"os"
	"os/exec"
	"regexp"
	"testing"
)

// fused are the instructions that multiply and add with one rounding. They give
// another last digit than a multiplication and an addition do, and only some
// processors have them: a weight made with one would differ by machine.
var fused = regexp.MustCompile(`(?m)^.*\sFN?M(ADD|SUB)[SD]\s.*$`)

// The compiler may fuse x*y + z where no conversion stands between: on arm64 it does.
func TestNoFusedMultiplyAdd(t *testing.T) {
	list := func(flags ...string) []byte {
		build := exec.Command("go", append(append([]string{"build"}, flags...), "nfimatch/match/...")...)
		build.Env = append(os.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0")
		out, err := build.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return out
	}
	code := list("-gcflags=nfimatch/match/...=-S")
	if !regexp.MustCompile(`(?m)\sFMULD\s`).Match(code) {
		t.Fatal("no multiplication is in the object code: the test looks at nothing")
	}
	for _, line := range fused.FindAll(code, -1) {
		if !bytes.Contains(line, []byte("/kernel/reference/")) { // tests only: no figure comes from it
			t.Errorf("fused: %s", line)
		}
	}
}
