package canon

// takePostcode returns the postcode of the field, or else the last one in the
// tokens, and takes it out of the tokens in either case, with what follows it.
func (s *addressScratch) takePostcode(field string) string {
	parsed, _ := ParsePostcode(field)
	postcode := parsed.Unit
	for i := len(s.tokens) - 1; i >= 0 && i >= len(s.tokens)-addressPostcodeDepth; i-- {
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

// addressPostcodeDepth is how many tokens from the end a postcode may begin:
// its two halves and two words of a country.
const addressPostcodeDepth = 4

// postcodeAt returns the postcode that begins at token i, and how many tokens
// it takes: none if there is no postcode. Words are not postcodes with slips:
// one repair at most, which BOOTH (B0 0TH) and 106 OLD (IO6 0LD) need more of.
func (s *addressScratch) postcodeAt(i int) (string, int) {
	if i+1 < len(s.tokens) && len(s.tokens[i+1].text) == inwardLetters {
		if unit := addressPostcode(s.tokens[i].text, s.tokens[i+1].text); unit != "" {
			return unit, 2
		}
	}
	if text := s.tokens[i].text; len(text) >= postcodeLettersMin {
		cut := len(text) - inwardLetters
		if unit := addressPostcode(text[:cut], text[cut:]); unit != "" {
			return unit, 1
		}
	}
	return "", 0
}

// addressPostcode returns the postcode of two halves as they stand in a line,
// or "".
func addressPostcode(outward, inward string) string {
	if len(outward)+len(inward) > postcodeLettersMax || !isLetter(outward[0]) {
		return ""
	}
	postcode, repairs, ok := readPostcode([]byte(outward + inward))
	if !ok || repairs > 1 {
		return ""
	}
	return postcode.Unit
}

const addressDigitSet = "0123456789"
