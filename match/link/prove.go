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
// the pair, or dates of birth, National Insurance numbers and the user's own columns
// together; and where given names are known to be two, those must outweigh them. Where
// few have a partner, an initial or a likeness speaks for nobody, and a name at two places
// is a namesake's unless something else speaks for the pair.
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
	numbers := birth + nino
	for _, column := range s.Own {
		numbers += w.level(near, column.At, pattern[column.At])
	}
	switch is := agree.NameIs(name); {
	case is == agree.NameTwo:
		return given+numbers > 0
	case is == agree.NameUnknown || s.few && is == agree.NameLike:
		return numbers > 0
	}
	return !s.few || near || numbers > 0 || agree.SecondName(second)
}
