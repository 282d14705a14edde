package workspace

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"nfimatch/cmd/nfi/refusal"
)

// lockFile is the file of a workspace whose holder alone runs in it. It stays there:
// deleting it could let two commands hold two files of one name.
const lockFile = ".lock"

const holderBytesMax = 512

const holds = ", process " // between who holds a lock and the number

// errHeld is what openLocked returns for a file that another process holds.
var errHeld = errors.New("held by another process")

// Lock keeps other runs out of the workspace until release is called or the process
// ends, however it ends. The holder, as user@host and process, is written into the
// lock for whoever finds it taken: that is refused by policy, naming the holder and
// since when.
func (w *Workspace) Lock(holder string) (release func(), err error) {
	return takeLock(w.Path(lockFile), "the workspace", holder)
}

// LockBeside keeps others that are to replace the folder at path from doing so as long
// as who, user@host, does, as Lock does for a workspace. The lock is a file beside the
// folder, .NAME.lock, which stays there; what is the folder's name in messages.
func LockBeside(path, what, who string) (release func(), err error) {
	return takeLock(lockBeside(path), what, holderOf(who))
}

func lockBeside(path string) string {
	return filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+lockFile)
}

// WasLockedBeside reports whether LockBeside was ever taken for the folder at path.
func WasLockedBeside(path string) bool { return isThere(lockBeside(path)) }

// takeLock locks the file at path, which stands for what.
func takeLock(path, what, holder string) (release func(), err error) {
	file, err := openLocked(path)
	if errors.Is(err, errHeld) {
		return nil, inUse(path, what)
	}
	if err != nil {
		return nil, fmt.Errorf("%s cannot be locked: %w", what, WithoutPath(err))
	}
	if !isLock(file) {
		_ = closeLocked(file) // nothing was written
		return nil, refusal.New(refusal.Usage, "move "+filepath.Base(path)+" away, if it is yours",
			"%s cannot be locked: the file of its lock is none of this program", what)
	}
	// A full disk keeps nobody out: a purge is how room is made.
	err = file.Truncate(0)
	if _, failed := file.WriteAt([]byte(holder+"\n"), 0); failed != nil {
		err = failed
	}
	if err != nil && !IsDiskFull(err) {
		return nil, errors.Join(fmt.Errorf("%s cannot be locked: %w", what, WithoutPath(err)),
			closeLocked(file))
	}
	return func() {
		_ = file.Truncate(0) // nobody holds it any more
		_ = closeLocked(file)
	}, nil
}

// isLock reports whether an open file is a lock: it is empty, or has the line of a holder
// that was killed.
func isLock(file *os.File) bool {
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() > holderBytesMax {
		return false
	}
	content, err := io.ReadAll(file)
	line, rest, ended := strings.Cut(string(content), "\n")
	return err == nil && (line == "" && !ended || strings.Contains(line, holds) && rest == "")
}

// lockToRead keeps commands from writing in a workspace that this one cannot write in,
// perhaps since it sees it through a mount for reading only. Where no command ever
// entered there is no lock, and nobody to keep out.
func (w *Workspace) lockToRead() (release func(), err error) {
	path := w.Path(lockFile)
	file, err := openSharing(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return func() {}, nil
	case errors.Is(err, errHeld):
		return nil, inUse(path, "the workspace")
	case err != nil:
		return nil, fmt.Errorf("the workspace cannot be locked: %w", WithoutPath(err))
	}
	return func() { _ = closeLocked(file) }, nil
}

