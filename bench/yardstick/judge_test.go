package yardstick

import (
	"reflect"
	"slices"
	"testing"

	"nfimatch/match/result"
	"nfimatch/normalize/record"
	"nfimatch/report"
	"nfimatch/report/rules"
)

const (
	tax      = record.CouncilTax
	register = record.ElectoralRegister
	claims   = record.CTR
)

// A mentionRow is one mention as the program and the truth see it.
type mentionRow struct {
	dataset  uint8
	line     uint32
	ordinal  uint8
	dwelling uint32
	how      uint8
	relation uint8
	doubt    uint8
	person   string // the truth
	home     uint32
	tags     []string
}

// handmade lays rows out as tables. Account line n is at dwelling n, which is home n.
func handmade(homes int, rows ...mentionRow) (*Matched, *Truth) {
	m := &Matched{Result: &result.Tables{}, Records: &record.Tables{}, Flags: &report.Tables{}}
	t := &Truth{Homes: make([]Home, homes+1), Mentions: map[Place]Mention{},
		Accounts: map[uint32]Account{}, UPRN: map[Place]UPRN{}}
	d := &m.Result.Dwellings
	for line := uint32(1); int(line) <= homes; line++ {
		t.Accounts[line] = Account{Home: line}
		d.Dwelling, d.AccountLine = append(d.Dwelling, line), append(d.AccountLine, line)
		d.Accounts, d.ElectorsListed = append(d.Accounts, 1), append(d.ElectorsListed, 0)
		d.AdultsLeast = append(d.AdultsLeast, 0)
	}
	o := &m.Result.Occupants
	for _, r := range rows {
		o.Dataset, o.Line = append(o.Dataset, r.dataset), append(o.Line, r.line)
		o.Ordinal, o.Dwelling = append(o.Ordinal, r.ordinal), append(o.Dwelling, r.dwelling)
		o.How, o.Relation = append(o.How, r.how), append(o.Relation, r.relation)
		o.Doubt = append(o.Doubt, r.doubt)
		if r.person != "" {
			t.Mentions[PlaceOf(r.dataset, r.line, r.ordinal)] = Mention{r.person, r.home, r.tags}
		}
	}
	return m, t
}

// compared adds a pair of two rows' first mentions to the result.
func (m *Matched) compared(dwelling uint32, left, right Place, weight int32, decision uint8) {
	p := &m.Result.Pairs
	p.Dwelling = append(p.Dwelling, dwelling)
	p.LeftDataset, p.LeftLine = append(p.LeftDataset, left.Dataset), append(p.LeftLine, left.Line)
	p.LeftOrdinal = append(p.LeftOrdinal, left.Ordinal)
	p.RightDataset = append(p.RightDataset, right.Dataset)
	p.RightLine = append(p.RightLine, right.Line)
	p.RightOrdinal = append(p.RightOrdinal, right.Ordinal)
	p.WeightMillibits = append(p.WeightMillibits, weight)
	p.Decision = append(p.Decision, decision)
	p.PriorMillibits = append(p.PriorMillibits, 0)
	p.RivalMillibits = append(p.RivalMillibits, 0)
	for _, level := range []*[]uint8{&p.SurnameLevel, &p.GivenLevel, &p.MiddleLevel, &p.SexLevel,
		&p.GenerationLevel, &p.BirthLevel, &p.NINOLevel} {
		*level = append(*level, 0)
	}
}

func at(dataset uint8, line uint32) Place { return PlaceOf(dataset, line, 0) }

