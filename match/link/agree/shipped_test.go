package agree

import "testing"

// What is known in part must weigh what the whole levels that it may be weigh together.
func TestSharesOfKnownInPartSum(t *testing.T) {
	l := layoutOf([CompareOwn]bool{true, true, true, true, true, true, true, true, true},
		[]string{"ward"}, []string{"job"}, Shipped.Cuts)
	l.Scheme.Check()
	m := ShippedM(&l)
	birth := l.At[CompareBirth]
	var year float64
	for level, of := range l.Scheme[birth].Levels {
		if of.Group != 0 && (level/16 == int(partEqual) && level < int(birthSwapped) ||
			level == int(birthSwapped+partEqual)) {
			year += m[birth][level]
		}
	}
	if got := m[birth][partEqual*partsEach*partsEach]; got < year-1e-12 || got > year+1e-12 {
		t.Errorf("the year alone is equal with %f, in whole dates with %f", got, year)
	}
	place := l.At[ComparePlace]
	sum := m[place][postcodeUnit]
	for address := addressExact; address < addressesEach; address++ {
		sum -= m[place][postcodeUnit+postcodesEach*address]
	}
	if sum < -1e-12 || sum > 1e-12 {
		t.Errorf("an equal postcode alone is off by %g", sum)
	}
}

// Dates of one person go wrong part by part: the shape keeps what is of that form already,
// and takes nothing away from the whole.
func TestShape(t *testing.T) {
	l := layoutOf([CompareOwn]bool{CompareBirth: true}, nil, nil, Shipped.Cuts)
	m := ShippedM(&l)
	u := l.Scheme.NewShares()
	u[0][birthDifferent], u[0][BirthExact] = 3, 1
	l.Scheme.Normalise(u)
	before := append([]float64(nil), m[0]...)
	l.Shape(m, u, 1)
	for level := range before {
		if diff := m[0][level] - before[level]; l.Scheme[0].Levels[level].Group != 0 &&
			(diff > 1e-4 || diff < -1e-4) { // a slip in every part counts as another date
			t.Errorf("%s was %g and is %g", l.Scheme[0].Levels[level].Name, before[level], m[0][level])
		}
	}
	m[0][birthDifferent] += 0.25 // another date altogether says nothing of the parts
	l.Scheme.Normalise(m)
	equal := m[0][BirthExact]
	l.Shape(m, u, 1)
	if got := m[0][BirthExact]; got < equal-0.01 || got > equal+0.01 {
		t.Errorf("equal dates were %g and are %g", equal, got)
	}
	l.Shape(m, u, 0)
	if got := m[0][BirthExact]; got > equal-0.05 {
		t.Errorf("without another date, equal dates were %g and are %g", equal, got)
	}
	m[0][partEqual+partsEach*partDifferent+partsEach*partsEach*partDifferent] += 1
	l.Scheme.Normalise(m)
	l.Shape(m, u, 0)
	sum := 0.0
	for level, share := range m[0] {
		if l.Scheme[0].Levels[level].Group != 0 {
			sum += share
		}
	}
	if sum < 1-1e-9 || sum > 1+1e-9 {
		t.Errorf("shares sum to %g", sum)
	}
}
