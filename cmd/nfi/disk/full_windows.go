package disk

import (
	"errors"
	"io/fs"
	"syscall"
)

// syncsFolders says whether a folder can be synced; NTFS keeps a journal of renames.
const syncsFolders = false

// Error numbers of Windows that package syscall does not name.
const (
	errorHandleDiskFull = syscall.Errno(39)
	errorDiskFull       = syscall.Errno(112)
	errorWriteProtect   = syscall.Errno(19)
)

// IsDiskFull reports whether err says that nothing more can be written.
func IsDiskFull(err error) bool {
	return errors.Is(err, errorDiskFull) || errors.Is(err, errorHandleDiskFull)
}

// IsReadOnly reports whether err says that the folder cannot be written in.
func IsReadOnly(err error) bool {
	return errors.Is(err, errorWriteProtect) || errors.Is(err, fs.ErrPermission)
}
