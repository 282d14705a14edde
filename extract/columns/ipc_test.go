package columns

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/apache/arrow/go/v17/arrow/memory"
)

// stream returns tables as a stream, and its digest.
func stream(t testing.TB, tables any) (whole []byte, digest [32]byte) {
	t.Helper()
	var out bytes.Buffer
	digest, err := WriteIPC(&out, mustOf(t, "entry", tables))
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), digest
}

func streams(t testing.TB) [][]byte {
	random := rand.New(rand.NewPCG(3, 4))
	flat, _ := stream(t, randomFlat(random, 9))
	list, _ := stream(t, randomList(random, 9))
	none, _ := stream(t, randomList(random, 0))
	return [][]byte{flat, list, none}
}

func TestDigestIsOfAllBytes(t *testing.T) {
	whole, digest := stream(t, randomFlat(rand.New(rand.NewPCG(3, 4)), 9))
	if sha256.Sum256(whole) != digest {
		t.Error("digest is not the SHA-256 of the stream")
	}
}

// TestDamageIsRefused changes every byte, and cuts and adds some: the digest
// sees it all.
func TestDamageIsRefused(t *testing.T) {
	whole, digest := stream(t, randomList(rand.New(rand.NewPCG(3, 4)), 9))
	refused := func(what string, at int, damaged []byte) {
		t.Helper()
		if _, err := ReadIPC(bytes.NewReader(damaged), digest, 1<<20); !errors.Is(err, ErrDigest) {
			t.Fatalf("%s at %d: %v", what, at, err)
		}
	}
	for at := range whole {
		damaged := bytes.Clone(whole)
		damaged[at] ^= 1 << (at % 8)
		refused("changed", at, damaged)
		refused("cut", at, whole[:at])
	}
	refused("added", len(whole), append(bytes.Clone(whole), 0))
}

// TestDamageUnderItsDigest damages streams and signs the damage: an error, or a
// table that is whole and can be used, but never a panic.
func TestDamageUnderItsDigest(t *testing.T) {
	for _, whole := range streams(t) {
		refused := 0
		for at := range whole {
			damaged := bytes.Clone(whole)
			damaged[at] ^= []byte{0x01, 0x80, 0xFF}[at%3]
			refused += survive(t, damaged)
			if survive(t, whole[:at]) == 0 {
				t.Fatalf("a stream of %d bytes cut to %d was accepted", len(whole), at)
			}
		}
		if refused < len(whole)/8 {
			t.Errorf("of %d damaged streams only %d were refused", len(whole), refused)
		}
		if survive(t, append(bytes.Clone(whole), 0)) == 0 {
			t.Error("a byte after the end was accepted")
		}
	}
}

// survive reads a stream under its own digest and, if it is a table, uses all
// of it. It returns 1 if the stream was refused.
func survive(t testing.TB, stream []byte) (refused int) {
	t.Helper()
	table, err := ReadIPC(bytes.NewReader(stream), sha256.Sum256(stream), 1<<20)
	if err != nil {
		if !errors.Is(err, ErrStream) {
			t.Fatalf("error is not ErrStream: %v", err)
		}
		return 1
	}
	var flat flatTable
	var list listTable
	// At most one of them fits, and none if a column's name was changed.
	_, _ = Into(table, &flat), Into(table, &list)
	for _, texts := range [][]string{flat.Text, sliceOf[string](reflect.ValueOf(flat.Words))} {
		_ = strings.Join(texts, "")
	}
	for i := range max(0, len(list.Nums.Offsets)-1) {
		_ = list.Nums.Values[list.Nums.Offsets[i]:list.Nums.Offsets[i+1]]
	}
	if _, err := WriteIPC(io.Discard, table); err != nil {
		t.Fatalf("a table that was accepted cannot be written: %v", err)
	}
	return 0
}

// FuzzReadIPC reads anything under its own digest.
func FuzzReadIPC(f *testing.F) {
	for _, whole := range streams(f) {
		f.Add(whole)
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, stream []byte) { survive(t, stream) })
}

func TestSizeIsBounded(t *testing.T) {
	whole, digest := stream(t, randomFlat(rand.New(rand.NewPCG(3, 4)), 9))
	size := int64(len(whole))
	for _, bytesMax := range []int64{-1, 0, 1, size - 1} {
		for name, r := range map[string]io.Reader{
			"sized": bytes.NewReader(whole), "unsized": iotest.HalfReader(bytes.NewReader(whole)),
		} {
			if _, err := ReadIPC(r, digest, bytesMax); !errors.Is(err, ErrTooLarge) {
				t.Errorf("%s, at most %d bytes: %v", name, bytesMax, err)
			}
		}
	}
	endless := iotest.DataErrReader(strings.NewReader(strings.Repeat("x", 1<<20)))
	if _, err := ReadIPC(endless, digest, 1<<10); !errors.Is(err, ErrTooLarge) {
		t.Errorf("endless: %v", err)
	}
	if _, err := ReadIPC(iotest.HalfReader(bytes.NewReader(whole)), digest, size); err != nil {
		t.Error(err)
	}
}

func TestReadAndWriteErrorsAreKept(t *testing.T) {
	broken := errors.New("broken")
	if _, err := ReadIPC(iotest.ErrReader(broken), [32]byte{}, 9); !errors.Is(err, broken) {
		t.Error(err)
	}
	table := mustOf(t, "flat", randomFlat(rand.New(rand.NewPCG(3, 4)), 9))
	whole, _ := stream(t, randomFlat(rand.New(rand.NewPCG(3, 4)), 9))
	for limit := 0; limit < len(whole); limit += 97 {
		if _, err := WriteIPC(&failing{left: limit, err: broken}, table); !errors.Is(err, broken) {
			t.Fatalf("after %d bytes: %v", limit, err)
		}
	}
}

// failing is a writer that fails once it has written left bytes.
type failing struct {
	left int
	err  error
}

func (f *failing) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, f.err
	}
	return len(p), nil
}

// TestBuffersAreReleased counts Arrow's buffers: none is left after Release.
func TestBuffersAreReleased(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	defer mem.AssertSize(t, 0)
	random := rand.New(rand.NewPCG(3, 4))
	for _, tables := range []any{randomFlat(random, 100), randomList(random, 100)} {
		table := mustOf(t, "entry", tables)
		var out bytes.Buffer
		digest, err := writeIPC(&out, table, mem)
		if err != nil {
			t.Fatal(err)
		}
		read, err := readIPC(&out, digest, 1<<20, mem)
		if err != nil {
			t.Fatal(err)
		}
		read.Release()
		table.Release()
	}
}
