package main

import (
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"time"

	"nfimatch/extract/row"
	"nfimatch/report"
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

// print tells on the terminal what the page tells, in the same words.
func (r *exerciseRun) print() {
	r.say("%s · Local council tax discount review, not an NFI exercise · %s",
		recorded(r.config.Body), r.exercise)
	r.say("A difference between records is not evidence of wrongdoing. Each case needs a person.")
	heading := "Files"
	for _, dataset := range r.given() {
		counts, placed := r.counts[dataset], r.how.Place.ByDataset[dataset]
		r.say("%-10s %-12s %s read = %s kept + %s set aside + %s rejected + %s merged", heading,
			sourceNames[dataset], grouped(counts.Read), grouped(counts.Kept), grouped(counts.SetAside),
			grouped(counts.Rejected), grouped(counts.Merged))
		r.say("%-10s %-12s %s kept = %s placed + %s not found + %s in doubt", "", "",
			grouped(counts.Kept), grouped(placed.Placed), grouped(placed.Unplaced),
			grouped(placed.Abstained))
		heading = ""
	}
	r.printDiscounts()
	r.printList()
	if !r.frozen {
		r.say("%-10s kept in %s; later runs use it", "Weights", modelFileName)
	}
	for _, line := range r.deletion() {
		r.say("%-10s %s", "Deletion", line)
	}
	r.say("%-10s %s", "Report", r.path(runsFolder, r.exercise, "report.html"))
}

func (r *exerciseRun) printDiscounts() {
	d := r.summary.Discounts
	r.say("%-10s %s in payment = %s dwellings found on the register + %s not found + %s address unclear",
		"Discounts", grouped(d.InPayment), grouped(d.Found), grouped(d.NotFound),
		grouped(d.AddressUnclear))
	r.say("%-10s %s = %s nothing inconsistent + %s with a disregard + %s more than one elector "+
		"(NFI's measure)", "", grouped(d.Found), grouped(d.Consistent), grouped(d.Disregarded),
		grouped(d.Population))
	words := make(map[string]string)
	for _, explanation := range report.Explanations() {
		words[explanation.Code] = explanation.Words
	}
	parts := []string{fmt.Sprintf("%s listed", grouped(d.Listed))}
	for _, count := range r.summary.Explanations {
		if count.Accounts > 0 {
			parts = append(parts, fmt.Sprintf("%s %s", grouped(count.Accounts), words[count.Code]))
		}
	}
	r.say("%-10s %s = %s", "", grouped(d.Population), strings.Join(parts, " + "))
}

func (r *exerciseRun) printList() {
	s := r.summary
	r.say("%-10s %s cases = strong %s + medium %s + weak %s", "List", grouped(s.Cases),
		grouped(s.CasesStrong), grouped(s.CasesMedium), grouped(s.CasesWeak))
	for _, rule := range s.Rules {
		r.say("%-10s %-4s %s flags", "", rule.Rule, grouped(rule.Flags))
	}
	money := fmt.Sprintf("£%s a year if every one were wrong", grouped(int(s.AnnualPence/100)))
	if len(r.files[row.CTR]) > 0 {
		money += fmt.Sprintf(", £%s after CTR", grouped(int(s.AfterCTRPence/100)))
	}
	r.say("%-10s %s", "", money)
}

// grouped writes a number with commas: 27,944.
func grouped(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
