package weigh

// A Mixture is pairs of which a share are one person, and what is assumed of them. Its
// parts have frequencies of chance agreement of their own: people at one place share
// their surname more often than any two.
type Mixture struct {
	Scheme Scheme
	Parts  []Part
	M      Shares
	Lambda float64 // share of the pairs that are one person
	Held   []bool  // comparisons neither weighed nor estimated: what the pairs were made by
}

// A Part is some of the pairs of a mixture, and u of them.
type Part struct {
	Counts Counts
	U      Shares
}

// FitM estimates m and λ by expectation–maximisation with u fixed, starting from the
// mixture's own. The shares lean get the weight of so many pairs in each group. What is
// held comes back as it was. It costs patterns × rounds, not pairs.
func (x *Mixture) FitM(lean Shares, pairs int) (m Shares, lambda float64) {
	m, lambda = x.M, x.Lambda
	var total float64
	for _, part := range x.Parts {
		total += float64(part.Counts.Total())
	}
	for range emRounds {
		sums, same := x.Scheme.leaning(lean, pairs), float64(0)
		for _, part := range x.Parts {
			same += x.expect(part, m, lambda, sums, nil)
		}
		m = x.maximised(sums, m)
		if total > 0 {
			lambda = same / total
		}
	}
	return m, lambda
}

// FitU estimates u of the mixture's only part by expectation–maximisation, with m and
// λ fixed.
func (x *Mixture) FitU(lean Shares, pairs int) (u Shares) {
	part := x.Parts[0]
	for range emRounds {
		sums := x.Scheme.leaning(lean, pairs)
		x.expect(part, x.M, x.Lambda, nil, sums)
		part.U = x.maximised(sums, part.U)
	}
	return part.U
}

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
