package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"nfimatch/extract/retention"
	"nfimatch/normalize/record"
)

func day(text string) retention.Date {
	d, err := retention.ParseDate(text)
	if err != nil {
		panic(text)
	}
	return d
}

// tokens makes a token of each letter, which is what a register shows.
func tokens(letters string) (all []record.Token) {
	for _, letter := range []byte(letters) {
		all = append(all, record.Token{letter})
	}
	return all
}

func recorded(t *testing.T, l *Ledger, exercise, on, letters string) {
	t.Helper()
	if err := l.Record(Register{Exercise: exercise, Date: day(on)}, tokens(letters)); err != nil {
		t.Fatal(err)
	}
}

// text says what a ledger holds: its registers, and of each token which showed it.
func text(l *Ledger) string {
	var out strings.Builder
	for _, r := range l.Registers() {
		fmt.Fprintf(&out, "%s %v; ", r.Exercise, r.Date)
	}
	for i, token := range l.tokens {
		fmt.Fprintf(&out, "%c %0*b ", token[0], len(l.registers), l.shown[i])
	}
	return out.String()
}

// The first register of three that shows somebody stands for the day of registration, and
// the one before it for the day they were not there yet.
func TestSeen(t *testing.T) {
	l := &Ledger{}
	recorded(t, l, "Q1", "2026-03-01", "ABCDEFn")
	recorded(t, l, "Q2", "2026-06-01", "ABCDEFGn")
	electors := &record.Electors{Entry: make([]uint32, 5), Lasting: tokens("AGHK\x00"),
		Namely: tokens("agkn\x00")}
	want := []Seen{
		{First: day("2026-03-01")},
		{First: day("2026-06-01"), After: day("2026-03-01")},
		{First: day("2026-09-01"), After: day("2026-06-01")},
		{First: day("2026-09-01"), After: day("2026-06-01"), Renamed: true},
		{},
	}
	check := func(name string) {
		t.Helper()
		if got := l.Seen("Q3", day("2026-09-01"), electors); !slices.Equal(got, want) {
			t.Errorf("%s: got %+v\nwant %+v", name, got, want)
		}
	}
	check("two registers before")
	recorded(t, l, "Q3", "2026-09-01", "AGHKagkn")
	check("the exercise itself again")
	recorded(t, l, "Q4", "2026-12-01", "HK")
	check("a later register")
	recorded(t, l, "Q3", "2026-01-01", "HK")
	check("the exercise itself, on a wrong day the first time")
}

// A register whose entries are all worded anew is a first one again: nobody is new in it.
func TestSeenOfRegisterWordedAnew(t *testing.T) {
	l := &Ledger{}
	recorded(t, l, "Q1", "2026-03-01", "ABCD")
	electors := &record.Electors{Entry: make([]uint32, 4), Lasting: tokens("AVWX"),
		Namely: tokens("avwx")}
	want := Seen{First: day("2026-06-01")}
	if got := l.Seen("Q2", day("2026-06-01"), electors); got[3] != want {
		t.Errorf("got %+v, want nothing before", got[3])
	}
	recorded(t, l, "Q2", "2026-06-01", "AVWX")
	electors.Lasting = tokens("AVWY")
	got := l.Seen("Q3", day("2026-09-01"), electors)
	if got[1] != want {
		t.Errorf("got %+v of an earlier register worded anew, want nothing before", got[1])
	}
	if y := (Seen{First: day("2026-09-01"), After: day("2026-06-01")}); got[3] != y {
		t.Errorf("got %+v, want %+v", got[3], y)
	}
}

// Two registers of one day say nothing of what was before that day.
func TestSeenOfOneDay(t *testing.T) {
	l := &Ledger{}
	recorded(t, l, "Q1", "2026-03-01", "ABCD")
	recorded(t, l, "Q2", "2026-06-01", "ABCD")
	recorded(t, l, "Q2b", "2026-06-01", "ABCDE")
	electors := &record.Electors{Entry: make([]uint32, 1), Lasting: tokens("E"), Namely: tokens("e")}
	want := Seen{First: day("2026-06-01"), After: day("2026-03-01")}
	if got := l.Seen("Q3", day("2026-09-01"), electors); got[0] != want {
		t.Errorf("got %+v, want %+v", got[0], want)
	}
}

// An exercise run again leaves the ledger that one run leaves, whatever was recorded in
// between, and the order of exercises is that of their registers.
func TestRecordAgain(t *testing.T) {
	want := &Ledger{}
	recorded(t, want, "Q1", "2026-03-01", "AB")
	recorded(t, want, "Q2", "2026-06-01", "BC")
	recorded(t, want, "Q3", "2026-09-01", "CD")
	got := &Ledger{}
	recorded(t, got, "Q3", "2026-09-01", "XY")
	recorded(t, got, "Q1", "2026-03-01", "BAB")
	recorded(t, got, "Q3", "2026-09-01", "DC")
	recorded(t, got, "Q2", "2026-12-01", "ZBC")
	recorded(t, got, "Q2", "2026-06-01", "\x00CB")
	if text(got) != text(want) {
		t.Errorf("got  %s\nwant %s", text(got), text(want))
	}
	if text(want) != "Q1 2026-03-01; Q2 2026-06-01; Q3 2026-09-01; A 001 B 011 C 110 D 100 " {
		t.Errorf("recorded %s", text(want))
	}
}

