package custody

import (
	"errors"
	"io"
	"path/filepath"
	"slices"
	"time"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/exercise"
	"nfimatch/cmd/nfi/firstseen"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/report/cases"
)

// Enter gives a workspace to a command, as [workspace.Workspace.Enter] does, once its
// results bear out the audit log, and finishes or takes away what a killed command has
// left of a list.
func Enter(w *workspace.Workspace, who string, now func() time.Time, voice refusal.Voice) (
	*workspace.Session, error,
) {
	s, err := w.Enter(who, now, voice)
	if err != nil {
		return nil, err
	}
	warnOfClock(s.Audit.Log(), now(), voice)
	return entered(s, voice, func(error) bool { return false })
}

// EnterToRead is Enter for a command that writes nothing of its own. Where the workspace
// cannot be written, what was left of a list stays.
func EnterToRead(w *workspace.Workspace, who string, now func() time.Time, voice refusal.Voice) (
	*workspace.Session, error,
) {
	s, err := w.EnterToRead(who, now, voice)
	if err != nil {
		return nil, err
	}
	return entered(s, voice, func(err error) bool {
		return disk.IsReadOnly(err) || disk.IsDiskFull(err)
	})
}

// warnOfClock says that the machine's clock stands before what has been done already:
// days would be reckoned wrongly.
func warnOfClock(log *cases.Log, now time.Time, voice refusal.Voice) {
	last := len(log.Events) - 1
	if last >= 0 && now.UTC().Format(time.RFC3339) < log.Events[last].At {
		voice.Warn("the clock of this machine is before the last line of %s, of %s",
			workspace.AuditFile, log.Events[last].At)
	}
}

// entered returns a session whose log is borne out and whose lists and ledger are
// settled, as far as forgiven says that they need be; else it leaves the workspace. While
// the log is in doubt nothing is touched.
func entered(s *workspace.Session, voice refusal.Voice, forgiven func(error) bool) (
	*workspace.Session, error,
) {
	err := bearOut(s)
	if err == nil {
		if err = settleLists(s, voice); err == nil {
			err = firstseen.Settle(s)
		}
		if forgiven(err) {
			err = nil
		}
	}
	if err != nil {
		s.Leave()
		return nil, err
	}
	return s, nil
}

// bearOut refuses, as integrity, a log that does not know of what is there: one that was
// thrown away together with its head, or put back from an earlier day. Each run names
// its own line; seals and lists are there only after a run.
func bearOut(s *workspace.Session) error {
	log := s.Audit.Log()
	refused := func(what string) error {
		return refusal.New(refusal.Integrity, "bring "+workspace.AuditFile+" and its head beside the "+
			"key file back from copies of one day; if they are lost for good, move the results elsewhere",
			"%s was recorded in %s, and its line is not there", what, workspace.AuditFile)
	}
	runs, err := s.List(workspace.RunsFolder)
	if err != nil {
		return err
	}
	for _, run := range runs {
		timing, err := exercise.ReadTiming(s.Path(workspace.RunsFolder, run.Name()))
		if err != nil || timing.AuditLine == 0 {
			continue // of an earlier version, or judged where it is read
		}
		if err := log.Has(timing.AuditLine, timing.AuditHead); err != nil &&
			!errors.Is(err, cases.ErrTrimmed) {
			return refused(workspace.RunsFolder + "/" + run.Name())
		}
	}
	if len(log.Events) > 0 {
		return nil
	}
	for _, folder := range []string{workspace.SealsFolder, workspace.ListsFolder} {
		entries, err := s.List(folder)
		if err != nil {
			return err
		}
		if len(entries) > 0 {
			return refused(folder + "/" + entries[0].Name())
		}
	}
	return nil
}

// settleLists deals with lists that a killed command left aside. One that the log has
// is put in its place, as it was about to be; any other was shown to nobody and goes.
func settleLists(s *workspace.Session, voice refusal.Voice) error {
	asides, err := s.Asides(workspace.ListsFolder)
	if err != nil {
		return err
	}
	lists := s.Audit.State().Lists
	for _, aside := range asides {
		_, digest, err := disk.FileSHA256(aside.Path())
		if err != nil {
			return err
		}
		i := slices.IndexFunc(lists, func(l cases.List) bool {
			return l.SHA256 == digest && !l.Gone()
		})
		if i < 0 {
			aside.Discard()
			continue
		}
		voice.Warn("the list of batch %s was cut off before it was in its place, and is finished now: %s",
			lists[i].Batch, lists[i].Name)
		if err := placeList(aside, lists[i].Name, lists[i].Inside); err != nil {
			return err
		}
	}
	return nil
}

// placeList puts a list that lies aside in its place: in the workspace's folder, or,
// copied, where the officer wants it.
func placeList(aside *disk.Aside, name string, inside bool) error {
	if inside {
		return aside.Place()
	}
	err := disk.WriteFile(filepath.FromSlash(name), func(w io.Writer) error {
		file, err := disk.Open(aside.Path())
		if err != nil {
			return disk.WithoutPath(err)
		}
		defer file.Close()
		_, err = io.Copy(w, file)
		return err
	})
	if err == nil {
		aside.Discard()
	}
	return err
}
