// Package result holds the tables that leave match: which entries are at which
// dwelling, which mentions are one person, and how many adults that leaves.
// Rows refer to the sources by dataset, line and ordinal, never by a token.
package result

import (
	"nfimatch/extract/retention"
)

// Version is the version of the tables' layout, written in their metadata.
//
//	1: first layout
const Version = 1

// How an entry came to its dwelling.
const (
	HowUnplaced uint8 = iota
	HowAccount        // by account reference, or it is the account itself
	HowUPRN           // UPRN equal and the address agrees or does not contradict
	HowExact          // whole address equal, unit and postcode included
	HowWords          // identifiers and words agree
	HowFuzzy          // agrees only with a slip repaired
	HowBuilding       // the flat is named in another system, and its building was settled
)

// Relations of an entry's address to the dwelling's. Only RelationSame makes it
// a member of the household.
const (
	RelationNone    uint8 = iota
	RelationSame          // the dwelling itself
	RelationParent        // the building or house that holds the dwelling
	RelationChild         // a part of the dwelling
	RelationSibling       // another unit of the same building
	RelationRoom          // a room of the house
)

// Doubts about a placement, a bit set. An entry with RelationNone and a doubt
// abstained; one with neither was not found.
const (
	DoubtRival       uint8 = 1 << iota // another dwelling fits nearly as well
	DoubtUPRN                          // UPRN and address contradict each other
	DoubtUnit                          // a unit is missing on one side
	DoubtPostcode                      // placed against its postcode
	DoubtNotBuilding                   // the building was not shown to be the same
)

// Decisions about a pair of mentions.
const (
	DecisionUnsure uint8 = iota
	DecisionSame
	DecisionDifferent
)

// Scopes of a pair.
const (
	ScopeDwelling uint8 = iota + 1 // both at one dwelling
)

// Dwellings are the dwellings of the council tax file, in order of their first
// account's line. Dwelling numbers count from 1 in that order.
type Dwellings struct {
	Dwelling       []uint32         `nfi:"dwelling"`
	AccountLine    []uint32         `nfi:"account_line"`
	Accounts       []uint16         `nfi:"accounts"`        // live accounts at it
	ElectorsListed []uint16         `nfi:"electors_listed"` // adult entries of the register, raw
	AdultsLeast    []uint16         `nfi:"adults_least"`
	AdultsMost     []uint16         `nfi:"adults_most"`
	Sources        []uint8          `nfi:"sources"` // bit d-1: dataset d is present
	Terms          []uint16         `nfi:"terms"`
	DeleteBy       []retention.Date `nfi:"delete_by"`
}

// Occupants are the mentions and where they were placed, in (dataset, line,
// ordinal) order; the unplaced and the abstained are rows too, with dwelling 0.
type Occupants struct {
	Dwelling        []uint32         `nfi:"dwelling"`
	Dataset         []uint8          `nfi:"dataset"`
	Line            []uint32         `nfi:"line"`
	Ordinal         []uint8          `nfi:"ordinal"`
	Person          []uint32         `nfi:"person"` // from 1 within a dwelling, by "same"
	How             []uint8          `nfi:"how"`
	Relation        []uint8          `nfi:"relation"`
	MarginMillibits []int32          `nfi:"margin_millibits"`
	Doubt           []uint8          `nfi:"doubt"`
	Terms           []uint16         `nfi:"terms"`
	DeleteBy        []retention.Date `nfi:"delete_by"`
}

// Pairs are pairs of mentions at one dwelling, left before right in (dataset,
// line, ordinal) order, sorted by dwelling, then left, then right. The
// millibits of the comparisons, the prior and the rivals sum to WeightMillibits exactly.
type Pairs struct {
	Dwelling        []uint32         `nfi:"dwelling"`
	LeftDataset     []uint8          `nfi:"left_dataset"`
	LeftLine        []uint32         `nfi:"left_line"`
	LeftOrdinal     []uint8          `nfi:"left_ordinal"`
	RightDataset    []uint8          `nfi:"right_dataset"`
	RightLine       []uint32         `nfi:"right_line"`
	RightOrdinal    []uint8          `nfi:"right_ordinal"`
	Scope           []uint8          `nfi:"scope"`
	Rule            []uint8          `nfi:"rule"` // blocking rule that made it; 0 inside a dwelling
	WeightMillibits []int32          `nfi:"weight_millibits"`
	Decision        []uint8          `nfi:"decision"`
	PriorMillibits  []int32          `nfi:"prior_millibits"`
	RivalMillibits  []int32          `nfi:"rival_millibits"` // what rivals take or give
	SurnameLevel    []uint8          `nfi:"surname_level"`
	SurnameBits     []int32          `nfi:"surname_millibits"`
	GivenLevel      []uint8          `nfi:"given_level"`
	GivenBits       []int32          `nfi:"given_millibits"`
	MiddleLevel     []uint8          `nfi:"middle_level"`
	MiddleBits      []int32          `nfi:"middle_millibits"`
	SexLevel        []uint8          `nfi:"sex_level"`
	SexBits         []int32          `nfi:"sex_millibits"`
	GenerationLevel []uint8          `nfi:"generation_level"`
	GenerationBits  []int32          `nfi:"generation_millibits"`
	BirthLevel      []uint8          `nfi:"birth_level"`
	BirthBits       []int32          `nfi:"birth_millibits"`
	NINOLevel       []uint8          `nfi:"nino_level"`
	NINOBits        []int32          `nfi:"nino_millibits"`
	Terms           []uint16         `nfi:"terms"`
	DeleteBy        []retention.Date `nfi:"delete_by"`
}

// Tables are the tables of one partition.
type Tables struct {
	Dwellings Dwellings
	Occupants Occupants
	Pairs     Pairs
	Terms     *retention.Register
	Meta      map[string]string
}
