package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"nfimatch/bench/damage"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
)

// What must be true of a run on a damaged file: see TestRunDamaged.

// judge holds a run on a damaged file to what must be true of all of them.
func (rig *damageRig) judge(s spoiltFile, status int, accept bool) {
	t := rig.t
	t.Helper()
	rig.statuses[status]++
	if !bytes.Equal(s.file.Bytes(), s.clean) {
		rig.altered++
	}
	rig.speech(s, status)
	rig.expected(s, status, accept)
	rig.values(s)
	places := readFolder(t, rig.folder)
	maps.DeleteFunc(places, func(name string, _ []byte) bool {
		return strings.HasPrefix(name, workspace.SealsFolder+"/")
	})
	places["standard output"], places["standard error"] = rig.stdout.Bytes(), rig.stderr.Bytes()
	for name, content := range places {
		capitals := bytes.ToUpper(content)
		for _, leak := range brands {
			if bytes.Contains(capitals, leak) {
				t.Errorf("%s: %s holds %s", s.what, name, leak)
			}
		}
		if status != refusal.Done && strings.HasPrefix(name, workspace.RunsFolder+"/") {
			t.Errorf("%s: a run that failed left %s", s.what, name)
		}
	}
	if status == refusal.Done {
		rig.account(s)
	}
}

// errorForm is a message of an error: a file, perhaps with a line, or a dataset, and a
// rule in words.
var errorForm = regexp.MustCompile(`^nfi: error: (council_tax|electoral_register|ctr|codes)` +
	`(\.csv)?(:[1-9][0-9]*)?: ([a-z0-9_]+: )?[^ :]+( [^ ]+){2,}`)

// speech holds what was printed to the house's form, and errors to a place and a rule.
func (rig *damageRig) speech(s spoiltFile, status int) {
	t := rig.t
	t.Helper()
	if status != refusal.Done && status != refusal.Input && status != refusal.Configuration {
		t.Errorf("%s: status %d", s.what, status)
	}
	if (status != refusal.Done) != (rig.stdout.Len() == 0) {
		t.Errorf("%s: status %d, and printed:\n%s", s.what, status, &rig.stdout)
	}
	errors := 0
	for _, line := range strings.Split(strings.TrimSuffix(rig.stderr.String(), "\n"), "\n") {
		switch {
		case strings.HasPrefix(line, "nfi: warning: "), strings.HasPrefix(line, "nfi: hint: "):
		case errorForm.MatchString(line):
			errors++
		default:
			t.Errorf("%s: says neither where nor what: %s", s.what, line)
		}
	}
	if (errors > 0) != (status != refusal.Done) {
		t.Errorf("%s: status %d with %d errors:\n%s", s.what, status, errors, &rig.stderr)
	}
}

// refusedFor are the damages of which a file is always refused, and words of the
// message.
var refusedFor = map[string]string{
	"empty": "the file is empty", "white space alone": "the file is empty",
	"a byte order mark alone": "the file is empty", "gzip": "a compressed file",
	"UTF-16, little end first": "UTF-16", "UTF-16, big end first": "UTF-16",
	"UTF-16 without its mark": "UTF-16", "zip": "a zip file", "an Excel workbook": "(.xlsx)",
	"an old Excel workbook": "(.xls)", "Parquet": "a Parquet file", "PDF": "a PDF",
	"a web page": "a web page", "a page of an error": "names the columns of",
	"base64": "names the columns of", "noise": "", "no header": "names the columns of",
	"a header and nothing else": "", "a header of a million columns": "at most 1024 columns",
	"a NUL byte": "has a NUL byte", "a sector of zeros": "NUL byte",
	"the header sorted in among the rows": "", "the header as the last line": "",
}

// harmless are the damages after which all flags are as before; of two that put many
// faulty rows in, once those are accepted.
var harmless = []string{"a line twice", "two lines exchanged", "line ends of other systems",
	"blank lines", "a report's lines round the table", "no end of the last line",
	"the header twice", "the header again within", "a very long line", "a million columns",
	"columns beyond any table", "a million quotes", "quotes by lines", "blanks round it",
	"small letters", "words between the rows", "two byte order marks",
	"a byte order mark within", "the whole file twice"}

// namedDamage are the damages of spreadsheets that are warned of or refused by name.
var namedDamage = map[string]string{"numbers rounded": "spreadsheet",
	"dates as day numbers": "spreadsheet day numbers", "house numbers as dates": "12-May"}

