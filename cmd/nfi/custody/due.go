package custody

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"nfimatch/cmd/nfi/exercise"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/retention"
	"nfimatch/report/cases"
)

// find fills things with all that is due: runs and their keys, seals, lists,
// certificates and lines of the log, in that order.
func (p *purging) find() error {
	names, err := p.exercises()
	if err != nil {
		return err
	}
	for _, name := range names {
		due, err := p.findRun(name)
		if err != nil {
			return err
		}
		if err := p.findSeals(name, due); err != nil {
			return err
		}
	}
	if err := p.findLists(); err != nil {
		return err
	}
	if err := p.findCertificates(); err != nil {
		return err
	}
	return p.findLines()
}

// exercises returns every exercise that has results, seals or a line in force.
func (p *purging) exercises() ([]string, error) {
	known := make(map[string]bool)
	state := p.Audit.State()
	for name := range state.Runs {
		known[name] = true
	}
	for name := range state.Seals {
		known[name] = true
	}
	entries, err := p.List(workspace.RunsFolder)
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		if entry.IsDir() && workspace.CheckExercise(entry.Name()) == nil {
			known[entry.Name()] = true
		} else {
			p.strays = append(p.strays, workspace.RunsFolder+"/"+entry.Name())
		}
	}
	return slices.Sorted(maps.Keys(known)), nil
}

// isDue reports whether something that may be held until day has to go today, and
// remembers when the next is.
func (p *purging) isDue(day retention.Date) bool {
	if day <= p.Today {
		return true
	}
	if p.next == 0 || day < p.next {
		p.next = day
	}
	return false
}

// heldWhy says why an exercise is kept, "" if it is not held.
func (p *purging) heldWhy(name string) string {
	hold, held := p.Audit.State().Holds[name]
	if !held {
		return ""
	}
	return fmt.Sprintf("held since %s: %s", cases.Day(hold.At), hold.Reason)
}

// findRun finds the results of an exercise, and returns by when they are due: the
// earliest of what the run, the log and the schedule of today say.
func (p *purging) findRun(name string) (retention.Date, error) {
	folder := p.Path(workspace.RunsFolder, name)
	run, recorded := p.Audit.State().Runs[name]
	due := run.DeleteBy
	manifest, _, err := exercise.ReadManifest(folder)
	gone := errors.Is(err, fs.ErrNotExist)
	if err != nil && !recorded {
		if !gone {
			return 0, refusal.Of(refusal.Integrity, "look at "+workspace.RunsFolder+"/"+name+
				" yourself: nothing says by when it is due", err)
		}
		p.strays = append(p.strays, workspace.RunsFolder+"/"+name)
		return 0, nil
	}
	var rules []cases.CertificateRule
	if err == nil {
		var own retention.Date
		if own, rules, err = p.rulesOf(name, &manifest); err != nil {
			return 0, err
		}
		if due == 0 || own < due {
			due = own
		}
		p.addSources(name, &manifest)
	}
	if !recorded && gone {
		return due, nil
	}
	if !p.isDue(due) {
		return due, p.findPairs(name, folder, &manifest)
	}
	files, err := p.filesIn(workspace.RunsFolder + "/" + name)
	if err != nil {
		return 0, err
	}
	held := p.heldWhy(name)
	p.things = append(p.things, thing{item: cases.RunItem(name), exercise: name, due: due, held: held,
		rules: rules, files: files, words: exercise.Plural(len(files), "file")})
	if p.Keys.ExerciseID(name) != "" {
		p.things = append(p.things, thing{item: cases.KeyItem(name), exercise: name, due: due,
			held: held, words: "the key " + p.Keys.ExerciseID(name)})
	}
	return due, nil
}

// rulesOf returns when what a run read is due, by the words it was read under and by
// the schedule as it is now, whichever is earlier.
func (p *purging) rulesOf(name string, m *exercise.Manifest) (
	earliest retention.Date, rules []cases.CertificateRule, err error,
) {
	for i, terms := range m.Retention {
		due, err := retention.ParseDate(terms.DeleteBy)
		if err != nil {
			return 0, nil, refusal.Of(refusal.Integrity, "", err)
		}
		rule := cases.CertificateRule{Exercise: name, Class: terms.Dataset, Period: terms.PeriodText,
			Counted: terms.Anchor, Owner: terms.Owner, Decided: terms.Decision}
		if i < len(m.Datasets) {
			rule.Counted += " " + m.Datasets[i].Date
			if asOf, err := retention.ParseDate(m.Datasets[i].Date); err == nil {
				if now, err := p.Config.Terms(terms.Dataset, asOf); err == nil && now.DeleteBy < due {
					due = now.DeleteBy
					rule.Period, rule.Decided = now.PeriodText, now.Decision
				}
			}
		}
		rule.Due = due.String()
		rules = append(rules, rule)
		if earliest == 0 || due < earliest {
			earliest = due
		}
	}
	return earliest, rules, nil
}

