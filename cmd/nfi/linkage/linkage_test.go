package linkage

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"nfimatch/cmd/nfi/refusal"
	"nfimatch/extract"
	"nfimatch/extract/columns"
	"nfimatch/extract/delimited"
	"nfimatch/extract/retention"
	"nfimatch/extract/row"
	"nfimatch/match/link"
	"nfimatch/match/link/block"
	"nfimatch/match/result"
	"nfimatch/match/weigh"
)

var asOf, _ = retention.DateOf(2026, 11, 1)

// inventedRun is a run that has found pairs of known weights.
func inventedRun(t *testing.T) *run {
	t.Helper()
	r := &run{Request: Request{
		Lists: []List{{Path: "left.csv"}, {Path: "right.csv"}}, AsOf: asOf, Today: asOf,
		DeleteBy: asOf + 30, Folder: t.TempDir() + "/out",
	}}
	if err := r.addTerms(); err != nil {
		t.Fatal(err)
	}
	for _, s := range r.sides {
		s.fileLines = []uint32{2, 3, 5, 6, 7, 8, 9, 10, 11} // a blank line after the second row
	}
	r.meta = map[string]string{}
	for _, key := range columns.RequiredMeta() {
		r.meta[key] = "test"
	}
	r.result = &link.Result{
		Scheme: weigh.Scheme{
			{Name: "surname", Levels: []weigh.Level{{Name: "missing"}, {Name: "exact", Group: 1},
				{Name: "other", Group: 1}}},
			{Name: "extra_ward", Levels: []weigh.Level{{Name: "missing"}, {Name: "equal"}}},
		},
		Blocking: []block.Blocking{{Rule: "nino", Pairs: 1, New: 1, Worst: []int64{1}, Kept: true},
			{Rule: "full name", Pairs: 7, New: 6, Worst: []int64{4, 3}, Kept: true}},
		Model: link.Model{Version: 1, Origin: "test", Threshold: 500_000,
			Comparisons: []link.ModelComparison{{Name: "surname", Levels: []link.ModelLevel{
				{Name: "exact", M: 900_000_000, U: 1_000_000, UNear: 350_000_000},
				{Name: "other", M: 100_000_000, U: 999_000_000, UNear: 650_000_000}}}}},
		Weights: [2][][]weigh.Millibits{{{0, 9_814, -3_320}}, {{0, 1_363, -2_700}}},
	}
	r.result.Pairs = link.Pairs{
		Left: []uint32{1, 2, 2, 9}, Right: []uint32{4, 1, 3, 9}, Rule: []uint8{0, 1, 1, 1},
		Decision: []uint8{result.DecisionSame, result.DecisionSame, result.DecisionUnsure,
			result.DecisionSame},
		Weight: []weigh.Millibits{20_123, 500, -1_500, 3_000},
		Prior:  []weigh.Millibits{-10_000, -10_000, -9_800, -10_000},
		Rival:  []weigh.Millibits{-40_000, -1_500, 500, -40_000},
		Rarity: []weigh.Millibits{123, 0, 0, 0}, Against: []weigh.Millibits{0, 0, -200, 0},
		Levels: [][]uint8{{1, 1, 2, 1}, {1, 0, 0, 0}},
		Millibits: [][]weigh.Millibits{
			{20_000, 10_500, 8_500, 13_000}, {10_000, 0, 0, 0}},
	}
	return r
}

// Every pair's bits sum to its weight, and rows are named by line alone.
func TestPairsAddUp(t *testing.T) {
	r := inventedRun(t)
	var text bytes.Buffer
	if err := r.writePairs(&text); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(&text).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	const header = "left_line,right_line,weight_bits,probability,surname_level,surname_bits," +
		"extra_ward_level,extra_ward_bits,prior_bits,rarity_bits,against_bits,next_best_bits," +
		"rule,decision,delete_by,left_file_line,right_file_line"
	if got := strings.Join(lines[0], ","); got != header {
		t.Errorf("columns %s\nwant %s", got, header)
	}
	if got, want := strings.Join(lines[1], ","), "1,4,20.123,0.999999,exact,20.000,equal,10.000,"+
		"-10.000,0.123,0.000,-40.000,nino,same,2026-12-01,2,6"; got != want {
		t.Errorf("the first pair is\n%s\nwant\n%s", got, want)
	}
	for _, cells := range lines[1:] {
		sum := 0
		for i, name := range lines[0] {
			if strings.HasSuffix(name, "_bits") && name != "weight_bits" &&
				name != "next_best_bits" {
				sum += millibits(t, cells[i])
			}
		}
		if weight := millibits(t, cells[2]); sum != weight {
			t.Errorf("pair %s,%s weighs %d millibits, and its parts %d", cells[0], cells[1], weight, sum)
		}
	}
}

