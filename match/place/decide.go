package place

import (
	"cmp"
	"slices"

	"nfimatch/match/place/agree"
	"nfimatch/match/place/listing"
	"nfimatch/match/result"
	"nfimatch/normalize/record"
)

// A decision is the placement of one question.
type decision struct {
	home     uint32
	how      uint8
	relation uint8
	doubt    uint8
	margin   int32
	refused  uint8  // blocks over the limit
	building uint32 // the building of which the address names a flat, 0 for none
	text     uint32 // the dwelling by the address alone
}

// A candidate is a listed dwelling and its best listing for the question.
type candidate struct {
	agree.Comparison
	home    uint32
	listing uint32
	weight  int32
	rival   bool // can be the address: it competes in the posterior
	exact   bool // the whole address is equal
}

// before reports whether c stands before another candidate: by weight, then by
// how it came out, then by the line of its first account. Two spellings of one
// dwelling so come in an order that does not depend on the order of rows.
func (c *candidate) before(other *candidate) bool {
	order := cmp.Or(
		cmp.Compare(other.weight, c.weight), compareBool(other.exact, c.exact),
		cmp.Compare(c.Identifiers, other.Identifiers), cmp.Compare(c.Words, other.Words),
		cmp.Compare(c.Postcode, other.Postcode), compareBool(c.Fuzzy, other.Fuzzy),
		cmp.Compare(c.home, other.home),
	)
	return order < 0
}

// compareBool orders false before true.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// A decider decides questions. It has scratch memory: one a goroutine.
type decider struct {
	agree.Comparer
	view       *scene
	facts      *facts
	scores     *scores
	seen       []uint32 // per listing: the last question that compared it
	asked      uint32   // number of the question, from 1
	candidates []candidate
	weights    []int32
	refused    uint8
	unitsThere bool     // a listing of the same building has a unit
	opaque     [2]bool  // of 2/17: building 2, and building 17, has flats that are not numbered
	sharing    []uint32 // dwellings at the postcode that have a number of the question's
}

func newDecider(view *scene, scores *scores) *decider {
	return &decider{
		Comparer: agree.NewComparer(view.tables, &view.facts.Lexicon, scores.thresholds),
		view:     view, facts: view.facts, scores: scores, seen: make([]uint32, len(view.list.Listings)),
	}
}

// decide places one question: the address first, and then what its UPRN adds.
func (d *decider) decide(ask listing.Question) decision {
	asked := &d.view.book.Addresses[ask.Address]
	best := d.search(asked, d.view.list.UPRNs[ask.UPRN])
	decided := d.byAddress(asked, best)
	text, building := decided.home, d.building(asked)
	if homes := d.view.list.UPRNs[ask.UPRN]; ask.UPRN != 0 && len(homes) > 0 {
		decided = d.withUPRN(asked, homes, best, decided)
	}
	decided.refused, decided.building, decided.text = d.refused, building, text
	return decided
}

// search fills the candidates of an address, in the order of a cascade that
// stops when one candidate is convincing, and returns the best, -1 for none.
func (d *decider) search(asked *agree.Address, homes []uint32) int {
	d.asked++
	d.refused, d.unitsThere, d.opaque = 0, false, [2]bool{}
	d.candidates, d.sharing = d.candidates[:0], d.sharing[:0]
	for _, home := range homes {
		for _, listing := range d.view.list.ByHome[home] {
			d.try(asked, listing, true)
		}
	}
	if asked.Nothing() {
		return d.best()
	}
	d.tryBlock(asked, d.view.blocks.postcode.of(uint64(asked.Postcode)))
	best := d.best()
	if best >= 0 && d.candidates[best].Postcode == agree.PostcodeEqual &&
		d.candidates[best].Words <= agree.WordsFew &&
		d.margin(best) >= d.scores.convincing {
		return best
	}
	d.tryWords(asked)
	return d.best()
}

