package throughput

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// A clock that only work moves, and that others' work may disturb.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func (c *clock) work(units int, each time.Duration, disturbed func() time.Duration) Work {
	return Work{Units: units, Run: func() {
		c.at = c.at.Add(time.Duration(units)*each + disturbed())
	}}
}

// A race finds the ratio of undisturbed costs though most slices are disturbed, and
// gives each side at least the least number of slices.
func TestRaceKeepsTheLeast(t *testing.T) {
	c, calls := &clock{}, 0
	disturbed := func() time.Duration {
		calls++
		if calls%7 == 0 {
			return 0
		}
		return time.Duration(calls%5+1) * time.Second
	}
	quiet := func() time.Duration { return 0 }
	race := &Race{Product: c.work(10, 100*time.Microsecond, disturbed),
		Yardstick: c.work(100, 40*time.Microsecond, quiet)}
	if race.Ratio() != 0 {
		t.Error("a race not run has a ratio")
	}
	if err := Run([]*Race{race}, 0, c.now); err != nil {
		t.Fatal(err)
	}
	if calls < SlicesMin {
		t.Errorf("%d runs are fewer than slices", calls)
	}
	if ratio := race.Ratio(); ratio != 0.4 {
		t.Errorf("ratio %g, want 40 µs / 100 µs", ratio)
	}
	if err := Run([]*Race{{}}, 0, c.now); err == nil {
		t.Error("work without units was raced")
	}
}

// Runs fill a slice; work that must be prepared is done once in it, prepared each time.
func TestCalibration(t *testing.T) {
	c, prepared := &clock{}, 0
	quiet := func() time.Duration { return 0 }
	work := c.work(10, 10*time.Microsecond, quiet)
	if runs := work.calibrate(c.now); runs != 20 {
		t.Errorf("%d runs of 0.1 ms make 2 ms, want 20", runs)
	}
	work.Prepare = func() { prepared++ }
	if runs := work.calibrate(c.now); runs != 1 || prepared != calibrations {
		t.Errorf("%d runs, prepared %d times", runs, prepared)
	}
}

var (
	slowBaseline  = Line{"amd64", "portable", "stage=match", Ratio, 2}
	countBaseline = Line{Any, Any, "stage=match/pairs=9", "allocations", 70}
	otherBaseline = Line{"arm64", "portable", "stage=match", Ratio, 7}
	allBaselines  = []Line{slowBaseline, countBaseline, otherBaseline}
)

func with(line Line, value float64) Line {
	line.Value = value
	return line
}

func TestJudge(t *testing.T) {
	for _, tt := range []struct {
		name         string
		measured     []Line
		fault, note  string
		advice       string
		faults, says int
	}{
		{name: "as they were", measured: []Line{slowBaseline, countBaseline}},
		{name: "within 10 %", measured: []Line{with(slowBaseline, 1.81), countBaseline}},
		{name: "slower", measured: []Line{with(slowBaseline, 1.5), countBaseline}, faults: 1,
			fault: "stage=match ratio (amd64, portable): 1.5, baseline 2, -25.0 %", advice: adviceSlow},
		{name: "faster", measured: []Line{with(slowBaseline, 3), countBaseline}, says: 1,
			note: "+50.0 %: accept it"},
		{name: "one allocation more", measured: []Line{slowBaseline, with(countBaseline, 71)},
			faults: 1, fault: "allocations: 71, baseline 70, +1.4 %, and must be equal",
			advice: adviceCount},
		{name: "one allocation fewer", measured: []Line{slowBaseline, with(countBaseline, 69)},
			faults: 1, fault: "must be equal", advice: adviceCount},
		{name: "another machine", measured: []Line{{"riscv64", "portable", "stage=match", Ratio, 1},
			{"riscv64", "portable", "new", Ratio, 1}, countBaseline}, says: 1,
			note: "no baselines for riscv64, portable: its ratio figures are not judged"},
		{name: "not known anywhere", measured: []Line{slowBaseline, countBaseline,
			{Any, Any, "new", "pairs", 1}}, faults: 1, fault: "has no baseline", advice: adviceMissing},
		{name: "unknown", measured: []Line{slowBaseline, countBaseline, {"amd64", "portable", "new",
			Ratio, 1}}, faults: 1, fault: "has no baseline", advice: adviceMissing},
		{name: "lost", measured: []Line{{"amd64", "portable", "new", Ratio, 1}, countBaseline},
			faults: 2, fault: "was not measured", advice: adviceMissing},
	} {
		t.Run(tt.name, func(t *testing.T) {
			verdict := Judge(allBaselines, tt.measured)
			text := verdict.String()
			if len(verdict.Faults) != tt.faults || len(verdict.Notes) != tt.says ||
				!strings.Contains(text, tt.fault) || !strings.Contains(text, tt.note) ||
				!strings.Contains(text, tt.advice) {
				t.Errorf("%d faults, %d notes:\n%s", len(verdict.Faults), len(verdict.Notes), text)
			}
		})
	}
}

