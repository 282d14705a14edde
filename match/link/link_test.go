package link

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"nfimatch/match/link/agree"
	"nfimatch/match/link/block"
	"nfimatch/match/link/names"
	"nfimatch/match/result"
	"nfimatch/match/weigh"
	"nfimatch/normalize/record"
)

var oneToOne = Options{Workers: 2, OneToOne: true, Origin: "test"}

func linked(t testing.TB, p problem, options Options) *Result {
	t.Helper()
	options.ExtraNames, options.TextNames = p.exact, p.text
	out, err := Link(context.Background(), tablesOf(t, 1, p.exact, p.text, p.lists...), options)
	check(t, err)
	return out
}

func TestInventedListsAreLinked(t *testing.T) {
	p := invented(1, 4000)
	out := linked(t, p, oneToOne)
	if s := scoreOf(p, &out.Pairs); s.f1() < 0.999 {
		t.Errorf("one to one: %v", s)
	}
	options := oneToOne
	options.OneToOne = false
	if s := scoreOf(p, &linked(t, p, options).Pairs); s.f1() < 0.995 {
		t.Errorf("all pairs: %v", s)
	}
	if out.Recall.PPM < 990_000 || out.Recall.PPM > 1_000_000 {
		t.Errorf("recall estimated at %d of a million: %v", out.Recall.PPM, out.Recall)
	}
	if partners := float64(out.Model.Partners) / agree.Whole; partners < 0.98 {
		t.Errorf("%.4f of the smaller list have a partner by the model, all of them in truth", partners)
	}
}

// Where nearly all have a partner, two that have none are more likely one person: pairs
// too weak by themselves are found by it, and their weight says so.
func TestRecordsWithoutPartnersGain(t *testing.T) {
	p := invented(14, 1500)
	for i := range p.lists {
		p.lists[i] = p.lists[i].without("address", "postcode", "birth_year")
	}
	options := oneToOne
	options.OneToOne = false
	one, all := linked(t, p, oneToOne), linked(t, p, options)
	if one, all := scoreOf(p, &one.Pairs), scoreOf(p, &all.Pairs); one.recall() < all.recall()+0.004 ||
		one.precision() < all.precision() {
		t.Errorf("one to one %v, all pairs %v", one, all)
	}
	for i, decision := range one.Pairs.Decision {
		if decision == result.DecisionSame && one.Pairs.Prior[i] < all.Pairs.Prior[0]+1000 {
			t.Fatalf("the prior of an accepted pair is %d, that of any %d", one.Pairs.Prior[i],
				all.Pairs.Prior[0])
		}
	}
}

// Chance agreement in a whole date of birth is far too rare to be sampled. These are drawn
// from 26,880 days, and people are in both lists.
func TestRareAgreementIsCounted(t *testing.T) {
	for _, c := range linked(t, invented(15, 3000), oneToOne).Model.Comparisons {
		for _, l := range c.Levels {
			const chance = sharesWhole / (28 * 12 * 80)
			if l.Name == "day_equal_month_equal_year_equal" && (l.U < chance/2 || l.U > 2*chance) {
				t.Errorf("dates of birth agree by chance with %d of a thousand million, want %d", l.U,
					chance)
			}
		}
	}
}

// One to one, no line may be in two accepted pairs.
func TestOneToOneIsThat(t *testing.T) {
	p := invented(2, 1500)
	p.lists[1].rows = append(p.lists[1].rows, p.lists[1].rows[:300]...) // people entered twice
	out := linked(t, p, oneToOne)
	left, right := map[uint32]bool{}, map[uint32]bool{}
	for i, decision := range out.Pairs.Decision {
		if decision != result.DecisionSame {
			continue
		}
		if left[out.Pairs.Left[i]] || right[out.Pairs.Right[i]] {
			t.Fatalf("left line %d or right line %d is in two pairs", out.Pairs.Left[i],
				out.Pairs.Right[i])
		}
		left[out.Pairs.Left[i]], right[out.Pairs.Right[i]] = true, true
	}
	if len(left) < 1100 {
		t.Errorf("only %d pairs", len(left))
	}
}

