package ledger

import (
	"math/bits"
	"slices"

	"nfimatch/extract/retention"
	"nfimatch/normalize/record"
)

// TellsDays reports whether a register tells the day of registration of some of its
// electors: those have no tokens, so that a ledger knows it in part.
func TellsDays(electors *record.Electors) bool {
	return slices.ContainsFunc(electors.Registered, func(day retention.Date) bool {
		return day != 0
	})
}

// A Seen says since when registers show somebody.
type Seen struct {
	First retention.Date // day of the first register that does; 0 not known
	After retention.Date // day of the last whole one before it, which did not; 0 there is none
	// Renamed: an earlier register showed the given name at the dwelling, under another
	// surname or another wording of the address. Then First may be the day of a wedding.
	Renamed bool
}

// Seen returns of each elector of a register, given by the tokens that normalize made of
// them, since when it and the earlier registers of the ledger show them. An elector
// without tokens has the zero Seen. A register of which fewer than half were in the whole
// one before it, as where an export words its addresses anew, is a first one again. What is
// recorded of later registers, or of the exercise itself, changes nothing. O(n log tokens).
func (l *Ledger) Seen(exercise string, day retention.Date, electors *record.Electors) []Seen {
	seen := make([]Seen, len(electors.Entry))
	registers, mask := []Register{}, uint64(0)
	for i, register := range l.registers {
		if register.Date < day && register.Exercise != exercise {
			registers, mask = append(registers, register), mask|1<<i
		}
	}
	registers = append(registers, Register{Exercise: exercise, Date: day})
	own := uint64(1) << (len(registers) - 1)
	// The registers that count, pressed together, and this one above them.
	earlier := func(token record.Token) uint64 {
		i, ok := slices.BinarySearchFunc(l.tokens, token, compareTokens)
		if !ok {
			return own
		}
		return press(l.shown[i], mask) | own
	}
	shown := make([]uint64, len(seen))
	for i := range seen {
		if electors.Lasting[i] != (record.Token{}) {
			shown[i] = earlier(electors.Lasting[i])
		}
	}
	after := l.after(registers, mask, shown)
	for i := range seen {
		if shown[i] == 0 {
			continue
		}
		first := bits.TrailingZeros64(shown[i])
		seen[i] = Seen{registers[first].Date, after[first],
			bits.TrailingZeros64(earlier(electors.Namely[i])) < first}
	}
	return seen
}

// wholeBefore returns the last of registers that is whole and of a day before that of the
// one at a place, -1 if there is none: two exercises may have read registers of one day.
func wholeBefore(registers []Register, at int) int {
	for i := at - 1; i >= 0; i-- {
		if registers[i].Date < registers[at].Date && !registers[i].Partial {
			return i
		}
	}
	return -1
}

// press moves the bits that mask has together.
func press(shown, mask uint64) (pressed uint64) {
	for i := 0; mask != 0; i++ {
		if shown&mask&-mask != 0 {
			pressed |= 1 << i
		}
		mask &= mask - 1
	}
	return pressed
}

// after returns of each register the day of the whole one before it, 0 where there is none
// or fewer than half of the register's electors were in that. The last register is the one
// that is looked up: shown is that of its electors.
func (l *Ledger) after(registers []Register, mask uint64, shown []uint64) []retention.Date {
	last := len(registers) - 1
	before, all, both := make([]int, last+1), make([]int, last+1), make([]int, last+1)
	count := func(shown uint64, at int) {
		if before[at] >= 0 && shown>>at&1 == 1 {
			all[at]++
			both[at] += int(shown >> before[at] & 1)
		}
	}
	for at := range registers {
		before[at] = wholeBefore(registers, at)
	}
	for _, bits := range l.shown {
		pressed := press(bits, mask)
		for at := range last {
			count(pressed, at)
		}
	}
	for _, bits := range shown {
		count(bits, last)
	}
	days := make([]retention.Date, last+1)
	for at, from := range before {
		if from >= 0 && 2*both[at] >= all[at] {
			days[at] = registers[from].Date
		}
	}
	return days
}
