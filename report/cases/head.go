package cases

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A Head is what must be known outside the log to tell that it is whole: which
// line it begins with, how far it goes and the hash of its last line. It lies
// apart from the log. The zero Head is that of a log without a line.
type Head struct {
	First     int    // Seq of the first line; 0 = 1
	FirstPrev string // its Prev; "" = NoHash
	Count     int    // Seq of the last line; First-1 if there is none
	Hash      string // of the last line; "" = FirstPrev, if there is none

	// Lines about to be written, recorded before the log is touched: it is to go on
	// to NextCount, which has the hash Next. "" = none.
	Next      string
	NextCount int

	// A cut at the front about to be made, recorded before the log is touched: the
	// log is to begin with TrimFirst, whose Prev is TrimPrev. 0 = none.
	TrimFirst int
	TrimPrev  string
}

// NoHash stands where no line came before: 64 zeros.
const NoHash = "0000000000000000000000000000000000000000000000000000000000000000"

const (
	headVersion  = 1
	headBytesMax = 2000
	headComment  = `# How far the audit log of a workspace goes, and the hash of its last line.
# Without this file nobody can tell whether the end of the log was cut off or changed.
# nfi writes it. Keep it apart from the workspace, and do not edit it.
`
)

var errHead = errors.New("head of the audit log must be a file that this program wrote")

// checked returns the head with its defaults filled in, or what is wrong with it.
func (h Head) checked() (Head, error) {
	if h.First == 0 {
		h.First = 1
	}
	if h.FirstPrev == "" && h.First == 1 {
		h.FirstPrev = NoHash
	}
	if h.First == 1 && h.Count == 0 && h.Hash == "" {
		h.Hash = NoHash
	}
	empty, pending, trim := h.Count == h.First-1, h.Next != "", h.TrimFirst != 0
	switch {
	case h.First < 1 || h.Count < h.First-1 || h.Count > linesMax ||
		hashFault(h.FirstPrev) != "" || hashFault(h.Hash) != "",
		h.First == 1 && h.FirstPrev != NoHash,
		empty && h.Hash != h.FirstPrev,
		pending && (hashFault(h.Next) != "" || h.NextCount <= h.Count || h.NextCount > linesMax),
		!pending && h.NextCount != 0,
		trim && (hashFault(h.TrimPrev) != "" || h.TrimFirst <= h.First || h.TrimFirst > h.Count+1),
		trim && h.TrimFirst == h.Count+1 && h.TrimPrev != h.Hash,
		!trim && h.TrimPrev != "",
		pending && trim:
		return Head{}, errHead
	}
	return h, nil
}

// fields returns the lines of the head's file, those that are not set left out.
func (h *Head) fields() []headField {
	return []headField{
		{"first", &h.First, nil}, {"first_prev", nil, &h.FirstPrev},
		{"count", &h.Count, nil}, {"hash", nil, &h.Hash},
		{"next_count", &h.NextCount, nil}, {"next", nil, &h.Next},
		{"trim_first", &h.TrimFirst, nil}, {"trim_prev", nil, &h.TrimPrev},
	}
}

type headField struct {
	name   string
	number *int
	text   *string
}

// HeadText returns the head as a small text file that says what it is. It panics
// for a head that contradicts itself: heads come from this package.
func HeadText(h Head) []byte {
	h, err := h.checked()
	if err != nil {
		panic("cases: " + err.Error())
	}
	var text bytes.Buffer
	fmt.Fprintf(&text, "%sversion %d\n", headComment, headVersion)
	for i, f := range h.fields() {
		switch {
		case i > 3 && (f.number != nil && *f.number == 0 || f.text != nil && *f.text == ""):
		case f.number != nil:
			fmt.Fprintf(&text, "%s %d\n", f.name, *f.number)
		default:
			fmt.Fprintf(&text, "%s %s\n", f.name, *f.text)
		}
	}
	return text.Bytes()
}

// ParseHead reads what HeadText wrote and nothing else. A file of another version
// has its own error.
func ParseHead(text []byte) (Head, error) {
	if len(text) > headBytesMax {
		return Head{}, errHead
	}
	rest, ok := strings.CutPrefix(string(text), headComment)
	if !ok {
		return Head{}, errHead
	}
	version, rest, _ := strings.Cut(rest, "\n")
	if version != fmt.Sprintf("version %d", headVersion) {
		return Head{}, fmt.Errorf("head of the audit log must be of version %d", headVersion)
	}
	var h Head
	for line := range strings.Lines(rest) {
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		for _, f := range h.fields() {
			switch {
			case f.name != name:
			case f.text != nil:
				*f.text = value
			default:
				*f.number, _ = strconv.Atoi(value) // a wrong one is not written so again
			}
		}
	}
	if _, err := h.checked(); err != nil || !bytes.Equal(HeadText(h), text) {
		return Head{}, errHead
	}
	return h, nil
}
