package throughput

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

const (
	// Any is the processor and the path of an exact number that is the same on all.
	Any = "any"
	// Ratio is the unit of what is timed. All other units are exact numbers.
	Ratio = "ratio"

	lossMax  = 0.10 // of a ratio's baseline
	driftMax = 0.03 // a ratio this near to its baseline leaves it as it is
	linesMax = 10_000
)

var header = []string{"processor", "path", "line", "unit", "baseline"}

// A Line is one figure: a measurement or the baseline it is held to.
type Line struct {
	Processor string // architecture and make, or [Any]
	Path      string // of the kernels: portable is in every build; or version of Go, or [Any]
	Name      string // key=value parts between slashes
	Unit      string // [Ratio], or what is counted
	Value     float64
}

// same reports whether two lines are of one figure.
func (l Line) same(other Line) bool {
	return l.alongside(other) && l.Name == other.Name && l.Unit == other.Unit
}

// alongside reports whether two lines are of one processor and path.
func (l Line) alongside(other Line) bool {
	return l.Processor == other.Processor && l.Path == other.Path
}

// text returns the value as the file has it: a ratio with four digits that count,
// a number whole.
func (l Line) text() string {
	if l.Unit == Ratio {
		return strconv.FormatFloat(l.Value, 'g', 4, 64)
	}
	return strconv.FormatFloat(l.Value, 'f', 0, 64)
}

// String returns the name, what it was measured on and the unit.
func (l Line) String() string {
	if l.Path == Any {
		return l.Name + " " + l.Unit
	}
	return fmt.Sprintf("%s %s (%s, %s)", l.Name, l.Unit, l.Processor, l.Path)
}

// ReadBaselines reads a file of baselines. An error names the line of the file and
// what it must be: a baseline is a number above 0 (an exact one 0 or more), and no
// figure has two.
func ReadBaselines(r io.Reader) ([]Line, error) {
	reader := csv.NewReader(r)
	reader.Comment, reader.FieldsPerRecord = '#', len(header)
	first, err := reader.Read()
	if err != nil {
		return nil, fmt.Errorf("baselines: %w", err)
	}
	if !slices.Equal(first, header) {
		return nil, fmt.Errorf("baselines: header must be %s", strings.Join(header, ","))
	}
	var lines []Line
	for {
		record, err := reader.Read()
		if err == io.EOF {
			return lines, nil
		}
		if err != nil {
			return nil, fmt.Errorf("baselines: %w", err)
		}
		at, _ := reader.FieldPos(0)
		line := Line{Processor: record[0], Path: record[1], Name: record[2], Unit: record[3]}
		line.Value, err = strconv.ParseFloat(record[4], 64)
		switch {
		case err != nil || !(line.Value >= 0) || line.Unit == Ratio && line.Value == 0:
			return nil, fmt.Errorf("baselines: line %d: baseline must be a number above 0", at)
		case slices.ContainsFunc(lines, line.same):
			return nil, fmt.Errorf("baselines: line %d: must be the only one of its figure", at)
		case len(lines) == linesMax:
			return nil, fmt.Errorf("baselines: must be at most %d lines", linesMax)
		}
		lines = append(lines, line)
	}
}

// WriteBaselines writes lines in order of processor, path, name and unit, under
// comment lines of note.
func WriteBaselines(w io.Writer, note string, lines []Line) error {
	for text := range strings.Lines(note) {
		if _, err := fmt.Fprintf(w, "# %s\n", strings.TrimSuffix(text, "\n")); err != nil {
			return err
		}
	}
	sorted := slices.Clone(lines)
	slices.SortFunc(sorted, func(a, b Line) int {
		return cmp.Or(cmp.Compare(a.Processor, b.Processor), cmp.Compare(a.Path, b.Path),
			cmp.Compare(a.Name, b.Name), cmp.Compare(a.Unit, b.Unit))
	})
	writer := csv.NewWriter(w)
	records := [][]string{header}
	for _, line := range sorted {
		records = append(records,
			[]string{line.Processor, line.Path, line.Name, line.Unit, line.text()})
	}
	return writer.WriteAll(records)
}

// Accept returns the baselines with what was measured in place of what was there.
// A ratio within 3 % of its baseline leaves it alone, so that a diff shows what
// changed and not the hour. What was measured replaces all lines of the same
// processor and path, and all exact ones; those of other processors stay.
func Accept(baselines, measured []Line) []Line {
	var accepted []Line
	for _, line := range measured {
		i := slices.IndexFunc(baselines, line.same)
		if i >= 0 && line.Unit == Ratio && within(line.Value, baselines[i].Value, driftMax) {
			line.Value = baselines[i].Value
		}
		accepted = append(accepted, line)
	}
	for _, line := range baselines {
		if !slices.ContainsFunc(measured, line.alongside) {
			accepted = append(accepted, line)
		}
	}
	return accepted
}

func within(value, baseline, share float64) bool {
	return value >= baseline*(1-share) && value <= baseline*(1+share)
}

// Slow reports whether a ratio is more than 10 % below its baseline. A line that
// is exact, or has no baseline, is not.
func Slow(baselines []Line, measured Line) bool {
	i := slices.IndexFunc(baselines, measured.same)
	return i >= 0 && measured.Unit == Ratio && measured.Value < baselines[i].Value*(1-lossMax)
}