// tryWords tries the blocks of rare words and pairs with an identifier, and of
// two rare words. A word that is not listed stands for those one slip away.
func (d *decider) tryWords(asked *agree.Address) {
	blocks, rare := d.view.blocks, d.facts.rareMax()
	for _, pair := range asked.Pairs() {
		for _, id := range asked.IDs {
			d.tryBlock(asked, blocks.words.of(keyOf(keyPair, pair, id)))
		}
	}
	words := d.rareWords(asked, rare)
	for i, word := range words {
		for _, id := range asked.IDs {
			d.tryBlock(asked, blocks.words.of(keyOf(keyWord, word, id)))
		}
		if asked.Names == 0 {
			continue
		}
		for _, other := range words[i+1:] {
			if other != word {
				low, high := min(word, other), max(word, other)
				d.tryBlock(asked, blocks.words.of(keyOf(keyNamed, low, high)))
			}
		}
	}
}

// rareWords returns the words of an address that are listed and rare, with
// those that are one slip from a word that is not listed.
func (d *decider) rareWords(asked *agree.Address, rare int32) []record.Code {
	near := &d.view.tables.Words.Near
	var words []record.Code
	for _, word := range asked.Words {
		if count := d.facts.Word[word]; count > 0 {
			if count <= rare {
				words = append(words, word)
			}
			continue
		}
		for _, deletion := range near.Row(int(word)) {
			for _, post := range d.view.blocks.near.of(uint64(deletion)) {
				other := record.Code(post.listing)
				if d.facts.Word[other] <= rare && !slices.Contains(words, other) &&
					len(words) < agree.WordsMax {
					words = append(words, other)
				}
			}
		}
	}
	return words
}

// tryBlock tries the listings of a block, or refuses it whole.
func (d *decider) tryBlock(asked *agree.Address, block postings) {
	if len(block) > blockListingsMax {
		d.refused = min(d.refused, 1<<7) + 1
		return
	}
	for _, post := range block {
		d.try(asked, post.listing, false)
	}
}

// try compares a listing, once a question, and keeps it as a candidate if its
// identifiers can be those of the address, or always where asked.
func (d *decider) try(asked *agree.Address, number uint32, always bool) {
	if d.seen[number] == d.asked {
		return
	}
	d.seen[number] = d.asked
	listed := d.view.list.Listings[number]
	shown := &d.view.book.Addresses[listed.Address]
	if !always && !agree.MayMeet(asked, shown) {
		return
	}
	c := d.Compare(asked, shown)
	if c.Postcode == agree.PostcodeEqual && asked.SharesNumber(shown) {
		d.unitsThere = d.unitsThere || len(shown.Unit) > 0
		d.sharing = append(d.sharing, listed.Home)
	}
	if asked.IsSlash() && shown.OtherSystem() && c.Words < agree.WordsCommon &&
		c.Postcode == agree.PostcodeEqual {
		d.opaque[0] = d.opaque[0] || shown.NumberMeets(asked.Num)
		d.opaque[1] = d.opaque[1] || shown.NumberMeets(asked.Unit)
	}
	// A number and a postcode under another street's name are no rival.
	rival := c.Identifiers < agree.IdentifierOther &&
		(c.Words < agree.WordsCommon || len(asked.Words) == 0)
	if !rival && !always {
		return
	}
	found := candidate{c, listed.Home, number, d.scores.of(d.facts, asked, c), rival,
		asked.Full != 0 && asked.Full == shown.Full}
	for i := range d.candidates {
		if kept := &d.candidates[i]; kept.home == listed.Home {
			if d.said(kept, &found) > 0 || d.said(&found, kept) <= 0 && found.before(kept) {
				*kept = found
			}
			return
		}
	}
	d.candidates = append(d.candidates, found)
}

// best returns the acceptable candidate of the highest weight, of those the
// first listed; -1 if there is none.
func (d *decider) best() int {
	d.bound()
	best := -1
	for i, c := range d.candidates {
		if !c.rival || !c.Acceptable() {
			continue
		}
		if best < 0 || c.before(&d.candidates[best]) {
			best = i
		}
	}
	return best
}

