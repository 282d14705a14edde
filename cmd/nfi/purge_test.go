package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/report/cases"
)

// readPaper reads the certificate of a purge, for programs, from a workspace's files.
func readPaper(t *testing.T, files map[string][]byte, number string) (paper cases.Certificate) {
	t.Helper()
	content := files[workspace.CertificatesFolder+"/"+number+".json"]
	if err := json.Unmarshal(content, &paper); err != nil {
		t.Fatalf("certificate %s: %v", number, err)
	}
	return paper
}

func sha256Hex(content []byte) string {
	digest := sha256.Sum256(content)
	return hex.EncodeToString(digest[:])
}

// A snapshot is every file of a workspace, of its key file and of the head of its log.
type snapshot map[string][]byte

func (w *testWorkspace) snapshot() snapshot {
	w.t.Helper()
	files := snapshot{}
	for name, content := range readFolder(w.t, filepath.Dir(w.folder)) {
		if !strings.Contains(name, "/") {
			files[name] = content
		}
	}
	for name, content := range readFolder(w.t, w.folder) {
		files["metro/"+name] = content
	}
	return files
}

// restore makes the workspace what it was.
func (w *testWorkspace) restore(files snapshot) {
	w.t.Helper()
	if err := os.RemoveAll(w.folder); err != nil {
		w.t.Fatal(err)
	}
	for name, content := range files {
		path := filepath.Join(filepath.Dir(w.folder), name)
		err := errors.Join(os.MkdirAll(filepath.Dir(path), disk.FolderMode),
			os.WriteFile(path, content, disk.FileMode))
		if err != nil {
			w.t.Fatal(err)
		}
	}
}

// tree returns the names of a workspace's files, sorted.
func (w *testWorkspace) tree() string {
	return strings.Join(slices.Sorted(maps.Keys(readFolder(w.t, w.folder))), "\n")
}

// dueWorkspace has an exercise of which everything is due but an opened case, one that
// is held, and a list elsewhere.
func dueWorkspace(t *testing.T) *traveller {
	w := newTraveller(t)
	w.goTo(day("2026-12-15"))
	first := w.exercise("2026Q4", day("2026-11-01"), 3)
	w.take(first, 1, false)
	w.take(first, 1, true)
	second := w.exercise("2026Q4b", day("2026-11-02"), 0)
	w.mark(second, true)
	w.goTo(day("2027-04-20"))
	return w
}

func (w *testWorkspace) purgeNow() int {
	return w.nfi("purge", "--due", "--do", "--officer", "akhan", "--workspace", w.folder)
}

