package canon

import "strings"

// A Postcode is a full UK postcode in canonical form, or one of another country. The zero
// Postcode is no postcode.
type Postcode struct {
	Unit     string // "LS1 4AP": one space before the inward part
	Sector   string // "LS1 4"
	District string // "LS1"
}

// postcodeLettersMin and postcodeLettersMax bound a postcode without its space.
const (
	postcodeLettersMin = 5
	postcodeLettersMax = 7
	inwardLetters      = 3
)

// Letters that may stand at each place of a postcode. The third-place letters
// hold P besides those of BS 7666, which leaves it out although N1P exists.
const (
	firstLetters  = "ABCDEFGHIJKLMNOPRSTUWYZ"
	secondLetters = "ABCDEFGHKLMNOPQRSTUVWXY"
	thirdLetters  = "ABCDEFGHJKPSTUW"
	fourthLetters = "ABEHMNPRVWXY"
	inwardAllowed = "ABDEFGHJLNPQRSTUWXYZ"
)

// postcodeAreas are the areas in use: postcode_areas_uk.csv in data/SOURCES.md.
// An area that is not here still reads; the list only chooses between repairs.
const postcodeAreas = "AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW " +
	"DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP " +
	"IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL " +
	"PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA " +
	"WC WD WF WN WR WS WV YO ZE"

// outwardShapes are the forms of an outward part: a letter class by its place
// (1 to 4), or 9 for a digit. In order of preference at equal cost.
var outwardShapes = [...]string{"19", "129", "199", "193", "1299", "1294"}

// unknownAreaCost makes a known area with repairs win over an unknown one without.
const unknownAreaCost = 16

// ParsePostcode reads a full postcode: any case, spaces and punctuation
// anywhere, and O for 0 or I for 1 (or the reverse) where the place forces a
// letter or a digit. False for anything else, dummies (ZZ99, XX) included.
//
// Source: BS 7666 place rules; GIR 0AA is the one exception to them.
func ParsePostcode(s string) (Postcode, bool) {
	var letters [postcodeLettersMax]byte
	n := 0
	for i := 0; i < len(s); i++ {
		c := upperByte(s[i])
		switch {
		case isLetter(c) || isDigit(c):
			if n == len(letters) {
				return Postcode{}, false
			}
			letters[n] = c
			n++
		case c >= 0x80 && !strings.HasPrefix(s[i:], "\u00a0") && !isTrailOfNBSP(s, i):
			return Postcode{}, false
		}
	}
	postcode, _, ok := readPostcode(letters[:n])
	return postcode, ok
}

// Digits that a postcode of another country has at least, which no British one has, and
// characters that it has at most.
const (
	foreignDigitsMin  = 4
	foreignLettersMax = 10
)

// ForeignPostcode reads a postcode of another country: four digits or more, not all the
// same, and perhaps letters. Its unit is all of it without spaces or punctuation, and it
// has neither sector nor district. False for anything else.
func ForeignPostcode(s string) (Postcode, bool) {
	unit, digits, alike := make([]byte, 0, foreignLettersMax), 0, true
	for i := range len(s) {
		c := upperByte(s[i])
		if !isLetter(c) && !isDigit(c) {
			continue
		}
		if len(unit) == foreignLettersMax {
			return Postcode{}, false
		}
		if isDigit(c) {
			digits++
		}
		unit = append(unit, c)
		alike = alike && c == unit[0]
	}
	if digits < foreignDigitsMin || alike {
		return Postcode{}, false
	}
	return Postcode{Unit: string(unit)}, true
}

// isTrailOfNBSP reports whether byte i ends a no-break space, which spreadsheets
// put inside postcodes.
func isTrailOfNBSP(s string, i int) bool {
	return i > 0 && s[i-1:i+1] == "\u00a0"
}

// readPostcode reads letters and digits only, with the number of repairs made.
func readPostcode(letters []byte) (postcode Postcode, repairs int, ok bool) {
	if len(letters) < postcodeLettersMin {
		return Postcode{}, 0, false
	}
	cut := len(letters) - inwardLetters
	var inward [inwardLetters]byte
	copy(inward[:], letters[cut:])
	digit, repaired, ok := asDigit(inward[0])
	if !ok || !contains(inwardAllowed, inward[1]) || !contains(inwardAllowed, inward[2]) {
		return Postcode{}, 0, false
	}
	inward[0] = digit
	if string(letters[:cut]) == "GIR" && string(inward[:]) == "0AA" {
		return postcodeOf("GIR", "0AA"), 0, true
	}
	outward, repairs, ok := bestOutward(letters[:cut])
	if !ok {
		return Postcode{}, 0, false
	}
	if repaired {
		repairs++
	}
	return postcodeOf(outward, string(inward[:])), repairs, true
}

// bestOutward fits the letters to every shape and takes the cheapest.
func bestOutward(letters []byte) (outward string, repairs int, ok bool) {
	var best [4]byte
	bestCost := -1
	for _, shape := range outwardShapes {
		if len(shape) != len(letters) {
			continue
		}
		var fitted [4]byte
		cost, fits := fitOutward(&fitted, shape, letters)
		if !fits {
			continue
		}
		area := 1
		if shape[1] == '2' {
			area = 2
		}
		total := cost
		if !postcodeAreaKnown[areaNumber(fitted[:area])] {
			total += unknownAreaCost
		}
		if bestCost < 0 || total < bestCost {
			best, bestCost, repairs = fitted, total, cost
		}
	}
	if bestCost < 0 {
		return "", 0, false
	}
	return string(best[:len(letters)]), repairs, true
}

