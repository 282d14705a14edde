package weigh

// A Mixture is pairs of which a share are one person, and what is assumed of them. Its
// parts have frequencies of chance agreement, and shares, of their own: people at one
// place have a surname in common more often than any two.
type Mixture struct {
	Scheme Scheme
	Parts  []Part
	M      Shares
	Shape  func(m Shares) // where set, gives m the form it must have after each round
	Held   []bool         // comparisons neither weighed nor estimated: what the pairs were chosen by
}

// A Part is some of the pairs of a mixture, u of them, and the share of them that is one
// person.
type Part struct {
	Counts Counts
	U      Shares
	Lambda float64
}

// FitM estimates m, and λ of every part, by expectation–maximisation with u fixed, starting
// from the mixture's own. The shares lean get the weight of so many pairs in each group.
// What is held comes back as it was. It returns m and the expected number of pairs that
// are one person. It costs patterns × rounds, not pairs.
func (x *Mixture) FitM(lean Shares, pairs int) (m Shares, same float64) {
	m = x.M
	lambdas := make([]float64, len(x.Parts))
	for i := range x.Parts {
		lambdas[i] = x.Parts[i].Lambda
	}
	for range emRounds {
		sums := x.Scheme.leaning(lean, pairs)
		same = 0
		for i, part := range x.Parts {
			of := x.expect(part, m, lambdas[i], sums, nil)
			lambdas[i] = shareOf(of, part.Counts.Total())
			same += of
		}
		m = x.maximised(sums, m)
		if x.Shape != nil {
			x.Shape(m)
			x.Scheme.Normalise(m)
		}
	}
	return m, same
}

// FitU estimates u of the mixture's only part by expectation–maximisation, with m fixed,
// and its λ too where that is free. It starts and leans as [Mixture.FitM] does.
func (x *Mixture) FitU(lean Shares, pairs int, free bool) (u Shares, lambda float64) {
	part := x.Parts[0]
	for range emRounds {
		sums := x.Scheme.leaning(lean, pairs)
		same := x.expect(part, x.M, part.Lambda, nil, sums)
		part.U = x.maximised(sums, part.U)
		if free {
			part.Lambda = shareOf(same, part.Counts.Total())
		}
	}
	return part.U, part.Lambda
}

func shareOf(n float64, all int64) float64 { return n / float64(max(all, 1)) }

// expect adds the expected counts of one part, of pairs that are one person to sumM
// and of others to sumU where they are asked for, and returns how many are one person.
func (x *Mixture) expect(part Part, m Shares, lambda float64, sumM, sumU Shares) (same float64) {
	for i := range part.Counts.Patterns {
		pattern := &part.Counts.Patterns[i]
		likeM, likeU := lambda, 1-lambda
		for c := range x.Scheme {
			if x.Held == nil || !x.Held[c] {
				likeM = float64(likeM * m[c][pattern[c]])
				likeU = float64(likeU * part.U[c][pattern[c]])
			}
		}
		n := float64(part.Counts.N[i])
		partM := float64(n * (likeM / (likeM + likeU)))
		same += partM
		for c := range x.Scheme {
			if sumM != nil {
				sumM[c][pattern[c]] += partM
			}
			if sumU != nil {
				sumU[c][pattern[c]] += n - partM
			}
		}
	}
	return same
}

// maximised turns expected counts into shares; before are those they were found with.
func (x *Mixture) maximised(sums, before Shares) Shares {
	x.Scheme.spread(sums, before)
	x.Scheme.Normalise(sums)
	for c := range x.Scheme {
		if x.Held != nil && x.Held[c] {
			copy(sums[c], before[c])
		}
	}
	return sums
}

// leaning returns the pseudo-counts of shares that weigh as much as so many pairs.
func (s Scheme) leaning(lean Shares, pairs int) Shares {
	sums := s.NewShares()
	for c := range s {
		for l, level := range s[c].Levels {
			if level.Group != 0 {
				sums[c][l] = float64(lean[c][l] * float64(pairs))
			}
		}
	}
	return sums
}
