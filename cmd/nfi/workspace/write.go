package workspace

import (
	"bufio"
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
// same folder, synced, then renamed over what was there. The error names the
// base name of the file. It fails if the folder is not there.
func WriteFile(path string, fill func(io.Writer) error) (err error) {
	aside, err := os.CreateTemp(filepath.Dir(path), ".nfi-*") // mode 0600
	if err != nil {
		return fmt.Errorf("%s cannot be written: %w", filepath.Base(path), WithoutPath(err))
	}
	defer func() {
		if err != nil {
			aside.Close()
			os.Remove(aside.Name())
			err = fmt.Errorf("%s cannot be written: %w", filepath.Base(path), WithoutPath(err))
		}
	}()
	buffered := bufio.NewWriterSize(aside, 1<<16)
	if err := fill(buffered); err != nil {
		return err
	}
	if err := buffered.Flush(); err != nil {
		return err
	}
	if err := aside.Sync(); err != nil {
		return err
	}
	if err := aside.Close(); err != nil {
		return err
	}
	return os.Rename(aside.Name(), path)
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
	aside, old := asideOf(path)
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
	if err := os.RemoveAll(old); err != nil {
		return fmt.Errorf("the files of the earlier %s cannot be deleted: %w",
			name, WithoutPath(err))
	}
	return nil
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

// ReadFileWithin returns the content of path, refusing more than bytesMax bytes.
// Errors name the base name of the file.
func ReadFileWithin(path string, bytesMax int64) ([]byte, error) {
	file, err := os.Open(path)
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
