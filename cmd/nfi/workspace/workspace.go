// Package workspace is a council's folder on the machine: its settings in nfi.toml,
// the key file that lies elsewhere, the audit log, the folders of code look-ups and runs,
// and what one command at a time finds there.
package workspace

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/extract/retention"
)

// Variable is the environment variable that names a workspace.
const Variable = "NFI_WORKSPACE"

// Folders of a workspace.
const (
	CodesFolder        = "codes"        // code look-ups
	RunsFolder         = "runs"         // results, a folder an exercise
	SealsFolder        = "seals"        // source rows of listed cases, sealed; a file an exercise
	ListsFolder        = "lists"        // opened lists
	CertificatesFolder = "certificates" // what purges have deleted
)

// Contents returns what is in a workspace: files, then folders. Officers write the
// settings and the decisions about buildings, commands all else.
func Contents() []string {
	return []string{ConfigFile, BuildingsFile, "model.toml", FirstSeenFile, AuditFile, CodesFolder,
		RunsFolder, SealsFolder, ListsFolder, CertificatesFolder}
}

// FirstSeenFile is the ledger of which electors which registers showed, sealed.
const FirstSeenFile = "first_seen.db"

// CodesFile is the code table in CodesFolder that runs use unless told otherwise.
const CodesFile = "codes.csv"

const exerciseBytesMax = 40 // it names a folder and begins every case number

// Workspace is a council's folder: its settings, code look-ups and runs.
type Workspace struct {
	Folder string // as the user named it, for messages; absolute paths differ by machine
	Config Config
}

// Find reads the workspace that named is, which --workspace gave; if that is empty,
// the current folder if it is one, else the folder that the environment variable
// names, if it is not empty. A folder without settings, and faulty settings, are
// refused as configuration.
func Find(named, fromVariable string) (*Workspace, error) {
	folder := named
	if folder == "" {
		folder = "."
		if fromVariable != "" && !IsWorkspace(".") {
			folder = fromVariable
		}
	}
	if !IsWorkspace(folder) {
		hint := "make one with \"nfi init DIR\", then name it with --workspace or in $" + Variable
		if folder == "." {
			return nil, refusal.New(refusal.Configuration, hint,
				"no workspace: the current folder has no %s", ConfigFile)
		}
		return nil, refusal.New(refusal.Configuration, hint, "%s is not a workspace: it has no %s",
			folder, ConfigFile)
	}
	c, err := ReadConfig(filepath.Join(folder, ConfigFile))
	if err != nil {
		return nil, err
	}
	return &Workspace{folder, c}, nil
}

// Create makes folder a workspace with the settings c: the folders, the key file at
// c.KeyFile unless it is known, that is, there already, and the settings, which come
// last: a folder without them is no workspace yet.
func Create(folder string, c Config, known bool) error {
	for _, made := range []string{folder, filepath.Join(folder, CodesFolder),
		filepath.Join(folder, RunsFolder)} {
		if err := os.MkdirAll(made, disk.FolderMode); err != nil {
			return fmt.Errorf("folder %s cannot be made: %w", made, disk.WithoutPath(err))
		}
	}
	if !known {
		keys, err := newKeyring(c.KeyFile)
		if err != nil {
			return err
		}
		if err := keys.create(); err != nil {
			return err
		}
	}
	content, err := c.encode()
	if err != nil {
		return err
	}
	return disk.WriteBytes(filepath.Join(folder, ConfigFile), content)
}

// IsWorkspace reports whether folder holds a settings file.
func IsWorkspace(folder string) bool {
	info, err := os.Stat(filepath.Join(folder, ConfigFile))
	return err == nil && info.Mode().IsRegular()
}

// Path returns a place in the workspace: the elements joined below its folder.
func (w *Workspace) Path(elements ...string) string {
	return filepath.Join(append([]string{w.Folder}, elements...)...)
}

// In returns the path of name in one of the workspace's folders, making the folder.
func (w *Workspace) In(folder, name string) (string, error) {
	if err := os.MkdirAll(w.Path(folder), disk.FolderMode); err != nil {
		return "", fmt.Errorf("folder %s cannot be made: %w", folder, disk.WithoutPath(err))
	}
	return w.Path(folder, name), nil
}

// List returns what is in one of the workspace's folders, hidden files apart, in order
// of their names; one that is not there holds nothing.
func (w *Workspace) List(folder string) ([]fs.DirEntry, error) {
	entries, err := disk.ReadFolder(w.Path(folder))
	return slices.DeleteFunc(entries, func(entry fs.DirEntry) bool {
		return strings.HasPrefix(entry.Name(), ".")
	}), err
}

// SealsFile returns the name in SealsFolder of the seals of an exercise.
func SealsFile(exercise string) string { return exercise + ".zip" }

// DatasetTerms returns the terms of the records of a dataset from an extract that
// describes asOf. It warns of a conflict in the schedule's words and refuses data that
// is barred, and data whose terms have ended before today: nothing of it may be read.
func (w *Workspace) DatasetTerms(dataset string, asOf, today retention.Date,
	voice refusal.Voice,
) (retention.Terms, error) {
	if w.Config.IsBarred(dataset) {
		return retention.Terms{}, refusal.New(refusal.Policy,
			"write the legal adviser's words into legal_function of [dataset."+dataset+"], or leave "+
				"the files out",
			"%s: dataset.%s.legal_function must be recorded before such data is read", ConfigFile,
			dataset)
	}
	terms, err := w.Config.Terms(dataset, asOf)
	if err != nil {
		return retention.Terms{}, err
	}
	if terms.Conflict != "" {
		voice.Warn("retention of %s: %s (delete by %v)", dataset, terms.Conflict, terms.DeleteBy)
	}
	if retention.Expired(terms, today) {
		return retention.Terms{}, refusal.New(refusal.Policy,
			"use a newer extract; if the period is wrong, correct it in "+ConfigFile,
			"%s of %v must not be read: its retention ended on %v", dataset, asOf, terms.DeleteBy)
	}
	return terms, nil
}

// CheckExercise refuses, as usage, a name that cannot be a folder on every system.
func CheckExercise(exercise string) error {
	refused := func(rule string) error {
		return refusal.New(refusal.Usage, "for example --exercise 2026Q4", "exercise must %s", rule)
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