func millibits(t *testing.T, bits string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.Replace(bits, ".", "", 1))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestPairsTable(t *testing.T) {
	r := inventedRun(t)
	var first, second bytes.Buffer
	if err := errors.Join(r.writePairsTable(&first), r.writePairsTable(&second)); err != nil {
		t.Fatal(err)
	}
	if first.Len() == 0 || !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("pairs.parquet is empty, or other bytes each time")
	}
	if !bytes.Contains(first.Bytes(), []byte("missing,exact,other")) {
		t.Error("pairs.parquet does not name the levels")
	}
}

func TestClustersAreInOrder(t *testing.T) {
	r := inventedRun(t)
	r.result.Clusters = link.Clusters{Line: []uint32{9, 3, 4, 1, 7}, Cluster: []uint32{2, 1, 2, 1, 2}}
	var text bytes.Buffer
	if err := r.writeClusters(&text); err != nil {
		t.Fatal(err)
	}
	const want = "cluster,line,rows,delete_by,file_line\n1,1,2,2026-12-01,2\n" +
		"1,3,2,2026-12-01,5\n2,4,3,2026-12-01,6\n2,7,3,2026-12-01,9\n2,9,3,2026-12-01,11\n"
	if text.String() != want || r.clusters() != 2 {
		t.Errorf("%d clusters:\n%s\nwant\n%s", r.clusters(), &text, want)
	}
}

// Two lists that are one file are told of, since each row would only find itself.
func TestOneFileTwice(t *testing.T) {
	r := inventedRun(t)
	for i, digests := range [][2]string{{"a", "b"}, {"a", "a"}} {
		for s, digest := range digests {
			r.sides[s].summary.Files = []extract.FileSummary{
				{Summary: delimited.Summary{SHA256: digest}}}
		}
		told := slices.ContainsFunc(r.warnings(), func(warning string) bool {
			return strings.Contains(warning, "one file")
		})
		if told != (i == 1) {
			t.Errorf("digests %q: told %t", digests, told)
		}
	}
}

