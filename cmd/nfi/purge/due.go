package purge

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"nfimatch/cmd/nfi/custody"
	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/exercise"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/retention"
	"nfimatch/report/cases"
)

// find fills things with all that is due: runs and their keys, seals, lists, entries of
// the ledger of first-seen days, certificates and lines of the log, in that order.
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
	err = p.findStrays(workspace.SealsFolder, func(entry fs.DirEntry) bool {
		return slices.ContainsFunc(names, func(name string) bool {
			_, known := p.Audit.State().Seals[name]
			return known && entry.Name() == workspace.SealsFile(name)
		})
	})
	if err != nil {
		return err
	}
	if err := p.findLists(); err != nil {
		return err
	}
	if err := p.findFirstSeen(); err != nil {
		return err
	}
	p.findDecisions()
	if err := p.findCertificates(); err != nil {
		return err
	}
	for _, class := range []string{classCertificate, classAudit} {
		if !p.Config.Schedule().Has(class) {
			p.Warn("the schedule of %s has no line for %s: it is never due", workspace.ConfigFile, class)
		}
	}
	return p.findLines()
}

// Classes of the schedule that hold what the program writes about itself.
const (
	classCertificate = "certificate"
	classAudit       = "audit"
)

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
	err := p.findStrays(workspace.RunsFolder, func(entry fs.DirEntry) bool {
		isRun := entry.IsDir() && workspace.CheckExercise(entry.Name()) == nil
		if isRun {
			known[entry.Name()] = true
		}
		return isRun
	})
	return slices.Sorted(maps.Keys(known)), err
}

