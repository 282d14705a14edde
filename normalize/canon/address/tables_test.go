package address

import (
	"hash/fnv"
	"reflect"
	"strings"
	"testing"
)

// refusing returns a predicate that refuses the terms.
func refusing(terms ...string) func(string) bool {
	refused := make(map[string]bool)
	for _, term := range terms {
		refused[term] = true
	}
	return func(term string) bool { return !refused[term] }
}

func TestReaderCut(t *testing.T) {
	for _, test := range []struct{ refused, line, whole, cut string }{
		{"RD", "12 Mill Rd", " / 12 / MILL ROAD", " / 12 / MILL RD"},
		{"RD", "12 Mill Road", " / 12 / MILL ROAD", " / 12 / MILL ROAD"},
		{"ROAD", "12 Mill Raod", " / 12 / MILL ROAD", " / 12 / MILL ROAD"}, // structural
		{"GARDENS", "12 Mill Gardnes", " / 12 / MILL GARDENS", " / 12 / MILL GARDNES"},
		{"GARDENS", "12 Mill Gdns", " / 12 / MILL GARDENS", " / 12 / MILL GARDENS"},
		{"ABERTAWE", "12 Mill Road, Abertawe", " / 12 / MILL ROAD SWANSEA",
			" / 12 / MILL ROAD ABERTAWE"},
		{"APT", "Apt 3, 12 Mill Road", "3 / 12 / MILL ROAD", "3 / 12 / apt MILL ROAD"},
		{"FLAT", "Flat 3, 12 Mill Road", "3 / 12 / MILL ROAD", "3 / 12 / MILL ROAD"},
		{"FRONT", "Ground Floor Front, 12 Mill Road", "GROUND FRONT / 12 / MILL ROAD",
			"GROUND FRONT / 12 / MILL ROAD"},
	} {
		whole := reader.Parse([]string{test.line}, "")
		cut := NewReader(refusing(test.refused)).Parse([]string{test.line}, "")
		if brief(whole) != test.whole || brief(cut) != test.cut {
			t.Errorf("%q without %s: %q and %q, want %q and %q", test.line, test.refused,
				brief(whole), brief(cut), test.whole, test.cut)
		}
	}
}

// Everything allowed is the whole vocabulary, read another time.
func TestReaderUncut(t *testing.T) {
	if uncut := NewReader(refusing()); !reflect.DeepEqual(uncut, reader) {
		t.Error("a predicate that refuses nothing cuts")
	}
	if NewReader(nil) != reader {
		t.Error("the whole vocabulary is read twice")
	}
}

// Whatever is cut, every part of an address is something.
func TestReaderCutAnywhere(t *testing.T) {
	for salt := range byte(20) {
		cut := NewReader(func(term string) bool {
			hash := fnv.New32a()
			hash.Write(append([]byte{salt}, term...))
			return hash.Sum32()%2 == 0
		})
		choices := uint64(1)
		for _, options := range addressParts {
			choices *= uint64(len(options))
		}
		for choice := uint64(salt); choice < choices; choice += 101 {
			a := cut.Parse([]string{lineOf(choice)}, "")
			for _, part := range append(append(append(a.Unit, a.Num...), a.IDs...), a.Words...) {
				if strings.TrimSpace(part) == "" {
					t.Fatalf("%q has an empty part: %+v", lineOf(choice), a)
				}
			}
		}
	}
}

func BenchmarkNewReader(b *testing.B) {
	for b.Loop() {
		NewReader(refusing())
	}
}