// A purge that is stopped at any step is finished by the next one: the same files are
// left and the certificate is the same, byte for byte, as if nothing had happened.
// Until then no case is opened.
func TestStoppedPurgeIsFinished(t *testing.T) {
	t.Parallel()
	w := dueWorkspace(t)
	before := w.snapshot()
	if status := w.purgeNow(); status != refusal.Done {
		t.Fatalf("status %d\n%s", status, &w.stderr)
	}
	whole, wantTree := w.snapshot(), w.tree()
	papers := []string{"metro/certificates/P0001.json", "metro/certificates/P0001.html"}
	paper := readPaper(t, readFolder(t, w.folder), "P0001")

	// What stands in the certificate's place stops the purge when all is deleted.
	w.restore(before)
	blocking := filepath.Join(w.folder, "certificates", ".P0001.json.new", "x")
	if err := os.MkdirAll(blocking, disk.FolderMode); err != nil {
		t.Fatal(err)
	}
	if status := w.purgeNow(); status != refusal.Internal {
		t.Fatalf("a certificate that cannot be written: status %d\n%s", status, &w.stderr)
	}
	if err := os.RemoveAll(filepath.Dir(blocking)); err != nil {
		t.Fatal(err)
	}
	deleted := w.snapshot()
	const planFile = "metro/certificates/P0001.plan.json"
	states := map[string]snapshot{"before the certificate": deleted}
	states["before the closing line"] = maps.Clone(deleted)
	for _, name := range papers {
		states["before the closing line"][name] = whole[name]
	}
	states["after the plan"] = maps.Clone(before)
	states["after the plan"][planFile] = deleted[planFile]
	states["after the closing line"] = maps.Clone(whole)
	states["after the closing line"][planFile] = deleted[planFile]
	// After the audit line, and after each deletion: what is not deleted yet is put back.
	gone := []string{}
	for _, name := range slices.Sorted(maps.Keys(before)) {
		if content, there := deleted[name]; name != "metro/audit.log" && !strings.HasSuffix(name,
			".audit") && (!there || !bytes.Equal(content, before[name])) {
			gone = append(gone, name)
		}
	}
	for n := range gone {
		state := maps.Clone(deleted)
		for _, name := range gone[n:] {
			state[name] = before[name]
		}
		states["with "+gone[n]+" still there"] = state
	}
	if len(gone) < 8 || paper.Keys == nil {
		t.Fatalf("the purge deletes only %v", gone)
	}
	for what, state := range states {
		w.restore(state)
		pending := what != "after the plan" && what != "after the closing line"
		if pending {
			if status := w.nfi("worklist", "--workspace", w.folder, "--take", "1", "--officer", "akhan",
				"--reason", "desk check"); status != refusal.Policy {
				t.Errorf("%s: a list: status %d", what, status)
			}
			if status := w.nfi("mark", "2026Q4", "--hold", "--why", "an appeal", "--workspace",
				w.folder); status != refusal.Policy {
				t.Errorf("%s: a hold: status %d", what, status)
			}
			w.must("purge", "--due", "--workspace", w.folder)
			if !strings.Contains(w.stderr.String(), "purge P0001 of 2027-04-20 was cut off") ||
				!strings.Contains(w.stdout.String(), "\n  key 2026Q4\n") {
				t.Errorf("%s: the dry list says\n%s%s", what, &w.stdout, &w.stderr)
			}
		}
		if status := w.purgeNow(); status != refusal.Done {
			t.Errorf("%s: status %d\n%s", what, status, &w.stderr)
		}
		if got := w.tree(); got != wantTree {
			t.Errorf("%s: left are\n%s\nwant\n%s", what, got, wantTree)
		}
		after := w.snapshot()
		for name, content := range whole {
			if name != "metro/.lock" && !bytes.Equal(after[name], content) {
				t.Errorf("%s: %s is not what a purge leaves that was not stopped", what, name)
			}
		}
	}
}

// What cannot be deleted is told by status and certificate, and stays due.
func TestUndeletableStaysDue(t *testing.T) {
	t.Parallel()
	w := dueWorkspace(t)
	list := filepath.Join(w.folder, filepath.FromSlash(w.lists[0].path))
	aside := filepath.Join(w.folder, workspace.SealsFolder, ".2026Q4.zip.new")
	if err := errors.Join(os.Remove(list),
		os.MkdirAll(filepath.Join(list, "inside"), disk.FolderMode),
		os.MkdirAll(filepath.Join(aside, "inside"), disk.FolderMode)); err != nil {
		t.Fatal(err)
	}
	if status := w.purgeNow(); status != refusal.Internal ||
		!strings.Contains(w.stderr.String(), "list B0001") ||
		!strings.Contains(w.stderr.String(), "seals 2026Q4: ") {
		t.Errorf("status %d\n%s", status, &w.stderr)
	}
	files := readFolder(t, w.folder)
	paper := readPaper(t, files, "P0001")
	outcomes := map[string]string{}
	for _, file := range paper.Files {
		outcomes[file.Name] = file.Outcome
	}
	if outcomes[w.lists[0].path] != "not deleted: it could not be" ||
		outcomes["seals/2026Q4.zip"] != "not deleted: it could not be" ||
		outcomes["runs/2026Q4/flags.csv"] != "deleted" {
		t.Errorf("outcomes %v", outcomes)
	}
	for _, count := range paper.Counts {
		if count.Of == "sealed cases" && (count.Deleted != 0 || len(w.sealedTexts("2026Q4")) != 3) {
			t.Errorf("sealed cases that could not be deleted: %+v", count)
		}
	}
	for name := range files {
		if strings.HasSuffix(name, ".plan.json") || strings.HasPrefix(name, "runs/2026Q4/") {
			t.Errorf("%s is left", name)
		}
	}
	if err := errors.Join(os.RemoveAll(list), os.RemoveAll(aside)); err != nil {
		t.Fatal(err)
	}
	w.must("purge", "--due", "--workspace", w.folder)
	if !strings.Contains(w.stdout.String(), "list B0001") ||
		!strings.Contains(w.stdout.String(), "1 of 3 sealed cases") {
		t.Errorf("it is not due any more:\n%s", &w.stdout)
	}
	if status := w.purgeNow(); status != refusal.Done {
		t.Errorf("status %d\n%s", status, &w.stderr)
	}
	if again := readPaper(t, readFolder(t, w.folder), "P0002"); len(again.Files) != 2 ||
		!strings.HasPrefix(again.Files[1].Outcome, "was not there any more") ||
		len(w.sealedTexts("2026Q4")) != 2 {
		t.Errorf("the second certificate has %+v", again.Files)
	}
}

