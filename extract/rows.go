package extract

import (
	"cmp"
	"context"
	"fmt"

	"nfimatch/extract/delimited"
	"nfimatch/extract/row"
)

// A reading is one pass over a Source.
type reading struct {
	*Reader
	judge   *judge
	tally   *codeTally
	take    func(*row.Batch) error
	batch   *row.Batch
	summary Summary
	cells   [][]byte          // text fields of the row at hand
	joined  []byte            // scratch of those in several parts
	stopped bool              // a code is unexplained: batches go nowhere any more
	damage  damage            // of the file at hand
	omitted int               // rejects of the file at hand that are only counted
	listed  int               // and those that are listed
	cut     bool              // the row at hand is faulty and ends with the file, not with a line
	rules   map[[2]string]int // where a field and its rule stand in summary.Rejects
}

// at is where a row stands.
type at struct {
	place row.Place
	line  row.Line
}

// read reads all rows; a nil take keeps none.
func (r *Reader) read(ctx context.Context, take func(*row.Batch) error) (Summary, error) {
	m := r.m
	classed := r.source.Dataset == row.CouncilTax
	reading := &reading{
		Reader: r, judge: newJudge(r.source.Dataset, m), tally: newCodeTally(r.codes, m), take: take,
		batch: row.NewBatch(r.source.Dataset, r.source.Terms, m.Names(), classed),
		cells: make([][]byte, len(m.Fields)), rules: make(map[[2]string]int),
	}
	reading.summary.Dataset = r.source.Dataset
	reading.summary.Columns = r.Columns()
	reading.summary.Warnings = m.Lacking(r.first.Base(), r.spec)
	for _, path := range r.source.Paths {
		if err := reading.readPart(ctx, path); err != nil {
			return reading.summary, err
		}
	}
	if reading.summary.Counts.Read == 0 {
		return reading.summary, &InputError{
			File: r.first.Base(), Problem: "has a header and no rows",
			Hint: "export it again, and look at it in a text editor before it is used",
		}
	}
	if err := reading.deliver(); err != nil {
		return reading.summary, err
	}
	return reading.finish(), nil
}

// readPart reads one file and closes it.
func (r *reading) readPart(ctx context.Context, path string) (err error) {
	p, err := r.openPart(path)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, p.Close()) }()
	r.damage, r.omitted, r.listed, r.cut = damage{}, 0, 0, false
	before := r.summary.Counts.Read
	for {
		state, err := p.Next()
		if err != nil {
			return err
		}
		if state == delimited.End {
			break
		}
		if state == delimited.Row && p.Skip() {
			continue
		}
		if r.summary.Counts.Read%row.RowsMax == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err := r.row(p, state); err != nil {
			return err
		}
	}
	if r.cut {
		r.summary.Warnings = append(r.summary.Warnings,
			p.Base()+": its last row is incomplete: the file may be cut off")
	}
	file := FileSummary{p.Summary(), r.summary.Counts.Read - before}
	for _, other := range r.summary.Files {
		if other.SHA256 == file.SHA256 {
			return &InputError{File: p.Base(), Problem: "has the same content as " + other.Base}
		}
	}
	r.summary.Warnings = append(r.summary.Warnings, r.damage.warnings(&file)...)
	r.summary.Files = append(r.summary.Files, file)
	r.summary.FaultsOmitted += r.omitted
	return nil
}

// row gives the row just read its number and its fate.
func (r *reading) row(p *delimited.File, state delimited.State) error {
	counts := &r.summary.Counts
	if counts.Read == RowsMax {
		return &InputError{
			File: p.Base(), Line: p.Line(), Problem: fmt.Sprintf("must be at most %d rows", RowsMax),
		}
	}
	counts.Read++
	where := at{row.Place{File: p.Base(), Line: p.Line()}, row.Line(counts.Read)}
	switch {
	case state == delimited.Broken:
		r.reject(where, "quotes", ruleQuotes)
		r.cut = p.Unended()
		return nil
	case state == delimited.Long:
		r.reject(where, "row", ruleRowBytes)
		return nil
	case !p.Fits(r.m.Headed, len(r.m.Uses)):
		r.reject(where, "row", ruleColumns(len(r.m.Uses)))
		err := p.Retreat()
		r.cut = p.Unended()
		return err
	}
	r.gather(p)
	verdict, err := r.judge.judge(r.cells, where.place)
	switch {
	case err != nil:
		return err
	case verdict.fate == row.SetAside:
		counts.SetAside++
		return nil
	case verdict.fate == row.Rejected:
		r.reject(where, verdict.field, verdict.rule)
		return nil
	}
	counts.Kept++
	return r.keep(p, where)
}

