package report

import (
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"nfimatch/extract/retention"
	"nfimatch/match/result"
	"nfimatch/normalize/record"
	"nfimatch/report/data"
	"nfimatch/report/household"
	"nfimatch/report/ledger"
	"nfimatch/report/rules"
)

// randomWorld builds many dwellings whose facts are drawn at random, so that rules
// meet each other in every way they can.
func randomWorld(seed uint64, dwellings int) *world {
	draw := rand.New(rand.NewPCG(seed, 1))
	w := newWorld()
	day := func() retention.Date {
		if draw.IntN(5) == 0 {
			return 0
		}
		return date("2017-01-01") + retention.Date(draw.IntN(3700))
	}
	w.home = 0
	for w.home < uint32(dwellings) {
		w.home++
		base := w.home * 10
		name := func() string { return fmt.Sprintf("%c%d", 'P'+draw.IntN(4), w.home) }
		w.unsure[[2]string{fmt.Sprintf("P%d", w.home), fmt.Sprintf("Q%d", w.home)}] = true
		w.unsure[[2]string{fmt.Sprintf("Q%d", w.home), fmt.Sprintf("P%d", w.home)}] = true
		for range 1 + draw.IntN(10)/9 {
			row := w.add(record.CouncilTax, base)
			base++
			row.discount = record.DiscountSinglePerson
			row.from, row.since, row.gross = day(), day(), int64(draw.IntN(300000))
			if draw.IntN(6) == 0 {
				row.to = day()
			}
			row.disregard, row.exemption = one(draw, 6), one(draw, 12)
			if row.disregard != 0 {
				row.share = uint8(25 * draw.IntN(3))
				row.off = row.gross * int64(1+draw.IntN(2)) / 4
			}
			row.holder = one(draw, 12)
			row.persons = append(row.persons, worldPerson{name: name(), role: record.RoleLiable,
				form: record.FormFull, marks: one(draw, 8) * record.MarkJointTitle})
			if w.home > 1 && draw.IntN(4) == 0 { // liable next door too
				row.persons[0].name = fmt.Sprintf("P%d", w.home-1)
			}
			row.persons[0].born = record.Code(draw.IntN(2))
			for _, role := range []uint8{record.RoleLiable2, record.RoleJoint,
				record.RoleRecorded} {
				if draw.IntN(6) == 0 {
					row.persons = append(row.persons, worldPerson{name: name(), role: role,
						minor: draw.IntN(5) == 0, form: uint8(draw.IntN(3)),
						marks: one(draw, 3)*record.MarkDisregard +
							one(draw, 3)*record.MarkJointTitle})
				}
			}
		}
		for range draw.IntN(4) {
			row := w.add(record.ElectoralRegister, base)
			base++
			row.registered, row.how = day(), result.HowUPRN+uint8(draw.IntN(4))
			row.doubt = one(draw, 6)
			row.relation = result.RelationSame + one(draw, 8)
			if draw.IntN(3) == 0 {
				row.adultOn = day()
			}
			row.persons = []worldPerson{{name: name(), role: record.RoleElector,
				form: record.FormFull, minor: row.adultOn > w.options.AsOf}}
			if row.registered == 0 {
				row.seen = ledger.Seen{First: day(), After: day(), Renamed: draw.IntN(4) == 0}
			}
			if w.home > 1 && draw.IntN(3) == 0 { // who moved here from next door, or away to it
				row.persons[0].name = fmt.Sprintf("%c%d", 'P'+draw.IntN(4), w.home-1)
			}
		}
		if draw.IntN(3) == 0 {
			row := w.add(record.CTR, base)
			row.from, row.weekly, row.partner = day(), int64(draw.IntN(4000)), one(draw, 2)
			row.nondependants = one(draw, 2)
			row.account = record.Code(uint32(draw.IntN(2)) * w.home * 10)
			row.persons = []worldPerson{{name: name(), role: record.RoleClaimant,
				form: record.FormFull}}
		}
	}
	w.addDeaths(rand.New(rand.NewPCG(seed, 3)))
	return w
}

