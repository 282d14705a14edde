package linkage

import (
	"io"
	"path/filepath"
	"strconv"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/exercise"
	"nfimatch/cmd/nfi/linkage/judging"
	"nfimatch/match/result"
)

// A manifest is run.json: what was read, decided and found, the same bytes for the same
// lists, keys and options. Fields are written in this order.
type manifest struct {
	Program         string                    `json:"program"`
	Command         string                    `json:"command"`
	Note            string                    `json:"note"`
	AsOf            string                    `json:"as_of"`     // yyyy-mm-dd, as all dates
	DeleteBy        string                    `json:"delete_by"` // of everything here
	KeyID           string                    `json:"key_id"`
	ContinuityKeyID string                    `json:"continuity_key_id"`
	Meta            map[string]string         `json:"meta"` // as in pairs.parquet
	Lists           []listManifest            `json:"lists"`
	Options         optionsManifest           `json:"options"`
	Model           modelManifest             `json:"model"`
	Blocking        []blockingManifest        `json:"blocking"`
	Compared        int64                     `json:"pairs_compared"`
	Recall          recallManifest            `json:"recall_estimate"` // of the blocking rules
	Pairs           map[string]int            `json:"pairs"`           // by decision
	Clusters        *clustersManifest         `json:"clusters,omitempty"`
	Quality         []measureManifest         `json:"quality,omitempty"`
	Calibration     []bandManifest            `json:"calibration,omitempty"`
	Results         []exercise.ResultManifest `json:"results"` // the other files
}

type listManifest struct {
	Dataset   string                  `json:"dataset"`
	Files     []exercise.FileManifest `json:"files"`
	Rows      map[string]int          `json:"rows"`    // read, and how many had each fate
	Columns   map[string]string       `json:"columns"` // field to header
	NotUsed   int                     `json:"columns_not_used"`
	OddBirths int                     `json:"dates_of_birth_that_cannot_be"`
	Further   int                     `json:"rows_naming_several_persons"`
	DeleteBy  string                  `json:"delete_by"`
}

type optionsManifest struct {
	OneToOne  bool     `json:"one_to_one"`
	Threshold string   `json:"threshold"` // as a probability
	Budget    int64    `json:"budget"`
	Without   []string `json:"without"`
	TrainOnly bool     `json:"train_only"`
}

type modelManifest struct {
	SHA256 string `json:"sha256"` // of model.toml
	Origin string `json:"origin"`
	Given  bool   `json:"given"` // and not estimated from these lists
}

type blockingManifest struct {
	Rule  string  `json:"rule"`
	Used  bool    `json:"used"`
	Pairs int64   `json:"pairs"`
	New   int64   `json:"new_pairs"` // that no rule before it makes
	Worst []int64 `json:"pairs_of_largest_blocks"`
	Line  uint32  `json:"line_in_largest_block"` // of the left list; 0 without one
}

type recallManifest struct {
	Lists  []string `json:"caught_by"`
	Caught []int64  `json:"pairs_by_number_of_these"` // of the pairs decided same, from none
	Missed int64    `json:"pairs_missed"`
	PPM    int64    `json:"recall_ppm"`         // 0 if not known
	Error  int64    `json:"standard_error_ppm"` // of the share; large where it is not known
}

type clustersManifest struct {
	Clusters int `json:"clusters"`
	Rows     int `json:"rows"`
	Bridges  int `json:"bridges"` // pairs that hold a cluster of three or more together alone
}

type measureManifest struct {
	Threshold string `json:"threshold"`
	Accepted  int    `json:"accepted"`
	Right     int    `json:"right"`
	Known     int    `json:"known"`
	Precision string `json:"precision"`
	Recall    string `json:"recall"`
	F1        string `json:"f1"`
}

// A bandManifest is the listed pairs of like probability, and how many of them the labels
// have.
type bandManifest struct {
	From  string `json:"from"`
	Below string `json:"below"`
	Pairs int    `json:"pairs"`
	Right int    `json:"right"`
	Said  string `json:"mean_probability"`
}

const note = "A pair says that two records are alike, and how much. It is no proof that they are " +
	"of one person, and evidence of nothing else."

