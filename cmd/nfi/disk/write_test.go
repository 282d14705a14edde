package disk

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWriteFile(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "flags.csv")
	if err := WriteBytes(path, []byte("one\n")); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("disk full")
	err := WriteFile(path, func(w io.Writer) error {
		if _, err := w.Write([]byte("half")); err != nil {
			return err
		}
		return broken
	})
	if !errors.Is(err, broken) || !strings.HasPrefix(err.Error(), "flags.csv cannot be written: ") {
		t.Errorf("WriteFile: %v", err)
	}
	if content, err := os.ReadFile(path); string(content) != "one\n" {
		t.Errorf("the file holds %q, %v after a failed write", content, err)
	}
	if entries, _ := os.ReadDir(folder); len(entries) != 1 {
		t.Errorf("left beside the file: %v", entries)
	}
	missing := filepath.Join(folder, "nowhere", "flags.csv")
	if err := WriteBytes(missing, nil); err == nil || strings.Contains(err.Error(), folder) {
		t.Errorf("writing into no folder: %v", err)
	}
}

func TestReplaceFolder(t *testing.T) {
	runs := t.TempDir()
	path := filepath.Join(runs, "2026Q4")
	write := func(name string, then error) func(string) error {
		return func(folder string) error {
			return errors.Join(WriteBytes(filepath.Join(folder, name), nil), then)
		}
	}
	holds := func(want string) {
		t.Helper()
		var names []string
		all, err := filepath.Glob(filepath.Join(runs, "*", "*"))
		if err != nil {
			t.Fatal(err)
		}
		hidden, err := filepath.Glob(filepath.Join(runs, ".*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range append(all, hidden...) {
			names = append(names, filepath.Base(name))
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("the runs hold %q, want %q", got, want)
		}
	}
	if err := ReplaceFolder(path, write("one", nil)); err != nil {
		t.Fatal(err)
	}
	holds("one")
	if err := ReplaceFolder(path, write("two", errors.New("cut off"))); err == nil {
		t.Error("a failed run reported success")
	}
	holds("one")
	// What a killed run left is no part of the next.
	if err := os.MkdirAll(filepath.Join(runs, ".2026Q4.new", "left"), FolderMode); err != nil {
		t.Fatal(err)
	}
	if err := ReplaceFolder(path, write("three", nil)); err != nil {
		t.Fatal(err)
	}
	holds("three")
}
