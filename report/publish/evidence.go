package publish

import (
	"strings"

	"nfimatch/extract/retention"
	"nfimatch/match/result"
	"nfimatch/normalize/record"
	"nfimatch/report/data"
)

// pairRows are the columns of pairs.parquet: every pair at a listed dwelling, since that
// two mentions are two persons is what most flags rest on; elsewhere every pair decided
// same or unsure, and those of a probability worth a look. The bits of the comparisons,
// of the prior and of rivals add up to weight_bits, to the thousandth.
type pairRows struct {
	LeftDataset     []string         `nfi:"left_dataset"`
	LeftLine        []uint32         `nfi:"left_line"`
	LeftOrdinal     []uint8          `nfi:"left_ordinal"`
	RightDataset    []string         `nfi:"right_dataset"`
	RightLine       []uint32         `nfi:"right_line"`
	RightOrdinal    []uint8          `nfi:"right_ordinal"`
	Scope           []string         `nfi:"scope"`
	Decision        []string         `nfi:"decision"`
	WeightBits      []float64        `nfi:"weight_bits"`
	Probability     []float64        `nfi:"probability"`
	SurnameLevel    []uint8          `nfi:"surname_level"`
	SurnameBits     []float64        `nfi:"surname_bits"`
	GivenLevel      []uint8          `nfi:"given_level"`
	GivenBits       []float64        `nfi:"given_bits"`
	MiddleLevel     []uint8          `nfi:"middle_level"`
	MiddleBits      []float64        `nfi:"middle_bits"`
	SexLevel        []uint8          `nfi:"sex_level"`
	SexBits         []float64        `nfi:"sex_bits"`
	GenerationLevel []uint8          `nfi:"generation_level"`
	GenerationBits  []float64        `nfi:"generation_bits"`
	BirthLevel      []uint8          `nfi:"birth_level"`
	BirthBits       []float64        `nfi:"birth_bits"`
	NINOLevel       []uint8          `nfi:"nino_level"`
	NINOBits        []float64        `nfi:"nino_bits"`
	PriorBits       []float64        `nfi:"prior_bits"`
	RivalBits       []float64        `nfi:"rival_bits"`
	Dwelling        []uint32         `nfi:"dwelling"`
	DeleteBy        []retention.Date `nfi:"delete_by"`
}

func pairsOf(p *result.Pairs, keep *keepRule) *pairRows {
	rows := &pairRows{}
	least := int32(data.Numbers().PairShownMillibits)
	for i, dwelling := range p.Dwelling {
		shown := keep.listed[dwelling] || p.Decision[i] != result.DecisionDifferent ||
			p.WeightMillibits[i] >= least
		if !shown || !keep.dwelling(dwelling) {
			continue
		}
		rows.LeftDataset = append(rows.LeftDataset, datasetWord(p.LeftDataset[i]))
		rows.LeftLine = append(rows.LeftLine, p.LeftLine[i])
		rows.LeftOrdinal = append(rows.LeftOrdinal, p.LeftOrdinal[i])
		rows.RightDataset = append(rows.RightDataset, datasetWord(p.RightDataset[i]))
		rows.RightLine = append(rows.RightLine, p.RightLine[i])
		rows.RightOrdinal = append(rows.RightOrdinal, p.RightOrdinal[i])
		rows.Scope = append(rows.Scope, word(scopeWords, p.Scope[i]))
		rows.Decision = append(rows.Decision, word(decisionWords, p.Decision[i]))
		rows.WeightBits = append(rows.WeightBits, Bits(p.WeightMillibits[i]))
		rows.Probability = append(rows.Probability, Probability(p.WeightMillibits[i]))
		rows.SurnameLevel = append(rows.SurnameLevel, p.SurnameLevel[i])
		rows.SurnameBits = append(rows.SurnameBits, Bits(p.SurnameBits[i]))
		rows.GivenLevel = append(rows.GivenLevel, p.GivenLevel[i])
		rows.GivenBits = append(rows.GivenBits, Bits(p.GivenBits[i]))
		rows.MiddleLevel = append(rows.MiddleLevel, p.MiddleLevel[i])
		rows.MiddleBits = append(rows.MiddleBits, Bits(p.MiddleBits[i]))
		rows.SexLevel = append(rows.SexLevel, p.SexLevel[i])
		rows.SexBits = append(rows.SexBits, Bits(p.SexBits[i]))
		rows.GenerationLevel = append(rows.GenerationLevel, p.GenerationLevel[i])
		rows.GenerationBits = append(rows.GenerationBits, Bits(p.GenerationBits[i]))
		rows.BirthLevel = append(rows.BirthLevel, p.BirthLevel[i])
		rows.BirthBits = append(rows.BirthBits, Bits(p.BirthBits[i]))
		rows.NINOLevel = append(rows.NINOLevel, p.NINOLevel[i])
		rows.NINOBits = append(rows.NINOBits, Bits(p.NINOBits[i]))
		rows.PriorBits = append(rows.PriorBits, Bits(p.PriorMillibits[i]))
		rows.RivalBits = append(rows.RivalBits, Bits(p.RivalMillibits[i]))
		rows.Dwelling = append(rows.Dwelling, dwelling)
		rows.DeleteBy = append(rows.DeleteBy, keep.deleteBy(p.DeleteBy[i]))
	}
	return rows
}

