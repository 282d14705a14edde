package explain

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"nfimatch/cmd/nfi/exercise"
	"nfimatch/extract/row"
	"nfimatch/report/data"
	"nfimatch/report/publish"
	"nfimatch/report/publish/chart"
	"nfimatch/report/rules"
	"nfimatch/report/spell"
)

// An account is what is said of a flag: on the terminal and on the page in the same words.
type account struct {
	publish.Grounds
	Rule       data.Rule
	Money      string
	Reasons    sum
	Mentions   []mention
	Pairs      []pair
	PairsLeft  int // pairs that are not shown
	Thresholds []chart.Mark
}

// A sum is terms that add up, to the millibit.
type sum struct {
	Terms []term
	Total int32
}

// A term is one line of a sum. Side is "for", "against" or "" of one that moves nothing.
type term struct {
	Side      string
	Words     string
	Where     string // where it was read, and the date it speaks of; "" of neither
	Millibits int32
	Sum       int32 // of this term and those before it
}

// A mention is a person named in a row, by a letter.
type mention struct {
	Letter, Where, How string
	Person             uint32
}

// A pair is two mentions by their letters.
type pair struct {
	Left, Right string
	Outcome     string
	Note        string // why it is not as the weight alone would have it
	Probability string
	Unknown     []string     // comparisons for which one mention or both have nothing
	Marks       []chart.Mark // the thresholds, of mentions of different files
	sum
}

// pairsShown is how many pairs of a dwelling are explained: those of ten mentions. All
// are in pairs.parquet.
const pairsShown = 45

func accountOf(g *publish.Grounds, manifest *exercise.Manifest) account {
	a := account{Grounds: *g, Money: moneyOf(g), Reasons: reasonsOf(g)}
	rules := data.Rules()
	if i := slices.IndexFunc(rules, func(r data.Rule) bool { return r.Code == g.Rule }); i >= 0 {
		a.Rule = rules[i]
	}
	model := publish.Model{Same: manifest.Model.Same, Different: manifest.Model.Different}
	a.Thresholds = model.Marks()
	for i, m := range g.Mentions {
		a.Mentions = append(a.Mentions, mention{letter(i), placeWords(m.Dataset, m.Line, m.Ordinal),
			howOf(m), m.Person})
	}
	for i := range g.Pairs {
		if i == pairsShown {
			a.PairsLeft = len(g.Pairs) - pairsShown
			break
		}
		a.Pairs = append(a.Pairs, pairOf(g, &g.Pairs[i], &model))
	}
	return a
}

func (s *sum) add(side, words, where string, millibits int32) {
	s.Total += millibits
	s.Terms = append(s.Terms, term{side, words, where, millibits, s.Total})
}

// steps returns the terms that move something, for a chart.
func (s *sum) steps() (steps []chart.Step) {
	for _, t := range s.Terms {
		if t.Millibits != 0 {
			steps = append(steps, chart.Step{Label: t.Words, Millibits: t.Millibits})
		}
	}
	return steps
}

func reasonsOf(g *publish.Grounds) (all sum) {
	for _, r := range g.Reasons {
		side, where := "against", ""
		if r.For {
			side = "for"
		}
		if r.Dataset != "" {
			where = placeWords(r.Dataset, r.Line, r.Ordinal)
		}
		if r.Date != 0 {
			where = joined(spell.Day(r.Date, ""), where)
		}
		all.add(side, r.Words, where, r.Millibits)
	}
	return all
}

