package publish

import (
	"fmt"
	"math"
	"slices"

	"nfimatch/extract/columns"
	"nfimatch/extract/retention"
	"nfimatch/normalize/record"
)

// Grounds are what the files of a run hold of one flag: why it is there, and how the
// mentions at its dwelling were compared. They name nobody, only where a mention was read.
type Grounds struct {
	Flag           uint32
	Case, Rule     string
	AccountLine    uint32 // of the council tax file
	ScoreMillibits int32
	Strength       string
	AnnualPence    int64 // rules.PenceUnknown = not known
	AfterCTRPence  int64 // rules.PenceUnknown = not known
	ElectorsListed uint16
	AdultsLeast    uint16
	AdultsMost     uint16
	DeleteBy       retention.Date // the earliest of all that is here
	Reasons        []Reason       // whose millibits sum to the score
	Mentions       []Mention      // at the dwelling; none if the account has no dwelling
	Pairs          []Pair         // of mentions
}

// A Reason is one that speaks for a flag, or against it. Dataset is "" for one that rests
// on the account itself.
type Reason struct {
	For       bool
	Words     string
	Millibits int32
	Dataset   string // "council_tax"
	Line      uint32
	Ordinal   uint8 // of the person in the row, from 0
	Date      retention.Date
}

// A Mention is a person named in a row that is at the dwelling.
type Mention struct {
	Dataset string
	Line    uint32
	Ordinal uint8  // in the row, from 0
	Person  uint32 // mentions of one number were decided to be one person; 0 = not compared
	How     string // it came to the dwelling: a word of occupants.parquet
	Doubt   string // about that: words of occupants.parquet joined by +, "" for none
}

// A Pair is two mentions, by their places in Grounds.Mentions, and what was decided.
type Pair struct {
	Left, Right   int
	Decision      string // "same", "unsure" or "different"
	Millibits     int32  // the sum of the prior, the comparisons and the rivals
	Probability   float64
	Prior, Rivals int32 // millibits
	Compared      []Agreement
}

// An Agreement is the level of one comparison. Level 0 is nothing to compare.
type Agreement struct {
	Comparison string // its name in the model
	Level      uint8
	Millibits  int32
}

// Open reads a file of a run by its base name, whole, and says which SHA-256 the run
// gave it.
type Open func(name string) (content []byte, digest [32]byte, err error)

