package match

import (
	"math"
	"testing"

	"nfimatch/match/result"
	"nfimatch/match/weigh"
	"nfimatch/normalize/record"
)

// The average that priors are solved by must be that of the matchings that shares of a
// household are made of.
func TestAveragePairsAgainstShares(t *testing.T) {
	for n := 1; n <= 5; n++ {
		for m := 1; m <= 5; m++ {
			for _, prior := range []weigh.Millibits{-6000, -500, 1200, 7000} {
				odds := newSums(n, m)
				for r := range odds {
					for c := range odds[r] {
						odds[r][c] = weigh.Odds(prior)
					}
				}
				want := float64(0)
				for _, row := range matchingShares(odds) {
					for _, share := range row {
						want += share
					}
				}
				if got := averagePairs(n, m, weigh.Odds(prior)); math.Abs(got-want) > 1e-9 {
					t.Errorf("%d by %d at %d: %g pairs, the shares sum to %g", n, m, prior, got, want)
				}
			}
		}
	}
}

func TestSolveFindsTheOdds(t *testing.T) {
	for n := 1; n <= solvedMax; n++ {
		for m := 1; m <= solvedMax; m++ {
			for prior := weigh.Millibits(-9000); prior < priorMillibitsMax; prior += 700 {
				got := solve(n, m, averagePairs(n, m, weigh.Odds(prior)))
				if got < prior-1 || got > prior+1 {
					t.Fatalf("%d by %d: the odds of %d are solved as %d", n, m, prior, got)
				}
			}
			if got := solve(n, m, float64(min(n, m))); got != priorMillibitsMax {
				t.Errorf("%d by %d, all of them one person: %d, want the bound", n, m, got)
			}
		}
	}
}

// Where each source names one, nobody is a rival, and the prior is the share itself, up to
// its bound; where each names two, λ of a half would mean that everybody is found.
func TestPriorsCountRivalsOnce(t *testing.T) {
	model := ShippedModel()
	weights := model.Weights(inside)
	priors := leftoversOf(weights)
	for between := range crossings {
		alone := min(weights.Prior(groupName(between, 1, 1)), priorMillibitsMax)
		if got := priors[between][1][1]; got < alone-1 || got > alone+1 {
			t.Errorf("%s 1 by 1: prior %d, λ says %d", crossings[between].name, got, alone)
		}
		two := weights.Prior(groupName(between, 2, 2))
		if got := priors[between][2][2]; got <= two+1000 {
			t.Errorf("%s 2 by 2: prior %d, no more than λ with rivals in it, %d",
				crossings[between].name, got, two)
		}
	}
	for between := range crossings {
		most := sizes{9, 9, 9, 9}
		if priors.of(between, most) != priors[between][solvedMax][solvedMax] {
			t.Error("a large household has no prior")
		}
	}
}

// An elector who is entered twice, once by initial, is one person beside the account: the
// initial has its own prior, and its entry is no rival of the name's.
func TestInitialEnteredTwice(t *testing.T) {
	p := home(t, "title=MR;surname=GWINNETT;forename=ALLAN",
		"title=MR;surname=GWINNETT;forename=ALLAN", "title=MR;surname=GWINNETT;forename=A").Pairs
	for i, weight := range p.WeightMillibits {
		if weight < 0 {
			t.Errorf("pair %d of one person weighs %d", i, weight)
		}
		if p.LeftDataset[i] == p.RightDataset[i] && p.Decision[i] != result.DecisionUnsure {
			t.Errorf("two entries, of which one is an initial, are decided as %d", p.Decision[i])
		}
	}
	weights := shipped.Model.Weights(inside)
	priors := duplicatesOf(weights)[record.ElectoralRegister]
	if priors[1] < priors[0]+3000 {
		t.Errorf("a name beside an initial has prior %d, two names %d", priors[1], priors[0])
	}
}