// bound holds a candidate below every other that differs from it only in leaving fewer
// words unexplained. Levels of words are weighed by how often another dwelling comes out
// so, and most neighbours share all words: a rare and worse agreement would be worth more
// than the address word for word.
func (d *decider) bound() {
	for i := range d.candidates {
		worse := &d.candidates[i]
		if !worse.rival || !worse.Acceptable() {
			continue // siblings are many, and never placed at
		}
		for j := range d.candidates {
			better := &d.candidates[j]
			if said := d.said(worse, better); said > 0 && better.rival {
				worse.weight = min(worse.weight, better.weight-said)
			}
		}
	}
}

// said returns how much likelier an address is said of one listing than of another at its
// postcode with the same identifiers, in millibits: what the other leaves unexplained and
// the one does not. It is 0 where they are not to be compared so.
func (d *decider) said(worse, better *candidate) int32 {
	list, addresses := d.view.list.Listings, d.view.book.Addresses
	if worse.Identifiers != better.Identifiers || worse.Postcode != better.Postcode ||
		addresses[list[worse.listing].Address].Postcode !=
			addresses[list[better.listing].Address].Postcode {
		return 0
	}
	return worse.Left - better.Left
}

// margin returns the log-odds of a candidate against all others and none.
func (d *decider) margin(at int) int32 {
	d.weights = append(d.weights[:0], d.scores.none)
	for i, c := range d.candidates {
		if i != at && c.rival {
			d.weights = append(d.weights, c.weight)
		}
	}
	return max(min(d.candidates[at].weight-sumLog(d.weights), marginMax), -marginMax)
}

// byAddress decides by the address alone.
func (d *decider) byAddress(asked *agree.Address, best int) decision {
	if best < 0 {
		return d.related(0)
	}
	top := d.candidates[best]
	margin := d.margin(best)
	switch {
	case top.weight < d.scores.none:
		return d.related(margin)
	case margin < d.scores.accept:
		// The weights of all but the best are still in the scratch memory.
		if len(d.weights) > 1 && sumLog(d.weights[1:]) > d.scores.none {
			return decision{doubt: result.DoubtRival, margin: margin}
		}
		return decision{doubt: result.DoubtNotBuilding, margin: margin}
	case d.ofHouseWithUnits(&top):
		return decision{doubt: result.DoubtUnit, margin: margin}
	case top.Words > agree.WordsFew && top.beyondSector():
		return decision{doubt: result.DoubtPostcode, margin: margin}
	case d.rivalled(asked, best), d.readOtherwise(asked, &top), d.namesAnother(&top):
		return decision{doubt: result.DoubtRival, margin: margin}
	}
	return placed(top, margin)
}

// ofHouseWithUnits reports whether the address is of a room, and the candidate a house of
// which units are listed: in which of them the room is nobody knows.
func (d *decider) ofHouseWithUnits(c *candidate) bool {
	return c.Identifiers == agree.IdentifierRoom && c.Unit == 0 && d.unitsThere
}

// namesAnother reports whether a name is on one side only, where the number is another
// dwelling's too: the stables of 61 may not be 61, where 61 has a coach house; and 61 is
// neither of its two cottages.
func (d *decider) namesAnother(c *candidate) bool {
	if !c.byNumber() || !c.NameLeft && !c.OtherName {
		return false
	}
	if c.NameLeft {
		return slices.ContainsFunc(d.sharing, func(home uint32) bool { return home != c.home })
	}
	return slices.ContainsFunc(d.candidates, func(other candidate) bool {
		return other.home != c.home && other.rival && other.byNumber() && other.Postcode == c.Postcode
	})
}

// byNumber reports whether a number is all that tells the candidate from its neighbours.
func (c *candidate) byNumber() bool {
	return c.Identifiers == agree.IdentifierNumber || c.Identifiers == agree.IdentifierNumberRange
}

// beyondSector reports whether the postcodes differ by more than a slip, and are
// of different sectors.
func (c *candidate) beyondSector() bool {
	return c.Postcode == agree.PostcodeDistrict || c.Postcode == agree.PostcodeOther
}