func TestPairs(t *testing.T) {
	m, truth := handmade(2,
		mentionRow{dataset: tax, line: 1, dwelling: 1, person: "ann", home: 1, tags: []string{"joint"}},
		mentionRow{dataset: tax, line: 2, dwelling: 2, person: "bob", home: 2},
		mentionRow{dataset: register, line: 1, dwelling: 1, person: "ann", home: 1,
			tags: []string{"initial", "joint"}},
		mentionRow{dataset: register, line: 2, dwelling: 1, person: "cat", home: 1},
		mentionRow{dataset: register, line: 3, person: "bob", home: 2}, // lost by placement
		mentionRow{dataset: register, line: 4, dwelling: 1, person: "ann", home: 2},
		mentionRow{dataset: register, line: 5, dwelling: 2}, // nobody the truth knows
		mentionRow{dataset: register, line: 6, dwelling: 2}, // nor this
		mentionRow{dataset: claims, line: 1, person: "eve"}, // an address of no dwelling
		mentionRow{dataset: claims, line: 2, person: "eve"})
	m.compared(1, at(tax, 1), at(register, 1), 9000, result.DecisionSame)
	m.compared(1, at(tax, 1), at(register, 2), -1, result.DecisionDifferent)
	m.compared(1, at(tax, 1), at(register, 4), 0, result.DecisionUnsure)
	m.compared(2, at(register, 5), at(register, 6), 5000, result.DecisionSame)
	want := []Pair{
		{Home: 1, One: true, Together: true, Compared: true, Weight: 9000, Across: true, Best: true,
			Decision: result.DecisionSame, Tags: []string{"initial", "joint"}},
		{Home: 1, Compared: true, Weight: -1, Decision: result.DecisionDifferent, Across: true,
			Tags: []string{"joint"}},
		{Home: 1, One: true, Compared: true, Across: true, Tags: []string{"joint"}},
		{Home: 2, Compared: true, Weight: 5000, Decision: result.DecisionSame},
		{Home: 2, One: true, Together: true, Across: true},
	}
	got := Pairs(m, truth)
	for i := range got {
		if len(got[i].Tags) == 0 {
			got[i].Tags = nil
		}
		got[i].Evidence = Evidence{} // of a test of its own
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	found := []bool{true, false, true, true, false}
	for i := range got {
		if got[i].Found() != found[i] {
			t.Errorf("pair %d: found %t", i, got[i].Found())
		}
	}
}

// One to one, a mention has the likeliest of its pairs or none; of equally likely ones the
// first; a person at two dwellings counts nowhere; claims and pairs of one file are left out.
func TestOneToOne(t *testing.T) {
	m, truth := handmade(2,
		mentionRow{dataset: tax, line: 1, dwelling: 1, person: "ann", home: 1},
		mentionRow{dataset: tax, line: 2, dwelling: 2, person: "bob", home: 2},
		mentionRow{dataset: tax, line: 3, dwelling: 2, person: "fay", home: 2},
		mentionRow{dataset: tax, line: 4, dwelling: 2, person: "dan", home: 2},
		mentionRow{dataset: register, line: 1, dwelling: 1, person: "ann", home: 1},
		mentionRow{dataset: register, line: 2, dwelling: 1, person: "ann", home: 1},
		mentionRow{dataset: register, line: 3, dwelling: 2, person: "bob", home: 1},
		mentionRow{dataset: register, line: 4, dwelling: 2, person: "dan", home: 2},
		mentionRow{dataset: register, line: 5, dwelling: 2, person: "eve", home: 2},
		mentionRow{dataset: claims, line: 1, dwelling: 1, person: "ann", home: 1})
	for _, pair := range []struct {
		left, right Place
		weight      int32
	}{
		{at(tax, 1), at(register, 2), 5000}, {at(tax, 1), at(register, 1), 5000},
		{at(tax, 2), at(register, 3), 9000}, {at(tax, 2), at(register, 4), 8000},
		{at(tax, 3), at(register, 5), 0}, {at(register, 1), at(register, 2), 9900},
		{at(tax, 1), at(claims, 1), 9900}, {at(tax, 3), at(register, 4), -1},
		{at(tax, 4), at(register, 4), 7000}, // which is likelier another's
	} {
		m.compared(1, pair.left, pair.right, pair.weight, result.DecisionUnsure)
	}
	got := Pool{{Pairs: Pairs(m, truth)}}.OneToOne()
	// Found: ann with line 1, and fay taken for eve. True: ann with lines 1 and 2, and dan.
	if want := (OneToOne{Found: 2, Right: 1, True: 3}); got != want || got.F1() != 0.4 {
		t.Errorf("one to one %+v, F1 %v; want %+v", got, got.F1(), want)
	}
}

func TestMeasuresOfPairs(t *testing.T) {
	pool := Pool{{Pairs: []Pair{
		{Together: true, One: true, Compared: true, Weight: 5, Decision: result.DecisionSame},
		{Together: true, One: true, Compared: true, Weight: -5, Decision: result.DecisionDifferent},
		{Together: true, One: true},
		{One: true, Compared: true, Weight: 5, Decision: result.DecisionSame}, // of two addresses
		{Compared: true, Weight: 5, Decision: result.DecisionSame},
		{Compared: true, Weight: -5, Decision: result.DecisionDifferent},
	}}}
	one := func(*Judged, *Pair) []string { return []string{""} }
	for _, tt := range []struct {
		name        string
		measure     Measure[Pair]
		part, whole int
	}{
		{"recall", Recall, 1, 3}, {"precision", Precision, 1, 3}, {"one person", OnePerson, 2, 3},
		{"same precision", SamePrecision, 2, 3}, {"wrongly different", WronglyDifferent, 1, 3},
		{"wrongly same", WronglySame, 1, 2},
	} {
		got := Tally(pool.CountPairs(tt.measure, one)).Of("")
		if got.Part != tt.part || got.Whole != tt.whole {
			t.Errorf("%s: %d of %d, want %d of %d", tt.name, got.Part, got.Whole, tt.part, tt.whole)
		}
	}
}

func TestPlacements(t *testing.T) {
	rows := []struct {
		mentionRow
		want Outcome
	}{
		{mentionRow{dwelling: 1, how: result.HowExact, relation: result.RelationSame, home: 1}, Right},
		{mentionRow{dwelling: 2, how: result.HowUPRN, relation: result.RelationSame, home: 1}, Wrong},
		{mentionRow{dwelling: 3, how: result.HowWords, relation: result.RelationSame, home: 2},
			WrongFlat},
		{mentionRow{dwelling: 1, how: result.HowUPRN, relation: result.RelationSame, home: 2}, Wrong},
		{mentionRow{dwelling: 1, how: result.HowExact, relation: result.RelationSame}, Wrong},
		{mentionRow{dwelling: 1, how: result.HowExact, relation: result.RelationRoom, home: 1}, Part},
		{mentionRow{doubt: result.DoubtRival, home: 1}, InDoubt},
		{mentionRow{home: 1}, NotFound},
		{mentionRow{dataset: claims, dwelling: 1, how: result.HowAccount,
			relation: result.RelationSame, home: 1}, ByReference},
		{mentionRow{dataset: claims, dwelling: 2, how: result.HowAccount,
			relation: result.RelationSame, home: 1}, ByReferenceElsewhere},
	}
	mentions := []mentionRow{
		{dataset: tax, line: 1, dwelling: 1, relation: result.RelationSame, person: "x", home: 1},
		{dataset: register, line: 90, dwelling: 1, relation: result.RelationSame}, // nobody known
		{dataset: register, line: 91, ordinal: 1, dwelling: 2, relation: result.RelationSame,
			person: "x", home: 1}, // a second mention
	}
	for i, r := range rows {
		r.line, r.person = uint32(i+1), "x"
		if r.dataset == 0 {
			r.dataset = register
		}
		mentions = append(mentions, r.mentionRow)
	}
	m, truth := handmade(3, mentions...)
	truth.Homes[2].Building, truth.Homes[3].Building = "9", "9"
	truth.UPRN[at(register, 2)] = UPRNAnothers
	got := Placements(m, truth)
	if len(got) != len(rows) {
		t.Fatalf("%d placements, want %d", len(got), len(rows))
	}
	for i, r := range rows {
		if got[i].Outcome != r.want || got[i].Home != r.home {
			t.Errorf("row %d: %+v, want outcome %d at home %d", i, got[i], r.want, r.home)
		}
	}
	if got[1].UPRN != UPRNAnothers || got[0].UPRN != UPRNNone {
		t.Errorf("UPRNs %d and %d, want another's and none", got[1].UPRN, got[0].UPRN)
	}
	judgedByAddress := Tally(Pool{{Placements: got}}.CountPlacements(OutcomeIs(Wrong, WrongFlat),
		func(*Judged, *Placement) []string { return []string{""} })).Of("")
	if judgedByAddress.Part != 4 || judgedByAddress.Whole != 8 {
		t.Errorf("wrong: %d of %d, want 4 of 8", judgedByAddress.Part, judgedByAddress.Whole)
	}
}

// discountWorld has eight accounts with what the names say.
func discountWorld() (*Matched, *Truth) {
	m, t := handmade(8)
	a, e, d := &m.Records.Accounts, &m.Records.Entries, &m.Result.Dwellings
	asOf := mustParse(extractDate)
	for line := uint32(1); line <= 8; line++ {
		e.Dataset, e.Line = append(e.Dataset, tax), append(e.Line, line)
		a.Entry = append(a.Entry, line-1)
		a.Discount = append(a.Discount, record.DiscountSinglePerson)
		a.Disregard, a.From = append(a.Disregard, 0), append(a.From, asOf)
		a.To, a.Since = append(a.To, 0), append(a.Since, 0)
		t.Accounts[line] = Account{Home: line, SingleDiscount: true, Adults: 1}
		d.ElectorsListed[line-1] = 2
	}
	d.ElectorsListed[1] = 1                   // one elector
	a.Disregard[2] = 1                        // a disregard
	a.From[3] = asOf + 1                      // not begun
	a.To[4] = asOf                            // ended
	a.Discount[5] = record.DiscountOther      // another discount
	t.Accounts[7] = Account{Home: 7}          // no discount in truth
	t.Accounts[8] = Account{8, true, true, 2} // undeclared and visible
	return m, t
}

func TestDiscounts(t *testing.T) {
	m, truth := discountWorld()
	c, f := &m.Flags.Cases, &m.Flags.Flags
	c.AccountLine, c.ScoreMillibits = []uint32{8, 3, 7}, []int32{700, -5, 9}
	c.Strength = []rules.Strength{rules.Strong, rules.Weak, rules.Weak}
	f.AccountLine, f.Rule = []uint32{8, 8, 3, 7}, []string{"A3", "A0", "A1", "A0"}
	got := Discounts(m, truth)
	want := []Discount{
		{Home: 1, Population: true}, {Home: 2},
		{Home: 3, Listed: true, Score: -5, Strength: uint8(rules.Weak)},
		{Home: 4}, {Home: 5}, {Home: 6},
		{Home: 8, Undeclared: true, Visible: true, Population: true, Listed: true,
			Register: true, Score: 700, Strength: uint8(rules.Strong)},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// An account that is not its dwelling's first has the electors of that dwelling.
func TestPopulationOfSecondAccount(t *testing.T) {
	m, _ := discountWorld()
	o, d := &m.Result.Occupants, &m.Result.Dwellings
	d.AccountLine[1] = 99 // account 2 is at the dwelling of account 8
	o.Dataset, o.Line, o.Dwelling = []uint8{tax, register}, []uint32{2, 5}, []uint32{8, 5}
	if got := populationLines(m); !slices.Equal(got, []uint32{1, 2, 7, 8}) {
		t.Errorf("lines %v", got)
	}
}

func TestAdultCounts(t *testing.T) {
	m, truth := discountWorld()
	d := &m.Result.Dwellings
	d.AdultsLeast[0], d.AdultsLeast[7] = 1, 3
	for i := 1; i < 6; i++ {
		d.Accounts[i] = 2 // whose adults they are cannot be said
	}
	want := []AdultCount{{1, 1, 1}, {8, 3, 2}}
	if got := AdultCounts(m, truth); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestRecentHomes(t *testing.T) {
	m, truth := discountWorld()
	since := m.Records.Accounts.Since
	since[0], since[1] = mustParse("2025-11-01"), mustParse("2025-11-02")
	recent := RecentHomes(m, truth)
	if recent[1] || !recent[2] || recent[3] {
		t.Errorf("recent: %v", recent)
	}
}

func TestWhoseUPRN(t *testing.T) {
	shown := map[string][]uint32{"1": {7}, "2": {8}, "3": {7, 8}, "4": {8, 7}}
	for number, want := range map[string]UPRN{"": UPRNNone, "1": UPRNOwn, "2": UPRNAnothers,
		"3": UPRNAnothers, "4": UPRNAnothers, "5": UPRNNobodys} {
		if got := whose(number, 7, shown); got != want {
			t.Errorf("%q: %d, want %d", number, got, want)
		}
	}
	for cell, want := range map[string]string{" 0012.0 ": "12", "12": "12", "N/A": "", "": "",
		"000": "", "9.9": ""} {
		if got := digits(cell); got != want {
			t.Errorf("%q: %q, want %q", cell, got, want)
		}
	}
}
