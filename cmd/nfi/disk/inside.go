package disk

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
)

// IsInside reports whether path lies in folder, after following links as far as
// the path exists. Neither has to exist; a folder is inside itself.
func IsInside(path, folder string) (bool, error) {
	absolute, err := resolved(path)
	if err != nil {
		return false, err
	}
	base, err := resolved(folder)
	if err != nil {
		return false, err
	}
	relative, err := filepath.Rel(base, absolute)
	if err != nil {
		return false, nil // on another drive
	}
	return relative != ".." && !strings.HasPrefix(relative, ".."+string(filepath.Separator)), nil
}

// resolved returns the absolute path with links followed in the longest part of
// it that exists.
func resolved(path string) (string, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	rest := ""
	for at := absolute; ; {
		real, err := filepath.EvalSymlinks(at)
		if err == nil {
			return filepath.Join(real, rest), nil
		}
		if !errors.Is(err, fs.ErrNotExist) || filepath.Dir(at) == at {
			return absolute, nil
		}
		rest = filepath.Join(filepath.Base(at), rest)
		at = filepath.Dir(at)
	}
}
