package throughput

import (
	"fmt"
	"io"
	"runtime"
	"testing"

	"nfimatch/extract/columns"
	"nfimatch/extract/row"
	"nfimatch/match/result"
	"nfimatch/normalize/record"
	"nfimatch/normalize/token"
)

// Sizes of the work: such that once through takes about a slice.
const (
	readDwellings      = 1000
	normalizeDwellings = 100
	matchDwellings     = 100
	crowdDwellings     = 300
	crowdMentions      = 24
	growthSmall        = 1_000
	growthLarge        = 10_000
	countRuns          = 15 // of which the fewest allocations count
)

// A timed is one ratio: what of the product, in which units, by which yardstick.
type timed struct {
	name      string // key=value parts between slashes, without the yardstick
	unit      string // of the product
	yardstick string
	race      *Race
}

// line returns the name of the figure, the yardstick with it.
func (t *timed) line() string { return t.name + "/yardstick=" + t.yardstick }

// timedLines prepares everything that is timed.
func timedLines(tb testing.TB) []*timed {
	tb.Helper()
	var all []*timed
	add := func(name, unit string, product Work, yardstick string, by Work) {
		all = append(all, &timed{name, unit, yardstick, &Race{Product: product, Yardstick: by}})
	}
	for _, dataset := range []row.Dataset{row.CouncilTax, row.ElectoralRegister} {
		work, by := reading(tb, dataset)
		add("stage=extract/dataset="+dataset.String(), "rows", work, "encoding_csv", by)
	}
	add("stage=normalize", "rows", normalizing(tb, normalizeDwellings), "intern",
		intern(tb, newTown(tb, readDwellings)))
	names := newTown(tb, readDwellings).names()
	add("stage=normalize/of=token+filter", "values", encoding(tb, names), "sha256", digest(names))
	add("stage=match/households=council", "pairs", matching(tb, councilTables(tb)),
		"jaro_winkler", jaroWinkler())
	add("stage=match/households=crowded", "pairs", matching(tb, crowdedTables(tb)),
		"jaro_winkler", jaroWinkler())
	return all
}

func councilTables(tb testing.TB) *record.Tables { return newTown(tb, matchDwellings).tables() }

func crowdedTables(tb testing.TB) *record.Tables {
	crowded := newTown(tb, crowdDwellings)
	crowded.crowd(crowdMentions)
	return crowded.tables()
}

// reading reads one file of a council, and the yardstick parses it.
func reading(tb testing.TB, dataset row.Dataset) (product, yardstick Work) {
	town := newTown(tb, readDwellings)
	take := func(batch *row.Batch) error { batch.Clear(); return nil }
	rows := town.read(dataset, take)
	return Work{Units: rows, Run: func() { town.read(dataset, take) }},
		parse(tb, town.path(dataset), rows)
}

// normalizing turns the rows of a council into tables, from fresh batches each time.
func normalizing(tb testing.TB, dwellings int) Work {
	town := newTown(tb, dwellings)
	batches, rows := town.batches()
	return Work{
		Units: rows,
		Prepare: func() {
			batches, _ = town.batches()
			runtime.GC()
		},
		Run: func() { town.normalised(batches) },
	}
}

// encoding makes the token and the filter of each name. They are one line, since a
// filter alone is a loop so short that it runs a seventh faster or slower by where
// the linker happens to put it.
func encoding(tb testing.TB, names []string) Work {
	ring, err := token.NewRing(ringKeys[0], ringKeys[1])
	if err != nil {
		tb.Fatal(err)
	}
	tokeniser, encoder := ring.Tokeniser("name"), ring.Encoder()
	return Work{Units: len(names), Run: func() {
		for _, name := range names {
			made := tokeniser.Token(name)
			filter, ones := encoder.Filter(name)
			keptWord += uint64(made[0]) + filter[0] + uint64(ones)
		}
	}}
}

