package delimited

import "fmt"

// Refusal says that a file is refused as a whole: at Line if it has one, else
// anywhere. Problem and Hint never hold a value from the data; they may name a
// header.
type Refusal struct {
	File    string // base name
	Line    uint32 // physical line, or 0
	Problem string
	Hint    string // what to do about it; may be empty
}

// Error returns "file:line: problem".
func (r *Refusal) Error() string {
	if r.Line == 0 {
		return r.File + ": " + r.Problem
	}
	return fmt.Sprintf("%s:%d: %s", r.File, r.Line, r.Problem)
}
