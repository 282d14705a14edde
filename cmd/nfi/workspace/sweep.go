package workspace

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"nfimatch/cmd/nfi/disk"
)

// Sweep deletes what killed commands left aside in the workspace and beside its key
// file, and puts back results that were moved away and not replaced. Lists and a
// ledger that lie aside may be in the log: Asides finds them. Only the holder of the lock
// may call it.
func (w *Workspace) Sweep() error {
	for _, folder := range []string{".", SealsFolder, CertificatesFolder} {
		if err := w.sweepFiles(folder); err != nil {
			return err
		}
	}
	if err := w.sweepRuns(); err != nil {
		return err
	}
	return w.sweepKeys()
}

// sweepKeys deletes the unfinished head of the log and the unfinished key file, unless
// a command of another workspace is writing that now.
func (w *Workspace) sweepKeys() error {
	failed := func(path string, err error) error {
		return fmt.Errorf("what an earlier command left of %s cannot be deleted: %w",
			filepath.Base(path), disk.WithoutPath(err))
	}
	head, _ := disk.AsideOf(w.headPath())
	if disk.IsThere(head) {
		if err := os.Remove(head); err != nil {
			return failed(w.headPath(), err)
		}
	}
	keys, _ := disk.AsideOf(w.Config.KeyFile)
	if !disk.IsThere(keys) {
		return nil
	}
	release, err := disk.Hold(w.Config.KeyFile + disk.LockSuffix)
	if errors.Is(err, disk.ErrHeld) {
		return nil
	}
	if err == nil {
		err = os.Remove(keys)
		if errors.Is(err, fs.ErrNotExist) {
			err = nil // it took its place meanwhile
		}
		err = errors.Join(err, release())
	}
	if err != nil {
		return failed(w.Config.KeyFile, err)
	}
	return nil
}

// sweepFiles deletes the unfinished files in a folder of the workspace.
func (w *Workspace) sweepFiles(folder string) error {
	asides, err := w.Asides(folder)
	if err != nil {
		return err
	}
	for _, aside := range asides {
		if aside.Name() == FirstSeenFile {
			continue
		}
		if err := os.Remove(aside.Path()); err != nil {
			return fmt.Errorf("what an earlier command left of %s cannot be deleted: %w",
				aside.Name(), disk.WithoutPath(err))
		}
	}
	return nil
}

// Asides returns the files that a killed command left aside in a folder of the workspace.
func (w *Workspace) Asides(folder string) ([]*disk.Aside, error) {
	return disk.AsidesIn(w.Path(folder))
}

func (w *Workspace) sweepRuns() error {
	left, err := disk.LeftIn(w.Path(RunsFolder))
	if err != nil {
		return err
	}
	for _, one := range left {
		if CheckExercise(filepath.Base(one.Place)) != nil {
			continue
		}
		if _, err := one.Settle(); err != nil {
			return err
		}
	}
	return nil
}

// OnlyExercise reports whether no other exercise than this one has results.
func (w *Workspace) OnlyExercise(exercise string) (bool, error) {
	entries, err := disk.ReadFolder(w.Path(RunsFolder))
	if err != nil {
		return false, err
	}
	for _, entry := range entries {
		if entry.IsDir() && entry.Name() != exercise && !strings.HasPrefix(entry.Name(), ".") {
			return false, nil
		}
	}
	return true, nil
}