// The parts of a weight sum to it, to the last millibit, and pairs come in order.
func TestPairsSumExactly(t *testing.T) {
	lists := invented(3, 1000)
	for i := range lists.lists { // without a place more pairs are in doubt
		lists.lists[i] = lists.lists[i].without("address", "postcode")
	}
	p := &linked(t, lists, oneToOne).Pairs
	possible := 0
	for i, weight := range p.Weight {
		sum := p.Prior[i] + p.Rarity[i] + p.Against[i]
		for c := range p.Millibits {
			sum += p.Millibits[c][i]
		}
		if sum != weight {
			t.Fatalf("pair %d weighs %d, its parts %d", i, weight, sum)
		}
		if i > 0 && (p.Left[i] < p.Left[i-1] || p.Left[i] == p.Left[i-1] && p.Right[i] <= p.Right[i-1]) {
			t.Fatalf("pair %d is out of order", i)
		}
		if p.Decision[i] != result.DecisionSame {
			possible++
		}
		if same := p.Decision[i] == result.DecisionSame; same != (weight >= 0) {
			t.Fatalf("pair %d weighs %d, and it is %v that it is accepted", i, weight, same)
		}
	}
	if possible == 0 {
		t.Error("no pair is possible: nothing tells them from those accepted")
	}
}

func TestWorkersDoNotMatter(t *testing.T) {
	p := invented(4, 900)
	want := linked(t, p, oneToOne)
	for _, workers := range []int{1, 5} {
		options := oneToOne
		options.Workers = workers
		if got := linked(t, p, options); !reflect.DeepEqual(got, want) {
			t.Errorf("%d workers give another result", workers)
		}
	}
}

// Exchanging the lists exchanges the sides of the pairs, and nothing else.
func TestListsCanBeExchanged(t *testing.T) {
	p := invented(5, 900)
	for i := range 40 { // people entered twice, alike: ties are settled by content
		p.lists[0].rows = append(p.lists[0].rows, p.lists[0].rows[i])
		p.lists[1].rows = append(p.lists[1].rows, p.lists[1].rows[2*i])
	}
	q := p
	q.lists = []list{p.lists[1], p.lists[0]}
	there, back := linked(t, p, oneToOne), linked(t, q, oneToOne)
	told := func(left, right []uint32, pairs *Pairs) (all []string) {
		for i := range left {
			all = append(all, fmt.Sprint(left[i], right[i], pairs.Weight[i], pairs.Decision[i],
				pairs.Rarity[i], pairs.Rival[i]))
		}
		slices.Sort(all)
		return all
	}
	if !slices.Equal(told(there.Pairs.Left, there.Pairs.Right, &there.Pairs),
		told(back.Pairs.Right, back.Pairs.Left, &back.Pairs)) {
		t.Error("the pairs are others the other way round")
	}
	if !reflect.DeepEqual(there.Model, back.Model) {
		t.Error("the model is another the other way round")
	}
}

// A model written, read back and frozen gives the same pairs.
func TestAModelKeptGivesTheSame(t *testing.T) {
	p := invented(6, 900)
	want := linked(t, p, oneToOne)
	text, err := toml.Marshal(want.Model)
	check(t, err)
	var model Model
	check(t, toml.Unmarshal(text, &model))
	options := oneToOne
	options.Model = &model
	got := linked(t, p, options)
	if got.Trained || !want.Trained {
		t.Error("a frozen model was trained, or a new one was not")
	}
	if !reflect.DeepEqual(got.Model, want.Model) || !reflect.DeepEqual(got.Pairs, want.Pairs) {
		t.Error("the model read back gives another result")
	}
	options.Model, options.TrainOnly = nil, true
	only := linked(t, p, options)
	if !reflect.DeepEqual(only.Model, want.Model) || len(only.Pairs.Left) != 0 {
		t.Error("training only gives another model, or decides pairs")
	}
}

