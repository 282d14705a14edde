package linkage

import (
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/extract/columns"
	"nfimatch/extract/retention"
	"nfimatch/match/result"
	"nfimatch/report/publish"
	"nfimatch/report/spell"
)

// tableVersion is the version of the columns of pairs.parquet.
//
//	1: first layout
//	2: the lines of the files
//	3: what better pairs and others of the place say against a pair
const tableVersion = 3

var decisionWords = [...]string{
	result.DecisionUnsure: "unsure", result.DecisionSame: "same",
	result.DecisionDifferent: "different",
}

// write puts the results in place of what was in their folder.
func (r *run) write(ctx context.Context) error {
	return disk.ReplaceFolder(filepath.Clean(r.Folder), func(aside string) error {
		for _, file := range r.files() {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := disk.WriteFile(filepath.Join(aside, file.name), file.fill); err != nil {
				return err
			}
		}
		return r.writeManifest(aside)
	})
}

// A resultFile is one file of the results, and what writes it.
type resultFile struct {
	name string
	fill func(io.Writer) error
}

func (r *run) files() []resultFile {
	files := []resultFile{
		{modelFile, func(w io.Writer) error { _, err := w.Write(r.modelText); return err }},
		{pageFile, r.writePage}, {rejectsFile, r.writeRejects},
	}
	if r.TrainOnly {
		return files
	}
	files = append(files, resultFile{pairsFile + ".csv", r.writePairs},
		resultFile{pairsFile + ".parquet", r.writePairsTable})
	if r.within() {
		files = append(files, resultFile{clustersFile, r.writeClusters})
	}
	return files
}

// deleteBy is the day by which every pair must be gone: the stricter of its two lists.
func (r *run) deleteBy() retention.Date {
	strictest := r.sides[0].terms
	for _, s := range r.sides {
		strictest = r.terms.StrictestOf(strictest, s.terms)
	}
	return r.terms.Get(strictest).DeleteBy
}

// pairColumns are the columns of a pair in their order: those of the comparisons stand
// between the probability and the prior.
func (r *run) pairColumns() []string {
	header := []string{"left_line", "right_line", "weight_bits", "probability"}
	for _, comparison := range r.result.Scheme {
		header = append(header, comparison.Name+"_level", comparison.Name+"_bits")
	}
	header = append(header, "prior_bits", "rarity_bits", "against_bits", "next_best_bits")
	if r.within() {
		header = append(header, "bridge")
	}
	return append(header, "rule", "decision", "delete_by", "left_file_line", "right_file_line")
}

// writePairs writes pairs.csv: levels by their names, weights in bits.
func (r *run) writePairs(w io.Writer) error {
	p, scheme, deleteBy := &r.result.Pairs, r.result.Scheme, r.deleteBy().String()
	cells := make([]string, len(r.pairColumns()))
	left, right := r.sides[0], r.sides[len(r.sides)-1]
	return publish.CSV(w, r.pairColumns(), len(p.Left), func(i int) []string {
		cells = append(cells[:0], line(p.Left[i]), line(p.Right[i]), spell.Bits(p.Weight[i]),
			weightText(p.Weight[i]))
		for c := range scheme {
			cells = append(cells, scheme[c].Levels[p.Levels[c][i]].Name,
				spell.Bits(p.Millibits[c][i]))
		}
		cells = append(cells, spell.Bits(p.Prior[i]), spell.Bits(p.Rarity[i]),
			spell.Bits(p.Against[i]), spell.Bits(p.Rival[i]))
		if r.within() {
			cells = append(cells, strconv.FormatBool(p.Bridge[i]))
		}
		return append(cells, r.result.Blocking[p.Rule[i]].Rule, decisionWords[p.Decision[i]], deleteBy,
			line(left.fileLine(p.Left[i])), line(right.fileLine(p.Right[i])))
	})
}

func line(n uint32) string { return strconv.FormatUint(uint64(n), 10) }