func pairOf(g *publish.Grounds, p *publish.Pair, model *publish.Model) pair {
	left, right := g.Mentions[p.Left].Dataset, g.Mentions[p.Right].Dataset
	one := pair{Left: letter(p.Left), Right: letter(p.Right), Outcome: outcomeWords[p.Decision],
		Probability: probabilityWords(p.Probability)}
	start := "Before comparing: two mentions of one file"
	if left != right {
		start = fmt.Sprintf("Before comparing: %s and %s", exercise.DatasetName(left),
			exercise.DatasetName(right))
		one.Marks = model.Marks()
	}
	one.add(side(p.Prior), start, "", p.Prior)
	for _, c := range p.Compared {
		if c.Level == 0 {
			one.Unknown = append(one.Unknown, publish.ComparisonWords(c.Comparison))
			continue
		}
		one.add(side(c.Millibits), publish.ComparisonWords(c.Comparison)+": "+
			publish.LevelWords(c.Comparison, c.Level), "", c.Millibits)
	}
	one.add(side(p.Rivals), "What other mentions at the dwelling take or give", "", p.Rivals)
	unsure := p.Decision == "unsure" && model.Same > model.Different
	switch {
	case left == right:
		one.Note = "Two mentions of one file are decided by their names, and not by the weight alone."
	case unsure && p.Millibits >= model.Same:
		one.Note = "The weight would do for one person, but no weight is enough alone: nothing here " +
			"proves it, or one file knows the two to be different."
	case unsure && p.Millibits <= model.Different:
		one.Note = "The weight would do for two persons, but no weight is enough alone: nothing beside " +
			"the surname differs, or a third mention fits both."
	}
	return one
}

// outcomeWords are the decisions about a pair, as pairs.parquet has them.
var outcomeWords = map[string]string{"same": "one person", "unsure": "one person or two",
	"different": "two persons"}

// howOf says how a mention's entry came to the dwelling, and what is doubtful of that.
func howOf(m publish.Mention) string {
	if m.Dataset == row.CouncilTax.String() {
		return "an account of the dwelling"
	}
	how := cmp.Or(howWords[m.How], m.How)
	for doubt := range strings.SplitSeq(m.Doubt, "+") {
		if doubt != "" {
			how += "; " + cmp.Or(doubtWords[doubt], doubt)
		}
	}
	return how
}

// howWords are the ways an entry came to its dwelling, as occupants.parquet has them.
var howWords = map[string]string{"account": "by the reference of the account",
	"uprn": "by UPRN and address", "exact": "by the whole address",
	"words": "by the address in words, not wholly equal",
	"fuzzy": "by the address, a slip repaired", "building": "by its flat in a settled building"}

// doubtWords are the doubts about a placement, as occupants.parquet has them.
var doubtWords = map[string]string{"uprn": "its UPRN is not the account's",
	"unit": "its flat is from the UPRN alone", "postcode": "at another postcode",
	"building": "it has the name of a building that the account lacks, and may be another dwelling"}

// probabilityWords never says that something is certain.
func probabilityWords(probability float64) string {
	switch probability {
	case 0:
		return "under 0.000001"
	case 1:
		return "over 0.999999"
	}
	return fmt.Sprintf("%.6f", probability)
}

// side says what a term speaks for: one person, or two.
func side(millibits int32) string {
	switch {
	case millibits > 0:
		return "for"
	case millibits < 0:
		return "against"
	}
	return ""
}

// letter names a mention: A to Z, then A2 and so on.
func letter(i int) string {
	name := string(rune('A' + i%26))
	if round := i / 26; round > 0 {
		name += fmt.Sprint(round + 1)
	}
	return name
}

func placeWords(dataset string, line uint32, ordinal uint8) string {
	return fmt.Sprintf("%s line %d, person %d", exercise.DatasetName(dataset), line, int(ordinal)+1)
}

func joined(a, b string) string {
	if b == "" {
		return a
	}
	return a + " · " + b
}

func moneyOf(g *publish.Grounds) string {
	pounds := func(pence int64) string {
		if pence == rules.PenceUnknown {
			return "not known"
		}
		return "£" + spell.Grouped(int((pence+50)/100))
	}
	return fmt.Sprintf("%s a year if it were wrong; after CTR %s", pounds(g.AnnualPence),
		pounds(g.AfterCTRPence))
}

func (a *account) adults() string {
	adults := fmt.Sprint(a.AdultsLeast)
	if a.AdultsMost != a.AdultsLeast {
		adults += fmt.Sprintf(" to %d", a.AdultsMost)
	}
	return fmt.Sprintf("%d on the register; %s over all files, counted once each", a.ElectorsListed,
		adults)
}