func TestModelsOfOtherListsAreRefused(t *testing.T) {
	p := invented(7, 300)
	model := linked(t, p, oneToOne).Model
	refused := func(want string, change func(*Model)) {
		t.Helper()
		other := model
		other.Cuts = slices.Clone(model.Cuts)
		other.Comparisons = nil
		for _, c := range model.Comparisons {
			c.Levels = slices.Clone(c.Levels)
			other.Comparisons = append(other.Comparisons, c)
		}
		change(&other)
		options := oneToOne
		options.Model = &other
		_, err := Link(context.Background(), tablesOf(t, 1, nil, nil, p.lists...), options)
		var fault *ModelError
		if !errors.As(err, &fault) || !strings.Contains(err.Error(), want) {
			t.Errorf("refused with %v, want %q", err, want)
		}
	}
	refused("version", func(m *Model) { m.Version = 9 })
	refused("threshold_ppm", func(m *Model) { m.Threshold = 0 })
	refused("cuts", func(m *Model) { m.Cuts[5] = 999 })
	refused("comparisons", func(m *Model) { m.Comparisons = m.Comparisons[1:] })
	refused("levels of surname", func(m *Model) { m.Comparisons[0].Levels[0].Name = "same" })
	refused("shares of surname exact", func(m *Model) { m.Comparisons[0].Levels[0].U = 0 })
	refused("too many", func(m *Model) {
		m.Comparisons[2].Levels = append(m.Comparisons[2].Levels, ModelLevel{"x", 1, 1, 1})
	})
}

func TestOverBudgetSaysWhatToDrop(t *testing.T) {
	p := invented(8, 1000)
	tables := tablesOf(t, 1, nil, nil, p.lists...)
	options := oneToOne
	options.Budget = 5000
	_, err := Link(context.Background(), tables, options)
	var over *block.OverBudget
	if !errors.As(err, &over) {
		t.Fatalf("over budget gives %v", err)
	}
	if over.Pairs <= 5000 || len(over.Drop) == 0 {
		t.Errorf("the refusal does not say what to do: %v", err)
	}
	if slices.Contains(over.Drop, block.DateOfBirth) || slices.Contains(over.Drop, block.FullName) {
		t.Errorf("what is a person's own is to be left out: %q", over.Drop)
	}
	options.Without = over.Drop[:len(over.Drop)-1]
	if _, err = Link(context.Background(), tables, options); !errors.As(err, new(*block.OverBudget)) {
		t.Errorf("one rule fewer to leave out is enough: %q", over.Drop)
	}
	options.Without = over.Drop
	out, err := Link(context.Background(), tables, options)
	check(t, err)
	for _, b := range out.Blocking {
		if b.Kept == slices.Contains(over.Drop, b.Rule) {
			t.Errorf("rule %s: kept is %v", b.Rule, b.Kept)
		}
	}
	options.Without, options.Budget = nil, over.Pairs
	out, err = Link(context.Background(), tables, options)
	check(t, err)
	if options.Budget = out.Compared; options.Budget >= over.Pairs {
		t.Fatalf("no pair is made by two rules: %d", out.Compared)
	}
	_, err = Link(context.Background(), tables, options)
	check(t, err) // a pair of several rules counts once
	options.Budget--
	for _, options.Workers = range []int{1, 3} {
		if _, err = Link(context.Background(), tables, options); !errors.As(err, &over) {
			t.Errorf("one pair over budget gives %v", err)
		}
	}
	options.Budget = 1
	if _, err = Link(context.Background(), tables, options); !errors.As(err, &over) ||
		over.Drop != nil {
		t.Errorf("a budget that no rule keeps gives %v", err)
	}
}

func TestNothingToCompareIsRefused(t *testing.T) {
	p := invented(9, 100)
	p.lists[1] = p.lists[1].without("forename", "surname", "birth_day", "birth_month", "birth_year",
		"address", "postcode")
	_, err := Link(context.Background(), tablesOf(t, 1, nil, nil, p.lists...), oneToOne)
	if !errors.Is(err, ErrNothingToCompare) {
		t.Errorf("lists without a column in common give %v", err)
	}
}

// Lists of nearly nobody must neither panic nor invent pairs.
func TestTinyLists(t *testing.T) {
	p := invented(10, 6)
	for _, n := range []int{1, 2, 3} {
		q := p
		q.lists = []list{{header: p.lists[0].header, rows: p.lists[0].rows[:n]},
			{header: p.lists[0].header, rows: p.lists[0].rows[:n]}}
		if out := linked(t, q, oneToOne); len(out.Pairs.Left) < n {
			t.Errorf("%d records find %d of themselves", n, len(out.Pairs.Left))
		}
		_, err := Dedupe(context.Background(), tablesOf(t, 1, nil, nil, q.lists[0]), oneToOne)
		check(t, err)
	}
}

