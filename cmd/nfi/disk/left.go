package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// What ends the name, hidden by a dot before it, of what is not whole yet and of what was
// moved away to make room for it.
const (
	newSuffix = ".new"
	oldSuffix = ".old"
)

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

// AsidesIn returns the files that killed commands left aside in a folder.
func AsidesIn(folder string) (asides []*Aside, err error) {
	entries, err := ReadFolder(folder)
	for _, entry := range entries {
		if name, ok := asideName(entry.Name(), newSuffix); ok && entry.Type().IsRegular() {
			asides = append(asides,
				&Aside{filepath.Join(folder, entry.Name()), filepath.Join(folder, name)})
		}
	}
	return asides, err
}

// A Left is a folder that a killed command left aside: unfinished, or moved away to make
// room.
type Left struct {
	Path, Place string // where it lies, and where it belongs
	old         bool
}

// LeftIn returns what killed commands, and living ones, have aside in a folder.
func LeftIn(folder string) (left []Left, err error) {
	entries, err := ReadFolder(folder)
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
	if l.old && !IsThere(l.Place) {
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

// ReadFolder returns what is in a folder; one that is not there holds nothing.
func ReadFolder(path string) ([]fs.DirEntry, error) {
	entries, err := os.ReadDir(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("folder %s cannot be read: %w", filepath.Base(path), WithoutPath(err))
	}
	return entries, nil
}

// IsThere reports whether path has anything. A folder for reading only refuses even to
// delete what is not there.
func IsThere(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
