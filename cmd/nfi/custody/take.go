package custody

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"filippo.io/age"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/exercise"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/retention"
	"nfimatch/extract/vault"
	"nfimatch/report/cases"
	"nfimatch/report/desk"
	"nfimatch/report/spell"
)

// aloneCasesMax is how many cases one officer may open at once; more need a second.
const aloneCasesMax = 200

const (
	listSuffix   = ".xlsx" // ends the names of lists
	pathBytesMax = 1000    // of a list's place
)

// TakeRequest asks to open cases for a list.
type TakeRequest struct {
	Exercise string // "" = the latest
	Take     int    // so many that no list has taken, strongest first
	Again    string // or those of this batch once more
	Officer  string
	Second   string // needed for more than aloneCasesMax
	Reason   string
	Out      string // path of the list; "" = in the workspace
	Today    retention.Date
	Program  string
}

// Check refuses a request that cannot be carried out whatever the workspace holds.
func (r *TakeRequest) Check() error {
	var faults []string
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	switch {
	case r.Again == "" && r.Take < 1:
		fault("--take must be the number of cases to open, 1 or more")
	case r.Again != "" && r.Take != 0:
		fault("--take and --again must not be given together")
	}
	if r.Take > desk.CasesMax {
		fault("--take must be at most %d, the most that one list holds", desk.CasesMax)
	}
	CheckText(&faults, "--officer", r.Officer, cases.OfficerBytesMax)
	CheckText(&faults, "--reason", r.Reason, cases.ReasonBytesMax)
	if r.Second != "" {
		CheckText(&faults, "--second", r.Second, cases.OfficerBytesMax)
	}
	if r.Second != "" && spelled(r.Second) == spelled(r.Officer) {
		fault("--second must be another officer than --officer")
	}
	if r.Take > aloneCasesMax && r.Second == "" {
		fault("--second must be given for more than %d cases", aloneCasesMax)
	}
	if r.Out != "" && !strings.EqualFold(filepath.Ext(r.Out), listSuffix) {
		fault("--out must end in %s", listSuffix)
	}
	if err := cases.TextFault("--out", r.Out, pathBytesMax); err != nil {
		fault("%v", err)
	}
	return RefuseFaults("worklist", faults)
}

// A taking is on its way from sealed cases to a list.
type taking struct {
	*workspace.Session
	TakeRequest
	run      cases.Run
	manifest exercise.Manifest
	asOf     retention.Date
	seals    *vault.Seals
	chosen   []vault.IndexCase
	batch    string
	within   string           // where the list lies in the workspace, if only until it is copied
	recorded string           // of the list, as the log names it
	caseDue  []retention.Date // of chosen, now that somebody works them
	listDue  retention.Date
}

// Take opens cases and writes them as one list. The order is the promise: the log has
// every case, with the officer and the reason, before its seal is opened, and the list
// with its digest before it is in its place.
func Take(s *workspace.Session, request TakeRequest, voice refusal.Voice) error {
	if err := closeStopped(s.Audit); err != nil {
		return err
	}
	t := &taking{Session: s, TakeRequest: request}
	closeSeals, err := t.prepare()
	if err != nil {
		return err
	}
	defer closeSeals()
	if err := t.terms(); err != nil {
		return err
	}
	if err := t.place(); err != nil {
		return err
	}
	for _, name := range []string{t.Officer, t.Second} {
		if name != "" && !knowsOfficer(s.Config.Officers, name) {
			voice.Warn("officer %s is not in %s", name, workspace.ConfigFile)
		}
	}
	if err := t.recordOpenings(); err != nil {
		return err
	}
	content, err := t.list()
	defer clear(content)
	if err != nil {
		return t.failed(err)
	}
	if err := t.write(content); err != nil {
		return t.failed(err)
	}
	t.print(voice)
	return nil
}

