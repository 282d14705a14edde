//go:build unix

package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/exercise"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/report/cases"
)

// A kill ends a real process of nfi at a moment of a seeded source: every other one
// anywhere in the command's time, the rest after it has begun to write.
type kill struct {
	what     string
	times    int
	from     string // the state of the workspace it begins with
	today    string
	exercise string // that it makes; "" = it makes none
	args     []string
	writing  string // a file of the place that changes when the command begins to write
}

// killsWanted is how many commands are killed in all.
const killsWanted = 50

// killsLivingMin is how many of them at least must be killed before they have ended, on
// the slowest and the busiest machine.
const killsLivingMin = 20

// killsOn returns all kills, in groups that share a workspace.
func killsOn(w *testWorkspace) map[string][]kill {
	list := []string{"worklist", "--workspace", w.folder, "--take", "2", "--officer", "akhan",
		"--reason", "desk check Q4"}
	purge := []string{"purge", "--workspace", w.folder, "--due", "--do"}
	const seals = "metro/seals/.2026Q4.zip.new"
	return map[string][]kill{
		"first": {
			{"the first run", 14, "new", dayOfRun, "2026Q4", w.runArgs("2026Q4"), seals},
			{"a run that makes its key", 4, "new", dayOfRun, "2027Q2", w.runArgs("2027Q2"), "metro.keys"},
		},
		"again": {
			{"a further run", 12, "ran", dayOfRun, "2026Q4", w.runArgs("2026Q4"), seals},
		},
		"later": {
			{"a list", 10, "ran", dayOfRun, "", list, "metro/audit.log"},
			{"a purge", 6, "listed", dayAllDue, "", purge, "metro/certificates"},
			{"a purge of the log", 4, "purged", dayLogDue, "", purge, "metro/certificates"},
		},
	}
}

// Whenever a command is killed, no file is half there, no text of the data is in clear
// that was not opened, the next command works, and the same command once more leaves
// what an undisturbed one does.
func TestKilledAtAnyMoment(t *testing.T) {
	t.Parallel()
	var living, all atomic.Int32
	t.Run("groups", func(t *testing.T) {
		for _, group := range []string{"first", "again", "later"} {
			t.Run(group, func(t *testing.T) {
				t.Parallel()
				k := newKilling(t)
				for number, one := range killsOn(k.w)[group] {
					one.measure(k)
					for i := range one.times {
						all.Add(1)
						if one.once(k, rand.New(rand.NewPCG(uint64(number), uint64(i))), i%2 == 1) {
							living.Add(1)
						}
						if t.Failed() {
							t.Fatalf("%s, kill %d", one.what, i+1)
						}
					}
				}
			})
		}
	})
	t.Logf("%d of %d commands were killed before they had ended", living.Load(), all.Load())
	if !t.Failed() && (all.Load() != killsWanted || living.Load() < killsLivingMin) {
		t.Errorf("of %d kills, %d must be on living commands", killsWanted, killsLivingMin)
	}
}

// killing is a workspace that commands are killed in, with what they leave when they
// are not.
type killing struct {
	*testing.T
	w         *testWorkspace
	place     string // the folder of the workspace, of the keys and of the extracts
	canaries  *canaries
	states    map[string]map[string][]byte
	reference map[string][]byte // a run's files
	sealed    map[string]string // the texts of each case
	whole     time.Duration     // of the command, undisturbed
	writing   time.Duration     // of that, since it began to write
}

// newKilling brings a workspace into every state that commands begin with.
func newKilling(t *testing.T) *killing {
	t.Helper()
	w := newTestWorkspace(t)
	k := &killing{T: t, w: w, place: filepath.Dir(w.folder), states: map[string]map[string][]byte{}}
	council, found := canaryCouncil(t)
	k.canaries = found
	w.put(council.files())
	k.keep("new")
	w.must(w.runArgs("2026Q4")...)
	k.keep("ran")
	k.reference, k.sealed = w.results("2026Q4").files, w.sealedTexts("2026Q4")
	if len(k.sealed) < 8 {
		t.Fatalf("%d cases are too few", len(k.sealed))
	}
	w.must("worklist", "--workspace", w.folder, "--take", decimal(len(k.sealed)), "--officer",
		"akhan", "--reason", "desk check Q4")
	k.keep("listed")
	w.env.now = clockAt(t, dayAllDue)
	w.must("purge", "--workspace", w.folder, "--due", "--do")
	k.keep("purged")
	return k
}

