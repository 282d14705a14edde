package report

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"nfimatch/extract/columns"
	"nfimatch/extract/retention"
	"nfimatch/match/result"
	"nfimatch/normalize/record"
	"nfimatch/report/data"
	"nfimatch/report/household"
	"nfimatch/report/rules"
)

// sourcesText writes the sources of a case on one line:
//
//	council-tax:101 register:201@2023-05-01 register:202@2016-01-01+18:2024-06-01 ctr:301
//
// A register row's day of listing follows @, its day of reaching 18 follows +18:.
func sourcesText(t *Tables, row int) string {
	var out []string
	s := &t.Sources
	for i := range s.Line {
		if int(s.Case[i]) != row {
			continue
		}
		text := fmt.Sprintf("%s:%d", datasetNames[s.Dataset[i]], s.Line[i])
		if s.Registered[i] != 0 {
			text += "@" + s.Registered[i].String()
		}
		if s.AdultOn[i] != 0 {
			text += "+18:" + s.AdultOn[i].String()
		}
		out = append(out, text)
	}
	return strings.Join(out, " ")
}

// factsText writes what a case's row says beside its flags.
func factsText(t *Tables, row int) string {
	c := &t.Cases
	other := []string{"", "account", "uprn", "exact", "words", "fuzzy"}[c.Matched[row]]
	if c.OtherLine[row] != 0 {
		other += fmt.Sprintf(":%d", c.OtherLine[row])
	}
	if c.OtherSince[row] != 0 {
		other += "@" + c.OtherSince[row].String()
	}
	return fmt.Sprintf("%v liable %s, ctr %s, other %s", c.Strength[row],
		[]string{"no", "possibly", "yes"}[c.Liable[row]],
		[]string{"unknown", "no", "yes"}[c.CTR[row]], other)
}