// Seals that are damaged or gone do not keep the rest from being purged. They go when
// the last case that may be in them is due.
func TestDamagedSealsDoNotStopPurge(t *testing.T) {
	t.Parallel()
	for _, content := range []string{"", "PK no zip"} {
		w := dueWorkspace(t)
		seals := filepath.Join(w.folder, workspace.SealsFolder, "2026Q4.zip")
		if err := os.Remove(seals); err != nil {
			t.Fatal(err)
		}
		if content != "" {
			if err := os.WriteFile(seals, []byte(content), disk.FileMode); err != nil {
				t.Fatal(err)
			}
		}
		if status := w.purgeNow(); status != refusal.Done {
			t.Fatalf("status %d\n%s", status, &w.stderr)
		}
		files := readFolder(t, w.folder)
		if _, there := files["seals/2026Q4.zip"]; there != (content != "") {
			t.Errorf("the seals are there: %t", there)
		}
		if !strings.Contains(w.stderr.String(), "seals/2026Q4.zip") ||
			files["runs/2026Q4/run.json"] != nil {
			t.Errorf("the run is left, or nothing is said of the seals:\n%s", &w.stderr)
		}
		w.goTo(day("2028-01-01")) // fourteen months after the extract
		if status := w.purgeNow(); status != refusal.Done {
			t.Fatalf("status %d\n%s", status, &w.stderr)
		}
		if _, there := readFolder(t, w.folder)["seals/2026Q4.zip"]; there {
			t.Error("damaged seals are never deleted")
		}
		w.must("purge", "--due", "--workspace", w.folder)
		if strings.Contains(w.stdout.String()+w.stderr.String(), "seals") &&
			strings.Contains(w.stdout.String()+w.stderr.String(), "2026Q4.zip") {
			t.Errorf("they are still due:\n%s%s", &w.stdout, &w.stderr)
		}
	}
}