// rivalled reports whether a candidate at another postcode than the address's has
// a rival: one that may be the address at its very postcode, or one with the same
// identifiers on words that match as well. Which of two postcodes is the slip is
// for somebody to look at. 2/17 has one where the list has flat 2 of 17 and flat
// 17 of 2.
func (d *decider) rivalled(asked *agree.Address, best int) bool {
	top := d.candidates[best]
	shifted := top.Identifiers == agree.IdentifierShift
	for i, c := range d.candidates {
		if i == best || !c.rival || !c.Acceptable() {
			continue
		}
		if asked.IsSlash() && (c.Identifiers == agree.IdentifierShift) != shifted {
			return true
		}
		if top.Postcode == agree.PostcodeEqual {
			continue
		}
		if c.Postcode == agree.PostcodeEqual || c.Words <= agree.WordsFew {
			return true
		}
	}
	return false
}

// readOtherwise reports whether 2/17, placed by one of its readings at a flat whose listing
// has no slash, may as well be the other: that building is there too, and names its flats
// in a way that does not say whether it has that one.
func (d *decider) readOtherwise(asked *agree.Address, top *candidate) bool {
	shown := &d.view.book.Addresses[d.view.list.Listings[top.listing].Address]
	other := 1
	if top.Identifiers == agree.IdentifierShift {
		other = 0
	}
	return asked.IsSlash() && !shown.IsSlash() && d.opaque[other]
}

// placed is a placement at a candidate.
func placed(top candidate, margin int32) decision {
	out := decision{
		home: top.home, how: result.HowWords, relation: result.RelationSame, margin: margin,
	}
	switch {
	case top.exact:
		out.how = result.HowExact
	case top.Fuzzy || top.Postcode == agree.PostcodeNear:
		out.how = result.HowFuzzy
	}
	if top.Identifiers == agree.IdentifierRoom {
		out.relation = result.RelationRoom
	}
	if top.Postcode >= agree.PostcodeSector && top.Postcode != agree.PostcodeMissing {
		out.doubt = result.DoubtPostcode
	}
	if top.NameLeft && top.byNumber() {
		out.doubt |= result.DoubtNotBuilding
	}
	return out
}

// related is the outcome where no dwelling is that of the address: what the
// nearest is to it, if the place is shown to be the same.
func (d *decider) related(margin int32) decision {
	nearest := -1
	for i, c := range d.candidates {
		shown := c.Postcode == agree.PostcodeEqual ||
			c.Postcode <= agree.PostcodeSector && c.Words <= agree.WordsSome
		if c.rival && shown && !c.Acceptable() &&
			(nearest < 0 || c.before(&d.candidates[nearest])) {
			nearest = i
		}
	}
	if nearest < 0 {
		return decision{margin: margin}
	}
	return abstain(d.candidates[nearest], margin)
}

// abstain is the outcome where the best candidate is related to the address
// and not the same.
func abstain(top candidate, margin int32) decision {
	out := decision{margin: margin}
	switch top.Identifiers {
	case agree.IdentifierChild:
		out.relation, out.doubt = result.RelationChild, result.DoubtUnit
	case agree.IdentifierParent:
		out.relation, out.doubt = result.RelationParent, result.DoubtUnit
	case agree.IdentifierTwin, agree.IdentifierSibling:
		out.relation = result.RelationSibling
	default:
		out.doubt = result.DoubtNotBuilding
	}
	return out
}

// building returns the one building whose flats the candidates are, where the
// address names a flat; 0 if there is none.
func (d *decider) building(asked *agree.Address) (building uint32) {
	if len(asked.Unit) == 0 || asked.IsRoom() {
		return 0
	}
	for _, c := range d.candidates {
		of := d.view.buildings.Of[c.listing]
		if !c.rival || c.Postcode != agree.PostcodeEqual || c.Words > agree.WordsFew ||
			!c.OfBuilding() || of == building {
			continue
		}
		if of == 0 || building != 0 {
			return 0
		}
		building = of
	}
	return building
}