// Each case rests on its account's rows, the adults listed at the dwelling itself,
// whom a reason names, and its claim; and on nobody else.
func TestCaseSources(t *testing.T) {
	const account = "council-tax:101 discount spd from 2020-01-01 since 2018-01-01 year £1800.00"
	const elsewhere = "council-tax:102 discount none at 2"
	home := []string{account, "liable P", "register:201 person P listed 2018-02-01",
		"register:202 person Q listed 2023-05-01 how exact"}
	const homeSources = "council-tax:101 register:201@2018-02-01 register:202@2023-05-01"
	with := func(lines ...string) []string { return append(slices.Clone(home), lines...) }
	for _, tt := range []struct {
		name    string
		lines   []string
		rules   string // of the case's flags
		facts   string
		sources string
	}{
		{"another adult", home, "A0", "Strong liable yes, ctr unknown, other exact:202@2023-05-01",
			homeSources},
		{"two names alone", []string{account, "liable P", "liable2 Q"}, "A1",
			"Strong liable no, ctr unknown, other ", "council-tax:101"},
		{"merged rows, and another account's",
			[]string{account + " merged 103 merged 107", "liable P", "liable2 Q",
				"council-tax:102 discount none at 2 merged 104", "liable Z"}, "A1",
			"Strong liable no, ctr unknown, other ",
			"council-tax:101 council-tax:103 council-tax:107"},
		{"liable person possibly", []string{account, "liable P initial", "unsure P Q",
			"register:201 person Q", "register:202 person R listed 2023-05-01"}, "A0",
			"Weak liable possibly, ctr unknown, other uprn:202@2023-05-01",
			"council-tax:101 register:201 register:202@2023-05-01"},
		{"minors of every kind", with("register:203 person R young",
			"register:204 person S 18-on 2027-01-01", "register:205 person T minor"),
			"A0", "Strong liable yes, ctr unknown, other exact:202@2023-05-01", homeSources},
		{"a minor by the account", []string{account, "liable P", "recorded R minor",
			"register:201 person P listed 2018-02-01", "register:203 person R",
			"register:202 person Q listed 2023-05-01 how exact"}, "A0",
			"Strong liable yes, ctr unknown, other exact:202@2023-05-01", homeSources},
		{"18 since, known from one rule alone", []string{account, "liable P",
			"register:202 person Q listed 2023-05-01 18-on 2024-06-01"}, "A3",
			"Medium liable no, ctr unknown, other uprn:202@2023-05-01",
			"council-tax:101 register:202@2023-05-01+18:2024-06-01"},
		{"18 before and after the discount began", []string{account, "liable P",
			"register:201 person P listed 2018-02-01 18-on 2017-01-01",
			"register:202 person Q listed 2023-05-01 18-on 2020-01-02"}, "A0 A3",
			"Strong liable yes, ctr unknown, other uprn:202@2023-05-01",
			"council-tax:101 register:201@2018-02-01 register:202@2023-05-01+18:2020-01-02"},
		{"18 and no start of the discount", []string{"council-tax:101 discount spd", "liable P",
			"register:201 person P", "register:202 person Q 18-on 2024-06-01"}, "A0",
			"Medium liable yes, ctr unknown, other uprn:202",
			"council-tax:101 register:201 register:202"},
		{"the strongest other is A0's, whoever reached 18", with(
			"register:203 person R listed 2016-01-01 18-on 2024-06-01"), "A0 A3",
			"Strong liable yes, ctr unknown, other exact:202@2023-05-01",
			homeSources + " register:203@2016-01-01+18:2024-06-01"},
		{"A0's, though the flag of whoever reached 18 comes first", []string{account, "liable P",
			"register:201 person P listed 2018-02-01",
			"register:202 person Q listed 2023-05-01 how exact doubt",
			"register:203 person R listed 2016-01-01 18-on 2024-06-01"}, "A0 A3",
			"Strong liable yes, ctr unknown, other exact:202@2023-05-01",
			homeSources + " register:203@2016-01-01+18:2024-06-01"},
		{"no dates of the account", []string{"council-tax:101 discount spd", "liable P",
			"register:201 person P listed 2018-02-01 how words",
			"register:202 person Q listed 2023-05-01 how exact"}, "A0",
			"Medium liable yes, ctr unknown, other exact:202@2023-05-01", homeSources},
		{"the neighbour's account at the dwelling", []string{account, "liable P", "liable2 Q",
			"council-tax:102 discount none merged 105", "liable N",
			"register:201 person N listed 2018-02-01"}, "A1",
			"Strong liable no, ctr unknown, other ", "council-tax:101"},
		{"a crowded address", []string{account, "liable P", "liable2 Q", "register:201 person A",
			"register:202 person B", "register:203 person C", "register:204 person D",
			"register:205 person E", "register:206 person F", "register:207 person G",
			"register:208 person H", "register:209 person I"}, "A1",
			"Strong liable no, ctr unknown, other ", "council-tax:101"},
		{"an address not quite crowded", []string{account, "liable P", "liable2 Q",
			"register:201 person A", "register:202 person B"}, "A1",
			"Strong liable no, ctr unknown, other ",
			"council-tax:101 register:201 register:202"},
		{"electors of the building and of elsewhere", with(
			"register:203 person R listed 2023-05-01 relation parent",
			"register:204 person S listed 2023-05-01 at 2", elsewhere), "A0",
			"Strong liable yes, ctr unknown, other exact:202@2023-05-01", homeSources},
		{"a claim at the dwelling", with("ctr:301 claimant P account none"), "A0",
			"Medium liable yes, ctr yes, other exact:202@2023-05-01", homeSources + " ctr:301"},
		{"a claim joined by reference from elsewhere", with("ctr:301 claimant P at 2", elsewhere),
			"A0", "Medium liable yes, ctr yes, other exact:202@2023-05-01", homeSources + " ctr:301"},
		{"another account's claim", with("ctr:301 claimant P account 102", elsewhere), "A0",
			"Strong liable yes, ctr no, other exact:202@2023-05-01", homeSources},
		{"a claim that ended", with("ctr:301 claimant P to 2026-10-31"), "A0",
			"Strong liable yes, ctr no, other exact:202@2023-05-01", homeSources},
		{"a claim alone", []string{account, "liable P", "ctr:301 claimant P partner Q"}, "A11",
			"Strong liable no, ctr yes, other ", "council-tax:101 ctr:301"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld()
			for _, line := range tt.lines {
				w.read(t, strings.Fields(line))
			}
			records, matched := w.tables()
			tables, _, err := Flags(records, matched, w.options)
			if err != nil || tables.Cases.Len() != 1 {
				t.Fatalf("%d cases, error %v", tables.Cases.Len(), err)
			}
			rules := slices.Sorted(slices.Values(tables.Flags.Rule))
			if got := strings.Join(rules, " "); got != tt.rules {
				t.Errorf("flags of %s, want %s", got, tt.rules)
			}
			if got := factsText(&tables, 0); got != tt.facts {
				t.Errorf("got facts %q, want %q", got, tt.facts)
			}
			if got := sourcesText(&tables, 0); got != tt.sources {
				t.Errorf("got sources %s\nwant %s", got, tt.sources)
			}
		})
	}
}

