package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/retention"
)

// The tests in this file move the clock through two years and say, from the dates and
// the words of the schedule alone, what may be left after every purge. They know
// nothing of how the program finds out.

// day returns a date of the tests, such as "2026-12-15".
func day(text string) time.Time {
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return d
}

// monthsAfter counts months as a calendar does: a month after 31 January is the last of
// February.
func monthsAfter(d time.Time, months int) time.Time {
	last := time.Date(d.Year(), d.Month()+time.Month(months)+1, 0, 0, 0, 0, 0, time.UTC)
	return last.AddDate(0, 0, min(d.Day(), last.Day())-last.Day())
}

func earliest(days ...time.Time) time.Time { return slices.MinFunc(days, time.Time.Compare) }

// travelSchedule is the schedule that the traveller's council begins with.
const travelSchedule = `
[[schedule]]
class = "council_tax"
period = "9 months"
anchor = "as_of"
bound = "maximum"
[[schedule]]
class = "electoral_register"
period = "6 months"
anchor = "as_of"
bound = "maximum"
owner = "Electoral team"
source = "records policy, page 3"
[[schedule]]
class = "ctr"
period = "5 months (150 days)"
anchor = "as_of"
bound = "maximum"
[[schedule]]
class = "unlisted"
period = "end of run"
anchor = "run_end"
bound = "maximum"
maximum = "6 months"
[[schedule]]
class = "case_open"
period = "3 months"
anchor = "closed"
bound = "maximum"
maximum = "14 months"
[[schedule]]
class = "worklist"
period = "4 months"
anchor = "opened"
bound = "maximum"
maximum = "1 year"
[[schedule]]
class = "certificate"
period = "5 months"
anchor = "as_of"
bound = "maximum"
[[schedule]]
class = "audit"
period = "10 months"
anchor = "as_of"
bound = "maximum"
`

// setSchedule replaces the schedule of a workspace.
func (w *testWorkspace) setSchedule(text string) {
	w.t.Helper()
	path := filepath.Join(w.folder, workspace.ConfigFile)
	content, err := os.ReadFile(path)
	if err != nil {
		w.t.Fatal(err)
	}
	before, _, _ := strings.Cut(string(content), "[[schedule]]")
	if err := os.WriteFile(path, []byte(before+text), disk.FileMode); err != nil {
		w.t.Fatal(err)
	}
}

// on sets the clock to noon of a day.
func (w *testWorkspace) on(d time.Time) {
	today, _ := retention.DateOf(d.Year(), int(d.Month()), d.Day())
	w.env.now = noonOf(today)
}

// visitedRun is what a traveller knows of an exercise.
type visitedRun struct {
	name            string
	tax, register   time.Time // dates of the extracts
	due, pairsUntil time.Time // the latter is zero without --keep-pairs
	files           []string  // of its folder
	homes           map[string][]string
	untaken         []string             // cases that are sealed and on no list, strongest first
	taken           map[string]time.Time // cases on a list that are still sealed: when due
	there, keyThere bool
	pairsThere      bool
	held            bool
}

// visitedList is a list that somebody has, by its place.
type visitedList struct {
	run    *visitedRun
	path   string
	inside bool
	cases  []string
	opened time.Time
	due    time.Time
	dealt  bool // a purge has deleted it, or named it as out of reach
}

// A visitedLine is a line of the log, and whether it is still needed.
type visitedLine struct {
	on     time.Time
	needed func() bool
}

// traveller keeps a diary of what it did to a workspace.
type traveller struct {
	*testWorkspace
	today    time.Time
	found    *canaries
	runs     []*visitedRun
	lists    []*visitedList
	papers   map[string]time.Time // certificates that are there, by number
	purges   int
	lines    []visitedLine
	trimmed  int
	decided  bool // that ctr is kept for 5 months
	register int  // months that the register's line says
	worklist int  // months that the lists' line says
	// purgedOf is the number of the last purge that replaced the seals of an exercise.
	purgedOf map[*visitedRun]int
	openedIn map[string]int // the last batch that a case was opened for
	batches  int
}

