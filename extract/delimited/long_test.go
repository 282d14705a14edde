package delimited

import (
	"flag"
	"io"
	"strings"
	"testing"
)

var longLine = flag.Bool("long-line", false, "read a line of 10 GB, which takes 20 seconds")

// BenchmarkLongLine reads a line of 10 GB from no file, and the rows round it.
func BenchmarkLongLine(b *testing.B) {
	const size = 10_000_000_000
	if !*longLine {
		b.Skip("off by default: -long-line reads a line of 10 GB")
	}
	b.SetBytes(size)
	for range b.N {
		source := io.MultiReader(strings.NewReader("a,b\n\""),
			io.LimitReader(repeating{}, size), strings.NewReader("\nc,d\n"))
		f := newFile(io.NopCloser(source), "f.csv")
		f.delimiter = ','
		states, lines, _ := rows(b, f)
		if len(states) != 3 || states[1] != Long || lines[2] != 3 || len(f.window) > RowBytesMax {
			b.Fatalf("%v at lines %v through a window of %d bytes", states, lines, len(f.window))
		}
	}
}