// expected holds a run to what is known of its kind of damage.
func (rig *damageRig) expected(s spoiltFile, status int, accept bool) {
	t := rig.t
	t.Helper()
	refused := refusal.Input
	if s.table == codesFile {
		refused = refusal.Configuration
	}
	said := rig.stderr.String()
	altered := !bytes.Equal(s.file.Bytes(), s.clean)
	words, isRefused := refusedFor[s.name]
	name, isNamed := namedDamage[s.name]
	switch {
	case isRefused && (status != refused || s.table != codesFile && !strings.Contains(said, words)):
		t.Errorf("%s: status %d, must be refused as %q:\n%s", s.what, status, words, said)
	case s.table == codesFile:
	case !altered && status != refusal.Done:
		t.Errorf("%s: status %d though nothing has changed:\n%s", s.what, status, said)
	case status != refusal.Done && slices.Contains(harmless, s.name) &&
		(accept || s.name != "quotes by lines" && s.name != "words between the rows"):
		t.Errorf("%s: status %d, must do no harm:\n%s", s.what, status, said)
	case isNamed && altered && !strings.Contains(said, name) &&
		!bytes.Contains(rig.file("rejects.csv"), []byte("a spreadsheet has rounded")):
		t.Errorf("%s: a spreadsheet's damage is not named:\n%s", s.what, said)
	}
}

// file is a file of the run, empty if there is none.
func (rig *damageRig) file(name string) []byte {
	content, err := os.ReadFile(filepath.Join(rig.folder, workspace.RunsFolder, "2026Q4", name))
	if err != nil && !os.IsNotExist(err) {
		rig.t.Fatal(err)
	}
	return content
}

// values holds messages and the list of rejected rows to the rule that they repeat no
// cell of the damaged file, whatever became of it. A table of codes is configuration
// and not data: its allowed words are listed.
func (rig *damageRig) values(s spoiltFile) {
	rig.t.Helper()
	if s.table == codesFile {
		return
	}
	const valueBytesMin, valueBytesMax = 6, 200
	text, header := s.file.Bytes(), string(s.clean[:s.lines[0].End])
	said := append(rig.stderr.Bytes(), rig.file("rejects.csv")...)
	seen := map[string]bool{}
	for _, line := range damage.PhysicalLines(text) {
		for cell := range bytes.SplitSeq(text[line.Start:line.End], []byte{s.file.Layout.Delimiter}) {
			cell = bytes.Trim(cell, "\" \t\r\n")
			if len(cell) < valueBytesMin || len(cell) > valueBytesMax || seen[string(cell)] {
				continue
			}
			seen[string(cell)] = true
			if bytes.Contains(said, cell) && !strings.Contains(header, string(cell)) {
				rig.t.Errorf("%s: the value %q is said:\n%s", s.what, cell, said)
			}
		}
	}
}

// damagedManifest is what run.json says of the rows.
type damagedManifest struct {
	Datasets []struct {
		Dataset string
		Rows    map[string]int
		Files   []struct {
			Rows         int
			LinesSkipped int `json:"lines_skipped"`
		}
	}
}

// account holds a run that ended well to the rows of the damaged file: each line is
// accounted for, and what no damage has touched is used as if there were none.
func (rig *damageRig) account(s spoiltFile) {
	t := rig.t
	t.Helper()
	results := rig.results("2026Q4")
	whole := s.whole()
	if s.table != codesFile {
		var manifest damagedManifest
		if err := json.Unmarshal(results.files["run.json"], &manifest); err != nil {
			t.Fatal(err)
		}
		rig.rows(s, results, manifest, whole)
	}
	rig.rejects(s, results, whole)
	spared, all := rig.spared(s, whole), slices.Contains(harmless, s.name)
	got := homeFlags(results)
	for value, flags := range rig.want {
		if (spared[value] && whole[0] >= 0 || all && s.table != codesFile) && got[value] != flags {
			t.Errorf("%s: the home worth %s is flagged\n%q, want\n%q", s.what, value, got[value], flags)
		}
	}
	rig.whole += len(spared)
}

