package person

import (
	"testing"

	"nfimatch/extract/columns"
	"nfimatch/normalize/record"
)

// The names of the tests, by code. Filters of names that share a letter share bits.
const (
	none = iota
	john
	jack // of a family with john
	jane
	j
	smith
	jonesSmith // with smith as a half
)

func comparer(mentions record.Mentions) *Comparer {
	list := func(rows ...[]uint32) (l columns.List) {
		l.Offsets = []int32{0}
		for _, row := range rows {
			l.Values = append(l.Values, row...)
			l.Offsets = append(l.Offsets, int32(len(l.Values)))
		}
		return l
	}
	return &Comparer{Near: 700, Mentions: &mentions, Names: &record.Names{
		Bits: make([]record.Filter, 7), Ones: make([]uint16, 7), Letters: []uint8{0, 4, 4, 4, 1, 5, 11},
		Initial: []record.Code{0, j, j, j, j, 8, 4},
		Halves:  list(nil, nil, nil, nil, nil, nil, []uint32{smith}),
		Family:  list(nil, []uint32{1}, []uint32{1}, nil, nil, nil, nil),
	}, Similarity: func(a, b record.Code) int { return 100 * int(a+b) }}
}

func TestOutcomes(t *testing.T) {
	c := comparer(record.Mentions{
		Surname:    []record.Code{smith, jonesSmith, john, smith, none, jane},
		Given1:     []record.Code{john, jack, smith, j, none, none},
		Given2:     []record.Code{none, none, none, jane, none, none},
		Given1Form: []uint8{record.FormFull, record.FormFull, record.FormFull, record.FormInitial, 0, 0},
		Given2Form: []uint8{record.FormNone, record.FormNone, record.FormNone, record.FormFull, 0, 0},
		Marks:      []uint8{0, 0, 0, 0, 0, record.MarkCutSurname},
	})
	for _, tt := range []struct {
		name string
		got  Outcome
		want Outcome
	}{
		{"an equal surname", first(c.Surname(0, 3)), Exact},
		{"a half of a surname", first(c.Surname(0, 1)), Variant},
		{"no surname", first(c.Surname(4, 0)), Missing},
		{"two surnames", first(c.Surname(0, 2)), Graded},
		{"a surname that was cut", first(c.Surname(5, 2)), Missing},
		{"a surname near one that was cut", first(c.Surname(5, 0)), Graded},
		{"a nickname", first(c.Given(0, 1)), Variant},
		{"two given names", first(c.Given(0, 2)), Graded},
		{"an initial that fits", first(c.Given(0, 3)), Initial},
		{"an initial that does not", first(c.Given(2, 3)), InitialDifferent},
		{"no second name", first(c.Middle(0, 3)), Missing},
	} {
		if tt.got != tt.want {
			t.Errorf("%s is outcome %d, want %d", tt.name, tt.got, tt.want)
		}
	}
	if _, similarity := c.Surname(0, 2); similarity != 100*(john+smith) {
		t.Errorf("the function given was not asked: similarity %d", similarity)
	}
	if !c.Swapped(0, 2) || c.Swapped(0, 1) {
		t.Error("JOHN SMITH and SMITH JOHN are a swap, and nothing else here is")
	}
}

// One letter for another leaves half the bigrams of three letters, three fifths of four.
func TestSlip(t *testing.T) {
	c := comparer(record.Mentions{})
	for _, tt := range []struct {
		a, b       record.Code
		similarity int
		want       bool
	}{
		{john, jane, 575, true}, {john, jane, 574, false}, {john, jonesSmith, 600, false},
		{john, jonesSmith, 700, true}, {j, j, 600, false},
	} {
		c.Similarity = func(record.Code, record.Code) int { return tt.similarity }
		if got := c.isSlip(tt.a, tt.b); got != tt.want {
			t.Errorf("%d and %d, %d thousandths alike: %t", tt.a, tt.b, tt.similarity, got)
		}
	}
}

// Of three given names two are kept: what the third may be is no conflict.
func TestHalfCrossed(t *testing.T) {
	c := comparer(record.Mentions{
		Given1: []record.Code{smith, john, smith},
		Given2: []record.Code{john, jane, john},
		Marks:  []uint8{0, 0, record.MarkMoreNames},
	})
	c.Similarity = func(record.Code, record.Code) int { return 0 }
	if !c.HalfCrossed(0, 1) || !c.HalfCrossed(1, 0) {
		t.Error("SMITH JOHN and JOHN JANE are not told to conflict")
	}
	if c.HalfCrossed(2, 1) || c.HalfCrossed(1, 2) {
		t.Error("SMITH JOHN with a third name conflicts with JOHN JANE")
	}
}

func first(outcome Outcome, _ int) Outcome { return outcome }

func TestEquality(t *testing.T) {
	for _, tt := range [][3]uint8{{0, 0, 0}, {0, 3, 0}, {3, 3, 1}, {3, 4, 2}} {
		if got := Equality(tt[0], tt[1]); got != tt[2] {
			t.Errorf("Equality(%d, %d) = %d, want %d", tt[0], tt[1], got, tt[2])
		}
	}
}
