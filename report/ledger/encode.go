package ledger

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"slices"

	"nfimatch/extract/retention"
	"nfimatch/normalize/record"
)

// magic begins a ledger and tells its version.
const magic = "nfi first seen 2\n"

// ErrDamaged is the error of a text that is no ledger of this version.
var ErrDamaged = errors.New("must be a ledger that this program wrote")

// Write writes the ledger: the magic, the number of registers and each one's day, 1 if it
// is partial, name length and name, the number of tokens and each one's token and
// registers, all numbers little-endian. Equal ledgers are equal bytes. Whoever stores it
// has to seal it: tokens are personal data.
func (l *Ledger) Write(w io.Writer) error {
	out := bufio.NewWriter(w)
	number := make([]byte, 0, 8)
	write := func(value uint64, size int) {
		number = binary.LittleEndian.AppendUint64(number[:0], value)
		_, _ = out.Write(number[:size]) // its error stays for Flush
	}
	_, _ = out.WriteString(magic)
	write(uint64(len(l.registers)), 1)
	for _, register := range l.registers {
		write(uint64(uint32(register.Date)), 4)
		partial := uint64(0)
		if register.Partial {
			partial = 1
		}
		write(partial, 1)
		write(uint64(len(register.Exercise)), 1)
		_, _ = out.WriteString(register.Exercise)
	}
	write(uint64(len(l.tokens)), 8)
	for i, token := range l.tokens {
		_, _ = out.Write(token[:])
		write(l.shown[i], 8)
	}
	return out.Flush()
}

// Read reads a ledger that Write wrote, whole. Any other text is ErrDamaged; errors of r
// are returned as they are.
func Read(r io.Reader) (*Ledger, error) {
	in := &reader{from: bufio.NewReader(r)}
	if string(in.bytes(len(magic))) != magic {
		return nil, in.fault()
	}
	l := &Ledger{}
	for range in.number(1) {
		date, partial := retention.Date(int32(uint32(in.number(4)))), in.number(1)
		if partial > 1 {
			return nil, in.fault()
		}
		l.registers = append(l.registers, Register{string(in.bytes(int(in.number(1)))), date,
			partial == 1})
	}
	tokens := in.number(8)
	if in.err != nil || len(l.registers) > RegistersMax || tokens > TokensMax ||
		!slices.IsSortedFunc(l.registers, compareRegisters) {
		return nil, in.fault()
	}
	beyond := ^uint64(0) << len(l.registers) // 0 where there are 64
	for i := range tokens {
		token := record.Token(in.bytes(len(record.Token{})))
		shown := in.number(8)
		if in.err != nil || shown == 0 || shown&beyond != 0 ||
			i > 0 && compareTokens(l.tokens[i-1], token) >= 0 {
			return nil, in.fault()
		}
		l.tokens, l.shown = append(l.tokens, token), append(l.shown, shown)
	}
	if _, err := in.from.ReadByte(); err != io.EOF {
		return nil, errors.Join(ErrDamaged, err)
	}
	return l, nil
}

// A reader reads numbers until the first error, and zeros from then on.
type reader struct {
	from *bufio.Reader
	buf  [256]byte
	err  error
}

// bytes returns the next n bytes, at most 256, which are valid until the next call.
func (r *reader) bytes(n int) []byte {
	into := r.buf[:n]
	clear(into)
	if r.err == nil {
		_, r.err = io.ReadFull(r.from, into)
	}
	return into
}

func (r *reader) number(size int) uint64 {
	var number [8]byte
	copy(number[:], r.bytes(size))
	return binary.LittleEndian.Uint64(number[:])
}

// fault returns what is wrong: an error of the source, or a text that ends or is no ledger.
func (r *reader) fault() error {
	if r.err == nil || errors.Is(r.err, io.EOF) || errors.Is(r.err, io.ErrUnexpectedEOF) {
		return ErrDamaged
	}
	return r.err
}
