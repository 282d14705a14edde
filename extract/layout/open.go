package layout

import (
	"cmp"
	"fmt"

	"nfimatch/extract/delimited"
	"nfimatch/extract/row"
)

// fieldsMin is how many fields a line must name to be a header. A single word of a
// preamble can be a field's name by chance, but not one that the user has named.
func (s *Specification) fieldsMin() int {
	if s.chosen != nil {
		return 1
	}
	return headerFieldsMin
}

const headerFieldsMin = 2

// Open opens a file and finds its header: the line, and the delimiter, that
// names most fields of spec. The next row is the first of the data.
func Open(path string, spec *Specification) (*delimited.File, error) {
	file, err := delimited.Open(path)
	if err != nil {
		return nil, err
	}
	if err := beginPart(file, spec); err != nil {
		return nil, cmp.Or(err, file.Close())
	}
	return file, nil
}

func beginPart(file *delimited.File, spec *Specification) error {
	header, other := file.FindHeader(spec.named), lookAlike(file, spec)
	switch {
	case other == nil && header.Score < spec.fieldsMin():
		return cmp.Or(spec.refuseChoices(file.Base(), nil), refuseHeaderless(file, spec))
	case other == nil:
	case header.Score < spec.fieldsMin(), file.FindHeader(other.named).Score > header.Score:
		return &delimited.Refusal{
			File:    file.Base(),
			Problem: fmt.Sprintf("looks like %s, not %s", other.Title, spec.Title),
			Hint:    "were two files swapped?",
		}
	}
	return file.Begin(header)
}

// lookAlike returns the specification of a dataset other than spec's whose needed
// columns the file has, the one of which it names most; nil if there is none. A
// general list of people may be any file.
func lookAlike(file *delimited.File, spec *Specification) *Specification {
	if spec.Dataset == 0 || spec.Dataset.IsList() {
		return nil
	}
	best, _ := likeliest(file, spec, true)
	return best
}

// likeliest returns the dataset of which a header of the file names most columns,
// and that header; with whole only one whose needed columns are all there.
func likeliest(file *delimited.File, except *Specification, whole bool) (
	best *Specification, header delimited.Header,
) {
	for _, dataset := range row.Datasets {
		spec := Of(dataset)
		if spec == except {
			continue
		}
		found := file.FindHeader(spec.named)
		if found.Score > header.Score && (!whole || len(spec.missing(found.Cells)) == 0) {
			best, header = spec, found
		}
	}
	return best, header
}

// Recognise returns the dataset a file is an extract of: the one of which it names
// most columns. If it lacks needed ones, the error lists them.
func Recognise(path string) (row.Dataset, error) {
	file, err := delimited.Open(path)
	if err != nil {
		return 0, err
	}
	dataset, err := recognise(file)
	return dataset, cmp.Or(err, file.Close())
}

func recognise(file *delimited.File) (row.Dataset, error) {
	best, complete := likeliest(file, nil, true)
	likely, header := likeliest(file, nil, false)
	if best != nil && complete.Score >= header.Score {
		return best.Dataset, nil
	}
	if header.Score < headerFieldsMin {
		return 0, refuseHeaderless(file, nil)
	}
	return 0, refuseMissing(file.Base(), likely, likely.missing(header.Cells))
}

// refuseHeaderless refuses a file in which no header was found; a nil spec means
// that of no dataset.
func refuseHeaderless(file *delimited.File, spec *Specification) error {
	title, examples := "any dataset", Of(row.CouncilTax).examples()
	if spec != nil {
		title, examples = spec.Title, spec.examples()
	}
	if file.Wide() {
		return &delimited.Refusal{
			File:    file.Base(),
			Problem: fmt.Sprintf("must have at most %d columns", delimited.ColumnsMax),
			Hint:    "export the columns that are needed, and no others",
		}
	}
	return &delimited.Refusal{
		File: file.Base(),
		Problem: fmt.Sprintf("no line of the first %d names the columns of %s",
			delimited.HeaderLinesMax, title),
		Hint: fmt.Sprintf("the file needs a line of headers such as %s, separated by comma, pipe, "+
			"tab or tilde; files of fixed width must be exported again", examples),
	}
}
