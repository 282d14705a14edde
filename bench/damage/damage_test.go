package damage

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
)

// sample is a table with something for every operator to damage.
func sample() [][]string {
	rows := [][]string{{"ref", "surname", "address", "postcode", "from", "tax"}}
	for i := range 40 {
		rows = append(rows, []string{fmt.Sprintf("0765432%02d", i), []string{"SMITH", "ÉVANS"}[i%2],
			fmt.Sprintf("%d HIGH \"OLD\" ROAD", 10+i), "HX1 0AA", "01/05/2020", "1500.00"})
	}
	return rows
}

func TestLayouts(t *testing.T) {
	layouts := Layouts()
	if len(layouts) != 4*3*2*2 {
		t.Errorf("%d layouts", len(layouts))
	}
	for _, layout := range layouts {
		text, lines := layout.Write(sample())
		if !slices.Equal(lines, PhysicalLines(text)) {
			t.Errorf("%s: lines are %v, want %v", layout, PhysicalLines(text), lines)
		}
		for _, line := range lines {
			if cells := New(text, layout).cells(line); len(cells) != 6 {
				t.Errorf("%s: %d cells in %q", layout, len(cells), text[line.Start:line.End])
			}
		}
	}
}

// Every operator does something to some layout and does the same again by the same
// seed; and bytes are where their origin says they come from.
func TestOperators(t *testing.T) {
	names := map[string]bool{}
	for _, operator := range All() {
		if names[operator.Name] {
			t.Errorf("%s is there twice", operator.Name)
		}
		names[operator.Name] = true
		results := map[string]bool{}
		for i := range 8 {
			layout := Layouts()[i*7%len(Layouts())] // some of each kind
			clean, lines := layout.Write(sample())
			f, again := New(clean, layout), New(clean, layout)
			operator.Apply(uint64(i), f)
			operator.Apply(uint64(i), again)
			if !bytes.Equal(f.Bytes(), again.Bytes()) {
				t.Errorf("%s of %s, seed %d differs from run to run", operator.Name, layout, i)
			}
			if !bytes.Equal(f.Bytes(), clean) {
				results[string(f.Bytes())] = true
			}
			trueOrigins(t, operator.Name, f, clean, lines)
		}
		if len(results) == 0 {
			t.Errorf("%s damages nothing", operator.Name)
		}
	}
}

// trueOrigins compares a damaged file with the clean one, byte by byte and line by
// line.
func trueOrigins(t *testing.T, what string, f *File, clean []byte, lines []Span) {
	t.Helper()
	if len(f.origin) != len(f.bytes) {
		t.Fatalf("%s: %d bytes and %d origins", what, len(f.bytes), len(f.origin))
	}
	for at, from := range f.origin {
		if from != foreign && clean[from] != f.bytes[at] {
			t.Fatalf("%s: byte %d is not byte %d of the clean file", what, at, from)
		}
	}
	for i, at := range f.Whole(lines) {
		text := clean[lines[i].Start:lines[i].End]
		if at >= 0 && !bytes.HasPrefix(f.bytes[at:], text) {
			t.Errorf("%s: line %d does not stand at %d", what, i, at)
		}
	}
}

func TestWhole(t *testing.T) {
	spans := []Span{{0, 3}, {3, 6}, {6, 9}}
	for what, tt := range map[string]struct {
		damage func(f *File)
		want   []int
	}{
		"nothing":        {func(*File) {}, []int{0, 3, 6}},
		"a byte changed": {func(f *File) { f.write(Span{4, 5}, []byte("x")) }, []int{0, -1, 6}},
		"the same byte":  {func(f *File) { f.write(Span{4, 5}, []byte("e")) }, []int{0, -1, 6}},
		"put in":         {func(f *File) { f.write(Span{3, 3}, []byte("xx")) }, []int{0, 5, 8}},
		"put in within":  {func(f *File) { f.write(Span{1, 1}, []byte("x")) }, []int{-1, 4, 7}},
		"cut off":        {func(f *File) { f.write(Span{5, 9}, nil) }, []int{0, -1, -1}},
		"moved": {func(f *File) {
			f.put(Span{0, 6}, f.part(Span{3, 6}), f.part(Span{0, 3}))
		}, []int{3, 0, 6}},
		"twice": {func(f *File) { f.put(Span{9, 9}, f.part(Span{0, 6})) }, []int{0, 3, 6}},
		"and a part of it": {func(f *File) {
			f.put(Span{9, 9}, f.part(Span{2, 6}))
		}, []int{-1, 3, 6}},
	} {
		f := New([]byte("abcdefghi"), Layout{})
		tt.damage(f)
		if got := f.Whole(spans); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v of %q", what, got, tt.want, f.Bytes())
		}
	}
}

// An empty file, or one byte, is a file too.
func TestOperatorsOnNothing(t *testing.T) {
	for _, clean := range []string{"", "x", "\n", "\"", ",", "a,b\n"} {
		for _, operator := range All() {
			for seed := range uint64(2) {
				operator.Apply(seed, New([]byte(clean), Layout{Delimiter: ',', End: "\n"}))
			}
		}
	}
}
