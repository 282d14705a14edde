package weigh

// Rounds of expectation–maximisation: a fixed number, since a stopping rule on
// floats would stop at different rounds on different processors. Ten suffice
// for three digits on councils; the rest is for unlucky starts.
const emRounds = 30

// An estimation is the state of one run of expectation–maximisation.
type estimation struct {
	scheme   Scheme
	m, u     Shares
	lambda   []float64 // share of pairs that are one person, a group of counts
	groups   []Counts
	freeM    bool
	freeU    bool
	pseudoM  Shares // pseudo-counts: what the shares rest on where the file says little
	pseudoU  Shares
	pseudoN  float64 // weight of the pseudo-counts of λ
	lambdaAt []float64
}

// run iterates on one goroutine over sorted integer counts. Every product is
// rounded on its own, so that the result has the same bits on processors that
// fuse multiplication and addition.
func (e *estimation) run() {
	for range emRounds {
		sumM, sumU := e.scheme.NewShares(), e.scheme.NewShares()
		for c := range e.scheme {
			copy(sumM[c], e.pseudoM[c])
			copy(sumU[c], e.pseudoU[c])
		}
		for g, counts := range e.groups {
			same := e.expect(g, counts, sumM, sumU)
			prior := float64(e.lambdaAt[g] * e.pseudoN)
			e.lambda[g] = (same + prior) / (float64(counts.Total()) + e.pseudoN)
		}
		if e.freeM {
			e.scheme.Normalise(sumM)
			e.m = sumM
		}
		if e.freeU {
			e.scheme.Normalise(sumU)
			e.u = sumU
		}
	}
}

// expect adds the expected counts of one group and returns the expected number
// of its pairs that are one person.
func (e *estimation) expect(g int, counts Counts, sumM, sumU Shares) (same float64) {
	for i, pattern := range counts.Patterns {
		likeM, likeU := e.lambda[g], 1-e.lambda[g]
		for c := range e.scheme {
			likeM = float64(likeM * e.m[c][pattern[c]])
			likeU = float64(likeU * e.u[c][pattern[c]])
		}
		n := float64(counts.N[i])
		partM := float64(n * (likeM / (likeM + likeU)))
		partU := n - partM
		same += partM
		for c := range e.scheme {
			sumM[c][pattern[c]] += partM
			sumU[c][pattern[c]] += partU
		}
	}
	return same
}

// Evidence is what a file offers for training: patterns of pairs within one
// source, which are two people but for duplicates, and of pairs across two
// sources, in groups that have a share λ of their own.
type Evidence struct {
	Within []Group
	Across []Group
}

// A Group is the patterns of one group of pairs.
type Group struct {
	Name   string
	Counts Counts
}

// pairsTrainMin is the number of pairs across sources below which a file says
// too little, and the shipped model is used as it is.
const pairsTrainMin = 2000

// pseudoPairs is the weight, in pairs, of the shipped model in an estimate.
const pseudoPairs = 200

// Train estimates u from pairs within one source, then m and the share λ of
// each group from pairs across sources with u fixed, starting from and leaning
// on the shipped model. With fewer than 2,000 pairs across sources it returns
// the shipped model itself and false. It costs patterns × rounds, not pairs.
func Train(scheme Scheme, evidence Evidence, shipped Model, origin string) (Model, bool) {
	var across int64
	for _, group := range evidence.Across {
		across += group.Counts.Total()
	}
	if across < pairsTrainMin {
		return shipped, false
	}
	m, u := shipped.shares(scheme)
	within := estimation{
		scheme: scheme, m: m, u: u, freeU: true,
		pseudoM: scaled(m), pseudoU: scaled(u), pseudoN: pseudoPairs,
	}
	within.over(evidence.Within, &shipped)
	within.run()
	between := estimation{
		scheme: scheme, m: m, u: within.u, freeM: true,
		pseudoM: scaled(m), pseudoU: scaled(u), pseudoN: pseudoPairs,
	}
	between.over(evidence.Across, &shipped)
	between.run()
	return modelOf(scheme, evidence, between, within, shipped, origin), true
}

// over sets what is estimated from, with the shares of the shipped model to start from.
func (e *estimation) over(groups []Group, shipped *Model) {
	for _, group := range groups {
		e.groups = append(e.groups, group.Counts)
		e.lambda = append(e.lambda, shipped.lambda(group.Name))
	}
	e.lambdaAt = append([]float64(nil), e.lambda...)
}

func scaled(shares Shares) Shares {
	pseudo := make(Shares, len(shares))
	for c := range shares {
		pseudo[c] = make([]float64, len(shares[c]))
		for l := range shares[c] {
			pseudo[c][l] = float64(shares[c][l] * pseudoPairs)
		}
	}
	return pseudo
}
