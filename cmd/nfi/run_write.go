package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"nfimatch/extract/columns"
	"nfimatch/extract/retention"
	"nfimatch/extract/row"
	"nfimatch/report/publish"
)

// versions of what is written into every table's metadata. They change when the
// canonical forms or the filters change: equal facts then give other tokens.
const (
	canonVersion    = "1"
	encodingVersion = "bloom 512 bits, bigrams, 8 positions, version 1"
	specVersion     = "public 2011-2013, superseded"
)

// programName is the program and its version, as outputs name it.
func programName() string {
	version, _, _ := buildFacts()
	return "nfi " + version
}

func digestOf(text string) string {
	digest := sha256.Sum256([]byte(text))
	return hex.EncodeToString(digest[:])
}

// tableMeta is the metadata of every table of the run. The digest of the sources
// is filled in once they have been read.
func (r *exerciseRun) tableMeta() map[string]string {
	return map[string]string{
		columns.MetaExercise: r.exercise, columns.MetaKeyID: r.ring.ExerciseID(),
		columns.MetaSpec: specVersion, columns.MetaCanon: canonVersion,
		columns.MetaEncoding: encodingVersion, columns.MetaTermsSHA256: r.terms.SHA256(),
		columns.MetaSourceSHA256: notRecorded, columns.MetaAsOf: r.asOf.String(),
	}
}

// deleteBy is the earliest day of the run's terms: that of everything about the
// run as a whole.
func (r *exerciseRun) deleteBy() retention.Date {
	var earliest retention.Date
	for _, terms := range r.terms.All() {
		if earliest == 0 || terms.DeleteBy < earliest {
			earliest = terms.DeleteBy
		}
	}
	return earliest
}

// write puts the results in place. The model is frozen first: results that no
// later run could be compared with must not be left behind.
func (r *exerciseRun) write(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := r.freezeModel(); err != nil {
		return err
	}
	folder, err := r.runFolder(r.exercise)
	if err != nil {
		return err
	}
	return replaceFolder(folder, func(aside string) error {
		create := func(name string) (io.WriteCloser, error) { return createSynced(aside, name) }
		if err := publish.Files(create, &r.flags, r.matched, r.keepUntil); err != nil {
			return err
		}
		for name, fill := range map[string]func(io.Writer) error{
			"rejects.csv":   r.faultsOf(row.Rejected),
			"set_aside.csv": r.faultsOf(row.SetAside),
			"report.html":   r.writePage,
			"run.json":      r.writeManifest,
		} {
			if err := writeFile(filepath.Join(aside, name), fill); err != nil {
				return err
			}
		}
		r.clock.lap("write")
		return writeFile(filepath.Join(aside, "timing.json"), r.writeTiming)
	})
}

// A syncedFile is written out to the disk before it is closed.
type syncedFile struct{ *os.File }