// addDeaths lets some people of a random world, their neighbours or people of their names
// have died, makes some accounts those of estates, and lets some residents have answered a
// review.
func (w *world) addDeaths(draw *rand.Rand) {
	accounts := len(w.rows)
	for home := uint32(1); home <= w.home; home++ {
		for n := range draw.IntN(5) / 3 {
			row := w.add(record.Deaths, home*10+uint32(n))
			row.dwelling, row.doubt = home, one(draw, 6)
			row.died = date("2017-01-01") + retention.Date(draw.IntN(3550))
			row.how = result.HowUPRN + uint8(draw.IntN(4))
			named := max(1, home-uint32(one(draw, 4)))
			row.persons = []worldPerson{{name: fmt.Sprintf("%c%d", 'P'+draw.IntN(4), named),
				role: record.RoleDeceased, form: record.FormFull,
				born: record.Code(draw.IntN(3))}}
		}
	}
	for i := range w.rows[:accounts] {
		if draw.IntN(4) == 0 {
			w.rows[i].reviewed = date("2025-01-01") + retention.Date(draw.IntN(900))
		}
		if w.rows[i].holder != record.HolderPersons && draw.IntN(2) == 0 {
			w.rows[i].holder = record.HolderEstate
		}
	}
}

// one returns 1 once in n draws.
func one(draw *rand.Rand, n int) uint8 {
	if draw.IntN(n) == 0 {
		return 1
	}
	return 0
}

func flagsOfRandom(t *testing.T, seed uint64) (Tables, Summary) {
	t.Helper()
	w := randomWorld(seed, 300)
	records, matched := w.tables()
	tables, summary, err := Flags(records, matched, w.options)
	if err != nil {
		t.Fatal(err)
	}
	return tables, summary
}

// Every law that holds over any population, on populations drawn at random.
func TestLaws(t *testing.T) {
	seen := map[string]bool{}
	for seed := range uint64(20) {
		tables, summary := flagsOfRandom(t, seed)
		flags, reasons := &tables.Flags, &tables.Reasons
		if flags.Len() < 50 {
			t.Fatalf("seed %d: %d flags are too few to say anything", seed, flags.Len())
		}
		sums := make([]int32, flags.Len()+1)
		for i, flag := range reasons.Flag {
			sums[flag] += reasons.Millibits[i]
			seen[reasons.Code[i]] = true
		}
		cases := map[string]uint32{}
		for i := range flags.Flag {
			if flags.Flag[i] != uint32(i+1) {
				t.Fatalf("flag %d is numbered %d", i+1, flags.Flag[i])
			}
			if sums[i+1] != flags.ScoreMillibits[i] {
				t.Errorf("seed %d: reasons of flag %d sum to %d, its score is %d", seed, i+1,
					sums[i+1], flags.ScoreMillibits[i])
			}
			if flags.Rule[i] == "A0" && flags.AdultsLeast[i] < 2 {
				t.Errorf("seed %d: flag %d is listed with fewer than two adults", seed, i+1)
			}
			if line, ok := cases[flags.Case[i]]; ok && line != flags.AccountLine[i] {
				t.Errorf("seed %d: case %s has two accounts", seed, flags.Case[i])
			}
			cases[flags.Case[i]] = flags.AccountLine[i]
			want := tables.Terms.Get(retention.TermsID(flags.Terms[i])).DeleteBy
			if flags.DeleteBy[i] != want || want == 0 {
				t.Errorf("seed %d: flag %d has no date to delete by of its terms", seed, i+1)
			}
		}
		checkOrder(t, flags)
		if len(cases) != summary.Cases {
			t.Errorf("seed %d: %d cases, the summary counts %d", seed, len(cases), summary.Cases)
		}
		if tables.Cases.Len() != summary.Cases {
			t.Errorf("seed %d: the table has %d cases, the summary counts %d", seed,
				tables.Cases.Len(), summary.Cases)
		}
		for _, count := range summary.Explanations {
			if count.Accounts > 0 {
				seen[count.Code] = true
			}
		}
	}
	for _, row := range data.Reasons() {
		if !seen[row.Code] {
			t.Errorf("reason %s was never given: the population says too little", row.Code)
		}
	}
	for _, row := range data.Explanations() {
		// The register of these worlds is newer than every account, and none of their
		// dwellings has more than eight electors: the case files have both.
		if !seen[row.Code] && row.Code != "account_after_register" &&
			row.Code != "crowded_address" {
			t.Errorf("explanation %s was never given: the population says too little", row.Code)
		}
	}
}

