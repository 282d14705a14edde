package yardstick

import (
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"
)

// nothing stands for a figure of nothing.
const nothing = "–"

// Figure writes a share with four decimals.
func Figure(value float64) string {
	if math.IsNaN(value) {
		return nothing
	}
	return fmt.Sprintf("%.4f", value)
}

// String writes the interval, nothing if there is none.
func (i Interval) String() string {
	if math.IsNaN(i.Low) {
		return ""
	}
	return fmt.Sprintf("[%.4f %.4f]", i.Low, i.High)
}

// String writes the ratio and its interval, which Tally leaves out. None of all and all
// of all have none either: resampling cannot tell how rare is what was never seen.
func (s Share) String() string {
	if s.Part == 0 || s.Part == s.Whole {
		return Figure(s.Ratio())
	}
	return strings.TrimSuffix(Figure(s.Ratio())+" "+s.Interval.String(), " ")
}

// Rare writes a share of rare things: how many they are, and one decimal more.
func (s Share) Rare() string {
	if s.Whole == 0 {
		return nothing
	}
	return fmt.Sprintf("%d, %.5f", s.Part, s.Ratio())
}

// String writes the figure and its interval.
func (v Value) String() string { return Figure(v.Figure) + " " + v.Interval.String() }

// String writes the gap with its sign, and its interval; nothing for nobody's.
func (g Gap) String() string {
	if math.IsNaN(g.Size) {
		return ""
	}
	return fmt.Sprintf("%+.4f %v", g.Size, g.Interval)
}

// A Table writes rows of cells in columns.
type Table struct {
	columns *tabwriter.Writer
}

// NewTable begins a table with a heading and the names of its columns.
func NewTable(out io.Writer, heading string, columns ...any) *Table {
	fmt.Fprintf(out, "\n%s\n", heading)
	t := &Table{tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)}
	t.Row(columns...)
	return t
}

// Row adds a row.
func (t *Table) Row(cells ...any) {
	for i, cell := range cells {
		if i > 0 {
			fmt.Fprint(t.columns, "\t")
		}
		fmt.Fprint(t.columns, cell)
	}
	fmt.Fprintln(t.columns)
}

// End writes the table.
func (t *Table) End() error { return t.columns.Flush() }
