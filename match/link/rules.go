package link

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"

	"nfimatch/normalize/record"
)

// A rule makes a pair of every two records that have the same of some codes, none of
// them missing.
type rule struct {
	name  string
	codes []int
}

// rules are the blocking rules, of which a run uses those whose codes both lists have.
// A pair belongs to the first that makes it. The date of birth and the full name stand
// by themselves: the model is trained on what they make.
var rules = []rule{
	{"nino", []int{codeNINO}},
	{"date of birth", []int{codeDate}},
	{"full name", []int{codeName}},
	{"uprn, surname sound", []int{codeUPRN, codeSurnameSound}},
	{"uprn, forename sound", []int{codeUPRN, codeGivenSound}},
	{"postcode, surname sound", []int{codeUnit, codeSurnameSound}},
	{"postcode, forename sound", []int{codeUnit, codeGivenSound}},
	{"postcode, number", []int{codeUnit, codeNumber}},
	{"postcode, address", []int{codeUnit, codeAddress}},
	{"postcode, year", []int{codeUnit, codeYear}},
	{"postcode, day, month", []int{codeUnit, codeDay, codeMonth}},
	{"postcode, surname sketch", []int{codeUnit, codeSurnameSketch}},
	{"postcode, forename sketch", []int{codeUnit, codeGivenSketch}},
	{"district, name sound", []int{codeDistrict, codeSound}},
	{"district, surname sound, year", []int{codeDistrict, codeSurnameSound, codeYear}},
	{"district, forename sound, year", []int{codeDistrict, codeGivenSound, codeYear}},
	{"address, surname sound", []int{codeAddress, codeSurnameSound}},
	{"address, forename sound", []int{codeAddress, codeGivenSound}},
	{"address, year", []int{codeAddress, codeYear}},
	{"address, day, month", []int{codeAddress, codeDay, codeMonth}},
	{"town, name sound", []int{codeTown, codeSound}},
	{"town, surname sound, year", []int{codeTown, codeSurnameSound, codeYear}},
	{"town, forename sound, year", []int{codeTown, codeGivenSound, codeYear}},
	{"surname sound, day, month", []int{codeSurnameSound, codeDay, codeMonth}},
	{"surname sound, day, year", []int{codeSurnameSound, codeDay, codeYear}},
	{"surname sound, month, year", []int{codeSurnameSound, codeMonth, codeYear}},
	{"forename sound, day, month", []int{codeGivenSound, codeDay, codeMonth}},
	{"forename sound, day, year", []int{codeGivenSound, codeDay, codeYear}},
	{"forename sound, month, year", []int{codeGivenSound, codeMonth, codeYear}},
	{"name sound, day", []int{codeSound, codeDay}},
	{"name sound, month", []int{codeSound, codeMonth}},
	{"name sound, year", []int{codeSound, codeYear}},
	{"initials, day, month", []int{codeSurnameInitial, codeGivenInitial, codeDay, codeMonth}},
	{"initials, day, year", []int{codeSurnameInitial, codeGivenInitial, codeDay, codeYear}},
	{"initials, month, year", []int{codeSurnameInitial, codeGivenInitial, codeMonth, codeYear}},
	{"name sketch, day, month", []int{codeSurnameSketch, codeGivenSketch, codeDay, codeMonth}},
	{"name sketch, day, year", []int{codeSurnameSketch, codeGivenSketch, codeDay, codeYear}},
	{"name sketch, month, year", []int{codeSurnameSketch, codeGivenSketch, codeMonth, codeYear}},
	{"surname sketches, day, month", []int{codeSurnameSketch, codeSurnameSketch2, codeDay, codeMonth}},
	{"surname sketches, day, year", []int{codeSurnameSketch, codeSurnameSketch2, codeDay, codeYear}},
	{"surname sketches, month, year", []int{codeSurnameSketch, codeSurnameSketch2, codeMonth, codeYear}},
	{"forename sketches, day, month", []int{codeGivenSketch, codeGivenSketch2, codeDay, codeMonth}},
	{"forename sketches, day, year", []int{codeGivenSketch, codeGivenSketch2, codeDay, codeYear}},
	{"forename sketches, month, year", []int{codeGivenSketch, codeGivenSketch2, codeMonth, codeYear}},
}