// closeStopped records of batches whose command was killed that they came to no list:
// their cases can be taken again.
func closeStopped(audit *workspace.Audit) error {
	var events []cases.Event
	for _, batch := range audit.State().Batches {
		if !batch.Listed && !batch.Failed {
			events = append(events, cases.Event{Kind: cases.KindFailed, Exercise: batch.Exercise,
				Batch: batch.Number, Reason: "the program was stopped before the list was there"})
		}
	}
	if len(events) == 0 {
		return nil
	}
	return audit.Append(events...)
}

// prepare finds the exercise whole and in time, and chooses the cases.
func (t *taking) prepare() (closeSeals func() error, err error) {
	state := t.Audit.State()
	var earlier []string
	if t.Again != "" {
		i := slices.IndexFunc(state.Batches, func(b cases.Batch) bool { return b.Number == t.Again })
		if i < 0 {
			return nil, refusal.New(refusal.Usage, "the number stands on the list and in "+
				workspace.AuditFile, "--again must name an earlier batch of the workspace")
		}
		batch := state.Batches[i]
		t.Exercise, earlier = batch.Exercise, batch.Cases
		if run, ok := state.Runs[t.Exercise]; batch.Failed || ok && run.Seq > batch.Seq {
			return nil, refusal.New(refusal.Usage, "open its cases with --take",
				"--again must name a batch that came to a list of the results that are there")
		}
	}
	if t.run, t.Exercise, t.manifest, err = Readable(t.Session, t.Exercise, t.Today); err != nil {
		return nil, err
	}
	if t.asOf, err = retention.ParseDate(t.manifest.AsOf); err != nil {
		return nil, refusal.Of(refusal.Integrity, "", err)
	}
	t.batch = state.NextBatch
	if t.seals, closeSeals, err = OpenSeals(t.Session, t.Exercise, t.run.SealsSHA256); err != nil {
		return nil, err
	}
	if err := t.choose(state, earlier); err != nil {
		return nil, errors.Join(err, closeSeals())
	}
	return closeSeals, nil
}

// choose takes the strongest cases that no list has, or those of the earlier batch.
func (t *taking) choose(state *cases.State, earlier []string) error {
	all := t.seals.Index().Cases
	for _, one := range all {
		_, taken := state.Taken[one.Name]
		if slices.Contains(earlier, one.Name) ||
			t.Again == "" && !taken && len(t.chosen) < t.Take {
			t.chosen = append(t.chosen, one)
		}
	}
	switch {
	case len(t.chosen) == 0 && len(all) == 0:
		return refusal.New(refusal.Usage, "", "%s has no case to open", t.Exercise)
	case len(t.chosen) == 0:
		return refusal.New(refusal.Usage, "--again BATCH writes an earlier list once more",
			"every case of %s is on a list already: there are %d", t.Exercise, len(all))
	case len(t.chosen) > aloneCasesMax && t.Second == "":
		return refusal.New(refusal.Usage, "name a second officer",
			"--second must be given for more than %d cases", aloneCasesMax)
	}
	return nil
}

// terms finds by when the opened cases and the list are due. A case that somebody
// works has a line of its own in the schedule, and so has the list; where the schedule
// is silent they take the strictest of what they are made of.
func (t *taking) terms() error {
	schedule := t.Config.Schedule()
	due := func(class string, anchor, sources retention.Date) (retention.Date, error) {
		if !schedule.Has(class) {
			return sources, nil
		}
		terms, err := schedule.Terms(class, t.asOf, retention.Source{AnchorDate: anchor})
		if err != nil {
			return 0, refusal.Of(refusal.Configuration, "correct the [[schedule]] lines of "+
				workspace.ConfigFile, err)
		}
		return terms.DeleteBy, nil
	}
	for _, one := range t.chosen {
		day, err := due(ClassCaseOpen, 0, one.DeleteBy)
		if err != nil {
			return err
		}
		t.caseDue = append(t.caseDue, day)
	}
	earliest := slices.Min(t.caseDue)
	day, err := due(ClassWorklist, t.Today, earliest)
	t.listDue = min(day, earliest)
	if err == nil && t.listDue < t.Today {
		err = refusal.New(refusal.Policy, "the [[schedule]] lines of "+workspace.ConfigFile+
			" say so", "a list of %s would be due for deletion on %v already", t.Exercise, t.listDue)
	}
	return err
}

