// Package block holds the records of one or two lists, by the codes that they can be found
// by, and the rules by which two of them make a pair worth comparing. It compares codes
// for equality and knows no weight.
package block

import (
	"cmp"
	"math/bits"
	"slices"

	"nfimatch/normalize/record"
)

// A Rule makes a pair of every two records that have the same of some codes, none of
// them missing.
type Rule struct {
	Name  string
	Codes []int
}

// The rules that stand by themselves: the model is trained on what they make.
const (
	DateOfBirth = "date of birth"
	FullName    = "full name"
	number      = "nino"
)

// rules are the blocking rules, of which a run uses those whose codes both lists have.
// A pair belongs to the first that makes it. Sounds survive a slip that sounds alike, and
// sketches one that does not.
var rules = []Rule{
	{number, []int{CodeNINO}},
	{DateOfBirth, []int{CodeDate}},
	{FullName, []int{CodeName}},
	{"uprn, surname sound", []int{CodeUPRN, CodeSurnameSound}},
	{"uprn, forename sound", []int{CodeUPRN, CodeGivenSound}},
	{"postcode, surname sound", []int{CodeUnit, CodeSurnameSound}},
	{"postcode, forename sound", []int{CodeUnit, CodeGivenSound}},
	{"postcode, number", []int{CodeUnit, CodeNumber}},
	{"postcode, address", []int{CodeUnit, CodeAddress}},
	{"postcode, year", []int{CodeUnit, CodeYear}},
	{"postcode, day, month", []int{CodeUnit, CodeDay, CodeMonth}},
	{"postcode, surname sketch", []int{CodeUnit, CodeSurnameSketch}},
	{"postcode, forename sketch", []int{CodeUnit, CodeGivenSketch}},
	{"district, name sound", []int{CodeDistrict, CodeSound}},
	{"district, surname sound, year", []int{CodeDistrict, CodeSurnameSound, CodeYear}},
	{"district, forename sound, year", []int{CodeDistrict, CodeGivenSound, CodeYear}},
	{"address, surname sound", []int{CodeAddress, CodeSurnameSound}},
	{"address, forename sound", []int{CodeAddress, CodeGivenSound}},
	{"address, year", []int{CodeAddress, CodeYear}},
	{"address, day, month", []int{CodeAddress, CodeDay, CodeMonth}},
	{"town, name sound", []int{CodeTown, CodeSound}},
	{"town, surname sound, year", []int{CodeTown, CodeSurnameSound, CodeYear}},
	{"town, forename sound, year", []int{CodeTown, CodeGivenSound, CodeYear}},
	{"surname sound, day, month", []int{CodeSurnameSound, CodeDay, CodeMonth}},
	{"surname sound, day, year", []int{CodeSurnameSound, CodeDay, CodeYear}},
	{"surname sound, month, year", []int{CodeSurnameSound, CodeMonth, CodeYear}},
	{"forename sound, day, month", []int{CodeGivenSound, CodeDay, CodeMonth}},
	{"forename sound, day, year", []int{CodeGivenSound, CodeDay, CodeYear}},
	{"forename sound, month, year", []int{CodeGivenSound, CodeMonth, CodeYear}},
	{"name sound, day", []int{CodeSound, CodeDay}},
	{"name sound, month", []int{CodeSound, CodeMonth}},
	{"name sound, year", []int{CodeSound, CodeYear}},
	{"initials, day, month", []int{CodeSurnameInitial, CodeGivenInitial, CodeDay, CodeMonth}},
	{"initials, day, year", []int{CodeSurnameInitial, CodeGivenInitial, CodeDay, CodeYear}},
	{"initials, month, year", []int{CodeSurnameInitial, CodeGivenInitial, CodeMonth, CodeYear}},
	{"name sketch, day, month", []int{CodeSurnameSketch, CodeGivenSketch, CodeDay, CodeMonth}},
	{"name sketch, day, year", []int{CodeSurnameSketch, CodeGivenSketch, CodeDay, CodeYear}},
	{"name sketch, month, year", []int{CodeSurnameSketch, CodeGivenSketch, CodeMonth, CodeYear}},
	{"surname sketches, day, month", []int{CodeSurnameSketch, CodeSurnameSketch2, CodeDay, CodeMonth}},
	{"surname sketches, day, year", []int{CodeSurnameSketch, CodeSurnameSketch2, CodeDay, CodeYear}},
	{"surname sketches, month, year",
		[]int{CodeSurnameSketch, CodeSurnameSketch2, CodeMonth, CodeYear}},
	{"forename sketches, day, month", []int{CodeGivenSketch, CodeGivenSketch2, CodeDay, CodeMonth}},
	{"forename sketches, day, year", []int{CodeGivenSketch, CodeGivenSketch2, CodeDay, CodeYear}},
	{"forename sketches, month, year", []int{CodeGivenSketch, CodeGivenSketch2, CodeMonth, CodeYear}},
	{"postcode", []int{CodeUnit}},
	{"address", []int{CodeAddress}},
	{"town", []int{CodeTown}},
}

// placeMost is the number of pairs a record up to which a part of the place makes pairs by
// itself: there it costs next to nothing, and finds those whose name and date are damaged.
const placeMost = 10

// tooMany tells whether a grouping is of a rule that stands by itself and is not as
// selective as it must be.
func (g *Grouping) tooMany(records int) bool {
	switch first := g.Rule.Codes[0]; {
	case first >= CodeOwn:
		return g.Pairs > selectiveMost*int64(records)
	case len(g.Rule.Codes) == 1 && (first == CodeUnit || first == CodeAddress || first == CodeTown):
		return g.Pairs > placeMost*int64(records)
	}
	return false
}