// checkOrder holds the first flags of cases to the order of priority.
func checkOrder(t *testing.T, f *FlagTable) {
	t.Helper()
	previous := -1
	for i := range f.Flag {
		if i > 0 && f.Case[i] == f.Case[i-1] {
			continue
		}
		if want := fmt.Sprintf("T-%04d", caseNumber(f, i)); f.Case[i] != want {
			t.Fatalf("case %s, want %s", f.Case[i], want)
		}
		if previous >= 0 {
			a, b := previous, i
			better := f.Strength[a] > f.Strength[b] || f.Strength[a] == f.Strength[b] &&
				f.ScoreMillibits[a] >= f.ScoreMillibits[b]
			if !better {
				t.Errorf("case %s stands before %s", f.Case[a], f.Case[b])
			}
		}
		previous = i
	}
}

func caseNumber(f *FlagTable, i int) (n int) {
	for j := range i + 1 {
		if j == 0 || f.Case[j] != f.Case[j-1] {
			n++
		}
	}
	return n
}

// Priority is strength, then score, then value after reduction, then line, then
// rule: no two findings are equal, so the order needs no luck.
func TestPriority(t *testing.T) {
	worth := func(annual, afterCTR int64) rules.Money {
		return rules.Money{AnnualPence: annual, AfterCTRPence: afterCTR}
	}
	ordered := []rules.Finding{
		{Strength: rules.Strong, Score: 1},
		{Strength: rules.Medium, Score: 9},
		{Strength: rules.Medium, Score: 8, Money: worth(100, 50), Line: 9},
		{Strength: rules.Medium, Score: 8, Money: worth(40, rules.PenceUnknown), Line: 8},
		{Strength: rules.Medium, Score: 8, Money: worth(900, 30), Line: 2},
		{Strength: rules.Medium, Score: 8, Money: worth(900, 30), Line: 3, Rule: data.Rule{Code: "A0"}},
		{Strength: rules.Medium, Score: 8, Money: worth(900, 30), Line: 3, Rule: data.Rule{Code: "A1"}},
		{Strength: rules.Medium, Score: 8, Money: worth(rules.PenceUnknown, rules.PenceUnknown)},
		{Strength: rules.Weak, Score: 99},
	}
	for i := range ordered {
		for j := range ordered {
			got := compareFindings(ordered[i], ordered[j])
			if got < 0 != (i < j) || got > 0 != (i > j) {
				t.Errorf("finding %d against %d compares as %d", i, j, got)
			}
		}
	}
	// A better flag of one account brings the account's other flag with it.
	findings := []rules.Finding{
		{Strength: rules.Weak, Line: 1, Home: household.Home{Account: 1}},
		{Strength: rules.Medium, Line: 2, Home: household.Home{Account: 2}},
		{Strength: rules.Strong, Line: 1, Home: household.Home{Account: 1}},
	}
	rank(findings)
	if got := []int{findings[0].Home.Account, findings[1].Home.Account,
		findings[2].Home.Account}; !slices.Equal(got, []int{1, 1, 2}) {
		t.Errorf("accounts in rank order %v, want 1 1 2", got)
	}
}

