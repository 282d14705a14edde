package link

import (
	"nfimatch/match/link/agree"
	"nfimatch/match/weigh"
)

// fewPartners tells whether so few of the smaller list have a partner that most pairs of
// one name at two places are namesakes.
func (e *estimate) fewPartners() bool {
	return e.partnersPPM() < agree.Shipped.Few
}

// proves tells whether a pattern can show that two records are one person, whatever it
// weighs. A household shares its surname and its place, so that given names must speak for
// the pair, or a date of birth, a National Insurance number or one of the user's own
// columns; and where given names are known to be two, those together must outweigh them.
// Where the lists tell that hardly anybody else lives at a place, the place speaks too.
// Where few have a partner, an initial or a likeness speaks for nobody, and a name at two
// places is a namesake's unless something else speaks for the pair; at one place it is a
// father's and his son's where one of the two has a second name and the other none.
func (s *scored) proves(w *weights, at int) bool {
	pattern, near := &s.patterns[at], s.near[at]
	level := func(comparison int) (level uint8, weight weigh.Millibits) {
		if c := s.At[comparison]; c >= 0 {
			return pattern[c], w.level(near, c, pattern[c])
		}
		return 0, 0
	}
	name, given := level(agree.CompareGiven)
	second, _ := level(agree.CompareMiddle)
	_, birth := level(agree.CompareBirth)
	_, nino := level(agree.CompareNINO)
	numbers, best := birth+nino, max(birth, nino)
	for _, column := range s.Own {
		own := w.level(near, column.At, pattern[column.At])
		numbers, best = numbers+own, max(best, own)
	}
	switch is := agree.NameIs(name); {
	case s.likelierThanOthers(w, at):
		return true
	case is == agree.NameTwo && near:
		return given+numbers-birth > 0 // twins share a date of birth
	case is == agree.NameTwo:
		return given+numbers > 0
	case is == agree.NameUnknown || s.few && is == agree.NameLike:
		return best > 0
	}
	home := near && !s.PostcodeOnly && second != agree.SecondOneOnly
	return !s.few || home || best > 0 || agree.SecondName(second)
}

func (s *scored) likelierThanOthers(w *weights, at int) bool {
	sum, known := s.amongOthers(w, at)
	return known && sum > 0
}

// against is what speaks against a pair that is not accepted beside all that is compared,
// at most 0: that each of its records is more likely somebody else's, as the best pairs have
// it, or that nothing of a person's own proves it, so that others of the place come before.
// A pair that is refused is less likely than not: whoever takes pairs by their probability
// takes none that was refused.
func (d *decision) against(i int) weigh.Millibits {
	if d.same[i] {
		return 0
	}
	weight := d.weight[i] + d.gain(i)
	left, most := weight, d.threshold-1
	for _, who := range []uint32{d.pairs[i].left, d.pairs[i].right} {
		if other := d.partner[who]; other != 0 {
			odds := weigh.Odds(d.weight[other-1] + d.exclusive)
			left, most = left-weigh.MillibitsOf(1+odds, 1), min(most, -1)
		}
	}
	if at := int(d.of[i]); !d.proof[at] {
		most = min(most, -1)
		if sum, known := d.amongOthers(d.weights, at); known {
			most = min(most, sum)
		}
	}
	return min(left, most) - weight
}