// rejects checks that each rejected row is named where the damage is.
func (rig *damageRig) rejects(s spoiltFile, results *runResults, whole []int) {
	t := rig.t
	t.Helper()
	lines := damage.PhysicalLines(s.file.Bytes())
	spared := map[int]bool{} // physical lines, from 1
	for _, at := range whole {
		line, found := slices.BinarySearchFunc(lines, at, func(s damage.Span, at int) int {
			return s.Start - at
		})
		if found {
			spared[line+1] = true
		}
	}
	rejects := results.csv("rejects.csv")
	for _, reject := range rejects {
		line, err := strconv.Atoi(reject["line"])
		if err != nil || line < 1 || line > len(lines) || reject["file"] != s.table ||
			reject["field"] == "" || reject["rule"] == "" || spared[line] && whole[0] >= 0 {
			t.Errorf("%s: %v is rejected, of %d lines", s.what, reject, len(lines))
		}
	}
}

// whole returns where the lines of the clean file stand untouched, -1 where they do
// not: with all their bytes, at the beginning of a line.
func (s *spoiltFile) whole() []int {
	at := s.file.Whole(s.lines)
	for i, start := range at {
		before := bytes.TrimPrefix(s.file.Bytes()[:max(start, 0)], []byte("\xEF\xBB\xBF"))
		if len(before) > 0 && !bytes.HasSuffix(before, []byte("\n")) &&
			!bytes.HasSuffix(before, []byte("\r")) {
			at[i] = -1
		}
	}
	return at
}

// rows checks the counts of run.json against the lines of the damaged file.
func (rig *damageRig) rows(s spoiltFile, results *runResults, manifest damagedManifest,
	whole []int,
) {
	t := rig.t
	t.Helper()
	text := s.file.Bytes()
	lines := len(damage.PhysicalLines(bytes.TrimSuffix(text, []byte{0x1A})))
	spared := 0
	for _, at := range whole[1:] {
		if at >= 0 {
			spared++
		}
	}
	for _, one := range manifest.Datasets {
		n := one.Rows
		if n["read"] != n["kept"]+n["set_aside"]+n["rejected"]+n["merged"] {
			t.Errorf("%s: rows of %s do not add up: %v", s.what, one.Dataset, n)
		}
		if one.Dataset+".csv" != s.table {
			if len(rig.council.tables[one.Dataset+".csv"].rows) != n["kept"] {
				t.Errorf("%s: %s has %v", s.what, one.Dataset, n)
			}
			continue
		}
		file := one.Files[0]
		lost := lines - 1 - file.Rows - file.LinesSkipped
		touched := lines - 1 - spared
		switch {
		case len(results.csv("rejects.csv")) != n["rejected"]:
			t.Errorf("%s: rejects.csv does not name %d rows", s.what, n["rejected"])
		case whole[0] >= 0 && file.LinesSkipped > s.skippable(whole[0]):
			t.Errorf("%s: %d lines are skipped, %d may be", s.what, file.LinesSkipped,
				s.skippable(whole[0]))
		case lost < 0, lost > 0 && bytes.IndexByte(text, '"') < 0, lost > max(touched, 0):
			t.Errorf("%s: of %d lines, %d untouched, a header, %d rows and %d skipped are counted",
				s.what, lines, spared, file.Rows, file.LinesSkipped)
		case whole[0] >= 0 && n["kept"]+n["merged"]+n["set_aside"] < spared:
			t.Errorf("%s: %d rows are untouched, but the counts are %v", s.what, spared, n)
		}
	}
}

// skippable returns how many lines may be no rows: all before the header, what repeats
// it, what has no letter and no digit, and the last line of a report.
func (s *spoiltFile) skippable(header int) (n int) {
	text := s.file.Bytes()
	head := bytes.TrimRight(s.clean[:s.lines[0].End], "\r\n")
	for _, line := range damage.PhysicalLines(text) {
		content := bytes.TrimSpace(text[line.Start:line.End])
		filled := bytes.ContainsFunc(content, func(r rune) bool {
			return unicode.IsLetter(r) || unicode.IsDigit(r) || r == utf8.RuneError
		})
		if line.Start < header || !filled || bytes.HasSuffix(content, head) ||
			bytes.HasSuffix(content, []byte(" rows selected.")) {
			n++
		}
	}
	return n
}

// spared returns the homes, by the value of their discount, of which no row was
// touched. In a table of codes all of them are.
func (rig *damageRig) spared(s spoiltFile, whole []int) map[string]bool {
	touched := map[int]bool{}
	for row, home := range rig.council.homes[s.table] {
		touched[home] = touched[home] || whole[1+row] < 0
	}
	spared := map[string]bool{}
	for i := range damagedHomes {
		if !touched[i] {
			spared[strconv.Itoa(100*(300+i))] = true
		}
	}
	return spared
}
