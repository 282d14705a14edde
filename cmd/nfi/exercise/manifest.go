package exercise

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract"
	"nfimatch/extract/row"
	"nfimatch/match"
)

// ManifestFile and TimingFile are the two files of a run that other commands read.
const (
	ManifestFile = "run.json"
	TimingFile   = "timing.json"
)

// Manifest is run.json: what was read, decided and found, the same bytes for the
// same inputs, keys and options. Fields are written in this order.
type Manifest struct {
	Program         string `json:"program"`
	Exercise        string `json:"exercise"`
	Council         string `json:"council"`
	Note            string `json:"note"`
	AsOf            string `json:"as_of"`     // yyyy-mm-dd, as all dates
	DeleteBy        string `json:"delete_by"` // the earliest of all terms
	KeyID           string `json:"key_id"`    // of the exercise's key
	ContinuityKeyID string `json:"continuity_key_id"`

	Meta      map[string]string `json:"meta"` // as in every Parquet file
	Datasets  []DatasetManifest `json:"datasets"`
	CodeTable *FileManifest     `json:"code_table,omitempty"`
	Options   OptionsManifest   `json:"options"`

	Buildings buildingsManifest `json:"buildings"`
	Model     modelManifest     `json:"model"`
	Placement placementManifest `json:"placement"`
	Pairs     pairsManifest     `json:"pairs"`
	Report    any               `json:"report"` // report.Summary, which names its own fields

	FirstSeen *firstSeenManifest `json:"first_seen,omitempty"` // where days of registration lack

	Retention   []TermsManifest               `json:"retention"`
	SetAside    map[string][]setAsideManifest `json:"set_aside"`             // by dataset
	Unanswered  []string                      `json:"unanswered"`            // settings
	NotCompared int                           `json:"mentions_not_compared"` // too many at a dwelling

	UnknownMarkers int `json:"franchise_markers_not_known"` // of electors without a date

	Results []ResultManifest `json:"results"` // the other files of the run, but timing.json
}

// ResultManifest is one file that a run has written.
type ResultManifest struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// DatasetManifest is one dataset: why it was used, and what became of its rows.
type DatasetManifest struct {
	Dataset       string            `json:"dataset"`
	Date          string            `json:"date"` // of the extract
	Purpose       string            `json:"purpose"`
	LegalFunction string            `json:"legal_function"`
	DeleteBy      string            `json:"delete_by"`
	Files         []FileManifest    `json:"files"`   // in the order they were given
	Rows          map[string]int    `json:"rows"`    // read, and how many had each fate
	Entries       map[string]int    `json:"entries"` // placed, unplaced, abstained
	Columns       map[string]string `json:"columns"` // field to header
	NotUsed       int               `json:"columns_not_used"`
	NoPostcode    int               `json:"entries_without_postcode"`
}

// FileManifest is one file that was read.
type FileManifest struct {
	Name         string `json:"name"` // without its folder
	Bytes        int64  `json:"bytes"`
	SHA256       string `json:"sha256"`
	Rows         int    `json:"rows"`
	Encoding     string `json:"encoding"`
	LinesSkipped int    `json:"lines_skipped"` // that are no rows
}

// OptionsManifest are the options of a run that its results depend on.
type OptionsManifest struct {
	KeepPairsUntil string `json:"keep_pairs_until"` // as enforced
	KeepReason     string `json:"keep_pairs_reason"`
	AcceptRejects  string `json:"accept_rejects"` // the reason given
	CrowdedAddress int    `json:"crowded_address"`
}

type modelManifest struct {
	SHA256 string `json:"sha256"` // of the model as model.toml has it
	Origin string `json:"origin"`

	// The thresholds of a pair: from the one on it may be one person, down to the other
	// it may be two.
	Same      int32 `json:"same_millibits"`
	Different int32 `json:"different_millibits"`
}

// buildingsManifest is what officers have decided about buildings, and what waits.
type buildingsManifest struct {
	SHA256    string `json:"sha256"` // of buildings.toml; "" of none
	Decisions int    `json:"decisions"`
	Unused    int    `json:"decisions_without_effect"`
	Waiting   int    `json:"buildings_waiting"`
	Entries   int    `json:"entries_waiting"`
}

