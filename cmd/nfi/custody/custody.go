// Package custody is what becomes of results after a run: cases are opened for a list,
// runs are held, conflicts of the schedule decided, and the audit log is checked. Each
// step is in the audit log before it is done or shown.
//
//	enter.go      a workspace of one's own, whose results bear out the log
//	take.go       cases → audit lines → seals opened → list
//	mark.go       a hold on a run, and its end
//	buildings.go  by when decisions about buildings are due
//	schedule.go   the retention schedule, and decisions on its conflicts
//	verify.go     whether the audit log is whole, and the ledger the one it names
package custody

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"nfimatch/cmd/nfi/exercise"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/retention"
	"nfimatch/report/cases"
)

// CheckText records a fault unless text, which is printed and logged, is one line of 1
// to most bytes.
func CheckText(faults *[]string, flag, text string, most int) {
	if strings.TrimSpace(text) == "" {
		*faults = append(*faults, flag+" must be given")
	} else if err := cases.TextFault(flag, text, most); err != nil {
		*faults = append(*faults, err.Error())
	}
}

// RefuseFaults makes one failure of everything wrong with a command line.
func RefuseFaults(command string, faults []string) error {
	if len(faults) == 0 {
		return nil
	}
	return refusal.All(refusal.Usage, "nfi "+command+" --help shows every flag and an example",
		faults)
}

// runOf returns an exercise that the audit log knows and its name; "" is the latest.
func runOf(state *cases.State, name string) (cases.Run, string, error) {
	if name == "" {
		name = state.Latest
	}
	if run, ok := state.Runs[name]; ok {
		return run, name, nil
	}
	if len(state.Runs) == 0 {
		return cases.Run{}, "", refusal.New(refusal.Usage, "nfi run makes one",
			"the workspace has no exercise with sealed cases")
	}
	return cases.Run{}, "", refusal.New(refusal.Usage, "there are: "+strings.Join(
		slices.Sorted(maps.Keys(state.Runs)), ", "), "the workspace has no such exercise")
}

// Readable returns the run of an exercise, its name and what it says of itself, if its
// results may be read at today; "" is the latest. Results that are due for deletion are
// refused by policy, and such as are not what the run wrote as integrity.
func Readable(s *workspace.Session, name string, today retention.Date) (
	run cases.Run, exerciseName string, manifest exercise.Manifest, err error,
) {
	refused := func(err error) (cases.Run, string, exercise.Manifest, error) {
		return cases.Run{}, "", exercise.Manifest{}, err
	}
	state := s.Audit.State()
	if err := exercise.RefusePending(state); err != nil {
		return refused(err)
	}
	if run, name, err = runOf(state, name); err != nil {
		return refused(err)
	}
	if today > run.DeleteBy {
		return refused(refusal.New(refusal.Policy, "nfi purge --due shows what is to be deleted",
			"%s must not be read: its retention ended on %v", name, run.DeleteBy))
	}
	if manifest, err = wholeRun(s, name, run); err != nil {
		return refused(err)
	}
	if due := DueNow(&s.Config, &manifest); today > due {
		return refused(refusal.New(refusal.Policy, "nfi purge --due shows what is to be deleted",
			"%s must not be read: by the schedule its retention ended on %v", name, due))
	}
	return run, name, manifest, nil
}

// DueNow returns when what a run read is due by the words it was read under and by the
// schedule as it is now, whichever is earlier.
func DueNow(c *workspace.Config, m *exercise.Manifest) retention.Date {
	due := retention.LastDate
	for i, terms := range m.Retention {
		if day, err := retention.ParseDate(terms.DeleteBy); err == nil {
			due = min(due, day)
		}
		if now, err := TermsNow(c, m, i); err == nil {
			due = min(due, now.DeleteBy)
		}
	}
	return due
}

// TermsNow returns the terms that the schedule as it is now gives to the records of a
// run's i-th dataset.
func TermsNow(c *workspace.Config, m *exercise.Manifest, i int) (retention.Terms, error) {
	if i >= len(m.Datasets) {
		return retention.Terms{}, errors.New("the dataset has no date")
	}
	asOf, err := retention.ParseDate(m.Datasets[i].Date)
	if err != nil {
		return retention.Terms{}, err
	}
	return c.Terms(m.Retention[i].Dataset, asOf)
}

// wholeRun reads what an exercise says of itself and refuses, as integrity, results
// that were cut off or changed: a run puts its folder in place last, so that a folder
// which names the run's line of the log has everything beside it.
func wholeRun(s *workspace.Session, name string, run cases.Run) (exercise.Manifest, error) {
	again := "run " + name + " again, on the same files and with the same options"
	folder := s.Path(workspace.RunsFolder, name)
	timing, err := exercise.ReadTiming(folder)
	if err != nil {
		return exercise.Manifest{}, refusal.Of(refusal.Integrity, again, err)
	}
	if timing.AuditLine != run.Seq {
		return exercise.Manifest{}, refusal.New(refusal.Integrity, again,
			"the last run of %s was cut off before its results were in place", name)
	}
	manifest, digest, err := exercise.ReadManifest(folder)
	if err != nil {
		return exercise.Manifest{}, refusal.Of(refusal.Integrity, again, err)
	}
	if digest != run.Manifest {
		return exercise.Manifest{}, refusal.New(refusal.Integrity, again,
			"%s of %s is not what the run wrote", exercise.ManifestFile, name)
	}
	return manifest, nil
}