// Register row due on 31 January, council tax row seven years, case open: a purge on
// 1 February removes the register's records and keeps the case's sealed evidence, and
// the certificate says why.
func TestOpenCaseOutlivesRegister(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	schedule := strings.NewReplacer("9 months", "7 years", "6 months", "2 months",
		"5 months (150 days)", "7 years").Replace(travelSchedule)
	w.setSchedule(schedule)
	found, council := &canaries{}, emptyCouncil(t)
	for range 3 {
		found.home(council)
	}
	w.put(council.files())
	w.must("run", "--workspace", w.folder, "--exercise", "2026Q4",
		"--council-tax", filepath.Join(w.inputs, taxFile), "--council-tax-date", "2026-11-01",
		"--register", filepath.Join(w.inputs, registerFile), "--register-date", "2026-11-30",
		"--ctr", filepath.Join(w.inputs, ctrFile), "--ctr-date", "2026-11-01",
		"--codes", filepath.Join(w.inputs, codesFile))
	for _, flag := range w.results("2026Q4").csv("flags.csv") {
		if flag["delete_by"] != "2027-01-30" {
			t.Errorf("a flag is due on %s, want the register's day", flag["delete_by"])
		}
	}
	w.on(day("2027-01-20"))
	w.must("worklist", "--workspace", w.folder, "--take", "1", "--officer", "akhan", "--reason",
		"desk check")
	opened := w.auditEvents()[1].Case
	w.on(day("2027-02-01"))
	w.must("purge", "--due", "--workspace", w.folder)
	kept := "kept: somebody works them, due 2028-01-01"
	if !strings.Contains(w.stdout.String(), kept) {
		t.Errorf("the dry list lacks %q:\n%s", kept, &w.stdout)
	}
	if status := w.purgeNow(); status != refusal.Done {
		t.Fatalf("status %d\n%s", status, &w.stderr)
	}
	files := readFolder(t, w.folder)
	for name, content := range files {
		if strings.HasPrefix(name, workspace.RunsFolder) {
			t.Errorf("%s is left", name)
		}
		if leak := travelCanary.Find(bytes.ToUpper(content)); leak != nil {
			t.Errorf("%s holds %s", name, leak)
		}
	}
	sealed := w.sealedTexts("2026Q4")
	if len(sealed) != 1 || !travelCanary.MatchString(sealed[opened]) {
		t.Errorf("sealed are %d cases", len(sealed))
	}
	page := string(files["certificates/P0001.html"])
	for _, want := range []string{"1: not due: somebody works them, due 2028-01-01", "case_open",
		"“3 months”", "1 Jan 2028", "electoral_register", "“2 months”", "Electoral team",
		"records policy, page 3", "30 Jan 2027", taxFile, registerFile, ctrFile,
		"2026Q4: cases opened"} {
		if !strings.Contains(page, want) {
			t.Errorf("the certificate lacks %q", want)
		}
	}
}