// GroundsOf reads the grounds of the flags that wanted accepts, by number and case, in
// their order; none is no error. An error is of open, or of files that do not add up.
// It reads the evidence of every listed case, some hundred bytes a pair.
func GroundsOf(open Open, wanted func(flag uint32, name string) bool) ([]Grounds, error) {
	var flags flagRows
	if err := readRows(open, "flags", &flags); err != nil {
		return nil, err
	}
	var found []Grounds
	for i, flag := range flags.Flag {
		if wanted(flag, flags.Case[i]) {
			found = append(found, flags.grounds(i))
		}
	}
	if len(found) == 0 {
		return nil, nil
	}
	var reasons reasonRows
	var occupants occupantRows
	var pairs pairRows
	for _, file := range []struct {
		name string
		rows any
	}{{"reasons", &reasons}, {"occupants", &occupants}, {"pairs", &pairs}} {
		if err := readRows(open, file.name, file.rows); err != nil {
			return nil, err
		}
	}
	for i := range found {
		one := &found[i]
		reasons.addTo(one)
		pairs.addTo(one, occupants.addTo(one))
		if err := one.check(); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func readRows(open Open, name string, rows any) error {
	content, digest, err := open(name + ".parquet")
	if err != nil {
		return err
	}
	if err := columns.ReadParquet(content, digest, rows); err != nil {
		return fmt.Errorf("%s.parquet: %w", name, err)
	}
	return nil
}

func (f *flagRows) grounds(i int) Grounds {
	return Grounds{Flag: f.Flag[i], Case: f.Case[i], Rule: f.Rule[i], AccountLine: f.AccountLine[i],
		ScoreMillibits: millibits(f.ScoreBits[i]), Strength: f.Strength[i],
		AnnualPence: f.AnnualPence[i], AfterCTRPence: f.AfterCTRPence[i],
		ElectorsListed: f.ElectorsListed[i], AdultsLeast: f.AdultsLeast[i],
		AdultsMost: f.AdultsMost[i], DeleteBy: f.DeleteBy[i]}
}

func (r *reasonRows) addTo(g *Grounds) {
	for i, flag := range r.Flag {
		if flag == g.Flag {
			g.Reasons = append(g.Reasons, Reason{For: r.Side[i] == sideWord(true), Words: r.Words[i],
				Millibits: millibits(r.Bits[i]), Dataset: r.Dataset[i], Line: r.Line[i],
				Ordinal: r.Mention[i], Date: r.Date[i]})
			g.DeleteBy = min(g.DeleteBy, r.DeleteBy[i])
		}
	}
}

// addTo adds the mentions at the dwelling of a flag's account and returns the dwelling's
// number, 0 if it has none.
func (o *occupantRows) addTo(g *Grounds) (dwelling uint32) {
	account := datasetWord(record.CouncilTax)
	for i, line := range o.Line {
		if line == g.AccountLine && o.Dataset[i] == account {
			dwelling = o.Dwelling[i]
		}
	}
	if dwelling == 0 {
		return 0
	}
	for i, at := range o.Dwelling {
		if at == dwelling {
			g.Mentions = append(g.Mentions, Mention{o.Dataset[i], o.Line[i], o.Ordinal[i], o.Person[i],
				o.How[i], o.Doubt[i]})
			g.DeleteBy = min(g.DeleteBy, o.DeleteBy[i])
		}
	}
	return dwelling
}

func (p *pairRows) addTo(g *Grounds, dwelling uint32) {
	place := func(dataset string, line uint32, ordinal uint8) int {
		return slices.IndexFunc(g.Mentions, func(m Mention) bool {
			return m.Dataset == dataset && m.Line == line && m.Ordinal == ordinal
		})
	}
	for i, at := range p.Dwelling {
		if at != dwelling || dwelling == 0 {
			continue
		}
		g.Pairs = append(g.Pairs, Pair{
			Left:     place(p.LeftDataset[i], p.LeftLine[i], p.LeftOrdinal[i]),
			Right:    place(p.RightDataset[i], p.RightLine[i], p.RightOrdinal[i]),
			Decision: p.Decision[i], Millibits: millibits(p.WeightBits[i]),
			Probability: p.Probability[i], Prior: millibits(p.PriorBits[i]),
			Rivals: millibits(p.RivalBits[i]), Compared: p.compared(i)})
		g.DeleteBy = min(g.DeleteBy, p.DeleteBy[i])
	}
}

// compared returns the comparisons of a pair, in the order they are made.
func (p *pairRows) compared(i int) (all []Agreement) {
	for c, of := range []struct {
		levels []uint8
		bits   []float64
	}{
		{p.SurnameLevel, p.SurnameBits}, {p.GivenLevel, p.GivenBits}, {p.MiddleLevel, p.MiddleBits},
		{p.SexLevel, p.SexBits}, {p.GenerationLevel, p.GenerationBits}, {p.BirthLevel, p.BirthBits},
		{p.NINOLevel, p.NINOBits},
	} {
		all = append(all, Agreement{comparisonWords[c][0], of.levels[i], millibits(of.bits[i])})
	}
	return all
}

// check asserts what a run promises of its files: that sums are exact, and that whoever a
// pair is of is at the dwelling.
func (g *Grounds) check() error {
	sum := int32(0)
	for _, reason := range g.Reasons {
		sum += reason.Millibits
	}
	if sum != g.ScoreMillibits {
		return fmt.Errorf("flag %d: reasons must sum to the score", g.Flag)
	}
	for i, pair := range g.Pairs {
		sum := pair.Prior + pair.Rivals
		for _, one := range pair.Compared {
			sum += one.Millibits
		}
		if sum != pair.Millibits {
			return fmt.Errorf("flag %d: bits of pair %d must sum to its weight", g.Flag, i+1)
		}
		if pair.Left < 0 || pair.Right < 0 {
			return fmt.Errorf("flag %d: pair %d must be of mentions at the dwelling", g.Flag, i+1)
		}
	}
	return nil
}

// millibits undoes Bits.
func millibits(bits float64) int32 { return int32(math.Round(bits * millibitsPerBit)) }
