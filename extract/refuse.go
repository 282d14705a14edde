package extract

import (
	"fmt"
	"strings"

	"nfimatch/extract/delimited"
	"nfimatch/extract/row"
)

// InputError says that a file is refused as a whole, where and why, and what to do
// about it; never by a value from the data.
type InputError = delimited.Refusal

// CodesError holds every fault of a code table, so that all can be put right at
// once. It may repeat what the table says, which is configuration and not data.
type CodesError struct{ Faults []string }

// Error returns the faults, separated by "; ".
func (e *CodesError) Error() string { return strings.Join(e.Faults, "; ") }

// UnmappedCodesError says which codes of an extract the code table does not
// explain. It is returned once the whole dataset has been read.
type UnmappedCodesError struct {
	Dataset row.Dataset
	Codes   []UnmappedCode // by field in the order of the specification, then by rows
}

// UnmappedCode is one unexplained code, or all those of one field that may not be
// shown: after a shift of columns a "code" is a surname, so only a short one in
// capitals or digits that many rows have is named.
type UnmappedCode struct {
	Field    string
	Code     string    // "" for values that are not shown
	Distinct int       // how many values this stands for; CodesMax stands for more too
	Rows     int       // how many rows have them
	First    row.Place // the first of these rows
}

// String returns the message of one unmapped code.
func (c UnmappedCode) String() string {
	if c.Code != "" {
		return fmt.Sprintf("%s: code %s (%d rows) is not in the code table", c.Field, c.Code, c.Rows)
	}
	what := fmt.Sprintf("%d other values (%d rows, the first at %s) are", c.Distinct, c.Rows, c.First)
	switch {
	case c.Distinct == 1:
		what = fmt.Sprintf("1 other value (%d rows, the first at %s) is", c.Rows, c.First)
	case c.Distinct >= CodesMax:
		what = strings.Replace(what, " other", " or more other", 1)
	}
	return fmt.Sprintf("%s: %s not in the code table", c.Field, what)
}

// Messages returns one message for each code.
func (e *UnmappedCodesError) Messages() []string {
	messages := make([]string, len(e.Codes))
	for i, code := range e.Codes {
		messages[i] = e.Dataset.String() + ": " + code.String()
	}
	return messages
}

// Error returns the messages, separated by "; ".
func (e *UnmappedCodesError) Error() string { return strings.Join(e.Messages(), "; ") }
