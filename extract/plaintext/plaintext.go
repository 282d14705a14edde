// Package plaintext holds personal data as a type that cannot print, log or
// encode itself, so that a value reaches a message or a file only where somebody
// wrote Reveal. The build keeps the package out of match and of every output
// that is not for an opened case.
package plaintext

import (
	"fmt"
	"io"
	"log/slog"
	"unsafe"
)

// Redacted is what a Text gives wherever it is formatted, logged or encoded.
const Redacted = "[personal data]"

// Text is personal data as the council wrote it. Formatting, logging and
// encoding all give Redacted; Reveal is the one way out, and easy to grep for.
// The zero Text is empty. Texts are not comparable in any useful sense: equal
// bytes at two places are two Texts.
//
// It is a pointer and a length, not a slice, because fmt does not call the
// methods of a value in an unexported field: it would print a slice's bytes,
// but of a pointer it prints only the address.
type Text struct {
	first *byte
	bytes int
}

// Of returns b as Text. It shares b's memory: b must not be changed afterwards,
// except to clear it.
func Of(b []byte) Text { return Text{unsafe.SliceData(b), len(b)} }

// Reveal returns the bytes themselves, for normalising and hashing only; nil
// for the zero Text. They are Text's memory and must not be changed.
func (t Text) Reveal() []byte { return unsafe.Slice(t.first, t.bytes) }

// Len returns the number of bytes.
func (t Text) Len() int { return t.bytes }

// Clear overwrites the bytes with zeros, for every Text that shares them.
func (t Text) Clear() { clear(t.Reveal()) }

// String returns Redacted.
func (Text) String() string { return Redacted }

// GoString returns Redacted.
func (Text) GoString() string { return Redacted }

// Format writes Redacted whatever the verb and its flags: %x of a value would
// be the value in another spelling. A state that cannot be written to loses
// nothing that could be told.
func (Text) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, Redacted) }

// LogValue returns Redacted as slog's value.
func (Text) LogValue() slog.Value { return slog.StringValue(Redacted) }

// MarshalText returns Redacted, for JSON, XML and whatever else asks for text.
func (Text) MarshalText() ([]byte, error) { return []byte(Redacted), nil }

// MarshalBinary returns Redacted, for gob and whatever else asks for bytes.
func (Text) MarshalBinary() ([]byte, error) { return []byte(Redacted), nil }
