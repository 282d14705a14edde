package weigh

import (
	"math"
	"math/rand/v2"
	"testing"
	"testing/quick"
)

// scheme of the tests: a name with two forms, and a yes-or-no comparison.
var testScheme = Scheme{
	{Name: "given", Levels: []Level{
		{Name: "missing"}, {Name: "exact", Group: 1}, {Name: "near", Group: 1},
		{Name: "different", Group: 1}, {Name: "initial", Group: 2},
		{Name: "initial_different", Group: 2},
	}},
	{Name: "sex", Levels: []Level{
		{Name: "missing"}, {Name: "equal", Group: 1}, {Name: "different", Group: 1},
	}},
	{Name: "birth", Levels: []Level{
		{Name: "missing"}, {Name: "exact", Group: 1}, {Name: "different", Group: 1},
	}},
}

func level(name string, m, u int64) ModelLevel {
	return ModelLevel{Name: name, M: m, U: u, FromM: FromFiles, FromU: FromFiles}
}

func testModel() Model {
	return Model{
		Version: ModelVersion, Origin: "test", Same: 900_000, Different: 50_000,
		Prior: []ModelPrior{{"a:b", 300_000, FromFiles}, {"a:a", 310_000, FromFiles}},
		Comparisons: []ModelComparison{
			{Name: "given", Levels: []ModelLevel{level("exact", 800_000, 100_000),
				level("near", 100_000, 100_000), level("different", 100_000, 800_000),
				level("initial", 900_000, 200_000), level("initial_different", 100_000, 800_000)}},
			{Name: "sex", Levels: []ModelLevel{level("equal", 900_000, 400_000),
				level("different", 100_000, 600_000)}},
			{Name: "birth", Levels: []ModelLevel{level("exact", 900_000, 50_000),
				level("different", 100_000, 950_000)}},
		},
	}
}

func TestLog2AndOddsAgainstTheLibrary(t *testing.T) {
	if err := quick.Check(func(mantissa uint64, exponent int8) bool {
		x := math.Ldexp(1+float64(mantissa)/(1<<64), int(exponent))
		return math.Abs(Log2(x)-math.Log2(x)) < 1e-9
	}, nil); err != nil {
		t.Error(err)
	}
	for weight := Millibits(-60_000); weight <= 60_000; weight += 37 {
		want := math.Exp2(float64(weight) / 1000)
		if got := Odds(weight); math.Abs(got/want-1) > 1e-12 {
			t.Fatalf("Odds(%d) = %g, want %g", weight, got, want)
		}
	}
}

func TestProbabilityComesBack(t *testing.T) {
	for weight := Millibits(-30_000); weight <= 20_000; weight += 91 {
		if got := MillibitsOfProbability(Probability(weight)); got < weight-1 || got > weight+1 {
			t.Fatalf("weight %d comes back as %d", weight, got)
		}
	}
	if MillibitsOfProbability(1) != CertainMillibits ||
		MillibitsOfProbability(0) != -CertainMillibits {
		t.Error("certainty must stay a number")
	}
}

// draw makes pairs from known m, u and λ, and counts their patterns.
func draw(random *rand.Rand, n int, lambda float64, m, u Shares) Counts {
	var tally Tally
	for range n {
		shares := u
		if random.Float64() < lambda {
			shares = m
		}
		var pattern Pattern
		group := uint8(1 + random.IntN(2)) // the form of the given name
		pattern[0] = pick(random, 0, group, shares)
		pattern[1] = pick(random, 1, 1, shares)
		if random.IntN(3) > 0 { // a third of the dates are missing
			pattern[2] = pick(random, 2, 1, shares)
		}
		tally.Add(pattern)
	}
	return Merged(&tally)
}

func pick(random *rand.Rand, c int, group uint8, shares Shares) uint8 {
	at := random.Float64()
	last := uint8(0)
	for l, level := range testScheme[c].Levels {
		if level.Group != group {
			continue
		}
		last = uint8(l)
		if at -= shares[c][l]; at < 0 {
			break
		}
	}
	return last
}

// Data drawn from known m, u and λ must give them back, from a start that is
// off, with u learnt within sources and m across them.
func TestEstimationConverges(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	truth := testModel()
	truth.Comparisons[0].Levels[0] = level("exact", 700_000, 20_000)
	truth.Comparisons[0].Levels[2] = level("different", 200_000, 880_000)
	truth.Comparisons[1].Levels[0] = level("equal", 980_000, 300_000)
	truth.Comparisons[1].Levels[1] = level("different", 20_000, 700_000)
	m, u := truth.shares(testScheme)
	evidence := Evidence{
		Within: []Group{{"a:a", draw(random, 200_000, 0.01, m, u)}},
		Across: []Group{{"a:b", draw(random, 200_000, 0.45, m, u)}},
	}
	got, trained := Train(testScheme, evidence, testModel(), "test")
	if !trained {
		t.Fatal("a large file did not train the model")
	}
	if faults := got.Check(testScheme); len(faults) > 0 {
		t.Fatalf("the estimate is no valid model: %v", faults)
	}
	if lambda := got.lambda("a:a"); math.Abs(lambda-0.01) > 0.002 {
		t.Errorf("λ within = %.4f, drawn with 0.01", lambda)
	}
	if lambda := got.lambda("a:b"); math.Abs(lambda-0.45) > 0.02 {
		t.Errorf("λ = %.3f, drawn with 0.45", lambda)
	}
	gotM, gotU := got.shares(testScheme)
	for c := range testScheme {
		for l := 1; l < len(testScheme[c].Levels); l++ {
			name := testScheme[c].Name + " " + testScheme[c].Levels[l].Name
			if math.Abs(gotM[c][l]-m[c][l]) > 0.02 {
				t.Errorf("m of %s = %.3f, drawn with %.3f", name, gotM[c][l], m[c][l])
			}
			if math.Abs(gotU[c][l]-u[c][l]) > 0.02 {
				t.Errorf("u of %s = %.3f, drawn with %.3f", name, gotU[c][l], u[c][l])
			}
		}
	}
}

