// Package explain says why a flag is there, from what a run has left: its reasons as they
// add up to the score, and how the mentions at the dwelling were compared, term by term.
// It opens no seal and names nobody: a mention is a line of a file.
//
//	explain.go  which flags, from which results; on the terminal or as a page
//	account.go  what is said of a flag, in rows that add up
//	print.go    on the terminal
//	page.go     as one page with charts
package explain

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"nfimatch/cmd/nfi/custody"
	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/exercise"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/retention"
	"nfimatch/report/publish"
)

// Request asks why a flag is there.
type Request struct {
	Flag     string // its number, or the name of a case for all its flags
	Exercise string // "" = the one that the case's name begins with, else the latest
	Out      string // path of a page; "" = on the terminal
	Today    retention.Date
	Program  string
}

const (
	flagBytesMax    = 100
	pageSuffix      = ".html"
	resultsBytesMax = 4 << 30 // of one file of a run
)

// Check refuses a request that cannot be carried out whatever the workspace holds.
func (r *Request) Check() error {
	var faults []string
	custody.CheckText(&faults, "FLAG", r.Flag, flagBytesMax)
	if r.Exercise != "" && workspace.CheckExercise(r.Exercise) != nil {
		faults = append(faults, "--exercise must be the name of an exercise, such as 2026Q4")
	}
	if r.Out != "" && !strings.EqualFold(filepath.Ext(r.Out), pageSuffix) {
		faults = append(faults, "--out must end in "+pageSuffix)
	}
	return custody.RefuseFaults("explain", faults)
}

// Flag explains the flags that are asked for. It reads what anybody who may read the
// workspace can read, and writes nothing into it, so the audit log gets no line.
func Flag(s *workspace.Session, request Request, voice refusal.Voice) error {
	if err := request.checkPlace(s.Workspace); err != nil {
		return err
	}
	name := request.Exercise
	if head, _, ok := cutLast(request.Flag, "-"); ok && name == "" {
		if _, known := s.Audit.State().Runs[head]; known {
			name = head
		}
	}
	_, name, manifest, err := custody.Readable(s, name, request.Today)
	if err != nil {
		return err
	}
	grounds, err := request.grounds(s.Path(workspace.RunsFolder, name), name, &manifest)
	if err != nil {
		return err
	}
	accounts := make([]account, len(grounds))
	for i := range grounds {
		accounts[i] = accountOf(&grounds[i], &manifest)
	}
	if request.Out == "" {
		printAll(accounts, name, voice)
		return nil
	}
	due := min(deleteBy(grounds), custody.DueNow(&s.Config, &manifest))
	if err := disk.WriteFile(request.Out, func(w io.Writer) error {
		return writePage(w, accounts, &manifest, due, request.Program)
	}); err != nil {
		return err
	}
	voice.Say("Page       %s", request.Out)
	voice.Say("Deletion   delete it by %v: it lies outside the workspace, and nfi purge cannot", due)
	return nil
}

// checkPlace refuses a place that the page must not have: what purges do not know of must
// not lie among what they delete, and nothing is written over.
func (r *Request) checkPlace(w *workspace.Workspace) error {
	if r.Out == "" {
		return nil
	}
	if _, err := os.Lstat(r.Out); err == nil {
		return refusal.New(refusal.Usage, "name a new file",
			"--out must not be there already: nothing is written over")
	}
	if info, err := os.Stat(filepath.Dir(r.Out)); err != nil || !info.IsDir() {
		return refusal.New(refusal.Usage, "make the folder first",
			"--out must be in a folder that is there")
	}
	inside, err := disk.IsInside(r.Out, w.Folder)
	if err == nil && inside {
		err = refusal.New(refusal.Usage, "name a place elsewhere",
			"--out must be outside the workspace")
	}
	return err
}

// grounds reads the grounds of the flags that are asked for from the folder of a run.
func (r *Request) grounds(folder, name string, manifest *exercise.Manifest) (
	[]publish.Grounds, error,
) {
	number, err := strconv.ParseUint(r.Flag, 10, 32)
	byNumber := err == nil
	last, lastCase := uint32(0), ""
	grounds, err := publish.GroundsOf(opener(folder, name, manifest),
		func(flag uint32, caseName string) bool {
			last, lastCase = max(last, flag), max(lastCase, caseName)
			return byNumber && uint64(flag) == number || !byNumber && caseName == r.Flag
		})
	switch {
	case err != nil:
		return nil, integrity(err, name)
	case last == 0:
		return nil, refusal.New(refusal.Usage, "", "%s has no flag", name)
	case len(grounds) == 0:
		return nil, refusal.New(refusal.Usage, fmt.Sprintf("there are the flags 1 to %d, and cases up "+
			"to %s; flags.csv in %s/%s lists them", last, lastCase, workspace.RunsFolder, name),
			"%s has no such flag or case", name)
	}
	return grounds, nil
}

// opener opens the files of a run, with the digests that the run gave them.
func opener(folder, name string, manifest *exercise.Manifest) publish.Open {
	return func(file string) (content []byte, digest [32]byte, err error) {
		i := slices.IndexFunc(manifest.Results, func(r exercise.ResultManifest) bool {
			return r.Name == file
		})
		if i < 0 {
			return nil, digest, fmt.Errorf("%s has no %s", exercise.ManifestFile, file)
		}
		given, err := hex.DecodeString(manifest.Results[i].SHA256)
		if err != nil || copy(digest[:], given) != len(digest) {
			return nil, digest, fmt.Errorf("%s must have the digest of %s", exercise.ManifestFile, file)
		}
		content, err = disk.ReadFileWithin(filepath.Join(folder, file), resultsBytesMax)
		return content, digest, err
	}
}

// integrity refuses results that are not what the run wrote.
func integrity(err error, name string) error {
	return refusal.New(refusal.Integrity, "bring the folder back from a copy, or run "+name+
		" again, on the same files and with the same options", "%s/%s: %w", workspace.RunsFolder, name,
		err)
}

// cutLast cuts text before and after the last separator.
func cutLast(text, separator string) (before, after string, found bool) {
	if i := strings.LastIndex(text, separator); i >= 0 {
		return text[:i], text[i+len(separator):], true
	}
	return text, "", false
}

// deleteBy is the earliest day of all that is explained.
func deleteBy(grounds []publish.Grounds) retention.Date {
	return slices.MinFunc(grounds, func(a, b publish.Grounds) int {
		return cmp.Compare(a.DeleteBy, b.DeleteBy)
	}).DeleteBy
}
