package link

import (
	_ "embed"
	"fmt"
	"math"
	"slices"

	"github.com/pelletier/go-toml/v2"

	"nfimatch/match/kernel"
	"nfimatch/match/weigh"
)

// ModelVersion is the version of a model's form.
//
//	1: first form
const ModelVersion = 1

// Shares are saved as parts of a thousand million, since chance agreement of a number
// is far rarer than one in a million; probabilities as parts of a million.
const (
	sharesWhole        = 1_000_000_000
	probabilitiesWhole = 1_000_000
)

// A Model is all that pairs of two lists are weighed by, as numbers that can be read,
// kept and used again. Each comparison says where its numbers come from.
type Model struct {
	Version     int               `toml:"version"`
	Origin      string            `toml:"origin"`
	Pairs       int64             `toml:"pairs_trained_on"` // pairs that m was estimated from
	Threshold   int64             `toml:"threshold_ppm"`    // at or above: one person
	Partners    int64             `toml:"partners_ppm"`     // share of the smaller list with a partner
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

//go:embed data/link.toml
var shippedText []byte

// nameShares are the shipped shares of a name.
type nameShares struct {
	Exact       int64            `toml:"exact"`
	Variant     int64            `toml:"variant"`
	Alike       [cutsCount]int64 `toml:"alike"`
	Sound       int64            `toml:"sound"`
	FirstLetter int64            `toml:"first_letter"`
	Different   int64            `toml:"different"`
	Swapped     int64            `toml:"swapped"`
	Crossed     int64            `toml:"crossed"`
	Initial     [3]int64         `toml:"initial"`
	Initials    [2]int64         `toml:"initials"`
}

// shippedFile is the shipped model: shares by part, of which those of joint levels are
// the products.
type shippedFile struct {
	Version   int        `toml:"version"`
	Origin    string     `toml:"origin"`
	Threshold int64      `toml:"threshold_ppm"`
	Partners  int64      `toml:"partners_ppm"`
	Floor     int64      `toml:"tf_floor_ppm"`
	Cuts      []int      `toml:"cuts"`
	Lean      int        `toml:"lean_pairs"`
	Surname   nameShares `toml:"surname"`
	Given     nameShares `toml:"given"`
	Middle    struct {
		Full    [3]int64 `toml:"full"`
		Initial [2]int64 `toml:"initial"`
	} `toml:"middle"`
	Birth struct {
		Day     [3]int64 `toml:"day"`
		Month   [3]int64 `toml:"month"`
		Year    [3]int64 `toml:"year"`
		Swapped int64    `toml:"swapped"`
	} `toml:"birth"`
	Place struct {
		Moved    int64                    `toml:"moved"`
		Postcode [postcodesEach - 1]int64 `toml:"postcode"`
		Address  [addressesEach - 1]int64 `toml:"address"`
	} `toml:"place"`
	Equal map[string][2]int64 `toml:"equal"`
	Text  struct {
		Exact     int64            `toml:"exact"`
		Alike     [cutsCount]int64 `toml:"alike"`
		Different int64            `toml:"different"`
	} `toml:"text"`
	Household struct {
		Surname    int64 `toml:"surname"`
		Duplicates int64 `toml:"duplicates"`
		Pairs      int   `toml:"pairs"`
	} `toml:"household"`
}

// shipped is the shipped model file, read once. A fault in it is ours, and a test reads
// it, so it panics.
var shipped = func() (file shippedFile) {
	if err := toml.Unmarshal(shippedText, &file); err != nil {
		panic(fmt.Sprintf("link: data/link.toml: %v", err))
	}
	if len(file.Cuts) != cutsCount {
		panic("link: data/link.toml: wrong number of cuts")
	}
	return file
}()

// shippedM returns the shipped m of a layout's comparisons.
func shippedM(l *layout) weigh.Shares {
	m := l.scheme.NewShares()
	for comparison, at := range l.at {
		if at < 0 {
			continue
		}
		switch comparison {
		case compareSurname:
			nameM(m[at], &shipped.Surname)
			m[at][nameSwapped] = 1
		case compareGiven:
			nameM(m[at], &shipped.Given)
		case compareMiddle:
			fill(m[at][middleExact:], shipped.Middle.Full[:])
			fill(m[at][middleInitial:], shipped.Middle.Initial[:])
		case compareBirth:
			birthM(m[at])
		case comparePlace:
			placeM(m[at])
		default:
			equal := shipped.Equal[comparisonNames[comparison]]
			fill(m[at][equalYes:], equal[:])
		}
	}
	for _, own := range l.own {
		if !own.text {
			equal := shipped.Equal["own"]
			fill(m[own.at][equalYes:], equal[:])
			continue
		}
		m[own.at][1] = float64(shipped.Text.Exact)
		fill(m[own.at][2:], shipped.Text.Alike[:])
		m[own.at][2+cutsCount] = float64(shipped.Text.Different)
	}
	l.scheme.Normalise(m)
	return m
}

func fill(to []float64, from []int64) {
	for i, share := range from {
		to[i] = float64(share)
	}
}

func nameM(m []float64, from *nameShares) {
	m[nameExact], m[nameVariant] = float64(from.Exact), float64(from.Variant)
	fill(m[nameBins:], from.Alike[:])
	m[nameSound], m[nameFirst] = float64(from.Sound), float64(from.FirstLetter)
	m[nameDifferent] = float64(from.Different)
	if len(m) > int(nameCrossed) {
		m[nameSwapped], m[nameCrossed] = float64(from.Swapped), float64(from.Crossed)
		fill(m[nameInitial:], from.Initial[:])
		fill(m[nameInitials:], from.Initials[:])
	}
}

func birthM(m []float64) {
	b := &shipped.Birth
	for day := partEqual; day < partsEach; day++ {
		for month := partEqual; month < partsEach; month++ {
			for year := partEqual; year < partsEach; year++ {
				level := day + partsEach*month + partsEach*partsEach*year
				m[level] = float64(b.Day[day-1]) * float64(b.Month[month-1]) *
					float64(b.Year[year-1]) / (probabilitiesWhole * probabilitiesWhole)
			}
		}
	}
	for year := partEqual; year < partsEach; year++ {
		m[birthSwapped+year] = float64(b.Swapped) * float64(b.Year[year-1]) / probabilitiesWhole
	}
}

func placeM(m []float64) {
	p := &shipped.Place
	for postcode := postcodeUnit; postcode < postcodesEach; postcode++ {
		for address := addressExact; address < addressesEach; address++ {
			m[postcode+postcodesEach*address] = float64(probabilitiesWhole-p.Moved) *
				float64(p.Postcode[postcode-1]) * float64(p.Address[address-1]) /
				(probabilitiesWhole * probabilitiesWhole)
		}
	}
	m[postcodeDifferent+postcodesEach*addressDifferent] += float64(p.Moved)
}

// Check returns every fault of a model against the comparisons of two lists.
func (m *Model) Check(scheme weigh.Scheme) (faults []error) {
	if m.Version != ModelVersion {
		faults = append(faults, fmt.Errorf("model version must be %d", ModelVersion))
	}
	for _, part := range []struct {
		name  string
		value int64
	}{{"threshold_ppm", m.Threshold}, {"partners_ppm", m.Partners}, {"tf_floor_ppm", m.Floor}} {
		if part.value < 1 || part.value >= probabilitiesWhole {
			faults = append(faults, fmt.Errorf("%s must lie in 1 to %d", part.name,
				probabilitiesWhole-1))
		}
	}
	if len(m.Cuts) != cutsCount || !slices.IsSortedFunc(m.Cuts, func(a, b int) int { return b - a }) ||
		m.Cuts[0] > kernel.SimilarityMax || m.Cuts[cutsCount-1] < 1 {
		return append(faults, fmt.Errorf("cuts must be %d numbers that fall from at most %d to 1",
			cutsCount, kernel.SimilarityMax))
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
		Version: ModelVersion, Origin: origin, Pairs: e.trainedOn, Threshold: shipped.Threshold,
		Partners: int64(math.Round(float64(probabilitiesWhole*e.partners) /
			float64(max(e.people.smaller(), 1)))),
		Floor: shipped.Floor, Cuts: e.cuts,
	}
	model.Partners = min(max(model.Partners, 1), probabilitiesWhole-1)
	from := fmt.Sprintf("m: %d pairs accepted, leaning on the shipped shares as %d pairs; u: exact "+
		"agreement counted over all pairs, the rest over %d drawn", e.trainedOn, shipped.Lean,
		e.sample.Total())
	for c, comparison := range e.scheme {
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

// use makes a model that passed [Model.Check] that of the estimate: what was just
// estimated too, so that a model kept and used again gives the same.
func (e *estimate) use(model *Model) {
	e.m, e.u, e.near = model.shares(e.scheme)
	e.partners = float64(model.Partners) * float64(e.people.smaller()) / probabilitiesWhole
}

func parts(share float64) int64 {
	return min(max(int64(math.Round(float64(share*sharesWhole))), 1), sharesWhole)
}
