package report

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"nfimatch/extract/retention"
	"nfimatch/match/result"
	"nfimatch/normalize/record"
	"nfimatch/report/ledger"
	"nfimatch/report/rules"
)

var update = flag.Bool("update", false, "rewrite the expected flags of testdata/*.txtar")

// TestCases runs the rules' case files, which an expert can read: a dwelling in
// words, then what is listed of it and why. The words are those of read below.
func TestCases(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no case files: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			for _, one := range caseTexts(t, string(text)) {
				got.WriteString(one.comment + dwellingMark + one.dwelling + flagsMark)
				got.WriteString(one.run(t))
				got.WriteString("\n")
			}
			result := strings.TrimRight(got.String(), "\n") + "\n"
			if *update {
				if err := os.WriteFile(name, []byte(result), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			compareLines(t, name, result, string(text))
		})
	}
}

func compareLines(t *testing.T, name, got, want string) {
	t.Helper()
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(a), len(b)) {
		var left, right string
		if i < len(a) {
			left = a[i]
		}
		if i < len(b) {
			right = b[i]
		}
		if left != right {
			t.Fatalf("%s:%d:\n got %q\nwant %q", name, i+1, left, right)
		}
	}
}

const (
	dwellingMark = "-- dwelling --\n"
	flagsMark    = "-- flags --\n"
)

type caseText struct{ comment, dwelling string }

// caseTexts cuts a file into its cases; what stands after a case's flags up to the
// next comment is the expected answer.
func caseTexts(t *testing.T, text string) (cases []caseText) {
	parts := strings.Split(text, dwellingMark)
	comment := parts[0]
	for _, part := range parts[1:] {
		dwelling, after, ok := strings.Cut(part, flagsMark)
		if !ok {
			t.Fatal("a case has no flags section")
		}
		cases = append(cases, caseText{comment, dwelling})
		if _, next, ok := strings.Cut(after, "\n#"); ok {
			comment = "#" + next
		}
	}
	return cases
}

// run lists what the rules say of the case's dwelling.
func (c caseText) run(t *testing.T) string {
	w := newWorld()
	for _, line := range strings.Split(strings.TrimSpace(c.dwelling), "\n") {
		w.read(t, strings.Fields(line))
	}
	tables, matched := w.tables()
	flags, summary, err := Flags(tables, matched, w.options)
	if err != nil {
		t.Fatalf("%v\n%s", err, c.comment)
	}
	var out strings.Builder
	reason := 0
	for i := range flags.Flags.Flag {
		f := &flags.Flags
		fmt.Fprintf(&out, "%s  %s  council-tax:%d  %s  %+.3f  adults %d-%d  %s, after CTR %s\n",
			f.Case[i], f.Rule[i], f.AccountLine[i], f.Strength[i],
			float64(f.ScoreMillibits[i])/1000, f.AdultsLeast[i], f.AdultsMost[i],
			poundsText(f.AnnualPence[i]), poundsText(f.AfterCTRPence[i]))
		r := &flags.Reasons
		for ; reason < r.Len() && r.Flag[reason] == f.Flag[i]; reason++ {
			side := "against"
			if r.For[reason] {
				side = "for"
			}
			row := fmt.Sprintf("    %-7s  %+.3f  %s", side, float64(r.Millibits[reason])/1000,
				r.Code[reason])
			if r.Dataset[reason] != 0 {
				row += fmt.Sprintf("  %s:%d", datasetNames[r.Dataset[reason]], r.Line[reason])
			}
			out.WriteString(strings.TrimRight(row+"  "+r.Date[reason].String(), " ") + "\n")
		}
	}
	for _, count := range summary.Explanations {
		if count.Accounts > 0 {
			fmt.Fprintf(&out, "not listed under A0: %s\n", count.Code)
		}
	}
	if out.Len() == 0 {
		out.WriteString("nothing\n")
	}
	return out.String()
}

func poundsText(pence int64) string {
	if pence == rules.PenceUnknown {
		return "not known"
	}
	return fmt.Sprintf("£%d.%02d", pence/100, pence%100)
}

var datasetNames = []string{"", "council-tax", "register", "ctr", "-", "-", "deaths"}

// world builds small tables by hand: one dwelling at a time, or many.
type world struct {
	options Options
	rows    []worldRow
	unsure  map[[2]string]bool
	same    map[[2]string]bool
	home    uint32

	codes     map[string]record.Code
	codesFrom record.Code
	families  bool // people of one random home share a surname
}

// worldRow is one source row and the persons it names.
type worldRow struct {
	dataset  uint8
	line     uint32
	dwelling uint32
	persons  []worldPerson
	how      uint8
	relation uint8
	doubt    uint8
	terms    uint16
	merged   []uint32 // lines of its further rows

	discount, disregard, exemption, holder uint8
	account                                record.Code
	from, to, since, registered, adultOn   retention.Date
	reviewed                               retention.Date
	seen                                   ledger.Seen
	gross, off, weekly                     int64
	share                                  uint8
	status                                 uint8
	died                                   retention.Date
	partner, nondependants                 uint8
}

