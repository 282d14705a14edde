package weigh

import (
	"fmt"
	"math"
)

// ModelVersion is the version of the model's form.
//
//	1: first form
//	2: every number says where it comes from; sex by whether a given name agrees
const ModelVersion = 2

// partsWhole is the scale of the shares in a model: parts per million. A share
// is never below one part, so that no level is impossible.
const partsWhole = 1_000_000

// Where a number of a model comes from.
const (
	FromFiles   = "files"   // estimated from the files that the model's Origin names
	FromShipped = "shipped" // those files have no such pair: taken from the model that Lean names
	FromStated  = "stated"  // the least that the level may have: see ModelComparison.Stated
)

// A Model is m, u and λ, in parts per million, and where they come from. It is
// the part of model.toml that weighs pairs inside a dwelling.
type Model struct {
	Version     int               `toml:"version"`
	Origin      string            `toml:"origin"`            // of what is from files
	Lean        string            `toml:"lean_on,omitempty"` // Origin of the shipped model; "" in it
	Pairs       int64             `toml:"pairs_trained_on"`
	Same        int32             `toml:"same_probability_ppm"`      // at or above: one person
	Different   int32             `toml:"different_probability_ppm"` // at or below: two persons
	Prior       []ModelPrior      `toml:"prior"`
	Comparisons []ModelComparison `toml:"comparison"`
}

// A ModelPrior is λ of one group of pairs: the share of them that is one person.
// Datasets says which: two datasets, or one twice, and what else divides them.
type ModelPrior struct {
	Datasets string `toml:"datasets"`
	Lambda   int64  `toml:"lambda_ppm"`
	From     string `toml:"from"`
}

// A ModelComparison is the levels of one comparison.
type ModelComparison struct {
	Name   string       `toml:"name"`
	Stated string       `toml:"stated,omitempty"` // what the least m of its levels rests on
	Levels []ModelLevel `toml:"level"`
}

// A ModelLevel is m and u of one level. LeastM keeps m up where files hold no error that
// files of their kind are known to have: what was never seen is rare, and not impossible.
type ModelLevel struct {
	Name   string `toml:"name"`
	M      int64  `toml:"m_ppm"`
	U      int64  `toml:"u_ppm"`
	LeastM int64  `toml:"m_least_ppm,omitempty"`
	FromM  string `toml:"m_from"`
	FromU  string `toml:"u_from"`
}

// Check returns every fault of a model against its scheme, in the order of the
// file: what is missing, unknown or out of range. Of another version nothing else is said.
func (m *Model) Check(scheme Scheme) (faults []error) {
	if m.Version != ModelVersion {
		return []error{fmt.Errorf("model version must be %d", ModelVersion)}
	}
	if m.Same <= m.Different || m.Different <= 0 || m.Same >= partsWhole {
		faults = append(faults, fmt.Errorf("model thresholds must grow from different to same"))
	}
	for _, prior := range m.Prior {
		if prior.Lambda < 1 || prior.Lambda >= partsWhole {
			faults = append(faults, fmt.Errorf("lambda of %s must lie in 1 to %d", prior.Datasets,
				partsWhole-1))
		}
		if !isFrom(prior.From) {
			faults = append(faults, fmt.Errorf("lambda of %s must say where it is from", prior.Datasets))
		}
	}
	if len(m.Comparisons) != len(scheme) {
		return append(faults, fmt.Errorf("model must have %d comparisons", len(scheme)))
	}
	for c, comparison := range scheme {
		faults = append(faults, m.Comparisons[c].check(comparison)...)
	}
	return faults
}

func (c *ModelComparison) check(want Comparison) (faults []error) {
	if c.Name != want.Name || len(c.Levels) != len(want.Levels)-1 {
		return []error{fmt.Errorf("model comparison %s must have its %d levels", want.Name,
			len(want.Levels)-1)}
	}
	for l, level := range c.Levels {
		if level.Name != want.Levels[l+1].Name {
			faults = append(faults, fmt.Errorf("level %d of %s must be %s", l+1, want.Name,
				want.Levels[l+1].Name))
		}
		if level.M < 1 || level.U < 1 || level.M > partsWhole || level.U > partsWhole {
			faults = append(faults, fmt.Errorf("m and u of %s %s must lie in 1 to %d", want.Name,
				level.Name, partsWhole))
		}
		if level.M < level.LeastM || level.LeastM > 0 && c.Stated == "" {
			faults = append(faults, fmt.Errorf("m of %s %s must not be less than its stated least",
				want.Name, level.Name))
		}
		if !isFrom(level.FromM) || !isFrom(level.FromU) {
			faults = append(faults, fmt.Errorf("m and u of %s %s must say where they are from",
				want.Name, level.Name))
		}
	}
	return faults
}