// findStrays notes what is in a folder of the workspace and not known.
func (p *purging) findStrays(folder string, known func(fs.DirEntry) bool) error {
	entries, err := p.List(folder)
	for _, entry := range entries {
		if !known(entry) {
			p.strays = append(p.strays, cases.Printable(folder+"/"+entry.Name()))
		}
	}
	return err
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
// earlier of what the log and the schedule of today say; 0 if the log knows none. What
// it does not know is named and left.
func (p *purging) findRun(name string) (retention.Date, error) {
	folder := workspace.RunsFolder + "/" + name
	run, recorded := p.Audit.State().Runs[name]
	if !recorded {
		if _, err := os.Lstat(p.Path(workspace.RunsFolder, name)); err == nil {
			p.strays = append(p.strays, folder)
		}
		return 0, nil
	}
	due := run.DeleteBy
	rules := []cases.CertificateRule{{Exercise: name, Class: "results",
		Period: "the earliest of its extracts, as the audit log has it", Due: due.String()}}
	manifest, digest, err := exercise.ReadManifest(p.Path(workspace.RunsFolder, name))
	if err == nil && digest == run.Manifest {
		rules = p.rulesOf(name, &manifest)
		due = min(due, custody.DueNow(&p.Config, &manifest))
		p.addSources(name, &manifest)
	} else if _, gone := os.Lstat(p.Path(workspace.RunsFolder, name)); gone == nil {
		p.Warn("%s/%s is not what the run wrote: its day is taken from the audit log, and what it was "+
			"made of cannot be named", folder, exercise.ManifestFile)
		manifest = exercise.Manifest{}
	}
	if !p.isDue(due) {
		return due, p.findPairs(name, &manifest)
	}
	files, err := p.filesIn(folder)
	if err != nil {
		return 0, err
	}
	p.warnOfOthers(&manifest, files)
	held := p.heldWhy(name)
	p.things = append(p.things, thing{item: cases.RunItem(name), exercise: name, due: due, held: held,
		rules: rules, files: files, words: exercise.Plural(len(files), "file")})
	if p.Keys.ExerciseID(name) != "" {
		p.things = append(p.things, thing{item: cases.KeyItem(name), exercise: name, due: due,
			held: held, words: "the key " + p.Keys.ExerciseID(name)})
	}
	return due, nil
}

// warnOfOthers names files that go with the results though the run did not write them.
func (p *purging) warnOfOthers(m *exercise.Manifest, files []cases.CertificateFile) {
	own := []string{exercise.ManifestFile, exercise.TimingFile}
	for _, result := range m.Results {
		own = append(own, result.Name)
	}
	for _, file := range files {
		_, name, _ := strings.Cut(strings.TrimPrefix(file.Name, workspace.RunsFolder+"/"), "/")
		if len(m.Results) > 0 && !slices.Contains(own, name) {
			p.Warn("%s was not written by nfi and goes with the results: move it, if it is to stay",
				cases.Printable(file.Name))
		}
	}
}

// rulesOf returns the rules that what a run read is due by: the words it was read under,
// or those of the schedule as it is now where they are stricter.
func (p *purging) rulesOf(name string, m *exercise.Manifest) (rules []cases.CertificateRule) {
	for i, terms := range m.Retention {
		rule := cases.CertificateRule{Exercise: name, Class: terms.Dataset, Period: terms.PeriodText,
			Counted: terms.Anchor, Owner: terms.Owner, Decided: terms.Decision, Due: terms.DeleteBy}
		if i < len(m.Datasets) {
			rule.Counted += " " + m.Datasets[i].Date
		}
		if now, err := custody.TermsNow(&p.Config, m, i); err == nil &&
			now.DeleteBy.String() < terms.DeleteBy {
			rule.Period, rule.Decided, rule.Due = now.PeriodText, now.Decision, now.DeleteBy.String()
		}
		status, err := p.Config.Schedule().Status(terms.Dataset)
		if err == nil && status.Words == rule.Period {
			rule.Source = status.Source
		}
		rules = append(rules, rule)
	}
	return rules
}

// evidenceFiles hold the evidence of everybody in a run with --keep-pairs.
var evidenceFiles = []string{"pairs.parquet", "occupants.parquet", "dwellings.parquet"}

// findPairs finds the evidence of people who are not listed, which a run was asked to
// keep for less time than its list.
func (p *purging) findPairs(name string, m *exercise.Manifest) error {
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

// findLists finds opened lists. One that lies elsewhere is out of reach: when its day
// comes the certificate says so, once.
func (p *purging) findLists() error {
	recorded := make(map[string]bool)
	for _, list := range p.Audit.State().Lists {
		if list.Gone() {
			continue
		}
		if list.Inside {
			recorded[path.Base(list.Name)] = true
		}
		due := list.DeleteBy
		if now, ok := p.classDue(custody.ClassWorklist, cases.Date(list.At)); ok {
			due = min(due, now) // the schedule has been shortened since
		}
		if !p.isDue(due) {
			continue
		}
		found := thing{item: cases.ListItem(list.Batch), exercise: list.Exercise, due: due,
			held: p.heldWhy(list.Exercise), rules: p.ruleOf(list.Exercise, custody.ClassWorklist, due),
			words: "an opened list outside the workspace: delete it yourself"}
		if list.Inside {
			file, there := p.file(list.Name)
			found.words, found.files = "an opened list", []cases.CertificateFile{file}
			if !there {
				found.words = "an opened list that is not there any more"
			}
		}
		p.things = append(p.things, found)
	}
	return p.findStrays(workspace.ListsFolder, func(entry fs.DirEntry) bool {
		return recorded[entry.Name()]
	})
}

// findDecisions names the file of decisions about buildings where some of them are due:
// people wrote it, and no purge edits what they wrote.
func (p *purging) findDecisions() {
	p.decided = nil
	decided, err := custody.DecidedOn(p.Session, p.Today)
	if err != nil {
		p.Warn("what of %s is due cannot be told: %v", workspace.BuildingsFile, err)
		return
	}
	if decided.Next != 0 {
		p.isDue(decided.Next)
	}
	if decided.Due == 0 {
		return
	}
	file, _ := p.file(workspace.BuildingsFile)
	file.Outcome = "left: people wrote it; " + decided.Words()
	p.decided = &file
	p.Warn("%s: %s: decide anew what still holds, and take out the rest", workspace.BuildingsFile,
		decided.Words())
}

// findCertificates finds the papers of earlier purges whose own time has come.
func (p *purging) findCertificates() error {
	recorded := make(map[string]bool)
	for _, e := range p.Audit.Log().Events {
		if e.Kind != cases.KindPurged || p.Audit.State().CertificatePurged(e.Batch) {
			continue
		}
		for _, file := range certificateFiles(e.Batch) {
			recorded[path.Base(file)] = true
		}
		due, ok := p.classDue(classCertificate, cases.Date(e.At))
		if !ok || !p.isDue(due) {
			continue
		}
		var files []cases.CertificateFile
		for _, name := range certificateFiles(e.Batch) {
			if file, there := p.file(name); there {
				files = append(files, file)
			}
		}
		p.things = append(p.things, thing{item: cases.CertificateItem(e.Batch), due: due, files: files,
			words: "a certificate", rules: p.ruleOf("", classCertificate, due)})
	}
	return p.findStrays(workspace.CertificatesFolder, func(entry fs.DirEntry) bool {
		return recorded[entry.Name()]
	})
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
	after := p.foreseen()
	if last := log.Trimmable(before, after.Needed); last >= log.Head.First {
		p.things = append(p.things, thing{item: cases.AuditItem(log.Head.First, last), due: due,
			words: "lines of the audit log", rules: p.ruleOf("", classAudit, due)})
	}
	return nil
}

// foreseen returns what will be in force when all that was found is deleted: the lines
// that only told of it can go with it.
func (p *purging) foreseen() cases.State {
	log, items := p.Audit.Log(), p.items()
	number := p.Audit.State().NextPurge
	return cases.Fold(append(slices.Clone(log.Events),
		cases.Event{Kind: cases.KindPurge, Seq: log.Head.Count + 1, Batch: number, Items: items},
		cases.Event{Kind: cases.KindPurged, Seq: log.Head.Count + 2, Batch: number, Items: items}))
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

// file returns a file of the workspace that is to be deleted, and whether it is there.
// One that cannot be read has no digest: it is deleted all the same.
func (p *purging) file(name string) (file cases.CertificateFile, there bool) {
	file = cases.CertificateFile{Name: name, Outcome: "deleted"}
	path := p.Path(filepath.FromSlash(name))
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		file.Outcome = "was not there any more: moved or deleted by somebody"
		return file, false
	}
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		file.Outcome = "a link, deleted: what it points to was not reached"
		p.Warn("%s is a link: what it points to is not reached, delete it yourself", name)
		return file, true
	}
	if bytes, digest, err := disk.FileSHA256(path); err == nil {
		file.Bytes, file.SHA256 = bytes, digest
	}
	return file, true
}

// filesIn returns the files below a folder of the workspace, in order of their names.
func (p *purging) filesIn(folder string) (files []cases.CertificateFile, err error) {
	root := p.Path(filepath.FromSlash(folder))
	err = filepath.WalkDir(root, func(at string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		below, err := filepath.Rel(root, at)
		if err != nil {
			return err
		}
		file, _ := p.file(path.Join(folder, filepath.ToSlash(below)))
		files = append(files, file)
		return nil
	})
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	slices.SortFunc(files, func(a, b cases.CertificateFile) int {
		return strings.Compare(a.Name, b.Name)
	})
	return files, disk.WithoutPath(err)
}