// Whom a reason names is a source though not counted as an adult. No rule names
// such an elector today: the finding is made by hand.
func TestNamedMinorIsSource(t *testing.T) {
	w := newWorld()
	for _, line := range []string{"council-tax:101 discount spd from 2020-01-01", "liable P",
		"register:201 person Q listed 2023-05-01 18-on 2027-01-01",
		"register:202 person R listed 2023-05-01 18-on 2027-02-01"} {
		w.read(t, strings.Fields(line))
	}
	records, matched := w.tables()
	index, err := household.NewIndex(records, matched, w.options.AsOf)
	if err != nil {
		t.Fatal(err)
	}
	x := newListing(index, w.options)
	home := x.Household(0)
	reason := rules.Reason{Weight: data.ReasonOf("reached_18"), Mention: home.Electors[1].Mention}
	tables := x.tablesOf([]rules.Finding{{Rule: data.RuleOf("A3"), Home: home,
		Strength: rules.Weak, Reasons: []rules.Reason{reason}, Score: reason.Weight.Millibits}})
	const want = "council-tax:101 register:202@2023-05-01+18:2027-02-01"
	if got := sourcesText(&tables, 0); got != want {
		t.Errorf("got sources %s, want %s", got, want)
	}
}

// A sourceRow is a source as the laws below compare it.
type sourceRow struct {
	dataset             uint8
	line                uint32
	registered, adultOn retention.Date
}

// sourcesOf says from the world's own rows what the sources of an account are,
// named being the register lines that the case's reasons name.
func (w *world) sourcesOf(account *worldRow, named map[uint32]bool) (rows []sourceRow) {
	rows = append(rows, sourceRow{dataset: record.CouncilTax, line: account.line})
	for _, line := range account.merged {
		rows = append(rows, sourceRow{dataset: record.CouncilTax, line: line})
	}
	accounts, electors := 0, 0
	for i := range w.rows {
		if row := &w.rows[i]; row.dwelling == account.dwelling && row.relation == result.RelationSame {
			switch {
			case row.dataset == record.CouncilTax:
				accounts++
			case row.dataset == record.ElectoralRegister && w.adult(row):
				electors++
			}
		}
	}
	shared := accounts > 1 || electors > max(w.options.CrowdedAdults, 8)
	for i := range w.rows {
		row := &w.rows[i]
		if row.dataset != record.ElectoralRegister || row.relation != result.RelationSame ||
			row.dwelling != account.dwelling || (shared || !w.adult(row)) && !named[row.line] {
			continue
		}
		one := sourceRow{row.dataset, row.line, cmp.Or(row.registered, row.seen.First), 0}
		if row.adultOn > w.options.AsOf || account.from != 0 && row.adultOn > account.from {
			one.adultOn = row.adultOn
		}
		rows = append(rows, one)
	}
	if claim := w.claimOf(account); claim != nil {
		rows = append(rows, sourceRow{dataset: record.CTR, line: claim.line})
	}
	return rows
}

// codesAlone says whether all flags of a case rest on the codes of its account.
func codesAlone(f *FlagTable, name string) bool {
	for i := range f.Flag {
		if f.Case[i] == name && data.RuleOf(f.Rule[i]).Queue == "" {
			return false
		}
	}
	return true
}

// adult says whether nothing at the dwelling shows an elector to be under 18.
func (w *world) adult(elector *worldRow) bool {
	if elector.persons[0].minor || elector.adultOn > w.options.AsOf {
		return false
	}
	for _, row := range w.rows {
		for _, person := range row.persons {
			if row.dwelling == elector.dwelling && row.relation == result.RelationSame &&
				person.minor &&
				w.decide(person.name, elector.persons[0].name) == result.DecisionSame {
				return false
			}
		}
	}
	return true
}