func createSynced(folder, name string) (io.WriteCloser, error) {
	file, err := os.OpenFile(filepath.Join(folder, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return nil, withoutPath(err)
	}
	return syncedFile{file}, nil
}

// Close syncs and closes; the first error counts.
func (f syncedFile) Close() error { return cmp.Or(f.Sync(), f.File.Close()) }

// faultsOf writes the rows with a fate: place and rule, never a value.
func (r *exerciseRun) faultsOf(fate row.Fate) func(io.Writer) error {
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

func sortFaults(faults []row.Fault) {
	slices.SortStableFunc(faults, func(a, b row.Fault) int {
		return cmp.Or(cmp.Compare(a.Dataset, b.Dataset), cmp.Compare(a.Row, b.Row))
	})
}

// manifest is run.json: what was read, decided and found, the same bytes for the
// same inputs, keys and options.
type manifest struct {
	Program     string                 `json:"program"`
	Exercise    string                 `json:"exercise"`
	Council     string                 `json:"council"`
	Note        string                 `json:"note"`
	AsOf        string                 `json:"as_of"`
	DeleteBy    string                 `json:"delete_by"`
	KeyID       string                 `json:"key_id"`
	Continuity  string                 `json:"continuity_key_id"`
	Meta        map[string]string      `json:"meta"`
	Datasets    []datasetManifest      `json:"datasets"`
	CodeTable   *fileManifest          `json:"code_table,omitempty"`
	Options     optionsManifest        `json:"options"`
	Model       modelManifest          `json:"model"`
	Placement   placementManifest      `json:"placement"`
	Pairs       pairsManifest          `json:"pairs"`
	Report      any                    `json:"report"`
	Retention   []termsManifest        `json:"retention"`
	SetAside    map[string][]totalName `json:"set_aside"`
	Unanswered  []string               `json:"unanswered"`
	NotCompared int                    `json:"mentions_not_compared"`
}

type datasetManifest struct {
	Dataset       string            `json:"dataset"`
	Date          string            `json:"date"`
	Purpose       string            `json:"purpose"`
	LegalFunction string            `json:"legal_function"`
	DeleteBy      string            `json:"delete_by"`
	Files         []fileManifest    `json:"files"`
	Rows          map[string]int    `json:"rows"`
	Entries       map[string]int    `json:"entries"`
	Columns       map[string]string `json:"columns"`
	NotUsed       int               `json:"columns_not_used"`
	NoPostcode    int               `json:"entries_without_postcode"`
}

type fileManifest struct {
	Name     string `json:"name"`
	Bytes    int64  `json:"bytes"`
	SHA256   string `json:"sha256"`
	Rows     int    `json:"rows"`
	Encoding string `json:"encoding"`
	Skipped  int    `json:"lines_skipped"`
}

type optionsManifest struct {
	KeepPairsUntil string `json:"keep_pairs_until"`
	KeepReason     string `json:"keep_pairs_reason"`
	AcceptRejects  string `json:"accept_rejects"`
	CrowdedAddress int    `json:"crowded_address"`
}

type modelManifest struct {
	SHA256 string `json:"sha256"`
	Origin string `json:"origin"`
}

type placementManifest struct {
	ByAccount int `json:"by_account"`
	ByUPRN    int `json:"by_uprn"`
	ByExact   int `json:"by_exact"`
	ByWords   int `json:"by_words"`
	ByFuzzy   int `json:"by_fuzzy"`
	Refused   int `json:"blocks_refused"`
}

type pairsManifest struct {
	Compared  int64 `json:"compared"`
	Same      int64 `json:"same"`
	Different int64 `json:"different"`
	Unsure    int64 `json:"unsure"`
}

type termsManifest struct {
	Dataset    string `json:"dataset"`
	PeriodText string `json:"period_text"`
	Anchor     string `json:"anchor"`
	Owner      string `json:"owner"`
	Conflict   string `json:"conflict"`
	DeleteBy   string `json:"delete_by"`
}

type totalName struct {
	Reason string `json:"reason"`
	Rows   int    `json:"rows"`
}

func (r *exerciseRun) writeManifest(w io.Writer) error {
	text, err := r.modelText()
	if err != nil {
		return err
	}
	place := r.how.Place
	m := manifest{
		Program: programName(), Exercise: r.exercise, Council: recorded(r.config.Body),
		Note: "Local council tax discount review, not an NFI exercise. A difference between " +
			"records is not evidence of wrongdoing. Each case needs a person.",
		AsOf: r.asOf.String(), DeleteBy: r.deleteBy().String(), KeyID: r.ring.ExerciseID(),
		Continuity: r.ring.ContinuityID(), Meta: r.meta,
		Options: optionsManifest{r.keepUntil.String(), r.keepReason, r.acceptRejects,
			r.config.Defaults.CrowdedAddress},
		Model: modelManifest{digestOf(string(text)), r.model.Inside.Origin},
		Placement: placementManifest{place.ByAccount, place.ByUPRN, place.ByExact, place.ByWords,
			place.ByFuzzy, place.RefusedBlocks},
		Pairs:  pairsManifest{r.how.Pairs, r.how.Same, r.how.Different, r.how.Unsure},
		Report: r.summary, SetAside: make(map[string][]totalName),
		Unanswered: r.config.unanswered(), NotCompared: r.how.NotCompared,
	}
	if r.codes != nil {
		file := r.codes.File()
		m.CodeTable = &fileManifest{file.Base, file.Bytes, file.SHA256, file.Rows, file.Encoding,
			file.Skipped.Total()}
	}
	for _, terms := range r.terms.All() {
		m.Retention = append(m.Retention, termsManifest{terms.Dataset, terms.PeriodText,
			terms.AnchorEvent, terms.Owner, terms.Conflict, terms.DeleteBy.String()})
	}
	for _, dataset := range r.given() {
		m.Datasets = append(m.Datasets, r.datasetManifest(dataset))
		for _, total := range r.read1[dataset].SetAside {
			m.SetAside[dataset.String()] = append(m.SetAside[dataset.String()],
				totalName{total.Reason, total.Rows})
		}
	}
	return writeJSON(w, m)
}

func (r *exerciseRun) datasetManifest(dataset row.Dataset) datasetManifest {
	read, counts := r.read1[dataset], r.counts[dataset]
	placed := r.how.Place.ByDataset[dataset]
	config := r.config.Datasets[dataset.String()]
	m := datasetManifest{
		Dataset: dataset.String(), Date: r.dates[dataset].String(),
		Purpose: recorded(config.Purpose), LegalFunction: recorded(config.LegalFunction),
		DeleteBy: r.terms.Get(r.termsOf[dataset]).DeleteBy.String(),
		Rows: map[string]int{"read": counts.Read, "kept": counts.Kept, "set_aside": counts.SetAside,
			"rejected": counts.Rejected, "merged": counts.Merged},
		Entries: map[string]int{"placed": placed.Placed, "unplaced": placed.Unplaced,
			"abstained": placed.Abstained},
		Columns: make(map[string]string), NoPostcode: r.read2.NoPostcode[dataset],
	}
	for _, file := range read.Files {
		m.Files = append(m.Files, fileManifest{file.Base, file.Bytes, file.SHA256, file.Rows,
			file.Encoding, file.Skipped.Total()})
	}
	for _, column := range read.Columns {
		if column.Field == "" {
			m.NotUsed++
			continue
		}
		m.Columns[column.Field] = column.Header
	}
	return m
}

func writeJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// writeTiming writes what differs from run to run.
func (r *exerciseRun) writeTiming(w io.Writer) error {
	return writeJSON(w, struct {
		DeleteBy string             `json:"delete_by"`
		Workers  int                `json:"workers"`
		Kernel   string             `json:"kernel"`
		Seconds  map[string]float64 `json:"seconds"`
		Memory   uint64             `json:"memory_from_system_bytes"`
	}{r.deleteBy().String(), r.workers, "portable", r.clock.seconds(), memoryFromSystem()})
}

// writePage writes report.html.
func (r *exerciseRun) writePage(w io.Writer) error {
	page := publish.Page{
		Council: recorded(r.config.Body), Purpose: r.config.Datasets["council_tax"].Purpose,
		AsOf: r.asOf, Exercise: r.exercise, DeleteBy: r.deleteBy(), Next: r.next(),
		Warnings: r.pageWarnings(), Deletion: r.deletion(),
		Facts: []publish.Fact{
			{Name: "Program", Value: programName()},
			{Name: "Key of the exercise", Value: r.ring.ExerciseID()},
			{Name: "Weights of evidence", Value: r.model.Inside.Origin},
			{Name: "Digest of the files", Value: r.meta[columns.MetaSourceSHA256]},
		},
	}
	for _, dataset := range r.given() {
		page.Sources = append(page.Sources, r.pageSource(dataset))
	}
	return publish.WritePage(w, page, &r.flags, &r.summary)
}

func (r *exerciseRun) pageSource(dataset row.Dataset) publish.Source {
	counts, placed := r.counts[dataset], r.how.Place.ByDataset[dataset]
	config := r.config.Datasets[dataset.String()]
	source := publish.Source{
		Name: sourceNames[dataset], Date: r.dates[dataset], DateWords: "extract of",
		Counts: publish.Counts(counts), Placed: placed.Placed, Unplaced: placed.Unplaced,
		Abstained: placed.Abstained, Purpose: config.Purpose, LegalFunction: config.LegalFunction,
	}
	if dataset == row.ElectoralRegister {
		source.DateWords = "published"
	}
	return source
}

// sourceNames are the datasets as a sentence has them.
var sourceNames = map[row.Dataset]string{
	row.CouncilTax: "council tax", row.ElectoralRegister: "register", row.CTR: "CTR",
}

func (r *exerciseRun) pageWarnings() (warnings []string) {
	for _, dataset := range r.given() {
		warnings = append(warnings, r.read1[dataset].Warnings...)
		if r.read2.UnknownMarkers > 0 && dataset == row.ElectoralRegister {
			warnings = append(warnings, fmt.Sprintf("%d electors have a franchise marker that is not "+
				"known and no date: they are not counted as adults", r.read2.UnknownMarkers))
		}
		if conflict := r.terms.Get(r.termsOf[dataset]).Conflict; conflict != "" {
			warnings = append(warnings, "retention of "+sourceNames[dataset]+": "+conflict)
		}
	}
	return warnings
}

// deletion says what is deleted when, in the schedule's words.
func (r *exerciseRun) deletion() (lines []string) {
	lines = append(lines, "Unlisted people's data is deleted at the end of this run.")
	if r.keepUntil != 0 {
		lines[0] = fmt.Sprintf("Everybody's pairs are kept until %v: %s.", r.keepUntil, r.keepReason)
	}
	for _, dataset := range r.given() {
		terms := r.terms.Get(r.termsOf[dataset])
		lines = append(lines, fmt.Sprintf("What comes from the %s is due on %v (%s from %s).",
			sourceNames[dataset], terms.DeleteBy, terms.PeriodText, terms.AnchorEvent))
	}
	return lines
}

func (r *exerciseRun) next() string {
	return "Read flags.csv and reasons.csv in this folder: each line of a source that they name is " +
		"the data row of that extract."
}