// A rare name says more than a common one, and the rarity of a name common as a whole is
// not that of its parts.
func TestRareNamesWeighMore(t *testing.T) {
	p := invented(11, 2000)
	for i := range 60 { // thirty people of one name: each of its parts is no commoner than others
		cells := slices.Clone(p.lists[0].rows[i])
		cells[0], cells[1] = "KOFI", "MENSAH"
		p.lists[i%2].rows = append(p.lists[i%2].rows, cells)
	}
	people := block.PeopleOf(tablesOf(t, 1, nil, nil, p.lists...), false, 0, 0)
	f := names.FrequenciesOf(people, agree.Shipped.Floor)
	last := people.Of(uint32(people.Lefts - 1))
	parts := f.Surname[last[block.CodeSurname]] + f.Given[last[block.CodeGiven]]
	if name := f.Name[last[block.CodeName]]; name < parts+3000 {
		t.Errorf("a name of thirty people is told as common as its parts: %d and %d", name, parts)
	}
	average := names.Average{Surname: -8000, Given: -6000}
	rare, common := weigh.Millibits(0), weigh.Millibits(0)
	for who := range uint32(people.Lefts) {
		adjusted := f.Adjust(average, agree.NameExact, agree.NameExact, 0, who)
		rare, common = max(rare, adjusted), min(common, adjusted)
	}
	if rare < 2000 || common > -2000 {
		t.Errorf("rare names weigh up to %d more, common ones up to %d less", rare, -common)
	}
	if average.Surname-f.Surname[last[block.CodeSurname]] !=
		f.Adjust(average, agree.NameExact, agree.NameMissing, 0, uint32(people.Lefts-1)) {
		t.Error("a surname that agrees alone is not weighed by how common it is")
	}
}

// One list with nearly everybody twice. Its households share surnames, and one in ten of
// their members a given name: those must stay apart for their dates of birth alone.
func TestDedupe(t *testing.T) {
	p := together(invented(100, 1500))
	out, err := Dedupe(context.Background(), tablesOf(t, 1, nil, nil, p.lists...), Options{Workers: 2})
	check(t, err)
	if s := scoreOf(p, &out.Pairs); s.precision() < 0.998 || s.recall() < 0.995 {
		t.Errorf("within one list: %v", s)
	}
	of := map[uint32]uint32{}
	for i, line := range out.Clusters.Line {
		of[line] = out.Clusters.Cluster[i]
	}
	for i := range out.Pairs.Left {
		same := out.Pairs.Decision[i] == result.DecisionSame
		if same && (of[out.Pairs.Left[i]] == 0 || of[out.Pairs.Left[i]] != of[out.Pairs.Right[i]]) {
			t.Fatalf("lines %d and %d are one person in two clusters", out.Pairs.Left[i],
				out.Pairs.Right[i])
		}
		if out.Pairs.Left[i] >= out.Pairs.Right[i] {
			t.Fatal("a pair within one list must have the smaller line on the left")
		}
	}
}

func BenchmarkLink(b *testing.B) {
	p := invented(13, 20_000)
	tables := tablesOf(b, 1, nil, nil, p.lists...)
	b.ReportAllocs()
	var compared int64
	for b.Loop() {
		out, err := Link(context.Background(), tables, oneToOne)
		check(b, err)
		compared += out.Compared
	}
	b.ReportMetric(float64(compared)/b.Elapsed().Seconds()/1e6, "Mpairs/s")
}

// Names, and addresses with the other texts, are compared by the functions given: no pair
// has a likeness that they do not tell.
func TestSimilaritiesAreAsked(t *testing.T) {
	p := invented(16, 600)
	for _, tt := range []struct {
		similarity int
		never      []string // parts of names of levels
	}{
		{0, []string{"alike_", "address_near", "address_some", "address_words"}},
		{1000, []string{"alike_700", "alike_250", "address_some", "address_number", "address_different"}},
	} {
		always := func(_, _ record.Code) int { return tt.similarity }
		out := linked(t, p, Options{Workers: 2, Similarity: always, TextSimilarity: always})
		if len(out.Pairs.Left) < 300 {
			t.Fatalf("likeness %d: only %d pairs", tt.similarity, len(out.Pairs.Left))
		}
		for c, levels := range out.Pairs.Levels {
			for _, level := range levels {
				name := out.Scheme[c].Levels[level].Name
				for _, never := range tt.never {
					if strings.Contains(name, never) {
						t.Fatalf("likeness %d: a pair has the level %s", tt.similarity, name)
					}
				}
			}
		}
	}
}