func fitOutward(fitted *[4]byte, shape string, letters []byte) (repairs int, ok bool) {
	for i := range shape {
		c, repaired := letters[i], false
		switch shape[i] {
		case '9':
			c, repaired, ok = asDigit(c)
		case '1':
			c, repaired, ok = asLetter(c, firstLetters)
		case '2':
			c, repaired, ok = asLetter(c, secondLetters)
		case '3':
			c, repaired, ok = asLetter(c, thirdLetters)
		case '4':
			c, repaired, ok = asLetter(c, fourthLetters)
		}
		if !ok {
			return 0, false
		}
		if repaired {
			repairs++
		}
		fitted[i] = c
	}
	return repairs, true
}

// postcodeAreaKnown holds the areas by areaNumber.
var postcodeAreaKnown = func() (known [areaNumbers]bool) {
	for area := range strings.FieldsSeq(postcodeAreas) {
		known[areaNumber([]byte(area))] = true
	}
	return known
}()

// areaNumbers bounds areaNumber: two letters of which the second may be absent.
const areaNumbers = 26 * 27

func areaNumber(area []byte) int {
	number := int(area[0]-'A') * 27
	if len(area) > 1 {
		number += int(area[1]-'A') + 1
	}
	return number
}

func postcodeOf(outward, inward string) Postcode {
	unit := outward + " " + inward
	return Postcode{Unit: unit, Sector: unit[:len(outward)+2], District: unit[:len(outward)]}
}

func asDigit(c byte) (digit byte, repaired, ok bool) {
	switch c {
	case 'O':
		return '0', true, true
	case 'I':
		return '1', true, true
	}
	return c, false, isDigit(c)
}

func asLetter(c byte, allowed string) (letter byte, repaired, ok bool) {
	switch c {
	case '0':
		c, repaired = 'O', true
	case '1':
		c, repaired = 'I', true
	}
	return c, repaired, contains(allowed, c)
}

// Masks returns the unit with one place hidden by '?', one string for each of
// its 5 to 7 letters and digits; nil for the zero Postcode. Two units share a
// mask exactly when they differ by one substitution, or not at all.
func (p Postcode) Masks() []string {
	return p.each(func(i int) string { return p.Unit[:i] + "?" + p.Unit[i+1:] })
}

// Deletions returns the unit without its space and with one character left out,
// one string for each of its 5 to 7 characters, repeated ones included; nil for
// the zero Postcode. Units one slip or one swap of neighbours apart share one.
func (p Postcode) Deletions() []string {
	letters := strings.Replace(p.Unit, " ", "", 1)
	gap := strings.IndexByte(p.Unit, ' ')
	return p.each(func(i int) string {
		if gap >= 0 && i > gap {
			i--
		}
		return letters[:i] + letters[i+1:]
	})
}

// each calls f for every place of the unit but its space.
func (p Postcode) each(f func(i int) string) []string {
	if p.Unit == "" {
		return nil
	}
	made := make([]string, 0, postcodeLettersMax)
	for i := range len(p.Unit) {
		if p.Unit[i] != ' ' {
			made = append(made, f(i))
		}
	}
	return made
}

// inlineRepairsMax bounds the repairs of a postcode found inside a line, where
// any two short words might otherwise be read as one.
const inlineRepairsMax = 1

// PostcodeIn finds a postcode at the end of a line, as one word or two, with at
// most one repair. The rest is the line before it, without the spaces and
// commas between; without a postcode it is the whole line.
func PostcodeIn(line string) (rest string, postcode Postcode, ok bool) {
	end := strings.TrimRight(line, " \t\r\n,.;")
	last := wordStart(end)
	for _, start := range [...]int{last, wordStart(strings.TrimRight(end[:last], " \t"))} {
		postcode, ok = inlinePostcode(end[start:], len(end)-last)
		if ok {
			return strings.TrimRight(line[:start], " \t,;"), postcode, true
		}
	}
	return line, Postcode{}, false
}

// PostcodeOfHalves returns the postcode of two halves, as they stand in a line
// in capitals. Words are not postcodes with slips: one repair at most, which
// BOOTH (B0 0TH) and 106 OLD (IO6 0LD) need more of.
func PostcodeOfHalves(outward, inward string) (Postcode, bool) {
	letters := len(outward) + len(inward)
	if len(inward) != inwardLetters || letters < postcodeLettersMin ||
		letters > postcodeLettersMax || !isLetter(outward[0]) {
		return Postcode{}, false
	}
	postcode, repairs, ok := readPostcode([]byte(outward + inward))
	return postcode, ok && repairs <= inlineRepairsMax
}

// wordStart returns where the last word of s begins.
func wordStart(s string) int { return strings.LastIndexAny(s, " \t,;") + 1 }

// inlinePostcode reads a word, or two of which the last has lastBytes bytes.
func inlinePostcode(text string, lastBytes int) (Postcode, bool) {
	var letters [postcodeLettersMax]byte
	n, digits := 0, 0
	for i := 0; i < len(text); i++ {
		c := upperByte(text[i])
		switch {
		case isLetter(c) || isDigit(c):
			if n == len(letters) {
				return Postcode{}, false
			}
			letters[n] = c
			n++
			if isDigit(c) {
				digits++
			}
		case c != ' ' && c != '\t':
			return Postcode{}, false
		}
	}
	if digits == 0 || lastBytes != len(text) && lastBytes != inwardLetters {
		return Postcode{}, false
	}
	postcode, repairs, ok := readPostcode(letters[:n])
	return postcode, ok && repairs <= inlineRepairsMax
}