// The flags depend on facts alone: equal runs are equal, and the order in which
// values were met (codes) says nothing.
func TestDeterminism(t *testing.T) {
	first, firstSummary := flagsOfRandom(t, 7)
	again, againSummary := flagsOfRandom(t, 7)
	first.Terms, again.Terms = nil, nil
	if !reflect.DeepEqual(first, again) || !reflect.DeepEqual(firstSummary, againSummary) {
		t.Error("two runs over equal tables differ")
	}
	w := randomWorld(7, 300)
	w.codesFrom = 5000      // other codes for the same names
	for i := range w.rows { // and for the same references
		if w.rows[i].account != 0 {
			w.rows[i].account = 1_000_000 - w.rows[i].account
		}
	}
	records, matched := w.tables()
	recoded, _, err := Flags(records, matched, w.options)
	recoded.Terms = nil
	if err != nil || !reflect.DeepEqual(first, recoded) {
		t.Error("other codes give other flags")
	}
}

// A stranger at another dwelling changes no flag but the numbers of its own.
func TestStranger(t *testing.T) {
	before, _ := flagsOfRandom(t, 3)
	w := randomWorld(3, 300)
	w.home++
	row := w.add(record.CouncilTax, 900_000)
	row.discount = record.DiscountSinglePerson
	row.persons = []worldPerson{{name: "X", role: record.RoleLiable, form: record.FormFull}}
	elector := w.add(record.ElectoralRegister, 900_001)
	elector.persons = []worldPerson{{name: "X", role: record.RoleElector, form: record.FormFull}}
	records, matched := w.tables()
	after, _, err := Flags(records, matched, w.options)
	before.Terms, after.Terms = nil, nil
	if err != nil || !reflect.DeepEqual(before, after) {
		t.Error("a stranger elsewhere changes the flags")
	}
}

// Whoever has died at a dwelling and has nobody's name there changes no flag, and without a
// list of deaths nothing is counted that needs one.
func TestDeathsOfStrangers(t *testing.T) {
	w := randomWorld(13, 300)
	w.options.DeathsDate = 0
	w.rows = slices.DeleteFunc(w.rows, func(row worldRow) bool { return row.dataset == record.Deaths })
	records, matched := w.tables()
	before, without, err := Flags(records, matched, w.options)
	if err != nil || without.Deaths != nil || without.RuleCount("A12").Version != 0 ||
		slices.ContainsFunc(without.Explanations, func(c Count) bool {
			return rules.NeedsDeaths(c.Code)
		}) {
		t.Errorf("without a list of deaths something is counted of it: %v", err)
	}
	for home := uint32(1); home <= 300; home++ {
		row := w.add(record.Deaths, home)
		row.dwelling, row.died = home, date("2026-05-01")
		row.persons = []worldPerson{{name: fmt.Sprintf("X%d", home), role: record.RoleDeceased,
			form: record.FormFull, born: 1}}
	}
	records, matched = w.tables()
	after, with, err := Flags(records, matched, w.options)
	a, b := &before.Flags, &after.Flags
	if err != nil || !slices.Equal(a.Rule, b.Rule) || !slices.Equal(a.AccountLine, b.AccountLine) ||
		!slices.Equal(a.ScoreMillibits, b.ScoreMillibits) || !slices.Equal(a.Strength, b.Strength) {
		t.Errorf("the deaths of strangers change flags: %v", err)
	}
	if *with.Deaths != (Deaths{}) || with.RuleCount("A12").Flags != 0 ||
		with.Discounts != without.Discounts {
		t.Errorf("the deaths of strangers count: %+v", *with.Deaths)
	}
}

