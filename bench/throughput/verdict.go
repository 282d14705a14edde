package throughput

import (
	"fmt"
	"slices"
	"strings"
)

// What a fault of each kind asks for.
const (
	adviceSlow = `Slower. Run the gate again on a quiet machine: a real loss stays. Run it with
-ldflags=-randlayout=1, then 2 and 3: a loss that comes and goes is only where the linker put a
loop. Then look for it with the benchmark of the same name, before and after the change:
  go test ./bench/throughput -run '^$' -bench BENCHMARK -count 10 -cpuprofile cpu.out
  go tool pprof -top cpu.out
If the loss is the price of something worth it, accept it: make bench ACCEPT=1, and say in the
review what it buys.`
	adviceCount = `A number that is counted has changed; running it again does not change it back.
Allocations: look with -memprofile mem.out -memprofilerate 1 and go tool pprof -sample_index
=alloc_objects. They also change with the version of Go. Pairs and bytes: something compares more
or keeps more, or the invented council has changed (see its line).
If it is meant, accept it: make bench ACCEPT=1, and explain each line in the review.`
	adviceMissing = `A figure without a baseline guards nothing, and a baseline without a figure
neither. Accept: make bench ACCEPT=1.`
)

// A Verdict is what a run of the gate comes to.
type Verdict struct {
	Faults []string // each one line: which figure, by how much
	Notes  []string // no faults, but worth knowing
	Advice []string // what to do about the faults, each kind once
}

// Judge holds what was measured to the baselines: ratios may be 10 % below, exact
// numbers must be equal, and each figure needs the other side. Of a processor, or a
// version of Go, that the baselines do not know at all it says so and judges nothing:
// there a loss and another machine look alike. What holds everywhere is always judged.
func Judge(baselines, measured []Line) (v Verdict) {
	for _, line := range measured {
		i := slices.IndexFunc(baselines, line.same)
		if i < 0 && !slices.ContainsFunc(baselines, line.alongside) && line.Path != Any {
			v.note("no baselines for %s, %s: its %s figures are not judged; make bench ACCEPT=1 adds them",
				line.Processor, line.Path, line.Unit)
			continue
		}
		if i < 0 {
			v.fault(adviceMissing, "%s: %s, and has no baseline", line, line.text())
			continue
		}
		v.hold(line, baselines[i])
	}
	for _, line := range baselines {
		if slices.ContainsFunc(measured, line.alongside) && !slices.ContainsFunc(measured, line.same) {
			v.fault(adviceMissing, "%s: has a baseline and was not measured", line)
		}
	}
	return v
}

// hold holds one figure to its baseline.
func (v *Verdict) hold(line, baseline Line) {
	change := 0.0
	if baseline.Value > 0 {
		change = (line.Value/baseline.Value - 1) * 100
	}
	says := fmt.Sprintf("%s: %s, baseline %s, %+.1f %%", line, line.text(), baseline.text(), change)
	switch {
	case line.Unit != Ratio && line.text() != baseline.text():
		v.fault(adviceCount, "%s, and must be equal", says)
	case line.Unit != Ratio:
	case line.Value < baseline.Value*(1-lossMax):
		v.fault(adviceSlow, "%s, and may be %.0f %% below", says, lossMax*100)
	case line.Value > baseline.Value*(1+lossMax):
		v.note("%s: accept it, so that the gain is guarded", says)
	}
}

// note notes something once.
func (v *Verdict) note(format string, arguments ...any) {
	if note := fmt.Sprintf(format, arguments...); !slices.Contains(v.Notes, note) {
		v.Notes = append(v.Notes, note)
	}
}

func (v *Verdict) fault(advice, format string, arguments ...any) {
	v.Faults = append(v.Faults, fmt.Sprintf(format, arguments...))
	if !slices.Contains(v.Advice, advice) {
		v.Advice = append(v.Advice, advice)
	}
}

// String returns notes, faults and advice as they are to be read; empty if there is
// nothing to say.
func (v *Verdict) String() string {
	var out strings.Builder
	for _, note := range v.Notes {
		fmt.Fprintf(&out, "note: %s\n", note)
	}
	for _, fault := range v.Faults {
		fmt.Fprintf(&out, "FAULT: %s\n", fault)
	}
	for _, advice := range v.Advice {
		fmt.Fprintf(&out, "\n%s\n", advice)
	}
	return out.String()
}
