package match

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"nfimatch/extract/retention"
	"nfimatch/extract/row"
	"nfimatch/match/result"
	"nfimatch/match/weigh"
	"nfimatch/normalize"
	"nfimatch/normalize/record"
	"nfimatch/normalize/token"
)

// A source is the rows of a test, written as "field=value;field=value".
type source struct {
	dataset row.Dataset
	rows    []string
}

// normalised turns written rows into the tables of a run.
func normalised(t testing.TB, sources ...source) *record.Tables {
	t.Helper()
	ring, err := token.NewRing(bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32))
	check(t, err)
	terms := new(retention.Register)
	asOf, _ := retention.DateOf(2026, 11, 1)
	id, err := terms.Add(retention.Terms{Dataset: "test", ExtractAsOf: asOf, DeleteBy: asOf + 180})
	check(t, err)
	stage, err := normalize.New(context.Background(), normalize.Options{
		Ring: ring, Terms: terms, AsOf: asOf, RegisterDate: asOf, Workers: 2,
	})
	check(t, err)
	for _, source := range sources {
		check(t, stage.Add(batchOf(source, id)))
	}
	tables, _, err := stage.Finish()
	check(t, err)
	return tables
}

func batchOf(source source, terms retention.TermsID) *row.Batch {
	var fields []string
	for _, written := range source.rows {
		for _, pair := range strings.Split(written, ";") {
			if field, _, _ := strings.Cut(pair, "="); !slices.Contains(fields, field) {
				fields = append(fields, field)
			}
		}
	}
	batch := row.NewBatch(source.dataset, terms, fields, source.dataset == row.CouncilTax)
	for i, written := range source.rows {
		cells := make([][]byte, len(fields))
		for _, pair := range strings.Split(written, ";") {
			field, value, _ := strings.Cut(pair, "=")
			cells[slices.Index(fields, field)] = []byte(value)
		}
		place := row.Place{File: "test.csv", Line: uint32(i + 2)}
		batch.Append(row.Line(i+1), place, cells, row.Classes{})
	}
	return batch
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

const at = "address_1=12 HIGH ROAD;address_2=EXAMPLETON;postcode=LS1 4AP;"

// home matches one dwelling: what its account, its register rows and its claims
// say; a row that begins with "claim:" is a claim.
func home(t testing.TB, account string, others ...string) *result.Tables {
	t.Helper()
	var electors, claims []string
	for i, other := range others {
		if claim, is := strings.CutPrefix(other, "claim:"); is {
			claims = append(claims, at+fmt.Sprintf("claim_reference=C%d;account_reference=0001;",
				i)+claim)
		} else {
			electors = append(electors, at+fmt.Sprintf("elector_reference=E%d;", i)+other)
		}
	}
	tables, _, err := Partition(context.Background(), normalised(t,
		source{row.CouncilTax, []string{at + "account_reference=0001;" + account}},
		source{row.ElectoralRegister, electors}, source{row.CTR, claims}), Options{Workers: 2})
	check(t, err)
	return tables
}

// Each line is a dwelling in words, and the adults it must come to: the
// interval that officers see.
func TestAdultsCounted(t *testing.T) {
	for _, tt := range []struct {
		name        string
		account     string
		electors    []string
		least, most uint16
	}{
		{"an initial and a name that fits it may be one",
			"surname=SMITH;forename=J", []string{"surname=SMITH;forename=JOHN"}, 1, 2},
		{"an initial fits both, and makes no third",
			"surname=SMITH;forename=J",
			[]string{"surname=SMITH;forename=JOHN", "surname=SMITH;forename=JANE"}, 2, 3},
		{"two full names that conflict are two",
			"surname=SMITH;forename=JOHN",
			[]string{"surname=SMITH;forename=JOHN", "surname=SMITH;forename=MARGARET"}, 2, 2},
		{"a surname changed by marriage is no second person",
			"surname=SMITH;forename=MARGARET", []string{"surname=PATEL;forename=MARGARET"}, 1, 1},
		{"a title alone is no evidence",
			"title=MRS;surname=PATEL", []string{"surname=PATEL;forename=PRIYA"}, 1, 2},
		{"a surname alone never makes two",
			"surname=SMITH", []string{"surname=JONES"}, 1, 2},
		{"one person entered twice is one",
			"surname=OKONKWO;forename=ADAEZE",
			[]string{"surname=OKONKWO;forename=ADAEZE", "surname=OKONKWO;forename=ADAEZE"}, 1, 1},
		{"a nickname is the same name",
			"surname=CLARKE;forename=BILL", []string{"surname=CLARKE;forename=WILLIAM"}, 1, 1},
		{"exchanged names are the same person",
			"surname=WEI;forename=ZHANG", []string{"surname=ZHANG;forename=WEI"}, 1, 1},
		{"father and son are kept apart by the second name",
			"surname=KHAN;forename=IMRAN;middle_name=ALI",
			[]string{"surname=KHAN;forename=IMRAN;middle_name=ALI",
				"surname=KHAN;forename=IMRAN;middle_name=YUSUF"}, 2, 2},
		{"a third mention joins two names of one person",
			"title=MS;surname=ROBINSON;forename=JEAN",
			[]string{"title=MS;surname=ROBINSON;forename=JEAN;middle_name=NELLIE",
				"claim:title=MS;surname=ROBINSON;forename=NELLIE"}, 1, 1},
		{"a son who bears his father's name second is kept apart from him",
			"title=MR;surname=MISTRY;forename=NILESH;middle_name=B",
			[]string{"title=MR;surname=MISTRY;forename=RAHUL;middle_name=NILESH",
				"title=MR;surname=MISTRY;forename=NILESH;middle_name=BHARAT"}, 2, 2},
		{"syllables run together are the same name",
			"title=MISS;surname=HO;forename=KAYAN",
			[]string{"title=MISS;surname=HO;forename=KA YAN"}, 1, 1},
		{"a father's initial before one's own name is the same person",
			"title=MR;surname=RAJAN;forename=T",
			[]string{"title=MR;surname=THANGARAJAH;forename=RAJAN"}, 1, 1},
		{"a wife who bears her husband's name is not he",
			"surname=KANDIAH;forename=RAMESH",
			[]string{"surname=KANDIAH;forename=RAMESH", "surname=RAMESH;forename=VASANTHI"}, 2, 2},
		{"twins with one initial are two",
			"surname=SMITH;forename=J",
			[]string{"surname=SMITH;forename=JACK", "surname=SMITH;forename=JOE"}, 2, 3},
		{"a joint title names two",
			"title=MR & MRS;surname=SMITH;forename=J", nil, 2, 2},
		{"two names in one field are two",
			"surname=SMITH J & PATEL R", nil, 2, 2},
		{"nobody is nobody", "surname=THE OCCUPIER", nil, 0, 0},
		{"a child is not counted",
			"surname=SMITH;forename=ANNE",
			[]string{"surname=SMITH;forename=THOMAS;birth_date=01/02/2027"}, 1, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := home(t, tt.account, tt.electors...).Dwellings
			if len(d.Dwelling) != 1 {
				t.Fatalf("%d dwellings, want 1", len(d.Dwelling))
			}
			if d.AdultsLeast[0] != tt.least || d.AdultsMost[0] != tt.most {
				t.Errorf("adults %d–%d, want %d–%d", d.AdultsLeast[0], d.AdultsMost[0], tt.least, tt.most)
			}
		})
	}
}

