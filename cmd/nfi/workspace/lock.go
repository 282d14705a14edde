package workspace

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"nfimatch/cmd/nfi/refusal"
)

// lockFile is the file of a workspace whose holder alone runs in it. It stays there:
// deleting it could let two commands hold two files of one name.
const lockFile = ".lock"

const holderBytesMax = 512

// errHeld is what openLocked returns for a file that another process holds.
var errHeld = errors.New("held by another process")

// Lock keeps other runs out of the workspace until release is called or the process
// ends, however it ends. The holder, as user@host and process, is written into the
// lock for whoever finds it taken: that is refused by policy, naming the holder and
// since when.
func (w *Workspace) Lock(holder string) (release func(), err error) {
	path := w.Path(lockFile)
	file, err := openLocked(path)
	if errors.Is(err, errHeld) {
		return nil, refusal.New(refusal.Policy, "wait until it is done; nothing was changed",
			"the workspace is in use%s", heldBy(path))
	}
	if err != nil {
		return nil, fmt.Errorf("the workspace cannot be locked: %w", WithoutPath(err))
	}
	if err := errors.Join(file.Truncate(0), writeHolder(file, holder)); err != nil {
		return nil, errors.Join(fmt.Errorf("the workspace cannot be locked: %w", WithoutPath(err)),
			file.Close())
	}
	return func() {
		_ = file.Truncate(0) // nobody holds it any more; the lock itself ends with the file
		_ = file.Close()
	}, nil
}

func writeHolder(file *os.File, holder string) error {
	_, err := file.WriteAt([]byte(holder+"\n"), 0)
	return err
}

// heldBy says who holds the lock and since when, "" if that cannot be read: the holder
// may just be writing it.
func heldBy(path string) string {
	content, err := ReadFileWithin(path, holderBytesMax)
	info, statErr := os.Stat(path)
	holder := strings.TrimSpace(string(content))
	if err != nil || statErr != nil || holder == "" {
		return ""
	}
	return fmt.Sprintf(" by %s since %s", holder, info.ModTime().Format("2006-01-02 15:04"))
}

// Sweep deletes what killed runs left aside in the folder of all runs, and puts back
// results that were moved away and not replaced. Only the holder of the lock may call
// it.
func (w *Workspace) Sweep() error {
	entries, err := os.ReadDir(w.Path(RunsFolder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("folder %s cannot be read: %w", RunsFolder, WithoutPath(err))
	}
	for _, entry := range entries {
		name, hidden := strings.CutPrefix(entry.Name(), ".")
		name, isOld := strings.CutSuffix(name, oldSuffix)
		name, isNew := strings.CutSuffix(name, newSuffix)
		if !hidden || !isOld && !isNew || CheckExercise(name) != nil {
			continue
		}
		left, place := w.Path(RunsFolder, entry.Name()), w.Path(RunsFolder, name)
		_, err := os.Stat(place)
		if isOld && errors.Is(err, fs.ErrNotExist) {
			err = os.Rename(left, place)
		} else {
			err = os.RemoveAll(left)
		}
		if err != nil {
			return fmt.Errorf("what an earlier run left of %s cannot be deleted: %w",
				name, WithoutPath(err))
		}
	}
	return nil
}

// OnlyExercise reports whether no other exercise than this one has results.
func (w *Workspace) OnlyExercise(exercise string) (bool, error) {
	entries, err := os.ReadDir(w.Path(RunsFolder))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, fmt.Errorf("folder %s cannot be read: %w", RunsFolder, WithoutPath(err))
	}
	for _, entry := range entries {
		if entry.IsDir() && entry.Name() != exercise && !strings.HasPrefix(entry.Name(), ".") {
			return false, nil
		}
	}
	return true, nil
}

// asideOf returns where a folder is written before it takes its place, and where the
// one it replaces is moved.
func asideOf(path string) (made, old string) {
	hidden := filepath.Join(filepath.Dir(path), "."+filepath.Base(path))
	return hidden + newSuffix, hidden + oldSuffix
}

const (
	newSuffix = ".new"
	oldSuffix = ".old"
)