// placementManifest counts the entries that each way of placing has placed.
type placementManifest struct {
	ByAccount     int `json:"by_account"`
	ByUPRN        int `json:"by_uprn"`
	ByExact       int `json:"by_exact"`
	ByWords       int `json:"by_words"`
	ByFuzzy       int `json:"by_fuzzy"`
	ByBuilding    int `json:"by_building"`
	BlocksRefused int `json:"blocks_refused"` // too large to be searched
}

type pairsManifest struct {
	Compared  int64 `json:"compared"`
	Same      int64 `json:"same"`
	Different int64 `json:"different"`
	Unsure    int64 `json:"unsure"`
}

// TermsManifest are the retention terms of a dataset, as they were when it was read.
type TermsManifest struct {
	Dataset    string `json:"dataset"`
	PeriodText string `json:"period_text"`
	Anchor     string `json:"anchor"`
	Owner      string `json:"owner"`
	Conflict   string `json:"conflict"`
	Decision   string `json:"decision"` // how a conflict was settled
	DeleteBy   string `json:"delete_by"`
}

// setAsideManifest counts the rows set aside for one reason.
type setAsideManifest struct {
	Reason string `json:"reason"`
	Rows   int    `json:"rows"`
}

// writeManifest writes run.json into the folder that holds all other files of the run.
func (r *run) writeManifest(folder string) error {
	text, err := r.modelText()
	if err != nil {
		return err
	}
	results, err := ResultsIn(folder)
	if err != nil {
		return err
	}
	m := Manifest{
		Program: r.Program, Exercise: r.Exercise, Council: workspace.Recorded(r.Config.Body),
		Note: "Local council tax discount review, not an NFI exercise. A difference between " +
			"records is not evidence of wrongdoing. Each case needs a person.",
		AsOf: r.AsOf.String(), DeleteBy: r.deleteBy().String(), KeyID: r.ring.ExerciseID(),
		ContinuityKeyID: r.ring.ContinuityID(), Meta: r.meta,
		Options: r.optionsManifest(), Buildings: r.buildingsManifest(),
		Model:     r.modelManifest(text),
		Placement: r.placementManifest(), Pairs: r.pairsManifest(), Retention: r.termsManifests(),
		FirstSeen: r.seenFrom,
		Report:    r.summary, SetAside: make(map[string][]setAsideManifest),
		Unanswered: r.Config.Unanswered(), NotCompared: r.how.NotCompared,
		UnknownMarkers: r.read2.UnknownMarkers, Results: results,
	}
	if r.codes != nil {
		file := FileManifestOf(r.codes.File())
		m.CodeTable = &file
	}
	for _, dataset := range r.given() {
		m.Datasets = append(m.Datasets, r.datasetManifest(dataset))
		for _, total := range r.read1[dataset].SetAside {
			m.SetAside[dataset.String()] = append(m.SetAside[dataset.String()],
				setAsideManifest{Reason: total.Reason, Rows: total.Rows})
		}
	}
	digest := sha256.New()
	err = disk.WriteFile(filepath.Join(folder, ManifestFile), func(w io.Writer) error {
		return WriteJSON(io.MultiWriter(w, digest), m)
	})
	r.manifestSHA256 = hex.EncodeToString(digest.Sum(nil))
	return err
}

// ResultsIn returns the files in a folder, in the order of their names.
func ResultsIn(folder string) (results []ResultManifest, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, disk.WithoutPath(err)
	}
	for _, entry := range entries {
		bytes, digest, err := disk.FileSHA256(filepath.Join(folder, entry.Name()))
		if err != nil {
			return nil, err
		}
		results = append(results, ResultManifest{entry.Name(), bytes, digest})
	}
	return results, nil
}

