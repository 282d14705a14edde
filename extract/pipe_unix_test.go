//go:build unix

package extract

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"nfimatch/extract/layout"
)

// TestPipeIsRefused: opening a pipe would wait for ever for its writer.
func TestPipeIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe.csv")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	if _, err := layout.Recognise(path); err == nil || !strings.Contains(err.Error(), "is a pipe") {
		t.Errorf("a pipe gives %v", err)
	}
}