// evidenceFiles hold the evidence of everybody in a run with --keep-pairs.
var evidenceFiles = []string{"pairs.parquet", "occupants.parquet", "dwellings.parquet"}

// findPairs finds the evidence of people who are not listed, which a run was asked to
// keep for less time than its list.
func (p *purging) findPairs(name, folder string, m *exercise.Manifest) error {
	until, err := retention.ParseDate(m.Options.KeepPairsUntil)
	if err != nil || !p.isDue(until) { // not kept, or not due
		return nil
	}
	files, err := p.filesIn(workspace.RunsFolder + "/" + name)
	if err != nil {
		return err
	}
	files = slices.DeleteFunc(files, func(f cases.CertificateFile) bool {
		return !slices.Contains(evidenceFiles, filepath.Base(f.Name))
	})
	if len(files) == 0 {
		return nil
	}
	p.things = append(p.things, thing{item: cases.PairsItem(name), exercise: name, due: until,
		held: p.heldWhy(name), files: files, words: "evidence of people who are not listed",
		rules: []cases.CertificateRule{{Exercise: name, Class: "unlisted", Due: until.String(),
			Period: "until " + until.String() + ": " + m.Options.KeepReason, Counted: "--keep-pairs"}}})
	return nil
}

// findSeals finds the sealed cases whose day has come: a case that nobody works is due
// with its run, one that somebody does on its own day.
func (p *purging) findSeals(name string, runDue retention.Date) error {
	state := p.Audit.State()
	known, recorded := state.Seals[name]
	if !recorded {
		return nil
	}
	seals, closeSeals, err := openSeals(p.Session, name, known.SHA256)
	if err != nil {
		return p.findUnreadable(name, runDue, err)
	}
	defer closeSeals()
	var kept []string
	var going []thing
	last := retention.Date(0)
	all := seals.Index().Cases
	for _, one := range all {
		due, taken := one.DeleteBy, false
		if work, ok := state.Taken[one.Name]; ok {
			due, taken = work.DeleteBy, true
		} else if runDue != 0 {
			due = min(due, runDue)
		}
		if !p.isDue(due) {
			kept = append(kept, one.Name)
			continue
		}
		last = max(last, due)
		if taken {
			going = append(going, thing{item: cases.SealItem(one.Name), exercise: name, due: due,
				held: p.heldWhy(name), words: "the seal of a case that was opened",
				rules: p.ruleOf(name, classCaseOpen, due)})
		}
	}
	if len(kept) == len(all) && len(all) > 0 {
		return nil
	}
	if len(all) == 0 && !p.isDue(runDue) {
		return nil
	}
	sealed, err := p.sealsThing(name, kept, len(all))
	if err != nil {
		return err
	}
	sealed.due = cmp.Or(last, runDue)
	p.things = append(p.things, sealed)
	p.things = append(p.things, going...)
	return nil
}

// findUnreadable finds a file of seals that is damaged or gone: it goes as a whole,
// once the run and every case of it that somebody works is due.
func (p *purging) findUnreadable(name string, runDue retention.Date, why error) error {
	due := runDue
	for _, work := range p.Audit.State().Taken {
		if work.Exercise == name {
			due = max(due, work.DeleteBy)
		}
	}
	p.Warn("%v", why)
	if !p.isDue(due) {
		return nil
	}
	found := thing{item: cases.SealsItem(name, ""), exercise: name, due: due, held: p.heldWhy(name),
		words: "sealed cases that cannot be read any more"}
	path := workspace.SealsFolder + "/" + workspace.SealsFile(name)
	if bytes, digest, err := workspace.FileSHA256(p.Path(filepath.FromSlash(path))); err == nil {
		found.files = []cases.CertificateFile{{Name: path, Bytes: bytes, SHA256: digest,
			Outcome: "deleted"}}
	}
	p.things = append(p.things, found)
	return nil
}

// sealsThing returns the file of seals that is deleted, or replaced by one that keeps
// some cases.
func (p *purging) sealsThing(name string, kept []string, all int) (thing, error) {
	p.keep[name], p.sealed[name] = kept, all
	path := workspace.SealsFolder + "/" + workspace.SealsFile(name)
	bytes, digest, err := workspace.FileSHA256(p.Path(workspace.SealsFolder,
		workspace.SealsFile(name)))
	if err != nil {
		return thing{}, err
	}
	found := thing{item: cases.SealsItem(name, ""), exercise: name, held: p.heldWhy(name),
		words: fmt.Sprintf("%d of %d sealed cases", all-len(kept), all),
		files: []cases.CertificateFile{{Name: path, Bytes: bytes, SHA256: digest, Outcome: "deleted"}}}
	if len(kept) > 0 {
		index, err := p.keepSeals(name, kept, nil)
		if err != nil {
			return thing{}, err
		}
		found.item.SHA256 = index.SHA256
		found.files[0].Outcome = fmt.Sprintf("replaced: %s left that somebody works",
			exercise.Plural(len(kept), "case"))
	}
	return found, nil
}