func newTraveller(t *testing.T) *traveller {
	w := &traveller{testWorkspace: newTestWorkspace(t), found: &canaries{}, register: 6, worklist: 4,
		papers: map[string]time.Time{}, purgedOf: map[*visitedRun]int{},
		openedIn: map[string]int{}}
	w.setSchedule(travelSchedule)
	return w
}

func (w *traveller) goTo(d time.Time) {
	w.today = d
	w.on(d)
}

// note writes a line of the log into the diary.
func (w *traveller) note(needed func() bool) {
	w.lines = append(w.lines, visitedLine{w.today, needed})
}

func never() bool { return false }

// enforced is when results are due by the schedule as it is today.
func (w *traveller) enforced(r *visitedRun) time.Time {
	claims := r.tax.AddDate(0, 0, 150) // of "5 months (150 days)" the earlier
	if w.decided {
		claims = monthsAfter(r.tax, 5)
	}
	return earliest(monthsAfter(r.tax, 9), monthsAfter(r.register, w.register), claims)
}

// exercise runs an exercise of a council of its own canaries.
func (w *traveller) exercise(name string, tax time.Time, pairsMonths int) *visitedRun {
	w.t.Helper()
	r := &visitedRun{name: name, tax: tax, register: monthsAfter(tax, 1), there: true,
		keyThere: true, homes: map[string][]string{}, taken: map[string]time.Time{}}
	council, from := emptyCouncil(w.t), len(w.found.texts)
	const homes = 3
	for range homes {
		w.found.home(council)
	}
	texts := w.found.texts[from:]
	files := council.files()
	w.put(files)
	args := []string{"run", "--workspace", w.folder, "--exercise", name, "--codes",
		filepath.Join(w.inputs, codesFile)}
	for file, option := range runOptions {
		date := tax
		if file == registerFile {
			date = r.register
		}
		args = append(args, option, filepath.Join(w.inputs, file), option+"-date",
			date.Format(time.DateOnly))
	}
	r.due = w.enforced(r)
	if pairsMonths > 0 {
		r.pairsUntil, r.pairsThere = earliest(monthsAfter(tax, pairsMonths), r.due), true
		args = append(args, "--keep-pairs", monthsAfter(tax, pairsMonths).Format(time.DateOnly),
			"--reason", "to compare")
	}
	w.must(args...)
	results := w.results(name)
	r.files = slices.Sorted(maps.Keys(results.files))
	r.untaken = caseNames(results)
	for home := range homes {
		for _, flag := range results.flagsAt(home + 1) {
			r.homes[flag["case"]] = texts[home*len(texts)/homes : (home+1)*len(texts)/homes]
		}
	}
	if len(r.homes) != homes || len(r.untaken) != homes {
		w.t.Fatalf("%s has the cases %v of %d homes", name, r.untaken, homes)
	}
	w.runs = append(w.runs, r)
	w.note(func() bool {
		return r.there || len(r.untaken)+len(r.taken) > 0 && w.purgedOf[r] == 0
	})
	return r
}

// take opens cases for a list, in the workspace or elsewhere.
func (w *traveller) take(r *visitedRun, n int, outside bool) *visitedList {
	w.t.Helper()
	args := []string{"--take", decimal(n), "--exercise", r.name}
	opened := slices.Clone(r.untaken[:n])
	r.untaken = r.untaken[n:]
	return w.open(r, opened, outside, args...)
}

// again writes a list once more.
func (w *traveller) again(batch int, list *visitedList) *visitedList {
	w.t.Helper()
	return w.open(list.run, list.cases, false, "--again", fmt.Sprintf("B%04d", batch))
}

