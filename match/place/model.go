package place

import (
	_ "embed" // the shipped model
	"fmt"
	"strconv"
	"strings"
	"sync"

	"nfimatch/match/place/agree"
	"nfimatch/match/weigh"
)

// ModelVersion is the version of [Model].
//
//	1: first layout
const ModelVersion = 1

// A Model holds what is estimated or decided beforehand: how often each
// comparison comes out so at the same dwelling, and the cuts. Shares are in
// parts per million, weights in millibits: integers, so that a model read back
// is the model written. Frequencies, ratios and omissions are not in it: they
// are counted in the files of each run.
type Model struct {
	Version int32 `toml:"version"`
	// Listed is the share of entries whose dwelling is listed.
	Listed int32 `toml:"listed_ppm"`
	// Accept is the least probability of a placement, Settle the same against
	// a UPRN, and Convincing the one beyond which no more blocks are searched.
	Accept     int32 `toml:"accept_ppm"`
	Settle     int32 `toml:"settle_ppm"`
	Convincing int32 `toml:"convincing_ppm"`
	// Few, Some and Many part the levels of words, by the weight unexplained.
	Few  int32 `toml:"few_millibits"`
	Some int32 `toml:"some_millibits"`
	Many int32 `toml:"many_millibits"`
	// Rare is the share of listings below which a word or pair shows a place.
	Rare int32 `toml:"rare_ppm"`
	// Omitted is the share of a word left out, before it was ever seen.
	Omitted int32 `toml:"omitted_ppm"`
	// UPRN is the weight of an equal UPRN between two acceptable dwellings.
	UPRN int32 `toml:"uprn_millibits"`
	// Places are the shares m of postcode and words, Identifiers those of the
	// identifiers' levels by what the asked address has.
	Places      [agree.PostcodeLevels][agree.WordsLevels]int32 `toml:"places_ppm"`
	Identifiers [agree.Classes][agree.IdentifierLevels]int32   `toml:"identifiers_ppm"`
}

//go:embed data/model.csv
var modelCSV string

var shipped = sync.OnceValues(func() (Model, error) { return parseModel(modelCSV) })

// ShippedModel returns the model that is built in: the averages of models
// trained on tune worlds. Where its numbers come from stands beside each in
// data/model.csv.
func ShippedModel() Model {
	model, err := shipped()
	if err != nil {
		panic(err) // the file is part of the program
	}
	return model
}

// modelColumns are key, value, unit and origin.
const modelColumns = 4

func parseModel(text string) (Model, error) {
	var model Model
	fields := model.fields()
	seen := map[string]bool{}
	for number, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n")[1:] {
		row := strings.SplitN(line, ",", modelColumns)
		if len(row) != modelColumns {
			return model, fmt.Errorf("model: row %d: must have %d columns", number+1, modelColumns)
		}
		value, err := strconv.ParseInt(row[1], 10, 32)
		field := fields[row[0]]
		if err != nil || value < 1 || field == nil || seen[row[0]] {
			return model, fmt.Errorf("model: row %d: must be a known key, once, and a value over 0",
				number+1)
		}
		*field = int32(value)
		seen[row[0]] = true
	}
	if len(seen) != len(fields) {
		return model, fmt.Errorf("model: must have %d rows, has %d", len(fields), len(seen))
	}
	return model, nil
}

// fields are the numbers of a model by their key.
func (m *Model) fields() map[string]*int32 {
	fields := map[string]*int32{
		"version": &m.Version, "listed": &m.Listed, "accept": &m.Accept, "settle": &m.Settle,
		"convincing": &m.Convincing, "unexplained_few": &m.Few, "unexplained_some": &m.Some,
		"unexplained_many": &m.Many, "rare": &m.Rare, "omitted": &m.Omitted,
		"uprn": &m.UPRN,
	}
	for p, postcode := range postcodeNames {
		for w, words := range wordsNames {
			fields["place."+postcode+"."+words] = &m.Places[p][w]
		}
	}
	for form, class := range formNames {
		for i, name := range identifierNames {
			fields["identifiers."+class+"."+name] = &m.Identifiers[form][i]
		}
	}
	return fields
}

var postcodeNames = [agree.PostcodeLevels]string{
	"equal", "near", "sector", "district", "other", "missing",
}

var wordsNames = [agree.WordsLevels]string{"all", "few", "some", "many", "rare", "common", "none"}

var formNames = [agree.Classes]string{"nothing", "number", "unit", "room"}

var identifierNames = [agree.IdentifierLevels]string{
	"unit_number", "unit_range", "unit_name", "number", "number_range", "name", "shift",
	"number_name", "room", "child", "parent", "twin", "sibling", "not_building", "other", "nothing",
}

// million is the scale of a share.
const million = 1000000

// cut returns the log-odds of a probability in parts per million, in millibits.
func cut(ppm int32) int32 { return weigh.MillibitsOf(float64(ppm), float64(million-ppm)) }

// thresholds returns the cuts of the words comparison for a list of so many.
func (m *Model) thresholds(listings int32) agree.Thresholds {
	rare := int64(listings) * int64(m.Rare) / million
	return agree.Thresholds{Few: m.Few, Some: m.Some, Many: m.Many, Rare: int32(max(rare, 1))}
}

// scores are the logarithms of a model over one list.
type scores struct {
	places      [agree.PostcodeLevels][agree.WordsLevels]int32
	identifiers [agree.Classes][agree.IdentifierLevels]int32
	prior       int32 // one listed dwelling before anything is compared
	none        int32 // no listed dwelling
	thresholds  agree.Thresholds
	accept      int32
	settle      int32
	convincing  int32
	uprn        int32
}

func newScores(view *scene, model *Model) *scores {
	share := func(ppm int32) int32 { return weigh.MillibitsOf(float64(max(ppm, 1)), million) }
	s := &scores{
		prior:      share(model.Listed) - view.facts.log(view.facts.listings),
		none:       share(million - model.Listed),
		thresholds: model.thresholds(view.facts.listings),
		accept:     cut(model.Accept), settle: cut(model.Settle), convincing: cut(model.Convincing),
		uprn: model.UPRN,
	}
	for p := range model.Places {
		for w, ppm := range model.Places[p] {
			s.places[p][w] = share(ppm)
		}
	}
	for form := range model.Identifiers {
		for i, ppm := range model.Identifiers[form] {
			s.identifiers[form][i] = share(ppm)
		}
	}
	return s
}

// of returns the weight of a comparison with one listing, prior included.
func (s *scores) of(facts *facts, asked *agree.Address, c agree.Comparison) int32 {
	return s.prior + s.places[c.Postcode][c.Words] +
		s.identifiers[asked.Class()][c.Identifiers] -
		facts.otherPlace(c, asked.Postcode) - facts.otherIdentifiers(c)
}