// claimOf returns the claim in payment with the account's reference, else the one at
// its dwelling whose reference is no account's; of several the one that began last.
func (w *world) claimOf(account *worldRow) (found *worldRow) {
	references := map[record.Code]bool{}
	for _, row := range w.rows {
		if row.dataset == record.CouncilTax {
			references[row.account] = true
		}
	}
	byReference := false
	for i := range w.rows {
		row := &w.rows[i]
		open := row.from <= w.options.AsOf && (row.to == 0 || row.to > w.options.AsOf)
		if row.dataset != record.CTR || !open {
			continue
		}
		same := row.account == account.account
		here := row.dwelling == account.dwelling && !references[row.account]
		switch {
		case same && (!byReference || row.from > found.from):
			found, byReference = row, true
		case here && !byReference && (found == nil || row.from > found.from):
			found = row
		}
	}
	return found
}

// randomMerged gives some accounts further rows, and every row terms of its own.
func (w *world) randomMerged(seed uint64) {
	draw := rand.New(rand.NewPCG(seed, 2))
	for i := range w.rows {
		row := &w.rows[i]
		row.terms = 1 + uint16(draw.IntN(3))
		for n := range draw.IntN(3) {
			if row.dataset == record.CouncilTax {
				row.merged = append(row.merged, 1_000_000+uint32(i*10+n))
			}
		}
	}
}

// Over populations drawn at random: the sources of a case are those of its household
// exactly, in order, with every row that a reason names; no source has stricter terms
// than the case; and the case says of itself what its flags say.
func TestCaseLaws(t *testing.T) {
	sources, stricter, claims, alone, deaths := 0, 0, 0, 0, 0
	for seed := range uint64(20) {
		w := randomWorld(seed, 300)
		w.randomMerged(seed)
		records, matched := w.tables()
		tables, _, err := Flags(records, matched, w.options)
		if err != nil {
			t.Fatal(err)
		}
		rows := map[[2]uint32]*worldRow{} // by dataset and line
		for i := range w.rows {
			row := &w.rows[i]
			rows[[2]uint32{uint32(row.dataset), row.line}] = row
			for _, line := range row.merged {
				rows[[2]uint32{uint32(row.dataset), line}] = row
			}
		}
		got, s, c := make([][]sourceRow, tables.Cases.Len()), &tables.Sources, &tables.Cases
		for i := range s.Line {
			if i > 0 && s.Case[i] < s.Case[i-1] {
				t.Fatalf("seed %d: sources are not in order of their cases", seed)
			}
			got[s.Case[i]] = append(got[s.Case[i]],
				sourceRow{s.Dataset[i], s.Line[i], s.Registered[i], s.AdultOn[i]})
			row := rows[[2]uint32{uint32(s.Dataset[i]), s.Line[i]}]
			own := records.Terms.Get(retention.TermsID(row.terms)).DeleteBy
			if own < c.DeleteBy[s.Case[i]] {
				t.Errorf("seed %d: case %s outlives its source %s:%d", seed, c.Case[s.Case[i]],
					datasetNames[s.Dataset[i]], s.Line[i])
			}
			if row.terms != c.Terms[s.Case[i]] {
				stricter++
			}
		}
		for i := range c.Case {
			named, dead := checkNamed(t, &tables, i, got[i])
			account := rows[[2]uint32{uint32(record.CouncilTax), c.AccountLine[i]}]
			want := w.sourcesOf(account, named)
			if codesAlone(&tables.Flags, c.Case[i]) {
				want = want[:1+len(account.merged)]
				alone++
			}
			want = slices.DeleteFunc(want, func(s sourceRow) bool { // who has died is left out
				row := rows[[2]uint32{uint32(s.dataset), s.line}]
				return s.dataset == record.ElectoralRegister && !slices.Contains(got[i], s) &&
					w.onDeaths(row.dwelling, row.persons[0].name)
			})
			for _, line := range slices.Sorted(maps.Keys(dead)) {
				want = append(want, sourceRow{record.Deaths, line, 0, 0})
				deaths++
			}
			if !slices.Equal(got[i], want) {
				t.Errorf("seed %d: sources of case %s are\n%v, want\n%v", seed, c.Case[i], got[i],
					want)
			}
			checkCase(t, w, &tables, i, account)
			sources += len(got[i])
			claims += int(c.CTR[i] / CTRYes)
		}
	}
	if sources < 5000 || stricter < 1000 || claims < 500 || alone < 200 || deaths < 200 {
		t.Errorf("%d sources, %d with terms other than the case's, %d claims, %d cases of codes and "+
			"%d deaths are too few to say anything", sources, stricter, claims, alone, deaths)
	}
}

