package throughput

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"
)

var (
	gate   = flag.Bool("gate", false, "measure, and hold the figures to the baselines")
	update = flag.Bool("update", false, "with -gate: accept the figures as baselines")
	file   = flag.String("baselines", "testdata/baselines.csv",
		"with -gate: baselines, of a machine of another make for example")
	rounds = flag.Int("slices", 151, "with -gate: slices of each side of a ratio, 31 or more")
)

const (
	// path is the one of the kernels that this build takes: there is no other yet.
	path = "portable"

	turnsMax = 4 // of all slices, for a line that seems too slow
)

// TestGate measures and judges. It does so only when told to by -gate: what a clock
// shows is no property of the code, and no reason for "go test ./..." to fail.
func TestGate(t *testing.T) {
	if !*gate {
		t.Skip("throughput is measured with -gate, as make bench does")
	}
	baselines := readBaselines(t)
	measured := measure(t, baselines)
	if *update {
		acceptBaselines(t, baselines, measured)
		return
	}
	verdict := Judge(baselines, measured)
	fmt.Print(verdict.String())
	if len(verdict.Faults) > 0 {
		t.Errorf("%d of %d figures are not as they were", len(verdict.Faults), len(measured))
	}
}

// measure returns every figure. One goroutine runs at a time, so that a ratio is
// one of processor time and a neighbour on the other core changes nothing; the
// collector runs between slices and not in them, since what it costs is counted as
// allocations.
func measure(t *testing.T, baselines []Line) []Line {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	measured := exactLines(t)
	for _, line := range measured {
		fmt.Printf("%-70s %12s\n", line, line.text())
	}
	return append(measured, race(t, timedLines(t), baselines)...)
}

// race times all lines, and again those that seem too slow: more slices can only
// come nearer to what both sides cost undisturbed.
func race(t *testing.T, lines []*timed, baselines []Line) []Line {
	figures := make([]Line, len(lines))
	processor := processorMake()
	for i, line := range lines {
		figures[i] = Line{processor, path, line.line(), Ratio, 0}
	}
	slow := func(i int) bool { return figures[i].Value == 0 || Slow(baselines, figures[i]) }
	for range turnsMax {
		var races []*Race
		for i, line := range lines {
			if slow(i) {
				races = append(races, line.race)
			}
		}
		if err := Run(races, *rounds, time.Now); err != nil {
			t.Fatal(err)
		}
		for i, line := range lines {
			figures[i].Value = line.race.Ratio()
		}
	}
	for i, line := range lines {
		fmt.Printf("%-70s %12s  %s\n", line.line(), figures[i].text(), line.race)
	}
	return figures
}

func readBaselines(t *testing.T) []Line {
	content, err := os.Open(*file)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close()
	lines, err := ReadBaselines(content)
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// processorMake names the architecture and the make of the processor, where the
// system tells it: a ratio holds for one make.
func processorMake() string {
	content, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(content)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return runtime.GOARCH + " " + strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}

// note heads the file of baselines.
const note = `Baselines of the throughput gate; bench/README.md says how they are read and accepted.
Ratios: units the product gets through while the yardstick gets through one. They hold for
one make of processor, allocations for one version of Go, other numbers everywhere.`

func acceptBaselines(t *testing.T, baselines, measured []Line) {
	var out strings.Builder
	if err := WriteBaselines(&out, note, Accept(baselines, measured)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(*file, []byte(out.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	fmt.Printf("%s is written: read its diff\n", *file)
}

// BenchmarkThroughput runs what the gate times, one line at a time, for benchstat
// and pprof.
func BenchmarkThroughput(b *testing.B) {
	for _, line := range timedLines(b) {
		b.Run(line.name, func(b *testing.B) { benchmark(b, line.race.Product, line.unit) })
	}
}

// BenchmarkYardstick runs what the gate times by.
func BenchmarkYardstick(b *testing.B) {
	seen := make(map[string]bool)
	for _, line := range timedLines(b) {
		if !seen[line.yardstick] {
			seen[line.yardstick] = true
			b.Run("yardstick="+line.yardstick, func(b *testing.B) {
				benchmark(b, line.race.Yardstick, "units")
			})
		}
	}
}

// BenchmarkTrained matches a council whose models are estimated from its own files,
// as in a first run.
func BenchmarkTrained(b *testing.B) {
	for _, dwellings := range []int{growthSmall, growthLarge} {
		b.Run(fmt.Sprintf("stage=match/dwellings=%d", dwellings), func(b *testing.B) {
			tables := newTown(b, dwellings).tables()
			pairs := int(matched(b, tables, true).Pairs)
			benchmark(b, Work{Units: pairs, Run: func() { matched(b, tables, true) }}, "pairs")
		})
	}
}

func benchmark(b *testing.B, work Work, unit string) {
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		if work.Prepare != nil {
			b.StopTimer()
			work.Prepare()
			b.StartTimer()
		}
		work.Run()
	}
	b.ReportMetric(float64(b.N*work.Units)/b.Elapsed().Seconds(), unit+"/s")
}