// What is accepted takes the place of its own processor's lines, and of no others;
// small drifts do not touch the file.
func TestAccept(t *testing.T) {
	got := Accept(allBaselines, []Line{with(slowBaseline, 2.05), with(countBaseline, 71)})
	want := []Line{slowBaseline, with(countBaseline, 71), otherBaseline}
	if !slices.Equal(got, want) {
		t.Errorf("accepted %v, want %v", got, want)
	}
	got = Accept(allBaselines, []Line{with(slowBaseline, 1.5)})
	want = []Line{with(slowBaseline, 1.5), countBaseline, otherBaseline}
	if !slices.Equal(got, want) {
		t.Errorf("accepted %v, want %v", got, want)
	}
}

func TestBaselinesRoundTrip(t *testing.T) {
	var out strings.Builder
	if err := WriteBaselines(&out, "one\ntwo", allBaselines); err != nil {
		t.Fatal(err)
	}
	want := "# one\n# two\nprocessor,path,line,unit,baseline\n" +
		"amd64,portable,stage=match,ratio,2\nany,any,stage=match/pairs=9,allocations,70\n" +
		"arm64,portable,stage=match,ratio,7\n"
	if out.String() != want {
		t.Errorf("written:\n%s", out.String())
	}
	read, err := ReadBaselines(strings.NewReader(want))
	if err != nil || !slices.Equal(read, allBaselines) {
		t.Errorf("read %v, %v", read, err)
	}
	if !Slow(read, with(slowBaseline, 1.79)) || Slow(read, with(slowBaseline, 1.81)) ||
		Slow(read, with(countBaseline, 1)) || Slow(nil, slowBaseline) {
		t.Error("slow is not 10 % below a ratio's baseline")
	}
}

func TestBaselinesRefused(t *testing.T) {
	const header = "processor,path,line,unit,baseline\n"
	for content, rule := range map[string]string{
		"":                               "EOF",
		"a,b,c,d,e\n":                    "header must be",
		header + "amd64,p,l,ratio\n":     "wrong number of fields",
		header + "amd64,p,l,ratio,x\n":   "line 2: baseline must be a number",
		header + "amd64,p,l,ratio,0\n":   "line 2: baseline must be a number above 0",
		header + "amd64,p,l,ratio,NaN\n": "baseline must be a number",
		header + "any,any,l,rows,-1\n":   "baseline must be a number",
		header + "any,any,l,rows,1\nany,any,l,rows,2\n": "line 3: must be the only one",
	} {
		_, err := ReadBaselines(strings.NewReader(content))
		if err == nil || !strings.Contains(err.Error(), rule) {
			t.Errorf("%q: %v, want %q", content, err, rule)
		}
	}
}

// The file that the gate reads is whole, and has what its build needs.
func TestShippedBaselines(t *testing.T) {
	if *gate {
		t.Skip("the gate may be writing it")
	}
	ratios, exact := 0, 0
	for _, line := range readBaselines(t) {
		if line.Unit == Ratio {
			ratios++
		} else {
			exact++
		}
	}
	if ratios == 0 || exact == 0 {
		t.Errorf("%d ratios and %d exact numbers are guarded", ratios, exact)
	}
}
