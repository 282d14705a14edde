// Package ledger remembers which electors which registers showed, for registers that do
// not say when an entry was added: the first of them in which somebody is seen takes the
// place of that day. It holds tokens and days and nothing else, and does no input or
// output of its own.
package ledger

import (
	"bytes"
	"cmp"
	"errors"
	"math/bits"
	"slices"
	"sort"

	"nfimatch/extract/retention"
	"nfimatch/normalize/record"
)

const (
	// RegistersMax is how many registers a ledger tells apart. Of more, the two oldest
	// become one, of the later day, and stay one whatever older one comes.
	RegistersMax = 64
	// TokensMax is how many tokens a ledger may have.
	TokensMax = 64 << 20
	// exerciseBytesMax is the longest name of an exercise.
	exerciseBytesMax = 40
)

// A Register is one that has been recorded.
type Register struct {
	Exercise string // that read it
	Date     retention.Date
	// Partial: it may have shown somebody whom the ledger does not know of, as where it
	// tells the day of registration of some. That somebody is not in it says nothing.
	Partial bool
}

// A Ledger is the registers of a workspace and the electors of each. The zero value is
// empty. It takes 24 bytes a token.
type Ledger struct {
	registers []Register     // by day, then exercise
	tokens    []record.Token // in order
	shown     []uint64       // bit i: registers[i] showed the token; never 0
}

// Errors of recording.
var (
	ErrRegister = errors.New("a register must have a day, and an exercise of 1 to 40 bytes")
	ErrFull     = errors.New("the ledger must have at most 64 million tokens")
)

// Registers returns the registers, the oldest first.
func (l *Ledger) Registers() []Register { return slices.Clone(l.registers) }

// Clone returns a ledger that changes by itself.
func (l *Ledger) Clone() *Ledger {
	return &Ledger{slices.Clone(l.registers), slices.Clone(l.tokens), slices.Clone(l.shown)}
}

// Tokens returns how many tokens the ledger has.
func (l *Ledger) Tokens() int { return len(l.tokens) }

// Record makes the ledger say of an exercise that its register showed these tokens, in
// any order and number, and no others: what an earlier run of the exercise has recorded is
// replaced, so that the same exercise again leaves the same ledger. Zero tokens are passed
// over. O((n + tokens) log tokens).
func (l *Ledger) Record(register Register, tokens []record.Token) error {
	if register.Date == 0 || register.Exercise == "" ||
		len(register.Exercise) > exerciseBytesMax {
		return ErrRegister
	}
	l.Remove(register.Exercise)
	at, _ := slices.BinarySearchFunc(l.registers, register, compareRegisters)
	if len(l.registers) == RegistersMax {
		if at <= 1 { // one of the two oldest: whom it shows was seen by the later of them
			l.registers[0] = joined(l.registers[0], register)
			return l.add(tokens, 1)
		}
		l.joinOldest()
		at--
	}
	l.registers = slices.Insert(l.registers, at, register)
	below := uint64(1)<<at - 1
	for i, shown := range l.shown {
		l.shown[i] = shown&below | shown&^below<<1
	}
	return l.add(tokens, uint64(1)<<at)
}

func compareRegisters(a, b Register) int {
	return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Exercise, b.Exercise))
}

func compareTokens(a, b record.Token) int { return bytes.Compare(a[:], b[:]) }

// add merges tokens of one register into the others.
func (l *Ledger) add(added []record.Token, bit uint64) error {
	added = slices.Clone(added)
	slices.SortFunc(added, compareTokens)
	added = slices.Compact(added)
	if len(added) > 0 && added[0] == (record.Token{}) {
		added = added[1:]
	}
	all := make([]record.Token, 0, len(l.tokens)+len(added))
	shown := make([]uint64, 0, cap(all))
	for i, j := 0, 0; i < len(l.tokens) || j < len(added); {
		order := 0
		switch {
		case i == len(l.tokens):
			order = 1
		case j == len(added):
			order = -1
		default:
			order = compareTokens(l.tokens[i], added[j])
		}
		switch {
		case order < 0:
			all, shown = append(all, l.tokens[i]), append(shown, l.shown[i])
			i++
		case order > 0:
			all, shown = append(all, added[j]), append(shown, bit)
			j++
		default:
			all, shown = append(all, l.tokens[i]), append(shown, l.shown[i]|bit)
			i, j = i+1, j+1
		}
	}
	if len(all) > TokensMax {
		return ErrFull
	}
	l.tokens, l.shown = all, shown
	return nil
}

// Remove takes the register of an exercise out, if there is one, and whom no other shows.
func (l *Ledger) Remove(exercise string) {
	at := slices.IndexFunc(l.registers, func(r Register) bool { return r.Exercise == exercise })
	if at < 0 {
		return
	}
	l.registers = slices.Delete(l.registers, at, at+1)
	below := uint64(1)<<at - 1
	for i, shown := range l.shown {
		l.shown[i] = shown&below | shown>>1&^below
	}
	l.keep(func(shown uint64) bool { return shown != 0 })
}

// joined is the later of two registers in the place of both.
func joined(one, other Register) Register {
	later := one
	if compareRegisters(one, other) < 0 {
		later = other
	}
	later.Partial = one.Partial || other.Partial
	return later
}

// joinOldest makes one register of the two oldest, of the later day: whom either showed
// was seen by then.
func (l *Ledger) joinOldest() {
	l.registers[1] = joined(l.registers[0], l.registers[1])
	l.registers = l.registers[1:]
	for i, shown := range l.shown {
		l.shown[i] = shown>>1 | shown&1
	}
}

// keep drops all tokens but those whose registers pass.
func (l *Ledger) keep(pass func(shown uint64) bool) (dropped int) {
	kept := 0
	for i, shown := range l.shown {
		if pass(shown) {
			l.tokens[kept], l.shown[kept] = l.tokens[i], shown
			kept++
		}
	}
	dropped = len(l.tokens) - kept
	l.tokens, l.shown = l.tokens[:kept], l.shown[:kept]
	return dropped
}

// Forget drops the tokens that no register after the day showed, and the registers that
// none is left of, and returns how many tokens that were.
func (l *Ledger) Forget(day retention.Date) (dropped int) {
	later := sort.Search(len(l.registers), func(i int) bool { return l.registers[i].Date > day })
	dropped = l.keep(func(shown uint64) bool { return shown>>later != 0 })
	left := uint64(0)
	for _, shown := range l.shown {
		left |= shown
	}
	for i := len(l.registers) - 1; i >= 0; i-- {
		if register := l.registers[i]; left>>i&1 == 0 && register.Date <= day {
			l.Remove(register.Exercise)
		}
	}
	return dropped
}

// LastShown returns the day of each register that is the last one to show somebody, the
// oldest first: by it the retention of the token counts.
func (l *Ledger) LastShown() (days []retention.Date) {
	last := uint64(0)
	for _, shown := range l.shown {
		last |= 1 << (bits.Len64(shown) - 1)
	}
	for i, register := range l.registers {
		if last>>i&1 == 1 && !slices.Contains(days, register.Date) {
			days = append(days, register.Date)
		}
	}
	return days
}