// Whom no register after a day showed is forgotten, and nobody else.
func TestForget(t *testing.T) {
	l := &Ledger{}
	recorded(t, l, "Q1", "2026-03-01", "ABC")
	recorded(t, l, "Q2", "2026-06-01", "BC")
	recorded(t, l, "Q3", "2026-09-01", "C")
	if days := l.LastShown(); !slices.Equal(days, []retention.Date{day("2026-03-01"),
		day("2026-06-01"), day("2026-09-01")}) {
		t.Errorf("somebody was last seen on %v", days)
	}
	if dropped := l.Forget(day("2026-06-01")); dropped != 2 {
		t.Errorf("%d forgotten, want 2", dropped)
	}
	if text(l) != "Q1 2026-03-01; Q2 2026-06-01; Q3 2026-09-01; C 111 " {
		t.Errorf("left is %s", text(l))
	}
	recorded(t, l, "Q2", "2026-06-01", "")
	l.Forget(day("2026-06-01"))
	if text(l) != "Q1 2026-03-01; Q3 2026-09-01; C 11 " {
		t.Errorf("a register of nobody stays: %s", text(l))
	}
}

// Beyond 64 registers the oldest two become one; who was seen stays seen.
func TestManyRegisters(t *testing.T) {
	l := &Ledger{}
	for i := range RegistersMax + 2 {
		letters := "A"
		if i == 1 {
			letters = "AB"
		}
		recorded(t, l, fmt.Sprintf("E%03d", i), (day("2026-01-01") + retention.Date(i)).String(), letters)
	}
	registers := l.Registers()
	if len(registers) != RegistersMax || registers[0].Exercise != "E002" {
		t.Fatalf("%d registers from %s", len(registers), registers[0].Exercise)
	}
	if l.shown[0] != ^uint64(0) || l.shown[1] != 1 {
		t.Errorf("A was shown by %b, B by %b", l.shown[0], l.shown[1])
	}
	var out bytes.Buffer
	if err := l.Write(&out); err != nil {
		t.Fatal(err)
	}
	if again, err := Read(&out); err != nil || text(again) != text(l) {
		t.Errorf("a full ledger is read with error %v", err)
	}
}

func TestRecordRefuses(t *testing.T) {
	l := &Ledger{}
	for _, err := range []error{l.Record(Register{Date: 1}, nil),
		l.Record(Register{Exercise: "Q1"}, nil),
		l.Record(Register{Exercise: strings.Repeat("Q", exerciseBytesMax+1), Date: 1}, nil)} {
		if !errors.Is(err, ErrRegister) {
			t.Errorf("error %v", err)
		}
	}
}

// A ledger is read as it was written; of every damaged copy it is said that it is none,
// or it is a ledger still.
func TestDamagedLedger(t *testing.T) {
	l := &Ledger{}
	recorded(t, l, "2026Q1", "2026-03-01", "ABC")
	recorded(t, l, "2026Q2", "2026-06-01", "BCD")
	var out bytes.Buffer
	if err := l.Write(&out); err != nil {
		t.Fatal(err)
	}
	whole := out.Bytes()
	again, err := Read(bytes.NewReader(whole))
	if err != nil || !reflect.DeepEqual(again, l) {
		t.Fatalf("read %v, error %v", again, err)
	}
	for end := range whole {
		if _, err := Read(bytes.NewReader(whole[:end])); !errors.Is(err, ErrDamaged) {
			t.Fatalf("cut at %d: error %v", end, err)
		}
	}
	if _, err := Read(bytes.NewReader(append(slices.Clone(whole), 0))); !errors.Is(err, ErrDamaged) {
		t.Errorf("a byte more: error %v", err)
	}
	draw := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		spoilt := slices.Clone(whole)
		spoilt[draw.IntN(len(spoilt))] ^= 1 << draw.IntN(8)
		read, err := Read(bytes.NewReader(spoilt))
		if err != nil {
			if !errors.Is(err, ErrDamaged) {
				t.Fatalf("error %v", err)
			}
			continue
		}
		var back bytes.Buffer
		if err := read.Write(&back); err != nil || !bytes.Equal(back.Bytes(), spoilt) {
			t.Fatal("what was read is not what is written")
		}
	}
}

func FuzzRead(f *testing.F) {
	l := &Ledger{}
	if err := l.Record(Register{"2026Q1", day("2026-03-01"), true}, tokens("AB")); err != nil {
		f.Fatal(err)
	}
	var out bytes.Buffer
	if err := l.Write(&out); err != nil {
		f.Fatal(err)
	}
	f.Add(out.Bytes())
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, text []byte) {
		read, err := Read(bytes.NewReader(text))
		if err != nil {
			return
		}
		var back bytes.Buffer
		if err := read.Write(&back); err != nil || !bytes.Equal(back.Bytes(), text) {
			t.Fatal("what was read is not what is written")
		}
	})
}