// The bits of every pair sum to its weight, to the last millibit.
func TestPairsSumExactly(t *testing.T) {
	p := home(t, "title=MR & MRS;surname=SMITH;forename=J", "surname=SMITH;forename=JOHN;title=MR",
		"surname=SMITH;forename=JANE;middle_name=ANN", "surname=PATEL;forename=R").Pairs
	if len(p.WeightMillibits) != 10 {
		t.Fatalf("%d pairs of 5 mentions, want 10", len(p.WeightMillibits))
	}
	for i, weight := range p.WeightMillibits {
		sum := p.PriorMillibits[i] + p.RivalMillibits[i] + p.SurnameBits[i] + p.GivenBits[i] +
			p.MiddleBits[i] + p.SexBits[i] + p.GenerationBits[i] + p.BirthBits[i] + p.NINOBits[i]
		if sum != weight {
			t.Errorf("pair %d weighs %d, its parts %d", i, weight, sum)
		}
	}
}

func TestPatternsAreSymmetric(t *testing.T) {
	names := []string{"surname=SMITH;forename=J", "surname=SMITH;forename=JOHN;middle_name=PAUL",
		"surname=PAUL;forename=SMITH", "surname=SMITH-JONES;forename=PAUL", "surname=SMYTHE",
		"title=MR & MRS;surname=MCDONALD;forename=IAIN", "surname=MACDONALD;forename=IAN"}
	rows := make([]string, len(names))
	for i, name := range names {
		rows[i] = at + fmt.Sprintf("elector_reference=E%d;", i) + name
	}
	compare := newComparer(normalised(t, source{row.ElectoralRegister, rows}), nil)
	for a := range uint32(compare.mentions.Len()) {
		for b := range a {
			if compare.pattern(a, b) != compare.pattern(b, a) {
				t.Errorf("mentions %d and %d compare differently the other way round", a, b)
			}
		}
	}
}

