//go:build unix

package disk

import (
	"errors"
	"os"
	"syscall"
)

// openLocked opens path, making it, and locks it; ErrHeld if another has. The system
// lets go of the lock when the process ends, even if it is killed. A symbolic link is an
// error: a lock is written to.
func openLocked(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, FileMode)
	if err != nil {
		return nil, err
	}
	return flocked(file, syscall.LOCK_EX)
}

// openSharing opens path for reading and locks it against openLocked alone; ErrHeld if
// that has it.
func openSharing(path string) (*os.File, error) {
	file, err := Open(path)
	if err != nil {
		return nil, err
	}
	return flocked(file, syscall.LOCK_SH)
}

// flocked locks file, or closes it.
func flocked(file *os.File, how int) (*os.File, error) {
	var err error
	for {
		err = syscall.Flock(int(file.Fd()), how|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = ErrHeld
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// closeLocked lets go of the lock and closes the file. The lock ends here even if a
// process that was just started still has a copy of the file.
func closeLocked(file *os.File) error {
	return errors.Join(syscall.Flock(int(file.Fd()), syscall.LOCK_UN), file.Close())
}