// worldPerson is somebody whom a row names. Who has one name has one full name: by it
// people are found at other dwellings.
type worldPerson struct {
	name        string
	role        uint8
	marks, form uint8
	minor       bool
	born        record.Code
	middle, sex uint8
	generation  uint8
}

func newWorld() *world {
	return &world{home: 1, unsure: map[[2]string]bool{}, same: map[[2]string]bool{},
		codes: map[string]record.Code{},
		options: Options{Exercise: "T", AsOf: date("2026-11-01"),
			RegisterDate: date("2026-12-01")}}
}

func date(text string) retention.Date {
	d, err := retention.ParseDate(text)
	if err != nil {
		panic(text + ": " + err.Error())
	}
	return d
}

// read reads one line of a dwelling:
//
//	dates as-of D register D crowded N strangers N
//	council-tax:N discount spd|other|none from D to D since D reviewed D year P merged N
//	    off P disregard share N, exemption, holder company|nobody|estate
//	liable P, liable2 P, joint P, recorded P     of the account above; then
//	    initial, joint-title, disregard, minor, born N, sex N, middle N (5 to 8 are
//	    the initials of 1 to 4)
//	register:N person P listed D how uprn|exact|words|fuzzy doubt relation parent
//	    uprn-doubt (its UPRN is another's) name-doubt (a name the account lacks)
//	    18-on D young minor born N middle N; in place of listed: seen D after D renamed
//	deaths:N dead P died D how, doubt, born, sex, middle, generation
//	ctr:N claimant P partner P nondependants N weekly P from D to D
//	    account N|none  (default: the account above)
//	    at N                 any row: at another dwelling than the first
//	    terms N              any row: under the terms of the N-th dataset
//	unsure P Q           the two names could be one person's
//	same P Q             they were decided to be one
func (w *world) read(t *testing.T, words []string) {
	t.Helper()
	head := words[0]
	last := len(w.rows) - 1
	switch kind, number, _ := strings.Cut(head, ":"); {
	case head == "unsure":
		w.unsure[[2]string{words[1], words[2]}] = true
		w.unsure[[2]string{words[2], words[1]}] = true
		return
	case head == "same":
		w.same[[2]string{words[1], words[2]}] = true
		w.same[[2]string{words[2], words[1]}] = true
		return
	case head == "dates":
	case head == "liable" || head == "liable2" || head == "joint" || head == "recorded":
		w.rows[last].persons = append(w.rows[last].persons, worldPerson{name: words[1],
			role: roleNames[head], form: record.FormFull})
		words = words[1:]
	default:
		line, err := strconv.ParseUint(number, 10, 32)
		if err != nil || !slices.Contains(datasetNames[1:], kind) {
			t.Fatalf("a case must not begin a line with %q", head)
		}
		w.add(uint8(slices.Index(datasetNames, kind)), uint32(line))
	}
	for rest := words[1:]; len(rest) > 0; {
		used := w.word(rest)
		if used == 0 {
			t.Fatalf("a case must not say %q after %q", rest[0], head)
		}
		rest = rest[used:]
	}
}

var roleNames = map[string]uint8{"liable": record.RoleLiable, "liable2": record.RoleLiable2,
	"joint": record.RoleJoint, "recorded": record.RoleRecorded}

func (w *world) add(dataset uint8, line uint32) *worldRow {
	row := worldRow{dataset: dataset, line: line, dwelling: w.home, how: result.HowUPRN,
		relation: result.RelationSame, terms: uint16(dataset), account: record.Code(line)}
	if dataset == record.CouncilTax {
		row.how = result.HowAccount
	}
	if dataset == record.Deaths {
		row.terms, w.options.DeathsDate = 5, w.options.AsOf
	}
	if dataset == record.CTR {
		for i := range w.rows {
			if w.rows[i].dataset == record.CouncilTax {
				row.account = w.rows[i].account
			}
		}
		w.options.CTRDate = w.options.AsOf
	}
	w.rows = append(w.rows, row)
	return &w.rows[len(w.rows)-1]
}

// addStrangers adds electors of other names whose dwelling is not known: how rare a name
// is shows only among many.
func (w *world) addStrangers(number int) {
	for i := range number {
		row := w.add(record.ElectoralRegister, uint32(900_000+i))
		row.dwelling, row.how, row.relation = 0, result.HowUnplaced, result.RelationNone
		row.persons = []worldPerson{{name: fmt.Sprintf("stranger%d", i), role: record.RoleElector,
			form: record.FormFull}}
	}
}