func (w *traveller) open(r *visitedRun, opened []string, outside bool, args ...string,
) *visitedList {
	w.t.Helper()
	w.batches++
	batch := w.batches
	list := &visitedList{run: r, cases: opened, opened: w.today, inside: !outside,
		path: fmt.Sprintf("%s/%s-B%04d.xlsx", workspace.ListsFolder, r.name, batch),
		due:  earliest(monthsAfter(w.today, w.worklist), monthsAfter(r.tax, 14))}
	args = append([]string{"worklist", "--workspace", w.folder, "--officer", "akhan", "--reason",
		"desk check"}, args...)
	if outside {
		list.path = filepath.Join(filepath.Dir(w.folder), fmt.Sprintf("mine-%d.xlsx", batch))
		args = append(args, "--out", list.path)
	}
	w.must(args...)
	for _, name := range opened {
		r.taken[name] = monthsAfter(r.tax, 14) // nobody has closed it
		w.openedIn[name] = batch
		w.note(func() bool {
			_, sealed := r.taken[name]
			return sealed && w.openedIn[name] == batch
		})
	}
	w.lists = append(w.lists, list)
	w.note(func() bool { return !list.dealt })
	return list
}

func (w *traveller) mark(r *visitedRun, hold bool) {
	w.t.Helper()
	flag := map[bool]string{true: "--hold", false: "--release"}[hold]
	w.must("mark", r.name, flag, "--why", "an appeal", "--workspace", w.folder)
	r.held = hold
	if hold {
		w.note(func() bool { return r.held })
	} else {
		w.note(never)
	}
}

func (w *traveller) decide() {
	w.t.Helper()
	w.must("retention", "decide", "ctr", "--period", "5 months", "--officer", "jortiz", "--why",
		"the notice says so", "--workspace", w.folder)
	w.decided = true
	w.note(func() bool { return true })
}

// isDue reports whether the last day that something may be held has come.
func (w *traveller) isDue(d time.Time) bool { return !d.After(w.today) }

// forget crosses out of the diary whatever the schedule says must go by today, and
// reports whether that is anything.
func (w *traveller) forget() (any bool) {
	number := w.purges + 1
	for _, r := range w.runs {
		if r.held {
			continue
		}
		runDue := earliest(r.due, w.enforced(r))
		if r.there && w.isDue(runDue) {
			r.there, r.keyThere, any = false, false, true
		}
		if r.there && r.pairsThere && w.isDue(r.pairsUntil) {
			r.pairsThere, any = false, true
		}
		sealed := len(r.untaken) + len(r.taken)
		if w.isDue(runDue) {
			r.untaken = nil
		}
		maps.DeleteFunc(r.taken, func(_ string, due time.Time) bool { return w.isDue(due) })
		if len(r.untaken)+len(r.taken) < sealed {
			w.purgedOf[r], any = number, true
		}
	}
	for _, list := range w.lists {
		due := earliest(list.due, monthsAfter(list.opened, w.worklist))
		if !list.dealt && !list.run.held && w.isDue(due) {
			list.dealt, any = true, true
		}
	}
	for number, made := range w.papers {
		if w.isDue(monthsAfter(made, 5)) {
			delete(w.papers, number)
			any = true
		}
	}
	return w.forgetLines(number) || any
}

// forgetLines crosses out the front of the log: lines of more than ten months ago that
// tell of nothing that is left.
func (w *traveller) forgetLines(number int) bool {
	before := w.trimmed
	w.purges = number // whose lines are the newest from now on
	for w.trimmed < len(w.lines) {
		line := w.lines[w.trimmed]
		if !w.isDue(monthsAfter(line.on, 10)) || line.needed() {
			break
		}
		w.trimmed++
	}
	w.purges = number - 1
	return w.trimmed > before
}