// A list of too many columns is refused by the limit, and one that the system does not
// give us as input.
func TestListsThatCannotBeRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "wide.csv")
	wide := "surname,forename" + strings.Repeat(",x", delimited.ColumnsMax)
	if err := os.WriteFile(path, []byte(wide+"\n"+wide+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, rule := range map[string]string{path: "must have at most 1024 columns",
		filepath.Join(path, "below"):                         "cannot be opened",
		filepath.Join(t.TempDir(), strings.Repeat("x", 999)): "cannot be opened"} {
		r := &run{Request: Request{Lists: []List{{Path: path}}, AsOf: asOf, Today: asOf,
			DeleteBy: asOf}}
		if err := r.addTerms(); err != nil {
			t.Fatal(err)
		}
		err := r.open()
		var failure *refusal.Failure
		if !errors.As(err, &failure) || failure.Status != refusal.Input || failure.Hint == "" ||
			!strings.Contains(err.Error(), rule) {
			t.Errorf("%v, want status 3 and %q", err, rule)
		}
	}
}

// A side's own mapping adds to that of both, and wins for a field that both name.
func TestMappedBy(t *testing.T) {
	for _, c := range []struct{ general, own, mapping, flag string }{
		{"", "", "", "--map"}, {"surname=A", "", "surname=A", "--map"},
		{"", "surname=A", "surname=A", "--left-map"},
		{"surname=A, birth_date=B", "surname=C", "surname=C,birth_date=B", "--map and --left-map"},
		{`"surname=A,1"`, "town=T", `town=T,"surname=A,1"`, "--map and --left-map"},
		{"surname=A", `town="T`, `town="T`, "--left-map"}, {"a\nb", "town=T", "a\nb", "--map"},
	} {
		got := List{"list.csv", c.general, "--map"}.MappedBy(c.own, "--left-map")
		if want := (List{"list.csv", c.mapping, c.flag}); got != want {
			t.Errorf("%q and %q are %+v, want %+v", c.general, c.own, got, want)
		}
	}
}

func TestFolderOfResults(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, file := range []string{"results/run.json", "results/pairs.csv", "foreign/run.json",
		"foreign/notes.txt", "bare/pairs.csv", "nested/run.json", "nested/deeper/x", "file",
		"lists/left.csv"} {
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700),
			os.WriteFile(file, nil, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir("empty", 0o700); err != nil {
		t.Fatal(err)
	}
	for folder, allowed := range map[string]bool{
		"new": true, "empty": true, "results": true, "above/below": true, "foreign": false, "bare": false,
		"nested": false, "file": false, ".": false, "..": false, "lists": false,
	} {
		r := &run{Request: Request{Folder: folder, Lists: []List{{Path: "lists/left.csv"}}}}
		release, err := r.takeFolder()
		if err == nil {
			release()
		}
		var failure *refusal.Failure
		if (err == nil) != allowed || !allowed && (!errors.As(err, &failure) ||
			failure.Status != refusal.Usage) {
			t.Errorf("results in %s: %v, want allowed %v", folder, err, allowed)
		}
	}
}

// Of two runs into one folder, the second ends before it reads anything.
func TestFolderIsOfOneRun(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "below", "out")
	r := &run{Request: Request{Folder: folder, Who: "clerk@desk"}}
	release, err := r.takeFolder()
	if err != nil {
		t.Fatal(err)
	}
	var failure *refusal.Failure
	err = Run(t.Context(), Request{Folder: folder}, refusal.Voice{Out: io.Discard, Err: io.Discard})
	if !errors.As(err, &failure) || failure.Status != refusal.Policy ||
		!strings.HasPrefix(err.Error(), "the folder of --out is in use by clerk@desk, process ") {
		t.Errorf("a folder in use: %v, want status 5", err)
	}
	release()
	if release, err = r.takeFolder(); err != nil {
		t.Fatalf("after the first has ended: %v", err)
	}
	release()
}

// A list that lies in the folder of results by any name is not to be lost.
func TestFolderHoldsList(t *testing.T) {
	t.Chdir(t.TempDir())
	err := errors.Join(os.MkdirAll("out", 0o700), os.MkdirAll("elsewhere", 0o700),
		os.WriteFile("out/run.json", nil, 0o600), os.WriteFile("out/pairs.csv", nil, 0o600),
		os.Symlink(filepath.Join("..", "out", "pairs.csv"), "elsewhere/list.csv"),
		os.Symlink("out", "other"), os.Symlink("elsewhere", "away"))
	if err != nil {
		t.Skip("no symbolic links can be made here: ", err)
	}
	for path, allowed := range map[string]bool{"out/pairs.csv": false, "other/pairs.csv": false,
		"elsewhere/list.csv": false, "away/list.csv": false, "elsewhere/none.csv": true} {
		r := &run{Request: Request{Folder: "out", Lists: []List{{Path: path}}}}
		if release, err := r.takeFolder(); (err == nil) != allowed {
			t.Errorf("a list at %s: %v, want allowed %v", path, err, allowed)
		} else if allowed {
			release()
		}
	}
}

// A folder that the system does not let be made is wrong use, not a fault of ours.
func TestFolderUnusable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{filepath.Join(filepath.Dir(file), strings.Repeat("x", 251)),
		filepath.Join(filepath.Dir(file), strings.Repeat("x", 300)), filepath.Join(file, "out")} {
		_, err := (&run{Request: Request{Folder: folder}}).takeFolder()
		var failure *refusal.Failure
		if !errors.As(err, &failure) || failure.Status != refusal.Usage || failure.Hint == "" {
			t.Errorf("a folder of %d characters: %v, want status 2", len(folder), err)
		}
	}
}