// gather puts the text fields of the row into cells and counts what is filled.
func (r *reading) gather(p *delimited.File) {
	uses := r.summary.Columns
	for column := range uses {
		if len(p.Raw(column)) > 0 {
			uses[column].Filled++
		}
	}
	r.joined = r.joined[:0]
	for i, f := range r.m.Fields {
		if len(f.Columns) == 1 {
			r.cells[i] = p.Text(f.Columns[0])
			continue
		}
		from := len(r.joined)
		for _, column := range f.Columns {
			text := p.Text(column)
			if len(text) > 0 && len(r.joined) > from {
				r.joined = append(r.joined, f.Joint()...)
			}
			r.joined = append(r.joined, text...)
		}
		r.cells[i] = r.joined[from:len(r.joined):len(r.joined)]
	}
}

// reject accounts for a faulty row.
func (r *reading) reject(where at, field, rule string) {
	r.summary.Counts.Rejected++
	key := [2]string{field, rule}
	i, seen := r.rules[key]
	if !seen {
		i = len(r.summary.Rejects)
		r.rules[key] = i
		r.summary.Rejects = append(r.summary.Rejects, RuleTotal{field, rule, 0})
	}
	r.summary.Rejects[i].Rows++
	if r.listed == FaultsMax {
		r.omitted++
		return
	}
	r.listed++
	r.summary.Faults = append(r.summary.Faults, row.Fault{
		Dataset: r.source.Dataset, Place: where.place, Row: where.line, Field: field, Rule: rule,
		Fate: row.Rejected,
	})
}

// keep classes the codes of a row and puts it into the batch.
func (r *reading) keep(p *delimited.File, where at) error {
	classes := r.classes(p, where)
	r.judge.look(r.cells, where.place.Line, &r.damage)
	if r.take == nil || r.stopped {
		return nil
	}
	bytes := 0
	for _, cell := range r.cells {
		bytes += len(cell)
	}
	if !r.batch.Fits(bytes) {
		if err := r.deliver(); err != nil {
			return err
		}
	}
	r.batch.Append(where.line, where.place, r.cells, classes)
	return nil
}

// classes counts the codes of a row and returns what they come to.
func (r *reading) classes(p *delimited.File, where at) (classes row.Classes) {
	permille := -1
	for i, f := range r.m.Codes {
		code := p.Text(f.Columns[0])
		if isBlank(code) && !r.codes.explains(f.Name, code) {
			continue
		}
		if permille < 0 {
			permille = r.judge.permille(r.cells)
		}
		one, known := r.tally.see(i, code, where, permille)
		r.stopped = r.stopped || !known
		combine(&classes, f.Name, one)
	}
	if marker := r.judge.marker; marker >= 0 && !isBlank(r.cells[marker]) {
		r.tally.see(len(r.m.Codes), r.cells[marker], where, -1)
	}
	return classes
}

// deliver hands the batch on, if it has rows, and starts the next.
func (r *reading) deliver() error {
	full := r.batch
	if full.Len() == 0 || r.take == nil || r.stopped {
		full.Clear()
		return nil
	}
	r.batch = full.Next()
	return r.take(full)
}

// finish completes the summary and asserts that every row has one fate.
func (r *reading) finish() Summary {
	s := &r.summary
	if !s.Counts.Balanced() {
		panic("extract: rows read are not the sum of their fates")
	}
	if s.Counts.SetAside > 0 {
		s.SetAside = []Total{{ReasonElectors, s.Counts.SetAside}}
		if s.Dataset.IsList() {
			s.SetAside[0].Reason = ReasonWithheld
		}
	}
	var unmapped []UnmappedCode
	if s.Codes, unmapped = r.tally.uses(); len(unmapped) > 0 {
		s.Unmapped = &UnmappedCodesError{s.Dataset, unmapped}
	}
	return *s
}
