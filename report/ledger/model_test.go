package ledger

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"nfimatch/extract/retention"
	"nfimatch/normalize/record"
)

// A plainLedger does what a Ledger does, written to be read: a set of people a register.
type plainLedger map[string]*plainRegister // by exercise

type plainRegister struct {
	Register
	shows map[byte]bool
}

// forget drops whom no register after a day shows, and the registers that then show nobody.
func (p plainLedger) forget(day retention.Date) {
	for person := range people {
		last := retention.Date(0)
		for _, r := range p {
			if r.shows[person] {
				last = max(last, r.Date)
			}
		}
		for _, r := range p {
			if last <= day {
				delete(r.shows, person)
			}
		}
	}
	for exercise, r := range p {
		if len(r.shows) == 0 && r.Date <= day {
			delete(p, exercise)
		}
	}
}

// seen says when registers of before a day, and one of that day, first show somebody, and
// which whole register before that did not.
func (p plainLedger) seen(own *plainRegister, person byte) (seen Seen) {
	if !own.shows[person] {
		return Seen{}
	}
	first := own
	for _, r := range p {
		if r.Exercise != own.Exercise && r.Date < own.Date && r.shows[person] &&
			(r.Date < first.Date || r.Date == first.Date && r.Exercise < first.Exercise) {
			first = r
		}
	}
	var before *plainRegister
	for _, r := range p {
		later := before == nil || r.Date > before.Date ||
			r.Date == before.Date && r.Exercise > before.Exercise
		if r.Exercise != own.Exercise && r.Date < first.Date && !r.Partial && later {
			before = r
		}
	}
	seen.First = first.Date
	if before == nil {
		return seen
	}
	both := 0
	for one := range first.shows {
		if before.shows[one] {
			both++
		}
	}
	if 2*both >= len(first.shows) {
		seen.After = before.Date
	}
	return seen
}

// people are those who may be in a register.
var people = func() map[byte]bool {
	all := map[byte]bool{}
	for letter := byte('A'); letter <= 'L'; letter++ {
		all[letter] = true
	}
	return all
}()

// drawn draws a register, mostly of those who are in others too.
func drawn(draw *rand.Rand) *plainRegister {
	r := &plainRegister{shows: map[byte]bool{}}
	r.Exercise = fmt.Sprintf("Q%d", draw.IntN(7))
	r.Date = day("2026-01-01") + retention.Date(draw.IntN(9)*30)
	r.Partial = draw.IntN(5) == 0
	most := 1 + draw.IntN(4)
	for letter := byte('A'); letter <= 'L'; letter++ {
		if draw.IntN(4) < most {
			r.shows[letter] = true
		}
	}
	return r
}

// Registers given in any order, twice, on days that were wrong at first, or of before the
// last, with a purge in between: since when somebody is seen is the day of a register that
// showed them, never later than the first that is remembered, and not seen before is said
// by a whole register that did not show them. So says a ledger that is written to be read.
func TestSeenWhateverTheOrder(t *testing.T) {
	draw := rand.New(rand.NewPCG(7, 7))
	told := map[string]int{}
	for round := range 3000 {
		l, plain := &Ledger{}, plainLedger{}
		for range draw.IntN(12) {
			if draw.IntN(6) == 0 {
				until := day("2026-01-01") + retention.Date(draw.IntN(9)*30)
				l.Forget(until)
				plain.forget(until)
				continue
			}
			r := drawn(draw)
			if err := l.Record(r.Register, tokensOf(r)); err != nil {
				t.Fatal(err)
			}
			plain[r.Exercise] = r
		}
		own := drawn(draw)
		own.Partial = false
		tokens := tokensOf(own)
		electors := &record.Electors{Entry: make([]uint32, len(tokens)), Lasting: tokens,
			Namely: make([]record.Token, len(tokens))}
		for i, got := range l.Seen(own.Exercise, own.Date, electors) {
			want := plain.seen(own, tokens[i][0])
			if got != want {
				t.Fatalf("round %d, %c on %v: got %+v, want %+v\n%s", round, tokens[i][0], own.Date,
					got, want, text(l))
			}
			told[fmt.Sprint(want.First < own.Date, want.After != 0)]++
		}
	}
	if len(told) != 4 {
		t.Errorf("not everything was tried: %v", told)
	}
}

func tokensOf(r *plainRegister) (all []record.Token) {
	for letter := range r.shows {
		all = append(all, record.Token{letter})
	}
	slices.SortFunc(all, compareTokens)
	return all
}

// A ledger that is full says of nobody that they came after a register that is older than
// its oldest, and takes such a one into that.
func TestFullLedgerTakesOlderRegisters(t *testing.T) {
	l := &Ledger{}
	for i := range RegistersMax + 1 {
		letters := "ABCD"
		if i > 0 {
			letters = "ABC"
		}
		if i > 3 {
			letters = "ABCD"
		}
		recorded(t, l, fmt.Sprintf("E%03d", i), (day("2026-01-01") + retention.Date(2*i)).String(),
			letters)
	}
	oldest := l.Registers()[0]
	for _, late := range []string{"2026-01-02", "2026-01-04"} { // of before the oldest, and after it
		recorded(t, l, "late "+late, late, "ABC")
		electors := &record.Electors{Entry: make([]uint32, 1), Lasting: tokens("D"),
			Namely: tokens("d")}
		got := l.Seen("E999", day("2027-01-01"), electors)[0]
		if got.After != 0 || got.First > day("2026-01-04") || len(l.Registers()) != RegistersMax {
			t.Errorf("%s: D of %v is seen %+v, in %d registers", late, oldest, got, len(l.Registers()))
		}
	}
}
