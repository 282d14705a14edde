package vault

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"filippo.io/age"

	"nfimatch/extract"
	"nfimatch/extract/row"
)

// Seal reads the lines of all cases again and writes a container to w in which each
// case is sealed to all recipients, any of whom can open it. Lines that no case
// names are read over and kept nowhere; a source of which no line is wanted is not
// read. cases may be none.
//
// A source file that is no longer the one read before is an extract.ChangedError,
// and nothing has been written then. Otherwise what w was given is void if Seal
// fails. More than a limit, and what extract.Reread and w return, are errors. A name
// that is not allowed or is there twice, a case without a day, facts that are no
// JSON, a line of a dataset without a source, two sources of one dataset and no
// recipient are the caller's mistakes and panic.
//
// The text of all wanted lines is in memory until Seal returns, and then cleared. A
// case takes about 0.2 ms for each recipient's key. ctx ends it between rows and
// between cases.
func Seal(ctx context.Context, w io.Writer, exercise string, sources []Source, cases []Case,
	recipients []age.Recipient,
) (Index, error) {
	mustBeWhole(exercise, sources, cases, recipients)
	switch {
	case len(cases) > CasesMax:
		return Index{}, fmt.Errorf("seals must be of at most %d cases", CasesMax)
	case len(recipients) > RecipientsMax:
		return Index{}, fmt.Errorf("seals must be to at most %d keys", RecipientsMax)
	}
	s := &sealer{exercise: exercise, rows: make(map[Line]sourceRow), recipients: recipients}
	defer s.clear()
	for _, source := range sources {
		if err := s.read(ctx, source, linesOf(cases, source.Dataset)); err != nil {
			return Index{}, err
		}
	}
	container := newContainer(w, exercise)
	for i := range cases {
		if ctx.Err() != nil {
			return Index{}, context.Cause(ctx)
		}
		c := &cases[i]
		sealed, err := s.seal(c)
		if err != nil {
			return Index{}, err
		}
		if err := container.add(indexCase(c.Name, c.DeleteBy, sealed), sealed); err != nil {
			return Index{}, err
		}
	}
	return container.close()
}

// mustBeWhole panics if what Seal is given is not what its caller must give.
func mustBeWhole(exercise string, sources []Source, cases []Case, recipients []age.Recipient) {
	must := func(holds bool, rule string) {
		if !holds {
			panic("vault: " + rule)
		}
	}
	must(isName(exercise), "the exercise must have a name of letters and digits")
	must(len(recipients) > 0, "there must be a key to seal to")
	read := make(map[row.Dataset]bool)
	for _, source := range sources {
		must(!read[source.Dataset], "a dataset must have one source")
		must(source.Date == 0 || isDate(source.Date), "the date of a source must be a day")
		read[source.Dataset] = true
	}
	names := make(map[string]bool)
	for _, c := range cases {
		must(isName(c.Name) && !names[c.Name],
			"a case must have a name of letters and digits that no other has")
		must(isDate(c.DeleteBy), "a case must have a day to be deleted by")
		must(json.Valid(c.Facts), "facts must be JSON")
		names[c.Name] = true
		for _, line := range c.Lines {
			must(read[line.Dataset], "a line must be of a dataset that has a source")
		}
	}
}

// linesOf returns the lines of a dataset that cases want, ascending and each once.
func linesOf(cases []Case, dataset row.Dataset) (lines []row.Line) {
	for _, c := range cases {
		for _, line := range c.Lines {
			if line.Dataset == dataset {
				lines = append(lines, line.Line)
			}
		}
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

// A sealer holds what is in clear while cases are sealed.
type sealer struct {
	exercise   string
	recipients []age.Recipient
	rows       map[Line]sourceRow
	textBytes  int
	plain      plain        // of the case at hand; empty between cases
	sealed     bytes.Buffer // its age file
}

// A sourceRow is a row with the day that its source describes.
type sourceRow struct {
	extract.SourceRow
	date string
}

// read reads the wanted lines of one source.
func (s *sealer) read(ctx context.Context, source Source, lines []row.Line) error {
	if len(lines) == 0 {
		return nil
	}
	return extract.Reread(ctx, source.Source, source.Digests, lines, func(r extract.SourceRow) error {
		s.rows[Line{source.Dataset, r.Line}] = sourceRow{r, source.Date.String()}
		for _, field := range r.Fields {
			s.textBytes += field.Text.Len()
		}
		if s.textBytes > TextBytesMax {
			return fmt.Errorf("the rows of all cases must be at most %d MiB of text", TextBytesMax>>20)
		}
		return nil
	})
}

// seal returns the age file of a case, valid until the next.
func (s *sealer) seal(c *Case) ([]byte, error) {
	defer s.plain.clear()
	if !s.plain.write(s.exercise, c, s.rows) {
		return nil, fmt.Errorf("case %s must be at most %d MiB", c.Name, CaseBytesMax>>20)
	}
	s.sealed.Reset()
	w, err := age.Encrypt(&s.sealed, s.recipients...)
	if err == nil {
		if _, err = w.Write(s.plain); err == nil {
			err = w.Close()
		}
	}
	if err != nil {
		return nil, fmt.Errorf("case %s cannot be sealed: %w", c.Name, err)
	}
	if s.sealed.Len() > sealBytesMax {
		return nil, fmt.Errorf("case %s must be at most %d bytes when sealed", c.Name, sealBytesMax)
	}
	return s.sealed.Bytes(), nil
}

// clear overwrites all text.
func (s *sealer) clear() {
	for _, r := range s.rows {
		r.Clear()
	}
	s.plain.clear()
}
