package disk

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nfimatch/cmd/nfi/refusal"
)

// holdVariable makes this test's own program hold the lock that it names.
const holdVariable = "NFI_TEST_HOLD"

// A killed program lets go of its lock.
func TestLockEndsWithItsProcess(t *testing.T) {
	if path := os.Getenv(holdVariable); path != "" {
		if _, err := Lock(path, "the workspace", "clerk@desk"); err != nil {
			t.Fatal(err)
		}
		fmt.Print("held")
		time.Sleep(time.Minute)
		return
	}
	path := filepath.Join(t.TempDir(), LockSuffix)
	other := exec.Command(os.Args[0], "-test.run=^TestLockEndsWithItsProcess$")
	other.Env = append(os.Environ(), holdVariable+"="+path)
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
	_, err = Lock(path, "the workspace", "another")
	var f *refusal.Failure
	if !errors.As(err, &f) || f.Status != refusal.Policy ||
		!strings.HasPrefix(f.Error(),
			fmt.Sprintf("the workspace is in use by clerk@desk, process %d since 20",
				other.Process.Pid)) {
		t.Errorf("a held workspace: %v", err)
	}
	if err := other.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = other.Wait() // it was killed
	release, err := Lock(path, "the workspace", "another")
	if err != nil {
		t.Fatalf("after the holder was killed: %v", err)
	}
	release()
	if release, err = Lock(path, "the workspace", "again"); err != nil {
		t.Fatalf("after release: %v", err)
	}
	release()
}
