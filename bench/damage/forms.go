package damage

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"io"
	"math/rand/v2"
	"unicode/utf16"
)

// Forms put another kind of file in the place of one: empty, of another encoding,
// packed, or of another program altogether.
func Forms() []Operator {
	of := func(name string, text func(clean []byte) []byte) Operator {
		return Operator{name, func(_ *rand.Rand, f *File) { f.become(text(f.bytes)) }}
	}
	before := func(head string) func([]byte) []byte {
		return func(clean []byte) []byte { return append([]byte(head), clean...) }
	}
	return []Operator{
		of("empty", func([]byte) []byte { return nil }),
		of("white space alone", func([]byte) []byte { return []byte(" \t\r\n\n  \r") }),
		of("a byte order mark alone", func([]byte) []byte { return []byte("\xEF\xBB\xBF") }),
		of("UTF-16, little end first", func(clean []byte) []byte {
			return inUTF16(clean, binary.LittleEndian)
		}),
		of("UTF-16, big end first", func(clean []byte) []byte {
			return inUTF16(clean, binary.BigEndian)
		}),
		of("UTF-16 without its mark", func(clean []byte) []byte {
			return inUTF16(clean, binary.LittleEndian)[2:]
		}),
		of("gzip", packed),
		of("zip", func(clean []byte) []byte { return zipped("extract.csv", clean) }),
		of("an Excel workbook", func(clean []byte) []byte {
			return zipped("xl/worksheets/sheet1.xml", clean)
		}),
		of("an old Excel workbook", before("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")),
		of("Parquet", before("PAR1\x15\x04\x15")),
		of("PDF", before("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")),
		of("a web page", before("<!DOCTYPE html><html><body><table><tr><td>")),
		of("a page of an error", func([]byte) []byte {
			return []byte("HTTP 502 Bad Gateway\nThe report could not be produced, try again\n")
		}),
		of("base64", func(clean []byte) []byte {
			return []byte(base64.StdEncoding.EncodeToString(clean))
		}),
		{"noise", func(random *rand.Rand, f *File) {
			f.become(noise(random, 1+random.IntN(20_000)))
		}},
		{"two byte order marks", func(_ *rand.Rand, f *File) {
			f.write(Span{}, []byte("\xEF\xBB\xBF\xEF\xBB\xBF"))
		}},
		{"a byte order mark within", func(random *rand.Rand, f *File) {
			at := f.dataLine(random).Start
			f.write(Span{at, at}, []byte("\xEF\xBB\xBF"))
		}},
	}
}

// inUTF16 returns text, UTF-8 or not, as UTF-16 with its mark.
func inUTF16(text []byte, order binary.AppendByteOrder) (out []byte) {
	for _, unit := range append([]uint16{0xFEFF}, utf16.Encode([]rune(string(text)))...) {
		out = order.AppendUint16(out, unit)
	}
	return out
}

func packed(text []byte) []byte {
	var out bytes.Buffer
	must(fill(gzip.NewWriter(&out), text))
	return out.Bytes()
}

func zipped(name string, text []byte) []byte {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	file, err := archive.Create(name)
	must(err)
	_, err = file.Write(text)
	must(err)
	must(archive.Close())
	return out.Bytes()
}

func fill(w io.WriteCloser, text []byte) error {
	if _, err := w.Write(text); err != nil {
		return err
	}
	return w.Close()
}

// must panics: memory does not fail to be written to.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
