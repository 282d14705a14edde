package ledger

import (
	"math/bits"
	"slices"

	"nfimatch/extract/retention"
	"nfimatch/normalize/record"
)

// A Seen says since when registers show somebody.
type Seen struct {
	First retention.Date // day of the first register that does; 0 not known
	After retention.Date // day of the last one before it, which did not; 0 there is none
	// Renamed: an earlier register showed the given name at the dwelling, under another
	// surname or another wording of the address. Then First may be the day of a wedding.
	Renamed bool
}

// Seen returns of each elector of a register, given by the tokens that normalize made of
// them, since when it and the earlier registers of the ledger show them. An elector
// without tokens has the zero Seen. A register of which fewer than half were in the one
// before it, as where an export words its addresses anew, is a first one again. What is
// recorded of later registers, or of the exercise itself, changes nothing. O(n log tokens).
func (l *Ledger) Seen(exercise string, day retention.Date, electors *record.Electors) []Seen {
	seen := make([]Seen, len(electors.Entry))
	days, mask := []retention.Date{}, uint64(0)
	for i, register := range l.registers {
		if register.Date < day && register.Exercise != exercise {
			days, mask = append(days, register.Date), mask|1<<i
		}
	}
	days = append(days, day)
	own := uint64(1) << (len(days) - 1)
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
	fresh := l.fresh(mask, shown, len(days))
	for i := range seen {
		if shown[i] == 0 {
			continue
		}
		first := bits.TrailingZeros64(shown[i])
		seen[i].First = days[first]
		if !fresh[first] {
			seen[i].After = dayBefore(days[:first], days[first])
		}
		seen[i].Renamed = bits.TrailingZeros64(earlier(electors.Namely[i])) < first
	}
	return seen
}

// dayBefore returns the last of days before a day, or 0: two exercises may have read
// registers of one day.
func dayBefore(days []retention.Date, day retention.Date) retention.Date {
	for _, one := range slices.Backward(days) {
		if one < day {
			return one
		}
	}
	return 0
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

// fresh says which registers are first ones again: fewer than half of their electors were
// in the one before. shown is that of the last register's electors.
func (l *Ledger) fresh(mask uint64, shown []uint64, registers int) []bool {
	all, both := make([]int, registers), make([]int, registers)
	count := func(shown uint64, at int) {
		if shown>>at&1 == 1 {
			all[at]++
			if shown>>(at-1)&1 == 1 {
				both[at]++
			}
		}
	}
	for _, bits := range l.shown {
		pressed := press(bits, mask)
		for at := 1; at < registers-1; at++ {
			count(pressed, at)
		}
	}
	if registers > 1 {
		for _, bits := range shown {
			count(bits, registers-1)
		}
	}
	fresh := make([]bool, registers)
	for at := range fresh {
		fresh[at] = 2*both[at] < all[at]
	}
	return fresh
}