// word takes one fact and says how many words it was.
func (w *world) word(words []string) int {
	argument := ""
	if len(words) > 1 {
		argument = words[1]
	}
	if used := w.optionWord(words[0], argument); used != 0 {
		return used
	}
	row := &w.rows[len(w.rows)-1]
	if used := row.plainWord(words[0]); used != 0 {
		return used
	}
	switch words[0] {
	case "discount":
		row.discount = uint8(slices.Index([]string{"none", "spd", "other"}, argument))
	case "from":
		row.from = date(argument)
	case "to":
		row.to = date(argument)
	case "reviewed":
		row.reviewed = date(argument)
	case "since":
		row.since = date(argument)
	case "died":
		row.died = date(argument)
	case "listed":
		row.registered = date(argument)
	case "seen":
		row.seen.First = date(argument)
	case "after":
		row.seen.After = date(argument)
	case "18-on":
		row.adultOn, row.status = date(argument), record.ElectorAttainer
		row.persons[0].minor = row.adultOn > w.options.AsOf
	case "year":
		row.gross = pence(argument)
	case "off":
		row.off = pence(argument)
	case "share":
		share, _ := strconv.Atoi(argument)
		row.share = uint8(share)
	case "weekly":
		row.weekly = pence(argument)
	case "holder":
		row.holder = map[string]uint8{"nobody": record.HolderNobody,
			"company": record.HolderCompany, "estate": record.HolderEstate}[argument]
	case "how":
		row.how = map[string]uint8{"uprn": result.HowUPRN, "exact": result.HowExact,
			"words": result.HowWords, "fuzzy": result.HowFuzzy}[argument]
	case "relation":
		row.relation = map[string]uint8{"parent": result.RelationParent}[argument]
	case "born":
		born, _ := strconv.Atoi(argument)
		row.persons[len(row.persons)-1].born = record.Code(born)
	case "sex":
		row.persons[len(row.persons)-1].sex = argument[0] - '0'
	case "generation":
		row.persons[len(row.persons)-1].generation = argument[0] - '0'
	case "terms":
		row.terms = uint16(argument[0] - '0')
	case "middle":
		row.persons[len(row.persons)-1].middle = argument[0] - '0'
	case "account":
		code, _ := strconv.Atoi(argument)
		row.account = record.Code(code)
	case "at":
		home, _ := strconv.Atoi(argument)
		row.dwelling, w.home = uint32(home), max(w.home, uint32(home))
	case "merged":
		line, _ := strconv.Atoi(argument)
		row.merged = append(row.merged, uint32(line))
	case "nondependants":
		row.nondependants = argument[0] - '0'
	case "person", "claimant", "partner", "dead":
		role := map[string]uint8{"person": record.RoleElector, "claimant": record.RoleClaimant,
			"partner": record.RolePartner, "dead": record.RoleDeceased}[words[0]]
		row.persons = append(row.persons,
			worldPerson{name: argument, role: role, form: record.FormFull})
		if words[0] == "partner" {
			row.partner = 1
		}
	default:
		return 0
	}
	return 2
}

func (w *world) optionWord(word, argument string) int {
	switch word {
	case "as-of":
		w.options.AsOf = date(argument)
	case "register":
		w.options.RegisterDate = date(argument)
	case "crowded":
		w.options.CrowdedAdults, _ = strconv.Atoi(argument)
	case "strangers":
		number, _ := strconv.Atoi(argument)
		w.addStrangers(number)
	default:
		return 0
	}
	return 2
}

// plainWord takes a fact without an argument. On an account line "disregard" is
// the account's; on a person's line it is that person's.
func (row *worldRow) plainWord(word string) int {
	var person *worldPerson
	if len(row.persons) > 0 {
		person = &row.persons[len(row.persons)-1]
	}
	switch {
	case word == "doubt":
		row.doubt = result.DoubtUnit
	case word == "uprn-doubt":
		row.doubt = result.DoubtUPRN
	case word == "name-doubt":
		row.doubt = result.DoubtNotBuilding
	case word == "renamed":
		row.seen.Renamed = true
	case word == "exemption":
		row.exemption = record.ExemptionEmpty
	case word == "disregard" && person == nil:
		row.disregard = 1
	case person == nil:
		return 0
	case word == "disregard":
		person.marks |= record.MarkDisregard
	case word == "initial":
		person.form = record.FormInitial
	case word == "joint-title":
		person.marks |= record.MarkJointTitle
		person.form = record.FormNone
	case word == "minor":
		person.minor = true
	case word == "young":
		row.status, person.minor = record.ElectorYoungNoDay, true
	default:
		return 0
	}
	return 1
}

func pence(text string) int64 {
	pounds, rest, _ := strings.Cut(strings.TrimPrefix(text, "£"), ".")
	p, err := strconv.ParseInt(pounds, 10, 64)
	r, err2 := strconv.ParseInt(rest+"00"[len(rest):], 10, 64)
	if err != nil || err2 != nil {
		panic("money must be £n.nn")
	}
	return p*100 + r
}
