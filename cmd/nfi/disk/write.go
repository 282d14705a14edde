// Package disk is the files and folders that commands leave on the machine: written whole
// or not at all, read within limits, locked, and found again where a command was killed
// before they were whole. It knows no workspace and nothing of what is in them.
package disk

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// The modes of what we write, which is for its owner only.
const (
	FileMode   = 0o600
	FolderMode = 0o700
)

// WriteFile writes what fill produces to path, whole or not at all: aside in the
// same folder, synced, then renamed over what was there, and the folder synced. What
// a killed program left aside is replaced. The error names the base name of the file.
// It fails if the folder is not there.
func WriteFile(path string, fill func(io.Writer) error) error {
	if err := replaceFile(path, fill); err != nil {
		return fmt.Errorf("%s cannot be written: %w", filepath.Base(path), WithoutPath(err))
	}
	return nil
}

func replaceFile(path string, fill func(io.Writer) error) error {
	aside, err := writeAside(path, fill)
	if err != nil {
		return err
	}
	if err := os.Rename(aside, path); err != nil {
		return errors.Join(err, os.Remove(aside))
	}
	return SyncFolder(filepath.Dir(path))
}

// writeAside writes what fill produces to a file beside path and syncs it, and
// returns its name. Its name is always the same, so that what a killed program left
// can be found; whatever has the name is removed and never written through.
func writeAside(path string, fill func(io.Writer) error) (_ string, err error) {
	aside, _ := AsideOf(path)
	if err := os.Remove(aside); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	file, err := os.OpenFile(aside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, FileMode)
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, file.Close(), os.Remove(aside))
		}
	}()
	buffered := bufio.NewWriterSize(file, 1<<16)
	if err := fill(buffered); err != nil {
		return "", err
	}
	if err := buffered.Flush(); err != nil {
		return "", err
	}
	if err := file.Sync(); err != nil {
		return "", err
	}
	return aside, file.Close()
}

// Aside is a file that is written and synced, and not in its place yet.
type Aside struct{ aside, path string }

// WriteAside writes what fill produces to a file beside path, to be put in its place
// later. The error names the base name of path.
func WriteAside(path string, fill func(io.Writer) error) (*Aside, error) {
	aside, err := writeAside(path, fill)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be written: %w", filepath.Base(path), WithoutPath(err))
	}
	return &Aside{aside, path}, nil
}

// Path returns where the file lies now.
func (a *Aside) Path() string { return a.aside }

// Name returns the name of the file that it is to be.
func (a *Aside) Name() string { return filepath.Base(a.path) }

// Place puts the file in its place, over what was there.
func (a *Aside) Place() error {
	if err := errors.Join(os.Rename(a.aside, a.path), SyncFolder(filepath.Dir(a.path))); err != nil {
		return fmt.Errorf("%s cannot be put in place: %w", filepath.Base(a.path), WithoutPath(err))
	}
	return nil
}

// Discard deletes the file, unless it has been put in its place.
func (a *Aside) Discard() {
	_ = os.Remove(a.aside) // what stays is swept by the next command
}

// WriteBytes writes content to path as WriteFile does.
func WriteBytes(path string, content []byte) error {
	return WriteFile(path, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}

// ReplaceFolder makes path hold exactly what fill writes into the folder it is
// given, whole or not at all: fill works aside, and the finished folder takes the
// place of the old one, whose files are deleted. Left over from a run that was
// cut off, an unfinished folder is deleted first.
func ReplaceFolder(path string, fill func(folder string) error) error {
	name := filepath.Base(path)
	aside, old := AsideOf(path)
	if err := errors.Join(os.RemoveAll(aside), os.RemoveAll(old)); err != nil {
		return fmt.Errorf("what an earlier run left of %s cannot be deleted: %w",
			name, WithoutPath(err))
	}
	if err := os.MkdirAll(aside, FolderMode); err != nil {
		return fmt.Errorf("folder %s cannot be made: %w", name, WithoutPath(err))
	}
	if err := fill(aside); err != nil {
		return errors.Join(err, os.RemoveAll(aside))
	}
	err := os.Rename(path, old)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(fmt.Errorf("folder %s cannot be replaced, a file of it may be open: %w",
			name, WithoutPath(err)), os.RemoveAll(aside))
	}
	if err := os.Rename(aside, path); err != nil {
		// Put the old one back: a failed run must not lose the results of the last.
		return errors.Join(fmt.Errorf("folder %s cannot be put in place: %w",
			name, WithoutPath(err)), os.Rename(old, path))
	}
	if err := SyncFolder(filepath.Dir(path)); err != nil {
		return fmt.Errorf("folder %s cannot be put in place: %w", name, WithoutPath(err))
	}
	if err := os.RemoveAll(old); err != nil {
		return fmt.Errorf("the files of the earlier %s cannot be deleted: %w",
			name, WithoutPath(err))
	}
	return nil
}

// SyncFolder makes renames in a folder, and files that were made there, last, where the system
// needs to be asked.
func SyncFolder(path string) error {
	if !syncsFolders {
		return nil
	}
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// WithoutPath returns what went wrong without the path the system repeats, which
// is long, differs by machine and is named by the caller where it helps. An error
// that holds no path is returned as it is.
func WithoutPath(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		return link.Err
	}
	return err
}

// SHA256 returns the SHA-256 of content in hexadecimal.
func SHA256(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// ErrNotRegular is the error of what has the name of a file and is none.
var ErrNotRegular = errors.New("it must be a file, not a folder, a pipe or a device")

// Open opens a file to read it. What is no regular file is ErrNotRegular, and is not
// opened: that of a pipe would wait for whoever writes it, and no signal would end that.
func Open(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, ErrNotRegular
	}
	return os.Open(path)
}

// FileSHA256 returns the size of the file at path and its SHA-256 in hexadecimal.
// Errors name the base name of the file.
func FileSHA256(path string) (bytes int64, digest string, err error) {
	file, err := Open(path)
	if err != nil {
		return 0, "", fmt.Errorf("%s cannot be read: %w", filepath.Base(path), WithoutPath(err))
	}
	defer file.Close()
	sum := sha256.New()
	if bytes, err = io.Copy(sum, file); err != nil {
		return 0, "", fmt.Errorf("%s cannot be read: %w", filepath.Base(path), WithoutPath(err))
	}
	return bytes, hex.EncodeToString(sum.Sum(nil)), nil
}

// ReadFileWithin returns the content of path, refusing more than bytesMax bytes.
// Errors name the base name of the file.
func ReadFileWithin(path string, bytesMax int64) ([]byte, error) {
	file, err := Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", filepath.Base(path), WithoutPath(err))
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, bytesMax+1))
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", filepath.Base(path), WithoutPath(err))
	}
	if int64(len(content)) > bytesMax {
		return nil, fmt.Errorf("%s must be at most %d bytes", filepath.Base(path), bytesMax)
	}
	return content, nil
}
