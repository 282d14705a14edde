package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"nfimatch/extract/retention"
)

const (
	workspaceVariable = "NFI_WORKSPACE"
	codesFolder       = "codes"
	runsFolder        = "runs"
	exerciseBytesMax  = 40 // it names a folder and begins every case number
)

// workspace is a council's folder: its settings, code look-ups and runs.
type workspace struct {
	folder string // as the user named it, for messages; absolute paths differ by machine
	config config
}

// openWorkspace finds and reads the workspace: --workspace, else the current
// folder if it is one, else $NFI_WORKSPACE.
func (p *program) openWorkspace() (*workspace, error) {
	folder := p.workspaceFlag
	if folder == "" {
		folder = "."
		if fromVariable := p.variable(workspaceVariable); fromVariable != "" && !isWorkspace(".") {
			folder = fromVariable
		}
	}
	if !isWorkspace(folder) {
		hint := "make one with \"nfi init DIR\", then name it with --workspace or in $" +
			workspaceVariable
		if folder == "." {
			return nil, refuse(statusConfiguration, hint, "no workspace: the current folder has no %s",
				configFile)
		}
		return nil, refuse(statusConfiguration, hint, "%s is not a workspace: it has no %s",
			folder, configFile)
	}
	c, err := readConfig(filepath.Join(folder, configFile))
	if err != nil {
		return nil, err
	}
	return &workspace{folder, c}, nil
}

// isWorkspace reports whether folder holds a settings file.
func isWorkspace(folder string) bool {
	info, err := os.Stat(filepath.Join(folder, configFile))
	return err == nil && info.Mode().IsRegular()
}

// path returns a place in the workspace.
func (w *workspace) path(elements ...string) string {
	return filepath.Join(append([]string{w.folder}, elements...)...)
}

// runFolder returns where the results of an exercise lie, making the folder that
// holds all runs. The exercise's own folder is put in place by replaceFolder.
func (w *workspace) runFolder(exercise string) (string, error) {
	if err := os.MkdirAll(w.path(runsFolder), folderMode); err != nil {
		return "", fmt.Errorf("folder %s cannot be made: %w", runsFolder, withoutPath(err))
	}
	return w.path(runsFolder, exercise), nil
}

// datasetTerms returns the terms of the records of a dataset from an extract that
// describes asOf. It warns of a conflict in the schedule's words and refuses data
// whose terms have ended: nothing of it may be read any more.
func (p *program) datasetTerms(w *workspace, dataset string, asOf retention.Date) (
	retention.Terms, error) {
	terms, err := w.config.terms(dataset, asOf)
	if err != nil {
		return retention.Terms{}, err
	}
	if terms.Conflict != "" {
		p.warn("retention of %s: %s (delete by %v)", dataset, terms.Conflict, terms.DeleteBy)
	}
	if retention.Expired(terms, p.today()) {
		return retention.Terms{}, refuse(statusPolicy,
			"use a newer extract; if the period is wrong, correct it in "+configFile,
			"%s of %v must not be read: its retention ended on %v", dataset, asOf, terms.DeleteBy)
	}
	return terms, nil
}

// checkExercise refuses a name that cannot be a folder on every system.
func checkExercise(exercise string) error {
	refused := func(rule string) error {
		return refuse(statusUsage, "for example --exercise 2026Q4", "exercise must %s", rule)
	}
	if exercise == "" || len(exercise) > exerciseBytesMax {
		return refused(fmt.Sprintf("have 1 to %d characters", exerciseBytesMax))
	}
	for _, c := range []byte(exercise) {
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
			c == '-' || c == '_') {
			return refused("be letters, digits, - and _ only")
		}
	}
	if c := exercise[0]; c == '-' || c == '_' {
		return refused("begin with a letter or digit")
	}
	// Windows keeps these names for devices, whatever folder they are in.
	switch stem := strings.ToUpper(exercise); {
	case stem == "CON", stem == "PRN", stem == "AUX", stem == "NUL",
		len(stem) == 4 && (strings.HasPrefix(stem, "COM") || strings.HasPrefix(stem, "LPT")):
		return refused("not be a name that Windows keeps for a device")
	}
	return nil
}

// isInside reports whether path lies in folder, after following links as far as
// the path exists.
func isInside(path, folder string) (bool, error) {
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
