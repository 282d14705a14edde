package disk

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"nfimatch/cmd/nfi/refusal"
)

// LockSuffix ends the name of every lock.
const LockSuffix = ".lock"

const holderBytesMax = 512

const holds = ", process " // between who holds a lock and the number

// ErrHeld is the error of a lock that another process has.
var ErrHeld = errors.New("held by another process")

// Lock keeps others from taking the lock at path until release is called or the process
// ends, however it ends. The file is made, and stays there: deleting it could let two
// commands hold two files of one name. who, user@host, is written into it with this
// process, for whoever finds it taken: that is refused by policy, naming the holder and
// since when. what is its name in messages: the workspace.
func Lock(path, what, who string) (release func(), err error) {
	file, err := openLocked(path)
	if errors.Is(err, ErrHeld) {
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
	if err := errors.Join(file.Truncate(0), writeHolder(file, who)); err != nil &&
		!IsDiskFull(err) {
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

// LockBeside is Lock for a folder that is replaced whole, and cannot hold its own lock:
// that is .NAME.lock beside it. what is the folder's name in messages.
func LockBeside(path, what, who string) (release func(), err error) {
	return Lock(lockBeside(path), what, who)
}

func lockBeside(path string) string {
	return filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+LockSuffix)
}

// WasLockedBeside reports whether LockBeside was ever taken for the folder at path.
func WasLockedBeside(path string) bool { return IsThere(lockBeside(path)) }

// LockToRead keeps out whoever calls Lock, where this command cannot write the lock, perhaps
// since it sees it through a mount for reading only. A lock that nobody ever took is not
// there, and keeps nobody out.
func LockToRead(path, what string) (release func(), err error) {
	file, err := openSharing(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return func() {}, nil
	case errors.Is(err, ErrHeld):
		return nil, inUse(path, what)
	case err != nil:
		return nil, fmt.Errorf("%s cannot be locked: %w", what, WithoutPath(err))
	}
	return func() { _ = closeLocked(file) }, nil
}

// Hold locks the file at path, making it, for a moment and without a holder's name; it is
// ErrHeld if another has it.
func Hold(path string) (release func() error, err error) {
	file, err := openLocked(path)
	if err != nil {
		return nil, err
	}
	return func() error { return closeLocked(file) }, nil
}

// inUse refuses what another command has.
func inUse(path, what string) error {
	return refusal.New(refusal.Policy, "wait until it is done; nothing was changed",
		"%s is in use%s", what, heldBy(path))
}

// writeHolder names this process of who for whoever finds the lock taken.
func writeHolder(file *os.File, who string) error {
	_, err := file.WriteAt(fmt.Append(nil, who, holds, os.Getpid(), "\n"), 0)
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