// The rules never read what sort of person somebody is: the tables of these tests have no
// postcode, UPRN or National Insurance number at all, so that reading one would panic,
// and of names it matters only which full names are equal. And no row of the weights
// speaks of such things.
func TestNoSortOfPerson(t *testing.T) {
	flags := func(change func(*world)) Tables {
		t.Helper()
		w := randomWorld(11, 300)
		w.addStrangers(20_000) // else a family's surname is no rare one
		change(w)
		records, matched := w.tables()
		e := &records.Entries
		if len(records.Mentions.NINO)+len(e.Postcode)+len(e.UPRN)+len(e.Full)+len(e.WordIsName) > 0 {
			t.Error("the tables of the tests hold what the rules must not read")
		}
		found, _, err := Flags(records, matched, w.options)
		if err != nil {
			t.Fatal(err)
		}
		found.Terms = nil
		return found
	}
	before := flags(func(*world) {})
	for name, change := range map[string]func(*world){
		"other names":           func(w *world) { w.codesFrom = 70_000 },
		"families of a surname": func(w *world) { w.families = true },
		"one sex": func(w *world) {
			for i := range w.rows {
				for p := range w.rows[i].persons {
					w.rows[i].persons[p].sex = record.SexFemale
				}
			}
		},
	} {
		if !reflect.DeepEqual(before, flags(change)) {
			t.Errorf("%s: other flags", name)
		}
	}
	barred := regexp.MustCompile(`(?i)surname|ethnic|community|religio|nationalit|foreign|` +
		`area|ward\b|district|postcode|neighbourhood|tenure|\bsex\b|gender|woman|\bman\b|married`)
	ages := regexp.MustCompile(`\d+`)
	for _, row := range data.Reasons() {
		for _, text := range []string{row.Code, row.Words} {
			if found := barred.FindString(text); found != "" {
				t.Errorf("reason %s speaks of %q", row.Code, found)
			}
			for _, number := range ages.FindAllString(text, -1) {
				if number != "18" {
					t.Errorf("reason %s speaks of the number %s", row.Code, number)
				}
			}
		}
		if row.Origin == "" {
			t.Errorf("reason %s has a number without an origin", row.Code)
		}
	}
}

// No word that accuses anybody, in anything the package can say.
func TestWords(t *testing.T) {
	for _, name := range []string{"reasons.csv", "rules.csv", "explanations.csv",
		"parameters.csv"} {
		text, err := os.ReadFile("data/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if found := accusing.FindString(string(text)); found != "" {
			t.Errorf("data/%s says %q", name, found)
		}
	}
	if !accusing.MatchString("this discount is Confirmed") || accusing.MatchString("white") {
		t.Error("the test does not know the words")
	}
}

var accusing = regexp.MustCompile(`(?i)\b(fraud\w*|suspect\w*|evidence that|investigat\w*|` +
	`offen[cs]e\w*|false\w*|undeclared|confirm\w*|hits?|fail\w*|cheat\w*|guilt\w*)\b`)

// What may be somebody's death is looked at first, and what a reason adds to the things to
// look at is of the list that the rules have.
func TestChecksOfReasons(t *testing.T) {
	known := ""
	for _, rule := range data.Rules() {
		known += rule.CheckFirst + "; "
	}
	added := 0
	for _, row := range data.Reasons() {
		check := data.CheckFirst(row.Code)
		if check == "" {
			continue
		}
		added++
		if !strings.Contains(known, check+"; ") || !strings.HasSuffix(row.Code, "may_have_died") {
			t.Errorf("reason %s adds %q, which no rule has", row.Code, check)
		}
	}
	if added != 2 {
		t.Errorf("%d reasons add something to look at, want the two of possible deaths", added)
	}
}

// Every code in the program has a row, and every row is used.
func TestCodesAndRowsAgree(t *testing.T) {
	files, err := os.ReadDir("rules")
	if err != nil {
		t.Fatal(err)
	}
	var source strings.Builder
	for _, file := range files {
		if strings.HasSuffix(file.Name(), ".go") && !strings.HasSuffix(file.Name(), "_test.go") {
			text, err := os.ReadFile("rules/" + file.Name())
			if err != nil {
				t.Fatal(err)
			}
			source.Write(text)
		}
	}
	for _, row := range data.Reasons() {
		if !strings.Contains(source.String(), `"`+row.Code+`"`) {
			t.Errorf("reasons.csv: %s is given by no rule", row.Code)
		}
	}
	for _, row := range data.Explanations() {
		if !strings.Contains(source.String(), `"`+row.Code+`"`) {
			t.Errorf("explanations.csv: %s is given by no rule", row.Code)
		}
	}
	for _, rule := range data.Rules() {
		if !strings.Contains(source.String(), `"`+rule.Code+`"`) {
			t.Errorf("rules.csv: %s has no function", rule.Code)
		}
	}
}

