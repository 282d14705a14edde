//go:build unix

package disk

import (
	"errors"
	"syscall"
)

// syncsFolders says whether a folder can be synced, so that a rename in it lasts.
const syncsFolders = true

// IsDiskFull reports whether err says that nothing more can be written.
func IsDiskFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) ||
		errors.Is(err, syscall.EFBIG)
}

// IsReadOnly reports whether err says that the folder cannot be written in.
func IsReadOnly(err error) bool {
	return errors.Is(err, syscall.EROFS) || errors.Is(err, syscall.EACCES) ||
		errors.Is(err, syscall.EPERM)
}