// inUse refuses what another command has.
func inUse(path, what string) error {
	return refusal.New(refusal.Policy, "wait until it is done; nothing was changed",
		"%s is in use%s", what, heldBy(path))
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

// Sweep deletes what killed commands left aside in the workspace and beside its key
// file, and puts back results that were moved away and not replaced. Lists and a
// ledger that lie aside may be in the log: Asides finds them. Only the holder of the lock
// may call it.
func (w *Workspace) Sweep() error {
	for _, folder := range []string{".", SealsFolder, CertificatesFolder} {
		if err := w.sweepFiles(folder); err != nil {
			return err
		}
	}
	if err := w.sweepRuns(); err != nil {
		return err
	}
	return w.sweepKeys()
}

// sweepKeys deletes the unfinished head of the log and the unfinished key file, unless
// a command of another workspace is writing that now.
func (w *Workspace) sweepKeys() error {
	failed := func(path string, err error) error {
		return fmt.Errorf("what an earlier command left of %s cannot be deleted: %w",
			filepath.Base(path), WithoutPath(err))
	}
	head, _ := AsideOf(w.headPath())
	if isThere(head) {
		if err := os.Remove(head); err != nil {
			return failed(w.headPath(), err)
		}
	}
	keys, _ := AsideOf(w.Config.KeyFile)
	if !isThere(keys) {
		return nil
	}
	lock, err := openLocked(w.Config.KeyFile + lockFile)
	if errors.Is(err, errHeld) {
		return nil
	}
	if err == nil {
		err = os.Remove(keys)
		if errors.Is(err, fs.ErrNotExist) {
			err = nil // it took its place meanwhile
		}
		err = errors.Join(err, closeLocked(lock))
	}
	if err != nil {
		return failed(w.Config.KeyFile, err)
	}
	return nil
}

// isThere reports whether path has anything. A folder for reading only refuses even to
// delete what is not there.
func isThere(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// sweepFiles deletes the unfinished files in a folder of the workspace.
func (w *Workspace) sweepFiles(folder string) error {
	entries, err := readFolder(w.Path(folder))
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name, ok := asideName(entry.Name(), newSuffix)
		if ok && entry.Type().IsRegular() && name != FirstSeenFile {
			if err := os.Remove(w.Path(folder, entry.Name())); err != nil {
				return fmt.Errorf("what an earlier command left of %s cannot be deleted: %w",
					name, WithoutPath(err))
			}
		}
	}
	return nil
}

func (w *Workspace) sweepRuns() error {
	left, err := LeftIn(w.Path(RunsFolder))
	for _, one := range left {
		if CheckExercise(filepath.Base(one.Place)) == nil && err == nil {
			_, err = one.Settle()
		}
	}
	return err
}

// A Left is a folder that a killed command left aside: unfinished, or moved away to make
// room.
type Left struct {
	Path, Place string // where it lies, and where it belongs
	old         bool
}

// LeftIn returns what killed commands, and living ones, have aside in a folder.
func LeftIn(folder string) (left []Left, err error) {
	entries, err := readFolder(folder)
	for _, entry := range entries {
		name, old := asideName(entry.Name(), oldSuffix)
		made := false
		if !old {
			name, made = asideName(entry.Name(), newSuffix)
		}
		if old || made {
			left = append(left, Left{filepath.Join(folder, entry.Name()), filepath.Join(folder, name), old})
		}
	}
	return left, err
}

// Settle deletes what was left, or puts back what was moved away and not replaced. Only
// the holder of the lock of its place may call it.
func (l Left) Settle() (back bool, err error) {
	if l.old && !isThere(l.Place) {
		back, err = true, os.Rename(l.Path, l.Place)
	} else {
		err = os.RemoveAll(l.Path)
	}
	if err != nil {
		err = fmt.Errorf("what an earlier run left of %s cannot be deleted: %w",
			filepath.Base(l.Place), WithoutPath(err))
	}
	return back, err
}

// readFolder returns what is in a folder; one that is not there holds nothing.
func readFolder(path string) ([]fs.DirEntry, error) {
	entries, err := os.ReadDir(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("folder %s cannot be read: %w", filepath.Base(path), WithoutPath(err))
	}
	return entries, nil
}

// OnlyExercise reports whether no other exercise than this one has results.
func (w *Workspace) OnlyExercise(exercise string) (bool, error) {
	entries, err := w.List(RunsFolder)
	return !slices.ContainsFunc(entries, func(entry fs.DirEntry) bool {
		return entry.IsDir() && entry.Name() != exercise
	}), err
}

// AsideOf returns where a file or folder is written before it takes its place, and
// where a folder that it replaces is moved.
func AsideOf(path string) (made, old string) {
	hidden := filepath.Join(filepath.Dir(path), "."+filepath.Base(path))
	return hidden + newSuffix, hidden + oldSuffix
}

// asideName is the inverse of AsideOf for one of the suffixes.
func asideName(hidden, suffix string) (name string, ok bool) {
	name, dotted := strings.CutPrefix(hidden, ".")
	name, ok = strings.CutSuffix(name, suffix)
	return name, dotted && ok
}

const (
	newSuffix = ".new"
	oldSuffix = ".old"
)