func TestOptionsAndTables(t *testing.T) {
	w := randomWorld(1, 3)
	records, matched := w.tables()
	_, _, err := Flags(records, matched, Options{CrowdedAdults: -1, Seen: w.options.Seen})
	for _, want := range []string{"exercise", "as-of date", "crowded adults", "first-seen days"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not name the %s", err, want)
		}
	}
	for _, tt := range []struct {
		want   error
		damage func(*record.Tables, *result.Tables)
	}{
		{household.ErrTerms, func(r *record.Tables, _ *result.Tables) { r.Terms = nil }},
		{household.ErrDwellings, func(_ *record.Tables, m *result.Tables) {
			m.Dwellings.Dwelling[0] = 2
		}},
		{household.ErrDwellings, func(_ *record.Tables, m *result.Tables) {
			m.Occupants.Dwelling[0] = 99
		}},
		{household.ErrOccupants, func(_ *record.Tables, m *result.Tables) {
			m.Occupants.Line[0] = 1
		}},
		{household.ErrAccounts, func(_ *record.Tables, m *result.Tables) {
			m.Dwellings.AccountLine[0] = 1
		}},
		{household.ErrFacts, func(r *record.Tables, _ *result.Tables) { r.Accounts.Entry[0] = 999 }},
		{household.ErrFacts, func(r *record.Tables, _ *result.Tables) { r.Mentions.Entry[0] = 9 }},
		{household.ErrFacts, func(r *record.Tables, _ *result.Tables) { r.Merged.Entry = []uint32{0} }},
		{household.ErrFacts, func(r *record.Tables, _ *result.Tables) {
			r.Merged = record.Merged{Entry: []uint32{999}, Line: []uint32{1}}
		}},
		{household.ErrFacts, func(r *record.Tables, _ *result.Tables) {
			r.Merged = record.Merged{Entry: []uint32{1, 0}, Line: []uint32{21, 22}}
		}},
		{household.ErrPairs, func(_ *record.Tables, m *result.Tables) {
			m.Pairs.Dwelling[0] = 99
		}},
	} {
		records, matched := w.tables()
		tt.damage(records, matched)
		if _, _, err := Flags(records, matched, w.options); err != tt.want {
			t.Errorf("got error %v, want %v", err, tt.want)
		}
	}
}

// A flag is deleted with the first of its sources: the account, whatever is placed
// at the dwelling itself, and a claim that came by its reference from elsewhere.
func TestStrictestTerms(t *testing.T) {
	for _, tt := range []struct {
		name  string
		lines []string
		want  record.Code // dataset whose terms win
	}{
		{"account alone", nil, 1},
		{"elector at the dwelling", []string{"register:201 person Q"}, 2},
		{"elector of the building", []string{"register:201 person Q relation parent"}, 1},
		{"claim by reference", []string{"ctr:301 claimant R at 2",
			"council-tax:102 discount none at 2 account 0"}, 3},
		{"another dwelling's claim", []string{"ctr:301 claimant R account 0 at 2",
			"council-tax:102 discount none at 2 account 0"}, 1},
		{"a discount elsewhere", []string{
			"council-tax:102 discount spd from 2020-01-01 since 2020-01-01 at 2 terms 4",
			"liable P born 1"}, 4},
		{"elector by a ledger", []string{"register:201 person Q seen 2025-01-01"}, 4},
		{"claim elsewhere of an elector", []string{"register:201 person P", "register:202 person R",
			"ctr:301 claimant R account 0 at 2", "council-tax:102 discount none at 2 account 0",
			"dates strangers 60"}, 3},
	} {
		w := newWorld()
		for _, line := range append([]string{
			"council-tax:101 discount spd from 2020-01-01 since 2020-01-01", "liable P born 1",
			"liable2 Q"}, tt.lines...) {
			w.read(t, strings.Fields(line))
		}
		records, matched := w.tables()
		tables, _, err := Flags(records, matched, w.options)
		if err != nil || tables.Cases.AccountLine[0] != 101 {
			t.Fatalf("%s: %d flags, error %v", tt.name, tables.Flags.Len(), err)
		}
		if got := record.Code(tables.Flags.Terms[0]); got != tt.want {
			t.Errorf("%s: terms of dataset %d, want %d", tt.name, got, tt.want)
		}
	}
}

