package workspace

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/report/cases"
)

// newTestWorkspace makes a workspace with its keys beside it.
func newTestWorkspace(t *testing.T) *Workspace {
	t.Helper()
	place := t.TempDir()
	c := DefaultConfig()
	c.KeyFile = filepath.Join(place, "metro.keys")
	w := &Workspace{Folder: filepath.Join(place, "metro"), Config: c}
	if err := Create(w.Folder, c, false); err != nil {
		t.Fatal(err)
	}
	return w
}

// enter gives the workspace to a command of the test.
func enter(t *testing.T, w *Workspace) (*Session, error) {
	t.Helper()
	noon := func() time.Time { return time.Date(2026, 12, 15, 12, 0, 0, 0, time.UTC) }
	return w.Enter("clerk@desk", noon, refusal.Voice{Out: io.Discard, Err: io.Discard})
}

func mustEnter(t *testing.T, w *Workspace) *Session {
	t.Helper()
	s, err := enter(t, w)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// hold is an event that any log may have.
func hold(why string) cases.Event {
	return cases.Event{Kind: cases.KindHold, Exercise: "2026Q4", Reason: why}
}

func TestAuditGrows(t *testing.T) {
	w := newTestWorkspace(t)
	for lines := range 3 {
		s := mustEnter(t, w)
		if n := len(s.Audit.Log().Events); n != 2*lines {
			t.Fatalf("the log has %d lines, want %d", n, 2*lines)
		}
		if err := s.Audit.Append(hold("one"), hold("two")); err != nil {
			t.Fatal(err)
		}
		if n := len(s.Audit.Log().Events); n != 2*lines+2 {
			t.Errorf("after appending the log has %d lines, want %d", n, 2*lines+2)
		}
		s.Leave()
	}
	s := mustEnter(t, w)
	defer s.Leave()
	last := s.Audit.Log().Events[5]
	if last.By != "clerk@desk" || last.At != "2026-12-15T12:00:00Z" || last.Reason != "two" {
		t.Errorf("the last line is %+v", last)
	}
	if s.Audit.State().Holds["2026Q4"].Reason != "two" {
		t.Errorf("in force is %+v", s.Audit.State().Holds)
	}
	info, err := os.Stat(w.Path(AuditFile))
	if err != nil || info.Mode().Perm() != disk.FileMode {
		t.Errorf("%s: %v, %v", AuditFile, info.Mode(), err)
	}
}

// Whatever takes the log or its head away, or puts an earlier one back, is seen.
func TestAuditAndHeadBelongTogether(t *testing.T) {
	w := newTestWorkspace(t)
	s := mustEnter(t, w)
	path, head := w.Path(AuditFile), w.headPath()
	keep := func(path string) []byte {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return content
	}
	if err := s.Audit.Append(hold("one")); err != nil {
		t.Fatal(err)
	}
	earlierLog, earlierHead := keep(path), keep(head)
	if err := s.Audit.Append(hold("two")); err != nil {
		t.Fatal(err)
	}
	s.Leave()
	wholeLog, wholeHead := keep(path), keep(head)
	for what, files := range map[string][2][]byte{
		"no log": {nil, wholeHead}, "no head": {wholeLog, nil}, "an empty log": {{}, wholeHead},
		"an earlier log": {earlierLog, wholeHead}, "an earlier head": {wholeLog, earlierHead},
		"an empty head": {wholeLog, {}},
	} {
		for i, path := range []string{path, head} {
			err := os.Remove(path)
			if files[i] != nil {
				err = os.WriteFile(path, files[i], disk.FileMode)
			}
			if err != nil && !errors.Is(err, os.ErrNotExist) {
				t.Fatal(err)
			}
		}
		s, err := enter(t, w)
		if err == nil {
			s.Leave()
		}
		var f *refusal.Failure
		if !errors.As(err, &f) || f.Status != refusal.Integrity {
			t.Errorf("%s: %v", what, err)
		}
	}
	for path, content := range map[string][]byte{path: earlierLog, head: earlierHead} {
		if err := os.WriteFile(path, content, disk.FileMode); err != nil {
			t.Fatal(err)
		}
	}
	mustEnter(t, w).Leave() // both put back: nothing outside tells that
}

// A machine that stops while a line is written leaves a log that can be gone on with.
func TestAuditAfterAStop(t *testing.T) {
	w := newTestWorkspace(t)
	s := mustEnter(t, w)
	if err := s.Audit.Append(hold("one")); err != nil {
		t.Fatal(err)
	}
	lines, pending, _, err := cases.Append(s.Audit.Head(), cases.Event{Kind: cases.KindHold,
		Exercise: "2027Q1", Reason: "cut off", At: "2026-12-15T12:00:00Z", By: "clerk@desk"})
	if err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(w.Path(AuditFile))
	if err != nil {
		t.Fatal(err)
	}
	s.Leave()
	for cut := range len(lines) + 1 {
		if err := errors.Join(os.WriteFile(w.headPath(), cases.HeadText(pending), disk.FileMode),
			os.WriteFile(w.Path(AuditFile), append(whole[:len(whole):len(whole)], lines[:cut]...),
				disk.FileMode)); err != nil {
			t.Fatal(err)
		}
		s := mustEnter(t, w)
		want := 1
		if cut == len(lines) {
			want = 2
		}
		if n := len(s.Audit.Log().Events); n != want {
			t.Fatalf("cut at %d the log has %d lines, want %d", cut, n, want)
		}
		if err := s.Audit.Append(hold("after")); err != nil {
			t.Fatal(err)
		}
		s.Leave()
		s = mustEnter(t, w)
		if n := len(s.Audit.Log().Events); n != want+1 {
			t.Fatalf("cut at %d and gone on with the log has %d lines, want %d", cut, n, want+1)
		}
		s.Leave()
	}
}

// Two workspaces may share a key file: each has a head of its own.
func TestAuditsSharingAKeyFile(t *testing.T) {
	one := newTestWorkspace(t)
	c := DefaultConfig()
	c.KeyFile = one.Config.KeyFile
	two := filepath.Join(filepath.Dir(one.Folder), "other")
	if err := Create(two, c, true); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{one.Folder, two} {
		w, err := Find(folder, "")
		if err != nil {
			t.Fatal(err)
		}
		s := mustEnter(t, w)
		if err := s.Audit.Append(hold("of " + filepath.Base(folder))); err != nil {
			t.Fatal(err)
		}
		if n := len(s.Audit.Log().Events); n != 1 {
			t.Errorf("%s has %d lines", folder, n)
		}
		s.Leave()
	}
	heads, err := filepath.Glob(one.Config.KeyFile + ".*.audit")
	if err != nil || len(heads) != 2 {
		t.Errorf("beside the key file are %v, %v", heads, err)
	}
}

// A log that cannot be written keeps what it should record from being done.
func TestAuditThatCannotBeWritten(t *testing.T) {
	w := newTestWorkspace(t)
	s := mustEnter(t, w)
	defer s.Leave()
	if err := os.Mkdir(w.Path(AuditFile), disk.FolderMode); err != nil {
		t.Fatal(err)
	}
	err := s.Audit.Append(hold("one"))
	if err == nil || !strings.HasPrefix(err.Error(), AuditFile+" cannot be written: ") {
		t.Errorf("appending ended with %v", err)
	}
	if len(s.Audit.Log().Events) != 0 || len(s.Audit.State().Holds) != 0 {
		t.Error("what was not written counts")
	}
}