// writeManifest writes run.json into the folder that holds all other results.
func (r *run) writeManifest(folder string) error {
	results, err := exercise.ResultsIn(folder)
	if err != nil {
		return err
	}
	counts := r.counted()
	m := manifest{
		Program: r.Program, Command: r.command(), Note: note, AsOf: r.AsOf.String(),
		DeleteBy: r.deleteBy().String(), KeyID: r.ring.ExerciseID(),
		ContinuityKeyID: r.ring.ContinuityID(), Meta: r.meta,
		Options: optionsManifest{OneToOne: r.OneToOne, Threshold: judging.ProbabilityText(r.threshold()),
			Budget: r.Budget, Without: append([]string{}, r.Without...), TrainOnly: r.TrainOnly},
		Model: modelManifest{SHA256: disk.SHA256(r.modelText), Origin: r.result.Model.Origin,
			Given: r.model != nil},
		Pairs: map[string]int{"same": counts[result.DecisionSame],
			"unsure": counts[result.DecisionUnsure]},
		Compared: r.result.Compared, Results: results,
		Recall: recallManifest{Lists: append([]string{}, r.result.Recall.Lists...),
			Caught: append([]int64{}, r.result.Recall.Caught...),
			Missed: r.result.Recall.Missed, PPM: r.result.Recall.PPM,
			Error: r.result.Recall.Error},
	}
	for _, s := range r.sides {
		m.Lists = append(m.Lists, r.listManifest(s))
	}
	for _, rule := range r.result.Blocking {
		m.Blocking = append(m.Blocking, blockingManifest{Rule: rule.Rule, Used: rule.Kept,
			Pairs: rule.Pairs, New: rule.New, Worst: append([]int64{}, rule.Worst...),
			Line: rule.Line})
	}
	if r.within() {
		m.Clusters = &clustersManifest{r.clusters(), len(r.result.Clusters.Line), r.bridges()}
	}
	for _, q := range r.measures {
		m.Quality = append(m.Quality, measureManifest{
			Threshold: judging.ProbabilityText(q.Threshold),
			Accepted:  q.Accepted, Right: q.Right, Known: q.Known,
			Precision: judging.ShareText(q.Precision()),
			Recall:    judging.ShareText(q.Recall()), F1: judging.ShareText(q.F1())})
	}
	for _, b := range r.bands {
		m.Calibration = append(m.Calibration, bandManifest{
			judging.ProbabilityText(b.From), judging.ProbabilityText(b.Below), b.Pairs, b.Right,
			judging.ProbabilityText(b.MeanSaid())})
	}
	return disk.WriteFile(filepath.Join(folder, exercise.ManifestFile),
		func(w io.Writer) error { return exercise.WriteJSON(w, m) })
}

// clusters returns the number of clusters.
func (r *run) clusters() int {
	seen := make(map[uint32]bool)
	for _, cluster := range r.result.Clusters.Cluster {
		seen[cluster] = true
	}
	return len(seen)
}

// bridges returns the number of pairs that hold a cluster of three or more together
// alone.
func (r *run) bridges() (n int) {
	for _, bridge := range r.result.Pairs.Bridge {
		if bridge {
			n++
		}
	}
	return n
}

func (r *run) listManifest(s *side) listManifest {
	m := listManifest{
		Dataset: s.dataset.String(), Columns: make(map[string]string),
		Rows: map[string]int{"read": s.counts.Read, "kept": s.counts.Kept,
			"set_aside": s.counts.SetAside, "rejected": s.counts.Rejected},
		OddBirths: r.summary.OddBirths[s.dataset], Further: r.summary.FurtherPersons[s.dataset],
		DeleteBy: r.terms.Get(s.terms).DeleteBy.String(),
	}
	for _, file := range s.summary.Files {
		m.Files = append(m.Files, exercise.FileManifestOf(file))
	}
	for _, column := range s.summary.Columns {
		if column.Field == "" {
			m.NotUsed++
			continue
		}
		m.Columns[column.Field] = column.Header
	}
	return m
}

// shareParts is the scale of the model's shares: parts of a thousand million.
const shareParts = 1_000_000_000

// ppb writes parts of a thousand million as a share with six decimals.
func ppb(parts int64) string {
	return strconv.FormatFloat(float64(parts)/shareParts, 'f', 6, 64)
}