func isFrom(from string) bool {
	return from == FromFiles || from == FromShipped || from == FromStated
}

// shares returns m and u as fractions, each group summing to one. The model
// must have passed [Model.Check].
func (m *Model) shares(scheme Scheme) (shareM, shareU Shares) {
	shareM, shareU = scheme.NewShares(), scheme.NewShares()
	for c := range scheme {
		for l, level := range m.Comparisons[c].Levels {
			shareM[c][l+1], shareU[c][l+1] = float64(level.M), float64(level.U)
		}
	}
	scheme.Normalise(shareM)
	scheme.Normalise(shareU)
	return shareM, shareU
}

// lambda returns the share of a group of pairs. One that the model does not know takes
// the smallest share it knows: the cautious one.
func (m *Model) lambda(datasets string) float64 {
	least := int64(partsWhole / 2)
	for _, prior := range m.Prior {
		if prior.Datasets == datasets {
			return float64(prior.Lambda) / partsWhole
		}
		least = min(least, prior.Lambda)
	}
	return float64(least) / partsWhole
}

func modelOf(scheme Scheme, evidence Evidence, between, within estimation,
	shipped Model, origin string,
) Model {
	model := Model{
		Version: ModelVersion, Origin: origin, Lean: shipped.Origin,
		Same: shipped.Same, Different: shipped.Different,
	}
	for g, group := range evidence.Within {
		model.Prior = append(model.Prior, priorOf(group, within.lambda[g]))
	}
	for g, group := range evidence.Across {
		model.Pairs += group.Counts.Total()
		model.Prior = append(model.Prior, priorOf(group, between.lambda[g]))
	}
	across, inSource := scheme.groupsSeen(evidence.Across), scheme.groupsSeen(evidence.Within)
	for c, comparison := range scheme {
		saved := ModelComparison{Name: comparison.Name, Stated: shipped.Comparisons[c].Stated}
		for l, level := range comparison.Levels[1:] {
			kept := ModelLevel{
				Name: level.Name, M: parts(between.m[c][l+1]), U: parts(within.u[c][l+1]),
				LeastM: shipped.Comparisons[c].Levels[l].LeastM,
				FromM:  fromOf(across[c][level.Group]), FromU: fromOf(inSource[c][level.Group]),
			}
			if kept.M < kept.LeastM {
				kept.M, kept.FromM = kept.LeastM, FromStated
			}
			saved.Levels = append(saved.Levels, kept)
		}
		model.Comparisons = append(model.Comparisons, saved)
	}
	return model
}

func priorOf(group Group, lambda float64) ModelPrior {
	return ModelPrior{group.Name, parts(lambda), fromOf(group.Counts.Total() > 0)}
}

func fromOf(seen bool) string {
	if seen {
		return FromFiles
	}
	return FromShipped
}

// groupsSeen tells of each group of levels of each comparison whether any pair has one.
func (s Scheme) groupsSeen(groups []Group) [][LevelsMax]bool {
	seen := make([][LevelsMax]bool, len(s))
	for _, group := range groups {
		for i := range group.Counts.Patterns {
			for c := range s {
				level := group.Counts.Patterns[i][c]
				seen[c][s[c].Levels[level].Group] = true
			}
		}
	}
	return seen
}

func parts(share float64) int64 {
	return min(max(int64(math.Round(float64(share*partsWhole))), 1), partsWhole-1)
}

// Weights are a model made ready to add up: the millibits of every level of
// every comparison, and of the prior of each group of pairs.
type Weights struct {
	levels [ComparisonsMax][LevelsMax]Millibits
	model  *Model
}

// Weights returns the weights of a model that passed [Model.Check].
func (m *Model) Weights(scheme Scheme) *Weights {
	weights := &Weights{model: m}
	shareM, shareU := m.shares(scheme)
	for c := range scheme {
		for l := 1; l < len(scheme[c].Levels); l++ {
			weights.levels[c][l] = MillibitsOf(shareM[c][l], shareU[c][l])
		}
	}
	return weights
}

// Level returns the millibits of one level: 0 for a missing one.
func (w *Weights) Level(comparison int, level uint8) Millibits {
	return w.levels[comparison][level]
}

// Prior returns log2(λ/(1-λ)) of a group of pairs in millibits.
func (w *Weights) Prior(datasets string) Millibits {
	lambda := w.model.lambda(datasets)
	return MillibitsOf(lambda, 1-lambda)
}

// Thresholds returns the weights at or above which two mentions are one
// person, and at or below which they are two, given evidence against.
func (w *Weights) Thresholds() (same, different Millibits) {
	return MillibitsOf(float64(w.model.Same), float64(partsWhole-w.model.Same)),
		MillibitsOf(float64(w.model.Different), float64(partsWhole-w.model.Different))
}