// purge purges what is due and looks at what is left.
func (w *traveller) purge() {
	w.t.Helper()
	before := readFolder(w.t, w.folder)
	w.must("purge", "--due", "--do", "--workspace", w.folder)
	said := w.stdout.String()
	var paper string
	if w.forget() {
		w.purges++
		number := w.purges
		paper = fmt.Sprintf("P%04d", number)
		w.papers[paper] = w.today
		newest := func() bool { return w.purges == number }
		w.note(newest)
		w.note(func() bool {
			_, there := w.papers[paper]
			replaced := false
			for r, last := range w.purgedOf {
				replaced = replaced || last == number && len(r.untaken)+len(r.taken) > 0
			}
			return newest() || there || replaced
		})
	}
	if (paper != "") != strings.Contains(said, "\nCertificate ") {
		w.t.Errorf("%s: certificate %q, but it said:\n%s", w.today.Format(time.DateOnly), paper, said)
	}
	w.look(before, paper)
}

// look compares what is left in the workspace with the diary.
func (w *traveller) look(before map[string][]byte, paper string) {
	w.t.Helper()
	when := w.today.Format(time.DateOnly)
	after := readFolder(w.t, w.folder)
	want := map[string]bool{workspace.ConfigFile: true, workspace.AuditFile: true,
		".lock": true}
	keys := map[string]bool{}
	for _, r := range w.runs {
		for _, file := range r.files {
			evidence := slices.Contains([]string{"pairs.parquet", "occupants.parquet",
				"dwellings.parquet"}, file)
			if r.there && !(evidence && !r.pairsUntil.IsZero() && !r.pairsThere) {
				want[workspace.RunsFolder+"/"+r.name+"/"+file] = true
			}
		}
		if len(r.untaken)+len(r.taken) > 0 {
			want[workspace.SealsFolder+"/"+r.name+".zip"] = true
		}
		keys[r.name] = r.keyThere
	}
	for _, list := range w.lists {
		if list.inside && !list.dealt {
			want[list.path] = true
		}
	}
	for number := range w.papers {
		want[workspace.CertificatesFolder+"/"+number+".html"] = true
		want[workspace.CertificatesFolder+"/"+number+".json"] = true
	}
	if got, want := slices.Sorted(maps.Keys(after)), slices.Sorted(maps.Keys(want)); !slices.Equal(
		got, want) {
		w.t.Errorf("%s: left are\n%s\nwant\n%s", when, strings.Join(got, " "), strings.Join(want, " "))
	}
	w.lookAtKeys(when, keys)
	w.lookAtTexts(when, after)
	w.lookAtLog(when)
	if paper != "" {
		w.lookAtPaper(when, paper, before, after)
	}
}

var keySection = regexp.MustCompile(`\[exercise\.(?:"[^"/]*/)?(\w+)"?\]`)

// lookAtKeys compares the keys in the key file; those of exercises that are still to
// come may be there.
func (w *traveller) lookAtKeys(when string, want map[string]bool) {
	w.t.Helper()
	content, err := os.ReadFile(filepath.Join(filepath.Dir(w.folder), "metro.keys"))
	if err != nil {
		w.t.Fatal(err)
	}
	got := map[string]bool{}
	for _, found := range keySection.FindAllSubmatch(content, -1) {
		got[string(found[1])] = true
	}
	for name, there := range want {
		if got[name] != there {
			w.t.Errorf("%s: the key of %s is there: %t, want %t", when, name, got[name], there)
		}
	}
}

