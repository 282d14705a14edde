package extract

// Limits. Every size has one, and what happens at it is an error or a rejected
// row that names the limit. Those of files and lines are in package delimited.
const (
	// PartsMax is the number of files one dataset may come in.
	PartsMax = 256
	// RowsMax is the number of data rows of one dataset over all its parts.
	RowsMax = 1 << 30
	// FieldBytesMax is the size of one field that is used. Four address lines
	// and a name are a tenth of it.
	FieldBytesMax = 4096
	// FaultsMax is how many rejected rows of one file are kept by place; those
	// beyond are only counted.
	FaultsMax = 100_000
	// CodesMax is how many distinct values of one code field are told apart.
	CodesMax = 1000

	codeLinesMax      = 10_000
	codeBytesMax      = 64 // a longer value is told from others by its beginning
	codeNamedBytesMax = 8  // a longer "code" is not shown
	codeNamedRowsMin  = 10 // nor one that is rarer
	// codeNamedDistinctMax is how many unexplained values of one field may be codes:
	// more of them are something else, surnames after a shift of columns, of which
	// the common ones are as short and as frequent as codes.
	codeNamedDistinctMax = 40
)
