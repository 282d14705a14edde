package linkage

import (
	"fmt"
	"path/filepath"
	"strings"

	"nfimatch/cmd/nfi/exercise"
	"nfimatch/cmd/nfi/linkage/judging"
	"nfimatch/match/result"
	"nfimatch/report/spell"
)

// printLists tells what was read, before anything is compared.
func (r *run) printLists() {
	heading := "Lists"
	for _, s := range r.sides {
		r.Say("%-10s %s: %s", heading, filepath.Base(s.Path), rows(s.counts))
		r.Say("%-10s %s", "", s.columnWords())
		heading = ""
	}
}

// print tells on the terminal what was done.
func (r *run) print() {
	r.Say("%-10s %s%s", "Compared", exercise.Plural(int(r.result.Compared), "different pair"),
		r.recallWords())
	for _, warning := range r.findings() {
		r.Warn("%s", warning)
	}
	if r.model == nil {
		r.Say("%-10s estimated from %s of the lists; kept in %s", "Weights",
			exercise.Plural(int(r.result.Model.Pairs), "pair"), modelFile)
	} else {
		r.Say("%-10s of %s: %s", "Weights", filepath.Base(r.ModelFile), r.result.Model.Origin)
	}
	if r.result.Few {
		r.Say("%-10s few: an initial, or one name at two places, is unsure unless more speaks for it",
			"Partners")
	}
	if !r.TrainOnly {
		counts := r.counted()
		r.Say("%-10s %s of one person, at a probability of %s or more; %s unsure", "Pairs",
			spell.Grouped(counts[result.DecisionSame]), judging.ProbabilityText(r.threshold()),
			spell.Grouped(counts[result.DecisionUnsure]))
	}
	if r.within() && !r.TrainOnly {
		r.Say("%-10s %s of %s; %s holding a larger one together alone", "Clusters",
			spell.Grouped(r.clusters()), exercise.Plural(len(r.result.Clusters.Line), "row"),
			exercise.Plural(r.bridges(), "pair"))
	}
	r.printMeasures()
	r.Say("%-10s by %v: everything in %s", "Deletion", r.deleteBy(), r.Folder)
	r.Say("%-10s %s", "Report", filepath.Join(r.Folder, pageFile))
}

// recallWords says how many of the true pairs are thought to be among those compared, to
// the digits that the estimate has, and that it is not known where that rests on too little.
func (r *run) recallWords() string {
	const onePercent = millionths / 100
	switch parts := r.result.Recall.PPM; {
	case r.TrainOnly:
		return ""
	case parts == 0:
		return "; how many of the true pairs are among them is not known"
	case parts >= 99*onePercent:
		return "; an estimated 99 % or more of the true pairs are among them"
	default:
		return fmt.Sprintf("; an estimated %d %% of the true pairs are among them", parts/onePercent)
	}
}

// columnWords says which columns of a list are used for what.
func (s *side) columnWords() string {
	var used []string
	unused := 0
	for _, column := range s.summary.Columns {
		if column.Field == "" {
			unused++
			continue
		}
		used = append(used, column.Field)
	}
	return fmt.Sprintf("%s; %s not used and not kept", strings.Join(used, ", "),
		exercise.Plural(unused, "column"))
}

func (r *run) printMeasures() {
	if len(r.measures) == 0 {
		return
	}
	r.Say("%-10s %s known; at or above each threshold:", "Labels",
		exercise.Plural(r.measures[0].Known, "pair"))
	r.Say("%-10s %-10s %10s %10s %10s %10s %10s", "", "threshold", "accepted", "right", "precision",
		"recall", "F1")
	for _, m := range r.measures {
		r.Say("%-10s %-10s %10s %10s %10s %10s %10s", "", judging.ProbabilityText(m.Threshold),
			spell.Grouped(m.Accepted), spell.Grouped(m.Right),
			judging.ShareText(m.Precision()), judging.ShareText(m.Recall()), judging.ShareText(m.F1()))
	}
}

// recallEstimate is recallWords of an estimate, "" where there is none.
func (r *run) recallEstimate() string {
	if r.result.Recall.PPM == 0 {
		return ""
	}
	return strings.TrimPrefix(r.recallWords(), "; ")
}