// Classes of the schedule that hold what officers make of results.
const (
	ClassCaseOpen = "case_open" // a case that somebody works
	ClassWorklist = "worklist"  // an opened list
)

// place finds where the list goes: nothing that is there is written over.
func (t *taking) place() (err error) {
	name := t.Exercise + "-" + t.batch + listSuffix
	if t.within, err = t.In(workspace.ListsFolder, name); err != nil {
		return err
	}
	if t.Out == "" {
		t.recorded = workspace.ListsFolder + "/" + name
		if _, err := os.Lstat(t.within); err == nil {
			return refusal.New(refusal.Integrity, "move it elsewhere, and ask who has put "+
				workspace.AuditFile+" back", "%s is there already, and %s has no such batch", t.recorded,
				workspace.AuditFile)
		}
		return nil
	}
	if _, err := os.Lstat(t.Out); err == nil {
		return refusal.New(refusal.Usage, "name a new file",
			"--out must not be there already: nothing is written over")
	}
	if info, err := os.Stat(filepath.Dir(t.Out)); err != nil || !info.IsDir() {
		return refusal.New(refusal.Usage, "make the folder first",
			"--out must be in a folder that is there")
	}
	if t.recorded, err = filepath.Abs(t.Out); err != nil {
		return err
	}
	inside, err := disk.IsInside(t.Out, t.Folder)
	if err != nil {
		return err
	}
	if inside {
		return refusal.New(refusal.Usage, "leave --out away, or name a place elsewhere",
			"--out must be outside the workspace, whose lists are in %s", workspace.ListsFolder)
	}
	return nil
}

// recordOpenings writes a line for each case that is about to be opened.
func (t *taking) recordOpenings() error {
	events := make([]cases.Event, len(t.chosen))
	for i, one := range t.chosen {
		events[i] = cases.Event{Kind: cases.KindOpening, Exercise: t.Exercise, Case: one.Name,
			Batch: t.batch, Officer: t.Officer, Second: t.Second, Reason: t.Reason,
			DeleteBy: t.caseDue[i]}
	}
	return t.Audit.Append(events...)
}

// failed records that the batch came to no list, and returns why.
func (t *taking) failed(why error) error {
	event := cases.Event{Kind: cases.KindFailed, Exercise: t.Exercise, Batch: t.batch,
		Reason: "the list was not written"}
	var damaged *vault.DamagedError
	var stranger *age.NoIdentityMatchError
	if errors.As(why, &stranger) {
		why = refusal.New(refusal.Configuration, "bring back the key file that the run was made with",
			"the key file cannot open the seals of %s", t.Exercise)
	}
	if errors.As(why, &damaged) {
		event.Case, event.Reason = damaged.Case, "the seal is damaged"
		why = refusal.New(refusal.Integrity, "run "+t.Exercise+" again under another name, or bring "+
			workspace.SealsFolder+"/"+workspace.SealsFile(t.Exercise)+" back from a copy", "%w", damaged)
	}
	return errors.Join(why, t.Audit.Append(event))
}

// list opens the cases and returns the list's content. What was opened is cleared
// before it returns; the content is the caller's to clear.
func (t *taking) list() ([]byte, error) {
	list := t.heading()
	var opened []*vault.Opened
	defer func() {
		for _, one := range opened {
			one.Clear()
		}
	}()
	for i, one := range t.chosen {
		open, err := t.seals.Open(one.Name, t.Keys.Identities()...)
		if err != nil {
			return nil, err
		}
		opened = append(opened, open)
		added := desk.Case{Name: one.Name, DeleteBy: min(t.caseDue[i], t.listDue), Rows: open.Rows}
		if err := json.Unmarshal(open.Facts, &added.Facts); err != nil {
			return nil, &vault.DamagedError{Case: one.Name, Problem: "its facts cannot be read"}
		}
		list.Cases = append(list.Cases, added)
	}
	var content bytes.Buffer
	err := desk.Write(&content, list)
	return content.Bytes(), err
}

