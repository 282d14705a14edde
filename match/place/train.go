package place

import "nfimatch/match/place/agree"

// Rounds and weight of the estimation.
const (
	trainRounds  = 4
	trainPseudo  = 100 // addresses that the model before counts for
	trainShareLo = 1   // no share of a comparison is below one in a million
)

// train estimates the model by expectation and maximisation over a sample of
// the asked addresses, without labels: the posterior of each candidate counts
// toward the comparison it came out with. Sums are of integers, so the order
// of addresses and of candidates plays no part.
func train(view *scene, queries []uint32, start Model) Model {
	queries = queries[:min(len(queries), sampleAddressMax)]
	model := start
	for range trainRounds {
		decider := newDecider(view, newScores(view, &model))
		var sums tally
		for _, number := range queries {
			asked := &view.book.Addresses[number]
			decider.search(asked, nil)
			sums.add(decider, asked)
		}
		model = sums.model(start)
	}
	return model
}

// A tally sums posteriors, in units of 2^-20.
type tally struct {
	asked       int64
	listed      int64
	places      [agree.PostcodeLevels][agree.WordsLevels]int64
	identifiers [agree.Classes][agree.IdentifierLevels]int64
}

// tallyBits is the precision of a posterior.
const tallyBits = 20

// add counts the candidates of one address by their posterior.
func (t *tally) add(d *decider, asked *agree.Address) {
	t.asked++
	d.weights = append(d.weights[:0], d.scores.none)
	for _, c := range d.candidates {
		d.weights = append(d.weights, c.weight)
	}
	all := sumLog(d.weights)
	for _, c := range d.candidates {
		share := fraction(max(all-c.weight, 0)) >> (fractionBits - tallyBits)
		t.listed += share
		t.places[c.Postcode][c.Words] += share
		t.identifiers[asked.Class()][c.Identifiers] += share
	}
}

// model returns the model of the sums, with the start as pseudo-addresses. The
// shares of words where a postcode is missing, and of identifiers by what the
// address has, sum to one by themselves: that it has no postcode, or is a room,
// is no evidence about where it is.
func (t *tally) model(start Model) Model {
	model := start
	model.Listed = mixShare(t.listed, t.asked<<tallyBits, start.Listed)
	missing := total(t.places[agree.PostcodeMissing][:])
	for p := range t.places {
		all := t.listed - missing
		if p == int(agree.PostcodeMissing) {
			all = missing
		}
		for w, sum := range t.places[p] {
			model.Places[p][w] = mixShare(sum, all, start.Places[p][w])
		}
	}
	for form := range t.identifiers {
		all := total(t.identifiers[form][:])
		for level, sum := range t.identifiers[form] {
			model.Identifiers[form][level] = mixShare(sum, all, start.Identifiers[form][level])
		}
	}
	return model
}

// mixShare returns the share of a sum, in parts per million, with a prior.
func mixShare(sum, all int64, prior int32) int32 {
	mixed := (sum>>tallyBits*million + int64(prior)*trainPseudo +
		sum&(1<<tallyBits-1)*million>>tallyBits) / (all>>tallyBits + trainPseudo)
	return int32(min(max(mixed, trainShareLo), million-1))
}

func total(sums []int64) (all int64) {
	for _, sum := range sums {
		all += sum
	}
	return all
}