// onDeaths reports whether somebody of a name has died at a dwelling, or next door.
func (w *world) onDeaths(dwelling uint32, name string) bool {
	return slices.ContainsFunc(w.rows, func(row worldRow) bool {
		return row.dataset == record.Deaths && row.persons[0].name == name &&
			row.dwelling-dwelling+1 <= 2
	})
}

// checkNamed holds the reasons of a case to its sources, and returns the lines that they
// name of the register, and of the list of deaths.
func checkNamed(t *testing.T, tables *Tables, row int, sources []sourceRow) (
	named, dead map[uint32]bool,
) {
	t.Helper()
	named, dead = map[uint32]bool{}, map[uint32]bool{}
	r := &tables.Reasons
	for i, flag := range r.Flag {
		if r.Dataset[i] == 0 || tables.Flags.Case[flag-1] != tables.Cases.Case[row] {
			continue
		}
		if !slices.ContainsFunc(sources, func(s sourceRow) bool {
			return s.dataset == r.Dataset[i] && s.line == r.Line[i]
		}) {
			t.Errorf("case %s: reason %s names %s:%d, which is no source", tables.Cases.Case[row],
				r.Code[i], datasetNames[r.Dataset[i]], r.Line[i])
		}
		if r.Dataset[i] == record.ElectoralRegister {
			named[r.Line[i]] = true
		}
		if r.Dataset[i] == record.Deaths {
			dead[r.Line[i]] = true
		}
	}
	return named, dead
}

// checkCase holds a case to its flags and to its account.
func checkCase(t *testing.T, w *world, tables *Tables, row int, account *worldRow) {
	t.Helper()
	c, f := &tables.Cases, &tables.Flags
	best := slices.Index(f.Case, c.Case[row])
	flagged := []any{f.AccountLine[best], f.Dwelling[best], f.Strength[best],
		f.ScoreMillibits[best], f.AnnualPence[best], f.AfterCTRPence[best],
		f.ElectorsListed[best], f.AdultsLeast[best], f.AdultsMost[best], f.Terms[best],
		f.DeleteBy[best], account.from, account.since}
	cased := []any{c.AccountLine[row], c.Dwelling[row], c.Strength[row], c.ScoreMillibits[row],
		c.AnnualPence[row], c.AfterCTRPence[row], c.ElectorsListed[row], c.AdultsLeast[row],
		c.AdultsMost[row], c.Terms[row], c.DeleteBy[row], c.DiscountFrom[row],
		c.AccountSince[row]}
	if !reflect.DeepEqual(flagged, cased) {
		t.Errorf("case %s says %v, its flags and its account %v", c.Case[row], cased, flagged)
	}
	for i := best; i < f.Len() && f.Case[i] == c.Case[row]; i++ {
		if f.Strength[i] > c.Strength[row] || f.DeleteBy[i] != c.DeleteBy[row] {
			t.Errorf("case %s: flag %d is stronger, or deleted on another day", c.Case[row], i+1)
		}
		if f.Rule[i] == "A0" && c.Matched[row] == result.HowUnplaced {
			t.Errorf("case %s does not say how the other adult was matched", c.Case[row])
		}
	}
	want := CTRNo
	if w.claimOf(account) != nil {
		want = CTRYes
	}
	if c.CTR[row] != want {
		t.Errorf("case %s has reduction %d, want %d", c.Case[row], c.CTR[row], want)
	}
}

// Cases and sources come back the same through Arrow's own format.
func TestCaseTablesThroughIPC(t *testing.T) {
	tables, _ := flagsOfRandom(t, 1)
	var back Tables
	for _, table := range []struct {
		name     string
		from, to any
	}{
		{"case", &tables.Cases, &back.Cases},
		{"source", &tables.Sources, &back.Sources},
	} {
		wrapped, err := columns.Of(table.name, Version, testMeta, table.from)
		if err != nil {
			t.Fatal(err)
		}
		var buffer bytes.Buffer
		digest, err := columns.WriteIPC(&buffer, wrapped)
		if err != nil {
			t.Fatal(err)
		}
		read, err := columns.ReadIPC(&buffer, digest, 1<<24)
		if err != nil {
			t.Fatal(err)
		}
		if err := columns.Into(read, table.to); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(table.from, table.to) {
			t.Errorf("table %s changes on its way through IPC", table.name)
		}
	}
}