// heading returns the list without its cases.
func (t *taking) heading() *desk.List {
	head := t.Audit.Head()
	list := &desk.List{
		Council: t.manifest.Council, Exercise: t.Exercise, Batch: t.batch, Officer: t.Officer,
		Second: t.Second, Reason: t.Reason, AsOf: t.asOf, Opened: t.Today, DeleteBy: t.listDue,
		AuditCount: head.Count, AuditHead: head.Hash, Program: t.Program,
	}
	for _, dataset := range t.manifest.Datasets {
		if list.Purpose == "" {
			list.Purpose = dataset.Purpose
		}
		list.Sources = append(list.Sources, desk.Source{Name: exercise.DatasetName(dataset.Dataset),
			DateWords: exercise.DateWords(dataset.Dataset), Date: dataset.Date})
	}
	return list
}

// write puts the list aside, records it and puts it in its place: a command that is
// killed in between leaves what the next one finishes, or takes away.
func (t *taking) write(content []byte) error {
	aside, err := disk.WriteAside(t.within, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
	if err != nil {
		return err
	}
	err = t.Audit.Append(cases.Event{Kind: cases.KindList, Exercise: t.Exercise, Batch: t.batch,
		Name: t.recorded, Inside: t.Out == "", SHA256: disk.SHA256(content),
		DeleteBy: t.listDue, Officer: t.Officer, Second: t.Second, Cases: len(t.chosen)})
	if err != nil {
		aside.Discard()
		return err
	}
	return placeList(aside, t.Out, t.Out == "")
}

func (t *taking) print(voice refusal.Voice) {
	left := 0
	state := t.Audit.State()
	for _, one := range t.seals.Index().Cases {
		if _, taken := state.Taken[one.Name]; !taken {
			left++
		}
	}
	voice.Say("List       %s", cmp.Or(t.Out, t.within))
	voice.Say("           batch %s of %s: %s opened for %s, %s still sealed", t.batch, t.Exercise,
		exercise.Plural(len(t.chosen), "case"), t.Officer, spell.Grouped(left))
	voice.Say("           A difference between records is not evidence of wrongdoing. Each case " +
		"needs a person.")
	voice.Say("Deletion   delete the list by %v; the cases by %v, unless they are closed before",
		t.listDue, slices.Min(t.caseDue))
	if t.Out != "" {
		voice.Say("           it lies outside the workspace: nfi purge cannot delete it, you have to")
	}
}

// knowsOfficer reports whether an officer is in the settings, or nobody is.
func knowsOfficer(officers []workspace.OfficerConfig, name string) bool {
	return len(officers) == 0 || slices.ContainsFunc(officers, func(o workspace.OfficerConfig) bool {
		return spelled(o.Name) == spelled(name)
	})
}

// spelled returns a name's letters and digits, small: spaces and points are no other
// officer.
func spelled(name string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

// OpenSeals opens the seals of an exercise and refuses, as integrity, a file that is
// not the one the log records.
func OpenSeals(s *workspace.Session, name, digest string) (*vault.Seals, func() error, error) {
	place := workspace.SealsFolder + "/" + workspace.SealsFile(name)
	hint := "bring the file back from a copy, or run the exercise again under another name"
	file, err := disk.Open(s.Path(workspace.SealsFolder, workspace.SealsFile(name)))
	if err != nil {
		return nil, nil, refusal.New(refusal.Integrity, hint, "%s cannot be read: %w", place,
			disk.WithoutPath(err))
	}
	info, err := file.Stat()
	if err != nil {
		return nil, nil, errors.Join(err, file.Close())
	}
	seals, err := vault.Read(file, info.Size())
	var damaged *vault.DamagedError
	switch {
	case errors.As(err, &damaged):
		err = refusal.New(refusal.Integrity, hint, "%s: %w", place, damaged)
	case err == nil && seals.Index().SHA256 != digest:
		err = refusal.New(refusal.Integrity, hint, "%s is not what the run wrote", place)
	}
	if err != nil {
		return nil, nil, errors.Join(err, file.Close())
	}
	return seals, file.Close, nil
}