// Names are compared by the function given, with the codes of different names, and
// only where nothing else relates them.
func TestSimilarityGiven(t *testing.T) {
	const compared = "elector_reference=E%d;surname=%s;forename=%s"
	tables := normalised(t, source{row.ElectoralRegister, []string{
		at + fmt.Sprintf(compared, 1, "SMITH", "JOHN"), at + fmt.Sprintf(compared, 2, "OKONKWO", "JACK"),
	}})
	m := &tables.Mentions
	for similarity, want := range map[int]uint8{
		shipped.Cuts.Near: surnameNear, shipped.Cuts.Near - 1: surnameSome,
		shipped.Cuts.Some: surnameSome, shipped.Cuts.Some - 1: surnameDifferent,
	} {
		var asked [][2]record.Code
		compare := newComparer(tables, func(a, b record.Code) int {
			asked = append(asked, [2]record.Code{a, b})
			return similarity
		})
		if got := compare.pattern(0, 1)[compareSurname]; got != want {
			t.Errorf("surnames %d alike are level %d, want %d", similarity, got, want)
		}
		if !slices.Equal(asked, [][2]record.Code{{m.Surname[0], m.Surname[1]}}) {
			t.Errorf("asked for %v, want the surnames: JACK is a form of JOHN", asked)
		}
	}
}

// The function reaches training and deciding, through the options.
func TestSimilarityOption(t *testing.T) {
	tables := normalised(t,
		source{row.CouncilTax, []string{at + "account_reference=0001;surname=SMITH;forename=JOHN"}},
		source{row.ElectoralRegister, []string{at + "elector_reference=E1;surname=OKONKWO;forename=ADA"}})
	for similarity, want := range map[int]uint8{0: surnameDifferent, 1000: surnameNear} {
		matched, _, err := Partition(context.Background(), tables, Options{
			Similarity: func(_, _ record.Code) int { return similarity },
		})
		check(t, err)
		if got := matched.Pairs.SurnameLevel; !slices.Equal(got, []uint8{want}) {
			t.Errorf("names %d alike are levels %d, want %d", similarity, got, want)
		}
	}
}

// Shares of a household must be what counting all matchings by hand gives.
func TestMatchingSharesAgainstEnumeration(t *testing.T) {
	random := rand.New(rand.NewPCG(13, 14))
	for range 200 {
		odds := newSums(1+random.IntN(4), 1+random.IntN(4))
		for r := range odds {
			for c := range odds[r] {
				odds[r][c] = weigh.Odds(int32(random.IntN(16_000) - 8_000))
			}
		}
		want, total := enumerate(odds)
		got := matchingShares(odds)
		for r := range odds {
			for c := range odds[r] {
				if diff := got[r][c] - want[r][c]/total; diff > 1e-9 || diff < -1e-9 {
					t.Fatalf("share of %d,%d is %g, want %g", r, c, got[r][c], want[r][c]/total)
				}
			}
		}
	}
}

// enumerate sums the weight of all partial matchings, and of those with each pair.
func enumerate(odds [][]float64) (with [][]float64, total float64) {
	with = newSums(len(odds), len(odds[0]))
	chosen := make([]int, len(odds))
	var visit func(row int, weight float64)
	visit = func(row int, weight float64) {
		if row == len(odds) {
			total += weight
			for r, c := range chosen {
				if c >= 0 {
					with[r][c] += weight
				}
			}
			return
		}
		chosen[row] = -1
		visit(row+1, weight)
		for c := range odds[row] {
			if !slices.Contains(chosen[:row], c) {
				chosen[row] = c
				visit(row+1, weight*odds[row][c])
			}
		}
		chosen[row] = -1
	}
	visit(0, 1)
	return with, total
}

// Who is decided to be two persons, one or neither by what the rows are, whatever the names.
func TestDecisionsByRule(t *testing.T) {
	for _, tt := range []struct {
		name, account, other string
		want                 uint8
	}{
		{"a namesake of an age to register, but not to be liable",
			"title=MR;surname=KHAN;forename=IMRAN",
			"title=MR;surname=KHAN;forename=IMRAN;birth_date=15/03/2009", result.DecisionDifferent},
		{"the same elector without a date", "title=MR;surname=KHAN;forename=IMRAN",
			"title=MR;surname=KHAN;forename=IMRAN", result.DecisionSame},
		{"two of one name in one row",
			"surname=KHAN;forename=IMRAN;other_surname=KHAN;other_forename=IMRAN", "",
			result.DecisionUnsure},
		{"two of two names in one row",
			"surname=KHAN;forename=IMRAN;other_surname=KHAN;other_forename=AISHA", "",
			result.DecisionDifferent},
		{"a name before a surname that was cut off", "surname=MR BARTHOLOMEW BROWN & MISS ANNE",
			"title=MISS;surname=OLEARY;forename=ANNE", result.DecisionUnsure},
	} {
		others := []string{tt.other}
		if tt.other == "" {
			others = nil
		}
		p := home(t, tt.account, others...).Pairs
		if got := p.Decision[len(p.Decision)-1]; got != tt.want {
			t.Errorf("%s: decision %d, want %d", tt.name, got, tt.want)
		}
	}
}

