package address

import "nfimatch/normalize/canon"

// takePostcode returns the postcode of the field, or else the last one in the
// tokens, and takes it out of the tokens in either case. One that is spoilt goes
// too, or its second half would be a number: LS1 4A.
func (s *scratch) takePostcode(field string) string {
	parsed, _ := canon.ParsePostcode(field)
	postcode := parsed.Unit
	for i := len(s.tokens) - 1; i >= 0; i-- {
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

const (
	// postcodeDepth is how many tokens from the end a postcode with a repair may begin:
	// its two halves and two words of a country. FLAT E1, OLD MILL is none.
	postcodeDepth = 4
	// postcodePieces is how many words the spaces of a postcode make of it at most.
	postcodePieces = 3
)

// postcodeAt returns the postcode that begins at token i, and how many tokens
// it takes: none if there is no postcode. A spoilt one is "".
func (s *scratch) postcodeAt(i int) (string, int) {
	near := i >= len(s.tokens)-postcodeDepth &&
		(i == 0 || s.lex.units[s.tokens[i-1].text].class == unitNone)
	text, second := s.tokens[i].text, s.tokenText(i+1)
	if found, ok := canon.PostcodeOfHalves(text, second); ok &&
		(near || found.Unit == text+" "+second) {
		return found.Unit, 2
	}
	if found, ok := wholePostcode(text, near); ok {
		return found, 1
	}
	end := len(s.tokens)
	if i+2 > end || i+postcodePieces < end || s.tokens[i].part != s.tokens[end-1].part {
		return "", 0
	}
	for _, piece := range s.tokens[i+1:] {
		text += piece.text
	}
	if found, ok := wholePostcode(text, false); ok {
		return found, end - i
	}
	if near && i+2 == end && s.isSpoilt(i) {
		return "", 2
	}
	return "", 0
}

// wholePostcode reads a postcode without its space, if need be with a repair.
func wholePostcode(text string, repair bool) (string, bool) {
	cut := len(text) - inwardLetters
	if cut <= 0 {
		return "", false
	}
	found, ok := canon.PostcodeOfHalves(text[:cut], text[cut:])
	return found.Unit, ok && (repair || found.Unit == text[:cut]+" "+text[cut:])
}

// isSpoilt reports whether tokens i and i+1, the last ones, are a postcode with a
// character missing or wrong: a whole first half, then a digit with letters.
func (s *scratch) isSpoilt(i int) bool {
	first, second := s.tokens[i].text, s.tokens[i+1].text
	whole, ok := canon.PostcodeOfHalves(first, "0AA")
	return ok && whole.District == first && leadingDigits(second) == 1 &&
		len(second) > 1 && len(second) <= inwardLetters
}

// inwardLetters are the letters and digits of a postcode's second half.
const inwardLetters = 3
