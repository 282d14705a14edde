package exercise

import (
	"encoding/json"
	"io"

	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract"
	"nfimatch/extract/row"
)

// manifest is run.json: what was read, decided and found, the same bytes for the
// same inputs, keys and options. Fields are written in this order.
type manifest struct {
	Program         string `json:"program"`
	Exercise        string `json:"exercise"`
	Council         string `json:"council"`
	Note            string `json:"note"`
	AsOf            string `json:"as_of"`     // yyyy-mm-dd, as all dates
	DeleteBy        string `json:"delete_by"` // the earliest of all terms
	KeyID           string `json:"key_id"`    // of the exercise's key
	ContinuityKeyID string `json:"continuity_key_id"`

	Meta      map[string]string `json:"meta"` // as in every Parquet file
	Datasets  []datasetManifest `json:"datasets"`
	CodeTable *fileManifest     `json:"code_table,omitempty"`
	Options   optionsManifest   `json:"options"`

	Model     modelManifest     `json:"model"`
	Placement placementManifest `json:"placement"`
	Pairs     pairsManifest     `json:"pairs"`
	Report    any               `json:"report"` // report.Summary, which names its own fields

	Retention   []termsManifest               `json:"retention"`
	SetAside    map[string][]setAsideManifest `json:"set_aside"`             // by dataset
	Unanswered  []string                      `json:"unanswered"`            // settings
	NotCompared int                           `json:"mentions_not_compared"` // too many at a dwelling

	UnknownMarkers int `json:"franchise_markers_not_known"` // of electors without a date
}

// datasetManifest is one dataset: why it was used, and what became of its rows.
type datasetManifest struct {
	Dataset       string            `json:"dataset"`
	Date          string            `json:"date"` // of the extract
	Purpose       string            `json:"purpose"`
	LegalFunction string            `json:"legal_function"`
	DeleteBy      string            `json:"delete_by"`
	Files         []fileManifest    `json:"files"`   // in the order they were given
	Rows          map[string]int    `json:"rows"`    // read, and how many had each fate
	Entries       map[string]int    `json:"entries"` // placed, unplaced, abstained
	Columns       map[string]string `json:"columns"` // field to header
	NotUsed       int               `json:"columns_not_used"`
	NoPostcode    int               `json:"entries_without_postcode"`
}

type fileManifest struct {
	Name         string `json:"name"` // without its folder
	Bytes        int64  `json:"bytes"`
	SHA256       string `json:"sha256"`
	Rows         int    `json:"rows"`
	Encoding     string `json:"encoding"`
	LinesSkipped int    `json:"lines_skipped"` // that are no rows
}

type optionsManifest struct {
	KeepPairsUntil string `json:"keep_pairs_until"` // as enforced
	KeepReason     string `json:"keep_pairs_reason"`
	AcceptRejects  string `json:"accept_rejects"` // the reason given
	CrowdedAddress int    `json:"crowded_address"`
}

type modelManifest struct {
	SHA256 string `json:"sha256"` // of the model as model.toml has it
	Origin string `json:"origin"`
}

// placementManifest counts the entries that each way of placing has placed.
type placementManifest struct {
	ByAccount     int `json:"by_account"`
	ByUPRN        int `json:"by_uprn"`
	ByExact       int `json:"by_exact"`
	ByWords       int `json:"by_words"`
	ByFuzzy       int `json:"by_fuzzy"`
	BlocksRefused int `json:"blocks_refused"` // too large to be searched
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

// setAsideManifest counts the rows set aside for one reason.
type setAsideManifest struct {
	Reason string `json:"reason"`
	Rows   int    `json:"rows"`
}

func (r *run) writeManifest(w io.Writer) error {
	text, err := r.modelText()
	if err != nil {
		return err
	}
	m := manifest{
		Program: r.Program, Exercise: r.Exercise, Council: workspace.Recorded(r.Config.Body),
		Note: "Local council tax discount review, not an NFI exercise. A difference between " +
			"records is not evidence of wrongdoing. Each case needs a person.",
		AsOf: r.AsOf.String(), DeleteBy: r.deleteBy().String(), KeyID: r.ring.ExerciseID(),
		ContinuityKeyID: r.ring.ContinuityID(), Meta: r.meta,
		Options:   r.optionsManifest(),
		Model:     modelManifest{SHA256: digestOf(string(text)), Origin: r.model.Inside.Origin},
		Placement: r.placementManifest(), Pairs: r.pairsManifest(), Retention: r.termsManifests(),
		Report: r.summary, SetAside: make(map[string][]setAsideManifest),
		Unanswered: r.Config.Unanswered(), NotCompared: r.how.NotCompared,
		UnknownMarkers: r.read2.UnknownMarkers,
	}
	if r.codes != nil {
		file := fileManifestOf(r.codes.File())
		m.CodeTable = &file
	}
	for _, dataset := range r.given() {
		m.Datasets = append(m.Datasets, r.datasetManifest(dataset))
		for _, total := range r.read1[dataset].SetAside {
			m.SetAside[dataset.String()] = append(m.SetAside[dataset.String()],
				setAsideManifest{Reason: total.Reason, Rows: total.Rows})
		}
	}
	return writeJSON(w, m)
}

func (r *run) datasetManifest(dataset row.Dataset) datasetManifest {
	read, counts := r.read1[dataset], r.counts[dataset]
	placed := r.how.Place.ByDataset[dataset]
	config := r.Config.Datasets[dataset.String()]
	m := datasetManifest{
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
		m.Files = append(m.Files, fileManifestOf(file))
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

func fileManifestOf(file extract.FileSummary) fileManifest {
	return fileManifest{Name: file.Base, Bytes: file.Bytes, SHA256: file.SHA256, Rows: file.Rows,
		Encoding: file.Encoding, LinesSkipped: file.Skipped.Total()}
}

func (r *run) optionsManifest() optionsManifest {
	return optionsManifest{KeepPairsUntil: r.KeepUntil.String(), KeepReason: r.KeepReason,
		AcceptRejects: r.AcceptRejects, CrowdedAddress: r.Config.Defaults.CrowdedAddress}
}

func (r *run) placementManifest() placementManifest {
	place := r.how.Place
	return placementManifest{ByAccount: place.ByAccount, ByUPRN: place.ByUPRN,
		ByExact: place.ByExact, ByWords: place.ByWords, ByFuzzy: place.ByFuzzy,
		BlocksRefused: place.RefusedBlocks}
}

func (r *run) pairsManifest() pairsManifest {
	return pairsManifest{Compared: r.how.Pairs, Same: r.how.Same, Different: r.how.Different,
		Unsure: r.how.Unsure}
}

func (r *run) termsManifests() (all []termsManifest) {
	for _, terms := range r.terms.All() {
		all = append(all, termsManifest{Dataset: terms.Dataset, PeriodText: terms.PeriodText,
			Anchor: terms.AnchorEvent, Owner: terms.Owner, Conflict: terms.Conflict,
			DeleteBy: terms.DeleteBy.String()})
	}
	return all
}

// writeJSON writes value as text for people: indented, with & < > as they are.
func writeJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}