// keep remembers all that commands write.
func (k *killing) keep(state string) { k.states[state] = k.files() }

// files reads all that commands write, by path below the place.
func (k *killing) files() map[string][]byte {
	k.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(k.place, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			if path == k.w.inputs {
				return filepath.SkipDir
			}
			return err
		}
		name, err := filepath.Rel(k.place, path)
		if err == nil {
			files[filepath.ToSlash(name)], err = os.ReadFile(path)
		}
		return err
	})
	if err != nil {
		k.Fatal(err)
	}
	return files
}

// restore makes a place what it was in a state.
func (k *killing) restore(state string) {
	k.Helper()
	entries, err := os.ReadDir(k.place)
	if err != nil {
		k.Fatal(err)
	}
	for _, entry := range entries {
		if path := filepath.Join(k.place, entry.Name()); path != k.w.inputs {
			if err := os.RemoveAll(path); err != nil {
				k.Fatal(err)
			}
		}
	}
	for name, content := range k.states[state] {
		path := filepath.Join(k.place, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), disk.FolderMode); err != nil {
			k.Fatal(err)
		}
		if err := os.WriteFile(path, content, disk.FileMode); err != nil {
			k.Fatal(err)
		}
	}
}

// start begins the command as a process of its own and returns a channel that closes
// when the process has begun to write, and one that has its end.
func (c *kill) start(k *killing) (process *exec.Cmd, writes chan struct{}, ended chan error) {
	k.Helper()
	path := filepath.Join(k.place, filepath.FromSlash(c.writing))
	before, _ := os.Lstat(path)
	process = exec.Command("nfi", c.args...)
	process.Env = append(os.Environ(), todayVariable+"="+c.today)
	k.w.stdout.Reset()
	k.w.stderr.Reset()
	process.Stdout, process.Stderr = &k.w.stdout, &k.w.stderr
	if err := process.Start(); err != nil {
		k.Fatal(err)
	}
	writes, ended = make(chan struct{}), make(chan error, 1)
	over := make(chan struct{})
	go func() {
		ended <- process.Wait()
		close(over)
	}()
	go func() {
		defer close(writes)
		for {
			now, err := os.Lstat(path)
			if err == nil && (before == nil || !os.SameFile(before, now) ||
				now.ModTime() != before.ModTime()) {
				return
			}
			select {
			case <-over:
				return
			case <-time.After(50 * time.Microsecond):
			}
		}
	}()
	return process, writes, ended
}

// measure takes the time of the command when nobody kills it: the shorter of two.
func (c *kill) measure(k *killing) {
	k.whole, k.writing = time.Minute, time.Minute
	for range 2 {
		k.restore(c.from)
		start := time.Now()
		_, writes, ended := c.start(k)
		<-writes
		writing := time.Now()
		if err := <-ended; err != nil {
			k.Fatalf("%s: %v\n%s", c.what, err, &k.w.stderr)
		}
		k.whole, k.writing = min(k.whole, time.Since(start)), min(k.writing, time.Since(writing))
	}
}

// once kills the command once, and looks at what that leaves before and after the next
// commands. It reports whether the command had not ended before.
func (c *kill) once(k *killing, random *rand.Rand, late bool) (living bool) {
	k.restore(c.from)
	process, writes, ended := c.start(k)
	wait := k.whole
	if late {
		<-writes
		wait = k.writing
	}
	time.Sleep(time.Duration(random.Int64N(int64(wait))))
	_ = process.Process.Kill() // it may have ended
	if err := <-ended; err != nil {
		status, _ := process.ProcessState.Sys().(syscall.WaitStatus)
		if living = status.Signaled(); !living {
			k.Errorf("%s ended by itself: %v\n%s", c.what, err, &k.w.stderr)
		}
	}
	k.noLeaks(c.what + ", killed")
	k.noneTorn(c)
	key := k.exerciseKey(c.exercise)
	left := k.files()
	k.w.env.now = clockAt(k.T, c.today)
	for _, next := range [][]string{{"audit", "verify"}, {"retention"}, {"purge", "--due"}} {
		k.must(c.what+" was killed", append(next, "--workspace", k.w.folder)...)
	}
	k.noneAside(c.what + " was killed, and the next command")
	k.must(c.what+" was killed", c.args...)
	k.must(c.what+" was killed and run again", "audit", "verify", "--workspace", k.w.folder)
	k.noneAside(c.what + " was killed and run again")
	k.noLeaks(c.what + ", killed and run again")
	k.noneTorn(c)
	if again := k.exerciseKey(c.exercise); key != "" && again != key {
		k.Errorf("%s was killed: %s has another key then", c.what, c.exercise)
	}
	switch {
	case c.exercise != "":
		k.asUndisturbed(c, left)
	case c.args[0] == "purge":
		k.nothingLeft()
	}
	return living
}