// findLists finds opened lists. One that lies elsewhere is out of reach: when its day
// comes the certificate says so, once.
func (p *purging) findLists() error {
	recorded := make(map[string]bool)
	for _, list := range p.Audit.State().Lists {
		recorded[filepath.Base(list.Name)] = recorded[filepath.Base(list.Name)] || list.Inside
		if list.Gone() || !p.isDue(list.DeleteBy) {
			continue
		}
		found := thing{item: cases.ListItem(list.Batch), exercise: list.Exercise, due: list.DeleteBy,
			held: p.heldWhy(list.Exercise), rules: p.ruleOf(list.Exercise, classWorklist, list.DeleteBy),
			words: "an opened list outside the workspace: delete it yourself"}
		if list.Inside {
			bytes, digest, err := workspace.FileSHA256(p.Path(filepath.FromSlash(list.Name)))
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			found.words = "an opened list"
			file := cases.CertificateFile{Name: list.Name, Bytes: bytes, SHA256: digest,
				Outcome: "deleted"}
			if err != nil {
				found.words, file.Outcome = "an opened list that is not there any more",
					"was not there any more: moved or deleted by somebody"
			}
			found.files = append(found.files, file)
		}
		p.things = append(p.things, found)
	}
	entries, err := p.List(workspace.ListsFolder)
	for _, entry := range entries {
		if !recorded[entry.Name()] {
			p.strays = append(p.strays, workspace.ListsFolder+"/"+entry.Name())
		}
	}
	return err
}

// findCertificates finds the papers of earlier purges whose own time has come.
func (p *purging) findCertificates() error {
	for _, e := range p.Audit.Log().Events {
		if e.Kind != cases.KindPurged || p.Audit.State().CertificatePurged(e.Batch) {
			continue
		}
		due, ok := p.classDue(classCertificate, cases.Date(e.At))
		if !ok || !p.isDue(due) {
			continue
		}
		var files []cases.CertificateFile
		for _, path := range certificateFiles(e.Batch) {
			bytes, digest, err := workspace.FileSHA256(p.Path(filepath.FromSlash(path)))
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				return err
			}
			files = append(files, cases.CertificateFile{Name: path, Bytes: bytes, SHA256: digest,
				Outcome: "deleted"})
		}
		p.things = append(p.things, thing{item: cases.CertificateItem(e.Batch), due: due, files: files,
			words: "a certificate", rules: p.ruleOf("", classCertificate, due)})
	}
	return nil
}

// findLines finds the front of the audit log whose time has come, as far as nothing in
// force rests on it.
func (p *purging) findLines() error {
	log := p.Audit.Log()
	var before, due retention.Date
	for _, e := range log.Events {
		day, ok := p.classDue(classAudit, cases.Date(e.At))
		if !ok || !p.isDue(day) {
			break
		}
		before, due = cases.Date(e.At)+1, day
	}
	if before == 0 {
		return nil
	}
	if last := log.Trimmable(before, p.Audit.State().Needed); last >= log.Head.First {
		p.things = append(p.things, thing{item: cases.AuditItem(log.Head.First, last), due: due,
			words: "lines of the audit log", rules: p.ruleOf("", classAudit, due)})
	}
	return nil
}

// classDue returns when a record of a class made on a day is due, false where the
// schedule has no such class or no such day.
func (p *purging) classDue(class string, made retention.Date) (retention.Date, bool) {
	if made == 0 || !p.Config.Schedule().Has(class) {
		return 0, false
	}
	terms, err := p.Config.Schedule().Terms(class, made, retention.Source{AnchorDate: made})
	return terms.DeleteBy, err == nil
}

// ruleOf returns the schedule's words of a class, for the certificate.
func (p *purging) ruleOf(name, class string, due retention.Date) []cases.CertificateRule {
	rule := cases.CertificateRule{Exercise: name, Class: class, Due: due.String(),
		Period: "the strictest of its sources: the schedule is silent"}
	schedule := p.Config.Schedule()
	if schedule.Has(class) {
		status, err := schedule.Status(class)
		if err == nil {
			rule.Period, rule.Counted, rule.Owner, rule.Source = status.Words, status.Anchor,
				status.Owner, status.Source
			rule.Decided = status.Decision
		}
	}
	return []cases.CertificateRule{rule}
}

// filesIn returns the files below a folder of the workspace, in order of their names.
func (p *purging) filesIn(folder string) (files []cases.CertificateFile, err error) {
	root := p.Path(filepath.FromSlash(folder))
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		below, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		file := cases.CertificateFile{Name: folder + "/" + filepath.ToSlash(below), Outcome: "deleted"}
		if entry.Type().IsRegular() {
			file.Bytes, file.SHA256, err = workspace.FileSHA256(path)
		}
		files = append(files, file)
		return err
	})
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	slices.SortFunc(files, func(a, b cases.CertificateFile) int {
		return strings.Compare(a.Name, b.Name)
	})
	return files, workspace.WithoutPath(err)
}
