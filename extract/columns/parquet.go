package columns

import (
	"fmt"
	"io"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/metadata"
	"github.com/apache/arrow/go/v17/parquet/schema"
)

const (
	// RowGroupRows is the number of rows of every row group but the last.
	RowGroupRows = 1 << 20

	createdBy  = "nfimatch version 1.0.0" // fixed: a build's own would change the bytes
	batchRows  = 8192                     // converted at a time
	pageBytes  = 1 << 20
	dictionary = 1 << 20 // bytes of a page of distinct texts, then plain text
)

// WriteParquet writes t to w as a Parquet file: flat columns as the package
// comment lists them, zstd at its default level, text by dictionary, all
// metadata of the table as file key-value metadata. A List column is an error
// that names it, before anything is written. Equal tables give equal bytes.
//
// w is not closed. Time is mostly zstd: about a second for 100 MB on one core.
func WriteParquet(w io.Writer, t *Table) error {
	return writeParquet(w, t, RowGroupRows, memory.DefaultAllocator)
}

func writeParquet(w io.Writer, t *Table, groupRows int, mem memory.Allocator) error {
	columns, err := schemaColumns(t.record.Schema())
	if err != nil {
		return fmt.Errorf("table %s: %w", t.name, err)
	}
	root, err := parquetSchema(columns)
	if err != nil {
		return fmt.Errorf("table %s: %w", t.name, err)
	}
	sink := &sink{w: w}
	err = writeFile(sink, t, columns, root, groupRows, mem)
	if sink.err != nil { // the cause: the library drops some errors and panics on others
		err = sink.err
	}
	if err != nil {
		return fmt.Errorf("table %s: write Parquet: %w", t.name, err)
	}
	return nil
}

// writeFile writes a whole file: row groups of groupRows rows, then the footer.
func writeFile(sink *sink, t *Table, columns []column, root *schema.GroupNode,
	groupRows int, mem memory.Allocator) (err error) {
	defer recovered(&err)
	keyValues := metadata.NewKeyValueMetadata()
	meta := t.record.Schema().Metadata()
	for i, key := range meta.Keys() {
		if err := keyValues.Append(key, meta.Values()[i]); err != nil {
			return fmt.Errorf("metadata %s must be UTF-8", key)
		}
	}
	useOneCompressor()
	writer := file.NewParquetWriter(sink, root, file.WithWriteMetadata(keyValues),
		file.WithWriterProps(writerProperties(columns, mem)))
	for from := 0; from < t.Rows(); from += groupRows {
		to := min(from+groupRows, t.Rows())
		if err := writeRowGroup(writer, t.record, columns, from, to); err != nil {
			return err
		}
	}
	// The footer first and by itself: Close drops the error it gives.
	if err := writer.FlushWithFooter(); err != nil {
		return err
	}
	return writer.Close()
}

func writerProperties(columns []column, mem memory.Allocator) *parquet.WriterProperties {
	options := []parquet.WriterProperty{
		parquet.WithAllocator(mem),
		parquet.WithCreatedBy(createdBy),
		parquet.WithVersion(parquet.V2_LATEST),
		parquet.WithDataPageVersion(parquet.DataPageV1),
		parquet.WithDataPageSize(pageBytes),
		parquet.WithDictionaryPageSizeLimit(dictionary),
		parquet.WithDictionaryDefault(false),
		parquet.WithCompression(compress.Codecs.Zstd),
	}
	for _, c := range columns {
		if c.shape == shapeString {
			options = append(options, parquet.WithDictionaryFor(c.name, true))
		}
	}
	return parquet.NewWriterProperties(options...)
}

// parquetSchema returns the Parquet schema of columns.
func parquetSchema(columns []column) (*schema.GroupNode, error) {
	fields := make(schema.FieldList, len(columns))
	for i, c := range columns {
		if c.shape == shapeList {
			return nil, c.fault("is a list, which Parquet files of ours have not")
		}
		physical, logical := parquetType(c)
		repetition := parquet.Repetitions.Required
		if c.null {
			repetition = parquet.Repetitions.Optional
		}
		node, err := schema.NewPrimitiveNodeLogical(c.name, repetition, logical, physical, c.bytes, -1)
		if err != nil {
			return nil, c.fault("has no Parquet type: %w", err)
		}
		fields[i] = node
	}
	return schema.NewGroupNode("schema", parquet.Repetitions.Required, fields, -1)
}

// parquetType returns the physical and logical type of a column.
func parquetType(c column) (parquet.Type, schema.LogicalType) {
	switch c.shape {
	case shapeUint8, shapeUint16, shapeUint32:
		return parquet.Types.Int32, schema.NewIntLogicalType(int8(8*c.bytes), false)
	case shapeUint64:
		return parquet.Types.Int64, schema.NewIntLogicalType(64, false)
	case shapeInt32:
		return parquet.Types.Int32, schema.NewIntLogicalType(32, true)
	case shapeInt64:
		return parquet.Types.Int64, schema.NewIntLogicalType(64, true)
	case shapeFloat64:
		return parquet.Types.Double, schema.NoLogicalType{}
	case shapeBool:
		return parquet.Types.Boolean, schema.NoLogicalType{}
	case shapeDate:
		return parquet.Types.Int32, schema.DateLogicalType{}
	case shapeString:
		return parquet.Types.ByteArray, schema.StringLogicalType{}
	case shapeFixed:
		return parquet.Types.FixedLenByteArray, schema.NoLogicalType{}
	}
	panic("columns: a shape has no Parquet type")
}

// writeRowGroup writes rows from to to of all columns, one after another.
func writeRowGroup(w *file.Writer, record arrow.Record, columns []column, from, to int) error {
	group := w.AppendRowGroup()
	for i, c := range columns {
		chunk, err := group.NextColumn()
		if err != nil {
			return c.fault("%w", err)
		}
		data := record.Column(i).Data()
		for start := from; start < to; start += batchRows {
			if err := writeBatch(chunk, c, data, start, min(start+batchRows, to)); err != nil {
				return c.fault("%w", err)
			}
		}
		if err := chunk.Close(); err != nil {
			return c.fault("%w", err)
		}
	}
	return group.Close()
}

// useOneCompressor makes zstd compress every page with one encoder. The library
// makes a new one, of megabytes, for each page: most of the time and memory of
// writing small columns. The level is the encoder's default, as it was.
var useOneCompressor = sync.OnceFunc(func() {
	codec, err := compress.GetCodec(compress.Codecs.Zstd)
	if err != nil {
		panic("columns: zstd is not built in")
	}
	compress.RegisterCodec(compress.Codecs.Zstd, oneCompressor{codec})
})

type oneCompressor struct{ compress.Codec }

func (c oneCompressor) EncodeLevel(dst, src []byte, _ int) []byte { return c.Encode(dst, src) }

// A sink remembers the first error of a writer, which the library may drop, and
// keeps the library from closing it.
type sink struct {
	w   io.Writer
	err error
}

func (s *sink) Write(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.w.Write(p)
	s.err = err
	return n, err
}