// matching matches tables by the shipped models. A unit is a pair of mentions that
// is compared, weighed and decided; placing what it is about is in its time.
func matching(tb testing.TB, tables *record.Tables) Work {
	return Work{
		Units:   int(matched(tb, tables, false).Pairs),
		Prepare: runtime.GC,
		Run:     func() { matched(tb, tables, false) },
	}
}

// exactLines counts everything that is counted.
func exactLines(tb testing.TB) []Line {
	tb.Helper()
	var lines []Line
	add := func(name, unit string, value float64) {
		line := Line{Any, Any, name, unit, value}
		if unit == "allocations" {
			line.Processor, line.Path = runtime.GOARCH, runtime.Version()
		}
		lines = append(lines, line)
	}
	for _, dataset := range []row.Dataset{row.CouncilTax, row.ElectoralRegister} {
		work, _ := reading(tb, dataset)
		name := fmt.Sprintf("stage=extract/dataset=%s/rows=%d", dataset, work.Units)
		add(name, "allocations", allocations(work))
	}
	work := normalizing(tb, normalizeDwellings)
	add(fmt.Sprintf("stage=normalize/rows=%d", work.Units), "allocations", allocations(work))
	work = matching(tb, councilTables(tb))
	add(fmt.Sprintf("stage=match/households=council/pairs=%d", work.Units), "allocations",
		allocations(work))
	work = matching(tb, crowdedTables(tb))
	add(fmt.Sprintf("stage=match/households=crowded/pairs=%d", work.Units), "allocations",
		allocations(work))
	for _, dwellings := range []int{growthSmall, growthLarge} {
		for _, count := range grown(tb, dwellings) {
			add(fmt.Sprintf("%s/dwellings=%d", count.name, dwellings), count.unit, count.value)
		}
	}
	return lines
}

// allocations returns the fewest allocations of one run. The few that vary are the
// runtime's own, and those of maps, whose seeds are drawn anew.
func allocations(work Work) float64 {
	var before, after runtime.MemStats
	fewest := ^uint64(0)
	for range countRuns {
		if work.Prepare != nil {
			work.Prepare()
		}
		runtime.ReadMemStats(&before)
		work.Run()
		runtime.ReadMemStats(&after)
		fewest = min(fewest, after.Mallocs-before.Mallocs)
	}
	return float64(fewest)
}

// A counted is one exact number of a council of some size.
type counted struct {
	name, unit string
	value      float64
}

// grown counts what must grow no faster than the council: pairs, and the bytes of
// the tables as they leave each stage. Models are trained, as in a first run.
func grown(tb testing.TB, dwellings int) []counted {
	town := newTown(tb, dwellings)
	tables := town.tables()
	out, summary := matchedTables(tb, tables, true)
	var records, results byteCount
	err := tables.Each(func(name string, table any) error {
		return records.add(name, record.Version, tables.Meta, table)
	})
	for name, table := range map[string]any{
		"dwelling": &out.Dwellings, "occupant": &out.Occupants, "pair": &out.Pairs,
	} {
		if err == nil {
			err = results.add(name, result.Version, tables.Meta, table)
		}
	}
	if err != nil {
		tb.Fatal(err)
	}
	return []counted{
		{"of=council", "bytes", float64(town.bytes())},
		{"of=pairs", "pairs", float64(summary.Pairs)},
		{"of=tables/stage=normalize", "bytes", float64(records)},
		{"of=tables/stage=match", "bytes", float64(results)},
	}
}

// A byteCount is the size of tables as Arrow streams.
type byteCount int64

func (c *byteCount) add(name string, version int, meta map[string]string, table any) error {
	wrapped, err := columns.Of(name, version, meta, table)
	if err != nil {
		return err
	}
	counter := &countingWriter{Writer: io.Discard}
	_, err = columns.WriteIPC(counter, wrapped)
	*c += byteCount(counter.bytes)
	return err
}

type countingWriter struct {
	io.Writer
	bytes int64
}

func (w *countingWriter) Write(content []byte) (int, error) {
	w.bytes += int64(len(content))
	return w.Writer.Write(content)
}