// A certificate names what it deleted, kept and did not reach, and its counts add up.
func TestCertificateSaysAll(t *testing.T) {
	t.Parallel()
	w := dueWorkspace(t)
	before := readFolder(t, w.folder)
	for _, stray := range []string{"lists/copy of a list.xlsx", "seals/2020Q1.zip", "runs/notes.txt",
		"lists/a\nb.xlsx"} {
		path := filepath.Join(w.folder, filepath.FromSlash(stray))
		if err := os.WriteFile(path, []byte("x"), disk.FileMode); err != nil {
			t.Skip("the system has no such names:", err)
		}
	}
	keys := map[string]string{}
	for _, e := range w.auditEvents() {
		if e.Kind == cases.KindRun {
			keys[e.Exercise] = e.KeyID
		}
	}
	var manifest struct {
		Datasets []struct {
			Files []struct{ Name, SHA256 string }
		}
	}
	if err := json.Unmarshal(before["runs/2026Q4/run.json"], &manifest); err != nil {
		t.Fatal(err)
	}
	digests := map[string]string{}
	for _, dataset := range manifest.Datasets {
		digests[dataset.Files[0].Name] = dataset.Files[0].SHA256
	}
	w.must("purge", "--due", "--workspace", w.folder)
	dry := w.stdout.String()
	for _, want := range []string{"Due on 2027-04-20:\n", "run 2026Q4 ", "key 2026Q4 ",
		"1 of 3 sealed cases", "list B0001 ", "kept: held since 2026-12-15: an appeal",
		"list B0002               due 2027-04-15  an opened list outside the workspace: delete it",
		"Nothing was deleted. To delete it: nfi purge --due --do\n"} {
		if !strings.Contains(dry, want) {
			t.Errorf("the dry list lacks %q:\n%s", want, dry)
		}
	}
	if status := w.purgeNow(); status != refusal.Done {
		t.Fatalf("status %d\n%s", status, &w.stderr)
	}
	paper := readPaper(t, readFolder(t, w.folder), "P0001")
	if err := paper.Check(); err != nil {
		t.Error(err)
	}
	counts := map[string]cases.CertificateCount{}
	for _, count := range paper.Counts {
		counts[count.Exercise+" "+count.Of] = count
	}
	for name, want := range map[string][2]int{"2026Q4 sealed cases": {3, 1}, "2026Q4 lists": {1, 1},
		"2026Q4 keys": {1, 1}, "2026Q4b keys": {1, 0}, "2026Q4b sealed cases": {3, 0}} {
		if got := counts[name]; got.Before != want[0] || got.Deleted != want[1] {
			t.Errorf("%s: %+v, want %v", name, got, want)
		}
	}
	if kept := counts["2026Q4b result files"].Kept; len(kept) != 1 ||
		kept[0].Why != "held since 2026-12-15: an appeal" {
		t.Errorf("of the held run: %v", kept)
	}
	if len(paper.Keys) != 1 || paper.Keys[0].ID != keys["2026Q4"] || len(paper.Sources) != 3 {
		t.Errorf("keys %v, sources %v", paper.Keys, paper.Sources)
	}
	for _, source := range paper.Sources {
		if source.Exercise != "2026Q4" || source.SHA256 != digests[source.Name] {
			t.Errorf("source %v", source)
		}
	}
	outside := w.lists[1]
	content, err := os.ReadFile(outside.path)
	if err != nil || len(paper.Lists) != 1 || paper.Lists[0] != (cases.CertificateList{Batch: "B0002",
		Name: outside.path, Date: "2026-12-15", To: "akhan", SHA256: sha256Hex(content)}) {
		t.Errorf("lists elsewhere: %v, %v", paper.Lists, err)
	}
	strays := 0
	for _, file := range paper.Files {
		switch {
		case file.Outcome == "left: nobody recorded it":
			strays++
		case file.SHA256 != sha256Hex(before[file.Name]) || file.Bytes != int64(len(before[file.Name])):
			t.Errorf("%s was not so", file.Name)
		}
	}
	if strays != 4 {
		t.Errorf("%d strays are named: %v", strays, paper.Files)
	}
	w.must("audit", "verify", "--workspace", w.folder, "--count", decimal(paper.HeadAfter.Count),
		"--head", paper.HeadAfter.Hash)
}