// must runs a command that must end well.
func (k *killing) must(when string, args ...string) {
	k.Helper()
	if status := k.w.nfi(args...); status != refusal.Done {
		k.Errorf("%s: nfi %s ends with status %d\n%s", when, args[0], status, &k.w.stderr)
	}
}

// isAside reports whether a name below the place is one for unfinished work.
func isAside(name string) bool {
	return slices.ContainsFunc(strings.Split(name, "/"), func(element string) bool {
		return strings.HasPrefix(element, ".") && !strings.HasSuffix(element, ".lock")
	})
}

// noneAside looks for unfinished files.
func (k *killing) noneAside(when string) {
	k.Helper()
	for name := range k.files() {
		if isAside(name) {
			k.Errorf("%s left %s", when, name)
		}
	}
}

// homeForm is what tells one home of canaries from another.
var homeForm = regexp.MustCompile(`XQ[BCDFGHJKLM]{4}|9990007654\d\d|7654321\d\d`)

// noLeaks looks for texts in clear: in a list only those of cases that the log says are
// opened, and elsewhere none.
func (k *killing) noLeaks(when string) {
	k.Helper()
	files := k.files()
	var opened strings.Builder
	for _, e := range eventsIn(files["metro/"+workspace.AuditFile]) {
		if e.Kind == cases.KindOpening {
			opened.WriteString(strings.ToUpper(k.sealed[e.Case]))
		}
	}
	files["standard output"], files["standard error"] = k.w.stdout.Bytes(), k.w.stderr.Bytes()
	for name, content := range files {
		if !strings.HasPrefix(name, "metro/"+workspace.ListsFolder+"/") {
			if leak := k.canaries.leakIn(name, content); leak != "" {
				k.Errorf("%s: %s holds %s", when, name, leak)
			}
			continue
		}
		text := string(bytes.ToUpper(unzipped(k.T, content)))
		for _, canary := range homeForm.FindAllString(text, -1) {
			if !strings.Contains(opened.String(), canary) {
				k.Errorf("%s: %s holds %s, of no case that was opened", when, name, canary)
			}
		}
	}
}

// eventsIn returns the whole lines of an audit log as it lies there.
func eventsIn(log []byte) (events []cases.Event) {
	for line := range bytes.Lines(log) {
		_, text, _ := bytes.Cut(bytes.TrimSuffix(line, []byte("\n")), []byte(" "))
		var e cases.Event
		if e.UnmarshalJSON(text) == nil {
			events = append(events, e)
		}
	}
	return events
}

