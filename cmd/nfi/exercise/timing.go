package exercise

import (
	"io"
	"runtime"
	"time"
)

// A watch takes the time of each stage. It is the one place that reads a running
// clock, and what it measures goes to timing.json alone.
type watch struct {
	start, last time.Time
	laps        map[string]float64
}

func startWatch() *watch {
	now := time.Now()
	return &watch{now, now, make(map[string]float64)}
}

// lap ends a stage.
func (w *watch) lap(stage string) {
	now := time.Now()
	w.laps[stage] = now.Sub(w.last).Seconds()
	w.last = now
}

func (w *watch) seconds() map[string]float64 {
	w.laps["whole"] = time.Since(w.start).Seconds()
	return w.laps
}

// memoryFromSystem is what the program has obtained from the system, which no
// collection gives back at once: close to the peak.
func memoryFromSystem() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.Sys
}

// Timing is timing.json: what differs from run to run.
type Timing struct {
	DeleteBy string             `json:"delete_by"`
	Workers  int                `json:"workers"`
	Kernel   string             `json:"kernel"`
	Seconds  map[string]float64 `json:"seconds"`
	Memory   uint64             `json:"memory_from_system_bytes"`

	// The line of the audit log that records the run, and its hash: results without
	// their line, or with another run's, were cut off.
	AuditLine int    `json:"audit_line"`
	AuditHead string `json:"audit_head"`
}

// writeTiming writes timing.json. The run is the last line of the audit log.
func (r *run) writeTiming(w io.Writer) error {
	head := r.Audit.Head()
	return WriteJSON(w, Timing{
		DeleteBy: r.deleteBy().String(), Workers: r.Workers, Kernel: "portable",
		Seconds: r.clock.seconds(), Memory: memoryFromSystem(),
		AuditLine: head.Count, AuditHead: head.Hash,
	})
}