// occupantRows are the columns of occupants.parquet. A dwelling of 0 was not
// found, or given up in doubt.
type occupantRows struct {
	Dwelling   []uint32         `nfi:"dwelling"`
	Dataset    []string         `nfi:"dataset"`
	Line       []uint32         `nfi:"line"`
	Ordinal    []uint8          `nfi:"ordinal"`
	Person     []uint32         `nfi:"person"`
	How        []string         `nfi:"how"`
	Relation   []string         `nfi:"relation"`
	MarginBits []float64        `nfi:"margin_bits"`
	Doubt      []string         `nfi:"doubt,null"` // words joined by +
	DeleteBy   []retention.Date `nfi:"delete_by"`
}

func occupantsOf(o *result.Occupants, keep *keepRule) *occupantRows {
	rows := &occupantRows{}
	for i, dwelling := range o.Dwelling {
		if !keep.dwelling(dwelling) {
			continue
		}
		rows.Dwelling = append(rows.Dwelling, dwelling)
		rows.Dataset = append(rows.Dataset, datasetWord(o.Dataset[i]))
		rows.Line = append(rows.Line, o.Line[i])
		rows.Ordinal = append(rows.Ordinal, o.Ordinal[i])
		rows.Person = append(rows.Person, o.Person[i])
		rows.How = append(rows.How, word(howWords, o.How[i]))
		rows.Relation = append(rows.Relation, word(relationWords, o.Relation[i]))
		rows.MarginBits = append(rows.MarginBits, Bits(o.MarginMillibits[i]))
		rows.Doubt = append(rows.Doubt, setWords(doubtWords, o.Doubt[i]))
		rows.DeleteBy = append(rows.DeleteBy, keep.deleteBy(o.DeleteBy[i]))
	}
	return rows
}

// dwellingRows are the columns of dwellings.parquet.
type dwellingRows struct {
	Dwelling       []uint32         `nfi:"dwelling"`
	AccountLine    []uint32         `nfi:"account_line"`
	Accounts       []uint16         `nfi:"accounts"`
	ElectorsListed []uint16         `nfi:"electors_listed"`
	AdultsLeast    []uint16         `nfi:"adults_least"`
	AdultsMost     []uint16         `nfi:"adults_most"`
	Sources        []string         `nfi:"sources,null"` // datasets joined by +
	DeleteBy       []retention.Date `nfi:"delete_by"`
}

func dwellingsOf(d *result.Dwellings, keep *keepRule) *dwellingRows {
	rows := &dwellingRows{}
	for i, dwelling := range d.Dwelling {
		if !keep.dwelling(dwelling) {
			continue
		}
		rows.Dwelling = append(rows.Dwelling, dwelling)
		rows.AccountLine = append(rows.AccountLine, d.AccountLine[i])
		rows.Accounts = append(rows.Accounts, d.Accounts[i])
		rows.ElectorsListed = append(rows.ElectorsListed, d.ElectorsListed[i])
		rows.AdultsLeast = append(rows.AdultsLeast, d.AdultsLeast[i])
		rows.AdultsMost = append(rows.AdultsMost, d.AdultsMost[i])
		rows.Sources = append(rows.Sources, setWords(sourceWords, d.Sources[i]))
		rows.DeleteBy = append(rows.DeleteBy, keep.deleteBy(d.DeleteBy[i]))
	}
	return rows
}

// The words of the small numbers, each list in the order of its constants.
var (
	scopeWords    = []string{"", "dwelling"}
	decisionWords = []string{"unsure", "same", "different"}
	howWords      = []string{"unplaced", "account", "uprn", "exact", "words", "fuzzy", "building"}
	relationWords = []string{"none", "same", "parent", "child", "sibling", "room"}
	doubtWords    = []string{"rival", "uprn", "unit", "postcode", "building"}
	sourceWords   = []string{datasetWord(record.CouncilTax),
		datasetWord(record.ElectoralRegister), datasetWord(record.CTR), "", "",
		datasetWord(record.Deaths)}
)

// word returns the word of a number, and panics for one that has none.
func word(words []string, number uint8) string { return words[number] }

// setWords returns the words of the bits that are set, joined by +.
func setWords(words []string, set uint8) string {
	var found []string
	for bit, word := range words {
		if set&(1<<bit) != 0 {
			found = append(found, word)
		}
	}
	return strings.Join(found, "+")
}