func (r *run) datasetManifest(dataset row.Dataset) DatasetManifest {
	read, counts := r.read1[dataset], r.counts[dataset]
	placed := r.how.Place.ByDataset[dataset]
	config := r.Config.Datasets[dataset.String()]
	m := DatasetManifest{
		Dataset: dataset.String(), Date: r.Dates[dataset].String(),
		Purpose:       workspace.Recorded(config.Purpose),
		LegalFunction: workspace.Recorded(config.LegalFunction),
		DeleteBy:      r.terms.Get(r.termsOf[dataset]).DeleteBy.String(),
		Rows: map[string]int{"read": counts.Read, "kept": counts.Kept, "set_aside": counts.SetAside,
			"rejected": counts.Rejected, "merged": counts.Merged},
		Entries: map[string]int{"placed": placed.Placed, "unplaced": placed.Unplaced,
			"abstained": placed.Abstained},
		Columns: make(map[string]string), NoPostcode: r.read2.NoPostcode[dataset],
	}
	for _, file := range read.Files {
		m.Files = append(m.Files, FileManifestOf(file))
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

// FileManifestOf returns what a manifest says of a file that was read.
func FileManifestOf(file extract.FileSummary) FileManifest {
	return FileManifest{Name: file.Base, Bytes: file.Bytes, SHA256: file.SHA256, Rows: file.Rows,
		Encoding: file.Encoding, LinesSkipped: file.Skipped.Total()}
}

func (r *run) modelManifest(text []byte) modelManifest {
	m := modelManifest{SHA256: disk.SHA256(text), Origin: r.model.Inside.Origin}
	m.Same, m.Different = r.model.Inside.Weights(match.Scheme()).Thresholds()
	return m
}

func (r *run) optionsManifest() OptionsManifest {
	return OptionsManifest{KeepPairsUntil: r.KeepUntil.String(), KeepReason: r.KeepReason,
		AcceptRejects: r.AcceptRejects, CrowdedAddress: r.Config.Defaults.CrowdedAddress}
}

func (r *run) placementManifest() placementManifest {
	place := r.how.Place
	return placementManifest{ByAccount: place.ByAccount, ByUPRN: place.ByUPRN,
		ByExact: place.ByExact, ByWords: place.ByWords, ByFuzzy: place.ByFuzzy,
		ByBuilding: place.ByBuilding, BlocksRefused: place.RefusedBlocks}
}

func (r *run) buildingsManifest() buildingsManifest {
	return buildingsManifest{SHA256: r.settled.Digest,
		Decisions: len(r.settled.Flats) + len(r.settled.Left), Unused: r.how.Place.Unused,
		Waiting: len(r.how.Buildings), Entries: r.waitingEntries()}
}

func (r *run) pairsManifest() pairsManifest {
	return pairsManifest{Compared: r.how.Pairs, Same: r.how.Same, Different: r.how.Different,
		Unsure: r.how.Unsure}
}

func (r *run) termsManifests() (all []TermsManifest) {
	for _, terms := range r.terms.All() {
		all = append(all, TermsManifest{Dataset: terms.Dataset, PeriodText: terms.PeriodText,
			Anchor: terms.AnchorEvent, Owner: terms.Owner, Conflict: terms.Conflict,
			Decision: terms.Decision, DeleteBy: terms.DeleteBy.String()})
	}
	return all
}

// WriteJSON writes value as text for people: indented, with & < > as they are.
func WriteJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// resultsBytesMax bounds what is read back of a run's own words about itself.
const resultsBytesMax = 16 << 20

// ReadManifest reads run.json of a run's folder, and its SHA-256 in hexadecimal.
func ReadManifest(folder string) (m Manifest, digest string, err error) {
	content, err := disk.ReadFileWithin(filepath.Join(folder, ManifestFile), resultsBytesMax)
	if err != nil {
		return Manifest{}, "", err
	}
	if err := json.Unmarshal(content, &m); err != nil {
		return Manifest{}, "", errors.New(ManifestFile + " must be as the run wrote it")
	}
	return m, disk.SHA256(content), nil
}

// ReadTiming reads timing.json of a run's folder.
func ReadTiming(folder string) (t Timing, err error) {
	content, err := disk.ReadFileWithin(filepath.Join(folder, TimingFile), resultsBytesMax)
	if err != nil {
		return Timing{}, err
	}
	if err := json.Unmarshal(content, &t); err != nil {
		return Timing{}, errors.New(TimingFile + " must be as the run wrote it")
	}
	return t, nil
}