// Of a name that very many have nothing is said, whatever else agrees.
func TestManyNamesakes(t *testing.T) {
	for _, tt := range []struct{ namesakes, flags int }{{254, 2}, {255, 0}} {
		w := newWorld()
		for _, line := range []string{
			"council-tax:101 discount spd from 2020-01-01 since 2020-01-01", "liable P born 1",
			"council-tax:102 discount spd from 2020-01-01 since 2020-01-01 at 2", "liable P born 1",
		} {
			w.read(t, strings.Fields(line))
		}
		for i := range tt.namesakes {
			row := w.add(record.ElectoralRegister, uint32(1000+i))
			row.dwelling = 2
			row.persons = []worldPerson{{name: "P", role: record.RoleElector, form: record.FormFull,
				born: 2}}
		}
		records, matched := w.tables()
		tables, _, err := Flags(records, matched, w.options)
		if err != nil || tables.Flags.Len() != tt.flags {
			t.Errorf("%d namesakes: %d flags, error %v, want %d", tt.namesakes, tables.Flags.Len(), err,
				tt.flags)
		}
	}
}

// An amount is unlike a quarter of the year's tax beyond a penny of rounding; one that is
// not known is not.
func TestAmountsUnlike(t *testing.T) {
	w := newWorld()
	for i, off := range []string{"£450.00", "£449.99", "£450.01", "£449.98", "£450.02", "£900.00",
		"£0.00"} {
		w.read(t, strings.Fields(fmt.Sprintf("council-tax:%d discount spd year £1800.00 off %s at %d",
			101+i, off, 1+i)))
		w.read(t, strings.Fields(fmt.Sprintf("liable P%d", i)))
	}
	records, matched := w.tables()
	if _, summary, err := Flags(records, matched, w.options); err != nil ||
		summary.AmountsUnlike != 3 {
		t.Errorf("%d amounts unlike, error %v, want 3", summary.AmountsUnlike, err)
	}
}

func TestDatesApart(t *testing.T) {
	for _, tt := range []struct {
		councilTax, register string
		days                 int
		warned               bool
	}{
		{"2026-11-01", "2026-12-02", 31, false},
		{"2026-11-01", "2026-12-03", 32, true},
		{"2026-11-01", "2026-09-01", 61, true},
	} {
		s := newSummary(Options{CouncilTaxDate: date(tt.councilTax),
			RegisterDate: date(tt.register)})
		if s.DatesApartDays != tt.days || s.DatesApartWarned != tt.warned {
			t.Errorf("%s and %s: %d days, warned %t", tt.councilTax, tt.register,
				s.DatesApartDays, s.DatesApartWarned)
		}
	}
}

// A sum that does not add up is a mistake of this package and must not be printed.
func TestCheckPanics(t *testing.T) {
	for i, broken := range []func(*Summary){
		func(s *Summary) { s.Discounts.InPayment++ },
		func(s *Summary) { s.Discounts.Consistent++ },
		func(s *Summary) { s.explain("under_18") },
		func(s *Summary) { s.Cases++ },
	} {
		_, summary := flagsOfRandom(t, 5)
		summary.Explanations = slices.Clone(summary.Explanations)
		broken(&summary)
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("broken sum %d passes", i)
				}
			}()
			summary.check()
		}()
	}
}

func BenchmarkFlags(b *testing.B) {
	w := randomWorld(1, 500)
	records, matched := w.tables()
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Flags(records, matched, w.options); err != nil {
			b.Fatal(err)
		}
	}
}