// ownRules are the rules made of each column of the user's own, by what stands beside it.
var ownRules = []rule{
	{"", nil},
	{", surname sound", []int{codeSurnameSound}},
	{", forename sound", []int{codeGivenSound}},
	{", number", []int{codeNumber}},
	{", year", []int{codeYear}},
	{", day, month", []int{codeDay, codeMonth}},
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
	Kept  bool    // whether the run used it
}

// worstBlocks is the number of largest blocks that are told of a rule.
const worstBlocks = 3

// An OverBudget is the refusal of blocking rules that make more pairs than permitted.
type OverBudget struct {
	Pairs, Budget int64
	Drop          string // the rule that makes most, to be left out first
	DropPairs     int64
	Worst         []int64 // pairs of that rule's largest blocks
}

// Error says what to change.
func (e *OverBudget) Error() string {
	return fmt.Sprintf("the blocking rules make %d pairs, and at most %d are permitted: leave out "+
		"the rule %q, which makes %d, %v of them in its largest blocks", e.Pairs, e.Budget, e.Drop,
		e.DropPairs, e.Worst)
}

// A block is records that a rule holds to be equal: rows[from:to], of which those
// before middle are of the left list.
type block struct{ from, middle, to int32 }

// pairs is the number of pairs of a block.
func (b block) pairs(within bool) int64 {
	if within {
		n := int64(b.to - b.from)
		return n * (n - 1) / 2
	}
	return int64(b.middle-b.from) * int64(b.to-b.middle)
}

// A grouping is the blocks of one rule that make pairs.
type grouping struct {
	rule   rule
	rows   []uint32
	blocks []block
	pairs  int64
}

// keyed is a record and the hash of the codes that a rule goes by.
type keyed struct {
	key uint64
	who uint32
}

// grouped groups the records by a rule. Codes that differ and have one hash would share
// a block: whoever makes pairs of it compares the codes again.
func grouped(p *people, rule rule) *grouping {
	keys := make([]keyed, 0, p.count())
	for who := range uint32(p.count()) {
		if key, ok := keyOf(p.of(who), rule.codes); ok {
			keys = append(keys, keyed{key, who})
		}
	}
	keys = sorted(keys)
	g := &grouping{rule: rule}
	for from := 0; from < len(keys); {
		to, middle := from, from
		for ; to < len(keys) && keys[to].key == keys[from].key; to++ {
			if int(keys[to].who) < p.lefts {
				middle++
			}
		}
		g.add(p.within, keys[from:to], middle-from)
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
func (g *grouping) add(within bool, keys []keyed, lefts int) {
	if within && len(keys) < 2 || !within && (lefts == 0 || lefts == len(keys)) {
		return
	}
	from := int32(len(g.rows))
	for _, key := range keys {
		g.rows = append(g.rows, key.who)
	}
	made := block{from, from + int32(lefts), int32(len(g.rows))}
	g.blocks = append(g.blocks, made)
	g.pairs += made.pairs(within)
}

func keyOf(codes []record.Code, by []int) (key uint64, ok bool) {
	for _, code := range by {
		if codes[code] == 0 {
			return 0, false
		}
		key = mixed(key ^ uint64(codes[code]))
	}
	return key, true
}

// worst returns the pairs of the largest blocks.
func (g *grouping) worst(within bool) (largest []int64) {
	for _, b := range g.blocks {
		n := b.pairs(within)
		at, _ := slices.BinarySearchFunc(largest, n, func(a, b int64) int { return int(b - a) })
		if at < worstBlocks {
			largest = slices.Insert(largest, at, n)
			largest = largest[:min(len(largest), worstBlocks)]
		}
	}
	return largest
}
