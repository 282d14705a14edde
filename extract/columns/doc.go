// Package columns turns tables of plain Go slices into Arrow records and back,
// and records into Arrow IPC streams and Parquet files. It is the only package
// that imports Arrow: a frozen version that others must be able to replace.
//
// A table is declared as a struct of slices of equal length:
//
//	type Entries struct {
//		Line  []uint32         `nfi:"line"`
//		UPRN  [][16]byte       `nfi:"uprn,null"` // the zero value is null
//		Bits  [][64]byte       `nfi:"bits"`
//		From  []retention.Date `nfi:"from,null"`
//		Words columns.List     `nfi:"words"`
//		Label []string         `nfi:"label"`
//	}
//
// Fields without a tag are not columns. Columns stand in the order of fields.
//
//	field                      Arrow                       Parquet                    view
//	-------------------------  --------------------------  -------------------------  ----
//	[]uint8, uint16, uint32    uint8, uint16, uint32       INT32, INT(8|16|32, uns.)  yes
//	[]uint64                   uint64                      INT64, INT(64, unsigned)   yes
//	[]int32, []int64           int32, int64                INT32, INT64               yes
//	[]float64                  float64                     DOUBLE                     yes
//	[]bool                     bool                        BOOLEAN                    no
//	[]retention.Date           date32                      INT32, DATE                no
//	[][N]byte                  fixed_size_binary[N]        FIXED_LEN_BYTE_ARRAY(N)    yes
//	[][N]uint64                fixed_size_binary[8·N]      FIXED_LEN_BYTE_ARRAY(8·N)  yes
//	[]string                   utf8                        BYTE_ARRAY, STRING         text
//	List                       list<uint32>, no nulls      refused                    yes
//
// Types named over these kinds (record.Token, a Role over uint8) are the same
// columns; only retention.Date is known by its type. "view": the slice and the
// record share memory, both ways; bool and date are copied, and strings are
// copied on the way in and views on the way back. Memory layout is that of a
// little-endian machine, as all supported ones are.
//
// With ",null" the zero value (0, false, "", all bytes zero) is null: it has no
// bit in the validity bitmap, and null reads back as the zero value. Without it
// a column has no nulls, and a retention.Date must not be 0.
//
// # Metadata
//
// Every table carries these schema metadata, sorted by key, and a stream or a
// table without them is refused, since data without its terms must not live:
//
//	nfi.table  nfi.version  nfi.rows                           written by Of
//	nfi.as_of  nfi.canon  nfi.encoding  nfi.exercise  nfi.key_id
//	nfi.source_sha256  nfi.spec  nfi.terms_sha256              given to Of
//
// Other keys that begin "nfi." may be added. Parquet files hold them all as
// file key-value metadata.
//
// # Streams
//
// Arrow IPC has no checksum, and damaged lengths make its reader ask for
// hundreds of gigabytes. A stream is therefore read only under the SHA-256
// digest of all its bytes, within a size given by the caller:
//
//	| FFFFFFFF | bytes | schema  | no body |   message 1: columns and metadata
//	| FFFFFFFF | bytes | batch   | buffers |   message 2: all rows, uncompressed
//	| FFFFFFFF | 0     |                       end of stream, and of the input
//
// After the digest the frame and the schema are walked by our own bounds, then
// Arrow reads them under an allocation budget and a recover, then every column
// is checked: lengths, offsets, text, dates, and null exactly where zero.
//
// Nothing here reads a clock or an environment: equal tables give equal bytes.
package columns
