package columns

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

var (
	// ErrDigest is wrapped by the error of a stream that is not the one that was
	// written: some of it was changed, cut or added.
	ErrDigest = errors.New("stream does not have its digest")
	// ErrTooLarge is wrapped by the error of a stream over the caller's size.
	ErrTooLarge = errors.New("stream is too large")
	// ErrStream is wrapped by the error of a stream that has its digest, but is
	// not one this package writes.
	ErrStream = errors.New("stream is not a table")
)

// WriteIPC writes t to w as an Arrow IPC stream and returns the SHA-256 of all
// its bytes, which ReadIPC asks for. Equal tables give equal bytes. It copies
// nothing but bitmaps; hashing and w set its pace.
func WriteIPC(w io.Writer, t *Table) (digest [32]byte, err error) {
	return writeIPC(w, t, memory.DefaultAllocator)
}

func writeIPC(w io.Writer, t *Table, mem memory.Allocator) (digest [32]byte, err error) {
	hash := sha256.New()
	if err := writeStream(io.MultiWriter(w, hash), t, mem); err != nil {
		return digest, fmt.Errorf("table %s: write stream: %w", t.name, err)
	}
	return [32]byte(hash.Sum(nil)), nil
}

func writeStream(w io.Writer, t *Table, mem memory.Allocator) (err error) {
	defer recovered(&err)
	writer := ipc.NewWriter(w, ipc.WithSchema(t.record.Schema()), ipc.WithAllocator(mem))
	if err := writer.Write(t.record); err != nil {
		return err
	}
	return writer.Close()
}

// ReadIPC reads the table that WriteIPC wrote. The stream is all of r: at most
// bytesMax bytes with SHA-256 digest, both checked before any of it is parsed.
// Memory is at most about twice the stream's size, for any bytes and digest.
//
// Errors wrap ErrTooLarge, ErrDigest, ErrStream or r's own; a stream that has
// its digest and is damaged all the same is an ErrStream, never a panic.
func ReadIPC(r io.Reader, digest [32]byte, bytesMax int64) (*Table, error) {
	return readIPC(r, digest, bytesMax, memory.DefaultAllocator)
}

func readIPC(r io.Reader, digest [32]byte, bytesMax int64, mem memory.Allocator) (*Table, error) {
	stream, err := readAll(r, bytesMax)
	if err != nil {
		return nil, err
	}
	if sha256.Sum256(stream) != digest {
		return nil, fmt.Errorf("read table: %w", ErrDigest)
	}
	t, err := parse(stream, mem)
	if err != nil {
		return nil, fmt.Errorf("read table: %w: %w", ErrStream, err)
	}
	return t, nil
}

// readAll returns all of r, or ErrTooLarge if that is over bytesMax bytes.
func readAll(r io.Reader, bytesMax int64) ([]byte, error) {
	var stream bytes.Buffer
	if sized, ok := r.(interface{ Len() int }); ok {
		if int64(sized.Len()) > bytesMax {
			return nil, fmt.Errorf("read table: %w: at most %d bytes", ErrTooLarge, bytesMax)
		}
		stream.Grow(sized.Len() + bytes.MinRead) // else it would double to the same end
	}
	// One byte more than allowed tells a stream of bytesMax from a longer one.
	if _, err := stream.ReadFrom(io.LimitReader(r, max(0, bytesMax)+1)); err != nil {
		return nil, fmt.Errorf("read table: %w", err)
	}
	if int64(stream.Len()) > bytesMax {
		return nil, fmt.Errorf("read table: %w: at most %d bytes", ErrTooLarge, bytesMax)
	}
	return stream.Bytes(), nil
}

// parse reads one schema and one record batch from stream, and checks them.
func parse(stream []byte, mem memory.Allocator) (t *Table, err error) {
	defer recovered(&err)
	budget := &budget{Allocator: mem, bytes: int64(len(stream)) + paddingBytesMax}
	messages := &messages{rest: stream}
	reader, err := ipc.NewReaderFromMessageReader(messages, ipc.WithAllocator(budget))
	if err != nil {
		return nil, err
	}
	defer reader.Release()
	if !reader.Next() {
		return nil, errors.Join(errors.New("has no rows"), reader.Err())
	}
	record := reader.Record()
	record.Retain() // Next and Release below drop the reader's own hold
	defer func() {
		if t == nil {
			record.Release()
		}
	}()
	if reader.Next() || reader.Err() != nil {
		return nil, errors.Join(errors.New("does not end after its rows"), reader.Err())
	}
	return check(record)
}

// recovered turns a panic of the Arrow library into an error. Its readers
// panic on damaged input, and v17 will not be mended.
func recovered(err *error) {
	if fault := recover(); fault != nil {
		*err = fmt.Errorf("arrow library: %v", fault)
	}
}

// paddingBytesMax is what buffers may take beyond their own bytes: Arrow rounds
// each up to 64, and a column has at most four.
const paddingBytesMax = 4 * 64 * ColumnsMax

// A budget is an allocator that panics, and so ends the parse, rather than
// allocate more than its bytes. Buffers of an uncompressed stream never exceed
// the stream; damaged lengths ask for hundreds of gigabytes, and running out of
// memory cannot be recovered from.
type budget struct {
	memory.Allocator
	bytes int64
}

func (b *budget) Allocate(size int) []byte {
	b.take(size)
	return b.Allocator.Allocate(size)
}

func (b *budget) Reallocate(size int, old []byte) []byte {
	b.take(size)
	return b.Allocator.Reallocate(size, old)
}

func (b *budget) take(size int) {
	if b.bytes -= int64(size); size < 0 || b.bytes < 0 {
		panic("buffers are larger than the stream")
	}
}
