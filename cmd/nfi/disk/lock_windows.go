package disk

import (
	"errors"
	"os"
	"syscall"
)

// errorSharingViolation is ERROR_SHARING_VIOLATION of winerror.h.
const errorSharingViolation syscall.Errno = 32

// openLocked opens path, making it, for writing by nobody else; ErrHeld if another
// has. Others may read who holds it. The system closes it when the process ends, even
// if it is killed. A symbolic link is opened itself, and not its target.
func openLocked(path string) (*os.File, error) {
	return createFile(path, syscall.GENERIC_READ|syscall.GENERIC_WRITE, syscall.OPEN_ALWAYS)
}

// openSharing opens path for reading, and for writing by nobody; ErrHeld if openLocked
// has it.
func openSharing(path string) (*os.File, error) {
	return createFile(path, syscall.GENERIC_READ, syscall.OPEN_EXISTING)
}

func createFile(path string, access, disposition uint32) (*os.File, error) {
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		return nil, err
	}
	handle, err := syscall.CreateFile(name, access, syscall.FILE_SHARE_READ, nil, disposition,
		syscall.FILE_ATTRIBUTE_NORMAL|syscall.FILE_FLAG_OPEN_REPARSE_POINT, 0)
	if errors.Is(err, errorSharingViolation) {
		return nil, ErrHeld
	}
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(handle), path), nil
}

// closeLocked lets go of the lock and closes the file.
func closeLocked(file *os.File) error { return file.Close() }
