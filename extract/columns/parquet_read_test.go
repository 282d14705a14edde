package columns

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/memory"
)

// parquetOf returns tables as a file of row groups of groupRows rows.
func parquetOf(t testing.TB, tables any, groupRows int) (content []byte, digest [32]byte) {
	t.Helper()
	var out bytes.Buffer
	err := writeParquet(&out, mustOf(t, "flat", tables), groupRows, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), sha256.Sum256(out.Bytes())
}

// TestParquetSurvives takes random tables through a file, over several row groups.
func TestParquetSurvives(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for _, tables := range []*flatTable{randomFlat(random, 0), randomFlat(random, 1),
		randomFlat(random, 1_000), randomFlat(random, 30_000), allNull(50)} {
		content, digest := parquetOf(t, tables, 7_000)
		var got flatTable
		if err := ReadParquet(content, digest, &got); err != nil {
			t.Fatal(err)
		}
		sameStruct(t, "the file", &got, tables)
	}
}

// TestParquetLongTexts reads text over many pages, past the dictionary.
func TestParquetLongTexts(t *testing.T) {
	type texts struct {
		Text []string `nfi:"text"`
		None []string `nfi:"none,null"`
	}
	var long texts
	for i := range 3_000 {
		text := strings.Repeat(string(rune('a'+i%26)), 1_000+i)
		long.Text, long.None = append(long.Text, text), append(long.None, text[:i%5])
	}
	content, digest := parquetOf(t, &long, 1_000)
	var got texts
	if err := ReadParquet(content, digest, &got); err != nil {
		t.Fatal(err)
	}
	sameStruct(t, "the file", &got, &long)
}

// TestParquetSubset reads some columns in another order.
func TestParquetSubset(t *testing.T) {
	tables := &struct {
		Line []uint32 `nfi:"line"`
		Big  []uint64 `nfi:"big"`
		Kind []uint8  `nfi:"kind"`
	}{[]uint32{1, 1 << 31}, []uint64{7, 8}, []uint8{3, 255}}
	content, digest := parquetOf(t, tables, 10)
	var got struct {
		Kind []uint8  `nfi:"kind"`
		Line []uint32 `nfi:"line"`
	}
	if err := ReadParquet(content, digest, &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Kind) != 2 || got.Kind[1] != 255 || got.Line[1] != 1<<31 {
		t.Errorf("read %+v", got)
	}
}

func TestParquetReadFaults(t *testing.T) {
	content, digest := parquetOf(t, &struct {
		Line []uint32 `nfi:"line"`
		Big  []uint64 `nfi:"big,null"`
	}{[]uint32{1, 2}, []uint64{7, 8}}, 10)
	for want, dst := range map[string]any{
		"column kind is missing": &struct {
			Kind []uint8 `nfi:"kind"`
		}{},
		"column line has another type": &struct {
			Line []uint16 `nfi:"line"`
		}{},
		"column big has another type": &struct {
			Big []uint64 `nfi:"big"`
		}{},
		"must be into a pointer to a struct": 7,
	} {
		if err := ReadParquet(content, digest, dst); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

// TestParquetDamage changes every byte, which the digest sees, and cuts the file
// everywhere: with a digest that fits, it ends in an error and in no panic.
func TestParquetDamage(t *testing.T) {
	whole, digest := parquetOf(t, randomFlat(rand.New(rand.NewPCG(3, 4)), 9), 4)
	for at := range whole {
		damaged := bytes.Clone(whole)
		damaged[at] ^= 1 << (at % 8)
		if err := ReadParquet(damaged, digest, new(flatTable)); !errors.Is(err, ErrDigest) {
			t.Fatalf("a change at %d: %v", at, err)
		}
	}
	for at := range whole {
		if err := ReadParquet(whole[:at], sha256.Sum256(whole[:at]), new(flatTable)); !errors.Is(err,
			ErrStream) {
			t.Fatalf("cut at %d: %v", at, err)
		}
	}
}
