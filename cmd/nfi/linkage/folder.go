package linkage

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/exercise"
	"nfimatch/cmd/nfi/refusal"
)

// ourFiles are all that a folder of results may hold.
var ourFiles = []string{pairsFile + ".csv", pairsFile + ".parquet", clustersFile, modelFile,
	pageFile, rejectsFile, exercise.ManifestFile}

const folderHint = "name a folder of its own, which is made if it is not there"

func refuseFolder(format string, args ...any) error {
	return refusal.New(refusal.Usage, folderHint, "--out "+format, args...)
}

// takeFolder gives the folder of results to this run alone until release is called:
// another would work aside under the same name. It refuses a folder that is not to be
// replaced, or that cannot be.
func (r *run) takeFolder() (release func(), err error) {
	out, err := filepath.Abs(r.Folder)
	if err != nil {
		return nil, unusable(err)
	}
	if err := r.mayLieThere(out); err != nil {
		return nil, err
	}
	if err := mayReplace(out); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(out), disk.FolderMode); err != nil {
		return nil, unusable(err)
	}
	release, err = disk.LockBeside(out, "the folder of --out", r.Who)
	var failure *refusal.Failure
	if err != nil && !errors.As(err, &failure) {
		return nil, unusable(err)
	}
	if err != nil {
		return nil, err
	}
	r.settleLeft(out)
	if err := asideIsFree(out); err != nil {
		release()
		return nil, err
	}
	return release, nil
}

// asideIsFree refuses a folder beside which somebody else's things have the name that the
// results are made under, or what they replace is moved to: they would be deleted. An empty
// folder is nobody's loss.
func asideIsFree(out string) error {
	made, old := disk.AsideOf(out)
	for _, path := range []string{made, old} {
		_, err := os.Lstat(path)
		entries, readErr := os.ReadDir(path)
		if errors.Is(err, fs.ErrNotExist) || readErr == nil && len(entries) == 0 {
			continue
		}
		return refusal.New(refusal.Usage, "move that away, or name another folder",
			"--out cannot be used: %s beside it is in the way, and is not ours to delete",
			filepath.Base(path))
	}
	return nil
}

// settleLeft deals with what commands that were killed left in the folder that out lies
// in, whatever their --out: it comes of lists, nothing else would delete it, and its name
// is hidden. What is not surely ours is let be, and what cannot be mended is only told.
func (r *run) settleLeft(out string) {
	left, err := disk.LeftIn(filepath.Dir(out))
	if err != nil {
		return // a folder that may be written in and not read
	}
	for _, one := range left {
		if !ours(one) {
			continue
		}
		release := func() {}
		if one.Place != out {
			if release, err = disk.LockBeside(one.Place, "a folder of results", r.Who); err != nil {
				continue // its command is at work
			}
		}
		back, err := one.Settle()
		release()
		switch name := filepath.Base(one.Place); {
		case err != nil:
			r.Warn("%v", err)
		case back:
			r.Warn("%s: put back, since a command that was to replace it was killed", name)
		default:
			r.Warn("%s: deleted what a command that was killed had left of its results", name)
		}
	}
}

// ours reports whether what was left aside is results of lists, and nothing else.
func ours(left disk.Left) bool {
	info, err := os.Lstat(left.Path)
	if err != nil || !info.IsDir() || !disk.WasLockedBeside(left.Place) {
		return false
	}
	entries, err := os.ReadDir(left.Path)
	return err == nil && !slices.ContainsFunc(entries, func(entry fs.DirEntry) bool {
		return !entry.Type().IsRegular() || !slices.ContainsFunc(ourFiles, func(name string) bool {
			made, _ := disk.AsideOf(name)
			return entry.Name() == name || entry.Name() == made
		})
	})
}

// unusable refuses a folder that the system does not let us use.
func unusable(err error) error {
	if disk.IsDiskFull(err) {
		return err
	}
	return refusal.New(refusal.Usage, "name a folder in one that you may write in, by a name that is "+
		"not too long", "--out cannot be used: %w", disk.WithoutPath(err))
}

// mayLieThere refuses a folder of results that the current folder or a list lies in,
// also by another name: it will be replaced.
func (r *run) mayLieThere(out string) error {
	here, err := filepath.Abs(".")
	if err != nil {
		return err
	}
	if holds(out, here) {
		return refuseFolder("must not be the current folder, or one above it")
	}
	for _, list := range r.Lists {
		if holds(out, filepath.Dir(list.Path)) || holdsReal(out, list.Path) {
			return refuseFolder("must not be a folder that holds a list: it is replaced")
		}
	}
	return nil
}

// holdsReal is holds for the folder of the file that a path leads to, through symbolic
// links.
func holdsReal(out, file string) bool {
	real, err := filepath.EvalSymlinks(file)
	return err == nil && holds(out, filepath.Dir(real))
}

// holds reports whether the folder at path is the folder out, or lies in it: by its name
// or by being the same folder under another.
func holds(out, path string) bool {
	path, err := filepath.Abs(path)
	if err != nil {
		return false
	}
	folder, outErr := os.Stat(out)
	for {
		if path == out {
			return true
		}
		if info, err := os.Stat(path); err == nil && outErr == nil && os.SameFile(info, folder) {
			return true
		}
		above := filepath.Dir(path)
		if above == path {
			return false
		}
		path = above
	}
}

// mayReplace refuses a folder of results that holds anything else.
func mayReplace(out string) error {
	info, err := os.Lstat(out)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return unusable(err)
	case !info.IsDir():
		return refuseFolder("must be a folder")
	}
	entries, err := os.ReadDir(out)
	if err != nil {
		return unusable(err)
	}
	foreign := func(entry fs.DirEntry) bool {
		return !entry.Type().IsRegular() || !slices.Contains(ourFiles, entry.Name())
	}
	manifest := func(entry fs.DirEntry) bool { return entry.Name() == exercise.ManifestFile }
	if slices.ContainsFunc(entries, foreign) ||
		len(entries) > 0 && !slices.ContainsFunc(entries, manifest) {
		return refuseFolder("must not be replaced: it holds files that are no results of this program")
	}
	return nil
}