// lookAtTexts searches every file for canaries: those of the cases of a list may be in
// it and those of a case in its seal, nothing anywhere else.
func (w *traveller) lookAtTexts(when string, after map[string][]byte) {
	w.t.Helper()
	allowed := map[string][]string{}
	for _, list := range w.lists {
		for _, name := range list.cases {
			allowed[list.path] = append(allowed[list.path], list.run.homes[name]...)
		}
	}
	for name, content := range after {
		isList := strings.HasPrefix(name, workspace.ListsFolder+"/")
		found := travelCanary.FindAllString(string(bytes.ToUpper(unzipped(w.t, content))), -1)
		for _, text := range found {
			if !slices.Contains(allowed[name], text) {
				w.t.Errorf("%s: %s holds %s", when, name, text)
			}
		}
		if isList && len(found) == 0 {
			w.t.Errorf("%s: %s holds nothing of its cases", when, name)
		}
	}
	for _, r := range w.runs {
		want := append(slices.Clone(r.untaken), slices.Collect(maps.Keys(r.taken))...)
		if slices.Sort(want); len(want) == 0 {
			continue
		}
		sealed := w.sealedTexts(r.name)
		if got := slices.Sorted(maps.Keys(sealed)); !slices.Equal(got, want) {
			w.t.Errorf("%s: sealed of %s are %v, want %v", when, r.name, got, want)
		}
		for name, text := range sealed {
			found := travelCanary.FindAllString(text, -1)
			if len(found) == 0 || slices.ContainsFunc(found, func(one string) bool {
				return !slices.Contains(r.homes[name], one)
			}) {
				w.t.Errorf("%s: the seal of %s does not hold its own home", when, name)
			}
		}
	}
}

var travelCanary = regexp.MustCompile(`XQ[BCDFGHJKLM]{4}`)

// lookAtLog compares the lines of the log, which must be whole.
func (w *traveller) lookAtLog(when string) {
	w.t.Helper()
	events := w.auditEvents()
	if len(events) == 0 || events[0].Seq != w.trimmed+1 ||
		events[len(events)-1].Seq != len(w.lines) {
		w.t.Errorf("%s: the log has %d lines from %d, want %d to %d", when, len(events), events[0].Seq,
			w.trimmed+1, len(w.lines))
	}
	w.must("audit", "verify", "--workspace", w.folder)
}

// lookAtPaper compares a certificate with what was there before the purge and is not
// there after it.
func (w *traveller) lookAtPaper(when, number string, before, after map[string][]byte) {
	w.t.Helper()
	paper := readPaper(w.t, after, number)
	named := map[string]bool{}
	for _, file := range paper.Files {
		named[file.Name] = true
		if file.SHA256 != "" && file.SHA256 != sha256Hex(before[file.Name]) {
			w.t.Errorf("%s: %s was not what the certificate says", when, file.Name)
		}
		if _, there := after[file.Name]; there == (file.Outcome == "deleted") {
			w.t.Errorf("%s: %s is there: %t, but %q", when, file.Name, there, file.Outcome)
		}
	}
	for name, content := range before {
		left, there := after[name]
		changed := !there || strings.HasPrefix(name, workspace.SealsFolder) &&
			!bytes.Equal(left, content)
		if changed != named[name] {
			w.t.Errorf("%s: %s is on the certificate: %t, changed: %t", when, name, named[name], changed)
		}
	}
}

// travelQuarters are the exercises of two years, by the dates of their council tax.
var travelQuarters = []struct{ name, tax string }{
	{"2026Q4", "2026-11-01"}, {"2027Q1", "2027-02-01"}, {"2027Q2", "2027-05-01"},
	{"2027Q3", "2027-07-31"}, {"2027Q4", "2027-10-31"}, {"2028Q1", "2028-01-31"},
	{"2028Q2", "2028-04-30"}, {"2028Q3", "2028-07-31"}, {"2028Q4", "2028-10-31"},
}

