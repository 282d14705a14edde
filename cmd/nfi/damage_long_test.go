package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/refusal"
)

// damageHoleBytes is off by default, since not every disk has sparse files.
var damageHoleBytes = flag.Int64("damage-hole-bytes", 0,
	"run on a register with a hole of so many bytes in it")

// longLineMebibytes is the size of one line of the largest file that a test writes.
const longLineMebibytes = 64

// A line of 64 MiB, whatever it begins with, is one rejected row, and the rows after
// it are used. A line of 10 GB is a benchmark of package delimited, and in no file.
func TestRunLongLine(t *testing.T) {
	t.Parallel()
	w, c := newTestWorkspace(t), newDamagedCouncil(t)
	want := homeFlags(w.runOn(c.tables.files()))
	header, rows, _ := strings.Cut(c.tables[registerFile].text(), "\n")
	for _, begin := range []string{"", "\"", "x,"} {
		line := strings.NewReader(strings.Repeat("x", 1<<20))
		parts := []io.Reader{strings.NewReader(header + "\n" + begin)}
		for range longLineMebibytes {
			parts = append(parts, io.NewSectionReader(line, 0, line.Size()))
		}
		w.write(registerFile, io.MultiReader(append(parts, strings.NewReader("\n"+rows))...))
		if status := w.runWritten(); status != refusal.Done {
			t.Fatalf("status %d:\n%s", status, &w.stderr)
		}
		results := w.results("2026Q4")
		rejects := results.csv("rejects.csv")
		if len(rejects) != 1 || rejects[0]["line"] != "2" {
			t.Errorf("%d rows are rejected: %v", len(rejects), rejects)
		}
		for value, flags := range homeFlags(results) {
			if want[value] != flags {
				t.Errorf("the home worth %s is flagged %q, want %q", value, flags, want[value])
			}
		}
	}
}

// A file of any size with a hole in it is refused at the hole.
func TestRunHole(t *testing.T) {
	if *damageHoleBytes == 0 {
		t.Skip("off by default: -damage-hole-bytes 10737418240 makes a hole of 10 GiB")
	}
	w, c := newTestWorkspace(t), newDamagedCouncil(t)
	w.put(c.tables.files())
	path := filepath.Join(w.inputs, registerFile)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, info.Size()+*damageHoleBytes); err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("nfi: error: %s:%d: has a NUL byte", registerFile,
		len(c.tables[registerFile].rows)+2)
	status := w.runWritten()
	if status != refusal.Input || !strings.Contains(w.stderr.String(), want) {
		t.Errorf("status %d, want %q:\n%s", status, want, &w.stderr)
	}
}

// write writes one extract from a stream.
func (w *testWorkspace) write(name string, content io.Reader) {
	w.t.Helper()
	file, err := os.OpenFile(filepath.Join(w.inputs, name), os.O_CREATE|os.O_WRONLY|os.O_TRUNC,
		disk.FileMode)
	if err != nil {
		w.t.Fatal(err)
	}
	_, err = io.Copy(file, content)
	if err := errors.Join(err, file.Close()); err != nil {
		w.t.Fatal(err)
	}
}

// runWritten runs on the three extracts as they lie there.
func (w *testWorkspace) runWritten() int {
	args := []string{"run", "--workspace", w.folder, "--exercise", "2026Q4", "--codes",
		filepath.Join(w.inputs, codesFile)}
	for name, option := range runOptions {
		args = append(args, option, filepath.Join(w.inputs, name), option+"-date", runDates[name])
	}
	return w.nfi(args...)
}
