// Package damage spoils files as disks, transfers, spreadsheets and people do, by a
// seed, and keeps account of which bytes it has left alone:
//
//	clean bytes → New → File → Operator.Apply, as often as wanted → Bytes
//	                     └───── Whole: where a part of the clean file still stands
//
// A test that knows which rows no damage has touched can say what must become of
// them, whatever became of the others. Operators of Bytes suit any format; those of
// Lines and Cells need delimited text and know it by its Layout; those of Forms put
// another kind of file in the file's place. Mixed does several at once.
package damage

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
)

// File is a file on its way from clean to damaged.
type File struct {
	Layout Layout
	bytes  []byte
	origin []int32 // where in the clean file each byte stood, foreign if nowhere
}

// foreign is the origin of a byte that the clean file does not have there.
const foreign = -1

// New returns a file that is still clean. The bytes are copied; there may be 2 GiB of
// them at most. The layout matters to the operators of Lines and Cells alone.
func New(clean []byte, layout Layout) *File {
	f := &File{Layout: layout, bytes: slices.Clone(clean), origin: make([]int32, len(clean))}
	for i := range f.origin {
		f.origin[i] = int32(i)
	}
	return f
}

// Bytes returns the file as it is now. It must not be changed.
func (f *File) Bytes() []byte { return f.bytes }

// Span is the bytes from Start up to End of a file.
type Span struct{ Start, End int }

// Whole returns where each of spans, which name bytes of the clean file, stands in
// the damaged one; -1 for one of which a byte was lost, changed or moved away from its
// neighbours, or of which a part stands somewhere a second time. Of one that stands
// whole several times the first place is named. Spans must not be empty, and must be
// in order and apart. Cost: one pass, with a search among the spans for each byte.
func (f *File) Whole(spans []Span) []int {
	found, bytes, copies := make([]int, len(spans)), make([]int, len(spans)), make([]int, len(spans))
	for i := range found {
		found[i] = -1
	}
	for at, from := range f.origin {
		i, inside := slices.BinarySearchFunc(spans, int(from), func(s Span, at int) int {
			switch {
			case s.End <= at:
				return -1
			case s.Start > at:
				return 1
			}
			return 0
		})
		if !inside {
			continue
		}
		bytes[i]++
		if int(from) == spans[i].Start && f.runs(at, spans[i]) {
			copies[i]++
			if found[i] < 0 {
				found[i] = at
			}
		}
	}
	for i, span := range spans {
		if bytes[i] != copies[i]*(span.End-span.Start) {
			found[i] = -1
		}
	}
	return found
}

// runs reports whether all the bytes of a clean span stand at a place in their order.
func (f *File) runs(at int, span Span) bool {
	for from := span.Start; from < span.End; from, at = from+1, at+1 {
		if at == len(f.origin) || int(f.origin[at]) != from {
			return false
		}
	}
	return true
}

// A stretch is bytes with their origins.
type stretch struct {
	bytes  []byte
	origin []int32
}

// part returns a copy of the bytes of a span.
func (f *File) part(s Span) stretch {
	return stretch{slices.Clone(f.bytes[s.Start:s.End]), slices.Clone(f.origin[s.Start:s.End])}
}

// fresh returns bytes of no origin.
func fresh(text []byte) stretch {
	origin := make([]int32, len(text))
	for i := range origin {
		origin[i] = foreign
	}
	return stretch{text, origin}
}

// put puts stretches in place of a span.
func (f *File) put(s Span, stretches ...stretch) {
	var all stretch
	for _, one := range stretches {
		all.bytes = append(all.bytes, one.bytes...)
		all.origin = append(all.origin, one.origin...)
	}
	f.bytes = slices.Replace(f.bytes, s.Start, s.End, all.bytes...)
	f.origin = slices.Replace(f.origin, s.Start, s.End, all.origin...)
}

// write puts bytes of no origin in place of a span.
func (f *File) write(s Span, text []byte) { f.put(s, fresh(text)) }

// become replaces the whole file.
func (f *File) become(text []byte) { f.write(Span{0, len(f.bytes)}, text) }

// An Operator is one kind of damage.
type Operator struct {
	Name  string // a few words, unique
	apply func(random *rand.Rand, f *File)
}

// Apply does the damage, at a place that the seed chooses: the same seed does the
// same to the same file. A file without a place for it is left as it is.
func (o Operator) Apply(seed uint64, f *File) {
	name := fnv.New64a()
	fmt.Fprint(name, o.Name)
	o.apply(rand.New(rand.NewPCG(seed, name.Sum64())), f)
}

// All returns the operators of Bytes, Lines, Cells and Forms, and Mixed.
func All() []Operator {
	return append(slices.Concat(Bytes(), Lines(), Cells(), Forms()), Mixed())
}

// Mixed does two to five damages of Bytes, Lines and Cells one after the other.
func Mixed() Operator {
	operators := slices.Concat(Bytes(), Lines(), Cells())
	return Operator{"a mess", func(random *rand.Rand, f *File) {
		for range 2 + random.IntN(4) {
			operators[random.IntN(len(operators))].apply(random, f)
		}
	}}
}

// somewhere returns a span of 1 to most bytes; an empty one of an empty file.
func (f *File) somewhere(random *rand.Rand, most int) Span {
	if len(f.bytes) == 0 {
		return Span{}
	}
	start := random.IntN(len(f.bytes))
	return Span{start, start + 1 + random.IntN(min(most, len(f.bytes)-start))}
}