// writePairsTable writes pairs.parquet: the columns of pairs.csv, but levels by number,
// whose names the metadata have.
func (r *run) writePairsTable(w io.Writer) error {
	p := &r.result.Pairs
	n := len(p.Left)
	table := new(tableMaker)
	table.add(p.Left)
	table.add(p.Right)
	table.add(made(n, func(i int) float64 { return publish.Bits(p.Weight[i]) }))
	table.add(made(n, func(i int) float64 { return publish.Probability(p.Weight[i]) }))
	meta := make(map[string]string)
	for key, value := range r.meta {
		meta[key] = value
	}
	for c, comparison := range r.result.Scheme {
		table.add(p.Levels[c])
		table.add(made(n, func(i int) float64 { return publish.Bits(p.Millibits[c][i]) }))
		var names []string
		for _, level := range comparison.Levels {
			names = append(names, level.Name)
		}
		meta["nfi.levels_"+comparison.Name] = strings.Join(names, ",")
	}
	table.add(made(n, func(i int) float64 { return publish.Bits(p.Prior[i]) }))
	table.add(made(n, func(i int) float64 { return publish.Bits(p.Rarity[i]) }))
	table.add(made(n, func(i int) float64 { return publish.Bits(p.Against[i]) }))
	table.add(made(n, func(i int) float64 { return publish.Bits(p.Rival[i]) }))
	if r.within() {
		table.add(p.Bridge)
	}
	table.add(made(n, func(i int) string { return r.result.Blocking[p.Rule[i]].Rule }))
	table.add(made(n, func(i int) string { return decisionWords[p.Decision[i]] }))
	deleteBy := r.deleteBy()
	table.add(made(n, func(int) retention.Date { return deleteBy }))
	left, right := r.sides[0], r.sides[len(r.sides)-1]
	table.add(made(n, func(i int) uint32 { return left.fileLine(p.Left[i]) }))
	table.add(made(n, func(i int) uint32 { return right.fileLine(p.Right[i]) }))
	wrapped, err := columns.Of(pairsFile, tableVersion, meta, table.of(r.pairColumns()))
	if err != nil {
		return err
	}
	defer wrapped.Release()
	return columns.WriteParquet(w, wrapped)
}

// made returns a column of n values.
func made[T any](n int, value func(i int) T) []T {
	column := make([]T, n)
	for i := range column {
		column[i] = value(i)
	}
	return column
}

// A tableMaker makes a table of columns whose number is known when it runs only: which
// comparisons there are depends on the lists.
type tableMaker struct{ columns []any }

func (t *tableMaker) add(column any) { t.columns = append(t.columns, column) }

// of returns the struct of slices with these names that package columns wraps.
func (t *tableMaker) of(names []string) any {
	fields := make([]reflect.StructField, len(t.columns))
	for i, column := range t.columns {
		fields[i] = reflect.StructField{
			Name: fmt.Sprintf("Column%d", i), Type: reflect.TypeOf(column),
			Tag: reflect.StructTag(fmt.Sprintf(`nfi:%q`, names[i])),
		}
	}
	table := reflect.New(reflect.StructOf(fields)).Elem()
	for i, column := range t.columns {
		table.Field(i).Set(reflect.ValueOf(column))
	}
	return table.Interface()
}

// writeClusters writes clusters.csv: the rows that are one person with another, by
// cluster and line.
func (r *run) writeClusters(w io.Writer) error {
	c := &r.result.Clusters
	size := make(map[uint32]int)
	order := make([]int, len(c.Line))
	for i, cluster := range c.Cluster {
		order[i] = i
		size[cluster]++
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(c.Cluster[i], c.Cluster[j]), cmp.Compare(c.Line[i], c.Line[j]))
	})
	deleteBy := r.deleteBy().String()
	return publish.CSV(w, []string{"cluster", "line", "rows", "delete_by", "file_line"}, len(order),
		func(i int) []string {
			at := order[i]
			return []string{line(c.Cluster[at]), line(c.Line[at]), strconv.Itoa(size[c.Cluster[at]]),
				deleteBy, line(r.sides[0].fileLine(c.Line[at]))}
		})
}

// writeRejects writes the rows that were not compared: place and rule, never a value.
func (r *run) writeRejects(w io.Writer) error {
	lines := csv.NewWriter(w)
	_ = lines.Write([]string{"list", "file", "line", "fate", "field", "rule", "delete_by"})
	for _, s := range r.sides {
		deleteBy := r.terms.Get(s.terms).DeleteBy.String()
		for _, fault := range s.faults {
			_ = lines.Write([]string{s.dataset.String(), publish.SpreadsheetSafe(fault.Place.File),
				line(fault.Place.Line), fault.Fate.String(), fault.Field, fault.Rule, deleteBy})
		}
	}
	lines.Flush()
	return lines.Error() // the first of all writes
}

// counted returns how many pairs have each decision.
func (r *run) counted() (counts [len(decisionWords)]int) {
	for _, decision := range r.result.Pairs.Decision {
		counts[decision]++
	}
	return counts
}