// The log has who opens a case and why before the seal is opened: with a seal that is
// damaged the lines are there though no list is; where the log cannot be written
// nothing is opened and no list is there.
func TestOpeningIsLoggedFirst(t *testing.T) {
	t.Parallel()
	w := newTraveller(t)
	w.goTo(day("2026-12-15"))
	r := w.exercise("2026Q4", day("2026-11-01"), 0)
	path := filepath.Join(w.folder, workspace.SealsFolder, "2026Q4.zip")
	seals, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	second := bytes.Index(seals, []byte(r.untaken[1]+".age"))
	at := bytes.LastIndex(seals[:second], []byte("PK\x03\x04"))
	damaged := bytes.Clone(seals)
	damaged[at-40] ^= 1 // in the ciphertext of the first case
	take := []string{"worklist", "--workspace", w.folder, "--take", "2", "--officer", "akhan",
		"--reason", "desk check"}
	if err := os.WriteFile(path, damaged, disk.FileMode); err != nil {
		t.Fatal(err)
	}
	if status := w.nfi(take...); status != refusal.Integrity ||
		!strings.Contains(w.stderr.String(), r.untaken[0]) {
		t.Errorf("a damaged seal: status %d\n%s", status, &w.stderr)
	}
	var kinds []string
	for _, e := range w.auditEvents()[1:] {
		kinds = append(kinds, string(e.Kind)+" "+e.Case+" "+e.Officer)
	}
	want := []string{"opening " + r.untaken[0] + " akhan", "opening " + r.untaken[1] + " akhan",
		"failed " + r.untaken[0] + " "}
	if !slices.Equal(kinds, want) {
		t.Errorf("the log has %q, want %q", kinds, want)
	}
	if lists, _ := os.ReadDir(filepath.Join(w.folder, workspace.ListsFolder)); len(lists) != 0 {
		t.Errorf("a list is there: %v", lists)
	}

	// A folder in the place where the head of the log is written aside.
	if err := os.WriteFile(path, seals, disk.FileMode); err != nil {
		t.Fatal(err)
	}
	heads, err := filepath.Glob(filepath.Join(filepath.Dir(w.folder), "metro.keys*.audit"))
	if err != nil || len(heads) != 1 {
		t.Fatalf("heads %v, %v", heads, err)
	}
	blocking := filepath.Join(filepath.Dir(heads[0]), "."+filepath.Base(heads[0])+".new", "x")
	if err := os.MkdirAll(blocking, disk.FolderMode); err != nil {
		t.Fatal(err)
	}
	lines := len(w.auditEvents())
	if status := w.nfi(take...); status == refusal.Done || w.stdout.Len() > 0 {
		t.Errorf("a log that cannot be written: status %d\n%s", status, &w.stdout)
	}
	lists, _ := os.ReadDir(filepath.Join(w.folder, workspace.ListsFolder))
	if len(lists) != 0 || len(w.auditEvents()) != lines {
		t.Errorf("%d lists, %d lines of the log added", len(lists), len(w.auditEvents())-lines)
	}
}

// A decision on a conflict of the schedule counts for what is read afterwards: an
// extract that the earlier of two lengths closes is read when the later is chosen.
func TestDecisionChangesWhatIsRead(t *testing.T) {
	t.Parallel()
	w := newTestWorkspace(t)
	w.setSchedule(travelSchedule) // claims: "5 months (150 days)"
	found, council := &canaries{}, emptyCouncil(t)
	found.home(council)
	files := council.files()
	w.on(day("2027-04-01")) // five months and 151 days after the extract of claims
	if status := w.try(files); status != refusal.Policy {
		t.Fatalf("before the decision: status %d\n%s", status, &w.stderr)
	}
	w.must("retention", "decide", "ctr", "--period", "5 months", "--officer", "jortiz", "--why",
		"the notice says so", "--workspace", w.folder)
	if status := w.try(files); status != refusal.Done {
		t.Errorf("after it: status %d\n%s", status, &w.stderr)
	}
	w.on(day("2027-04-02"))
	if status := w.try(files); status != refusal.Policy {
		t.Errorf("a day later: status %d\n%s", status, &w.stderr)
	}
}

// A folder among the results that nobody recorded and that does not say its day is
// named and left, and does not keep the rest from being purged.
func TestStrangeRunIsLeft(t *testing.T) {
	t.Parallel()
	for _, manifest := range []string{"", "{", "{}", `{"retention":[{"delete_by":"soon"}]}`} {
		w := dueWorkspace(t)
		folder := filepath.Join(w.folder, workspace.RunsFolder, "2019Q1")
		if err := errors.Join(os.Mkdir(folder, disk.FolderMode), os.WriteFile(filepath.Join(
			folder, "run.json"), []byte(manifest), disk.FileMode)); err != nil {
			t.Fatal(err)
		}
		if status := w.purgeNow(); status != refusal.Done {
			t.Fatalf("%q: status %d\n%s", manifest, status, &w.stderr)
		}
		if _, err := os.Stat(folder); err != nil {
			t.Errorf("%q: the folder is gone", manifest)
		}
		w.must("purge", "--due", "--workspace", w.folder)
		if !strings.Contains(w.stderr.String(), "runs/2019Q1 ") ||
			strings.Contains(w.stderr.String(), "runs/2026Q4 ") {
			t.Errorf("%q: the dry list says\n%s", manifest, &w.stderr)
		}
	}
}