// travelPlan says what else is done, by day.
func travelPlan() map[string]func(*traveller) {
	plan := map[string]func(*traveller){
		"2027-03-20": func(w *traveller) { w.mark(w.runs[0], true) },
		"2027-06-10": func(w *traveller) { w.mark(w.runs[1], true) },
		"2027-06-12": func(w *traveller) { w.mark(w.runs[1], false) },
		"2027-08-02": func(w *traveller) { w.decide() },
		"2028-02-03": func(w *traveller) { w.mark(w.runs[0], false) },
		"2028-05-21": func(w *traveller) {
			w.register, w.worklist = 3, 2
			w.setSchedule(strings.NewReplacer(`"6 months"`+"\nanchor = \"as_of\"",
				`"3 months"`+"\nanchor = \"as_of\"", `"4 months"`, `"2 months"`).Replace(travelSchedule))
		},
	}
	for i, quarter := range travelQuarters {
		tax := day(quarter.tax)
		ran := tax.AddDate(0, 0, 44)
		plan[ran.Format(time.DateOnly)] = func(w *traveller) {
			r := w.exercise(quarter.name, tax, []int{0, 3, 12}[i%3])
			w.take(r, 1, i%4 == 1)
		}
		plan[ran.AddDate(0, 0, 9).Format(time.DateOnly)] = func(w *traveller) {
			list := w.lists[len(w.lists)-1]
			switch i % 3 {
			case 0:
				w.again(w.batches, list)
			case 1:
				w.take(w.runs[i], 1, i%2 == 0)
			}
		}
	}
	return plan
}

// After every purge of two years, exactly what the schedule says is left: files, keys,
// sealed cases, lists, certificates and lines of the log. Purges are on every month's
// end, and on the day before, on and after every day that something is due.
func TestTwoYearsOfPurges(t *testing.T) {
	t.Parallel()
	w := newTraveller(t)
	plan := travelPlan()
	dueSoon := map[time.Time]bool{}
	purged := 0
	for d := day("2026-12-15"); d.Before(day("2029-01-31")); d = d.AddDate(0, 0, 1) {
		w.goTo(d)
		if do, ok := plan[d.Format(time.DateOnly)]; ok {
			do(w)
			w.dueDays(dueSoon)
		}
		if near := dueSoon[d.AddDate(0, 0, 1)] || dueSoon[d] || dueSoon[d.AddDate(0, 0, -1)]; near ||
			d.AddDate(0, 0, 1).Day() == 1 {
			w.lateReads()
			w.purge()
			purged++
			if dueSoon[d] || purged%7 == 0 {
				w.purge() // at once again: nothing is left to do
			}
			w.dueDays(dueSoon)
		}
		if t.Failed() {
			t.Fatalf("stopped on %s, after %d purges", d.Format(time.DateOnly), purged)
		}
	}
	if len(w.runs) < 8 || purged < 50 || w.trimmed == 0 {
		t.Errorf("%d runs, %d purges, %d lines trimmed: too few", len(w.runs), purged, w.trimmed)
	}
	t.Logf("%d runs, %d purges, %d with something due, %d of %d lines trimmed", len(w.runs), purged,
		w.purges, w.trimmed, len(w.lines))
	for _, list := range w.lists {
		if _, err := os.Stat(list.path); !list.inside && err != nil {
			t.Errorf("a list outside the workspace was touched: %v", err)
		}
	}
}

// dueDays notes the days on which results, lists and opened cases are due.
func (w *traveller) dueDays(days map[time.Time]bool) {
	for _, r := range w.runs {
		days[r.due] = true
		days[w.enforced(r)] = true
		if r.pairsThere {
			days[r.pairsUntil] = true
		}
		for _, due := range r.taken {
			days[due] = true
		}
	}
	for _, list := range w.lists {
		days[list.due] = true
	}
}

// lateReads tries to read results whose day is over and that are still there: that is
// refused by policy, held or not.
func (w *traveller) lateReads() {
	w.t.Helper()
	for _, r := range w.runs {
		if r.there && w.today.After(r.due) {
			lines := len(w.auditEvents())
			status := w.nfi("worklist", "--workspace", w.folder, "--take", "1", "--exercise", r.name,
				"--officer", "akhan", "--reason", "too late")
			if status != refusal.Policy || len(w.auditEvents()) != lines {
				w.t.Errorf("%s: reading %s, due %s: status %d", w.today.Format(time.DateOnly), r.name,
					r.due.Format(time.DateOnly), status)
			}
		}
	}
}