// Whatever names stand together, the fewest persons are never more than the
// most, and two entries of one source known to be two are never one person.
func TestDecisionsAgree(t *testing.T) {
	random := rand.New(rand.NewPCG(15, 16))
	given := []string{"JEAN", "NELLIE", "JEAN NELLIE", "NELLIE JEAN", "J", "N", "JEANNE", ""}
	surnames := []string{"ROBINSON", "ROBINSON-JONES", "JONES", "ROBINSN"}
	for range 300 {
		name := func() string {
			return "title=MS;surname=" + surnames[random.IntN(4)] + ";forename=" + given[random.IntN(8)]
		}
		electors := make([]string, random.IntN(5))
		for i := range electors {
			electors[i] = []string{"", "claim:"}[random.IntN(2)] + name()
		}
		tables := home(t, name()+";other_surname=JONES;other_forename="+given[random.IntN(8)],
			electors...)
		if d := tables.Dwellings; d.AdultsLeast[0] > d.AdultsMost[0] {
			t.Fatalf("adults %d–%d of %v", d.AdultsLeast[0], d.AdultsMost[0], electors)
		}
		person := map[string]uint32{}
		o := &tables.Occupants
		for i := range o.Line {
			person[fmt.Sprint(o.Dataset[i], o.Line[i], o.Ordinal[i])] = o.Person[i]
		}
		p := &tables.Pairs
		for i, decision := range p.Decision {
			left := person[fmt.Sprint(p.LeftDataset[i], p.LeftLine[i], p.LeftOrdinal[i])]
			right := person[fmt.Sprint(p.RightDataset[i], p.RightLine[i], p.RightOrdinal[i])]
			if decision == result.DecisionDifferent && left == right {
				t.Fatalf("two mentions known to be different are one person: %v", electors)
			}
		}
	}
}

func TestColours(t *testing.T) {
	ring := newGraph(5) // a ring of five needs three, though no three are mutually different
	for i := range 5 {
		ring.join(i, (i+1)%5)
	}
	if got := ring.colours(); got != 3 {
		t.Errorf("a ring of five takes %d persons, want 3", got)
	}
	if got := ring.clique(); got != 2 {
		t.Errorf("a ring of five has %d mutually different, want 2", got)
	}
	full := newGraph(70)
	for a := range 70 {
		for b := range a {
			full.join(a, b)
		}
	}
	if got := full.clique(); got != 70 {
		t.Errorf("70 mutually different are %d", got)
	}
	if newGraph(0).colours() != 0 || newGraph(0).clique() != 0 {
		t.Error("nobody takes somebody")
	}
}

// The result is the same with other workers, and with the shipped model frozen.
func TestWorkersDoNotMatter(t *testing.T) {
	sources := []source{{dataset: row.CouncilTax}, {dataset: row.ElectoralRegister}}
	given := []string{"JOHN", "JANE", "AHMED", "PRIYA", "J", "MARY ANN", ""}
	for i := range 400 {
		place := fmt.Sprintf("address_1=%d HIGH ROAD;postcode=LS1 4AP;", i+1)
		sources[0].rows = append(sources[0].rows, place+fmt.Sprintf(
			"account_reference=A%d;surname=SMITH;forename=%s", i, given[i%7]))
		for k := range 1 + i%3 {
			sources[1].rows = append(sources[1].rows, place+fmt.Sprintf(
				"elector_reference=E%d-%d;surname=SMITH;forename=%s", i, k, given[(i*k+k)%7]))
		}
	}
	var first *result.Tables
	for _, workers := range []int{1, 2, 7} {
		tables, summary, err := Partition(context.Background(), normalised(t, sources...),
			Options{Workers: workers})
		check(t, err)
		if summary.Pairs == 0 || summary.Pairs != summary.Same+summary.Different+summary.Unsure {
			t.Fatalf("pairs do not add up: %+v", summary)
		}
		if first == nil {
			first = tables
			continue
		}
		if fmt.Sprint(tables.Pairs, tables.Dwellings, tables.Occupants) !=
			fmt.Sprint(first.Pairs, first.Dwellings, first.Occupants) {
			t.Errorf("%d workers give another result", workers)
		}
	}
}

func TestShippedModelIsValid(t *testing.T) {
	model := ShippedModel()
	if faults := model.Check(Scheme()); len(faults) > 0 {
		t.Error(faults)
	}
	if shipped.Cuts.Near <= shipped.Cuts.Some || shipped.Cuts.Some <= 0 {
		t.Error("the cuts of similarity must fall")
	}
}