func TestKeys(t *testing.T) {
	path := filepath.Join(t.TempDir(), "list.key")
	write := func(content string, mode os.FileMode) {
		if err := errors.Join(os.RemoveAll(path), os.WriteFile(path, []byte(content), mode)); err != nil {
			t.Fatal(err)
		}
	}
	var told bytes.Buffer
	r := &run{Request: Request{KeyFile: path}, Voice: refusal.Voice{Out: io.Discard, Err: &told}}
	key := strings.Repeat("a1", 32)
	var ids []string
	for _, content := range []string{key, key + "\n", strings.Repeat("b2", 32)} {
		write(content, 0o600)
		ring, err := r.readKeys()
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, ring.ExerciseID()+ring.ContinuityID())
	}
	if ids[0] != ids[1] || ids[0] == ids[2] {
		t.Errorf("key ids %q: equal keys must have equal ids, others not", ids)
	}
	for _, content := range []string{"", "a1", key + "a1", strings.Repeat("zz", 32)} {
		write(content, 0o600)
		_, err := r.readKeys()
		var failure *refusal.Failure
		if !errors.As(err, &failure) || failure.Status != refusal.Configuration {
			t.Errorf("a key of %d characters: %v, want status 4", len(content), err)
		}
	}
	if told.Len() > 0 {
		t.Errorf("said %q of a key file that only its owner can read", &told)
	}
	r.KeyFile = ""
	first, err := r.readKeys()
	second, err2 := r.readKeys()
	if err != nil || err2 != nil || first.ExerciseID() == second.ExerciseID() {
		t.Errorf("random keys: %v, %v, or twice the same", err, err2)
	}
	if !strings.Contains(told.String(), "random key") {
		t.Errorf("nothing was said of a random key: %q", &told)
	}
}

// The page is complete in itself, well formed, and its chart and table agree.
func TestPage(t *testing.T) {
	r := inventedRun(t)
	r.labels = labelled(t, "1,4")
	r.judge()
	var page bytes.Buffer
	if err := r.writePage(&page); err != nil {
		t.Fatal(err)
	}
	for _, barred := range []string{"<script", "http:", "https:", "url(", " src=", " href=", "@import",
		"ZgotmplZ", "NaN"} {
		if bytes.Contains(page.Bytes(), []byte(barred)) {
			t.Errorf("the page has %q", barred)
		}
	}
	decoder := xml.NewDecoder(bytes.NewReader(page.Bytes()))
	decoder.Strict, decoder.AutoClose, decoder.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	for {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("the page is not well formed: %v", err)
		}
	}
	for _, want := range []string{"<b>3</b> pairs of one person", "<b>1</b> pairs unsure",
		"Delete this page by</dt><dd>1 Dec 2026", "full name", "9.814", "0.900000"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	for _, want := range []string{"4 pairs between ", "; one person from 0.000", "Levels of "} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the charts do not say %q", want)
		}
	}
}

// Every row that was not compared is listed by place and rule, with its day.
func TestRejects(t *testing.T) {
	r := inventedRun(t)
	r.sides[1].faults = []row.Fault{{Dataset: row.PersonRight, Fate: row.SetAside, Field: "surname",
		Place: row.Place{File: "=right.csv", Line: 7}, Rule: "the name of a person"}}
	var text bytes.Buffer
	if err := r.writeRejects(&text); err != nil {
		t.Fatal(err)
	}
	const want = "list,file,line,fate,field,rule,delete_by\n" +
		"person_right,'=right.csv,7,set aside,surname,the name of a person,2026-12-01\n"
	if text.String() != want {
		t.Errorf("rejects\n%s\nwant\n%s", &text, want)
	}
}

// Lists are read until the last day they may be held, and not after it.
func TestExpiredLists(t *testing.T) {
	for days, refused := range map[retention.Date]bool{0: false, 30: false, 31: true, 400: true} {
		r := &run{Request: Request{Lists: []List{{}, {}}, AsOf: asOf, DeleteBy: asOf + 30,
			Today: asOf + days}}
		err := r.addTerms()
		var failure *refusal.Failure
		if (err != nil) != refused || refused && (!errors.As(err, &failure) ||
			failure.Status != refusal.Policy) {
			t.Errorf("%d days after: %v, want refused %v", days, err, refused)
		}
	}
}

func TestOriginNamesTheLists(t *testing.T) {
	r := inventedRun(t)
	if got := fmt.Sprint(r.origin()); got != "estimated from left.csv and right.csv as of 2026-11-01" {
		t.Errorf("origin %q", got)
	}
}