// ownRules are the rules made of each column of the user's own, by what stands beside it.
var ownRules = []Rule{
	{"", nil},
	{", surname sound", []int{CodeSurnameSound}},
	{", forename sound", []int{CodeGivenSound}},
	{", number", []int{CodeNumber}},
	{", year", []int{CodeYear}},
	{", day, month", []int{CodeDay, CodeMonth}},
}

// selectiveMost is the number of pairs a record up to which a column of the user's own
// makes pairs by itself: a number of a person does, the colour of their eyes does not.
const selectiveMost = 50

// A Blocking is what one rule makes.
type Blocking struct {
	Rule  string
	Pairs int64   // pairs that the rule makes, counted exactly before any is made
	New   int64   // those of them that no rule before it makes
	Worst []int64 // pairs of its largest blocks, largest first
	Line  uint32  // the first of the left list in the largest block; 0 without one
	Kept  bool    // whether the run used it
}

// worstBlocks is the number of largest blocks that are told of a rule.
const worstBlocks = 3

// A Block is records that a rule holds to be equal: Rows[From:To] of its grouping, of which
// those before Middle are of the left list.
type Block struct{ From, Middle, To int32 }

// Pairs is the number of pairs of a block.
func (b Block) Pairs(within bool) int64 {
	if within {
		n := int64(b.To - b.From)
		return n * (n - 1) / 2
	}
	return int64(b.Middle-b.From) * int64(b.To-b.Middle)
}

// A Grouping is the blocks of one rule that make pairs.
type Grouping struct {
	Rule   Rule
	Rows   []uint32
	Blocks []Block
	Pairs  int64
}

// keyed is a record and the hash of the codes that a rule goes by.
type keyed struct {
	key uint64
	who uint32
}

// Grouped groups the records by a rule. Codes that differ and have one hash would share
// a block: whoever makes pairs of it compares the codes again.
func Grouped(p *People, rule Rule) *Grouping {
	keys := make([]keyed, 0, p.Count())
	for who := range uint32(p.Count()) {
		if key, ok := KeyOf(p.Of(who), rule.Codes); ok {
			keys = append(keys, keyed{key, who})
		}
	}
	keys = sorted(keys)
	g := &Grouping{Rule: rule}
	for from := 0; from < len(keys); {
		to, middle := from, from
		for ; to < len(keys) && keys[to].key == keys[from].key; to++ {
			if int(keys[to].who) < p.Lefts {
				middle++
			}
		}
		g.add(p.Within, keys[from:to], middle-from)
		from = to
	}
	return g
}

// bucketKeys is about how many keys are sorted together.
const bucketKeys = 16

// sorted returns the keys in order of hash and then record: dealt into buckets by the
// first bits of their hashes, and each bucket sorted by itself.
func sorted(keys []keyed) []keyed {
	shift := 64 - bits.Len(uint(len(keys)/bucketKeys))
	starts := make([]uint32, 1<<(64-shift)+1)
	for _, k := range keys {
		starts[k.key>>shift+1]++
	}
	for i := 1; i < len(starts); i++ {
		starts[i] += starts[i-1]
	}
	dealt, next := make([]keyed, len(keys)), slices.Clone(starts)
	for _, k := range keys {
		dealt[next[k.key>>shift]] = k
		next[k.key>>shift]++
	}
	for i := 1; i < len(starts); i++ {
		slices.SortFunc(dealt[starts[i-1]:starts[i]], func(a, b keyed) int {
			return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.who, b.who))
		})
	}
	return dealt
}

// add appends the block of equal keys, if it makes a pair.
func (g *Grouping) add(within bool, keys []keyed, lefts int) {
	if within && len(keys) < 2 || !within && (lefts == 0 || lefts == len(keys)) {
		return
	}
	from := int32(len(g.Rows))
	for _, key := range keys {
		g.Rows = append(g.Rows, key.who)
	}
	made := Block{from, from + int32(lefts), int32(len(g.Rows))}
	g.Blocks = append(g.Blocks, made)
	g.Pairs += made.Pairs(within)
}

// KeyOf returns a hash of some codes of a record, and false where one is missing.
func KeyOf(codes []record.Code, by []int) (key uint64, ok bool) {
	for _, code := range by {
		if codes[code] == 0 {
			return 0, false
		}
		key = Mixed(key ^ uint64(codes[code]))
	}
	return key, true
}

// worstLine returns the first line of the left list in the largest block, by which it can
// be looked up: values are codes here. Of equally large ones it is the smallest.
func (g *Grouping) worstLine(p *People) (line uint32) {
	most := int64(0)
	for _, b := range g.Blocks {
		n, first := b.Pairs(p.Within), p.Line(g.Rows[b.From])
		if n > most || n == most && first < line {
			most, line = n, first
		}
	}
	return line
}

// worst returns the pairs of the largest blocks.
func (g *Grouping) worst(within bool) (largest []int64) {
	for _, b := range g.Blocks {
		n := b.Pairs(within)
		at, _ := slices.BinarySearchFunc(largest, n, func(a, b int64) int { return int(b - a) })
		if at < worstBlocks {
			largest = slices.Insert(largest, at, n)
			largest = largest[:min(len(largest), worstBlocks)]
		}
	}
	return largest
}
