package weigh

import (
	"math"
	"math/rand/v2"
	"testing"
	"testing/quick"
)

// partScheme has a comparison of two parts, each equal or different, of which the second
// may be missing; and a plain one.
var partScheme = Scheme{
	{Name: "date", Levels: []Level{
		{Name: "missing"}, {Name: "both", Group: 1}, {Name: "first", Group: 1},
		{Name: "second", Group: 1}, {Name: "neither", Group: 1},
		{Name: "first_known", Sums: []uint8{1, 2}}, {Name: "first_known_differs", Sums: []uint8{3, 4}},
	}},
	{Name: "name", Levels: []Level{
		{Name: "missing"}, {Name: "equal", Group: 1}, {Name: "different", Group: 1},
	}},
}

// drawParts draws pairs with the second part hidden in a third of them.
func drawParts(draw *rand.Rand, n int, lambda float64, m, u Shares) Counts {
	var tally Tally
	for range n {
		shares := u
		if draw.Float64() < lambda {
			shares = m
		}
		var pattern Pattern
		for c := range partScheme {
			at := draw.Float64()
			for l := 1; l <= 4 && l < len(shares[c]); l++ {
				if partScheme[c].Levels[l].Group == 1 {
					pattern[c] = uint8(l)
					if at -= shares[c][l]; at < 0 {
						break
					}
				}
			}
		}
		if draw.IntN(3) == 0 {
			pattern[0] = [...]uint8{0, 5, 5, 6, 6}[pattern[0]]
		}
		tally.Add(pattern)
	}
	return Merged(&tally)
}

func shares(date [4]float64, name [2]float64) Shares {
	s := partScheme.NewShares()
	copy(s[0][1:], date[:])
	copy(s[1][1:], name[:])
	partScheme.Normalise(s)
	return s
}

// Pairs with a part hidden must give back the shares of the whole, and not take what is
// hidden for agreement or for difference.
func TestMixtureSumsOverWhatIsHidden(t *testing.T) {
	draw := rand.New(rand.NewPCG(31, 1))
	m, u := shares([4]float64{0.85, 0.08, 0.05, 0.02}, [2]float64{0.9, 0.1}),
		shares([4]float64{0.02, 0.08, 0.2, 0.7}, [2]float64{0.05, 0.95})
	start := shares([4]float64{0.7, 0.1, 0.1, 0.1}, [2]float64{0.7, 0.3})
	mixture := Mixture{Scheme: partScheme, M: start, Parts: []Part{
		{drawParts(draw, 150_000, 0.4, m, u), u, 0.2}, {drawParts(draw, 50_000, 0.1, m, u), u, 0.2}}}
	got, same := mixture.FitM(start, 100)
	if math.Abs(same-65_000) > 1000 {
		t.Errorf("%.0f pairs are one person, drawn with 65000", same)
	}
	for l := 1; l <= 4; l++ {
		if math.Abs(got[0][l]-m[0][l]) > 0.01 {
			t.Errorf("m of %s = %.3f, drawn with %.3f", partScheme[0].Levels[l].Name, got[0][l], m[0][l])
		}
	}
	if sum := got[0][1] + got[0][2]; math.Abs(got[0][5]-sum) > 1e-12 {
		t.Errorf("the level known in part is %.4f, its whole ones %.4f", got[0][5], sum)
	}
	mixture.M, mixture.Parts = m, mixture.Parts[:1]
	gotU, lambda := mixture.FitU(u, 1, true)
	if math.Abs(lambda-0.4) > 0.01 {
		t.Errorf("λ = %.3f with u free, drawn with 0.4", lambda)
	}
	for l := 1; l <= 4; l++ {
		if math.Abs(gotU[0][l]-u[0][l]) > 0.01 {
			t.Errorf("u of %s = %.3f, drawn with %.3f", partScheme[0].Levels[l].Name, gotU[0][l], u[0][l])
		}
	}
}

// What is held is neither weighed nor changed.
func TestMixtureHolds(t *testing.T) {
	draw := rand.New(rand.NewPCG(32, 1))
	m, u := shares([4]float64{0.85, 0.08, 0.05, 0.02}, [2]float64{0.9, 0.1}),
		shares([4]float64{0.02, 0.08, 0.2, 0.7}, [2]float64{0.05, 0.95})
	start := shares([4]float64{0.85, 0.08, 0.05, 0.02}, [2]float64{0.5, 0.5})
	mixture := Mixture{Scheme: partScheme, M: start, Held: []bool{false, true},
		Parts: []Part{{drawParts(draw, 50_000, 0.3, m, u), u, 0.3}}}
	got, same := mixture.FitM(start, 100)
	if got[1][1] != start[1][1] || got[1][2] != start[1][2] {
		t.Errorf("what is held changed from %v to %v", start[1], got[1])
	}
	if math.Abs(same-15_000) > 1000 {
		t.Errorf("%.0f pairs are one person, drawn with 15000", same)
	}
}

func TestPackingComesBackInOrder(t *testing.T) {
	packing, fits := testScheme.Packing()
	if !fits {
		t.Fatal("a small scheme does not fit")
	}
	random := func(seed uint64) (pattern Pattern) {
		for c := range testScheme {
			pattern[c] = uint8(seed % uint64(len(testScheme[c].Levels)))
			seed /= 7
		}
		return pattern
	}
	if err := quick.Check(func(x, y uint64) bool {
		a, b := random(x), random(y)
		keyA, keyB := packing.Pack(&a), packing.Pack(&b)
		less := string(a[:]) < string(b[:])
		return packing.Unpack(keyA) == a && (keyA < keyB) == less
	}, nil); err != nil {
		t.Error(err)
	}
	wide := Scheme{}
	for range 11 {
		wide = append(wide, Comparison{Levels: make([]Level, 60)})
	}
	if _, fits := wide.Packing(); fits {
		t.Error("60^11 patterns were said to fit into 64 bits")
	}
}

// Histograms must count as tallies do, however keys were dealt to them.
func TestHistogramsCount(t *testing.T) {
	packing, _ := testScheme.Packing()
	draw := rand.New(rand.NewPCG(33, 1))
	var tally Tally
	var histograms [3]Histogram
	for range 30_000 {
		pattern := Pattern{uint8(draw.IntN(6)), uint8(draw.IntN(3)), uint8(draw.IntN(3))}
		tally.Add(pattern)
		histograms[draw.IntN(2)].Add(packing.Pack(&pattern), 1)
	}
	want, got := Merged(&tally), packing.Counted(&histograms[0], &histograms[1], &histograms[2])
	if got.Total() != want.Total() || len(got.N) != len(want.N) {
		t.Fatalf("%d pairs of %d patterns, want %d of %d", got.Total(), len(got.N), want.Total(),
			len(want.N))
	}
	for i := range want.N {
		if got.Patterns[i] != want.Patterns[i] || got.N[i] != want.N[i] {
			t.Fatalf("pattern %v counted %d times, want %d", got.Patterns[i], got.N[i], want.N[i])
		}
	}
	var large Histogram
	for key := range uint64(5000) {
		large.Add(key*key, int64(key))
	}
	for key := range uint64(5000) {
		if large.count(key*key) != int64(key) {
			t.Fatalf("key %d counted %d times", key*key, large.count(key*key))
		}
	}
}