// Files without an error do not make it impossible, and every number says where it is from.
func TestTrainSaysWhereNumbersAreFrom(t *testing.T) {
	shipped := testModel()
	shipped.Origin = "shipped"
	shipped.Comparisons[1].Stated = "a rate that was read"
	shipped.Comparisons[1].Levels[1].LeastM = 1_100
	clean := Pattern{1, 1, 0}
	var pairs Tally
	for range 100_000 {
		pairs.Add(clean)
	}
	got, _ := Train(testScheme, Evidence{Within: []Group{{Name: "a:a"}},
		Across: []Group{{"a:b", Merged(&pairs)}}}, shipped, "files")
	if faults := got.Check(testScheme); len(faults) > 0 {
		t.Fatalf("the estimate is no valid model: %v", faults)
	}
	different := got.Comparisons[1].Levels[1]
	if different.M != 1_100 || different.FromM != FromStated || different.FromU != FromShipped {
		t.Errorf("a sex that never differs in 100,000 pairs: %+v", different)
	}
	full, initial := got.Comparisons[0].Levels[0], got.Comparisons[0].Levels[3]
	if full.FromM != FromFiles || full.FromU != FromShipped || initial.FromM != FromShipped {
		t.Errorf("full names are from %s and %s, initials from %s", full.FromM, full.FromU,
			initial.FromM)
	}
	if got.Lean != "shipped" || got.Origin != "files" || got.Prior[0].From != FromShipped ||
		got.Prior[1].From != FromFiles {
		t.Errorf("origin %q leaning on %q, priors %+v", got.Origin, got.Lean, got.Prior)
	}
}

func TestSmallFilesKeepTheShippedModel(t *testing.T) {
	shipped := testModel()
	m, u := shipped.shares(testScheme)
	random := rand.New(rand.NewPCG(7, 8))
	got, trained := Train(testScheme, Evidence{
		Across: []Group{{"a:b", draw(random, pairsTrainMin-1, 0.3, m, u)}},
	}, shipped, "test")
	if trained || got.Origin != shipped.Origin {
		t.Error("a file of under 2,000 pairs trained the model")
	}
}

// The order of pairs, and how they were dealt to workers, must not matter.
func TestMergedDoesNotDependOnTheDeal(t *testing.T) {
	m, u := func() (Shares, Shares) { model := testModel(); return model.shares(testScheme) }()
	random := rand.New(rand.NewPCG(9, 10))
	all := draw(random, 5000, 0.4, m, u)
	var one, two Tally
	for i := len(all.Patterns) - 1; i >= 0; i-- {
		for n := range all.N[i] {
			if n%3 == 0 {
				one.Add(all.Patterns[i])
			} else {
				two.Add(all.Patterns[i])
			}
		}
	}
	dealt := Merged(&two, &one)
	for i := range all.Patterns {
		if all.Patterns[i] != dealt.Patterns[i] || all.N[i] != dealt.N[i] {
			t.Fatal("counts depend on how pairs were dealt")
		}
	}
}

func TestWeights(t *testing.T) {
	model := testModel()
	weights := model.Weights(testScheme)
	if got := weights.Level(0, 0); got != 0 {
		t.Errorf("a missing name weighs %d", got)
	}
	if got := weights.Level(0, 1); got != 3000 { // log2(0.8/0.1)
		t.Errorf("exact weighs %d millibits, want 3000", got)
	}
	if got := weights.Prior("a:b"); got != MillibitsOf(3, 7) {
		t.Errorf("prior weighs %d", got)
	}
	if got := weights.Prior("unknown"); got != MillibitsOf(3, 7) {
		t.Errorf("an unknown pair of datasets must take the smallest prior known, got %d", got)
	}
	same, different := weights.Thresholds()
	if same != MillibitsOf(9, 1) || different != MillibitsOf(1, 19) {
		t.Errorf("thresholds are %d and %d", same, different)
	}
}

func TestCheckNamesEveryFault(t *testing.T) {
	model := testModel()
	model.Version = 1
	if faults := model.Check(testScheme); len(faults) != 1 {
		t.Errorf("%d faults of a model of another version, want that alone: %v", len(faults), faults)
	}
	model = testModel()
	model.Same, model.Different = 10, 20
	model.Prior[0].Lambda = 0
	model.Comparisons[1].Levels[0].Name = "same"
	model.Comparisons[2].Levels[1].U = 0
	model.Comparisons[2].Levels[0].FromU = "somewhere"
	model.Comparisons[2].Levels[0].LeastM = 1_100 // stated by nobody
	model.Prior[1].From = ""
	if faults := model.Check(testScheme); len(faults) != 7 {
		t.Errorf("%d faults named, want 7: %v", len(faults), faults)
	}
	model.Comparisons = model.Comparisons[:1]
	if faults := model.Check(testScheme); len(faults) != 4 {
		t.Errorf("%d faults named, want 4: %v", len(faults), faults)
	}
}

func BenchmarkTrain(b *testing.B) {
	model := testModel()
	m, u := model.shares(testScheme)
	random := rand.New(rand.NewPCG(11, 12))
	evidence := Evidence{Within: []Group{{"a:a", draw(random, 20_000, 0.01, m, u)}},
		Across: []Group{{"a:b", draw(random, 20_000, 0.4, m, u)}}}
	for b.Loop() {
		Train(testScheme, evidence, model, "benchmark")
	}
}
