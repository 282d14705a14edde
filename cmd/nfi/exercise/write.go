package exercise

import (
	"cmp"
	"context"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/columns"
	"nfimatch/extract/retention"
	"nfimatch/extract/row"
	"nfimatch/normalize/token"
	"nfimatch/report/publish"
)

// Versions of what is written into every table's metadata. They change when the
// canonical forms or the filters change: equal facts then give other tokens.
const (
	canonVersion    = "1"
	encodingVersion = "bloom 512 bits, bigrams, 8 positions, version 1"
	specVersion     = "public 2011-2013, superseded"
)

// tableMeta is the metadata of every table of the run. The digest of the sources
// is filled in once they have been read.
func (r *run) tableMeta() map[string]string {
	return TableMeta(r.Exercise, specVersion, r.ring, r.terms, r.AsOf)
}

// TableMeta is the metadata of every table that a program run under exercise makes of
// files of a specification; the digest of the sources is not recorded yet.
func TableMeta(exercise, specification string, ring *token.Ring, terms *retention.Register,
	asOf retention.Date,
) map[string]string {
	return map[string]string{
		columns.MetaExercise: exercise, columns.MetaKeyID: ring.ExerciseID(),
		columns.MetaSpec: specification, columns.MetaCanon: canonVersion,
		columns.MetaEncoding: encodingVersion, columns.MetaTermsSHA256: terms.SHA256(),
		columns.MetaSourceSHA256: workspace.NotRecorded, columns.MetaAsOf: asOf.String(),
	}
}

// deleteBy is the earliest day of the run's terms: that of everything about the
// run as a whole.
func (r *run) deleteBy() retention.Date {
	var earliest retention.Date
	for _, terms := range r.terms.All() {
		if earliest == 0 || terms.DeleteBy < earliest {
			earliest = terms.DeleteBy
		}
	}
	return earliest
}

// write puts the results in place. The model is kept first: results that no
// later run could be compared with must not be left behind. Then the run is in the
// audit log, then the seals are in place, and last the folder, which names its line of
// the log: whatever is cut off in between is seen, and run again.
func (r *run) write(ctx context.Context) error {
	defer r.sealed.Discard()
	if err := r.sealFirstSeen(); err != nil {
		return err
	}
	defer func() {
		if r.sealedSeen != nil && !r.logging {
			r.sealedSeen.Discard()
		}
	}()
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := r.keepModel(); err != nil {
		return err
	}
	folder, err := r.In(workspace.RunsFolder, r.Exercise)
	if err != nil {
		return err
	}
	return disk.ReplaceFolder(folder, func(aside string) error {
		create := func(name string) (io.WriteCloser, error) { return createSynced(aside, name) }
		if err := publish.Files(create, &r.flags, r.matched, r.KeepUntil); err != nil {
			return err
		}
		for _, file := range []struct {
			name string
			fill func(io.Writer) error
		}{
			{"rejects.csv", r.faultsOf(row.Rejected)},
			{"set_aside.csv", r.faultsOf(row.SetAside)},
			{waitingFile, r.writeWaiting},
			{"report.html", r.writePage},
		} {
			if err := disk.WriteFile(filepath.Join(aside, file.name), file.fill); err != nil {
				return err
			}
		}
		if err := r.writeManifest(aside); err != nil {
			return err
		}
		r.clock.lap("write")
		if err := r.record(); err != nil {
			return err
		}
		return disk.WriteFile(filepath.Join(aside, TimingFile), r.writeTiming)
	})
}

// A syncedFile is written out to the disk before it is closed.
type syncedFile struct{ *os.File }

func createSynced(folder, name string) (io.WriteCloser, error) {
	file, err := os.OpenFile(filepath.Join(folder, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL,
		disk.FileMode)
	if err != nil {
		return nil, disk.WithoutPath(err)
	}
	return syncedFile{file}, nil
}

// Close syncs and closes; the first error counts.
func (f syncedFile) Close() error { return cmp.Or(f.Sync(), f.File.Close()) }

// faultsOf writes the rows with a fate: place and rule, never a value.
func (r *run) faultsOf(fate row.Fate) func(io.Writer) error {
	return func(w io.Writer) error {
		lines := csv.NewWriter(w)
		if err := lines.Write([]string{"dataset", "file", "line", "field", "rule",
			"delete_by"}); err != nil {
			return err
		}
		for _, fault := range r.faults {
			if fault.Fate != fate {
				continue
			}
			terms := r.terms.Get(r.termsOf[fault.Dataset])
			if err := lines.Write([]string{fault.Dataset.String(), safeCell(fault.Place.File),
				strconv.FormatUint(uint64(fault.Place.Line), 10), fault.Field, fault.Rule,
				terms.DeleteBy.String()}); err != nil {
				return err
			}
		}
		lines.Flush()
		return lines.Error()
	}
}

// safeCell keeps a spreadsheet from reading a file's name as a formula.
func safeCell(text string) string {
	if text != "" && slices.Contains([]byte("=+-@\t\r"), text[0]) {
		return "'" + text
	}
	return text
}

// SortFaults puts faults in the order of datasets and of rows in each; faults of one
// row stay in the order they were found in.
func SortFaults(faults []row.Fault) {
	slices.SortStableFunc(faults, func(a, b row.Fault) int {
		return cmp.Or(cmp.Compare(a.Dataset, b.Dataset), cmp.Compare(a.Row, b.Row))
	})
}
