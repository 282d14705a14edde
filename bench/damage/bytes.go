package damage

import (
	"math/bits"
	"math/rand/v2"
)

// sectorBytes is what a disk loses at once.
const sectorBytes = 512

// Bytes are damages of a file whatever is in it: of disks, memory and transfers.
func Bytes() []Operator {
	return []Operator{
		{"cut off", func(random *rand.Rand, f *File) {
			f.write(Span{f.somewhere(random, 1).Start, len(f.bytes)}, nil)
		}},
		{"cut off near its end", func(random *rand.Rand, f *File) {
			f.write(Span{max(0, len(f.bytes)-1-random.IntN(64)), len(f.bytes)}, nil)
		}},
		{"cut off near its beginning", func(random *rand.Rand, f *File) {
			f.write(Span{min(len(f.bytes), 1+random.IntN(256)), len(f.bytes)}, nil)
		}},
		{"its beginning lost", func(random *rand.Rand, f *File) {
			f.write(Span{0, f.somewhere(random, 1).End}, nil)
		}},
		{"a bit flipped", func(random *rand.Rand, f *File) { f.flip(random) }},
		{"many bits flipped", func(random *rand.Rand, f *File) {
			for range 2 + len(f.bytes)/2000 {
				f.flip(random)
			}
		}},
		{"a byte lost", func(random *rand.Rand, f *File) { f.write(f.somewhere(random, 1), nil) }},
		{"bytes lost", func(random *rand.Rand, f *File) { f.write(f.somewhere(random, 2000), nil) }},
		{"a byte put in", func(random *rand.Rand, f *File) {
			at := f.somewhere(random, 1).Start
			f.write(Span{at, at}, noise(random, 1))
		}},
		{"bytes put in", func(random *rand.Rand, f *File) {
			at := f.somewhere(random, 1).Start
			f.write(Span{at, at}, noise(random, 1+random.IntN(200)))
		}},
		{"two bytes swapped", func(random *rand.Rand, f *File) {
			if s := f.somewhere(random, 1); s.End < len(f.bytes) {
				f.put(Span{s.Start, s.End + 1}, f.part(Span{s.End, s.End + 1}), f.part(s))
			}
		}},
		{"two blocks swapped", func(random *rand.Rand, f *File) {
			first := f.somewhere(random, 1+len(f.bytes)/4)
			second := Span{first.End, min(len(f.bytes), first.End+1+random.IntN(4000))}
			f.put(Span{first.Start, second.End}, f.part(second), f.part(first))
		}},
		{"a block twice", func(random *rand.Rand, f *File) {
			s := f.somewhere(random, 4000)
			f.put(Span{s.End, s.End}, f.part(s))
		}},
		{"a sector of zeros", func(random *rand.Rand, f *File) { f.sector(random, 0) }},
		{"a sector of ones", func(random *rand.Rand, f *File) { f.sector(random, 0xFF) }},
		{"a sector of another file", func(random *rand.Rand, f *File) {
			s := f.somewhere(random, sectorBytes)
			f.write(s, noise(random, s.End-s.Start))
		}},
		{"a NUL byte", func(random *rand.Rand, f *File) {
			s := f.somewhere(random, 1)
			f.write(s, make([]byte, s.End-s.Start))
		}},
		{"the whole file twice", func(_ *rand.Rand, f *File) {
			end := len(f.bytes)
			f.put(Span{end, end}, f.part(Span{0, end}))
		}},
	}
}

// flip turns one bit over.
func (f *File) flip(random *rand.Rand) {
	if s := f.somewhere(random, 1); s.End > s.Start {
		f.write(s, []byte{f.bytes[s.Start] ^ 1<<random.IntN(bits.Len8(0xFF))})
	}
}

// sector fills a sector with one byte.
func (f *File) sector(random *rand.Rand, fill byte) {
	s := f.somewhere(random, sectorBytes)
	text := make([]byte, s.End-s.Start)
	for i := range text {
		text[i] = fill
	}
	f.write(s, text)
}

// noise returns random bytes without NUL, for which there is an operator.
func noise(random *rand.Rand, size int) []byte {
	text := make([]byte, size)
	for i := range text {
		text[i] = byte(1 + random.IntN(255))
	}
	return text
}
