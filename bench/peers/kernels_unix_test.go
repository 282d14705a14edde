//go:build unix

package main

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/antzucaro/matchr"

	"nfimatch/match/kernel"
)

// namesVariable names the folder that "peers council" wrote names/ into. peers.py sets
// it; without it there is nothing to compare with others, and the benchmark says so.
const namesVariable = "NFI_PEERS_NAMES"

var (
	keptFloat float64
	keptInt   int
)

// BenchmarkNames compares each name with each, in one thread. ns/pair is processor time
// of a pair, as kernels.py takes it of other systems over the same names: on a machine
// with other work, time by the clock would be fair to neither.
func BenchmarkNames(b *testing.B) {
	folder := os.Getenv(namesVariable)
	if folder == "" {
		b.Skip(namesVariable + " names no folder of names")
	}
	for _, kind := range []string{"surnames", "full"} {
		names, filters := readNames(b, folder, kind)
		b.Run("names="+kind+"/of=matchr", func(b *testing.B) {
			eachQuery(b, len(names), func(i int) {
				for _, other := range names {
					keptFloat += matchr.JaroWinkler(names[i], other, false)
				}
			})
		})
		ones, common := make([]int, len(names)), make([]uint16, len(names))
		for i := range filters {
			ones[i] = kernel.Common(&filters[i], &filters[i])
		}
		b.Run("names="+kind+"/of=common", func(b *testing.B) {
			eachQuery(b, len(names), func(i int) { kernel.CommonMany(common, &filters[i], filters) })
		})
		b.Run("names="+kind+"/of=similarity", func(b *testing.B) {
			eachQuery(b, len(names), func(i int) {
				kernel.CommonMany(common, &filters[i], filters)
				for j, shared := range common {
					keptInt += kernel.Similarity(int(shared), ones[i], ones[j])
				}
			})
		})
	}
}

// eachQuery runs a query against all names until b.N pairs are done.
func eachQuery(b *testing.B, names int, query func(i int)) {
	queries, start := 0, processorTime(b)
	for ; queries*names < b.N; queries++ {
		query(queries % names)
	}
	b.ReportMetric(float64(processorTime(b)-start)/float64(queries*names), "ns/pair")
}

// processorTime returns the nanoseconds that this process has had of the processor.
func processorTime(b *testing.B) int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}

// readNames reads one kind of names, and their filters.
func readNames(b *testing.B, folder, kind string) (names []string, filters []kernel.Filter) {
	b.Helper()
	text, err := os.ReadFile(filepath.Join(folder, kind+".txt"))
	if err != nil {
		b.Fatal(err)
	}
	names = strings.Split(strings.TrimSpace(string(text)), "\n")
	raw, err := os.ReadFile(filepath.Join(folder, kind+".filters"))
	if err != nil {
		b.Fatal(err)
	}
	const bytes = kernel.FilterBits / 8
	if len(raw) != len(names)*bytes {
		b.Fatalf("%d names and %d bytes of filters", len(names), len(raw))
	}
	filters = make([]kernel.Filter, len(names))
	for i := range filters {
		for w := range filters[i] {
			filters[i][w] = binary.LittleEndian.Uint64(raw[i*bytes+w*8:])
		}
	}
	return names, filters
}
