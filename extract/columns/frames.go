package columns

import (
	"encoding/binary"
	"errors"
	"io"

	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

const (
	continuation    = 0xFFFFFFFF
	messageBytesMax = 1 << 20 // of a message without its body: schema, or batch

	// Flatbuffer slots and codes of the Arrow format's Message.fbs and Schema.fbs.
	messageHeaderType, messageHeader, messageBodyBytes = 1, 2, 3
	headerSchema, headerRecordBatch                    = 1, 3
	schemaFields, schemaCustomMetadata                 = 1, 2
	fieldType, fieldDictionary, fieldChildren          = 2, 4, 5
	fieldCustomMetadata                                = 6
	batchCompression                                   = 3
	typeInt, typeFloat, typeUtf8, typeBool, typeDate   = 2, 3, 5, 6, 8
	typeList, typeFixedSizeBinary                      = 12, 15
)

var errFrame = errors.New("message is damaged")

// messages hands the two messages of a stream to Arrow's reader without a copy.
// Arrow's own message reader allocates what a length says before it has read
// it, and its schema reader what a count says.
type messages struct {
	rest []byte
	read int // messages handed out
	ends bool
}

// Message returns the next message; io.EOF after the end mark, which must be
// the end of the stream too.
func (m *messages) Message() (*ipc.Message, error) {
	if m.ends {
		return nil, io.EOF
	}
	if len(m.rest) < 8 || binary.LittleEndian.Uint32(m.rest) != continuation {
		return nil, errFrame
	}
	size := int(binary.LittleEndian.Uint32(m.rest[4:]))
	m.rest = m.rest[8:]
	if size == 0 && len(m.rest) == 0 {
		m.ends = true
		return nil, io.EOF
	}
	if size == 0 || size > messageBytesMax || size > len(m.rest) {
		return nil, errFrame
	}
	header := m.rest[:size]
	bodyBytes, err := checkMessage(header, m.read)
	if err != nil {
		return nil, err
	}
	m.rest = m.rest[size:]
	if bodyBytes > uint64(len(m.rest)) {
		return nil, errFrame
	}
	body := m.rest[:bodyBytes]
	m.rest = m.rest[bodyBytes:]
	m.read++
	return ipc.NewMessage(memory.NewBufferBytes(header), memory.NewBufferBytes(body)), nil
}

// Retain and Release do nothing: the stream is the garbage collector's.
func (m *messages) Retain()  {}
func (m *messages) Release() {}

// checkMessage returns the bytes of the body of message number read, or an
// error unless it is a schema of bounded counts (0) or an uncompressed batch (1).
func checkMessage(b []byte, read int) (bodyBytes uint64, err error) {
	root, ok := at(b, 0)
	if !ok {
		return 0, errFrame
	}
	message := flat{b, root}
	header, ok := message.table(messageHeader)
	if !ok {
		return 0, errFrame
	}
	kind := message.scalar(messageHeaderType, 1)
	switch {
	case read == 0 && kind == headerSchema && schemaBounded(header):
	case read == 1 && kind == headerRecordBatch && !header.has(batchCompression):
	default:
		return 0, errFrame
	}
	return message.scalar(messageBodyBytes, 8), nil
}

// schemaBounded reports whether a schema has only counts and types that this
// package writes.
func schemaBounded(schema flat) bool {
	fields, ok := schema.vector(schemaFields, ColumnsMax)
	if _, few := schema.vector(schemaCustomMetadata, MetaKeysMax); !ok || !few {
		return false
	}
	for _, field := range fields {
		children, ok := fieldBounded(field)
		if !ok {
			return false
		}
		for _, child := range children {
			if below, ok := fieldBounded(child); !ok || len(below) > 0 {
				return false
			}
		}
	}
	return true
}

// fieldBounded returns the children of a field, and whether its own type and
// counts are those of a table: no dictionary, at most one child.
func fieldBounded(field flat) (children []flat, ok bool) {
	switch field.scalar(fieldType, 1) {
	case typeInt, typeFloat, typeUtf8, typeBool, typeDate, typeList, typeFixedSizeBinary:
	default:
		return nil, false
	}
	children, ok = field.vector(fieldChildren, 1)
	_, plain := field.vector(fieldCustomMetadata, 0)
	return children, ok && plain && !field.has(fieldDictionary)
}

// flat is a flatbuffer table: at position pos of b lies the distance back to
// its vtable, a list of the 16-bit places of its slots. Every read is bounded
// by b; a read outside it gives 0, false or nothing.
type flat struct {
	b   []byte
	pos int
}

// slot returns the position of a slot; false if the table has no such slot.
func (f flat) slot(slot int) (int, bool) {
	if f.pos < 0 || f.pos > len(f.b)-4 {
		return 0, false
	}
	vtable := f.pos - int(int32(binary.LittleEndian.Uint32(f.b[f.pos:])))
	entry := vtable + 4 + 2*slot
	if vtable < 0 || entry > len(f.b)-2 || 4+2*slot >= int(f.short(vtable)) {
		return 0, false
	}
	place := int(f.short(entry))
	return f.pos + place, place != 0 && f.pos+place < len(f.b)
}

func (f flat) short(pos int) uint16 { return binary.LittleEndian.Uint16(f.b[pos:]) }

func (f flat) has(slot int) bool {
	_, ok := f.slot(slot)
	return ok
}

// scalar returns the unsigned number of bytes bytes in a slot; 0 if absent.
func (f flat) scalar(slot, bytes int) uint64 {
	pos, ok := f.slot(slot)
	if !ok || pos > len(f.b)-bytes {
		return 0
	}
	var number [8]byte
	copy(number[:bytes], f.b[pos:])
	return binary.LittleEndian.Uint64(number[:])
}

// table returns the table that a slot points to.
func (f flat) table(slot int) (flat, bool) {
	pos, ok := f.slot(slot)
	if !ok {
		return flat{}, false
	}
	pos, ok = at(f.b, pos)
	return flat{f.b, pos}, ok
}

// vector returns the tables of the vector a slot points to: none if the slot is
// absent, false if it has more than countMax or lies outside.
func (f flat) vector(slot, countMax int) (tables []flat, ok bool) {
	pos, ok := f.slot(slot)
	if !ok {
		return nil, true
	}
	pos, ok = at(f.b, pos)
	if !ok {
		return nil, false
	}
	count := int(binary.LittleEndian.Uint32(f.b[pos:]))
	if count > countMax {
		return nil, false
	}
	for i := range count {
		element, ok := at(f.b, pos+4+4*i)
		if !ok {
			return nil, false
		}
		tables = append(tables, flat{f.b, element})
	}
	return tables, true
}

// at follows the offset at pos and returns where it leads, which has at least
// four bytes of b left.
func at(b []byte, pos int) (int, bool) {
	if pos < 0 || pos > len(b)-4 {
		return 0, false
	}
	pos += int(binary.LittleEndian.Uint32(b[pos:]))
	return pos, pos <= len(b)-4
}
