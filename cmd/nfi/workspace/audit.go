package workspace

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/report/cases"
)

// AuditFile is the audit log: what was run, opened, held, decided and purged, a line
// each, chained by hashes.
const AuditFile = "audit.log"

// headBytesMax bounds the file beside the key file that says how far the log goes.
const headBytesMax = 1 << 12

// Audit is the audit log of a workspace, read and found whole. How many lines it has,
// and the hash of the last, lie beside the key file: whoever can change the workspace
// cannot cut the log unseen.
type Audit struct {
	path, headPath string
	log            cases.Log
	state          cases.State
	who            string
	now            func() time.Time
}

// openAudit reads the whole log. One that is not as it was written, or that has lost
// its head, is refused as integrity; where both are not there, it has no line yet.
func (w *Workspace) openAudit() (*Audit, error) {
	a := &Audit{path: w.Path(AuditFile), headPath: w.headPath()}
	head, err := w.readHead()
	if err != nil {
		return nil, err
	}
	file, err := disk.Open(a.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		a.log, err = cases.Verify(bytes.NewReader(nil), head)
	case err == nil:
		defer file.Close()
		a.log, err = cases.Verify(file, head)
	case errors.Is(err, disk.ErrNotRegular):
		return nil, refusal.New(refusal.Integrity, "bring the log back from its copy",
			"%s cannot be read: %w", AuditFile, err)
	default:
		return nil, fmt.Errorf("%s cannot be read: %w", AuditFile, disk.WithoutPath(err))
	}
	var broken *cases.BrokenError
	if errors.As(err, &broken) {
		return nil, refusal.New(refusal.Integrity,
			"keep both files as they are and ask who changed them; a copy of "+AuditFile+" that fits "+
				filepath.Base(a.headPath)+", beside the key file, may be put back",
			"%s: %w", AuditFile, broken)
	}
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", AuditFile, disk.WithoutPath(err))
	}
	a.state = cases.Fold(a.log.Events)
	return a, nil
}

// headPath is where the head of the log lies: beside the key file, which other
// workspaces may share.
func (w *Workspace) headPath() string {
	if w.Config.ID == "" {
		return w.Config.KeyFile + ".audit"
	}
	return w.Config.KeyFile + "." + w.Config.ID + ".audit"
}

// readHead reads the head of the log; where there is neither yet it is that of a log
// without a line.
func (w *Workspace) readHead() (cases.Head, error) {
	path := w.headPath()
	content, err := disk.ReadFileWithin(path, headBytesMax)
	if errors.Is(err, fs.ErrNotExist) {
		if info, err := os.Stat(w.Path(AuditFile)); err == nil && info.Size() > 0 {
			return cases.Head{}, refusal.New(refusal.Integrity, "bring it back from its copy; if the "+
				"key file was moved, move it there too", "%s is not beside the key file: without it "+
				"nobody can tell whether %s is whole", filepath.Base(path), AuditFile)
		}
		return cases.Head{}, nil
	}
	if err == nil {
		var head cases.Head
		if head, err = cases.ParseHead(content); err == nil {
			return head, nil
		}
	}
	return cases.Head{}, refusal.New(refusal.Integrity,
		"bring the file back from the copy of the key file's folder", "%s: %w",
		filepath.Base(path), err)
}

// State returns what the log says is in force. It must not be changed.
func (a *Audit) State() *cases.State { return &a.state }

// Log returns the log as it was read and appended to. It must not be changed.
func (a *Audit) Log() *cases.Log { return &a.log }

// Head says how far the log goes.
func (a *Audit) Head() cases.Head { return a.log.Head }

// Append writes events to the log, dated now, and returns when they are on the disk:
// what they record is done or shown after that. They are in the log together or not at
// all; if it fails they may be in it though nothing was done, and never the other way.
// The head is written before and after, so that a machine that stops in between leaves
// a log that still fits it.
func (a *Audit) Append(events ...cases.Event) error {
	for i := range events {
		events[i].At, events[i].By = a.now().UTC().Format(time.RFC3339), a.who
	}
	lines, pending, after, err := cases.Append(a.log.Head, events...)
	if err != nil {
		return err
	}
	if err := a.writeHead(pending); err != nil {
		return err
	}
	if err := a.writeLines(lines); err != nil {
		return fmt.Errorf("%s cannot be written: %w", AuditFile, disk.WithoutPath(err))
	}
	if err := a.writeHead(after); err != nil {
		return err
	}
	return a.extend(lines, after)
}

// extend takes lines that have been written into what is known of the log.
func (a *Audit) extend(lines []byte, after cases.Head) error {
	before := a.log.Head
	added, err := cases.Verify(bytes.NewReader(lines), cases.Head{
		First: before.Count + 1, FirstPrev: before.Hash, Count: after.Count, Hash: after.Hash})
	if err != nil {
		return err
	}
	a.log.Events = append(a.log.Events, added.Events...)
	a.log.Bytes += int64(len(lines))
	a.log.Head, a.state = after, cases.Fold(a.log.Events)
	return nil
}

func (a *Audit) writeHead(head cases.Head) error {
	return disk.WriteBytes(a.headPath, cases.HeadText(head))
}

// writeLines appends to the log and syncs it. What a killed command left half written
// behind the last line is cut off first: it recorded nothing that was done.
func (a *Audit) writeLines(lines []byte) error {
	file, err := os.OpenFile(a.path, os.O_WRONLY|os.O_CREATE, disk.FileMode)
	if err != nil {
		return err
	}
	err = file.Truncate(a.log.Bytes)
	if err == nil {
		_, err = file.WriteAt(lines, a.log.Bytes)
	}
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	return disk.SyncFolder(filepath.Dir(a.path))
}

// Trim cuts the lines up to last off the front of the log, whose retention has ended.
// As with Append, the head is written before and after. Lines that are gone already are
// no error.
func (a *Audit) Trim(last int) error {
	if last < a.log.Head.First {
		return nil
	}
	cut := a.log.Trim(last)
	whole, err := os.ReadFile(a.path)
	if err != nil {
		return fmt.Errorf("%s cannot be read: %w", AuditFile, disk.WithoutPath(err))
	}
	if err := a.writeHead(cut.Pending); err != nil {
		return err
	}
	if err := disk.WriteBytes(a.path, whole[cut.Bytes:a.log.Bytes]); err != nil {
		return err
	}
	if err := a.writeHead(cut.After); err != nil {
		return err
	}
	a.log.Events = a.log.Events[last+1-a.log.Head.First:]
	a.log.Bytes -= cut.Bytes
	a.log.Head = cut.After
	return nil
}

// Who names the user of the system that lines are written for.
func (a *Audit) Who() string { return a.who }
