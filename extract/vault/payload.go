package vault

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"nfimatch/extract"
	"nfimatch/extract/plaintext"
	"nfimatch/extract/retention"
)

const payloadVersion = 1

// A plain is the JSON of one case in clear. It is written and moved by hand, because
// encoding/json and append leave readable copies behind.
type plain []byte

const plainBytesFirst = 16 << 10 // most cases are smaller, and are never moved

// write writes a case over whatever p held, and reports whether it fits into
// CaseBytesMax. The caller clears p. rows has every line of the case.
func (p *plain) write(exercise string, c *Case, rows map[Line]sourceRow) (fits bool) {
	p.clear()
	if len(c.Facts) > CaseBytesMax {
		return false
	}
	p.raw(`{"version":` + strconv.Itoa(payloadVersion) + `,"exercise":`)
	p.text([]byte(exercise))
	p.raw(`,"case":`)
	p.text([]byte(c.Name))
	p.raw(`,"delete_by":"` + c.DeleteBy.String() + `","facts":`)
	p.need(len(c.Facts))
	*p = append(*p, c.Facts...)
	p.raw(`,"rows":[`)
	for i, line := range c.Lines {
		r, ok := rows[line]
		if !ok {
			panic("vault: a line was not read")
		}
		p.raw(separator(i) + `{"dataset":"` + line.Dataset.String() + `","line":` +
			strconv.FormatUint(uint64(line.Line), 10) + `,"date":"` + r.date + `","fields":[`)
		for i, field := range r.Fields {
			p.raw(separator(i) + `{"name":"` + field.Name + `","text":`)
			p.text(field.Text.Reveal()) // the one place where this package looks into a Text
			p.raw("}")
		}
		p.raw("]}")
		if len(*p) > CaseBytesMax {
			return false
		}
	}
	p.raw("]}")
	return len(*p) <= CaseBytesMax
}

func separator(i int) string {
	if i == 0 {
		return ""
	}
	return ","
}

// need makes room for more bytes, and clears what it moves away from.
func (p *plain) need(more int) {
	if len(*p)+more <= cap(*p) {
		return
	}
	larger := make(plain, len(*p), max(plainBytesFirst, 2*cap(*p), len(*p)+more))
	copy(larger, *p)
	clear((*p)[:cap(*p)])
	*p = larger
}

// raw adds our own words.
func (p *plain) raw(words string) {
	p.need(len(words))
	*p = append(*p, words...)
}

// text adds a JSON string. Quotes, backslashes and control characters are escaped,
// and all other bytes stand as they are: what is no UTF-8 comes back as it was too.
func (p *plain) text(s []byte) {
	const hex, escapeBytes = "0123456789abcdef", len(`\u0000`)
	p.need(escapeBytes*len(s) + len(`""`))
	out := append(*p, '"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			out = append(out, '\\', c)
		case c < ' ':
			out = append(out, '\\', 'u', '0', '0', hex[c>>4], hex[c&0xF])
		default:
			out = append(out, c)
		}
	}
	*p = append(out, '"')
}

// clear overwrites all memory of p with zeros, and empties it.
func (p *plain) clear() {
	clear((*p)[:cap(*p)])
	*p = (*p)[:0]
}

// A payload is a case as it is decoded.
type payload struct {
	Version  int             `json:"version"`
	Exercise string          `json:"exercise"`
	Case     string          `json:"case"`
	DeleteBy string          `json:"delete_by"`
	Facts    json.RawMessage `json:"facts"`
	Rows     []payloadRow    `json:"rows"`
}

type payloadRow struct {
	Dataset string         `json:"dataset"`
	Line    uint32         `json:"line"`
	Date    string         `json:"date"`
	Fields  []payloadField `json:"fields"`
}

type payloadField struct {
	Name string     `json:"name"`
	Text sealedText `json:"text"`
}

// A sealedText is a text as it is decoded: bytes, which can be cleared, and no
// string. Its memory is its own.
type sealedText []byte

var errEscape = errors.New("a text has an escape that is never written")

// UnmarshalJSON takes a JSON string with the escapes that plain.text writes.
func (t *sealedText) UnmarshalJSON(literal []byte) error {
	if len(literal) < 2 || literal[0] != '"' {
		return errors.New("a text is no string")
	}
	literal = literal[1 : len(literal)-1]
	out := make([]byte, 0, len(literal))
	for len(literal) > 0 {
		c, bytes := literal[0], 1
		switch {
		case c != '\\':
		case literal[1] == '"' || literal[1] == '\\':
			c, bytes = literal[1], 2
		case literal[1] != 'u':
			return errEscape
		default:
			code, err := strconv.ParseUint(string(literal[2:6]), 16, 16)
			if err != nil || code >= ' ' {
				return errEscape
			}
			c, bytes = byte(code), 6
		}
		out, literal = append(out, c), literal[bytes:]
	}
	*t = out
	return nil
}

// opened returns the case that a payload holds, of which the fields share memory.
func (p *payload) opened() (*Opened, error) {
	deleteBy, err := retention.ParseDate(p.DeleteBy)
	if err != nil || p.Version != payloadVersion {
		return nil, fmt.Errorf("version %d is unknown, or a day is wrong", p.Version)
	}
	o := &Opened{Name: p.Case, DeleteBy: deleteBy, Facts: p.Facts, Rows: make([]Row, len(p.Rows))}
	for i, r := range p.Rows {
		to := &o.Rows[i]
		to.Dataset, to.Line = r.Dataset, r.Line
		if r.Date != "" {
			if to.Date, err = retention.ParseDate(r.Date); err != nil {
				return nil, err
			}
		}
		to.Fields = make([]extract.SourceField, len(r.Fields))
		for i, field := range r.Fields {
			to.Fields[i] = extract.SourceField{Name: field.Name, Text: plaintext.Of(field.Text)}
		}
	}
	return o, nil
}

// clear overwrites the facts and all text.
func (p *payload) clear() {
	clear(p.Facts)
	for _, r := range p.Rows {
		for _, field := range r.Fields {
			clear(field.Text)
		}
	}
}
