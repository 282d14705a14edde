package address

import "nfimatch/normalize/canon"

// takePostcode returns the postcode of the field, or else the last one in the
// tokens, and takes it out of the tokens in either case, with what follows it.
func (s *scratch) takePostcode(field string) string {
	parsed, _ := canon.ParsePostcode(field)
	postcode := parsed.Unit
	for i := len(s.tokens) - 1; i >= 0 && i >= len(s.tokens)-postcodeDepth; i-- {
		found, count := s.postcodeAt(i)
		if count == 0 {
			continue
		}
		if postcode == "" {
			postcode = found
		}
		s.tokens = append(s.tokens[:i], s.tokens[i+count:]...)
		break
	}
	return postcode
}

// postcodeDepth is how many tokens from the end a postcode may begin:
// its two halves and two words of a country.
const postcodeDepth = 4

// postcodeAt returns the postcode that begins at token i, and how many tokens
// it takes: none if there is no postcode.
func (s *scratch) postcodeAt(i int) (string, int) {
	text := s.tokens[i].text
	if i+1 < len(s.tokens) {
		if found, ok := canon.PostcodeOfHalves(text, s.tokens[i+1].text); ok {
			return found.Unit, 2
		}
	}
	if cut := len(text) - inwardLetters; cut > 0 {
		if found, ok := canon.PostcodeOfHalves(text[:cut], text[cut:]); ok {
			return found.Unit, 1
		}
	}
	return "", 0
}

// inwardLetters are the letters and digits of a postcode's second half.
const inwardLetters = 3