// noneTorn looks at every file under its own name: it is whole, or it is not there.
func (k *killing) noneTorn(c *kill) {
	k.Helper()
	files := k.files()
	digests := map[string]bool{}
	for _, e := range eventsIn(files["metro/"+workspace.AuditFile]) {
		digests[e.SHA256] = true
	}
	runFiles := 0
	for name, content := range files {
		base := path.Base(name)
		whole := true
		switch folder, _, _ := strings.Cut(strings.TrimPrefix(name, "metro/"), "/"); {
		case isAside(name) || strings.HasSuffix(base, ".lock") || base == workspace.AuditFile:
		case base == exercise.TimingFile || strings.HasSuffix(base, ".json"):
			whole = json.Valid(content)
			runFiles++
		case folder == workspace.RunsFolder:
			runFiles++
			whole = c.exercise == "2027Q2" || bytes.Equal(content, k.reference[base])
		case folder == workspace.ListsFolder:
			digest := sha256.Sum256(content)
			whole = digests[hex.EncodeToString(digest[:])]
		case folder == workspace.CertificatesFolder:
			whole = bytes.HasSuffix(bytes.TrimSpace(content), []byte("</html>"))
		case name == "metro.keys":
			_, err := workspace.ReadKeyring(filepath.Join(k.place, name))
			whole = err == nil
		case strings.HasPrefix(name, "metro.keys."):
			_, err := cases.ParseHead(content)
			whole = err == nil
		case folder == workspace.SealsFolder:
			k.w.sealedTexts(strings.TrimSuffix(base, path.Ext(base))) // each can be opened
		default:
			whole = len(content) > 0
		}
		if !whole {
			k.Errorf("%s was killed: %s is not whole: %d bytes", c.what, name, len(content))
		}
	}
	if c.exercise != "" && runFiles != 0 && runFiles != len(k.reference) {
		k.Errorf("%s was killed: its folder has %d files", c.what, runFiles)
	}
}

// exerciseKey returns the key of an exercise, "" if it has none.
func (k *killing) exerciseKey(name string) string {
	k.Helper()
	parts := bytes.Split(k.files()["metro.keys"], []byte("[exercise."+name+"]\n"))
	if name == "" || len(parts) == 1 {
		return ""
	}
	if len(parts) > 2 {
		k.Errorf("%s has %d keys", name, len(parts)-1)
	}
	line, _, _ := bytes.Cut(parts[1], []byte("\n"))
	return string(line)
}

// asUndisturbed compares what a run leaves with that of one that was not killed; left
// is what was there before it was run again.
func (k *killing) asUndisturbed(c *kill, left map[string][]byte) {
	k.Helper()
	now := k.files()
	folder := "metro/" + workspace.RunsFolder + "/" + c.exercise + "/"
	found := 0
	for name, content := range now {
		base, isRun := strings.CutPrefix(name, folder)
		if !isRun {
			continue
		}
		found++
		want := k.reference[base]
		if c.exercise == "2027Q2" { // with a key of its own: like its own results at most
			want = left[name]
		}
		if want != nil && base != exercise.TimingFile && !bytes.Equal(content, want) {
			k.Errorf("%s was killed: the next %s is another", c.what, base)
		}
	}
	if found != len(k.reference) {
		k.Errorf("%s was killed: the next has %d files, want %d", c.what, found, len(k.reference))
	}
	if !maps.Equal(k.w.sealedTexts(c.exercise), k.textsOf(c.exercise)) {
		k.Errorf("%s was killed: the next seals other texts", c.what)
	}
}

// textsOf returns the texts of an exercise's cases, which are those of 2026Q4 under
// other names.
func (k *killing) textsOf(name string) map[string]string {
	texts := map[string]string{}
	for one, text := range k.sealed {
		texts[strings.Replace(one, "2026Q4", name, 1)] = text
	}
	return texts
}

// nothingLeft looks for what a purge must have deleted.
func (k *killing) nothingLeft() {
	k.Helper()
	certificates := 0
	files := k.files()
	state := cases.Fold(eventsIn(files["metro/"+workspace.AuditFile]))
	if len(state.Unfinished) > 0 || len(state.Runs) > 0 || len(state.Taken) > 0 {
		k.Errorf("after a purge that was killed there are in force %d purges that have not ended, "+
			"%d runs and %d cases", len(state.Unfinished), len(state.Runs), len(state.Taken))
	}
	for name := range files {
		folder, _, _ := strings.Cut(strings.TrimPrefix(name, "metro/"), "/")
		switch {
		case slices.Contains([]string{workspace.RunsFolder, workspace.SealsFolder,
			workspace.ListsFolder}, folder), strings.HasSuffix(name, ".plan.json"):
			k.Errorf("after a purge that was killed there is %s", name)
		case folder == workspace.CertificatesFolder:
			certificates++
		}
	}
	if certificates < 2 {
		k.Errorf("after a purge that was killed there are %d files of certificates", certificates)
	}
	if k.exerciseKey("2026Q4") != "" {
		k.Error("after a purge that was killed the exercise has its key")
	}
}
