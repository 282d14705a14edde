package extract

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"nfimatch/extract/delimited"
	"nfimatch/extract/plaintext"
	"nfimatch/extract/row"
)

// SourceField is one field of a row as its file has it: text fields as in a
// row.Batch, and codes in the council's own letters. Text is UTF-8, whatever the
// file is written in.
type SourceField struct {
	Name string
	Text plaintext.Text
}

// SourceRow is one row of a source, read again. Fields are in the order of the
// dataset's specification; those that are blank or not in the file are left out.
type SourceRow struct {
	Line   row.Line
	Fields []SourceField
}

// Clear overwrites all text of the row with zeros.
func (r SourceRow) Clear() {
	for _, field := range r.Fields {
		field.Text.Clear()
	}
}

// ChangedError says that a file, by its base name, is not the one read before.
type ChangedError struct{ File string }

// Error returns "file is not the file that was read before: …".
func (e *ChangedError) Error() string {
	return e.File + " is not the file that was read before: its content has changed since"
}

// Reread reads the wanted rows of source again, ascending and each once, and hands
// them to take, which owns each row and clears it. Rows are numbered as Reader.Read
// numbers them: over all parts, rejected rows and those set aside too.
//
// digests[i] is the SHA-256 of source.Paths[i], in hexadecimal, as the file was
// first read. Every file is hashed and compared before a row of any is parsed, and
// again by what the parsing itself has read: a file changed in between is a
// ChangedError after take has had rows, so what take was given is void if Reread
// fails. A file refused now that was accepted under its digest is one too.
//
// Only rows that Reader.Read keeps are handed over. Once all digests agree, any
// other wanted line, and one beyond the last, is an error that names the dataset
// and the line: the caller's tables are of other files. Lines that do not ascend
// from 1, and digests that are not one a file, are the caller's mistakes and panic.
//
// An error of take or of ctx ends it. The cost is two passes over every file, with
// memory for one window and the row at hand.
func Reread(ctx context.Context, source Source, digests []string, lines []row.Line,
	take func(SourceRow) error,
) error {
	if len(digests) != len(source.Paths) {
		panic("extract: there must be one digest for each file")
	}
	for i, line := range lines {
		if line == 0 || i > 0 && line <= lines[i-1] {
			panic("extract: wanted lines must ascend from 1")
		}
	}
	if source.Terms == 0 {
		return fmt.Errorf("%s: rows without retention terms cannot be read", source.Dataset)
	}
	for i, path := range source.Paths {
		digest, err := delimited.Digest(ctx, path)
		if err != nil {
			return changed(err)
		}
		if digest != digests[i] {
			return &ChangedError{filepath.Base(path)}
		}
	}
	return changed(rereadRows(ctx, source, digests, lines, take))
}

// changed turns the refusal of a file that was accepted before into what it shows.
func changed(err error) error {
	var refused *InputError
	if errors.As(err, &refused) {
		return &ChangedError{refused.File}
	}
	return err
}

const joinedBytesFirst = 64 << 10 // more than the joined parts of usual rows: they never move

// A rereading is the second pass over a Source.
type rereading struct {
	reading            // for what a row is made of, and how it is judged
	lines   []row.Line // still wanted; once the first is past, it is no kept row
	give    func(SourceRow) error
	read    int // rows so far
}

// rereadRows makes the parsing pass, over files whose digests agree.
func rereadRows(ctx context.Context, source Source, digests []string, lines []row.Line,
	take func(SourceRow) error,
) error {
	reader, err := Open(source, nil)
	if err != nil {
		return err
	}
	r := &rereading{lines: lines, give: take, reading: reading{
		Reader: reader, judge: newJudge(source.Dataset, reader.m),
		cells: make([][]byte, len(reader.m.Fields)), joined: make([]byte, 0, joinedBytesFirst),
	}}
	r.summary.Columns = reader.Columns()
	defer func() { clear(r.joined[:cap(r.joined)]) }()
	for i, path := range source.Paths {
		if err := r.part(ctx, path, digests[i]); err != nil {
			return err
		}
	}
	if len(r.lines) > 0 {
		return fmt.Errorf("%s: row %d is wanted again, but was not kept when the files were read",
			source.Dataset, r.lines[0])
	}
	return nil
}

// part reads one file to its end, for its digest, whether or not more is wanted.
func (r *rereading) part(ctx context.Context, path, digest string) (err error) {
	p, err := r.openPart(path)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, p.Close()) }()
	for {
		state, err := p.Next()
		switch {
		case err != nil:
			return err
		case state == delimited.End && p.Summary().SHA256 != digest:
			return &ChangedError{p.Base()}
		case state == delimited.End:
			return nil
		case state == delimited.Row && p.Skip():
			continue
		case r.read%row.RowsMax == 0 && ctx.Err() != nil:
			return context.Cause(ctx)
		}
		r.read++
		fits := state == delimited.Row && p.Fits(r.m.Headed, len(r.m.Uses))
		if fits && len(r.lines) > 0 && int(r.lines[0]) == r.read {
			err = r.row(p)
		}
		if err == nil && state == delimited.Row && !fits {
			err = p.Retreat()
		}
		if err != nil {
			return err
		}
	}
}

// row hands over the row at hand, which is the next one wanted, if it is kept.
func (r *rereading) row(p *delimited.File) error {
	r.gather(p)
	verdict, err := r.judge.judge(r.cells, row.Place{File: p.Base(), Line: p.Line()})
	if err != nil || verdict.fate != row.Kept {
		return err
	}
	line := r.lines[0]
	r.lines = r.lines[1:]
	return r.give(SourceRow{line, r.fields(p)})
}

// fields returns the filled fields of the row at hand, in memory of their own.
func (r *rereading) fields(p *delimited.File) (filled []SourceField) {
	texts, codes := 0, 0 // how many of the present fields have been passed
	for i := range r.spec.Fields {
		var text []byte
		f := &r.spec.Fields[i]
		switch {
		case texts < len(r.m.Fields) && r.m.Fields[texts].Field == f:
			text, texts = r.cells[texts], texts+1
		case codes < len(r.m.Codes) && r.m.Codes[codes].Field == f:
			text, codes = p.Text(r.m.Codes[codes].Columns[0]), codes+1
		}
		if len(text) > 0 {
			filled = append(filled, SourceField{f.Name, plaintext.Of(bytes.Clone(text))})
		}
	}
	return filled
}
