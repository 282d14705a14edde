package link

import (
	"fmt"
	"math"
	"slices"

	"nfimatch/match/kernel"
	"nfimatch/match/link/agree"
	"nfimatch/match/weigh"
)

// ModelVersion is the version of a model's form.
//
//	1: first form
//	2: a UPRN is part of the place; sex and second names by what stands beside them
//	3: names that are two by whether they have as many letters; partners above one a row
const ModelVersion = 3

// sharesWhole is the scale that shares are saved by: parts of a thousand million, since
// chance agreement of a number is far rarer than one in a million.
const sharesWhole = 1_000_000_000

// A Model is all that pairs of two lists are weighed by, as numbers that can be read,
// kept and used again. Each comparison says where its numbers come from.
type Model struct {
	Version     int               `toml:"version"`
	Origin      string            `toml:"origin"`
	Pairs       int64             `toml:"pairs_trained_on"` // pairs that m was estimated from
	Threshold   int64             `toml:"threshold_ppm"`    // at or above: one person
	Partners    int64             `toml:"partners_ppm"`     // of the smaller list; or a record
	Floor       int64             `toml:"tf_floor_ppm"`     // no value counts as rarer than this
	Cuts        []int             `toml:"cuts"`             // thousandths at which likeness is cut
	Comparisons []ModelComparison `toml:"comparison"`
}

// A ModelComparison is the levels of one comparison.
type ModelComparison struct {
	Name   string       `toml:"name"`
	Origin string       `toml:"origin"`
	Levels []ModelLevel `toml:"level"`
}

// A ModelLevel is the shares of one level: m among pairs of one person, u among pairs of
// two, and u among two persons at one place.
type ModelLevel struct {
	Name  string `toml:"name"`
	M     int64  `toml:"m_ppb"`
	U     int64  `toml:"u_ppb"`
	UNear int64  `toml:"u_one_place_ppb"`
}

// Check returns every fault of a model against the comparisons of two lists.
func (m *Model) Check(scheme weigh.Scheme) (faults []error) {
	if m.Version != ModelVersion {
		faults = append(faults, fmt.Errorf("model version must be %d", ModelVersion))
	}
	for _, part := range []struct {
		name  string
		value int64
		below int64
	}{{"threshold_ppm", m.Threshold, agree.Whole}, {"tf_floor_ppm", m.Floor, agree.Whole},
		{"partners_ppm", m.Partners, partnersMost * agree.Whole}} {
		if part.value < 1 || part.value >= part.below {
			faults = append(faults, fmt.Errorf("%s must lie in 1 to %d", part.name, part.below-1))
		}
	}
	falling := func(a, b int) int { return b - a }
	if len(m.Cuts) != agree.CutsCount || !slices.IsSortedFunc(m.Cuts, falling) ||
		m.Cuts[0] > kernel.SimilarityMax || m.Cuts[agree.CutsCount-1] < 1 {
		return append(faults, fmt.Errorf("cuts must be %d numbers that fall from at most %d to 1",
			agree.CutsCount, kernel.SimilarityMax))
	}
	if len(m.Comparisons) != len(scheme) {
		return append(faults, fmt.Errorf("the model has %d comparisons, these lists %d",
			len(m.Comparisons), len(scheme)))
	}
	for c := range scheme {
		faults = append(faults, m.Comparisons[c].check(&scheme[c])...)
	}
	return faults
}

func (c *ModelComparison) check(want *weigh.Comparison) (faults []error) {
	at := 0
	for _, level := range want.Levels {
		if level.Group == 0 {
			continue
		}
		if c.Name != want.Name || at == len(c.Levels) || c.Levels[at].Name != level.Name {
			return []error{fmt.Errorf("model comparison %s must have the levels of %s", c.Name,
				want.Name)}
		}
		for _, share := range []int64{c.Levels[at].M, c.Levels[at].U, c.Levels[at].UNear} {
			if share < 1 || share > sharesWhole {
				faults = append(faults, fmt.Errorf("shares of %s %s must lie in 1 to %d", want.Name,
					level.Name, sharesWhole))
				break
			}
		}
		at++
	}
	if at != len(c.Levels) {
		faults = append(faults, fmt.Errorf("model comparison %s has levels too many", c.Name))
	}
	return faults
}

// shares returns m, u and u at one place of a model that passed [Model.Check].
func (m *Model) shares(scheme weigh.Scheme) (shareM, shareU, near weigh.Shares) {
	shareM, shareU, near = scheme.NewShares(), scheme.NewShares(), scheme.NewShares()
	for c := range scheme {
		at := 0
		for l, level := range scheme[c].Levels {
			if level.Group != 0 {
				saved := m.Comparisons[c].Levels[at]
				shareM[c][l], shareU[c][l] = float64(saved.M), float64(saved.U)
				near[c][l] = float64(saved.UNear)
				at++
			}
		}
	}
	for _, shares := range []weigh.Shares{shareM, shareU, near} {
		scheme.Normalise(shares)
	}
	return shareM, shareU, near
}

// model returns what was estimated, as it is kept.
func (e *estimate) model(origin string) Model {
	model := Model{
		Version: ModelVersion, Origin: origin, Pairs: e.trainedOn, Threshold: agree.Shipped.Threshold,
		Partners: e.partnersPPM(), Floor: agree.Shipped.Floor, Cuts: e.Cuts(),
	}
	from := fmt.Sprintf("m: %d pairs accepted, leaning as %d pairs on shares %s; u: exact agreement "+
		"counted over all pairs, the rest over %d drawn", e.trainedOn, agree.Shipped.Lean,
		agree.Shipped.Origin, e.sample.Total())
	for c, comparison := range e.Scheme {
		kept := ModelComparison{Name: comparison.Name, Origin: from}
		for level := range comparison.Levels {
			if comparison.Levels[level].Group != 0 {
				kept.Levels = append(kept.Levels, ModelLevel{
					Name: comparison.Levels[level].Name, M: parts(e.m[c][level]),
					U: parts(e.u[c][level]), UNear: parts(e.near[c][level]),
				})
			}
		}
		model.Comparisons = append(model.Comparisons, kept)
	}
	return model
}

// partnersMost is the largest number of partners that a record of one list is told to have.
const partnersMost = 1000

// partnersPPM is the share of the smaller list that has a partner, in parts of a million,
// and neither none nor all; of one list the partners that a record has on average.
func (e *estimate) partnersPPM() int64 {
	share := int64(math.Round(float64(agree.Whole*e.partners) / float64(max(e.People.Smaller(), 1))))
	most := int64(agree.Whole)
	if e.People.Within {
		most *= partnersMost
	}
	return min(max(share, 1), most-1)
}

// use makes a model that passed [Model.Check] that of the estimate: what was just
// estimated too, so that a model kept and used again gives the same.
func (e *estimate) use(model *Model) {
	e.m, e.u, e.near = model.shares(e.Scheme)
	e.partners = float64(model.Partners) * float64(e.People.Smaller()) / agree.Whole
	e.countOthers()
}

func parts(share float64) int64 {
	return min(max(int64(math.Round(float64(share*sharesWhole))), 1), sharesWhole)
}
